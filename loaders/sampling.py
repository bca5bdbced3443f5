"""The header and the first rows of a table, whatever it is."""

from __future__ import annotations

import itertools
from pathlib import Path

from loaders.tables import open_table, sha256_of


def sample(path: Path, encodings: tuple[str, ...], rows: int) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and at most so many rows; what could not be taken apart is left out."""
    table = open_table(path, sha256=sha256_of(path), encodings=encodings)
    found = (item[1] for item in table.rows() if isinstance(item, tuple))
    return table.header, list(itertools.islice(found, rows))
