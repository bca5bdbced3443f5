"""Which relationships leave or end in which nodes, of those that came after the base.

Promises: `at` gives each once, in the order they came; adding many at once costs a sort and little more. Of a
node the last one is remembered, and of each relationship the one of its node that came before it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lineage.column import Ids

_NONE = -1


class Near:
    """One side of the relationships. One writer; readers beside it."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._last: dict[int, int] = {}
        self._before: list[int] = []
        self.types: dict[int, int] = {}
        """Of a node the types of its relationships, a bit for each place."""

    def add(self, nodes: Ids, types: Ids) -> None:
        """Add the next relationships by their nodes; the type of each as a bit for its place."""
        links = self._first + len(self._before) + np.arange(len(nodes))
        order = np.argsort(nodes, kind="stable")
        ordered, sorted_links = nodes[order], links[order]
        is_first = np.ones(len(nodes), dtype=np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        each = ordered[starts].tolist()
        before = np.empty(len(nodes), dtype=np.int64)
        before[order[1:]] = sorted_links[:-1]
        before[order[starts]] = [self._last.get(node, _NONE) for node in each]
        met = np.bitwise_or.reduceat(types[order], starts).tolist()
        self._before += before.tolist()
        ends = np.append(starts[1:], len(nodes)) - 1
        types_of = self.types
        types_of.update([(node, types_of.get(node, 0) | some) for node, some in zip(each, met, strict=True)])
        self._last.update(zip(each, sorted_links[ends].tolist(), strict=True))

    def at(self, node: int) -> list[int]:
        """The relationships at a node."""
        found, link = [], self._last.get(node, _NONE)
        while link != _NONE:
            found.append(link)
            link = self._before[link - self._first]
        return found[::-1]

    def has(self, node: int) -> bool:
        """Whether there is any at a node."""
        return node in self._last

    def of(self, nodes: Iterable[int]) -> list[int]:
        """The relationships at these nodes."""
        last = self._last
        return [link for node in nodes if node in last for link in self.at(node)]
