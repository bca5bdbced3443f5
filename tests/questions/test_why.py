"""Why one thing is in the answer about another: whatever a trace lists has a path, and nothing else."""

from __future__ import annotations

import random

import pytest

from app.questions.ask import genealogy, recall
from app.questions.why import why
from tests.support.build import Plant, key, lot
from tests.support.memory import MemoryStore
from tests.support.packing import CARTON, FIRST, PALLET, UNIT, pack, send
from tests.support.questions import CATHETERS, ORDER, RESIN, whole_plant
from tests.support.random_plants import build

OPERATION, PHASE = (key("step", "production", "MO1", *part) for part in (("10",), ("10", "1")))


def types(memory: MemoryStore, source: str, target: str) -> tuple[str | None, list[str] | None]:
    """Direction and relationship types of the path."""
    found = why(memory.reader(), source, target)
    return found.direction, None if found.path is None else [step.type for step in found.path]


@pytest.fixture
def operations(memory: MemoryStore) -> MemoryStore:
    """An order with an operation that has a phase."""
    plant = whole_plant()
    for part, whole in ((OPERATION, ORDER), (PHASE, OPERATION)):
        plant.node(part, kind="operation")
        plant.context("PART_OF", part, whole)
    plant.commit(memory)
    return memory


def test_an_operation_leads_where_its_order_does(operations: MemoryStore) -> None:
    assert types(operations, OPERATION, CATHETERS) == ("forward", ["PART_OF", "PRODUCED"])
    assert types(operations, PHASE, CATHETERS) == ("forward", ["PART_OF", "PART_OF", "PRODUCED"])
    assert types(operations, CATHETERS, PHASE) == ("backward", ["PART_OF", "PART_OF", "PRODUCED"])


def test_what_came_into_an_order_came_into_its_operations(operations: MemoryStore) -> None:
    assert types(operations, RESIN, OPERATION) == ("forward", ["CONSUMED_IN", "PART_OF"])
    assert types(operations, PHASE, key("supplier", "S")) == (
        "backward",
        ["SUPPLIED", "RECEIVED_AS", "CONSUMED_IN", "PART_OF", "PART_OF"],
    )
    assert types(operations, RESIN, ORDER) == ("forward", ["CONSUMED_IN"])


def test_a_path_over_what_sources_state_differently_is_not_sure(memory: MemoryStore) -> None:
    plant = Plant()
    for quantity in ("1", "2"):
        used = plant.link("CONSUMED_IN", RESIN, ORDER, quantity, line="GI-1")
    plant.commit(memory)
    found = why(memory.reader(), RESIN, ORDER)
    assert [step.key for step in found.path or ()] == [used]
    assert [(gap.kind, gap.key) for gap in found.gaps] == [("conflict", RESIN), ("conflict", ORDER)]


def test_an_operation_leads_to_another_that_made_something(memory: MemoryStore) -> None:
    plant = whole_plant()
    making = key("step", "operation", "MO1", "20")
    for part in (OPERATION, making):
        plant.context("PART_OF", plant.node(part, kind="operation"), ORDER)
    plant.commit(memory)
    assert types(memory, OPERATION, making) == (None, None)
    plant.link("PRODUCED", making, lot("SA-1", "1"), "1")
    plant.commit(memory)
    assert types(memory, OPERATION, making) == ("forward", ["PART_OF", "PART_OF"])
    assert types(memory, RESIN, lot("SA-1", "1")) == ("forward", ["CONSUMED_IN", "PART_OF", "PRODUCED"])


def test_a_path_through_packages_holds_in_time(memory: MemoryStore) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-03-01", "2025-03-02")
    pack(plant, CARTON, PALLET, "2025-03-01")
    send(plant, PALLET, "1", "S1", "2025-03-04")
    plant.receive(UNIT, "S", "GR1")
    plant.commit(memory)
    assert types(memory, UNIT, PALLET) == ("forward", ["PACKED_IN", "PACKED_IN"])
    assert types(memory, UNIT, FIRST) == (None, None)
    assert why(memory.reader(), UNIT, FIRST).complete


def test_a_path_in_a_cycle_is_the_shortest_one(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("D1", [CATHETERS], [RESIN], "disassembly")
    plant.commit(memory)
    assert types(memory, CATHETERS, RESIN) == ("forward", ["CONSUMED_IN", "PRODUCED"])
    assert types(memory, RESIN, ORDER) == ("forward", ["CONSUMED_IN"])


def test_on_random_plants_there_is_a_path_to_just_what_the_recall_lists(memory: MemoryStore) -> None:
    facts = Plant()
    plants = [build(seed, facts) for seed in range(12)]
    facts.commit(memory)
    reader, chance = memory.reader(), random.Random(3)
    everything = sorted({item for plant in plants for item in plant.items})
    for plant in plants:
        start = chance.choice(plant.items)
        down, up = ({row.key for row in ask(reader, [start]).rows} for ask in (recall, genealogy))
        for other in {*chance.sample(everything, 5), *down, *up} - {start}:
            found = why(reader, start, other)
            assert (found.direction == "forward") == (other in down), (start, other)
            assert (found.path is not None) == (other in down | up), (start, other)
