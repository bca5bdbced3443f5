"""Which way a recall goes: record by record where it reaches few, by arrays where it reaches many."""

from __future__ import annotations

import pytest

from app.columnar import ask
from app.columnar.answer import Wide
from app.questions.answer import Answer
from app.questions.errors import UnknownKey
from tests.support.columns import OfflineReader, offline
from tests.support.memory import MemoryStore
from tests.support.questions import RESIN, whole_plant


@pytest.fixture
def reader() -> OfflineReader:
    store = MemoryStore()
    whole_plant().commit(store)
    return offline(store, rebase_at=1)


def test_few_records_are_looked_at_one_by_one(reader: OfflineReader) -> None:
    assert ask.reaches_few(reader, [RESIN])
    assert isinstance(ask.recall(reader, [RESIN]), Answer)


@pytest.mark.parametrize("limit", ["FEW", "WIDE"])
def test_many_are_told_by_arrays(reader: OfflineReader, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = ask.recall(reader, [RESIN])
    monkeypatch.setattr(ask, limit, 3)
    assert not ask.reaches_few(reader, [RESIN])
    many = ask.recall(reader, [RESIN])
    assert isinstance(many, Wide)
    assert many.in_full() == few


def test_what_is_not_there_is_said(reader: OfflineReader) -> None:
    with pytest.raises(UnknownKey):
        ask.recall(reader, ["lot:t/NONE/1"])
