"""The time that somebody asks about, and when records were, as columns for the join of `lineage.intervals`.

Promises: a day in a zone lasts from its first instant there to its last one, 23 or 25 hours where the clock
is set; an hour that the clock showed twice, or never, is read so that the period is the longer one. A day
without a zone may be that of any zone, as the days that sources state. Refuses what is no time, a zone that
does not exist, and an end before its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.questions.errors import BadRequest
from app.questions.windows import Moment, Window, span
from graph_model.instants import text_of
from graph_model.validate import is_time
from lineage.intervals import FIRST, LAST, NO_DAY, Spans
from loaders.local_time import zone_info
from loaders.values import BadValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_HOW = "Write a day such as 2025-01-31, or an instant such as 2025-01-31T08:15:00Z"


@dataclass(frozen=True, slots=True)
class Period:
    """From one time to another, as the facts write times; None where that side is open."""

    since: str | None = None
    until: str | None = None

    @property
    def window(self) -> Window:
        """The same for comparisons."""
        return span(self.since, self.until)

    @property
    def is_open(self) -> bool:
        """Whether no side is closed."""
        return self.since is None and self.until is None


EVER = Period()


def period(since: str | None, until: str | None, zone: str | None = None) -> Period:
    """The period that somebody wrote; times without an offset are on the clock of the zone, if any."""
    clock = None if zone is None else _zone(zone)
    found = Period(
        None if since is None else _read(since, clock, latest=False),
        None if until is None else _read(until, clock, latest=True),
    )
    if found.window.empty:
        raise BadRequest(f"{until} is before {since}.", "Name the beginning first, then the end.")
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_info(name)
    except BadValue as error:
        raise BadRequest(f"{error}.", "Name a zone of the IANA data base, such as Europe/Berlin.") from error


def _read(text: str, clock: ZoneInfo | None, *, latest: bool) -> str:
    if clock is None and is_time(text):
        return text
    try:
        if len(text) == len("2025-01-31"):
            return _day(date.fromisoformat(text), _needed(text, clock), latest=latest)
        given = datetime.fromisoformat(text)
        readings = _readings(given, _needed(text, clock)) if given.tzinfo is None else [given]
        return text_of(max(readings) if latest else min(readings))
    except (ValueError, OverflowError) as error:
        local = "" if clock else ", or a local time with its zone"
        raise BadRequest(f"{text[:40]!r} is no day and no instant.", f"{_HOW}{local}.") from error


def _needed(text: str, clock: ZoneInfo | None) -> ZoneInfo:
    if clock is None:
        raise BadRequest(
            f"{text[:40]!r} does not say in which zone.", f"{_HOW}, or name the zone of the local time."
        )
    return clock


def _day(day: date, clock: ZoneInfo, *, latest: bool) -> str:
    """Its first instant, or its last. Where no clock shows midnight, the day begins when it is set."""
    if not latest:
        return text_of(_readings(datetime.combine(day, time.min), clock)[0])
    return text_of(max(_readings(datetime.combine(day + _DAY, time.min), clock)) - _TICK)


def _readings(local: datetime, clock: ZoneInfo) -> list[datetime]:
    """The instants that may be meant: two where the clock was set."""
    return [local.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1)]


def columns(windows: Iterable[Window]) -> Spans:
    """Windows of at most one beginning and one end as columns."""
    return Spans.of([_row(window) for window in windows])


def _row(window: Window) -> tuple[int, int, int, int]:
    since, until = next(iter(window.since), None), next(iter(window.until), None)
    return (
        FIRST if since is None else _ticks(since.first),
        LAST if until is None else _ticks(until.last),
        _ordinal(since),
        _ordinal(until),
    )


def _ticks(instant: datetime) -> int:
    return (instant - _EPOCH) // _TICK


def _ordinal(moment: Moment | None) -> int:
    return NO_DAY if moment is None or moment.day is None else moment.day.toordinal()
