"""XLSX: the one sheet of a workbook that has content.

Promises: whole numbers come back as plain digits; row numbers are those the sheet shows. Refuses: a
second sheet with content (its rows would be lost unseen), numbers of more than 15 digits (rounded
by the spreadsheet), a workbook that would not fit into the memory (one cell far out makes every cell before
it). Numeric cells have lost their leading zeros: format identifiers as text.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from loaders.encodings import damage
from loaders.errors import LoadError, unreadable
from loaders.tables import Broken, Item, changed_while_read, checked_header
from loaders.typed import BadValue, cell_text

MOST_CELLS = 20_000_000
MOST_BYTES = 512 * 1024 * 1024
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_LONGEST_CELL = 16
_BYTES_A_READ = 1024 * 1024


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
        _check_size(self._path, data)
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


def _check_size(path: Path, data: bytes) -> None:
    """Refuse what the reader would make too large; what is no workbook it refuses itself."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
            raise LoadError(path, f"unpacks to more than {MOST_BYTES:,} bytes", "Export it as CSV.")
        for part in book.infolist():
            if part.filename.startswith("xl/worksheets/"):
                width, height = _extent(book, part)
                if width * height > MOST_CELLS:
                    problem = f"reaches to column {width}, row {height}: more than {MOST_CELLS:,} cells"
                    raise LoadError(path, problem, "Delete what lies far outside the table, or export CSV.")


def _extent(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Columns and rows up to the last cell that is named."""
    width = height = 0
    rest = b""
    try:
        with book.open(part) as stream:
            while read := stream.read(_BYTES_A_READ):
                for letters, digits in _CELL.findall(rest + read):
                    width, height = max(width, _number(letters)), max(height, int(digits))
                rest = read[-_LONGEST_CELL:]
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, RuntimeError):
        pass  # damaged or locked: the reader says so in its own words
    return width, height


def _number(letters: bytes) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


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
