"""kill -9 while files arrive: nothing is lost, nothing is there twice, and what was cut short goes on.

The real commands run as processes on the session's embedded engine; `LOTGRAPH_KILLS` sets how often the
watcher is killed (default 1), at moments that a seed chooses; for more than one kill there are more files.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import threading
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

import simulator
from app import cli
from app.api.server import create_app
from app.settings import Settings
from graph_store.digest import digest
from graph_store.store import Store
from simulator.parameters import Parameters
from tests.conftest import empty
from tests.support.engine_process import Command, environment_of, wait_until
from tests.support.flow import lying, report_of
from tests.support.load_process import acknowledged
from tests.support.loading import file, load_into

pytestmark = [pytest.mark.engine, pytest.mark.slow]

KILLS = int(os.environ.get("LOTGRAPH_KILLS", "1"))
SEED = int(os.environ.get("LOTGRAPH_KILL_SEED", "9"))
KINDS = ("material", "lot", "process_step", "device", "consumed_in", "produced", "has_unit", "receipt")
COMMITS_A_FILE = 3
MODULE = "tests.support.load_process"
HEADERS = {"Idempotency-Key": "night", "X-Lotgraph-File": "lot.csv", "X-Lotgraph-Profile": "canonical"}


@pytest.fixture
def environment(arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What tells a process, and this one, to use the engine and where to write what was acknowledged."""
    empty(arcadedb)
    settings = {**environment_of(arcadedb), "LOTGRAPH_TEST_ACKS": os.fspath(tmp_path / "acks")}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    return settings


def is_recorded_once(store: Store) -> bool:
    """Whether no part of a load was recorded twice."""
    return set(Counter(entry.batch for entry in store.entries() if entry.batch).values()) == {1}


@pytest.mark.timeout(1800)
def test_a_watcher_that_is_killed_loses_and_doubles_nothing(
    arcadedb: Store, environment: dict[str, str], tmp_path: Path
) -> None:
    simulator.write(Parameters.tiny(3), 3, tmp_path / "exports")
    files = [p for p in sorted((tmp_path / "exports").iterdir()) if KILLS > 1 or p.stem in KINDS]
    load_into(arcadedb, files, "canonical")
    undisturbed = digest(arcadedb.connection)
    empty(arcadedb)
    top, rng, kills, acks = tmp_path / "top", random.Random(SEED), 0, tmp_path / "acks"
    top.mkdir()
    for path in files:
        shutil.copy(path, top)
    arguments = ("watch", os.fspath(top), "--profile", "canonical", "--once", "--settle", "0")
    for run in range(KILLS):
        command = Command(tmp_path / f"run{run}", environment, *arguments, module=MODULE)
        goal = len(acknowledged(acks)) + rng.randint(1, max(COMMITS_A_FILE * len(files) // KILLS // 2, 1))
        wait_until(partial(_is_due, command, goal, acks))
        kills += command.runs()
        command.kill()
    assert kills > KILLS // 2
    assert cli.run(list(arguments)) == 0
    assert digest(arcadedb.connection) == undisturbed
    assert is_recorded_once(arcadedb)
    places = [p for p in (top / "done").iterdir() if p.suffix == ".csv"]
    assert sorted(place.name.partition(".")[0] for place in places) == [path.stem for path in files]
    assert {report_of(place)["state"] for place in places} == {"done"}
    assert len(lying(top)) == 2 * len(files)


def _is_due(command: Command, goal: int, acks: Path) -> bool:
    return len(acknowledged(acks)) >= goal or not command.runs()


class Server:
    """`lotgraph serve` as a process."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.command = Command(folder, environment, "serve", "--port", str(port), module=MODULE)
        wait_until(self._is_ready)

    def _is_ready(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/health/ready", timeout=60).status_code == 200
        assert self.command.runs(), self.command.err
        return False

    def push(self, path: Path) -> None:
        """POST a file; the answer is lost with the server."""
        with suppress(httpx.TransportError):
            httpx.post(f"{self.url}/ingest", content=path.read_bytes(), headers=HEADERS, timeout=60)


@pytest.mark.timeout(1800)
def test_a_server_that_is_killed_goes_on_with_what_was_pushed(
    arcadedb: Store, environment: dict[str, str], tmp_path: Path
) -> None:
    rows = [f"plant,RM-1,{number:05}" for number in range(2_500)]
    path = file(tmp_path / "lot.csv", "namespace,material,lot", *rows)
    load_into(arcadedb, [path], "canonical")
    undisturbed = digest(arcadedb.connection)
    empty(arcadedb)
    server = Server(tmp_path / "first", environment)
    pushing = threading.Thread(target=server.push, args=(path,))
    pushing.start()
    wait_until(lambda: len(acknowledged(tmp_path / "acks")) >= 2)
    server.command.kill()
    pushing.join()
    assert len(arcadedb.reader().unfinished_loads()) == 1
    with TestClient(create_app(Settings())) as again:
        wait_until(lambda: again.get("/ingest/night").json()["state"] == "done")
        report = again.get("/ingest/night").json()
        pushed = again.post("/ingest", content=path.read_bytes(), headers=HEADERS)
    assert (pushed.status_code, pushed.json()) == (200, report)
    assert report["files"][0]["resumed"] is True
    assert report["rows"]["accepted"] == 2_500
    assert digest(arcadedb.connection) == undisturbed
    assert is_recorded_once(arcadedb)
