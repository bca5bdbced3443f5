"""Scopes: two answers compared, and a standing one that passes commits by and never misses a change.

`LOTGRAPH_SCOPE_WORLDS` sets over how many random worlds (default 8).
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from app.asker import EVERYTHING, Asker
from app.questions.answer import Answer, Told
from app.questions.ask import genealogy, recall
from app.questions.scoped import for_asker
from app.questions.scopes import Question, ask, between
from app.questions.standing import Change, Standing
from app.questions.starts import STARTS, label_of
from app.questions.view import NOW, View
from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
)
from graph_store.store import Batch
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, SHIPMENTS, SITES, STEPS, hidden, two_plants
from tests.support.build import Plant, key, lot, step
from tests.support.histories import history
from tests.support.late import Late
from tests.support.memory import MemoryReader, MemoryStore
from tests.support.questions import keys, rejected
from tests.support.random_sites import World

COMMITS = 40
WORLDS = int(os.environ.get("LOTGRAPH_SCOPE_WORLDS", "5"))
RESIN, OTHER = lot("RM-1", "1"), lot("RM-1", "2")
FIRST, SECOND = lot("FG-1", "1"), lot("FG-1", "2")
CLINIC, HOSPITAL = key("customer", "clinic"), key("customer", "hospital")
IN_A = Asker("kim", frozenset(), frozenset([SITES["A"]]))


@pytest.fixture
def plant(memory: MemoryStore) -> Plant:
    """One lot of resin becomes catheters, some of which go to a clinic; in commit 1."""
    made = Plant()
    made.node(CLINIC)
    made.receive(RESIN, "S", "GR1")
    made.make("MO1", [RESIN], [FIRST])
    made.ship(FIRST, "clinic", "S1", "3")
    made.commit(memory)
    return made


def standing(store: MemoryStore, since: int = 1, asker: Asker = EVERYTHING) -> Standing:
    return Standing(store, Question((RESIN,)), asker, since=since)


def rows(change: Change | None) -> set[tuple[str, str]]:
    assert change is not None
    return {(row.how, row.row.key) for row in change.between.rows}


# --- two answers ---------------------------------------------------------------------------------


def test_a_scope_is_answered_as_the_question_that_it_saves(plant: Plant, memory: MemoryStore) -> None:
    reader = memory.reader()
    assert ask(reader, Question((RESIN,))) == recall(reader, [RESIN])
    backward = Question((FIRST,), forward=False, view=View("2025-01-31"))
    assert ask(reader, backward) == genealogy(reader, [FIRST], View("2025-01-31"))
    assert ask(reader, Question((lot("RM-1", "9"),))) is None
    assert ask(memory.reader(0), Question((RESIN,))) is None


def test_two_suspects_differ_in_rows_amounts_customers_and_totals(plant: Plant, memory: MemoryStore) -> None:
    plant.receive(OTHER, "S", "GR2")
    plant.make("MO2", [OTHER], [FIRST, SECOND])
    plant.ship(SECOND, "hospital", "S2", "2")
    plant.commit(memory)
    first, second = (ask(memory.reader(), Question(starts)) for starts in ((RESIN,), (RESIN, OTHER)))
    found = between(first, second)
    added = {OTHER, SECOND, step("MO2"), HOSPITAL, key("shipment", "S2")}
    assert {(c.how, c.row.key) for c in found.rows} == {("altered", FIRST), *(("added", k) for k in added)}
    assert [c.row.key for c in found.customers] == [HOSPITAL]
    told = found.to_json()
    assert told["customers"] == [HOSPITAL]
    assert isinstance(told["rows"], list)
    assert [r for r in told["rows"] if r["key"] == FIRST] == [
        {
            "how": "altered",
            "key": FIRST,
            "label": "Lot",
            "name": None,
            "before": {"quantity": "1", "unit": "u"},
            "after": {"quantity": "2", "unit": "u"},
        }
    ]
    assert told["totals"] == [answer.totals.to_json() for answer in (first, second) if answer]
    assert told["sha256"] == [answer.sha256 for answer in (first, second) if answer]
    back = between(second, first)
    assert {(c.how, c.row.key) for c in back.rows} == {("altered", FIRST), *(("removed", k) for k in added)}
    assert not between(first, first)


def test_gaps_that_came_and_went_are_told(plant: Plant, memory: MemoryStore) -> None:
    before = ask(memory.reader(), Question((RESIN,)))
    plant.link("CONSUMED_IN", RESIN, step("MO3"), "1")
    plant.commit(memory)
    after = ask(memory.reader(), Question((RESIN,)))
    found = between(before, after)
    assert [gap.kind for gap in found.gaps_came] == ["step_without_output"]
    assert (found.gaps_went, between(after, before).gaps_went) == ((), found.gaps_came)


def test_what_has_no_answer_yet_is_added_whole(plant: Plant, memory: MemoryStore) -> None:
    after = ask(memory.reader(), Question((RESIN,)))
    assert after is not None
    found = between(None, after)
    assert [c.row.key for c in found.rows] == keys(after)
    assert {c.how for c in found.rows} == {"added"}
    assert found.to_json()["sha256"] == [None, after.sha256]
    assert bool(between(None, None)) is False


def test_who_is_bound_to_sites_gets_his_part_also_from_a_start_outside(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    reader = for_asker(memory.reader(), IN_A)
    whole = ask(reader, Question((RAW, MADE["B"])))
    assert whole is not None
    assert (whole.start, keys(whole)) == (
        (RAW,),
        sorted([RAW, MADE["A"], STEPS["A"], CUSTOMERS["A"], SHIPMENTS["A"]]),
    )
    assert hidden(whole) == {"Customer": 1, "Lot": 1, "ProcessStep": 1, "Shipment": 1}
    nothing = ask(reader, Question((MADE["B"],)))
    assert nothing is not None
    assert (nothing.start, nothing.rows, hidden(nothing)) == (
        (),
        (),
        {"Customer": 1, "Lot": 1, "ProcessStep": 1, "Shipment": 1},
    )
    assert "B" not in str(nothing.to_json(with_links=True))


# --- a standing one ------------------------------------------------------------------------------


def take(one: Standing, store: MemoryStore) -> list[Change | None]:
    """All commits that it has not seen."""
    return [one.take(size, store.commits[size - 1]) for size in range(one.size + 1, len(store.commits) + 1)]


def test_each_commit_that_changes_the_answer_is_told_once_and_others_are_passed_by(
    plant: Plant, memory: MemoryStore
) -> None:
    one = standing(memory)
    elsewhere = Plant("elsewhere")
    elsewhere.receive(OTHER, "S", "GR2")  # of the same supplier and material
    elsewhere.facts = [f for f in elsewhere.facts if not isinstance(f, NodeFact) or "material" not in f.key]
    elsewhere.ship(OTHER, "clinic", "S9", "1", "kg")  # to the same customer
    elsewhere.facts = [f for f in elsewhere.facts if not isinstance(f, NodeFact) or f.key != CLINIC]
    elsewhere.commit(memory)
    plant.ship(FIRST, "hospital", "S2", "1")
    plant.commit(memory)
    memory.commit([NodeFact(key=FIRST, properties={"status": "quarantined"})], actor="a", reason="r")
    nothing, shipped, same = take(one, memory)
    assert (nothing, same) == (None, None)
    assert rows(shipped) == {("added", HOSPITAL), ("added", key("shipment", "S2"))}
    assert (one.skipped, one.asked) == (1, 3)
    assert shipped is not None
    told = shipped.to_json()
    assert (told["size"], told["commit"]) == (3, shipped.cause.to_json())
    assert take(standing(memory, 3), memory) == [None]  # goes on where it is told to
    with pytest.raises(ValueError, match="does not follow"):
        one.take(9, [])


def test_what_comes_before_its_start_and_what_goes_again_is_told(plant: Plant, memory: MemoryStore) -> None:
    one = standing(memory, 0)
    shipment = plant.link("SHIPPED_IN", FIRST, key("shipment", "S2"), "1", "u")
    plant.commit(memory)
    plant.withdraw("SHIPPED_IN", shipment)
    plant.commit(memory)
    came, shipped, withdrawn = take(one, memory)
    assert rows(came) == {("added", k) for k in (RESIN, step("MO1"), FIRST, key("shipment", "S1"), CLINIC)}
    assert rows(shipped) == {("added", key("shipment", "S2"))}
    assert rows(withdrawn) == {("removed", key("shipment", "S2"))}


def test_a_start_that_is_first_referred_to_is_there(memory: MemoryStore) -> None:
    memory.commit([NodeFact(key=FIRST)], actor="a", reason="r")
    one = standing(memory)
    assert one.answer is None
    referring = Plant()
    referring.link("CONSUMED_IN", RESIN, step("MO1"), "1", stub=True)
    referring.commit(memory)
    (change,) = take(one, memory)
    assert rows(change) == {("added", RESIN), ("added", step("MO1"))}


def test_an_operation_that_begins_to_lead_on_is_not_passed_by(plant: Plant, memory: MemoryStore) -> None:
    operation = step("MO1-10", "operation")
    plant.context("PART_OF", plant.node(operation, kind="operation"), step("MO1"))
    plant.commit(memory)
    one = standing(memory, 2)
    later = Plant("later")
    later.link("PRODUCED", later.node(operation, kind="operation"), SECOND, "1", "u")
    later.facts = [f for f in later.facts if not isinstance(f, NodeFact)]
    memory.commit(later.facts, actor="a", reason="r")
    (change,) = take(one, memory)
    assert ("added", SECOND) in rows(change)


BEGUN = LoadBegun(load="L1", file="moves.csv", sha256="", profile="p/1")
FILES: dict[str, tuple[AnyFact, bool]] = {
    "a file is begun": (BEGUN, True),
    "a row names what was met": (rejected(2, RESIN), True),
    "a row names a beginning of it": (rejected(2, "lot:t/RM-1"), True),
    "a row names nothing": (rejected(2), True),
    "a row names something else": (rejected(2, lot("RM-1", "9")), False),
}


@pytest.mark.parametrize(("fact", "tells"), FILES.values(), ids=list(FILES))
def test_of_files_and_rejected_rows_what_may_be_missing_is_told(
    plant: Plant, memory: MemoryStore, fact: AnyFact, tells: bool
) -> None:
    one = standing(memory)
    memory.commit([fact], actor="a", reason="r")
    (change,) = take(one, memory)
    assert (change is not None, one.skipped) == (tells, 0 if tells else 1)


def test_a_whole_file_of_something_else_is_passed_by(plant: Plant, memory: MemoryStore) -> None:
    one = standing(memory)
    ended = LoadEnded(load="L1", file="moves.csv", read=1, accepted=1, rejected=0, ignored=0)
    memory.commit([BEGUN, NodeFact(key=OTHER), ended], actor="a", reason="r")
    assert (take(one, memory), one.skipped) == ([None], 1)
    memory.commit([replace(BEGUN, load="L2")], actor="a", reason="r")
    memory.commit([LoadAbandoned(load="L2", reason="r")], actor="a", reason="r")
    came, went = take(one, memory)
    assert came is not None
    assert went is not None
    assert [gap.kind for gap in (*came.between.gaps_came, *went.between.gaps_went)] == ["load_unfinished"] * 2


# --- passing by never misses a change ------------------------------------------------------------


class Remembered(MemoryStore):
    """A store that builds the reader of a size once."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: dict[int | None, MemoryReader] = {}

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> MemoryReader:
        """A reader at a size."""
        if known_at not in self.readers:
            self.readers = {known_at: super().reader(known_at)}
        return self.readers[known_at]


