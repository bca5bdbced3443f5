"""The reads of a question out of columns instead of the database.

Promises: what `graph_store.reader.Reader` tells at the same ledger size, field for field, since what stands
for a record is interpreted by the same code; what was stated of a node before its last change, sealed
values and the search come from the database. Most relationships hold and are in no dispute: their
record is read when somebody asks for their properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import TypeVar

import numpy as np
import orjson

from app.questions.windows import Window
from app.snapshot.applying import stored_link, stored_node, stored_nodes
from app.snapshot.met import Met
from app.snapshot.stored import StoredEdge
from app.snapshot.windows import reach
from graph_model.keys import encode, prefix_of
from graph_model.nodes import BY_LABEL
from graph_store.connection import Connection
from graph_store.entries import Merge, RejectGap, UnfinishedLoad
from graph_store.reader import Card, Edge, Reader, reject_of
from lineage.base import JUDGED
from lineage.column import Ids
from lineage.graph import Graph

T = TypeVar("T")

_FLOW = {
    True: {"lot": ("CONSUMED_IN", "HAS_UNIT"), "device": ("CONSUMED_IN",), "step": ("PRODUCED",)},
    False: {"lot": ("PRODUCED",), "device": ("PRODUCED", "HAS_UNIT"), "step": ("CONSUMED_IN",)},
}
_ENDS = ("source", "target")
FEW = 256
"""Nodes that are looked at one by one."""
_LEAVES = ("PACKED_IN", "SHIPPED_IN", "RETURNED_IN")
_LOGISTICS: Mapping[bool, Mapping[str, tuple[str, ...]]] = {
    True: {
        "lot": _LEAVES,
        "device": _LEAVES,
        "package": _LEAVES,
        "shipment": ("DELIVERED_TO",),
        "return": ("RETURNED_BY",),
        "receipt": ("RECEIVED_AS",),
        "supplier": ("SUPPLIED",),
    },
    False: {
        "lot": ("RECEIVED_AS",),
        "device": ("RECEIVED_AS",),
        "package": ("PACKED_IN",),
        "shipment": ("SHIPPED_IN",),
        "return": ("RETURNED_IN",),
        "receipt": ("SUPPLIED",),
        "customer": ("DELIVERED_TO", "RETURNED_BY"),
    },
}


class ColumnReader(Reader):
    """Reads bound to one ledger size, which the graph has reached. One thread at a time."""

    def __init__(self, graph: Graph, connection: Connection, known_at: int, root: str) -> None:
        if known_at > graph.size:
            raise ValueError(f"the columns hold {graph.size} commits, not {known_at}")
        super().__init__(connection, known_at, root)
        self._graph = graph
        self._met = Met.of(graph) if known_at >= graph.base.size else None
        """None for a size older than the base: what stood then is not what the base has."""

    @property
    def graph(self) -> Graph:
        """The columns; what came into them after `known_at` is there, too."""
        return self._graph

    def flow(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of material flow; of steps also their order, and the operations that lead on."""
        wanted = list(keys)
        met = self._met_flow(wanted, forward) if len(wanted) <= FEW else None
        if met is not None:
            return met
        found = [self._near(some, of, outgoing=forward) for some, of in _grouped(wanted, _FLOW[forward])]
        steps = self._places(key for key in wanted if prefix_of(key) == "step")
        found += [self._of_types(steps, ("PART_OF",), outgoing=True), self._below(steps, forward=forward)]
        return self.told(np.concatenate(found))

    def logistics(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of logistics."""
        keys = list(keys)
        met = self._met_at(_each(keys, _LOGISTICS[forward]), len(keys), outgoing=forward)
        if met is not None:
            return met
        found = [self._near(some, of, outgoing=forward) for some, of in _grouped(keys, _LOGISTICS[forward])]
        return self.told(np.concatenate(found)) if found else []

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> list[Edge]:
        """Relationships of these types at these nodes."""
        wanted = list(dict.fromkeys(keys))
        met = self._met_at(zip(wanted, repeat(types)), len(wanted), outgoing=outgoing)
        return self.told(self._near(wanted, types, outgoing=outgoing)) if met is None else met

    def joined(self, keys: Iterable[str], type_: str, outgoing: bool) -> list[tuple[str, str]]:
        """Source and target of each relationship of a type at these nodes that holds."""
        links, graph = self._near(keys, (type_,), outgoing=outgoing), self._graph
        if (graph.take("flags", links) & JUDGED).any():
            return [(edge.source, edge.target) for edge in self.told(links) if not edge.void]
        ended = graph.take("ended", links)
        kept = links[(ended == 0) | (ended > self.known_at)]
        return list(zip(*(graph.keys(graph.take(end, kept)) for end in _ENDS), strict=True))

    def measured(self, during: Mapping[str, Sequence[Window]]) -> list[Edge]:
        """Of the relationships with readings in these places at least those that may overlap their spans."""
        found: list[Edge] = []
        spans_met = {id(span): span for spans in during.values() for span in spans}
        reaches = {at: reach(span) for at, span in spans_met.items()}
        for place, spans in during.items():
            some = self._met_measured(place, {reaches[id(span)] for span in spans})
            found += self.context([place], ("MEASURED_AT",), False) if some is None else some
        return found

    def _met_measured(self, place: str, spans: Iterable[tuple[int, int]]) -> Sequence[Edge] | None:
        if self._met is None:
            return None
        return self._met.measured(place, spans, self.known_at, self._base_cards)

    def _base_cards(self, nodes: Ids) -> list[Card]:
        """The cards of nodes as the base has them."""
        keys, records = self._graph.base.keys, self._graph.base.records
        stored = ({"key": keys[at].decode(), **orjson.loads(records[at])} for at in nodes.tolist())
        return list(self._cards(stored).values())

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, Card]:
        """The nodes with these keys that exist."""
        wanted = list(dict.fromkeys(keys))
        if as_of or self._met is None or len(wanted) > FEW:
            return super().cards(wanted, as_of)
        out: dict[str, Card] = {}
        rest = []
        for key in wanted:
            node = self._graph.node(key)
            card = None if node is None else self._met.card(node, self.known_at, self._card_at)
            if card is not None:
                out[key] = card
            elif node is not None:
                rest.append(key)
        self._open(out)
        return {**out, **super().cards(rest)} if rest else out

    def _card_at(self, node: int) -> Card | None:
        stored = stored_node(self._graph, node)
        return self._cards([stored]).get(str(stored["key"]))

    def degree(self, keys: Iterable[str]) -> int:
        """How many relationships leave these nodes, of whatever type, holding or not."""
        return sum(self._degree(node) for key in keys if (node := self._graph.node(key)) is not None)

    def _degree(self, node: int) -> int:
        later = len(self._graph.later_at(node, outgoing=True))
        if node >= self._graph.base.nodes:
            return later
        start, stop = self._graph.base.out_ends.part(node, node + 2).tolist()
        return int(stop - start) + later

    def rivals(self, keys: Iterable[str]) -> dict[str, list[Edge]]:
        """Of these relationships those in dispute: all statements that are in it, the live one first."""
        found = [at for key in sorted(set(keys)) for at in self._graph.statements(key)]
        ranked = self._ranked(np.array(found, dtype=np.int64))
        return self._by_rank((rank, edge) for _, rank, edge in ranked)

    def open_rejects(self) -> list[RejectGap]:
        """Rows that were not accepted and not dealt with."""
        return self._once("rejects", self._read_rejects)

    def _read_rejects(self) -> list[RejectGap]:
        found = (p for p in self._stored("reject:") if not self._known(_commit(p, "_resolved")))
        return sorted(map(reject_of, found), key=lambda r: (r.load, r.line))

    def unfinished_loads(self) -> list[UnfinishedLoad]:
        """Loads that were begun, and neither ended nor given up."""
        return self._once("loads", self._read_unfinished)

    def _read_unfinished(self) -> list[UnfinishedLoad]:
        found = (p for p in self._stored("load:") if not self._known(_commit(p, "_ended")))
        return self._unfinished({str(p["key"]): p for p in found})

    def find(self, key_prefix: str) -> list[str]:
        """Keys that are this one, or begin with it and go on with another part."""
        found = self._graph.starting_with(key_prefix + "/")
        return sorted(self.cards([key_prefix, *(self._graph.key(node) for node in found)]))

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> list[str]:
        """The numbers that keys end with are read off the keys; the others come from the database."""
        if name != "key":
            return super().numbered(label, name, texts)
        endings = tuple(f"/{encode(text)}" for text in texts)
        nodes = self._graph.starting_with(f"{BY_LABEL[label].prefix}:")
        return sorted(self.cards(key for key in map(self._graph.key, nodes) if key.endswith(endings)))

    def of_label(self, label: str) -> list[str]:
        """Keys of all nodes of a label that were there."""
        return sorted(str(stored["key"]) for stored in self._stored(f"{BY_LABEL[label].prefix}:"))

    def _stored(self, prefix: str) -> Iterator[Mapping[str, object]]:
        """The nodes whose keys begin so and that were there."""
        for node in self._graph.starting_with(prefix):
            stored = stored_node(self._graph, node)
            if self._known(_commit(stored, "_commit")):
                yield stored

    def _once(self, what: str, read: Callable[[], list[T]]) -> list[T]:
        """What a whole size tells, which readers of the same one read once."""
        return Met.of(self._graph).told(what, self.known_at, read)

    def _read_merges(self) -> list[Merge]:
        return self._once("merges", self._find_merges)

    def _find_merges(self) -> list[Merge]:
        links = self._graph.aliases()
        known = links[self._graph.take("commit", links) <= self.known_at]
        edges = self.told(known[[self._is_merge(at) for at in known.tolist()]] if len(known) else known)
        merges = [Merge(edge.key, edge.source, edge.target) for edge in edges if not edge.void]
        return sorted(merges, key=lambda merge: merge.key)

    def _is_merge(self, link: int) -> bool:
        return "_merge" in stored_link(self._graph, link)

    def _nodes(self, keys: Iterable[str]) -> list[Mapping[str, object]]:
        places = self._places(keys)
        if len(places) > FEW:
            return list(stored_nodes(self._graph, places))
        return [stored_node(self._graph, at) for at in places.tolist()]

    def _withdrawn(self, keys: Iterable[str]) -> set[str]:
        found = {key: self._graph.withdrawal(key) for key in keys}
        told = {key: orjson.loads(record)["_commits"] for key, record in found.items() if record}
        return {key for key, commits in told.items() if any(map(self._known, commits))}

    # --- what was met before --------------------------------------------------------------------------

    def _met_at(
        self, wanted: Iterable[tuple[str, tuple[str, ...]]], count: int, *, outgoing: bool
    ) -> list[Edge] | None:
        """What holds of these types at few nodes; None where it takes more than a look at what was met."""
        if self._met is None or count > FEW:
            return None
        return self._met.holding(wanted, self.known_at, outgoing=outgoing)  # type: ignore[return-value]

    def _met_flow(self, keys: Sequence[str], forward: bool) -> list[Edge] | None:
        steps = [(key, ("PART_OF",)) for key in keys if key.startswith("step:")]
        found = self._met_at(_each(keys, _FLOW[forward]), len(keys), outgoing=forward)
        above, below = (self._met_at(steps, len(steps), outgoing=outgoing) for outgoing in (True, False))
        if found is None or above is None or below is None:
            return None
        for edge in below:
            leads_on = self._met_leads_on(edge, forward)
            if leads_on is None:
                return None
            above += [edge] if leads_on else []
        return found + above

    def _met_leads_on(self, part: Edge, forward: bool) -> bool | None:
        """`_leads_on` by what was met."""
        if self._met is None:
            return None
        moved = ("PRODUCED",) if forward else ("CONSUMED_IN",)
        sides = (moved, forward), (("PART_OF",), True), (("PART_OF",), False)
        met = self._met
        found = [met.stated(part.source, types, self.known_at, outgoing=out) for types, out in sides]
        if any(some is None for some in found):
            return None
        led, above, below = (some or [] for some in found)
        joins = any(e.target != part.target for e in above) or any(e.source != part.target for e in below)
        return bool(led) or joins

    # --- places -------------------------------------------------------------------------------------

    def _places(self, keys: Iterable[str]) -> Ids:
        wanted = list(dict.fromkeys(keys))
        if len(wanted) > FEW:
            found = self._graph.places(wanted)
            return found[found >= 0]
        places = (self._graph.node(key) for key in wanted)
        return np.array([at for at in places if at is not None], dtype=np.int64)

    def _near(self, keys: Iterable[str], types: tuple[str, ...], *, outgoing: bool) -> Ids:
        return self._of_types(self._places(keys), types, outgoing=outgoing)

    def _of_types(self, nodes: Ids, types: tuple[str, ...], *, outgoing: bool) -> Ids:
        """The relationships of these types at these nodes that were recorded by now."""
        links = self._graph.links_of(nodes, outgoing=outgoing)
        wanted = [self._type_places[name] for name in types if name in self._type_places]
        kept = np.isin(self._graph.take("type", links), wanted) & (
            self._graph.take("commit", links) <= self.known_at
        )
        return links[kept]

    @cached_property
    def _type_places(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self._graph.words["types"])}

    def _below(self, steps: Ids, *, forward: bool) -> Ids:
        """What ties operations to these steps, where they move something or are tied to other steps."""
        links = self._of_types(steps, ("PART_OF",), outgoing=False)
        kept = [link for link in links.tolist() if self._leads_on(link, forward=forward)]
        return np.array(kept, dtype=np.int64)

    def _leads_on(self, link: int, *, forward: bool) -> bool:
        at = np.array([link], dtype=np.int64)
        operation, order = (self._graph.take(name, at) for name in ("source", "target"))
        moved = ("PRODUCED",) if forward else ("CONSUMED_IN",)
        if len(self._of_types(operation, moved, outgoing=forward)):
            return True
        above = self._graph.take("target", self._of_types(operation, ("PART_OF",), outgoing=True))
        below = self._graph.take("source", self._of_types(operation, ("PART_OF",), outgoing=False))
        return bool((above != order[0]).any() or (below != order[0]).any())

    # --- from places to what is told ----------------------------------------------------------------

    def told(self, links: Ids) -> list[Edge]:
        """The relationships as they stood; what does not count is left out."""
        ended = self._graph.take("ended", links)
        holds = (ended == 0) | (ended > self.known_at)
        is_odd = (self._graph.take("flags", links) & JUDGED) != 0
        plain = self._plain(links[holds & ~is_odd])
        if not is_odd.any():
            return list(plain)
        ranked = [(rank, edge) for _, rank, edge in self._ranked(links[is_odd])]
        odd = {edge.key for _, edge in ranked}
        # Of a key with odd statements all count together: which of them is told, depends on their ranks.
        ranked += [(edge.rank, edge.in_full()) for edge in plain if edge.key in odd]
        told: list[Edge] = [edge for edge in plain if edge.key not in odd]
        return told + self._with_upheld(ranked)

    def _plain(self, links: Ids) -> list[StoredEdge]:
        graph = self._graph
        sources, targets = (graph.keys(graph.take(end, links)) for end in _ENDS)
        types = [graph.words["types"][at] for at in graph.take("type", links).tolist()]
        commits = graph.take("commit", links).tolist()
        columns = (types, graph.link_keys(links), sources, targets, commits, graph.link_records(links))
        return list(map(StoredEdge, *columns))

    def judged(self, links: Ids) -> tuple[Ids, Ids] | None:
        """Of all statements of some keys those that hold, and those an answer tells to be withdrawn.

        None where one is in dispute, or a decision holds it against a withdrawal.
        """
        ranked = list(self._ranked(links))
        if any(edge.disputed for _, _, edge in ranked):
            return None
        told = self._with_upheld([(rank, edge) for _, rank, edge in ranked])
        if any(edge.upheld for edge in told):
            return None
        void = {(edge.key, edge.source, edge.commit) for edge in told if edge.void}
        places = (
            [link for link, _, edge in ranked if not edge.void],
            [link for link, _, e in ranked if e.void and (e.key, e.source, e.commit) in void],
        )
        kept, gone = (np.array(some, dtype=np.int64) for some in places)
        return kept, gone

    def _ranked(self, links: Ids) -> Iterator[tuple[int, str, Edge]]:
        """The statements at these places, read as their records have them, with their ranks."""
        graph = self._graph
        ends = [graph.keys(graph.take(end, links)) for end in _ENDS]
        types, commits = (graph.take(name, links).tolist() for name in ("type", "commit"))
        for link, type_, commit, source, target in zip(links.tolist(), types, commits, *ends, strict=True):
            if commit <= self.known_at:
                row = {"type": graph.words["types"][type_], "commit": commit}
                row["links"] = [[source, target, stored_link(graph, link)]]
                for rank, edge in self._as_edges([row], outgoing=True):
                    yield link, rank, edge


def _each(keys: Iterable[str], types: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each key with the types that count at nodes of its kind."""
    return ((key, types[prefix]) for key in keys if (prefix := prefix_of(key)) in types)


def _grouped(
    keys: Iterable[str], types: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """The keys by the types that count at nodes of their kind."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for key in keys:
        if prefix_of(key) in types:
            groups.setdefault(types[prefix_of(key)], []).append(key)
    return ((some, of) for of, some in groups.items())


def _commit(stored: Mapping[str, object], name: str) -> int | None:
    commit = stored.get(name)
    return commit if isinstance(commit, int) else None
