"""One thing under several names, repairs and mixtures: what is affected counts once."""

from __future__ import annotations

import pytest

from app.questions.totals import MaterialTotal
from tests.support.build import Plant, device, key, lot, step
from tests.support.findings import a_note
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, FG, ORDER, RESIN, backward, device_plant, forward

OLD, NEW = device("FG-1", "1"), device("FG-1", "2")
RENAMED = lot("FG-2", "1")


def two_device_materials() -> Plant:
    """Catheters of ten units, and a second material of devices."""
    plant = device_plant()
    plant.context("IDENTIFIED_BY", plant.node(key("material", "FG-2"), uom="u"), key("di", "2"))
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    return plant


def of(plant: Plant, memory: MemoryStore, *starts: str) -> tuple[int, dict[str, str | None]]:
    """Devices and totals by material of the recall."""
    plant.commit(memory)
    totals = forward(memory, *starts).totals
    return totals.devices, {total.material: total.quantity for total in totals.by_material}


@pytest.mark.parametrize("kind", ["relabel", "transfer", "split", "merge", "rework"])
def test_devices_that_get_another_material_count_once(memory: MemoryStore, kind: str) -> None:
    plant = two_device_materials()
    labels = lot("PK-1", "1")
    plant.link("CONSUMED_IN", CATHETERS, step("T1", kind), "10", "u")
    plant.link("CONSUMED_IN", labels, step("T1", kind), "1")
    plant.link("PRODUCED", step("T1", kind), RENAMED, "10", "u")
    plant.receive(labels, "S", "GR9")
    assert of(plant, memory, RESIN, labels) == (
        10,
        {FG: "0", key("material", "FG-2"): "10", key("material", "RM-1"): "1", key("material", "PK-1"): "1"},
    )
    assert backward(memory, RENAMED).totals.devices == 10
    assert forward(memory, labels).totals.by_material == (
        MaterialTotal(key("material", "FG-2"), "10", "u"),
        MaterialTotal(key("material", "PK-1"), "1", "kg"),
    )


def test_a_device_built_into_another_in_a_rework_counts_beside_it(memory: MemoryStore) -> None:
    plant = two_device_materials()
    battery = lot("FG-2", "1")
    plant.link("RECEIVED_AS", key("receipt", "GR9", "1"), battery, "1", "u")
    plant.link("CONSUMED_IN", battery, step("R1", "rework"), "1", "u")
    plant.link("CONSUMED_IN", CATHETERS, step("R1", "rework"), "1", "u")
    plant.link("PRODUCED", step("R1", "rework"), lot("FG-1", "1R"), "1", "u")
    plant.commit(memory)
    assert forward(memory, battery).totals.devices == 2
    assert forward(memory, RESIN).totals.devices == 10
    assert backward(memory, lot("FG-1", "1R")).totals.devices == 11


def test_what_operations_of_a_rework_used_counts_as_if_its_order_had(memory: MemoryStore) -> None:
    plant = two_device_materials()
    battery, order = lot("FG-2", "1"), step("R1", "rework")
    plant.link("RECEIVED_AS", key("receipt", "GR9", "1"), battery, "1", "u")
    for number, used in (("10", battery), ("20", CATHETERS)):
        operation = plant.node(key("step", "operation", "R1", number), kind="operation")
        plant.context("PART_OF", operation, order)
        plant.link("CONSUMED_IN", used, operation, "1", "u")
    plant.link("PRODUCED", order, lot("FG-1", "1R"), "1", "u")
    plant.commit(memory)
    assert forward(memory, battery).totals.devices == 2
    assert forward(memory, RESIN).totals.devices == 10
    assert backward(memory, lot("FG-1", "1R")).totals.devices == 11


def test_an_operation_that_relabels_makes_no_second_device(memory: MemoryStore) -> None:
    plant = Plant()
    relabel = plant.make("MO1", [OLD], [device("FG-2", "1")], "relabel")
    assert of(plant, memory, OLD)[0] == 1
    plant.context("PART_OF", relabel, plant.node(ORDER, kind="production"))
    assert of(plant, memory, OLD)[0] == 1


