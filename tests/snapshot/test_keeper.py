"""Columns beside a store: built from its ledger, kept up with it, made again where they are damaged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.columnar.recall import wide_recall
from app.questions.ask import recall
from app.snapshot import files
from app.snapshot.fresh import put_links
from app.snapshot.keeper import Keeper
from app.snapshot.reader import ColumnReader
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import Plant
from tests.support.questions import RESIN, whole_plant

pytestmark = pytest.mark.engine


@pytest.fixture
def keeper(store: Store, tmp_path: Path) -> Iterator[Keeper]:
    """Started on a ledger of one commit."""
    whole_plant().commit(store)
    keeper = Keeper(store, tmp_path)
    keeper.start()
    yield keeper
    keeper.close()


def wait_until_written(keeper: Keeper, folder: Path) -> None:
    """The columns are there and in a file."""
    until = time.monotonic() + 60
    while not (keeper.size and files.generations(folder)):
        assert time.monotonic() < until, keeper.trouble
        time.sleep(0.01)


def test_columns_answer_as_the_database(keeper: Keeper, store: Store, tmp_path: Path) -> None:
    wait_until_written(keeper, tmp_path)
    with keeper.reader() as reader:
        assert isinstance(reader, ColumnReader)
        assert wide_recall(reader, [RESIN]).in_full() == recall(store.reader(), [RESIN])


def test_a_question_sees_what_was_just_written(keeper: Keeper, store: Store, tmp_path: Path) -> None:
    wait_until_written(keeper, tmp_path)
    plant = Plant("later")
    plant.make("MO9", ["lot:t/FG-1/1"], ["lot:t/FG-9/1"])
    size = plant.commit(store).size
    with keeper.reader(at_least=size) as reader:
        assert isinstance(reader, ColumnReader)
        assert "lot:t/FG-9/1" in [row.key for row in recall(reader, [RESIN]).rows]
    with keeper.reader(known_at=size - 1) as reader:
        assert "lot:t/FG-9/1" not in [row.key for row in recall(reader, [RESIN]).rows]


def test_a_second_process_maps_what_the_first_wrote(keeper: Keeper, store: Store, tmp_path: Path) -> None:
    wait_until_written(keeper, tmp_path)
    other = Keeper(store, tmp_path)
    other.start()
    wait_until_written(other, tmp_path)
    with other.reader() as reader:
        assert isinstance(reader, ColumnReader)
        assert reader.graph.behind == 0  # out of the file, and not of the ledger
        assert recall(reader, [RESIN]) == recall(store.reader(), [RESIN])
    other.close()


def test_what_was_dropped_is_made_again(keeper: Keeper, store: Store, tmp_path: Path) -> None:
    wait_until_written(keeper, tmp_path)
    keeper.drop()
    with keeper.reader() as reader:  # from the database, if the columns are not there yet
        assert recall(reader, [RESIN]) == recall(store.reader(), [RESIN])
    wait_until_written(keeper, tmp_path)
    with keeper.reader() as reader:
        assert isinstance(reader, ColumnReader)


def test_another_ledger_in_its_place_is_noticed(keeper: Keeper, store: Store, tmp_path: Path) -> None:
    wait_until_written(keeper, tmp_path)
    empty(store)
    plant = Plant("other")
    plant.receive("lot:t/RM-7/1", "S", "GR7")
    plant.commit(store)
    with keeper.reader() as reader:
        assert not isinstance(reader, ColumnReader)
        assert "lot:t/RM-7/1" in reader.cards(["lot:t/RM-7/1"])


def test_half_an_entry_never_comes_in_twice(
    keeper: Keeper, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_until_written(keeper, tmp_path)
    whole = put_links

    def fails(*given: Any) -> None:
        whole(*given)
        raise MemoryError

    monkeypatch.setattr("app.snapshot.applying.put_links", fails)
    plant = Plant("later")
    plant.make("MO9", ["lot:t/FG-1/1"], ["lot:t/FG-9/1"])
    plant.commit(store)
    with keeper.reader() as reader:
        assert not isinstance(reader, ColumnReader)
        wanted = recall(reader, [RESIN])
    monkeypatch.undo()
    until = time.monotonic() + 60
    while not isinstance(keeper.reader(), ColumnReader):
        assert time.monotonic() < until, keeper.trouble
        time.sleep(0.01)
    assert recall(keeper.reader(), [RESIN]) == wanted


def test_without_columns_the_database_answers(store: Store, tmp_path: Path) -> None:
    whole_plant().commit(store)
    keeper = Keeper(store, tmp_path)
    with keeper.reader() as reader:
        assert not isinstance(reader, ColumnReader)
        assert recall(reader, [RESIN]).complete
