"""Which delimiter a CSV has, and joined files."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import Ignored, LoadError, plan
from tests.support.files import opened, shortly, written


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_of_excel_decides(tmp_path: Path, line: str) -> None:
    table = opened(written(tmp_path, f"{line}\r\na;b, c\r\n1;2,5\r\n", "lot.csv"))
    assert table.header == ("a", "b, c")
    assert shortly(table) == [(3, ["1", "2,5"])]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_that_line_may_name_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    table = opened(written(tmp_path, f"sep={delimiter}\na{delimiter}b\n1{delimiter}2\n", "lot.csv"))
    assert (table.header, shortly(table)) == (("a", "b"), [(3, ["1", "2"])])


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Lot;Menge, kg;Preis, EUR\n1;2,5;3,5\n2;2;3,5\n", ("Lot", "Menge, kg", "Preis, EUR")),
        ("lot,size;unit\n1,2\n3,4\n", ("lot", "size;unit")),
        ("a;b,c;d\n1;2,5;3\n", ("a", "b,c", "d")),
        ("lot,expires\n", ("lot", "expires")),
        ("lot\n1;2\n", ("lot",)),
    ],
)
def test_rows_say_what_the_header_leaves_open(tmp_path: Path, text: str, header: tuple[str, ...]) -> None:
    assert opened(written(tmp_path, text, "lot.csv")).header == header


@pytest.mark.parametrize("text", ["Lot;Menge, kg\n1;2,5\n2;3,5\n", "a;b,c\n"])
def test_a_delimiter_that_a_decimal_comma_would_decide_is_asked_for(tmp_path: Path, text: str) -> None:
    with pytest.raises(LoadError, match=r"can be split by , as well as by ;\. Write sep=,"):
        opened(written(tmp_path, text, "lot.csv"))


def test_a_line_of_excel_alone_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="has no header"):
        opened(written(tmp_path, "sep=;\n", "lot.csv"))


@pytest.mark.parametrize(
    ("again", "told"),
    [
        ("a,b\n", "header again"),
        ("a,b,,\n", "header again"),
        # In other quotes it may be a row: only the same text is certain to be the header.
        ('"a","b"\n', ["a", "b"]),
        ("a,b2\n", ["a", "b2"]),
    ],
)
def test_the_header_of_a_file_that_was_joined_is_no_row(tmp_path: Path, again: str, told: object) -> None:
    path = written(tmp_path, f"a,b\n1,2\n{again}3,4\n", "lot.csv")
    assert shortly(opened(path)) == [(2, ["1", "2"]), (3, told), (4, ["3", "4"])]


def test_a_header_again_is_ignored_for_that_reason(tmp_path: Path) -> None:
    path = written(tmp_path, "material,lot\nRM-1,1\nmaterial,lot\n", "lot.csv")
    (source,) = plan([path], profile="canonical", namespace=None)
    assert list(source.outcomes())[1] == Ignored(3, 1, "header again")


def test_a_name_may_be_a_value_where_there_is_one_column(tmp_path: Path) -> None:
    assert shortly(opened(written(tmp_path, "lot\nlot\n", "lot.csv"))) == [(2, ["lot"])]


@pytest.mark.parametrize("name", ["product.uom.csv", "res.user.csv"])
def test_every_kind_of_mapping_ignores_the_header_again(tmp_path: Path, name: str) -> None:
    header = "ID,Name,Symbol,Category,Factor,Rate\n"
    text = f"{header}1,Kilogram,kg,Weight,1.0,1.0\n{header}2,Gram,g,Weight,0.001,1000.0\n"
    path = written(tmp_path, text, name)
    (source,) = plan([path], profile="tryton", namespace=None)
    outcomes = list(source.outcomes())
    assert sum(outcome.rows for outcome in outcomes) == 3
    assert Ignored(3, 1, "header again") in outcomes
