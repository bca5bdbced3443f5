"""The embedded engine, seen from a command: find it, start it, hold it, take turns writing.

Promises:
- One engine per data folder. Whether one runs is told by the lock on `engine.lock`, which the
  engine holds for its life; a record without that lock is stale, whatever its pid says (pids are
  used again, and a container has its own).
- An engine belongs to nobody who started it: it has its own session, so neither Ctrl-C nor kill -9
  of its starter takes it from another command. It stops by itself after the last lease.
- A lease ends with its holder, and so does a write turn: both are open sockets.
- Write turns are granted one at a time, first come, first served, over all threads of all
  processes of the data folder.

Refuses: a second engine, a stop while others hold leases (unless forced), and a silent wait: what
takes over two seconds is told to `on_wait`, what takes over the time limit is a typed error.
"""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from graph_store.endpoint import Endpoint
from graph_store.engine_files import EngineFiles, EngineRecord, lock_is_held, take_lock
from graph_store.errors import (
    EngineInUse,
    EngineLost,
    EngineStartFailed,
    EngineUnavailable,
    WriteTurnTimedOut,
    WrongCredentials,
)

DATABASE = "lotgraph"
USER = "root"
START_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = 10.0
QUIET_S = 2.0  # a wait shorter than this is nobody's business
POLL_S = 0.05

OnWait: TypeAlias = Callable[[str], None]

# What a starter hands down. Not its whole environment: the engine outlives it and must hold neither
# its secrets nor JAVA_TOOL_OPTIONS and the like, which would change a database behind our back.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH")
INHERITED_PREFIX = "LOTGRAPH_ENGINE_"


@dataclass(frozen=True)
class EngineStatus:
    """`state` is `busy` while the engine starts or stops; the rest is then what is known."""

    state: Literal["running", "busy"]
    pid: int | None
    version: str | None
    uri: str | None
    started: str | None
    leases: int
    writers: int  # holding a turn or waiting for one
    wal_flush: int | None  # 2: every commit is fsynced
    database: str = DATABASE
    user: str = USER
    password_file: Path | None = None


BUSY = EngineStatus("busy", None, None, None, None, 0, 0, None)


def lease(
    data_dir: Path,
    *,
    start: bool = True,
    on_wait: OnWait | None = None,
    timeout: float = START_TIMEOUT_S,
) -> "Lease":
    """Hold the data folder's engine, starting it where none runs."""
    files = _files(data_dir)
    if start:
        _make_data_dir(files.data_dir)
    patience = _Patience(timeout, on_wait)
    while True:
        record = EngineRecord.read(files.record)
        held = lock_is_held(files.lock)
        if record is not None and held and (line := _Line.open(record, f"lease {os.getpid()}")):
            return Lease(line, endpoint=_endpoint(files, record), record=record, on_wait=on_wait)
        if not held:
            if not start:
                raise EngineUnavailable(f"No engine runs for {files.data_dir}.")
            _start(files, patience)
        elif patience.is_over():
            raise _never_answered(files, timeout)
        patience.pause("waiting for the database engine")


def status(data_dir: Path) -> EngineStatus | None:
    """What runs for this data folder; None when nothing does. Starts nothing, waits for nothing."""
    files = _files(data_dir)
    if not lock_is_held(files.lock):
        return None
    record = EngineRecord.read(files.record)
    line = None if record is None else _Line.open(record, "status")
    if record is None or line is None:
        return BUSY
    try:
        with closing(line):
            told = json.loads(line.receive())
    except EngineLost:  # it stops in this very moment
        return BUSY
    return EngineStatus(
        state="running",
        pid=record.pid,
        version=record.version,
        uri=_bolt_uri(record),
        started=record.started,
        leases=int(told["leases"]),
        writers=int(told["writers"]),
        wal_flush=int(told["wal_flush"]),
        password_file=files.password,
    )


def stop(
    data_dir: Path,
    *,
    force: bool = False,
    on_wait: OnWait | None = None,
    timeout: float = START_TIMEOUT_S,
) -> bool:
    """Stop the engine and wait until it is gone; False when none ran."""
    files = _files(data_dir)
    patience = _Patience(timeout, on_wait)
    ran = asked = False
    while lock_is_held(files.lock):
        ran = True
        record = EngineRecord.read(files.record)
        if not asked and record is not None:
            asked = _ask_to_stop(record, force=force)
        if patience.is_over():
            raise EngineUnavailable(
                f"The engine of {files.data_dir} does not stop within {timeout:.0f} s.",
                next_step=f"Read {files.log}; it may still be writing. As a last resort end the "
                "process that holds engine.lock: committed data is safe.",
            )
        patience.pause("waiting for the database engine to stop")
    return ran


