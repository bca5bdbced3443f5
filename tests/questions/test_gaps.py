"""Every kind of gap, each in a plant that lacks nothing else."""

from __future__ import annotations

from app.questions.findings import GAP_KINDS, NOTE_KINDS
from app.questions.totals import MaterialTotal, Totals
from graph_model.facts import LoadBegun, LoadEnded, RejectResolved, Retraction
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step
from tests.support.findings import a_gap
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

T1, T2 = "2025-01-31T00:00:00.000000Z", "2025-02-28T00:00:00.000000Z"


def test_a_whole_plant_has_no_gap_and_no_note_in_either_direction(store: Store) -> None:
    whole_plant().commit(store)
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.gaps, answer.notes, answer.complete) == ((), (), True)


def test_every_kind_of_gap_and_note_is_explained() -> None:
    assert sorted(GAP_KINDS) == sorted(
        [
            *("unknown_reference", "no_origin", "step_without_input", "step_without_output"),
            *("shipment_without_customer", "untracked_input", "load_unfinished", "rejected_rows", "conflict"),
            *("not_joined", "hidden_by_site", "time_unknown", "limits_unknown", "unmeasured"),
            "by_posting_date",
        ]
    )
    notes = ["merged", "not_traced", "preferred", "retracted", "stated_later", "unknown_quantity", "upheld"]
    assert sorted(NOTE_KINDS) == notes


def test_gap_unknown_reference_of_a_lot_that_no_file_states(store: Store) -> None:
    plant = whole_plant()
    dye, receipt = lot("RM-2", "9"), plant.node(key("receipt", "GR2", "1"))
    plant.link("SUPPLIED", key("supplier", "S"), receipt)
    plant.link("RECEIVED_AS", receipt, dye, "1", stub=True)
    plant.link("CONSUMED_IN", dye, ORDER, "1", stub=True)
    plant.commit(store)
    gap = a_gap("unknown_reference", dye, f"{dye} is referred to, and no file states what it is.")
    assert backward(store, CATHETERS).gaps == (gap,)
    assert forward(store, dye).gaps == (gap,)
    assert forward(store, RESIN).gaps == ()


def test_gap_unknown_reference_of_a_material_that_no_file_states(store: Store) -> None:
    plant = whole_plant()
    plant.context("INSTANCE_OF", plant.node(CATHETERS), key("material", "FG-7"))
    plant.commit(store)
    assert backward(store, CATHETERS).gaps == (
        a_gap("conflict", CATHETERS, f"It is stated to be of {FG} and of {key('material', 'FG-7')}."),
        a_gap(
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
        a_gap("no_origin", dye, f"Nothing says where {dye} came from: no step, no receipt."),
        a_gap("no_origin", receipt, f"Nothing says which supplier delivered {receipt}."),
    )
    assert forward(store, dye).gaps == ()


def test_gap_step_without_input(store: Store) -> None:
    plant = Plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "1", "u")
    plant.ship(CATHETERS, "1", "S1")
    plant.commit(store)
    gap = a_gap("step_without_input", ORDER, f"Nothing says what {ORDER} used.")
    assert backward(store, CATHETERS).gaps == (gap,)
    assert forward(store, CATHETERS).gaps == ()


def test_gap_step_without_output(store: Store) -> None:
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    plant.commit(store)
    gap = a_gap("step_without_output", ORDER, f"Nothing says what {ORDER} made.")
    assert forward(store, RESIN).gaps == (gap,)
    assert backward(store, RESIN).gaps == ()


def test_gap_shipment_without_customer_and_return_without_customer(store: Store) -> None:
    plant = whole_plant()
    shipment, returned = key("shipment", "S2"), key("return", "R1", "1")
    plant.link("SHIPPED_IN", CATHETERS, shipment, "1", "u")
    plant.link("RETURNED_IN", CATHETERS, returned, "1", "u")
    plant.commit(store)
    assert forward(store, RESIN).gaps == (
        a_gap("shipment_without_customer", returned, f"Nothing says which customer sent {returned}."),
        a_gap("shipment_without_customer", shipment, f"Nothing says to whom {shipment} went."),
    )
    assert backward(store, CATHETERS).gaps == ()


