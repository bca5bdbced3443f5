"""Lint over the whole model: every declaration, and the reads that must follow it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.declare import Kind, NodeType, Phase, Property, RecordClass, RelationshipType
from graph_model.facts import NodeFact, canonical
from graph_model.nodes import BY_LABEL, BY_PREFIX, NODES, SYSTEM, TRACE_ITEMS
from graph_model.relationships import BY_TYPE, CONTEXT, FLOW, LOGISTICS, RELATIONSHIPS
from graph_model.validate import InvalidFact, check
from graph_model.version import MODEL_VERSION
from graph_store.queries import text
from tests.support.declared import fact_of_node, facts_of_relationship, key_of, value_of

FROZEN = Path(__file__).parent / "data" / "model"

DESIGN_LABELS = {
    *("Lot", "Device", "ProcessStep", "Receipt", "Shipment", "Return", "Package", "Supplier"),
    *("Customer", "Site", "Location", "Equipment", "Person", "Material", "DeviceIdentifier"),
    *("Specification", "EnvironmentalReading", "Inspection", "Measurement", "Release", "Hold"),
    *("Nonconformity", "Capa", "Complaint", "AdverseEvent", "ServiceEvent", "SupplierQualification"),
    *("Calibration", "TrainingRecord", "Document", "Recall", "Signature", "Reject"),
    # Model 0003: who decides, and what was decided.
    *("Account", "Proposal", "KeyRotation", "SecurityLog", "Repair", "Responsibility", "Erasure"),
    # Model 0004: recall cases, reports to authorities, mock recalls, key figures.
    *("Notice", "Response", "OutreachAttempt", "EffectivenessCheck", "RegulatoryReport", "Drill"),
    *("Indicator", "Organisation"),
    # Model 0005: what a key figure must reach.
    "FigureTarget",
}
PERSONAL = {("Person", "name", ""), ("Account", "name", ""), ("Signature", "name", "signer")}
DESIGN_CONTEXT = {
    *("INSTANCE_OF", "IDENTIFIED_BY", "AT_LOCATION", "LOCATED_IN", "PART_OF", "USED_EQUIPMENT"),
    *("PERFORMED_BY", "FOLLOWED", "MEASURED_AT", "MEASURED_ON", "INSPECTED_BY", "DECIDED_ON"),
    *("RAISED_ON", "COMPLAINS_OF", "SERVICED", "QUALIFIES", "CALIBRATES", "TRAINED_FOR", "SIGNED"),
    *("RECALLS", "ALIAS_OF"),
    "USED_IN",  # ADR 7
    *("LED_TO", "BELONGS_TO", "ADDRESSED_TO", "TELLS_OF", "SPECIFIES"),  # ADR 16
}
ITEMS = {"Lot", "Device"}
SHIPPABLE = ITEMS | {"Package"}
DESIGN_ENDS = {
    "CONSUMED_IN": (ITEMS, {"ProcessStep"}),
    "PRODUCED": ({"ProcessStep"}, ITEMS),
    "HAS_UNIT": ({"Lot"}, {"Device"}),
    "SUPPLIED": ({"Supplier"}, {"Receipt"}),
    "RECEIVED_AS": ({"Receipt"}, ITEMS),
    "PACKED_IN": (SHIPPABLE, {"Package"}),
    "SHIPPED_IN": (SHIPPABLE, {"Shipment"}),
    "DELIVERED_TO": ({"Shipment"}, {"Customer"}),
    "RETURNED_IN": (SHIPPABLE, {"Return"}),
    "RETURNED_BY": ({"Return"}, {"Customer"}),
}
# The glossary's third column (STYLE.md): words that nobody may write for these things.
NOT_THESE_WORDS = {
    *("part", "sku", "product_type", "batch", "lot_no", "split", "mini_lot", "item", "udi_code"),
    *("barcode", "brand", "vendor", "client", "recipient", "end_user", "delivery", "operation_task"),
    *("job", "timestamp", "created_at", "activity", "state", "flag", "on_hold", "blocked", "defect"),
    *("issue", "incident", "blast_radius", "children", "parents", "chain", "hashchain"),
}
ALLOWED = {("Load", "state")}  # of the store's own bookkeeping, not of the trade's


def properties() -> Iterator[tuple[str, Property]]:
    for node in NODES:
        yield from ((node.label, declared) for declared in node.properties)
    for relationship in RELATIONSHIPS:
        yield from ((relationship.type, declared) for declared in relationship.all_properties)


def test_every_label_and_type_of_the_design_is_declared() -> None:
    # `Commit` is no node of the model: it is the ledger's own and has no key and no facts.
    assert {node.label for node in NODES} == DESIGN_LABELS | {"Load"}
    assert {r.type for r in CONTEXT} == DESIGN_CONTEXT
    assert {r.type: (set(r.sources), set(r.targets)) for r in FLOW + LOGISTICS} == DESIGN_ENDS
    assert RELATIONSHIPS == FLOW + LOGISTICS + CONTEXT


def test_the_phase_of_a_relationship_is_that_of_its_table() -> None:
    assert {r.phase for r in FLOW} == {Phase.FLOW}
    assert {r.phase for r in LOGISTICS} == {Phase.LOGISTICS}
    assert {r.phase for r in CONTEXT} == {Phase.CONTEXT}


def test_names_prefixes_and_types_are_unique() -> None:
    for names in (
        [node.label for node in NODES],
        [node.prefix for node in NODES],
        [relationship.type for relationship in RELATIONSHIPS],
    ):
        assert [name for name, n in Counter(names).items() if n > 1] == []
    assert (len(BY_LABEL), len(BY_PREFIX)) == (len(NODES), len(NODES))
    assert len(BY_TYPE) == len(RELATIONSHIPS)


def test_no_label_and_type_give_two_queries_of_one_name() -> None:
    """Query names join labels, types and properties by `_`: what is joined must stay apart."""
    assert {node.label for node in NODES} & {r.type for r in RELATIONSHIPS} == set()
    assert [node.label for node in NODES if "_" in node.label] == []


def test_labels_are_pascal_types_are_upper_and_the_rest_is_snake_case() -> None:
    pascal, upper = re.compile(r"([A-Z][a-z]+)+"), re.compile(r"[A-Z]+(_[A-Z]+)*")
    snake = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
    assert [n.label for n in NODES if not pascal.fullmatch(n.label)] == []
    assert [r.type for r in RELATIONSHIPS if not upper.fullmatch(r.type)] == []
    assert [n.prefix for n in NODES if not snake.fullmatch(n.prefix)] == []
    parts = {p for n in NODES for p in n.key_parts + n.optional_parts}
    assert {p for p in parts if not snake.fullmatch(p)} == set()
    assert [(owner, p.name) for owner, p in properties() if not snake.fullmatch(p.name)] == []
    assert [n.label for n in NODES if n.label.endswith("s") and n.label != "ProcessStep"] == []


def test_the_glossarys_forbidden_words_are_not_used() -> None:
    names = [(owner, p.name) for owner, p in properties()] + [(n.label, n.prefix) for n in NODES]
    assert [pair for pair in names if pair[1] in NOT_THESE_WORDS and pair not in ALLOWED] == []


def test_no_property_is_declared_twice_or_named_like_what_the_store_writes() -> None:
    twice = [pair for pair, n in Counter((owner, p.name) for owner, p in properties()).items() if n > 1]
    assert twice == []
    assert [p.name for _, p in properties() if p.name.startswith("_") or p.name == "key"] == []


def test_one_property_name_is_of_one_kind_everywhere() -> None:
    kinds: dict[str, set[Kind]] = {}
    for _, declared in properties():
        kinds.setdefault(declared.name, set()).add(declared.kind)
    # A decision, a result or a kind is a code wherever it is one; free wording is text.
    mixed = {name: sorted(k.name for k in found) for name, found in kinds.items() if len(found) > 1}
    assert mixed == {"type": ["CODE", "TEXT"]}


def test_a_code_and_only_a_code_lists_its_values() -> None:
    assert [p.name for _, p in properties() if (p.kind is Kind.CODE) != bool(p.values)] == []
    assert [p.name for _, p in properties() if len(set(p.values)) != len(p.values)] == []


def test_only_text_is_searched_and_only_names_of_persons_are_personal() -> None:
    assert [p.name for _, p in properties() if p.searchable and p.kind is not Kind.TEXT] == []
    assert {(owner, p.name, p.subject) for owner, p in properties() if p.personal} == PERSONAL
    assert [p.name for _, p in properties() if p.personal and (p.searchable or p.kind is not Kind.TEXT)] == []
    assert [(owner, p.name) for owner, p in properties() if p.subject and not p.personal] == []


def test_no_relationship_says_something_about_a_person() -> None:
    """Only nodes have a key of their own under which it could be sealed."""
    assert [r.type for r in RELATIONSHIPS for p in r.all_properties if p.personal] == []


@pytest.mark.parametrize("node", [n for n in NODES if n.occurs], ids=lambda n: n.label)
def test_what_happened_says_when_by_a_day_or_a_time(node: NodeType) -> None:
    when = node.property_named(node.occurs)
    assert when is not None
    assert when.kind in (Kind.TIME, Kind.DATE)


def test_a_field_names_an_owner_only_where_it_is_not_that_of_its_record() -> None:
    owners = {n.label: n.owner for n in NODES} | {r.type: r.owner for r in RELATIONSHIPS}
    assert [(owner, p.name) for owner, p in properties() if p.owner == owners[owner]] == []
    assert {(owner, p.name): p.owner for owner, p in properties() if p.owner} == {
        ("Lot", "udi"): "regulatory affairs",
        ("Lot", "expires"): "quality",
        ("Device", "udi"): "regulatory affairs",
        ("Device", "expires"): "quality",
        ("Receipt", "supplier_lot"): "purchasing",
        ("Location", "cleanroom_class"): "facilities",
        **{
            ("Material", name): "regulatory affairs"
            for name in ("model", "intended_use", "device_class", "nomenclature", "marketing_status")
        },
    }


@pytest.mark.parametrize("node", NODES, ids=lambda n: n.label)
def test_a_node_says_what_it_is_how_long_it_is_kept_and_who_answers_for_it(node: NodeType) -> None:
    assert (bool(node.description), bool(node.owner), bool(node.key_parts)) == (True, True, True)
    assert isinstance(node.record_class, RecordClass)
    assert node.origin in ("imported", "decided", "system")
    assert (node.origin == "system") == (node in SYSTEM)
    assert [p.name for p in node.properties if not p.description] == []
    assert [node.property_named(p.name) for p in node.properties] == list(node.properties)
    assert node.property_named("no such") is None
    names = node.key_parts + node.optional_parts
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("relationship", RELATIONSHIPS, ids=lambda r: r.type)
def test_a_relationship_joins_declared_labels_and_has_an_owner(relationship: RelationshipType) -> None:
    for ends in (relationship.sources, relationship.targets):
        assert (bool(ends), [e for e in ends if e not in BY_LABEL]) == (True, [])
        assert len(set(ends)) == len(ends)
    assert (bool(relationship.description), bool(relationship.owner)) == (True, True)
    assert [p.name for p in relationship.all_properties if not p.description] == []
    assert [relationship.property_named(p.name) for p in relationship.all_properties] == list(
        relationship.all_properties
    )
    assert relationship.key_source in ("type, system, document, line", "hash of its stated fields")
    named = {p.name for p in relationship.all_properties}
    assert ({"quantity", "uom"} <= named) == relationship.quantity


def test_a_relationship_has_one_forward_and_one_backward_example_and_they_differ() -> None:
    forward = [r.forward_example for r in RELATIONSHIPS]
    backward = [r.backward_example for r in RELATIONSHIPS]
    assert "" not in forward + backward
    repeated = [example for example, n in Counter(forward + backward).items() if n > 1]
    assert repeated == []


def test_what_is_flowing_or_sent_has_a_quantity_and_a_document_line() -> None:
    assert {r.type for r in RELATIONSHIPS if r.quantity} == {
        *("CONSUMED_IN", "PRODUCED", "RECEIVED_AS", "PACKED_IN", "SHIPPED_IN", "RETURNED_IN", "USED_IN"),
    }
    by_line = {r.type for r in RELATIONSHIPS if r.key_source == "type, system, document, line"}
    assert by_line == {r.type for r in FLOW + LOGISTICS} - {"HAS_UNIT"} | {"USED_IN"}


# --- a trace: closure over FLOW, then ends by LOGISTICS -----------------------------------------


def test_material_flow_joins_only_items_and_steps() -> None:
    """So a trace never passes through a party, receipt, shipment, return or package to other items."""
    reached = {end for r in FLOW for end in r.sources + r.targets}
    assert reached == {node.label for node in TRACE_ITEMS} | {"ProcessStep"}


def test_no_item_is_joined_to_an_item_without_a_step_but_a_lot_to_its_units() -> None:
    direct = {(r.type, s, t) for r in FLOW for s in r.sources for t in r.targets if {s, t} <= ITEMS}
    assert direct == {("HAS_UNIT", "Lot", "Device")}


def test_logistics_begins_or_ends_outside_the_items() -> None:
    joined = {(s, t) for r in LOGISTICS for s in r.sources for t in r.targets if {s, t} <= ITEMS}
    assert joined == set()
    # From an item, forward: nothing that leads to another item again.
    forward = {(s, t) for r in LOGISTICS for s in r.sources for t in r.targets}
    after: set[str] = set()
    level = set(ITEMS)
    while level:
        level = {t for s, t in forward if s in level} - after
        after |= level
    assert after == {"Package", "Shipment", "Return", "Customer"}
    before: set[str] = set()
    level = set(ITEMS)
    while level:
        level = {s for s, t in forward if t in level} - before
        before |= level
    assert before == {"Receipt", "Supplier"}


BRANCH = re.compile(
    r"UNWIND \$(?P<parameter>\w+) AS k MATCH \((?P<end>[ab]):(?P<label>\w+) \{key: k\}\)"
    r"(?P<left><?)-\[r:(?P<types>[A-Z_|]+)\]-(?P<right>>?)\((?P<other>[ab])\)"
    r" WHERE r\._commit <= \$known_at\n"
    r"RETURN type\(r\) AS type, r\._commit AS commit,"
    r" collect\(\[k, (?P<far>[ab])\.key, properties\(r\)\]\) AS links"
)


def branches(query: str) -> dict[str, set[str]]:
    """Label -> types that the query follows from it; fails where the text is of any other form.

    What ties a step to its order and operations is left out: it goes both ways (ADR 7).
    """
    forward = query.endswith("_forward")
    out: dict[str, set[str]] = {}
    for branch in (b for b in text(query).split("\nUNION ALL\n") if "[r:PART_OF]" not in b):
        found = BRANCH.fullmatch(branch)
        assert found is not None, branch
        shape = (found["end"], found["left"], found["right"], found["other"])
        assert shape == (("a", "", ">", "b") if forward else ("b", "<", "", "a")), branch
        assert found["far"] == found["other"], branch
        assert found["parameter"] in (found["label"].lower() + "s", "steps"), branch
        assert found["label"] not in out, branch
        out[found["label"]] = set(found["types"].split("|"))
    return out


def declared(relationships: tuple[RelationshipType, ...], *, forward: bool) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for r in relationships:
        for label in r.sources if forward else r.targets:
            out.setdefault(label, set()).add(r.type)
    return out


def test_the_reads_follow_exactly_the_declared_types_from_each_label() -> None:
    assert branches("flow_forward") == declared(FLOW, forward=True)
    assert branches("flow_backward") == declared(FLOW, forward=False)
    assert branches("logistics_forward") == declared(LOGISTICS, forward=True)
    assert branches("logistics_backward") == declared(LOGISTICS, forward=False)


# --- what a fact may say -------------------------------------------------------------------------


@pytest.mark.parametrize("node", [n for n in NODES if n not in SYSTEM], ids=lambda n: n.label)
def test_a_fact_with_every_declared_property_passes(node: NodeType) -> None:
    check(fact_of_node(node))


@pytest.mark.parametrize("node", [n for n in NODES if n not in SYSTEM], ids=lambda n: n.label)
def test_a_decided_fact_states_also_what_no_source_may(node: NodeType) -> None:
    check(fact_of_node(node, "decided"))
    for field in (p for p in node.properties if p.decided and node.origin == "imported"):
        fact = NodeFact(key=key_of(node, optional=True), properties={field.name: value_of(field)})
        with pytest.raises(InvalidFact, match=f"{field.name} is decided here and can't be imported"):
            check(fact)


def test_no_source_speaks_of_records_that_were_opened_here() -> None:
    fact = NodeFact(key="complaint:lotgraph/1", properties={"name": "x"})
    with pytest.raises(InvalidFact, match="the namespace lotgraph is that of records that were opened here"):
        check(fact)
    check(replace(fact, origin="decided"))


@pytest.mark.parametrize("node", SYSTEM, ids=lambda n: n.label)
def test_what_the_store_writes_itself_can_be_stated_by_nobody(node: NodeType) -> None:
    with pytest.raises(InvalidFact, match="no label is stated under this prefix"):
        check(fact_of_node(node))


@pytest.mark.parametrize("relationship", RELATIONSHIPS, ids=lambda r: r.type)
def test_a_relationship_passes_between_all_its_declared_ends(relationship: RelationshipType) -> None:
    facts = list(facts_of_relationship(relationship))
    assert len(facts) == len(relationship.sources) * len(relationship.targets)
    for fact in facts:
        check(fact)


# --- versions ------------------------------------------------------------------------------------


def fingerprint(declared: Sequence[NodeType] = NODES) -> str:
    """Hash of what data and answers depend on; prose, owners and indexes may change within a version."""
    nodes = [
        [
            *(n.label, n.prefix, n.key_parts, n.optional_parts, n.record_class.value, n.origin, n.occurs),
            [_meaning(p) for p in n.properties],
        ]
        for n in declared
    ]
    types = [
        [
            *(r.type, r.sources, r.targets, r.phase.value, r.key_source, r.quantity),
            [_meaning(p) for p in r.all_properties],
        ]
        for r in RELATIONSHIPS
    ]
    return hashlib.sha256(canonical([nodes, types])).hexdigest()


def _meaning(one: Property) -> list[object]:
    return [one.name, one.kind.value, one.unit, one.values, one.personal, one.subject, one.decided]


def test_a_changed_declaration_is_a_new_version_of_the_model() -> None:
    frozen = FROZEN / f"{MODEL_VERSION}.sha256"
    assert frozen.exists(), (
        f"Model {MODEL_VERSION} is new: write {fingerprint()} into tests/data/model/{frozen.name}, and say "
        "in CHANGELOG.md what changed and how older commits are read (an upcaster at replay)."
    )
    assert fingerprint() == frozen.read_text().strip(), (
        f"The declarations are no longer those of model {MODEL_VERSION}. Commits carry this number and "
        "programs decide by it what they may read: raise MODEL_VERSION in graph_model/version.py, leave "
        f"{frozen.name} as it is and run this test again; or take the change back."
    )


def with_lot(**change: object) -> list[NodeType]:
    """The labels, with something of Lot changed."""
    return [n.model_copy(update=change) if n.label == "Lot" else n for n in NODES]


def with_field(**change: object) -> list[NodeType]:
    """The labels, with something of every field of Lot changed."""
    return with_lot(properties=tuple(p.model_copy(update=change) for p in BY_LABEL["Lot"].properties))


def test_owners_and_words_change_freely() -> None:
    for changed in (
        with_lot(owner="somebody", description="something"),
        with_field(owner="somebody", description="something", searchable=True),
    ):
        assert changed != list(NODES)
        assert fingerprint(changed) == fingerprint()


@pytest.mark.parametrize(
    "changed",
    [
        with_lot(prefix="batch"),
        with_lot(key_parts=("material",)),
        with_lot(optional_parts=()),
        with_lot(record_class=RecordClass.VERSIONED),
        with_lot(origin="decided"),
        with_lot(occurs="manufactured"),
        with_lot(properties=BY_LABEL["Lot"].properties[1:]),
        with_field(name="other"),
        with_field(kind=Kind.INTEGER),
        with_field(unit="mm"),
        with_field(values=("a",)),
        with_field(personal=True),
        with_field(subject="lot_number"),
        list(NODES[1:]),
    ],
    ids=range(14),
)
def test_nothing_that_data_depends_on_changes_within_a_version(changed: list[NodeType]) -> None:
    assert fingerprint(changed) != fingerprint()


def test_versions_are_four_digits_without_a_hole() -> None:
    """Four digits, because they are compared as text."""
    assert re.fullmatch(r"\d{4}", MODEL_VERSION)
    found = sorted(path.name for path in FROZEN.iterdir())
    assert found == [f"{n:04d}.sha256" for n in range(1, int(MODEL_VERSION) + 1)]
