"""Random orders with operations: what a recall reaches, a genealogy leads back to, and `why` has a path for.

PART_OF may hang an operation on two orders or go round in a loop; statements are withdrawn and disputed.
"""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest

from app.questions.ask import genealogy, recall
from app.questions.why import why
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore

ITEMS = [lot("RM-1", "1"), lot("RM-1", "2"), lot("RM-2", "1"), lot("FG-1", "1"), device("FG-1", "7")]
STEPS = [step("O1"), step("O2"), *(key("step", "operation", "O1", n) for n in ("10", "20"))]


def random_plant(chance: random.Random) -> Plant:
    """Thirty statements under twenty keys, so that some replace or contradict one another."""
    plant = Plant()
    for key_ in (*ITEMS, *STEPS):
        plant.node(key_)
    for _ in range(30):
        line = str(chance.randrange(20))
        match chance.randrange(6):
            case 0 | 1:
                plant.link("CONSUMED_IN", chance.choice(ITEMS), chance.choice(STEPS), "1", line=line)
            case 2 | 3:
                plant.link("PRODUCED", chance.choice(STEPS), chance.choice(ITEMS), "1", line=line)
            case 4:
                plant.link("PART_OF", *chance.sample(STEPS, 2), line=line)
            case _:
                plant.withdraw("PART_OF", f"PART_OF:t/doc/{line}")
    return plant


@pytest.mark.parametrize("seed", range(60))
def test_recall_genealogy_and_why_agree(seed: int) -> None:
    memory = MemoryStore()
    random_plant(random.Random(seed)).commit(memory)
    reader = memory.reader()
    after = {item: {row.key for row in recall(reader, [item]).rows} for item in ITEMS}
    before = {item: {row.key for row in genealogy(reader, [item]).rows} for item in ITEMS}
    for one, other in product(ITEMS, ITEMS):
        assert (other in after[one]) == (one in before[other]), (one, other)
        if one != other:
            assert (why(reader, one, other).direction == "forward") == (other in after[one]), (one, other)


@pytest.mark.parametrize("seed", range(60))
def test_two_starts_reach_what_each_reaches(seed: int) -> None:
    memory = MemoryStore()
    random_plant(random.Random(seed)).commit(memory)
    reader = memory.reader()
    for ask, (one, other) in product((recall, genealogy), pairwise(ITEMS)):
        each = ({row.key for row in ask(reader, [start]).rows} for start in (one, other))
        assert {row.key for row in ask(reader, [one, other]).rows} == set().union(*each)
