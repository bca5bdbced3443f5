"""Keeps columns up with a ledger, and gives readers over them as soon as they are there.

Promises: a reader never lags the size it is asked for: columns that are a few commits behind catch up first,
and while they are not there, far behind or damaged, the database answers; so it does where the ledger has
another root than the columns grew on (somebody restored another one). What happens in the background never
makes a question fail; it is tried again, and `trouble` says what was last in the way.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.snapshot import files
from app.snapshot.applying import apply
from app.snapshot.container import Container
from app.snapshot.errors import Damaged
from app.snapshot.heads import Heads
from app.snapshot.reader import ColumnReader
from graph_store.reader import Reader, UnknownSize
from graph_store.store import Store
from ledger.tree import Frontier
from lineage.base import Base, nothing
from lineage.graph import Graph
from lineage.rebase import rebased

log = logging.getLogger("lotgraph")

FEW = 50
"""Commits that a question waits for; more are caught up in the background."""
REBASE_AFTER = 200_000
"""Records behind the base from which a new one is made."""
_PAUSE = 5.0


class Keeper:
    """The columns of one store. Any number of threads ask; `start` and `close` belong to one."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._heads = Heads(store.glimpse)
        self._graph: Graph | None = None
        self._container: Container | None = None
        self._frontier = Frontier()
        self._roots: dict[int, str] = {}
        """The ledger's roots from the base on, by size."""
        self._lock = threading.Lock()
        self._wanted, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow, name="lineage", daemon=True)
        self.trouble = ""

    def start(self) -> None:
        """Begin to read the ledger in the background."""
        self._wanted.set()
        self._thread.start()

    def close(self) -> None:
        """Stop; the columns stay in their file."""
        self._closing.set()
        self._wanted.set()
        self._thread.join()

    @property
    def size(self) -> int | None:
        """The ledger size that the columns have reached; nothing while there are none."""
        return None if self._graph is None else self._graph.size

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """A reader over the columns, or over the database while they can't answer."""
        at_head = None if known_at is not None or self._graph is None else self._at_head(at_least or 0)
        return at_head or self._asked(known_at, at_least)

    def _at_head(self, at_least: int) -> Reader | None:
        """A reader over columns that have reached just what the ledger holds now, by one plain read of it."""
        head = self._heads.now()
        roots, graph = self._roots, self._graph  # in this order: those of a graph are set before it
        is_there = graph is not None and graph.size == head.size and roots.get(head.size) == head.root
        if graph is None or not is_there or head.size < at_least:
            return None
        return ColumnReader(graph, self._store.connection, head.size, head.root)

    def _asked(self, known_at: int | None, at_least: int | None) -> Reader:
        asked = self._store.reader(known_at, at_least)
        graph = self._graph
        if graph is not None and graph.size < asked.known_at:
            self._come_closer(graph, asked.known_at)
        if graph is None or graph.size < asked.known_at:
            self._wanted.set()
            return asked
        if not self._is_of(asked):
            self.drop()
            return asked
        return ColumnReader(graph, self._store.connection, asked.known_at, asked.root)

    def drop(self) -> None:
        """Forget the columns, since they or their file were found to be damaged; they are made again."""
        with self._lock:
            if self._container is not None:
                self._container.path.unlink(missing_ok=True)
            self._forget()

    def _forget(self) -> None:
        self._graph = self._container = None
        self._roots = {}
        self._wanted.set()

    def _is_of(self, asked: Reader) -> bool:
        """Whether the columns grew on the ledger that was asked."""
        with self._lock:
            root, first = self._roots.get(asked.known_at), next(iter(self._roots), 0)
        if root is not None:
            return root == asked.root
        try:  # older than the base, whose own root tells
            return self._root_at(first) == self._roots.get(first)
        except UnknownSize:
            return False

    def _come_closer(self, graph: Graph, size: int) -> None:
        if size - graph.size <= FEW:
            try:
                with self._lock:
                    self._catch_up(graph, size)
            except Exception as error:  # the database answers, and says what is wrong with it
                self.trouble = str(error)
                log.warning("the columns can't catch up: %s", error)

    def _catch_up(self, graph: Graph, size: int) -> None:
        """Take entries in, under the lock; columns that others took the place of stay as they are."""
        if graph is not self._graph or graph.size >= size:
            return
        try:
            for entry in self._store.entries(graph.size + 1, size):
                with _collecting_later():
                    apply(graph, entry)
                self._frontier = self._frontier.append(entry.header.encode())
                self._roots[entry.header.seq] = self._frontier.root().hex()
        except BaseException:
            self._forget()  # half an entry may be in, and must not come in twice
            raise

    # --- in the background --------------------------------------------------------------------------

    def _follow(self) -> None:
        while True:
            self._wanted.wait()
            if self._closing.is_set():
                return
            self._wanted.clear()
            try:
                self._refresh()
                self.trouble = ""
            except Exception as error:  # whatever it is, the database answers meanwhile
                self.trouble = str(error)
                log.warning("the columns are not kept up: %s", error)
                if isinstance(error, Damaged):
                    self.drop()
                self._closing.wait(_PAUSE)
                self._wanted.set()

    def _refresh(self) -> None:
        """Reach the head, and make a new generation where that is worth it."""
        if self._graph is None:
            self._open()
        graph = self._graph
        if graph is None:
            return
        while graph is self._graph and graph.size < (size := self._store.head().size):
            if self._closing.is_set():
                return
            with self._lock:
                self._catch_up(graph, min(size, graph.size + FEW))
            if graph.behind >= REBASE_AFTER:
                graph = self._renew(graph)
        if graph is self._graph and graph.behind and not files.generations(self._folder):
            self._renew(graph)

    def _open(self) -> None:
        found = files.newest(self._folder, self._store.head().size, self._root_at)
        if found is None:
            self._set(nothing(), Frontier(), None)
        else:
            self._set(*found)
            found[2].check_all()

    def _set(self, base: Base, frontier: Frontier, container: Container | None) -> None:
        with self._lock:
            self._frontier, self._container = frontier, container
            self._roots = {base.size: frontier.root().hex()}
            self._graph = Graph(base)

    def _renew(self, graph: Graph) -> Graph:
        """A graph with all of this one in its base, written where this process is the writer."""
        with self._lock:
            if graph is not self._graph:
                return graph
            if self._container is not None:
                self._container.check_all()
            base = rebased(graph)
            with files.writing(self._folder) as may_write:
                if may_write:
                    base, _, self._container = files.load(files.save(base, self._frontier, self._folder))
                    self._container.check_all()
            self._roots = {base.size: self._roots[base.size]}
            self._graph = Graph(base)
            return self._graph

    def _root_at(self, size: int) -> str:
        return self._store.reader(known_at=size).root


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Without the collector of cycles: it would look again and again at many new objects, none in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
