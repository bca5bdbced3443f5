"""What an answer says about itself: gaps, notes, totals, quantities, records, starts, and its bytes.

Every plant is small and whole, so that a test sees exactly the gap it made; on every engine.
"""

from __future__ import annotations

import hashlib
import json

import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.errors import BadRequest, BadStart, UnknownKey
from app.questions.findings import GAP_KINDS, NOTE_KINDS, Gap, Note
from app.questions.totals import MaterialTotal, Totals
from graph_model.facts import LoadBegun, LoadEnded, Reject, RejectResolved
from graph_store.store import Store
from ledger.tree import root_of
from tests.support.build import Plant, device, key, lot, step

pytestmark = pytest.mark.engine

RESIN, CATHETERS = lot("RM-1", "1"), lot("FG-1", "1")
MATERIAL, FG = key("material", "RM-1"), key("material", "FG-1")
UDI_DI = "04012345678901"
ORDER = step("MO1")


def forward(store: Store, *keys: str, known_at: int | None = None) -> Answer:
    with store.reader(known_at=known_at) as reader:
        return recall(reader, keys)


def backward(store: Store, *keys: str, known_at: int | None = None) -> Answer:
    with store.reader(known_at=known_at) as reader:
        return genealogy(reader, keys)


def keys(answer: Answer) -> list[str]:
    return [row.key for row in answer.rows]


def quantities(answer: Answer) -> dict[str, tuple[str | None, str | None]]:
    return {row.key: (row.quantity, row.unit) for row in answer.rows}


def records(answer: Answer) -> dict[str, list[str]]:
    """Row -> its records, rows without records left out."""
    found = {row.key: [record.key for record in row.records or ()] for row in answer.rows}
    return {row: attached for row, attached in found.items() if attached}


def whole_plant() -> Plant:
    """Resin received, catheters made of it and delivered: complete in both directions."""
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.make("MO1", [RESIN], [CATHETERS])
    plant.ship(CATHETERS, "1", "S1")
    return plant


def device_plant() -> Plant:
    """The material of the catheters carries a UDI-DI, so its lots are device lots."""
    plant = Plant()
    identifier = plant.node(key("di", UDI_DI), udi_di=UDI_DI, agency="GS1", type="primary")
    plant.context("IDENTIFIED_BY", plant.node(FG, uom="u"), identifier)
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    return plant


def rejected(line: int | None, *touches: str, load: str = "L1", rule: str = "unknown_unit") -> Reject:
    return Reject(
        load=load,
        file="moves.csv",
        line=line,
        column="uom",
        rule=rule,
        message="write a unit",
        raw="a,b",
        touches=touches,
    )


# Gaps


def test_a_whole_plant_has_no_gap_and_no_note_in_either_direction(store: Store) -> None:
    whole_plant().commit(store)
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.gaps, answer.notes, answer.complete) == ((), (), True)


def test_every_kind_of_gap_and_note_is_explained() -> None:
    assert sorted(GAP_KINDS) == sorted(
        [
            *("unknown_reference", "no_origin", "step_without_input", "step_without_output"),
            *("shipment_without_customer", "untracked_input", "load_unfinished", "rejected_rows", "conflict"),
        ]
    )
    assert sorted(NOTE_KINDS) == ["not_traced", "retracted", "unknown_quantity"]


def test_gap_unknown_reference_of_a_lot_that_no_file_states(store: Store) -> None:
    plant = whole_plant()
    dye, receipt = lot("RM-2", "9"), plant.node(key("receipt", "GR2", "1"))
    plant.link("SUPPLIED", key("supplier", "S"), receipt)
    plant.link("RECEIVED_AS", receipt, dye, "1", stub=True)
    plant.link("CONSUMED_IN", dye, ORDER, "1", stub=True)
    plant.commit(store)
    gap = Gap("unknown_reference", dye, f"{dye} is referred to, and no file states what it is.")
    assert backward(store, CATHETERS).gaps == (gap,)
    assert forward(store, dye).gaps == (gap,)
    assert forward(store, RESIN).gaps == ()


def test_gap_unknown_reference_of_a_material_that_no_file_states(store: Store) -> None:
    plant = whole_plant()
    plant.context("INSTANCE_OF", plant.node(CATHETERS), key("material", "FG-7"))
    plant.commit(store)
    assert backward(store, CATHETERS).gaps == (
        Gap("conflict", CATHETERS, f"It is stated to be of {FG} and of {key('material', 'FG-7')}."),
        Gap(
            "unknown_reference",
            key("material", "FG-7"),
            f"{key('material', 'FG-7')} is referred to, and no file states it: "
            "its unit and UDI-DI are unknown.",
        ),
    )


