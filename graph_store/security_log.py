"""The security log: refusals and what touches access, hash-chained, beside the ledger.

An entry is the canonical JSON of {n, time, kind, account, address, detail, count, previous}; `previous` is
the SHA-256 of the entry before it (64 zeros at the first). The log's end stands in `SecurityHead`, and
`seal_log` commits it to the ledger, from where it can't be taken back.

Promises:
- what `record` returned for is durable; nothing is dropped without a word: the counts tell;
- work under attack is bounded: what happens again within a minute raises a count, which becomes an entry
  of its own, of the end of that minute, whenever it is written; no minute goes beyond its day in UTC, so that
  all is counted on the day on which it happened; of what anybody can cause without an account, a minute makes
  at most 100 entries, then one a kind that counts the rest; all that comes while one write is under way is
  the next one;
- times never run back.
Refuses to hold more than 500 characters of a detail; callers put no secret and no patient data into one.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Final

import orjson

from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, canonical
from graph_model.instants import moment_of, text_of
from graph_model.keys import make, split
from graph_store.beside import ask, change
from graph_store.clock import Clock
from graph_store.connection import Transaction
from graph_store.effects import SYSTEM_NAMESPACE
from graph_store.errors import StoreError
from graph_store.store import Receipt, Store

WINDOW: Final = datetime.timedelta(seconds=60)
MOST_A_WINDOW: Final = 100
MOST_DETAIL: Final = 500
ENTRIES_A_QUERY: Final = 1_000
FIRST: Final = "0" * 64
SEALED: Final = "the security log up to here"


class Kind(StrEnum):
    """What an entry tells of."""

    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    TOKEN_REFUSED = "token_refused"  # noqa: S105
    REQUEST_REFUSED = "request_refused"
    PERMISSION_REFUSED = "permission_refused"
    SIGNATURE_REFUSED = "signature_refused"
    APPROVAL_REFUSED = "approval_refused"
    LEDGER_REFUSED = "ledger_refused"
    ALL_SITES_RECALL = "all_sites_recall"
    ACCOUNT_CHANGED = "account_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SESSION_ENDED = "session_ended"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    CLOCK_SET_BACK = "clock_set_back"
    OVERFLOW = "overflow"


_ANYBODYS: Final = frozenset({Kind.SIGN_IN_FAILED, Kind.TOKEN_REFUSED, Kind.REQUEST_REFUSED})


class LogDamaged(StoreError):
    """The end of the log can't be read, so nothing can be added to it."""

    default_next_step = "Run `lotgraph security verify`: it says what was altered."


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `account` is a key, empty where it is none that we know."""

    kind: Kind
    account: str = ""
    address: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if len(self.detail) > MOST_DETAIL:
            raise ValueError(f"a detail has at most {MOST_DETAIL} characters")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; `count` is how often it happened, beside what earlier entries count."""

    n: int
    time: str
    event: Event
    count: int
    previous: str

    @property
    def text(self) -> str:
        """Its canonical form."""
        told = {
            "n": self.n,
            "time": self.time,
            "kind": self.event.kind,
            "account": self.event.account,
            "address": self.event.address,
            "detail": self.event.detail,
            "count": self.count,
            "previous": self.previous,
        }
        return canonical(told).decode()

    @property
    def sha256(self) -> str:
        """What the next entry names, and the seal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> Entry:
        """From its canonical form; raises ValueError for every other one."""
        try:
            told = orjson.loads(text)
            event = Event(Kind(told["kind"]), told["account"], told["address"], told["detail"])
            entry = cls(told["n"], told["time"], event, told["count"], told["previous"])
            moment_of(entry.time)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("it is no entry of this log") from error
        if entry.text != text:
            raise ValueError("it is not in canonical form")
        return entry


@dataclass(slots=True)
class _Window:
    """What happened again since `began`, and how much had no entry of its own."""

    began: str = ""
    again: dict[Event, int] = field(default_factory=dict)
    overflow: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        again = [[e.kind, e.account, e.address, e.detail, n] for e, n in self.again.items()]
        return orjson.dumps([self.began, again, dict(self.overflow)]).decode()

    @classmethod
    def read(cls, text: str) -> _Window:
        try:
            began, again, overflow = orjson.loads(text)
            events = {Event(Kind(kind), *rest): int(n) for kind, *rest, n in again}
            return cls(began, events, Counter(overflow))
        except (TypeError, ValueError) as error:
            raise LogDamaged("what waits at the end of the security log can't be read") from error

    @property
    def is_waiting(self) -> bool:
        """Whether something was counted that no entry tells yet."""
        return any(self.again.values()) or bool(self.overflow)

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether its minute, or its day, has ended."""
        return not self.began or now > self.last

    @property
    def last(self) -> datetime.datetime:
        """The last instant that is counted in it."""
        began = moment_of(self.began)
        day = began.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
        return min(began + WINDOW, day) - datetime.timedelta(microseconds=1)

    def take(self, event: Event, times: int) -> int:
        """Count it; how many of them the entry that it gets now tells of, 0 where it gets none."""
        if event in self.again:
            self.again[event] += times
            return 0
        if event.kind in _ANYBODYS and sum(e.kind in _ANYBODYS for e in self.again) >= MOST_A_WINDOW:
            self.overflow[event.kind.value] += times
            return 0
        self.again[event] = 0
        return times

    def rest(self) -> Iterator[tuple[Event, int]]:
        """What was counted and is told by no entry."""
        yield from ((event, times) for event, times in self.again.items() if times)
        for kind, times in sorted(self.overflow.items()):
            yield Event(Kind.OVERFLOW, detail=kind), times


