"""What an embedded engine leaves in its data folder: its record, its log, its locks.

Promises: paths are made here and nowhere else; a record is read whole or not at all; asking
whether a lock is held never takes it from the one who wants it. Refuses: to judge by a pid.
"""

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

LOG_TAIL_LINES = 15


@dataclass(frozen=True)
class EngineFiles:
    """Where an engine keeps what, below its data folder."""

    data_dir: Path

    @property
    def record(self) -> Path:
        return self.data_dir / "engine.json"

    @property
    def lock(self) -> Path:
        return self.data_dir / "engine.lock"

    @property
    def start_lock(self) -> Path:
        return self.data_dir / "engine.start.lock"

    @property
    def log(self) -> Path:
        return self.data_dir / "engine.log"

    @property
    def root(self) -> Path:
        return self.data_dir / "engine"

    @property
    def password(self) -> Path:
        return self.root / "password"

    def log_tail(self) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 16_384))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return "(no engine.log)"
        return "\n".join(line for line in lines[-LOG_TAIL_LINES:]) or "(engine.log is empty)"


@dataclass(frozen=True)
class EngineRecord:
    """What a running engine tells about itself; written only once it really answers."""

    pid: int
    bolt_port: int
    http_port: int
    lease_port: int
    version: str
    started: str
    token: str = field(repr=False)

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, path: Path) -> "EngineRecord | None":
        """The record, or None where there is none that makes sense."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def lock_is_held(path: Path) -> bool:
    """Whether a process holds this lock. Takes it shared for an instant, hence the retries of
    `take_lock`: a probe must not make a starting engine believe that another one runs."""
    try:
        probe = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(probe)
    return False


def take_lock(path: Path, *, patience_s: float) -> int | None:
    """The locked file descriptor, or None when another process keeps the lock that long."""
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_up = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up:
                os.close(held)
                return None
            time.sleep(0.01)
        else:
            return held
