"""Spans of time as rows of four numbers (`lineage.graph.Window`), and whether they have an instant in common.

Promises: an instant and a day are compared as far as they can be: a day beside an instant may lie in any
zone of the earth, so it begins first at UTC+14 and ends last at UTC-12.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from lineage.base import ALWAYS, EVER
from lineage.column import Ids

Windows = npt.NDArray[np.int64]
_HOUR = 3_600_000_000
_EPOCH = date(1970, 1, 1).toordinal()


def always(count: int) -> Windows:
    """As many windows that rule nothing out."""
    return np.tile(np.array(ALWAYS, dtype=np.int64), (count, 1))


def meet(first: Windows, second: Windows) -> Windows:
    """What lies in both, row by row."""
    out = np.empty_like(first)
    out[:, 0::2] = np.maximum(first[:, 0::2], second[:, 0::2])
    out[:, 1::2] = np.minimum(first[:, 1::2], second[:, 1::2])
    return out


def holds(windows: Windows) -> npt.NDArray[np.bool_]:
    """Whether an instant may lie inside of each."""
    since, until, since_day, until_day = windows.T
    begins = np.where(since_day == -EVER, -EVER, _midnight(since_day, -EVER) - 14 * _HOUR)
    ends = np.where(until_day == EVER, EVER, _midnight(until_day, EVER) + 36 * _HOUR)
    inside: npt.NDArray[np.bool_] = (
        (since <= until) & (since_day <= until_day) & (begins <= until) & (since <= ends)
    )
    return inside


def _midnight(days: Ids, where_none: int) -> Ids:
    """The instants at which the days begin in UTC."""
    return (np.where(days == where_none, _EPOCH, days) - _EPOCH) * 24 * _HOUR
