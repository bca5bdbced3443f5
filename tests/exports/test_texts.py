"""Compiled lines against those that Python writes cell by cell."""

from __future__ import annotations

import io
import random

import orjson
import pyarrow as pa
import pytest

from app.exports import texts
from app.exports.lines import SCHEMA, lines, relationships
from app.exports.texts import csv_parts, ndjson_parts
from app.questions.answer import Told
from app.terminal import CSV_COLUMNS, csv_lines, write_csv
from tests.exports.conftest import Answers
from tests.support.hostile import CUSTOMERS, NAMES


def written(answer: Told) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, csv_lines(answer.in_full()))
    return out.getvalue().encode()


@pytest.mark.parametrize("at_once", [1, 3, 65_536])
def test_the_csv_is_that_of_the_command_line(
    answers: Answers, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "AT_ONCE", at_once)
    for answer in answers.all:
        assert b"".join(csv_parts(lines(answer))) == written(answer)


def test_the_plant_has_what_is_to_be_told(answers: Answers) -> None:
    told = lines(answers.wide).to_pylist()
    assert set(NAMES) <= {line["name"] for line in told}
    assert [line["key"] for line in told].count(CUSTOMERS[0]) == 4
    assert [line["label"] for line in told if line["label"].startswith("GAP")]
    assert lines(answers.wide).equals(lines(answers.plain))
    assert relationships(answers.wide).equals(relationships(answers.plain))


def test_any_cells_at_all() -> None:
    chance = random.Random(1)
    cells = [*NAMES, "", None, ",", "\r", "\n", "=", "-", "+1,2", "\x01", "a" * 300]
    rows = [[chance.choice(cells) for _ in CSV_COLUMNS] for _ in range(500)]
    table = pa.table([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], schema=SCHEMA)
    out = io.StringIO(newline="")
    write_csv(out, [CSV_COLUMNS, *rows])
    objects = [orjson.dumps(dict(zip(CSV_COLUMNS, row, strict=True))) + b"\n" for row in rows]
    for part in (table, table.slice(17, 300), table.slice(3, 0)):
        start = 17 if len(part) == 300 else 0
        assert b"".join(ndjson_parts(part)) == b"".join(objects[start : start + len(part)])
    assert b"".join(csv_parts(table)) == out.getvalue().encode()
    assert b"".join(csv_parts(table.slice(3, 0))) == (",".join(CSV_COLUMNS) + "\r\n").encode()


def test_ndjson_has_the_cells_of_the_csv(answers: Answers) -> None:
    for answer in answers.all:
        told = [orjson.loads(line) for line in b"".join(ndjson_parts(lines(answer))).splitlines()]
        wanted = [list(line) for line in csv_lines(answer.in_full())][1:]
        assert [list(line.values()) for line in told] == wanted
        assert {tuple(line) for line in told} == {CSV_COLUMNS}
