"""Which intervals may overlap which others: a join over sorted arrays.

Promises: exactly the pairs that a comparison of each with each would give; both ends belong to an interval,
and a side that is not stated is open. A time is a tick, or a day of which the zone is not known: that may lie
in any zone of the earth beside a tick, and beside another day is compared as a day. Costs the sorting of both
sides and the pairs of which no tick rules out that they overlap. Refuses columns of different lengths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
NO_DAY = np.iinfo(np.int64).min
FIRST, LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Spans:
    """Intervals as columns: the least and the greatest tick that each may hold, and the days of its ends.

    `since_day` and `until_day` are NO_DAY where that end is a tick or open.
    """

    first: Ints
    last: Ints
    since_day: Ints
    until_day: Ints

    def __post_init__(self) -> None:
        if len({len(self.first), len(self.last), len(self.since_day), len(self.until_day)}) > 1:
            raise ValueError("the columns of intervals differ in length")

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, int]]) -> Spans:
        """From rows of first, last, day of the start, day of the end."""
        table = np.array(rows, np.int64).reshape(-1, 4)
        return cls(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def overlapping(left: Spans, right: Spans) -> tuple[Ints, Ints]:
    """Index pairs of all that may overlap, sorted by the left one and then the right one."""
    i, j = _by_ticks(left, right)
    apart = _after(left.since_day[i], right.until_day[j]) | _after(right.since_day[j], left.until_day[i])
    i, j = i[~apart], j[~apart]
    order = np.lexsort((j, i))
    return i[order], j[order]


def _by_ticks(left: Spans, right: Spans) -> tuple[Ints, Ints]:
    """Two closed intervals overlap where one begins inside the other; which of the two, splits the pairs."""
    left_rows, right_rows = np.argsort(left.first, kind="stable"), np.argsort(right.first, kind="stable")
    left_sorted, right_sorted = left.first[left_rows], right.first[right_rows]
    i, found = _ranges(
        np.searchsorted(right_sorted, left.first, "left"), np.searchsorted(right_sorted, left.last, "right")
    )
    j, met = _ranges(
        np.searchsorted(left_sorted, right.first, "right"), np.searchsorted(left_sorted, right.last, "right")
    )
    pairs_left, pairs_right = np.concatenate([i, left_rows[met]]), np.concatenate([right_rows[found], j])
    return pairs_left.astype(np.int64), pairs_right.astype(np.int64)


def _ranges(low: npt.NDArray[np.intp], high: npt.NDArray[np.intp]) -> tuple[Ints, Ints]:
    """Each row as often as its range is long, and the places in the ranges."""
    lengths = np.maximum(high - low, 0)
    rows = np.repeat(np.arange(len(low)), lengths)
    begins = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return rows, np.arange(len(rows)) - begins + low[rows]


def _after(since: Ints, until: Ints) -> npt.NDArray[np.bool_]:
    """Where both are days and the first is later."""
    later: npt.NDArray[np.bool_] = (since != NO_DAY) & (until != NO_DAY) & (since > until)
    return later
