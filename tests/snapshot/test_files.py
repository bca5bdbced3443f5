"""Generations of columns in files: whole, checked before use, and of this ledger only."""

from __future__ import annotations

import os
import random
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from app.columnar.recall import wide_recall
from app.questions.answer import Answer
from app.snapshot import container, files
from app.snapshot.container import Container
from app.snapshot.errors import Damaged
from ledger.tree import Frontier
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.support.columns import OfflineReader, graph_of
from tests.support.memory import MemoryStore
from tests.support.questions import RESIN, whole_plant

EDGE = Frontier().append(b"1")
ROOT = EDGE.root().hex()


@pytest.fixture
def written(memory: MemoryStore, tmp_path: Path) -> Path:
    """A generation of a whole plant."""
    whole_plant().commit(memory)
    return files.save(rebased(graph_of(memory)), EDGE, tmp_path)


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


def answer_of(path: Path, memory: MemoryStore) -> Answer:
    """A recall out of a file."""
    base, _, _ = files.load(path)
    return wide_recall(OfflineReader(Graph(base), memory.reader()), [RESIN]).in_full()


def test_a_file_answers_as_the_graph_it_was_made_of(written: Path, memory: MemoryStore) -> None:
    wanted = wide_recall(OfflineReader(graph_of(memory), memory.reader()), [RESIN]).in_full()
    assert answer_of(written, memory) == wanted
    assert wanted.complete


def test_what_comes_after_a_file_stands_behind_its_base(written: Path, memory: MemoryStore) -> None:
    base, edge, _ = files.load(written)
    assert (base.size, edge, Graph(base).behind) == (1, EDGE, 0)


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_damage_or_changes_nothing(seed: int, written: Path, memory: MemoryStore) -> None:
    wanted, data, chance = answer_of(written, memory), bytearray(written.read_bytes()), random.Random(seed)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    written.write_bytes(data)
    with pytest.raises(Damaged):
        Container(written).check_all()
    with suppress(Damaged):
        assert answer_of(written, memory) == wanted  # the flipped bit was not looked at


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_cut_file_is_damage(part: float, written: Path) -> None:
    data = written.read_bytes()
    written.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(Damaged):
        files.load(written)


def test_the_newest_of_this_ledger_is_opened_and_others_go(written: Path, tmp_path: Path) -> None:
    assert files.newest(tmp_path, 0, lambda size: ROOT) is None  # newer than the ledger
    assert files.generations(tmp_path) == []


def test_a_file_of_another_ledger_is_removed(written: Path, tmp_path: Path) -> None:
    assert files.newest(tmp_path, 1, lambda size: "another") is None
    assert files.generations(tmp_path) == []


def test_a_newer_generation_takes_the_place_of_older_ones(
    written: Path, memory: MemoryStore, tmp_path: Path
) -> None:
    second = whole_plant()
    second.facts = [*second.facts, *second.facts]
    second.node("site:t/9")
    second.commit(memory)
    newer = files.save(rebased(graph_of(memory)), EDGE.append(b"2"), tmp_path)
    assert files.generations(tmp_path) == [newer]
    found = files.newest(tmp_path, 2, lambda size: EDGE.append(b"2").root().hex())
    assert found is not None
    assert found[0].size == 2


def test_one_process_writes(tmp_path: Path) -> None:
    with files.writing(tmp_path) as first, files.writing(tmp_path) as second:
        assert (first, second) == (True, False)
    with files.writing(tmp_path) as again:
        assert again


def test_values_are_checked_before_they_are_handed_out(tmp_path: Path) -> None:
    path = tmp_path / "x.columns"
    numbers = np.arange(100_000, dtype=np.int64)
    container.write(path, {"numbers": numbers}, {})
    with path.open("r+b") as file:
        file.seek(700_000)
        file.write(b"\xff")
    column = Container(path).column("numbers")
    assert column.take(np.array([5, 7])).tolist() == [5, 7]
    assert column.part(10, 13).tolist() == [10, 11, 12]
    with pytest.raises(Damaged):
        column.take(np.array([5, 87_500]))
    with pytest.raises(Damaged):
        column.part(0, 100_000)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        container.write(tmp_path / "x.columns", {"numbers": np.arange(3)}, {})
    assert list(tmp_path.iterdir()) == []
