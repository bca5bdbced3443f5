"""Every kind of gap, each in a plant that lacks nothing else."""

from __future__ import annotations

from app.questions.findings import GAP_KINDS, NOTE_KINDS, Gap
from app.questions.totals import MaterialTotal, Totals
from graph_model.facts import LoadBegun, LoadEnded, RejectResolved
from graph_store.store import Store
from tests.support.build import Plant, key, lot, step
from tests.support.questions import (
    CATHETERS,
    FG,
    MATERIAL,
    ORDER,
    RESIN,
    backward,
    forward,
    quantities,
    rejected,
    whole_plant,
)


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