def test_gap_untracked_input_of_an_operation(store: Store) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation")
    plant.context("PART_OF", operation, ORDER)
    glue = plant.node(key("material", "RM-8"), uom="kg")
    plant.link("USED_IN", glue, operation, "1")
    plant.commit(store)
    message = f"{operation} used {glue}, and nothing says which lot."
    assert backward(store, CATHETERS).gaps == (a_gap("untracked_input", operation, message),)
    assert forward(store, RESIN).gaps == ()


def test_gap_untracked_input_of_a_step_that_may_have_used_a_lot_of_the_answer(store: Store) -> None:
    plant = whole_plant()
    plant.receive(lot("RM-1", "2"), "S", "GR2")
    plant.make("MO2", [lot("RM-1", "2")], [lot("FG-1", "2")])
    use = plant.link("USED_IN", MATERIAL, step("MO2"), "1")
    plant.commit(store)
    message = f"{step('MO2')} used {MATERIAL} without saying which lot; it may be one of this answer."
    assert forward(store, RESIN).gaps == (a_gap("untracked_input", step("MO2"), message),)
    assert forward(store, lot("RM-1", "2")).gaps == ()
    assert forward(store, CATHETERS).gaps == ()
    plant.withdraw("USED_IN", use)
    plant.commit(store)
    answer = forward(store, RESIN)
    assert (answer.gaps, [note.key for note in answer.notes]) == ((), [use])
    assert forward(store, RESIN, known_at=1).gaps[0].kind == "untracked_input"


def test_gap_conflict_of_a_relationship_that_sources_state_differently(store: Store) -> None:
    plant = whole_plant()
    other = lot("RM-1", "2")
    plant.receive(other, "S", "GR2")
    plant.commit(store)
    used = plant.link("CONSUMED_IN", RESIN, ORDER, "1", line="GI-1")
    plant.commit(store)
    assert forward(store, RESIN).complete
    plant.link("CONSUMED_IN", other, ORDER, "1", line="GI-1")
    plant.link("CONSUMED_IN", other, ORDER, "1", line="GI-2")
    disputed = plant.commit(store).seq
    said = f"Sources of equal standing state {used} differently."
    for start, named in ((RESIN, RESIN), (other, other)):
        assert a_gap("conflict", named, said) in forward(store, start).gaps
    assert a_gap("conflict", ORDER, said) in backward(store, CATHETERS).gaps
    assert forward(store, RESIN, known_at=disputed - 1).complete
    plant.link("CONSUMED_IN", RESIN, ORDER, "2", line="GI-1", changed="2025-03-01T00:00:00.000000Z")
    plant.commit(store)
    for answer in (forward(store, RESIN), forward(store, other), backward(store, CATHETERS)):
        assert (answer.gaps, answer.notes) == ((), ())
    assert not forward(store, RESIN, known_at=disputed).complete


def test_gap_conflict_of_the_material_that_one_line_states_differently(store: Store) -> None:
    plant = whole_plant()
    plant.node(key("material", "RM-2"), uom="kg")
    for material in (MATERIAL, key("material", "RM-2")):
        plant.link("INSTANCE_OF", RESIN, material, line="M-1", stub=True)
    plant.commit(store)
    message = f"It is stated to be of {MATERIAL} and of {key('material', 'RM-2')}."
    assert a_gap("conflict", RESIN, message) in forward(store, RESIN).gaps


def test_a_withdrawal_decides_between_what_sources_state_differently(store: Store) -> None:
    plant = whole_plant()
    for quantity in ("1", "2", "3"):
        used = plant.link("CONSUMED_IN", RESIN, ORDER, quantity, line="GI-1")
    plant.commit(store)
    assert [gap.kind for gap in forward(store, RESIN).gaps] == ["conflict", "conflict"]
    plant.withdraw("CONSUMED_IN", used)
    plant.commit(store)
    answer = forward(store, RESIN)
    assert (answer.gaps, [note.key for note in answer.notes]) == ((), [used])


