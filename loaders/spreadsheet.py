"""XLSX: the one sheet of a workbook that has content.

Promises: whole numbers come back as plain digits; row numbers are those the sheet shows. Refuses: a
second sheet with content (its rows would be lost unseen), numbers of more than 15 digits (rounded
by the spreadsheet), cells over 1 MiB, and a workbook that would not fit into the memory: its XML is
measured before a cell is made. Numeric cells have lost their leading zeros: format identifiers as text.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import python_calamine

from loaders.encodings import damage
from loaders.errors import LoadError, unreadable
from loaders.tables import Broken, Item, changed_while_read, checked_header
from loaders.typed import BadValue, cell_text

# The reader makes all cells at once. These are enough for the million rows that a sheet can have.
MOST_CELLS: Final = 20_000_000
MOST_TEXT: Final = 500_000_000
MOST_BYTES: Final = 2 << 30
_SHARED_TEXTS: Final = "xl/sharedstrings.xml"
_SHEETS: Final = "xl/worksheets/"
# What the XML says of its cells; a parser would take three times as long to say it.
_START: Final = re.compile(rb"<(?:\w+:)?(?:c|si)[\s/>]")
_TAG: Final = re.compile(rb"<[^>]*>")
_COLUMN: Final = re.compile(rb"""r=["']([A-Z]{1,3})[0-9]""")
_ROW: Final = re.compile(rb"""r=["'][A-Z]{1,3}([0-9]{1,7})["']""")
_SHARED: Final = re.compile(rb"""t=["']s["'][^<]*<(?:\w+:)?v>\s*([0-9]+)""")
_OWN: Final = re.compile(rb"<(?:\w+:)?[tv](?:\s[^>]*)?>([^<]+)")
_LONG_CELL: Final = re.compile(rb"<[^<]{1048577}")
# More than a cell may have, so that what is longer fills a block and is seen.
_BYTES_A_READ: Final = 4 << 20
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
)


class SpreadsheetTable:
    """An XLSX file; the whole sheet is in memory while it is read (a sheet has at most 1,048,576 rows)."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        _check_size(path, self._data())
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

    def _data(self) -> bytes:
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise unreadable(self._path, error) from error
        if hashlib.sha256(data).hexdigest() != self._sha256:
            raise changed_while_read(self._path)
        if not data:
            raise LoadError(self._path, "is empty", "Export it again, with its header.")
        return data

    def _sheet(self) -> python_calamine.CalamineSheet:
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._data()))
            sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise _damaged(self._path, error) from error
        filled = [sheet for sheet in sheets if sheet.height]
        if len(filled) > 1:
            names = ", ".join(sheet.name for sheet in filled)
            raise LoadError(self._path, f"has several sheets with content: {names}", "One file a sheet.")
        if not filled:
            raise LoadError(self._path, "is empty", "Export it again, with its header.")
        return filled[0]


def _damaged(path: Path, error: Exception) -> LoadError:
    return LoadError(path, f"is no readable XLSX ({error})", "Save it again as .xlsx, without a password.")


def _check_size(path: Path, data: bytes) -> None:
    """Refuse what the reader would make too large; what is no workbook it refuses itself."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_parts(path, book)
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _check_parts(path: Path, book: zipfile.ZipFile) -> None:
    if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
        raise LoadError(path, f"unpacks to more than {MOST_BYTES:,} bytes", "Export it as CSV.")
    lengths: list[int] = []
    for part in book.namelist():
        if part.lower() == _SHARED_TEXTS:
            for block in _blocks(path, book, part):
                lengths += (len(_TAG.sub(b"", text)) for text in _START.split(block)[1:])
    text = sum(lengths)
    for part in book.namelist():
        if part.startswith(_SHEETS):
            text += _text_of(path, book, part, lengths)
            if text > MOST_TEXT:
                problem = f"has cells with more than {MOST_TEXT:,} bytes of text"
                raise LoadError(path, problem, "Export it as CSV.")


def _text_of(path: Path, book: zipfile.ZipFile, part: str, lengths: Sequence[int]) -> int:
    """What a sheet's cells hold, each its copy of a text that they share; refuses too many cells."""
    text = width = height = 0
    for block in _blocks(path, book, part):
        width = max((width, *map(_number, set(_COLUMN.findall(block)))))
        height = max((height, *map(int, set(_ROW.findall(block)))))
        text += sum(map(len, _OWN.findall(block)))
        text += sum(lengths[int(number)] for number in _SHARED.findall(block))
    if width * height > MOST_CELLS:
        problem = f"reaches to column {width}, row {height}: more than {MOST_CELLS:,} cells"
        raise LoadError(path, problem, "Delete what lies far outside the table, or export CSV.")
    return text


def _blocks(path: Path, book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part of the workbook in blocks that end before a cell or text starts, so that none is cut."""
    rest = b""
    with book.open(part) as stream:
        while read := stream.read(_BYTES_A_READ):
            block = rest + read
            if _LONG_CELL.search(block):
                raise LoadError(path, "has a cell over 1 MiB", "Shorten it.")
            end = last = block.rfind(b"<")
            while end > 0 and not _START.match(block, end):
                end = block.rfind(b"<", 0, end)
            # Before the first cell and behind the last one any element may end the block.
            end = end if end > 0 else last
            rest = block[end:]
            yield block[:end]
    yield rest


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
