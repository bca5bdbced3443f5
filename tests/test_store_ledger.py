"""Ledger and graph of one store agree: head, replay, races, and any order of the same statements."""

from __future__ import annotations

import datetime
import hashlib
import random
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph_model.facts import AnyFact, LoadBegun, NodeFact, RelationshipFact, Retraction, decode
from graph_model.version import MODEL_VERSION
from graph_store import digest
from graph_store.errors import ConstraintViolated, HeadMoved, StoreError, TooManyRetries
from graph_store.store import MOST_RETRIES, Batch, LedgerHead, Receipt, Store
from ledger.commit import Payload, pack
from ledger.tree import root_of
from tests.support.build import Plant, device, lot, step
from tests.support.definition import digest_of, graph_lines, in_commits, random_facts

pytestmark = pytest.mark.engine

SEEDS = range(30)
CHANGED = "2025-01-31T08:15:00.000000Z"


def commit(store: Store, *facts: AnyFact, batch: Batch | None = None) -> Receipt:
    return store.commit(facts, actor="王芳", reason="test", batch=batch, source_sha256="ab")


def site(number: int) -> NodeFact:
    return NodeFact(key=f"site:t/{number}", properties={"name": str(number)})


def consumed(number: int) -> RelationshipFact:
    return RelationshipFact(
        type="CONSUMED_IN", key=f"CONSUMED_IN:t/{number}", source=lot("RM-1", "1"), target=step("MO1")
    )


def run(store: Store, query: str) -> None:
    """What nobody but this test does to a database."""
    with store.connection.writing() as transaction:
        transaction.rows_of(query)
        transaction.commit()


def forget(store: Store) -> None:
    """An empty ledger and graph; the schema stays, as it does in `tests.conftest.empty`."""
    run(store, "MATCH (n) DETACH DELETE n")
    with store.connection.writing() as transaction:
        transaction.rows("make_head", model=MODEL_VERSION)
        transaction.commit()


def lines(store: Store) -> list[bytes]:
    return sorted(digest.lines(store.connection))


def small_history(store: Store) -> None:
    """Some commits of every kind: nodes, flows, corrections, withdrawals, a load, an empty one."""
    plant = Plant()
    made = plant.make("MO1", [lot("RM-1", "007"), lot("RM-2", "A/B")], [lot("FG-1", "心1")])
    plant.link("HAS_UNIT", lot("FG-1", "心1"), device("FG-1", "1"))
    plant.receive(lot("RM-1", "007"), "S 1", "R1", "0000")
    plant.ship(device("FG-1", "1"), "C1", "SH1")
    plant.commit(store)
    early = plant.link("CONSUMED_IN", lot("RM-3", "stub"), made, "1.5", line="9", stub=True)
    plant.commit(store)
    plant.link(
        "CONSUMED_IN", lot("RM-3", "stub"), made, "2.5", line="9", changed="2025-01-31T08:15:00.000000Z"
    )
    plant.node(lot("RM-3", "stub"), lot_number="stub")
    plant.commit(store)
    commit(store, LoadBegun(load="l1", file="a.csv", sha256="00", profile="p"), batch=Batch("l1", 0))
    commit(store, batch=Batch("l1", 1, 2))
    plant.facts.append(Retraction(type="CONSUMED_IN", key=early, reason="void", changed=CHANGED))
    plant.commit(store)


# --- head and entries ------------------------------------------------------------------------------


def test_head_frontier_and_roots_are_those_of_the_entries(store: Store) -> None:
    small_history(store)
    entries = list(store.entries())
    assert [entry.header.seq for entry in entries] == [1, 2, 3, 4, 5, 6]
    leaves = [entry.header.encode() for entry in entries]
    assert store.head() == LedgerHead(6, root_of(leaves).hex())
    for size in range(7):
        with store.reader(size) as reader:
            assert reader.root == root_of(leaves[:size]).hex()
    for entry in entries:
        stored = entry.lines()
        plain = b"".join(line + b"\n" for line in stored)
        assert (entry.header.n, entry.header.facts_root) == (len(stored), root_of(stored).hex())
        assert entry.header.payload_sha256 == hashlib.sha256(plain).hexdigest()
    with store.connection.reading() as runner:
        (head,) = runner.rows("read_head")
    assert head["record_time"] == entries[-1].header.record_time
    assert head["retractions"] == 1


