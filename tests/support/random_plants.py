"""Random small plants as facts, with networkx as a second opinion on what they come to."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import networkx

from tests.support.build import Plant, device, key, lot, step


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
