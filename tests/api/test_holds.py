"""Holds by GraphQL, as the questions answer them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.holding.board import board
from app.holding.items import held_by
from app.settings import Settings
from quality.holds import Held
from tests.support.api import asked, error_of
from tests.support.build import key, lot
from tests.support.memory import MemoryStore
from tests.support.questions import RESIN
from tests.test_holding import FIRST, SECOND, UNITS, devices, put


@pytest.fixture
def memory() -> MemoryStore:
    """Resin on hold, of which devices were made; one of them is on hold itself."""
    plant, store = devices(), MemoryStore()
    put(plant, FIRST, RESIN)
    put(plant, SECOND, UNITS[3])
    plant.commit(store)
    return store


@pytest.fixture
def client(memory: MemoryStore) -> Iterator[TestClient]:
    """The application over them."""
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


BOARD = """query Q($at: String, $after: String) { onHold(asOf: $at) {
  complete sha256 gaps { kind } notes { kind } ledger { size }
  items(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { key } } }
  holds(first: 5) { edges { node { freedByLift
    decision { key reason decided lifted targets nodeId }
    onHand(first: 5) { edges { node { key label here quantity unit shipments holds hidden nodeId } } }
    shipped(first: 5) { edges { node { key } } }
    usedUp(first: 5) { totalCount } } } } } }"""


def test_the_board(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, BOARD)["onHold"]
    wanted = board(memory.reader())
    assert (found["sha256"], found["complete"], found["ledger"]["size"]) == (wanted.sha256, True, 1)
    first, second = (edge["node"] for edge in found["holds"]["edges"])
    assert first["decision"] == {
        "key": FIRST,
        "reason": "foreign matter",
        "decided": "2025-03-01",
        "lifted": None,
        "targets": [RESIN],
        "nodeId": first["decision"]["nodeId"],
    }
    here = [edge["node"] for edge in first["onHand"]["edges"]]
    assert [row["key"] for row in here] == [held.key for held in wanted.here(FIRST)]
    assert {name: value for name, value in here[0].items() if name != "nodeId"} == {
        "key": UNITS[1],
        "label": "Device",
        "here": True,
        "quantity": "1",
        "unit": "u",
        "shipments": [key("shipment", "S1")],
        "holds": [FIRST],
        "hidden": 0,
    }
    assert [edge["node"]["key"] for edge in first["shipped"]["edges"]] == UNITS[:2]
    assert (first["freedByLift"], second["freedByLift"]) == (len(wanted.release(FIRST).free), 0)
    assert first["usedUp"]["totalCount"] == 0
    told: list[str] = []
    page = found["items"]
    while True:
        told += [edge["node"]["key"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = asked(client, BOARD, after=page["pageInfo"]["endCursor"])["onHold"]["items"]
    assert told == list(wanted.items)
    assert asked(client, BOARD, at="2025-02-01")["onHold"]["holds"]["edges"] == []


ITEMS = """query I($hold: String, $where: HeldWhere) { onHold {
  items(first: 100, hold: $hold, where: $where) { totalCount edges { node { key } } } } }"""


def test_items_are_listed_of_one_hold_and_of_one_place(client: TestClient, memory: MemoryStore) -> None:
    wanted = board(memory.reader())

    def listed(**asks: str) -> list[str]:
        found = asked(client, ITEMS, **asks)["onHold"]["items"]
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"]["key"] for edge in found["edges"]]

    def keys(items: Iterable[Held]) -> list[str]:
        return [held.key for held in items]

    assert listed() == list(wanted.items)
    assert listed(hold=SECOND) == keys(wanted.of[SECOND]) == [UNITS[3]]
    assert listed(where="ON_HAND") == keys(h for h in wanted.items.values() if h.where.here)
    assert listed(where="SHIPPED") == UNITS[:2]
    assert listed(where="USED_UP") == []
    assert listed(hold=FIRST, where="ON_HAND") == keys(wanted.here(FIRST))
    assert listed(hold=SECOND, where="SHIPPED") == []
    assert error_of(client, ITEMS, hold=key("hold", "none"))["code"] == "BAD_REQUEST"


HELD_BY = """query Q($key: String!) { heldBy(key: $key) {
  key held hidden complete sha256 holds { key } gaps { kind } notes { kind } ledger { size } } }"""


def test_what_holds_an_item(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, HELD_BY, key=UNITS[3])["heldBy"]
    wanted = held_by(memory.reader(), [UNITS[3]])
    assert found == {
        "key": UNITS[3],
        "held": True,
        "hidden": 0,
        "complete": True,
        "sha256": wanted.sha256,
        "holds": [{"key": FIRST}, {"key": SECOND}],
        "gaps": [],
        "notes": [],
        "ledger": {"size": 1},
    }
    assert error_of(client, HELD_BY, key=lot("RM-1", "none"))["code"] == "UNKNOWN_KEY"
    assert error_of(client, HELD_BY, key=FIRST)["code"] == "BAD_REQUEST"
