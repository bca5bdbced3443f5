"""Generations of the columns in files, each stamped with the ledger's size and right edge, hence its root.

Promises: a generation is there whole or not at all; one process at a time writes them, any number of
processes map them; the newest that stands on the asked ledger is opened, and what is damaged or of another
ledger is removed, since it can be made again. Older generations go when a newer one is there (whoever has
them mapped keeps them).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from app.snapshot.container import Container, write
from app.snapshot.errors import Damaged
from ledger.tree import Frontier
from lineage.base import KINDS, NODE_KINDS, WORDS, Base
from lineage.column import Array, Column, Texts

FOLDER, SUFFIX = "lineage", ".columns"
_COLUMNS = ("out_ends", "into_ends", "into", "out_types", "into_types", "by_key", "windows", "aliases")
_TEXTS = ("keys", "names", "records", "link_keys", "link_records")
_PARTS = ("within", "stretches", "data")
RootAt = Callable[[int], str]
"""The ledger's root at a size; raises where the ledger has no such size."""


def save(base: Base, frontier: Frontier, folder: Path) -> Path:
    """Write a generation that stands on the ledger with this right edge, and remove those before it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{base.size:012}{SUFFIX}"
    words = {of: list(words) for of, words in base.words.items()}
    said = {"size": base.size, "frontier": frontier.to_text(), "words": words}
    write(path, dict(_arrays(base)), said)
    for older in generations(folder):
        if older.name < path.name:
            older.unlink(missing_ok=True)
    return path


def newest(folder: Path, size: int, root_at: RootAt) -> tuple[Base, Frontier, Container] | None:
    """The newest generation that stands on this ledger, if there is one."""
    for path in sorted(generations(folder), reverse=True):
        try:
            base, frontier, container = load(path)
            if base.size > size or root_at(base.size) != frontier.root().hex():
                raise Damaged(f"{path} is of another ledger")
        except Damaged:
            path.unlink(missing_ok=True)
        else:
            return base, frontier, container
    return None


def load(path: Path) -> tuple[Base, Frontier, Container]:
    """A generation, the right edge of its ledger, and the file that is mapped."""
    container = Container(path)
    said = container.said
    size, edge, words = said.get("size"), said.get("frontier"), said.get("words")
    if not isinstance(size, int) or not isinstance(edge, str) or not isinstance(words, dict):
        raise Damaged(f"{path} does not say of which ledger it is")

    def texts(name: str) -> Texts:
        return Texts(*(container.column(f"{name}.{part}") for part in _PARTS))

    keys, records = texts("withdrawn.keys"), texts("withdrawn.records")
    base = Base(
        size=size,
        words={of: tuple(words[of]) for of in WORDS},
        node_columns={name: container.column(f"node.{name}") for name in NODE_KINDS},
        columns={name: container.column(f"link.{name}") for name in KINDS},
        nested=frozenset(_all(container.column("nested")).tolist()),
        withdrawn={keys[at].decode(): records[at] for at in range(len(keys))},
        **{name: container.column(name) for name in _COLUMNS},  # type: ignore[arg-type]
        **{name: texts(name) for name in _TEXTS},  # type: ignore[arg-type]
    )
    return base, Frontier.from_text(size, edge), container


def generations(folder: Path) -> list[Path]:
    """All that lie there."""
    return sorted(folder.glob(f"*{SUFFIX}"))


@contextmanager
def writing(folder: Path) -> Iterator[bool]:
    """Whether this process is the one that writes generations, while it lasts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _arrays(base: Base) -> Iterator[tuple[str, Array]]:
    for name in _COLUMNS:
        yield name, getattr(base, name).raw
    for name, column in base.columns.items():
        yield f"link.{name}", column.raw
    for name, column in base.node_columns.items():
        yield f"node.{name}", column.raw
    yield "nested", np.array(sorted(base.nested), dtype=np.int64)
    withdrawn: Mapping[str, bytes] = base.withdrawn
    texts = {name: getattr(base, name) for name in _TEXTS}
    texts |= {
        "withdrawn.keys": Texts.of(key.encode() for key in withdrawn),
        "withdrawn.records": Texts.of(withdrawn.values()),
    }
    for name, some in texts.items():
        for part, column in zip(_PARTS, some.columns, strict=True):
            yield f"{name}.{part}", column.raw


def _all(column: Column) -> Array:
    return column.part(0, len(column))
