"""The orders around some materials: what went into each, what came out, when, and by which recipe.

Promises: an order and its operations are one; amounts are in the base unit of each material, and unknown
where a part is not stated. Reads the lots of the materials asked about, the steps that used them, those that
used the lots that went along, the lots of what all these made, and the steps behind them, level by level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.questions.materials import Materials, read_materials
from app.questions.quantities import Sums
from app.questions.reading import Edge, Reads, may_hold
from app.questions.trace import heads
from graph_model.keys import prefix_of, split


@dataclass(slots=True)
class Made:
    """One order with its operations: what went in by material, what came out, when."""

    key: str
    inputs: dict[str, Fraction | None] = field(default_factory=dict)
    outputs: dict[str, Fraction | None] = field(default_factory=dict)
    unlotted: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    """What went in."""
    made_at: list[str] = field(default_factory=list)
    """When its outputs were booked."""
    recipes: set[str] = field(default_factory=set)
    """Numbers of what it followed, in whatever version."""

    @property
    def kind(self) -> str:
        """What it does, as its key says."""
        return split(self.key).parts[0]

    @property
    def is_empty(self) -> bool:
        """Whether nothing says what it used."""
        return not self.inputs and not self.unlotted


class Orders:
    """What was read: `by_step` are the orders by their head step, `lots_of` all lots of each material."""

    def __init__(self, reads: Reads, materials: Iterable[str], known_items: Iterable[str]) -> None:
        self._reads = reads
        self.wanted = set(materials)
        items = self._items_of(self.wanted)
        self.lots_of = {m: {i for i in found if prefix_of(i) == "lot"} for m, found in items.items()}
        first = set(known_items).union(*self.lots_of.values())
        users = {e.target for e in self._flow(first, forward=True) if e.type == "CONSUMED_IN"}
        users |= {e.target for e in self._context(self.wanted, ("USED_IN",), outgoing=True)}
        along = {e.source for e in self._of_steps(users, forward=False) if e.type == "CONSUMED_IN"}
        users |= {e.target for e in self._flow(along - first, forward=True) if e.type == "CONSUMED_IN"}
        made = {e.target for e in self._of_steps(users, forward=True) if e.type == "PRODUCED"}
        products = set(read_materials(reads, made).of_item.values())
        steps = users | self._makers(products, made) | self._followers(users)
        edges = {e.key: e for way in (False, True) for e in self._of_steps(steps, forward=way)}
        moved = {e.source for e in edges.values() if e.type == "CONSUMED_IN"}
        moved |= {e.target for e in edges.values() if e.type == "PRODUCED"}
        self.materials = read_materials(reads, moved | first)
        self.by_step = self._gather(edges.values(), steps)

    def _items_of(self, materials: Iterable[str]) -> dict[str, set[str]]:
        out: dict[str, set[str]] = {material: set() for material in materials}
        for edge in self._context(materials, ("INSTANCE_OF",), outgoing=False):
            out[edge.target].add(edge.source)
        return out

    def _makers(self, products: Iterable[str], outputs: set[str]) -> set[str]:
        """The steps that made these products: their lots, and units of which no lot is stated."""
        items = set(outputs)
        for found in self._items_of(products).values():
            lots = {item for item in found if prefix_of(item) == "lot"}
            items |= lots or found
        return {e.source for e in self._flow(items, forward=False) if e.type == "PRODUCED"}

    def _followers(self, users: set[str]) -> set[str]:
        """Steps that followed the same recipes."""
        recipes = {e.target for e in self._context(users, ("FOLLOWED",), outgoing=True)}
        return {e.source for e in self._context(recipes, ("FOLLOWED",), outgoing=False)}

    def _of_steps(self, steps: Iterable[str], *, forward: bool) -> list[Edge]:
        """What went into these steps, or came out, and into or out of all operations of their orders."""
        out: list[Edge] = []
        frontier, known = set(steps), set(steps)
        while frontier:
            found = self._flow(frontier, forward=forward)
            out += found
            ends = {end for edge in found for end in (edge.source, edge.target) if edge.type == "PART_OF"}
            frontier = ends - known
            known |= frontier
        return out

    def _flow(self, keys: Iterable[str], *, forward: bool) -> list[Edge]:
        wanted = sorted(set(keys))
        return [e for e in self._reads.flow(wanted, forward) if not e.void] if wanted else []

    def _context(self, keys: Iterable[str], types: tuple[str, ...], *, outgoing: bool) -> list[Edge]:
        wanted = sorted(set(keys))
        return [e for e in self._reads.context(wanted, types, outgoing) if may_hold(e)] if wanted else []

    def _gather(self, edges: Iterable[Edge], steps: set[str]) -> dict[str, Made]:
        edges = list(edges)
        head, sums = heads(edges), Sums(self.materials)
        grouped: dict[tuple[str, bool, str], list[Edge]] = defaultdict(list)
        out: dict[str, Made] = {}

        def made_of(step: str) -> Made:
            whole = head.get(step, step)
            return out.setdefault(whole, Made(whole))

        for step in steps:
            made_of(step)
        for edge in edges:
            if edge.type == "CONSUMED_IN":
                made_of(edge.target).items.add(edge.source)
                grouped[head.get(edge.target, edge.target), False, edge.source].append(edge)
            elif edge.type == "PRODUCED":
                made_of(edge.source).made_at.append(str(edge.properties.get("event_time") or ""))
                grouped[head.get(edge.source, edge.source), True, edge.target].append(edge)
        for edge in self._context(steps, ("USED_IN",), outgoing=False):
            made_of(edge.target).unlotted.add(edge.source)
        for edge in self._context(steps, ("FOLLOWED",), outgoing=True):
            made_of(edge.source).recipes.add(split(edge.target).parts[0])
        for (step, is_output, item), moved in grouped.items():
            _add(out[step], is_output, self.materials, sums, item, moved)
        return out


def _add(
    made: Made, is_output: bool, materials: Materials, sums: Sums, item: str, edges: Sequence[Edge]
) -> None:
    side = made.outputs if is_output else made.inputs
    material = materials.of_item[item]
    amount, before = sums.of(item, edges), side.get(material, Fraction(0))
    side[material] = None if amount is None or before is None else before + amount.value
