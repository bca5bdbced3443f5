"""An account that is bound to a site asks the server: every way in obeys the same filter, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.nodes import global_id
from app.api.server import create_app
from app.identity import api_keys
from app.identity.accounts import find
from app.identity.people import NewAccount, open_account
from app.settings import Settings
from graph_model.policy import Permission, Role
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.api.test_history import HISTORY, PROOFS
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, SHIPMENTS, SITES, STEPS, two_plants
from tests.support.api import SEARCH, WHY, asked, error_of, reply
from tests.support.build import lot
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, told, with_password

RECALL = """query Q($k: [String!]!, $all: Boolean) { recall(keys: $k, allSites: $all) {
  complete exportUrl gaps { kind label n key } counts { label count }
  rows(first: 50) { totalCount edges { node { key name } } }
  relationships(first: 50) { edges { node { key from to } } } columns { keys names edgeKeys } } }"""
NONE = lot("FG", "none-C")
DIFF = """query Q($k: [String!]!, $from: Int!, $to: Int!, $all: Boolean) {
  recallDiff(keys: $k, from: $from, to: $to, allSites: $all) {
    changes { key commits { seq actor reason } } before { exportUrl } after { counts { label count } } } }"""
PROPOSE = """mutation C($key: String!, $p: String) {
  correct(key: $key, values: [{name: "expires", value: "2026-03-31"}], reason: "why", password: $p) {
    proposal } }"""


@pytest.fixture
def plants(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two plants, and three people of plant A, of whom Lee may ask for all sites; Sam is of both plants."""
    make_cheap(monkeypatch)
    two_plants().commit(store)
    desk = desk_of(store, Wall(store))
    ada = open_ada(desk)
    for login, role in (("kim", Role.INVESTIGATOR), ("lee", Role.QUALITY_MANAGER), ("pat", Role.KEY_USER)):
        open_account(desk, NewAccount(login, login, login, [role], [SITES["A"]]), ada)
    with_password(desk, "sam", open_account(desk, NewAccount("sam", "sam", "Sam", [Role.KEY_USER]), ada))
    return store


def client_of(store: Store, login: str) -> TestClient:
    """A program of this account, with all that it may do."""
    desk = desk_of(store, Wall(store))
    scopes = [p for p in Permission if p in find(store, login).permissions]
    made = api_keys.new(desk, login, scopes=scopes, days=9, note="", who="test")
    app = create_app(Settings(), store=store)
    return TestClient(app, headers={"Authorization": f"Bearer {made.text}"})


@pytest.fixture
def kim(plants: Store) -> Iterator[TestClient]:
    """An investigator of plant A."""
    with client_of(plants, "kim") as client:
        yield client


def foreign(said: object) -> bool:
    """Whether anything of plant B stands in an answer: all its texts end with its letter."""
    return any(part in str(said) for part in ("-B", "site:t/B", "Plant B", "Clinic B"))


def test_a_trace_its_pages_and_columns_and_its_export(kim: TestClient, plants: Store) -> None:
    trace = asked(kim, RECALL, k=[RAW])["recall"]
    shown = sorted([RAW, MADE["A"], STEPS["A"], CUSTOMERS["A"], SHIPMENTS["A"]])
    assert trace["columns"]["keys"] == [edge["node"]["key"] for edge in trace["rows"]["edges"]] == shown
    assert trace["gaps"] == [
        {"kind": "hidden_by_site", "label": label, "n": 1, "key": None}
        for label in ("Customer", "Lot", "ProcessStep", "Shipment")
    ]
    assert (trace["complete"], foreign(trace)) == (False, False)
    export = kim.get(trace["exportUrl"])
    assert [row["key"] for row in export.json()["rows"]] == shown
    table = kim.get("/export/recall", params={"key": RAW, "format": "csv"})
    assert "GAP hidden_by_site" in table.text
    assert not any(map(foreign, (export.text, table.text)))
    with TestClient(create_app(Settings(), store=plants)) as nobody:
        assert nobody.get(trace["exportUrl"]).status_code == 401


