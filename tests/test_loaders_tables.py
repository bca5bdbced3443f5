"""Readers: rows as text, whatever the format, and what happens to broken input."""

from __future__ import annotations

import datetime
import gzip
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from loaders import LoadError
from loaders.encodings import detect
from loaders.tables import Broken, file_type, stem
from tests.support.files import opened, shortly


def written(tmp_path: Path, data: bytes | str, name: str = "lot.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


GOOD = [(2, ["1", "0007"]), (3, ["2", "ä,;\t|"])]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_delimiters_are_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, f'a{delimiter}b\r\n1{delimiter}0007\r\n2{delimiter}"ä,;\t|"\r\n')
    assert opened(path).header == ("a", "b")
    assert shortly(opened(path)) == GOOD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marks_and_nuls_tell_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, 'a,b\n1,0007\n2,"ä,;\t|"\n'.encode(encoding))
    assert opened(path).header == ("a", "b")
    assert shortly(opened(path)) == GOOD


def test_declared_encodings_are_tried_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, "a,批次\n1,批次号\n".encode("gb18030"))
    assert shortly(opened(path, "utf-8", "gb18030")) == [(2, ["1", "批次号"])]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["批次\t物料号码\t数量\n一\t二\t三\n", "ab", "\n\na,b\n"])
def test_utf_16_without_a_mark_is_told_by_its_nuls(text: str, encoding: str) -> None:
    assert detect(text.encode(encoding), ("utf-8",)) == encoding


@pytest.mark.parametrize(
    "data", [b"a,b\n\0\0\0\0\n", b"a\0,b\n1,2\n", b"\0a,b\n" + b"1,2\n" * 99, b"\0" * 20]
)
def test_strewn_nuls_are_not_utf_16(data: bytes) -> None:
    assert detect(data, ("cp1252",)) == "cp1252"


def test_one_broken_line_does_not_change_the_encoding() -> None:
    sample = "名称\n批次\n收货\n".encode() + b"\xb5\xbf\n"
    assert detect(sample, ("utf-8", "gb18030")) == "utf-8"


def test_packed_text(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"a,b\n1,2\n"), "lot.csv.gz")
    assert shortly(opened(path)) == [(2, ["1", "2"])]


def test_cells_are_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n" x ","say ""hi"",\r\nthere"\n')
    assert shortly(opened(path)) == [(2, [" x ", 'say "hi",\r\nthere'])]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n1\n2,3\n", [(2, "cells"), (3, ["2", "3"])]),
        (b"a,b\n1,2,3\n2,3\n", [(2, "cells"), (3, ["2", "3"])]),
        (b"a,b\n1,2,,\n", [(2, ["1", "2"])]),
        (b"a,b\n\n2,3\n", [(2, ["", ""]), (3, ["2", "3"])]),
        (b"a,b\n1,\xff\n2,3\n", [(2, "encoding"), (3, ["2", "3"])]),
        (b"a,b\n1,\x00\n2,3\n", [(2, "nul"), (3, ["2", "3"])]),
        (b'a,b\n1,"x\n2,3\n4,5\n', [(2, "quote"), (3, ["2", "3"]), (4, ["4", "5"])]),
        (b'a,b\n1,"x\n2,"y"\n4,5\n', [(2, "quote"), (3, ["2", "y"]), (4, ["4", "5"])]),
        (b'a,b\n"1,x\n2",3,4\n5,6\n', [(2, "cells"), (3, "cells"), (4, ["5", "6"])]),
        (b'a,b\n1,"x"y\n2,3\n', [(2, "quote"), (3, ["2", "3"])]),
        (b"a,b\n1,2\n3", [(2, ["1", "2"]), (3, "cells")]),
    ],
)
def test_a_broken_row_costs_itself_only(tmp_path: Path, data: bytes, expected: object) -> None:
    assert shortly(opened(written(tmp_path, data))) == expected


