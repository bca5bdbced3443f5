"""Linear programmes whose answers are proved in exact arithmetic.

Promises: what `least` gives is never above the true minimum. The floating-point solver only proposes a
dual solution; the bound that follows from it by weak duality is worked out in fractions, and holds whatever
the solver did. Where the proposal is a vertex of small fractions, which it is where amounts only split and
join, the bound is the minimum itself. Refuses: to tell anything of a programme that has no solution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

_ZERO = Fraction(0)
_DENOMINATORS = (1, 10**4, 10**9)
_INFEASIBLE, _UNBOUNDED = 2, 3
Row = Mapping[int, Fraction]


class NoSolution(Exception):
    """The rows contradict one another."""


@dataclass(slots=True)
class Programme:
    """Variables from 0 to a limit each; rows that are equal to a value, and rows that don't exceed one."""

    limits: list[Fraction | None] = field(default_factory=list)
    equal: list[tuple[Row, Fraction]] = field(default_factory=list)
    below: list[tuple[Row, Fraction]] = field(default_factory=list)

    def variable(self, limit: Fraction | None) -> int:
        """A new one; None: without limit."""
        self.limits.append(limit)
        return len(self.limits) - 1

    def least(self, goal: Row) -> Fraction | None:
        """A bound below the goal, its minimum but for rounding; None where it has none."""
        scale = float(max([limit for limit in self.limits if limit], default=Fraction(1)))
        found = linprog(
            _dense(goal, len(self.limits)),
            A_eq=_matrix(self.equal, len(self.limits)),
            b_eq=_values(self.equal, scale),
            A_ub=_matrix(self.below, len(self.limits)),
            b_ub=_values(self.below, scale),
            bounds=[(0.0, None if limit is None else float(limit) / scale) for limit in self.limits],
            method="highs",
        )
        if found.status == _INFEASIBLE:
            raise NoSolution
        if found.status == _UNBOUNDED or found.eqlin is None:
            return None
        equal, below = found.eqlin.marginals.tolist(), found.ineqlin.marginals.tolist()
        proved = [self._proved(goal, _near(equal, most), _near(below, most)) for most in _DENOMINATORS]
        bounds = [bound for bound in proved if bound is not None]
        return max(bounds) if bounds else None

    def _proved(self, goal: Row, equal: Sequence[Fraction], below: Sequence[Fraction]) -> Fraction | None:
        """What weak duality makes of these multipliers, whatever they are."""
        costs = [_ZERO] * len(self.limits)
        for variable, cost in goal.items():
            costs[variable] = cost
        bound = _ZERO
        below = [min(multiplier, _ZERO) for multiplier in below]
        for (row, value), multiplier in zip((*self.equal, *self.below), (*equal, *below), strict=True):
            if multiplier:
                bound += multiplier * value
                for variable, weight in row.items():
                    costs[variable] -= multiplier * weight
        for cost, limit in zip(costs, self.limits, strict=True):
            if cost < 0:
                if limit is None:
                    return None
                bound += cost * limit
        return bound


def _near(values: Iterable[float], most: int) -> list[Fraction]:
    return [Fraction(value).limit_denominator(most) for value in values]


def _dense(row: Row, width: int) -> Sequence[float]:
    out = [0.0] * width
    for variable, weight in row.items():
        out[variable] = float(weight)
    return out


def _values(rows: Sequence[tuple[Row, Fraction]], scale: float) -> Sequence[float] | None:
    return [float(value) / scale for _, value in rows] or None


def _matrix(rows: Sequence[tuple[Row, Fraction]], width: int) -> object:
    if not rows:
        return None
    at = [(place, variable, float(w)) for place, (row, _) in enumerate(rows) for variable, w in row.items()]
    places, variables, weights = ([one[n] for one in at] for n in range(3))
    return csr_array((np.array(weights), (places, variables)), shape=(len(rows), width))
