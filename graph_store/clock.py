"""What time it is for passwords, sessions, keys and tokens: a clock that never runs back.

Promises: the store's clock, as long as it goes forward. Set back, it goes on from the latest time that was
seen, by the seconds that pass: nothing that was over comes back, and no lock lasts longer than it must. The
latest time is kept in the database, so a restart forgets at most half a minute of it, and whatever passed
while nobody used the system.
"""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable
from typing import Final

from graph_model.instants import moment_of, text_of
from graph_store.beside import ask, change
from graph_store.store import Now, Store

KEPT_EVERY: Final = datetime.timedelta(seconds=30)
TOLERANCE: Final = datetime.timedelta(seconds=60)


class Clock:
    """One for a process. Safe to share between threads."""

    def __init__(
        self, store: Store, *, now: Now | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._wall = now or store.clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: datetime.datetime | None = None
        self._seen_at = 0.0
        self._kept = ""
        self._behind = datetime.timedelta()

    def now(self) -> datetime.datetime:
        """The time."""
        with self._lock:
            passed_at = self._monotonic()
            if self._seen is None:
                seen = self._latest_known()
            else:
                seen = self._seen + datetime.timedelta(seconds=passed_at - self._seen_at)
            wall = self._wall()
            self._behind, self._seen, self._seen_at = seen - wall, max(seen, wall), passed_at
            return self._seen

    def mark(self) -> datetime.datetime:
        """The time, remembered for those who come later."""
        now = self.now()
        text = text_of(now)
        if not self._kept or now - moment_of(self._kept) > KEPT_EVERY:
            change(self._store, lambda transaction: transaction.rows("keep_clock", at=text))
            self._kept = text
        return now

    @property
    def is_set_back(self) -> bool:
        """Whether the machine's clock is behind what was seen before."""
        return self._behind > TOLERANCE

    def _latest_known(self) -> datetime.datetime:
        kept = [str(row["time"]) for row in ask(self._store, "read_clock")]
        return moment_of(max([self._store.time(), *kept]))
