"""Load files into a store in tests, collecting what was rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.load import Report, load
from graph_store.store import Store
from loaders.outcome import Rejected
from loaders.plan import plan


@dataclass(frozen=True)
class Loaded:
    """A load's report and its rejected rows with their file names."""

    report: Report
    rejected: list[tuple[str, Rejected]]

    @property
    def adds_up(self) -> bool:
        """Whether every row of every file was accepted, rejected or ignored."""
        return all(f.read == f.accepted + f.rejected + f.ignored_rows for f in self.report.files)


def load_into(
    store: Store, paths: Sequence[Path], profile: str, *, namespace: str | None = None, **options: bool
) -> Loaded:
    """What `lotgraph load` does, without its terminal."""
    rejected: list[tuple[str, Rejected]] = []
    report = load(
        store,
        plan(paths, profile=profile, namespace=namespace),
        actor="test",
        on_rows=lambda name, rows: None,
        on_reject=lambda name, row: rejected.append((name, row)),
        **options,
    )
    return Loaded(report, rejected)
