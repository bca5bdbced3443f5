"""However a plant's records were entered twice: merged, they answer as if they had been entered once.

`LOTGRAPH_MERGES` sets how many plants (default 25).
"""

from __future__ import annotations

import os
import random

import pytest

from app.questions.ask import genealogy, recall
from graph_model.facts import AnyFact, RelationshipFact
from graph_store.store import Store
from tests.support.build import Ledger, Plant, key
from tests.support.duplicates import doubled, told
from tests.support.memory import MemoryStore
from tests.support.random_plants import build


def surrounded(seed: int) -> tuple[list[AnyFact], list[str]]:
    """A random plant with names, UDI-DIs and material without lots; its facts, and what to ask for."""
    chance, plant = random.Random(seed), Plant(f"doc{seed}")
    built = build(seed, plant)
    materials = sorted({key("material", item.split("/")[1]) for item in built.items})
    for material in materials:
        if chance.random() < 0.6:
            plant.context("IDENTIFIED_BY", material, plant.node(key("di", material.split("/")[1])))
        if chance.random() < 0.4:
            steps = sorted(node for node in built.flow if node.startswith("step:"))
            plant.link("USED_IN", material, chance.choice(steps), "1")
    for customer in "12":
        plant.node(key("customer", customer), name=f"Clinic {customer}")
    # Where no source says of which material an item is, its key does.
    facts = [f for f in plant.facts if not _is_of_material(f) or chance.random() < 0.6]
    return facts, built.items


def _is_of_material(fact: AnyFact) -> bool:
    return isinstance(fact, RelationshipFact) and fact.type == "INSTANCE_OF"


def record(store: Ledger, *batches: list[AnyFact]) -> None:
    for facts in batches:
        if facts:
            store.commit(facts, actor="test", reason="test")


def check(seed: int, first: Store | MemoryStore, second: Store | MemoryStore, most: int = 99) -> None:
    """Both plants, and every question about some items of them."""
    facts, items = surrounded(seed)
    twice = doubled(random.Random(seed), facts)
    record(first, facts)
    record(second, twice.facts, twice.merges)
    other = {old: new for new, old in twice.names.items()}
    once, merged = first.reader(), second.reader()
    for item in items[:most]:
        for ask in (recall, genealogy):
            wanted = told(ask(once, [item]), {})
            for name in {item, other.get(item, item)}:
                assert told(ask(merged, [name]), twice.names) == wanted, (seed, name)


@pytest.mark.parametrize("seed", range(int(os.environ.get("LOTGRAPH_MERGES", "15"))))
def test_merged_records_answer_as_one(seed: int) -> None:
    check(seed, MemoryStore(), MemoryStore())


def test_merged_records_answer_as_one_on_an_engine(store: Store) -> None:
    for seed in range(1000, 1002):
        check(seed, MemoryStore(), store, most=2)
