"""The score of a mock recall.

Promises: equal drills have equal scores, whenever they ran; the time is told beside them. Units of different
measures are never added. What was shipped or used up is located, also where it came back; the rest of what
came is unexplained, and what can't be told is counted by itself, so that no share is better than the records.
A verdict says of gaps that they are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

ALL: Final = Fraction(1)


class Verdict(StrEnum):
    """What a drill comes to."""

    REACHED = "reached"
    WITH_GAPS = "reached_with_gaps"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Target:
    """What a drill must reach: the whole list within so many seconds, so much of each measure located."""

    seconds: float = 4 * 3600.0
    located: Fraction = ALL


@dataclass(frozen=True, slots=True)
class Item:
    """A lot or device of the answer: what came and what left of it; None where that can't be told.

    Something came of each: where nothing says so, that can't be told either.
    """

    key: str
    unit: str
    came: Fraction | None
    left: Fraction | None


@dataclass(frozen=True, slots=True)
class Units:
    """All items of one measure together. `unknown` are items whose balance can't be told."""

    unit: str
    items: int
    came: Fraction
    located: Fraction
    unknown: int

    @property
    def unexplained(self) -> Fraction:
        """What came and did not leave, as far as that can be told."""
        return self.came - self.located

    @property
    def share(self) -> Fraction | None:
        """Located of what came; None where a part of either can't be told."""
        return None if self.unknown or not self.came else self.located / self.came


@dataclass(frozen=True, slots=True)
class Against:
    """The answer beside the true one: what it missed, and what it had too much."""

    true: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def precision(self) -> Fraction:
        """How much of the answer is true."""
        told = self.true - len(self.missed) + len(self.extra)
        return Fraction(told - len(self.extra), told) if told else ALL

    @property
    def recall(self) -> Fraction:
        """How much of the truth is in the answer."""
        return Fraction(self.true - len(self.missed), self.true) if self.true else ALL


@dataclass(frozen=True, slots=True)
class Score:
    """How a drill went; `against` is None where nobody knows the truth."""

    units: tuple[Units, ...]
    gaps: int
    against: Against | None

    def reaches(self, target: Target, seconds: float) -> bool:
        """Whether it is good enough: in time, located, and the true list where that is known."""
        located = all(one.share is not None and one.share >= target.located for one in self.units)
        is_right = self.against is None or self.against.recall == self.against.precision == ALL
        return seconds <= target.seconds and located and is_right

    def verdict(self, target: Target, seconds: float) -> Verdict:
        """What it comes to: a list with gaps may lack rows, so it reaches its target with gaps at best."""
        return verdict_of(self.reaches(target, seconds), self.gaps)


def verdict_of(is_reached: bool, gaps: int) -> Verdict:
    """Of a drill that reached its target or not, with so many gaps."""
    if not is_reached:
        return Verdict.NOT_REACHED
    return Verdict.WITH_GAPS if gaps else Verdict.REACHED


def percent(share: Fraction) -> Fraction:
    """In hundredths of a percent, rounded down: what is not all is never told as 100."""
    return Fraction(share.numerator * 10_000 // share.denominator, 100)


def score(
    items: Iterable[Item], gaps: int, told: frozenset[str] = frozenset(), true: frozenset[str] | None = None
) -> Score:
    """The score of an answer with these items, and with these keys where the true ones are known."""
    by_unit: dict[str, list[Item]] = {}
    for item in items:
        by_unit.setdefault(item.unit, []).append(item)
    against = None
    if true is not None:
        against = Against(len(true), tuple(sorted(true - told)), tuple(sorted(told - true)))
    return Score(tuple(_units(unit, by_unit[unit]) for unit in sorted(by_unit)), gaps, against)


def _units(unit: str, items: list[Item]) -> Units:
    came = located = Fraction(0)
    unknown = 0
    for item in items:
        if not item.came or item.left is None:
            unknown += 1
            continue
        came += item.came
        # What was given back leaves a second time; no more is located than came.
        located += min(item.came, item.left)
    return Units(unit, len(items), came, located, unknown)
