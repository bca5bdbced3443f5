"""Standing recalls by columns: asked again by arrays, and passed by only where nothing that was read changed.

`LOTGRAPH_SCOPE_WORLDS` sets over how many random ledgers (default 8).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from app.asker import EVERYTHING
from app.columnar.answer import Wide
from app.columnar.noted import Footprint, NotedGraph, NotedReader
from app.crosscheck.cases import case
from app.questions.answer import Answer, Told
from app.questions.scopes import Question, ask, between
from app.questions.standing import Readers, Standing
from app.questions.starts import STARTS, label_of
from app.snapshot.applying import apply_lines
from graph_model.facts import AnyFact, LoadBegun, NodeFact, RelationshipFact, Retraction
from graph_model.version import MODEL_VERSION
from graph_store.store import Batch, Receipt
from lineage.base import nothing
from lineage.closure import Odd
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.support.build import Plant, key, lot, step
from tests.support.columns import OfflineReader, lines_of
from tests.support.memory import MemoryReader, MemoryStore
from tests.support.questions import rejected

WORLDS = int(os.environ.get("LOTGRAPH_SCOPE_WORLDS", "5"))
RESIN, FIRST, SECOND, OTHER = lot("RM-1", "1"), lot("FG-1", "1"), lot("FG-1", "2"), lot("RM-1", "2")
CLINIC, HOSPITAL = key("customer", "clinic"), key("customer", "hospital")


class Kept(MemoryStore):
    """A store in memory with columns that are kept up with it; its readers read them."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = Graph(nothing())

    def commit(
        self, facts: Iterable[AnyFact], *, actor: str, reason: str, batch: Batch | None = None
    ) -> Receipt:
        """Take the facts in, in both."""
        receipt = super().commit(facts, actor=actor, reason=reason, batch=batch)
        apply_lines(self.graph, receipt.size, lines_of(self.commits[-1]), MODEL_VERSION)
        return receipt

    def rebase(self) -> None:
        """A new generation of the columns."""
        self.graph = Graph(rebased(self.graph))

    def memory(self, size: int) -> MemoryReader:
        """What needs no columns."""
        return super().reader(size)

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> OfflineReader:  # type: ignore[override]  # they answer alike
        """A reader at a size."""
        return OfflineReader(self.graph, super().reader(known_at))


def statements(seed: int) -> list[AnyFact]:
    return [fact for commit in case(seed).commits for fact in commit]


def following(store: Kept, *starts: str) -> Standing:
    readers = cast(Readers, store)  # `__enter__` of its readers gives them back
    return Standing(readers, Question(starts), EVERYTHING, since=1)


def told(answer: Told | None) -> Answer | None:
    return replace(answer.in_full(), known_at=0, root="", sha256="") if answer else None


def small_commits(chance: random.Random, seed: int) -> list[list[AnyFact]]:
    """Two cases that have nothing to do with each other, in small commits."""
    facts = [*statements(seed), *statements(seed + 1000)]
    chance.shuffle(facts)
    half = len(facts) // 2
    commits, rest = [facts[:half]], facts[half:]
    while rest:
        size = chance.randint(1, 5)
        commits.append(rest[:size])
        rest = rest[size:]
    return commits


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_commit_that_is_passed_by_changes_nothing(seed: int) -> None:
    chance, store, ways = random.Random(seed), Kept(), Counter[str]()
    commits = small_commits(chance, seed)
    ahead = chance.random() < 0.3
    for facts in commits if ahead else commits[:1]:
        store.commit(facts, actor="a", reason="r")
    starts = [item for item in case(seed).items if label_of(item) in STARTS]
    question = Question(tuple(sorted(chance.sample(starts, chance.randint(1, 2)))))
    one = following(store, *question.starts)
    for size, facts in enumerate(commits[1:], 2):
        if not ahead:
            store.commit(facts, actor="a", reason="r")
        if chance.random() < 0.1:
            store.rebase()
        before, asked = one.answer, one.asked
        change = one.take(size, facts)
        fresh = ask(store.memory(size), question)
        assert told(one.answer) == told(fresh), size
        assert (change is not None) == bool(between(told(before), told(fresh))), size
        ways[
            "passed by" if asked == one.asked else "columns" if isinstance(one.answer, Wide) else "records"
        ] += 1
    assert ways["passed by"] > 0, ways


@pytest.fixture
def store() -> Kept:
    """One lot of resin becomes catheters, some of which go to a clinic; in commit 1."""
    store, made = Kept(), Plant()
    made.node(CLINIC)
    made.receive(RESIN, "S", "GR1")
    made.make("MO1", [RESIN], [FIRST])
    made.ship(FIRST, "clinic", "S1", "3")
    made.commit(store)
    store.rebase()
    return store


def taken(store: Kept, standing: Standing, facts: Sequence[AnyFact]) -> set[tuple[str, str]] | None:
    """What the commit of these facts changed; None where it was passed by."""
    size, asked = store.commit(facts, actor="a", reason="r").size, standing.asked
    change = standing.take(size, store.commits[-1])
    if standing.asked == asked:
        return None
    assert isinstance(standing.answer, Wide)
    return {(row.how, row.row.key) for row in change.between.rows} if change else set()


