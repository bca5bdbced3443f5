"""Recall, genealogy and evidence by GraphQL are those of the command line."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.questions import ask
from app.questions.why import why as ask_why
from graph_model.nodes import NODES
from graph_store.store import Store
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS, WHY, asked
from tests.support.build import Plant, device, key

TRACE = """
  start direction knownAt exportUrl
  ... on Answer {
    complete sha256 ledger { size root }
    gaps { kind key label message words { en zh } }
    notes { kind key message words { en zh } type from to }
  }
  counts { label count }
  totals { devices byMaterial { material quantity unit } }
  rows(first: 500) { totalCount edges { node {
    key label name quantity unit udiDi
    byMaterial { material shipped returned net unit } records { key label }
  } } }
  relationships(first: 500) { totalCount edges { node { from type to key } } }
  columns { keys labels names quantities units udiDis edgeSources edgeTargets edgeTypes edgeKeys }
"""


def contract(trace: dict[str, Any]) -> dict[str, Any]:
    """A trace of the API as the JSON contract of the command line has it."""
    rows = []
    for edge in trace["rows"]["edges"]:
        row = edge["node"]
        row["udi_di"], row["by_material"] = row.pop("udiDi"), row.pop("byMaterial")
        optional = ("by_material", "records")
        rows.append({name: row[name] for name in row if name not in optional or row[name] is not None})
    gaps = [{name: gap[name] for name in gap if gap[name] is not None} for gap in trace["gaps"]]
    for found in (*gaps, *trace["notes"]):
        words = found.pop("words")
        assert words["en"] == found["message"]
        assert not words["zh"].isascii()
    links = [edge["node"] for edge in trace["relationships"]["edges"]]
    return {
        "start": trace["start"],
        "direction": trace["direction"],
        "clocks": {"as_of": None, "known_at": trace["knownAt"]},
        "complete": trace["complete"],
        "gaps": gaps,
        "counts": {count["label"]: count["count"] for count in trace["counts"]},
        "totals": {
            "devices": trace["totals"]["devices"],
            "by_material": trace["totals"]["byMaterial"],
        },
        "rows": rows,
        "relationships": [[link["from"], link["type"], link["to"], link["key"]] for link in links],
        "ledger": trace["ledger"],
        "sha256": trace["sha256"],
    }


@pytest.mark.parametrize(("question", "start"), [("recall", RAW), ("genealogy", UNITS[1])])
def test_a_trace_is_the_answer_of_the_command_line(
    api: TestClient, plant: Store, question: str, start: str
) -> None:
    query = f"query Q($keys: [String!]!) {{ {question}(keys: $keys) {{ {TRACE} }} }}"
    trace = asked(api, query, keys=[start])[question]
    with plant.reader() as reader:
        wanted = getattr(ask, question)(reader, [start]).to_json(with_links=True)
    del wanted["notes"]
    assert len(wanted["rows"]) > 3
    assert contract(trace) == wanted


def test_columns_hold_the_same_rows_and_relationships(api: TestClient) -> None:
    trace = asked(api, f"query Q($k: [String!]!) {{ recall(keys: $k) {{ {TRACE} }} }}", k=[RAW])["recall"]
    columns = trace["columns"]
    rows = [edge["node"] for edge in trace["rows"]["edges"]]
    for column, field in (
        ("keys", "key"),
        ("labels", "label"),
        ("names", "name"),
        ("quantities", "quantity"),
    ):
        assert columns[column] == [row[field] for row in rows]
    drawn = zip(*(columns[name] for name in ("edgeSources", "edgeTypes", "edgeTargets")), strict=True)
    links = [edge["node"] for edge in trace["relationships"]["edges"]]
    assert [(columns["keys"][s], t, columns["keys"][e]) for s, t, e in drawn] == [
        (link["from"], link["type"], link["to"]) for link in links
    ]
    assert columns["edgeKeys"] == [link["key"] for link in links]


def test_a_customer_says_what_it_got(api: TestClient) -> None:
    query = """query Q($k: [String!]!) { recall(keys: $k) {
      rows(last: 500) { edges { node { key name byMaterial { material shipped returned net unit } } } } } }"""
    rows = {e["node"]["key"]: e["node"] for e in asked(api, query, k=[RAW])["recall"]["rows"]["edges"]}
    assert rows[CUSTOMER]["name"] == "Clinic 慈济"
    assert rows[CUSTOMER]["byMaterial"] == [
        {"material": key("material", "FG"), "shipped": "2", "returned": "1", "net": "1", "unit": "u"}
    ]
    assert rows[RAW]["byMaterial"] is None


@pytest.mark.parametrize(("first", "second"), [(RAW, CUSTOMER), (CUSTOMER, RAW), (UNITS[0], UNITS[1])])
def test_why_is_the_answer_of_the_command_line(
    api: TestClient, plant: Store, first: str, second: str
) -> None:
    found = asked(api, WHY, a=first, b=second)["why"]
    with plant.reader() as reader:
        wanted = ask_why(reader, first, second).to_json()
    for name in ("from", "to", "direction", "path", "complete", "sha256", "ledger"):
        assert found[name] == wanted[name]


def test_known_at_answers_as_it_was(api: TestClient, plant: Store) -> None:
    query = (
        "query Q($k: [String!]!, $at: Int) { recall(keys: $k, knownAt: $at) { sha256 totals { devices } } }"
    )
    before = plant.head().size
    then = asked(api, query, k=[RAW])
    later = Plant("later")
    later.make("30", [MIDDLE], [device("FG", "S99")])
    later.commit(plant)
    assert asked(api, query, k=[RAW])["recall"]["totals"]["devices"] == 6
    assert asked(api, query, k=[RAW], at=before) == then


def test_ledger_head_and_data_dictionary(api: TestClient, plant: Store) -> None:
    data = asked(api, "{ ledgerHead { size root } dataDictionary { ownerType name personal owner } }")
    head = plant.head()
    assert data["ledgerHead"] == {"size": head.size, "root": head.root}
    entries = {(entry.pop("ownerType"), entry.pop("name")): entry for entry in data["dataDictionary"]}
    assert {n.label for n in NODES} <= {owner_type for owner_type, _ in entries}
    assert entries["Lot", "udi"] == {"personal": False, "owner": "regulatory affairs"}
    assert entries["Lot", "name"] == {"personal": False, "owner": "production"}
    assert entries["Person", "name"] == {"personal": True, "owner": "human resources"}
