"""The embedded engine as real processes: who may kill what, and what stays."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import neo4j
import pytest

from graph_store import embedded
from graph_store.embedded import EngineStatus, Lease
from graph_store.endpoint import Endpoint
from graph_store.engine_files import EngineFiles, EngineRecord, lock_is_held, take_lock
from graph_store.errors import (
    EngineInUse,
    EngineLost,
    EngineStartFailed,
    EngineUnavailable,
    WriteTurnTimedOut,
)

EXIT_LOCKED = 75
ROOT = Path(__file__).resolve().parent.parent
WAIT_S = 30.0

HOLD = """
import sys, time
from pathlib import Path
from graph_store import embedded
with embedded.lease(Path(sys.argv[1])):
    print("leased", flush=True)
    time.sleep(600)
"""

TAKE_TURN = """
import sys, time
from pathlib import Path
from graph_store import embedded
folder, name, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
with embedded.lease(folder) as held, held.write_turn():
    with (folder / "turns").open("a") as log:
        log.write(name + " ")
    print("mine", flush=True)
    time.sleep(seconds)
"""

COUNT_UP = """
import sys
from pathlib import Path
from graph_store import embedded
counter = Path(sys.argv[1]) / "counter"
with embedded.lease(Path(sys.argv[1])) as held:
    for _ in range(100):
        with held.write_turn():
            counter.write_text(str(int(counter.read_text()) + 1))
"""


@pytest.fixture(autouse=True)
def small_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTGRAPH_ENGINE_HEAP", "192m")
    monkeypatch.setenv("LOTGRAPH_ENGINE_LINGER", "2")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose engine is gone after the test, whatever the test did to it."""
    data_dir = tmp_path / "data"
    yield data_dir
    record = EngineRecord.read(EngineFiles(data_dir).record)
    try:
        embedded.stop(data_dir, force=True, timeout=15)
    except EngineUnavailable:
        if record is not None:
            os.kill(record.pid, signal.SIGKILL)
        raise


@pytest.fixture
def clients(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start commands in sessions of their own, as from different terminals."""
    running: list[subprocess.Popen[str]] = []

    def client(code: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, os.fspath(folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield client
    for process in running:
        process.kill()
        process.communicate()


Client = Callable[..., subprocess.Popen[str]]


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def wait_until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.02)


def running(folder: Path) -> EngineStatus:
    status = embedded.status(folder)
    assert status is not None
    return status


def engine_pid(folder: Path) -> int:
    record = EngineRecord.read(EngineFiles(folder).record)
    assert record is not None
    return record.pid


def ask(endpoint: Endpoint, query: str) -> int:
    with (
        neo4j.GraphDatabase.driver(endpoint.uri, auth=endpoint.auth) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        return int(session.run(neo4j.Query(query)).single(strict=True)[0])


def add_lots(endpoint: Endpoint, count: int) -> None:
    """One commit each, so that each is acknowledged by itself."""
    for number in range(count):
        ask(endpoint, f"CREATE (l:Lot {{number: {number}}}) RETURN l.number")


def engines_of(folder: Path) -> set[int]:
    """The pids of all engine processes of this folder (empty where there is no /proc)."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().split(b"\0")
            if b"graph_store.embedded_server" in words and os.fsencode(folder) in words:
                found.add(int(entry.parent.name))
    return found


# --- who may kill what ---------------------------------------------------------------------------


def test_the_engine_survives_kill_9_of_its_starter(folder: Path, clients: Client) -> None:
    starter = clients(HOLD)
    assert first_line(starter) == "leased"
    with embedded.lease(folder, start=False) as held:
        os.killpg(starter.pid, signal.SIGKILL)
        wait_until(lambda: running(folder).leases == 1)
        add_lots(held.endpoint, 3)
        assert held.engine_alive()
        assert ask(held.endpoint, "MATCH (l:Lot) RETURN count(l)") == 3


def test_ctrl_c_in_one_command_leaves_the_engine_to_others(folder: Path, clients: Client) -> None:
    starter = clients(HOLD)
    assert first_line(starter) == "leased"
    with embedded.lease(folder, start=False) as held:
        os.killpg(starter.pid, signal.SIGINT)  # what a terminal sends to all of its foreground
        assert starter.wait(WAIT_S) != 0
        assert running(folder).state == "running"
        assert held.engine_alive()
        assert ask(held.endpoint, "RETURN 1") == 1


def test_a_killed_engine_is_restarted_with_all_it_acknowledged(folder: Path) -> None:
    with embedded.lease(folder) as held:
        add_lots(held.endpoint, 20)
        killed = engine_pid(folder)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not held.engine_alive())
        with pytest.raises(EngineLost), held.write_turn():
            pass
    assert EngineFiles(folder).record.exists()
    assert embedded.status(folder) is None
    with embedded.lease(folder) as held:
        assert engine_pid(folder) != killed
        assert ask(held.endpoint, "MATCH (l:Lot) RETURN count(DISTINCT l.number)") == 20
        with held.write_turn():
            add_lots(held.endpoint, 1)


