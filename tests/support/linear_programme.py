"""Least and most suspect quantity by the linear programme as it was asked for: x[i,o] and s[i,o] by lines.

Shares nothing with `lineage` but the declarations of a plant. One programme over the whole plant, in floats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from lineage.mixing import NOWHERE, Plant, Step

Interval = tuple[float, float | None] | None
"""Least and most, None where nothing says it; None where no mixture fits the numbers."""
_ROUNDS = 40


class Whole:
    """The programme of a plant. Variables are named by what they stand for."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._names: dict[tuple[str | int, ...], int] = {}
        self._limits: list[float | None] = []
        self._equal: list[tuple[dict[int, float], float]] = []
        self._below: list[tuple[dict[int, float], float]] = []
        self._density = densities(plant)
        self._total = self._all_that_is_suspect()
        self._into: dict[int, list[int]] = defaultdict(list)
        self._given: dict[int, list[int]] = defaultdict(list)
        self._out: dict[int, list[int]] = defaultdict(list)
        for number, step in enumerate(plant.steps):
            self._state_step(number, step)
        for number in range(len(plant.items)):
            self._state_item(number)

    def of_item(self, number: int) -> Interval:
        """What an item holds, without what a step took from it and gave back."""
        item = self._plant.items[number]
        if item.is_start:
            assert item.quantity is not None
            left = _sum([*self._quantities_used(number), *item.ends])
            return float(max(left, item.quantity)), None if left > item.quantity else float(item.quantity)
        assert item.suspect is not None
        return self._interval(self._given[number], float(item.suspect))

    def of_ends(self, ends: Sequence[tuple[int, int]]) -> Interval:
        """What these ends hold together."""
        return self._interval([self._names["end", item, end] for item, end in ends], 0.0)

    def _state_step(self, number: int, step: Step) -> None:
        sizes = [output.size for output in step.outputs]
        summed = None if None in sizes else sum(size for size in sizes if size is not None)
        for place, group in enumerate(step.inputs):
            used = [one.quantity for one in group]
            whole = None if None in used else sum(q for q in used if q is not None)
            for line, one in enumerate(group):
                went_in = self._variable(("used", number, place, line), self._room(one.item, one.quantity))
                self._out[one.item].append(went_in)
                self._state_line((number, place, line), step, went_in)
            for place_of, output in enumerate(step.outputs):
                if whole is None or not summed or output.size is None:
                    continue
                holds = whole / summed * output.size  # u q_o
                lines = {self._names["x", number, place, n, place_of]: 1.0 for n in range(len(group))}
                self._equal.append((lines, float(holds)))

    def _state_line(self, at: tuple[int, int, int], step: Step, went_in: int) -> None:
        number, place, line = at
        one = step.inputs[place][line]
        xs, ss = {}, {went_in: -1.0}
        for place_of, output in enumerate(step.outputs):
            x = self._variable(("x", number, place, line, place_of), None)
            s = self._variable(("s", number, place, line, place_of), None)
            xs[x], ss[s] = 1.0, 1.0
            dense = self._density[one.item]
            if dense is not None:
                self._below.append(({s: 1.0, x: -float(dense)}, 0.0))
            if output.item != NOWHERE:
                self._into[output.item].append(s)
                if output.item != one.item:
                    self._given[output.item].append(s)
        if one.quantity is not None:
            self._equal.append((xs, float(one.quantity)))
        self._equal.append((ss, 0.0))

    def _state_item(self, number: int) -> None:
        item = self._plant.items[number]
        for end, quantity in enumerate(item.ends):
            self._out[number].append(self._variable(("end", number, end), self._room(number, quantity)))
        left = [*self._quantities_used(number), *item.ends]
        fits = item.quantity is not None and None not in left and _sum(left) <= item.quantity
        rest = self._room(number, item.quantity - _sum(left)) if fits and item.quantity is not None else None
        row = dict.fromkeys((*self._out[number], self._variable(("rest", number), rest)), 1.0)
        if item.is_start and not fits:  # what left was suspect, and how much came in nobody knows
            for variable in self._out[number]:
                self._equal.append(({variable: 1.0}, self._limits[variable] or 0.0))
            return
        supply = item.quantity if item.is_start else item.suspect
        assert supply is not None
        if not item.is_start:
            row |= dict.fromkeys(self._into[number], -1.0)
        self._equal.append((row, float(supply)))

    def _quantities_used(self, number: int) -> Iterator[Fraction | None]:
        for step in self._plant.steps:
            yield from (one.quantity for group in step.inputs for one in group if one.item == number)

    def _room(self, item: int, quantity: Fraction | None) -> float | None:
        dense = self._density[item]
        if dense == 0 or quantity == 0:
            return 0.0
        return None if dense is None or quantity is None else float(dense * quantity)

    def _all_that_is_suspect(self) -> float:
        out = Fraction(0)
        for number, item in enumerate(self._plant.items):
            left = _sum([*self._quantities_used(number), *item.ends])
            came = item.quantity if item.is_start else item.suspect
            assert came is not None
            out += max(came, left) if item.is_start else came
        return float(out)

    def _variable(self, name: tuple[str | int, ...], limit: float | None) -> int:
        self._names[name] = len(self._limits)
        self._limits.append(limit)
        return self._names[name]

    def _interval(self, goal: Sequence[int], fixed: float) -> Interval:
        ends = []
        for sign in (1.0, -1.0):
            costs = np.zeros(len(self._limits))
            costs[list(goal)] = sign
            found = linprog(costs, **self._rows, bounds=self._bounds)
            if found.status == 2:
                return None
            assert found.status == 0, found.message
            ends.append(sign * found.fun + fixed)
        return min(ends[0], self._total), min(ends[1], self._total)

    @cached_property
    def _rows(self) -> dict[str, object]:
        out: dict[str, object] = {}
        for name, rows in (("eq", self._equal), ("ub", self._below)):
            if rows:
                matrix = np.zeros((len(rows), len(self._limits)))
                for place, (row, _) in enumerate(rows):
                    matrix[place, list(row)] = list(row.values())
                out |= {f"A_{name}": csr_array(matrix), f"b_{name}": [value for _, value in rows]}
        return out

    @cached_property
    def _bounds(self) -> list[tuple[float, float | None]]:
        """Nothing holds more than all that is suspect; x is no suspect quantity."""
        of_x = {variable for name, variable in self._names.items() if name[0] == "x"}
        limits = [self._total if limit is None else min(limit, self._total) for limit in self._limits]
        return [(0.0, None if n in of_x else limit) for n, limit in enumerate(limits)]


