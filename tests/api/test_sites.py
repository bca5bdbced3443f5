"""An account that is bound to a site asks the server: every way in obeys the same filter, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.nodes import global_id
from app.api.server import create_app
from app.api.sites import is_theirs
from app.identity import api_keys
from app.identity.accounts import find
from app.identity.people import NewAccount, open_account
from app.questions.scoped import NOT_TOLD
from app.settings import Settings
from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    NodeFact,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.policy import Permission, Role
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.api.test_history import HISTORY, PROOFS
from tests.api.test_neighbours import NEIGHBOURS
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, SHIPMENTS, SITES, STEPS, seen_by, two_plants
from tests.support.api import SEARCH, WHY, asked, error_of, reply
from tests.support.build import lot
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, told, with_password
from tests.support.memory import MemoryStore
from tests.support.questions import rejected

RECALL = """query Q($k: [String!]!, $all: Boolean) { recall(keys: $k, allSites: $all) {
  complete exportUrl gaps { kind label n key } counts { label count }
  rows(first: 50) { totalCount edges { node { key name } } }
  relationships(first: 50) { edges { node { key from to } } } columns { keys names edgeKeys } } }"""
NONE = lot("FG", "none-C")
DIFF = """query Q($k: [String!]!, $from: Int!, $to: Int!, $all: Boolean) {
  recallDiff(keys: $k, from: $from, to: $to, allSites: $all) {
    changes { key commits { seq actor reason } } before { exportUrl } after { counts { label count } } } }"""
CONFLICTS = """query Q($first: Int!) { conflicts(first: $first) { edges { node { rivals { reason } } } } }"""
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
    for query, name in ((named, "key"), (RECALL, "k"), (HISTORY, "key"), (NEIGHBOURS, "k")):
        assert is_unknown(kim, query, name)
    (beside,) = asked(kim, NEIGHBOURS, k=[RAW])["neighbours"]
    assert beside["flowsOut"] == [{"label": "ProcessStep", "count": 1}]


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


def test_reasons_that_name_what_is_outside_are_not_told(kim: TestClient, plants: Store) -> None:
    """In a history and its proof, in what changed an answer, and beside a dispute."""
    size = plants.head().size
    (sent,) = (e for e in plants.reader().logistics([MADE["A"]], True) if e.type == "SHIPPED_IN")
    foreign_reason = f"the rest of the pallet was {MADE['B']}"
    for quantity, reason in ((2, foreign_reason), (3, f"counted again: {MADE['A']}")):
        fact = RelationshipFact(
            type=sent.type,
            key=sent.key,
            source=sent.source,
            target=sent.target,
            properties={"quantity": quantity * 10**9, "uom": "u"},
            changed=f"2025-01-0{quantity}T00:00:00.000000Z",
        )
        plants.commit([fact], actor="a", reason=reason)
    for name in ("one", "two"):
        fact_ = NodeFact(key=MADE["A"], properties={"name": name})
        plants.commit([fact_], actor="a", reason=foreign_reason)
    versions = asked(kim, HISTORY, key=sent.key)["history"]
    assert [version["reason"] for version in versions] == [
        *("test", NOT_TOLD, f"counted again: {MADE['A']}"),
    ]
    assert len(asked(kim, PROOFS, key=sent.key, at=size, wanted=True)["history"]) == 1
    proofs = error_of(kim, PROOFS, key=sent.key, wanted=True)
    assert proofs["code"] == "FORBIDDEN"
    found = asked(kim, DIFF, k=[RAW], **{"from": size, "to": size + 1})["recallDiff"]["changes"]
    assert {cause["reason"] for change in found for cause in change["commits"]} == {NOT_TOLD}
    disputes = asked(kim, CONFLICTS, first=9)["conflicts"]["edges"]
    assert [rival["reason"] for edge in disputes for rival in edge["node"]["rivals"]] == [NOT_TOLD] * 2
    assert not any(map(foreign, (versions, proofs, found, disputes)))
    gone = Retraction(type="SHIPPED_IN", key="SHIPPED_IN:t/waits", reason="of some plant")
    plants.commit([gone], actor="a", reason="r")
    assert error_of(kim, HISTORY, key=gone.key)["code"] == "UNKNOWN_KEY"


LOT_A, LOT_B = (NodeFact(key=MADE[name], properties={"status": "blocked"}) for name in "AB")
RECALLED = NodeFact(key="recall:t/7", properties={"recall_class": "I"})
RECALLS = {
    name: RelationshipFact(type="RECALLS", key=f"RECALLS:t/7-{name}", source=RECALLED.key, target=MADE[name])
    for name in "AB"
}


@pytest.mark.parametrize(
    ("facts", "theirs"),
    [
        ([LOT_A], True),
        ([LOT_B], False),
        ([LOT_A, LOT_B], False),
        ([NodeFact(key="material:t/RM", properties={"name": "resin"})], True),
        ([RECALLED, RECALLS["A"]], True),
        ([RECALLED], False),
        ([RECALLED, RECALLS["B"]], False),
        ([RECALLED, RECALLS["A"], RECALLS["B"]], False),
        ([RejectResolved(reject="reject:lotgraph/L1/3", reason="typed in")], True),
        ([RejectResolved(reject="reject:lotgraph/L1/4", reason="typed in")], False),
        ([NodeFact(key="account:lotgraph/eve", properties={"state": "open"})], False),
        ([NodeFact(key="responsibility:lotgraph/lots", properties={})], False),
        ([LoadAbandoned(load="L1", reason="the file is gone")], False),
    ],
)
def test_a_decision_is_theirs_where_each_fact_of_it_is(facts: list[AnyFact], theirs: bool) -> None:
    memory = MemoryStore()
    two_plants().commit(memory)
    memory.commit([rejected(3, MADE["A"]), rejected(4, MADE["B"])], actor="a", reason="r")
    assert is_theirs(seen_by(memory, "A"), facts) is theirs


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
