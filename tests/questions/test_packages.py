"""What was inside a package when it left or came back, and so whom it reached; on every engine.

A thing counts as outside only where the stated times rule out that it was inside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

import pytest

from app.questions.errors import AmbiguousKey
from app.questions.why import why
from graph_model.facts import AnyFact, RelationshipFact
from graph_store.store import Store
from tests.support.build import Plant, key, lot
from tests.support.memory import MemoryStore
from tests.support.packing import (
    CARTON,
    CONTAINER,
    FIRST,
    OTHER,
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


def test_what_is_packed_is_shipped_with_its_package(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01")
    send(plant, CARTON, "1", "S1", "2025-03-02")
    plant.commit(store)
    answer = forward(store, UNIT)
    assert reached(answer) == [FIRST, CARTON, key("shipment", "S1")]
    assert consigned(answer) == {FIRST: moved("1")}
    assert reached(backward(store, FIRST)) == [UNIT, CARTON, key("shipment", "S1")]


def test_what_was_unpacked_before_the_shipment_is_not_reached(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01T08:00:00Z", "2025-03-01T09:00:00Z")
    pack(plant, OTHER, CARTON, "2025-03-01T08:00:00Z")
    send(plant, CARTON, "1", "S1", "2025-03-01T09:00:01Z")
    plant.commit(store)
    assert reached(forward(store, UNIT)) == [CARTON]
    assert reached(backward(store, FIRST)) == [OTHER, CARTON, key("shipment", "S1")]


def test_what_was_packed_after_the_shipment_is_not_reached(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-03")
    send(plant, CARTON, "1", "S1", "2025-03-02")
    plant.commit(store)
    assert reached(forward(store, UNIT)) == [CARTON]
    assert reached(backward(store, key("shipment", "S1"))) == [CARTON]


@pytest.mark.parametrize("until", [f"2025-02-{day:02d}" for day in range(1, 9)])
def test_a_stay_that_sources_state_differently_rules_nothing_out(memory: MemoryStore, until: str) -> None:
    """Whichever of the two is followed, which is a matter of their hashes."""
    plant = Plant()
    send(plant, CARTON, "1", "S1", "2025-03-02")
    for name, to in (("a", until), ("b", "2025-04-01")):
        source = Plant(name)
        source.link("PACKED_IN", UNIT, CARTON, line="1", packed_from="2025-01-05", packed_to=to)
        plant.facts += [replace(f, key="PACKED_IN:t/1") if is_stay(f) else f for f in source.facts]
    plant.commit(memory)
    for answer, end in ((forward(memory, UNIT), FIRST), (backward(memory, FIRST), UNIT)):
        assert end in reached(answer)
        assert {gap.key for gap in answer.gaps} == {UNIT, CARTON}
    assert why(memory.reader(), UNIT, FIRST).path is not None


def is_stay(fact: AnyFact) -> TypeGuard[RelationshipFact]:
    return isinstance(fact, RelationshipFact) and fact.type == "PACKED_IN"


def test_what_was_unpacked_as_the_package_left_may_have_left_with_it(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-02")
    pack(plant, OTHER, CARTON, "2025-03-02T08:00:00Z")
    send(plant, CARTON, "1", "S1", "2025-03-02")
    plant.commit(store)
    assert consigned(forward(store, UNIT, OTHER)) == {FIRST: moved("2")}


def test_what_was_repacked_left_with_the_package_it_was_in_at_the_time(store: Store) -> None:
    plant = Plant()
    second = key("package", "C2")
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-03")
    pack(plant, UNIT, second, "2025-03-03")
    pack(plant, OTHER, CARTON, "2025-03-01")
    send(plant, CARTON, "1", "S1", "2025-03-05")
    send(plant, second, "2", "S2", "2025-03-05")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {SECOND: moved("1")}
    assert consigned(forward(store, OTHER)) == {FIRST: moved("1")}


def test_a_unit_packed_again_into_the_same_carton_counts_once_a_shipment(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-02")
    pack(plant, UNIT, CARTON, "2025-03-04")
    send(plant, CARTON, "1", "S1", "2025-03-05")
    send(plant, CARTON, "2", "S2", "2025-03-03")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1")}


@pytest.mark.parametrize(
    ("in_carton", "in_pallet", "shipped", "reaches"),
    [
        # Days beside days compare as days.
        (("2025-03-01", ""), ("2025-03-02", ""), "2025-03-02", True),
        (("2025-03-01", "2025-03-02"), ("2025-03-03", ""), "2025-03-04", False),
        (("2025-03-05", ""), ("2025-03-01", "2025-03-04"), "2025-03-04", False),
        (("2025-03-01", ""), ("2025-03-01", "2025-03-02"), "2025-03-03", False),
        # A day beside an instant lies in any zone: it begins at UTC+14 and ends at UTC-12.
        (("2025-03-01", "2025-03-03"), ("2025-03-01", ""), "2025-03-04T11:59:59Z", True),
        (("2025-03-01", "2025-03-03"), ("2025-03-01", ""), "2025-03-04T12:00:01Z", False),
        (("2025-03-03", ""), ("2025-03-01", ""), "2025-03-02T10:00:00Z", True),
        (("2025-03-03", ""), ("2025-03-01", ""), "2025-03-02T09:59:59Z", False),
        (("2025-03-01T08:00:00Z", "2025-03-03T08:00:00Z"), ("2025-03-01", ""), "2025-03-03", True),
        (("2025-03-01T08:00:00Z", "2025-03-03T08:00:00Z"), ("2025-03-01", ""), "2025-03-05", False),
        # Carton and pallet never overlapped, whenever the pallet left.
        (("", "2025-03-02T08:00:00Z"), ("2025-03-02T08:00:01Z", ""), "", False),
        (("", "2025-03-02"), ("2025-03-02T08:00:01Z", ""), "", True),
    ],
)
def test_a_carton_in_a_pallet_by_days_and_instants(
    store: Store, in_carton: tuple[str, str], in_pallet: tuple[str, str], shipped: str, reaches: bool
) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, *in_carton)
    pack(plant, CARTON, PALLET, *in_pallet)
    send(plant, PALLET, "1", "S1", shipped)
    plant.commit(store)
    answer = forward(store, UNIT)
    assert consigned(answer) == ({FIRST: moved("1")} if reaches else {})
    assert (UNIT in reached(backward(store, FIRST))) is reaches


def test_the_time_on_the_line_goes_before_the_time_of_the_shipment(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-03")
    shipment = plant.node(key("shipment", "S1"), shipped="2025-03-01")
    plant.link("SHIPPED_IN", CARTON, shipment, event_time="2025-03-04")
    plant.link("DELIVERED_TO", shipment, FIRST)
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1")}


def test_a_container_code_used_again_is_another_package(store: Store) -> None:
    plant = Plant()
    sscc = "340123450000000017"
    first, second = key("package", sscc, "1"), key("package", sscc, "2")
    for package, item, customer in ((first, UNIT, "1"), (second, OTHER, "2")):
        plant.node(package, sscc=sscc)
        pack(plant, item, package)
        send(plant, package, customer, f"S{customer}")
    plant.commit(store)
    assert reached(forward(store, UNIT)) == [FIRST, first, key("shipment", "S1")]
    assert reached(forward(store, OTHER)) == [SECOND, second, key("shipment", "S2")]
    assert reached(backward(store, second)) == [OTHER]
    with pytest.raises(AmbiguousKey) as refused:
        backward(store, key("package", sscc))
    assert refused.value.keys == (first, second)


@pytest.mark.parametrize(
    ("since", "until", "shipped"),
    [
        ("", "", ""),
        ("2025-03-01", "2025-03-02", ""),
        ("", "", "2025-03-03"),
        ("", "2025-03-04", "2025-03-03"),
        ("2025-03-02", "", "2025-03-03"),
    ],
)
def test_a_time_that_is_not_stated_decides_for_inside(
    store: Store, since: str, until: str, shipped: str
) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, since, until)
    send(plant, CARTON, "1", "S1", shipped)
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1")}
    assert reached(backward(store, FIRST)) == [UNIT, CARTON, key("shipment", "S1")]


def test_two_stays_of_a_pallet_in_a_container_that_left_at_an_unknown_time(store: Store) -> None:
    """The unit left by the first stay or not at all; the second alone would rule it out."""
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-01")
    pack(plant, CARTON, PALLET)
    pack(plant, PALLET, CONTAINER, "2025-03-01", "2025-03-01")
    pack(plant, PALLET, CONTAINER, "2025-03-05", "2025-03-05")
    send(plant, CONTAINER, "1", "S1")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1")}


def test_a_package_that_came_back_brings_what_was_inside(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01")
    pack(plant, OTHER, CARTON, "2025-03-01", "2025-03-06")
    pack(plant, CARTON, PALLET, "2025-03-01")
    send(plant, PALLET, "1", "S1", "2025-03-03")
    take_back(plant, PALLET, "1", "R1", "2025-03-09")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1", "1")}
    assert consigned(forward(store, OTHER)) == {FIRST: moved("1")}
    assert consigned(forward(store, UNIT, OTHER)) == {FIRST: moved("2", "1")}
    assert reached(backward(store, key("return", "R1", "1"))) == [UNIT, CARTON, PALLET]


def test_a_package_that_left_twice_counts_for_each_customer(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01")
    send(plant, CARTON, "1", "S1", "2025-03-02")
    take_back(plant, CARTON, "1", "R1", "2025-03-04")
    send(plant, CARTON, "2", "S2", "2025-03-06")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1", "1"), SECOND: moved("1")}


def test_a_recall_starts_at_a_package_and_reaches_who_received_it(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON)
    pack(plant, CARTON, PALLET)
    send(plant, PALLET, "1", "S1")
    plant.commit(store)
    assert reached(forward(store, CARTON)) == [FIRST, PALLET, key("shipment", "S1")]


def test_two_lots_on_one_pallet_are_never_joined(store: Store) -> None:
    plant = Plant()
    lots = [lot("FG-1", number) for number in ("A", "B")]
    cartons = [key("package", number) for number in ("CA", "CB")]
    for n, (item, carton) in enumerate(zip(lots, cartons, strict=True)):
        plant.receive(item, "S", f"GR{n}")
        pack(plant, item, carton)
        pack(plant, carton, PALLET)
    pack(plant, lots[0], PALLET)
    pack(plant, lots[1], PALLET)
    send(plant, PALLET, "1", "S1")
    take_back(plant, PALLET, "1", "R1")
    plant.commit(store)
    ends = [FIRST, PALLET, key("return", "R1", "1"), key("shipment", "S1")]
    for n in (0, 1):
        assert reached(forward(store, lots[n])) == sorted([*ends, cartons[n]])
        assert reached(backward(store, lots[n])) == [key("receipt", f"GR{n}", "1"), key("supplier", "S")]
        assert consigned(forward(store, lots[n])) == {FIRST: moved("2", "2")}
    assert consigned(forward(store, *lots)) == {FIRST: moved("4", "4")}


def test_packages_inside_one_another_end(store: Store) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON)
    pack(plant, CARTON, PALLET)
    pack(plant, PALLET, CARTON)
    send(plant, PALLET, "1", "S1")
    plant.commit(store)
    answer = forward(store, UNIT)
    assert reached(answer) == [FIRST, CARTON, PALLET, key("shipment", "S1")]
    assert consigned(answer) == {FIRST: moved("1")}


def test_a_carton_that_was_in_the_pallet_twice_brings_what_it_held_each_time(store: Store) -> None:
    plant = Plant()
    pack(plant, PALLET, CONTAINER, "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z")
    pack(plant, PALLET, CONTAINER, "2025-01-05T00:00:00Z", "2025-01-06T00:00:00Z")
    pack(plant, CARTON, PALLET)
    pack(plant, UNIT, CARTON, "2025-01-01T00:00:00Z", "2025-01-01T12:00:00Z")
    pack(plant, OTHER, CARTON, "2025-01-05T00:00:00Z", "2025-01-05T12:00:00Z")
    send(plant, CONTAINER, "1", "S1")
    plant.commit(store)
    assert consigned(forward(store, UNIT, OTHER)) == {FIRST: moved("2")}


@pytest.mark.parametrize("first", ["early", "late"])
def test_of_two_reports_of_one_packing_the_one_that_can_be_counts(store: Store, first: str) -> None:
    """One source has the unit out before the shipment, the other does not say: it may have left."""
    plant = Plant()
    ended = {"packed_to": "2025-01-02T00:00:00Z"}
    for name, times in (("early", ended), ("late", {})):
        line = f"{int(name != first)}"
        plant.link("PACKED_IN", UNIT, CARTON, "1", "u", line=line, same_as_key="one", **times)  # type: ignore[arg-type]
    send(plant, CARTON, "1", "S1", "2025-01-03T00:00:00Z")
    plant.commit(store)
    assert consigned(forward(store, UNIT)) == {FIRST: moved("1")}