def test_gap_no_origin_of_a_lot_and_of_a_receipt(store: Store) -> None:
    plant = whole_plant()
    dye, glue = lot("RM-2", "1"), lot("RM-3", "1")
    receipt = key("receipt", "GR3", "1")
    plant.link("CONSUMED_IN", dye, ORDER, "1")
    plant.link("CONSUMED_IN", glue, ORDER, "1")
    plant.link("RECEIVED_AS", receipt, glue, "1")
    plant.commit(store)
    assert backward(store, CATHETERS).gaps == (
        Gap("no_origin", dye, f"Nothing says where {dye} came from: no step, no receipt."),
        Gap("no_origin", receipt, f"Nothing says which supplier delivered {receipt}."),
    )
    assert forward(store, dye).gaps == ()


def test_gap_step_without_input(store: Store) -> None:
    plant = Plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "1", "u")
    plant.ship(CATHETERS, "1", "S1")
    plant.commit(store)
    gap = Gap("step_without_input", ORDER, f"Nothing says what {ORDER} used.")
    assert backward(store, CATHETERS).gaps == (gap,)
    assert forward(store, CATHETERS).gaps == ()


def test_gap_step_without_output(store: Store) -> None:
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    plant.commit(store)
    gap = Gap("step_without_output", ORDER, f"Nothing says what {ORDER} made.")
    assert forward(store, RESIN).gaps == (gap,)
    assert backward(store, RESIN).gaps == ()


def test_gap_shipment_without_customer_and_return_without_customer(store: Store) -> None:
    plant = whole_plant()
    shipment, returned = key("shipment", "S2"), key("return", "R1", "1")
    plant.link("SHIPPED_IN", CATHETERS, shipment, "1", "u")
    plant.link("RETURNED_IN", CATHETERS, returned, "1", "u")
    plant.commit(store)
    assert forward(store, RESIN).gaps == (
        Gap("shipment_without_customer", returned, f"Nothing says which customer sent {returned}."),
        Gap("shipment_without_customer", shipment, f"Nothing says to whom {shipment} went."),
    )
    assert backward(store, CATHETERS).gaps == ()


