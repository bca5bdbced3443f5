"""What is missing where it is hard to see: cycles, operations, records, the odd statement out."""

from __future__ import annotations

from tests.support.build import Plant, device, key, lot, step
from tests.support.findings import a_gap, a_note
from tests.support.memory import MemoryStore
from tests.support.questions import (
    CATHETERS,
    FG,
    MATERIAL,
    ORDER,
    RESIN,
    backward,
    device_plant,
    forward,
    records,
    rejected,
    whole_plant,
)

OPERATION = key("step", "production", "MO1", "10")


def operation(plant: Plant) -> None:
    """An operation of the order."""
    plant.node(OPERATION, kind="operation")
    plant.context("PART_OF", OPERATION, ORDER)


def operation_using(plant: Plant, **properties: str) -> str:
    """An operation that used a material without its lot."""
    operation(plant)
    glue = plant.node(key("material", "RM-8"), **properties)
    plant.link("USED_IN", glue, OPERATION, "1")
    return glue


# Cycles


def test_what_comes_from_nothing_but_itself_has_no_origin(memory: MemoryStore) -> None:
    plant = Plant()
    part = lot("SA-1", "1")
    plant.make("D1", [CATHETERS], [part], "disassembly")
    plant.make("MO2", [part], [CATHETERS])
    plant.make("MO3", [CATHETERS], [lot("FG-2", "1")])
    plant.make("R1", [lot("FG-3", "1")], [lot("FG-3", "1")], "rework")
    plant.make("MO4", [lot("FG-3", "1"), lot("FG-2", "1")], [lot("FG-4", "1")])
    plant.commit(memory)
    looped = [
        a_gap("no_origin", item, f"{item} comes from itself only: nothing says what it was first made of.")
        for item in (CATHETERS, lot("FG-3", "1"))
    ]
    assert list(backward(memory, lot("FG-4", "1")).gaps) == looped
    assert list(backward(memory, part).gaps) == looped[:1]
    assert forward(memory, part).gaps == ()


