"""XLSX: the one sheet of a workbook that has content. Macros (XLSM) are not looked at.

Promises: whole numbers come back as plain digits; row numbers are those the sheet shows; titles above the
header are told from it. Refuses: a second sheet with content (its rows would be lost unseen), and a workbook
that would not fit into the memory: its XML is measured before a cell is made; per row: numbers of more than
15 digits (rounded by the spreadsheet), cells over 1 MiB, formulas that were never calculated and errors such
as `#N/A`, which the reader would hand on as empty cells. Numeric cells have lost their leading zeros: format
identifiers as text.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import python_calamine

from loaders import encodings
from loaders.archives import DAMAGED
from loaders.errors import LoadError, unreadable
from loaders.tables import (
    OUTSIDE,
    REPEATED,
    Broken,
    Item,
    Skipped,
    changed_while_read,
    checked_header,
    numbered,
)
from loaders.typed import BadValue, cell_text

# The reader makes all cells at once. These are enough for the million rows that a sheet can have.
MOST_CELLS: Final = 20_000_000
MOST_TEXT: Final = 500_000_000
MOST_BYTES: Final = 2 << 30
_WORKBOOK: Final = "xl/workbook.xml"
_SHARED_TEXTS: Final = "xl/sharedstrings.xml"
_MARKUP: Final = (".xml", ".rels", ".vml")
_HEAD: Final = 100
# What the XML says of its cells; a parser would take three times as long to say it.
_NS: Final = rb"<(?:[^\s<>/:]{1,100}:)?"
_START: Final = re.compile(_NS + rb"(?:c|si)[\s/>]")
_TAG: Final = re.compile(rb"<[^>]*>")
_CELL: Final = re.compile(_NS + rb"c(?=[\s/>])")
_ROW_OR_CELL: Final = re.compile(_NS + rb"(row|c)(?=[\s/>])([^>]*)>")
# A cell with its place; before that come other attributes at most.
_PLACED: Final = re.compile(
    _NS + rb"""c(?:\s+(?!r\s*=)[^\s=<>]+=(?:"[^"<]*"|'[^'<]*'))*\s+r=["']([A-Z]{1,3})([0-9]{1,7})["'][\s/>]"""
)
_PLACE: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']([^"']*)["']""")
_REFERENCE: Final = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
# The same as nearly every program writes it, and as it is found in a third of the time.
_USUAL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_USUAL_CELLS: Final = (b"<c ", b"<c>", b"<c/", b"<c\t", b"<c\n", b"<c\r", b"<c\f", b"<c\v")
_SHARED: Final = re.compile(rb"""t=["']s["'][^<]*<(?:\w+:)?v>\s*([0-9]+)""")
_MAY_BE_SHARED: Final = re.compile(rb"""t\s*=\s*["']s["']""")
_OWN: Final = re.compile(rb"<(?:\w+:)?[tv](?:\s[^>]*)?>([^<]+)")
_END: Final = re.compile(rb"</(?:[^\s<>/:]{1,100}:)?c>")
_FORMULA: Final = re.compile(_NS + rb"f[\s/>]")
_VALUE: Final = re.compile(_NS + rb"v(?:\s[^>]*)?>([^<]*)")
_VALUE_TAG: Final = re.compile(_NS + rb"v[\s/>]")
_TYPE: Final = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_COUNT: Final = re.compile(rb"""uniqueCount\s*=\s*["']\s*\+?([0-9]{1,30})""")
_HARMLESS_COUNT: Final = 1_000_000
_LONG_CELL: Final = re.compile(rb"<[^<]{1048577}")
# More than a cell may have, so that what is longer fills a block and is seen.
_BYTES_A_READ: Final = 4 << 20
_SNIFFED: Final = 100
# Signs of a formula or an error.
_MAY_BE_ODD: Final = (b"<f", b":f", b'"e"', b"'e'")
# What the reader would take instead of a workbook of this kind where it can't read it as one.
_OTHER_KINDS: Final = ("content.xml", "xl/workbook.bin")
Span = tuple[tuple[int, int], tuple[int, int]]
_DAMAGED: Final = (*DAMAGED, NotImplementedError, OSError, RuntimeError)