def test_the_header_says_who_when_why_and_from_where(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    local = datetime.timezone(datetime.timedelta(hours=8))
    moments = [datetime.datetime(2025, 2, 1, 7, 59, 59, 5, tzinfo=local)]
    moments.append(moments[0] - datetime.timedelta(days=1))
    monkeypatch.setattr(store, "_now", iter(moments).__next__)
    commit(store, site(1), batch=Batch("l1", 3, 1))
    commit(store, site(2))
    told = [
        (h.record_time, h.actor, h.reason, h.source_sha256, h.load, h.chunk, h.model, h.n)
        for h in (entry.header for entry in store.entries())
    ]
    # A clock that was set back never makes the ledger go back in time.
    time = "2025-01-31T23:59:59.000005Z"
    assert told == [
        (time, "王芳", "test", "ab", "l1", "3.1", MODEL_VERSION, 1),
        (time, "王芳", "test", "ab", "", "", MODEL_VERSION, 1),
    ]


def test_every_fact_has_a_nonce_of_its_own(store: Store) -> None:
    commit(store, site(1), site(2))
    commit(store, site(3))
    nonces = [line[2:34] for entry in store.entries() for line in entry.lines()]
    assert len(set(nonces)) == len(nonces) == 3


def test_entries_come_in_pages_and_a_missing_one_is_no_shorter_ledger(store: Store) -> None:
    for number in range(53):
        commit(store, site(number))
    seqs = [entry.header.seq for entry in store.entries()]
    assert seqs == list(range(1, 54))
    assert [entry.header.seq for entry in store.entries(49, 52)] == [49, 50, 51, 52]
    run(store, "MATCH (c:Commit {seq: 51}) DETACH DELETE c")
    with pytest.raises(StoreError, match="entries 51 to 53 are not all there"):
        list(store.entries())


def test_what_is_not_committed_is_undone(store: Store) -> None:
    """Where no error says so: the driver's own `with` would commit."""
    with store.connection.writing() as transaction:
        transaction.rows_of("CREATE (s:Site {key: 'site:t/1'}) SET s._commit = 1")
        assert transaction.rows_of("MATCH (s:Site) RETURN count(s) AS n") == [{"n": 1}]
    assert lines(store) == []


# --- replay ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("forward", [True, False], ids=["arcadedb to neo4j", "neo4j to arcadedb"])
def test_a_ledger_replayed_into_the_other_engine_gives_the_same_graph(
    stores: tuple[Store, Store], forward: bool
) -> None:
    source, target = stores if forward else reversed(stores)
    small_history(source)
    for entry in source.entries():
        assert target.replay(entry) == Receipt(entry.header.seq, entry.header.n, 0)
    assert target.head() == source.head()
    assert lines(target) == lines(source)
    assert digest.digest(target.connection) == digest.digest(source.connection)
    assert [(e.header, e.lines(), e.batch) for e in target.entries()] == [
        (e.header, e.lines(), e.batch) for e in source.entries()
    ]
    assert target.load_state("l1") == source.load_state("l1")
    # What comes later goes on in both as one.
    for store in stores:
        commit(store, site(1), consumed(1))
    assert lines(target) == lines(source)


def test_an_entry_is_replayed_only_in_its_place(store: Store) -> None:
    commit(store, site(1))
    commit(store, site(2))
    first, second = store.entries()
    with pytest.raises(StoreError, match="entry 2 does not follow a ledger of size 2"):
        store.replay(second)
    forget(store)
    with pytest.raises(StoreError, match="entry 2 does not follow a ledger of size 0"):
        store.replay(second)
    assert store.replay(first) == Receipt(1, 1, 0)
    twice = replace(first, header=replace(first.header, seq=2))
    with pytest.raises(StoreError, match="entry 2 holds facts that change nothing"):
        store.replay(twice)
    damaged = replace(first, header=replace(first.header, seq=2, n=2))
    with pytest.raises(ValueError, match="payload of commit 2"):
        store.replay(damaged)
    assert store.head().size == 1


# --- races -----------------------------------------------------------------------------------------


def count_attempts(monkeypatch: pytest.MonkeyPatch, losing: int = 0) -> list[None]:
    """One element for each attempt to write; the first `losing` of them lose their race."""
    attempts: list[None] = []
    attempt = Store._commit_once

    def counted(self: Store, order: object, watch: object) -> Receipt:
        attempts.append(None)
        if len(attempts) <= losing:
            raise HeadMoved("another transaction was first")
        return attempt(self, order, watch)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "_commit_once", counted)
    monkeypatch.setattr("graph_store.store.time.sleep", lambda _: None)
    return attempts


