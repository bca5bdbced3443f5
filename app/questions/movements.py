"""All that moved around what a recall reaches: what came into its items and steps, and what went out.

Promises: of every item that is reached all that ever came into it and left it is here, and of every step all
that it used, a material without its lot too, and all that it made, suspect or not; so amounts can be set
against each other. Void statements are left out, and statements of one act count once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.questions.quantities import counted_once
from app.questions.reading import Edge, Reads
from app.questions.trace import ITEMS, Walk, heads
from graph_model.keys import prefix_of


@dataclass(slots=True)
class Movements:
    """Relationships by their keys. `reached` are the items that the walk met."""

    reached: frozenset[str]
    edges: dict[str, Edge] = field(default_factory=dict)
    _heads: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, reached: Iterable[str], edges: Iterable[Edge]) -> Movements:
        """From relationships that hold."""
        by_key = {edge.key: edge for edge in edges if not edge.void}
        return cls(frozenset(reached), by_key, heads(by_key.values()))

    def acts(self, *types: str) -> list[Edge]:
        """Those of these types, each act once, by key."""
        return counted_once(edge for edge in self.edges.values() if edge.type in types)

    def step(self, key: str) -> str:
        """The step that stands for this one, its order and the other operations."""
        return self._heads.get(key, key)

    def items(self) -> set[str]:
        """All items that are named."""
        ends = {end for edge in self.edges.values() for end in (edge.source, edge.target)}
        return {key for key in ends if prefix_of(key) in ITEMS} | self.reached

    def lots_of(self) -> dict[str, set[str]]:
        """Device -> the lots that hold it, of those that were reached."""
        out: dict[str, set[str]] = defaultdict(set)
        for edge in self.acts("HAS_UNIT"):
            if edge.source in self.reached:
                out[edge.target].add(edge.source)
        return out


def read_movements(reader: Reads, done: Walk) -> Movements:
    """All that moved around what a walk forward has reached."""
    reached = sorted(key for key in done.keys if prefix_of(key) in ITEMS)
    found = list(done.edges.values())
    if reached:
        found += (*reader.flow(reached, False), *reader.logistics(reached, False))
    steps = {key for key in done.keys if prefix_of(key) == "step"}
    frontier = set(steps)
    while frontier:
        level = [edge for edge in reader.flow(sorted(frontier), False) if not edge.void]
        found += level
        ends = {end for edge in level if edge.type == "PART_OF" for end in (edge.source, edge.target)}
        frontier = ends - steps
        steps |= frontier
    if steps:
        found += reader.context(sorted(steps), ("USED_IN",), False)
    return Movements.of(reached, found)
