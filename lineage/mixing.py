"""What a plant did with quantities, as numbers: items went into steps, what steps made came out.

Promises: exact fractions, and None where a quantity is not known; nothing is guessed. Items are numbered from
0 on. What goes into one step from one item is one input, and what it makes of one item is one output, however
many lines book it. The outputs of a step share each of its materials by size: what one unit of output holds
of a material is what went in by what came out. A loss that shows is an output to `NOWHERE`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

NOWHERE = -1
Quantity = Fraction | None
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Input:
    """How much of an item went into a step, in the unit of its material."""

    item: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Output:
    """How much of an item a step made. `size` is that in the unit in which the step's outputs add up."""

    item: int
    quantity: Quantity
    size: Quantity


@dataclass(frozen=True, slots=True)
class Step:
    """Inputs, a group for each material, and outputs."""

    inputs: Sequence[Sequence[Input]]
    outputs: Sequence[Output]


@dataclass(frozen=True, slots=True)
class Item:
    """A lot or a device. `quantity` is all that ever came into it; what came back counts each time.

    `is_start`: every unit of it is suspect, whatever came in. `suspect`: how much of it came in from outside
    as suspect. `ends` are parts that left for good, such as what a customer holds of it.
    """

    quantity: Quantity
    is_start: bool = False
    suspect: Quantity = ZERO
    ends: Sequence[Quantity] = ()


@dataclass(frozen=True, slots=True)
class Plant:
    """All of it, for suspects of one material."""

    items: Sequence[Item]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Made:
    """One output of a step as the arithmetic needs it: `share` is its part of all outputs."""

    item: int
    quantity: Quantity
    share: Quantity


@dataclass(slots=True)
class Mixed:
    """A step: by material what went in of each item, and what was made."""

    inputs: list[dict[int, Quantity]]
    outputs: dict[int, Made]
    used: list[Quantity] = field(default_factory=list)
    """How much went in, by material."""

    def taken(self, item: int) -> Iterator[tuple[int, Quantity]]:
        """The places of the materials under which the item went in, and how much."""
        for place, group in enumerate(self.inputs):
            if item in group:
                yield place, group[item]


def plus(first: Quantity, second: Quantity) -> Quantity:
    """The sum; unknown where a part is."""
    return None if first is None or second is None else first + second


def total(quantities: Iterable[Quantity]) -> Quantity:
    """The sum; unknown where a part is."""
    out: Quantity = ZERO
    for quantity in quantities:
        out = plus(out, quantity)
    return out


def times(*factors: Quantity) -> Quantity:
    """The product; nothing of something unknown is nothing."""
    if any(factor == 0 for factor in factors):
        return ZERO
    out = ONE
    for factor in factors:
        if factor is None:
            return None
        out *= factor
    return out


def least_of(*limits: Quantity) -> Quantity:
    """The tightest limit; none where none is known."""
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def mixed(step: Step) -> Mixed:
    """The step with one input and one output for each item."""
    inputs: list[dict[int, Quantity]] = []
    for group in step.inputs:
        taken: dict[int, Quantity] = {}
        for one in group:
            taken[one.item] = plus(taken.get(one.item, ZERO), one.quantity)
        inputs.append(taken)
    sizes = total(output.size for output in step.outputs)
    made: dict[int, Made] = {}
    for output in step.outputs:
        share = output.size / sizes if sizes and output.size is not None else None
        before = made.get(output.item)
        if before is not None:
            share, quantity = plus(before.share, share), plus(before.quantity, output.quantity)
        else:
            quantity = output.quantity
        made[output.item] = Made(output.item, quantity, share)
    if len(made) == 1:
        made = {item: Made(item, only.quantity, ONE) for item, only in made.items()}
    return Mixed(inputs, made, [total(group.values()) for group in inputs])


class Mixing:
    """A plant, indexed. Items and steps that no suspect can have reached are left out of the indices."""

    def __init__(self, plant: Plant) -> None:
        self.items = plant.items
        self.steps = [mixed(step) for step in plant.steps]
        self.used_in: dict[int, list[int]] = defaultdict(list)
        for place, step in enumerate(self.steps):
            for item in {item for group in step.inputs for item in group}:
                self.used_in[item].append(place)
        self.reached = self._reach()
        self.made_by: dict[int, list[int]] = defaultdict(list)
        for place in sorted({step for item in self.reached for step in self.used_in.get(item, ())}):
            for made in filter(self.enters, self.steps[place].outputs):
                self.made_by[made].append(place)
        self.components = self._components()
        self.place = {item: n for n, (members, _) in enumerate(self.components) for item in members}
        """Where each item stands in that order."""

    def enters(self, item: int) -> bool:
        """Whether what a step makes of this item may add suspect quantity to it."""
        return item != NOWHERE and not self.items[item].is_start

    def _reach(self) -> dict[int, int]:
        """The items that suspects can be in, and in which order they are met."""
        todo = [n for n, item in enumerate(self.items) if item.is_start or item.suspect != 0]
        found = {item: place for place, item in enumerate(todo)}
        for item in todo:  # it grows while it is read
            for place in self.used_in.get(item, ()):
                for made in self.steps[place].outputs:
                    if made != NOWHERE and made not in found:
                        found[made] = len(found)
                        todo.append(made)
        return found

    def _components(self) -> list[tuple[list[int], bool]]:
        """The items in an order in which all that went in comes before; those of a loop at once (True)."""
        first, nodes = len(self.items), len(self.items) + len(self.steps)
        tails, heads = self._arcs(first)
        shape = (nodes, nodes)
        matrix = coo_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=shape).tocsr()
        count, labels = connected_components(matrix, directed=True, connection="strong")
        members: list[list[int]] = [[] for _ in range(count)]
        sizes = np.bincount(labels, minlength=count)
        for item in self.reached:
            members[labels[item]].append(item)
        ordered = _topological(count, labels[tails], labels[heads])
        return [(members[label], bool(sizes[label] > 1)) for label in ordered if members[label]]

    def _arcs(self, first: int) -> tuple[list[int], list[int]]:
        tails: list[int] = []
        heads: list[int] = []
        for item in self.reached:
            for place in self.used_in.get(item, ()):
                tails.append(item)
                heads.append(first + place)
        for item, places in self.made_by.items():
            tails += [first + place for place in places]
            heads += [item] * len(places)
        return tails, heads


def _topological(count: int, tails: Sequence[int], heads: Sequence[int]) -> list[int]:
    """Numbers below `count`, each tail before its head; equal ends are passed by."""
    after: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for tail, head in zip(map(int, tails), map(int, heads), strict=True):
        if tail != head:
            after[tail].append(head)
            waits[head] += 1
    ordered = [number for number in range(count) if not waits[number]]
    for number in ordered:  # it grows while it is read
        for head in after[number]:
            waits[head] -= 1
            if not waits[head]:
                ordered.append(head)
    return ordered