TWO_ROWS_OR_ONE = {
    "two lines": '1,"foo,3\n2,bar",4\n',
    "at the end of the file": '1,"foo,3\n2,bar",4',
    "three lines": '1,"foo,3\n5,x,6\n2,bar",4\n',
    "a blank line between": '1,"foo,3\n\n2,bar",4\n',
    "a short line between": '1,"foo,3\nshort\n2,bar",4\n',
    "a long line between": '1,"foo,3\n5,x,6,y\n2,bar",4\n',
    "a short line at the end": '1,"foo,3\n5,x,6\nshort",4\n',
    "in the first column": '"1,foo,3\n2",bar,4\n',
    "in the last column": '1,foo,"3\n2,bar,4"\n',
    "a quoted cell beside it": '"1,1","foo,3\n2,bar","4,4"\n',
    "quotes in the cell": '1,"foo ""x"",3\n2,bar",4\n',
    "empty cells beyond the header": '1,"foo,3,\n2,bar",4,,\n',
    "two cells with line breaks": '1,"foo,3\n2,bar","x\n4,y,z"\n',
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("name", TWO_ROWS_OR_ONE)
def test_rows_between_two_stray_quotes_are_not_lost(
    tmp_path: Path, name: str, delimiter: str, end: str
) -> None:
    text = f"a,b,c\n{TWO_ROWS_OR_ONE[name].rstrip()}\n7,8,9\n".replace(",", delimiter).replace("\n", end)
    _, *doubtful, last = text.removesuffix(end).split(end)
    *broken, good = opened(written(tmp_path, text)).rows()
    assert [(b.line, b.rule, b.raw) for b in broken if isinstance(b, Broken)] == [
        (line, "quote", raw) for line, raw in enumerate(doubtful, 2)
    ]
    assert good == (len(doubtful) + 2, ["7", "8", "9"], last + end)


def test_doubtful_rows_say_which_lines_hang_together(tmp_path: Path) -> None:
    first, second = opened(written(tmp_path, 'a,b,c\n1,"foo,3\n2,b\0r",4\n')).rows()
    message = "is a row, or part of a quoted cell of lines 2 to 3; check the quotes"
    assert first == Broken(2, "quote", message, '1,"foo,3')
    assert second == Broken(3, "quote", message, '2,b\\x00r",4')


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('1,"Main St 1\nBerlin",x', ["1", "Main St 1\nBerlin", "x"]),
        ('1,"Main St 1\r\nBerlin\r\nGermany",x', ["1", "Main St 1\r\nBerlin\r\nGermany", "x"]),
        ('1,"Main St 1\nBerlin, Mitte",x', ["1", "Main St 1\nBerlin, Mitte", "x"]),
        ('1,x,"Fragile, do not drop\nThanks"', ["1", "x", "Fragile, do not drop\nThanks"]),
        ('1,x,"a note\n"', ["1", "x", "a note\n"]),
        ('1,x,"a note\n\n"', ["1", "x", "a note\n\n"]),
        ('"\n1",x,y', ["\n1", "x", "y"]),
        ('1,"say ""hi"",\nthere","a\nb"', ["1", 'say "hi",\nthere', "a\nb"]),
        ('1,"[""a"",""b""]\n",x', ["1", '["a","b"]\n', "x"]),
    ],
)
def test_a_cell_may_have_lines(tmp_path: Path, row: str, expected: list[str]) -> None:
    lines = len(row.splitlines())
    found = shortly(opened(written(tmp_path, f"a,b,c\n{row}\n7,8,9\n")))
    assert found == [(2, expected), (lines + 2, ["7", "8", "9"])]


def test_a_header_may_have_lines(tmp_path: Path) -> None:
    path = written(tmp_path, 'lot,"quantity\n(kg)",unit\n1,2,3\n')
    assert opened(path).header == ("lot", "quantity\n(kg)", "unit")
    assert shortly(opened(path)) == [(3, ["1", "2", "3"])]


