"""The columns of what a store in memory was told, and readers over them that need no engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from app.snapshot.applying import apply_lines
from app.snapshot.reader import ColumnReader
from graph_model.facts import AnyFact, encode
from graph_model.version import MODEL_VERSION
from graph_store.connection import Connection
from graph_store.entries import Cause
from graph_store.reader import Card
from lineage.base import nothing
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.support.memory import MemoryReader, MemoryStore


def lines_of(facts: Iterable[AnyFact]) -> list[bytes]:
    """The lines of a commit."""
    return [encode(fact, bytes(16)) for fact in facts]


def graph_of(store: MemoryStore, *, rebase_at: int = 0) -> Graph:
    """The graph behind all commits; its base holds the first `rebase_at` of them."""
    graph = Graph(nothing())
    for seq, facts in enumerate(store.commits, 1):
        apply_lines(graph, seq, lines_of(facts), MODEL_VERSION)
        if seq == rebase_at:
            graph = Graph(rebased(graph))
    return graph


class OfflineReader(ColumnReader):
    """Takes from the store in memory what a reader takes from the ledger: nodes that changed later."""

    def __init__(self, graph: Graph, memory: MemoryReader) -> None:
        super().__init__(graph, Connection.__new__(Connection), memory.known_at, memory.root)
        self._memory = memory

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, Card]:
        """The nodes with these keys that exist."""
        asked = list(dict.fromkeys(keys))
        places = [self.graph.node(key) for key in asked]
        there = np.array([at for at in places if at is not None], dtype=np.int64)
        if as_of or (self.graph.node_take("last", there) > self.known_at).any():
            return self._memory.cards(asked, as_of)
        return super().cards(asked)

    def causes(self, seqs: Sequence[int]) -> dict[int, Cause]:
        """The commits of these numbers."""
        return self._memory.causes(seqs)


def offline(store: MemoryStore, *, rebase_at: int = 0, known_at: int | None = None) -> OfflineReader:
    """A reader over the columns of a store in memory."""
    return OfflineReader(graph_of(store, rebase_at=rebase_at), store.reader(known_at))


class ColumnStore(MemoryStore):
    """A store in memory whose readers read columns."""

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> OfflineReader:  # type: ignore[override]  # they answer alike
        """A reader at a size."""
        return OfflineReader(graph_of(self, rebase_at=1), super().reader(known_at))
