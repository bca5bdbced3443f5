"""A recall that leaves out what had happened before anything suspect could be there (docs/adr/0013).

Promises: it only takes away from the conservative walk, which stays the default, and hands back all that it
took away with the times that say so. The earliest time at which suspect material can be in something is a
property of the way it came, and the least over all ways decides; so one possible way keeps it, and cycles
end. A relationship is left out only where it surely happened before that, and only where the records stay
possible without it:

- whatever left an item must have been there by then from another origin: an item that left before it was made
  shows a late booking and no innocence;
- by days and times of booking alone, an output is left out only if its step had used another lot of the same
  material by then, for each that is suspect: an order of which the inputs are booked after its outputs was
  booked late.

What the times of the acts themselves leave out is found first, so that only the rest is `by_posting_date`.
What contradicts these rules stays, and is no later than its own time says. Refuses nothing: a time that may
not be trusted excludes nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.questions.acts import Acts
from app.questions.excluded import EVER, LATEST, Excluded, Interval, LeftOut, LeftOutRow
from app.questions.materials import Materials, read_materials
from app.questions.movements import Movements, read_movements
from app.questions.passing import Passing
from app.questions.reading import Edge, Reads
from app.questions.trace import ITEMS, Walk, closure, walk
from app.questions.watching import Watching
from graph_model.keys import prefix_of
from graph_model.relationships import LOGISTICS

_LOGISTICS = frozenset(declared.type for declared in LOGISTICS)
_LEAVES = frozenset(["CONSUMED_IN", "PACKED_IN", "SHIPPED_IN", "RETURNED_IN"])

Apart = Mapping[str, tuple[Interval, Interval]]
"""Relationship -> when the suspect material was there at the earliest, and when it happened."""


def remaining(reader: Watching, done: Walk) -> Walk:
    """What is left of a walk forward, with all that was left out of it."""
    times = _Times(reader, done)
    by_acts = times.apart({}, is_posting_read=False)
    possible = walk(_Within(reader, done, by_acts.keys()), done.starts, forward=True)
    by_bookings = times.apart(by_acts, is_posting_read=True)
    apart = {**by_acts, **by_bookings}
    rest = walk(_Within(reader, done, apart.keys()), done.starts, forward=True)
    rest.left_out = {key: edge for key, edge in done.edges.items() if key not in rest.edges}
    rest.excluded = Excluded(
        tuple(
            sorted(
                LeftOut.of(edge, apart.get(key), by_posting_date=key in by_bookings or key in possible.edges)
                for key, edge in rest.left_out.items()
            )
        ),
        tuple(LeftOutRow(key, key in possible.keys) for key in sorted(done.keys - rest.keys)),
    )
    return rest


class _Within(Passing):
    """The relationships of a walk but for some; a walk through it reaches what is left."""

    def __init__(self, reader: Reads, done: Walk, without: Iterable[str]) -> None:
        super().__init__(reader)
        hidden = set(without)
        self._flow: dict[str, list[Edge]] = defaultdict(list)
        self._logistics: dict[str, list[Edge]] = defaultdict(list)
        for edge in (*done.edges.values(), *done.void.values()):
            if edge.key not in hidden:
                side = self._logistics if edge.type in _LOGISTICS else self._flow
                side[edge.source].append(edge)
                if edge.type == "PART_OF":
                    side[edge.target].append(edge)

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow; an order and its operations are one."""
        return [edge for key in keys for edge in self._flow.get(key, ())]

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of logistics."""
        return [edge for key in keys for edge in self._logistics.get(key, ())]


class _Times:
    """When things happened around one walk, and what that leaves out."""

    def __init__(self, reader: Watching, done: Walk) -> None:
        self._done = done
        self._moved = read_movements(reader, done)
        self._acts = Acts(reader, self._moved.edges.values())
        self._leading: dict[str, list[tuple[Edge, str]]] = defaultdict(list)
        for edge in done.edges.values():
            self._leading[edge.source].append((edge, edge.target))
            if edge.type == "PART_OF":
                self._leading[edge.target].append((edge, edge.source))
        self._inside = _inside(done)
        self._origins = _origins(self._moved)
        self._suspect, self._others = _inputs(self._moved, done)
        items = {e.source for found in (self._suspect, self._others) for es in found.values() for e in es}
        self._materials = _read_materials(reader, items)

    def apart(self, without: Apart, *, is_posting_read: bool) -> Apart:
        """What had happened before anything suspect could be where it leads out of, by the label of that."""
        judged: dict[str, tuple[Interval, bool]] = {}
        for edge in self._done.edges.values():
            if edge.key not in without:
                act = self._acts.of(edge)
                act = EVER if act.by_posting_date and not is_posting_read else act
                judged[edge.key] = act, self._is_possible_without(edge, act, is_posting_read=is_posting_read)
        held = self._labels(judged)
        found: dict[str, tuple[Interval, Interval]] = {}
        for edge in self._done.edges.values():
            since = held.get(edge.source)
            if edge.key in judged and since is not None and _came(since, *judged[edge.key]) is None:
                found[edge.key] = since, judged[edge.key][0]
        return found

    def _labels(self, judged: Mapping[str, tuple[Interval, bool]]) -> Mapping[str, Interval]:
        """Node -> the earliest time at which suspect material can be there, in the order of these times.

        Where times contradict, a later label may lead to an earlier one; what that changes is done again.
        """
        best = dict.fromkeys(self._done.starts, EVER)
        todo = [(held, key) for key, held in best.items()]
        heapq.heapify(todo)
        while todo:
            held, key = heapq.heappop(todo)
            if held != best[key]:
                continue  # an earlier one was found since
            for edge, far in self._leading[key]:
                came = _came(held, *judged[edge.key]) if edge.key in judged else None
                if came is not None and (far not in best or came < best[far]):
                    best[far] = came
                    heapq.heappush(todo, (came, far))
        return best

    def _is_possible_without(self, edge: Edge, act: Interval, *, is_posting_read: bool) -> bool:
        """Whether the records still make sense if it had nothing of what is suspect."""
        if act.last == LATEST:
            return True
        if edge.type in _LEAVES:
            return all(self._was_there(item, act) for item in self._inside.get(edge.source, [edge.source]))
        return edge.type != "PRODUCED" or not is_posting_read or self._had_others(edge.source, act)

    def _was_there(self, item: str, act: Interval) -> bool:
        return any(self._is_by(origin, act) for origin in self._origins.get(item, ()))

    def _had_others(self, step: str, act: Interval) -> bool:
        """Whether the order had used another lot of each suspect material by then."""
        head = self._moved.step(step)
        used = {self._material(e) for e in self._others.get(head, ()) if self._is_by(e, act)}
        return all(self._material(edge) in used for edge in self._suspect.get(head, ()))

    def _is_by(self, edge: Edge, act: Interval) -> bool:
        """Whether it has a time, and that is not surely later."""
        at = self._acts.of(edge)
        return bool(at.statements) and at.first <= act.last

    def _material(self, edge: Edge) -> str:
        is_item = prefix_of(edge.source) in ITEMS
        return self._materials.of(edge.source) if is_item else self._materials.kept(edge.source)


def _came(held: Interval, act: Interval, is_possible_without: bool) -> Interval | None:
    """When suspect material is where it leads at the earliest; None if it had happened before. Of times that
    contradict the earlier counts.
    """
    if not is_possible_without:
        return act
    if held.first > act.last:
        return None
    return max(held, act)


def _inside(done: Walk) -> Mapping[str, list[str]]:
    """Package -> the items of the walk that were in it, or in another one inside."""
    held: dict[str, set[str]] = defaultdict(set)
    for edge in done.edges.values():
        if edge.type == "PACKED_IN":
            held[edge.target].add(edge.source)
    return {key: [k for k in closure(held, [key]) if prefix_of(k) in ITEMS] for key in held}


def _origins(moved: Movements) -> Mapping[str, list[Edge]]:
    """Item -> how it, or the lot that it is a unit of, came to be."""
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in moved.edges.values():
        if edge.type in ("PRODUCED", "RECEIVED_AS"):
            out[edge.target].append(edge)
    for device, lots in moved.lots_of().items():
        out[device] += [edge for lot in lots for edge in out.get(lot, ())]
    return out


def _inputs(moved: Movements, done: Walk) -> tuple[Mapping[str, list[Edge]], Mapping[str, list[Edge]]]:
    """Order -> what of its inputs may be suspect, and its other inputs."""
    suspect: dict[str, list[Edge]] = defaultdict(list)
    others: dict[str, list[Edge]] = defaultdict(list)
    for edge in moved.edges.values():
        if edge.type in ("CONSUMED_IN", "USED_IN"):
            (suspect if edge.key in done.edges else others)[moved.step(edge.target)].append(edge)
    return suspect, others


def _read_materials(reader: Watching, keys: Iterable[str]) -> Materials:
    return read_materials(reader, {k for k in keys if prefix_of(k) in ITEMS}, reader.classes.kept)