def test_a_cycle_that_something_came_into_has_an_origin(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("R1", [CATHETERS], [CATHETERS], "rework")
    plant.make("MO2", [CATHETERS], [lot("FG-2", "1")])
    plant.make("D1", [lot("FG-2", "1")], [CATHETERS], "disassembly")
    plant.commit(memory)
    assert backward(memory, lot("FG-2", "1")).gaps == ()


def test_of_a_cycle_with_a_gap_of_its_own_nothing_more_is_said(memory: MemoryStore) -> None:
    plant = Plant()
    plant.make("R1", [CATHETERS], [CATHETERS], "rework")
    plant.make("MO9", [], [CATHETERS])
    plant.commit(memory)
    assert [gap.kind for gap in backward(memory, CATHETERS).gaps] == ["step_without_input"]


# Operations


def test_an_order_used_what_its_operations_used(memory: MemoryStore) -> None:
    plant = Plant()
    glue = operation_using(plant, uom="kg")
    plant.make("MO1", [], [CATHETERS])
    plant.commit(memory)
    gap = a_gap("untracked_input", OPERATION, f"{OPERATION} used {glue}, and nothing says which lot.")
    assert backward(memory, CATHETERS).gaps == (gap,)
    assert backward(memory, OPERATION).gaps == (gap,)


def test_an_operation_that_used_what_is_not_traced_is_no_gap_of_its_order(memory: MemoryStore) -> None:
    plant = Plant()
    glue = operation_using(plant, traceability="none")
    plant.make("MO1", [], [CATHETERS])
    plant.commit(memory)
    note = a_note("not_traced", OPERATION, f"{OPERATION} used {glue}, which is declared not to be traced.")
    for start in (CATHETERS, OPERATION):
        assert (backward(memory, start).gaps, backward(memory, start).notes) == ((), (note,))


def test_what_sources_state_differently_of_an_operation_is_a_conflict(memory: MemoryStore) -> None:
    plant = whole_plant()
    operation(plant)
    for day in ("2025-03-01", "2025-03-02"):
        plant.node(OPERATION, started=day)
    plant.commit(memory)
    gap = a_gap("conflict", OPERATION, f"Sources state started of {OPERATION} differently.")
    assert backward(memory, CATHETERS).gaps == (gap,)


# Records


def test_rejected_rows_of_records_rooms_and_identifiers_touch_the_answer(memory: MemoryStore) -> None:
    plant = device_plant()
    plant.make("MO1", [], [CATHETERS])
    room, hall = key("location", "EX-1"), key("location", "H")
    reading, inspection = key("reading", "T1", "1"), key("inspection", "I1")
    plant.context("AT_LOCATION", ORDER, room)
    plant.context("LOCATED_IN", room, hall)
    plant.context("MEASURED_AT", reading, room)
    plant.context("INSPECTED_BY", CATHETERS, inspection)
    identifier = key("di", "04012345678901")
    touched = [identifier, inspection, room, hall, reading]
    plant.facts += [
        rejected(n, name)
        for n, name in enumerate([*touched, key("location", "EX-2"), key("inspection", "I2")])
    ]
    plant.commit(memory)
    answer = backward(memory, CATHETERS)
    assert [(gap.kind, gap.key) for gap in answer.gaps] == [("rejected_rows", name) for name in touched]
    assert [gap.key for gap in forward(memory, RESIN).gaps] == [identifier]


def test_a_step_that_ended_before_it_began_has_all_readings_of_its_room_and_is_a_conflict(
    memory: MemoryStore,
) -> None:
    plant = whole_plant()
    plant.node(ORDER, kind="production", started="2025-03-02", ended="2025-03-01")
    room = plant.node(key("location", "EX-1"))
    plant.context("AT_LOCATION", ORDER, room)
    spans = {"1": ("2025-01-01", "2025-01-02"), "2": ("2025-03-01T10:00:00Z", "2025-03-01T09:00:00Z")}
    for number, (started, ended) in spans.items():
        plant.context(
            "MEASURED_AT", plant.node(key("reading", "T1", number), started=started, ended=ended), room
        )
    plant.commit(memory)
    answer = backward(memory, CATHETERS)
    assert records(answer) == {ORDER: [key("reading", "T1", "1"), key("reading", "T1", "2")]}
    second = key("reading", "T1", "2")
    assert answer.gaps == (
        a_gap(
            "conflict",
            second,
            f"{second} ends on 2025-03-01T09:00:00Z, before it begins on 2025-03-01T10:00:00Z.",
        ),
        a_gap("conflict", ORDER, f"{ORDER} ends on 2025-03-01, before it begins on 2025-03-02."),
    )
    assert forward(memory, RESIN).gaps == ()


# Statements


def test_reports_of_what_came_into_a_start_may_contradict_each_other(memory: MemoryStore) -> None:
    plant = whole_plant()
    said = [
        plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, amount, same_as_key="one")
        for amount in ("4", "5")
    ]
    plant.commit(memory)
    gap = a_gap(
        "conflict",
        RESIN,
        f"Sources report one and the same RECEIVED_AS differently: {said[0]} says 4 kg; {said[1]} says 5 kg.",
    )
    assert forward(memory, RESIN).gaps == (gap,)
    assert backward(memory, RESIN).gaps == (gap,)


def test_an_item_that_no_source_ties_to_a_material_needs_the_one_its_key_names(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("PRODUCED", ORDER, plant.node(CATHETERS), "10", "u")
    plant.ship(CATHETERS, "1", "S1", "10")
    plant.commit(memory)
    gap = a_gap(
        "unknown_reference",
        FG,
        f"{FG} is referred to, and no file states it: its unit and UDI-DI are unknown.",
    )
    assert forward(memory, CATHETERS).gaps == (gap,)
    plant.node(FG, uom="u")
    plant.commit(memory)
    assert forward(memory, CATHETERS).complete
    assert MATERIAL not in {gap.key for gap in forward(memory, CATHETERS).gaps}


def test_a_withdrawn_tie_in_a_cycle_is_noted_and_not_followed(memory: MemoryStore) -> None:
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.make("MO1", [RESIN], [CATHETERS])
    back = plant.link("CONSUMED_IN", CATHETERS, step("D1", "disassembly"), "1", "u")
    plant.link("PRODUCED", step("D1", "disassembly"), RESIN, "1")
    unit = device("FG-1", "7")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.commit(memory)
    assert [row.key for row in backward(memory, RESIN).rows if row.label == "Lot"] == [CATHETERS, RESIN]
    plant.withdraw("CONSUMED_IN", back)
    plant.commit(memory)
    answer = backward(memory, RESIN)
    assert [row.key for row in answer.rows if row.label == "Lot"] == [RESIN]
    assert [(note.kind, note.key) for note in answer.notes] == [("retracted", back)]
    assert [(gap.kind, gap.key) for gap in answer.gaps] == [("step_without_input", step("D1", "disassembly"))]