class SpreadsheetTable:
    """An XLSX file; the whole sheet is in memory while it is read (a sheet has at most 1,048,576 rows)."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        self._odd = _measure(path, self._data())
        sheet = self._sheet()
        head = [_texts(values)[0] for values in islice(self._rows_of(sheet), _HEAD)]
        self._header_line = _header_line(head, sheet.merged_cell_ranges or [])
        if not self._header_line:
            raise LoadError(path, "is empty", "Export it again, with its header.")
        if problem := self._odd.get(self._header_line):
            step = "Write the column names as texts."
            raise LoadError(path, f"has a header that {problem}", step, line=self._header_line)
        names, self.repeated = numbered(head[self._header_line - 1])
        self.header = checked_header(path, names, self._header_line)
        self.listed = any(map(any, head[: self._header_line - 1]))

    def rows(self) -> Iterator[Item]:
        """The rows below the header; titles above it are skipped."""
        # Rows start at row 1 of the sheet, cells at its first used column.
        for line, values in enumerate(self._rows_of(self._sheet()), 1):
            cells, problem = _texts(values)
            if line > self._header_line:
                yield self._row(line, cells, self._odd.get(line) or problem)
            elif line < self._header_line and any(cells):
                yield Skipped(line, OUTSIDE, "\t".join(cells))

    def _rows_of(self, sheet: python_calamine.CalamineSheet) -> Iterator[list[object]]:
        try:
            for values in sheet.iter_rows():
                yield list(values)
        except BaseException as error:
            # Days far beyond the calendar; where the reader panics, it raises what is no Exception.
            if not isinstance(error, ArithmeticError) and type(error).__name__ != "PanicException":
                raise
            problem = f"has a cell that can't be read ({error})"
            raise LoadError(self._path, problem, "Look for a day or duration that is none.") from error

    def _row(self, line: int, cells: list[str], problem: str) -> Item:
        width, raw = len(self.header), "\t".join(cells)
        if problem:
            return Broken(line, "value", problem, encodings.visible(raw).replace("\0", "\\x00"))
        if any(cells[width:]):
            return Broken(line, "cells", f"has cells beyond the {width} columns of the header", raw)
        if encodings.damage(raw):
            return Broken(line, "nul", "holds a NUL or half a character", raw.replace("\0", "\\x00"))
        cells = cells[:width] + [""] * (width - len(cells))
        again = width > 1 and tuple(cells) == self.header
        return Skipped(line, REPEATED, raw) if again else (line, cells, raw)

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


def _header_line(head: Sequence[Sequence[str]], merged: Sequence[Span]) -> int:
    """The line of the column names: the first with a text, or the one below titles; 0 where nothing is.

    A title is alone in its row. It is merged over columns, or a blank row parts it from the table: else it
    is the name of the one column there is.
    """
    filled = [sum(map(bool, cells)) for cells in head]
    first = next((i for i, count in enumerate(filled) if count), None)
    if first is None:
        return 0
    wide = next((i for i, count in enumerate(filled) if count > 1), first)
    titled = {top for (top, left), (_, right) in merged if right > left}
    titles = [i for i in range(first, wide) if filled[i]]
    if titles and (titled.issuperset(titles) or not filled[wide - 1]):
        return wide + 1
    return first + 1


def _measure(path: Path, data: bytes) -> dict[int, str]:
    """Refuse what the reader would make too large; say what is wrong with rows that it would not see."""
    try:
        if not data.startswith(b"PK"):
            raise zipfile.BadZipFile("it is no zip")
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return _check_parts(path, book)
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _check_parts(path: Path, book: zipfile.ZipFile) -> dict[int, str]:
    if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
        raise LoadError(path, f"unpacks to more than {MOST_BYTES:,} bytes", "Export it as CSV.")
    names = [part for part in book.namelist() if _is_markup(book, part)]
    if _WORKBOOK not in map(str.lower, names) or any(kind in book.namelist() for kind in _OTHER_KINDS):
        raise zipfile.BadZipFile("it holds no workbook, or one of another kind")
    lengths: list[int] = []
    for part in names:
        if part.lower() == _SHARED_TEXTS:
            lengths += _lengths(path, book, part)
    text, odd = sum(lengths), dict[int, str]()
    for part in names:
        if part.lower() != _SHARED_TEXTS:
            # Any of them may be a sheet: which ones are, a workbook says in a place of its own.
            text += _text_of(path, book, part, lengths, odd)
            if text > MOST_TEXT:
                problem = f"has cells with more than {MOST_TEXT:,} bytes of text"
                raise LoadError(path, problem, "Export it as CSV.")
    return odd


def _lengths(path: Path, book: zipfile.ZipFile, part: str) -> list[int]:
    """The lengths of the texts that cells share."""
    lengths: list[int] = []
    said = 0
    for block in _blocks(path, book, part):
        said = max((said, *map(int, _COUNT.findall(block))))
        lengths += (len(_TAG.sub(b"", text)) for text in _START.split(block)[1:])
    if said > max(_HARMLESS_COUNT, 2 * len(lengths)):
        # The reader makes room for as many before it reads the first.
        raise zipfile.BadZipFile(f"it says that it has {said} texts, and has {len(lengths)}")
    return lengths


def _is_markup(book: zipfile.ZipFile, part: str) -> bool:
    with book.open(part) as stream:
        start = stream.read(_SNIFFED).removeprefix(codecs.BOM_UTF8).lstrip()
    if part.lower().endswith(_MARKUP) and start and (not start.startswith(b"<") or b"\0" in start):
        raise zipfile.BadZipFile(f"{part} is not in UTF-8")
    return start.startswith(b"<")


def _odd_cells(block: bytes) -> Iterator[tuple[int, str]]:
    """Rows with cells that the reader makes empty though they are not."""
    for cell in _CELL.split(block)[1:]:
        tag, _, inside = cell.partition(b">")
        if problem := _problem(tag, _END.split(inside, 1)[0]):
            _, row = _place(tag) or (0, 0)
            if not row:
                raise zipfile.BadZipFile("a formula or an error stands in a cell without a reference")
            yield row, problem


def _problem(tag: bytes, inside: bytes) -> str:
    kind, value = _TYPE.search(tag), _VALUE.search(inside)
    if kind and kind[1] == b"e":
        return f"holds the error {value[1].decode('utf-8', 'replace')[:40] if value else '#'}"
    if (value and value[1]) or not _FORMULA.search(inside):
        return ""
    if kind and kind[1] == b"str" and _VALUE_TAG.search(inside):
        return ""  # an empty text is a result, too
    return "holds a formula that was never calculated; save it in a spreadsheet program"


def _text_of(
    path: Path, book: zipfile.ZipFile, part: str, lengths: Sequence[int], odd: dict[int, str]
) -> int:
    """What a sheet's cells hold, each its copy of a text that they share; refuses too many cells."""
    text = width = height = cells = placed = 0
    for block in _blocks(path, book, part):
        for line, problem in _odd_cells(block) if any(sign in block for sign in _MAY_BE_ODD) else ():
            odd.setdefault(line, problem)
        count, places = _places(block)
        cells, placed = cells + count, placed + len(places)
        width = max((width, *map(_number, {column for column, _ in places})))
        height = max((height, *map(int, {row for _, row in places})))
        text += sum(map(len, _OWN.findall(block)))
        text += sum(lengths[int(number)] for number in _shared(block))
    if cells > placed:
        width, height = _reach(path, book, part)
    if width * height > MOST_CELLS:
        problem = f"reaches to column {width}, row {height}: more than {MOST_CELLS:,} cells"
        raise LoadError(path, problem, "Delete what lies far outside the table, or export CSV.")
    return text


