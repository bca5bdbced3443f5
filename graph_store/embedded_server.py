"""The embedded engine's process: `python -m graph_store.embedded_server DATA_DIR`.

Promises: ArcadeDB on loopback only, with every commit fsynced (read back from the open database,
not believed); one per data folder, under a lock held for life; a record written only after a
question was answered over Bolt and removed before the database closes; a clean stop on SIGTERM, on
request, or `LOTGRAPH_ENGINE_LINGER` seconds after the last lease.

Refuses: to run beside another engine of the same folder, to serve whoever lacks the record's
token, to take a new lease once it has decided to stop, and to limp on after running out of memory.

One asyncio loop owns leases and turns, so there is no state that two threads could disagree about.
"""

import argparse
import asyncio
import hmac
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

import arcadedb_embedded
import jpype
import neo4j
from arcadedb_embedded.exceptions import ArcadeDBError
from arcadedb_embedded.jvm import start_jvm

from graph_store.embedded import DATABASE, USER
from graph_store.engine_files import EngineFiles, EngineRecord, take_lock

LOCK_PATIENCE_S = 2.0
FIRST_LEASE_GRACE_S = 5.0  # the starter needs a moment to take the lease it started us for
HELLO_TIMEOUT_S = 5.0
LINGER_S = 60.0
MAX_LINE = 1024
MAX_LOG_BYTES = 16 * 1024 * 1024
PORT_TRIES = 3
WAL_FSYNC = 2
EXIT_LOCKED = 75  # sysexits EX_TEMPFAIL: somebody else runs the engine of this folder
EXIT_START_FAILED = 69


