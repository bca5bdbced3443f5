"""Three opinions on random plants: the walk on each engine, and networkx on the same records.

`LOTGRAPH_PLANTS` sets how many plants (default 300).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field

import networkx
import pytest

from app.questions.ask import genealogy, recall
from app.questions.trace import walk
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step

pytestmark = pytest.mark.engine

PLANTS = int(os.environ.get("LOTGRAPH_PLANTS", "300"))
PLANTS_PER_COMMIT = 10


@dataclass
class RandomPlant:
    """A small plant with cycles, fans, packages, shared shipments and returns, as records."""

    name: str
    flow: networkx.DiGraph[str] = field(default_factory=networkx.DiGraph)
    logistics: networkx.DiGraph[str] = field(default_factory=networkx.DiGraph)
    receipts: networkx.DiGraph[str] = field(default_factory=networkx.DiGraph)
    items: list[str] = field(default_factory=list)

    def forward(self, start: str) -> set[str]:
        """The closure over flow, then outward over logistics, which never leads back to items."""
        items = networkx.descendants(self.flow, start) | {start}
        out = set(items)
        for item in items & set(self.logistics):
            out |= networkx.descendants(self.logistics, item)
        return out

    def backward(self, start: str) -> set[str]:
        """The closure upstream, then the receipts of its items and their suppliers."""
        items = networkx.ancestors(self.flow, start) | {start}
        out = set(items)
        for item in items & set(self.receipts):
            out |= networkx.ancestors(self.receipts, item)
        return out


def build(seed: int, into: Plant) -> RandomPlant:
    """One random plant; its facts are added to `into`."""
    rng = random.Random(seed)
    plant = RandomPlant(f"P{seed}")
    for number in range(rng.randint(3, 14)):
        material = f"{plant.name}-{rng.choice('ABC')}"
        is_unit = rng.random() < 0.3
        plant.items.append(device(material, str(number)) if is_unit else lot(material, str(number)))
    plant.flow.add_nodes_from(plant.items)
    for number in range(rng.randint(1, 10)):
        _step(rng, plant, into, number)
    for number in range(rng.randint(0, 4)):
        _units(rng, plant, into)
        _receipt(rng, plant, into, number)
        _shipment(rng, plant, into, number)
        _return(rng, plant, into, number)
    for item in plant.items:
        into._ensure(item)
    return plant


def _some(rng: random.Random, items: list[str], most: int) -> list[str]:
    return rng.sample(items, rng.randint(0, min(most, len(items))))


def _step(rng: random.Random, plant: RandomPlant, into: Plant, number: int) -> None:
    made_by = step(f"{plant.name}-{number}")
    into._ensure(made_by)
    plant.flow.add_node(made_by)
    for item in _some(rng, plant.items, 4):
        void = rng.random() < 0.1
        relationship = into.link("CONSUMED_IN", item, made_by, "1")
        if void:
            into.withdraw("CONSUMED_IN", relationship)
        else:
            plant.flow.add_edge(item, made_by)
    for item in _some(rng, plant.items, 3):
        into.link("PRODUCED", made_by, item, "1")
        plant.flow.add_edge(made_by, item)


def _units(rng: random.Random, plant: RandomPlant, into: Plant) -> None:
    lots = [i for i in plant.items if i.startswith("lot:")]
    units = [i for i in plant.items if i.startswith("device:")]
    if lots and units:
        source, target = rng.choice(lots), rng.choice(units)
        into.link("HAS_UNIT", source, target)
        plant.flow.add_edge(source, target)


def _receipt(rng: random.Random, plant: RandomPlant, into: Plant, number: int) -> None:
    item, supplier = rng.choice(plant.items), f"{plant.name}-{rng.randint(1, 2)}"
    receipt = into.receive(item, supplier, f"{plant.name}-{number}")
    plant.receipts.add_edge(key("supplier", supplier), receipt)
    plant.receipts.add_edge(receipt, item)


def _shipment(rng: random.Random, plant: RandomPlant, into: Plant, number: int) -> None:
    shipment, customer = key("shipment", f"{plant.name}-{number}"), key("customer", rng.choice("12"))
    into.link("DELIVERED_TO", shipment, customer)
    plant.logistics.add_edge(shipment, customer)
    carton, pallet = (key("package", f"{plant.name}-{kind}{number}") for kind in "CP")
    for item in _some(rng, plant.items, 3):
        if rng.random() < 0.5:
            into.link("SHIPPED_IN", item, shipment, "1", "u")
            plant.logistics.add_edge(item, shipment)
            continue
        for type_, source, target in (
            ("PACKED_IN", item, carton),
            ("PACKED_IN", carton, pallet),
            ("SHIPPED_IN", pallet, shipment),
        ):
            into.link(type_, source, target)
            plant.logistics.add_edge(source, target)


def _return(rng: random.Random, plant: RandomPlant, into: Plant, number: int) -> None:
    item, customer = rng.choice(plant.items), rng.choice("12")
    returned = into.give_back(item, customer, f"{plant.name}-{number}")
    plant.logistics.add_edge(item, returned)
    plant.logistics.add_edge(returned, key("customer", customer))


def test_every_walk_equals_networkx(store: Store) -> None:
    rng = random.Random(7)
    for first in range(0, PLANTS, PLANTS_PER_COMMIT):
        facts = Plant(f"doc{first}")
        plants = [build(seed, facts) for seed in range(first, min(first + PLANTS_PER_COMMIT, PLANTS))]
        facts.commit(store)
        reader = store.reader()
        for plant in plants:
            start = rng.choice(plant.items)
            assert {row.key for row in recall(reader, [start]).rows} == plant.forward(start), plant.name
            assert {row.key for row in genealogy(reader, [start]).rows} == plant.backward(start), plant.name


def test_forty_diamonds_in_a_row_take_a_round_trip_a_level(store: Store) -> None:
    plant, diamonds = Plant(), 40
    for n in range(diamonds):
        left, right = lot("SA-1", f"L{n}"), lot("SA-1", f"R{n}")
        plant.make(f"L{n}", [lot("SA-1", str(n))], [left])
        plant.make(f"R{n}", [lot("SA-1", str(n))], [right])
        plant.make(f"J{n}", [left, right], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    done = walk(store.reader(), (lot("SA-1", "0"),), forward=True)
    assert len(done.keys) == 1 + 6 * diamonds
    assert done.levels == 4 * diamonds
    assert done.round_trips <= done.levels + 2


def test_a_chain_of_five_thousand_levels_is_walked_to_its_end(store: Store) -> None:
    plant, levels = Plant(), 5000
    for n in range(levels // 2):
        plant.make(f"MO{n}", [lot("SA-1", str(n))], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    done = walk(store.reader(), (lot("SA-1", "0"),), forward=True)
    assert len(done.keys) == levels + 1
    assert done.levels == levels
    assert done.round_trips <= done.levels + 2
    back = walk(store.reader(), (lot("SA-1", str(levels // 2)),), forward=False)
    assert back.keys == done.keys
