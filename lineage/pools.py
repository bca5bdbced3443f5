"""What parts of items can hold of suspect quantity at most, whatever flowed: the fixed side of its bounds.

Promises: everything is in the start's unit, exact, and None where nothing says it. A unit of a start holds
one; a unit of what was made, the most that any of its steps can have put into one. Each part of an item that
went into a step or left for good holds that times its quantity; what is left of the item, the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from lineage.mixing import NOWHERE, ONE, ZERO, Mixing, Plant, Quantity, times, total

MOST_ROUNDS = 200
"""How often a loop is gone round to find what a unit of its items can hold."""

Place = tuple[int, int]
"""Where a part of an item is: (step, number of the material), or (NOWHERE, number of the end)."""


class Pools:
    """The items of a plant that suspects can be in."""

    def __init__(self, plant: Plant) -> None:
        self.mixing = Mixing(plant)
        self.density = _capacities(self.mixing)
        """How much a unit of each item can hold."""
        self.parts = {item: self._limits_of(item) for item in self.mixing.reached}
        """The parts of an item, and the most that each can hold."""
        self.rest = {item: self._rest(item) for item in self.mixing.reached}
        """The most that what is left of an item can hold; None where more left than came in."""
        self.total = total(self._supply_limit(item) for item in self.mixing.reached)
        """All that is suspect."""

        self._limited = {n: self.known_parts(n) + (self.rest[n] or ZERO) for n in self.mixing.reached}
        self._unlimited = {
            n: [*self.parts[n].values(), self.rest[n]].count(None) for n in self.mixing.reached
        }

    def others(self, item: int, place: Place) -> Quantity:
        """The most that all parts of an item but this one can hold, the rest among them."""
        limit = self.parts[item][place]
        if self._unlimited[item] > (limit is None):
            return None
        return self._limited[item] - (limit or ZERO)

    def known_parts(self, item: int) -> Fraction:
        """What the parts of known size can hold."""
        return sum((limit for limit in self.parts[item].values() if limit is not None), ZERO)

    def is_loose(self, item: int) -> bool:
        """Whether it is a start of which more left than came in, or nothing says how much came in."""
        found = self.mixing.items[item]
        return found.is_start and (found.quantity is None or self.known_parts(item) > found.quantity)

    def supply(self, item: int) -> Quantity:
        """How much of what is suspect comes from outside into this item."""
        found = self.mixing.items[item]
        if self.is_loose(item):
            return None
        return found.quantity if found.is_start else found.suspect

    def _supply_limit(self, item: int) -> Quantity:
        if self.is_loose(item):
            return total(self.parts[item].values())
        found = self.mixing.items[item]
        return found.quantity if found.is_start or found.suspect is None else found.suspect

    def _limits_of(self, item: int) -> dict[Place, Quantity]:
        return {place: times(self.density[item], quantity) for place, quantity in self._parts_of(item)}

    def _parts_of(self, item: int) -> Iterator[tuple[Place, Quantity]]:
        for step in self.mixing.used_in.get(item, ()):
            for place, quantity in self.mixing.steps[step].taken(item):
                yield (step, place), quantity
        for end, quantity in enumerate(self.mixing.items[item].ends):
            yield (NOWHERE, end), quantity

    def _rest(self, item: int) -> Quantity:
        left, whole = (
            total(quantity for _, quantity in self._parts_of(item)),
            self.mixing.items[item].quantity,
        )
        if left is None or whole is None or left > whole:
            return None
        return times(self.density[item], whole - left)


def _capacities(mixing: Mixing) -> list[Quantity]:
    """How much one unit of each item can hold at most, in the start's unit; None where nothing says it."""
    most: list[Quantity] = [ZERO] * len(mixing.items)
    for members, is_loop in mixing.components:
        if not is_loop:
            most[members[0]] = _capacity(mixing, most, members[0])
            continue
        changing = set(members)
        for _ in range(min(len(members) + 2, MOST_ROUNDS)):
            changing = _again(mixing, most, members)
            if not changing:
                break
        while changing:  # it grows with each round, so nothing says where it ends
            for item in changing:
                most[item] = None
            changing = _again(mixing, most, members)
    return most


def _again(mixing: Mixing, most: list[Quantity], members: Iterable[int]) -> set[int]:
    changed = set()
    for item in members:
        found = _capacity(mixing, most, item)
        if most[item] is not None and found != most[item]:
            most[item] = found
            changed.add(item)
    return changed


def _capacity(mixing: Mixing, most: Sequence[Quantity], number: int) -> Quantity:
    item = mixing.items[number]
    if item.is_start:
        return ONE
    found: Quantity = ONE if item.suspect != 0 else ZERO
    for place in mixing.made_by.get(number, ()):
        step = mixing.steps[place]
        made = step.outputs[number]
        densest = [_densest(group, most) for group in step.inputs]
        held = total(times(dense, used, made.share) for dense, used in zip(densest, step.used, strict=True))
        if held == 0:
            continue
        if held is None or not made.quantity or found is None:
            return None
        found = max(found, held / made.quantity)
    return found


def _densest(group: Iterable[int], most: Sequence[Quantity]) -> Quantity:
    """The most that a unit of any of these items can hold."""
    out: Quantity = ZERO
    for item in group:
        here = most[item]
        if here is None:
            return None
        out = max(out, here) if out is not None else None
    return out
