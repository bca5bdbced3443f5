"""Three opinions on random plants: the walk on each engine, and networkx on the same records.

`LOTGRAPH_PLANTS` sets how many plants (default 35).
"""

from __future__ import annotations

import os
import random

import pytest

from app.questions.ask import genealogy, recall
from app.questions.trace import walk
from graph_store.store import Store
from tests.support.build import Plant, lot
from tests.support.random_plants import build

pytestmark = pytest.mark.engine

PLANTS = int(os.environ.get("LOTGRAPH_PLANTS", "35"))
PLANTS_PER_COMMIT = 10


def test_every_walk_equals_networkx(store: Store) -> None:
    rng = random.Random(7)
    for first in range(0, PLANTS, PLANTS_PER_COMMIT):
        facts = Plant(f"doc{first}")
        plants = [build(seed, facts) for seed in range(first, min(first + PLANTS_PER_COMMIT, PLANTS))]
        facts.commit(store)
        reader = store.reader()
        for plant in plants:
            start = rng.choice(plant.items)
            assert {row.key for row in recall(reader, [start]).rows} == plant.forward(start), plant.name
            assert {row.key for row in genealogy(reader, [start]).rows} == plant.backward(start), plant.name


def test_forty_diamonds_in_a_row_take_a_round_trip_a_level(store: Store) -> None:
    plant, diamonds = Plant(), 40
    for n in range(diamonds):
        left, right = lot("SA-1", f"L{n}"), lot("SA-1", f"R{n}")
        plant.make(f"L{n}", [lot("SA-1", str(n))], [left])
        plant.make(f"R{n}", [lot("SA-1", str(n))], [right])
        plant.make(f"J{n}", [left, right], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    done = walk(store.reader(), (lot("SA-1", "0"),), forward=True)
    assert len(done.keys) == 1 + 6 * diamonds
    assert done.levels == 4 * diamonds
    assert done.round_trips <= done.levels + 2


def test_a_chain_of_five_thousand_levels_is_walked_to_its_end(store: Store) -> None:
    plant, levels = Plant(), 5000
    for n in range(levels // 2):
        plant.make(f"MO{n}", [lot("SA-1", str(n))], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    done = walk(store.reader(), (lot("SA-1", "0"),), forward=True)
    assert len(done.keys) == levels + 1
    assert done.levels == levels
    assert done.round_trips <= done.levels + 2
    back = walk(store.reader(), (lot("SA-1", str(levels // 2)),), forward=False)
    assert back.keys == done.keys
