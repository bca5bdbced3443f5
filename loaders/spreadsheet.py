"""XLSX: the one sheet of a workbook that has content.

Promises: whole numbers come back as plain digits; row numbers are those the sheet shows. Refuses: a
second sheet with content (its rows would be lost unseen), numbers of more than 15 digits (rounded
by the spreadsheet). Numeric cells have lost their leading zeros: format identifiers as text.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from loaders.encodings import damage
from loaders.errors import LoadError, unreadable
from loaders.tables import Broken, Item, changed_while_read, checked_header
from loaders.typed import BadValue, cell_text


class SpreadsheetTable:
    """An XLSX file; the whole sheet is in memory while it is read (a sheet has at most 1,048,576 rows)."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        for line, values in self._values():
            names, _ = _texts(values)
            if any(names):
                self._header_line = line
                self.header = checked_header(path, names, line)
                return
        raise LoadError(path, "is empty", "Export it again, with its header.")

    def rows(self) -> Iterator[Item]:
        """The rows below the header."""
        width = len(self.header)
        for line, values in self._values():
            if line <= self._header_line:
                continue
            cells, problem = _texts(values)
            raw = "\t".join(cells)
            if problem:
                yield Broken(line, "value", problem, raw)
            elif any(cells[width:]):
                yield Broken(line, "cells", f"has cells beyond the {width} columns of the header", raw)
            elif damage(raw):
                yield Broken(line, "nul", "holds a NUL or half a character", raw.replace("\0", "\\x00"))
            else:
                yield line, cells[:width] + [""] * (width - len(cells)), raw

    def _values(self) -> Iterator[tuple[int, list[object]]]:
        # Rows start at row 1 of the sheet, cells at its first used column.
        for line, values in enumerate(self._sheet().iter_rows(), 1):
            yield line, list(values)

    def _sheet(self) -> python_calamine.CalamineSheet:
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise unreadable(self._path, error) from error
        if hashlib.sha256(data).hexdigest() != self._sha256:
            raise changed_while_read(self._path)
        if not data:
            raise LoadError(self._path, "is empty", "Export it again, with its header.")
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise LoadError(
                self._path, f"is no readable XLSX ({error})", "Save it again as .xlsx, without a password."
            ) from error
        filled = [sheet for sheet in sheets if sheet.height]
        if len(filled) > 1:
            names = ", ".join(sheet.name for sheet in filled)
            raise LoadError(self._path, f"has several sheets with content: {names}", "One file a sheet.")
        if not filled:
            raise LoadError(self._path, "is empty", "Export it again, with its header.")
        return filled[0]


def _texts(values: list[object]) -> tuple[list[str], str]:
    """Cells as text, and what is wrong with the first that has none."""
    cells, problem = [], ""
    for value in values:
        try:
            cells.append(cell_text(value))
        except BadValue as error:
            cells.append(str(value))
            problem = problem or str(error)
    return cells, problem