class ArcadeServer(Protocol):
    """The part of `arcadedb_embedded.ArcadeDBServer` used here (the package has no types)."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def create_database(self, name: str) -> object: ...


@dataclass(frozen=True)
class Engine:
    server: ArcadeServer
    bolt_port: int
    http_port: int
    wal_flush: int


# --- leases and turns ----------------------------------------------------------------------------


@dataclass
class Desk:
    """Who holds the engine, and whose turn it is to write."""

    token: str = field(repr=False)
    wal_flush: int
    linger_s: float
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    leases: int = 0
    queue: deque[asyncio.StreamWriter] = field(default_factory=deque)  # its head has the turn
    _timer: asyncio.TimerHandle | None = None

    def await_leases(self, seconds: float) -> None:
        """Stop after so many seconds, unless a lease is taken before."""
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.stopping.set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first line to its end, however it ends."""
        try:
            async with asyncio.timeout(HELLO_TIMEOUT_S):
                token, _, role = (await reader.readline()).decode("ascii").strip().partition(" ")
            if hmac.compare_digest(token, self.token) and not self.stopping.is_set():
                await self._play(role.split(), reader, writer)
        except (OSError, ValueError, TimeoutError):
            pass  # gone, or not one of ours: there is nobody to tell
        finally:
            writer.close()

    async def _play(
        self, role: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"ok\n")
        match role:
            case ["lease", _pid]:
                await self._hold_lease(reader)
            case ["turn"]:
                await self._take_turns(reader, writer)
            case ["status"]:
                told = {
                    "leases": self.leases,
                    "writers": len(self.queue),
                    "wal_flush": self.wal_flush,
                }
                writer.write(json.dumps(told).encode() + b"\n")
            case ["stop", *force]:
                self._stop(writer, force=bool(force))
        await writer.drain()

    async def _hold_lease(self, reader: asyncio.StreamReader) -> None:
        self.leases += 1
        self._cancel_timer()
        try:
            await reader.read()  # a holder says nothing; the end of its socket is the end of it
        finally:
            self.leases -= 1
            if self.leases == 0:
                self.await_leases(self.linger_s)

    async def _take_turns(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                if line == b"take\n" and writer not in self.queue:
                    self.queue.append(writer)
                    if len(self.queue) == 1:
                        writer.write(b"go\n")
                elif line == b"done\n":
                    self._leave_queue(writer)
        finally:
            self._leave_queue(writer)

    def _leave_queue(self, writer: asyncio.StreamWriter) -> None:
        if writer not in self.queue:
            return
        had_turn = self.queue[0] is writer
        self.queue.remove(writer)
        if had_turn and self.queue:
            self.queue[0].write(b"go\n")

    def _stop(self, writer: asyncio.StreamWriter, *, force: bool) -> None:
        if self.leases and not force:
            writer.write(f"held {self.leases}\n".encode())
            return
        writer.write(b"stopping\n")
        self.stopping.set()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


# --- the engine ----------------------------------------------------------------------------------


def start_engine(files: EngineFiles, password: str) -> Engine:
    """ArcadeDB, answering over Bolt; a port taken between asking and binding costs another try."""
    start_jvm(heap_size=heap_size(), interrupt=False, jvm_args=jvm_arguments())
    for attempt in range(PORT_TRIES):
        bolt_port, http_port = free_port(), free_port()
        server = arcade_server(files.root, password, bolt_port=bolt_port, http_port=http_port)
        try:
            server.start()
            wal_flush = wal_flush_in_force(server.create_database(DATABASE))
            ask_over_bolt(bolt_port, password)
        except (ArcadeDBError, neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
            server.stop()
            if attempt == PORT_TRIES - 1:
                raise
            traceback.print_exc()
        else:
            return Engine(server, bolt_port, http_port, wal_flush)
    raise AssertionError("unreachable: the last try returns or raises")


def jvm_arguments() -> list[str]:
    return [
        # As a system property, not in create_server's config: in production mode ArcadeDB sets
        # this to 1 (no fsync of metadata) unless the *global* setting was given, whatever the
        # server's own configuration says.
        f"-Darcadedb.txWalFlush={WAL_FSYNC}",
        "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
        "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
        "-Darcadedb.support.autoRegister=false",  # calls nobody
        "-Djava.net.preferIPv4Stack=true",
        "-Xrs",  # signals are Python's: the JVM's own SIGTERM handler would race our clean stop
        # A half-dead engine that keeps its lock is worse than a dead one: the next lease restarts.
        "-XX:+ExitOnOutOfMemoryError",
    ]


def arcade_server(root: Path, password: str, *, bolt_port: int, http_port: int) -> ArcadeServer:
    # The file caches the password's hash and wins over the argument. Our password file is the one
    # truth, and whoever may write here owns the data anyway.
    (root / "config" / "server-users.jsonl").unlink(missing_ok=True)
    server = arcadedb_embedded.create_server(
        os.fspath(root),
        root_password=password,
        config={
            "mode": "production",
            "host": "127.0.0.1",
            "http_port": http_port,
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": bolt_port,
        },
    )
    return cast(ArcadeServer, server)


def wal_flush_in_force(database: object) -> int:
    """The flush setting of the open database itself; anything but fsync ends the start."""
    settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
    wrapped = database._java_db  # type: ignore[attr-defined]  # no public way to the settings
    found = int(wrapped.getConfiguration().getValueAsInteger(settings.TX_WAL_FLUSH))
    if found != WAL_FSYNC:
        raise RuntimeError(f"txWalFlush is {found}, not {WAL_FSYNC}: a commit could be lost")
    return found


def ask_over_bolt(port: int, password: str) -> None:
    with (
        neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=(USER, password)) as driver,
        driver.session(database=DATABASE) as session,
    ):
        session.run("RETURN 1 AS one").single(strict=True)


def heap_size() -> str:
    """`LOTGRAPH_ENGINE_HEAP`, else a quarter of the memory, at most 4 GiB."""
    told = os.environ.get("LOTGRAPH_ENGINE_HEAP", "")
    if told:
        if not re.fullmatch(r"[1-9]\d*[kmgKMG]", told):
            raise ValueError(f"LOTGRAPH_ENGINE_HEAP is {told!r}, not a size like 2g or 512m")
        return told
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{min(4096, max(256, memory // 4 // 1024**2))}m"


def linger_seconds() -> float:
    return float(os.environ.get("LOTGRAPH_ENGINE_LINGER", LINGER_S))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- files ---------------------------------------------------------------------------------------


def prepare_folders(files: EngineFiles) -> None:
    files.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.data_dir.chmod(0o700)
    files.root.mkdir(mode=0o700, exist_ok=True)


def keep_password(path: Path) -> str:
    """The folder's password, made at the first start and kept."""
    with suppress(FileNotFoundError):
        path.chmod(0o600)
        if password := path.read_text(encoding="ascii").strip():
            return password
    password = secrets.token_urlsafe(32)
    write_private(path, password + "\n")
    return password


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and for the owner only from the first byte on."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


async def keep_log_small(log: Path) -> None:
    """The log is our open stdout, so it is copied and emptied in place rather than renamed."""
    while True:
        await asyncio.sleep(60)
        with suppress(OSError):
            if log.stat().st_size > MAX_LOG_BYTES:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)


# --- the process ---------------------------------------------------------------------------------


async def run(files: EngineFiles, engine: Engine, tell_ready: int | None) -> None:
    """Serve leases and turns until it is time to stop."""
    desk = Desk(secrets.token_urlsafe(32), engine.wal_flush, linger_seconds())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, desk.stopping.set)
    listener = await asyncio.start_server(desk.serve, "127.0.0.1", 0, limit=MAX_LINE, backlog=128)
    write_record(files, engine, desk, lease_port=listener.sockets[0].getsockname()[1])
    desk.await_leases(max(desk.linger_s, FIRST_LEASE_GRACE_S))
    announce(tell_ready)
    log_keeper = asyncio.create_task(keep_log_small(files.log))
    await desk.stopping.wait()
    log_keeper.cancel()
    files.record.unlink(missing_ok=True)
    listener.close()


def write_record(files: EngineFiles, engine: Engine, desk: Desk, *, lease_port: int) -> None:
    record = EngineRecord(
        pid=os.getpid(),
        bolt_port=engine.bolt_port,
        http_port=engine.http_port,
        lease_port=lease_port,
        version=str(arcadedb_embedded.__version__),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        token=desk.token,
    )
    write_private(files.record, record.to_json())


def announce(tell_ready: int | None) -> None:
    if tell_ready is None:
        return
    with suppress(OSError):  # the starter may have died meanwhile; the engine does not care
        os.write(tell_ready, b"ready\n")
    os.close(tell_ready)


def detach() -> None:
    """Leave the starter: nobody must reap us, and no terminal may signal us."""
    if os.fork():
        os._exit(0)


def serve_folder(files: EngineFiles, tell_ready: int | None) -> int:
    lock = take_lock(files.lock, patience_s=LOCK_PATIENCE_S)
    if lock is None:
        print(f"Another engine runs for {files.data_dir}.", file=sys.stderr)
        return EXIT_LOCKED
    files.record.unlink(missing_ok=True)  # the lock was free, so it is stale
    try:
        engine = start_engine(files, keep_password(files.password))
    except Exception:
        traceback.print_exc()
        return EXIT_START_FAILED
    try:
        asyncio.run(run(files, engine, tell_ready))
    finally:
        files.record.unlink(missing_ok=True)
        engine.server.stop()
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description="The embedded database engine of one data folder")
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--detach", type=int, metavar="FD", help="go to the background; tell FD")
    given = parser.parse_args()
    if given.detach is not None:
        detach()
    os.umask(0o077)
    files = EngineFiles(given.data_dir.expanduser().resolve())
    prepare_folders(files)
    os.chdir(files.root)  # ArcadeDB writes its own log below the current folder
    os.environ["ARCADEDB_JVM_ERROR_FILE"] = os.fspath(files.root / "hs_err_pid%p.log")
    code = EXIT_START_FAILED
    try:
        code = serve_folder(files, given.detach)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # The JVM's threads must not keep a closed engine, and with it the lock, alive.
        os._exit(code)


if __name__ == "__main__":
    main()