class Lease:
    """A right to use the engine, as long as it is open. Safe to share between threads."""

    def __init__(
        self,
        line: "_Line",
        *,
        endpoint: Endpoint,
        record: EngineRecord,
        on_wait: OnWait | None,
    ) -> None:
        self.endpoint = endpoint
        self._line = line
        self._record = record
        self._on_wait = on_wait
        self._idle: list[_Line] = []  # turn lines kept for the next turn; one per waiting thread
        self._guard = threading.Lock()
        self._turn_of: int | None = None  # the thread of this process that has the turn
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._guard:
            self._closed = True
            lines, self._idle = [self._line, *self._idle], []
        for line in lines:
            line.close()

    def engine_alive(self) -> bool:
        """False once the engine process has gone (or this lease was closed)."""
        return not self._closed and self._line.is_open()

    @contextmanager
    def write_turn(self, *, timeout: float | None = None) -> Iterator[None]:
        """Be the only writer of this data folder; writers are served in the order they came."""
        if self._turn_of == threading.get_ident():
            raise RuntimeError("this thread has the write turn already and would wait for itself")
        line = self._turn_line()
        try:
            self._await_turn(line, timeout)
            self._turn_of = threading.get_ident()
            yield
        except BaseException:
            # Closing is the one way of leaving that works from every state, waiting or granted.
            self._turn_of = None
            line.close()
            raise
        self._turn_of = None
        self._put_back(line)

    def _turn_line(self) -> "_Line":
        with self._guard:
            if self._closed:
                # Lost, so that a writer whose lease another thread has just renewed tries again.
                raise EngineLost("This lease is closed.", next_step="Take a new lease.")
            if self._idle:
                return self._idle.pop()
        line = _Line.open(self._record, "turn")
        if line is None:
            raise EngineLost("The database engine went away.")
        return line

    def _await_turn(self, line: "_Line", timeout: float | None) -> None:
        patience = _Patience(timeout, self._on_wait)
        line.send("take")
        while not line.has_input(patience.slice()):
            if patience.is_over():
                raise WriteTurnTimedOut(f"No write turn within {timeout} s: another writer has it.")
            patience.tell("waiting for another writer to finish")
        line.receive()

    def _put_back(self, line: "_Line") -> None:
        """Give the turn back. A lost engine is not an error here: the work was done, and whoever
        did it knows from the database whether it was recorded."""
        try:
            line.send("done")
        except EngineLost:
            line.close()
            return
        with self._guard:
            if not self._closed:
                self._idle.append(line)
                return
        line.close()


class _Line:
    """One connection to the engine's lease port: a line out, a line back."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._reader = sock.makefile("r", encoding="ascii", newline="\n")

    @classmethod
    def open(cls, record: EngineRecord, role: str) -> "_Line | None":
        """A line in this role, or None when nobody takes it (gone, stopping, or not ours)."""
        try:
            sock = socket.create_connection(("127.0.0.1", record.lease_port), ANSWER_TIMEOUT_S)
        except OSError:
            return None
        line = cls(sock)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.send(f"{record.token} {role}")
            if line.receive() == "ok":
                return line
        except (OSError, EngineLost):
            pass
        line.close()
        return None

    def send(self, text: str) -> None:
        try:
            self._socket.sendall(text.encode("ascii") + b"\n")
        except OSError as error:
            raise EngineLost("The database engine went away.") from error

    def receive(self) -> str:
        try:
            text = self._reader.readline()
        except OSError as error:
            raise EngineLost("The database engine went away.") from error
        if not text.endswith("\n"):
            raise EngineLost("The database engine went away.")
        return text[:-1]

    def has_input(self, wait_s: float) -> bool:
        poll = select.poll()  # not select(): a busy API process has more than 1,024 descriptors
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(wait_s * 1000))

    def is_open(self) -> bool:
        """The engine never speaks first on a lease line, so readable means ended."""
        try:
            return not self.has_input(0)
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        with suppress(OSError):
            self._reader.close()
        self._socket.close()


class _Patience:
    """A time limit that says what it is waiting for once that takes longer than `QUIET_S`."""

    def __init__(self, timeout: float | None, on_wait: OnWait | None) -> None:
        self._began = time.monotonic()
        self.timeout = timeout
        self._on_wait = on_wait
        self._next_word = QUIET_S

    def is_over(self) -> bool:
        return self.timeout is not None and time.monotonic() - self._began >= self.timeout

    def slice(self) -> float:
        """How long to wait at most before looking at the clock again."""
        if self.timeout is None:
            return 0.5
        return min(0.5, max(0.0, self._began + self.timeout - time.monotonic()))

    def tell(self, what: str) -> None:
        waited = time.monotonic() - self._began
        if self._on_wait is not None and waited >= self._next_word:
            self._next_word = waited * 2
            self._on_wait(f"{what} ({waited:.0f} s)")

    def pause(self, what: str) -> None:
        self.tell(what)
        time.sleep(POLL_S)


def _start(files: EngineFiles, patience: _Patience) -> None:
    """Start an engine, or do nothing while somebody else is doing that."""
    starter = take_lock(files.start_lock, patience_s=0)
    if starter is None:
        if patience.is_over():
            raise _never_answered(files, patience.timeout or 0.0)
        return
    try:
        if not lock_is_held(files.lock):
            _spawn(files, patience)
    finally:
        os.close(starter)


def _spawn(files: EngineFiles, patience: _Patience) -> None:
    """Run the engine's process until it says it is ready; its pipe ends when it dies before."""
    with suppress(FileNotFoundError):
        files.log.replace(files.log.with_suffix(".log.1"))
    ready, tell_ready = os.pipe()
    try:
        _run_detached(files, tell_ready)
        os.close(tell_ready)
        tell_ready = -1
        _await_ready(files, ready, patience)
    finally:
        os.close(ready)
        if tell_ready >= 0:
            os.close(tell_ready)


