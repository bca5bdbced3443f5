"""Common cause by columns against record by record, on whatever plants the other tests make up."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest

from app.columnar import ask
from app.columnar.common_cause import wide_common_cause
from app.questions.common_cause import common_cause
from app.questions.errors import QuestionError
from app.questions.trace import ITEMS
from graph_model.keys import prefix_of
from lineage.closure import Odd
from tests.columnar.test_recall import Made, histories, operations, packings, plants, workshop
from tests.support.build import Plant, device, key, lot, step
from tests.support.columns import offline
from tests.support.memory import MemoryStore
from tests.support.planted import planted
from tests.support.questions import rejected

CASES = int(os.environ.get("LOTGRAPH_COLUMN_CASES", "5"))


def planted_cause(seed: int) -> Made:
    store, facts = MemoryStore(), planted(seed)
    facts.plant.commit(store)
    return store, facts.bad


STEPS = [*(step(f"O{n}") for n in range(5)), *(key("step", "operation", "O1", str(n)) for n in range(6))]
ITEMS_ = [
    *(lot("RM", str(n)) for n in range(4)),
    *(lot("WIP", str(n)) for n in range(4)),
    *(lot("FG", str(n)) for n in range(3)),
    *(device("FG", str(n)) for n in range(8)),
]


def factory(seed: int) -> Made:
    """Orders with operations anywhere, in loops too, with days, rooms, machines and people."""
    chance, plant, store = random.Random(seed), Plant(), MemoryStore()
    for item in ITEMS_:
        plant.node(item)
    for made_by in STEPS:
        since = f"2025-03-{chance.randint(1, 9):02d}"
        until = f"2025-03-{chance.randint(1, 20):02d}"
        plant.node(made_by, **chance.choice([{}, {"started": since}, {"started": since, "ended": until}]))
    for n in range(6):
        plant.receive(chance.choice(ITEMS_[:4]), f"S{n % 3}", f"GR-{n}")
    for line in range(30):
        types = ["CONSUMED_IN", "PRODUCED", "PART_OF", "HAS_UNIT"]
        type_ = chance.choices(types, weights=(5, 5, 2, 3))[0]
        ends = {
            "CONSUMED_IN": (chance.choice(ITEMS_), chance.choice(STEPS)),
            "PRODUCED": (chance.choice(STEPS), chance.choice(ITEMS_)),
            "PART_OF": tuple(chance.sample(STEPS, 2)),
            "HAS_UNIT": (chance.choice(ITEMS_[8:11]), chance.choice(ITEMS_[11:])),
        }[type_]
        plant.link(type_, *ends, line=str(line))
    places = {"USED_EQUIPMENT": "equipment", "PERFORMED_BY": "person", "AT_LOCATION": "location"}
    for type_, prefix in places.items():
        for made_by in chance.sample(STEPS, 6):
            plant.context(type_, made_by, plant.node(key(prefix, str(chance.randrange(4)))))
    for room in range(3):
        plant.context("LOCATED_IN", key("location", str(room)), plant.node(key("location", "hall")))
    plant.context("LOCATED_IN", key("location", "hall"), plant.node(key("site", "north")))
    touched = [key("location", "hall"), step("O1"), lot("RM", "1"), "lot:t/RM", "material:t/FG", "lot:t/XX/1"]
    plant.facts += [rejected(n, about) for n, about in enumerate(chance.sample(touched, 3))]
    plant.commit(store)
    return store, ITEMS_


def compared(made: Made, known_at: int, *, rebase_at: int) -> Counter[str]:
    """Ask about single items and about some at once, against all others and named ones: what columns said."""
    store, starts = made
    reader, memory = offline(store, rebase_at=rebase_at, known_at=known_at), store.reader(known_at)
    items = [item for item in starts if prefix_of(item) in ITEMS and item in memory.cards([item])]
    reasons: Counter[str] = Counter()
    asked: list[tuple[list[str], list[str]]] = [([item], []) for item in items[:8]]
    asked += [(items[::3], []), (items[::3], items[1::3])]
    for bad, good in asked:
        try:
            wanted = common_cause(memory, bad, good)
        except QuestionError as refused:
            with pytest.raises(type(refused)):
                ask.common_cause(reader, bad, good)
            continue
        assert ask.common_cause(reader, bad, good) == wanted
        try:
            told = wide_common_cause(reader, bad, good)
        except Odd as odd:
            reasons[str(odd)] += 1
        else:
            assert told == wanted
            reasons[""] += 1
    return reasons


@pytest.mark.parametrize("makes", [operations, packings, workshop, plants, histories, planted_cause, factory])
def test_both_ways_tell_the_same(makes: Callable[[int], Made]) -> None:
    reasons: Counter[str] = Counter()
    for seed in range(CASES):
        made = makes(seed)
        size, chance = len(made[0].commits), random.Random(seed)
        for known_at in {size, chance.randint(1, size)}:
            reasons += compared(made, known_at, rebase_at=chance.randint(0, size))
    assert reasons[""] or makes is operations, reasons
