"""Facts of a simulated plant, as the loaders hand them over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import simulator
from app.questions.reading import Reader
from app.snapshot.applying import apply_lines
from app.snapshot.reader import ColumnReader
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, encode
from graph_model.version import MODEL_VERSION
from graph_store.connection import Connection
from lineage.base import nothing
from lineage.graph import Graph
from lineage.rebase import rebased
from loaders.outcome import Accepted
from loaders.plan import plan

SEED = 1
ROWS_A_COMMIT, REBASE_AFTER = 4_500, 500_000
FLOW = frozenset(["CONSUMED_IN", "PRODUCED", "HAS_UNIT"])


def of_plant(size: str | simulator.Parameters) -> Iterator[AnyFact]:
    """Every fact of a plant, in the order in which its files are loaded."""
    with tempfile.TemporaryDirectory(prefix="lotgraph-bench-") as name:
        simulator.write(size, SEED, Path(name))
        for source in plan([Path(name)], profile="canonical", namespace=None):
            for outcome in source.outcomes():
                if isinstance(outcome, Accepted):
                    yield from outcome.facts


def flow_only(facts: Iterator[AnyFact]) -> Iterator[AnyFact]:
    """Lots, devices, steps and the material flow between them."""
    for fact in facts:
        if isinstance(fact, NodeFact):
            if fact.key.startswith(("lot:", "device:", "step:")):
                yield fact
        elif isinstance(fact, RelationshipFact) and fact.type in FLOW:
            yield fact


def columns_of(facts: Iterator[AnyFact]) -> Graph:
    """The columns of facts that are committed one after the other, in a base."""
    graph = Graph(nothing())
    for batch in batches(facts, ROWS_A_COMMIT):
        commit(graph, batch)
        if graph.behind >= REBASE_AFTER:
            graph = Graph(rebased(graph))
    return Graph(rebased(graph))


def commit(graph: Graph, facts: Iterable[AnyFact]) -> None:
    """Take one more commit into columns."""
    apply_lines(graph, graph.size + 1, [encode(fact, bytes(16)) for fact in facts], MODEL_VERSION)


def reader_of(graph: Graph) -> Reader:
    """A reader over columns at their size; what only the ledger tells it can't be asked."""
    return cast(Reader, ColumnReader(graph, Connection.__new__(Connection), graph.size, ""))


def batches(facts: Iterator[AnyFact], most: int) -> Iterator[list[AnyFact]]:
    """Facts in lists of at most `most`."""
    batch: list[AnyFact] = []
    for fact in facts:
        batch.append(fact)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch
