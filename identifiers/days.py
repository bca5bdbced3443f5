"""Days out of the shapes that labels have. The raw text stays with the element; here it becomes a day.

Promises: a century is chosen by the window of GS1 General Specifications 7.12 (50 years ahead, 49 back)
around the year that is given, never around a clock; a day 00 means the last of its month. Refuses, with
None: whatever is no day of the calendar, and digits that are not ASCII.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from time import time

# Labels repeat the same few days; bounded, since a stream of scans may hold any.
_REMEMBERED = 4096
_EPOCH = date(1970, 1, 1).toordinal()


def this_year() -> int:
    """The year at this moment, UTC; a fifth of the time that `date.today` takes."""
    return date.fromordinal(_EPOCH + int(time() // 86_400)).year


def full_year(two_digits: int, year: int) -> int:
    """The year that two digits mean, seen from `year`."""
    distance = two_digits - year % 100
    century = year - year % 100
    if distance >= 51:
        century -= 100
    elif distance <= -50:
        century += 100
    return century + two_digits


@lru_cache(_REMEMBERED)
def yymmdd(text: str, year: int, last_day: bool = True) -> date | None:
    """YYMMDD; DD may be 00 where `last_day` allows it."""
    if len(text) != 6 or not _digits(text):
        return None
    return _day(full_year(int(text[:2]), year), int(text[2:4]), int(text[4:]), last_day=last_day)


def mmddyy(text: str, year: int) -> date | None:
    """MMDDYY (HIBC flag 2)."""
    return yymmdd(text[4:] + text[:4], year, last_day=False)


def mmyy(text: str, year: int) -> date | None:
    """MMYY: the last day of the month (HIBC without a flag)."""
    return yymmdd(f"{text[2:]}{text[:2]}00", year) if len(text) == 4 else None


def yyyymmdd(text: str) -> date | None:
    """YYYYMMDD."""
    if len(text) != 8 or not _digits(text):
        return None
    return _day(int(text[:4]), int(text[4:6]), int(text[6:]), last_day=False)


def yyjjj(text: str, year: int) -> date | None:
    """Year and day of the year (HIBC flags 5 and 6)."""
    if len(text) != 5 or not _digits(text):
        return None
    return _ordinal(full_year(int(text[:2]), year), int(text[2:]))


def cyyjjj(text: str) -> date | None:
    """Digit of the century, year, day of the year (ISBT 128): 9 is 19xx, 0 is 20xx."""
    if len(text) != 6 or not _digits(text):
        return None
    century = 1900 if text[0] == "9" else 2000 + 100 * int(text[0])
    return _ordinal(century + int(text[1:3]), int(text[3:]))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(year: int, month: int, day: int, *, last_day: bool) -> date | None:
    if not (1 <= month <= 12 and year >= 1):
        return None
    length = monthrange(year, month)[1]
    if day == 0 and last_day:
        day = length
    return date(year, month, day) if 1 <= day <= length else None


def _ordinal(year: int, day: int) -> date | None:
    found = date(year, 1, 1) + timedelta(days=day - 1)
    return found if day and found.year == year else None
