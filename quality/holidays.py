"""Lists of holidays as data: which days an authority does not work, and which weekend days it does.

    authority = "NMPA"
    first = 2026-01-01
    last = 2026-12-31
    days = [2026-10-01, 2026-10-02]
    worked = [2026-10-10]

Promises: lists of one authority that follow one another are one; the day on which it ends is kept, so that a
due date beyond it says so. Refuses lists that overlap or leave days out between them, and what is no such
list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from quality.calendars import DAY, Calendar, CalendarError, HolidayList
from quality.deadlines import Authority, Day, RuleBook, RuleError, problems
from quality.words import STRICT


@dataclass(frozen=True, kw_only=True, config=STRICT)
class _File:
    authority: Authority
    first: Day
    last: Day
    days: tuple[Day, ...] = ()
    worked: tuple[Day, ...] = ()


_FILE: Final = TypeAdapter(_File)


def load_holidays(texts: Mapping[str, str]) -> dict[Authority, HolidayList]:
    """The lists of these files, by their names."""
    found: dict[Authority, HolidayList] = {}
    read = sorted(
        ((_read(name, text), name) for name, text in texts.items()),
        key=lambda one: (one[0].authority, one[0].first),
    )
    for file, name in read:
        try:
            own = HolidayList(file.first, file.last, frozenset(file.days), frozenset(file.worked))
            before = found.get(file.authority)
            found[file.authority] = own if before is None else _joined(before, own)
        except CalendarError as error:
            raise RuleError(name, str(error), "See docs/regulators.md.") from error
    return found


def calendars_of(book: RuleBook, holidays: Mapping[Authority, HolidayList]) -> dict[Authority, Calendar]:
    """How each authority of the rules counts."""
    return {name: Calendar(zone, holidays.get(name)) for name, zone in book.zones.items()}


def _read(name: str, text: str) -> _File:
    try:
        return _FILE.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(name, f"is no TOML ({error})", "Correct it at that place.") from error
    except ValidationError as error:
        raise RuleError(name, problems(error), "See docs/regulators.md.") from error


def _joined(before: HolidayList, after: HolidayList) -> HolidayList:
    if after.first - before.last != DAY:
        raise CalendarError(
            f"a list to {before.last} is followed by one from {after.first}; let it begin on the day after"
        )
    return HolidayList(before.first, after.last, before.days | after.days, before.worked | after.worked)
