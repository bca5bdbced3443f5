"""The chains of others trace back to the events they imply: counts worked out by hand, and an oracle."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from graph_model.facts import NodeFact, RelationshipFact, Statement
from graph_model.keys import make, split
from tests.support import epcis, epcis_oracle
from tests.support.epcis import DATA, facts_of, outcomes

FOLDER = DATA / "opentraceability"
_ORG, _COM, _ERR = (
    f"urn:gdst:{authority}:product:lot:class:"
    for authority in ("example.org", "wholechain.com", "exampleorg.com")
)

# Document and a last lot of it -> rows of its genealogy, events that say something of these rows, and all
# events of the document. docs/epcis.md says why.
TRACES = {
    ("EPCISQUERYDOCUMENT_with_errorDeclarations", f"{_ERR}ex28402.0tuna01.commingle-02-08-2024"): (
        {"Lot": 5, "ProcessStep": 2, "Receipt": 2},
        9,
        9,
    ),
    ("all_wholechain_events", f"{_ORG}processor.2.v1-0122-2022"): (
        {"Lot": 6, "ProcessStep": 3, "Receipt": 3, "Supplier": 1},
        17,
        31,
    ),
    ("all_wholechain_events", f"{_COM}processingcompany.tunafilet.34e5e863"): (
        {"Lot": 5, "ProcessStep": 3, "Receipt": 1, "Supplier": 1},
        10,
        31,
    ),
    ("cap_tool_events", f"{_ORG}processor.2.v1-0122-2022"): (
        {"Lot": 6, "ProcessStep": 3, "Receipt": 3, "Supplier": 1},
        17,
        18,
    ),
    ("epcisquerydoc-example01", f"{_ORG}processor.2.v1-0122-2022"): (
        {"Lot": 6, "ProcessStep": 3, "Receipt": 3, "Supplier": 1},
        17,
        31,
    ),
    ("gdst_data_withmasterdata", f"{_ORG}processor.2u.v1-0122-2022"): (
        {"Lot": 6, "ProcessStep": 3, "Receipt": 3, "Supplier": 1},
        16,
        17,
    ),
    ("traceback_tests", f"{_ORG}processor.2u.v1-0122-2022"): (
        {"Lot": 6, "ProcessStep": 3, "Receipt": 5, "Supplier": 1},
        18,
        21,
    ),
    ("wholechainbug01", f"{_ORG}processor.2.v1-0122-2022"): ({"Lot": 6, "ProcessStep": 3}, 18, 18),
}


def key_of(uri: str) -> str:
    """The key of a lot, of its URI."""
    authority, _, rest = uri.partition(":product:lot:class:")
    company, item, number = rest.split(".", 2)
    return make("lot", epcis.NS, f"{authority}:product:class:{company}.{item}", number)


def uris(answer: Answer) -> set[str]:
    """The lots of an answer as the events name them."""
    found = set()
    for row in answer.rows:
        if row.label == "Lot":
            material, number = split(row.key).parts
            found.add(f"{material.replace(':product:class:', ':product:lot:class:')}.{number}")
    return found


def told(path: Path, facts: list[Statement], answer: Answer) -> set[int]:
    """Positions of the events that say something of the rows of an answer."""
    lines = sorted({one.line for one in outcomes(path)})[-len(epcis_oracle.events_of(path)) :]
    rows = {row.key for row in answer.rows if row.label not in ("Supplier", "Customer")}
    found = set()
    for fact in facts:
        keys = {fact.source, fact.target} if isinstance(fact, RelationshipFact) else set()
        keys |= {fact.key} if isinstance(fact, NodeFact) else set()
        if keys & rows and fact.line in lines:
            found.add(lines.index(fact.line or 0))
    return found


@pytest.mark.parametrize(("name", "lot"), TRACES)
def test_a_chain_traces_back_to_the_events_it_implies(name: str, lot: str) -> None:
    path = FOLDER / f"{name}.jsonld"
    rows, about, events = TRACES[name, lot]
    facts, raw = facts_of(outcomes(path)), epcis_oracle.events_of(path)
    answer = genealogy(epcis.store(facts).reader(), [key_of(lot)])
    assert answer.counts == rows
    assert uris(answer) == epcis_oracle.upstream(raw, lot)
    assert told(path, facts, answer) == epcis_oracle.about(raw, uris(answer))
    assert (len(told(path, facts, answer)), len(raw)) == (about, events)


@pytest.mark.parametrize("name", sorted({name for name, _ in TRACES}))
def test_every_lot_is_traced_both_ways_as_its_events_say(name: str) -> None:
    path = FOLDER / f"{name}.jsonld"
    facts, raw = facts_of(outcomes(path)), epcis_oracle.events_of(path)
    store = epcis.store(facts)
    lots = {uri for event in raw for uri in epcis_oracle.named(event) if ":lot:class:" in uri}
    for lot in sorted(lots):
        back, ahead = (ask(store.reader(), [key_of(lot)]) for ask in (genealogy, recall))
        assert uris(back) == epcis_oracle.upstream(raw, lot)
        assert uris(ahead) == epcis_oracle.downstream(raw, lot)
        assert not {gap.kind for gap in (*back.gaps, *ahead.gaps)} & {
            "conflict",
            "unknown_reference",
            "not_joined",
        }


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("all_wholechain_events", {"Customer": 2, "Lot": 4, "Package": 1, "ProcessStep": 3, "Shipment": 2}),
        ("cap_tool_events", {"Customer": 2, "Lot": 4, "Package": 1, "ProcessStep": 3, "Shipment": 2}),
        ("epcisquerydoc-example01", {"Customer": 2, "Lot": 4, "Package": 1, "ProcessStep": 3, "Shipment": 2}),
        (
            "gdst_data_withmasterdata",
            {"Customer": 2, "Lot": 4, "Package": 1, "ProcessStep": 3, "Shipment": 2},
        ),
        ("traceback_tests", {"Customer": 2, "Lot": 4, "Package": 2, "ProcessStep": 3, "Shipment": 3}),
        ("wholechainbug01", {"Lot": 4, "Package": 1, "ProcessStep": 3}),
    ],
)
def test_the_feed_is_recalled_where_the_chain_ends(name: str, rows: dict[str, int]) -> None:
    facts = facts_of(outcomes(FOLDER / f"{name}.jsonld"))
    (feed,) = {fact.key for fact in facts if isinstance(fact, NodeFact) and fact.key.endswith("/ff11252021")}
    answer = recall(epcis.store(facts).reader(), [feed])
    assert answer.counts == rows


def test_what_the_gaps_of_a_chain_are() -> None:
    """First lots have no origin but the event that made them; receipts without source, no supplier."""
    facts = facts_of(outcomes(FOLDER / "traceback_tests.jsonld"))
    answer = genealogy(epcis.store(facts).reader(), [key_of(f"{_ORG}processor.2u.v1-0122-2022")])
    assert {gap.kind for gap in answer.gaps} == {"no_origin"}
    assert {gap.key.partition(":")[0] for gap in answer.gaps} == {"receipt"}
    assert len(answer.gaps) == 4


def test_a_shipment_reaches_what_was_inside_at_that_time_only() -> None:
    """The pallet went out in its first stay; it was packed again after that and went nowhere."""
    facts = facts_of(outcomes(FOLDER / "cap_tool_events.jsonld"))
    answer = recall(epcis.store(facts).reader(), [key_of(f"{_ORG}processor.2.v1-0122-2022")])
    assert answer.counts == {"Customer": 1, "Lot": 1, "Package": 1, "Shipment": 1}
    (customer,) = (row for row in answer.rows if row.label == "Customer")
    assert [(one.shipped, one.unit) for one in customer.by_material or ()] == [("5000", "kg")]
