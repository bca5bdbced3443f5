"""The security log: counted, chained, sealed; whatever is done to it behind its back is found."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_model.instants import moment_of, text_of
from graph_store.clock import Clock
from graph_store.rebuild import TargetNotEmpty, refuse_foreign
from graph_store.security_log import (
    FIRST,
    MOST_A_WINDOW,
    WINDOW,
    Event,
    Findings,
    Kind,
    LogDamaged,
    SecurityLog,
    check_log,
    entries,
    seal_key,
    seal_log,
    seals,
)
from graph_store.store import Store
from tests.support import tamper

pytestmark = pytest.mark.engine

ADA = "account:lotgraph/ada"
FAILED = Event(Kind.SIGN_IN_FAILED, ADA, "192.0.2.1", "wrong password")
RECALL = Event(Kind.ALL_SITES_RECALL, ADA, "192.0.2.1", "lot:t/RM-1/7")


class Wall:
    """A clock on the wall, moved by hand."""

    def __init__(self, store: Store) -> None:
        self.time = moment_of(store.time()) + datetime.timedelta(days=1)
        self.log = SecurityLog(store, Clock(store, now=lambda: self.time, monotonic=lambda: 0.0))

    def pass_by(self, some: datetime.timedelta) -> None:
        self.time += some


def told(store: Store) -> list[tuple[Event, int]]:
    return [(entry.event, entry.count) for entry in entries(store)]


def test_an_empty_log_is_whole_and_is_not_sealed(store: Store) -> None:
    assert list(entries(store)) == []
    assert check_log(store) == Findings(0, 0, ())
    assert seal_log(store, "test") is None


def test_entries_are_chained_by_the_hash_of_their_canonical_json(store: Store) -> None:
    wall = Wall(store)
    wall.log.record(FAILED)
    wall.log.record(RECALL)
    first, second = entries(store)
    body = {
        "account": ADA,
        "address": "192.0.2.1",
        "count": 1,
        "detail": "wrong password",
        "kind": "sign_in_failed",
        "n": 1,
        "previous": FIRST,
        "time": text_of(wall.time),
    }
    assert first.text == json.dumps(body, sort_keys=True, separators=(",", ":"))
    assert (second.n, second.previous) == (2, hashlib.sha256(first.text.encode()).hexdigest())
    assert check_log(store) == Findings(2, 0, ())


def test_what_happens_again_within_a_minute_is_counted_in_one_more_entry(store: Store) -> None:
    wall = Wall(store)
    for _ in range(5):
        wall.log.record(FAILED)
        wall.log.record(RECALL)
    assert told(store) == [(FAILED, 1), (RECALL, 1)]
    wall.pass_by(WINDOW)
    wall.log.record(FAILED)
    assert told(store) == [(FAILED, 1), (RECALL, 1), (FAILED, 4), (RECALL, 4), (FAILED, 1)]
    assert check_log(store) == Findings(5, 0, ())


def test_what_happened_again_is_of_its_minute_and_of_its_day_whenever_it_is_written(store: Store) -> None:
    wall = Wall(store)
    midnight = wall.time.replace(hour=0, minute=0, second=0, microsecond=0) + 2 * datetime.timedelta(days=1)
    for seconds in (-90, -90, -25, -5, -5, 5, 5):
        wall.time = midnight + datetime.timedelta(seconds=seconds)
        wall.log.record(FAILED)
    wall.pass_by(datetime.timedelta(days=60))
    wall.log.close_window()
    told_at = [((moment_of(e.time) - midnight).total_seconds(), e.count) for e in entries(store)]
    last = 1e-6
    assert told_at == [(-90, 1), (-30 - last, 1), (-25, 1), (-last, 2), (5, 1), (65 - last, 1)]
    assert check_log(store) == Findings(6, 0, ())


def test_a_flood_makes_so_many_entries_and_is_counted_whole(store: Store) -> None:
    wall = Wall(store)
    flood = [
        Event(Kind.TOKEN_REFUSED, "", f"192.0.2.{n // 200}/{n % 200}", "no such key")
        for n in range(MOST_A_WINDOW + 10)
    ]
    for event in flood:
        wall.log.record(event)
    wall.log.record(RECALL)  # what an account does is never crowded out
    wall.log.close_window()
    overflow = (Event(Kind.OVERFLOW, detail="token_refused"), 10)
    assert told(store) == [*((e, 1) for e in flood[:MOST_A_WINDOW]), (RECALL, 1), overflow]


def test_threads_lose_no_count(store: Store) -> None:
    log = SecurityLog(store)
    other = SecurityLog(store)  # as in another process
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: (log, other)[n % 2].record((FAILED, RECALL)[n % 3 == 0]), range(60)))
    log.close_window()
    counts: Counter[Event] = Counter()
    for event, count in told(store):
        counts[event] += count
    assert counts == {FAILED: 40, RECALL: 20}
    assert check_log(store).wrong == ()


def test_times_never_run_back(store: Store) -> None:
    wall = Wall(store)
    wall.log.record(FAILED)
    wall.pass_by(-datetime.timedelta(hours=3))
    SecurityLog(store).record(RECALL)  # a process whose clock is behind
    first, second = entries(store)
    assert first.time <= second.time


def test_a_seal_says_once_what_the_end_was(store: Store) -> None:
    log = SecurityLog(store)
    log.record(FAILED)
    log.record(FAILED)
    receipt = seal_log(store, "test", log=log)
    assert receipt is not None
    last = list(entries(store))[-1]
    assert (last.n, last.count) == (2, 1)  # what waited is told before
    assert seals(store) == {seal_key(2): last.sha256}
    assert seal_log(store, "test", log=log) is None
    assert check_log(store) == Findings(2, 2, ())
    log.record(RECALL)
    assert check_log(store) == Findings(3, 2, ())


def rewritten(store: Store) -> None:
    """As somebody would who knows how the chain is made: every hash fits, and the end, too."""
    kept = [entry for entry in entries(store) if entry.event.kind is not Kind.SIGN_IN_FAILED]
    tamper.run(store, "MATCH (n) WHERE n:SecurityEntry OR n:SecurityHead DETACH DELETE n")
    log = SecurityLog(store)
    for entry in kept:
        log.record(entry.event)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "MATCH (e:SecurityEntry {n: 1}) SET e.entry = replace(e.entry, 'reason 0', 'reason 9')",
            {"entry 2 does not follow"},
        ),
        (
            "MATCH (e:SecurityEntry {n: 3}) SET e.entry = replace(e.entry, 'reason 2', 'reason 9')",
            {"entry 3 is not the one of which", "the end of the log is not"},
        ),
        ("MATCH (e:SecurityEntry {n: 2}) SET e.entry = e.entry + ' '", {"entry 2 was altered"}),
        ("MATCH (e:SecurityEntry {n: 2}) DELETE e", {"entry 2 is missing", "there are 2 entries"}),
        ("MATCH (e:SecurityEntry {n: 3}) DELETE e", {"entry 3 is missing", "there are 2 entries"}),
        ("MATCH (h:SecurityHead) SET h.sha256 = ''", {"the end of the log is not"}),
        ("CREATE (e:SecurityEntry {n: 4}) SET e.entry = ''", {"there are 4 entries"}),
        (
            "MATCH (n) WHERE n:SecurityEntry OR n:SecurityHead DELETE n",
            {"the log has 0 entries, and the ledger was told of 3"},
        ),
    ],
)
def test_what_is_done_behind_its_back_is_found(store: Store, change: str, says: set[str]) -> None:
    log = SecurityLog(store)
    for n in range(3):
        log.record(Event(Kind.SIGN_IN_FAILED, ADA, "", f"reason {n}"))
    seal_log(store, "test", log=log)
    assert check_log(store).wrong == ()
    tamper.run(store, change)
    wrong = check_log(store).wrong
    assert {s for s in says if not any(w.startswith(s) for w in wrong)} == set()
    assert {w for w in wrong if not any(w.startswith(s) for s in says)} == set()


def test_a_log_that_was_written_anew_is_not_the_one_that_was_sealed(store: Store) -> None:
    log = SecurityLog(store)
    for event in (RECALL, FAILED, Event(Kind.KEY_REVOKED, ADA)):
        log.record(event)
    seal_log(store, "test", log=log)
    rewritten(store)
    assert check_log(store).wrong == ("the log has 2 entries, and the ledger was told of 3",)
    SecurityLog(store).record(Event(Kind.KEY_REVOKED, ADA, "", "again"))
    assert check_log(store).wrong == ("entry 3 is not the one of which the ledger was told",)


def test_a_damaged_log_is_not_read_past_the_damage(store: Store) -> None:
    SecurityLog(store).record(FAILED)
    tamper.run(store, "MATCH (e:SecurityEntry {n: 1}) SET e.entry = '{}'")
    with pytest.raises(LogDamaged, match="entry 1"):
        list(entries(store))
    tamper.run(store, "MATCH (h:SecurityHead {id: 'log'}) SET h.pending = 'x'")
    with pytest.raises(LogDamaged, match="waits"):
        SecurityLog(store).record(FAILED)


def test_what_was_refused_before_the_first_commit_is_no_foreign_data(store: Store) -> None:
    SecurityLog(store).record(FAILED)
    refuse_foreign(store.connection)
    tamper.run(store, "CREATE (n:Secret) SET n.key = 'x'")
    with pytest.raises(TargetNotEmpty):
        refuse_foreign(store.connection)


def test_a_detail_has_a_length() -> None:
    with pytest.raises(ValueError, match="500"):
        Event(Kind.ALL_SITES_RECALL, detail="x" * 501)