def test_gap_untracked_input_of_an_operation(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation", untracked_input=True)
    plant.context("PART_OF", operation, ORDER)
    plant.commit(store)
    message = f"{operation} used material that carries no lot; it can't be traced back."
    assert backward(store, CATHETERS).gaps == (Gap("untracked_input", operation, message),)
    assert forward(store, RESIN).gaps == ()


def test_gap_load_unfinished_until_the_file_is_taken_in(store: Store) -> None:
    plant = whole_plant()
    plant.facts.append(LoadBegun(load="L1", file="moves.csv", sha256="00", profile="p"))
    plant.commit(store)
    message = "moves.csv was begun and not taken in whole (load L1); load it again to go on."
    assert forward(store, RESIN).gaps == (Gap("load_unfinished", "", message),)
    assert backward(store, CATHETERS).gaps == (Gap("load_unfinished", "", message),)
    ended = LoadEnded(load="L1", file="moves.csv", read=1, accepted=1, rejected=0, ignored=0)
    store.commit([ended], actor="test", reason="test")
    assert forward(store, RESIN).complete


def test_gap_rejected_rows_that_name_something_of_the_answer(store: Store) -> None:
    plant = whole_plant()
    shorter = key("step", "production")
    plant.facts += [
        rejected(7, RESIN),
        rejected(9, RESIN, lot("RM-8", "8")),
        rejected(8, RESIN),
        rejected(10, shorter, rule="too_many_digits"),
        rejected(11, MATERIAL, load="L2"),
        rejected(12, lot("RM-8", "8")),
        rejected(13, lot("RM-1", "11")),
    ]
    plant.commit(store)
    expected = (
        Gap(
            "rejected_rows",
            RESIN,
            f"moves.csv, 3 lines: 7-9 not accepted (unknown_unit), and name {RESIN} (load L1).",
        ),
        Gap(
            "rejected_rows",
            MATERIAL,
            f"moves.csv, line 11 not accepted (unknown_unit), and names {MATERIAL} (load L2).",
        ),
        Gap(
            "rejected_rows",
            shorter,
            f"moves.csv, line 10 not accepted (too_many_digits), and names {shorter} (load L1).",
        ),
    )
    assert forward(store, RESIN).gaps == expected
    assert backward(store, CATHETERS).gaps == expected


def test_gap_rejected_rows_of_which_no_key_could_be_read(store: Store) -> None:
    plant = whole_plant()
    plant.facts.append(rejected(3))
    plant.commit(store)
    message = "moves.csv, line 3 not accepted (unknown_unit), and may be about anything (load L1)."
    assert forward(store, RESIN).gaps == (Gap("rejected_rows", "", message),)
    with store.reader() as reader:
        (row,) = reader.open_rejects()
    resolved = RejectResolved(reject=row.key, reason="typed in by hand", origin="decided")
    store.commit([resolved], actor="test", reason="test")
    assert forward(store, RESIN).complete


def test_gap_conflict_of_a_property_that_sources_state_differently(store: Store) -> None:
    plant = whole_plant()
    customer = key("customer", "1")
    for name in ("Herzzentrum", "Herz-Zentrum"):
        plant.node(customer, name=name)
    plant.node(MATERIAL, uom="g")
    plant.commit(store)
    about = [
        f"Sources state name of {customer} differently.",
        f"Sources state uom of {MATERIAL} differently.",
    ]
    assert forward(store, RESIN).gaps == (
        Gap("conflict", customer, about[0]),
        Gap("conflict", MATERIAL, about[1]),
    )
    assert backward(store, CATHETERS).gaps == (Gap("conflict", MATERIAL, about[1]),)
    plant.node(customer, name="Herzzentrum", changed="2025-01-01T00:00:00.000000Z")
    plant.node(MATERIAL, uom="kg", changed="2025-01-01T00:00:00.000000Z")
    plant.commit(store)
    assert forward(store, RESIN).complete


def test_gap_conflict_of_units_leaves_the_quantity_unknown(store: Store) -> None:
    plant = whole_plant()
    relationship = plant.link("PRODUCED", ORDER, CATHETERS, "1.5", "kg")
    plant.commit(store)
    answer = forward(store, RESIN)
    message = f"{relationship}: the quantity is not exact in u: kg is mass and u is count."
    assert answer.gaps == (Gap("conflict", CATHETERS, message),)
    assert quantities(answer)[CATHETERS] == (None, None)
    assert answer.totals == Totals(0, (MaterialTotal(FG, None, "u"), MaterialTotal(MATERIAL, "1", "kg")))


def test_gap_conflict_of_two_reports_of_one_act(store: Store) -> None:
    plant = whole_plant()
    tube = lot("SA-1", "1")
    first = plant.link("PRODUCED", ORDER, tube, "4", same_as_key="act-1")
    second = plant.link("PRODUCED", ORDER, tube, "5000", "g", same_as_key="act-1")
    plant.commit(store)
    answer = forward(store, RESIN)
    message = (
        f"Sources report one and the same PRODUCED differently: {first} says 4 kg; {second} says 5000 g."
    )
    assert answer.gaps == (Gap("conflict", tube, message),)
    assert quantities(answer)[tube] == ("4", "kg")
    assert backward(store, tube).gaps == (Gap("conflict", tube, message),)


def test_two_equal_reports_of_one_act_count_once_whatever_their_units(store: Store) -> None:
    plant = whole_plant()
    tube = lot("SA-1", "1")
    plant.link("PRODUCED", ORDER, tube, "4", same_as_key="act-1")
    plant.link("PRODUCED", ORDER, tube, "4000", "g", same_as_key="act-1")
    plant.link("PRODUCED", ORDER, tube, "4", same_as_key="act-2")
    plant.link("PRODUCED", ORDER, tube, "4")
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.gaps == ()
    assert quantities(answer)[tube] == ("12", "kg")


def test_gaps_outside_the_answer_do_not_show(store: Store) -> None:
    plant = whole_plant()
    other, made, elsewhere = lot("RM-5", "1"), lot("FG-5", "1"), step("MO5")
    plant.node(elsewhere, kind="production", untracked_input=True)
    plant.make("MO5", [other, lot("RM-6", "1")], [made])
    plant.link("CONSUMED_IN", lot("RM-7", "1"), elsewhere, "1", stub=True)
    plant.link("PRODUCED", step("MO6"), other, "1")
    plant.link("CONSUMED_IN", made, step("MO7"), "1", "u")
    plant.link("PRODUCED", elsewhere, made, "1", "kg")
    plant.link("SHIPPED_IN", made, key("shipment", "S5"), "1", "u")
    plant.withdraw("PRODUCED", plant.link("PRODUCED", elsewhere, made, "2", "u"))
    plant.node(other, name="one")
    plant.node(other, name="two")
    plant.facts.append(rejected(3, other))
    plant.commit(store)
    kinds = {gap.kind for gap in (*forward(store, other).gaps, *backward(store, made).gaps)}
    assert kinds == set(GAP_KINDS) - {"load_unfinished"}
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.gaps, answer.notes) == ((), ())


# Notes


