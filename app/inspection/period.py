"""A period of days, and the commits that the ledger took in it.

Promises: days are those of UTC, by the server's clock, both named ones included; the clock of a ledger never
runs back, so its commits of a period stand side by side and are found by halving.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.errors import Refused
from graph_model.instants import text_of
from graph_store.reader import Reader

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of one day to the end of another, or the same."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str, last: str) -> Days:
        """From texts like 2026-01-31; refuses all else, and a period that ends before it begins."""
        try:
            if not _DAY.fullmatch(first) or not _DAY.fullmatch(last):
                raise ValueError("of another form, such as a week")
            days = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise Refused(f"{first} to {last} are no days.", "Write days like 2026-01-31.") from error
        if days.last < days.first:
            raise Refused(f"{last} is before {first}.", "Name the earlier day first.")
        return days

    @property
    def begin(self) -> str:
        """The first instant."""
        return text_of(datetime.combine(self.first, datetime.min.time(), UTC))

    @property
    def end(self) -> str:
        """The first instant that is no more of it."""
        if self.last == date.max:
            return "9999-12-31T23:59:59.999999Z"
        return text_of(datetime.combine(self.last + timedelta(days=1), datetime.min.time(), UTC))

    def holds(self, instant: str) -> bool:
        """Whether an instant is of it."""
        return self.begin <= instant < self.end


@dataclass(frozen=True, slots=True)
class Commits:
    """The commits from `first` to `last`; none where `last` is the one before `first`."""

    first: int
    last: int


def commits_of(reader: Reader, days: Days) -> Commits:
    """Those of the days, up to the size at which the reader stands."""
    return Commits(_before(reader, days.begin) + 1, _before(reader, days.end))


def _before(reader: Reader, instant: str) -> int:
    """How many commits were recorded before an instant."""
    low, high = 0, reader.known_at
    while low < high:
        middle = (low + high + 1) // 2
        if reader.causes([middle])[middle].record_time < instant:
            low = middle
        else:
            high = middle - 1
    return low
