"""Small random plants with one cause of complaints planted in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import networkx

from tests.support.build import Plant, device, key, lot, step

LEAST, MOST = 0.05, 0.5
"""Of all devices, what share the planted cause reaches."""


@dataclass
class Planted:
    """A plant, what its devices met, and the cause with the devices that suffer from it."""

    plant: Plant = field(default_factory=Plant)
    met: networkx.DiGraph[str] = field(default_factory=networkx.DiGraph)
    devices: list[str] = field(default_factory=list)
    cause: str = ""
    bad: list[str] = field(default_factory=list)


def planted(seed: int) -> Planted:
    """Of those that met the cause, four in five are bad; of the others one in a hundred."""
    chance = random.Random(seed)
    out = Planted()
    raws = [lot(f"RM-{n % 3}", f"{n}") for n in range(12)]
    for n, raw in enumerate(raws):
        supplier = f"S{n % 5}"
        out.plant.receive(raw, supplier, f"GR-{n}")
        out.met.add_edge(key("supplier", supplier), raw)
    middles = [lot("WIP-1", str(n)) for n in range(20)]
    for n, middle in enumerate(middles):
        _make(chance, out, f"W{n}", chance.sample(raws, 2), [middle])
    for n in range(24):
        units = [device("FG-1", f"{n}-{m}") for m in range(chance.randint(8, 20))]
        finished = lot("FG-1", str(n))
        _make(chance, out, f"F{n}", [*chance.sample(middles, 2), chance.choice(raws)], [finished])
        for unit in units:
            out.plant.link("HAS_UNIT", finished, unit)
            out.met.add_edge(finished, unit)
        out.devices += units
    _plant_cause(chance, out)
    return out


def _make(chance: random.Random, out: Planted, order: str, inputs: list[str], outputs: list[str]) -> None:
    day = f"2025-03-{chance.randint(1, 28):02d}"
    made_by = out.plant.node(step(order), kind="production", started=day, ended=day)
    out.plant.make(order, inputs, outputs)
    for item in inputs:
        out.met.add_edge(item, made_by)
    for item in outputs:
        out.met.add_edge(made_by, item)
    for type_, prefix, parts in (
        ("USED_EQUIPMENT", "equipment", [f"EQ-{chance.randrange(8)}"]),
        ("PERFORMED_BY", "person", [f"P-{chance.randrange(10)}"]),
        ("AT_LOCATION", "location", [f"R-{chance.randrange(6)}"]),
        ("FOLLOWED", "specification", [f"SP-{order[0]}", chance.choice("ABC")]),
    ):
        node = out.plant.node(key(prefix, *parts))
        out.plant.context(type_, made_by, node)
        out.met.add_edge(node, made_by)


def _plant_cause(chance: random.Random, out: Planted) -> None:
    devices = set(out.devices)
    reached = {
        node: networkx.descendants(out.met, node) & devices
        for node in sorted(out.met)
        if not node.startswith(("device:", "step:"))
    }
    fit = [node for node, found in reached.items() if LEAST <= len(found) / len(devices) <= MOST]
    out.cause = chance.choice(fit)
    suffering = reached[out.cause]
    out.bad = [unit for unit in out.devices if chance.random() < (0.8 if unit in suffering else 0.01)]
