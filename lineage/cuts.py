"""The cheapest nodes to take out of a graph so that nothing leads from its source to its sink.

Promises: the least sum of weights (Dinic's algorithm on nodes split in two, exact whole numbers, without
recursion); of all cuts of that weight the one nearest to the source, so that equal graphs have equal cuts.
Nodes without a weight can't be taken out. Refuses a graph in which no cut exists, and weights below nought.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)


class NoCut(ValueError):
    """Something leads from the source to the sink that can't be taken out."""


@dataclass(frozen=True, slots=True)
class Cut(Generic[N]):
    """What to take out, in the order in which the weights name it, and the sum of their weights."""

    nodes: tuple[N, ...]
    weight: int


def least_cut(links: Iterable[tuple[N, N]], source: N, sink: N, weights: Mapping[N, int]) -> Cut[N]:
    """Nodes of `weights` that lie on every way from source to sink along the links."""
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight is below nought")
    flow = _Flow(links, source, sink, weights)
    total = flow.greatest()
    reached = flow.levels()
    nodes = tuple(
        node
        for node in weights
        if node in flow.place and reached[flow.place[node]] >= 0 > reached[flow.place[node] + 1]
    )
    return Cut(nodes, total)


class _Flow:
    """What still flows. Each node is two places, a way in and a way out; an arc lies beside its reverse."""

    def __init__(self, links: Iterable[tuple[N, N]], source: N, sink: N, weights: Mapping[N, int]) -> None:
        self._endless = sum(weights.values()) + 1
        self.place: dict[Hashable, int] = {}
        self._to: list[int] = []
        self._room: list[int] = []
        self._arcs: list[list[int]] = []
        for node in (source, sink):
            self._add_node(node, self._endless)
        for link in dict.fromkeys(links):
            for node in link:
                if node not in self.place:
                    self._add_node(node, weights.get(node, self._endless))
            self._add_arc(self.place[link[0]] + 1, self.place[link[1]], self._endless)
        self._source, self._sink = self.place[source] + 1, self.place[sink]

    def _add_node(self, node: Hashable, weight: int) -> None:
        self.place[node] = len(self._arcs)
        self._arcs += [[], []]
        self._add_arc(self.place[node], self.place[node] + 1, weight)

    def _add_arc(self, start: int, end: int, room: int) -> None:
        self._arcs[start].append(len(self._to))
        self._arcs[end].append(len(self._to) + 1)
        self._to += [end, start]
        self._room += [room, 0]

    def greatest(self) -> int:
        """Let flow what can, and tell how much."""
        total = 0
        while (levels := self.levels())[self._sink] >= 0:
            total += self._blocking(levels)
            if total >= self._endless:
                raise NoCut("nothing that may be taken out lies on every way")
        return total

    def levels(self) -> list[int]:
        """How far each place is from the source where there is room; -1 where nothing flows."""
        out = [-1] * len(self._arcs)
        out[self._source] = 0
        todo = deque([self._source])
        while todo:
            place = todo.popleft()
            for arc in self._arcs[place]:
                if self._room[arc] and out[self._to[arc]] < 0:
                    out[self._to[arc]] = out[place] + 1
                    todo.append(self._to[arc])
        return out

    def _blocking(self, levels: list[int]) -> int:
        """Fill the shortest ways until each of them has a full arc."""
        total, tried = 0, [0] * len(self._arcs)
        path: list[int] = []
        place = self._source
        while True:
            if place == self._sink:
                total += self._fill(path)
                # Go on where the first arc is full.
                full = next(n for n, arc in enumerate(path) if not self._room[arc])
                place = self._to[path[full] ^ 1]
                del path[full:]
            elif (arc := self._open_arc(place, levels, tried)) is not None:
                path.append(arc)
                place = self._to[arc]
            elif path:
                place = self._to[path.pop() ^ 1]
                tried[place] += 1
            else:
                return total

    def _fill(self, path: list[int]) -> int:
        least = min(self._room[arc] for arc in path)
        for arc in path:
            self._room[arc] -= least
            self._room[arc ^ 1] += least
        return least

    def _open_arc(self, place: int, levels: list[int], tried: list[int]) -> int | None:
        arcs = self._arcs[place]
        while tried[place] < len(arcs):
            arc = arcs[tried[place]]
            if self._room[arc] and levels[self._to[arc]] == levels[place] + 1:
                return arc
            tried[place] += 1
        return None