def _run_detached(files: EngineFiles, tell_ready: int) -> None:
    """Returns as soon as the process has put itself in the background: nobody has to reap it."""
    module = [sys.executable, "-P", "-m", "graph_store.embedded_server"]
    log = os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        subprocess.run(
            [*module, os.fspath(files.data_dir), "--detach", str(tell_ready)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=files.data_dir,
            env=_engine_environment(),
            pass_fds=[tell_ready],
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(log)


def _await_ready(files: EngineFiles, ready: int, patience: _Patience) -> None:
    poll = select.poll()
    poll.register(ready, select.POLLIN | select.POLLHUP)
    while not poll.poll(200):
        patience.tell("starting the database engine")
        if patience.is_over():
            raise _never_answered(files, patience.timeout or 0.0)
    # An engine started by hand in the same instant wins the lock; then ours ends and that is fine.
    if not os.read(ready, 64) and not lock_is_held(files.lock):
        tail = files.log_tail()
        raise EngineStartFailed(f"The engine ended while starting. The end of {files.log}:\n{tail}")


def _never_answered(files: EngineFiles, timeout: float) -> EngineStartFailed:
    return EngineStartFailed(
        f"The database engine did not answer within {timeout:.0f} s. The end of {files.log}:\n"
        f"{files.log_tail()}",
        next_step="It may still be recovering: run again in a minute. Otherwise run "
        "`lotgraph engine stop --force` and read engine.log.",
    )


def _make_data_dir(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EngineStartFailed(
            f"The data folder {path} cannot be made: {error.strerror}.",
            next_step="Set LOTGRAPH_DATA_DIR to a folder you may write to.",
        ) from error


def _engine_environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in INHERITED or name.startswith(INHERITED_PREFIX)
    }
    # The engine runs in the data folder, so it finds this package only if it is told where.
    package_home = os.fspath(Path(__file__).resolve().parent.parent)
    paths = [package_home, *kept.get("PYTHONPATH", "").split(os.pathsep)]
    kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in paths if path)
    return kept


def _ask_to_stop(record: EngineRecord, *, force: bool) -> bool:
    line = _Line.open(record, "stop force" if force else "stop")
    if line is None:
        return False
    with closing(line):
        answer = line.receive()
    if answer.startswith("held "):
        leases = int(answer.split()[1])
        raise EngineInUse(f"The engine is in use: {leases} lease(s) are held.", leases=leases)
    return True


def _endpoint(files: EngineFiles, record: EngineRecord) -> Endpoint:
    try:
        password = files.password.read_text(encoding="ascii").strip()
    except OSError as error:
        raise WrongCredentials(
            f"The engine's password in {files.password} cannot be read: {error.strerror}.",
            next_step="Run as the user who owns the data folder.",
        ) from error
    return Endpoint(
        engine="arcadedb",
        uri=_bolt_uri(record),
        database=DATABASE,
        user=USER,
        password=password,
        password_file=files.password,
    )


def _bolt_uri(record: EngineRecord) -> str:
    return f"bolt://127.0.0.1:{record.bolt_port}"


def _files(data_dir: Path) -> EngineFiles:
    return EngineFiles(data_dir.expanduser().resolve())
