"""Cells as the values the model wants. Each parser is a pure function from text to value.

Promises: exact or refused; the same text gives the same value, so results are cached per text.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import lru_cache

from graph_model.declare import Kind, Property
from graph_model.facts import Value
from graph_model.units import UnitError, parse_scaled

_CACHE = 65536
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})(0*))?(Z|[+-]\d\d(?::?\d\d)?)?"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INTEGER = re.compile(r"[+-]?\d{1,19}")

Parser = Callable[[str], Value]


class BadValue(ValueError):
    """A text that is no value of its kind; `rule` names the kind."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


@lru_cache(_CACHE)
def scaled(text: str) -> int:
    """Decimal text as an integer of 10^-9."""
    try:
        return parse_scaled(text)
    except UnitError as error:
        raise BadValue("number", str(error)) from error


def integer(text: str) -> int:
    """A whole number."""
    if not _INTEGER.fullmatch(text):
        raise BadValue("number", f"{text[:40]!r} is not a whole number")
    return int(text)


def day(text: str) -> str:
    """A calendar day."""
    if not _DAY.fullmatch(text):
        raise BadValue("date", f"{text[:40]!r} is not a day such as 2025-01-31")
    try:
        datetime.date.fromisoformat(text)
    except ValueError as error:
        raise BadValue("date", f"{text[:40]!r} is not a day of the calendar") from error
    return text


@lru_cache(_CACHE)
def time_and_offset(text: str) -> tuple[str, str]:
    """A day, or an instant in UTC with the offset the source stated (empty for `Z` and days)."""
    if _DAY.fullmatch(text):
        return day(text), ""
    parsed = _INSTANT.fullmatch(text)
    if parsed is None:
        raise BadValue("time", f"{text[:40]!r} is not a day or an instant such as 2025-01-31T08:15:00+01:00")
    offset = parsed.group(5)
    if offset is None:
        raise BadValue("time", f"{text[:40]!r} does not say its UTC offset; write 2025-01-31T08:15:00+01:00")
    value = _utc(parsed, text).isoformat().replace("+00:00", "Z")
    return value, "" if offset == "Z" else _full_offset(offset)


def time(text: str) -> str:
    """A day, or an instant in UTC."""
    return time_and_offset(text)[0]


@lru_cache(_CACHE)
def changed(text: str) -> str:
    """An instant in UTC, always with microseconds: facts compare it as text."""
    parsed = _INSTANT.fullmatch(text)
    if parsed is None or parsed.group(5) is None:
        raise BadValue("time", f"{text[:40]!r} is not an instant such as 2025-01-31T08:15:00Z")
    return _utc(parsed, text).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _full_offset(offset: str) -> str:
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"


def _utc(parsed: re.Match[str], text: str) -> datetime.datetime:
    date, clock, fraction, _, offset = parsed.groups()
    plus = "+00:00" if offset in (None, "Z") else _full_offset(offset)
    try:
        local = datetime.datetime.fromisoformat(f"{date}T{clock}{plus}")
        local = local.replace(microsecond=int((fraction or "0").ljust(6, "0")))
        return local.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue("time", f"{text[:40]!r} is no instant of the calendar") from error


def parser_for(declared: Property) -> Parser | None:
    """The parser of a property's cells; None for text, which is taken as it stands."""
    return _PARSERS[declared.kind]


def integers(text: str) -> tuple[int, ...]:
    """Whole numbers with spaces between."""
    return tuple(map(integer, text.split()))


_PARSERS: dict[Kind, Parser | None] = {
    Kind.TEXT: None,
    Kind.CODE: None,
    Kind.INTEGER: integer,
    Kind.QUANTITY: scaled,
    Kind.DATE: day,
    Kind.TIME: time,
    Kind.INTEGERS: integers,
}