def of_world(seed: int) -> tuple[Remembered, list[str], list[str]]:
    """A random world, or a random history of a plant, and what comes late: starts and sites."""
    chance, world = random.Random(seed), World(seed)
    other = history(seed)
    facts = world.facts if seed % 3 else [fact for commit in other.commits for fact in commit]
    late, store = Late(chance, facts), Remembered()
    begun = LoadBegun(load="first", file="first.csv", sha256="", profile="p/1")
    store.commit([begun, *facts], actor="a", reason="r", batch=Batch("first", 1))
    for n in range(COMMITS):
        store.commit(late.commit(), actor="a", reason="r", batch=Batch("second", n))
    starts = [k for some in world.keys.values() for k in some if label_of(k) in STARTS]
    return store, sorted(starts if seed % 3 else other.starts), world.sites


def same_but_for_the_size(answer: Told | None) -> Answer | None:
    return replace(answer.in_full(), known_at=0, root="", sha256="") if answer else None


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_commit_that_is_passed_by_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    store, starts, sites = of_world(seed)
    view = chance.choice((NOW, NOW, View("2025-03-15"), View(prefer=("first.csv",)), View("2025-03-04")))
    question = Question(tuple(sorted(chance.sample(starts, 2))), chance.random() < 0.6, view)
    bound = Asker("kim", frozenset(), frozenset(chance.sample(sites, 1)))
    asker = chance.choice((EVERYTHING, EVERYTHING, bound))
    one = Standing(store, question, asker, since=1)
    for size in range(2, len(store.commits) + 1):
        before = one.answer
        change = one.take(size, store.commits[size - 1])
        with for_asker(store.reader(size), asker) as reader:
            fresh = ask(reader, question)
        assert same_but_for_the_size(one.answer) == same_but_for_the_size(fresh), size
        assert (change is not None) == bool(between(before, fresh))
    assert one.skipped + one.asked == len(store.commits)
    assert one.skipped > COMMITS // 10
