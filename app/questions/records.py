"""The records that belong to the rows of a genealogy: readings, inspections, measurements, decisions.

Promises: all of them, failed, rejected and lifted ones included. A reading belongs to a step if it was
taken in the step's room, or in one that holds it, and may overlap the step in time; where a time is
not stated the reading belongs. What hangs on an operation belongs to its order's step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.questions.reading import Card, Edge, Reads, Timed, may_hold
from app.questions.trace import Walk, closure
from app.questions.windows import OPEN, Window, interval, overlap
from graph_model.keys import prefix_of

INCOMING = ("MEASURED_ON", "DECIDED_ON", "RAISED_ON", "COMPLAINS_OF", "SERVICED", "RECALLS")


@dataclass(slots=True)
class Records:
    """Row -> the records that belong to it; and what was read on the way."""

    of_row: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    part_of: dict[str, str] = field(default_factory=dict)
    """Operation -> the step of the answer that it is part of, at whatever depth."""
    operations: Mapping[str, Card] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    """Where the steps ran, and all that holds these rooms."""
    readings: dict[str, Card] = field(default_factory=dict)

    def row_of(self, carrier: str) -> str:
        """The row that the records of a node of the answer, or of an operation, belong to."""
        return self.part_of.get(carrier, carrier)

    @property
    def cards(self) -> list[Card]:
        """Of the operations and the readings."""
        return [*self.operations.values(), *self.readings.values()]

    @property
    def keys(self) -> set[str]:
        """The records, and what they were found by."""
        return {*self.operations, *self.places}.union(*self.of_row.values())


def read_records(reader: Reads, done: Walk, cards: Mapping[str, Card]) -> Records:
    """Look up the records of everything the walk reached."""
    out = Records()
    steps = {k for k in done.keys if prefix_of(k) == "step"}
    out.part_of = operations_below(reader, steps)
    if out.part_of:
        out.operations = reader.cards(sorted(out.part_of))
    carriers = sorted(done.keys | set(out.part_of))
    for edge in reader.context(carriers, ("INSPECTED_BY",), True):
        if may_hold(edge):
            out.of_row[out.row_of(edge.source)].add(edge.target)
    for edge in reader.context(carriers, INCOMING, False):
        if may_hold(edge):
            out.of_row[out.row_of(edge.target)].add(edge.source)
    _add_readings(reader, out, sorted(steps | set(out.part_of)), {**cards, **out.operations})
    return out


def operations_below(reader: Reads, steps: set[str]) -> dict[str, str]:
    """Operation -> the step of the answer that it is part of, at whatever depth."""
    order_of: dict[str, str] = {}
    frontier = set(steps)
    while frontier:
        below: set[str] = set()
        for edge in reader.context(sorted(frontier), ("PART_OF",), False):
            if may_hold(edge) and edge.source not in steps and edge.source not in order_of:
                order_of[edge.source] = order_of.get(edge.target, edge.target)
                below.add(edge.source)
        frontier = below
    return order_of


def _add_readings(reader: Reads, out: Records, steps: list[str], cards: Mapping[str, Card]) -> None:
    if not steps:
        return
    at = [(e.source, e.target) for e in reader.context(steps, ("AT_LOCATION",), True) if may_hold(e)]
    if not at:
        return
    around = surroundings(reader, {room for _, room in at})
    out.places.update(*around.values())
    durations = {step: span_of(cards.get(step)) for step, _ in at}
    during: dict[str, list[Window]] = defaultdict(list)
    for step, room in at:
        for near in around[room]:
            during[near].append(durations[step])
    by_room: dict[str, set[str]] = defaultdict(set)
    for edge in _measured(reader, during):
        if may_hold(edge):
            by_room[edge.target].add(edge.source)
    readings = reader.cards(sorted({r for found in by_room.values() for r in found}))
    spans = {key: span_of(card) for key, card in readings.items()}
    for step, room in at:
        for near in around[room]:
            for reading in by_room.get(near, ()):
                if overlap(durations[step], spans[reading]):
                    out.of_row[out.row_of(step)].add(reading)
                    out.readings[reading] = readings[reading]


def _measured(reader: Reads, during: Mapping[str, list[Window]]) -> Iterable[Edge]:
    if isinstance(reader, Timed):
        return reader.measured(during)
    return reader.context(sorted(during), ("MEASURED_AT",), False)


def span_of(card: Card | None) -> Window:
    """When it was; a time that sources state differently rules nothing out."""
    if card is None:
        return OPEN
    since, until = (
        None if name in card.disputed else card.properties.get(name) for name in ("started", "ended")
    )
    return interval(since, until)


def surroundings(reader: Reads, rooms: Iterable[str]) -> dict[str, set[str]]:
    """Room -> itself and every place that holds it."""
    holds: dict[str, set[str]] = defaultdict(set)
    known = set(rooms)
    frontier = set(known)
    while frontier:
        found = [e for e in reader.context(sorted(frontier), ("LOCATED_IN",), True) if may_hold(e)]
        for edge in found:
            holds[edge.source].add(edge.target)
        frontier = {e.target for e in found if prefix_of(e.target) == "location"} - known
        known |= frontier
    return {room: closure(holds, [room]) for room in rooms}
