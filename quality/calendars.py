"""Days as an authority counts them: its time zone, its weekends, its holidays.

Promises: whole days only, no float; the day of an event is not counted, the next one is the first. A due
date says which holidays and worked weekends it passed over, and what it could not know: no list of holidays,
one that ends too early, an event of which only the day is known. A last day that is no working day is not put
off where calendar days are counted: that is never later than what a law may allow.
Refuses a time without an offset, a list of holidays that contradicts itself, and days beyond the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

Moment = date | datetime
"""A day, or an instant with its offset."""
DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_LONGEST: Final = 10_000
"""Days that a duty may take; more is a slip of the pen."""


class Caveat(StrEnum):
    """What a due date does not know."""

    NO_HOLIDAY_LIST = "no_holiday_list"
    HOLIDAY_LIST_TOO_SHORT = "holiday_list_too_short"
    EVENT_KNOWN_AS_DAY = "event_known_as_day"


class CalendarError(ValueError):
    """Days that can't be counted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class HolidayList:
    """The days off that were declared for `first` to `last`; `worked` are weekend days that are worked."""

    first: date
    last: date
    days: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarError(f"the holidays end on {self.last}, before they begin; swap the two days")
        if outside := sorted(day for day in self.days | self.worked if not self.first <= day <= self.last):
            raise CalendarError(f"{outside[0]} is outside the listed holidays; widen its first or last day")
        if both := sorted(self.days & self.worked):
            raise CalendarError(f"{both[0]} is both a holiday and a worked day; remove one")
        if odd := sorted(day for day in self.worked if day.weekday() < _SATURDAY):
            raise CalendarError(f"{odd[0]} is no weekend day, and is worked anyhow; remove it")


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one authority counts; `holidays` is None where nobody gave a list."""

    zone: ZoneInfo
    holidays: HolidayList | None = None

    def day_of(self, moment: Moment) -> date:
        """The day there at that moment; a day is taken as that day there."""
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo is None:
            raise CalendarError(f"{moment.isoformat()} says no UTC offset; state it, or give the day alone")
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError as error:
            raise CalendarError(f"{moment.isoformat()} is at the end of the calendar; correct it") from error

    def is_worked(self, day: date) -> bool:
        """Whether that day counts as a working day."""
        if self.holidays is not None and day in self.holidays.worked:
            return True
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Whether it is declared a holiday."""
        return self.holidays is not None and day in self.holidays.days

    def end_of(self, day: date) -> datetime:
        """The instant at which that day is over there, in UTC."""
        try:
            return datetime.combine(day + DAY, time(), self.zone).astimezone(UTC)
        except OverflowError as error:
            raise CalendarError(f"{day} is at the end of the calendar; correct the event's time") from error


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and how it was counted. `holidays` and `worked` are what changed the count."""

    first: date
    """The day of the event."""
    last: date
    """The last day on which it is on time."""
    ends: datetime
    """When that day is over at the authority, in UTC."""
    holidays: tuple[date, ...] = field(default=())
    worked: tuple[date, ...] = field(default=())
    caveats: tuple[Caveat, ...] = field(default=())


def after_days(event: Moment, days: int, calendar: Calendar) -> Due:
    """So many calendar days after the event; 0 is the same day."""
    _refuse_odd(days)
    first = calendar.day_of(event)
    try:
        last = first + days * DAY
    except OverflowError as error:
        raise CalendarError(f"{days} days after {first} is beyond the calendar") from error
    return Due(first, last, calendar.end_of(last), caveats=(*_known_as_day(event),))


def after_working_days(event: Moment, days: int, calendar: Calendar) -> Due:
    """So many working days after the event; 0 is the same day, whatever day that is."""
    _refuse_odd(days)
    first = last = calendar.day_of(event)
    left = days
    while left:
        last = _next(last)
        left -= calendar.is_worked(last)
    passed = [*_between(first, last)]
    return Due(
        first,
        last,
        calendar.end_of(last),
        tuple(day for day in passed if calendar.is_holiday(day) and day.weekday() < _SATURDAY),
        tuple(day for day in passed if calendar.is_worked(day) and day.weekday() >= _SATURDAY),
        (*_known_as_day(event), *_unlisted(passed, calendar)),
    )


def _refuse_odd(days: int) -> None:
    if not 0 <= days <= _LONGEST:
        raise CalendarError(f"{days} days can't be counted; give 0 to {_LONGEST}")


def _next(day: date) -> date:
    try:
        return day + DAY
    except OverflowError as error:
        raise CalendarError(f"{day} is at the end of the calendar; correct the event's time") from error


def _between(first: date, last: date) -> Iterator[date]:
    """The days that were looked at, without the event's own."""
    return (first + n * DAY for n in range(1, (last - first).days + 1))


def _known_as_day(event: Moment) -> Iterator[Caveat]:
    if not isinstance(event, datetime):
        yield Caveat.EVENT_KNOWN_AS_DAY


def _unlisted(passed: list[date], calendar: Calendar) -> Iterator[Caveat]:
    listed = calendar.holidays
    if listed is None:
        yield Caveat.NO_HOLIDAY_LIST
    elif passed and not listed.first <= passed[0] <= passed[-1] <= listed.last:
        yield Caveat.HOLIDAY_LIST_TOO_SHORT
