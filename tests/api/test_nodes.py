"""Nodes, search and pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient
from strawberry.utils.str_converters import to_camel_case

from app.api.nodes import global_id, key_of
from app.api.schema import sdl
from graph_model.facts import NodeFact
from graph_model.nodes import NODES
from graph_store.sealing import erasure_key
from graph_store.store import Store
from tests.support.api import RAW, SEARCH, UNITS, asked, error_of
from tests.support.build import Plant, key


def test_node_lot_and_device(api: TestClient) -> None:
    data = asked(
        api,
        """query Q($lot: String!, $device: String!) {
          lot(key: $lot) { id key label stated disputed lotNumber }
          device(key: $device) { key label serialNumber } }""",
        lot=RAW,
        device=UNITS[0],
    )
    assert (data["lot"]["key"], data["lot"]["label"], data["lot"]["stated"]) == (RAW, "Lot", True)
    assert data["device"]["key"] == UNITS[0]
    assert key_of(data["lot"]["id"]) == RAW
    again = asked(api, "query Q($id: ID!) { node(id: $id) { __typename key } }", id=data["lot"]["id"])
    assert again["node"] == {"__typename": "Lot", "key": RAW}


def test_ids_of_rows_lead_to_nodes(api: TestClient) -> None:
    query = (
        "query Q($k: [String!]!) { recall(keys: $k) { rows(first: 500) { edges { node { key nodeId } } } } }"
    )
    for edge in asked(api, query, k=[RAW])["recall"]["rows"]["edges"]:
        row = edge["node"]
        found = asked(api, "query Q($id: ID!) { node(id: $id) { key } }", id=row["nodeId"])
        assert found["node"] == {"key": row["key"]}


def test_a_node_that_is_not_there_is_null(api: TestClient) -> None:
    gone = asked(api, "query Q($id: ID!) { node(id: $id) { key } }", id="TG90OmxvdDp0L1JNL25vbmU=")
    assert gone == {"node": None}


def test_every_declared_property_has_a_field() -> None:
    text = sdl()
    for node in NODES:
        body = re.search(rf"^type {node.label} implements Node {{\n(.*?)^}}", text, re.MULTILINE | re.DOTALL)
        assert body is not None
        fields = set(re.findall(r"^  (\w+): ", body[1], re.MULTILINE))
        assert {to_camel_case(p.name) for p in node.properties} <= fields


def test_a_persons_name_is_shown_until_it_is_erased(api: TestClient, plant: Store) -> None:
    person = key("person", "P1")
    query = "query Q($id: ID!) { node(id: $id) { name ... on Person { name } } }"
    plant.commit([NodeFact(key=person, properties={"name": "Ada"})], actor="a", reason="r")
    assert asked(api, query, id=global_id(person))["node"] == {"name": "Ada"}
    subject = {"subject": person, "erased": "2025-01-31"}
    erasure = NodeFact(key=erasure_key(person), properties={**subject}, origin="decided")
    plant.commit([erasure], actor="a", reason="r")
    assert asked(api, query, id=global_id(person))["node"] == {"name": "[erased]"}


def test_search_pages_through_everything_once(api: TestClient, plant: Store) -> None:
    made = Plant("more")
    for n in range(7):
        made.node(key("supplier", f"9{n}"), name=f"Polymer {n}")
    made.commit(plant)
    found: list[str] = []
    after = None
    for _ in range(5):
        page = asked(api, SEARCH, text="polymer", first=3, after=after)["search"]
        found += [edge["node"]["key"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [key("supplier", f"9{n}") for n in range(7)]


ROWS = """query Q($k: [String!]!, $first: Int, $after: String, $last: Int, $before: String) {
  recall(keys: $k) { rows(first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { key } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


def rows_page(api: TestClient, **arguments: object) -> dict[str, Any]:
    page: dict[str, Any] = asked(api, ROWS, k=[RAW], **arguments)["recall"]["rows"]
    return page


def keys_of(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["key"] for edge in page["edges"]]


def test_pages_forward_and_backward_cover_all_rows_once(api: TestClient) -> None:
    whole = keys_of(rows_page(api, first=500))
    forward: list[str] = []
    after = None
    while True:
        page = rows_page(api, first=3, after=after)
        assert page["totalCount"] == len(whole)
        assert page["pageInfo"]["hasPreviousPage"] is bool(forward)
        forward += keys_of(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    backward: list[str] = []
    before = None
    while True:
        page = rows_page(api, last=4, before=before)
        backward = keys_of(page) + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert forward == backward == whole == sorted(whole)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"first": 0}, {"first": 501}, {"last": -1}, {"first": 5, "last": 5}, {"first": 5, "after": "x"}],
)
def test_illegal_pages_are_refused(api: TestClient, arguments: dict[str, object]) -> None:
    assert error_of(api, ROWS, k=[RAW], **arguments)["code"] == "BAD_REQUEST"
