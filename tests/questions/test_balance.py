"""Mass balance of lots and devices: exact, each act once, and nothing summed that is not known."""

from __future__ import annotations

import pytest

from app.questions.balance import NOT_STATED, Balance, MassBalance, mass_balance
from app.questions.errors import BadStart
from app.questions.reading import Store as AnyStore
from graph_store.store import Store
from tests.questions.test_sites import MADE, RAW, STEPS, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.findings import a_gap
from tests.support.memory import MemoryStore

RESIN, CATHETERS = lot("RM-1", "1"), lot("FG-1", "1")
ORDER, REWORK = step("MO1"), step("RW1", "rework")
COLUMNS = ("received", "produced", "returned", "consumed", "shipped", "unexplained")


def plant_of_resin() -> Plant:
    """12.5 kg and 500 g of resin came in; 10 kg went into 100 catheters, of which 60 left and 5 came back."""
    plant = Plant()
    for document, quantity, unit in (("GR1", "12.5", "kg"), ("GR2", "500", "g")):
        plant.link("SUPPLIED", key("supplier", "S"), key("receipt", document, "1"))
        plant.link("RECEIVED_AS", key("receipt", document, "1"), RESIN, quantity, unit)
    plant.link("CONSUMED_IN", RESIN, ORDER, "10")
    plant.link("PRODUCED", ORDER, CATHETERS, "100", "u")
    plant.ship(CATHETERS, "1", "S1", "5", "dozen")
    plant.give_back(CATHETERS, "1", "R1", "5")
    return plant


def asked(store: AnyStore, *keys: str) -> MassBalance:
    with store.reader() as reader:
        return mass_balance(reader, keys)


def columns(found: MassBalance, item: str) -> list[str | None]:
    (row,) = [row for row in found.rows if row.key == item]
    return [getattr(row, name) for name in COLUMNS]


def recorded(plant: Plant, memory: MemoryStore) -> MemoryStore:
    plant.commit(memory)
    return memory


def test_what_came_in_and_what_became_of_it(store: Store) -> None:
    plant_of_resin().commit(store)
    found = asked(store, RESIN, CATHETERS)
    material = {item: key("material", item.split("/")[1]) for item in (RESIN, CATHETERS)}
    assert found.rows == (
        Balance(CATHETERS, "Lot", None, material[CATHETERS], "u", "0", "100", "5", "0", "60", "45"),
        Balance(RESIN, "Lot", None, material[RESIN], "kg", "13", "0", "0", "10", "0", "3"),
    )
    assert found.complete
    told = found.to_json()
    assert told["not_stated"] == NOT_STATED
    assert [(row.on_hand, row.scrapped) for row in found.rows] == [(None, None)] * 2
    assert len(found.sha256) == 64


def test_what_was_done_with_a_unit_was_done_with_its_lot(memory: MemoryStore) -> None:
    plant, units = plant_of_resin(), [device("FG-1", serial) for serial in "123"]
    for unit in units:
        plant.link("HAS_UNIT", CATHETERS, unit)
        plant.link("PRODUCED", ORDER, unit)
    plant.link("CONSUMED_IN", units[0], REWORK)
    plant.link("PRODUCED", REWORK, units[0])
    plant.link("SHIPPED_IN", units[1], key("shipment", "S9"))
    found = asked(recorded(plant, memory), CATHETERS, *units)
    assert columns(found, CATHETERS) == ["0", "101", "5", "1", "61", "44"]
    assert columns(found, units[0]) == ["0", "2", "0", "1", "0", "1"]
    assert columns(found, units[1]) == ["0", "1", "0", "0", "1", "0"]
    assert columns(found, units[2]) == ["0", "1", "0", "0", "0", "1"]


def test_a_unit_of_which_only_its_lot_tells_came_as_one(memory: MemoryStore) -> None:
    plant, unit = plant_of_resin(), device("FG-1", "1")
    plant.link("HAS_UNIT", CATHETERS, unit)
    found = asked(recorded(plant, memory), unit)
    assert columns(found, unit) == ["0", "1", "0", "0", "0", "1"]