def _places(block: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """How many cells there are, and the places of those that say one."""
    if b":c" not in block:
        count, places = sum(map(block.count, _USUAL_CELLS)), _USUAL.findall(block)
        if count == len(places):
            return count, places
    return len(_CELL.findall(block)), _PLACED.findall(block)


def _shared(block: bytes) -> list[bytes]:
    """The numbers of the shared texts that cells show."""
    found = _SHARED.findall(block)
    if len(found) == len(_MAY_BE_SHARED.findall(block)):
        return found
    cells = (cell.partition(b">") for cell in _CELL.split(block)[1:])
    values = (
        _VALUE.search(_END.split(inside, 1)[0]) for tag, _, inside in cells if _MAY_BE_SHARED.search(tag)
    )
    return [value[1].strip() for value in values if value and value[1].strip()]


def _reach(path: Path, book: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """The last column and row of a sheet where some cells say no place: they stand behind the one before."""
    column = row = width = height = 0
    for block in _blocks(path, book, part):
        for kind, tag in _ROW_OR_CELL.findall(block):
            place = _place(tag)
            if kind == b"row":
                column, row = 0, place[1] if place else row + 1
            else:
                column, row = place or (column + 1, row)
                width, height = max(width, column), max(height, row)
    return width, height


def _place(tag: bytes) -> tuple[int, int] | None:
    """Column and row that a tag says; None where it says none."""
    said = _PLACE.search(tag)
    if said is None:
        return None
    found = _REFERENCE.fullmatch(said[1])
    if found is None:
        raise zipfile.BadZipFile(f"{said[1][:40].decode('utf-8', 'replace')!r} is no place of a cell")
    return _number(found[1]), int(found[2])


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
