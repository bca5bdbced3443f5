"""Rules over new commits: each finds what breaks it, and nothing where all is well."""

from __future__ import annotations

import pytest

from app.detecting import detect_in, materials_released
from graph_model.facts import NodeFact, Value
from graph_store.store import Store
from quality.detection import REQUIRED, RULES, Finding, Seen, detect
from quality.near import Near, NotRead
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, FG, ORDER, RESIN

OPERATIONS = [key("step", "operation", "MO1", n) for n in ("5", "10", "20")]
PACKAGES = [key("package", n) for n in "12"]


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


def good_plant() -> Plant:
    """Resin received, inspected and released, catheters made in three operations, released and shipped."""
    plant = Plant()
    receipt = plant.receive(RESIN, "S", "GR1")
    plant.node(receipt, received="2025-01-02")
    paper(plant, "qualification", "QUALIFIES", key("supplier", "S"), valid_from="2024-01-01")
    plant.node(plant.make("MO1", [RESIN], [CATHETERS]), started="2025-02-01")
    for n, operation in enumerate(OPERATIONS, 1):
        plant.node(operation, started=f"2025-02-0{n}")
        plant.context("PART_OF", operation, ORDER)
    equipment, person = plant.node(key("equipment", "E")), plant.node(key("person", "P"))
    plant.context("USED_EQUIPMENT", OPERATIONS[0], equipment)
    plant.context("PERFORMED_BY", OPERATIONS[1], person)
    paper(plant, "calibration", "CALIBRATES", equipment, calibrated="2025-01-01", result="passed")
    paper(plant, "training", "TRAINED_FOR", person, trained="2025-01-01", valid_to="2025-02-02")
    release(plant, "R1", RESIN, "2025-01-03")
    release(plant, "R2", CATHETERS, "2025-02-04T10:00:00Z")
    plant.node(plant.ship(CATHETERS, "C", "S1"), shipped="2025-02-04")
    plant.node(RESIN, expires="2025-02-01")
    plant.node(CATHETERS, expires="2025-02-04")
    return plant


def paper(plant: Plant, prefix: str, type_: str, about: str, **stated: str) -> None:
    """A certificate about something."""
    plant.context(type_, plant.node(key(prefix, "1"), **stated), about)


def release(plant: Plant, number: str, target: str, decided: str, decision: str = "released") -> None:
    made = plant.node(key("release", number), decision=decision, decided=decided)
    plant.context("DECIDED_ON", made, target)


def found(store: MemoryStore | Store, plant: Plant, good: Plant | None = None) -> list[Finding]:
    """What is found in the commit of a plant, after a good one."""
    if good is not None:
        good.commit(store)
    facts = list(plant.facts)
    plant.commit(store)
    with store.reader() as reader:
        released = materials_released(reader, reader.of_label("Release"))
        return detect_in(reader, facts, released)


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.key, finding.at) for finding in findings]


def test_nothing_is_found_where_all_is_well(store: Store) -> None:
    assert found(store, good_plant()) == []


def test_what_was_used_or_shipped_after_its_day_of_expiry(memory: MemoryStore) -> None:
    late = Plant("late")
    changed = "2025-03-01T00:00:00.000000Z"
    late.node(RESIN, changed=changed, expires="2025-01-31")
    late.node(CATHETERS, changed=changed, expires="2025-02-03")
    shipment = key("shipment", "S1")
    assert found(memory, late, good_plant()) == [
        Finding(
            "shelf_life",
            CATHETERS,
            f"{CATHETERS} expired on 2025-02-03 and was shipped on 2025-02-04 by {shipment}.",
            "2025-02-04",
            (shipment,),
        ),
        Finding(
            "shelf_life",
            RESIN,
            f"{RESIN} expired on 2025-01-31 and was used on 2025-02-01 by {ORDER}.",
            "2025-02-01",
            (ORDER,),
        ),
    ]


def test_operations_that_were_skipped_or_begun_too_early(memory: MemoryStore) -> None:
    plant = Plant()
    order = plant.node(step("MO9"))
    for number, stated in (("5", {}), ("10", {"started": "2025-03-02"}), ("20", {"started": "2025-03-01"})):
        operation = plant.node(key("step", "operation", "MO9", number), **stated)
        plant.context("PART_OF", operation, order)
    plant.node(named := key("step", "operation", "MO9", "final"))
    plant.context("PART_OF", named, order)
    five, ten, twenty = (key("step", "operation", "MO9", n) for n in ("5", "10", "20"))
    assert found(memory, plant) == [
        Finding(
            "step_out_of_order",
            twenty,
            f"{twenty} began on 2025-03-01, before {ten} did on 2025-03-02.",
            "2025-03-01",
            (order, ten),
        ),
        Finding(
            "step_skipped",
            five,
            f"nothing says when {five} ran, and {ten}, which comes after it, did.",
            "2025-03-02",
            (order, ten),
        ),
    ]


def test_a_late_operation_is_looked_at_with_its_order(memory: MemoryStore) -> None:
    late = Plant("late")
    late.node(OPERATIONS[0], started="2025-02-09", changed="2025-03-01T00:00:00.000000Z")
    assert told(found(memory, late, good_plant())) == [
        ("step_out_of_order", OPERATIONS[1], "2025-02-02"),
        ("step_out_of_order", OPERATIONS[2], "2025-02-03"),
    ]


