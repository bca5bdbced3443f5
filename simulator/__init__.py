"""A seeded balloon-catheter plant that writes export files and knows the true answer of every recall.

Promises: the same size and seed give the same bytes; what `Truth` says is worked out from the
plant's own records by a closure of its own, never through loaders, files or a database.
"""

from __future__ import annotations

from pathlib import Path

from simulator.parameters import SIZES, Parameters
from simulator.plant import Plant, build
from simulator.records import OnProgress
from simulator.truth import Answer, Genealogy, Truth

__all__ = ["SIZES", "Answer", "Genealogy", "Parameters", "Plant", "Truth", "build", "write"]


def write(
    size: str | Parameters, seed: int, folder: Path, on_progress: OnProgress | None = None
) -> list[Path]:
    """Build a plant and write its exports; `on_progress(rows written, all rows)` is called now and then."""
    return build(size, seed).write(folder, on_progress)
