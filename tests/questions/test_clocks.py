"""Every answer at (T, K) is that of a plant rebuilt from what was recorded up to K and valid at T.

`LOTGRAPH_HISTORIES` sets how many random histories an engine takes; the store in memory takes 200.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.gaps import later_notes
from app.questions.reading import Backed
from app.questions.view import NOW, View
from app.questions.why import Evidence, why
from graph_model.facts import AnyFact, decode
from graph_store.store import Store
from ledger.commit import unpack
from tests.support.clocks import Rebuilt
from tests.support.histories import History, history
from tests.support.memory import MemoryStore

HISTORIES = int(os.environ.get("LOTGRAPH_HISTORIES", "2"))
AT_ONCE = 20
PAIRS = 3
Question = Callable[[Backed, View], Answer | Evidence]


def questions(chance: random.Random, told: History, size: int) -> list[Question]:
    """A recall, a genealogy and a `why` of things that were stated by then."""
    starts = told.stated(size)
    if len(starts) < 2:
        return []
    one, other = chance.sample(starts, 2)
    return [
        lambda reader, view: recall(reader, [one], view),
        lambda reader, view: genealogy(reader, [other], view),
        lambda reader, view: why(reader, one, other, view),
    ]


def check(open_reader: Callable[[int], Backed], recorded: Sequence[Sequence[AnyFact]], told: History) -> int:
    """Compare some answers with those of the rebuilt plant; returns how many there were."""
    chance, checked = random.Random(str(told.starts)), 0
    before, size = len(recorded) - len(told.commits), len(told.commits)
    for known_at in (size, *chance.choices(range(1, size), k=PAIRS - 1)):
        at, reader = chance.choice(told.times), open_reader(before + known_at)
        rebuilt = Rebuilt(recorded[: before + known_at], at)
        for question in questions(chance, told, known_at):
            rebuilt.asked.clear()
            wanted, found = question(rebuilt, NOW), question(reader, View(as_of=at))
            assert plain(found) == plain(wanted), (at, known_at)
            if isinstance(found, Answer):
                later = {key: names for key, names in rebuilt.later.items() if key in rebuilt.asked}
                said = {note for note in found.notes if note.kind == "stated_later"}
                assert said == set(later_notes(later, at)), (at, known_at)
            checked += 1
    return checked


def plain(found: Answer | Evidence) -> Answer | Evidence:
    """The answer less what tells of its clock and its ledger: neither is the rebuilt plant's.

    That a property was stated later shows in the comparison of the notes of that kind.
    """
    bare = replace(found, as_of=None, root="", sha256="")
    if isinstance(bare, Answer):
        return replace(bare, notes=tuple(note for note in bare.notes if note.kind != "stated_later"))
    return bare


@pytest.mark.parametrize("seed", range(200))
def test_answers_at_two_clocks_in_memory(memory: MemoryStore, seed: int) -> None:
    told = history(seed)
    for facts in told.commits:
        memory.commit(facts, actor="test", reason="test")
    check(memory.reader, told.commits, told)


@pytest.mark.engine
@pytest.mark.parametrize("first", range(0, HISTORIES, AT_ONCE))
def test_answers_at_two_clocks(store: Store, first: int) -> None:
    recorded, checked = list[list[AnyFact]](), 0
    seeds = range(first, min(first + AT_ONCE, HISTORIES))
    for seed in seeds:
        told = history(seed)
        for facts in told.commits:
            store.commit(facts, actor="test", reason="test")
        recorded += recorded_since(store, len(recorded))
        checked += check(store.reader, recorded, told)
    assert checked > len(seeds)


def recorded_since(store: Store, size: int) -> list[list[AnyFact]]:
    """What the ledger holds beyond a size: what came after a better statement of its node is not recorded."""
    lines = (unpack(entry.payload, entry.header) for entry in store.entries(size + 1))
    return [[decode(line) for line in commit] for commit in lines]