def test_an_engine_that_loses_its_turn_holder_goes_on(folder: Path) -> None:
    with embedded.lease(folder) as held:
        with pytest.raises(ZeroDivisionError), held.write_turn():
            raise ZeroDivisionError
        with held.write_turn(timeout=5):
            pass


# --- one engine ----------------------------------------------------------------------------------


def test_starters_at_once_end_with_one_engine_and_all_leased(folder: Path, clients: Client) -> None:
    starters = [clients(HOLD) for _ in range(4)]
    assert [first_line(starter) for starter in starters] == ["leased"] * 4
    assert running(folder).leases == 4
    assert engines_of(folder) <= {engine_pid(folder)}


def test_asking_never_makes_a_start_fail(folder: Path) -> None:
    done = threading.Event()
    folder.mkdir()
    lock = EngineFiles(folder).lock
    lock.touch()

    def pester() -> None:
        while not done.is_set():
            lock_is_held(lock)
            embedded.status(folder)

    pests = [threading.Thread(target=pester) for _ in range(2)]
    for pest in pests:
        pest.start()
    try:
        with embedded.lease(folder) as held:
            assert held.engine_alive()
    finally:
        done.set()
        for pest in pests:
            pest.join()


def test_a_second_engine_for_the_folder_gives_way(folder: Path) -> None:
    with embedded.lease(folder) as held:
        second = [sys.executable, "-m", "graph_store.embedded_server", os.fspath(folder)]
        done = subprocess.run(second, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == EXIT_LOCKED
        assert "Another engine runs" in done.stderr
        assert held.engine_alive()
        assert running(folder).leases == 1


def test_the_engine_stops_after_its_last_lease(folder: Path) -> None:
    with embedded.lease(folder):
        pid = engine_pid(folder)
    with embedded.lease(folder) as again:
        time.sleep(3)  # longer than it lingers
        assert again.engine_alive()
        assert engine_pid(folder) == pid
    left = time.monotonic()
    wait_until(lambda: embedded.status(folder) is None)
    assert time.monotonic() - left >= 1.5
    assert not EngineFiles(folder).record.exists()
    with pytest.raises(EngineUnavailable, match="No engine runs"):
        embedded.lease(folder, start=False)


def test_a_record_without_the_lock_is_stale_even_if_its_pid_lives(folder: Path) -> None:
    folder.mkdir()
    files = EngineFiles(folder)
    files.lock.touch()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        stale = EngineRecord(os.getpid(), port, port, port, "1", "2026-01-01", "token")
        files.record.write_text(stale.to_json())
        assert embedded.status(folder) is None
        with embedded.lease(folder):
            assert engine_pid(folder) != os.getpid()


def test_without_start_nothing_is_started_and_nothing_written(folder: Path) -> None:
    with pytest.raises(EngineUnavailable) as refusal:
        embedded.lease(folder, start=False)
    assert "engine start" in refusal.value.next_step
    assert not folder.exists()
    assert embedded.stop(folder) is False


def test_a_failed_start_quotes_the_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTGRAPH_ENGINE_HEAP", "plenty")
    with pytest.raises(EngineStartFailed) as failure:
        embedded.lease(folder)
    assert "LOTGRAPH_ENGINE_HEAP is 'plenty'" in str(failure.value)
    assert "engine.log" in failure.value.next_step


def test_a_start_without_end_is_given_up(folder: Path) -> None:
    folder.mkdir()
    lock = take_lock(EngineFiles(folder).lock, patience_s=0)  # as an engine that never answers
    assert lock is not None
    told: list[str] = []
    try:
        with pytest.raises(EngineStartFailed, match="did not answer within 3 s"):
            embedded.lease(folder, timeout=3, on_wait=told.append)
        assert running(folder).state == "busy"
    finally:
        os.close(lock)
    assert told == ["waiting for the database engine (2 s)"]


# --- secrets and durability ----------------------------------------------------------------------


def test_the_password_is_private_kept_and_never_shown(folder: Path) -> None:
    files = EngineFiles(folder)
    with embedded.lease(folder) as held:
        first = held.endpoint
        token = json.loads(files.record.read_text())["token"]
        for path, mode in ((folder, 0o700), (files.password, 0o600), (files.record, 0o600)):
            assert (path, path.stat().st_mode & 0o777) == (path, mode)
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
        shown = repr(held.endpoint) + repr(running(folder)) + repr(EngineRecord.read(files.record))
    embedded.stop(folder)
    with embedded.lease(folder) as held:
        assert held.endpoint.password == first.password
    logs = [path.read_text() for path in folder.rglob("*") if ".log" in path.name]
    assert len(logs) >= 2
    for secret in (first.password, token):
        assert len(secret) >= 40
        assert not any(secret in text for text in [shown, *logs])


def test_a_lost_password_file_is_replaced(folder: Path) -> None:
    with embedded.lease(folder) as held:
        add_lots(held.endpoint, 1)
        lost = held.endpoint.password
    embedded.stop(folder)
    EngineFiles(folder).password.unlink()
    with embedded.lease(folder) as held:
        assert held.endpoint.password != lost
        assert ask(held.endpoint, "MATCH (l:Lot) RETURN count(l)") == 1


def test_every_commit_is_fsynced_and_only_loopback_listens(folder: Path) -> None:
    with embedded.lease(folder) as held:
        assert running(folder).wal_flush == 2
        assert held.endpoint.uri.startswith("bolt://127.0.0.1:")
        record = EngineRecord.read(EngineFiles(folder).record)
        assert record is not None
        for port in (record.bolt_port, record.http_port, record.lease_port):
            # Linux routes all of 127/8 to this machine: what answers here listens on everything.
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(("127.0.0.2", port), 2)


def test_who_lacks_the_token_gets_no_lease(folder: Path) -> None:
    with embedded.lease(folder):
        record = EngineRecord.read(EngineFiles(folder).record)
        assert record is not None
        with socket.create_connection(("127.0.0.1", record.lease_port), 5) as stranger:
            stranger.sendall(record.token[:-1].encode() + b"x stop force\n")
            assert stranger.recv(100) == b""
        assert running(folder).leases == 1


# --- turns ---------------------------------------------------------------------------------------


def test_turns_exclude_one_another_across_four_processes(folder: Path, clients: Client) -> None:
    with embedded.lease(folder):
        (folder / "counter").write_text("0")
        counters = [clients(COUNT_UP) for _ in range(4)]
        assert [counter.wait(WAIT_S) for counter in counters] == [0] * 4
        assert (folder / "counter").read_text() == "400"


def test_turns_are_served_in_order_and_end_with_their_holder(folder: Path, clients: Client) -> None:
    with embedded.lease(folder) as held:
        first = clients(TAKE_TURN, "first", "600")
        assert first_line(first) == "mine"
        others = []
        for place, name in enumerate(("second", "third", "fourth"), start=2):
            others.append(clients(TAKE_TURN, name, "0.1"))
            wait_until(lambda place=place: running(folder).writers == place)  # type: ignore[misc]
        first.kill()
        with held.write_turn():  # comes last, so it is served last
            assert (folder / "turns").read_text() == "first second third fourth "
        assert [other.wait(WAIT_S) for other in others] == [0, 0, 0]


def test_threads_of_one_process_queue_too(folder: Path) -> None:
    served: list[int] = []

    def write(held: Lease, number: int) -> None:
        with held.write_turn():
            served.append(number)

    with embedded.lease(folder) as held, ExitStack() as joins:
        with held.write_turn():
            with pytest.raises(RuntimeError, match="has the write turn already"):
                joins.enter_context(held.write_turn())
            for number in range(5):
                writer = threading.Thread(target=write, args=(held, number))
                writer.start()
                joins.callback(writer.join)
                wait_until(lambda number=number: running(folder).writers == number + 2)  # type: ignore[misc]
        joins.close()
        assert served == [0, 1, 2, 3, 4]


def test_a_long_wait_is_told_and_a_limit_is_kept(folder: Path, clients: Client) -> None:
    told: list[str] = []
    with embedded.lease(folder, on_wait=told.append) as held:
        assert first_line(clients(TAKE_TURN, "greedy", "600")) == "mine"
        told.clear()
        with pytest.raises(WriteTurnTimedOut), held.write_turn(timeout=2.7):
            pass
        assert told == ["waiting for another writer to finish (2 s)"]
        wait_until(lambda: running(folder).writers == 1)  # who gave up left the queue


# --- stop ----------------------------------------------------------------------------------------


def test_stop_is_refused_while_others_hold_leases(folder: Path) -> None:
    with embedded.lease(folder) as one, embedded.lease(folder) as two:
        with pytest.raises(EngineInUse, match=r"2 lease\(s\)") as refusal:
            embedded.stop(folder)
        assert refusal.value.leases == 2
        assert one.engine_alive()
        assert embedded.stop(folder, force=True) is True
        assert embedded.status(folder) is None
        wait_until(lambda: not two.engine_alive())


def test_sigterm_stops_cleanly(folder: Path) -> None:
    with embedded.lease(folder):
        os.kill(engine_pid(folder), signal.SIGTERM)
        wait_until(lambda: embedded.status(folder) is None)
    assert not EngineFiles(folder).record.exists()
    assert "Server is down" in EngineFiles(folder).log.read_text()
