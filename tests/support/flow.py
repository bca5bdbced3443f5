"""A watched folder in tests: a clock that goes when it is told to, and what was said."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from app.flow.shelf import Shelf
from app.flow.watch import How, Watcher, watch_once
from graph_store.store import Store

NOW = datetime.datetime(2025, 3, 2, 10, 15, tzinfo=datetime.UTC)
STAMP = "20250302T101500Z"


def shelf_of(top: Path) -> Shelf:
    """Its shelf, at one moment."""
    return Shelf(top, lambda: NOW)


class Scene:
    """A watcher, its clock, and what it said; nobody asks it to end."""

    def __init__(
        self,
        top: Path,
        store: Store | None,
        *,
        profile: str | None = "canonical",
        settle: float = 5.0,
        progress: Callable[[str, int], None] = lambda name, rows: None,
    ) -> None:
        self.top, self.said, self.time = top, list[str](), 0.0
        self.shelf = shelf_of(top)
        self._store = store
        self.watcher = Watcher(
            top,
            self.shelf,
            How("test", profile, settle=settle),
            clock=lambda: self.time,
            say=self.said.append,
            progress=progress,
        )

    def is_set(self) -> bool:
        """Never asked to end."""
        return False

    def wait(self, seconds: float) -> bool:
        """Time passes."""
        self.time += seconds
        return False

    def opened(self) -> AbstractContextManager[Store]:
        """The store; files that are refused before a row is read need none."""
        return nullcontext(self._store)  # type: ignore[arg-type]

    def round(self, *, after: float = 0) -> None:
        """Look, and take what is ready."""
        self.wait(after)
        self.watcher.round(self.opened, self)

    def once(self) -> None:
        """What `--once` does."""
        watch_once(self.watcher, self.opened, self, settle=5.0)


def lying(top: Path) -> set[str]:
    """Everything below a folder but what is the watcher's own, by its path."""
    found = (path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())
    return {name for name in found if not name.startswith(".lotgraph/")}


def report_of(path: Path) -> dict[str, Any]:
    """The report beside a file that was taken."""
    return dict(json.loads(path.with_name(f"{path.name}.report.json").read_bytes()))
