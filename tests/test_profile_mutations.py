"""Samples of every profile, damaged as exports are: every row has an outcome, and nothing raises.

`LOTGRAPH_MUTATED_FILES` says how many damaged files in all (100,000 are the proof; CI runs fewer). The seeds
are the numbers of the files.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import LoadError, plan
from loaders.mapping import File, items_of
from loaders.outcome import Accepted, Ignored, Rejected
from tests.test_profiles import CASES

MUTATED = int(os.environ.get("LOTGRAPH_MUTATED_FILES", "400"))
FILES = [
    path for case in CASES for path in sorted((case / "files").iterdir()) if path.suffix in {".csv", ".txt"}
]
Mutation = Callable[[random.Random, bytes], bytes]


def flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(1, len(data))]


def columns(rng: random.Random, data: bytes) -> bytes:
    """A column dropped, doubled or exchanged with another, by its position."""
    rows = [line.split(b",") for line in data.split(b"\n")]
    first, second = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    way = rng.choice("dxs")
    for row in rows:
        if max(first, second) >= len(row):
            continue
        if way == "d":
            del row[first]
        elif way == "x":
            row.insert(second, row[first])
        else:
            row[first], row[second] = row[second], row[first]
    return b"\n".join(b",".join(row) for row in rows)


def rows(rng: random.Random, data: bytes) -> bytes:
    """Rows doubled, left out, shuffled, cut in the middle."""
    lines = data.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        lines[at] = rng.choice(
            (lines[at] + b"\n" + lines[at], lines[at][: len(lines[at]) // 2], b"", b'"' + lines[at])
        )
    return b"\n".join(lines)


def localised(rng: random.Random, data: bytes) -> bytes:
    """Decimal commas, other days, trailing signs, formulas, other encodings."""
    swaps = (
        (b".", b","),
        (b"2025-", b"25/"),
        (b"-", b"\xe2\x80\x91"),
        (b"1", b"1-"),
        (b",0", b",=1+1"),
        (b"e", b"\xe9"),
    )
    for old, new in rng.sample(swaps, 2):
        data = data.replace(old, new, rng.randint(1, 20))
    return data


def huge(rng: random.Random, data: bytes) -> bytes:
    """A cell of a hundred thousand characters, of digits or of letters."""
    at = rng.randrange(len(data))
    return data[:at] + rng.choice((b"9", b"x", b"\xe5\xad\x97")) * 100_000 + data[at:]


MUTATIONS: tuple[Mutation, ...] = (flip, truncate, columns, rows, localised, huge)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-4]}-{path.parts[-3]}-{path.name}")
def test_a_damaged_file_is_refused_or_every_row_has_an_outcome(path: Path, tmp_path: Path) -> None:
    profile, data = path.parts[-4], path.read_bytes()
    shutil.copytree(path.parent, tmp_path, dirs_exist_ok=True)
    damaged = tmp_path / path.name
    for number in range(max(1, MUTATED // len(FILES))):
        rng = random.Random(f"{path.name} {number}")
        damaged.write_bytes(rng.choice(MUTATIONS)(rng, data) or b"x")
        try:
            (source,) = plan([damaged], profile=profile, namespace=None, time_zone="Europe/Berlin")
            outcomes = list(source.outcomes())
        except LoadError:
            continue
        read = sum(1 for _ in items_of(_file_of(source)))
        assert sum(one.rows for one in outcomes) == read, number
        assert all(isinstance(one, Accepted | Rejected | Ignored) for one in outcomes)
        assert all(one.rule and one.message for one in outcomes if isinstance(one, Rejected)), number


def _file_of(source: object) -> File:
    file = source._file  # type: ignore[attr-defined]  # the table that the outcomes were read from
    assert isinstance(file, File)
    return file
