"""Rows taken together: the same outcomes as one by one, in bounded pieces, and facts made by columns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.facts import NodeFact, RelationshipFact, Retraction
from loaders import LoadError, plan
from loaders.declared import batch
from loaders.declared.batch import Batch, batches
from loaders.declared.building import built
from loaders.outcome import Outcome
from loaders.tables import Broken, Row
from tests.support.own_profile import outcomes

DATA = Path(__file__).parents[1] / "data" / "profiles"
CASES = sorted(path.parent for path in DATA.glob("*/*/files"))

PROFILE = """
[[file]]
name = "thing"
columns = [
  { name = "line", filled = true }, { name = "type" }, { name = "lot", carry = true }, { name = "order" },
  { name = "amount", type = "number" }, { name = "day", type = "date", on_error = "leave_out" },
  { name = "serials", separator = ";" },
]
derive.sign = { sign_of = "amount" }
[file.derive.act]
of = "type"
table = { I = "issue", R = "receipt", M = "moved", S = "units" }
[[file.ignore]]
when = { act = ["moved"], sign = ["-"] }
reason = "keeps the lot"
[[file.refuse]]
when = { act = ["issue"], order = false }
column = "order"
message = "names no order"
[[file.state]]
when = { act = ["issue"] }
relationship = "CONSUMED_IN"
from = { Lot = ["=M", "lot"] }
to = { ProcessStep = ["=production", "order"] }
id = ["=T", "line"]
quantity = "amount"
unit = "=kg"
at = "day"
[[file.state]]
when = { act = ["receipt"] }
node = { Lot = ["=M", "lot", "order?"] }
set = { expires = "day" }
[[file.state]]
when = { act = ["units"] }
each = "serials"
relationship = "HAS_UNIT"
from = { Lot = ["=M", "lot"] }
to = { Device = ["=M", "serials"] }
"""
HEADER = "line,type,lot,order,amount,day,serials"


def drawn(rng: random.Random, line: int) -> str:
    choices = (
        "I" * 4 + "RMS?",
        ("L1", "L2", "\u00e4/%", ""),
        ("O1", "O 2", ""),
        ("1.5", "-2", "0", "x", ""),
        ("2026-01-31", "2026-02-30", ""),
        ("1;2", " 3 ;;3", ";", "4"),
    )
    cells = [str(line) if rng.random() < 0.95 else "", *map(rng.choice, choices)]
    return ",".join(cells if rng.random() < 0.97 else [""] * 7) + ",more" * (rng.random() < 0.02)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_how_many_rows_are_read_at_once_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    rng = random.Random(size)
    rows = [drawn(rng, line) for line in range(700)]
    together = outcomes(tmp_path, PROFILE, HEADER, *rows)
    monkeypatch.setattr(batch, "_ROWS", size)
    assert outcomes(tmp_path, PROFILE, HEADER, *rows) == together
    assert {type(one).__name__ for one in together} == {"Accepted", "Rejected", "Ignored"}
    assert [one.line for one in together] == list(range(2, 702))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_every_sample_is_read_row_by_row_as_it_is_read_at_once(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read() -> list[list[Outcome]]:
        sources = plan([case / "files"], profile=case.parent.name, namespace="n")
        return [list(source.outcomes()) for source in sources]

    together = read()
    monkeypatch.setattr(batch, "_ROWS", 1)
    assert read() == together


def test_what_was_read_before_a_refusal_of_the_file_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(line, [str(line)], f"{line}\n") for line in range(5)]
    broken = Broken(9, "cells", "has 2 cells", "a,b")

    def items() -> Iterator[Row | Broken]:
        yield from rows[:3]
        yield broken
        yield from rows[3:]
        raise LoadError("x.csv", "changed while it was read", "Load it again.")

    monkeypatch.setattr(batch, "_ROWS", 2)
    found, read = list[object](), batches(items())
    with pytest.raises(LoadError, match="changed while"):
        found.extend(read)
    assert found == [rows[:2], rows[2:3], broken, rows[3:]]


def test_long_rows_are_read_in_smaller_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(line, ["x" * 60], "x" * 60) for line in range(5)]
    monkeypatch.setattr(batch, "_CHARACTERS", 100)
    assert list(batches(rows)) == [rows[:2], rows[2:4], rows[4:]]


def test_some_rows_of_a_batch_keep_their_cells_and_findings_to_themselves() -> None:
    whole = Batch.of([(line, [f"a{line}", ""], "") for line in range(4)])
    part = whole.only([1, 3]).only([1])
    part.columns[0] = ["changed"]
    part.findings(0)
    assert (part.lines, part[1], part[7], list(part.positions)) == ([3], [""], [""], [3])
    assert (list(whole[0]), whole.told) == (["a0", "a1", "a2", "a3"], {})


def test_facts_by_columns_equal_those_made_one_by_one() -> None:
    lines, keys, stated = [2, 5], ["lot:n/M/1", "lot:n/M/2"], [{"uom": "kg"}, {}]
    nodes = built(NodeFact, lines, key=keys, properties=stated, precedence=[7, 8], changed=["", "c"])
    assert nodes == [
        NodeFact(key="lot:n/M/1", properties={"uom": "kg"}, line=2, precedence=7),
        NodeFact(key="lot:n/M/2", properties={}, line=5, precedence=8, changed="c"),
    ]
    types, ends = ["CONSUMED_IN"] * 2, ["step:n/production/1"] * 2
    ids = ["CONSUMED_IN:n/1", "CONSUMED_IN:n/2"]
    links = built(RelationshipFact, lines, type=types, key=ids, source=keys, target=ends, properties=stated)
    assert links == [
        RelationshipFact(type=t, key=i, source=s, target=e, properties=p, line=n)
        for n, t, i, s, e, p in zip(lines, types, ids, keys, ends, stated, strict=True)
    ]
    back = built(Retraction, lines, type=types, key=ids, reason=["undone"] * 2)
    assert back == [
        Retraction(type=t, key=i, reason="undone", line=n) for n, t, i in zip(lines, types, ids, strict=True)
    ]


@pytest.mark.parametrize("kind", [NodeFact, RelationshipFact, Retraction])
def test_facts_do_nothing_on_their_own_when_they_are_made(kind: type) -> None:
    assert not hasattr(kind, "__post_init__")
