"""An answer as a workbook (XLSX) with the sheets rows, gaps, notes and relationships, and its certificate.

Promises: the rows are the lines of the CSV without those that say what is missing, or what a time-aware
answer left out, which have sheets of their own; every cell is a text, so that nothing runs as a formula and
no number loses a digit; what is too much for one sheet goes on in the next one (`rows 2`); one row at a time
is in memory. A certificate is cut into cells, which one after the other are its file. Refuses a text that
does not fit into a cell.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice

import pyarrow as pa
import xlsxwriter

from app.columnar.texts import parts
from app.errors import Refused
from app.exports.lines import ENDS, relationships, row_lines
from app.questions.answer import Told
from app.questions.findings import Gap
from app.questions.starts import label_of
from app.terminal import CSV_COLUMNS, left_out_lines

MOST_LINES = 1_048_576
MOST_CHARACTERS = 32_767
GAP_COLUMNS = ("kind", "key", "label", "n", "message")
NOTE_COLUMNS = ("kind", "key", "message", "type", "from", "to")
EXCLUDED_COLUMNS = ("key", "what", "message")
_READ_AT_ONCE = 1 << 20
_DAY = datetime(1980, 1, 1, tzinfo=UTC)  # as of the parts of the file: equal answers are equal bytes

Line = Sequence[str | None]


def workbook_parts(answer: Told, certificate: bytes | None) -> Iterator[bytes]:
    """The file in parts; it is written whole before the first one."""
    return book_parts(lambda book: _write(book, answer, certificate))


def book_parts(write: Callable[[xlsxwriter.Workbook], None]) -> Iterator[bytes]:
    """A workbook in parts; it is written whole before the first one."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": _DAY})
        try:
            write(book)
        finally:
            book.close()
        file.seek(0)
        while part := file.read(_READ_AT_ONCE):
            yield part


def _write(book: xlsxwriter.Workbook, answer: Told, certificate: bytes | None) -> None:
    write_sheet(book, "rows", CSV_COLUMNS, _lines(row_lines(answer)))
    write_sheet(book, "gaps", GAP_COLUMNS, map(_gap, answer.gaps))
    notes = ((n.kind, n.key, n.message, n.type, n.source, n.target) for n in answer.notes)
    write_sheet(book, "notes", NOTE_COLUMNS, notes)
    write_sheet(book, "relationships", ENDS, _lines(relationships(answer)))
    if answer.excluded is not None:
        write_sheet(book, "excluded", EXCLUDED_COLUMNS, left_out_lines(answer))
    if certificate is not None:
        write_sheet(book, "certificate", ("certificate",), _cut(certificate.decode()))


def _gap(gap: Gap) -> Line:
    return gap.kind, gap.key, label_of(gap.key) if gap.key else gap.label, str(gap.n or ""), gap.message


def _cut(text: str) -> Iterator[Line]:
    for start in range(0, len(text), MOST_CHARACTERS // 2):  # where a character counts twice, too
        yield (text[start : start + MOST_CHARACTERS // 2],)


def _lines(table: pa.Table) -> Iterator[Line]:
    for part in parts(table):
        yield from zip(*(column.to_pylist() for column in part.columns), strict=True)


def write_sheet(book: xlsxwriter.Workbook, name: str, columns: Line, lines: Iterable[Line]) -> None:
    """A sheet, and as many more as its lines need."""
    todo, number = iter(lines), 1
    while True:
        told = list(islice(todo, 1))
        if not told and number > 1:
            return
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        for row, line in enumerate(chain([columns], told, islice(todo, MOST_LINES - 2))):
            _line(sheet, row, line)
        number += 1


def _line(sheet: xlsxwriter.worksheet.Worksheet, row: int, line: Line) -> None:
    for column, text in enumerate(line):
        if text and sheet.write_string(row, column, text):
            raise Refused(
                f"{str(line[0])[:80]} has a text of {len(text)} characters, too many for a cell.",
                "Ask for format=csv, ndjson or arrow.",
            )
