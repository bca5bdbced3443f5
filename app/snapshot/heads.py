"""The head of the ledger, read once for all who ask at the same time.

Promises: whoever asks gets a head from a read that began after he asked, so never one behind what he has
written; one read at a time is under way. A read that fails fails for the one who made it, and the next one in
the queue tries again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from graph_store.store import LedgerHead


class Heads:
    """Heads by `read`. Any number of threads ask."""

    def __init__(self, read: Callable[[], LedgerHead]) -> None:
        self._read = read
        self._turn = threading.Condition()
        self._begun, self._is_reading = 0, False
        self._last: tuple[int, LedgerHead] | None = None
        """The newest read that ended, by its number, and what it found."""

    def now(self) -> LedgerHead:
        """The head at some instant after this call."""
        with self._turn:
            needed = self._begun + 1
            while self._is_reading:
                self._turn.wait()
                if self._last is not None and self._last[0] >= needed:
                    return self._last[1]
            self._begun, self._is_reading = self._begun + 1, True
            number = self._begun
        try:
            head = self._read()
        except BaseException:
            self._end(None)
            raise
        self._end((number, head))
        return head

    def _end(self, found: tuple[int, LedgerHead] | None) -> None:
        with self._turn:
            self._last, self._is_reading = found or self._last, False
            self._turn.notify_all()
