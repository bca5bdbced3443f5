"""Engines that a test may kill, and the real command line as a process on them.

Promises: an engine started here is used by no other test module, and `stop()` leaves nothing behind;
its address stays the same over a kill. A `Command` writes to files, so it never waits for a reader.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graph_store import embedded
from graph_store.connect import open_embedded, open_neo4j
from graph_store.store import Store
from tests.support import neo4j_server

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 180.0


class Killable(ABC):
    """An engine, from outside."""

    name: str

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What tells the command line to use it."""

    @abstractmethod
    def open(self) -> Store:
        """A store on it."""

    @abstractmethod
    def kill(self) -> None:
        """kill -9, and wait until it is gone."""

    @abstractmethod
    def revive(self) -> None:
        """Start it again where that is nobody else's business."""

    @abstractmethod
    def stop(self) -> None:
        """Stop it for good."""


class Embedded(Killable):
    """The embedded engine of a folder; whoever needs it next starts it."""

    name = "arcadedb"

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def environment(self) -> dict[str, str]:
        return {"LOTGRAPH_DATA_DIR": os.fspath(self.data_dir)}

    def open(self) -> Store:
        return open_embedded(self.data_dir)

    def pid(self) -> int:
        """The engine's process."""
        wait_until(lambda: (now := embedded.status(self.data_dir)) is not None and now.pid is not None)
        status = embedded.status(self.data_dir)
        assert status is not None
        assert status.pid is not None
        return status.pid

    def kill(self) -> None:
        pid = self.pid()
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not _is_alive(pid))

    def revive(self) -> None:
        """Nothing: its users do that."""

    def stop(self) -> None:
        embedded.stop(self.data_dir, force=True)


class Neo4j(Killable):
    """A Neo4j of our own."""

    name = "neo4j"

    def __init__(self, server: neo4j_server.RunningNeo4j, data_dir: Path) -> None:
        self.server = server
        self.data_dir = data_dir

    def environment(self) -> dict[str, str]:
        endpoint = self.server.endpoint
        return {
            "LOTGRAPH_DATA_DIR": os.fspath(self.data_dir),
            "LOTGRAPH_NEO4J_URI": endpoint.uri,
            "LOTGRAPH_NEO4J_USER": endpoint.user,
            "LOTGRAPH_NEO4J_PASSWORD": endpoint.password,
            "LOTGRAPH_INSECURE_BOLT": "1",
        }

    def open(self) -> Store:
        return open_neo4j(self.server.endpoint, allow_plain=True)

    def kill(self) -> None:
        self.server.kill()

    def revive(self) -> None:
        self.server.restart()

    def stop(self) -> None:
        self.server.stop()


def start(name: str, folder: Path) -> Killable:
    """An engine of this name; skips the test where there is no Neo4j that may be killed."""
    if name == "arcadedb":
        return Embedded(folder)
    server = neo4j_server.start()
    if server is None:
        pytest.skip(f"Neo4j half skipped: {neo4j_server.absence()}")
    if not server.can_be_killed:
        pytest.skip("Neo4j half skipped: the Neo4j that was given is not ours to kill")
    return Neo4j(server, folder)


def environment_of(store: Store) -> dict[str, str]:
    """What tells a process of ours to use the engine of this store."""
    endpoint = store.connection.endpoint
    if endpoint.password_file is not None:
        return {"LOTGRAPH_DATA_DIR": os.fspath(endpoint.password_file.parent.parent)}
    return {
        "LOTGRAPH_NEO4J_URI": endpoint.uri,
        "LOTGRAPH_NEO4J_USER": endpoint.user,
        "LOTGRAPH_NEO4J_PASSWORD": endpoint.password,
        "LOTGRAPH_INSECURE_BOLT": "1",
    }


class Command:
    """`lotgraph …` in a session of its own, as from a terminal; its words go to files."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *arguments: str, module: str = "app.cli"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._out, self._err = folder / "stdout", folder / "stderr"
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("LOTGRAPH_NEO4J")}
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=ROOT,
                env={**inherited, **environment},
                start_new_session=True,
            )

    @property
    def out(self) -> str:
        """What it printed."""
        return self._out.read_text("utf-8")

    @property
    def err(self) -> str:
        """What it said on standard error."""
        return self._err.read_text("utf-8")

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """A signal to its whole process group, as a terminal sends Ctrl-C."""
        os.killpg(self.process.pid, number)

    def end(self) -> int:
        """Wait for its end; its exit code."""
        return self.process.wait(WAIT_S)

    def kill(self) -> None:
        """kill -9 of the process group, if it still runs."""
        if self.runs():
            self.send(signal.SIGKILL)
        self.process.wait(WAIT_S)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what must come; it fails only if it never does."""
    give_up = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.005)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A killed engine may wait for its reaper; it holds nothing any more.
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
