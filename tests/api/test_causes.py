"""Exposure, common cause, deciders and containment by GraphQL, as the questions answer them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.questions.common_cause import common_cause
from app.questions.containment import containment
from app.questions.deciders import deciders
from app.questions.exposure import exposure
from app.questions.periods import period
from app.settings import Settings
from tests.questions.test_common_cause import two_lines, units
from tests.support.api import asked, error_of
from tests.support.build import key, lot
from tests.support.memory import MemoryStore

MACHINE = key("equipment", "A")


@pytest.fixture
def client(memory: MemoryStore) -> Iterator[TestClient]:
    """The application over two lines, of which one shipped a device."""
    plant = two_lines()
    plant.ship(units("A")[0], "C", "S1")
    plant.commit(memory)
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


@pytest.fixture
def memory() -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore()


EXPOSURE = """query Q($k: [String!]!, $from: String, $zone: String) {
  exposure(keys: $k, from: $from, zone: $zone, excursions: false) {
    keys complete sha256 gaps { kind }
    joined(first: 5) { totalCount edges { node {
      key label nodeId cause precision started ended from to evidence } } }
    recall { sha256 start exportUrl counts { label count } } } }"""


def test_exposure(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, EXPOSURE, k=[MACHINE], **{"from": "2025-03-01"})["exposure"]
    wanted = exposure(memory.reader(), [MACHINE], period("2025-03-01", None))
    (edge,) = found["joined"]["edges"]
    told = {name: value for name, value in edge["node"].items() if name != "nodeId"}
    assert told == wanted.joined[0].to_json()
    assert (found["sha256"], found["recall"]["sha256"]) == (wanted.sha256, wanted.answer.sha256)
    assert found["recall"]["start"] == list(wanted.answer.start)
    # The recall is that of the steps, whoever asks for it.
    assert client.get(found["recall"]["exportUrl"]).json()["sha256"] == wanted.answer.sha256
    for wrong in ({"from": "yesterday"}, {"from": "2025-03-01", "zone": "Europe/Nowhere"}):
        assert error_of(client, EXPOSURE, k=[MACHINE], **wrong)["code"] == "BAD_REQUEST"
    assert error_of(client, EXPOSURE, k=[lot("RM", "A")])["code"] == "BAD_REQUEST"
    assert error_of(client, EXPOSURE, k=[key("equipment", "none")])["code"] == "UNKNOWN_KEY"


CAUSE = """query Q($k: [String!]!, $good: [String!], $after: String) { commonCause(keys: $k, good: $good) {
  bad goodItems tested complete sha256 gaps { kind } notes { kind } ledger { size }
  ranking(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { rank group kind key when name bad good p q } } } } }"""


def test_common_cause(client: TestClient, memory: MemoryStore) -> None:
    wanted = common_cause(memory.reader(), units("A")[:3])
    after, told = None, []
    while True:
        found = asked(client, CAUSE, k=units("A")[:3], after=after)["commonCause"]
        told += [edge["node"] for edge in found["ranking"]["edges"]]
        after = found["ranking"]["pageInfo"]["endCursor"]
        if not found["ranking"]["pageInfo"]["hasNextPage"]:
            break
    assert told == [suspect.to_json() for suspect in wanted.suspects]
    assert (found["sha256"], found["bad"], found["goodItems"]) == (wanted.sha256, units("A")[:3], 17)
    named = asked(client, CAUSE, k=units("A")[:3], good=units("B"))["commonCause"]
    assert named["goodItems"] == 10


DECIDERS = """query Q($k: [String!]!, $item: String!) { deciders(keys: $k, item: $item) {
  start item connected fewest complete sha256 gaps { kind } notes { kind } ledger { size }
  records { record states { from type to key commit } } } }"""


def test_deciders(client: TestClient, memory: MemoryStore) -> None:
    start, item = lot("RM", "A"), units("A")[0]
    found = asked(client, DECIDERS, k=[start], item=item)["deciders"]
    wanted = deciders(memory.reader(), [start], item)
    assert found["records"] == [record.to_json() for record in wanted.records] != []
    assert (found["sha256"], found["fewest"], found["connected"]) == (wanted.sha256, True, True)


CONTAINMENT = """query Q($k: [String!]!) { containment(keys: $k) {
  start lost complete sha256 gaps { kind } notes { kind } ledger { size }
  holds { key label quantity unit stops } delivered { item shipment customer surely } } }"""


def test_containment(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, CONTAINMENT, k=[lot("RM", "A")])["containment"]
    wanted = containment(memory.reader(), [lot("RM", "A")])
    assert found["holds"] == [held.to_json() for held in wanted.holds] != []
    assert found["delivered"] == [delivered.to_json() for delivered in wanted.delivered] != []
    assert (found["sha256"], found["lost"]) == (wanted.sha256, wanted.lost)
