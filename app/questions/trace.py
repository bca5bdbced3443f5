"""The walk: what is reached from some keys, forward or backward, and by which relationships.

Promises: the walk is complete or it raises. It has no depth limit and no cap, ends on cycles, sees
each node once and asks once per level, so that a graph with 2^40 paths costs as many round trips as
it is deep. Two phases (DESIGN 4): material flow is closed over; logistics is followed outward
to its ends only, so nothing is reached *through* a party, receipt, shipment, return or package:

    forward   (supplier, receipt ->) items and steps  ->  packages, shipments, returns, customers
    backward  (customer, shipment, return, package ->) items and steps  ->  receipts, suppliers

An order and its operations are one: what any of them used may be in what any of them made. What is in
a package reaches the package's shipment if it may have been inside when that left. Void relationships
are never followed; those that would have led on are handed back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.questions.excluded import Excluded
from app.questions.reading import Edge, Reads
from app.questions.windows import OPEN, Window, span, stay
from graph_model.keys import prefix_of

ITEMS = frozenset(["lot", "device"])
FLOW = ITEMS | {"step"}
_LEAVES_BY = {"SHIPPED_IN": "shipped", "RETURNED_IN": "returned"}


@dataclass(slots=True)
class Walk:
    """What a walk reached. `edges` were followed, by key; `void` would have been if they held."""

    starts: tuple[str, ...]
    forward: bool
    keys: set[str] = field(default_factory=set)
    edges: dict[str, Edge] = field(default_factory=dict)
    void: dict[tuple[str, str, int], Edge] = field(default_factory=dict)
    partly: set[str] = field(default_factory=set)
    """Items of which the asker may not see all that came into them."""
    excluded: Excluded | None = None
    """What a time-aware walk left out; None where nobody asked for that."""
    left_out: dict[str, Edge] = field(default_factory=dict)
    """The relationships among these, by key."""
    levels: int = 0
    round_trips: int = 0

    def pass_by(self, edge: Edge) -> None:
        """Remember what does not hold; of one key there may be several statements."""
        self.void[edge.key, edge.source, edge.commit] = edge


def walk(reader: Reads, starts: tuple[str, ...], *, forward: bool) -> Walk:
    """Everything reached from `starts`, which must be keys a trace can start at."""
    done = Walk(starts, forward, set(starts))
    outer = [k for k in starts if prefix_of(k) not in FLOW]
    first = ("supplier", "receipt") if forward else ("customer", "shipment", "return", "package")
    entered = Logistics(reader, done).run(k for k in outer if prefix_of(k) in first)
    _close(reader, done, {k for k in (*starts, *entered) if prefix_of(k) in FLOW})
    items = (k for k in done.keys if prefix_of(k) in ITEMS)
    Logistics(reader, done).run([*items, *(k for k in outer if prefix_of(k) not in first)])
    return done


def orders_above(reader: Reads, keys: Iterable[str]) -> list[Edge]:
    """What ties operations to the orders that they are part of, at whatever depth."""
    out: list[Edge] = []
    frontier = {k for k in keys if prefix_of(k) == "step"}
    known = set(frontier)
    while frontier:
        found = [e for e in reader.context(sorted(frontier), ("PART_OF",), True) if not e.void]
        out += found
        frontier = {e.target for e in found} - known
        known |= frontier
    return out


def _close(reader: Reads, done: Walk, seeds: set[str]) -> None:
    """Phase 1: the closure over material flow."""
    done.keys |= seeds
    by_flow, frontier = set(seeds), seeds
    while frontier:
        done.round_trips += 1
        ends: set[str] = set()
        for edge in reader.flow(sorted(frontier), done.forward):
            if edge.void:
                done.pass_by(edge)
                continue
            done.edges[edge.key] = edge
            ends |= {edge.source, edge.target}
            if edge.type != "PART_OF":
                by_flow |= {edge.source, edge.target}
        frontier = ends - done.keys
        done.keys |= frontier
        done.levels += bool(ends)
    _drop_idle(done, by_flow)


def _drop_idle(done: Walk, by_flow: set[str]) -> None:
    """Take out the operations that were looked at, lead nowhere and join nothing that does."""
    orders: dict[str, set[str]] = defaultdict(set)
    near: dict[str, set[str]] = defaultdict(set)
    for edge in done.edges.values():
        if edge.type == "PART_OF":
            orders[edge.source].add(edge.target)
            near[edge.source].add(edge.target)
            near[edge.target].add(edge.source)
    loose = set(orders) - closure(orders, by_flow)
    idle: set[str] = set()
    todo = list(loose)
    while todo:
        key = todo.pop()
        if key in loose and key not in idle and len(near[key]) < 2:  # an end, which joins nothing
            idle.add(key)
            for other in near.pop(key):
                near[other].discard(key)
                todo.append(other)
    done.keys -= idle
    done.edges = {key: edge for key, edge in done.edges.items() if not {edge.source, edge.target} & idle}


def heads(edges: Iterable[Edge]) -> dict[str, str]:
    """Step -> the one that stands for its order and all operations of that; of steps that have some."""
    near: dict[str, set[str]] = defaultdict(set)
    inner = set()
    for edge in edges:
        if edge.type == "PART_OF":
            near[edge.source].add(edge.target)
            near[edge.target].add(edge.source)
            inner.add(edge.source)
    out: dict[str, str] = {}
    for key in near:
        if key not in out:
            whole = closure(near, [key])
            out.update(dict.fromkeys(whole, min(whole - inner or whole)))
    return out


def closure(links: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    """These and all that is reached from them."""
    found = set(starts)
    todo = list(found)
    while todo:
        for key in links.get(todo.pop(), ()):
            if key not in found:
                found.add(key)
                todo.append(key)
    return found


def far_end(edge: Edge, *, forward: bool) -> str:
    """Where the relationship leads."""
    return edge.target if forward else edge.source


def near_end(edge: Edge, *, forward: bool) -> str:
    """Where it was met."""
    return edge.source if forward else edge.target


class Logistics:
    """Phase 2, and its mirror at the start of a walk: outward over logistics, items are ends.

    All relationships are read first, level by level; then what may have been inside a package at
    the time that matters is worked out in memory.
    """

    def __init__(self, reader: Reads, done: Walk) -> None:
        self._reader = reader
        self._done = done
        self._met: dict[str, list[Edge]] = defaultdict(list)
        self._void: dict[str, list[Edge]] = defaultdict(list)

    def run(self, keys: Iterable[str]) -> set[str]:
        """Everything reached from these keys; it is also added to the walk."""
        first = set(keys)
        self._read(first)
        times = event_times(self._reader, self._done, (e for met in self._met.values() for e in met))
        reached: set[str] = set()
        states = {(key, OPEN) for key in first}
        todo = list(states)
        while todo:
            key, window = todo.pop()
            for edge in self._void.get(key, ()):
                self._done.pass_by(edge)
            for edge in self._met.get(key, ()):
                inside = window & times.get(edge.key, OPEN)
                if inside.empty:
                    continue
                self._done.edges[edge.key] = edge
                end = far_end(edge, forward=self._done.forward)
                reached.add(end)
                state = (end, inside if prefix_of(end) == "package" else OPEN)
                if state not in states:
                    states.add(state)
                    todo.append(state)
        self._done.keys |= reached
        return reached

    def _read(self, first: set[str]) -> None:
        known, frontier = set(first), first
        while frontier:
            self._done.round_trips += 1
            found = self._reader.logistics(sorted(frontier), self._done.forward)
            ends = set()
            for edge in found:
                (self._void if edge.void else self._met)[near_end(edge, forward=self._done.forward)].append(
                    edge
                )
                if not edge.void:
                    ends.add(far_end(edge, forward=self._done.forward))
            frontier = {end for end in ends if prefix_of(end) not in ITEMS} - known
            known |= frontier


def event_times(reader: Reads, done: Walk, edges: Iterable[Edge]) -> dict[str, Window]:
    """When each relationship with a package held: the stay inside, or the moment it left or came back.

    A time that sources state differently rules nothing out, whichever of the statements is followed.
    """
    out: dict[str, Window] = {}
    undated: list[Edge] = []
    for edge in edges:
        if edge.disputed:
            out[edge.key] = OPEN
        elif edge.type == "PACKED_IN":
            out[edge.key] = stay(edge.properties)
        elif edge.type in _LEAVES_BY and prefix_of(edge.source) == "package":
            at = edge.properties.get("event_time")
            out[edge.key] = span(at, at)
            if not at:
                undated.append(edge)
    if undated:
        done.round_trips += 1
        cards = reader.cards(sorted({e.target for e in undated}))
        for edge in undated:
            card, name = cards.get(edge.target), _LEAVES_BY[edge.type]
            at = card.properties.get(name) if card and name not in card.disputed else None
            out[edge.key] = span(at, at)
    return out
