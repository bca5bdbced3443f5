"""The way from a request to the store.

Promises: the event loop never waits for the store, all of it happens in threads; one question is one
reader, so one ledger size; the store is opened in the background and tried again until it opens. While
the first attempt runs, a question waits for it; after that it is refused with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from app.api.problems import Code, Problem, log, problem_of
from app.asker import EVERYTHING, Asker
from app.quality.run import Measuring
from app.questions.reading import Reader, Store
from app.questions.scoped import for_asker, store_for
from app.questions.standing import Readers
from app.settings import Settings
from app.snapshot.errors import Damaged
from app.snapshot.files import FOLDER
from app.snapshot.keeper import Keeper
from app.wiring import open_store
from graph_store.store import Store as OwnStore

T = TypeVar("T")

SECONDS_FOR_FIRST_ATTEMPT = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
_OPENING = Problem(Code.STORE_UNAVAILABLE, "The store is being opened.", "Ask again in a few seconds.")


class Access:
    """Holds the store; a store that is handed in belongs to whoever handed it in."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self._settings = settings
        self._store = store
        self._own: OwnStore | None = None
        self._keeper: Keeper | None = None
        self._trouble = _OPENING
        self._tried = asyncio.Event()
        self._ending = asyncio.Event()
        self._opening: asyncio.Task[None] | None = None
        self.measuring = Measuring()

    async def start(self) -> None:
        """Begin to open the store."""
        if self._store is None:
            self._opening = asyncio.create_task(self._open())

    async def stop(self) -> None:
        """Close what was opened here. An attempt under way is waited for, or its lease would stay."""
        self._ending.set()
        if self._opening is not None:
            await self._opening
        if self._keeper is not None:
            await asyncio.to_thread(self._keeper.close)
        if self._own is not None:
            await asyncio.to_thread(self._own.close)

    async def ask(
        self,
        question: Callable[[Reader], T],
        *,
        asker: Asker,
        known_at: int | None = None,
        at_least: int | None = None,
    ) -> T:
        """Answer a question from one reader that reads what the asker may see, in a thread."""
        store = await self._ready_store()

        def answer() -> T:
            with for_asker(self._reader(store, known_at, at_least), asker) as reader:
                return question(reader)

        return await self._from_columns(answer)

    async def ask_beside(self, question: Callable[[OwnStore, Readers], T]) -> T:
        """Answer what needs the store and readers of whole sizes, over the columns where they are there."""
        own = await self.ask_store(lambda store: store)
        return await self._from_columns(lambda: question(own, self._keeper or own))

    async def _from_columns(self, answer: Callable[[], T]) -> T:
        """The answer, from the database where the columns turn out to be damaged."""
        try:
            return await asyncio.to_thread(answer)
        except Damaged:
            if self._keeper is None:
                raise
            await asyncio.to_thread(self._keeper.drop)
            return await asyncio.to_thread(answer)

    def _reader(self, store: Store, known_at: int | None, at_least: int | None) -> Reader:
        """Over the columns, where they are there."""
        return (self._keeper or store).reader(known_at, at_least)

    async def ask_at_sizes(self, question: Callable[[Store], T], *, asker: Asker) -> T:
        """Answer a question that opens readers of its own, in a thread."""
        store = store_for(await self._ready_store(), asker)
        return await asyncio.to_thread(question, store)

    async def ask_store(self, question: Callable[[OwnStore], T]) -> T:
        """Answer what needs the ledger's entries, in a thread. Who may see them, the question must ask."""
        store = await self._ready_store()
        if not isinstance(store, OwnStore):
            raise TypeError("this store has no ledger to read")
        return await asyncio.to_thread(question, store)

    async def own_store(self) -> OwnStore | None:
        """The store with its ledger; None where another one was handed in, which has no accounts."""
        store = await self._ready_store()
        return store if isinstance(store, OwnStore) else None

    async def check(self) -> tuple[int, str]:
        """Size and root from a real read now; raises why there is none."""
        if self._store is None:
            raise self._trouble
        return await self.ask(lambda reader: (reader.known_at, reader.root), asker=EVERYTHING)

    async def _ready_store(self) -> Store:
        if self._store is None and self._opening is not None:
            try:
                await asyncio.wait_for(self._tried.wait(), SECONDS_FOR_FIRST_ATTEMPT)
            except TimeoutError:
                raise self._trouble from None
        if self._store is None:
            raise self._trouble
        return self._store

    async def _open(self) -> None:
        pause = FIRST_PAUSE
        while not self._ending.is_set():
            try:
                self._own = await asyncio.to_thread(open_store, self._settings)
            except Exception as error:  # whatever it is, it is told by /health/ready and tried again
                self._trouble = problem_of(error)
                log.warning("the store can't be opened yet: %s", self._trouble.message)
            else:
                self._keeper = Keeper(self._own, self._settings.data_dir / FOLDER)
                self._keeper.start()
                self._store = self._own
                return
            finally:
                self._tried.set()
            try:
                await asyncio.wait_for(self._ending.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)
