"""A thread of the flow: where few nodes are open, each is looked at by itself.

Promises: what is found is what a pass over arrays finds; what is not plain (came after the base, is judged,
has ended, belongs to an operation, or is wide) is left to that. A pass costs as much for one node as for a
thousand, so that a long chain of orders would cost as much as a wide plant of as many levels.
"""

from __future__ import annotations

from collections.abc import Sequence

from lineage.base import JUDGED
from lineage.graph import Graph

NARROW = 8
"""Nodes that are looked at one by one."""
_WIDE = 32
"""Relationships of one node that are too many for that."""


class Thread:
    """Follows flow through the base of a graph as it stood at a size; types are bits for their places."""

    def __init__(self, graph: Graph, known_at: int, *, flow: int, ties: int) -> None:
        self._graph, self._known_at = graph, known_at
        self._flow, self._ties = flow, ties

    def after(self, nodes: Sequence[int]) -> tuple[list[int], list[int], list[int]] | None:
        """The relationships by which flow leaves these, their sources and their targets; None: not plain."""
        links, sources, targets = list[int](), list[int](), list[int]()
        for node in nodes:
            found = self._of(node)
            if found is None:
                return None
            links += found
            sources += [node] * len(found)
            targets += map(self._graph.base.columns["target"].one, found)
        return None if self._graph.is_marked(links) else (links, sources, targets)

    def _of(self, node: int) -> list[int] | None:
        types = self._graph.types_at(node, self._flow | self._ties, self._ties)
        if types is None or (types[0] | types[1]) & self._ties:
            return None
        if not types[0]:
            return []
        ends = self._graph.base.out_ends
        first, last = ends.one(node), ends.one(node + 1)
        return None if last - first > _WIDE else self._plain(range(first, last))

    def _plain(self, links: range) -> list[int] | None:
        """Those that are flow and were known; None where one of them is judged or has ended."""
        columns = self._graph.base.columns
        flow = [link for link in links if 1 << columns["type"].one(link) & self._flow]
        known = [link for link in flow if columns["commit"].one(link) <= self._known_at]
        if any(columns["ended"].one(link) or columns["flags"].one(link) & JUDGED for link in known):
            return None
        return known
