"""Where files go that were taken: `done` and `failed`, each with its report beside it.

Promises: nothing is overwritten, a name has a time stamp and the load's identity; a move is written down
before it is made, so a kill at any moment leaves the file either where it lay, to be taken again, or moved,
and then its report follows. What turns out to have changed since it was read is put back. Refuses: a second
watcher of the folder.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Final

from app.errors import Refused
from app.flow.folder import DONE, FAILED, Item, Seen, digest_of, look
from app.flow.taking import REFUSED, Taken
from graph_store.engine_files import take_lock
from ledger.files import sync_folder, write_whole
from loaders.tables import stem

OWN: Final = ".lotgraph"
MOST_STEM_BYTES, MOST_KIND_BYTES = 120, 40
_REPORT, _REJECTS = ".report.json", ".rejects.csv"


@dataclass(frozen=True, slots=True)
class Move:
    """A move as it is written down: both names below the watched folder, and how the item was seen."""

    source: str
    target: str
    seen: str
    stays: bool


class Shelf:
    """The folders `done` and `failed` of one watched folder, and the right to fill them."""

    def __init__(self, top: Path, now: Callable[[], datetime.datetime]) -> None:
        self._top = top
        self._now = now
        self._own = top / OWN
        self._move = self._own / "move.json"
        self._report = self._own / "report.json"
        self.rejects = self._own / "rejects.csv"
        for folder in (self._own, top / DONE, top / FAILED):
            folder.mkdir(exist_ok=True)
            if folder.stat().st_dev != top.stat().st_dev:
                raise Refused(f"{folder} is on another file system", "Make it a folder of the watched one.")
        self._lock = take_lock(self._own / "lock", patience_s=0.2)
        if self._lock is None:
            raise Refused(
                f"another lotgraph watches {top}", "Leave the folder to it, or end it and begin again."
            )
        self._go_on()

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def put(self, item: Item, taken: Taken, seen: Seen) -> Path | None:
        """Move an item away and lay its report beside it; None where it was put back, as it had changed."""
        now = self._now()
        target = self._free_name(FAILED if taken.state == REFUSED else DONE, item.path.name, taken, now)
        rejects = target.name + _REJECTS if taken.rejected else None
        report = taken.to_json(taken=now.isoformat(timespec="seconds"), rejects=rejects, profile=item.profile)
        write_whole(self._report, report)
        move = Move(self._below(item.path), self._below(target), digest_of(seen), item.stays)
        # With this the move is decided; before it, all beside the item is rubbish.
        write_whole(self._move, json.dumps(asdict(move)).encode("ascii"))
        os.rename(item.path, target)
        return target if self._finish(move) else None

    def _go_on(self) -> None:
        """Bring to its end what a killed watcher had begun."""
        if self._move.exists():
            self._finish(Move(**json.loads(self._move.read_bytes())))

    def _finish(self, move: Move) -> bool:
        """What follows once a move is written down, whether it was made or not; true where it holds."""
        source, target = self._top / move.source, self._top / move.target
        seen = look(target)
        is_same = seen is not None and digest_of(seen) == move.seen
        if is_same:
            sync_folder(target.parent)
            _bring(self._report, target.with_name(target.name + _REPORT))
            _bring(self.rejects, target.with_name(target.name + _REJECTS))
        elif os.path.lexists(target):
            os.rename(target, self._way_back(source, stays=move.stays))
        if move.stays:
            source.mkdir(exist_ok=True)
        self._move.unlink()
        return is_same

    def _free_name(self, folder: str, name: str, taken: Taken, now: datetime.datetime) -> Path:
        loads = hashlib.sha256("".join(taken.loads).encode()).hexdigest()
        load = taken.loads[0] if len(taken.loads) == 1 else loads
        path = self._top / folder / _marked(name, f"{_stamp(now)}.{load[:8] if taken.loads else REFUSED}")
        return next(free for free in _numbered(path) if not _is_taken(free))

    def _way_back(self, source: Path, *, stays: bool) -> Path:
        """Where it lay, or beside what lies there now; what lay in a profile's folder stays in one."""
        if not os.path.lexists(source):
            return source
        folder = source if stays else source.parent
        path = folder / _marked(source.name, _stamp(self._now()))
        return next(free for free in _numbered(path) if not _is_taken(free))

    def _below(self, path: Path) -> str:
        return os.fspath(path.relative_to(self._top))


def _stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def _marked(name: str, mark: str) -> str:
    """`lot.csv.gz` as `lot.MARK.csv.gz`: loaded again under it, it is still a file of lots."""
    first = stem(Path(name)) or name
    kind = name[len(first) :]
    if len(os.fsencode(first)) > MOST_STEM_BYTES:
        first = os.fsencode(first)[:MOST_STEM_BYTES].decode("utf-8", "ignore")
    return f"{first}.{mark}{kind if len(os.fsencode(kind)) <= MOST_KIND_BYTES else ''}"


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(_marked(path.name, str(number)))


def _is_taken(path: Path) -> bool:
    return any(os.path.lexists(path.with_name(path.name + end)) for end in ("", _REPORT, _REJECTS))


def _bring(source: Path, target: Path) -> None:
    """Move a file of ours, if it is there yet."""
    if source.exists():
        os.rename(source, target)
        sync_folder(target.parent)
