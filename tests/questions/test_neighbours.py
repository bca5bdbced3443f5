"""What stands next to records is counted: each neighbour once, in the light of the question."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.questions.errors import BadRequest, UnknownKey
from app.questions.neighbours import MOST, Neighbours, neighbours
from app.questions.reading import Backed
from app.questions.view import NOW, View
from graph_store.store import Store
from tests.questions.test_sites import MADE, RAW, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore

RESIN, CATHETER = lot("RM", "1"), lot("FG", "2")
UNIT, ORDER, CLINIC = device("FG", "S1"), step("MO1"), key("customer", "C1")


def one_lot() -> Plant:
    """Received, used twice by one step, made into a lot with a unit, which is shipped and comes back."""
    plant = Plant()
    plant.receive(RESIN, "S1", "GR1")
    plant.make("MO1", [RESIN, RESIN], [CATHETER])
    plant.link("HAS_UNIT", CATHETER, UNIT)
    plant.ship(UNIT, "C1", "SH1")
    plant.give_back(UNIT, "C1", "RT1")
    plant.node(key("complaint", "CP1"))
    return plant


Counts = dict[str, tuple[Mapping[str, int], Mapping[str, int]]]


def counts(reader: Backed, *keys: str, view: View = NOW) -> Counts:
    """Of each key what flows in and what flows out."""
    return {found.key: (found.flows_in, found.flows_out) for found in neighbours(reader, keys, view)}


WANTED: Counts = {
    RESIN: ({"Receipt": 1}, {"ProcessStep": 1}),
    ORDER: ({"Lot": 1}, {"Lot": 1}),
    CATHETER: ({"ProcessStep": 1}, {"Device": 1}),
    UNIT: ({"Lot": 1}, {"Return": 1, "Shipment": 1}),
    CLINIC: ({"Return": 1, "Shipment": 1}, {}),
    key("supplier", "S1"): ({}, {"Receipt": 1}),
    key("complaint", "CP1"): ({}, {}),
}


def test_both_sides_of_every_kind_of_record(store: Store) -> None:
    one_lot().commit(store)
    with store.reader() as reader:
        assert counts(reader, *WANTED) == WANTED


def test_many_cost_as_many_reads_as_one(memory: MemoryStore) -> None:
    one_lot().commit(memory)
    trips = []
    for keys in ([RESIN], [*WANTED]):
        reader = memory.reader()
        neighbours(reader, keys)
        trips.append(reader.round_trips)
    assert trips[0] == trips[1]


def test_what_was_withdrawn_does_not_count(memory: MemoryStore) -> None:
    plant = one_lot()
    used = plant.link("CONSUMED_IN", CATHETER, step("MO2"), "1")
    plant.withdraw("CONSUMED_IN", used)
    plant.commit(memory)
    assert counts(memory.reader(), CATHETER) == {CATHETER: WANTED[CATHETER]}


def test_an_order_and_its_operations_do_not_flow_into_each_other(memory: MemoryStore) -> None:
    plant = one_lot()
    operation = plant.node(key("step", "operation", "MO1", "10"), kind="operation")
    plant.link("CONSUMED_IN", lot("RM", "9"), operation, "1")
    plant.context("PART_OF", operation, ORDER)
    plant.commit(memory)
    assert counts(memory.reader(), ORDER, operation) == {ORDER: WANTED[ORDER], operation: ({"Lot": 1}, {})}


def test_what_came_later_does_not_count_as_of_a_day(memory: MemoryStore) -> None:
    plant = one_lot()
    plant.node(key("shipment", "SH1"), shipped="2025-03-01")
    plant.commit(memory)
    assert counts(memory.reader(), CLINIC, view=View("2025-02-01")) == {CLINIC: ({"Return": 1}, {})}


def test_an_asker_bound_to_a_site_counts_what_belongs_there(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    assert counts(memory.reader(), RAW)[RAW][1] == {"ProcessStep": 2}
    assert counts(seen_by(memory, "A"), RAW)[RAW][1] == {"ProcessStep": 1}
    with pytest.raises(UnknownKey):
        neighbours(seen_by(memory, "A"), [MADE["B"]])


def test_unknown_keys_and_too_many_are_refused(memory: MemoryStore) -> None:
    one_lot().commit(memory)
    with pytest.raises(UnknownKey):
        neighbours(memory.reader(), [RESIN, lot("RM", "none")])
    with pytest.raises(BadRequest, match="501"):
        neighbours(memory.reader(), [lot("RM", str(n)) for n in range(MOST + 1)])


def test_of_what_lies_outside_of_the_sites_only_the_number_is_told(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    into = {"Receipt": 1}
    assert neighbours(memory.reader(), [RAW]) == [Neighbours(RAW, into, {"ProcessStep": 2})]
    assert neighbours(seen_by(memory, "A", "B"), [RAW]) == neighbours(memory.reader(), [RAW])
    (found,) = neighbours(seen_by(memory, "A"), [RAW])
    assert (found.flows_out, found.hidden_out) == ({"ProcessStep": 1}, 1)
    assert sum(found.flows_in.values()) + found.hidden_in == 1
    (own,) = neighbours(seen_by(memory, "A"), [MADE["A"]])
    assert own == Neighbours(MADE["A"], {"ProcessStep": 1}, {"Shipment": 1}, 0, 0)
