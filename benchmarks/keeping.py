"""(m) Keeping up: catching up with a commit, a scope that stands, and how large the columns become.

The first two are those of the table (`benchmarks.table.moving`), on an engine that holds the small plant.
The last is made of generated arrays: 10 million nodes and 50 million relationships for `--size large`, a
hundredth of that for `small`, with cards (keys, names, records) and keys of relationships as a plant has
them. Records of relationships, some 230 bytes each that only who asks for properties reads, are left out.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.snapshot import files
from benchmarks.engines import Engine
from benchmarks.table.moving import moving
from benchmarks.table.page import COLUMNS, Line
from ledger.tree import Frontier
from lineage.base import KINDS, NODE_KINDS, NOTHING, Base, nothing
from lineage.column import STRETCH, Array, Ids, Loose, Texts, narrow
from lineage.graph import Graph

NODES = {"small": 100_000, "plant": 1_000_000, "large": 10_000_000}
LINKS_OF_NODE, ROWS_A_COMMIT, TYPES = 5, 5_000, 20
CARD = (
    b'{"lot_number":"000000000","manufactured":"2025-01-06","status":"released",'
    b'"_rank":"500  00000000000000000000000000000000","_commit":1000000}'
)
_DIGITS = 9


def measure(engine: Engine, size: str) -> None:
    """Prints the lines of a ledger that goes on, and those of generated columns."""
    print(" | ".join(COLUMNS))
    with tempfile.TemporaryDirectory(prefix="lotgraph-keeping-") as name:
        with engine.store() as store:
            _print(moving(store, Path(name) / "moving"))
        _print(scale(Path(name) / "scale", NODES[size]))


def _print(lines: Iterator[Line]) -> None:
    for line in lines:
        print(" | ".join(line.cells()), flush=True)


def scale(folder: Path, nodes: int) -> Iterator[Line]:
    """Write generated columns, open them and say how large they are."""
    links = nodes * LINKS_OF_NODE
    path = files.save(_generated(nodes), Frontier(), folder)
    began = time.perf_counter()
    base, _, container = files.load(path)
    graph = Graph(base)
    found = graph.links_of(np.array([nodes // 2], dtype=np.int64), outgoing=True)
    graph.keys(graph.take("target", found))
    said = f"{nodes:,} nodes and {links:,} relationships"
    yield Line(name=f"open {said}, first question", ours=time.perf_counter() - began, goal=1.0)
    sizes = container.nbytes
    cards = sum(size for name, size in sizes.items() if name.split(".")[0] in ("keys", "names", "records"))
    keys = sizes["link_keys.data"]
    arrays = sum(sizes.values()) - cards - keys
    yield Line(name="a relationship without texts", ours=arrays / links, goal=48.0, unit="bytes")
    yield Line(name="columns and cards", ours=(arrays + cards) / 1e9, goal=6.0, unit="GB")
    yield Line(name="keys of relationships beside", ours=keys / 1e9, unit="GB")
    began = time.perf_counter()
    container.check_all()
    yield Line(name="compare the whole file with its checksums", ours=time.perf_counter() - began)


def _generated(nodes: int) -> Base:
    """Columns of a ledger that was loaded by commits of 5,000 rows; each node leads to five others."""
    chance, links = np.random.default_rng(1), nodes * LINKS_OF_NODE
    ends = np.arange(nodes + 1, dtype=np.int64) * LINKS_OF_NODE
    target = chance.integers(0, nodes, links, dtype=np.int32)
    types = chance.integers(0, TYPES, links, dtype=np.uint8)
    columns: dict[str, Array] = {name: np.zeros(links, dtype=np.uint8) for name in KINDS}
    columns["source"] = narrow(np.repeat(np.arange(nodes, dtype=np.int32), LINKS_OF_NODE))
    columns["target"], columns["type"] = target, types
    columns["commit"] = narrow(np.arange(links, dtype=np.int32) // ROWS_A_COMMIT + 1)
    columns["ended"] = narrow(columns["commit"] * (chance.random(links, dtype=np.float32) < 0.01))
    columns["quantity"] = chance.integers(1, 1000, links) * 10**9
    columns["quantity"][::4] = NOTHING
    columns["window"] = narrow(chance.integers(0, 50_000, links, dtype=np.uint32))
    node_columns: dict[str, Array] = {name: np.zeros(nodes, dtype=np.uint8) for name in NODE_KINDS}
    for name in ("made", "stated", "last"):
        node_columns[name] = narrow(np.arange(nodes, dtype=np.int32) * LINKS_OF_NODE // ROWS_A_COMMIT + 1)
    bits = np.left_shift(np.uint32(1), types.astype(np.uint32))
    return replace(
        nothing(),
        size=0,
        keys=_numbered(b"lot:plant/RM-1001/%09d", nodes),
        names=_numbered(b"Lot %09d", nodes),
        records=_numbered(CARD, nodes),
        node_columns={name: Loose(values) for name, values in node_columns.items()},
        columns={name: Loose(values) for name, values in columns.items()},
        out_ends=Loose(narrow(ends)),
        into_ends=Loose(narrow(np.append(0, np.cumsum(np.bincount(target, minlength=nodes))))),
        into=Loose(narrow(np.argsort(target, kind="stable"))),
        out_types=Loose(np.bitwise_or.reduceat(bits, ends[:-1])),
        into_types=Loose(chance.integers(0, 1 << TYPES, nodes, dtype=np.uint32)),
        link_keys=_numbered(b"CONSUMED_IN:plant/doc-0001/%09d", links),
        link_records=_left_out(links),
        by_key=Loose(narrow(np.arange(links, dtype=np.int32))),
    )


def _left_out(count: int) -> Texts:
    """Texts of which only the places are there, in as many bytes as those of records need."""
    stretches = np.zeros(count // STRETCH + 1, dtype=np.int64)
    empty = np.zeros(0, dtype=np.uint8)
    return Texts(Loose(np.zeros(count + 1, dtype=np.uint16)), Loose(stretches), Loose(empty))


def _numbered(text: bytes, count: int) -> Texts:
    """So many texts of one length, a number at the place of `%09d` or of the first nine digits."""
    at = text.index(b"%09d") if b"%09d" in text else text.index(b"0" * _DIGITS)
    one = np.frombuffer(text.replace(b"%09d", b"0" * _DIGITS), dtype=np.uint8)
    data = np.tile(one, count).reshape(count, len(one))
    numbers: Ids = np.arange(count, dtype=np.int64)
    for digit in range(_DIGITS):
        data[:, at + _DIGITS - 1 - digit] = ord("0") + numbers % 10
        numbers //= 10
    return Texts.split(np.arange(count + 1, dtype=np.int64) * len(one), data.reshape(-1))