def test_a_real_violation_fails_once_and_writes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(store, site(1))
    before = lines(store), store.head()
    run(store, "CREATE (c:Commit {seq: 2})")
    attempts = count_attempts(monkeypatch)
    with pytest.raises(ConstraintViolated):
        commit(store, site(2), consumed(1))
    assert len(attempts) == 1
    assert (lines(store), store.head()) == before


def test_a_lost_race_is_run_again_and_packs_only_what_is_recorded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[bytes] = []

    def counted(lines: Sequence[bytes]) -> Payload:
        packed.extend(lines)
        return pack(lines)

    monkeypatch.setattr("graph_store.store.pack", counted)
    attempts = count_attempts(monkeypatch, losing=MOST_RETRIES - 1)
    assert commit(store, site(1), site(1), consumed(1)) == Receipt(1, 2, 1)
    assert len(attempts) == MOST_RETRIES
    (entry,) = store.entries()
    assert entry.lines() == packed


def test_who_always_loses_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = count_attempts(monkeypatch, losing=MOST_RETRIES)
    with pytest.raises(TooManyRetries, match="another writer was first 20 times"):
        commit(store, site(1))
    assert (len(attempts), store.head().size) == (MOST_RETRIES, 0)


def test_writers_at_once_get_every_number_once(store: Store) -> None:
    writers, commits = 4, 15
    receipts: list[tuple[int, Receipt]] = []
    failures: list[BaseException] = []
    start = threading.Barrier(writers)

    def write(writer: int) -> None:
        try:
            start.wait()
            for n in range(commits):
                number = writer * commits + n
                receipts.append((number, commit(store, site(number), consumed(number))))
        except BaseException as error:  # an assertion in a thread would be lost
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    total = writers * commits
    assert sorted(receipt.seq for _, receipt in receipts) == list(range(1, total + 1))
    assert {receipt.applied for _, receipt in receipts} == {2}
    entries = list(store.entries())
    recorded = {entry.header.seq: [decode(line) for line in entry.lines()] for entry in entries}
    assert recorded == {receipt.seq: [site(n), consumed(n)] for n, receipt in receipts}
    assert store.head() == LedgerHead(total, root_of(e.header.encode() for e in entries).hex())
    times = [entry.header.record_time for entry in entries]
    assert times == sorted(times)
    with store.reader() as reader:
        edges = reader.flow([lot("RM-1", "1")], forward=True)
    assert {edge.key for edge in edges} == {consumed(n).key for n in range(total)}


# --- order -----------------------------------------------------------------------------------------


def test_whatever_the_order_and_the_commits_the_graph_is_that_of_the_set(store: Store) -> None:
    """Against the rules themselves (`tests.support.definition`), so both engines give one digest."""
    for seed in SEEDS:
        chance = random.Random(seed)
        facts = random_facts(chance, 25)
        expected = graph_lines(facts)
        for _ in range(2):
            for some in in_commits(chance, facts):
                commit(store, *some)
            assert lines(store) == expected, f"seed {seed}"
            assert digest.digest(store.connection) == digest_of(expected)
            forget(store)
