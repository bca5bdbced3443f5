"""Contenders that answer one question: their answers are compared, then they are timed in turns."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
ROUNDS = 9
ENOUGH_SECONDS = 60.0
"""What all rounds of one contest may take; slow contenders get fewer."""
FEWEST = 3
"""Rounds of slow ones, but for those of which a single round takes as long as that."""


@dataclass(frozen=True)
class Contender(Generic[T]):
    """One way to ask: what is timed, and how to read the keys out of what it gave."""

    name: str
    ask: Callable[[], T]
    keys: Callable[[T], set[str]]


class Differ(AssertionError):
    """Two contenders do not say the same, so that comparing their times says nothing."""


def compare(contenders: Sequence[Contender[object]]) -> set[str]:
    """The keys that all of them tell."""
    first, *others = contenders
    told = first.keys(first.ask())
    for other in others:
        found = other.keys(other.ask())
        if found != told:
            some = sorted(found ^ told)[:5]
            raise Differ(f"{first.name} and {other.name} differ by {len(found ^ told)} keys, such as {some}")
    return told


def medians(ways: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds of each way; every round begins with another one, and the first is a warm-up."""
    names = list(ways)
    began = time.perf_counter()
    for ask in ways.values():
        ask()
    spent = time.perf_counter() - began
    fewest = FEWEST if spent < ENOUGH_SECONDS else 1
    taken: dict[str, list[float]] = defaultdict(list)
    for turn in range(min(rounds, max(fewest, int(ENOUGH_SECONDS / spent)))):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            began = time.perf_counter()
            ways[name]()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}
