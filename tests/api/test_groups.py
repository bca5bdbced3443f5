"""Groups and pages of a trace, over answers by columns and record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.columnar.answer import Wide
from app.questions.answer import Row
from app.questions.ask import recall
from app.settings import Settings
from tests.support.api import asked, error_of
from tests.support.build import key
from tests.support.columns import ColumnStore
from tests.support.hostile import CUSTOMERS, RAW, hostile_plant
from tests.support.memory import MemoryStore

GROUPS = """query Q($k: [String!]!, $by: [GroupBy!]!, $first: Int = 50, $after: String) {
  recall(keys: $k) { groups(by: $by) { rows inSeveral page(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { key label count quantities { material quantity unit }
      rows(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { key } } } } } } } } }"""

MEMBERS = """query Q($k: [String!]!, $after: String) {
  recall(keys: $k) { groups(by: [TYPE]) { page(first: 1) { edges { node {
    rows(first: 2, after: $after) { edges { node { key } } } } } } } } }"""

PAGES = """query Q($k: [String!]!, $rows: String, $links: String) { recall(keys: $k) {
  rows(first: 7, after: $rows) { totalCount pageInfo { hasNextPage endCursor } edges { node {
    key name byMaterial { material net unit } } } }
  relationships(first: 7, after: $links) { totalCount pageInfo { hasNextPage endCursor } edges { node {
    from type to key } } } } }"""


@pytest.fixture(scope="module", params=[MemoryStore, ColumnStore])
def api(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The application over the hostile plant."""
    store: MemoryStore = request.param()
    hostile_plant().commit(store)
    with TestClient(create_app(Settings(), store=store)) as client:
        yield client


def groups(api: TestClient, *by: str, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = asked(api, GROUPS, k=[RAW], by=list(by), **more)["recall"]["groups"]
    return found


def test_groups_open_in_place(api: TestClient) -> None:
    found = groups(api, "TYPE", "MATERIAL")
    told = {edge["node"]["key"]: edge["node"] for edge in found["page"]["edges"]}
    assert sum(node["count"] for node in told.values()) == found["rows"]
    assert found["inSeveral"] == 0
    lots = told['["Lot","material:t/RM"]']
    assert lots == {
        "key": '["Lot","material:t/RM"]',
        "label": "Lot, material:t/RM",
        "count": 1,
        "quantities": [{"material": key("material", "RM"), "quantity": "1", "unit": "kg"}],
        "rows": {
            "totalCount": 1,
            "pageInfo": {"hasNextPage": False, "endCursor": lots["rows"]["pageInfo"]["endCursor"]},
            "edges": [{"node": {"key": RAW}}],
        },
    }
    customers = told['["Customer",null]']["rows"]
    assert [edge["node"]["key"] for edge in customers["edges"]] == CUSTOMERS[:2]
    assert customers["pageInfo"]["hasNextPage"]


def test_the_next_page_of_a_group_and_of_the_groups(api: TestClient) -> None:
    found = groups(api, "TYPE", first=1)
    assert found["page"]["totalCount"] == 6
    (first,) = found["page"]["edges"]
    after = first["node"]["rows"]["pageInfo"]["endCursor"]
    (group,) = asked(api, MEMBERS, k=[RAW], after=after)["recall"]["groups"]["page"]["edges"]
    assert [edge["node"]["key"] for edge in group["node"]["rows"]["edges"]] == CUSTOMERS[2:]
    names, cursor = [], None
    while True:
        page = groups(api, "TYPE", first=1, after=cursor)["page"]
        names += [edge["node"]["label"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
    assert names == ["Customer", "Device", "Lot", "ProcessStep", "Return", "Shipment"]


def test_groups_by_nothing_are_refused(api: TestClient) -> None:
    assert error_of(api, GROUPS, k=[RAW], by=[])["code"] == "BAD_REQUEST"


def test_pages_are_the_whole_answer(api: TestClient) -> None:
    memory = MemoryStore()
    hostile_plant().commit(memory)
    answer = recall(memory.reader(), [RAW])
    rows: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    cursors: dict[str, str | None] = {"rows": None, "links": None}
    more = True
    while more:
        trace = asked(api, PAGES, k=[RAW], **cursors)["recall"]
        assert (trace["rows"]["totalCount"], trace["relationships"]["totalCount"]) == (
            len(answer.rows),
            len(answer.links),
        )
        rows += [edge["node"] for edge in trace["rows"]["edges"]]
        links += [edge["node"] for edge in trace["relationships"]["edges"]]
        cursors = {
            "rows": trace["rows"]["pageInfo"]["endCursor"] or cursors["rows"],
            "links": trace["relationships"]["pageInfo"]["endCursor"] or cursors["links"],
        }
        more = any(trace[name]["pageInfo"]["hasNextPage"] for name in ("rows", "relationships"))
    assert [(row["key"], row["name"]) for row in rows] == [(row.key, row.name) for row in answer.rows]
    consigned = {row["key"]: len(row["byMaterial"]) for row in rows if row["byMaterial"]}
    assert consigned == dict(zip(CUSTOMERS, (4, 1, 2), strict=True))
    told = [(link["from"], link["type"], link["to"], link["key"]) for link in links]
    assert told == [(link.source, link.type, link.target, link.key) for link in answer.links]


def test_a_page_of_columns_builds_only_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    store: MemoryStore = ColumnStore()
    hostile_plant().commit(store)
    built: list[str] = []
    make = Wide._row

    def counted(wide: Wide, cells: Mapping[str, str]) -> Row:
        built.append(cells["key"])
        return make(wide, cells)

    monkeypatch.setattr(Wide, "_row", counted)
    monkeypatch.setattr("app.columnar.ask.reaches_few", lambda reader, keys: False)
    query = "query Q($k: [String!]!) { recall(keys: $k) { rows(first: 3) { edges { node { key } } } } }"
    with TestClient(create_app(Settings(), store=store)) as client:
        asked(client, query, k=[RAW])
    assert built == CUSTOMERS
