"""Times as sources write them, on the clock of their zone, as the facts want them.

Promises: a day stays a day (a posting date is not midnight); a time with an offset is that instant; a
time without one is read on the source's clock (IANA zone) and keeps the offset of that clock; what the
source wrote is kept; digits beyond microseconds are cut. Values are what `loaders.values.time` gives.
Refuses: times without offset where no zone is declared, texts of no declared form or of two meanings,
and, unless the source says which is meant, hours that the clock showed twice or never.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from loaders.time_formats import ISO, Clock, Date, Parts, parts
from loaders.values import BadValue, day

Fold = Literal["earlier", "later", "reject"]
_CACHE: Final = 65536
_SHOWN: Final = 40
_OFFSET: Final = re.compile(r"([+-])(\d\d)(?::?(\d\d))?", re.ASCII)
_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
# What a machine calls its own, and folders that count leap seconds or hold the zones twice.
_NO_ZONES: Final = ("Factory", "localtime", "posixrules", "posix", "right")
_NOTHING: Final = datetime.timedelta()
_UTC_NAMES: Final = ("UTC", "Etc/UTC")


@dataclass(frozen=True, slots=True)
class Zone:
    """The clock of a source and what an hour means that it showed twice (or never) when it was set.

    `earlier` and `later` are the two instants that may be meant.
    """

    name: str
    fold: Fold = "reject"

    def __post_init__(self) -> None:
        zone_info(self.name)


@dataclass(frozen=True, slots=True)
class Moment:
    """`value` is a day or an instant in UTC; `offset` the clock's, empty for days and UTC."""

    value: str
    offset: str
    stated: str

    @property
    def is_day(self) -> bool:
        """Whether only the day is known."""
        return "T" not in self.value


@lru_cache(_CACHE)
def moment(text: str, zone: Zone | None = None, forms: tuple[str, ...] = (ISO,)) -> Moment:
    """The moment that a text states in one of the declared forms."""
    readings: dict[Moment, None] = {}
    refusal = None
    for form in forms:
        try:
            readings |= dict.fromkeys(_readings(text, zone, form))
        except BadValue as error:
            # Only a day that the calendar lacks is no reading; an hour in doubt stays in doubt.
            if error.rule != "date":
                raise
            refusal = refusal or error
    if len(readings) > 1:
        may = " or ".join(reading.value for reading in readings)
        raise BadValue("time", f"{text[:_SHOWN]!r} may be {may}; declare one form")
    if readings:
        return next(iter(readings))
    raise refusal or BadValue("time", f"{text[:_SHOWN]!r} is no time written as {' or '.join(forms)}")


def combined(
    date: str,
    clock: str,
    zone: Zone | None,
    *,
    date_forms: tuple[str, ...],
    clock_forms: tuple[str, ...],
) -> Moment:
    """A day and a clock of two columns (CPUDT, CPUTM); a day where the clock is empty."""
    if not clock:
        return moment(date, zone, date_forms)
    return moment(f"{date} {clock}", zone, _joined(date_forms, clock_forms))


def changed(text: str, zone: Zone | None = None, forms: tuple[str, ...] = (ISO,)) -> str:
    """When a record was changed: an instant with six decimals, as facts rank by it; days are refused."""
    found = moment(text, zone, forms)
    if found.is_day:
        raise BadValue("time", f"{text[:_SHOWN]!r} is a day; when a record was changed needs its time")
    return found.value if "." in found.value else f"{found.value[:-1]}.000000Z"


def with_offset(found: Moment, offset: str) -> Moment:
    """The moment with the offset that another field states (EPCIS `eventTimeZoneOffset`)."""
    return replace(found, offset=offset_of(offset))


@lru_cache(4096)
def offset_of(text: str) -> str:
    """A UTC offset as events keep it: `+01:00` for `+0100`, empty for `Z`."""
    if text == "Z":
        return ""
    found = _OFFSET.fullmatch(text)
    if found is None or int(found.group(2)) > 23 or int(found.group(3) or 0) > 59:
        raise BadValue("time", f"{text[:_SHOWN]!r} is no UTC offset such as +01:00")
    return f"{found.group(1)}{found.group(2)}:{found.group(3) or '00'}"