def densities(plant: Plant) -> list[Fraction | None]:
    """The most that a unit of each item can hold; None where it grows with every round."""
    found: list[Fraction | None] = [Fraction(0)] * len(plant.items)
    for turn in range(_ROUNDS + len(plant.items) + 1):
        after = [_density(plant, found, number) for number in range(len(plant.items))]
        if after == found:
            break
        if turn >= _ROUNDS:  # what still grows has no end
            after = [now if now == before else None for before, now in zip(found, after, strict=True)]
        found = after
    return found


def _density(plant: Plant, found: Sequence[Fraction | None], number: int) -> Fraction | None:
    item = plant.items[number]
    if item.is_start:
        return Fraction(1)
    best = Fraction(1 if item.suspect else 0)
    for step in plant.steps:
        lines = [output for output in step.outputs if output.item == number]
        if not lines:
            continue
        held = Fraction(0)
        for group in step.inputs:
            dense = [found[one.item] for one in group]
            used = [one.quantity for one in group]
            if all(one == 0 for one in dense) or all(one == 0 for one in used):
                continue
            sizes = [output.size for output in step.outputs]
            alone = {output.item for output in step.outputs} == {number}
            if None in dense or None in used or (None in sizes and not alone):
                return None
            share = Fraction(1) if alone else _sum([one.size for one in lines]) / _sum(sizes)
            held += max(one for one in dense if one is not None) * _sum(used) * share
        made = [line.quantity for line in lines]
        if held and (None in made or _sum(made) == 0):
            return None
        best = max(best, held / _sum(made)) if held else best
    return best


def _sum(values: Sequence[Fraction | None]) -> Fraction:
    return sum((value for value in values if value is not None), Fraction(0))