def test_note_retracted_says_what_it_joined_in_either_direction(store: Store) -> None:
    plant = whole_plant()
    other = lot("FG-1", "2")
    flow = plant.link("PRODUCED", ORDER, other, "1", "u")
    sent = plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S9"), "1", "u")
    plant.withdraw("PRODUCED", flow)
    plant.withdraw("SHIPPED_IN", sent)
    plant.commit(store)
    produced = Note(
        "retracted",
        flow,
        f"{ORDER} PRODUCED {other} was stated and withdrawn; it was not followed.",
        "PRODUCED",
        ORDER,
        other,
    )
    shipped = Note(
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


def test_note_not_traced_for_a_material(store: Store) -> None:
    plant = whole_plant()
    plant.node(MATERIAL, traceability="none")
    plant.commit(store)
    note = Note("not_traced", MATERIAL, f"{MATERIAL} is declared not to be traced; its links may be partial.")
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.notes, answer.complete) == ((note,), True)
    assert forward(store, CATHETERS).notes == ()


def test_note_not_traced_for_a_step_and_for_an_operation_looking_back(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation", not_traced_input=True)
    plant.context("PART_OF", operation, ORDER)
    plant.node(ORDER, not_traced_input=True)
    plant.commit(store)
    answer = backward(store, CATHETERS)
    said = "used material that is declared not to be traced."
    assert answer.notes == tuple(Note("not_traced", k, f"{k} {said}") for k in (ORDER, operation))
    assert answer.complete
    assert forward(store, RESIN).notes == ()


def test_a_step_that_used_only_what_is_not_traced_is_no_gap(store: Store) -> None:
    plant = Plant()
    plant.node(ORDER, kind="production", not_traced_input=True)
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
    assert answer.notes == (Note("unknown_quantity", CATHETERS, message),)
    assert answer.complete
    assert answer.totals == Totals(6, (MaterialTotal(FG, None, "u"), MaterialTotal(MATERIAL, "1", "kg")))


def test_note_unknown_quantity_of_a_device_lot_that_is_weighed(store: Store) -> None:
    plant = device_plant()
    plant.node(FG, uom="kg", changed="2025-01-01T00:00:00.000000Z")
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "kg")
    plant.commit(store)
    answer = forward(store, RESIN)
    message = f"How many devices {CATHETERS} holds is not stated."
    assert answer.notes == (Note("unknown_quantity", CATHETERS, message),)
    assert answer.totals == Totals(0, (MaterialTotal(FG, "3", "kg"), MaterialTotal(MATERIAL, "1", "kg")))


def test_a_device_lot_counted_by_the_dozen_is_counted_in_devices(store: Store) -> None:
    plant = device_plant()
    plant.node(FG, uom="dozen", changed="2025-01-01T00:00:00.000000Z")
    plant.link("PRODUCED", ORDER, CATHETERS, "3", "dozen")
    plant.commit(store)
    answer = forward(store, RESIN)
    assert answer.notes == ()
    assert answer.totals == Totals(36, (MaterialTotal(FG, "3", "dozen"), MaterialTotal(MATERIAL, "1", "kg")))


# Totals


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


# Quantities and UDI-DI


def test_quantities_are_what_flowed_into_lots_and_null_elsewhere(store: Store) -> None:
    plant = Plant()
    tube, unit = lot("SA-1", "1"), device("FG-1", "1")
    receipt = key("receipt", "GR1", "1")
    plant.link("SUPPLIED", key("supplier", "S"), receipt)
    plant.link("RECEIVED_AS", receipt, RESIN, "12.5")
    plant.link("RECEIVED_AS", receipt, RESIN, "500", "g")
    plant.link("CONSUMED_IN", RESIN, ORDER, "2")
    plant.link("PRODUCED", ORDER, tube, "1.25")
    plant.link("PRODUCED", ORDER, tube, "0.000000001")
    plant.link("CONSUMED_IN", tube, step("MO2"), "1")
    plant.link("PRODUCED", step("MO2"), unit)
    plant.ship(unit, "1", "S1")
    plant.commit(store)
    nothing = (None, None)
    through = {
        RESIN: ("13", "kg"),
        tube: ("1.250000001", "kg"),
        unit: ("1", "u"),
        ORDER: nothing,
        step("MO2"): nothing,
    }
    assert quantities(forward(store, RESIN)) == {
        **through,
        key("shipment", "S1"): nothing,
        key("customer", "1"): nothing,
    }
    assert quantities(backward(store, unit)) == {**through, receipt: nothing, key("supplier", "S"): nothing}
    assert quantities(forward(store, tube))[tube] == ("1.250000001", "kg")


