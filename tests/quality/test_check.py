"""The rules over a graph: for each of them a small plant that breaks it, and what mends it."""

from __future__ import annotations

import pytest

from app.quality.check import check, stated_by
from app.quality.finding import Finding
from app.quality.rules import NAMES
from graph_model.facts import DECIDED_PRECEDENCE, RelationshipFact
from graph_model.keys import relationship_key_by_content
from graph_store.disputes import Dispute, Rival, Source
from tests.support.build import NS, Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, FG, RESIN, UDI_DI, whole_plant
from tests.support.sources import load
from tests.support.survey import MemorySurvey, found_in, places

OF_THE_GRAPH = (
    *("missing_link", "used_before_it_came", "shipped_before_it_came", "more_out_than_in", "units_differ"),
    *("no_origin", "step_without_output", "step_without_input", "unknown_reference", "duplicate"),
)


def found(memory: MemoryStore, plant: Plant, *names: str) -> list[tuple[str, str, str]]:
    plant.commit(memory)
    return places(found_in(memory, *names or OF_THE_GRAPH))


def merged(plant: Plant, duplicate: str, kept: str) -> None:
    """Decide that one record is another one."""
    plant.facts.append(
        RelationshipFact(
            type="ALIAS_OF",
            key=relationship_key_by_content("ALIAS_OF", NS, duplicate, kept),
            source=duplicate,
            target=kept,
            precedence=DECIDED_PRECEDENCE,
            origin="decided",
        )
    )


def test_a_whole_plant_breaks_no_rule_of_the_graph(memory: MemoryStore) -> None:
    assert found(memory, whole_plant()) == []


