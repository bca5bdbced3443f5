"""Our API in a process of its own: `python -m benchmarks.table.serving COLUMNS`, which prints its port.

It answers as `lotgraph serve` does: the ledger's head is read from the engine (of the data folder in the
environment) after a question came, once for all that came meanwhile; then the columns answer. They come out
of a file that was made beforehand, and the ledger that is read is a smaller one, so that a large plant need
not be loaded first. It ends with its stdin.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from app.api.server import create_app
from app.questions.reading import LedgerHead
from app.settings import Settings
from app.snapshot import files
from app.snapshot.heads import Heads
from app.snapshot.reader import ColumnReader
from app.wiring import open_store
from graph_store.reader import Reader
from graph_store.store import Store
from lineage.graph import Graph

KEPT_SECONDS = 600
"""A client is silent while its peers are asked."""


class Kept:
    """A store whose readers read columns, at the size of those."""

    def __init__(self, graph: Graph, store: Store) -> None:
        self._graph, self._store = graph, store
        self._heads = Heads(store.glimpse)

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """Over the columns, with the root of the ledger that was asked meanwhile."""
        return ColumnReader(self._graph, self._store.connection, self._graph.size, self._heads.now().root)

    def head(self) -> LedgerHead:
        """Of the ledger."""
        return self._store.head()


def main(columns: Path) -> None:
    """Serve until stdin ends."""
    base, _, _container = files.load(columns)
    with open_store(Settings()) as store:
        app = create_app(Settings(), store=Kept(Graph(base), store))
        config = uvicorn.Config(
            app,
            port=0,
            proxy_headers=False,
            log_level="warning",
            access_log=False,
            timeout_keep_alive=KEPT_SECONDS,
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_tell, args=(server,), daemon=True).start()
        server.run()


def _tell(server: uvicorn.Server) -> None:
    while not server.started:
        time.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    sys.stdin.read()
    server.should_exit = True


@contextmanager
def served(columns: Path, environment: dict[str, str]) -> Iterator[int]:
    """The port of an API over these columns, on the engine that the environment names."""
    command = [sys.executable, "-m", "benchmarks.table.serving", os.fspath(columns)]
    with started(command, {**os.environ, **environment}) as process:
        yield port_of(process)


@contextmanager
def started(
    command: list[str], environment: dict[str, str], first: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is told `first` and ends when its stdin does."""
    process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        if process.stdin is not None and first:
            process.stdin.write(first)
            process.stdin.flush()
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def port_of(process: subprocess.Popen[bytes]) -> int:
    """The port that a process prints first."""
    line = process.stdout.readline() if process.stdout is not None else b""
    if not line.strip():
        raise RuntimeError("a server of the benchmark ended before it told its port")
    return int(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
