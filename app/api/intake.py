"""Takes in what was pushed, one file after the other, beside the questions.

Promises: what is in the inbox when the server starts is taken up again; what the engine is lost over stays
there and is tried again; a server that ends stops between two rows and goes on from there the next time.
A remembered report is given only while the ledger has the loads that it tells of. Refuses: more files
at once than it can keep an eye on, and files that are larger than the settings allow.
"""

from __future__ import annotations

import asyncio
import datetime
import os
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

import orjson

from app.api.access import Access
from app.api.problems import Code, Problem, log, problem_of
from app.flow.inbox import Entry, Inbox, Incoming, Push, UnderWay
from app.flow.taking import Parcel, Stopped, take
from app.settings import Settings
from graph_model.instants import text_of
from graph_store.store import Store

MOST_WAITING: Final = 100
MOST_ARRIVING: Final = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
SECONDS_BETWEEN_CLEANINGS: Final = 3600.0
BLOCK: Final = 1 << 20
MEBIBYTE: Final = 1 << 20
_PACK_IT: Final = (
    "Pack it (.csv.gz), send it in parts, load it on the server (lotgraph load), or raise LOTGRAPH_INGEST_MB."
)


class TooLarge(Problem):
    """A file that is larger than this server takes."""

    def __init__(self, most: int, next_step: str) -> None:
        super().__init__(Code.BAD_REQUEST, f"The file is larger than {most} MiB.", next_step)


