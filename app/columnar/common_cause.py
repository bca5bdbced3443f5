"""Common cause by columns: the ancestry of a million items is walked as arrays.

Promises: `wide_common_cause` gives what `app.questions.common_cause` gives, row for row and gap for gap, or
raises `Odd` and says what it does not judge: what is in dispute, decided or merged. Only steps and factors
are looked at one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from app.columnar.items import read_items
from app.columnar.met import is_met, judge_of
from app.questions import common_cause as by_records
from app.questions.ancestry import BY_STEPS, KIND_OF, Factor, days_of, times_of
from app.questions.ask import traced
from app.questions.common_cause import CommonCause
from app.questions.findings import Gap
from app.questions.gaps import rejected_gaps, span_gaps, unfinished_gaps
from app.questions.ranking import Table
from app.questions.reading import Card
from app.questions.view import NOW, through
from app.snapshot.reader import ColumnReader
from graph_model.keys import split
from graph_model.nodes import BY_PREFIX
from lineage.base import IN_DISPUTE
from lineage.closure import NONE, Odd, Reach, Walker
from lineage.column import Flags, Ids, among, unique, without
from lineage.windows import Windows

_LABELS = {BY_PREFIX[prefix].label: kind for prefix, kind in KIND_OF.items()}


def wide_common_cause(reader: ColumnReader, keys: Iterable[str], good: Iterable[str] = ()) -> CommonCause:
    """What these items, or those that these complaints are about, met more often than good ones."""
    if reader.merges():
        raise Odd("merged records")
    watching = through(reader, NOW)
    asked, named = by_records.starts(watching, keys, good)
    bad = by_records.bad_items(watching, asked)
    comparison = _Comparison(reader, bad)
    others = comparison.named(named) if named else comparison.others(by_records.kinds_of(watching, bad))
    if watching.disputed or watching.upheld:
        raise Odd("statements about the bad items in dispute")
    by_records.refuse_unlike(named - bad, len(others))
    backward = traced(reader, bad, NOW, forward=False).answer
    table, gaps = comparison.against(others)
    return by_records.answered(watching, (asked, bad), table, ([*backward.gaps, *gaps], backward.notes), NOW)


def _no_documents(documents: Ids) -> Windows:
    raise Odd("a shipment or return before an item")


class _Comparison:
    """Bad items against others, by place."""

    def __init__(self, reader: ColumnReader, bad: frozenset[str]) -> None:
        self._reader, self._graph = reader, reader.graph
        self._walker = Walker(reader.graph, reader.known_at, _no_documents, judge_of(reader))
        self._bad = unique(self._graph.places(sorted(bad)))

    def named(self, keys: Iterable[str]) -> Ids:
        """The places of these, but for the bad ones."""
        return without(self._graph.places(sorted(keys)), self._bad)

    def others(self, kinds: Iterable[tuple[str, str]]) -> Ids:
        """All items of some materials, lots or devices as is said, but for the bad ones."""
        graph, walker, found = self._graph, self._walker, [NONE]
        for material, prefix in kinds:
            at = graph.node(material)
            links = walker.plain(
                np.array([] if at is None else [at], np.int64), ("INSTANCE_OF",), outgoing=False
            )
            ends = unique(walker.ends(links, outgoing=False))
            found.append(ends[walker.has_label(ends, BY_PREFIX[prefix].label)])
            own = str(replace(split(material), prefix=prefix))
            alike = np.array([*graph.starting_with(own + "/"), *self._node(own)], np.int64)
            made = graph.node_take("made", alike)
            found.append(alike[(made > 0) & (made <= self._reader.known_at)])
        return without(np.concatenate(found), self._bad)

    def _node(self, key: str) -> Sequence[int]:
        at = self._graph.node(key)
        return () if at is None else (at,)

    def against(self, others: Ids) -> tuple[Table, list[Gap]]:
        """The table of what all of them were made of, and what is missing of it."""
        items = unique(np.concatenate([self._bad, others]))
        ancestry = _Ancestry(self._reader, self._walker, items)
        table = ancestry.table(among(items, self._bad))
        keys = {factor.key for factor in table.factors.values() if factor.when}
        met = is_met(self._graph, ancestry.touched, keys)
        gaps = [
            *span_gaps(ancestry.cards.values()),
            *unfinished_gaps(self._reader),
            *rejected_gaps(self._reader.open_rejects(), met),
            *by_records.undated_gaps(ancestry.undated),
        ]
        return table, gaps


class _Ancestry:
    """What items were made of, by whom, where, with what and when."""

    def __init__(self, reader: ColumnReader, walker: Walker, items: Ids) -> None:
        self._reader, self._graph, self._walker, self._items = reader, reader.graph, walker, items
        self._reach: Reach = walker.backward(items)
        self._ends: list[tuple[Ids, Ids]] = []
        self._join(self._reach.links)
        self._join(walker.of_type(self._reach.links, "PART_OF"), back=True, forth=False)
        self.steps = self._operations()
        self._context()
        self.touched = unique(np.concatenate([items, *(end for pair in self._ends for end in pair)]))
        self.undated = 0
        self.cards = self._cards()

    def _join(self, links: Ids, *, forth: bool = True, back: bool = False) -> None:
        """Their targets may have something of their sources, or the other way round, or both."""
        sources, targets = (self._walker.ends(links, outgoing=outgoing) for outgoing in (False, True))
        self._ends += [(sources, targets)] if forth else []
        self._ends += [(targets, sources)] if back else []

    def _operations(self) -> Ids:
        """All steps, the operations below those that were reached among them; each is one with its order."""
        walker, reach = self._walker, self._reach
        steps = frontier = reach.nodes[walker.has_label(reach.nodes, "ProcessStep")]
        self._order_of: dict[int, int] = {}
        while len(frontier):
            links = walker.plain(frontier, ("PART_OF",), outgoing=False)
            links = links[~among(walker.ends(links, outgoing=False), steps)]
            self._join(links, back=True)
            below, above = (walker.ends(links, outgoing=outgoing).tolist() for outgoing in (False, True))
            self._order_of |= {o: self._order_of.get(of, of) for o, of in zip(below, above, strict=True)}
            frontier = unique(walker.ends(links, outgoing=False))
            steps = unique(np.concatenate([steps, frontier]))
        return steps

    def _context(self) -> None:
        """What the steps used and followed, who did them, where they ran, and what holds these places."""
        walker = self._walker
        links = walker.plain(self.steps, BY_STEPS, outgoing=True)
        self._join(links, back=True, forth=False)
        rooms = known = unique(walker.ends(walker.of_type(links, "AT_LOCATION"), outgoing=True))
        while len(rooms):
            links = walker.plain(rooms, ("LOCATED_IN",), outgoing=True)
            self._join(links, back=True, forth=False)
            ends = walker.ends(links, outgoing=True)
            rooms = without(ends[walker.has_label(ends, "Location")], known)
            known = unique(np.concatenate([known, rooms]))

    def _cards(self) -> Mapping[str, Card]:
        steps, known_at = self.steps, self._reader.known_at
        if (self._graph.node_take("last", steps) > known_at).any():
            raise Odd("a step that was changed later")
        if (self._graph.node_take("odd", steps) & IN_DISPUTE).any():
            raise Odd("a property of a step in dispute")
        return self._reader.cards(self._graph.keys(steps))

    def table(self, is_bad: Flags) -> Table:
        """Places are numbers from 0 on, times behind the nodes."""
        nodes = self.touched
        factors = dict(self._factors(nodes))
        sources, targets = (np.concatenate([pair[side] for pair in self._ends]) for side in (0, 1))
        times, steps = self._times(len(nodes), factors)
        return Table(
            places=len(nodes) + len(set(times)),
            sources=np.concatenate([nodes.searchsorted(sources), np.array(times, np.int64)]),
            targets=np.concatenate(
                [nodes.searchsorted(targets), nodes.searchsorted(np.array(steps, np.int64))]
            ),
            items=nodes.searchsorted(self._items),
            is_bad=is_bad,
            factors=factors,
        )

    def _factors(self, nodes: Ids) -> Iterator[tuple[int, Factor]]:
        """What may be a cause, but for items that went into nothing."""
        leads_on = unique(np.concatenate([NONE, *(sources for sources, _ in self._ends)]))
        at = np.flatnonzero(among(nodes, leads_on) | ~among(nodes, self._items))
        for label, kind in _LABELS.items():
            of_kind = at[self._walker.has_label(nodes[at], label)]
            for place, key in zip(of_kind.tolist(), self._graph.keys(nodes[of_kind]), strict=True):
                yield place, Factor(kind, key)

    def _times(self, first: int, factors: dict[int, Factor]) -> tuple[list[int], list[int]]:
        """Places of days and weeks, from `first` on, and the steps that were in them."""
        place: dict[Factor, int] = {}
        times, steps = list[int](), list[int]()
        for step, key in zip(self.steps.tolist(), self._graph.keys(self.steps), strict=True):
            days = days_of(self.cards.get(key))
            self.undated += not days
            for factor in times_of(days, self._made(step)):
                at = place.setdefault(factor, first + len(place))
                factors[at] = factor
                times.append(at)
                steps.append(step)
        return times, steps

    def _made(self, step: int) -> set[str]:
        """The materials that the order of a step made."""
        order, heads = self._order_of.get(step, step), self._reach.heads
        return self._materials.get(heads.get(order, order), set())

    @cached_property
    def _materials(self) -> dict[int, set[str]]:
        """The step that stands for an order -> the materials that it made."""
        walker = self._walker
        links = walker.of_type(self._reach.links, "PRODUCED")
        steps, made = (walker.ends(links, outgoing=outgoing) for outgoing in (False, True))
        items = read_items(self._graph, walker, self._reader, unique(made))
        pairs = unique(self._reach.heads_of(steps) * max(len(items.keys), 1) + items.of[items.at(made)])
        out: dict[int, set[str]] = defaultdict(set)
        for pair in pairs.tolist():
            head, material = divmod(pair, len(items.keys))
            out[head].add(items.keys[material])
        return out