def test_a_quote_that_never_closes_costs_one_line_of_a_long_file(tmp_path: Path) -> None:
    lines = ["a,b", '0,"x', *(f"{n},y" for n in range(1, 5000))]
    found = shortly(opened(written(tmp_path, "\n".join(lines))))
    assert found == [(2, "quote"), *((n + 2, [str(n), "y"]) for n in range(1, 5000))]


def test_what_a_refusal_quotes_is_one_printable_line() -> None:
    error = LoadError("a.csv", "has two columns named 'a\x1b[31m\n\udc80'", "Rename one.", line=1)
    assert str(error) == "a.csv:1: has two columns named 'a\\x1b[31m \\udc80'. Rename one."
    assert error.problem == "has two columns named 'a\\x1b[31m \\udc80'"


def test_a_file_that_lost_its_header_while_it_was_open_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    table = opened(path)
    path.write_text('a,"b"x\n1,2\n')
    with pytest.raises(LoadError, match="changed while it was read"):
        list(table.rows())


def test_undecodable_bytes_stay_visible(tmp_path: Path) -> None:
    (row,) = opened(written(tmp_path, b"a,b\n1,\xff\n")).rows()
    assert isinstance(row, Broken)
    assert row.raw == "1,\\xff"


REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "is empty"),
    "no header": (b"\n1,2\n", "has no header"),
    "duplicate header": (b"a,b,a\n", "two columns named 'a'"),
    "unnamed column": (b"a,,b\n", "column 2 has no name"),
    "nul in the header": (b"a\0,b\n1,2\n", "NUL"),
    "header in another encoding": ("批次,a\n".encode("gb18030"), "not utf-8"),
    "header that may hold rows": (b'a,"b,c\n1,foo",3\n', "inside the quotes of its header"),
    "cell too large": (b"a,b\n1," + b"x" * (1 << 20) + b"x\n", "cell over 1 MiB"),
    "line too long": (b"a,b\n" + b"x" * (5 << 20), "line over 4 MiB"),
    "too many quotes": (b"a,b\n" + b'1,"x"y\n' * 200, "broken quotes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_makes_every_row_doubtful_is_refused(tmp_path: Path, name: str) -> None:
    data, problem = REFUSED[name]
    path = written(tmp_path, data)
    with pytest.raises(LoadError) as caught:
        list(opened(path).rows())
    assert problem in caught.value.problem
    assert caught.value.path == path
    assert caught.value.next_step


@pytest.mark.parametrize("keep", [10, 30, 200])
def test_a_cut_off_package_is_refused(tmp_path: Path, keep: int) -> None:
    data = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (n * n, n) for n in range(2000)))
    path = written(tmp_path, data[:-keep], "lot.csv.gz")
    with pytest.raises(LoadError, match="cut off"):
        list(opened(path).rows())


@pytest.mark.parametrize("name", ["lot.csv", "lot.jsonl", "lot.csv.gz"])
def test_a_file_that_changes_while_read_is_refused(tmp_path: Path, name: str) -> None:
    text = b'{"a":1}\n' * 3 if "jsonl" in name else b"a,b\n1,2\n"
    path = written(tmp_path, gzip.compress(text) if name.endswith("gz") else text, name)
    table = opened(path)
    path.write_bytes(gzip.compress(text + text[-4:]) if name.endswith("gz") else text + b"\n")
    with pytest.raises(LoadError, match="changed while it was read"):
        list(table.rows())


def test_types_are_told_by_name() -> None:
    names = ["a.csv", "a.CSV.gz", "a.tsv", "a.jsonl.gz", "a.xlsx", "a.xlsx.gz", "a.parquet", "a.xls", "a"]
    types = [".csv", ".csv", ".tsv", ".jsonl", ".xlsx", None, ".parquet", None, None]
    assert [file_type(Path(name)) for name in names] == types
    names = ["a.json", "a.json.gz", "a.jsonld.gz", "a.XML", "a.xml.gz", "a.xlsm", "a.parquet.gz", "a.zip"]
    types = [".json", ".json", ".jsonld", ".xml", ".xml", ".xlsm", None, None]
    assert [file_type(Path(name)) for name in names] == types
    assert stem(Path("stock.move.csv.gz")) == "stock.move"


