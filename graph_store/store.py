"""The one write path: facts become a ledger entry and a change of the graph in one transaction.

Promises:
- a commit is there whole or not at all; what `commit` returned for is durable;
- sequence numbers are contiguous; the entry's place is checked under the head's lock, and the
  unique `Commit.seq` is the last guard;
- a batch is recorded once, however often it is sent;
- writers take turns; who lost a race tries again only because the head moved, 20 times at most;
- every fact is checked against the model before anything is written;
- personal values are sealed on their way in (`sealing`).

Refuses: over 5,000 facts or 4 MiB in one commit, a database written by a newer model.
"""

from __future__ import annotations

import datetime
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from graph_model import upcast
from graph_model.facts import AnyFact, encode, encode_content
from graph_model.instants import text_of
from graph_model.validate import check
from graph_model.version import MODEL_VERSION
from graph_store import queries
from graph_store.applying import find, write
from graph_store.approvals import Unapproved, carries_out, enforce, is_decision
from graph_store.connection import Connection, Runner, Transaction
from graph_store.effects import Effects, Planner
from graph_store.errors import (
    ConstraintViolated,
    EngineLost,
    HeadMoved,
    LedgerGrew,
    StoreError,
    TooManyRetries,
)
from graph_store.reader import Reader, refuse_newer
from graph_store.rotations import check_rotations
from graph_store.sealing import plain_in, seal
from ledger.commit import Header, Payload, pack, unpack, unpack_payload
from ledger.tree import Frontier

MOST_FACTS = 5_000
MOST_BYTES = 4 * 1024 * 1024
MOST_RETRIES = 20
ROWS_PER_QUERY = 5_000

T = TypeVar("T")
Turn = Callable[[], AbstractContextManager[None]]
Now = Callable[[], datetime.datetime]


class CommitTooLarge(StoreError):
    """More facts, or more bytes of them, than one commit may hold."""

    default_next_step = "Send it in several commits."


@dataclass(frozen=True, slots=True)
class Batch:
    """Names a part of a load, so that sending it twice records it once."""

    load: str
    chunk: int
    part: int = 0

    @property
    def place(self) -> str:
        """`chunk.part`, as the header has it."""
        return f"{self.chunk}.{self.part}"

    @property
    def key(self) -> str:
        """The batch key."""
        return f"{self.load}/{self.place}"


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Number of commits and the root hash (hex) of the tree over their headers."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a commit: the ledger size that holds it and how many facts had an effect."""

    seq: int
    applied: int
    unchanged: int
    repeated: bool = False

    @property
    def size(self) -> int:
        """The ledger size that a later question must reach to see it (`at_least`)."""
        return self.seq


@dataclass(frozen=True, slots=True)
class LoadState:
    """How far a load got."""

    begun: bool
    ended: bool
    done: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded commit, as replay and verification read it."""

    header: Header
    payload: bytes
    batch: str | None

    def lines(self) -> list[bytes]:
        """Its fact lines, checked against the header."""
        return unpack(self.payload, self.header)

    def payload_lines(self) -> list[bytes]:
        """The same, compared with the payload's hash alone, which is faster."""
        return unpack_payload(self.payload, self.header)


@dataclass(frozen=True, slots=True)
class _Head:
    frontier: Frontier
    retractions: int
    record_time: str

    @classmethod
    def read(cls, runner: Runner, query: str) -> _Head:
        rows = runner.rows(query)
        if len(rows) != 1:
            raise StoreError("the database has no ledger head", next_step="Run `lotgraph verify`.")
        row = rows[0]
        refuse_newer(row)
        size, retractions = row["size"], row["retractions"]
        if not isinstance(size, int) or not isinstance(retractions, int):
            raise StoreError("the ledger head is damaged", next_step="Run `lotgraph verify`.")
        return cls(Frontier.from_text(size, str(row["frontier"])), retractions, str(row["record_time"]))


def utc_now() -> datetime.datetime:
    """The server's clock."""
    return datetime.datetime.now(datetime.UTC)


