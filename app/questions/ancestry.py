"""What some items were made of, by whom, where, with what and when: all of it as one graph in columns.

Promises: the whole ancestry of the items, in one walk of as many round trips as it is deep, and all that the
steps on it used; nothing is reached through a party, a document or a package. An order and its operations are
one. Factors are what may be a cause: lots and devices that went in, suppliers, equipment, rooms and what
holds them, persons, specification versions, and the days and weeks in which something of a material was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from app.questions.materials import read_materials
from app.questions.reading import Card, Reads, may_hold
from app.questions.records import operations_below, span_of
from app.questions.trace import Walk, heads, walk
from app.questions.windows import Moment
from graph_model.keys import prefix_of
from lineage.exposed import Ints

BY_STEPS = ("AT_LOCATION", "USED_EQUIPMENT", "PERFORMED_BY", "FOLLOWED")
MOST_DAYS = 31
"""A step that lasts longer belongs to the days of its beginning and end only."""


@dataclass(frozen=True, slots=True, order=True)
class Factor:
    """What may be a cause. Of a day or week in which a material was made, `key` is that material."""

    kind: str
    key: str
    when: str = ""

    @property
    def text(self) -> str:
        """As one word."""
        return f"{self.key}@{self.when}" if self.when else self.key


KIND_OF = {
    "lot": "lot",
    "device": "device",
    "supplier": "supplier",
    "equipment": "equipment",
    "location": "room",
    "site": "site",
    "person": "person",
    "specification": "specification",
}
KINDS = (*KIND_OF.values(), "day", "week")


@dataclass(slots=True)
class Ancestry:
    """Places of nodes and factors, and the relationships between them."""

    places: dict[str, int] = field(default_factory=dict)
    factors: dict[int, Factor] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    undated: int = 0
    """Steps of which nothing says when they were, so that they are of no day and no week."""
    _sources: list[int] = field(default_factory=list)
    _targets: list[int] = field(default_factory=list)

    @property
    def ends(self) -> tuple[Ints, Ints]:
        """Sources and targets of the relationships."""
        return np.array(self._sources, np.int64), np.array(self._targets, np.int64)

    def place(self, key: str) -> int:
        """The place of a node."""
        found = self.places.setdefault(key, len(self.places))
        if (kind := KIND_OF.get(prefix_of(key))) is not None:
            self.factors.setdefault(found, Factor(kind, key))
        return found

    def link(self, source: str, target: str) -> None:
        """The target may have something of the source."""
        self._sources.append(self.place(source))
        self._targets.append(self.place(target))

    def happened(self, factor: Factor, step: str) -> None:
        """A step was in this time."""
        place = self.places.setdefault(f"{factor.kind}@{factor.text}", len(self.places))
        self.factors[place] = factor
        self._sources.append(place)
        self._targets.append(self.place(step))


def read_ancestry(reader: Reads, items: Iterable[str], kept: Callable[[str], str]) -> Ancestry:
    """The ancestry of these items; `kept` is the key under which a merged material is told."""
    done = walk(reader, tuple(sorted(items)), forward=False)
    out = Ancestry()
    for item in done.starts:
        out.place(item)
    for edge in done.edges.values():
        out.link(edge.source, edge.target)
        if edge.type == "PART_OF":
            out.link(edge.target, edge.source)
    below = operations_below(reader, {key for key in done.keys if prefix_of(key) == "step"})
    for operation, order in below.items():
        out.link(operation, order)
        out.link(order, operation)
    out.touched = done.keys | below.keys()
    steps = sorted(key for key in out.touched if prefix_of(key) == "step")
    _add_context(reader, out, steps)
    _add_times(reader, out, steps, _made(reader, done, kept, below))
    return out


def _add_context(reader: Reads, out: Ancestry, steps: list[str]) -> None:
    """What the steps used and followed, who did them, where they ran, and what holds these places."""
    rooms = set()
    for edge in reader.context(steps, BY_STEPS, True) if steps else ():
        if may_hold(edge):
            out.link(edge.target, edge.source)
            rooms |= {edge.target} if edge.type == "AT_LOCATION" else set()
    known = set(rooms)
    while rooms:
        held = [e for e in reader.context(sorted(rooms), ("LOCATED_IN",), True) if may_hold(e)]
        for edge in held:
            out.link(edge.target, edge.source)
        rooms = {edge.target for edge in held if prefix_of(edge.target) == "location"} - known
        known |= rooms


def _made(
    reader: Reads, done: Walk, kept: Callable[[str], str], below: Mapping[str, str]
) -> Callable[[str], set[str]]:
    """Step -> the materials that its order made."""
    head = heads(done.edges.values())
    made = [edge for edge in done.edges.values() if edge.type == "PRODUCED"]
    materials = read_materials(reader, {edge.target for edge in made}, kept)
    out: dict[str, set[str]] = defaultdict(set)
    for edge in made:
        out[head.get(edge.source, edge.source)].add(materials.of(edge.target))

    def of_step(step: str) -> set[str]:
        order = below.get(step, step)
        return out.get(head.get(order, order), set())

    return of_step


def _add_times(reader: Reads, out: Ancestry, steps: list[str], made: Callable[[str], set[str]]) -> None:
    out.cards = reader.cards(steps) if steps else {}
    for step in steps:
        days = days_of(out.cards.get(step))
        out.undated += not days
        for factor in times_of(days, made(step)):
            out.happened(factor, step)


def days_of(step: Card | None) -> list[date]:
    """The days on which a step was; none where nothing says when."""
    window = span_of(step)
    return _days(*window.since, *window.until)


def times_of(days: Iterable[date], materials: Iterable[str]) -> Iterator[Factor]:
    """The days and weeks in which something of these materials was made on these days."""
    stated = list(days)
    weeks = {day.strftime("%G-W%V") for day in stated}
    for material in materials:
        yield from (Factor("day", material, day.isoformat()) for day in stated)
        yield from (Factor("week", material, week) for week in sorted(weeks))


def _days(*moments: Moment) -> list[date]:
    """The days from the first to the last of these, in UTC, or as stated."""
    stated = sorted({moment.day or moment.first.date() for moment in moments})
    if not stated or (stated[-1] - stated[0]).days > MOST_DAYS:
        return stated
    return [stated[0] + timedelta(days=n) for n in range((stated[-1] - stated[0]).days + 1)]