def test_only_flow_inside_the_answer_is_added_up(store: Store) -> None:
    plant = whole_plant()
    tube = lot("SA-1", "1")
    plant.link("PRODUCED", ORDER, tube, "3")
    plant.link("PRODUCED", step("MO9"), tube, "4")
    plant.commit(store)
    assert quantities(forward(store, RESIN))[tube] == ("3", "kg")
    assert quantities(forward(store, tube))[tube] == ("7", "kg")
    assert quantities(backward(store, tube))[tube] == ("7", "kg")


def test_rows_carry_the_primary_udi_di_of_their_material(store: Store) -> None:
    plant = device_plant()
    package = plant.node(key("di", "0"), udi_di="09999999999999", type="package")
    plant.context("IDENTIFIED_BY", FG, package)
    plant.link("PRODUCED", ORDER, CATHETERS, "1", "u")
    plant.link("HAS_UNIT", CATHETERS, device("FG-1", "1"))
    plant.commit(store)
    assert {row.key: row.udi_di for row in forward(store, RESIN).rows} == {
        RESIN: None,
        ORDER: None,
        CATHETERS: UDI_DI,
        device("FG-1", "1"): UDI_DI,
    }


# Records


def test_a_genealogy_has_the_records_of_its_rows_and_a_recall_has_none(store: Store) -> None:
    plant = whole_plant()
    receipt, operation = key("receipt", "GR1", "1"), key("step", "production", "MO1", "10")
    inspection = plant.node(key("inspection", "I1"), result="failed")
    measurement, deep = plant.node(key("measurement", "M1")), plant.node(key("measurement", "M2"))
    release = plant.node(key("release", "L1"), decision="rejected")
    complaint, elsewhere = plant.node(key("complaint", "C1")), plant.node(key("inspection", "I2"))
    plant.context("INSPECTED_BY", receipt, inspection)
    plant.context("MEASURED_ON", measurement, ORDER)
    plant.context("PART_OF", plant.node(operation, kind="operation"), ORDER)
    plant.context("MEASURED_ON", deep, operation)
    plant.context("DECIDED_ON", release, CATHETERS)
    plant.context("COMPLAINS_OF", complaint, CATHETERS)
    plant.context("INSPECTED_BY", plant.node(lot("RM-9", "1")), elsewhere)
    plant.commit(store)
    answer = backward(store, CATHETERS)
    assert records(answer) == {
        receipt: [inspection],
        ORDER: [measurement, deep],
        CATHETERS: [complaint, release],
    }
    labels = {record.key: record.label for row in answer.rows for record in row.records or ()}
    assert labels == {
        inspection: "Inspection",
        measurement: "Measurement",
        deep: "Measurement",
        complaint: "Complaint",
        release: "Release",
    }
    assert {row.records for row in forward(store, RESIN).rows} == {None}


def test_a_reading_belongs_to_a_step_in_its_room_at_its_time_only(store: Store) -> None:
    plant = Plant()
    plant.node(ORDER, kind="production", started="2025-03-01T08:00:00Z", ended="2025-03-01T16:00:00Z")
    plant.make("MO1", [RESIN], [CATHETERS])
    room, hall, other = (plant.node(key("location", name)) for name in ("EX-1", "H", "EX-2"))
    plant.context("LOCATED_IN", room, hall)
    plant.context("LOCATED_IN", other, hall)
    plant.context("AT_LOCATION", ORDER, room)
    spans = {
        "during": (room, "2025-03-01T15:00:00Z", "2025-03-01T15:10:00Z"),
        "across": (room, "2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"),
        "touching": (room, "2025-03-01T16:00:00Z", "2025-03-01T17:00:00Z"),
        "day": (room, "2025-03-01", "2025-03-01"),
        "hall": (hall, "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z"),
        "before": (room, "2025-03-01T06:00:00Z", "2025-03-01T07:59:59Z"),
        "after": (room, "2025-03-01T16:00:01Z", "2025-03-01T17:00:00Z"),
        "other-day": (room, "2025-03-05", "2025-03-05"),
        "other-room": (other, "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z"),
    }
    for sensor, (place, started, ended) in spans.items():
        reading = plant.node(key("reading", sensor, "1"), started=started, ended=ended)
        plant.context("MEASURED_AT", reading, place)
    plant.context("MEASURED_AT", plant.node(key("reading", "undated", "1")), room)
    plant.commit(store)
    belong = ("across", "day", "during", "hall", "touching", "undated")
    assert records(backward(store, CATHETERS)) == {ORDER: [key("reading", name, "1") for name in belong]}


# Starts


