"""A recall by columns that notes what it reads, so that a commit which changes none of it is passed by.

Promises: `Footprint.may_change` is false only where a commit changes nothing that was read, so that the
recall would give the same rows again. All reads of relationships go through `having`, `links_of` and
`types_at` of the graph, which note the nodes, the side and the types; whatever else may change is noted as a
node. What this reader and this graph do not pass on, a recall can't read (`tests/columnar/test_noted.py` has
the list). Loads and rejected rows are not looked at: any of them may change something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

import numpy as np
import pyarrow as pa

from app.columnar.answer import Wide
from app.columnar.recall import wide_recall
from app.questions.reading import Reader
from app.snapshot.reader import ColumnReader
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction
from graph_model.relationships import ALIAS
from graph_store.entries import Merge, RejectGap, UnfinishedLoad
from graph_store.reader import Card, Edge
from lineage.closure import Odd
from lineage.column import Ids
from lineage.graph import Graph

ALL_TYPES = -1
"""Every bit."""


class Footprint:
    """What of a graph a recall has read."""

    def __init__(self, graph: Graph, known_at: int) -> None:
        self._graph, self._known_at = graph, known_at
        self._types, self._nested = len(graph.words["types"]), len(graph.nested)
        self._near = {outgoing: np.zeros(graph.nodes, dtype=np.int64) for outgoing in (True, False)}
        self._nodes = np.zeros(graph.nodes, dtype=np.bool_)
        self._missing: set[str] = set()
        self._texts: set[str] = set()

    # --- noting -------------------------------------------------------------------------------------

    def near(self, nodes: Ids, types: int, *, outgoing: bool) -> None:
        """Relationships of these types at these nodes were read."""
        self._near[outgoing][nodes[nodes < len(self._nodes)]] |= types

    def near_one(self, node: int, leaving: int, ending: int) -> None:
        """Relationships of these types that leave a node, and that end in it, were read."""
        if node < len(self._nodes):
            self._near[True][node] |= leaving
            self._near[False][node] |= ending

    def nodes(self, nodes: Ids) -> None:
        """What is stored of these nodes was read."""
        self._nodes[nodes[nodes < len(self._nodes)]] = True

    def keys(self, keys: Iterable[str]) -> Ids:
        """These keys were looked for; where those are that are there."""
        asked = list(keys)
        places = self._graph.places(asked)
        there = places[places >= 0]
        later = np.zeros(len(asked), dtype=np.bool_)  # the graph may be ahead of the question
        later[places >= 0] = self._graph.node_take("made", there) > self._known_at
        self._missing.update(asked[at] for at in np.flatnonzero((places < 0) | later).tolist())
        return there

    def key(self, key: str, place: int | None) -> None:
        """This key was looked for; where it is, if it is there."""
        made = () if place is None else self._graph.node_take("made", np.array([place])).tolist()
        if not made or made[0] > self._known_at:
            self._missing.add(key)

    def text(self, text: str) -> None:
        """Keys that begin so were looked for."""
        self._texts.add(text)

    # --- comparing ----------------------------------------------------------------------------------

    def may_change(self, facts: Iterable[AnyFact], reader: Callable[[], Reader]) -> bool:
        """Whether the facts of a commit may change what was read; `reader` opens one behind the commit."""
        with reader() as behind:
            if not isinstance(behind, ColumnReader) or behind.graph is not self._graph:
                return True  # another base has other places
        graph, told = self._graph, list(facts)
        if len(graph.words["types"]) != self._types or len(graph.nested) != self._nested:
            return True
        nodes = [fact.key for fact in told if isinstance(fact, NodeFact)]
        links = [fact for fact in told if isinstance(fact, RelationshipFact)]
        withdrawn = [fact for fact in told if isinstance(fact, Retraction)]
        if len(nodes) + len(links) + len(withdrawn) < len(told):
            return True
        if any(fact.type == ALIAS for fact in (*links, *withdrawn)):
            return True
        ends = {True: [fact.source for fact in links], False: [fact.target for fact in links]}
        if self._are_looked_for({*nodes, *ends[True], *ends[False]}) or self._nodes[self._old(nodes)].any():
            return True
        bits = np.array([1 << graph.word_at("types", fact.type) for fact in links], dtype=np.int64)
        if any(self._joins(graph.places(keys), bits, outgoing=outgoing) for outgoing, keys in ends.items()):
            return True
        again = graph.several([fact.key.encode() for fact in links])
        return self._restates([*again, *(fact.key.encode() for fact in withdrawn)])

    def _are_looked_for(self, keys: set[str]) -> bool:
        if not self._missing.isdisjoint(keys):
            return True
        beginnings = tuple(self._texts)
        return bool(beginnings) and any(key.startswith(beginnings) for key in keys)

    def _old(self, keys: Sequence[str]) -> Ids:
        """The places of those of the nodes that were there when the question was asked."""
        places = self._graph.places(keys)
        return places[(places >= 0) & (places < len(self._nodes))]

    def _joins(self, places: Ids, bits: Ids, *, outgoing: bool) -> bool:
        """Whether one of these relationships, by its ends on one side, is where such ones were read."""
        near = self._near[outgoing]
        old = (places >= 0) & (places < len(near))
        return bool((near[places[old]] & bits[old]).any())

    def _restates(self, keys: Sequence[bytes]) -> bool:
        """Whether a statement of one of these keys was read."""
        graph = self._graph
        found = [at for key in keys for at in graph.statements(key.decode())]
        links = np.array(found, dtype=np.int64)
        bits = np.left_shift(1, graph.take("type", links))
        sides = {True: graph.take("source", links), False: graph.take("target", links)}
        return any(self._joins(places, bits, outgoing=outgoing) for outgoing, places in sides.items())


class NotedGraph(Graph):
    """A graph that notes what is read of it; it shares all that the one under it has, and only reads."""

    __slots__ = ("_footprint",)

    def __init__(self, under: Graph, footprint: Footprint) -> None:
        self.__dict__ = under.__dict__
        self._footprint = footprint

    def having(self, nodes: Ids, types: int, *, outgoing: bool) -> Ids:
        """Those of the nodes with relationships of these types."""
        self._footprint.near(nodes, types, outgoing=outgoing)
        return super().having(nodes, types, outgoing=outgoing)

    def links_of(self, nodes: Ids, *, outgoing: bool) -> Ids:
        """The places of the relationships at these nodes, whatever type is wanted of them."""
        self._footprint.near(nodes, ALL_TYPES, outgoing=outgoing)
        return super().links_of(nodes, outgoing=outgoing)

    def types_at(self, node: int, leaving: int, ending: int) -> tuple[int, int] | None:
        """Which of these types leave a node and end in it; who asks reads relationships of no others."""
        self._footprint.near_one(node, leaving, ending)
        return super().types_at(node, leaving, ending)

    def node(self, key: str) -> int | None:
        """The place of a node."""
        at = super().node(key)
        self._footprint.key(key, at)
        return at

    def node_take(self, name: str, nodes: Ids) -> Ids:
        """A column's values of these nodes; a label never changes."""
        if name != "label":
            self._footprint.nodes(nodes)
        return super().node_take(name, nodes)

    def names(self, nodes: Ids) -> pa.LargeBinaryArray:
        """The names of nodes."""
        self._footprint.nodes(nodes)
        return super().names(nodes)

    def record(self, node: int) -> bytes:
        """What is stored of a node."""
        self._footprint.nodes(np.array([node], dtype=np.int64))
        return super().record(node)

    def starting_with(self, prefix: str) -> Sequence[int]:
        """The places of the nodes whose keys begin so."""
        self._footprint.text(prefix)
        return super().starting_with(prefix)


