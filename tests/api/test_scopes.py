"""Scopes by GraphQL are those of the command line; who is bound to sites is told nothing foreign."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.asker import EVERYTHING
from app.questions.ask import recall
from app.questions.scoped import NOT_TOLD
from app.scopes import Desk, Draft
from app.settings import Settings
from graph_model.policy import Permission
from graph_store.store import Store
from tests.api.test_sites import client_of, plants
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, SHIPMENTS, STEPS
from tests.support.api import CUSTOMER, MIDDLE, UNITS, asked, error_of
from tests.support.api import RAW as RESIN
from tests.support.build import Plant, key, lot

__all__ = ["plants"]
SCOPE = """name owner shared direction start startsHidden asOf knownAt prefer note savedAt sha256
  counts { label count }"""
SAVE = f"""mutation S($name: String!, $keys: [String!]!, $note: String! = "", $shared: Boolean! = false) {{
  saveScope(name: $name, keys: $keys, note: $note, shared: $shared) {{ {SCOPE} }} }}"""
LIST = f"{{ scopes {{ {SCOPE} }} }}"
SHOW = f"""query Q($name: String!) {{ scope(name: $name) {{ saved {{ {SCOPE} }} reproduced
  answer {{ start complete sha256 gaps {{ kind label n }} rows(first: 50) {{ edges {{ node {{ key }} }} }} }}
  since {{ complete customers rows {{ how key before {{ quantity }} after {{ quantity }} }} }} }} }}"""
DIFF = """query Q($a: String!, $b: String!) { scopeDiff(a: $a, b: $b) { complete customers
  rows { how key } gapsCame { kind } gapsWent { kind } before { sha256 } after { sha256 } } }"""
CHANGES = """query Q($name: String!, $since: Int!, $first: Int! = 10) {
  scopeChanges(name: $name, since: $since, first: $first) { size more passedBy changes { size
    commit { seq actor reason } difference { customers rows { how key } gapsCame { kind } } } } }"""
REMOVE = "mutation R($name: String!) { removeScope(name: $name) }"
NONE = lot("RM", "none")


def ship(store: Store, item: str, customer: str, document: str) -> None:
    more = Plant(document)
    more.ship(item, customer, document)
    more.commit(store)


def test_a_scope_is_saved_asked_again_and_forgotten(api: TestClient, plant: Store) -> None:
    size = plant.head().size
    saved = asked(api, SAVE, name="resin", keys=[RESIN], note="complaint 12")["saveScope"]
    with plant.reader() as reader:
        then = recall(reader, [RESIN])
    wanted = {"name": "resin", "owner": "graphql", "shared": False, "direction": "forward", "start": [RESIN]}
    wanted |= {"startsHidden": 0, "asOf": None, "knownAt": None, "prefer": [], "note": "complaint 12"}
    wanted |= {"savedAt": size, "sha256": then.sha256}
    assert saved == wanted | {"counts": [{"label": k, "count": n} for k, n in then.counts.items()]}
    assert asked(api, LIST)["scopes"] == [saved]
    ship(plant, UNITS[2], "C2", "D3")
    shown = asked(api, SHOW, name="resin")["scope"]
    assert (shown["saved"], shown["reproduced"]) == (saved, True)
    assert shown["since"]["customers"] == [key("customer", "C2")]
    added = {key("customer", "C2"), key("shipment", "D3")}
    assert {(row["how"], row["key"]) for row in shown["since"]["rows"]} == {("ADDED", k) for k in added}
    with plant.reader() as reader:
        assert shown["answer"]["sha256"] == recall(reader, [RESIN]).sha256
    assert asked(api, REMOVE, name="resin") == {"removeScope": True}
    assert error_of(api, REMOVE, name="resin")["code"] == "UNKNOWN_KEY"
    assert asked(api, LIST) == {"scopes": []}


def test_two_suspects_are_compared(api: TestClient) -> None:
    for name, unit in (("a", UNITS[0]), ("b", UNITS[1])):
        asked(api, SAVE, name=name, keys=[unit])
    found = asked(api, DIFF, a="a", b="b")["scopeDiff"]
    assert {(row["how"], row["key"]) for row in found["rows"]} == {
        ("REMOVED", UNITS[0]),
        ("REMOVED", key("shipment", "D1")),
        ("ADDED", UNITS[1]),
        ("ADDED", key("shipment", "D2")),
        ("ADDED", key("return", "B1", "1")),
        ("ALTERED", CUSTOMER),
    }
    assert found["customers"] == [CUSTOMER]
    assert found["before"] != found["after"]


def test_a_standing_scope_is_polled_page_by_page(api: TestClient, plant: Store) -> None:
    size = plant.head().size
    asked(api, SAVE, name="resin", keys=[RESIN])
    for n in (2, 3):
        ship(plant, UNITS[n], f"C{n}", f"E{n}")
        ship(plant, lot("X", f"{n}"), f"X{n}", f"X{n}")
    first = asked(api, CHANGES, name="resin", since=size, first=1)["scopeChanges"]
    assert (first["size"], first["more"], first["passedBy"]) == (size + 1, True, 0)
    (change,) = first["changes"]
    assert (change["size"], change["commit"]) == (
        size + 1,
        {"seq": size + 1, "actor": "test", "reason": "test"},
    )
    assert change["difference"]["customers"] == [key("customer", "C2")]
    rest = asked(api, CHANGES, name="resin", since=first["size"])["scopeChanges"]
    assert (rest["size"], rest["more"], rest["passedBy"]) == (size + 4, False, 2)
    assert [one["difference"]["customers"] for one in rest["changes"]] == [[key("customer", "C3")]]
    end = asked(api, CHANGES, name="resin", since=size + 4)["scopeChanges"]
    assert end == {"size": size + 4, "more": False, "passedBy": 0, "changes": []}


def test_one_poll_does_a_bounded_amount_of_work(
    api: TestClient, plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = plant.head().size
    asked(api, SAVE, name="resin", keys=[RESIN])
    for n in range(3):
        ship(plant, UNITS[n], "C1", f"E{n}")
    monkeypatch.setattr("app.api.scopes.MOST_ASKED", 1)
    assert asked(api, CHANGES, name="resin", since=size)["scopeChanges"]["size"] == size + 1
    monkeypatch.setattr("app.api.scopes.MOST_ASKED", 9)
    monkeypatch.setattr("app.api.scopes.MOST_LOOKED", 2)
    found = asked(api, CHANGES, name="resin", since=size)["scopeChanges"]
    assert (found["size"], found["more"], len(found["changes"])) == (size + 2, True, 2)


def test_refusals(api: TestClient) -> None:
    asked(api, SAVE, name="resin", keys=[RESIN])
    for query, variables, code in (
        (SAVE, {"name": "resin", "keys": [MIDDLE]}, "REFUSED"),
        (SAVE, {"name": "", "keys": [RESIN]}, "BAD_REQUEST"),
        (SAVE, {"name": "x", "keys": [NONE]}, "UNKNOWN_KEY"),
        (SAVE, {"name": "x", "keys": []}, "BAD_REQUEST"),
        (SHOW, {"name": "none"}, "UNKNOWN_KEY"),
        (DIFF, {"a": "resin", "b": "none"}, "UNKNOWN_KEY"),
        (CHANGES, {"name": "none", "since": 1}, "UNKNOWN_KEY"),
        (CHANGES, {"name": "resin", "since": 999}, "BAD_REQUEST"),
        (CHANGES, {"name": "resin", "since": -1}, "BAD_REQUEST"),
        (CHANGES, {"name": "resin", "since": 1, "first": 0}, "BAD_REQUEST"),
    ):
        assert error_of(api, query, **variables)["code"] == code, variables


# --- sites ---------------------------------------------------------------------------------------


def test_a_shared_scope_tells_who_is_bound_to_sites_his_part_alone(plants: Store) -> None:
    sam = client_of(plants, "sam")
    both = asked(sam, SAVE, name="both", keys=[RAW, MADE["B"]], note=f"see {MADE['B']}", shared=True)
    assert both["saveScope"]["start"] == sorted([RAW, MADE["B"]])
    asked(sam, SAVE, name="mine", keys=[RAW])
    asked(sam, SAVE, name=f"about {MADE['B']}", keys=[RAW], shared=True)
    with client_of(plants, "kim") as kim:
        (seen,) = asked(kim, LIST)["scopes"]
        assert (seen["name"], seen["start"], seen["startsHidden"], seen["note"]) == (
            "both",
            [RAW],
            1,
            NOT_TOLD,
        )
        assert (seen["sha256"], seen["counts"]) == (None, None)
        shown = asked(kim, SHOW, name="both")["scope"]
        assert shown["saved"] == seen
        assert shown["reproduced"] is None
        rows = [edge["node"]["key"] for edge in shown["answer"]["rows"]["edges"]]
        assert rows == sorted([RAW, MADE["A"], STEPS["A"], CUSTOMERS["A"], SHIPMENTS["A"]])
        assert MADE["B"] not in str(shown)
        for hidden in ("mine", f"about {MADE['B']}"):
            answers = [error_of(kim, SHOW, name=name) for name in (hidden, "none")]
            assert answers[0]["message"].replace(repr(hidden), "?") == answers[1]["message"].replace(
                "'none'", "?"
            )
        assert error_of(kim, SAVE, name="x", keys=[MADE["B"]])["code"] == "UNKNOWN_KEY"
        assert error_of(kim, REMOVE, name="both")["code"] == "UNKNOWN_KEY"


def test_a_site_sees_only_changes_of_its_own_and_owners_see_their_own_words(plants: Store) -> None:
    with client_of(plants, "kim") as kim:
        saved = asked(kim, SAVE, name="raw", keys=[RAW], note=f"about {MADE['B']}")["saveScope"]
        assert (saved["note"], saved["owner"]) == (f"about {MADE['B']}", "account:lotgraph/kim")
        assert saved["counts"]
        ship(plants, MADE["A"], "C-new", "S-new")
        changes = asked(kim, CHANGES, name="raw", since=saved["savedAt"])["scopeChanges"]
        told = asked(kim, SHOW, name="raw")["scope"]
    assert told["reproduced"] is True
    assert [one["difference"]["customers"] for one in changes["changes"]] == [[key("customer", "C-new")]]
    assert MADE["B"] not in str(changes)


def test_who_may_not_ask_may_not_save(plants: Store) -> None:
    from app.identity import api_keys
    from tests.support.identity import Wall, desk_of

    desk = desk_of(plants, Wall(plants))
    made = api_keys.new(desk, "pat", scopes=[Permission.PROPOSE], days=9, note="", who="test")
    app = create_app(Settings(), store=plants)
    with TestClient(app, headers={"Authorization": f"Bearer {made.text}"}) as client:
        for query, variables in ((SAVE, {"name": "x", "keys": [RAW]}), (REMOVE, {"name": "x"})):
            assert error_of(client, query, **variables)["code"] == "FORBIDDEN"
    assert Desk(plants, EVERYTHING, "account:lotgraph/pat").scopes() == []


def test_the_command_line_and_the_api_see_what_is_shared(api: TestClient, plant: Store) -> None:
    Desk(plant, EVERYTHING, "os:anna").save(Draft("resin", [RESIN], shared=True))
    (seen,) = asked(api, LIST)["scopes"]
    assert (seen["owner"], seen["shared"]) == ("os:anna", True)
    assert asked(api, SHOW, name="os:anna/resin")["scope"]["reproduced"] is True
