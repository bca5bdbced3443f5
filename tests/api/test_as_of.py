"""What was so at a time, by GraphQL and in exports."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.questions.ask import genealogy, recall
from app.questions.view import View
from graph_store.store import Store
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS, asked, error_of
from tests.support.build import Plant, device

DAY = "2025-01-31"
LATE = device("FG", "S99")


@pytest.fixture
def told(plant: Store) -> Store:
    """A unit is made in March and shipped; the clinic had another name before, the lot a state."""
    made = Plant("later")
    made.node(CUSTOMER, name="Old clinic", changed="2025-01-01T00:00:00.000000Z")
    made.node(CUSTOMER, name="New clinic", changed="2025-03-01T00:00:00.000000Z")
    made.node(RAW, status="used up", changed="2025-03-01T00:00:00.000000Z")
    made.node(LATE, serial_number="S99")
    made.node(made.make("30", [MIDDLE], [LATE]), started="2025-03-01")
    made.commit(plant)
    return plant


def test_traces_and_evidence_at_a_time(api: TestClient, told: Store) -> None:
    found = asked(
        api,
        """query Q($k: [String!]!, $u: [String!]!, $a: String!, $b: String!, $at: String) {
          recall(keys: $k, asOf: $at) { asOf sha256 exportUrl notes { kind key } }
          genealogy(keys: $u, asOf: $at) { asOf sha256 exportUrl gaps { kind } }
          why(from: $a, to: $b, asOf: $at) { asOf path { type } } }""",
        k=[RAW],
        u=[LATE],
        a=MIDDLE,
        b=LATE,
        at=DAY,
    )
    with told.reader() as reader:
        wanted = recall(reader, [RAW], View(DAY)), genealogy(reader, [LATE], View(DAY))
    assert [found[name]["sha256"] for name in ("recall", "genealogy")] == [a.sha256 for a in wanted]
    assert {found[name]["asOf"] for name in found} == {DAY}
    assert found["recall"]["notes"] == [{"kind": "stated_later", "key": RAW}]
    assert found["genealogy"]["gaps"] == [{"kind": "no_origin"}]
    assert found["why"]["path"] is None
    for name in ("recall", "genealogy"):
        said = api.get(found[name]["exportUrl"]).json()
        assert (said["sha256"], said["clocks"]["as_of"]) == (found[name]["sha256"], DAY)
    export = api.get("/export/recall", params={"key": RAW, "as_of": DAY}).json()
    assert [row["name"] for row in export["rows"] if row["key"] == CUSTOMER] == ["Old clinic"]
    assert LATE not in {row["key"] for row in export["rows"]}


def test_nodes_and_search_at_a_time(api: TestClient, told: Store) -> None:
    query = """query Q($lot: String!, $device: String!, $at: String) {
      lot(key: $lot, asOf: $at) { status statedLater }
      device(key: $device, asOf: $at) { serialNumber statedLater }
      search(text: "New clinic", first: 5, asOf: $at) { edges { node { name } } } }"""
    found = [asked(api, query, lot=RAW, device=UNITS[0], at=at) for at in (DAY, None)]
    assert [data["lot"] for data in found] == [
        {"status": "used up", "statedLater": ["status"]},
        {"status": "used up", "statedLater": []},
    ]
    assert [data["device"]["statedLater"] for data in found] == [[], []]
    names = [[edge["node"]["name"] for edge in data["search"]["edges"]] for data in found]
    assert names == [["Old clinic"], ["New clinic"]]


def test_differences_at_a_time(api: TestClient, told: Store) -> None:
    query = """query Q($k: [String!]!, $u: [String!]!, $a: Int!, $b: Int!, $at: String) {
      recallDiff(keys: $k, from: $a, to: $b, asOf: $at) { changes { key } after { asOf } }
      genealogyDiff(keys: $u, from: $a, to: $b, asOf: $at) { changes { key } after { asOf } } }"""
    size = told.head().size
    for at, changed in ((DAY, []), (None, [LATE, "step:t/production/30"])):
        found = asked(api, query, k=[MIDDLE], u=[UNITS[0]], a=size - 1, b=size, at=at)
        keys = [change["key"] for change in found["recallDiff"]["changes"]]
        assert [key for key in keys if key != CUSTOMER] == changed
        assert {found[name]["after"]["asOf"] for name in found} == {at}


@pytest.mark.parametrize(
    "query",
    [
        "query Q($k: [String!]!, $at: String) { recall(keys: $k, asOf: $at) { sha256 } }",
        "query Q($k: [String!]!, $at: String) { genealogy(keys: $k, asOf: $at) { sha256 } }",
        """query Q($k: [String!]!, $at: String) {
          recallDiff(keys: $k, from: 1, to: 2, asOf: $at) { complete } }""",
        'query Q($at: String) { search(text: "x", first: 1, asOf: $at) { edges { cursor } } }',
        'query Q($at: String) { lot(key: "lot:t/RM/7", asOf: $at) { key } }',
    ],
)
def test_what_is_no_time_is_a_bad_request(api: TestClient, told: Store, query: str) -> None:
    error = error_of(api, query, k=[RAW], at="31.01.2025")
    assert (error["code"], error["message"]) == (
        "BAD_REQUEST",
        "'31.01.2025' is no day and no instant in UTC.",
    )
    refused = api.get("/export/recall", params={"key": RAW, "as_of": "2025-02-30"})
    assert (refused.status_code, refused.json()["code"]) == (400, "BAD_REQUEST")
