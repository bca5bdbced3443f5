"""Open a store: the embedded engine of a data folder, or a Neo4j by its address.

Promises: whoever opens a store can read and write it at once; an embedded engine that dies is
started again by the next commit. Refuses: unencrypted remote addresses unless told otherwise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from graph_store import embedded
from graph_store.connection import Connection
from graph_store.endpoint import Endpoint
from graph_store.errors import EngineLost
from graph_store.store import Now, Store, utc_now

OnWait = Callable[[str], None]


def open_embedded(data_dir: Path, *, on_wait: OnWait | None = None, now: Now = utc_now) -> Store:
    """The store of a data folder; starts its engine where none runs."""
    holder = _Holder(data_dir, on_wait)
    return _prepared(Store(holder.connect, turn=holder.turn, now=now, on_close=holder.close))


def open_neo4j(endpoint: Endpoint, *, allow_plain: bool = False, now: Now = utc_now) -> Store:
    """The store on a Neo4j. Writers queue on the head's lock there, so a turn is nothing of its own."""
    store = Store(
        lambda: Connection(endpoint, allow_plain=allow_plain),
        turn=nullcontext,
        now=now,
    )
    return _prepared(store)


def _prepared(store: Store) -> Store:
    """A store that is ready, or nothing left behind."""
    try:
        store.prepare()
    except BaseException:
        store.close()
        raise
    return store


class _Holder:
    """The lease of one process, renewed when the engine has gone."""

    def __init__(self, data_dir: Path, on_wait: OnWait | None) -> None:
        self._data_dir = data_dir
        self._on_wait = on_wait
        self._lease: embedded.Lease | None = None
        self._closed = False
        self._changing = threading.Lock()  # whoever wants a turn waits while the engine starts again

    def connect(self) -> Connection:
        """Connect, starting the engine if it is not there."""
        with self._changing:
            self._give_back()
            self._lease = embedded.lease(self._data_dir, on_wait=self._on_wait)
            return Connection(self._lease.endpoint)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This writer's turn."""
        with self._changing:
            lease = self._lease
        if lease is None and self._closed:
            raise RuntimeError("a store was used after it was closed")
        if lease is None:
            raise EngineLost("The database engine could not be started again.")
        with lease.write_turn():
            yield

    def close(self) -> None:
        """Give the lease back."""
        with self._changing:
            self._closed = True
            self._give_back()

    def _give_back(self) -> None:
        if self._lease is not None:
            self._lease.close()
            self._lease = None