def test_what_is_booked_on_an_operation_is_booked_on_its_order(store: Store) -> None:
    plant = whole_plant()
    dye, tubes, idle = lot("RM-2", "1"), lot("SA-1", "1"), key("step", "operation", "MO1", "30")
    using, making = (key("step", "operation", "MO1", number) for number in ("10", "20"))
    for part in (using, making, idle):
        plant.node(part, kind="operation")
        plant.context("PART_OF", part, ORDER)
    plant.receive(dye, "S", "GR2")
    plant.link("CONSUMED_IN", dye, using, "1")
    plant.link("PRODUCED", making, tubes, "1")
    plant.make("MO2", [tubes], [lot("FG-1", "2")])
    plant.commit(store)
    reached = forward(store, dye)
    assert reached.gaps == ()
    assert {CATHETERS, tubes, lot("FG-1", "2"), using, ORDER, making} < {row.key for row in reached.rows}
    assert idle not in {row.key for row in reached.rows}
    for made in (CATHETERS, tubes):
        back = backward(store, made)
        assert back.gaps == ()
        assert {dye, RESIN, using, ORDER} < {row.key for row in back.rows}
    assert making not in {row.key for row in backward(store, CATHETERS).rows}


def test_an_operation_of_two_orders_joins_them_both_ways(store: Store) -> None:
    plant = Plant()
    shared = plant.node(key("step", "operation", "O", "10"), kind="operation")
    for order in (ORDER, step("MO2")):
        plant.context("PART_OF", shared, plant.node(order, kind="production"))
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    plant.link("PRODUCED", step("MO2"), CATHETERS, "1", "u")
    plant.commit(store)
    assert {CATHETERS, shared} < {row.key for row in forward(store, RESIN).rows}
    assert {RESIN, shared} < {row.key for row in backward(store, CATHETERS).rows}
    assert forward(store, RESIN).gaps == backward(store, CATHETERS).gaps == ()


def test_a_dispute_shows_beside_a_withdrawn_statement_of_the_same_key(store: Store) -> None:
    plant = whole_plant()
    other = lot("RM-1", "2")
    plant.link("CONSUMED_IN", RESIN, step("MO9"), "1", line="GI-1")
    plant.commit(store)
    plant.facts.append(
        Retraction(type="CONSUMED_IN", key="CONSUMED_IN:t/doc/GI-1", reason="wrong", changed=T1)
    )
    plant.commit(store)
    for source in (RESIN, other):
        plant.link("CONSUMED_IN", source, ORDER, "1", line="GI-1", changed=T2)
    plant.commit(store)
    for start in (RESIN, other):
        assert "conflict" in {gap.kind for gap in forward(store, start).gaps}


def test_a_phase_of_an_operation_belongs_to_the_order(store: Store) -> None:
    plant = Plant()
    operation, phase = key("step", "operation", "MO1", "10"), key("step", "operation", "MO1", "10", "1")
    plant.receive(RESIN, "S", "GR1")
    plant.context("PART_OF", plant.node(phase, kind="operation"), plant.node(operation, kind="operation"))
    plant.context("PART_OF", operation, plant.node(ORDER, kind="production"))
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    plant.link("PRODUCED", phase, CATHETERS, "1", "u")
    plant.commit(store)
    assert CATHETERS in {row.key for row in forward(store, RESIN).rows}
    assert RESIN in {row.key for row in backward(store, CATHETERS).rows}
    assert forward(store, RESIN).gaps == backward(store, CATHETERS).gaps == ()


def test_gap_not_joined_of_a_key_that_is_given_with_and_without_its_record(store: Store) -> None:
    plant = whole_plant()
    long = lot("RM-1", "1", "77")
    plant.receive(long, "S", "GR2")
    plant.commit(store)
    message = f"{RESIN} is stated too and may be {long}; ask for both."
    assert forward(store, long).gaps == (a_gap("not_joined", long, message),)
    assert forward(store, long, RESIN).gaps == ()


def test_gap_not_joined_of_a_start_that_is_given_with_its_record_elsewhere(store: Store) -> None:
    plant = whole_plant()
    long = lot("RM-1", "1", "77")
    plant.receive(long, "S", "GR2")
    plant.commit(store)
    message = f"{long} is stated too and may be {RESIN}; ask for both."
    assert forward(store, RESIN).gaps == (a_gap("not_joined", RESIN, message),)