def test_an_unknown_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no known file type"):
        opened(written(tmp_path, b"x", "lot.xls"))


# --- JSONL ---------------------------------------------------------------------------------------


def test_json_numbers_keep_their_text(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '{"a":0.10,"b":12345678901234567890}\n{"c":true,"b":null}\n\n{"a":"007","d":1e3}',
        "lot.jsonl",
    )
    assert opened(path).header == ("a", "b", "c", "d")
    assert shortly(opened(path)) == [
        (1, ["0.10", "12345678901234567890", "", ""]),
        (2, ["", "", "true", ""]),
        (3, ["", "", "", ""]),
        (4, ["007", "", "", "1e3"]),
    ]


@pytest.mark.parametrize(
    "line", ["{", "[1]", '{"a":1,"a":2}', '{"a":[1]}', '{"a":{}}', '{"a":NaN}', '{"a":"\\ud800"}', "\x00"]
)
def test_a_line_that_is_no_flat_object_is_broken(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'{{"a":1}}\n{line}\n{{"a":2}}\n', "lot.jsonl")
    (first, broken, last) = shortly(opened(path))
    assert (first, last) == ((1, ["1"]), (3, ["2"]))
    assert broken[0] == 2
    assert broken[1] in ("json", "encoding")


def test_a_file_without_objects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="holds no objects"):
        opened(written(tmp_path, "\n", "lot.jsonl"))


# --- XLSX and Parquet ----------------------------------------------------------------------------


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(y, x, value, day)
                    else:
                        sheet.write(y, x, value)
    return path


def test_a_sheet_gives_plain_digits_days_and_texts(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["a", "b", "c"],
        ["0007", 12, 1.5],
        [],
        [True, datetime.datetime(2025, 1, 31), datetime.datetime(2025, 1, 31, 8, 15)],
    ]
    table = opened(workbook(tmp_path / "lot.xlsx", rows, []))
    assert table.header == ("a", "b", "c")
    assert shortly(table) == [
        (2, ["0007", "12", "1.5"]),
        (3, ["", "", ""]),
        (4, ["true", "2025-01-31", "2025-01-31T08:15:00"]),
    ]


def test_a_number_that_the_sheet_rounded_is_broken(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", [["a"], [123456789012345678]]))
    assert shortly(table) == [(2, "value")]


def test_a_second_sheet_with_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="several sheets"):
        opened(workbook(tmp_path / "lot.xlsx", [["a"]], [["b"]]))


def test_a_cell_far_out_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "lot.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "lot")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(LoadError, match="reaches to column 16384, row 1048576"):
        opened(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.spreadsheet.MOST_BYTES", 1_000)
    with pytest.raises(LoadError, match="unpacks to more than 1,000 bytes"):
        opened(workbook(tmp_path / "lot.xlsx", [["a"]]))


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Change one part of a workbook, as no writer of workbooks would."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


SHARED = ("xl/sharedStrings.xml", "<t>TEXT</t>", "<t>{}</t>")
INLINE = (
    "xl/worksheets/sheet1.xml",
    '<c r="A2" t="s"><v>1</v></c>',
    '<c r="A2" t="inlineStr"><is><t>{}</t></is></c>',
)


@pytest.mark.parametrize("place", [SHARED, INLINE], ids=["shared", "inline"])
@pytest.mark.parametrize("size", [(1 << 20) + 1, 3 << 20, 20 << 20])
def test_a_cell_over_1_mib_is_refused_before_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: tuple[str, str, str], size: int
) -> None:
    part, old, new = place
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["TEXT"], ["x"]])
    rewritten(path, part, old, new.format("x" * size))
    monkeypatch.setattr("loaders.spreadsheet.python_calamine", None)
    with pytest.raises(LoadError, match="has a cell over 1 MiB"):
        opened(path)


