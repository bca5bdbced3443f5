"""Files for the readers' tests, and what they read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from loaders.tables import Broken, Item, Skipped, Table, open_table


def opened(path: Path, *encodings: str) -> Table:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return open_table(path, sha256=sha256, encodings=encodings or ("utf-8",))


def written(folder: Path, data: bytes | str, name: str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def short(item: Item) -> tuple[int, list[str]] | tuple[int, str]:
    """Rows as (line, cells), broken ones as (line, rule), other lines as (line, reason)."""
    if isinstance(item, Broken):
        return item.line, item.rule
    return (item.line, item.reason) if isinstance(item, Skipped) else item[:2]


def shortly(table: Table) -> list[tuple[int, list[str]] | tuple[int, str]]:
    return [short(item) for item in table.rows()]
