"""Files that were pushed to the API: kept until they are loaded, and their keys for some time after.

An entry is a folder `<id>` below `ingest` of the data folder, with `request.json`, `file/NAME` until it was
taken, then `report.json` and, where rows were rejected, `rejects.csv`. The id is a hash of account and key,
so the keys of one account tell nothing of another's.

Promises: an entry is there whole or not at all, on disk, before anybody hears of it; of racing requests with
one key one makes it and the others find it; nobody but the owner of the process can read it. Keys are a
convenience: what makes a repeated load add nothing is the ledger, which knows each load by its content.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import orjson

from app.errors import Refused
from graph_store.engine_files import take_lock
from ledger.files import sync_folder, write_whole

MOST_KEPT: Final = 10_000
"""Entries that ended; the oldest are forgotten before the days are over where there are more."""
_INCOMING, _REQUEST, _REPORT, _FILE = "incoming", "request.json", "report.json", "file"
_SECONDS_TO_ARRIVE: Final = 24 * 3600.0
_MOST_RACES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What was asked, and by whom."""

    account: str
    key: str
    actor: str
    file: str
    profile: str | None
    namespace: str | None
    time_zone: str | None
    sha256: str
    size: int
    received: str

    def differs_from(self, other: Push) -> tuple[str, ...]:
        """Which of what is asked is another than there."""
        names = ("sha256", "file", "profile", "namespace", "time_zone")
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True, slots=True)
class Entry:
    """One pushed file."""

    folder: Path
    push: Push

    @property
    def id(self) -> str:
        """Its name."""
        return self.folder.name

    @property
    def payload(self) -> Path:
        """The file, until it was taken."""
        return self.folder / _FILE / self.push.file

    @property
    def rejects(self) -> Path:
        """Its rejected rows."""
        return self.folder / "rejects.csv"

    def report(self) -> bytes | None:
        """What became of it; None as long as it has not ended."""
        try:
            return (self.folder / _REPORT).read_bytes()
        except FileNotFoundError:
            return None

    def finish(self, report: bytes) -> None:
        """Keep the report, and the file no longer."""
        write_whole(self.folder / _REPORT, report, mode=0o600)
        shutil.rmtree(self.folder / _FILE, ignore_errors=True)

    def lock(self) -> int | None:
        """The right to take it in, to be closed; None where another process has it."""
        return take_lock(self.folder / "lock", patience_s=0)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A pushed file that has not ended; `rows` were read so far, None while it waits."""

    push: Push
    rows: int | None


class Incoming:
    """A file on its way in. What is not placed when it is left is removed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.size = 0
        self._digest = hashlib.sha256()
        (folder / _FILE).mkdir(mode=0o700)
        self.path = folder / _FILE / name
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._stream = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, block: bytes) -> None:
        """More of it."""
        self._stream.write(block)
        self._digest.update(block)
        self.size += len(block)

    def close(self) -> str:
        """All is there and on disk; its SHA-256."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        sync_folder(self.folder / _FILE)
        return self._digest.hexdigest()


class Inbox:
    """All entries of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receive(self, name: str) -> Incoming:
        """A place for a file that is to come."""
        incoming = self._folder / _INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        folder = incoming / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        return Incoming(folder, name)

    def find(self, account: str, key: str) -> Entry | None:
        """The entry of an account's key."""
        return _read(self._folder / _id(account, key))

    def place(self, incoming: Incoming, push: Push) -> Entry:
        """Make an entry of what came in; the one that is there, if it was there before."""
        target = self._folder / _id(push.account, push.key)
        write_whole(incoming.folder / _REQUEST, orjson.dumps(asdict(push)), mode=0o600)
        for _ in range(_MOST_RACES):
            try:
                # Onto a folder that holds something this fails: the first of racing requests wins.
                incoming.folder.rename(target)
            except OSError:
                if not target.is_dir():
                    raise
            else:
                sync_folder(self._folder)
                return Entry(target, push)
            if (entry := _read(target)) is not None:
                return entry
        raise Refused("what was kept of this key is damaged", "Send the file again, with another key.")

    def renew(self, entry: Entry, incoming: Incoming) -> None:
        """Take a file in again under its old key."""
        shutil.rmtree(entry.folder / _FILE, ignore_errors=True)
        (incoming.folder / _FILE).rename(entry.folder / _FILE)
        sync_folder(entry.folder)
        (entry.folder / _REPORT).unlink(missing_ok=True)

    def waiting(self) -> list[Entry]:
        """Entries that have not ended, as they were received."""
        found = (entry for entry in self._entries() if entry.report() is None)
        return sorted(found, key=lambda entry: (entry.push.received, entry.id))

    def forget(self, before: datetime.datetime) -> int:
        """Remove what ended before a time, the oldest of too many, and what never arrived; how many."""
        found = ((_ended(entry), entry.folder) for entry in self._entries())
        ended = sorted((at, folder) for at, folder in found if at is not None)
        too_many = ended[: max(len(ended) - MOST_KEPT, 0)]
        old = [folder for at, folder in ended if at < before.timestamp()]
        gone = {folder for _, folder in too_many} | set(old) | set(self._never_arrived())
        for folder in gone:
            # Away in one step, so that nobody meets half an entry.
            aside = self._folder / _INCOMING / secrets.token_hex(8)
            folder.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        return len(gone)

    def _never_arrived(self) -> Iterator[Path]:
        """What a killed server was receiving a day ago."""
        for folder in _folders(self._folder / _INCOMING):
            if folder.stat().st_mtime < time.time() - _SECONDS_TO_ARRIVE:
                yield folder

    def _entries(self) -> Iterator[Entry]:
        for folder in _folders(self._folder):
            if folder.name != _INCOMING and (entry := _read(folder)) is not None:
                yield entry


def _id(account: str, key: str) -> str:
    return hashlib.sha256(f"{account}\0{key}".encode()).hexdigest()[:32]


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _read(folder: Path) -> Entry | None:
    try:
        return Entry(folder, Push(**orjson.loads((folder / _REQUEST).read_bytes())))
    except (FileNotFoundError, ValueError, TypeError):  # not there, damaged, or of another version
        return None


def _ended(entry: Entry) -> float | None:
    try:
        return (entry.folder / _REPORT).stat().st_mtime
    except FileNotFoundError:
        return None
