"""What customers received and sent back, where packages and documents say it more than once."""

from __future__ import annotations

import pytest

from app.questions.consignees import Consigned
from tests.support.build import Plant, device, key, lot
from tests.support.findings import a_gap
from tests.support.memory import MemoryStore
from tests.support.packing import (
    CARTON,
    FG,
    FIRST,
    PALLET,
    SECOND,
    UNIT,
    consigned,
    moved,
    pack,
    reached,
    send,
    take_back,
)
from tests.support.questions import backward, forward


def test_a_device_is_in_a_shipment_once_however_often_it_was_packed_that_day(memory: MemoryStore) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-03")
    pack(plant, UNIT, CARTON, "2025-03-03")
    send(plant, CARTON, "1", "S1", "2025-03-03")
    take_back(plant, CARTON, "1", "R1")
    plant.commit(memory)
    assert consigned(forward(memory, UNIT)) == {FIRST: moved("1", "1")}


def test_a_carton_booked_out_with_its_pallet_left_once(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("PACKED_IN", lot("FG-1", "1"), CARTON, "5", "u")
    pack(plant, CARTON, PALLET)
    plant.link("SHIPPED_IN", CARTON, key("shipment", "S1"))
    plant.link("SHIPPED_IN", CARTON, key("shipment", "S1"))
    send(plant, PALLET, "1", "S1")
    plant.commit(memory)
    assert consigned(forward(memory, lot("FG-1", "1"))) == {FIRST: moved("5")}


def test_two_reports_of_one_packing_inside_a_pallet_that_travelled_twice_count_once(
    memory: MemoryStore,
) -> None:
    plant = Plant()
    stays = {"a": ("2025-01-01", "2025-01-02"), "b": ("2025-01-05", "2025-01-06")}
    for line, (since, until) in stays.items():
        pack(plant, CARTON, PALLET, since, until)
        plant.link(
            "PACKED_IN",
            lot("FG-1", "1"),
            CARTON,
            "5",
            "u",
            line=line,
            same_as_key="one",
            packed_from=since,
            packed_to=until,
        )
    send(plant, PALLET, "1", "S1")
    plant.commit(memory)
    assert consigned(forward(memory, lot("FG-1", "1"))) == {FIRST: moved("5")}


def test_a_stay_that_ends_before_it_begins_rules_nothing_out_and_is_a_conflict(memory: MemoryStore) -> None:
    plant = Plant()
    stay = plant.link("PACKED_IN", UNIT, CARTON, packed_from="2025-03-03", packed_to="2025-03-01")
    send(plant, CARTON, "1", "S1", "2025-03-05")
    plant.receive(UNIT, "S", "GR1")
    plant.commit(memory)
    gap = a_gap("conflict", UNIT, f"{stay} ends on 2025-03-01, before it begins on 2025-03-03.")
    answer = forward(memory, UNIT)
    assert (consigned(answer), answer.gaps) == ({FIRST: moved("1")}, (gap,))
    assert backward(memory, FIRST).gaps == (gap,)


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "9999-12-31"), ("", "9999-12-31")])
def test_the_ends_of_the_calendar_stand_for_an_open_stay(memory: MemoryStore, since: str, until: str) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, since, until)
    send(plant, CARTON, "1", "S1", "2025-03-05T10:00:00Z")
    plant.commit(memory)
    assert consigned(forward(memory, UNIT)) == {FIRST: moved("1")}


def test_a_shipment_stated_to_have_gone_to_two_customers_is_a_conflict(memory: MemoryStore) -> None:
    plant = Plant()
    send(plant, UNIT, "1", "S1")
    plant.link("DELIVERED_TO", key("shipment", "S1"), SECOND)
    take_back(plant, UNIT, "1", "R1")
    plant.link("RETURNED_BY", key("return", "R1", "1"), SECOND)
    plant.commit(memory)
    answer = forward(memory, UNIT)
    documents = [key("return", "R1", "1"), key("shipment", "S1")]
    assert reached(answer) == [FIRST, SECOND, *documents]
    assert list(answer.gaps) == [
        a_gap("conflict", name, f"{name} is stated to be of {FIRST} and of {SECOND}.") for name in documents
    ]


def test_devices_and_lots_of_a_material_counted_by_the_dozen(memory: MemoryStore) -> None:
    plant = Plant()
    plant.node(FG, uom="dozen")
    plant.ship(lot("FG-1", "1"), "1", "S1", "2", "dozen")
    send(plant, UNIT, "1", "S2")
    send(plant, device("FG-1", "3"), "2", "S3")
    plant.commit(memory)
    assert consigned(forward(memory, lot("FG-1", "1"), UNIT, device("FG-1", "3"))) == {
        FIRST: (Consigned(FG, "25", "0", "25", "u"),),
        SECOND: (Consigned(FG, "1", "0", "1", "u"),),
    }
