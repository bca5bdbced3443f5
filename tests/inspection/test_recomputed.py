"""A self-inspection against the same counted anew: from the ledger's lines, and from what the test did."""

from __future__ import annotations

import datetime
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from app.asker import EVERYTHING
from app.corrections import Decider
from app.inspection.gathering import REFUSALS, Inspection, inspect
from app.inspection.period import Days
from app.loads import close_load, close_rejects, loads
from graph_model.facts import LoadBegun, LoadEnded
from graph_store.clock import Clock
from graph_store.monitor import LoadState
from graph_store.security_log import Event, Kind, SecurityLog
from graph_store.store import Batch, Store
from tests.conftest import empty
from tests.inspection.test_inspection import Calendar, held
from tests.support.questions import RESIN, rejected, whole_plant
from tests.support.signing import KIM, QUI, open_accounts

FIRST = datetime.datetime(2026, 1, 30, 8, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
BY = Decider("", "looked at", QUI.signer)


@dataclass
class History:
    """What happens in a plant, at random; and when each event of the security log happened."""

    store: Store
    clock: Calendar
    rng: random.Random
    events: list[tuple[str, Kind]] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)
    """Loads that did not end, and how many chunks they have."""
    count: int = 0

    def run(self, steps: int) -> None:
        """So many things."""
        what = (self.begin, self.chunk, self.chunk, self.end, self.give_up, self.resolve, self.hold, self.log)
        for _ in range(steps):
            self.rng.choice(what)()
            self.clock.now += self.rng.choice((DAY / 2880, DAY / 24, DAY / 3, 2 * DAY))

    def begin(self) -> None:
        self.count += 1
        load = f"L{self.count}"
        fact = LoadBegun(load=load, file=f"{load}.csv", sha256="ab" * 32, profile="p/1 as t")
        self.store.commit([fact], actor="os:lo", reason="load", batch=Batch(load, 0))
        self.begun[load] = 0

    def chunk(self) -> None:
        for load in sorted(self.begun)[:1]:
            self.begun[load] += 1
            line = 2 * self.begun[load]
            facts = [rejected(line, RESIN, load=load), rejected(line + 1, RESIN, load=load)]
            self.store.commit(facts, actor="os:lo", reason="load", batch=Batch(load, self.begun[load]))

    def end(self) -> None:
        for load in sorted(self.begun)[-1:]:
            n = 2 * self.begun.pop(load)
            ended = LoadEnded(load=load, file=f"{load}.csv", read=n, accepted=0, rejected=n, ignored=0)
            self.store.commit([ended], actor="os:lo", reason="load", batch=Batch(load, 900))

    def give_up(self) -> None:
        for load in sorted(self.begun)[:1]:
            self.begun.pop(load)
            assert close_load(self.store, load, BY, EVERYTHING).done

    def resolve(self) -> None:
        with self.store.reader() as reader:
            still = sorted(reject.key for reject in reader.open_rejects())
        if still:
            close_rejects(self.store, [self.rng.choice(still)], None, BY, EVERYTHING)

    def hold(self) -> None:
        self.count += 1
        held(self.store, f"H{self.count}", self.rng.choice((KIM, QUI)).signer)

    def log(self) -> None:
        """Some of it again and again, a moment before midnight too, and then nothing for a while."""
        kind = self.rng.choice((Kind.SIGN_IN_FAILED, Kind.PERMISSION_REFUSED, Kind.KEY_MADE))
        if self.rng.random() < 0.5:
            self.clock.now = self.clock.now.replace(hour=23, minute=59, second=50)
        log = SecurityLog(self.store, Clock(self.store, now=self.clock, monotonic=lambda: 0.0))
        for _ in range(self.rng.randint(1, 5)):
            log.record(Event(kind, account=KIM.account, detail="odd"))
            self.events.append((self.clock.now.date().isoformat(), kind))
            self.clock.now += datetime.timedelta(seconds=7)


