"""How much is affected: nothing counts twice."""

from __future__ import annotations

import pytest

from app.questions.totals import MaterialTotal, Totals
from graph_store.store import Store
from tests.support.build import device, key, lot, step
from tests.support.questions import (
    CATHETERS,
    FG,
    MATERIAL,
    ORDER,
    RESIN,
    UDI_DI,
    backward,
    device_plant,
    forward,
    quantities,
)


def test_devices_of_a_device_lot_are_its_units(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "dozen")
    plant.link("PRODUCED", ORDER, lot("SA-1", "1"), "7")
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.totals == Totals(
        36,
        (
            MaterialTotal(FG, "36", "u"),
            MaterialTotal(MATERIAL, "1", "kg"),
            MaterialTotal(key("material", "SA-1"), "7", "kg"),
        ),
    )


def test_serialised_units_of_a_lot_are_not_counted_twice(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    for serial in ("1", "2", "3"):
        plant.link("HAS_UNIT", CATHETERS, device("FG-1", serial))
    plant.withdraw("HAS_UNIT", plant.link("HAS_UNIT", CATHETERS, device("FG-1", "4")))
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.totals == Totals(10, (MaterialTotal(FG, "10", "u"), MaterialTotal(MATERIAL, "1", "kg")))
    assert answer.counts == {"Device": 3, "Lot": 2, "ProcessStep": 1}
    one = backward(store, device("FG-1", "2"))
    assert one.counts == {"Device": 1, "Lot": 2, "ProcessStep": 1, "Receipt": 1, "Supplier": 1}
    assert one.totals.devices == 8  # itself, and the seven of its lot that have no serial


def test_more_serials_than_the_lot_states_count_each_serial_and_nothing_below_zero(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "2", "u")
    for serial in ("1", "2", "3"):
        plant.link("HAS_UNIT", CATHETERS, device("FG-1", serial))
    plant.commit(store)
    assert forward(store, CATHETERS).totals == Totals(3, (MaterialTotal(FG, "3", "u"),))


@pytest.mark.parametrize("kind", ["split", "relabel", "transfer", "rework"])
def test_what_is_only_passed_on_counts_once(store: Store, kind: str) -> None:
    plant = device_plant()
    part, rest = lot("FG-1", "1A"), lot("FG-1", "1B")
    plant.link("PRODUCED", ORDER, CATHETERS, "100", "u")
    for order, item, quantity in (("T1", part, "40"), ("T2", rest, "50")):
        plant.link("CONSUMED_IN", CATHETERS, step(order, kind), quantity, "u")
        plant.link("PRODUCED", step(order, kind), item, quantity, "u")
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.totals.devices == 100
    assert [quantities(answer)[item][0] for item in (CATHETERS, part, rest)] == ["100", "40", "50"]
    assert backward(store, part).totals.devices == 100
    assert forward(store, part).totals.devices == 40


def test_a_part_that_a_rework_put_in_stays_and_what_was_reworked_counts_once(store: Store) -> None:
    plant = device_plant()
    mended, part = lot("FG-1", "1R"), lot("RM-9", "1")
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    plant.link("CONSUMED_IN", CATHETERS, step("R1", "rework"), "10", "u")
    plant.link("CONSUMED_IN", part, step("R1", "rework"), "2", "kg")
    plant.receive(part, "S", "GR9")
    plant.link("PRODUCED", step("R1", "rework"), mended, "10", "u")
    plant.commit(store)
    whole = backward(store, mended).totals
    assert whole.devices == 10
    # The receipt booked one kilogram of the part; what was used of it is not taken off.
    assert MaterialTotal(key("material", "RM-9"), "1", "kg") in whole.by_material


@pytest.mark.parametrize("kind", ["relabel", "rework"])
def test_a_device_with_a_new_serial_number_is_one_device(store: Store, kind: str) -> None:
    plant = device_plant()
    old, new = device("FG-1", "1"), device("FG-1", "1-NEW")
    plant.make("MO1", [], [old])
    plant.make("R1", [old], [new], kind)
    plant.commit(store)
    assert forward(store, RESIN).totals.devices == 1
    assert backward(store, new).totals.devices == 1


def test_a_device_that_was_reworked_under_its_own_number_is_one_device(store: Store) -> None:
    plant = device_plant()
    unit = device("FG-1", "1")
    plant.make("MO1", [], [unit])
    plant.make("R1", [unit], [unit], "rework")
    plant.commit(store)
    assert forward(store, RESIN).totals.devices == 1


def test_what_went_into_a_kit_counts_beside_the_kit(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    kit = lot("FG-2", "1")
    plant.link("CONSUMED_IN", CATHETERS, step("K1"), "10", "u")
    plant.link("PRODUCED", step("K1"), kit, "5", "u")
    plant.context("IDENTIFIED_BY", key("material", "FG-2"), key("di", UDI_DI))
    plant.commit(store)
    assert forward(store, RESIN).totals.devices == 15


def test_a_passing_step_that_made_nothing_leaves_its_units_where_they_are(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    plant.link("CONSUMED_IN", CATHETERS, step("T1", "split"), "4", "u")
    plant.commit(store)
    assert forward(store, RESIN).totals.devices == 10
