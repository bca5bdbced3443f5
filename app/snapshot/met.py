"""What readers of one graph have met: relationships and nodes that were read once, kept for later questions.

Promises: what is kept of the base is never stale, since the base does not change; what came after it, or was
altered since, is compared with what stands now whenever it is asked for. Of what needs a look at the records
(withdrawn, in dispute, decided) nothing is told here: who asks gets None and takes the other way. At most
`MOST` relationships and as many nodes are kept; then all are forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np

from app.snapshot.readings import Kept, Readings
from app.snapshot.stored import StoredEdge
from graph_store.reader import Card
from lineage.base import JUDGED, Node, Row
from lineage.column import Ids
from lineage.graph import Graph

T = TypeVar("T")

ReadCards = Callable[[Ids], Sequence[Card]]
MOST = 50_000
SIZES = 64
"""Lists about a whole size that are kept; a few for each of the last sizes."""
WIDE = 2_000
"""Relationships at one side of a node; more of them are not kept."""


@dataclass(slots=True)
class Near:
    """The statements of one type at one side of a node, as the base has them."""

    links: list[int] = field(default_factory=list)
    stated: list[StoredEdge] = field(default_factory=list)
    holding: list[StoredEdge] = field(default_factory=list)
    is_plain: bool = True
    """Whether no record has to be looked at to tell which of them hold."""
    is_read: bool = True
    """False where there may be some, and they are not kept here."""


_MEASURED = ("MEASURED_AT",)
_NOTHING: Mapping[str, Near] = {}


class Met:
    """Of one graph; any number of threads ask. All is as it stood at a size that the base had reached."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._base = graph, graph.base
        self._nodes, self._links = graph.base.nodes, graph.base.links
        self._near: dict[bool, dict[str, Mapping[str, Near]]] = {True: {}, False: {}}
        self._edges: dict[int, StoredEdge] = {}
        self._keys: dict[int, str] = {}
        self._cards: dict[int, tuple[Node | None, Card]] = {}
        self._readings: dict[str, Kept] = {}
        self._told: dict[tuple[str, int], Sequence[object]] = {}

    @staticmethod
    def of(graph: Graph) -> Met:
        """What was met of this graph."""
        kept = graph.beside.get(Met.__name__)
        if not isinstance(kept, Met):
            kept = graph.beside[Met.__name__] = Met(graph)
        return kept

    # --- relationships ------------------------------------------------------------------------------

    def holding(
        self, wanted: Iterable[tuple[str, Sequence[str]]], known_at: int, *, outgoing: bool
    ) -> list[StoredEdge] | None:
        """Those that hold, of some types at each key; None where a record must be read, or there are many."""
        found: list[StoredEdge] = []
        kept, has_later = self._near[outgoing], self._graph.links > self._links
        for key, types in wanted:
            near = kept.get(key)
            if near is None:
                near = self._at(key, outgoing=outgoing)
            for type_ in types:
                some = near.get(type_)
                if some is not None:
                    if not some.is_plain or self._graph.is_marked(some.links):
                        return None
                    found += some.holding
            if has_later:
                later = self._later_holding(key, types, known_at, outgoing=outgoing)
                if later is None:
                    return None
                found += later
        return found

    def stated(
        self, key: str, types: Sequence[str], known_at: int, *, outgoing: bool
    ) -> list[StoredEdge] | None:
        """All statements, holding or not; None where there are very many."""
        near = self._at(key, outgoing=outgoing)
        some = [near[type_] for type_ in types if type_ in near]
        if not all(one.is_read for one in some):
            return None
        found = [edge for one in some for edge in one.stated]
        found += (edge for _, edge in self._later_at(key, types, known_at, outgoing=outgoing))
        return found

    def _later_holding(
        self, key: str, types: Sequence[str], known_at: int, *, outgoing: bool
    ) -> list[StoredEdge] | None:
        found = []
        for link, edge in self._later_at(key, types, known_at, outgoing=outgoing):
            ended, flags = self._graph.later_state(link)
            if flags & JUDGED:
                return None
            if not ended or ended > known_at:
                found.append(edge)
        return found

    def _later_at(
        self, key: str, types: Sequence[str], known_at: int, *, outgoing: bool
    ) -> Iterator[tuple[int, StoredEdge]]:
        """Statements behind the base."""
        node = self._graph.node(key)
        for link in () if node is None else self._graph.later_at(node, outgoing=outgoing):
            edge = self._edges.get(link)
            if edge is None:
                self._make_room(self._edges)
                edge = self._edges[link] = self._edge(*self._graph.later(link))
            if edge.type in types and edge.commit <= known_at:
                yield link, edge

    def _at(self, key: str, *, outgoing: bool) -> Mapping[str, Near]:
        """By type; what lies behind the base is not among them. Nothing of what is not there."""
        kept = self._near[outgoing].get(key)
        node = self._graph.node(key) if kept is None else None
        if node is None or node >= self._nodes:
            return kept or _NOTHING
        ends = self._base.out_ends if outgoing else self._base.into_ends
        start, stop = ends.part(node, node + 2).tolist()
        self._make_room(self._near[outgoing], self._edges)
        if stop - start > WIDE:
            kept = self._unread(node, outgoing=outgoing)
        else:
            kept = self._read(start, stop, outgoing=outgoing)
        self._near[outgoing][key] = kept
        return kept

    def _unread(self, node: int, *, outgoing: bool) -> Mapping[str, Near]:
        """Which types there are."""
        types = self._base.out_types if outgoing else self._base.into_types
        bits = int(types.part(node, node + 1)[0])
        there = (word for at, word in enumerate(self._base.words["types"]) if bits >> at & 1)
        return {word: Near(is_plain=False, is_read=False) for word in there}

    def _read(self, start: int, stop: int, *, outgoing: bool) -> Mapping[str, Near]:
        if start == stop:
            return _NOTHING
        links = range(start, stop) if outgoing else self._base.into.part(start, stop).tolist()
        rows = self._rows(start, stop) if outgoing else (self._rows(at, at + 1)[0] for at in links)
        found: dict[str, Near] = {}
        for link, row in zip(links, rows, strict=True):
            edge = self._base_edge(link, row)
            near = found.setdefault(edge.type, Near())
            near.links.append(link)
            near.stated.append(edge)
            if not row.ended:
                near.holding.append(edge)
            near.is_plain &= not row.flags & JUDGED
        return found

    def _rows(self, start: int, stop: int) -> list[Row]:
        columns = self._base.columns
        return list(map(Row, *(columns[name].part(start, stop).tolist() for name in Row._fields)))

    def edge(self, link: int) -> StoredEdge:
        """One of the base, which must be plain."""
        return self._edges.get(link) or self._base_edge(link, self._rows(link, link + 1)[0])

    def _base_edge(self, link: int, row: Row) -> StoredEdge:
        edge = self._edges.get(link)
        if edge is None:
            key, record = self._base.link_keys[link], self._base.link_records[link]
            edge = self._edges[link] = self._edge(row, key, record)
        return edge

    def _edge(self, row: Row, key: bytes, record: bytes) -> StoredEdge:
        type_ = self._graph.words["types"][row.type]
        ends = self.key(row.source), self.key(row.target)
        return StoredEdge(type_, key.decode(), *ends, row.commit, record)

    # --- readings -----------------------------------------------------------------------------------

    def measured(
        self,
        place: str,
        spans: Iterable[tuple[int, int]],
        known_at: int,
        read: ReadCards,
    ) -> list[StoredEdge] | None:
        """Relationships with readings in a place that may overlap one of the spans; None as in `holding`."""
        later = self._later_holding(place, _MEASURED, known_at, outgoing=False)
        kept = self._readings_of(place, read)
        if later is None or not kept.is_plain:
            return None
        return [*map(self.edge, sorted(kept.readings.during(spans) | kept.altered)), *later]

    def _readings_of(self, place: str, read: ReadCards) -> Kept:
        kept, changes = self._readings.get(place), self._graph.changes
        if kept is None or kept.changes != changes:
            readings, is_plain = (kept.readings, kept.is_plain) if kept else self._readings_at(place, read)
            links = readings.links
            altered = links[np.isin(readings.nodes, self._graph.altered_nodes())].tolist()
            is_plain = is_plain and not self._graph.is_marked(links.tolist())
            kept = self._readings[place] = Kept(readings, is_plain, changes, frozenset(altered))
        return kept

    def _readings_at(self, place: str, read: ReadCards) -> tuple[Readings, bool]:
        base = self._base
        links = np.zeros(0, dtype=np.int64)
        node = self._graph.node(place)
        if node is not None and node < self._nodes:
            start, stop = base.into_ends.part(node, node + 2).tolist()
            links = base.into.part(start, stop).astype(np.int64)
            wanted = [at for at, word in enumerate(base.words["types"]) if word in _MEASURED]
            links = links[np.isin(base.columns["type"].take(links), wanted)]
        is_plain = not (base.columns["flags"].take(links).astype(np.int64) & JUDGED).any()
        links = links[base.columns["ended"].take(links) == 0]
        nodes = base.columns["source"].take(links).astype(np.int64)
        return Readings.of(links, nodes, read(nodes)), is_plain

    # --- what is told of a whole size ---------------------------------------------------------------

    def told(self, what: str, known_at: int, read: Callable[[], list[T]]) -> list[T]:
        """What `read` tells at a size, which never changes; read once for the last sizes that were asked."""
        kept = self._told.get((what, known_at))
        if kept is None:
            if len(self._told) >= SIZES:
                self._told.clear()
            kept = self._told[what, known_at] = read()
        return kept  # type: ignore[return-value]  # of `what` it is always the same

    # --- nodes --------------------------------------------------------------------------------------

    def key(self, node: int) -> str:
        """The key of a node, one object for all relationships."""
        key = self._keys.get(node)
        if key is None:
            self._make_room(self._keys)
            key = self._keys[node] = self._graph.key(node)
        return key

    def card(self, node: int, known_at: int, read: Callable[[int], Card | None]) -> Card | None:
        """The card of a node that nobody changed after `known_at`; None where somebody did."""
        altered = self._graph.node_altered(node)
        if altered is not None and altered.last > known_at:
            return None
        kept = self._cards.get(node)
        if kept is None or kept[0] is not altered:
            card = read(node)
            if card is None:
                return None
            self._make_room(self._cards)
            kept = self._cards[node] = altered, card
        return kept[1]

    def _make_room(self, *kept: Sized) -> None:
        for some in kept:
            if len(some) >= MOST:
                some.clear()


class Sized(Protocol):
    """What can be counted and emptied."""

    def __len__(self) -> int: ...
    def clear(self) -> None: ...
