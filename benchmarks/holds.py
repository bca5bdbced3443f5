"""(m) Holds: what some hold, with where it is, against networkx.

Twenty holds on lots of a plant whose material flow fans out to the size asked for: every lot and device with
the holds that reach it, what of it is on hand and how it left, from the columns, gaps included. The peer
tells less: descendants of each hold over a directed graph that lies ready in memory, as sets. What both find
is compared first. Medians of interleaved rounds, in seconds of the processor; no engine takes part.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from typing import TypeAlias

import networkx

from app.holding.board import board
from app.holding.items import held_by
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.support.build import Plant, device, key, lot, step
from tests.support.columns import OfflineReader, graph_of
from tests.support.memory import MemoryStore

DESCENDANTS = {"small": 10_000, "plant": 100_000, "large": 100_000}
HOLDS, LOTS, ROUNDS = 20, 40, 5
SECONDS = 2.0
"""The goal for 100,000 descendants."""
Flow: TypeAlias = "networkx.DiGraph[str]"


def measure(size: str) -> None:
    """Print how long a board takes, and how long the peer."""
    store, flow, holds = _plant(DESCENDANTS[size])
    graph = Graph(rebased(graph_of(store)))
    reader = OfflineReader(graph, store.reader())
    gc.freeze()  # the store in memory is a test's: where columns are asked, nothing like it is looked through
    found = board(reader)
    wanted = {hold: networkx.descendants(flow, start) | {start} for hold, start in holds.items()}
    items = {end for ends in wanted.values() for end in ends if not end.startswith("step:")}
    if found.items.keys() != items or any(
        {held.key for held in found.of[hold]} != {end for end in ends if not end.startswith("step:")}
        for hold, ends in wanted.items()
    ):
        raise AssertionError("the board and networkx differ")
    last = max(items)
    ways: dict[str, Callable[[], object]] = {
        "board": lambda: board(reader),
        "networkx": lambda: {hold: networkx.descendants(flow, start) for hold, start in holds.items()},
        "one item": lambda: held_by(reader, [last]),
    }
    seconds = _medians(ways)
    goal = f"{SECONDS} s: {'met' if seconds['board'] <= SECONDS else 'short'}" if size != "small" else ""
    print(f"holds, {len(items):,} lots and devices under {HOLDS} holds, no engine")
    print("name | ours | peer | ratio | goal")
    ours, peer = seconds["board"], seconds["networkx"]
    print(f"board / networkx.descendants | {ours:.3f} s | {peer:.3f} s | {ours / peer:.2f} | {goal}")
    print(f"what holds one device | {seconds['one item'] * 1000:.1f} ms | | |", flush=True)


def _medians(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, ask in ways.items():
            began = time.process_time()
            ask()
            if turn:  # the first is a warm-up
                taken[name].append(time.process_time() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _plant(count: int) -> tuple[MemoryStore, Flow, dict[str, str]]:
    """Received lots, lots made of some of them, devices made of those; a third of the devices is shipped."""
    chance, plant = random.Random(1), Plant()
    flow: Flow = networkx.DiGraph()
    received = [lot("RM", str(n)) for n in range(LOTS)]
    flow.add_nodes_from(received)
    middle = [lot("FG-B", str(n)) for n in range(count // 100)]
    for item in received:
        plant.receive(item, "S", item.rpartition("/")[2])
    for n, item in enumerate(middle):
        _make(plant, flow, f"B{n}", chance.sample(received, 3), [item])
    for n in range(count // 48):
        units = [device("FG", f"{n}-{unit}") for unit in range(49)]
        _make(plant, flow, f"F{n}", chance.sample(middle, 2), units)
        for unit in units[::3]:
            plant.link("SHIPPED_IN", unit, key("shipment", str(n)), "1", "u")
        plant.link("DELIVERED_TO", key("shipment", str(n)), key("customer", str(n % 50)))
    holds = {
        plant.node(key("hold", str(n)), reason="benchmark"): item for n, item in enumerate(received[:HOLDS])
    }
    for hold, item in holds.items():
        plant.context("DECIDED_ON", hold, item)
    store = MemoryStore()
    plant.commit(store)
    return store, flow, holds


def _make(plant: Plant, flow: Flow, order: str, inputs: list[str], outputs: list[str]) -> None:
    plant.make(order, inputs, outputs)
    flow.add_edges_from((item, step(order)) for item in inputs)
    flow.add_edges_from((step(order), item) for item in outputs)
