"""(a) Loading: `Store.commit`, with validation and ledger, against a bare script.

The peer is what one would write without lotgraph: the same rows, in the same batches, each batch
one transaction, by `UNWIND … MERGE` on the key, into an empty database of the same engine with the
same constraints and indexes; its rows are grouped before the clock starts. A second peer writes
with `CREATE` where `MERGE` would look first: faster, and doubling everything when it is run twice.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.engines import Engine
from benchmarks.facts import batches, flow_only, of_plant
from graph_model.facts import AnyFact, NodeFact, RelationshipFact
from graph_store.connection import Connection
from graph_store.effects import label_of
from simulator import SIZES, Parameters

ROWS_PER_BATCH = 4_500
ROUNDS = 3
PLANTS = {
    "small": Parameters(families=2, finished_orders=90, devices_per_lot=240),
    "plant": SIZES["plant"],
    "large": Parameters(families=4, customers=200, finished_orders=1000, devices_per_lot=500),
}

NODE = "UNWIND $rows AS row {verb} (n:{label} {{key: row.key}}) SET n += row.properties"
LINK = (
    "UNWIND $rows AS row MATCH (a:{source} {{key: row.source}}) MATCH (b:{target} {{key: row.target}}) "
    "{verb} (a)-[r:{type} {{key: row.key}}]->(b) SET r += row.properties"
)

Rows = list[tuple[str, list[dict[str, object]]]]


@dataclass(frozen=True)
class Contender:
    """A way to load, as a function that returns its seconds."""

    name: str
    run: Callable[[Engine], float]


def bare_rows(batch: list[AnyFact], verb: str) -> Rows:
    """The queries of one batch, each with its rows."""
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for fact in batch:
        if isinstance(fact, NodeFact):
            text = NODE.format(verb=verb, label=label_of(fact.key))
            rows[text].append({"key": fact.key, "properties": fact.properties})
        elif isinstance(fact, RelationshipFact):
            ends = {"source": label_of(fact.source), "target": label_of(fact.target)}
            text = LINK.format(verb=verb, type=fact.type, **ends)
            row = {"source": fact.source, "target": fact.target, "key": fact.key}
            rows[text].append({**row, "properties": fact.properties})
    return list(rows.items())


def run_bare(connection: Connection, prepared: list[Rows]) -> float:
    """Seconds of the bare script."""
    began = time.perf_counter()
    for batch in prepared:
        with connection.writing() as transaction:
            for text, rows in batch:
                transaction.rows_of(text, rows=rows)
            transaction.commit()
    return time.perf_counter() - began


def contenders(work: list[list[AnyFact]]) -> list[Contender]:
    """Ours first."""

    def ours(engine: Engine) -> float:
        with engine.store() as store:
            began = time.perf_counter()
            for batch in work:
                store.commit(batch, actor="bench", reason="bench")
            return time.perf_counter() - began

    def bare(verb: str) -> Callable[[Engine], float]:
        prepared = [bare_rows(batch, verb) for batch in work]

        def run(engine: Engine) -> float:
            connection = engine.bare()
            seconds = run_bare(connection, prepared)
            connection.close()
            return seconds

        return run

    return [
        Contender("Store.commit", ours),
        Contender("bare MERGE", bare("MERGE")),
        Contender("bare CREATE", bare("CREATE")),
    ]


def measure(engine: Engine, size: str) -> None:
    """Interleaved rounds after one warm-up each; prints medians and ratios."""
    work = list(batches(flow_only(of_plant(PLANTS[size])), ROWS_PER_BATCH))
    facts = sum(map(len, work))
    ways = contenders(work)
    gc.collect()
    gc.freeze()  # what was prepared for the clock's sake is no garbage to be searched again and again
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(ROUNDS + 1):
        # Another order every round, so that no one always meets the warmer engine.
        for way in ways[turn % len(ways) :] + ways[: turn % len(ways)]:
            taken = way.run(engine)
            if turn:
                seconds[way.name].append(taken)
    ours = statistics.median(seconds[ways[0].name])
    print(f"load, {engine.name}, {facts:,} facts in {len(work)} transactions, median of {ROUNDS}:")
    for way in ways:
        median = statistics.median(seconds[way.name])
        spread = ", ".join(f"{s:.2f}" for s in seconds[way.name])
        print(
            f"  {way.name:14} {median:7.2f} s  {facts / median:9,.0f} facts/s"
            f"  Store.commit is {median / ours:.2f} x as fast  ({spread})",
            flush=True,
        )
