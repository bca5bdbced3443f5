"""Who got what by columns against record by record, on whatever plants the other tests make up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.case.deliveries import Reached, lots_of, reached
from app.columnar import ask
from app.questions.reading import Reads, joined
from app.snapshot.reader import FEW
from graph_model.facts import NodeFact
from tests.columnar.test_recall import Made, histories, operations, packings, plants, workshop
from tests.support.build import Plant, device, key, lot
from tests.support.columns import offline
from tests.support.memory import MemoryStore
from tests.support.questions import device_plant, whole_plant


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of few records by columns, too."""
    monkeypatch.setattr(ask, "FEW", -1)


def whole(seed: int) -> Made:
    store = MemoryStore()
    facts = (whole_plant, device_plant)[seed % 2]()
    items = sorted(
        {
            one.key
            for one in facts.facts
            if isinstance(one, NodeFact) and one.key.startswith(("lot:", "device:"))
        }
    )
    facts.commit(store)
    return store, items


@pytest.mark.parametrize("make", [operations, packings, workshop, plants, histories, whole])
def test_both_ways_tell_the_same_deliveries(make: Callable[[int], Made]) -> None:
    told = 0
    for seed in range(5):
        store, starts = make(seed)
        reader, memory = offline(store, rebase_at=1), store.reader()
        for start in starts:
            if start in memory.cards([start]):
                found, wanted = reached(reader, [start]), reached(memory, [start])
                assert found.consignees == wanted.consignees, start
                assert found.answer.in_full() == wanted.answer.in_full(), start
                assert _lots(reader, found) == _lots(memory, wanted), start
                told += len(wanted.consignees)
    assert told or make in (operations, workshop)


def _lots(reader: Reads, told: Reached) -> dict[str, str]:
    return lots_of(reader, [one.about for who in told.consignees.values() for one in who.deliveries])


def test_both_ends_of_relationships_are_those_of_the_whole_ones() -> None:
    for seed in range(3):
        store, _ = histories(seed)
        reader, memory = offline(store, rebase_at=1), store.reader()
        keys = [*memory.of_label("Lot"), *memory.of_label("Device")]
        for type_, outgoing in (("CONSUMED_IN", True), ("PRODUCED", False), ("INSTANCE_OF", True)):
            told = joined(reader, keys, type_, outgoing)
            assert sorted(told) == sorted(joined(memory, keys, type_, outgoing))


def test_many_nodes_at_once_are_those_that_are_read_one_by_one() -> None:
    store, facts = MemoryStore(), Plant()
    keys = [facts.node(device("FG", str(n)), serial_number=str(n)) for n in range(FEW + 2)]
    facts.commit(store)
    facts.node(keys[1], serial_number="other", changed="2025-01-01T00:00:00.000000Z")
    facts.node(late := key("customer", "C"), name="C")
    facts.commit(store)
    reader = offline(store, rebase_at=1)
    many = reader.cards([*keys, late, lot("FG", "absent")])
    assert many == {one: reader.cards([one])[one] for one in (*keys, late)}
    assert many[keys[1]].properties["serial_number"] == "other"
