"""Where a question may start, and what stands for a key."""

from __future__ import annotations

import pytest

from app.questions.errors import BadRequest, BadStart, UnknownKey
from graph_store.store import Store
from tests.support.build import Plant, key, lot
from tests.support.questions import CATHETERS, MATERIAL, ORDER, RESIN, backward, forward, keys, whole_plant


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
