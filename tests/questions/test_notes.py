"""What is only worth knowing: withdrawn relationships, untraced material, unknown amounts."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from app.questions.totals import MaterialTotal, Totals
from app.questions.why import why
from graph_model.facts import NodeFact, RelationshipFact, Retraction
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step
from tests.support.findings import a_note
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
    whole_plant,
)


def test_note_retracted_says_what_it_joined_in_either_direction(store: Store) -> None:
    plant = whole_plant()
    other = lot("FG-1", "2")
    flow = plant.link("PRODUCED", ORDER, other, "1", "u")
    sent = plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S9"), "1", "u")
    plant.withdraw("PRODUCED", flow)
    plant.withdraw("SHIPPED_IN", sent)
    plant.commit(store)
    produced = a_note(
        "retracted",
        flow,
        f"{ORDER} PRODUCED {other} was stated and withdrawn; it was not followed.",
        "PRODUCED",
        ORDER,
        other,
    )
    shipped = a_note(
        "retracted",
        sent,
        f"{CATHETERS} SHIPPED_IN {key('shipment', 'S9')} was stated and withdrawn; it was not followed.",
        "SHIPPED_IN",
        CATHETERS,
        key("shipment", "S9"),
    )
    answer = forward(store, RESIN)
    assert (answer.notes, answer.complete) == ((produced, shipped), True)
    assert backward(store, other).notes == (produced,)
    assert backward(store, CATHETERS).notes == ()
    assert backward(store, key("shipment", "S9")).notes == (shipped,)


def test_note_upheld_where_a_decision_stands_above_a_withdrawal(memory: MemoryStore) -> None:
    plant = whole_plant()
    (used,) = (f for f in plant.facts if isinstance(f, RelationshipFact) and f.type == "CONSUMED_IN")
    gone = Retraction(type=used.type, key=used.key, reason="storno")
    again = replace(used, changed="2025-01-31T08:15:00.000000Z")
    plant.facts += [gone, again]
    plant.commit(memory)
    assert forward(memory, RESIN).notes == ()  # its own source booked it again
    memory.commit([replace(used, precedence=999, origin="decided")], actor="qm", reason="it was used")
    said = f"{RESIN} CONSUMED_IN {ORDER} was withdrawn too, and a decision says that it holds."
    note = a_note("upheld", used.key, said, "CONSUMED_IN", RESIN, ORDER)
    assert forward(memory, RESIN).notes == backward(memory, CATHETERS).notes == (note,)
    assert why(memory.reader(), RESIN, CATHETERS).notes == (note,)


def test_note_not_traced_for_a_material(store: Store) -> None:
    plant = whole_plant()
    plant.node(MATERIAL, traceability="none")
    plant.commit(store)
    note = a_note(
        "not_traced", MATERIAL, f"{MATERIAL} is declared not to be traced; its links may be partial."
    )
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.notes, answer.complete) == ((note,), True)
    assert forward(store, CATHETERS).notes == ()


def test_note_not_traced_for_a_step_and_for_an_operation_looking_back(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation")
    plant.context("PART_OF", operation, ORDER)
    leaflets = plant.node(key("material", "PK-1"), traceability="none")
    for used_by in (ORDER, operation):
        plant.link("USED_IN", leaflets, used_by, "1", "u")
    plant.commit(store)
    answer = backward(store, CATHETERS)
    said = f"used {leaflets}, which is declared not to be traced."
    assert answer.notes == tuple(a_note("not_traced", k, f"{k} {said}") for k in (ORDER, operation))
    assert answer.complete
    assert forward(store, RESIN).notes == ()


def test_a_step_that_used_only_what_is_not_traced_is_no_gap(store: Store) -> None:
    plant = Plant()
    plant.link("USED_IN", plant.node(key("material", "PK-1"), traceability="none"), ORDER, "1", "u")
    plant.make("MO1", [], [CATHETERS])
    plant.commit(store)
    answer = backward(store, CATHETERS)
    assert answer.gaps == ()
    assert [(note.kind, note.key) for note in answer.notes] == [("not_traced", ORDER)]


def test_note_unknown_quantity_of_a_device_lot(store: Store) -> None:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS)
    plant.link("PRODUCED", ORDER, lot("FG-1", "2"), "5", "u")
    plant.link("HAS_UNIT", CATHETERS, device("FG-1", "1"))
    plant.commit(store)
    answer = forward(store, RESIN)
    message = f"How many devices {CATHETERS} holds is not stated; its 1 serialised devices are counted."
    assert answer.notes == (a_note("unknown_quantity", CATHETERS, message),)
    assert answer.complete
    assert answer.totals == Totals(6, (MaterialTotal(FG, None, "u"), MaterialTotal(MATERIAL, "1", "kg")))


def test_note_unknown_quantity_of_a_device_lot_that_is_weighed(store: Store) -> None:
    plant = device_plant()
    plant.node(FG, uom="kg", changed="2025-01-01T00:00:00.000000Z")
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "kg")
    plant.commit(store)
    answer = forward(store, RESIN)
    message = f"How many devices {CATHETERS} holds is not stated."
    assert answer.notes == (a_note("unknown_quantity", CATHETERS, message),)
    assert answer.totals == Totals(0, (MaterialTotal(FG, "3", "kg"), MaterialTotal(MATERIAL, "1", "kg")))


def test_a_device_lot_counted_by_the_dozen_is_counted_in_devices(store: Store) -> None:
    plant = device_plant()
    plant.node(FG, uom="dozen", changed="2025-01-01T00:00:00.000000Z")
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "dozen")
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.notes == ()
    assert answer.totals == Totals(36, (MaterialTotal(FG, "3", "dozen"), MaterialTotal(MATERIAL, "1", "kg")))


def test_a_withdrawal_is_noted_whatever_came_first(store: Store) -> None:
    """One that was stated anew is none; of one that was stated twice the last statement is told."""
    first, second, third = (f"2025-01-0{day}T00:00:00.000000Z" for day in (1, 2, 3))
    told: list[set[tuple[str, str]]] = []
    for number, order in enumerate(permutations(range(3))):
        plant = Plant(f"doc{number}")
        item = plant.node(lot("RM-1", f"order{number}"))
        for line, stated in (("anew", (first, third)), ("twice", (first, second))):
            target = plant.node(step(f"{line}{number}"))
            for changed in stated:
                plant.link("CONSUMED_IN", item, target, "1", line=line, changed=changed)
            withdrawn = f"CONSUMED_IN:t/doc{number}/{line}"
            gone = second if line == "anew" else third
            plant.facts.append(Retraction(type="CONSUMED_IN", key=withdrawn, reason="r", changed=gone))
        store.commit([f for f in plant.facts if isinstance(f, NodeFact)], actor="test", reason="test")
        rest = [f for f in plant.facts if not isinstance(f, NodeFact)]
        for place in order:
            store.commit([rest[place], rest[place + 3]], actor="test", reason="test")
        told.append({(note.kind, note.key.rpartition("/")[2]) for note in forward(store, item).notes})
    assert told == [{("retracted", "twice")}] * 6


def test_a_withdrawn_tie_to_an_operation_is_noted_once_that_leads_on(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation")
    tie = plant.link("PART_OF", operation, ORDER)
    plant.withdraw("PART_OF", tie)
    plant.commit(store)
    before = forward(store, RESIN)
    plant.link("PRODUCED", operation, lot("FG-1", "2"), "1", "u")
    plant.commit(store)
    assert [note.key for note in forward(store, RESIN).notes] == [tie]
    assert before.notes == forward(store, RESIN, known_at=before.known_at).notes == ()