class Intake:
    """The inbox of a server and its one worker."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self.inbox = Inbox(settings.data_dir / "ingest")
        self._access = access
        self._most = settings.ingest_mb
        self._days = datetime.timedelta(days=settings.ingest_days)
        self._queue: deque[Entry] = deque()
        self._ended: dict[str, asyncio.Event] = {}  # of all that wait and the one that is taken in
        self._rows: dict[str, int] = {}
        self._waiting: dict[str, Push] = {}  # what each of them asked
        self._arriving = 0
        self._wake = asyncio.Event()
        self._ending = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    async def start(self, *, resume: bool) -> None:
        """Begin to work. Without `resume`, what is there already is left to the server of its store."""
        try:
            for entry in await asyncio.to_thread(self.inbox.waiting) if resume else ():
                self._add(entry)
        except OSError as error:  # no reason not to answer questions
            log.warning("what was pushed before can't be read: %s", error)
        self._worker = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Stop between two rows, and wait for that."""
        self._ending.set()
        self._wake.set()
        if self._worker is not None:
            await self._worker

    async def receive(self, stream: AsyncIterator[bytes], stated: int, into: Incoming) -> str:
        """All bytes of a body into a file that is to be loaded; their SHA-256."""
        if len(self._ended) >= MOST_WAITING:
            raise _too_many()
        return await self.arrived(stream, stated, into, TooLarge(self._most, _PACK_IT), self._most)

    async def arrived(
        self, stream: AsyncIterator[bytes], stated: int, into: Incoming, too_large: TooLarge, most: int
    ) -> str:
        """All bytes of a body, at most so many MiB, into a file of ours; their SHA-256."""
        if stated > most * MEBIBYTE:
            raise too_large
        if self._arriving >= MOST_ARRIVING:
            raise _too_many()
        self._arriving += 1
        try:
            async for block in _blocks(stream):
                await asyncio.to_thread(into.write, block)
                if into.size > most * MEBIBYTE:
                    raise too_large
            return await asyncio.to_thread(into.close)
        except OSError as error:
            log.error("a pushed file can't be kept: %s", error)
            raise Problem(
                Code.STORE_UNAVAILABLE,
                f"The file can't be kept ({error.strerror}).",
                "Make room on the server, then send it again.",
            ) from error
        finally:
            self._arriving -= 1

    async def place(self, incoming: Incoming, push: Push) -> Entry:
        """The entry of a request: a new one, or the one that is there, if it asks for the same."""
        entry = await asyncio.to_thread(self.inbox.place, incoming, push)
        if others := entry.push.differs_from(push):
            raise Problem(
                Code.REFUSED,
                f"This Idempotency-Key was used for another request: {', '.join(others)} differ.",
                "Send a new file with a new key, and the same file with its old one.",
            )
        if (report := entry.report()) is not None and not await self._stands(report):
            await asyncio.to_thread(self.inbox.renew, entry, incoming)
        if entry.report() is None:
            self._add(entry)
        return entry

    async def wait(self, entry: Entry, seconds: float) -> bytes | None:
        """The report, if it is there within so many seconds."""
        if (ended := self._ended.get(entry.id)) is not None:
            await _is_set_within(ended, seconds)
        return await asyncio.to_thread(entry.report)

    def rows(self, entry: Entry) -> int | None:
        """How many rows were read so far; None where it is not its turn yet."""
        return self._rows.get(entry.id)

    def under_way(self) -> list[UnderWay]:
        """All that wait and the one that is taken in, which comes first."""
        found = [UnderWay(push, self._rows.get(id)) for id, push in self._waiting.items()]
        return sorted(found, key=lambda one: (one.rows is None, one.push.received))

    async def _stands(self, report: bytes) -> bool:
        """Whether the ledger has what a report tells of; another one may stand behind this server now."""
        loads = [str(file["load"]) for file in orjson.loads(report)["files"]]
        return await self._access.ask_store(lambda store: all(store.load_state(id).ended for id in loads))

    def _add(self, entry: Entry) -> None:
        if entry.id not in self._ended:
            self._queue.append(entry)
            self._waiting[entry.id] = entry.push
            self._ended[entry.id] = asyncio.Event()
            self._wake.set()

    async def _work(self) -> None:
        pause, cleaned = FIRST_PAUSE, -SECONDS_BETWEEN_CLEANINGS
        while not self._ending.is_set():
            now = asyncio.get_running_loop().time()
            if now - cleaned >= SECONDS_BETWEEN_CLEANINGS:
                cleaned = now
                await self._clean()
            if not self._queue:
                # Cleared afterwards: what woke it while it cleaned must not be slept over.
                await _is_set_within(self._wake, SECONDS_BETWEEN_CLEANINGS)
                self._wake.clear()
            elif await self._taken(self._queue.popleft()):
                pause = FIRST_PAUSE
            else:
                await _is_set_within(self._ending, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _clean(self) -> None:
        try:
            await asyncio.to_thread(self.inbox.forget, datetime.datetime.now(datetime.UTC) - self._days)
        except OSError as error:
            log.warning("old entries of the inbox can't be removed: %s", error)

    async def _taken(self, entry: Entry) -> bool:
        """Take one in; false where it has to be tried again, after the others."""
        try:
            is_done = await self._access.ask_store(lambda store: self._take(store, entry))
        except Exception as error:  # the engine, the disk, or the end: the file waits, and the server goes on
            if not isinstance(error, Stopped):
                log.warning("a pushed file has to wait: %s", problem_of(error).message)
            is_done = False
        self._rows.pop(entry.id, None)
        if is_done:
            del self._waiting[entry.id]
            self._ended.pop(entry.id).set()
        else:
            self._queue.append(entry)
        return is_done

    def _take(self, store: Store, entry: Entry) -> bool:
        """In a thread: load it and keep the report. False where another process is at it."""
        lock = entry.lock()
        if lock is None:
            return False
        try:
            if entry.report() is None:
                self._load(store, entry)
        finally:
            os.close(lock)
        return True

    def _load(self, store: Store, entry: Entry) -> None:
        asked = entry.push
        parcel = Parcel(entry.payload, asked.profile, asked.namespace, asked.time_zone)
        self._rows[entry.id] = 0

        def on_rows(_: str, rows: int) -> None:
            if self._ending.is_set():
                raise Stopped
            self._rows[entry.id] += rows

        taken = take(store, parcel, actor=asked.actor, rejects=entry.rejects, on_rows=on_rows)
        rejects = f"/ingest/{asked.key}/rejects" if taken.rejected else None
        now = text_of(store.clock())
        entry.finish(taken.to_json(taken=now, rejects=rejects, key=asked.key, sha256=asked.sha256))


def _too_many() -> Problem:
    return Problem(Code.STORE_UNAVAILABLE, "Too many files come at once.", "Send it again in a while.")


async def _blocks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in larger pieces, each of which is worth a thread."""
    gathered, size = list[bytes](), 0
    async for part in stream:
        gathered.append(part)
        size += len(part)
        if size >= BLOCK:
            yield b"".join(gathered)
            gathered, size = [], 0
    if size:
        yield b"".join(gathered)


async def _is_set_within(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
