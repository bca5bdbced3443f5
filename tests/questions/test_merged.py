"""Records that were decided to be one are told as one, and nothing that one of them lacks is lost."""

from __future__ import annotations

from app.questions.materials import read_materials
from app.questions.merged import Classes
from app.questions.view import NOW, through
from graph_model.facts import NodeFact
from tests.support.build import Plant, device, key, lot, step
from tests.support.duplicates import TWICE, merging, plainly, twice_entered
from tests.support.findings import a_gap
from tests.support.memory import MemoryStore
from tests.support.questions import MATERIAL, RESIN, backward, forward, rejected, whole_plant


def test_an_alias_to_a_third_record_stays_a_gap(memory: MemoryStore) -> None:
    plant = twice_entered()
    third = plant.node(lot("RM-1", "3"))
    plant.context("ALIAS_OF", TWICE, third)
    plant.facts.append(merging(TWICE, RESIN))
    plant.commit(memory)
    assert forward(memory, RESIN).gaps == (
        a_gap("not_joined", RESIN, f"{RESIN} is stated to be {third}, which was not joined; ask for both."),
    )


def test_other_spellings_of_a_duplicate_are_told(memory: MemoryStore) -> None:
    plant = twice_entered()
    longer = plant.node(lot("RM-1", "0001", "7"))
    plant.facts.append(merging(TWICE, RESIN))
    plant.commit(memory)
    assert forward(memory, RESIN).gaps == (
        a_gap("not_joined", RESIN, f"{longer} is stated too and may be {TWICE}; ask for both."),
    )
    assert forward(memory, TWICE).start == (RESIN,)
    plant.facts.append(merging(longer, TWICE))
    plant.commit(memory)
    assert forward(memory, RESIN).complete
    assert forward(memory, longer).start == (RESIN,)


def test_rejected_rows_that_name_a_duplicate_stay_gaps(memory: MemoryStore) -> None:
    plant = twice_entered()
    plant.facts += [merging(TWICE, RESIN), rejected(3, TWICE)]
    plant.commit(memory)
    assert [(gap.kind, gap.key) for gap in forward(memory, RESIN).gaps] == [("rejected_rows", TWICE)]


def materials_of_two_numbers() -> tuple[Plant, str, str]:
    """A lot, and a device that was made of it; their materials have other numbers elsewhere."""
    plant, raw, unit = Plant(), lot("RM-1", "77"), device("FG-1", "SN1")
    plant.receive(raw, "S", "GR1")
    plant.make("MO1", [raw], [unit])
    plant.ship(unit, "1", "S1")
    for duplicate, kept in (("material:u/4711", "RM-1"), ("material:u/4712", "FG-1")):
        plant.facts.append(merging(plant.node(duplicate), key("material", kept)))
    return plant, raw, unit


def test_items_of_one_number_of_merged_materials_may_be_one(memory: MemoryStore) -> None:
    """Material and number are what a lot or a device is known by, so the other number is another spelling."""
    plant, raw, unit = materials_of_two_numbers()
    plant.commit(memory)
    assert forward(memory, raw).complete
    elsewhere = ["lot:u/4711/77/5", "device:u/4712/SN1", "lot:u/4711/78", "device:u/4711/SN1"]
    for item in elsewhere:
        plant.node(item)
    plant.commit(memory)
    gaps = (
        a_gap("not_joined", unit, f"device:u/4712/SN1 is stated too and may be {unit}; ask for both."),
        a_gap("not_joined", raw, f"lot:u/4711/77/5 is stated too and may be {raw}; ask for both."),
    )
    assert forward(memory, raw).gaps == gaps
    assert backward(memory, unit).gaps == gaps[:1]  # longer keys are looked for at the starts
    assert forward(memory, "lot:u/4711/77/5").gaps == (
        a_gap(
            "not_joined", "lot:u/4711/77/5", f"{raw} is stated too and may be lot:u/4711/77/5; ask for both."
        ),
    )


