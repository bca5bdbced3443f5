"""What sources state differently is told, wherever a question meets it, and it rules nothing out."""

from __future__ import annotations

import pytest

from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.packing import CARTON, UNIT, pack
from tests.support.questions import CATHETERS, ORDER, RESIN, backward, forward, whole_plant

UNITS = device("FG-1", "1")


def kinds(store: Store | MemoryStore, start: str, *, back: bool = False) -> set[str]:
    ask = backward if back else forward
    return {gap.kind for gap in ask(store, start).gaps}


@pytest.mark.parametrize("day", [f"2025-01-{n:02d}" for n in range(9, 15)])
def test_a_disputed_time_of_a_shipment_leaves_nobody_out(memory: MemoryStore, day: str) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-01-01", "2025-01-05")
    plant.link("SHIPPED_IN", CARTON, key("shipment", "S9"))
    plant.link("DELIVERED_TO", key("shipment", "S9"), key("customer", "9"))
    for shipped in ("2025-01-02", day):
        plant.node(key("shipment", "S9"), shipped=shipped)
    plant.commit(memory)
    assert key("customer", "9") in {row.key for row in forward(memory, UNIT).rows}
    assert kinds(memory, UNIT) == {"conflict"}


def test_a_disputed_time_of_a_reading_leaves_it_in(memory: MemoryStore) -> None:
    plant = whole_plant()
    reading, room = key("reading", "T1", "1"), key("location", "EX-1")
    plant.node(ORDER, kind="production", started="2025-01-02", ended="2025-01-03")
    plant.context("AT_LOCATION", ORDER, plant.node(room))
    for day in ("2025-01-02", "2025-02-01", "2025-03-01"):
        plant.node(reading, started=day, ended="2025-04-01")
    plant.context("MEASURED_AT", reading, room)
    plant.commit(memory)
    assert reading in {r.key for row in backward(memory, CATHETERS).rows for r in row.records or ()}
    assert "conflict" in kinds(memory, CATHETERS, back=True)


@pytest.mark.parametrize("other", ["2", "3", "4", "5"])
def test_a_disputed_lot_of_a_device_is_told(memory: MemoryStore, other: str) -> None:
    plant = whole_plant()
    for source in (CATHETERS, lot("FG-1", other)):
        plant.link("HAS_UNIT", source, UNITS, line="U-1")
    plant.commit(memory)
    assert kinds(memory, UNITS) >= {"conflict", "not_joined"}


def test_a_disputed_amount_of_a_start_is_told(memory: MemoryStore) -> None:
    plant = Plant()
    for quantity in ("10", "20"):
        plant.link("PRODUCED", ORDER, CATHETERS, quantity, "u", line="P-1")
    plant.commit(memory)
    assert kinds(memory, CATHETERS) == {"conflict"}


def test_disputed_traceability_is_no_reason_to_pass_by(memory: MemoryStore) -> None:
    plant = whole_plant()
    labels = key("material", "PK-1")
    for traceability in ("none", "lot"):
        plant.node(labels, traceability=traceability)
    plant.link("USED_IN", labels, ORDER, "1", "u", stub=True)
    plant.commit(memory)
    assert kinds(memory, CATHETERS, back=True) == {"untracked_input"}


def test_a_disputed_decision_is_told(memory: MemoryStore) -> None:
    plant = whole_plant()
    for item in (CATHETERS, lot("FG-1", "2")):
        plant.link("DECIDED_ON", key("release", "1"), item, line="R-1")
    plant.commit(memory)
    assert kinds(memory, CATHETERS, back=True) == {"conflict"}


def test_what_comes_later_changes_no_earlier_answer(store: Store) -> None:
    plant = whole_plant()
    shared = plant.node(key("step", "operation", "O", "10"), kind="operation")
    plant.make("MO2", [lot("RM-2", "1")], [lot("FG-1", "2")])
    plant.context("PART_OF", shared, ORDER)
    size = plant.commit(store).seq
    before = forward(store, RESIN), backward(store, lot("FG-1", "2"))
    plant.context("PART_OF", shared, step("MO2"))
    plant.link("PRODUCED", shared, lot("FG-1", "3"), "1", "u")
    plant.commit(store)
    assert (forward(store, RESIN, known_at=size), backward(store, lot("FG-1", "2"), known_at=size)) == before
    assert {lot("FG-1", "2"), lot("FG-1", "3")} < {row.key for row in forward(store, RESIN).rows}
