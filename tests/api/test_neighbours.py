"""What stands next to records by GraphQL, as the question answers it; and orders by search."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.support.api import CUSTOMER, MIDDLE, RAW, SEARCH, UNITS, asked, error_of
from tests.support.build import lot, step

NEIGHBOURS = """query Q($k: [String!]!, $at: Int, $asOf: String) {
  neighbours(keys: $k, knownAt: $at, asOf: $asOf) {
    key flowsIn { label count } flowsOut { label count } hiddenIn hiddenOut } }"""


def test_neighbours(api: TestClient) -> None:
    assert asked(api, NEIGHBOURS, k=[MIDDLE, UNITS[1]])["neighbours"] == [
        {
            "key": MIDDLE,
            "flowsIn": [{"label": "ProcessStep", "count": 1}],
            "flowsOut": [{"label": "ProcessStep", "count": 1}],
            "hiddenIn": 0,
            "hiddenOut": 0,
        },
        {
            "key": UNITS[1],
            "flowsIn": [{"label": "ProcessStep", "count": 1}],
            "flowsOut": [{"label": "Return", "count": 1}, {"label": "Shipment", "count": 1}],
            "hiddenIn": 0,
            "hiddenOut": 0,
        },
    ]
    assert error_of(api, NEIGHBOURS, k=[lot("RM", "none")])["code"] == "UNKNOWN_KEY"
    assert error_of(api, NEIGHBOURS, k=[CUSTOMER], at=0)["code"] == "UNKNOWN_KEY"
    assert error_of(api, NEIGHBOURS, k=[RAW], asOf="soon")["code"] == "BAD_REQUEST"


def test_search_finds_an_order_by_its_number(api: TestClient) -> None:
    found = asked(api, SEARCH, text=" 10 ", first=5)["search"]
    assert [edge["node"]["key"] for edge in found["edges"]] == [step("10")]


def test_amounts_stand_beside_the_relationships_of_a_trace(api: TestClient) -> None:
    query = """query Q($k: [String!]!) { recall(keys: $k) {
      columns { edgeTypes } edgeAmounts { quantities units } } }"""
    found = asked(api, query, k=[UNITS[0]])["recall"]
    told = zip(*(found["columns"]["edgeTypes"], *found["edgeAmounts"].values()), strict=True)
    assert list(told) == [("SHIPPED_IN", "1", "u"), ("DELIVERED_TO", None, None)]
