"""(f) Quality of data: what the rules on load cost beside reading the files, on one core, without an engine.

The peer is `Source.outcomes`: parse, validate, canonicalise. A load also writes, so its share is smaller.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import simulator
from app.quality.tally import Tally
from benchmarks.load import PLANTS
from graph_model.facts import AnyFact
from loaders.outcome import Accepted
from loaders.plan import Source, plan

ROUNDS = 3
ROWS_PER_LIST = 1_000


def measure(size: str) -> None:
    """Interleaved rounds; prints medians and the share."""
    with tempfile.TemporaryDirectory(prefix="lotgraph-bench-") as name:
        simulator.write(PLANTS[size], 1, Path(name))
        sources = plan([Path(name)], profile="canonical", namespace=None)
        reading, looking = [], []
        for _ in range(ROUNDS):
            began = time.process_time()
            lists = _read(sources)
            reading.append(time.process_time() - began)
            began = time.process_time()
            tally = Tally()
            for part in lists:
                tally.take(part)
            looking.append(time.process_time() - began)
    facts = sum(map(len, lists))
    read, looked = statistics.median(reading), statistics.median(looking)
    print(f"quality on load, {facts:,} facts, CPU seconds, median of {ROUNDS}:")
    print(f"  reading the files {read:7.2f} s  {facts / read:9,.0f} facts/s")
    print(
        f"  the rules         {looked:7.2f} s  {facts / looked:9,.0f} facts/s  {looked / read:.1%} of reading"
    )


def _read(sources: list[Source]) -> list[list[AnyFact]]:
    lists: list[list[AnyFact]] = [[]]
    for source in sources:
        for n, outcome in enumerate(source.outcomes()):
            if n % ROWS_PER_LIST == 0:
                lists.append([])
            if isinstance(outcome, Accepted):
                lists[-1] += outcome.facts
    return lists