class Store:
    """A ledger and its graph on one engine. Safe to share between threads."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        *,
        turn: Turn,
        now: Now = utc_now,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._connect = connect
        self._connection = connect()
        self._reconnecting = threading.Lock()
        self._turn = turn
        self._now = now
        self._on_close = on_close

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give connection and lease back."""
        self._connection.close()
        self._on_close()

    @property
    def connection(self) -> Connection:
        """The connection in use; another one after the engine was restarted."""
        return self._connection

    @property
    def clock(self) -> Now:
        """The server's clock, the only one that counts here."""
        return self._now

    def prepare(self) -> None:
        """Make constraints, indexes and an empty head, where they are not there."""
        with self._turn():
            with self._connection.reading() as runner:
                for head in runner.rows("read_head"):
                    refuse_newer(head)
            self._connection.define(queries.schema())
            with self._connection.writing() as transaction:
                transaction.rows("make_head", model=MODEL_VERSION)
                transaction.commit()

    def head(self) -> LedgerHead:
        """Size and root of the ledger now."""
        frontier = self._asked(_read_frontier)
        return LedgerHead(frontier.size, frontier.root().hex())

    def glimpse(self) -> LedgerHead:
        """The same in one round trip. It may be of a commit that is not wholly applied yet: only for who has
        what was committed up to that size from elsewhere.
        """
        frontier = self._asked(_glimpsed_frontier)
        return LedgerHead(frontier.size, frontier.root().hex())

    def time(self) -> str:
        """What the record time of a commit would be now, by the server's clock."""
        with self._connection.writing() as runner:  # under the lock, as `Reader.open` says why
            return max(text_of(self._now()), _Head.read(runner, "lock_head").record_time)

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """Read as of a ledger size (now, if none is given); waits for no one."""
        return self._asked(lambda on: Reader.open(on, known_at=known_at, at_least=at_least))

    def _asked(self, ask: Callable[[Connection], T]) -> T:
        """Ask, and once more where the engine was lost: no part of an answer was handed on yet."""
        connection = self._connection
        try:
            return ask(connection)
        except EngineLost:
            self._reconnect(connection)
            return ask(self._connection)

    def _reconnect(self, lost: Connection) -> None:
        """Replace a broken connection, once for all threads that met it; starts an embedded engine."""
        with self._reconnecting:
            if self._connection is lost:
                lost.close()
                self._connection = self._connect()

    def load_state(self, load: str) -> LoadState:
        """Which parts of a load are recorded."""
        rows = self._asked(partial(_read, name="chunks_of_load", load=load))
        places = [str(row["chunk"]) for row in rows]
        done = frozenset((int(c), int(p)) for c, _, p in (place.partition(".") for place in places))
        return LoadState(begun=bool(done), ended=any(chunk == LAST_CHUNK for chunk, _ in done), done=done)

    def entries(self, first: int = 1, last: int | None = None) -> Iterable[Entry]:
        """Recorded commits in order."""
        end = self.head().size if last is None else last
        page = 50
        for start in range(first, end + 1, page):
            seqs = list(range(start, min(start + page, end + 1)))
            rows = self._asked(partial(_read, name="commits_between", seqs=seqs))
            if [row["seq"] for row in rows] != seqs:
                raise StoreError(f"entries {seqs[0]} to {seqs[-1]} are not all there")
            for row in rows:
                payload, batch = row["payload"], row["batch"]
                if not isinstance(payload, bytes):
                    raise StoreError(f"entry {row['seq']} has no payload")
                header = Header.decode(str(row["header"]).encode())
                yield Entry(header, payload, None if batch is None else str(batch))

    def commit(
        self,
        facts: Sequence[AnyFact],
        *,
        actor: str,
        reason: str,
        batch: Batch | None = None,
        source_sha256: str = "",
        at_size: int | None = None,
    ) -> Receipt:
        """Record facts. Facts that change nothing are counted as unchanged and not recorded again.

        With `at_size` they are recorded behind that many commits or not at all (`LedgerGrew`).
        """
        if len(facts) > MOST_FACTS:
            raise CommitTooLarge(f"{len(facts)} facts; a commit holds {MOST_FACTS}")
        for fact in facts:
            check(fact, plain=True)
        order = _Order(facts, actor, reason, batch, source_sha256, at_size)
        return self._retrying(lambda watch: self._commit_once(order, watch))

    def sealed(self, facts: Sequence[AnyFact]) -> Sequence[AnyFact]:
        """The facts as a commit would record them, personal values sealed; keys that are missing are made."""
        for fact in facts:
            check(fact, plain=True)
        if not plain_in(facts):
            return facts
        out = list(facts)

        def attempt(watch: _Watch) -> Receipt:
            with self._connection.writing() as transaction:
                head = _Head.read(transaction, "lock_head")
                watch.seen = head.frontier.size
                out[:] = seal(transaction, facts)
                transaction.commit()
                return Receipt(head.frontier.size, 0, 0)

        self._retrying(attempt)
        return out

    def replay(self, entry: Entry) -> Receipt:
        """Record another store's entry in the same place, byte for byte."""
        facts = [upcast.read(line, entry.header.model) for line in entry.lines()]
        return self._retrying(lambda watch: self._replay_once(entry, facts, watch))

    def _retrying(self, attempt: Callable[[_Watch], Receipt]) -> Receipt:
        """Run an attempt until it is recorded; only a moved head or a restarted engine is a reason."""
        watch = _Watch()
        for retry in range(MOST_RETRIES):
            used = self._connection
            try:
                with self._turn():
                    return attempt(watch)
            except HeadMoved:
                pass
            except ConstraintViolated:
                if watch.seen is None or self.head().size == watch.seen:
                    raise
            except EngineLost:
                recorded = self._after_loss(watch, used, last=watch.lost)
                if recorded is not None:
                    return recorded
            # Random, so that two losers of one race do not meet again.
            time.sleep(random.uniform(0, 0.02 * (retry + 1)))  # noqa: S311
        raise TooManyRetries(f"another writer was first {MOST_RETRIES} times")

    def _after_loss(self, watch: _Watch, used: Connection, *, last: bool) -> Receipt | None:
        """Connect again (which restarts an embedded engine) and see whether the commit got there."""
        if last:
            raise EngineLost("the engine was lost twice in one commit")
        watch.lost = True
        self._reconnect(used)
        if watch.header is None:
            return None
        rows = _read(self._connection, name="commit_at", seq=watch.header.seq)
        if rows and str(rows[0]["header"]).encode() == watch.header.encode():
            return Receipt(watch.header.seq, watch.header.n, watch.unchanged)
        return None

    def _commit_once(self, order: _Order, watch: _Watch) -> Receipt:
        with self._connection.writing() as transaction:
            head = _Head.read(transaction, "lock_head")
            watch.seen = head.frontier.size
            if order.at_size not in (None, watch.seen):
                raise LedgerGrew(f"the ledger grew from {order.at_size} to {watch.seen} commits")
            if order.batch is not None:
                known = transaction.rows("commit_of_batch", batch=order.batch.key)
                if known:
                    header = Header.decode(str(known[0]["header"]).encode())
                    return Receipt(header.seq, header.n, 0, repeated=True)
            order = replace(order, facts=seal(transaction, order.facts))
            seq = head.frontier.size + 1
            record_time = max(text_of(self._now()), head.record_time)
            effects = self._planned(transaction, order, head, record_time)
            unchanged = len(order.facts) - len(effects.kept)
            if not effects.kept and order.batch is None:
                return Receipt(head.frontier.size, 0, unchanged)
            with ThreadPoolExecutor(1) as beside:
                # Hashing and packing take a core here while the engine takes one for the writes.
                packing = beside.submit(order.pack, effects)
                write(transaction, effects, seq)
            payload = packing.result()
            header = order.header(seq, record_time, payload)
            watch.header, watch.unchanged = header, unchanged
            entry = Entry(header, payload.compressed, order.batch.key if order.batch else None)
            _append(transaction, entry, head, len(effects.create_retractions))
            transaction.commit()
            return Receipt(seq, header.n, unchanged)

    def _planned(self, transaction: Transaction, order: _Order, head: _Head, now: str) -> Effects:
        """What the facts change, if they may."""
        found = find(transaction, order.facts, retractions=head.retractions)
        size = head.frontier.size
        if is_decision(order.facts):
            check_rotations(transaction, order.facts)
            enforce(transaction, order.facts, found, size, actor=order.actor, reason=order.reason, now=now)
        effects = Planner(found, size + 1).plan(order.facts)
        if len(effects.kept) < len(order.facts) and carries_out(order.facts):
            raise Unapproved("a part of what was signed changes nothing: it was decided before")
        return effects

    def _replay_once(self, entry: Entry, facts: list[AnyFact], watch: _Watch) -> Receipt:
        seq = entry.header.seq
        with self._connection.writing() as transaction:
            head = _Head.read(transaction, "lock_head")
            watch.seen, watch.header = head.frontier.size, entry.header
            if head.frontier.size != seq - 1:
                raise StoreError(f"entry {seq} does not follow a ledger of size {head.frontier.size}")
            effects = Planner(find(transaction, facts, retractions=head.retractions), seq).plan(facts)
            if len(effects.kept) != entry.header.n:
                raise StoreError(f"entry {seq} holds facts that change nothing: it was not written here")
            write(transaction, effects, seq)
            _append(transaction, entry, head, len(effects.create_retractions))
            transaction.commit()
            return Receipt(seq, entry.header.n, 0)


