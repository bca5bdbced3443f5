"""Readers: rows as text, whatever the format, and what happens to broken input."""

from __future__ import annotations

import datetime
import gzip
import hashlib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from loaders import LoadError
from loaders.encodings import detect
from loaders.tables import Broken, Table, file_type, open_table, stem


def opened(path: Path, *encodings: str) -> Table:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return open_table(path, sha256=sha256, encodings=encodings or ("utf-8",))


def written(tmp_path: Path, data: bytes | str, name: str = "lot.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def cells(table: Table) -> list[tuple[int, list[str]] | tuple[int, str]]:
    """Good rows as (line, cells), broken ones as (line, rule)."""
    return [(r.line, r.rule) if isinstance(r, Broken) else (r[0], r[1]) for r in table.rows()]


GOOD = [(2, ["1", "0007"]), (3, ["2", "ä,;\t|"])]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_delimiters_are_told_by_the_header(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, f'a{delimiter}b\r\n1{delimiter}0007\r\n2{delimiter}"ä,;\t|"\r\n')
    assert opened(path).header == ("a", "b")
    assert cells(opened(path)) == GOOD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_tell_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, 'a,b\n1,0007\n2,"ä,;\t|"\n'.encode(encoding))
    assert opened(path).header == ("a", "b")
    assert cells(opened(path)) == GOOD


def test_declared_encodings_are_tried_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, "a,批次\n1,批次号\n".encode("gb18030"))
    assert cells(opened(path, "utf-8", "gb18030")) == [(2, ["1", "批次号"])]


def test_one_broken_line_does_not_change_the_encoding() -> None:
    sample = "名称\n批次\n收货\n".encode() + b"\xb5\xbf\n"
    assert detect(sample, ("utf-8", "gb18030")) == "utf-8"


def test_packed_text(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"a,b\n1,2\n"), "lot.csv.gz")
    assert cells(opened(path)) == [(2, ["1", "2"])]


def test_cells_are_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n" x ","say ""hi"",\r\nthere"\n')
    assert cells(opened(path)) == [(2, [" x ", 'say "hi",\r\nthere'])]


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
    assert cells(opened(written(tmp_path, data))) == expected


def test_a_quote_that_never_closes_costs_one_line_of_a_long_file(tmp_path: Path) -> None:
    lines = ["a,b", '0,"x', *(f"{n},y" for n in range(1, 5000))]
    found = cells(opened(written(tmp_path, "\n".join(lines))))
    assert found == [(2, "quote"), *((n + 2, [str(n), "y"]) for n in range(1, 5000))]


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
    "utf-16 without mark": ("a,b\n".encode("utf-16-le"), "NUL"),
    "header in another encoding": ("批次,a\n".encode("gb18030"), "not utf-8"),
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
    assert cells(opened(path)) == [
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
    (first, broken, last) = cells(opened(path))
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
    assert cells(table) == [
        (2, ["0007", "12", "1.5"]),
        (3, ["", "", ""]),
        (4, ["true", "2025-01-31", "2025-01-31T08:15:00"]),
    ]


def test_a_number_that_the_sheet_rounded_is_broken(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "lot.xlsx", [["a"], [123456789012345678]]))
    assert cells(table) == [(2, "value")]


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
    assert cells(opened(tmp_path / "lot.parquet")) == [
        (1, ["0007", "1", "1.10", "2025-01-31T08:15:00+00:00", "2025-01-31", "true"]),
        (2, ["", str(2**62), "-0.05", "", "", "false"]),
    ]


@pytest.mark.parametrize("values", [[[1]], [{"x": 1}]])
def test_nested_columns_are_refused(tmp_path: Path, values: list[object]) -> None:
    pq.write_table(pa.table({"a": values}), tmp_path / "lot.parquet")
    with pytest.raises(LoadError, match="nested"):
        opened(tmp_path / "lot.parquet")
