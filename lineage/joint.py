"""The linear programme over all that lies before some items: for where uncertain ways meet again.

Promises: it says what `lineage.bounds` says of the model, no more and no less, of the items and steps that
can make a difference to the goals. What flows for certain is a number in it, and what lies before is left
out, as is what lies before the one item through which all ways lead.
x[i,o] needs no variables of its own: there is one for given s[i,o] exactly where sum_i s[i,o] / k_i <= u q_o.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Protocol

from lineage.mixing import NOWHERE, ONE, ZERO, Quantity, least_of, times, total
from lineage.pools import Place, Pools
from lineage.programme import Programme

Goal = tuple[int, Place | None]
"""What a part of an item holds; None: what all that came into it holds."""
ELSEWHERE = -2
_REST: Place = (ELSEWHERE, 0)


class Known(Protocol):
    """What the pass over the plant has found out so far."""

    def constant(self, item: int, place: Place) -> Quantity:
        """What flows for certain into a part of an item; None where that is not certain."""
        ...

    def exact(self, item: int) -> tuple[Fraction, Quantity] | None:
        """What an item holds, where both ends are attained and nothing comes round to it."""
        ...


class Joint:
    """One programme."""

    def __init__(self, pools: Pools, known: Known, goals: Sequence[Goal]) -> None:
        self._pools, self._mixing = pools, pools.mixing
        self._known, self._goals = known, goals
        self._gate: int | None = None
        """The item through which all that is before it comes, and of which no more than its range matters."""
        self._items: set[int] = set()
        self._steps: set[int] = set()
        self._made: list[tuple[int, int]] = []
        """What the steps made, and where that stands in the order of the plant."""
        self._collect()
        self._programme = Programme()
        self._part: dict[tuple[int, Place], int] = {}
        self._given: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        """Item -> variables of what it was given, and whether it had given that itself."""

    @property
    def size(self) -> int:
        """Variables at most."""
        parts = sum(len(self._pools.parts[item]) + 2 for item in self._items)
        steps = (self._mixing.steps[step] for step in self._steps)
        return parts + sum(len(step.outputs) * sum(map(len, step.inputs)) for step in steps)

    def solve(self) -> tuple[Fraction, Quantity]:
        """The least and the most that the goals come to."""
        wanted = {goal for goal in self._goals if goal[1] is not None}
        for item in sorted(self._items):
            self._add_parts(item, {place for owner, place in wanted if owner == item})
        for step in sorted(self._steps):
            self._add_step(step)
        supplies = {item: self._supply(item) for item in {*self._items, *(item for item, _ in self._goals)}}
        for item in sorted(self._items):
            self._add_item(item, *supplies[item])
        row: dict[int, Fraction] = {}
        fixed = ZERO
        for item, place in self._goals:
            if place is not None:
                row[self._part[item, place]] = ONE
                continue
            row |= {variable: ONE for variable, is_own in self._given[item] if not is_own}
            variable, value = supplies[item]
            fixed += value
            row |= {} if variable is None else {variable: ONE}
        low = self._programme.least(row)
        high = self._programme.least({variable: -one for variable, one in row.items()})
        return max(fixed + (low or ZERO), ZERO), None if high is None else fixed - high

    def _collect(self) -> None:
        """From the goals back, what comes last first, until all ways lead through one item."""
        todo: list[tuple[int, int]] = []
        self._meet(todo, [item for item, part in self._goals if part is not None])
        for item, part in self._goals:
            if part is None:
                self._meet(todo, self._before(item))
        while todo:
            _, item = heapq.heappop(todo)
            if not todo and self._can_close(item):
                self._gate = item
                return
            self._meet(todo, self._before(item))

    def _meet(self, todo: list[tuple[int, int]], items: Iterable[int]) -> None:
        for item in items:
            if item not in self._items:
                self._items.add(item)
                heapq.heappush(todo, (-self._mixing.place[item], item))

    def _can_close(self, item: int) -> bool:
        """Whether no more than the range of an item matters of all that came before it.

        It does where a step that is met already made something that may have gone into it, too.
        """
        while self._made and self._made[0][1] in self._items:
            heapq.heappop(self._made)
        if self._made and self._made[0][0] <= self._mixing.place[item]:
            return False
        is_open = self._steps.isdisjoint(self._mixing.made_by.get(item, ()))
        return is_open and self._known.exact(item) is not None

    def _before(self, item: int) -> Iterator[int]:
        """The items of which something that is not certain went into what made this one."""
        for step in self._mixing.made_by.get(item, ()):
            if step not in self._steps:
                self._steps.add(step)
                for made in filter(self._mixing.enters, self._mixing.steps[step].outputs):
                    heapq.heappush(self._made, (self._mixing.place[made], made))
                for met, part in self._inputs(step):
                    if self._known.constant(met, part) is None:
                        yield met

    def _inputs(self, step: int) -> Iterator[tuple[int, Place]]:
        for place, group in enumerate(self._mixing.steps[step].inputs):
            for item in group:
                if item in self._mixing.reached:
                    yield item, (step, place)

    def _variable(self, limit: Quantity) -> int:
        return self._programme.variable(least_of(limit, self._pools.total))

    def _add_parts(self, item: int, wanted: set[Place | None]) -> None:
        """Variables for what goes on within the programme; the rest of the item is one."""
        others = [self._pools.rest[item]]
        for place, limit in self._pools.parts[item].items():
            if place in wanted or place[0] in self._steps:
                self._part[item, place] = self._variable(limit)
            else:
                others.append(limit)
        self._part[item, _REST] = self._variable(total(others))

    def _supply(self, item: int) -> tuple[int | None, Fraction]:
        """What comes from outside: a variable where that is not known, and a number."""
        gate = self._known.exact(item) if item == self._gate else None
        if gate is not None:
            low, high = gate
            return self._variable(None if high is None else high - low), low
        amount = self._pools.supply(item)
        if amount is None:
            is_loose = self._pools.is_loose(item)
            return self._variable(None if is_loose else self._mixing.items[item].quantity), ZERO
        return None, amount

    def _add_item(self, item: int, supply: int | None, value: Fraction) -> None:
        """What came in went out again."""
        row = {variable: ONE for variable, _ in self._given[item]}
        row |= {} if supply is None else {supply: ONE}
        places = (*self._pools.parts[item], _REST)
        row |= {self._part[item, place]: -ONE for place in places if (item, place) in self._part}
        self._programme.equal.append((row, -value))

    def _add_step(self, number: int) -> None:
        step = self._mixing.steps[number]
        targets = {item: made.share for item, made in step.outputs.items() if self._is_met(item)}
        shares = [made.share for item, made in step.outputs.items() if item not in targets]
        if shares:
            targets[ELSEWHERE] = total(shares)
        for place, group in enumerate(step.inputs):
            inputs = [item for item in group if item in self._mixing.reached]
            if inputs:
                self._add_material((number, place), inputs, targets, step.used[place])

    def _is_met(self, item: int) -> bool:
        if item == NOWHERE or not self._mixing.enters(item):
            return False
        return item in self._items or (item, None) in self._goals

    def _add_material(
        self, place: Place, inputs: Sequence[int], targets: dict[int, Quantity], used: Quantity
    ) -> None:
        """How one material of a step goes into what was made, by inputs of one density."""
        groups: dict[tuple[Quantity, int], list[int]] = defaultdict(list)
        for item in inputs:
            groups[self._pools.density[item], item if item in targets else NOWHERE].append(item)
        given: dict[int, list[tuple[int, Quantity]]] = defaultdict(list)
        for (dense, own), items in groups.items():
            row, fixed = self._into(items, place)
            for target in targets:
                variable = self._variable(None)
                row[variable] = -ONE
                given[target].append((variable, dense))
                if target != ELSEWHERE:
                    self._given[target].append((variable, target == own))
            self._programme.equal.append((row, -fixed))
        for target, share in targets.items():
            self._limit(given[target], None if share == 1 else times(used, share))

    def _into(self, items: Sequence[int], place: Place) -> tuple[dict[int, Fraction], Fraction]:
        row: dict[int, Fraction] = {}
        fixed = ZERO
        for item in items:
            if item in self._items:
                row[self._part[item, place]] = ONE
            else:
                fixed += self._known.constant(item, place) or ZERO
        return row, fixed

    def _limit(self, given: Sequence[tuple[int, Quantity]], room: Quantity) -> None:
        """What an output holds of a material is no more than there is room for."""
        known = [(variable, dense) for variable, dense in given if dense]
        if room is None or not known:
            return
        densest = max(dense for _, dense in known)
        row = {variable: densest / dense for variable, dense in known}
        self._programme.below.append((row, room * densest))
