"""Answers about a hostile plant, by columns and record by record, and their certificate."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.columnar.answer import Wide
from app.columnar.recall import wide_recall
from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.certificate import certify
from tests.support.build import device
from tests.support.columns import offline
from tests.support.hostile import RAW, hostile_plant
from tests.support.memory import MemoryStore


@dataclass(frozen=True, slots=True)
class Answers:
    """One recall both ways, and a genealogy."""

    wide: Wide
    plain: Answer
    genealogy: Answer
    certificate: bytes

    @property
    def all(self) -> list[Wide | Answer]:
        """Each of them."""
        return [self.wide, self.plain, self.genealogy]


@pytest.fixture(scope="session")
def answers() -> Answers:
    """Of the plant in memory."""
    store = MemoryStore()
    hostile_plant().commit(store)
    reader = store.reader()
    plain = recall(reader, [RAW])
    wide = wide_recall(offline(store, rebase_at=1), [RAW])
    certificate = certify(reader, plain).encode()
    return Answers(wide, plain, genealogy(reader, [device("FG", "S1")]), certificate)
