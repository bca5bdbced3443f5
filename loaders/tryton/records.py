"""Rows of a Tryton export as records, and its cells as values.

Promises: a record is its row with an ID and the further rows of its one-to-many columns, whose other
cells are empty; every row belongs to exactly one outcome. Times of the export are naive UTC.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from graph_model.units import UnitError, parse_number
from loaders.errors import CellError
from loaders.localised import day, plain_number
from loaders.mapping import BLANK, File, account_for
from loaders.masking import kept
from loaders.outcome import Ignored, Outcome, Rejected
from loaders.profile import Binding
from loaders.tables import Skipped
from loaders.values import BadValue


@dataclass(slots=True)
class Record:
    """One record of an export and where it stands."""

    line: int
    binding: Binding
    rows: list[list[str]]
    raws: list[str] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        """The cell of a declared column; empty where the file does not have it."""
        index = self.binding.index.get(column)
        return "" if index is None else self.rows[0][index]

    def all(self, column: str) -> list[str]:
        """The cells of a one-to-many column over all rows."""
        index = self.binding.index.get(column)
        return [] if index is None else [row[index] for row in self.rows if row[index]]

    @property
    def raw(self) -> str:
        """The rows as they may be kept."""
        return kept("".join(self.raws), self.rows, self.binding.personal)

    def required(self, column: str) -> str:
        """A cell that must not be empty."""
        text = self[column]
        if not text:
            raise CellError(column, "required", f"{column} is empty")
        return text

    def number(self, column: str) -> Fraction:
        """A number as the export's locale writes it, exactly."""
        text, locale = self.required(column), self.binding.locale
        try:
            return parse_number(plain_number(text, locale.decimal, locale.grouping))
        except (BadValue, UnitError) as error:
            raise CellError(column, "number", str(error)) from error

    def day(self, column: str) -> str:
        """A day, or empty text."""
        text = self[column]
        return _day(column, text, self.binding.locale.dates[0]) if text else ""

    def instant(self, column: str) -> str:
        """An instant in UTC with microseconds, or empty text."""
        text = self[column]
        if not text:
            return ""
        # Localised exports put a no-break space between day and clock.
        date, _, clock = text.replace("\xa0", " ").partition(" ")
        stated = _day(column, date, self.binding.locale.dates[0])
        try:
            moment = datetime.datetime.fromisoformat(f"{stated}T{clock or '00:00:00'}")
        except ValueError as error:
            raise CellError(column, "time", f"{text[:40]!r} is not a time of the export") from error
        return moment.isoformat(timespec="microseconds") + "Z"

    @property
    def changed(self) -> str:
        """When the record was last edited, else when it was made."""
        return self.instant("Edited at") or self.instant("Created at")


def _day(column: str, text: str, form: str) -> str:
    try:
        return day(text, (form,))
    except BadValue as error:
        raise CellError(column, "date", str(error)) from error


def records(file: File) -> Iterator[Record | Outcome]:
    """The records of a file; rows that belong to none come as the outcome they have."""
    binding, current = file.binding, None
    ident = binding.index["ID"]
    for item in file.table.rows():
        if isinstance(item, Skipped):
            yield account_for(file, item)
            continue
        # What can't be read may have been a record's first row: nothing is added to the one before.
        if not isinstance(item, tuple):
            if current:
                yield current
            current = None
            yield account_for(file, item)
            continue
        line, cells, raw = item
        if not cells[ident] and current and _continues(binding, cells):
            current.rows.append(cells)
            current.raws.append(raw)
            continue
        if current:
            yield current
        current = Record(line, binding, [cells], [raw]) if cells[ident] else None
        if current is None:
            yield _without_id(line, cells, kept(raw, [cells], binding.personal))
    if current:
        yield current


def _continues(binding: Binding, cells: list[str]) -> bool:
    filled = {index for index, cell in enumerate(cells) if cell}
    # Columns that nothing declares may be one-to-many, too.
    others = set(binding.index.values()) - binding.many
    return bool(filled & binding.many) and not filled & others


def _without_id(line: int, cells: list[str], raw: str) -> Outcome:
    if not any(cells):
        return Ignored(line, 1, BLANK)
    message = "the row has no ID and continues no record"
    return Rejected(line, 1, "ID", "required", message, raw, ())


def whole_records(file: File) -> Iterator[Record]:
    """The readable records of a file that serves as context; what is rejected there is missing here."""
    return (item for item in records(file) if isinstance(item, Record))