def test_a_rejected_row_of_an_operation_or_of_a_lot_of_a_device_touches_the_recall(store: Store) -> None:
    plant = whole_plant()
    operation, unstated = (key("step", "operation", "MO1", n) for n in ("10", "20"))
    plant.context("PART_OF", plant.node(operation, kind="operation"), ORDER)
    plant.link("HAS_UNIT", lot("FG-1", "9"), device("FG-1", "1"))
    plant.link("PRODUCED", ORDER, device("FG-1", "1"), "1", "u")
    below = key("step", "production", "MO1", "30")
    plant.facts += [
        rejected(n, name) for n, name in enumerate((operation, lot("FG-1", "9"), below, unstated), start=3)
    ]
    plant.commit(store)
    found = {gap.key for gap in forward(store, RESIN).gaps if gap.kind == "rejected_rows"}
    assert found == {operation, lot("FG-1", "9"), below}


def test_gap_not_joined_of_an_alias(store: Store) -> None:
    plant = whole_plant()
    plant.receive(lot("RM-9", "1"), "S", "GR2")
    plant.context("ALIAS_OF", lot("RM-9", "1"), RESIN)
    plant.commit(store)
    for one, other in ((RESIN, lot("RM-9", "1")), (lot("RM-9", "1"), RESIN)):
        message = f"{one} is stated to be {other}, which was not joined; ask for both."
        assert forward(store, one).gaps == (a_gap("not_joined", one, message),)


def test_gap_not_joined_of_a_device_whose_lot_was_shipped(store: Store) -> None:
    plant = whole_plant()
    unit = device("FG-1", "1")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.commit(store)
    message = f"It is of {CATHETERS}, which went into {key('shipment', 'S1')}; ask for the lot too."
    assert forward(store, unit).gaps == (a_gap("not_joined", unit, message),)
    assert forward(store, RESIN).complete
    assert backward(store, unit).complete
    plant.link("SHIPPED_IN", unit, key("shipment", "S1"), "1", "u")
    plant.commit(store)
    assert forward(store, unit).complete


def test_gap_load_unfinished_until_the_file_is_taken_in(store: Store) -> None:
    plant = whole_plant()
    plant.facts.append(LoadBegun(load="L1", file="moves.csv", sha256="00", profile="p"))
    plant.commit(store)
    message = (
        "moves.csv was begun and not taken in whole (load L1); load it again to go on, "
        "or give it up with `lotgraph loads close`."
    )
    assert forward(store, RESIN).gaps == (a_gap("load_unfinished", "", message),)
    assert backward(store, CATHETERS).gaps == (a_gap("load_unfinished", "", message),)
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
        a_gap(
            "rejected_rows",
            RESIN,
            f"moves.csv, 3 lines: 7-9 not accepted (unknown_unit), and name {RESIN} (load L1).",
        ),
        a_gap(
            "rejected_rows",
            MATERIAL,
            f"moves.csv, line 11 not accepted (unknown_unit), and names {MATERIAL} (load L2).",
        ),
        a_gap(
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
    assert forward(store, RESIN).gaps == (a_gap("rejected_rows", "", message),)
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
        a_gap("conflict", customer, about[0]),
        a_gap("conflict", MATERIAL, about[1]),
    )
    assert backward(store, CATHETERS).gaps == (a_gap("conflict", MATERIAL, about[1]),)
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
    assert answer.gaps == (a_gap("conflict", CATHETERS, message),)
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
    assert answer.gaps == (a_gap("conflict", tube, message),)
    assert quantities(answer)[tube] == ("4", "kg")
    assert backward(store, tube).gaps == (a_gap("conflict", tube, message),)


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
    plant.node(elsewhere, kind="production")
    plant.link("USED_IN", key("material", "RM-8"), elsewhere, "1", stub=True)
    plant.context("ALIAS_OF", plant.node(lot("RM-5", "2")), other)
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
    of_other_questions = {"time_unknown", "limits_unknown", "unmeasured", "by_posting_date"}
    assert kinds == set(GAP_KINDS) - of_other_questions - {"load_unfinished", "hidden_by_site"}
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.gaps, answer.notes) == ((), ())
