"""(d) Verification of a whole plant, against the engine's own full scan.

The peer reads every node and relationship with their properties into this process and does nothing
with them: what any comparison has to read at the least. Ours reads the same, reads and checks the
whole ledger, derives every row anew and compares.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack

from benchmarks.engines import Engine
from benchmarks.facts import batches, of_plant
from benchmarks.load import PLANTS
from graph_store.connection import Connection
from graph_store.verify import verify

ROUNDS = 3
GOAL = 0.8


def scan(connection: Connection) -> float:
    """Seconds of reading everything."""
    began = time.perf_counter()
    for name in ("every_node", "every_relationship"):
        with connection.reading() as runner:
            for _ in runner.stream(name):
                pass
    return time.perf_counter() - began


def check(connection: Connection) -> float:
    """Seconds of verifying everything; nothing may differ."""
    began = time.perf_counter()
    with ExitStack() as opened:
        done = verify(connection, opened)
        assert done.damage == ()
        assert list(done.differences()) == []
    return time.perf_counter() - began


def measure(engine: Engine, size: str) -> None:
    """Interleaved rounds after a warm-up; prints medians and the ratio."""
    with engine.store() as store:
        facts = 0
        for batch in batches(of_plant(PLANTS[size]), 4_500):
            facts += store.commit(batch, actor="bench", reason="bench").applied
        seconds: dict[str, list[float]] = {"scan": [], "verify": []}
        for turn in range(ROUNDS + 1):
            for name, run in (("scan", scan), ("verify", check)):
                taken = run(store.connection)
                if turn:
                    seconds[name].append(taken)
    scanned, verified = (statistics.median(seconds[name]) for name in ("scan", "verify"))
    print(
        f"verify, {engine.name}, {facts:,} facts, median of {ROUNDS}: full scan {scanned:.2f} s, "
        f"verify {verified:.2f} s, {scanned / verified:.2f} x its speed (goal {GOAL})",
        flush=True,
    )