@pytest.mark.parametrize(
    ("prefix", "stated", "rule"),
    [
        ("measurement", {"value": 5, "upper_limit": 4, "measured": "2025-01-01"}, "out_of_limits"),
        ("measurement", {"value": 3, "lower_limit": 4, "measured": "2025-01-01"}, "out_of_limits"),
        ("measurement", {"value": 4, "lower_limit": 4, "upper_limit": 4, "measured": "2025-01-01"}, ""),
        ("measurement", {"value": 4}, "missing_value"),
        ("reading", {"minimum": 1, "lower_limit": 2, "started": "2025-01-01"}, "excursion"),
        ("reading", {"mean": 3, "upper_limit": 2, "started": "2025-01-01"}, "excursion"),
        ("reading", {"maximum": 2, "upper_limit": 2, "started": "2025-01-01"}, ""),
        ("inspection", {"inspected": "2025-01-01"}, "missing_value"),
    ],
)
def test_values(memory: MemoryStore, prefix: str, stated: dict[str, Value], rule: str) -> None:
    plant = Plant()
    parts = ("s", "1") if prefix == "reading" else ("1",)
    record = key(prefix, *parts)
    plant.facts.append(NodeFact(key=record, properties=stated))
    assert [(one.rule, one.key) for one in found(memory, plant)] == ([(rule, record)] if rule else [])


def test_more_left_than_came(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("PRODUCED", step("MO1"), CATHETERS, "2", "u")
    plant.ship(CATHETERS, "C", "S1", "5")
    plant.node(key("shipment", "S1"), shipped="2025-01-01")
    assert found(memory, plant) == [
        Finding("mass_balance", CATHETERS, f"3 u more of {CATHETERS} left than came in.")
    ]


@pytest.mark.parametrize(
    ("record", "stated", "rule", "about"),
    [
        (key("receipt", "GR1", "1"), {"received": "2023-12-31"}, "supplier_not_qualified", "supplier"),
        (OPERATIONS[0], {"started": "2024-12-31"}, "calibration_expired", "equipment"),
        (OPERATIONS[1], {"started": "2025-02-03"}, "training_expired", "person"),
    ],
)
def test_papers_that_were_not_valid_on_the_day(
    memory: MemoryStore, record: str, stated: dict[str, str], rule: str, about: str
) -> None:
    late = Plant("late")
    late.node(record, changed="2025-03-01T00:00:00.000000Z", **stated)
    findings = [one for one in found(memory, late, good_plant()) if not one.rule.startswith("step_")]
    assert [(one.rule, one.key, one.at) for one in findings] == [(rule, record, next(iter(stated.values())))]
    assert findings[0].evidence[0].startswith(about)


def test_what_has_no_paper_at_all_raises_nothing(memory: MemoryStore) -> None:
    plant = Plant()
    receipt = plant.receive(RESIN, "S2", "GR2")
    plant.node(receipt, received="2025-01-01")
    operation = plant.node(key("step", "operation", "MO2", "10"), started="2025-01-01")
    plant.context("USED_EQUIPMENT", operation, plant.node(key("equipment", "E2")))
    plant.context("PERFORMED_BY", operation, plant.node(key("person", "P2")))
    assert found(memory, plant) == []


def test_what_was_not_released_is_found_where_its_material_ever_was(memory: MemoryStore) -> None:
    late = Plant("late")
    other, unit, boxed = lot("FG-1", "2"), device("FG-1", "1"), device("FG-1", "2")
    late.node(late.make("MO5", [], [other, unit, boxed]), started="2025-02-10")
    late.node(late.ship(other, "C", "S2"), shipped="2025-02-11")
    release(late, "R3", other, "2025-02-12")  # too late
    late.node(late.ship(unit, "C", "S3"), shipped="2025-02-11")
    release(late, "R4", unit, "2025-02-10")
    release(late, "R5", unit, "2025-02-11", decision="rejected")
    late.link("PACKED_IN", boxed, PACKAGES[0])
    late.link("PACKED_IN", PACKAGES[0], PACKAGES[1])
    late.link("SHIPPED_IN", PACKAGES[1], key("shipment", "S4"))
    late.node(key("shipment", "S4"), shipped="2025-02-11")
    free = lot("KIT", "1")  # nothing of its material was ever released
    late.node(late.ship(free, "C", "S5"), shipped="2025-02-11")
    findings = [one for one in found(memory, late, good_plant()) if one.rule == "unreleased"]
    assert [(one.key, one.evidence) for one in findings] == [
        (unit, (key("shipment", "S3"), key("release", "R5"))),
        (boxed, (key("shipment", "S4"),)),
        (other, (key("shipment", "S2"), key("release", "R3"))),
    ]


def test_a_release_of_the_lot_or_order_releases_its_devices(memory: MemoryStore) -> None:
    late = Plant("late")
    first, second = device("FG-1", "1"), device("FG-1", "2")
    late.link("HAS_UNIT", CATHETERS, first)
    order = late.make("MO6", [], [second])
    late.node(order, started="2025-02-10")
    release(late, "R6", order, "2025-02-10")
    for n, unit in enumerate((first, second)):
        late.node(late.ship(unit, "C", f"S{n}9"), shipped="2025-02-11")
    assert [one for one in found(memory, late, good_plant()) if one.rule == "unreleased"] == []


def test_rules_raise_the_same_whatever_else_is_looked_at() -> None:
    plant, memory = good_plant(), MemoryStore()
    plant.node(CATHETERS, expires="2025-02-04")
    plant.commit(memory)
    assert materials_released(memory.reader(), [key("release", "R2")]) == {FG}
    record = key("measurement", "1")
    seen = Seen(Near({record: {"value": 5, "upper_limit": 4, "measured": "2025-01-01"}}, {}))
    assert [one.rule for one in detect({"out_of_limits": [record]}, seen)] == ["out_of_limits"]
    with pytest.raises(NotRead):
        detect({"shelf_life": [key("shipment", "S1")]}, seen)


def test_every_rule_says_what_it_is_asked_about() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {label for rule in RULES if rule.name == "missing_value" for label, _ in rule.subjects} == set(
        REQUIRED
    )