@pytest.mark.parametrize("place", [SHARED, INLINE], ids=["shared", "inline"])
def test_a_long_cell_is_read(tmp_path: Path, place: tuple[str, str, str]) -> None:
    part, old, new = place
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["TEXT"], ["x"]])
    text = "ä" * 500_000
    assert shortly(opened(rewritten(path, part, old, new.format(text)))) == [(2, [text]), (3, ["x"])]


@pytest.mark.parametrize("block", [150, 1_000, 4 << 20])
def test_a_text_that_many_cells_share_counts_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("loaders.spreadsheet._BYTES_A_READ", block)
    # Nine cells of a hundred bytes, the text once as it is kept, the header twice, ten numbers of texts.
    long: list[object] = ["x" * 100]
    monkeypatch.setattr("loaders.spreadsheet.MOST_TEXT", 1_016)
    path = workbook(tmp_path / "nine.xlsx", [["lot"], *[long] * 9])
    assert shortly(opened(path)) == [(line, long) for line in range(2, 11)]
    with pytest.raises(LoadError, match="more than 1,016 bytes of text"):
        opened(workbook(tmp_path / "ten.xlsx", [["lot"], *[long] * 10]))


def test_the_texts_of_a_sheet_itself_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["TEXT"]])
    part, old, new = INLINE
    rewritten(path, part, old, new.format("x" * 100))
    monkeypatch.setattr("loaders.spreadsheet.MOST_TEXT", 100)
    with pytest.raises(LoadError, match="more than 100 bytes of text"):
        opened(path)


@pytest.mark.parametrize("block", [150, 1_000, 4 << 20])
def test_the_reach_of_a_sheet_does_not_hang_on_how_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("loaders.spreadsheet._BYTES_A_READ", block)
    monkeypatch.setattr("loaders.spreadsheet.MOST_CELLS", 89)
    with pytest.raises(LoadError, match="reaches to column 3, row 30: more than 89 cells"):
        opened(workbook(tmp_path / "lot.xlsx", [["a", "b", "c"], *[[1, "x", n] for n in range(29)]]))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lot.xlsx", [["a"], ["b"]])
    with zipfile.ZipFile(path) as book:
        place = book.getinfo("xl/worksheets/sheet1.xml").header_offset + 100
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    with pytest.raises(LoadError, match="no readable XLSX"):
        opened(written(tmp_path, bytes(data), "lot.xlsx"))


@pytest.mark.parametrize(("name", "problem"), [("lot.xlsx", "XLSX"), ("lot.parquet", "Parquet")])
def test_what_only_looks_like_a_workbook_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(LoadError, match=f"no readable {problem}"):
        opened(written(tmp_path, b"a,b\n1,2\n", name))


def test_parquet_values_are_exact(tmp_path: Path) -> None:
    zoned = datetime.datetime(2025, 1, 31, 8, 15, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "a": ["0007", None],
            "b": pa.array([1, 2**62], pa.int64()),
            "c": [Decimal("1.10"), Decimal("-0.05")],
            "d": pa.array([zoned, None], pa.timestamp("ns", "UTC")),
            "e": [datetime.date(2025, 1, 31), None],
            "f": [True, False],
        }
    )
    pq.write_table(table, tmp_path / "lot.parquet")
    assert shortly(opened(tmp_path / "lot.parquet")) == [
        (1, ["0007", "1", "1.10", "2025-01-31T08:15:00+00:00", "2025-01-31", "true"]),
        (2, ["", str(2**62), "-0.05", "", "", "false"]),
    ]


@pytest.mark.parametrize("values", [[[1]], [{"x": 1}]])
def test_nested_columns_are_refused(tmp_path: Path, values: list[object]) -> None:
    pq.write_table(pa.table({"a": values}), tmp_path / "lot.parquet")
    with pytest.raises(LoadError, match="nested"):
        opened(tmp_path / "lot.parquet")