def test_what_left_in_a_package_has_left(memory: MemoryStore) -> None:
    plant, carton, pallet = plant_of_resin(), key("package", "C1"), key("package", "P1")
    plant.link("PACKED_IN", CATHETERS, carton, "20", "u")
    plant.link("PACKED_IN", carton, pallet)
    plant.link("SHIPPED_IN", pallet, key("shipment", "S2"))
    assert columns(asked(recorded(plant, memory), CATHETERS), CATHETERS)[4:] == ["80", "25"]


def test_one_act_in_two_sources_counts_once(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "5", same_as_key="a")
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "5000", "g", same_as_key="a")
    assert columns(asked(recorded(plant, memory), RESIN), RESIN)[0] == "5"


def test_an_amount_that_is_not_stated_is_named_and_not_summed(memory: MemoryStore) -> None:
    plant = plant_of_resin()
    booked = plant.link("CONSUMED_IN", RESIN, step("MO2"))
    found = asked(recorded(plant, memory), RESIN)
    assert columns(found, RESIN) == ["13", "0", "0", None, "0", None]
    said = f"{booked} states no quantity, so what was consumed of {RESIN} is not known."
    assert found.gaps == (a_gap("unmeasured", RESIN, said),)


def test_a_unit_that_does_not_convert_is_named_and_not_summed(memory: MemoryStore) -> None:
    plant = plant_of_resin()
    booked = plant.link("CONSUMED_IN", RESIN, step("MO2"), "3", "m")
    found = asked(recorded(plant, memory), RESIN)
    assert columns(found, RESIN) == ["13", "0", "0", None, "0", None]
    said = f"{booked}: the quantity is not exact in kg: m is length and kg is mass."
    assert found.gaps == (a_gap("conflict", RESIN, said),)


def test_more_out_than_in_is_a_conflict(memory: MemoryStore) -> None:
    plant = plant_of_resin()
    plant.link("CONSUMED_IN", RESIN, step("MO2"), "4")
    found = asked(recorded(plant, memory), RESIN)
    assert columns(found, RESIN)[-1] == "-1"
    assert found.gaps == (a_gap("conflict", RESIN, f"More left {RESIN} than came in, by 1 kg."),)


def test_material_used_without_a_lot_may_have_been_this_one(memory: MemoryStore) -> None:
    plant = plant_of_resin()
    plant.link("USED_IN", key("material", "RM-1"), ORDER, "1")
    found = asked(recorded(plant, memory), RESIN)
    assert [(gap.kind, gap.key) for gap in found.gaps] == [("untracked_input", ORDER)]


def test_nothing_says_where_it_came_from(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    found = asked(recorded(plant, memory), RESIN)
    assert columns(found, RESIN) == ["0", "0", "0", "1", "0", "-1"]
    assert [gap.kind for gap in found.gaps] == ["conflict", "no_origin"]


def test_a_withdrawn_booking_is_told_and_not_counted(memory: MemoryStore) -> None:
    plant = plant_of_resin()
    plant.withdraw("CONSUMED_IN", plant.link("CONSUMED_IN", RESIN, ORDER, "2"))
    found = asked(recorded(plant, memory), RESIN)
    assert columns(found, RESIN)[-1] == "3"
    assert [note.kind for note in found.notes] == ["retracted"]


def test_only_lots_and_devices_have_a_balance(memory: MemoryStore) -> None:
    with pytest.raises(BadStart, match="is a ProcessStep and has no balance"):
        asked(recorded(plant_of_resin(), memory), ORDER)


def test_a_column_that_is_hidden_in_part_is_not_told(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    found = mass_balance(seen_by(memory, "A"), [RAW, MADE["A"]])
    assert columns(found, RAW) == ["1", "0", "0", None, "0", None]
    assert columns(found, MADE["A"]) == ["0", "1", "0", "0", "1", "0"]
    hidden = {gap.label: gap.n for gap in found.gaps if gap.kind == "hidden_by_site"}
    assert hidden == {"ProcessStep": 1, "Gap": 1}  # that more was used than came, too
    assert STEPS["B"] not in str(found.to_json())
