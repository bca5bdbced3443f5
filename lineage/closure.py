"""What is reached over material flow, and over logistics, by arrays.

Promises: the reach of `app.questions.trace`, which says what may be passed and what not. Relationships that
are flagged are judged by whoever asks, with all that have their keys; what he does not judge is `Odd`, and
nothing is guessed. Each node and relationship is seen once, cycles end, nothing is cut off.

What moved with a shipment or return comes as pairs: the first relationship out of an item (its line), and
the document that it reached, directly or in packages in which it may have been at the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from lineage.base import JUDGED, OPEN, UNDATED
from lineage.column import Ids, among, pairs, unique, without
from lineage.graph import Graph, ranges
from lineage.thread import NARROW, Thread
from lineage.windows import Windows, always, holds, meet

_FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")
_LEAVES = ("PACKED_IN", "SHIPPED_IN", "RETURNED_IN")
_TO_PARTIES = ("DELIVERED_TO", "RETURNED_BY")
# Packages are in packages a few times over; deeper than this one may be in itself, and states are compared.
_DEEP = 4
NONE: Ids = np.zeros(0, dtype=np.int64)


Dated = Callable[[Ids], Windows]
"""When documents left or came back, by their places."""


Judge = Callable[[Ids], tuple[Ids, Ids]]
"""Of flagged relationships and those of their keys: which hold, and which an answer tells to be withdrawn."""


class Odd(Exception):
    """Something on the way is not plain; who asks takes the way that looks at each record."""


@dataclass
class Reach:
    """Nodes and relationships by place, each once and in order; `lines` and `documents` are pairs."""

    nodes: Ids
    links: Ids
    lines: Ids
    documents: Ids
    void: Ids
    """What was withdrawn, of relationships at nodes that were reached."""
    heads: dict[int, int] = field(default_factory=dict)
    """Step -> the one that stands for its order and all operations of that; of steps that have some."""

    def heads_of(self, steps: Ids) -> Ids:
        """The steps that stand for the orders of these."""
        if not self.heads:
            return steps
        return np.array([self.heads.get(step, step) for step in steps.tolist()], dtype=np.int64)


class Words:
    """Which places of a list of words are of some words, looked up in a table."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words, self._tables = list(words), dict[tuple[str, ...], npt.NDArray[np.bool_]]()
        self._bits: dict[tuple[str, ...], int] = {}

    @staticmethod
    def of(graph: Graph, what: str) -> Words:
        """Those of a graph, kept beside it until there are more."""
        kept = graph.beside.get(what)
        if not isinstance(kept, Words) or len(kept._words) != len(graph.words[what]):
            kept = graph.beside[what] = Words(graph.words[what])
        return kept

    def bits(self, wanted: tuple[str, ...]) -> int:
        """The places of these words, a bit for each."""
        found = self._bits.get(wanted)
        if found is None:
            found = sum(1 << at for at, word in enumerate(self._words) if word in wanted)
            self._bits[wanted] = found
        return found

    def among(self, places: Ids, wanted: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Whether each place is that of one of these words."""
        table = self._tables.get(wanted)
        if table is None:
            table = np.array([word in wanted for word in self._words], dtype=np.bool_)
            self._tables[wanted] = table
        return table[places]


class Walker:
    """Walks a graph as it stood at a size."""

    def __init__(self, graph: Graph, known_at: int, undated: Dated, judge: Judge) -> None:
        self._graph, self._known_at, self._undated, self._judge = graph, known_at, undated, judge
        self._types, self._labels = Words.of(graph, "types"), Words.of(graph, "labels")
        bits = {name: self._types.bits(types) for name, types in (("flow", _FLOW), ("ties", ("PART_OF",)))}
        self.thread = Thread(graph, known_at, **bits)
        self.nodes = graph.nodes

    def forward(self, seeds: Ids, before: Ids = NONE) -> Reach:
        """Everything after items and steps; `before` are relationships that led to them."""
        flow = _Flow(self, seeds, forward=True)
        flow.run()
        items = flow.nodes[self.has_label(flow.nodes, "Lot", "Device")]
        out = _Out(self, items)
        out.run()
        ends = self._graph.take("target", out.links), self._graph.take("source", before)
        return Reach(
            unique(np.concatenate([flow.nodes, *ends])),
            unique(np.concatenate([flow.links, out.links, before])),
            out.lines,
            out.documents,
            unique(np.concatenate([NONE, *flow.void, *out.void])),
            flow.heads,
        )

    def backward(self, seeds: Ids) -> Reach:
        """Everything before items and steps: what went in, the receipts it came with, and who supplied it."""
        flow = _Flow(self, seeds, forward=False)
        flow.run()
        nodes, links = [flow.nodes], [flow.links]
        frontier = flow.nodes[self.has_label(flow.nodes, "Lot", "Device")]
        for type_ in ("RECEIVED_AS", "SUPPLIED"):
            found, void = self.judged(self.stated(frontier, (type_,), outgoing=False))
            flow.void.append(void)
            frontier = unique(self.ends(found, outgoing=False))
            links.append(found)
            nodes.append(frontier)
        every = unique(np.concatenate(links))
        void = unique(np.concatenate([NONE, *flow.void]))
        return Reach(unique(np.concatenate(nodes)), every, NONE, NONE, void, flow.heads)

    def key(self, node: int) -> str:
        """The key of a node."""
        return self._graph.key(node)

    def has_label(self, nodes: Ids, *labels: str) -> npt.NDArray[np.bool_]:
        """Which of the nodes have one of these labels."""
        return self._labels.among(self._graph.node_take("label", nodes), labels)

    def plain(self, nodes: Ids, types: tuple[str, ...], *, outgoing: bool) -> Ids:
        """The relationships of these types at these nodes that hold."""
        return self.judged(self.stated(nodes, types, outgoing=outgoing))[0]

    def judged(self, links: Ids) -> tuple[Ids, Ids]:
        """Those of the relationships that hold, and those that an answer tells to be withdrawn."""
        if not len(links):
            return links, NONE
        ended = self._graph.take("ended", links)
        holds = (ended == 0) | (ended > self._known_at)
        flagged = (self._graph.take("flags", links) & JUDGED) != 0
        if not flagged.any():
            return links[holds], NONE
        keys = self._graph.link_keys(links)
        odd = {key for key, is_flagged in zip(keys, flagged.tolist(), strict=True) if is_flagged}
        flagged = np.array([key in odd for key in keys], dtype=np.bool_)
        kept, void = self._judge(links[flagged])
        return np.concatenate([links[holds & ~flagged], kept]), void

    def stated(self, nodes: Ids, types: tuple[str, ...], *, outgoing: bool) -> Ids:
        """The relationships of these types at these nodes that were stated by then, holding or not."""
        if not len(nodes):
            return NONE
        having = self._graph.having(nodes, self._types.bits(types), outgoing=outgoing)
        if not len(having):
            return NONE
        links = self._graph.links_of(having, outgoing=outgoing)
        links = links[self._types.among(self._graph.take("type", links), types)]
        known: Ids = links[self._graph.take("commit", links) <= self._known_at]
        return known

    def of_type(self, links: Ids, *types: str) -> Ids:
        """Those of the relationships that are of these types."""
        return links[self._types.among(self._graph.take("type", links), types)]

    def ends(self, links: Ids, *, outgoing: bool) -> Ids:
        """Where relationships lead."""
        return self._graph.take("target" if outgoing else "source", links)

    def are_open(self, links: Ids) -> bool:
        """Whether no time rules anything out."""
        return not (self._graph.take("window", links) != OPEN).any()

    def windows(self, links: Ids) -> Windows:
        """When they held."""
        places = self._graph.take("window", links)
        out = self._graph.windows(places)
        undated = places == UNDATED
        if undated.any():
            out[undated] = self._undated(self.ends(links[undated], outgoing=True))
        return out


class _Flow:
    """The closure over material flow, orders and their operations being one."""

    def __init__(self, walker: Walker, seeds: Ids, *, forward: bool) -> None:
        self._walker, self._forward = walker, forward
        self._seen = np.zeros(walker.nodes, dtype=np.bool_)
        self._by_flow = [seeds]
        self._frontier = unique(seeds)
        self._links: list[Ids] = []
        self._parts: list[Ids] = []
        self.void: list[Ids] = []
        self.nodes = self.links = NONE
        self.heads: dict[int, int] = {}

    def run(self) -> None:
        self._seen[self._frontier] = True
        while len(self._frontier):
            if self._forward and len(self._frontier) <= NARROW:
                self._follow()
            self._pass()
        self._end()

    def _follow(self) -> None:
        """Go on one by one for as long as few are open and all is plain."""
        thread, seen = self._walker.thread, self._seen
        nodes, links, ends = self._frontier.tolist(), list[int](), list[int]()
        while len(nodes) <= NARROW and (found := thread.after(nodes)) is not None:
            links += found[0]
            ends += [*found[1], *found[2]]
            fresh = {node for node in found[2] if not seen[node]}
            seen[list(fresh)] = True
            nodes = sorted(fresh)
            if not nodes:
                break
        self._links.append(np.array(links, dtype=np.int64))
        self._by_flow.append(np.array(ends, dtype=np.int64))
        self._frontier = np.array(nodes, dtype=np.int64)

    def _pass(self) -> None:
        """Go on from all that are open at once."""
        walker, seen = self._walker, self._seen
        links, void = walker.judged(walker.stated(self._frontier, _FLOW, outgoing=self._forward))
        self.void.append(void)
        parts = self._around(self._frontier[walker.has_label(self._frontier, "ProcessStep")])
        ends = walker.ends(links, outgoing=self._forward)
        self._links.append(links)
        self._parts.append(parts)
        self._by_flow += [ends, walker.ends(links, outgoing=not self._forward)]
        met = np.concatenate([ends, *(walker.ends(parts, outgoing=out) for out in (True, False))])
        self._frontier = unique(met[~seen[met]])
        seen[self._frontier] = True

    def _end(self) -> None:
        parts = unique(np.concatenate([*self._parts, NONE]))
        kept = self._busy(parts) if len(parts) else parts
        self.nodes = np.flatnonzero(self._seen)
        self.links = np.concatenate([*self._links, kept])

    def _around(self, steps: Ids) -> Ids:
        """What ties these steps to their orders, and to those of their operations that lead on."""
        walker = self._walker
        if not len(steps):
            return NONE
        above = walker.stated(steps, ("PART_OF",), outgoing=True)
        below = walker.stated(steps, ("PART_OF",), outgoing=False)
        kept, void = walker.judged(np.concatenate([above, below[self._lead_on(below)]]))
        self.void.append(void)
        return kept

    def _lead_on(self, below: Ids) -> npt.NDArray[np.bool_]:
        """Of ties between operations and their orders those whose operation moved something or is tied on."""
        walker = self._walker
        if not len(below):
            return np.zeros(0, dtype=np.bool_)
        operations = walker.ends(below, outgoing=False)
        type_ = "PRODUCED" if self._forward else "CONSUMED_IN"
        moved = walker.stated(unique(operations), (type_,), outgoing=self._forward)
        movers = unique(walker.ends(moved, outgoing=not self._forward))
        leads: npt.NDArray[np.bool_] = among(operations, movers)
        has_own = walker.stated(unique(operations), ("PART_OF",), outgoing=False)
        leads |= among(operations, unique(walker.ends(has_own, outgoing=True)))
        orders = walker.stated(unique(operations), ("PART_OF",), outgoing=True)
        part, _ = pairs(walker.ends(orders, outgoing=False), walker.ends(orders, outgoing=True), walker.nodes)
        leads |= among(operations, unique(part[1:][part[1:] == part[:-1]]))
        return leads

    def _busy(self, parts: Ids) -> Ids:
        """Those of the ties that join something; operations that lead nowhere are no longer seen."""
        ends = [self._walker.ends(parts, outgoing=out).tolist() for out in (False, True)]
        orders: dict[int, set[int]] = defaultdict(set)
        near: dict[int, set[int]] = defaultdict(set)
        for operation, order in zip(*ends, strict=True):
            orders[operation].add(order)
            near[operation].add(order)
            near[order].add(operation)
        todo = list(set(orders) - reached(orders, set(unique(np.concatenate(self._by_flow)).tolist())))
        loose, idle = set(todo), set[int]()
        while todo:
            key = todo.pop()
            if key in loose and key not in idle and len(near[key]) < 2:
                idle.add(key)
                for other in near.pop(key):
                    near[other].discard(key)
                    todo.append(other)
        self._seen[list(idle)] = False
        gone = np.array([not idle.isdisjoint(pair) for pair in zip(*ends, strict=True)], dtype=np.bool_)
        self.heads = _heads([pair for pair in zip(*ends, strict=True) if idle.isdisjoint(pair)], self._walker)
        return parts[~gone]


def _heads(pairs: list[tuple[int, int]], walker: Walker) -> dict[int, int]:
    near: dict[int, set[int]] = defaultdict(set)
    for operation, order in pairs:
        near[operation].add(order)
        near[order].add(operation)
    inner = {operation for operation, _ in pairs}
    out: dict[int, int] = {}
    for step in near:
        if step not in out:
            whole = reached(near, {step})
            first = min(whole - inner or whole, key=walker.key)
            out.update(dict.fromkeys(whole, first))
    return out


def reached(links: dict[int, set[int]], starts: set[int]) -> set[int]:
    """These and all that is reached from them."""
    found, todo = set(starts), list(starts)
    while todo:
        for node in links.get(todo.pop(), ()):
            if node not in found:
                found.add(node)
                todo.append(node)
    return found


class _Out:
    """Logistics after items: packages, documents and parties, with what was inside of which at the time."""

    def __init__(self, walker: Walker, items: Ids) -> None:
        self._walker, self._items = walker, items
        self.links = self.lines = self.documents = NONE
        self.void: list[Ids] = []
        self._ruled_out: list[Ids] = []

    def run(self) -> None:
        walker = self._walker
        nodes, windows, lines = self._items, always(len(self._items)), np.full(len(self._items), -1)
        links: list[Ids] = []
        pairs: list[Ids] = []
        seen = np.zeros((0, 6), dtype=np.int64)
        for level in count():
            if not len(nodes):
                break
            found, of = self._after(nodes)
            inside = windows[of]
            if not walker.are_open(found):
                inside = meet(inside, walker.windows(found))
                kept = holds(inside)
                self._ruled_out.append(walker.ends(found[~kept], outgoing=True))
                found, of, inside = found[kept], of[kept], inside[kept]
            links.append(found)
            ends = walker.ends(found, outgoing=True)
            line = np.where(lines[of] < 0, found, lines[of])
            packed = walker.has_label(ends, "Package")
            pairs.append(line[~packed] * walker.nodes + ends[~packed])
            states = np.column_stack([ends[packed], line[packed], inside[packed]])
            if level >= _DEEP:
                states = _new(np.unique(states, axis=0), seen)
                seen = np.concatenate([seen, states])
            nodes, lines, windows = states[:, 0], states[:, 1], states[:, 2:]
        every = unique(np.concatenate([NONE, *pairs]))
        self.lines, self.documents = np.divmod(every, max(walker.nodes, 1))
        parties, void = walker.judged(walker.stated(unique(self.documents), _TO_PARTIES, outgoing=True))
        self.void.append(void)
        self.links = unique(np.concatenate([*links, parties]))
        self._look_beyond()

    def _look_beyond(self) -> None:
        """Have what lies behind a stay that times rule out judged, too: an answer tells of disputes there."""
        known = frontier = unique(np.concatenate([NONE, *self._ruled_out]))
        while len(frontier):
            ends = self._walker.ends(
                self._walker.plain(frontier, (*_LEAVES, *_TO_PARTIES), outgoing=True), outgoing=True
            )
            frontier = without(ends, known)
            known = unique(np.concatenate([known, frontier]))

    def _after(self, nodes: Ids) -> tuple[Ids, Ids]:
        """The relationships out of these nodes, and for each the place in `nodes` of where it begins."""
        order = np.argsort(nodes, kind="stable")
        ordered = nodes[order]
        links, void = self._walker.judged(self._walker.stated(unique(nodes), _LEAVES, outgoing=True))
        self.void.append(void)
        sources = self._walker.ends(links, outgoing=False)
        first, last = (np.searchsorted(ordered, sources, side=side) for side in ("left", "right"))
        return np.repeat(links, last - first), order[ranges(first, last)]


def _new(states: Ids, seen: Ids) -> Ids:
    """Those of the rows that are not among others."""
    if not len(seen) or not len(states):
        return states
    both, first = np.unique(np.concatenate([seen, states]), axis=0, return_index=True)
    return both[first >= len(seen)]
