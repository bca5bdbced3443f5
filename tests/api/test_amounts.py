"""Mass balance and suspect quantities by GraphQL, as the questions answer them, within the asker's sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.questions.balance import mass_balance
from app.questions.suspect import suspect_quantities
from app.settings import Settings
from tests.questions.test_suspect import BAD, FIRST, ORDER, pooled
from tests.support.api import asked, error_of
from tests.support.memory import MemoryStore

BALANCE = """query Q($k: [String!]!, $known: Int) { massBalance(keys: $k, knownAt: $known) {
  complete sha256 ledger { size } gaps { kind } notes { kind }
  rows(first: 1) { totalCount edges { node { key label name material unit nodeId
    received produced returned consumed shipped scrapped onHand unexplained } } } } }"""
SUSPECT = """query Q($k: [String!]!, $all: Boolean! = false) { suspectQuantities(keys: $k, allSites: $all) {
  start complete sha256 ledger { size } gaps { kind } notes { kind }
  rows(first: 50) { totalCount edges { node {
    key label name material least most unit reason nodeId } } } } }"""


@pytest.fixture
def memory() -> MemoryStore:
    """Two lots of resin pooled in one order."""
    store = MemoryStore()
    pooled().commit(store)
    return store


@pytest.fixture
def client(memory: MemoryStore) -> Iterator[TestClient]:
    """The application over them."""
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


def test_mass_balance(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, BALANCE, k=[BAD, FIRST], known=1)["massBalance"]
    wanted = mass_balance(memory.reader(), [BAD, FIRST])
    (edge,) = found["rows"]["edges"]
    told = wanted.rows[0].to_json()
    told["onHand"] = told.pop("on_hand")
    assert {**edge["node"], "nodeId": None} == {**told, "nodeId": None}
    assert (found["rows"]["totalCount"], found["sha256"]) == (2, wanted.sha256)
    assert (found["complete"], found["gaps"], found["notes"], found["ledger"]) == (True, [], [], {"size": 1})
    assert error_of(client, BALANCE, k=[ORDER])["code"] == "BAD_REQUEST"


def test_suspect_quantities(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, SUSPECT, k=[BAD])["suspectQuantities"]
    wanted = suspect_quantities(memory.reader(), [BAD])
    nodes = [{**edge["node"], "nodeId": None} for edge in found["rows"]["edges"]]
    assert nodes == [{**row.to_json(), "nodeId": None} for row in wanted.rows]
    assert (found["start"], found["sha256"], found["rows"]["totalCount"]) == ([BAD], wanted.sha256, 3)
    assert (found["complete"], found["gaps"], found["notes"], found["ledger"]) == (True, [], [], {"size": 1})
    assert error_of(client, SUSPECT, k=["lot:t/none/1"])["code"] == "UNKNOWN_KEY"