# The chunk number of the fact that ends a load, past any row number.
LAST_CHUNK = 2**53


@dataclass(slots=True)
class _Watch:
    """What an attempt saw and wrote, for the decision whether to try again."""

    seen: int | None = None
    header: Header | None = None
    unchanged: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    facts: Sequence[AnyFact]
    actor: str
    reason: str
    batch: Batch | None
    source_sha256: str
    at_size: int | None

    def pack(self, effects: Effects) -> Payload:
        """The lines of the facts that had an effect, each with a nonce of its own."""
        nonces = secrets.token_bytes(16 * len(effects.kept))
        each = (nonces[at : at + 16] for at in range(0, len(nonces), 16))
        lines = [
            encode_content(content, fact.line, nonce) if content else encode(fact, nonce)
            for fact, content, nonce in zip(effects.kept, effects.contents, each, strict=True)
        ]
        size = sum(map(len, lines)) + len(lines)
        if size > MOST_BYTES:
            raise CommitTooLarge(f"{size} bytes of facts; a commit holds {MOST_BYTES}")
        return pack(lines)

    def header(self, seq: int, record_time: str, payload: Payload) -> Header:
        return Header(
            seq=seq,
            record_time=record_time,
            actor=self.actor,
            reason=self.reason,
            source_sha256=self.source_sha256,
            load=self.batch.load if self.batch else "",
            chunk=self.batch.place if self.batch else "",
            model=MODEL_VERSION,
            facts_root=payload.facts_root,
            n=payload.n,
            payload_sha256=payload.payload_sha256,
        )


def _read(connection: Connection, *, name: str, **parameters: object) -> list[dict[str, object]]:
    with connection.reading() as runner:
        return runner.rows(name, **parameters)


def _read_frontier(connection: Connection) -> Frontier:
    with connection.writing() as runner:  # under the lock, as `Reader.open` says why
        return _Head.read(runner, "lock_head").frontier


def _glimpsed_frontier(connection: Connection) -> Frontier:
    with connection.reading(newest=True) as runner:
        return _Head.read(runner, "read_head").frontier


def _append(transaction: Transaction, entry: Entry, head: _Head, retractions: int) -> None:
    encoded = entry.header.encode()
    frontier = head.frontier.append(encoded)
    transaction.rows(
        "append_commit",
        seq=entry.header.seq,
        header=encoded.decode(),
        payload=entry.payload,
        batch=entry.batch,
        load=entry.header.load,
        chunk=entry.header.chunk,
        frontier=frontier.to_text(),
    )
    transaction.rows(
        "advance_head",
        size=frontier.size,
        frontier=frontier.to_text(),
        retractions=head.retractions + retractions,
        record_time=entry.header.record_time,
        model=MODEL_VERSION,
    )