@dataclass(slots=True)
class _Batch:
    """What is written by one transaction."""

    events: Counter[Event] = field(default_factory=Counter)
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries there are; hash and time of the last one, empty where there is none."""

    size: int = 0
    sha256: str = ""
    time: str = ""

    @classmethod
    def of_row(cls, row: Mapping[str, object]) -> Head:
        """As it is stored."""
        return cls(int(str(row["size"])), str(row["sha256"]), str(row["time"]))


class SecurityLog:
    """The log of one store. Safe to share between threads."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock or Clock(store)
        self._gathering, self._writing = threading.Lock(), threading.Lock()
        self._batch = _Batch()

    def record(self, event: Event) -> None:
        """Record that it happened; all that threads bring meanwhile is written together."""
        with self._gathering:
            batch = self._batch
            batch.events[event] += 1
        with self._writing:
            if not batch.is_written:
                with self._gathering:
                    if self._batch is batch:
                        self._batch = _Batch()
                self._write(batch.events)
                batch.is_written = True

    def close_window(self) -> Head:
        """Make entries of all that was counted, whatever is left of its minute; the end of the log."""
        if not ask(self._store, "read_security_head"):
            return Head()
        with self._writing:
            return self._write(Counter(), close=True)

    def _write(self, events: Mapping[Event, int], *, close: bool = False) -> Head:
        # Known to a second try, which then does nothing: the first one may have been durable.
        batch = secrets.token_hex(8)
        now = self._clock.now()
        return change(self._store, lambda on: _append(on, events, batch, now, close=close))


def _append(
    transaction: Transaction,
    events: Mapping[Event, int],
    batch: str,
    now: datetime.datetime,
    *,
    close: bool,
) -> Head:
    transaction.rows("make_security_head", pending=_Window().text)
    stored = transaction.rows("lock_security_head")[0]
    head = Head.of_row(stored)
    if stored["batch"] == batch:
        return head
    window = _Window.read(str(stored["pending"]))
    told: list[tuple[Event, int, str]] = []
    if window.is_over(now) or (close and window.is_waiting):
        at = text_of(min(now, window.last)) if window.is_waiting else ""
        told += [(event, times, at) for event, times in window.rest()]
        window = _Window(text_of(now))
    for event, times in events.items():
        first = window.take(event, times)
        told += [(event, first, text_of(now))] if first else []
    entries = _chained(head, told)
    if entries:
        head = Head(entries[-1].n, entries[-1].sha256, entries[-1].time)
        transaction.rows("append_security_entries", rows=[{"n": e.n, "entry": e.text} for e in entries])
    transaction.rows("advance_security_head", **asdict(head), pending=window.text, batch=batch)
    return head


def _chained(head: Head, told: Sequence[tuple[Event, int, str]]) -> list[Entry]:
    out: list[Entry] = []
    previous, time = head.sha256 or FIRST, head.time
    for n, (event, count, at) in enumerate(told, start=head.size + 1):
        time = max(time, at)
        out.append(Entry(n, time, event, count, previous))
        previous = out[-1].sha256
    return out


def record(store: Store, event: Event) -> None:
    """Record one event, where there is no log at hand."""
    SecurityLog(store).record(event)