def test_a_recall_starts_at_a_supplier_a_receipt_or_an_order(store: Store) -> None:
    plant = whole_plant()
    second = plant.receive(lot("RM-1", "2"), "S", "GR2")
    plant.commit(store)
    reached = [key("customer", "1"), CATHETERS, RESIN, key("shipment", "S1"), ORDER]
    first, supplier = key("receipt", "GR1", "1"), key("supplier", "S")
    assert keys(forward(store, first)) == sorted([*reached, first])
    everything = sorted([*reached, first, second, supplier, lot("RM-1", "2")])
    assert keys(forward(store, supplier)) == everything
    assert keys(forward(store, ORDER)) == sorted(set(reached) - {RESIN})
    assert keys(forward(store, key("shipment", "S1"))) == [key("customer", "1"), key("shipment", "S1")]


def test_a_genealogy_starts_at_a_shipment_a_customer_a_return_or_a_package(store: Store) -> None:
    plant = whole_plant()
    returned = plant.give_back(CATHETERS, "1", "R1")
    carton = key("package", "P1")
    plant.link("PACKED_IN", CATHETERS, carton, "1", "u")
    plant.commit(store)
    made_of = [CATHETERS, RESIN, ORDER, key("receipt", "GR1", "1"), key("supplier", "S")]
    shipment, customer = key("shipment", "S1"), key("customer", "1")
    for start in (shipment, returned, carton):
        assert keys(backward(store, start)) == sorted([*made_of, start])
    assert keys(backward(store, customer)) == sorted([*made_of, shipment, returned, customer])


