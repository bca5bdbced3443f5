"""What changed in an answer between two ledger sizes, and by which commit; on every engine."""

from __future__ import annotations

import csv
import json
import random

import pytest

from app import cli
from app.questions.answer import Row
from app.questions.ask import genealogy, recall
from app.questions.diff import Comparison, compare
from graph_store.store import Store
from tests.support.build import Plant, key, lot, step
from tests.support.definition import in_commits, random_facts
from tests.support.duplicates import merging
from tests.support.kept import Kept
from tests.support.memory import MemoryStore

pytestmark = pytest.mark.engine

RESIN, MADE, OTHER = lot("RM-1", "1"), lot("FG-1", "1"), lot("FG-1", "2")


@pytest.fixture
def told(store: Store) -> Store:
    """1: resin becomes a lot, 2: that is shipped, 3: a second lot, 4: more of it, 5: it is withdrawn."""
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.make("MO1", [RESIN], [MADE])
    plant.commit(store)
    plant.ship(MADE, "1", "S1")
    plant.commit(store)
    second = plant.link("CONSUMED_IN", RESIN, step("MO2"), "1")
    plant.link("PRODUCED", step("MO2"), OTHER, "5", "u", line="made")
    plant.commit(store)
    plant.link("PRODUCED", step("MO2"), OTHER, "7", "u", line="made", changed="2025-01-01T00:00:00.000000Z")
    plant.commit(store)
    plant.withdraw("CONSUMED_IN", second)
    plant.commit(store)
    return store


def changes(found: Comparison) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {change.row.key: (change.how, change.commits) for change in found.changes}


def test_rows_are_named_with_the_commit_that_brought_them(told: Store) -> None:
    found = compare(told, recall, [RESIN], (1, 3))
    assert changes(found) == {
        key("shipment", "S1"): ("added", (2,)),
        key("customer", "1"): ("added", (2,)),
        step("MO2"): ("added", (3,)),
        OTHER: ("added", (3,)),
    }
    assert [(c.seq, c.actor, c.reason) for c in found.causes.values()] == [
        (2, "test", "test"),
        (3, "test", "test"),
    ]


def test_rows_that_went_are_named_with_the_commit_that_cut_them_off(told: Store) -> None:
    assert changes(compare(told, recall, [RESIN], (3, 5))) == {
        step("MO2"): ("removed", (5,)),
        OTHER: ("removed", (5,)),
    }


def test_another_quantity_is_an_altered_row(told: Store) -> None:
    (change,) = compare(told, recall, [RESIN], (3, 4)).changes
    assert (change.row.key, change.how, change.commits) == (OTHER, "altered", (4,))
    assert change.before is not None
    assert change.after is not None
    assert (change.before.quantity, change.after.quantity) == ("5", "7")


def test_what_came_and_went_between_does_not_show(told: Store) -> None:
    assert changes(compare(told, recall, [RESIN], (2, 5))) == {}


def test_what_went_and_came_again_is_named_by_its_last_coming() -> None:
    memory, plant = MemoryStore(), Plant()
    plant.receive(RESIN, "S", "GR1")
    used = plant.link("CONSUMED_IN", RESIN, step("MO1"), "1", line="used")
    plant.commit(memory)
    plant.withdraw("CONSUMED_IN", used)
    plant.commit(memory)
    plant.link("CONSUMED_IN", RESIN, step("MO1"), "1", line="used", changed="2025-01-01T00:00:00.000000Z")
    plant.commit(memory)
    plant.commit(memory)
    assert changes(compare(memory, recall, [RESIN], (0, 4)))[step("MO1")] == ("added", (3,))


def test_a_shorter_key_is_compared_with_the_past_of_its_own_record() -> None:
    """The lot was merged into another one between the sizes; before, it was a record of its own."""
    memory, plant, longer, kept = MemoryStore(), Plant(), lot("RM-1", "9", "77"), lot("RM-1", "1")
    for n, item in enumerate((longer, kept)):
        plant.make(f"MO{n}", [item], [lot("FG-1", str(n))])
    plant.commit(memory)
    memory.commit([merging(longer, kept)], actor="test", reason="test")
    whole = compare(memory, recall, [longer], (1, 2))
    assert compare(memory, recall, ["lot:t/RM-1/9"], (1, 2)) == whole
    assert whole.before == recall(memory.reader(1), ["lot:t/RM-1/9"])
    assert changes(whole)[longer] == ("removed", (2,))


def test_looking_back(told: Store) -> None:
    assert changes(compare(told, genealogy, [OTHER], (4, 5))) == {
        RESIN: ("removed", (5,)),
        key("receipt", "GR1", "1"): ("removed", (5,)),
        key("supplier", "S"): ("removed", (5,)),
    }


def test_a_start_that_was_not_there_yet(told: Store) -> None:
    found = compare(told, recall, [RESIN], (0, 2))
    assert found.before is None
    assert set(changes(found).values()) == {("added", (1,)), ("added", (2,))}


def test_random_histories_name_the_commit_at_which_a_row_came_or_went(store: Store) -> None:
    """Against the answers at every size."""
    chance = random.Random(5)
    for facts in in_commits(chance, random_facts(chance, 60)):
        store.commit(facts, actor="test", reason="test")
    size = store.head().size
    start = lot("RM-1", "1")
    with store.reader() as reader:
        assert start in reader.cards([start])
    rows: list[dict[str, Row]] = []
    for at in range(size + 1):
        with store.reader(at) as reader:
            there = start in reader.cards([start])
            rows.append({r.key: r for r in recall(reader, [start]).rows} if there else {})
    for first in range(size):
        found = compare(store, recall, [start], (first, size))
        assert {c.row.key for c in found.changes if c.how == "added"} == rows[size].keys() - rows[
            first
        ].keys()
        assert {c.row.key for c in found.changes if c.how == "removed"} == rows[first].keys() - rows[
            size
        ].keys()
        for change in found.changes:
            key_ = change.row.key
            assert change.commits
            for seq in change.commits:
                assert rows[seq].get(key_) != rows[seq - 1].get(key_)


def test_the_command(
    told: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(told))
    code = cli.run(["recall", RESIN, "--diff", "3..5", "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads(json.dumps(compare(told, recall, [RESIN], (3, 5)).to_json()))
    assert code == (0 if said["complete"] else 3)
    cli.run(["recall", RESIN, "--diff", "3..5", "--format", "csv"])
    lines = list(csv.reader(capsys.readouterr().out.splitlines()))
    assert [line[:3] for line in lines if line[0] == "removed"] == [
        ["removed", "Lot", OTHER],
        ["removed", "ProcessStep", step("MO2")],
    ]
    cli.run(["recall", RESIN, "--diff", "3..4"])
    assert "Rows changed between ledger sizes 3 and 4: 1." in capsys.readouterr().out
    for wrong in ("3", "5..3", "a..b"):
        assert cli.run(["recall", RESIN, "--diff", wrong]) == 64
    for more in (["--known-at", "4"], ["--with-links"]):
        for question in ("recall", "genealogy"):
            assert cli.run([question, RESIN, "--diff", "3..4", *more]) == 64
            assert f"{more[0]}: it means nothing beside --diff" in capsys.readouterr().err
    assert cli.run(["recall", RESIN, "--diff", "3..99"]) == 2
