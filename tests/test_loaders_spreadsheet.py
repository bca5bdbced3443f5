"""Workbooks as people and ERPs save them: titles, formulas, errors, disguises."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from loaders import LoadError
from loaders.tables import Broken, Skipped
from tests.support.files import opened, short, shortly, written

SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, rows: list[list[object]], merged: tuple[int, ...] = ()) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            if y in merged:
                sheet.merge_range(y, 0, y, 2, row[0])
            else:
                sheet.write_row(y, 0, row)
    return path


def rewritten(path: Path, changes: dict[str, bytes | None], **renamed: str) -> Path:
    """The workbook with other parts; None takes one away."""
    with zipfile.ZipFile(path) as book:
        parts: dict[str, bytes | None] = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in (parts | changes).items():
            if data is not None:
                book.writestr(renamed.get(name, name), data)
    return path


def with_cells(path: Path, cells: str) -> Path:
    """A workbook with columns a and b, and these cells as further rows."""
    workbook(path, [["a", "b"]])
    with zipfile.ZipFile(path) as book:
        sheet = book.read(SHEET).decode()
    rows = "".join(f"<row>{row}</row>" for row in cells.split("\n"))
    return rewritten(path, {SHEET: sheet.replace("</sheetData>", f"{rows}</sheetData>").encode()})


def test_macros_are_not_looked_at(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsm", [["a"], ["1"]])
    rewritten(path, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no project"})
    assert shortly(opened(path)) == [(2, ["1"])]


# --- titles --------------------------------------------------------------------------------------


def test_merged_titles_above_the_header(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Stock"], ["31.01.2025"], ["a", "b"], ["1", "2"], ["", "3"]]
    table = opened(workbook(tmp_path / "lot.xlsx", rows, merged=(0, 1)))
    assert (table.header, table.listed) == (("a", "b"), True)
    assert list(table.rows())[:2] == [
        Skipped(1, "text outside the table", "Stock\t"),
        Skipped(2, "text outside the table", "31.01.2025\t"),
    ]
    assert shortly(table)[2:] == [(4, ["1", "2"]), (5, ["", "3"])]


def test_titles_with_a_blank_row_below_them(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", [["Stock"], [], ["a", "b"], ["1", "2"]]))
    assert table.header == ("a", "b")
    assert shortly(table) == [(1, "text outside the table"), (4, ["1", "2"])]


@pytest.mark.parametrize(
    "rows", [[["lot"], ["1"], ["2"]], [["lot"], ["1", "x"]], [["lot"], ["1"], ["2", "x"]]]
)
def test_a_column_alone_is_no_title(tmp_path: Path, rows: list[list[object]]) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", rows))
    assert (table.header, table.listed) == (("lot",), False)
    assert [line for line, _ in shortly(table)] == list(range(2, len(rows) + 1))


def test_rows_above_the_header_that_are_blank_are_nothing(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", [[], [], ["a", "b"], ["1", "2"]]))
    assert (table.header, shortly(table)) == (("a", "b"), [(4, ["1", "2"])])


def test_columns_of_one_name_are_numbered(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", [["q", "un", "q2", "un"], ["1", "kg", "2", "l"]]))
    assert table.header == ("q", "un (1)", "q2", "un (2)")
    assert table.repeated == {"un"}


def test_the_header_again_is_no_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a", "b"], ["1", "2"], ["a", "b"]])
    assert shortly(opened(path)) == [(2, ["1", "2"]), (3, "header again")]


# --- formulas and errors -------------------------------------------------------------------------

NEVER = "holds a formula that was never calculated; save it in a spreadsheet program"
CELLS = {
    "calculated": ('<c r="A2"><f>1+1</f><v>2</v></c>', ["2", ""]),
    "a text": ('<c r="A2" t="str"><f>"x"</f><v>x</v></c>', ["x", ""]),
    "an empty text": ('<c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><v>1</v></c>', ["", "1"]),
    "an empty text, short": ('<c r="A2" t="str"><f>""</f><v/></c><c r="B2"><v>1</v></c>', ["", "1"]),
    "a cell beside one": ('<c r="A2"/><c r="B2"><f>1</f><v>1</v></c>', ["", "1"]),
    "never": ('<c r="A2"><f>1+1</f></c><c r="B2"><v>1</v></c>', NEVER),
    "never, with an empty value": ('<c r="A2"><f>1+1</f><v></v></c><c r="B2"><v>1</v></c>', NEVER),
    "never, with none": ('<c r="A2"><f>1+1</f><v/></c><c r="B2"><v>1</v></c>', NEVER),
    "never, as a text": ('<c r="A2" t="str"><f>"x"</f></c><c r="B2"><v>1</v></c>', NEVER),
    "never, shared": ('<c r="B2"><f t="shared" si="0"/></c><c r="A2"><v>1</v></c>', NEVER),
    "never, last": ('<c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c>', NEVER),
    "an error": ('<c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>1</v></c>', "holds the error #N/A"),
    "an error of a formula": ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "holds the error #DIV/0!"),
}


@pytest.mark.parametrize("block", [90, 4 << 20])
@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_the_reader_makes_empty_breaks_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, block: int
) -> None:
    monkeypatch.setattr("loaders.spreadsheet._BYTES_A_READ", block)
    cells, told = CELLS[name]
    table = opened(with_cells(tmp_path / "lot.xlsx", f'{cells}\n<c r="A3"><v>7</v></c>'))
    first, second = table.rows()
    if isinstance(told, str):
        assert isinstance(first, Broken)
        assert (first.line, first.rule, first.message) == (2, "value", told)
    else:
        assert short(first) == (2, told)
    assert short(second) == (3, ["7", ""])


def test_a_header_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a", "b"], [1, 2]])
    with zipfile.ZipFile(path) as book:
        sheet = book.read(SHEET).decode()
    changed = sheet.replace('<c r="B1" t="s"><v>1</v></c>', '<c r="B1"><f>A1</f></c>')
    assert changed != sheet
    with pytest.raises(LoadError, match=r"lot\.xlsx:1: has a header that holds a formula"):
        opened(rewritten(path, {SHEET: changed.encode()}))


def test_a_formula_that_stands_nowhere_refuses_the_workbook(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="stands in a cell without a reference"):
        opened(with_cells(tmp_path / "lot.xlsx", "<c><f>1+1</f></c>"))


@pytest.mark.parametrize(("form", "number"), [("[h]:mm", 1e10), ("yyyy-mm-dd", -1e300)])
def test_a_day_that_the_reader_breaks_on_refuses_the_workbook(
    tmp_path: Path, form: str, number: float
) -> None:
    path = tmp_path / "lot.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a"])
        sheet.write_number(1, 0, number, book.add_format({"num_format": form}))
    with pytest.raises(LoadError, match="has a cell that can't be read"):
        list(opened(path).rows())


# --- places --------------------------------------------------------------------------------------

FAR = {
    "a far row": '<c r="A1048576"><v>1</v></c><c r="ZZ2"><v>1</v></c>',
    "a row that says it": '</row><row r="1048576"><c><v>1</v></c></row><row><c r="ZZ2"><v>1</v></c>',
    "a row behind one": '</row><row r="1048575"/><row><c><v>1</v></c></row><row><c r="ZZ2"><v>1</v></c>',
    "cells that follow one": '<c r="ZZ2"><v>1</v></c><c><v>1</v></c></row><row><c r="A1048576"><v>1</v></c>',
    "a place behind others": '<c s="1" t="n"  r="A1048576"><v>1</v></c><c s=\'2\' r="ZZ2"><v>1</v></c>',
    "a place with blanks": '<c r = "A1048576"><v>1</v></c><c r= "ZZ2"><v>1</v></c>',
    "a prefix": '<x-y:c r="A1048576"><v>1</v></x-y:c><ä:c r="ZZ2"><v>1</v></ä:c>',
}


@pytest.mark.parametrize("name", FAR)
def test_cells_far_out_are_found_whatever_says_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("loaders.spreadsheet.python_calamine", None)
    with pytest.raises(LoadError, match=r"reaches to column 70[23], row 1048576: more than 20,000,000 cells"):
        opened(with_cells(tmp_path / "lot.xlsx", FAR[name]))


@pytest.mark.parametrize("place", ["ABCDEFG5", "A99999999", "a5", "$A$5", "5A", "A", "&#65;5", "", "A5 "])
def test_a_place_that_is_none_is_refused_before_the_reader_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr("loaders.spreadsheet.python_calamine", None)
    for cells in (f'<c r="{place}"><v>1</v></c>', f'<c x="1" r="{place}" r="A5"><v>1</v></c>'):
        with pytest.raises(LoadError, match="is no place of a cell"):
            opened(with_cells(tmp_path / "lot.xlsx", cells))


def test_cells_without_a_place_stand_one_after_the_other(tmp_path: Path) -> None:
    cells = "<c><v>1</v></c><c><v>2</v></c>\n<c><v>3</v></c>"
    assert shortly(opened(with_cells(tmp_path / "lot.xlsx", cells))) == [(2, ["1", "2"]), (3, ["3", ""])]


def test_shared_texts_count_however_a_cell_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.spreadsheet.MOST_TEXT", 100)
    cells = "".join(f'<c r="A{n}" t="s"><x/><v>0</v></c><c r="B{n}" t="s"/>' for n in range(2, 120))
    with pytest.raises(LoadError, match="more than 100 bytes of text"):
        opened(with_cells(tmp_path / "lot.xlsx", cells))


# --- disguises -----------------------------------------------------------------------------------


def test_a_sheet_that_lies_elsewhere_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [[str(n)] for n in range(21)]
    path = workbook(tmp_path / "lot.xlsx", rows)
    with zipfile.ZipFile(path) as book:
        links = book.read("xl/_rels/workbook.xml.rels")
    moved = {"xl/_rels/workbook.xml.rels": links.replace(b"worksheets/sheet1.xml", b"media/image1.png")}
    rewritten(path, dict(moved), **{SHEET: "xl/media/image1.png"})
    assert len(shortly(opened(path))) == 20
    monkeypatch.setattr("loaders.spreadsheet.MOST_CELLS", 10)
    with pytest.raises(LoadError, match="more than 10 cells"):
        opened(path)


def test_a_sheet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["1"]])
    with zipfile.ZipFile(path) as book:
        sheet = book.read(SHEET).decode()
    with pytest.raises(LoadError, match=r"sheet1\.xml is not in UTF-8"):
        opened(rewritten(path, {SHEET: sheet.replace("UTF-8", "UTF-16").encode("utf-16")}))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("content.xml", "<office/>")
    with pytest.raises(LoadError, match=r"no readable XLSX \(it holds no workbook"):
        opened(written(tmp_path, out.getvalue(), "lot.xlsx"))


@pytest.mark.parametrize("count", [b"99999999999", b"1000001"])
def test_texts_that_are_only_announced_take_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: bytes
) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["b"]])
    with zipfile.ZipFile(path) as book:
        texts = book.read("xl/sharedStrings.xml")
    rewritten(path, {"xl/sharedStrings.xml": texts.replace(b'uniqueCount="2"', b'uniqueCount="%b"' % count)})
    monkeypatch.setattr("loaders.spreadsheet.python_calamine", None)
    with pytest.raises(LoadError, match=rf"says that it has {int(count)} texts, and has 2"):
        opened(path)


@pytest.mark.parametrize("part", ["content.xml", "xl/workbook.bin"])
def test_a_workbook_that_may_be_of_another_kind_is_refused(tmp_path: Path, part: str) -> None:
    path = rewritten(workbook(tmp_path / "lot.xlsx", [["a"]]), {part: b"<office/>"})
    with pytest.raises(LoadError, match="or one of another kind"):
        opened(path)


def test_what_stands_before_the_zip_is_not_read(tmp_path: Path) -> None:
    data = workbook(tmp_path / "lot.xlsx", [["a"]]).read_bytes()
    with pytest.raises(LoadError, match="it is no zip"):
        opened(written(tmp_path, b"\xd0\xcf\x11\xe0" + data, "lot.xlsx"))


def test_a_member_that_says_it_is_smaller_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["1"]])
    rewritten(path, {"xl/styles.xml": b"<styleSheet>" + b" " * 4096 + b"</styleSheet>"})
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/styles.xml", data.index(b"PK\1\2")) - 46 + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(LoadError, match="no readable XLSX"):
        opened(written(tmp_path, bytes(data), "lot.xlsx"))
