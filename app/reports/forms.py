"""The forms of a report: CSV, XLSX and PDF, and for machines JSON and XML.

Promises: each tells every part. The CSV begins with a byte order mark, so that spreadsheets read it as UTF-8;
parts follow one another, and the last line is what the report stands on. The workbook has a sheet for each
table and one for all else.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from itertools import count, islice
from typing import Final

import xlsxwriter

from app.exports.workbook import book_parts, write_sheet
from app.reports.data import json_parts, xml_parts
from app.reports.pdf import pdf_parts
from app.reports.report import Fields, Heading, Line, Paragraph, Report, Table
from app.reports.texts import say
from app.terminal import write_csv

_AT_ONCE = 10_000
_MARK = "\ufeff".encode()
_MOST_OF_A_NAME = 31 - len("-99 99")
_NOT_IN_NAMES = frozenset("[]:*?/\\'")


class PaperForm(StrEnum):
    """What the file of a report is."""

    csv = "csv"
    xlsx = "xlsx"
    pdf = "pdf"
    json = "json"
    xml = "xml"


def csv_parts(report: Report) -> Iterator[bytes]:
    """The tables and what they stand on, one line for all of that."""
    yield _MARK
    for part in report.parts:
        match part:
            case Heading(text) | Paragraph(text):
                yield _csv([[text]])
            case Fields(pairs):
                yield _csv(pairs)
            case Table(columns, lines):
                yield _csv([[column.title for column in columns]])
                todo = iter(lines)
                while some := list(islice(todo, _AT_ONCE)):
                    yield _csv(some)
    yield _csv([["; ".join(f"{name}: {text}" for name, text in report.stands_on.pairs)]])


def _csv(lines: Iterable[Line]) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, lines)
    return out.getvalue().encode()


def workbook_parts(report: Report) -> Iterator[bytes]:
    """A sheet for each table, named as the heading before it, and one for all else."""
    return book_parts(lambda book: _write(book, report))


def _write(book: xlsxwriter.Workbook, report: Report) -> None:
    tables, name = dict[str, Table](), report.title
    for part in report.parts:
        match part:
            case Heading(text):
                name = text
            case Table():
                tables[_free(name, tables)] = part
    is_table_first = isinstance(report.parts[0], Table)
    if not is_table_first:
        _texts(book, report)
    for name, table in tables.items():
        write_sheet(book, name, [column.title for column in table.columns], table.lines)
    if is_table_first:
        _texts(book, report)


def _texts(book: xlsxwriter.Workbook, report: Report) -> None:
    lines: list[Line] = []
    for part in report.parts:
        match part:
            case Heading(text) | Paragraph(text):
                lines.append([text])
            case Fields(pairs):
                lines += pairs
    title = say(report.language, "shown.stands")
    write_sheet(book, title, [report.title], [*lines, *report.stands_on.pairs])


def _free(wanted: str, taken: Collection[str]) -> str:
    """A name that no sheet has, of characters that one may have, with room for the number of a second one."""
    plain = "".join(" " if c in _NOT_IN_NAMES else c for c in wanted)[:_MOST_OF_A_NAME]
    return next(name for n in count(1) if (name := plain if n == 1 else f"{plain}-{n}") not in taken)


FORMS: Final[dict[PaperForm, tuple[str, Callable[[Report], Iterator[bytes]]]]] = {
    PaperForm.csv: ("text/csv; charset=utf-8", csv_parts),
    PaperForm.xlsx: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook_parts,
    ),
    PaperForm.pdf: ("application/pdf", pdf_parts),
    PaperForm.json: ("application/json", json_parts),
    PaperForm.xml: ("application/xml", xml_parts),
}
"""Content type, and how it is written."""
