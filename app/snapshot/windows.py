"""The times at which relationships with packages held, as four numbers each (`lineage.graph.Window`).

Promises: two such windows overlap where `app.questions.windows` says that those of the same texts do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from app.questions.windows import Moment, Window, interval, span
from graph_model.keys import prefix_of
from lineage.base import ALWAYS, EVER
from lineage.base import Window as Numbers

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
REMEMBERED = 65_536
"""Times of which the numbers are remembered: what is packed into one carton often has one time."""
_LEAVES = ("SHIPPED_IN", "RETURNED_IN")


def window_of(type_: str, source: str, stated: Mapping[str, object]) -> tuple[Numbers | None, bool]:
    """When a relationship held, and whether that ends before it begins; None where its target may tell."""
    if type_ == "PACKED_IN":
        return _stay(stated.get("packed_from"), stated.get("packed_to"))
    at = stated.get("event_time")
    if type_ not in _LEAVES or prefix_of(source) != "package":
        return ALWAYS, False
    return (_moment(at) if at else None), False


@lru_cache(maxsize=REMEMBERED)
def _stay(since: object, until: object) -> tuple[Numbers, bool]:
    return numbers(interval(since, until)), span(since, until).empty


@lru_cache(maxsize=REMEMBERED)
def _moment(at: object) -> Numbers:
    return numbers(span(at, at))


def numbers(window: Window) -> Numbers:
    """The window as numbers."""
    since = [(_instant(m), -EVER) if m.day is None else (-EVER, m.day.toordinal()) for m in window.since]
    until = [(_instant(m), EVER) if m.day is None else (EVER, m.day.toordinal()) for m in window.until]
    first, first_day = (max(each) for each in zip((-EVER, -EVER), *since, strict=True))
    last, last_day = (min(each) for each in zip((EVER, EVER), *until, strict=True))
    return first, last, first_day, last_day


def reach(window: Window) -> tuple[int, int]:
    """The first and the last instant that may lie inside, in microseconds."""
    first = max((_microseconds(moment.first) for moment in window.since), default=-EVER)
    return first, min((_microseconds(moment.last) for moment in window.until), default=EVER)


def _instant(moment: Moment) -> int:
    return _microseconds(moment.first)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
