"""Holds: what they reach, what of that is still here, and what a lift would free.

Promises: an item is held by every hold in force from which material flow leads to it, however many ways there
are, and is free only where there is none. Nothing is kept for an item: what is held follows from the holds in
force and the flow alone, so that holds may overlap, be lifted in any order, and late records move what they
hold. What has left is told beside what is here: no hold stops it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

DECIDED_ON: Final = "DECIDED_ON"


@dataclass(frozen=True, slots=True, order=True)
class Hold:
    """A decision that items must wait: on what, why, since when; `lifted` is empty while nothing says so."""

    key: str
    targets: tuple[str, ...]
    reason: str = ""
    decided: str = ""
    lifted: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an item is: whether it, or a part of it, is here; how much, if that is known; how it left."""

    here: bool
    quantity: str | None = None
    unit: str | None = None
    shipments: tuple[str, ...] = ()

    @property
    def used_up(self) -> bool:
        """Whether it is neither here nor shipped: it is in what was made of it."""
        return not self.here and not self.shipments


@dataclass(frozen=True, slots=True)
class Held:
    """An item, every hold that reaches it, and where it is; `hidden` holds are counted and not named."""

    key: str
    holds: tuple[str, ...]
    where: Whereabouts
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """What becomes of the items that are here when one hold is lifted."""

    free: tuple[str, ...]
    stay: Mapping[str, tuple[str, ...]]
    """Item -> the other holds that reach it."""


def reached(count: int, links: Iterable[tuple[int, int]], starts: Sequence[Iterable[int]]) -> list[int]:
    """Of each of `count` places which of the starts lead to it along the links: a bit for each.

    One traversal for all of them: each place and each link is met once, whatever is on hold.
    """
    beyond: dict[int, list[int]] = {}
    for source, target in links:
        beyond.setdefault(source, []).append(target)
    marks = [0] * count
    for bit, places in enumerate(starts):
        for place in places:
            marks[place] |= 1 << bit
    for loop in reversed(_loops(beyond, [place for place in beyond if marks[place]])):
        mark = 0
        for place in loop:
            mark |= marks[place]
        for place in loop:
            marks[place] = mark
            for end in beyond[place]:
                marks[end] |= mark
    return marks


def _loops(beyond: Mapping[int, Sequence[int]], roots: Iterable[int]) -> list[list[int]]:
    """Places that lead on, in sets that all lead to one another; a set comes behind those that it leads to.

    Tarjan's algorithm, without recursion. What leads nowhere is in no set.
    """
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    closed = len(beyond)
    open_: list[int] = []
    out: list[list[int]] = []
    for root in roots:
        way = [] if root in number else [_opened(root, beyond, number, lowest, open_)]
        while way:
            place, ends = way[-1]
            new = _next(place, ends, beyond, lowest)
            if new is not None:
                way.append(_opened(new, beyond, number, lowest, open_))
                continue
            way.pop()
            if way:
                before = way[-1][0]
                lowest[before] = min(lowest[before], lowest[place])
            if lowest[place] == number[place]:
                loop = [open_.pop()]
                while loop[-1] != place:
                    loop.append(open_.pop())
                lowest.update(dict.fromkeys(loop, closed))
                out.append(loop)
    return out


def _opened(
    place: int,
    beyond: Mapping[int, Sequence[int]],
    number: dict[int, int],
    lowest: dict[int, int],
    open_: list[int],
) -> tuple[int, Iterator[int]]:
    number[place] = lowest[place] = len(number)
    open_.append(place)
    return place, iter(beyond[place])


def _next(
    place: int,
    ends: Iterator[int],
    beyond: Mapping[int, Sequence[int]],
    lowest: dict[int, int],
) -> int | None:
    """The next place that was not met; of those that were, the lowest is noted."""
    low = lowest[place]
    for end in ends:
        if end in lowest:
            low = min(low, lowest[end])
        elif end in beyond:
            lowest[place] = low
            return end
    lowest[place] = low
    return None


class Names:
    """The holds that a mark stands for; equal marks share one tuple."""

    def __init__(self, holds: Sequence[str]) -> None:
        self._holds = holds
        self._of: dict[int, tuple[str, ...]] = {}

    def of(self, mark: int) -> tuple[str, ...]:
        """Their keys, in order."""
        found = self._of.get(mark)
        if found is None:
            found = tuple(sorted(hold for bit, hold in enumerate(self._holds) if mark >> bit & 1))
            self._of[mark] = found
        return found


def release(held: Iterable[Held], hold: str) -> Release:
    """What a lift of this hold would free, and what stays held and by which others."""
    here = [item for item in held if item.where.here and hold in item.holds]
    others = {item.key: tuple(one for one in item.holds if one != hold) for item in here}
    stay = {item.key: others[item.key] for item in here if others[item.key] or item.hidden}
    return Release(tuple(sorted(item.key for item in here if item.key not in stay)), stay)