def test_what_a_device_maker_needs_is_missed_where_it_is_not_stated(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.context("IDENTIFIED_BY", FG, plant.node(key("di", UDI_DI), udi_di=UDI_DI, agency="GS1"))
    missing = [(field, about) for _, field, about in found(memory, plant, "missing_value")]
    assert missing == [
        *((name, CATHETERS) for name in ("expires", "lot_number", "manufactured")),
        ("lot_number", RESIN),
        *((name, step("MO1")) for name in ("ended", "started")),
        *((name, key("receipt", "GR1", "1")) for name in ("received", "supplier_lot")),
        ("shipped", key("shipment", "S1")),
        ("name", key("supplier", "S")),
        *((name, key("customer", "1")) for name in ("address", "name")),
        *((name, about) for about in (FG, key("material", "RM-1")) for name in ("name", "traceability")),
    ]


def test_a_device_has_a_udi_or_its_material_a_udi_di(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("MO2", [RESIN], [device("FG-2", "1"), device("FG-3", "1")])
    plant.node(device("FG-3", "2"), udi="(01)1")
    plant.context("IDENTIFIED_BY", key("material", "FG-3"), plant.node(key("di", "1")))
    missing = [place for place in found(memory, plant, "missing_value") if place[1] == "udi"]
    assert missing == [("missing_value", "udi", device("FG-2", "1"))]


@pytest.mark.parametrize("label", ["Shipment", "Receipt", "Return"])
def test_what_hangs_in_the_air(memory: MemoryStore, label: str) -> None:
    plant = Plant()
    about = plant.node(key(label.lower(), *(["D", "1"] if label != "Shipment" else ["D"])))
    types = {
        "Shipment": ["DELIVERED_TO", "SHIPPED_IN"],
        "Receipt": ["RECEIVED_AS", "SUPPLIED"],
        "Return": ["RETURNED_BY", "RETURNED_IN"],
    }
    assert found(memory, plant) == [("missing_link", type_, about) for type_ in types[label]]


def test_a_reading_stands_in_a_place_by_either_relationship(memory: MemoryStore) -> None:
    plant = Plant()
    room = plant.node(key("location", "R1"))
    readings = [plant.node(key("reading", "T1", day)) for day in ("1", "2", "3")]
    plant.context("MEASURED_AT", readings[0], room)
    plant.context("AT_LOCATION", readings[1], room)
    assert found(memory, plant) == [("missing_link", "MEASURED_AT", readings[2])]


def test_more_went_out_than_came_in(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S1"), "1", "u")
    (finding,) = found_after(memory, plant)
    assert finding.to_json() == {
        "rule": "more_out_than_in",
        "record": "Lot",
        "field": None,
        "key": CATHETERS,
        "severity": "error",
        "owner": "production",
        "message": "2 u went out, 1 u came in.",
        "next_step": "Look at lotgraph history of its movements: one is doubled, missing or wrong.",
        "loads": [],
    }
    plant.give_back(CATHETERS, "1", "R1")
    assert found(memory, plant) == []


def found_after(memory: MemoryStore, plant: Plant) -> list[Finding]:
    plant.commit(memory)
    return found_in(memory, *OF_THE_GRAPH)


@pytest.mark.parametrize(
    ("quantity", "uom", "rule"),
    [("1001", "g", "more_out_than_in"), ("1", "m", "units_differ"), ("1000", "g", ""), (None, "kg", "")],
)
def test_a_balance_is_struck_where_all_units_convert(
    memory: MemoryStore, quantity: str | None, uom: str, rule: str
) -> None:
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, step("MO1"), quantity, uom)
    plant.link("PRODUCED", step("MO1"), CATHETERS, "1", "u")
    assert found(memory, plant) == ([(rule, "", RESIN)] if rule else [])


@pytest.mark.parametrize("turned", [False, True])
def test_a_balance_does_not_hang_on_the_order_of_movements(memory: MemoryStore, *, turned: bool) -> None:
    plant, unit = Plant(), key("material", "RM-1")
    plant._stated |= {unit}  # nothing states its base unit
    moves = [("RECEIVED_AS", "1", "dozen"), ("CONSUMED_IN", "12", "u"), ("CONSUMED_IN", "1", "pair")]
    for type_, quantity, uom in reversed(moves) if turned else moves:
        ends = (key("receipt", "GR1", "1"), RESIN) if type_ == "RECEIVED_AS" else (RESIN, step("MO1"))
        plant.link(type_, *ends, quantity, uom)
    plant.commit(memory)
    assert [f.message for f in found_in(memory, "more_out_than_in")] == [
        "about 1.16667 dozen went out, 1 dozen came in."
    ]
    plant.link("SHIPPED_IN", RESIN, key("shipment", "S1"), "1", "m")
    plant.commit(memory)
    assert [f.message for f in found_in(memory, "units_differ")] == [
        "Its quantities do not add up: m is length and dozen is count."
    ]


def test_two_reports_of_one_act_count_once(memory: MemoryStore) -> None:
    plant = whole_plant()
    for system in ("erp", "mes"):
        plant.link("CONSUMED_IN", RESIN, step("MO2"), "1", line=system, same_as_key="one")
    plant.link("PRODUCED", step("MO2"), lot("SA-1", "1"), "1")
    assert found(memory, plant) == [("more_out_than_in", "", RESIN)]
    (only,) = found_in(memory, "more_out_than_in")
    assert only.message == "2 kg went out, 1 kg came in."
    assert places(found_in(memory, "conflict")) == []
    plant.link("CONSUMED_IN", RESIN, step("MO2"), "2", line="qms", same_as_key="one")
    plant.commit(memory)
    assert places(found_in(memory, "conflict")) == [("conflict", "", RESIN)]


def test_a_device_is_one_and_leaves_once(memory: MemoryStore) -> None:
    plant, unit = whole_plant(), device("FG-2", "1")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.link("SHIPPED_IN", unit, key("shipment", "S1"))
    assert found(memory, plant) == []
    plant.link("SHIPPED_IN", unit, key("shipment", "S1"))
    assert found(memory, plant) == [("more_out_than_in", "", unit)]
    plant.give_back(unit, "1", "R1")
    assert found(memory, plant) == []


@pytest.mark.parametrize(
    ("came", "went", "told"),
    [
        ("2025-02-01", "2025-01-31", True),
        ("2025-02-01", "2025-02-01", False),
        ("2025-01-31T08:00:00Z", "2025-01-31T07:59:59Z", True),
        ("2025-01-31", "2025-01-31T00:00:00Z", False),
        ("2025-01-31", "2025-01-30T09:59:59Z", True),
        (None, "2025-01-01", False),
        ("2025-02-01", None, False),
    ],
)
def test_what_is_used_and_shipped_came_before(
    memory: MemoryStore, came: str | None, went: str | None, *, told: bool
) -> None:
    plant = Plant()
    moved(plant, "RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, came)
    moved(plant, "CONSUMED_IN", RESIN, step("MO1"), went)
    moved(plant, "SHIPPED_IN", RESIN, key("shipment", "S1"), went)
    plant.commit(memory)
    rules = found_in(memory, "used_before_it_came", "shipped_before_it_came")
    assert [finding.rule.name for finding in rules] == (
        ["shipped_before_it_came", "used_before_it_came"] if told else []
    )
    if told:
        assert rules[1].message == f"It was used on {went}, and came on {came} at first."


def moved(plant: Plant, type_: str, source: str, target: str, time: str | None) -> None:
    if time is None:
        plant.link(type_, source, target, "1")
    else:
        plant.link(type_, source, target, "1", event_time=time)


def test_an_earlier_origin_or_one_without_a_time_explains_it(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("CONSUMED_IN", RESIN, step("MO1"), "1", event_time="2025-01-31")
    for number, time in enumerate(["2025-02-02", "2025-02-01T12:00:01Z"]):
        plant.link("RECEIVED_AS", key("receipt", "GR", str(number)), RESIN, "1", event_time=time)
    assert found(memory, plant, "used_before_it_came") == [("used_before_it_came", "CONSUMED_IN", RESIN)]
    plant.link("PRODUCED", step("MO0"), RESIN, "1")
    assert found(memory, plant, "used_before_it_came") == []


def test_a_lot_that_came_from_nowhere(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("MO2", [lot("RM-2", "1")], [lot("SA-1", "1")])
    assert found(memory, plant) == [("no_origin", "", lot("RM-2", "1"))]


def test_an_order_and_its_operations_are_one_step(memory: MemoryStore) -> None:
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    order = step("MO1")
    operations = [key("step", "production", "MO1", number) for number in ("10", "20", "30")]
    for operation in operations:
        plant.context("PART_OF", plant.node(operation), plant.node(order))
    plant.link("CONSUMED_IN", RESIN, operations[0], "1")
    assert found(memory, plant) == [("step_without_output", "PRODUCED", order)]
    plant.link("PRODUCED", operations[2], CATHETERS, "1", "u")
    assert found(memory, plant) == []


def test_material_without_a_lot_is_an_input(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("PRODUCED", step("MO1"), CATHETERS, "1", "u")
    assert found(memory, plant) == [("step_without_input", "CONSUMED_IN", step("MO1"))]
    plant.link("USED_IN", key("material", "RM-1"), step("MO1"), "1")
    assert found(memory, plant) == []


def test_what_is_named_and_never_stated(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.link("CONSUMED_IN", lot("RM-9", "1"), step("MO1"), "1", stub=True)
    plant.context("PERFORMED_BY", step("MO1"), key("person", "7"))
    assert found(memory, plant, "unknown_reference") == [
        ("unknown_reference", "", lot("RM-9", "1")),
        ("unknown_reference", "", key("person", "7")),
    ]


def test_records_with_one_number(memory: MemoryStore) -> None:
    plant = Plant()
    twins = [lot("RM-1", "0007", record) for record in ("1", "2", "3")]
    elsewhere = "lot:mes/RM-1/0007"
    for twin in (*twins, elsewhere, lot("RM-2", "0007")):
        plant.node(twin, lot_number="0007")
    for supplier in ("1", "2"):
        plant.node(key("supplier", supplier), gln="9521234100003")
    for number in ("1", "2"):
        plant.node(device("FG-1", number), serial_number="S", udi="(01)1")
    plant.commit(memory)
    shared = found_in(memory, "duplicate")
    assert places(shared) == [
        *(("duplicate", "lot_number", twin) for twin in (elsewhere, *twins)),
        *(("duplicate", "serial_number", device("FG-1", number)) for number in ("1", "2")),
        *(("duplicate", "udi", device("FG-1", number)) for number in ("1", "2")),
        *(("duplicate", "gln", key("supplier", number)) for number in ("1", "2")),
    ]
    others = f"{twins[0]} and 2 more"
    assert shared[0].message == f"lot_number 0007 of material RM-1 is that of {others}, too."
    assert shared[-1].message == f"gln 9521234100003 is that of {key('supplier', '1')}, too."


def test_one_gtin_in_two_lengths_and_on_two_materials(memory: MemoryStore) -> None:
    plant = Plant()
    short, long = key("di", UDI_DI[1:]), key("di", UDI_DI)
    plant.node(short, udi_di=UDI_DI[1:], agency="GS1")
    plant.node(long, udi_di=UDI_DI, agency="GS1")
    plant.node(key("di", "A"), udi_di=UDI_DI[1:], agency="HIBCC")
    materials = [plant.node(key("material", number)) for number in ("1", "2")]
    for material in materials:
        plant.context("IDENTIFIED_BY", material, long)
    assert found(memory, plant, "duplicate") == [
        ("duplicate", "IDENTIFIED_BY", long),
        ("duplicate", "udi_di", long),
        ("duplicate", "udi_di", short),
    ]


def test_what_was_merged_is_one(memory: MemoryStore) -> None:
    plant = Plant()
    kept, duplicate = lot("RM-1", "1"), "lot:mes/RM-1/1"
    for twin in (kept, duplicate):
        plant.node(twin, lot_number="1")
    plant.receive(kept, "S", "GR1")
    plant.link("CONSUMED_IN", duplicate, step("MO1"), "2")
    plant.link("PRODUCED", step("MO1"), CATHETERS, "1", "u")
    assert found(memory, plant) == [
        ("no_origin", "", duplicate),
        *(("duplicate", "lot_number", twin) for twin in (duplicate, kept)),
    ]
    merged(plant, duplicate, kept)
    assert found(memory, plant) == [("more_out_than_in", "", kept)]


def test_a_finding_is_of_the_load_that_stated_it_first(memory: MemoryStore) -> None:
    plant = Plant()
    load(memory, "mes", [plant_fact(plant, lot("RM-2", "1"))])
    load(memory, "erp", [plant_fact(plant, lot("RM-1", "1")), plant_fact(plant, lot("RM-2", "1"))])
    link = Plant("moves")
    link.link("CONSUMED_IN", lot("RM-1", "1"), step("MO1"), "0", stub=True)
    load(memory, "moves", link.facts)
    by_load = {finding.key: finding.loads for finding in found_in(memory, "no_origin", "not_positive")}
    assert by_load == {
        lot("RM-1", "1"): ("L-erp",),
        lot("RM-2", "1"): ("L-mes",),
        "CONSUMED_IN:t/moves/1": ("L-moves",),
    }
    (stub,) = found_in(memory, "unknown_reference")
    assert (stub.key, stub.loads) == (step("MO1"), ("L-moves",))
    kept = stated_by(found_in(memory), "L-mes")
    assert {finding.key for finding in kept} == {lot("RM-2", "1")}


def plant_fact(plant: Plant, about: str) -> RelationshipFact:
    plant.node(about)
    return plant.facts.pop()  # type: ignore[return-value]


def test_a_dispute_is_a_finding_with_its_sources(memory: MemoryStore) -> None:
    def rival(value: str, load_: str, line: int | None) -> Rival:
        source = Source(load_, f"{load_}.csv", "p", line, 1, "", "", "")
        return Rival({"expires": value}, False, source)

    rivals = (rival("2025-01-31", "erp", 7), rival("2025-02-28", "mes", None))
    disputed = Dispute(RESIN, "expires", rivals)
    (finding,) = check(MemorySurvey(memory), lambda: [disputed], names=["conflict"])
    assert (finding.record, finding.field, finding.owner) == ("Lot", "expires", "quality")
    assert finding.loads == ("erp", "mes")
    assert finding.message == (
        "Sources state it differently: expires=2025-01-31 (erp.csv, line 7); expires=2025-02-28 (mes.csv)."
    )
    assert list(check(MemorySurvey(memory), lambda: [disputed], names=["no_origin"])) == []


def test_progress_is_told_by_label(memory: MemoryStore) -> None:
    whole_plant().commit(memory)
    told: list[tuple[str, int, int | None]] = []
    list(check(MemorySurvey(memory), lambda: (), on_progress=lambda *said: told.append(said)))
    assert told[:2] == [("Lot checked", 2, None), ("ProcessStep checked", 1, None)]


def test_the_same_graph_by_another_way_gives_the_same_findings(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("MO9", [lot("RM-9", "9")], [lot("SA-9", "9")])
    facts = list(plant.facts)
    plant.commit(memory)
    reversed_ = MemoryStore()
    for fact in reversed(facts):
        reversed_.commit([fact], actor="test", reason="test")
    assert found_in(reversed_, *NAMES) == found_in(memory, *NAMES) != []
