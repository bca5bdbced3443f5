"""Files with something wrong: every reader refuses or goes on, and accounts for each line of what it reads.

`LOTGRAPH_MUTATED_FILES` is how many mutated files the readers see; file `n` is made from seed `n`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from loaders import LoadError, plan
from loaders.delimited import DelimitedTable
from loaders.encodings import KEEP_BYTES
from loaders.lists import ListTable
from loaders.streams import reading
from loaders.tables import TREES, Broken, Item, Table, file_type, open_table
from loaders.trees import entries

FILES = int(os.environ.get("LOTGRAPH_MUTATED_FILES", "345"))
ENCODINGS = ("utf-8", "cp1252", "gb18030")
NAMES = frozenset({"eventList", "Lot", "lots"})

LIST = """31.01.2025            Dynamic List Display            1
--------------------------------------------------------
|material  |lot       |  Quantity |Un|Expiry    |Un|
--------------------------------------------------------
|RM-1001   |0004707   |   1.250,5 |KG|31.12.2026|ST|
|RM-1001   |0004708   |     5,000-|KG|          |ST|
--------------------------------------------------------
|*         |          |   1.245,5 |KG|          |  |
--------------------------------------------------------
31.01.2025            Dynamic List Display            2
--------------------------------------------------------
|material  |lot       |  Quantity |Un|Expiry    |Un|
--------------------------------------------------------
|RM-1002   |Ä"1       |       3,0 |KG|00.00.0000|ST|
--------------------------------------------------------
"""
TABS = "31.01.2025\t\t\tDynamische Listenausgabe\t\t1\n\n\tmaterial\tlot\t Menge\tME\n\n" + "".join(
    f"\tRM-{n}\t000{n}\t  {n},5-\tKG\n" for n in range(9)
)
CSV = "material,lot,expires,note\n" + "".join(f"RM-{n},000{n},2026-0{n}-01,ä{n}\n" for n in range(1, 9))
QUOTED = 'material;lot;note\n"RM-1";"1";"a ""b"";\nc"\nRM-2;2;"x"\n"RM-3";"3";""\n;;\nRM-4;4;y\n'
JSONL = "".join(f'{{"material": "RM-{n}", "lot": "0{n}", "n": {n}.50, "x": null}}\n' for n in range(9))
JSON = '{"value": [\n' + ",\n".join(JSONL.splitlines()) + '\n], "@count": 9, "next": {"url": "\\u00e4"}}'
TREE = (
    '{"@context": ["x", {"a": "b"}], "body": {"type": "t", "eventList": [\n'
    + ",\n".join(
        f'{{"id": "{n}", "q": [{n}.10, {{"uom": "KGM"}}], "e": "\\u00e4\\ud83d\\ude00"}}' for n in range(6)
    )
    + "\n]}}"
)
XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- c -->\n<d xmlns="urn:d" xmlns:x="urn:x">\n'
    + "".join(
        f'<Lot id="{n}" x:k="ä">\n <ID>0{n}</ID> <Qty><Value>{n}.5</Value></Qty> &amp; <![CDATA[<]]></Lot>\n'
        for n in range(6)
    )
    + "</d>\n"
)


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "Stock")
        sheet.write_row(2, 0, ["material", "lot", "n"])
        for n in range(6):
            sheet.write_row(3 + n, 0, [f"RM-{n}", f"0{n}", n + 0.5])
        sheet.write_formula(9, 2, "=SUM(C4:C9)", None, "")
        sheet.write_formula(10, 2, "=NA()", None, "#N/A")
    return out.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    return zipped(parts_of(workbook()) | {SHEET: sheet})


def with_texts(texts: bytes) -> bytes:
    return zipped(parts_of(workbook()) | {TEXTS: texts})


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    rows = {"material": ["RM-1", "RM-2", None], "lot": ["1", "2", "3"], "n": [1.5, 2.5, None]}
    pq.write_table(pa.table({**rows, "t": pa.array([1, 2, 3], pa.timestamp("us"))}), out)
    return out.getvalue()


def packed(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def archived(data: bytes) -> bytes:
    return zipped({"a/lot.csv": data, "notes.md": b"x"})


@dataclass(frozen=True)
class Shape:
    """What a file is made of: the content, and what it is packed in."""

    inside: bytes
    pack: Callable[[bytes], bytes] = bytes


SHAPES: dict[str, Shape] = {
    "lot.csv": Shape(CSV.encode()),
    "lot-1252.csv": Shape(CSV.encode("cp1252")),
    "lot-16.csv": Shape(CSV.encode("utf-16")),
    "lot-16le.csv": Shape(CSV.replace(",", "\t").encode("utf-16-le")),
    "lot-cr.csv": Shape(CSV.replace("\n", "\r").encode()),
    "lot-quoted.csv": Shape(QUOTED.encode()),
    "lot-sep.csv": Shape(b"sep=;\r\n" + QUOTED.replace("\n", "\r\n").encode()),
    "lot.txt": Shape(LIST.encode()),
    "lot-list.txt": Shape(LIST.replace("\n", "\r\n").encode("utf-16-le")),
    "lot.tsv": Shape(TABS.encode("gb18030")),
    "lot.jsonl": Shape(JSONL.encode()),
    "lot.json": Shape(JSON.encode()),
    "lot.csv.gz": Shape(CSV.encode(), packed),
    "lot.json.gz": Shape(JSON.encode(), packed),
    "events.jsonld": Shape(TREE.encode()),
    "lots.xml": Shape(XML.encode()),
    "lots-16.xml": Shape(XML.replace("UTF-8", "UTF-16").encode("utf-16")),
    "lots-gb.xml": Shape(XML.replace("UTF-8", "GB18030").encode("gb18030")),
    "lots.xml.gz": Shape(XML.encode(), packed),
    "lot.xlsx": Shape(parts_of(workbook())[SHEET], with_sheet),
    "lot-texts.xlsx": Shape(parts_of(workbook())[TEXTS], with_texts),
    "lot.parquet": Shape(parquet()),
    "export.zip": Shape(CSV.encode(), archived),
}

Mutation = Callable[[random.Random, bytearray], None]
STRANGE = [
    *(b"\0", b"\xff\xfe", b'"', b'"\n', b"\r", b"\n\n", b"|", b"\t", b",,", b"-----\n", b"*", b"{", b"]"),
    *(b"<!DOCTYPE x>", b"&x;", b"\\ud800", b"NaN", b"1e999999", b"<f>", b' t="e"'),
    "ä".encode("cp1252"),
    "批次".encode("gb18030"),
    "é\n".encode("utf-16-le"),
]


def flip(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def drop(rng: random.Random, data: bytearray) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.randint(1, 40)]


def double(rng: random.Random, data: bytearray) -> None:
    start = rng.randrange(len(data))
    data[start:start] = data[start : start + rng.randint(1, 400)]


def strew(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        data[at:at] = rng.choice(STRANGE)


def swell(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(STRANGE) * rng.choice((100, 5_000, 20_000))


MUTATIONS: list[Mutation] = [flip, cut, drop, double, strew, swell]


def mutated(seed: int) -> tuple[str, bytes]:
    """File `seed`: the shapes come in turn, with one to three mutations, some of them of the package."""
    rng = random.Random(seed)
    name = list(SHAPES)[seed % len(SHAPES)]
    shape = SHAPES[name]
    if shape.pack is bytes or rng.random() < 0.7:
        return name, shape.pack(spoiled(rng, shape.inside))
    return name, spoiled(rng, shape.pack(shape.inside))


def spoiled(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        if changed:
            rng.choice(MUTATIONS)(rng, changed)
    return bytes(changed)


def physical_lines(path: Path, encoding: str) -> int:
    with reading(path, None) as stream:
        return sum(1 for _ in io.TextIOWrapper(stream, encoding, KEEP_BYTES, newline=""))


def lines_of(item: Item) -> int:
    raw = item[2] if isinstance(item, tuple) else item.raw
    return max(1, len(io.StringIO(raw, newline="").readlines()))


def check_lines(path: Path, table: Table, items: list[Item]) -> None:
    """Each line of a text belongs to the header or to exactly one item."""
    starts = [item[0] if isinstance(item, tuple) else item.line for item in items]
    if isinstance(table, DelimitedTable):
        first = starts[0] if starts else physical_lines(path, table.encoding) + 1
        ends = [start + lines_of(item) for start, item in zip(starts, items, strict=True)]
        assert [first, *ends] == [*starts, physical_lines(path, table.encoding) + 1]
    elif isinstance(table, ListTable):
        everything = set(range(1, physical_lines(path, table.encoding) + 1))
        assert starts == sorted(everything - {table.header_line})
    else:
        assert starts == sorted(starts)


def read(path: Path) -> Iterator[Item]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if file_type(path) in TREES:
        for entry in entries(path, sha256=sha256, names=NAMES):
            yield entry if isinstance(entry, Broken) else (entry.line, [], entry.raw)
        return
    table = open_table(path, sha256=sha256, encodings=ENCODINGS)
    items = list(table.rows())
    check_lines(path, table, items)
    width = len(table.header)
    assert all(len(item[1]) == width for item in items if isinstance(item, tuple))
    yield from items


def take(path: Path) -> str:
    """Read a file, then load it as profile canonical does; what became of it in a word."""
    told = "refused"
    archive = path.suffix == ".zip"
    try:
        count = 0 if archive else sum(1 for _ in read(path))
        told = "refused" if archive else "read"
        if file_type(path) not in TREES:
            for source in plan([path], profile="canonical", namespace=None):
                rows = sum(outcome.rows for outcome in source.outcomes())
                assert archive or rows == count
                told = "loaded"
    except LoadError as error:
        if not str(error).isprintable():
            raise
    return told


@pytest.mark.timeout(36_000)
def test_no_mutated_file_stops_a_reader_or_loses_a_line(tmp_path: Path) -> None:
    told: Counter[tuple[str, str]] = Counter()
    for seed in range(FILES):
        name, data = mutated(seed)
        path = tmp_path / name
        path.write_bytes(data)
        try:
            told[name, take(path)] += 1
        except BaseException as error:
            error.add_note(f"file {seed}: {name}, {data[:500]!r}")
            raise
        finally:
            path.unlink()
    # Neither all nor none are refused: else the mutations would test one line of code.
    assert {became for _, became in told} == {"refused", "read", "loaded"}


ROWS: dict[str, dict[str, int]] = {
    "lot.csv": {"tuple": 8},
    "lot-1252.csv": {"tuple": 8},
    "lot-16.csv": {"tuple": 8},
    "lot-16le.csv": {"tuple": 8},
    "lot-cr.csv": {"tuple": 8},
    "lot-quoted.csv": {"tuple": 5},
    "lot-sep.csv": {"tuple": 5},
    "lot.txt": {"tuple": 3, "Skipped": 11},
    "lot-list.txt": {"tuple": 3, "Skipped": 11},
    "lot.tsv": {"tuple": 11, "Skipped": 1},
    "lot.jsonl": {"tuple": 9},
    "lot.json": {"tuple": 9},
    "lot.csv.gz": {"tuple": 8},
    "lot.json.gz": {"tuple": 9},
    "events.jsonld": {"tuple": 6},
    "lots.xml": {"tuple": 6},
    "lots-16.xml": {"tuple": 6},
    "lots-gb.xml": {"tuple": 6},
    "lots.xml.gz": {"tuple": 6},
    "lot.xlsx": {"tuple": 6, "Skipped": 1, "Broken": 2},
    "lot-texts.xlsx": {"tuple": 6, "Skipped": 1, "Broken": 2},
    "lot.parquet": {"tuple": 3},
}


@pytest.mark.parametrize("name", ROWS)
def test_the_shapes_are_read_while_nothing_is_wrong(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(SHAPES[name].pack(SHAPES[name].inside))
    assert Counter(type(item).__name__ for item in read(path)) == ROWS[name]