class NotedReader:
    """The reads of a wide recall, each of them noted."""

    def __init__(self, under: ColumnReader, footprint: Footprint) -> None:
        self._under, self._footprint = under, footprint
        self.known_at, self.root = under.known_at, under.root
        self.graph: Graph = NotedGraph(under.graph, footprint)

    def merges(self) -> Sequence[Merge]:
        """Which records were decided to be which others; any alias may change that."""
        return self._under.merges()

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows not resolved."""
        return self._under.open_rejects()

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """Loads begun and not ended."""
        return self._under.unfinished_loads()

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it with a slash."""
        self._footprint.text(key_prefix)
        return self._under.find(key_prefix)

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key."""
        asked = list(keys)
        self._footprint.nodes(self._footprint.keys(asked))
        return self._under.cards(asked)

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Relationships of these types at these nodes."""
        asked = list(keys)
        self._footprint.near(self._footprint.keys(asked), ALL_TYPES, outgoing=outgoing)
        return self._under.context(asked, types, outgoing)

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow; of steps also their order, and the operations that lead on."""
        asked = list(keys)
        places = self._footprint.keys(asked)
        links = self._under.graph.links_of(places, outgoing=False)
        for nodes in (places, self._under.graph.take("source", links)):  # operations are among these
            for outgoing in (True, False):
                self._footprint.near(nodes, ALL_TYPES, outgoing=outgoing)
        return self._under.flow(asked, forward)

    def told(self, links: Ids) -> Sequence[Edge]:
        """Relationships that were read, as they stood."""
        return self._under.told(links)

    def judged(self, links: Ids) -> tuple[Ids, Ids] | None:
        """What holds of relationships that were read, and of all statements of their keys."""
        return self._under.judged(links)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Odd(f"{name} is no read that is noted")


def noted_recall(reader: Reader, starts: Sequence[str]) -> tuple[Wide, Footprint] | None:
    """The recall and what it read; None where columns can't tell it, or no start is there."""
    if not isinstance(reader, ColumnReader):
        return None
    footprint = Footprint(reader.graph, reader.known_at)
    noted = NotedReader(reader, footprint)
    there = [key for key in starts if key in noted.cards(starts)]
    if not there:
        return None
    try:
        found = wide_recall(cast(ColumnReader, noted), there)
        found.settle()
    except Odd:
        return None
    return found, footprint
