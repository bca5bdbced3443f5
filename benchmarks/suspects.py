"""(g) Suspects: how well the possible tier finds what hangs on consumptions that an export lost.

Of each simulated plant k % of the consumptions that hold are lost; everything else stays. Recalls are asked
of received lots. What the plant knows to be affected and the recall no longer finds is missing; the possible
tier should name it. Precision: of the possible items (lots and devices), how many were missing. Recall: of
the missing ones, how many were possible. Figures are of all questions of all plants together, the questions
at which nothing is missing included, since nobody who asks knows which these are. No engine takes part.

Plants come in two kinds: ordinary ones, and ones with every set piece, in which orders leave inputs out that
they should have stated. Nothing tells such an order from one that lost a row.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import simulator
from app.questions.suspects import FOLLOWS, Suspects, suspects
from app.questions.suspicion import REASONS, Sign
from graph_model.facts import AnyFact
from tests.support.lost import facts_of, lose
from tests.support.memory import MemoryStore

LOST = (1, 5, 10)
PLANTS = {"small": 100, "plant": 2, "large": 1}
KINDS = {"ordinary": 0.0, "with every set piece": 1.0}
STARTS = 6
_ITEMS = ("lot:", "device:")


@dataclass
class Tally:
    """Counts over many questions."""

    missing: int = 0
    possible: int = 0
    found: int = 0
    asked: int = 0
    hit: int = 0
    by_reason: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, missing: set[str], told: Suspects) -> None:
        """One question."""
        rows = {row.key: row for row in told.possible if row.key.startswith(_ITEMS)}
        self.asked += 1
        self.hit += bool(missing)
        self.missing += len(missing)
        self.possible += len(rows)
        self.found += len(missing & rows.keys())
        for key, row in rows.items():
            for reason in _reasons(row.signs):
                self.by_reason[reason]["right" if key in missing else "wrong"] += 1

    def line(self, name: str) -> str:
        """As printed."""
        return (
            f"  {name:<10} {self.asked:6,} {self.hit:6,} {self.missing:9,} {self.possible:9,} {self.found:9,}"
            f" {_share(self.found, self.possible):>10} {_share(self.found, self.missing):>8}"
        )


def _reasons(signs: Iterable[Sign]) -> set[str]:
    """Its own reasons, and those of what it follows from."""
    return {s.message.rpartition("(")[2].rstrip(")") if s.reason == FOLLOWS else s.reason for s in signs}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def measure(size: str) -> None:
    """Prints a table for each kind of plant: a line a share of lost consumptions, and one a reason."""
    for kind, chance in KINDS.items():
        parameters = replace(simulator.SIZES[size], piece_chance=chance)
        _measure(f"{PLANTS[size]} plants of size {size}, {kind}", parameters, PLANTS[size])


def _measure(name: str, parameters: simulator.Parameters, plants: int) -> None:
    tallies = {k: Tally() for k in LOST}
    began = time.monotonic()
    for seed in range(1, plants + 1):
        plant = simulator.build(parameters, seed)
        facts = facts_of(plant)
        for k in LOST:
            _ask(plant, facts, k, random.Random(f"lost {seed} {k}"), tallies[k])
    print(f"suspects, {name}, {time.monotonic() - began:.0f} s:", flush=True)
    print("  lost        asked    hit   missing  possible     found  precision   recall")
    for k, tally in tallies.items():
        print(tally.line(f"{k} %"))
    for k, tally in tallies.items():
        for reason in REASONS:
            counts = tally.by_reason[reason]
            every = counts["right"] + counts["wrong"]
            if every:
                print(f"  {k:2} % {reason:<26} {every:9,} {_share(counts['right'], every):>8}", flush=True)


def _ask(plant: simulator.Plant, facts: Sequence[AnyFact], k: int, rng: random.Random, tally: Tally) -> None:
    store = MemoryStore()
    store.commit(lose(facts, k, rng), actor="bench", reason="bench")
    received = [lot for (lot,) in plant.records.live("RECEIVED_AS", "to")]
    reader, truth = store.reader(), plant.truth()
    for start in rng.sample(received, min(STARTS, len(received))):
        told = suspects(reader, [start])
        confirmed = {row.key for row in told.confirmed.rows}
        tally.add(set(truth.recall(start).items) - confirmed, told)
