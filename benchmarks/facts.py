"""Facts of a simulated plant, as the loaders hand them over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import simulator
from graph_model.facts import AnyFact, NodeFact, RelationshipFact
from loaders.outcome import Accepted
from loaders.plan import plan

SEED = 1
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
