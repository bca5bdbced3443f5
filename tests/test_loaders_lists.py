"""Printed lists: what is a row, what is paper around it, and what nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import Ignored, LoadError, Rejected, plan
from loaders.tables import Broken, Skipped, is_totals
from tests.support.files import opened, shortly, written

ALV = """31.01.2025                    Dynamic List Display                     1

Plant 1000
------------------------------------------------------------------------
|Material  |Batch     |  Quantity |BUn|Text      |
---------------------------------------
|RM-1001   |0004707   |    1,250.5 |KG | 1/2" tube|
|RM-1001   | 4708     |      5.000-|KG |          |
|**        |          |    1,245.5 |KG |          |
---------------------------------------
31.01.2025                    Dynamic List Display                     2
------------------------------------------------------------------------
|Material  |Batch     |  Quantity |BUn|Text      |
---------------------------------------
|RM-1002   |0001      |        2  |KG |x         |
|          |          |        2  |KG |          |
------------------------------------------------------------------------
|*         |          |  1,247.5  |KG |          |
------------------------------------------------------------------------
"""
ALV_ITEMS = [
    (1, "text outside the table"),
    (2, [""] * 5),
    (3, "text outside the table"),
    (4, "ruler"),
    (6, "ruler"),
    (7, ["RM-1001", "0004707", "1,250.5", "KG", '1/2" tube']),
    (8, ["RM-1001", "4708", "5.000-", "KG", ""]),
    (9, "totals line"),
    (10, "ruler"),
    (11, "text outside the table"),
    (12, "ruler"),
    (13, "header again"),
    (14, "ruler"),
    (15, ["RM-1002", "0001", "2", "KG", "x"]),
    (16, ["", "", "2", "KG", ""]),
    (17, "ruler"),
    (18, "totals line"),
    (19, "ruler"),
]

TABS = (
    "31.01.2025\t\t\tDynamische Listenausgabe\t\t\t1\n\n"
    "\tMaterial\tCharge\t\t     Menge\tME\n"
    "\n"
    "\tRM-1001\t0004707\t\t  1.250,5 \tKG\n"
    "\tRM-1001\t4708\t\t    5,000-\tKG\n"
    "*\t\t\t\t  1.245,5 \tKG\n"
    "**\t\t\t\t  1.245,5 \tKG\n"
)
TABS_ITEMS = [
    (1, "text outside the table"),
    (2, [""] * 4),
    (4, [""] * 4),
    (5, ["RM-1001", "0004707", "1.250,5", "KG"]),
    (6, ["RM-1001", "4708", "5,000-", "KG"]),
    (7, "totals line"),
    (8, "totals line"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_in_bars(tmp_path: Path, end: str) -> None:
    table = opened(written(tmp_path, ALV.replace("\n", end), "list.txt"))
    assert table.header == ("Material", "Batch", "Quantity", "BUn", "Text")
    assert table.listed
    assert shortly(table) == ALV_ITEMS


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_in_tabs(tmp_path: Path, end: str) -> None:
    table = opened(written(tmp_path, TABS.replace("\n", end), "list.txt"))
    assert table.header == ("Material", "Charge", "Menge", "ME")
    assert table.listed
    assert shortly(table) == TABS_ITEMS


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", ("utf-8",)),
        ("utf-16-le", ("utf-8", "cp1252")),
        ("utf-16-be", ("utf-8",)),
        ("utf-8-sig", ("cp1252",)),
        ("cp1252", ("utf-8", "cp1252")),
        ("cp1250", ("utf-8", "cp1250")),
        ("cp932", ("utf-8", "cp932")),
        ("gb18030", ("utf-8", "gb18030")),
    ],
)
@pytest.mark.parametrize(("text", "items"), [(ALV, ALV_ITEMS), (TABS, TABS_ITEMS)], ids=["bars", "tabs"])
def test_encodings_of_lists(
    tmp_path: Path, text: str, items: list[tuple[int, object]], encoding: str, declared: tuple[str, ...]
) -> None:
    native = {"cp932": "原料", "gb18030": "物料", "cp1250": "Šarže", "cp1252": "Stück"}.get(encoding, "批次Ü")
    path = written(tmp_path, text.replace("Material", native).encode(encoding), "list.txt")
    table = opened(path, *declared)
    assert table.header[0] == native
    assert shortly(table) == items


def test_a_list_without_titles_or_rulers(tmp_path: Path) -> None:
    assert shortly(opened(written(tmp_path, "|a|b |\n| 1|  2|\n", "list.txt"))) == [(2, ["1", "2"])]
    assert shortly(opened(written(tmp_path, "\ta\tb\n\t1\t 2\n", "list.txt"))) == [(2, ["1", "2"])]


def test_titles_in_bars_are_no_header(tmp_path: Path) -> None:
    text = "-------\n|Stock|\n-------\n|a |b |\n-------\n|1 |2 |\n|3 |4 |\n"
    table = opened(written(tmp_path, text, "list.txt"))
    assert table.header == ("a", "b")
    assert shortly(table)[3:] == [(5, "ruler"), (6, ["1", "2"]), (7, ["3", "4"])]


def test_titles_cut_by_tabs_above_a_header_without_a_column_for_marks(tmp_path: Path) -> None:
    text = "31.01.2025\t\tListe\n\nPersNr\tName\tBetrag\n1\tA\t2,0-\n2\tB\t\n"
    table = opened(written(tmp_path, text, "list.tsv"))
    assert table.header == ("PersNr", "Name", "Betrag")
    assert shortly(table)[2:] == [(4, ["1", "A", "2,0-"]), (5, ["2", "B", ""])]


def test_a_bar_inside_a_cell_is_told_by_the_bars_of_the_header(tmp_path: Path) -> None:
    text = "|Lot |Text   |Un|\n|0001|a | b  |KG|\n|0002|c      |KG|\n|00|3|d|KG|\n"
    assert shortly(opened(written(tmp_path, text, "list.txt"))) == [
        (2, ["0001", "a | b", "KG"]),
        (3, ["0002", "c", "KG"]),
        (4, "cells"),
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("|0001|KG", "cells"),
        ("0001|KG|", "cells"),
        ("|0001|", "cells"),
        ("|0001|KG|x|", "cells"),
        ("|00\0 1|KG|", "nul"),
        ("|00\udcff1|KG|", "encoding"),
    ],
)
def test_a_line_that_may_have_been_a_row_is_broken(tmp_path: Path, line: str, rule: str) -> None:
    data = f"|Lot |Un|\n{line}\n|0002|KG|\n".encode(errors="surrogateescape")
    assert shortly(opened(written(tmp_path, data, "list.txt"))) == [(2, rule), (3, ["0002", "KG"])]


@pytest.mark.parametrize("line", ["\tRM-1\t2", "\tRM-1\t2\tKG\tx", "!\tRM-1\t2\tKG", "+\tRM-1\t2\tKG"])
def test_a_row_that_does_not_fit_the_header_of_tabs_is_broken(tmp_path: Path, line: str) -> None:
    text = f"\tMaterial\tQty\tUn\n{line}\n\tRM-2\t3\tKG\t\n"
    table = opened(written(tmp_path, text, "list.txt"))
    assert shortly(table) == [(2, "cells"), (3, ["RM-2", "3", "KG"])]


def test_what_stands_in_a_column_without_a_name_is_told(tmp_path: Path) -> None:
    table = opened(written(tmp_path, "\tMaterial\t\tUn\n\tRM-2\tsecret\tKG\n", "list.txt"))
    message = "has 'secret' in column 3, which has no name"
    assert list(table.rows()) == [Broken(2, "cells", message, "\tRM-2\tsecret\tKG")]


def test_skipped_lines_keep_their_text(tmp_path: Path) -> None:
    table = opened(written(tmp_path, "|a |b |\n|* |2 |\n", "list.txt"))
    assert list(table.rows()) == [Skipped(2, "totals line", "|* |2 |")]


def test_columns_of_one_name_are_numbered(tmp_path: Path) -> None:
    table = opened(written(tmp_path, "|Qty |Un|Qty2|Un|Un|\n|1   |KG|2   |ST|L |\n", "list.txt"))
    assert table.header == ("Qty", "Un (1)", "Qty2", "Un (2)", "Un (3)")
    assert table.repeated == {"Un"}


def test_a_declared_name_that_two_columns_have_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "|material|lot |Lot |note|note|\n|RM-1    |1   |2   |a   |b   |\n", "lot.txt")
    (source,) = plan([path], profile="canonical", namespace=None)
    assert source.notes == ("columns not used: Lot, note (1), note (2)",)
    path = written(tmp_path, "|material|lot |lot |\n|RM-1    |1   |2   |\n", "lot.txt")
    with pytest.raises(LoadError, match="has several columns named 'lot'"):
        plan([path], profile="canonical", namespace=None)


@pytest.mark.parametrize(
    "text",
    [
        "a|b\n|1|\n",  # a CSV with bars whose first cell is empty
        "a,b\n|x,y|\n",
        "a\tb\n\t2\n1\t\n",
        "a,b,note\n\n1,2,x\ty\n",
        "note\n\tx\ty\n1\tz\n",
    ],
)
def test_other_text_is_no_list(tmp_path: Path, text: str) -> None:
    assert not opened(written(tmp_path, text, "lot.csv")).listed


def test_a_line_over_4_mib_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "|a|b|\n|1|2|\n|" + "x" * (5 << 20), "list.txt")
    with pytest.raises(LoadError, match=r"list\.txt:3: has a line over 4 MiB"):
        list(opened(path).rows())


def test_long_lines_that_are_nearly_something_take_no_time(tmp_path: Path) -> None:
    lines = ["-" * 2_000_000 + "x", "*" * 2_000_000 + "x", "|" + "9" * 2_000_000 + "x|1|"]
    table = opened(written(tmp_path, "|a|b|\n" + "\n".join(lines) + "\n", "list.txt"))
    outside = "text outside the table"
    assert shortly(table) == [(2, outside), (3, outside), (4, ["9" * 2_000_000 + "x", "1"])]
    assert not is_totals(["", "9" * 2_000_000 + "x"], keys=(0,))


def test_a_header_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "|批次|b|\n|1|2|\n".encode("gb18030"), "list.txt")
    with pytest.raises(LoadError, match=r"list\.txt:1: has a header that is not utf-8"):
        opened(path)


@pytest.mark.parametrize(
    ("cells", "sums"),
    [
        (["", "", "2", "KG"], True),
        (["", "", "1.234,50-", ""], True),
        (["", "", "1 234", "EUR"], True),
        (["", "0001", "2", "KG"], False),
        (["", "", "", "KG"], False),
        (["", "", "2", "Pallet 7"], False),
        (["", "", "", ""], False),
    ],
)
def test_sums_without_a_mark_are_told_by_their_keys(cells: list[str], sums: bool) -> None:
    assert is_totals(cells, keys=(0, 1)) == sums


def test_a_profile_that_declares_the_keys_ignores_sums_without_a_mark(tmp_path: Path) -> None:
    profile = written(
        tmp_path,
        """
        name = "own"
        version = 1
        description = "x"
        [[file]]
        name = "lots"
        columns = [
          { name = "Material", required = true, filled = true },
          { name = "Batch", required = true, filled = true },
        ]
        [[file.state]]
        node = { Lot = ["Material", "Batch"] }
        """,
        "own.toml",
    )
    sums = "|          |          |        2  |KG |          |\n"
    assert sums in ALV
    text = ALV.replace(sums, sums + "|          |          |        2  |KG |a text    |\n")
    for data, name in ((text, "lots.txt"), ("Material,Batch,Qty\n,,2\n", "lots.csv")):
        (source,) = plan([written(tmp_path, data, name)], profile=str(profile), namespace=None)
        told = [(o.line, o.reason if isinstance(o, Ignored) else type(o).__name__) for o in source.outcomes()]
        if name == "lots.txt":
            assert told[-6:-2] == [(15, "Accepted"), (16, "totals line"), (17, "Rejected"), (18, "ruler")]
        else:
            assert told == [(2, "Rejected")]


def test_every_line_of_a_list_has_an_outcome(tmp_path: Path) -> None:
    text = ALV.replace("Material  |Batch     ", "material  |lot       ")
    (source,) = plan([written(tmp_path, text, "lot.txt")], profile="canonical", namespace=None)
    outcomes = list(source.outcomes())
    reasons = [(o.line, o.reason) for o in outcomes if isinstance(o, Ignored)]
    expected = [(line, told if isinstance(told, str) else "blank row") for line, told in ALV_ITEMS]
    assert reasons == [(line, told) for line, told in expected if line not in (7, 8, 15, 16)]
    assert [o.line for o in outcomes if isinstance(o, Rejected)] == [16]
    assert sum(o.rows for o in outcomes) == len(ALV.splitlines()) - 1