def entries(store: Store) -> Iterator[Entry]:
    """All entries in order; raises `LogDamaged` where one is missing or can't be read."""
    for n, text in _stored(store, _head(store).size):
        if text is None:
            raise LogDamaged(f"entry {n} of the security log is missing")
        try:
            yield Entry.read(text)
        except ValueError as error:
            raise LogDamaged(f"entry {n} of the security log: {error}") from error


def _head(store: Store) -> Head:
    return next(map(Head.of_row, ask(store, "read_security_head")), Head())


def _stored(store: Store, size: int) -> Iterator[tuple[int, str | None]]:
    for start in range(1, size + 1, ENTRIES_A_QUERY):
        ns = list(range(start, min(start + ENTRIES_A_QUERY, size + 1)))
        found = {row["n"]: str(row["entry"]) for row in ask(store, "security_entries", ns=ns)}
        yield from ((n, found.get(n)) for n in ns)


# --- the seal ----------------------------------------------------------------------------------------


def seal_key(size: int) -> str:
    """Key of the fact that says what the log's end was at this size."""
    return make("security_log", SYSTEM_NAMESPACE, str(size))


def seal_log(store: Store, actor: str, *, log: SecurityLog | None = None) -> Receipt | None:
    """Commit the end of the log to the ledger; None where nothing is new since the last seal."""
    head = (log or SecurityLog(store)).close_window()
    if not head.size or ask(store, "read_SecurityLog", keys=[seal_key(head.size)]):
        return None
    fact = NodeFact(
        key=seal_key(head.size),
        properties={"sha256": head.sha256},
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )
    return store.commit([fact], actor=actor, reason=SEALED)


def seals(store: Store) -> dict[str, str]:
    """Key of each committed end of the log -> the hash it states."""
    rows = ask(store, "all_SecurityLog")
    found: list[Mapping[str, object]] = [row["properties"] for row in rows]  # type: ignore[misc]
    return {str(p["key"]): str(p.get("sha256", "")) for p in found}


@dataclass(frozen=True, slots=True)
class Findings:
    """What `check_log` saw: how long the log is, up to where the ledger vouches for it, what is wrong."""

    size: int
    sealed: int
    wrong: tuple[str, ...]


def check_log(store: Store) -> Findings:
    """Compare every entry with its place, the one before it, the end, and what the ledger was told."""
    committed = {int(split(key).parts[0]): digest for key, digest in seals(store).items()}
    end = _head(store)
    wrong: list[str] = []
    last = Entry(0, "", Event(Kind.OVERFLOW), 0, "")
    previous = FIRST
    for n, text in _stored(store, end.size):
        problem, entry = _problem(n, text, previous, last.time)
        wrong += [f"entry {n} {problem}"] if problem else []
        if entry is None:
            previous = ""
            continue
        if n in committed and committed[n] != entry.sha256:
            wrong.append(f"entry {n} is not the one of which the ledger was told")
        last, previous = entry, entry.sha256
    wrong += _wrong_end(store, end, previous, max(committed, default=0))
    return Findings(end.size, max((size for size in committed if size <= end.size), default=0), tuple(wrong))


def _problem(n: int, text: str | None, previous: str, time: str) -> tuple[str, Entry | None]:
    """What is wrong with an entry in its place, and the entry where it can be read."""
    if text is None:
        return "is missing", None
    try:
        entry = Entry.read(text)
    except ValueError as error:
        return f"was altered: {error}", None
    if entry.n != n:
        return f"says that it is entry {entry.n}", entry
    if previous and entry.previous != previous:
        return "does not follow the one before it", entry
    return ("is older than the one before it" if entry.time < time else ""), entry


def _wrong_end(store: Store, end: Head, previous: str, sealed: int) -> Iterator[str]:
    if sealed > end.size:
        yield f"the log has {end.size} entries, and the ledger was told of {sealed}"
    if end.size and previous and end.sha256 != previous:
        yield "the end of the log is not the hash of its last entry"
    # Under the lock, since entries may come while this runs; undone.
    with store.connection.writing() as runner:
        now = next(map(Head.of_row, runner.rows("lock_security_head")), Head())
        (counted,) = runner.rows("count_security_entries")
    if counted["n"] != now.size or (counted["last"] or 0) != now.size:
        yield f"there are {counted['n']} entries up to {counted['last']}, and the end says {now.size}"
