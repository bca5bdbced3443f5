"""(b) Recall: the frontier walk against the engine's own variable-length match.

The peer is `MATCH (a:Lot {key: $k})-[:CONSUMED_IN|PRODUCED|HAS_UNIT*1..60]->(b) RETURN DISTINCT b.key`:
it follows material flow only, sees neither ledger size nor what was withdrawn, and returns keys.
Ours is timed twice: its closure over material flow, which answers the same question, and the whole
`walk`, which also finds packages, shipments, returns and customers. Both hand back the relationships
that were followed, with their properties, at one ledger size. Answers are compared with a plain
search in memory before anything is timed; the large plant is loaded once.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.questions.trace import walk
from benchmarks.engines import Engine
from benchmarks.facts import FLOW, batches, of_plant
from benchmarks.load import PLANTS, ROWS_PER_BATCH
from graph_model.facts import AnyFact, RelationshipFact, Retraction
from graph_store.store import Store
from simulator import SIZES

PEER = "MATCH (a:Lot {key: $k})-[:CONSUMED_IN|PRODUCED|HAS_UNIT*1..60]->(b) RETURN DISTINCT b.key AS key"
PLANTS_ASKED = {**PLANTS, "large": SIZES["large"]}
STARTS = 6
AFFECTED_AT_LEAST = 1_000
ROUNDS = 7
GOAL = {"neo4j": 1.3, "arcadedb": 1.6}


@dataclass
class Flow:
    """Material flow in memory: where relationships lead, and which were withdrawn."""

    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def see(self, fact: AnyFact) -> AnyFact:
        """Take note of a fact and hand it on."""
        if isinstance(fact, RelationshipFact) and fact.type in FLOW:
            self.links[fact.key] = (fact.source, fact.target)
        elif isinstance(fact, Retraction):
            self.withdrawn.add(fact.key)
        return fact

    def starts(self) -> dict[str, set[str]]:
        """Lots with many affected nodes, few and far between, each with its answer."""
        after: dict[str, list[str]] = defaultdict(list)
        made = set()
        for key, (source, target) in self.links.items():
            if key not in self.withdrawn:
                after[source].append(target)
                made.add(target)
        # The peer does not know of withdrawals, so what one would change is not asked.
        void = [source for key, (source, _) in self.links.items() if key in self.withdrawn]
        first = [key for key in after if key.startswith("lot:") and key not in made]
        answers = {key: closure(after, key) for key in first[:: max(1, len(first) // 300)]}
        wide = sorted(
            (len(answer), key)
            for key, answer in answers.items()
            if len(answer) >= AFFECTED_AT_LEAST and answer.isdisjoint(void) and key not in void
        )
        picked = {wide[i * (len(wide) - 1) // (STARTS - 1)][1] for i in range(STARTS)} if wide else set()
        return {key: answers[key] for key in sorted(picked, key=lambda k: len(answers[k]))}


def closure(after: dict[str, list[str]], start: str) -> set[str]:
    """Everything after a node."""
    reached: set[str] = set()
    todo = [start]
    while todo:
        ends = [end for end in after.get(todo.pop(), ()) if end not in reached]
        reached.update(ends)
        todo += ends
    return reached


def peer(store: Store, start: str) -> set[str]:
    """The engine's own answer."""
    with store.connection.reading() as runner:
        return {str(row["key"]) for row in runner.rows_of(PEER, k=start)}


def flow_closure(store: Store, start: str) -> set[str]:
    """Ours, material flow only, as `walk` does it."""
    known, frontier = {start}, {start}
    reached: set[str] = set()
    with store.reader() as reader:
        while frontier:
            ends = {edge.target for edge in reader.flow(sorted(frontier), True) if not edge.void}
            reached |= ends
            frontier = ends - known
            known |= frontier
    return reached


def whole_walk(store: Store, start: str) -> set[str]:
    """Ours, as `lotgraph recall` walks."""
    with store.reader() as reader:
        done = walk(reader, (start,), forward=True)
    return {key for key in done.keys if key.startswith(("lot:", "device:", "step:"))}


WAYS: tuple[tuple[str, Callable[[Store, str], set[str]]], ...] = (
    ("engine's own", peer),
    ("our flow closure", flow_closure),
    ("our whole walk", whole_walk),
)


def fill(store: Store, facts: Iterable[AnyFact]) -> int:
    """Load facts; returns how many."""
    count = 0
    for batch in batches(iter(facts), ROWS_PER_BATCH):
        count += len(batch)
        store.commit(batch, actor="bench", reason="bench")
    return count


def measure(engine: Engine, size: str) -> None:
    """Interleaved rounds on every start after one warm-up; prints medians and ratios."""
    flow = Flow()
    with engine.store() as store:
        count = fill(store, map(flow.see, of_plant(PLANTS_ASKED[size])))
        starts = flow.starts()
        print(f"recall, {engine.name}, {count:,} facts, goal <= {GOAL[engine.name]} x, median of {ROUNDS}:")
        totals: dict[str, float] = defaultdict(float)
        for start, answer in starts.items():
            for name, ask in WAYS:
                if ask(store, start) - {start} != answer - {start}:
                    raise AssertionError(f"{name} and the search in memory differ for {start}")
            taken: dict[str, list[float]] = defaultdict(list)
            for turn in range(ROUNDS):
                for name, ask in WAYS[turn % len(WAYS) :] + WAYS[: turn % len(WAYS)]:
                    began = time.perf_counter()
                    ask(store, start)
                    taken[name].append(time.perf_counter() - began)
            medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
            for name, median in medians.items():
                totals[name] += median
            _print(f"{len(answer):7,} nodes", medians)
        if starts:
            _print("all starts", totals)


def _print(what: str, seconds: dict[str, float]) -> None:
    own = seconds["engine's own"]
    parts = [f"{name} {s * 1000:8.1f} ms ({s / own:.2f} x)" for name, s in seconds.items()]
    print(f"  {what:>14}: {'; '.join(parts)}", flush=True)
