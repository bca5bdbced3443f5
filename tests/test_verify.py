"""Verification: what is changed behind the system's back is found and located, all else is no alarm.

`LOTGRAPH_MUTATIONS` is the number of trials for each engine, half on the graph, half on the ledger; the
seed of a trial is its number.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import cli
from graph_model.facts import NodeFact, canonical
from graph_model.version import MODEL_VERSION
from graph_store import digest
from graph_store.audit import Checkpoint, Damage
from graph_store.errors import LedgerGrew
from graph_store.outside import OUTSIDE
from graph_store.repair import LedgerDamaged, last_repair, repair, restore
from graph_store.store import Store
from graph_store.verify import Change, Difference, Verification, verify
from tests.support import tamper
from tests.support.build import key, lot, step
from tests.support.definition import in_commits, random_facts
from tests.support.kept import Kept
from tests.support.questions import ORDER, RESIN, forward, whole_plant

pytestmark = pytest.mark.engine

TRIALS = int(os.environ.get("LOTGRAPH_MUTATIONS", "60")) // 2
UNTOUCHED = range(15)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def check(store: Store, checkpoint: Checkpoint | None = None) -> tuple[tuple[Damage, ...], list[Difference]]:
    with ExitStack() as stack:
        done = verify(store.connection, stack, checkpoint=checkpoint)
        return done.damage, list(done.differences())


def told(differences: list[Difference]) -> set[tuple[str, str, str, str]]:
    return {(d.how, d.what, d.name, d.key) for d in differences}


def witness(store: Store) -> Checkpoint:
    head = store.head()
    return Checkpoint(head.size, head.root)


def forget(store: Store) -> None:
    tamper.run(store, "MATCH (n) DETACH DELETE n")
    with store.connection.writing() as transaction:
        transaction.rows("make_head", model=MODEL_VERSION)
        transaction.commit()


# --- no false alarm --------------------------------------------------------------------------------


def test_an_empty_store_is_what_its_ledger_says(store: Store) -> None:
    assert check(store, witness(store)) == ((), [])


def test_a_history_of_every_kind_is_no_alarm(store: Store) -> None:
    tamper.history(store)
    assert check(store, witness(store)) == ((), [])


def test_random_histories_are_no_alarm(store: Store) -> None:
    for seed in UNTOUCHED:
        chance = random.Random(seed)
        for facts in in_commits(chance, random_facts(chance, 25)):
            store.commit(facts, actor="test", reason="test")
        assert check(store) == ((), []), f"seed {seed}"
        forget(store)


def test_what_is_recorded_meanwhile_is_no_alarm_and_hides_nothing(store: Store, opened: ExitStack) -> None:
    tamper.history(store)
    size = store.head().size
    tamper.run(store, "MATCH (n:Site) SET n.forged = 1")
    tamper.run(store, "CREATE (n:Site) SET n.key = 'site:t/9', n._commit = $seq", seq=size + 1)
    later = [
        NodeFact(
            key=lot("RM-3", "stub"), properties={"status": "hold"}, changed="2026-01-01T00:00:00.000000Z"
        ),
        NodeFact(key=lot("RM-4", "new"), properties={"status": "hold"}),
    ]
    facts = iter(later)

    def on_progress(what: str, done: int, total: int | None) -> None:
        fact = next(facts, None)
        if fact is not None:
            store.commit([fact], actor="test", reason="meanwhile")

    done = verify(store.connection, opened, on_progress=on_progress)
    assert (done.size, done.later, done.damage) == (size, 2, ())
    assert told(list(done.differences())) == {
        ("altered", "node", "Site", "site:t/1"),
        ("added", "node", "Site", "site:t/9"),
    }


def test_a_row_touched_meanwhile_is_still_compared(store: Store, opened: ExitStack) -> None:
    tamper.history(store)
    moving = lot("RM-3", "stub")

    def on_progress(what: str, done: int, total: int | None) -> None:
        if done == 1:
            fact = NodeFact(key=moving, properties={"name": "n"}, changed="2026-01-01T00:00:00.000000Z")
            store.commit([fact], actor="test", reason="meanwhile")
            tamper.run(store, "MATCH (n:Lot {key: $key}) SET n.status = 'scrapped'", key=moving)

    done = verify(store.connection, opened, on_progress=on_progress)
    (difference,) = done.differences()
    assert (difference.key, difference.changes) == (moving, (Change("status", "released", "scrapped"),))


# --- the graph -------------------------------------------------------------------------------------


def test_an_altered_property_is_told_with_both_values(store: Store) -> None:
    tamper.history(store)
    tamper.run(store, "MATCH (n:Measurement) SET n.upper_limit = n.upper_limit - 1, n.forged = true")
    tamper.run(store, "MATCH (n:Measurement) REMOVE n.lower_limit")
    _, (difference,) = check(store)
    assert difference.changes == (
        Change("forged", None, True),
        Change("lower_limit", -(2**63) + 1, None),
        Change("upper_limit", 2**63 - 1, 2**63 - 2),
    )
    assert told([difference]) == {("altered", "node", "Measurement", key("measurement", "M1"))}


def test_wrong_ends_are_told(store: Store) -> None:
    tamper.history(store)
    tamper.run(store, "MATCH (a)-[r:HAS_UNIT]->(b) DELETE r")
    text = "MATCH (a:Lot {key: $a}) MATCH (b:Device) CREATE (a)-[r:HAS_UNIT]->(b) SET r = $p"
    _, (missing,) = check(store)
    *_, properties = json.loads(missing.expected)
    tamper.run(store, text, a=lot("RM-1", "007"), p=properties)
    _, (difference,) = check(store)
    assert difference.changes == (Change("source", lot("FG-1", "心1"), lot("RM-1", "007")),)


def test_an_end_is_a_node_of_the_label_of_its_key(store: Store, opened: ExitStack, tmp_path: Path) -> None:
    """Else a relationship could hang on a node that no verification looks at, and every trace pass it by."""
    tamper.history(store)
    before = digest.digest(store.connection)
    (moved,) = tamper.hang_on_a_stranger(store, random.Random(1))
    done = verify(store.connection, opened)
    (difference,) = done.differences()
    assert (difference.how, difference.key) == ("altered", moved)
    (change,) = difference.changes
    assert change.stored in {f"(:{label}) {change.expected}" for label in OUTSIDE}
    assert digest.digest(store.connection) != before
    assert repair(store, done, actor="test", reason="test", folder=tmp_path).counts == {
        "relationship altered": 1
    }
    assert check(store) == ((), [])


def test_every_mutation_of_the_graph_is_found_located_and_repaired(store: Store) -> None:
    tamper.history(store)
    before, size = sorted(digest.lines(store.connection)), store.head().size
    for seed in range(TRIALS):
        chance = random.Random(seed)
        mutation = tamper.GRAPH[seed % len(tamper.GRAPH)]
        where = mutation(store, chance)
        damage, differences = check(store)
        about = f"{mutation.__name__}, seed {seed}"
        assert (damage, {d.key for d in differences}) == ((), where), about
        restore(store, (d for d in differences if d.what != "relationship"), size)
        restore(store, check(store)[1], size)
        assert check(store) == ((), []), about
        tamper.send_strangers_away(store)
    assert sorted(digest.lines(store.connection)) == before


# --- the ledger ------------------------------------------------------------------------------------


def test_every_mutation_of_the_ledger_is_found_and_located(store: Store) -> None:
    tamper.history(store)
    ledger, seen = tamper.Ledger(store), witness(store)
    for seed in range(TRIALS):
        chance = random.Random(seed)
        mutation = tamper.LEDGER[seed % len(tamper.LEDGER)]
        where = mutation(store, chance)
        damage, differences = check(store, seen)
        about = f"{mutation.__name__}, seed {seed}: {damage}"
        assert damage, about
        assert where & {d.commit for d in damage}, about
        assert differences == [], about
        ledger.put_back()
    assert check(store, seen) == ((), [])


def test_a_ledger_rewritten_as_a_whole_is_found_by_an_outside_witness(store: Store) -> None:
    tamper.history(store)
    ledger, seen = tamper.Ledger(store), witness(store)
    for seed in range(max(TRIALS // 4, 1)):
        chance = random.Random(seed)
        tamper.rewrite(store, chance)
        unwitnessed, _ = check(store)
        damage, _ = check(store, seen)
        assert unwitnessed == (), f"seed {seed}"
        assert [d.commit for d in damage] == [None], f"seed {seed}"
        assert "witness saw" in damage[0].message
        ledger.put_back()


def test_a_damaged_ledger_is_no_ground_to_repair_on(store: Store, opened: ExitStack, tmp_path: Path) -> None:
    tamper.history(store)
    tamper.run(store, "MATCH (n:Site) DETACH DELETE n")
    tamper.flip_payload_bit(store, random.Random(1))
    done = verify(store.connection, opened)
    assert done.damage
    before = sorted(digest.lines(store.connection)), store.head()
    with pytest.raises(LedgerDamaged, match="left as it is"):
        repair(store, done, actor="test", reason="test", folder=tmp_path)
    assert (sorted(digest.lines(store.connection)), store.head()) == before


@pytest.mark.parametrize("text", ["", "7", "7:ab", "x:" + "0" * 64, "-1:" + "0" * 64, "7:" + "z" * 64])
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"SIZE:ROOT|invalid literal|hexadecimal"):
        Checkpoint.parse(text)


# --- repair ----------------------------------------------------------------------------------------


def test_a_repair_restores_the_graph_and_is_in_the_ledger(
    store: Store, opened: ExitStack, tmp_path: Path
) -> None:
    tamper.history(store)
    before, size = set(digest.lines(store.connection)), store.head().size
    for text in (
        "MATCH (n:ProcessStep) DETACH DELETE n",
        "MATCH (n:Device) SET n.key = 'device:t/FG-1/forged'",
        "CREATE (n:Forged) SET n.name = 'x'",
        "MATCH (n:Retraction) DELETE n",
        "MATCH (h:Head) SET h.retractions = 0",
    ):
        tamper.run(store, text)
    done = verify(store.connection, opened)
    repaired = repair(store, done, actor="王芳", reason="incident 7", folder=tmp_path)
    assert check(store) == ((), [])
    (entry,) = store.entries(size + 1)
    assert (entry.header.actor, entry.header.reason, entry.header.n) == ("王芳", "incident 7", 1)
    act = set(digest.lines(store.connection)) - before
    assert before <= set(digest.lines(store.connection))
    ((label, properties),) = [(json.loads(line)[0].partition(":")[0], json.loads(line)[1]) for line in act]
    assert label == "repair"
    report = repaired.report.read_bytes()
    assert properties == {
        "sha256": hashlib.sha256(report).hexdigest(),
        "report": canonical(repaired.counts).decode(),
    }
    assert [json.loads(line)["key"] for line in report.splitlines()] == [d.key for d in done.differences()]
    assert sum(repaired.counts.values()) == len(list(done.differences()))


def test_a_ledger_that_grows_is_not_repaired_on(store: Store, opened: ExitStack, tmp_path: Path) -> None:
    tamper.history(store)
    tamper.run(store, "MATCH (n:Site) SET n.name = 'forged'")
    done = verify(store.connection, opened)
    store.commit([NodeFact(key=step("MO9"), properties={})], actor="test", reason="meanwhile")
    head = store.head()
    with pytest.raises(LedgerGrew, match="the ledger grew from"):
        repair(store, done, actor="test", reason="test", folder=tmp_path)
    assert store.head() == head  # no repair is recorded that did not happen


def test_no_node_that_somebody_put_there_keeps_a_repair_from_being_recorded(
    store: Store, opened: ExitStack, tmp_path: Path
) -> None:
    tamper.history(store)
    forged = {"key": f"repair:lotgraph/{store.head().size + 1}", "_rank": "999 9999 x", "_commit": 1}
    tamper.run(store, "CREATE (n:Repair) SET n = $p", p=forged)
    assert last_repair(store) == forged["key"]
    repaired = repair(
        store, verify(store.connection, opened), actor="test", reason="incident 9", folder=tmp_path
    )
    assert repaired.counts == {"node added": 1}
    assert check(store) == ((), [])
    (act,) = (json.loads(line)[1] for line in next(iter(store.entries(repaired.receipt.seq))).lines())
    assert last_repair(store) == act["key"]


# --- the command -----------------------------------------------------------------------------------


def lotgraph(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    tamper.history(store)
    head = store.head()
    code, said, _ = lotgraph(capsys, "verify", "--json", "--checkpoint", f"{head.size}:{head.root}")
    empty = {"later": 0, "damage": [], "unapproved": [], "differences": [], "equal": True}
    assert (code, json.loads(said)) == (0, {"ledger": {"size": head.size, "root": head.root}, **empty})

    tamper.run(store, "MATCH (n:Measurement) SET n.lower_limit = 1")
    code, said, complaint = lotgraph(capsys, "verify")
    assert code == 1
    assert said.splitlines()[0] == (
        "altered node Measurement measurement:t/M1: lower_limit is 1, the ledger says -9223372036854775807"
    )
    assert "Differences: 1." in complaint
    code, said, _ = lotgraph(capsys, "verify", "--json")
    assert code == 1
    assert json.loads(said)["differences"] == [
        {
            "how": "altered",
            "what": "node",
            "name": "Measurement",
            "key": "measurement:t/M1",
            "changes": [{"name": "lower_limit", "ledger": -(2**63) + 1, "graph": 1}],
        }
    ]
    assert lotgraph(capsys, "verify", "--repair")[0] == 64
    code, _, complaint = lotgraph(capsys, "verify", "--repair", "--reason", "incident 7")
    assert code == 0
    assert f"recorded in commit {head.size + 1}" in complaint
    assert lotgraph(capsys, "verify")[0] == 0

    tamper.flip_payload_bit(store, random.Random(1))
    code, said, complaint = lotgraph(capsys, "verify", "--repair", "--reason", "incident 8")
    assert code == 1
    assert "damaged commit" in said
    assert "The LEDGER is damaged" in complaint


def test_the_outcome_is_asked_for_again_with_the_same_answer(store: Store, opened: ExitStack) -> None:
    tamper.history(store)
    tamper.run(store, "MATCH (n:Site) DETACH DELETE n")
    done: Verification = verify(store.connection, opened)
    assert list(done.differences()) == list(done.differences()) != []


def test_a_graph_of_before_disputes_were_marked_gets_its_marks_by_a_repair(
    store: Store, opened: ExitStack, tmp_path: Path
) -> None:
    plant = whole_plant()
    for quantity in ("1", "2"):
        plant.link("CONSUMED_IN", RESIN, ORDER, quantity, line="GI-1")
    plant.commit(store)
    told = forward(store, RESIN).gaps
    tamper.run(store, "MATCH ()-[r:CONSUMED_IN]->() REMOVE r._disputed")
    assert [gap.kind for gap in told] == ["conflict", "conflict"]
    assert forward(store, RESIN).gaps == ()
    repair(store, verify(store.connection, opened), actor="test", reason="upgrade", folder=tmp_path)
    assert forward(store, RESIN).gaps == told