def test_rejected_rows_that_name_an_item_by_the_other_number_stay_gaps(memory: MemoryStore) -> None:
    plant, raw, _ = materials_of_two_numbers()
    plant.facts += [
        rejected(3, "lot:u/4711/77"),
        rejected(4, "device:u/4712/SN1"),
        rejected(5, "lot:u/4712/77"),
    ]
    plant.commit(memory)
    assert [(gap.kind, gap.key) for gap in forward(memory, raw).gaps] == [
        ("rejected_rows", "device:u/4712/SN1"),
        ("rejected_rows", "lot:u/4711/77"),
    ]


def test_units_that_come_to_differ_after_the_merge_are_a_conflict(memory: MemoryStore) -> None:
    plant = whole_plant()
    other = plant.node(key("material", "X"), uom="kg")
    plant.facts.append(merging(other, MATERIAL))
    plant.commit(memory)
    assert forward(memory, RESIN).complete
    late = NodeFact(key=other, properties={"uom": "g"}, changed="2026-01-01T00:00:00.000000Z")
    memory.commit([late], actor="loader", reason="load")
    assert forward(memory, RESIN).gaps == (
        a_gap("conflict", MATERIAL, f"Sources state uom of {MATERIAL} differently."),
    )


def test_a_property_is_that_of_the_kept_record_else_of_the_first_duplicate(memory: MemoryStore) -> None:
    plant = Plant()
    keys = [key("customer", number) for number in "4123"]
    stated: list[dict[str, str]] = [{"gln": "4"}, {}, {"name": "two", "gln": "2"}, {"name": "three"}]
    for customer, properties in zip(keys, stated, strict=True):
        plant.node(customer, **properties)
    plant.node(keys[3], name="drei")
    plant.facts += [merging(duplicate, keys[0]) for duplicate in keys[1:]]
    plant.commit(memory)
    card = through(memory.reader(), NOW).cards([keys[2]])[keys[2]]
    assert (card.key, dict(card.properties)) == (keys[0], {"gln": "4", "name": "two"})
    assert tuple(card.disputed) == ("name",)


def test_two_merges_at_once_that_make_a_circle_have_one_kept_record(memory: MemoryStore) -> None:
    plant = twice_entered()
    plant.facts += [merging(TWICE, RESIN), merging(RESIN, TWICE)]
    plant.commit(memory)
    classes = Classes.of(memory.reader().merges())
    assert {classes.kept(name) for name in (TWICE, RESIN)} == {min(TWICE, RESIN)}
    assert plainly(forward(memory, TWICE)) == plainly(forward(memory, RESIN))


def test_material_that_is_named_by_keys_alone_is_merged_too(memory: MemoryStore) -> None:
    """What went in beside the answer is of the material that came out, so nothing was renamed."""
    once, twice = MemoryStore(), memory
    for store, beside in ((once, "FG-3"), (twice, "FG-2")):
        plant = Plant()
        for material in ("FG-1", "FG-3", beside):
            plant.context(
                "IDENTIFIED_BY", plant.node(key("material", material), uom="u"), key("di", material)
            )
        for item in (lot("FG-1", "1"), device(beside, "1")):
            plant.node(item)
            plant.link("CONSUMED_IN", item, step("R", "rework"), "1", "u", stub=True)
        plant.link("PRODUCED", step("R", "rework"), lot("FG-3", "9"), "1", "u")
        plant.facts += [merging(key("material", "FG-2"), key("material", "FG-3"))] if beside == "FG-2" else []
        plant.commit(store)
    assert forward(twice, lot("FG-1", "1")).totals == forward(once, lot("FG-1", "1")).totals
    seen = through(twice.reader(), NOW)
    assert read_materials(seen, [device("FG-2", "1")], seen.classes.kept).of_item == {
        device("FG-2", "1"): key("material", "FG-3")
    }
