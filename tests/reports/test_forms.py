"""A report in each form: nothing cut, nothing run as a formula, nothing lost for want of a letter."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.errors import ConfigurationError
from app.reports import pdf
from app.reports.forms import FORMS, PaperForm
from app.reports.report import Column, Fields, Heading, Paragraph, Part, Report, Table
from tests.support.paper import metadata_of, pages_of

LONG = "x" * 500
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINES = [("批次", "=1+1"), ("\u05e9\u05dc", LONG), ("two\nlines", "-5")]
COLUMNS = (Column("Type"), Column("Number", 2))


def report(*parts: Part) -> Report:
    return Report("Recall 召回", "en", MADE, parts, Fields((("Root", "ab" * 32),)), "Ledger 7")


def made(form: str, *parts: Part) -> bytes:
    return b"".join(FORMS[PaperForm(form)][1](report(*parts)))


def test_a_csv_tells_all_parts_and_ends_with_what_they_stand_on() -> None:
    file = made("csv", Table(COLUMNS, LINES), Heading("Gaps"), Table((Column("Kind"),), [("x",)]))
    assert file.startswith(b"\xef\xbb\xbf")
    assert [*csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))] == [
        ["Type", "Number"],
        ["批次", "'=1+1"],
        ["\u05e9\u05dc", LONG],
        ["two\nlines", "-5"],
        ["Gaps"],
        ["Kind"],
        ["x"],
        [f"Root: {'ab' * 32}"],
    ]


def test_a_workbook_has_a_sheet_for_each_table_and_one_for_all_else() -> None:
    file = made(
        "xlsx",
        Table(COLUMNS, LINES),
        Heading("Gaps: [all]"),
        Paragraph("Two."),
        Table((Column("Kind"),), [("x",)]),
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets == {
        "Recall 召回": [["Type", "Number"], *map(list, LINES)],
        "Gaps   all ": [["Kind"], ["x"]],
        "What this stands on": [["Recall 召回", ""], ["Gaps: [all]", ""], ["Two.", ""], ["Root", "ab" * 32]],
    }


def test_texts_come_first_where_they_come_first_and_no_name_is_taken_twice() -> None:
    table = Table((Column("a"),), [("1",)])
    file = made("xlsx", Fields((("Name", "Text"),)), table, table, Heading("y" * 60), table)
    names = CalamineWorkbook.from_filelike(io.BytesIO(file)).sheet_names
    assert names == ["What this stands on", "Recall 召回", "Recall 召回-2", "y" * 25]


def test_a_pdf_loses_no_character_and_names_the_columns_on_every_page() -> None:
    lines = [(f"LOT-{n}", "批次") for n in range(90)]
    file = made(
        "pdf", Table(COLUMNS, [*LINES, *lines]), Heading("Gaps"), Paragraph("Two."), Fields((("a", "b"),))
    )
    pages = pages_of(file)
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert "Type" in page
        assert f"{number} / 2" in page
        assert "Ledger 7" in page
    whole = "\n".join(pages)
    assert whole.count("x") >= len(LONG)
    for text in (
        "Recall 召回",
        "批次",
        "=1+1",
        "<U+05E9><U+05DC>",
        "two",
        "lines",
        "-5",
        "ab" * 32,
        "Gaps",
        "Two.",
    ):
        assert text in whole, text
    assert [f"LOT-{n}" for n in range(90) if f"LOT-{n}" not in whole] == []
    about = metadata_of(file)
    assert (about["Title"], about["CreationDate"][:16]) == ("Recall 召回", "D:20260301120000")


def test_a_text_that_looks_like_the_number_of_pages_stays_as_it_is() -> None:
    (page,) = pages_of(made("pdf", Table(COLUMNS, [("L{nb}7", "{nb}"), ("\ue000", "x")])))
    assert "L{nb}7" in page
    assert "<U+E000>" in page


def test_columns_of_no_width_end() -> None:
    columns = tuple(Column("c") for _ in range(300))
    assert made("pdf", Table(columns, [["ab"] * 300])).startswith(b"%PDF")


def test_a_long_foot_is_wrapped_above_the_edge() -> None:
    told = Report("t", "en", MADE, (Table(COLUMNS, [("a", "b")] * 200),), Fields(()), "word " * 100 + "end")
    for page in pages_of(b"".join(pdf.pdf_parts(told))):
        assert page.count("word") == 100
        assert "end" in page


def test_its_fonts_are_embedded() -> None:
    file = made("pdf", Heading("批次"), Paragraph("批次"))
    assert file.count(b"/FontFile3") == file.count(b"/FontDescriptor ") == 2


def test_equal_reports_are_equal_bytes() -> None:
    for form in PaperForm:
        assert made(form, Table(COLUMNS, LINES)) == made(form, Table(COLUMNS, LINES))


def test_a_table_without_lines_has_its_columns() -> None:
    assert "Number" in pages_of(made("pdf", Table(COLUMNS, [])))[0]


def test_fonts_that_were_not_built_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(ConfigurationError, match="not built"):
        made("pdf", Paragraph("x"))
