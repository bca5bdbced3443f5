"""Askers who are bound to sites, over plants that share materials: nothing foreign is told, all is counted.

`LOTGRAPH_SITE_QUERIES` sets how many queries (default 800).
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.diff import compare
from app.questions.errors import AmbiguousKey, QuestionError, UnknownKey
from app.questions.reading import Reader
from app.questions.scoped import ScopedReader, ScopedStore
from app.questions.starts import STARTS, label_of, resolve
from app.questions.view import NOW, View, through
from app.questions.why import why
from app.terminal import csv_lines
from graph_model.facts import LoadBegun
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_store.store import Batch, Store
from tests.support.memory import MemoryStore
from tests.support.random_sites import SECRET, World
from tests.support.site_oracle import Oracle, secrets

QUERIES = int(os.environ.get("LOTGRAPH_SITE_QUERIES", "800"))
QUERIES_A_WORLD = 60
LOADS = ("first", "second")
AS_OF, FIRST, SECOND = "2025-03-15", "first.csv", "second.csv"
VIEWS = {
    1: (NOW, View(AS_OF), View(prefer=(FIRST,))),
    2: (NOW, View(AS_OF), View(prefer=(FIRST,)), View(prefer=(SECOND, FIRST)), View(AS_OF, (SECOND,))),
}
"""Ledger size -> in what light to ask: the second file is no source before it is there."""
STARTABLE = [prefix for prefix, node in BY_PREFIX.items() if node.label in STARTS]
UNUSED = f"x{0:012x}z"


class Case:
    """A world, one of its askers, and what they may see of it by the oracle."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        world = World(seed)
        self.store = MemoryStore()
        cut = self.chance.randrange(len(world.facts) // 2, len(world.facts))
        self.commits = []
        for name, part in zip(LOADS, (world.facts[:cut], world.facts[cut:]), strict=True):
            begun = LoadBegun(load=name, file=f"{name}.csv", sha256="", profile="p/1")
            self.commits.append([begun, *part])
            self.store.commit([begun, *part], actor="someone", reason="some reason", batch=Batch(name, 1))
        size = self.chance.choice((1, 2, 2, 2))
        self.oracles = {1: Oracle(world.facts[:cut]), 2: Oracle(world.facts)}
        self.oracle = self.oracles[size]
        most = self.chance.randint(1, len(world.sites) - 1)
        self.sites = frozenset(self.chance.sample(world.sites, most))
        self.foreign = self.oracle.foreign(self.sites)
        self.whole = self.store.reader(size)
        self.scoped = ScopedReader(self.whole, self.sites)
        self.look_anew()
        known = [key for keys in world.keys.values() for key in keys]
        self.keys = sorted(self.whole.cards(known))
        self.there = set(self.keys)

    def look_anew(self) -> None:
        """Ask in another light."""
        self.view = self.chance.choice(VIEWS[self.whole.known_at])

    def sees(self, key: str) -> bool:
        """Whether the asker may know of it."""
        return self.oracle.sees(self.sites, key)

    def one(self, *, seen: bool, of: list[str] = STARTABLE) -> str | None:
        """A key that they may see, or may not."""
        there = [key for key in self.keys if prefix_of(key) in of and self.sees(key) is seen]
        return self.chance.choice(there) if there else None

    def check_text(self, text: str) -> None:
        """Nothing foreign stands in it."""
        assert self.foreign.intersection(secrets([text])) == set()


def check_trace(case: Case) -> None:
    """Rows, links and records are those that may be seen, and the rest is counted."""
    start = case.one(seen=True)
    if start is None:
        return
    question = case.chance.choice((recall, genealogy))
    answer, whole = (question(reader, [start], case.view) for reader in (case.scoped, case.whole))
    case.check_text(orjson.dumps(answer.to_json(with_links=True)).decode() + str(list(csv_lines(answer))))
    shown = {row.key for row in answer.rows}
    assert shown == case.oracle.rows(case.sites, whole)
    assert set(answer.links) == {link for link in whole.links if {link.source, link.target} <= shown}
    assert all(case.sees(key) for _, key in labelled(answer) - labelled(whole, records=False))
    told = {gap for gap in answer.gaps if gap.kind != "hidden_by_site"}
    assert told <= set(whole.gaps)
    assert set(answer.notes) <= set(whole.notes)
    made = made_by(case, whole)
    check_quantities(case, answer, whole, made)
    before = {key for start in whole.start for key in made[start] if not case.sees(key)}
    beside = Counter(
        label for label, _ in (labelled(whole) | {(label_of(key), key) for key in before}) - labelled(answer)
    )
    beside += Counter({"Gap": len(set(whole.gaps) - told), "Note": len(whole.notes) - len(answer.notes)})
    assert {gap.label: gap.n for gap in answer.gaps if gap not in told} == beside
    assert answer.counts == Counter(row.label for row in answer.rows)
    assert answer.sha256 == answer.digest()
    if not beside:
        assert answer == whole


def made_by(case: Case, whole: Answer) -> dict[str, set[str]]:
    """Lot -> the steps and receipts that its quantity comes from: in the answer, or before its starts."""
    out: dict[str, set[str]] = defaultdict(set)
    starts = [key for key in whole.start if prefix_of(key) == "lot" and whole.direction == "forward"]
    reader = through(case.whole, case.view)
    before = [
        edge for edge in (*reader.flow(starts, False), *reader.logistics(starts, False)) if not edge.void
    ]
    for type_, source, target in (
        *((link.type, link.source, link.target) for link in whole.links),
        *((edge.type, edge.source, edge.target) for edge in before),
    ):
        if type_ in ("PRODUCED", "RECEIVED_AS"):
            out[target].add(source)
    return out


def check_quantities(case: Case, answer: Answer, whole: Answer, made: dict[str, set[str]]) -> None:
    """A quantity that comes from what may not be seen is not told."""
    stated = {row.key: row.quantity for row in whole.rows}
    for row in answer.rows:
        if row.label == "Lot":
            told = all(map(case.sees, made[row.key]))
            assert row.quantity == (stated[row.key] if told else None)


def labelled(answer: Answer, *, records: bool = True) -> set[tuple[str, str]]:
    """The rows of an answer and the records of them, each with its label."""
    of_rows = {(record.label, record.key) for row in answer.rows for record in row.records or ()}
    return {(row.label, row.key) for row in answer.rows} | (of_rows if records else set())


def check_why(case: Case) -> None:
    """A path of which every node may be seen; where a hidden one alone leads there, it is counted."""
    start, end = case.one(seen=True), case.one(seen=True)
    if start is None or end is None or case.oracle.one(start) == case.oracle.one(end):
        return
    found, whole = (why(reader, start, end, case.view) for reader in (case.scoped, case.whole))
    case.check_text(orjson.dumps(found.to_json()).decode())
    over = {end for step in whole.path or () for end in (step.source, step.target)}
    if over and all(map(case.sees, over)):
        assert found == whole
    elif found.path is None:
        assert whole.path is None or any(gap.kind == "hidden_by_site" for gap in found.gaps)


def check_forbidden(case: Case) -> None:
    """What they may not see is refused with the words for what is not there."""
    key = case.one(seen=False, of=list(BY_PREFIX))
    other = case.one(seen=True)
    if key is None or other is None:
        return
    own = SECRET.findall(key)
    if not own or case.scoped.find(key):  # a key of theirs may go on from it
        return
    unknown = key.replace(own[-1], UNUSED)
    questions: list[Callable[[str], object]] = [
        lambda text: recall(case.scoped, [text], case.view),
        lambda text: genealogy(case.scoped, [other, text], case.view),
        lambda text: why(case.scoped, other, text),
        lambda text: why(case.scoped, text, other),
        lambda text: resolve(case.scoped, text),
    ]
    ask = case.chance.choice(questions)
    refusals = [refusal(ask, text) for text in (key, unknown)]
    assert isinstance(refusals[0], UnknownKey)
    assert refusals[0].keys == ()
    assert str(refusals[0]).replace(key, "?") == str(refusals[1]).replace(unknown, "?")
    assert case.scoped.cards([key]) == {}


def refusal(ask: Callable[[str], object], text: str) -> QuestionError:
    """The error that a question ends with."""
    with pytest.raises(QuestionError) as caught:
        ask(text)
    return caught.value


def check_short_key(case: Case) -> None:
    """A shorter key stands for what they may see of what it fits."""
    short = case.chance.choice(["lot:t/RM-1", *(key.rpartition("/")[0] for key in case.keys)])
    fitting = [key for key in case.keys if key == short or key.startswith(f"{short}/")]
    seen = [key for key in fitting if case.sees(key)]
    assert list(case.scoped.find(short)) == seen
    if len(seen) == 1 or short in seen:
        assert resolve(case.scoped, short) == (short if short in seen else seen[0])
    else:
        error = refusal(lambda text: resolve(case.scoped, text), short)
        assert type(error) is (AmbiguousKey if seen else UnknownKey)
        assert set(error.keys) <= {key for key in case.keys if case.sees(key)}
        case.check_text(str(error).replace(short, ""))


def check_cards(case: Case) -> None:
    """Nodes, and the pages of a search, which are full as long as there is more."""
    assert set(case.scoped.cards(case.keys)) == set(filter(case.sees, case.keys))
    text = case.chance.choice(
        ("common", "C-x", f"C-x{case.chance.randrange(16):x}", case.chance.choice([*case.keys, "1"]))
    )
    size = case.chance.randint(1, 4)
    wanted = [card for card in case.whole.search(text, 10**6, None)[0] if case.sees(card.key)]
    found, after = list(case.scoped.search(text, size, None)[0]), case.scoped.search(text, size, None)[1]
    while after is not None:
        assert len(found) % size == 0
        page, after = case.scoped.search(text, size, after)
        found += page
    assert found == wanted


def check_difference(case: Case) -> None:
    """What changed between two sizes: rows that may be seen there, and who changed them."""
    start = case.one(seen=True)
    if start is None or not case.oracles[2].sees(case.sites, start):
        return
    question = case.chance.choice((recall, genealogy))
    found = compare(ScopedStore(case.store, case.sites), question, [start], (1, 2))
    foreign = case.oracles[2].foreign(case.sites) - case.oracles[1].own(case.sites)
    assert foreign.intersection(secrets([str(found.to_json())])) == set()
    for size, rows in ((1, [c.before for c in found.changes]), (2, [c.after for c in found.changes])):
        assert all(case.oracles[size].sees(case.sites, row.key) for row in rows if row)
    assert [cause.actor for cause in found.causes.values()] == ["someone"] * bool(found.changes)


def check_reads(case: Case) -> None:
    """Every read that a question has, as a field would use it that knows nothing of sites."""
    reader: Reader = case.scoped
    ends = {
        end
        for forward in (True, False)
        for edge in (*reader.flow(case.keys, forward), *reader.logistics(case.keys, forward))
        for end in (edge.source, edge.target)
    }
    assert all(map(case.sees, ends))
    case.check_text(str([(r.load, r.file, r.message, r.touches) for r in reader.open_rejects()]))
    assert list(reader.unfinished_loads()) == []


CHECKS = (
    [check_trace] * 6
    + [check_why] * 2
    + [check_forbidden] * 3
    + [
        check_short_key,
        check_cards,
        check_difference,
        check_reads,
    ]
)


@pytest.mark.parametrize("seed", [20, 45])  # nothing in these worlds would have to be approved first
def test_an_engine_tells_the_same_as_the_store_in_memory(store: Store, seed: int) -> None:
    case = Case(seed)
    for name, facts in zip(LOADS, case.commits, strict=True):
        store.commit(facts, actor="someone", reason="some reason", batch=Batch(name, 1))
    reader = ScopedReader(store.reader(case.whole.known_at), case.sites)
    starts = [key for key in case.keys if prefix_of(key) in STARTABLE and case.sees(key)]
    for start in case.chance.sample(starts, min(8, len(starts))):
        for question in (recall, genealogy):
            case.look_anew()
            found, wanted = (question(r, [start], case.view) for r in (reader, case.scoped))
            assert replace(found, root="", sha256="") == replace(wanted, root="", sha256=""), start
    assert set(reader.cards(case.keys)) == set(case.scoped.cards(case.keys))
    cards, _ = reader.search("common", 100, None)
    assert [card.key for card in cards] == [card.key for card in case.scoped.search("common", 100, None)[0]]


@pytest.mark.parametrize("seed", range(max(1, QUERIES // QUERIES_A_WORLD)))
def test_nothing_foreign_is_told_and_all_is_counted(seed: int) -> None:
    case = Case(seed)
    for _ in range(QUERIES_A_WORLD):
        case.look_anew()
        case.chance.choice(CHECKS)(case)
