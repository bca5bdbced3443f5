"""When something was inside a package, with times of any precision.

Promises: a thing counts as outside only where the stated times rule out that it was inside; a missing
time, a day beside an instant, or a stay that ends before it begins, decides for inside. Two days are
compared as days, two instants as instants; a day beside an instant may lie in any zone of the earth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

# A calendar day begins first at UTC+14 and ends last at UTC-12.
_EARLIEST, _LATEST = timedelta(hours=14), timedelta(days=1, hours=12)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated time: the span of instants it may mean, and its day where it is no more than a day."""

    first: datetime
    last: datetime
    day: date | None

    def surely_after(self, other: Moment) -> bool:
        """Whether no reading of the two has this one at or before the other."""
        if self.day is not None and other.day is not None:
            return self.day > other.day
        return self.first > other.last


@lru_cache(maxsize=65536)
def moment(text: str) -> Moment:
    """Read a day or an instant; the model has checked that it is one of them."""
    if len(text) == len("2025-01-31"):
        midnight = datetime.fromisoformat(text).replace(tzinfo=UTC)
        # 9999-12-31 stands for an open end in many systems, and nothing can be later.
        first = midnight - _EARLIEST if midnight > _FIRST else _FIRST
        last = midnight + _LATEST if midnight < _LAST - _LATEST else _LAST
        return Moment(first, last, midnight.date())
    instant = datetime.fromisoformat(text)
    return Moment(instant, instant, None)


@dataclass(frozen=True, slots=True)
class Window:
    """The spans that all must hold: after each of `since` and before each of `until`."""

    since: frozenset[Moment] = frozenset()
    until: frozenset[Moment] = frozenset()

    def __and__(self, other: Window) -> Window:
        if not (other.since or other.until):
            return self
        return Window(
            _binding(self.since | other.since, latest=True),
            _binding(self.until | other.until, latest=False),
        )

    @property
    def empty(self) -> bool:
        """Whether no instant can lie inside."""
        return any(since.surely_after(until) for since in self.since for until in self.until)


OPEN = Window()


def _binding(moments: frozenset[Moment], *, latest: bool) -> frozenset[Moment]:
    """Of days and of instants the one that binds; so a window stays small however deep the packing."""
    chosen: set[Moment] = set()
    for kind in (
        [m for m in moments if m.day is None],
        [m for m in moments if m.day is not None],
    ):
        if kind:
            chosen.add(max(kind, key=_start) if latest else min(kind, key=_start))
    return frozenset(chosen)


def _start(moment_: Moment) -> datetime:
    return moment_.first


def span(since: object, until: object) -> Window:
    """A window from property values; what is not stated is open."""
    return Window(
        frozenset([moment(since)] if isinstance(since, str) and since else ()),
        frozenset([moment(until)] if isinstance(until, str) and until else ()),
    )


def stay(properties: Mapping[str, object]) -> Window:
    """How long a PACKED_IN relationship held."""
    return interval(properties.get("packed_from"), properties.get("packed_to"))


def interval(since: object, until: object) -> Window:
    """The window from a start to an end; open where the end is before the start, which says nothing."""
    window = span(since, until)
    return OPEN if window.empty else window


def overlap(first: Window, second: Window) -> bool:
    """Whether the two may have an instant in common."""
    until = (*first.until, *second.until)
    return not any(since.surely_after(end) for since in (*first.since, *second.since) for end in until)