def test_an_operation_stands_for_its_order(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation")
    plant.context("PART_OF", operation, ORDER)
    plant.commit(store)
    down, up = forward(store, operation), backward(store, operation)
    assert (down.start, down.gaps) == ((operation,), ())
    assert keys(down) == sorted([key("customer", "1"), CATHETERS, key("shipment", "S1"), ORDER, operation])
    assert keys(up) == sorted([RESIN, key("receipt", "GR1", "1"), ORDER, operation, key("supplier", "S")])
    assert up.gaps == ()


@pytest.mark.parametrize(
    ("start", "label", "next_step"),
    [
        (MATERIAL, "Material", "Name its lots or devices; `lotgraph search NUMBER` lists them."),
        (
            key("inspection", "I1"),
            "Inspection",
            "Name the lot, device or step it is about; `lotgraph search NUMBER` lists them.",
        ),
    ],
)
def test_no_trace_starts_at_a_material_or_a_record(
    store: Store, start: str, label: str, next_step: str
) -> None:
    plant = whole_plant()
    plant.node(key("inspection", "I1"))
    plant.commit(store)
    with pytest.raises(BadStart) as refused:
        forward(store, start)
    assert refused.value.message == f"{start} is a {label}, and no trace starts there."
    assert (refused.value.next_step, refused.value.keys) == (next_step, (start,))


def test_no_key_at_all_is_refused(store: Store) -> None:
    with pytest.raises(BadRequest, match=r"^No key was given\."):
        forward(store)


def test_a_shorter_key_and_one_typed_plainly_stand_for_the_one_that_fits(store: Store) -> None:
    plant = Plant()
    long, odd = plant.node(lot("RM-1", "0004707", "9")), plant.node(lot("RM 2", "A/7"))
    plant.commit(store)
    assert forward(store, "lot:t/RM-1/0004707").start == (long,)
    assert forward(store, " lot:t/RM-1/0004707 ", long).start == (long,)
    assert forward(store, "lot:t/RM 2/A%2f7").start == (odd,)


def test_an_unknown_key_suggests_what_carries_its_last_part(store: Store) -> None:
    plant = Plant()
    meant = plant.node(lot("RM-1", "0004707", "9"), lot_number="0004707")
    plant.commit(store)
    with pytest.raises(UnknownKey) as refused:
        forward(store, "lot:other/RM-1/0004707")
    assert refused.value.message == "Nothing is known under 'lot:other/RM-1/0004707'."
    assert refused.value.keys == (meant,)
    assert refused.value.next_step.startswith(f"Did you mean {meant}? ")
    for nonsense in ("lot:t/none/of/it", "0004707x", "wheel:t/1", "lot:", ""):
        with pytest.raises(UnknownKey) as refused:
            forward(store, nonsense)
        assert refused.value.keys == ()


def test_one_unknown_key_among_known_ones_refuses_the_whole_question(store: Store) -> None:
    whole_plant().commit(store)
    with pytest.raises(UnknownKey):
        forward(store, RESIN, lot("RM-1", "2"))


# Answers as they were, and as bytes


def test_an_answer_known_at_an_earlier_size_is_the_one_given_then(store: Store) -> None:
    plant = device_plant()
    customer = plant.node(key("customer", "1"), name="Herzzentrum")
    made = plant.link("PRODUCED", ORDER, CATHETERS, "40", "u", line="made")
    plant.ship(CATHETERS, "1", "S1", "40")
    size = plant.commit(store).size
    asked = [(forward, RESIN), (backward, CATHETERS), (backward, customer)]
    then = [ask(store, start).to_json(with_links=True) for ask, start in asked]
    later = "2025-06-01T00:00:00.000000Z"
    plant.node(customer, name="Herzklinik", changed=later)
    plant.node(FG, uom="dozen", changed=later)
    plant.link("PRODUCED", ORDER, CATHETERS, "24", "u", line="made", changed=later)
    plant.link("CONSUMED_IN", lot("RM-2", "1"), ORDER, "1")
    plant.link("PRODUCED", ORDER, lot("FG-1", "2"), "5", "u")
    plant.link("HAS_UNIT", CATHETERS, device("FG-1", "1"))
    plant.context("INSPECTED_BY", CATHETERS, plant.node(key("inspection", "I1")))
    plant.context("IDENTIFIED_BY", MATERIAL, plant.node(key("di", "2")))
    plant.facts += [rejected(3), LoadBegun(load="L1", file="f", sha256="00", profile="p")]
    plant.commit(store)
    plant.withdraw("PRODUCED", made)
    plant.commit(store)
    again = [ask(store, start, known_at=size).to_json(with_links=True) for ask, start in asked]
    assert again == then
    now = [ask(store, start).to_json(with_links=True) for ask, start in asked]
    assert all(new["rows"] != old["rows"] for new, old in zip(now, then, strict=True))
    with pytest.raises(UnknownKey):
        forward(store, lot("FG-1", "2"), known_at=size)


GOLDEN = json.loads(
    """
{
  "start": ["lot:t/RM-1/0007"],
  "direction": "forward",
  "clocks": {"as_of": null, "known_at": 2},
  "complete": false,
  "gaps": [
    {
      "kind": "rejected_rows",
      "message": "moves.csv, line 3 not accepted (unknown_unit), and may be about anything (load L1)."
    },
    {
      "kind": "shipment_without_customer",
      "key": "shipment:t/S2",
      "label": "Shipment",
      "message": "Nothing says to whom shipment:t/S2 went."
    }
  ],
  "notes": [
    {
      "kind": "not_traced",
      "key": "material:t/RM-1",
      "label": "Material",
      "message": "material:t/RM-1 is declared not to be traced; its links may be partial."
    },
    {
      "kind": "retracted",
      "key": "PRODUCED:t/doc/9",
      "type": "PRODUCED",
      "from": "step:t/production/MO1",
      "to": "lot:t/FG-1/2",
      "message": "step:t/production/MO1 PRODUCED lot:t/FG-1/2 was stated and withdrawn; it was not followed."
    }
  ],
  "counts": {"Customer": 1, "Device": 1, "Lot": 2, "ProcessStep": 1, "Return": 1, "Shipment": 2},
  "totals": {
    "devices": 40,
    "by_material": [
      {"material": "material:t/FG-1", "quantity": "40", "unit": "u"},
      {"material": "material:t/RM-1", "quantity": "12.5", "unit": "kg"}
    ]
  },
  "rows": [
    {
      "key": "customer:t/1",
      "label": "Customer",
      "name": "Herzzentrum Köln",
      "quantity": null,
      "unit": null,
      "udi_di": null,
      "by_material": [
        {"material": "material:t/FG-1", "shipped": "30", "returned": "1", "net": "29", "unit": "u"}
      ]
    },
    {
      "key": "device:t/FG-1/1001",
      "label": "Device",
      "name": null,
      "quantity": "1",
      "unit": "u",
      "udi_di": "04012345678901"
    },
    {
      "key": "lot:t/FG-1/1",
      "label": "Lot",
      "name": "Catheter",
      "quantity": "40",
      "unit": "u",
      "udi_di": "04012345678901"
    },
    {
      "key": "lot:t/RM-1/0007",
      "label": "Lot",
      "name": null,
      "quantity": "12.5",
      "unit": "kg",
      "udi_di": null
    },
    {
      "key": "return:t/R1/1",
      "label": "Return",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "shipment:t/S1",
      "label": "Shipment",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "shipment:t/S2",
      "label": "Shipment",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "step:t/production/MO1",
      "label": "ProcessStep",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    }
  ],
  "relationships": [
    ["device:t/FG-1/1001", "RETURNED_IN", "return:t/R1/1", "RETURNED_IN:t/doc/7"],
    ["lot:t/FG-1/1", "HAS_UNIT", "device:t/FG-1/1001", "HAS_UNIT:t/doc/4"],
    ["lot:t/FG-1/1", "SHIPPED_IN", "shipment:t/S1", "SHIPPED_IN:t/doc/5"],
    ["lot:t/FG-1/1", "SHIPPED_IN", "shipment:t/S2", "SHIPPED_IN:t/doc/10"],
    ["lot:t/RM-1/0007", "CONSUMED_IN", "step:t/production/MO1", "CONSUMED_IN:t/doc/2"],
    ["return:t/R1/1", "RETURNED_BY", "customer:t/1", "RETURNED_BY:t/doc/8"],
    ["shipment:t/S1", "DELIVERED_TO", "customer:t/1", "DELIVERED_TO:t/doc/S1-to"],
    ["step:t/production/MO1", "PRODUCED", "lot:t/FG-1/1", "PRODUCED:t/doc/3"]
  ]
}
"""
)


def golden_plant(store: Store) -> None:
    """One of everything that an answer can hold."""
    plant = Plant()
    identifier = plant.node(key("di", "1"), udi_di=UDI_DI, type="primary")
    plant.context("IDENTIFIED_BY", plant.node(FG, uom="u"), identifier)
    plant.node(MATERIAL, uom="kg", traceability="none")
    plant.node(key("customer", "1"), name="Herzzentrum Köln")
    resin, unit = lot("RM-1", "0007"), device("FG-1", "1001")
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), resin, "12500", "g")
    plant.link("CONSUMED_IN", resin, ORDER, "2.5")
    plant.link("PRODUCED", ORDER, CATHETERS, "40", "u")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.ship(CATHETERS, "1", "S1", "30")
    plant.give_back(unit, "1", "R1")
    void = plant.link("PRODUCED", ORDER, lot("FG-1", "2"), "5", "u")
    plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S2"), "10", "u")
    plant.node(CATHETERS, name="Catheter")
    plant.commit(store)
    plant.withdraw("PRODUCED", void)
    plant.facts.append(rejected(3))
    plant.commit(store)