@pytest.mark.parametrize("kind", ["outside_processing", "production", "disassembly"])
def test_a_lot_that_comes_back_of_its_own_material_counts_once(memory: MemoryStore, kind: str) -> None:
    plant = two_device_materials()
    plant.link("CONSUMED_IN", CATHETERS, step("X1", kind), "10", "u")
    plant.link("PRODUCED", step("X1", kind), lot("FG-1", "S"), "10", "u")
    assert of(plant, memory, RESIN)[0] == 10


def test_a_device_relabelled_there_and_back_is_one(memory: MemoryStore) -> None:
    plant = Plant()
    plant.make("T1", [OLD], [NEW], "relabel")
    plant.make("T2", [NEW], [OLD], "relabel")
    plant.commit(memory)
    for start in (OLD, NEW):
        assert forward(memory, start).totals.devices == 1
        assert backward(memory, start).totals.devices == 1


def test_two_devices_in_one_relabel_are_two(memory: MemoryStore) -> None:
    plant = Plant()
    others = [device("FG-1", "3"), device("FG-1", "4")]
    plant.make("T1", [OLD, NEW], others, "relabel")
    assert of(plant, memory, OLD, NEW)[0] == 2


def test_a_new_serial_in_the_same_lot_takes_the_place_of_the_old_one(memory: MemoryStore) -> None:
    plant = two_device_materials()
    for unit in (OLD, NEW):
        plant.link("HAS_UNIT", CATHETERS, unit)
    plant.make("T1", [OLD], [NEW], "relabel")
    assert of(plant, memory, RESIN)[0] == 10


def test_a_unit_that_went_with_a_split_is_taken_off_once(memory: MemoryStore) -> None:
    plant = two_device_materials()
    part = lot("FG-1", "1A")
    plant.link("CONSUMED_IN", CATHETERS, step("T1", "split"), "4", "u")
    plant.link("PRODUCED", step("T1", "split"), part, "4", "u")
    for holder in (CATHETERS, part):
        plant.link("HAS_UNIT", holder, OLD)
    assert of(plant, memory, RESIN)[0] == 10


def test_a_unit_taken_out_of_a_lot_and_one_put_back(memory: MemoryStore) -> None:
    plant = two_device_materials()
    plant.link("CONSUMED_IN", CATHETERS, step("T1", "transfer"), "1", "u")
    plant.link("PRODUCED", step("T1", "transfer"), OLD)
    plant.link("HAS_UNIT", CATHETERS, OLD)
    plant.link("CONSUMED_IN", NEW, step("T2", "transfer"))
    plant.link("PRODUCED", step("T2", "transfer"), CATHETERS, "1", "u")
    plant.link("HAS_UNIT", CATHETERS, NEW)
    assert of(plant, memory, RESIN, NEW)[0] == 10


def test_what_was_passed_on_in_an_unknown_amount_leaves_the_rest_unknown(memory: MemoryStore) -> None:
    plant = two_device_materials()
    plant.link("CONSUMED_IN", CATHETERS, step("T1", "split"))
    plant.link("PRODUCED", step("T1", "split"), lot("FG-1", "1A"), "4", "u")
    plant.commit(memory)
    answer = forward(memory, RESIN)
    assert answer.notes == (
        a_note("unknown_quantity", CATHETERS, f"How many devices {CATHETERS} holds is not stated."),
    )
    assert answer.totals.devices == 4
    assert MaterialTotal(FG, None, "u") in answer.totals.by_material


def test_a_serial_of_a_lot_counted_by_the_dozen(memory: MemoryStore) -> None:
    plant = device_plant()
    plant.node(FG, uom="dozen", changed="2025-01-01T00:00:00.000000Z")
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "dozen")
    plant.link("HAS_UNIT", CATHETERS, OLD)
    plant.commit(memory)
    whole, unit = forward(memory, RESIN).totals, forward(memory, OLD).totals
    assert whole.devices == 36
    assert MaterialTotal(FG, "3", "dozen") in whole.by_material
    assert (unit.devices, unit.by_material) == (1, (MaterialTotal(FG, "1", "u"),))


def test_a_step_that_no_file_states_renames_as_its_key_says(memory: MemoryStore) -> None:
    plant = two_device_materials()
    plant.receive(RENAMED, "S", "GR9")
    for type_, source, target in (
        ("CONSUMED_IN", CATHETERS, step("T1", "relabel")),
        ("PRODUCED", step("T1", "relabel"), RENAMED),
    ):
        plant.link(type_, source, target, "10", "u", stub=True)
    assert of(plant, memory, RESIN)[0] == 10
