"""Rules over new commits: each finds what breaks it, and nothing where all is well."""

from __future__ import annotations

import pytest

from app.detecting import Past, look, materials_released
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction, Value
from graph_model.keys import relationship_key_by_content
from graph_store.store import Store
from quality.detection import BY_NAME, PAPERS, REQUIRED, RULES, Finding, Seen, detect
from quality.near import Near, NotRead
from tests.support.build import NS, Plant, device, key, lot, step
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
    before: list[AnyFact] = []
    if good is not None:
        before = list(good.facts)
        good.commit(store)
    facts = list(plant.facts)
    plant.commit(store)
    with store.reader() as reader:
        released = materials_released(reader, reader.of_label("Release"))
        return look(reader, facts, released, past=past(before, facts)).findings


def past(before: list[AnyFact], facts: list[AnyFact]) -> Past:
    """What stood before some facts, and what their relationships ever joined."""
    named = {fact.key for fact in facts if isinstance(fact, RelationshipFact | Retraction)}
    ends: dict[str, set[tuple[str, str]]] = {}
    for fact in (*before, *facts):
        if isinstance(fact, RelationshipFact) and fact.key in named:
            ends.setdefault(fact.key, set()).add((fact.source, fact.target))
    return Past({fact.key for fact in before if isinstance(fact, NodeFact)}, ends)


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
            (order,),
            (ten,),
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
    assert [(one.key, one.evidence, one.papers) for one in findings] == [
        (unit, (key("shipment", "S3"),), (key("release", "R4"), key("release", "R5"))),
        (boxed, (key("shipment", "S4"),), ()),
        (other, (key("shipment", "S2"),), (key("release", "R3"),)),
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


LATER = "2026-03-01T00:00:00.000000Z"


def withdraw(plant: Plant, type_: str, source: str, target: str) -> None:
    """Take a context relationship back."""
    tie = relationship_key_by_content(type_, NS, source, target)
    plant.facts.append(Retraction(type=type_, key=tie, reason="wrong", changed=LATER))


@pytest.mark.parametrize(
    ("prefix", "about", "rule", "record"),
    [
        ("qualification", key("supplier", "S"), "supplier_not_qualified", key("receipt", "GR1", "1")),
        ("calibration", key("equipment", "E"), "calibration_expired", OPERATIONS[0]),
        ("training", key("person", "P"), "training_expired", OPERATIONS[1]),
    ],
)
def test_a_paper_that_is_withdrawn_makes_wrong_what_stood_on_it(
    memory: MemoryStore, prefix: str, about: str, rule: str, record: str
) -> None:
    late = Plant("late")
    withdraw(late, PAPERS[prefix], key(prefix, "1"), about)
    findings = found(memory, late, good_plant())
    assert [(one.rule, one.key, one.evidence, one.papers) for one in findings] == [
        (rule, record, (about,), ())
    ]


@pytest.mark.parametrize(
    ("paper_key", "stated", "rule", "record"),
    [
        (key("qualification", "1"), {"valid_to": "2025-01-01"}, "supplier_not_qualified", "receipt"),
        (key("calibration", "1"), {"result": "failed"}, "calibration_expired", "step"),
        (key("training", "1"), {"valid_to": "2025-02-01"}, "training_expired", "step"),
        (key("release", "R1"), {"decision": "rejected"}, "unreleased", "lot"),
        (key("release", "R2"), {"stage": "withdrawn"}, "unreleased", "lot"),
        (key("release", "R2"), {"decided": "2025-02-05"}, "unreleased", "lot"),
    ],
)
def test_a_paper_that_is_changed_makes_wrong_what_stood_on_it(
    memory: MemoryStore, paper_key: str, stated: dict[str, str], rule: str, record: str
) -> None:
    late = Plant("late")
    late.node(paper_key, changed=LATER, **stated)
    findings = found(memory, late, good_plant())
    assert [(one.rule, one.key.partition(":")[0]) for one in findings] == [(rule, record)]


def test_a_release_that_is_withdrawn_from_its_item_released_nothing(memory: MemoryStore) -> None:
    late = Plant("late")
    for number, item in (("R1", RESIN), ("R2", CATHETERS)):
        withdraw(late, "DECIDED_ON", key("release", number), item)
    findings = found(memory, late, good_plant())
    assert [(one.rule, one.key) for one in findings] == [("unreleased", CATHETERS), ("unreleased", RESIN)]


def test_a_late_rejection_of_an_order_reaches_what_was_made_and_shipped_before(memory: MemoryStore) -> None:
    good, unit, boxed = good_plant(), device("FG-1", "1"), device("FG-1", "2")
    good.link("HAS_UNIT", CATHETERS, unit)
    good.link("HAS_UNIT", CATHETERS, boxed)
    good.node(good.ship(unit, "C", "S8"), shipped="2025-02-10")
    good.link("PACKED_IN", boxed, PACKAGES[0])
    good.link("PACKED_IN", PACKAGES[0], PACKAGES[1])
    good.link("SHIPPED_IN", PACKAGES[1], key("shipment", "S9"))
    good.node(key("shipment", "S9"), shipped="2025-02-10")
    late = Plant("late")
    release(late, "R9", ORDER, "2025-02-09", decision="rejected")
    assert [(one.rule, one.key) for one in found(memory, late, good)] == [
        ("unreleased", unit),
        ("unreleased", boxed),
    ]


def test_an_order_that_is_released_lets_no_lot_go_that_was_rejected(memory: MemoryStore) -> None:
    late = Plant("late")
    other = lot("FG-1", "2")
    order = late.make("MO5", [], [other])
    release(late, "R7", other, "2025-02-10", decision="rejected")
    release(late, "R8", order, "2025-02-11")
    late.node(late.ship(other, "C", "S2"), shipped="2025-02-12")
    (one,) = found(memory, late, good_plant())
    shipment = key("shipment", "S2")
    assert one.message == (
        f"{other} was shipped on 2025-02-12 by {shipment}, though {key('release', 'R7')} had not released it."
    )


def test_what_nothing_ever_released_needs_no_day_to_be_wrong(memory: MemoryStore) -> None:
    late = Plant("late")
    other, planned = lot("FG-1", "2"), lot("FG-1", "3")
    late.ship(other, "C", "S2")
    late.node(late.ship(planned, "C", "S3"), stage="planned")
    assert [(one.rule, one.key) for one in found(memory, late, good_plant())] == [
        ("missing_value", key("shipment", "S2")),
        ("unreleased", other),
    ]


def test_a_unit_expires_with_its_lot_however_late_that_is_told(memory: MemoryStore) -> None:
    good, unit = good_plant(), device("FG-1", "1")
    good.link("HAS_UNIT", CATHETERS, unit)
    good.link("PACKED_IN", unit, PACKAGES[0])
    good.link("SHIPPED_IN", PACKAGES[0], key("shipment", "S9"))
    good.node(key("shipment", "S9"), shipped="2025-02-04")
    late = Plant("late")
    late.node(CATHETERS, changed=LATER, expires="2025-02-03")
    late_ones = [one.key for one in found(memory, late, good) if one.rule == "shelf_life"]
    assert late_ones == [unit, CATHETERS]


def test_what_was_unpacked_before_its_package_left_was_not_shipped(memory: MemoryStore) -> None:
    late = Plant("late")
    out, still = device("FG-1", "1"), device("FG-1", "2")
    late.link("PACKED_IN", out, PACKAGES[0], packed_from="2025-02-01", packed_to="2025-02-02")
    late.link("PACKED_IN", still, PACKAGES[0], packed_from="2025-02-01")
    late.link("SHIPPED_IN", PACKAGES[0], key("shipment", "S9"))
    late.node(key("shipment", "S9"), shipped="2025-02-10")
    assert [(one.rule, one.key) for one in found(memory, late, good_plant())] == [("unreleased", still)]


@pytest.mark.parametrize("prefix", ["measurement", "reading"])
def test_a_record_that_is_withdrawn_from_all_it_was_about_says_nothing(
    memory: MemoryStore, prefix: str
) -> None:
    record = key(prefix, "1") if prefix == "measurement" else key(prefix, "s", "1")
    type_, about = (
        ("MEASURED_ON", RESIN) if prefix == "measurement" else ("MEASURED_AT", key("location", "L"))
    )
    good = Plant()
    good.facts.append(NodeFact(key=record, properties={"value": 5, "upper_limit": 4, "maximum": 5}))
    good.context(type_, record, about)
    rules = {"missing_value", "out_of_limits" if prefix == "measurement" else "excursion"}
    assert {one.rule for one in found(memory, good)} == rules
    late = Plant("late")
    withdraw(late, type_, record, about)
    facts = list(late.facts)
    late.commit(memory)
    again = [(rule, record) for rule in rules]
    assert look(memory.reader(), facts, set(), again, past(good.facts, facts)).findings == []


def test_a_relationship_that_leads_elsewhere_now_touches_where_it_led_before(memory: MemoryStore) -> None:
    good, other = Plant(), lot("FG-1", "2")
    good.link("PRODUCED", ORDER, CATHETERS, "5", "u", line="1")
    good.ship(CATHETERS, "C", "S1", "5")
    good.node(key("shipment", "S1"), shipped="2025-02-04")
    late = Plant("late")
    late.document = "doc"
    late.link("PRODUCED", ORDER, other, "5", "u", line="1", changed=LATER)
    late.link("PRODUCED", ORDER, CATHETERS, "1", "u", line="x1")
    late.facts = [fact for fact in late.facts if getattr(fact, "target", "") == other]
    good.link("PRODUCED", ORDER, CATHETERS, "1", "u", line="2")
    assert [(one.rule, one.key, one.message) for one in found(memory, late, good)] == [
        ("mass_balance", CATHETERS, f"4 u more of {CATHETERS} left than came in.")
    ]


def test_more_left_in_packages_and_as_units_than_came(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("PRODUCED", step("MO1"), CATHETERS, "2", "u")
    plant.link("PACKED_IN", CATHETERS, PACKAGES[0], "3", "u")
    plant.link("PACKED_IN", PACKAGES[0], PACKAGES[1])
    plant.link("SHIPPED_IN", PACKAGES[1], key("shipment", "S1"))
    plant.node(key("shipment", "S1"), shipped="2025-01-01")
    unit = device("FG-1", "1")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.ship(unit, "C", "S2")
    plant.node(key("shipment", "S2"), shipped="2025-01-02")
    assert found(memory, plant) == [
        Finding("mass_balance", CATHETERS, f"2 u more of {CATHETERS} left than came in.")
    ]


def test_one_finding_names_all_that_a_record_lacks_and_both_limits(memory: MemoryStore) -> None:
    plant = Plant()
    inspection, reading = key("inspection", "1"), key("reading", "s", "1")
    plant.node(inspection, name="x")
    said: dict[str, Value] = {"minimum": 1, "lower_limit": 2, "maximum": 9, "upper_limit": 8}
    plant.facts.append(NodeFact(key=reading, properties={**said, "started": "2025-01-01"}))
    assert [one.message for one in found(memory, plant)] == [
        f"{reading} went below its lower limit and above its upper limit.",
        f"{inspection} does not say its result and inspected.",
    ]


def test_what_was_found_is_found_again_from_what_its_alarm_names(memory: MemoryStore) -> None:
    """Else the next look crashes, or dismisses what still stands."""
    late = Plant("late")
    for record, stated in (
        (RESIN, {"expires": "2025-01-31"}),
        (OPERATIONS[0], {"started": "2025-02-09"}),
        (OPERATIONS[1], {"started": "2025-02-05"}),
        (key("receipt", "GR1", "1"), {"received": "2023-12-31"}),
        (key("calibration", "1"), {"calibrated": "2025-03-01"}),
        (key("release", "R2"), {"decision": "rejected"}),
        (key("supplier", "S"), {"name": "S"}),
    ):
        late.node(record, changed=LATER, **stated)
    late.node(skipped := key("step", "operation", "MO1", "7"))
    late.context("PART_OF", skipped, ORDER)
    first = found(memory, late, good_plant())
    assert {one.rule for one in first} == {
        *("calibration_expired", "shelf_life", "step_out_of_order", "step_skipped"),
        *("supplier_not_qualified", "training_expired", "unreleased"),
    }
    named = [
        (one.rule, record)
        for one in first
        for record in (one.key, *one.evidence, *one.papers)
        if BY_NAME[one.rule].judges(record)
    ]
    reader = memory.reader()
    released = materials_released(reader, reader.of_label("Release"))
    assert look(reader, [], released, named).findings == first


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


def test_a_material_is_released_with_a_lot_of_which_it_has_units(memory: MemoryStore) -> None:
    plant, unit = Plant(), device("FG", "1")
    plant.link("HAS_UNIT", carton := lot("CARTON", "1"), unit)
    release(plant, "R1", carton, "2025-01-03")
    plant.receive(RESIN, "S", "GR1")
    plant.commit(memory)
    carton_, fg, resin = (key("material", name) for name in ("CARTON", "FG", RESIN.split("/")[1]))
    releases = [key("release", "R1")]
    told = [
        materials_released(memory.reader(), releases, among=asked)
        for asked in (None, {fg}, {fg, resin}, {resin}, {carton_})
    ]
    assert told == [{carton_, fg}, {fg}, {fg}, set(), {carton_}]
