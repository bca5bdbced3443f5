"""The interval join against each compared with each."""

from __future__ import annotations

import os
import random

import numpy as np
import pytest

from lineage.intervals import FIRST, LAST, NO_DAY, Spans, overlapping

CASES = int(os.environ.get("LOTGRAPH_INTERVALS", "300"))
HOUR = 60
DAY = 24 * HOUR
Row = tuple[int, int, int, int]


def ticks(since: int, until: int) -> Row:
    return since, until, NO_DAY, NO_DAY


def day(number: int) -> Row:
    """A day whose zone is not known begins first at UTC+14 and ends last at UTC-12."""
    return number * DAY - 14 * HOUR, (number + 1) * DAY + 12 * HOUR, number, number


def pairs(left: list[Row], right: list[Row]) -> list[tuple[int, int]]:
    i, j = overlapping(Spans.of(left), Spans.of(right))
    return list(zip(i.tolist(), j.tolist(), strict=True))


def by_hand(left: list[Row], right: list[Row]) -> list[tuple[int, int]]:
    return [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if _may_overlap(a, b)]


def _may_overlap(a: Row, b: Row) -> bool:
    return _reaches(a[0], a[2], b[1], b[3]) and _reaches(b[0], b[2], a[1], a[3])


def _reaches(since: int, since_day: int, until: int, until_day: int) -> bool:
    both_days = NO_DAY not in (since_day, until_day)
    return since_day <= until_day if both_days else since <= until


def _random_row(chance: random.Random) -> Row:
    first, last = sorted((_random_end(chance), _random_end(chance)))
    since = (FIRST, NO_DAY) if chance.random() < 0.1 else (first[0], first[2])
    until = (LAST, NO_DAY) if chance.random() < 0.1 else (last[1], last[2])
    return since[0], max(since[0], until[0]), since[1], until[1]


def _random_end(chance: random.Random) -> tuple[int, int, int]:
    """The least and the greatest tick of a time, and its day; few of them, so that ends often meet."""
    number = chance.randrange(6)
    if chance.random() < 0.4:
        row = day(number)
        return row[0], row[1], number
    at = number * DAY + chance.choice((0, 1, 12 * HOUR, DAY - 1))
    return at, at, NO_DAY


@pytest.mark.parametrize("part", range(10))
def test_the_join_equals_each_compared_with_each(part: int) -> None:
    for case in range(part, CASES, 10):
        chance = random.Random(case)
        left, right = ([_random_row(chance) for _ in range(chance.randrange(12))] for _ in "lr")
        assert pairs(left, right) == by_hand(left, right), case


@pytest.mark.parametrize(
    ("left", "right", "meets"),
    [
        (ticks(10, 20), ticks(20, 30), True),
        (ticks(10, 20), ticks(21, 30), False),
        (ticks(10, 10), ticks(10, 10), True),
        (ticks(0, 100), ticks(40, 50), True),
        (ticks(FIRST, 5), ticks(5, LAST), True),
        (ticks(FIRST, 4), ticks(5, LAST), False),
        (day(3), day(3), True),
        (day(3), day(4), False),
        (day(3), ticks(3 * DAY - 14 * HOUR, 3 * DAY - 14 * HOUR), True),
        (day(3), ticks(3 * DAY - 14 * HOUR - 1, 3 * DAY - 14 * HOUR - 1), False),
        (day(3), ticks(4 * DAY + 12 * HOUR, 4 * DAY + 12 * HOUR), True),
        (day(3), ticks(4 * DAY + 12 * HOUR + 1, 4 * DAY + 12 * HOUR + 1), False),
    ],
)
def test_ends_belong_to_the_interval(left: Row, right: Row, meets: bool) -> None:
    assert pairs([left], [right]) == pairs([right], [left]) == ([(0, 0)] if meets else [])


def test_nothing_joins_nothing() -> None:
    assert pairs([], [ticks(0, 1)]) == pairs([ticks(0, 1)], []) == pairs([], []) == []


def test_columns_of_different_lengths_are_refused() -> None:
    one, two = np.zeros(1, np.int64), np.zeros(2, np.int64)
    with pytest.raises(ValueError, match="differ in length"):
        Spans(one, two, one, one)


def test_a_wide_join_holds_all_pairs() -> None:
    """Hourly readings of a year against shifts of eight hours: each meets nine of them, the last one less."""
    hours = [ticks(n * HOUR, (n + 1) * HOUR - 1) for n in range(8760)]
    shifts = [ticks(n * 8 * HOUR, (n + 1) * 8 * HOUR) for n in range(1095)]
    i, j = overlapping(Spans.of(hours), Spans.of(shifts))
    assert np.bincount(j).tolist() == [9] * 1094 + [8]
    assert np.bincount(i, minlength=8760).sum() == len(j) == 9854
