"""Every question but the plain recall and genealogy, by askers bound to sites: nothing foreign is told.

`LOTGRAPH_SITE_WORLDS` sets how many worlds (default 16).
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial

import orjson
import pytest

from app.questions.ask import genealogy, recall
from app.questions.balance import mass_balance
from app.questions.certificate import certify
from app.questions.common_cause import common_cause
from app.questions.containment import containment
from app.questions.deciders import deciders
from app.questions.environment import Environment, environment, silent
from app.questions.errors import QuestionError
from app.questions.exposure import exposure
from app.questions.reading import Reader
from app.questions.scoped import ScopedReader
from app.questions.suspect import suspect_quantities
from app.questions.suspects import suspects
from app.questions.view import View
from graph_model.facts import AnyFact, RelationshipFact
from graph_model.units import to_scaled
from graph_store.store import Batch
from tests.questions.test_random_sites import LOADS, Case
from tests.support.memory import MemoryStore

WORLDS = int(os.environ.get("LOTGRAPH_SITE_WORLDS", "16"))
ROUNDS = 2
KEY = re.compile(r"[a-z_]+:[\w.~%/-]*[\w~%/-]", re.ASCII)
ITEMS = ["lot", "device"]
FLOWING = [*ITEMS, "step", "receipt", "supplier"]
CAUSES = ["location", "reading", "equipment", "calibration", "person", "specification", "supplier"]
BAD = [*ITEMS, "complaint", "adverse_event", "service", "nonconformity"]

Question = Callable[[Reader, str, str, View], object]
"""Asked of a start and an item, both of which the asker may see."""
QUESTIONS: dict[str, tuple[list[str], Question]] = {
    "time-aware recall": (
        FLOWING,
        lambda reader, key, _, view: recall(reader, [key], replace(view, time_aware=True)).to_json(),
    ),
    "suspects": (FLOWING, lambda reader, key, _, view: suspects(reader, [key], view).to_json()),
    "exposure": (CAUSES, lambda reader, key, _, view: exposure(reader, [key], view=view).to_json()),
    "excursions": (
        ["location"],
        lambda reader, key, _, view: exposure(reader, [key], view=view, excursions=True).to_json(),
    ),
    "environment": (
        ["location", "step", "reading", "equipment"],
        lambda reader, key, _, view: _environment(reader, environment(reader, key, view=view), view),
    ),
    "common cause": (BAD, lambda reader, key, _, view: common_cause(reader, [key], view=view).to_json()),
    "common cause of two": (
        ITEMS,
        lambda reader, key, item, view: common_cause(reader, [key], [item], view).to_json(),
    ),
    "deciders": (FLOWING, lambda reader, key, item, view: deciders(reader, [key], item, view).to_json()),
    "containment": (FLOWING, lambda reader, key, _, view: containment(reader, [key], view).to_json()),
    "balance": (ITEMS, lambda reader, key, _, view: mass_balance(reader, [key], view).to_json()),
    "suspect quantities": (
        FLOWING,
        lambda reader, key, _, view: suspect_quantities(reader, [key], view).to_json(),
    ),
    "certificate of a recall": (
        FLOWING,
        lambda reader, key, _, view: certify(reader, recall(reader, [key], view)).body(),
    ),
    "certificate of a genealogy": (
        FLOWING,
        lambda reader, key, _, view: certify(reader, genealogy(reader, [key], view)).body(),
    ),
}


def _environment(reader: Reader, found: Environment, view: View) -> dict[str, object]:
    return {
        "places": found.places,
        "silent": silent(reader, found, view),
        "readings": [reading.to_json() for reading in found.readings],
        "steps": [joined.to_json() for joined in found.steps],
        "gaps": [gap.to_json() for gap in found.gaps],
        "sha256": found.sha256,
    }


@cache
def built(seed: int) -> Case:
    return Case(seed)


def world(seed: int, name: str) -> Case:
    """A world as nobody asked it yet; what is drawn of it depends on nothing but the question."""
    case = copy(built(seed))
    case.chance = random.Random(f"{seed} {name}")
    case.scoped = ScopedReader(case.whole, case.sites)
    return case


def asked(case: Case, name: str) -> Iterator[Callable[[Reader], object]]:
    """The question from a few starts, in any light."""
    of, question = QUESTIONS[name]
    for _ in range(ROUNDS):
        case.look_anew()
        start, item = case.one(seen=True, of=of), case.one(seen=True, of=ITEMS)
        if start is not None and item is not None:
            yield partial(told_of, question, start, item, case.view)


def told_of(question: Question, start: str, item: str, view: View, reader: Reader) -> object:
    """What the question tells, or how it is refused."""
    try:
        return question(reader, start, item, view)
    except QuestionError as error:
        return [str(error), error.keys]


def foreign_keys(case: Case, told: object) -> set[str]:
    """Keys of records that the asker may not see, wherever they stand in what is told."""
    return {
        key for key in KEY.findall(orjson.dumps(told).decode()) if key in case.there and not case.sees(key)
    }


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_key_of_elsewhere_stands_in_an_answer(name: str) -> None:
    told_to_others = set[str]()
    for seed in range(WORLDS):
        case = world(seed, name)
        for tell in asked(case, name):
            told = tell(case.scoped)
            assert foreign_keys(case, told) == set(), seed
            case.check_text(orjson.dumps(told).decode())
            told_to_others |= foreign_keys(case, tell(case.whole))
    assert told_to_others


@pytest.mark.parametrize("seed", range(WORLDS // 3))
def test_amounts_of_elsewhere_change_nothing_that_is_told(seed: int) -> None:
    other = with_other_amounts(built(seed))
    for name in QUESTIONS:
        case = world(seed, name)
        for tell in asked(case, name):
            assert uncounted(tell(other)) == uncounted(tell(case.scoped)), name


def with_other_amounts(case: Case) -> Reader:
    """The asker's reader over a world in which more, or less, was moved where the asker may not look.

    Amounts in dispute stay: by them the statement is chosen that is followed.
    """
    chance, store = random.Random(0), MemoryStore()
    stated = Counter(
        fact.key for facts in case.commits for fact in facts if isinstance(fact, RelationshipFact)
    )

    def altered(fact: AnyFact) -> AnyFact:
        if not isinstance(fact, RelationshipFact) or "quantity" not in fact.properties:
            return fact
        if stated[fact.key] > 1 or (case.sees(fact.source) and case.sees(fact.target)):
            return fact
        moved = to_scaled(Fraction(chance.randint(10**8, 10**9)))
        return replace(fact, properties={**fact.properties, "quantity": moved})

    for name, facts in zip(LOADS, case.commits, strict=True):
        store.commit([altered(f) for f in facts], actor="someone", reason="some reason", batch=Batch(name, 1))
    return ScopedReader(store.reader(case.whole.known_at), case.sites)


def uncounted(told: object) -> object:
    """Without what is counted of elsewhere, and hashes of all."""
    match told:
        case dict():
            left_out = ("complete", "sha256", "answer_sha256")
            return {name: uncounted(value) for name, value in told.items() if name not in left_out}
        case list() | tuple():
            gone = [v for v in told if isinstance(v, dict) and v.get("kind") == "hidden_by_site"]
            return [uncounted(value) for value in told if value not in gone]
        case _:
            return told
