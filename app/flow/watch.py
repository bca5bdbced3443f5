"""Watch a folder: take in what arrives, once it is whole.

Promises: a file is taken when nothing was written to it for the settle time, and it is moved only after it
was loaded or refused; whatever ends the watcher, what is not moved is taken again, and a load that is
repeated adds nothing. An engine that is away is waited for, with the files where they lie. What is said
holds names of files, numbers and what is wrong with the engine, and nothing of what is in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from app.errors import ApplicationError
from app.flow.folder import DONE, FAILED, Item, Seen, items, look
from app.flow.shelf import Shelf
from app.flow.taking import Parcel, Taken, printable, take
from graph_store.errors import StoreError
from graph_store.store import Store

SECONDS_BETWEEN_LOOKS: Final = 1.0
LONGEST_PAUSE: Final = 60.0

Opened = Callable[[], AbstractContextManager[Store]]


class Ending(Protocol):
    """Whether the watcher is asked to end; an event, or what a test puts in its place."""

    def is_set(self) -> bool:
        """Whether it is asked to."""

    def wait(self, seconds: float) -> bool:
        """Pause for so long, or until it is asked to."""


@dataclass(frozen=True, slots=True)
class How:
    """How files are taken. `profile` is that of what lies outside of the folders of profiles."""

    actor: str
    profile: str | None = None
    namespace: str | None = None
    time_zone: str | None = None
    settle: float = 5.0


@dataclass(slots=True)
class Tally:
    """What was taken so far."""

    done: int = 0
    refused: int = 0
    rejected: int = 0

    def take(self, taken: Taken) -> None:
        """Count one more."""
        self.done += taken.refusal is None
        self.refused += taken.refusal is not None
        self.rejected += taken.report.rejected if taken.report else 0


class Watcher:
    """One watched folder; the shelf is its right to do so."""

    def __init__(
        self,
        top: Path,
        shelf: Shelf,
        how: How,
        *,
        clock: Callable[[], float],
        say: Callable[[str], None],
        progress: Callable[[str, int], None] = lambda name, rows: None,
    ) -> None:
        self._top = top
        self._shelf = shelf
        self._how = how
        self._clock = clock
        self._say = say
        self._progress = progress
        self._seen: dict[Path, tuple[Seen, float]] = {}
        self._troubled: set[Path] = set()
        self.tally = Tally()

    def ready(self) -> list[Item]:
        """What nothing was written to for the settle time; last what the engine was lost over."""
        now, found, settled = self._clock(), dict[Path, tuple[Seen, float]](), list[Item]()
        for item in items(self._top, self._how.profile):
            seen = look(item.path)
            if seen is None:
                continue
            before = self._seen.get(item.path)
            found[item.path] = before if before and before[0] == seen else (seen, now)
            if now - found[item.path][1] >= self._how.settle:
                settled.append(item)
        self._seen = found
        return sorted(settled, key=lambda item: item.path in self._troubled)

    def round(self, opened: Opened, ending: Ending) -> None:
        """Take what is ready, until it is asked to end; raises what is wrong with the engine or the disk."""
        ready = self.ready()
        if not ready:
            return
        with opened() as store:
            for item in ready:
                if ending.is_set():
                    return
                with self._remembering(item):
                    self._take(store, item)

    @contextmanager
    def _remembering(self, item: Item) -> Iterator[None]:
        """Let others go first the next time, where this one ends in trouble."""
        self._troubled.add(item.path)
        yield
        self._troubled.discard(item.path)

    def _take(self, store: Store, item: Item) -> None:
        seen, _ = self._seen[item.path]
        name = printable(str(item.path.relative_to(self._top)))
        parcel = Parcel(item.path, item.profile, self._how.namespace, self._how.time_zone)
        taken = take(
            store, parcel, actor=self._how.actor, rejects=self._shelf.rejects, on_rows=self._progress
        )
        # Written to while it was read, or moved in that moment: it settles again, and then all of it counts.
        place = self._shelf.put(item, taken, seen) if look(item.path) == seen else None
        if place is None:
            self._say(f"{name} changed while it was read; it is taken when nothing is written to it any more")
            self._seen.pop(item.path)
            return
        self.tally.take(taken)
        self._say(_line(name, taken, place))


def _line(name: str, taken: Taken, place: Path) -> str:
    report = f"{printable(place.name)}.report.json"
    if taken.report is None or taken.head is None:
        return f"{name}: REFUSED, see {FAILED}/{report}"
    read = sum(file.read for file in taken.report.files)
    known = ", loaded before" if all(file.repeated for file in taken.report.files) else ""
    return (
        f"{name}: {read:,} rows read, {taken.report.rejected:,} rejected{known}; "
        f"ledger size {taken.head.size}; see {DONE}/{report}"
    )


def watch_once(watcher: Watcher, opened: Opened, ending: Ending, *, settle: float) -> None:
    """Take what lies there and is whole."""
    watcher.ready()
    if settle:
        ending.wait(settle)
    watcher.round(opened, ending)


def keep_watching(watcher: Watcher, opened: Opened, ending: Ending, say: Callable[[str], None]) -> None:
    """Take what arrives, until it is asked to end."""
    pause = SECONDS_BETWEEN_LOOKS
    while not ending.is_set():
        try:
            watcher.round(opened, ending)
        except (StoreError, ApplicationError, OSError) as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            say(f"{error}\nThe files stay where they are; tried again in {pause:.0f} s.")
        else:
            pause = SECONDS_BETWEEN_LOOKS
        ending.wait(pause)