def test_what_touches_nothing_is_passed_by_and_what_does_is_told(store: Kept) -> None:
    one = following(store, RESIN)
    assert isinstance(one.answer, Wide)
    elsewhere = Plant("elsewhere")
    elsewhere.receive(OTHER, "S", "GR2")  # of the same supplier and material
    elsewhere.ship(OTHER, "clinic", "S9", "1", "kg")  # to the same customer
    stated = {CLINIC, key("material", "RM-1")}
    facts = [f for f in elsewhere.facts if not (isinstance(f, NodeFact) and f.key in stated)]
    assert taken(store, one, facts) is None
    later = Plant("later")
    later.ship(FIRST, "hospital", "S2", "1")
    assert taken(store, one, later.facts) == {("added", HOSPITAL), ("added", key("shipment", "S2"))}
    gone = next(f for f in later.facts if isinstance(f, RelationshipFact) and f.type == "SHIPPED_IN")
    withdrawn = Retraction(type=gone.type, key=gone.key, reason="r", changed="2026-01-01T00:00:00.000000Z")
    assert taken(store, one, [withdrawn]) == {("removed", HOSPITAL), ("removed", key("shipment", "S2"))}
    assert taken(store, one, [NodeFact(key=FIRST, properties={"status": "quarantined"})]) == set()
    assert taken(store, one, [rejected(2, RESIN)]) == set()  # a gap came, and no row
    assert taken(store, one, [LoadBegun(load="L", file="f", sha256="", profile="p/1")]) == set()


def test_a_name_that_is_corrected_is_told_with_what_it_was(store: Kept) -> None:
    one = following(store, RESIN)
    named = NodeFact(key=CLINIC, properties={"name": "Clinic"}, changed="2026-01-01T00:00:00.000000Z")
    store.commit([named], actor="a", reason="r")
    change = one.take(2, [named])
    assert change is not None
    assert [(c.before and c.before.name, c.after and c.after.name) for c in change.between.rows] == [
        (None, "Clinic")
    ]


def test_a_new_generation_of_columns_is_asked(store: Kept) -> None:
    one = following(store, RESIN)
    store.rebase()
    assert taken(store, one, [NodeFact(key=OTHER)]) == set()
    assert taken(store, one, [NodeFact(key=SECOND)]) is None


def test_the_first_relationship_of_a_type_is_no_stranger(store: Kept) -> None:
    one = following(store, RESIN)
    packed = Plant("packed")
    packed.link("PACKED_IN", FIRST, packed.node(key("package", "P1")), "1", "u")
    packed.link("SHIPPED_IN", key("package", "P1"), packed.node(key("shipment", "S7")), None)
    packed.link("DELIVERED_TO", key("shipment", "S7"), packed.node(HOSPITAL), None)
    assert taken(store, one, packed.facts) == {
        ("added", key("package", "P1")),
        ("added", HOSPITAL),
        ("added", key("shipment", "S7")),
    }


def test_the_same_of_a_question_that_is_behind_its_columns(store: Kept) -> None:
    made = Plant("later")
    made.make("MO2", [RESIN], [SECOND])
    made.commit(store)
    one = following(store, RESIN, SECOND)
    change = one.take(2, store.commits[1])
    assert change is not None
    assert {c.row.key for c in change.between.rows} == {SECOND, step("MO2")}


NOTED = {"having", "links_of", "types_at", "node", "node_take", "names", "record", "starting_with"}
FIXED = {  # by place they never change, or only with what is noted: state of a relationship and windows
    *("aliases", "key", "key_column", "keys", "link_key_column", "link_keys", "link_record", "link_records"),
    *("is_marked", "nodes", "links", "places", "statements", "take", "windows", "withdrawal", "several"),
    "is_known",
}
UNREAD = {  # by a recall, but for the reader under it: for writers, for new bases, for what is kept beside
    *("add", "add_links", "altered", "altered_nodes", "behind", "changes", "later", "later_at"),
    *("later_keys", "later_links", "later_state", "later_windows", "link", "mark", "marked", "node_altered"),
    *("put", "reach", "window_at", "withdraw", "withdrawals", "word_at"),
}


def test_nothing_of_a_graph_is_read_without_a_note() -> None:
    """Whoever adds a way to read a graph says here what it means for a footprint."""
    assert {name for name in dir(Graph) if name[0] != "_"} == NOTED | FIXED | UNREAD
    assert {name for name in vars(NotedGraph) if name[0] != "_"} == NOTED
    assert set(vars(Graph(nothing()))) >= {"base", "size", "words", "nested", "beside"}


def test_a_reader_passes_on_no_more_than_it_notes(store: Kept) -> None:
    reader = store.reader()
    noted = NotedReader(reader, Footprint(reader.graph, reader.known_at))
    passed_on = {name for name in dir(noted) if name[0] != "_"}
    reads = {
        "cards",
        "context",
        "find",
        "flow",
        "judged",
        "merges",
        "open_rejects",
        "told",
        "unfinished_loads",
    }
    assert passed_on == reads | {"graph", "known_at", "root"}
    with pytest.raises(Odd):
        noted.rivals([])  # type: ignore[operator]  # it is not there
    assert np.array_equal(noted.graph.take("type", np.array([0])), reader.graph.take("type", np.array([0])))