@cache
def zone_info(name: str) -> ZoneInfo:
    """A zone of the IANA data base."""
    if _ZONE.fullmatch(name) and name.partition("/")[0] not in _NO_ZONES:
        try:
            return ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            pass
    raise BadValue("time_zone", f"{name[:_SHOWN]!r} is no IANA time zone such as Europe/Berlin")


@lru_cache(256)
def _joined(date_forms: tuple[str, ...], clock_forms: tuple[str, ...]) -> tuple[str, ...]:
    dates = ("%Y-%m-%d" if form == ISO else form for form in date_forms)
    return tuple(f"{date} {clock}" for date in dates for clock in clock_forms)


def _readings(text: str, zone: Zone | None, form: str) -> Iterator[Moment]:
    said = parts(text, form)
    if said is not None:
        yield _moment(said, zone, text)


def _moment(said: Parts, zone: Zone | None, text: str) -> Moment:
    if said.clock is None:
        return Moment(_day(said.date), "", text)
    local = _local(said.date, said.clock, text)
    if said.offset:
        offset = offset_of(said.offset)
        return Moment(_in_utc(local, _fixed(offset), text), offset, text)
    if zone is None:
        problem = "says no UTC offset, and the source no time zone"
        remedy = "name its clock with --time-zone or in the profile"
        raise BadValue("time", f"{text[:_SHOWN]!r} {problem}; {remedy}")
    offset_there = _offset_on(local, zone, text)
    shown = "" if zone.name in _UTC_NAMES else _text_of(offset_there)
    return Moment(_in_utc(local, offset_there, text), shown, text)


def _day(date: Date) -> str:
    """The day, if the calendar has it."""
    return day("{:04}-{:02}-{:02}".format(*date))


def _local(date: Date, clock: Clock, text: str) -> datetime.datetime:
    try:
        return datetime.datetime(*date, *clock)
    except ValueError as error:
        _day(date)
        raise BadValue("time", f"{text[:_SHOWN]!r} is no time of a day") from error


def _offset_on(local: datetime.datetime, zone: Zone, text: str) -> datetime.timedelta:
    """The offset of the zone's clock when it showed that time."""
    before = local.replace(tzinfo=zone_info(zone.name))
    after = before.replace(fold=1)
    offsets = before.utcoffset() or _NOTHING, after.utcoffset() or _NOTHING
    if offsets[0] == offsets[1]:
        return offsets[0]
    if zone.fold == "reject":
        raise BadValue("time", _doubt(before, zone, text))
    # The further east the clock, the earlier the instant; in a skipped hour `before` is the later one.
    return max(offsets) if zone.fold == "earlier" else min(offsets)


def _doubt(before: datetime.datetime, zone: Zone, text: str) -> str:
    there = before.astimezone(datetime.UTC).astimezone(before.tzinfo)
    twice = there.replace(tzinfo=None) == before.replace(tzinfo=None)
    what = "was on the clock twice" if twice else "was never on the clock"
    return (
        f"{text[:_SHOWN]!r} {what} in {zone.name}; export UTC or the offset, "
        "or declare the fold: earlier or later"
    )


def _in_utc(local: datetime.datetime, offset: datetime.timedelta, text: str) -> str:
    try:
        return f"{(local - offset).isoformat()}Z"
    except OverflowError as error:
        raise BadValue("time", f"{text[:_SHOWN]!r} is beyond the calendar") from error


def _fixed(offset: str) -> datetime.timedelta:
    if not offset:
        return _NOTHING
    size = datetime.timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return -size if offset[0] == "-" else size


@lru_cache(4096)
def _text_of(offset: datetime.timedelta) -> str:
    """`+01:00`; with seconds for the local mean times of before the zones."""
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    tail = f":{rest:02d}" if rest else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}{tail}"