def test_the_answer_is_the_contract_to_the_letter(store: Store) -> None:
    golden_plant(store)
    answer = forward(store, "lot:t/RM-1/0007")
    given = json.loads(json.dumps(answer.to_json(with_links=True)))
    ledger, digest = given.pop("ledger"), given.pop("sha256")
    assert given == GOLDEN
    headers = [entry.header.encode() for entry in store.entries(1, 2)]
    assert ledger == {"size": 2, "root": root_of(headers).hex()}
    assert digest == sha256_of({**GOLDEN, "ledger": ledger})


def test_without_links_only_the_relationships_are_left_out(store: Store) -> None:
    golden_plant(store)
    answer = forward(store, "lot:t/RM-1/0007")
    linked, plain = answer.to_json(with_links=True), answer.to_json()
    assert list(plain) == [
        "start",
        "direction",
        "clocks",
        "complete",
        "gaps",
        "notes",
        "counts",
        "totals",
        *("rows", "ledger", "sha256"),
    ]
    del linked["relationships"]
    assert plain == linked


def test_both_engines_give_the_same_bytes_but_for_their_ledgers(stores: tuple[Store, Store]) -> None:
    bodies = []
    for one in stores:
        golden_plant(one)
        body = forward(one, "lot:t/RM-1/0007").to_json(with_links=True)
        del body["ledger"], body["sha256"]
        bodies.append(json.dumps(body))
    assert bodies[0] == bodies[1]


def test_a_corrected_name_changes_the_answer_and_not_what_is_hashed_of_its_rows(store: Store) -> None:
    golden_plant(store)
    before = forward(store, "lot:t/RM-1/0007").to_json(with_links=True)
    plant = Plant()
    plant.node(key("customer", "1"), name="Herzklinik Köln", changed="2025-06-01T00:00:00.000000Z")
    plant.commit(store)
    after = forward(store, "lot:t/RM-1/0007").to_json(with_links=True)
    assert [row["name"] for row in _rows_of(after)] == ["Herzklinik Köln", None, "Catheter", *[None] * 5]
    same = {**before, "clocks": after["clocks"], "ledger": after["ledger"]}
    assert sha256_of(same) == after["sha256"] != before["sha256"]


def _rows_of(body: dict[str, object]) -> list[dict[str, object]]:
    found = body["rows"]
    assert isinstance(found, list)
    return found


def sha256_of(body: dict[str, object]) -> str:
    """The hash as DESIGN 7 words it, computed with the standard library alone."""
    hashed = {name: value for name, value in body.items() if name != "sha256"}
    hashed["rows"] = [{n: v for n, v in row.items() if n != "name"} for row in _rows_of(body)]
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