def bodies(store: Store) -> Iterator[tuple[int, str, str, str, Mapping[str, object]]]:
    """Commit, day, actor, load and body of every line of the ledger."""
    for entry in store.entries(1, store.head().size):
        header = json.loads(entry.header.encode())
        for line in entry.payload_lines():
            yield (
                header["seq"],
                header["record_time"][:10],
                header["actor"],
                header["load"],
                json.loads(line)[1],
            )


def check_changes(found: Inspection, store: Store, first: str, last: str) -> None:
    lines = [one for one in bodies(store) if first <= one[1] <= last]
    kinds = Counter((actor, body["fact"], body.get("origin", "imported")) for _, _, actor, _, body in lines)
    told: Counter[tuple[object, ...]] = Counter()
    for change, n in found.changes.facts.items():
        told[change.actor, change.kind, change.origin] += n
    assert told == kinds
    assert found.changes.commits == len({seq for seq, *_ in lines})
    decided = sorted({seq for seq, _, _, _, body in lines if body.get("origin") == "decided"})
    assert [one.seq for one in found.changes.decisions] == decided


def check_loads(found: Inspection, store: Store, first: str, last: str) -> None:
    until = [one for one in bodies(store) if one[1] <= last]
    active = {load or str(body.get("load", "")) for _, day, _, load, body in until if day >= first} - {""}
    assert {one.of.load for one in found.loads} == active
    closed = {"load_ended", "load_abandoned"}
    ends = {str(body["load"]): body for *_, body in until if body["fact"] in closed}
    begun = {str(body["load"]) for *_, body in until if body["fact"] == "load_begun"}
    assert {one.load for one in found.open.loads} == begun - ends.keys()
    for one in found.loads:
        end = ends.get(one.of.load)
        assert (one.of.state is LoadState.BEGUN) == (end is None)
        if end is not None and end["fact"] == "load_ended":
            assert one.of.rows == {name: end[name] for name in ("read", "accepted", "rejected", "ignored")}
    stated = {f"reject:lotgraph/{b['load']}/{b['line']}" for *_, b in until if b["fact"] == "reject"}
    still = stated - {str(body["reject"]) for *_, body in until if body["fact"] == "reject_resolved"}
    assert sum(one.rows for one in found.open.rejects) == len(still)
    outcomes = {
        str(body["key"]): body["properties"]["outcome"]  # type: ignore[index]
        for *_, body in until
        if str(body.get("key", "")).startswith("proposal:")
    }
    assert {one.key for one in found.open.proposals} == {k for k, what in outcomes.items() if what == "open"}


@pytest.mark.parametrize("seed", range(2))
def test_a_report_is_what_the_ledger_and_the_log_hold(
    arcadedb: Store, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    store, clock, rng = empty(arcadedb), Calendar(), random.Random(seed)
    clock.now = FIRST
    monkeypatch.setattr(store, "_now", clock)
    whole_plant().commit(store)
    open_accounts(store)
    history = History(store, clock, rng)
    history.run(40)
    ends = (clock.now - FIRST).days
    for begin, length in [(0, 0), (0, ends), (ends, 9), *((rng.randrange(ends), n) for n in (0, 3, 10))]:
        first = (FIRST + begin * DAY).date().isoformat()
        last = (FIRST + (begin + length) * DAY).date().isoformat()
        found = inspect(store, Days.read(first, last))
        check_changes(found, store, first, last)
        check_loads(found, store, first, last)
        happened = Counter(kind for day, kind in history.events if first <= day <= last)
        told: Counter[Kind] = Counter()
        for entry in (*found.refusals, *found.access):
            told[entry.event.kind] += entry.count
        assert told == happened
        assert {entry.event.kind for entry in found.refusals} == set(happened) & REFUSALS
    with store.reader() as reader:
        assert len(loads(store, reader)) == sum(load.startswith("L") for load in _loads(store))


def _loads(store: Store) -> set[str]:
    return {str(body["load"]) for *_, body in bodies(store) if body["fact"] == "load_begun"}