def test_nodes_search_and_errors(kim: TestClient) -> None:
    for key in (CUSTOMERS["B"], SITES["B"], "account:lotgraph/lee"):
        assert asked(kim, "query Q($id: ID!) { node(id: $id) { key } }", id=global_id(key)) == {"node": None}
    found = asked(kim, SEARCH, text="clinic", first=9)["search"]
    assert [edge["node"]["key"] for edge in found["edges"]] == [CUSTOMERS["A"]]
    assert found["pageInfo"]["hasNextPage"] is False
    named = "query Q($key: String!) { lot(key: $key) { key } }"
    for query, name in ((named, "key"), (RECALL, "k"), (HISTORY, "key")):
        assert is_unknown(kim, query, name)


def is_unknown(client: TestClient, query: str, name: str) -> bool:
    """Whether a forbidden key is told exactly as an unknown one."""
    errors = [error_of(client, query, **{name: [k] if name == "k" else k}) for k in (MADE["B"], NONE)]
    assert errors[0]["code"] == "UNKNOWN_KEY"
    return str(errors[0]).replace(MADE["B"], "?") == str(errors[1]).replace(NONE, "?")


def test_decisions(plants: Store) -> None:
    with client_of(plants, "sam") as client:
        proposed = [asked(client, PROPOSE, key=MADE[name], p=HORSE)["correct"]["proposal"] for name in "AB"]
    with client_of(plants, "pat") as client:
        assert asked(client, "{ proposals { key } }") == {"proposals": [{"key": proposed[0]}]}
        assert is_unknown(client, PROPOSE, "key")
        reject = """mutation R($key: String!) { rejectProposal(key: $key, reason: "no") }"""
        errors = [error_of(client, reject, key=key) for key in (proposed[1], proposed[1][:-1])]
        assert str(errors[0]).replace(proposed[1], "?") == str(errors[1]).replace(proposed[1][:-1], "?")
        assert asked(client, reject, key=proposed[0]) == {"rejectProposal": plants.head().size}


def test_why_and_what_changed(kim: TestClient, plants: Store) -> None:
    path = asked(kim, WHY, a=RAW, b=CUSTOMERS["A"])["why"]
    assert (path["complete"], len(path["path"])) == (True, 4)
    assert error_of(kim, WHY, a=RAW, b=CUSTOMERS["B"])["code"] == "UNKNOWN_KEY"
    more = two_plants()
    more.facts.clear()
    for name in "AB":
        more.link("CONSUMED_IN", RAW, STEPS[name], "9", line=f"later-{name}")
        more.ship(MADE[name], f"C-{name}", f"T-{name}")
    size = plants.head().size
    more.commit(plants)
    changes = asked(kim, DIFF, k=[RAW], **{"from": size, "to": plants.head().size})["recallDiff"]
    assert {change["key"] for change in changes["changes"]} == {"shipment:t/T-A", CUSTOMERS["A"]}
    assert not foreign(changes)


def test_histories_and_proofs(kim: TestClient, plants: Store) -> None:
    proofs = asked(kim, PROOFS, key=MADE["A"], wanted=True)["history"]
    assert MADE["A"] in proofs[0]["proof"]["line"]
    edges = plants.reader().flow([RAW], True)
    for edge in edges:
        told_of_edge = reply(kim, HISTORY, key=edge.key)
        assert ("errors" in told_of_edge) is (edge.target == STEPS["B"])


def test_all_sites_takes_a_permission_and_is_recorded(plants: Store) -> None:
    with client_of(plants, "kim") as client:
        assert error_of(client, RECALL, k=[RAW], all=True)["code"] == "FORBIDDEN"
        refused = client.get("/export/recall", params={"key": RAW, "all_sites": True})
        assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    refusals = [(account, detail) for _, account, _, detail in told(plants, Kind.PERMISSION_REFUSED)]
    assert refusals == [("account:lotgraph/kim", "recall"), ("account:lotgraph/kim", "/export/recall")]
    assert told(plants, Kind.ALL_SITES_RECALL) == []
    with client_of(plants, "lee") as client:
        assert foreign(asked(client, RECALL, k=[RAW])) is False
        trace = asked(client, RECALL, k=[RAW], all=True)["recall"]
        assert (trace["complete"], foreign(trace)) == (True, True)
        assert client.get(trace["exportUrl"]).json()["complete"] is True
    recorded = [(account, detail) for _, account, _, detail in told(plants, Kind.ALL_SITES_RECALL)]
    assert recorded == [
        ("account:lotgraph/lee", f"recall of {RAW}"),
        ("account:lotgraph/lee", f"export of recall of {RAW}"),
    ]
