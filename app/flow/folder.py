"""What lies in a watched folder, and whether it has arrived in whole.

Promises: hidden files, those that programs name so until they are whole (`.part`, `.tmp`, `~`, …), and the
folders `done` and `failed` are never items. A folder is an item as a whole, once a visible file is in it and
none that is not whole. A folder with the name of a profile says what is in it; where the profile reads files
together, files that lie in it loose are one item with all of it, since each may change what the others state.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.flow.taking import reads_sets
from loaders.profile import profiles_available

DONE, FAILED = "done", "failed"
UNFINISHED: Final = (
    *(".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".unfinished"),
    "~",
)

Seen = tuple[tuple[str, int, int], ...]
"""Path inside the item, size and time of change of each file: the same twice means nothing was written."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a folder that is taken as a whole; `stays` where the folder itself is to be there again."""

    path: Path
    profile: str | None
    stays: bool = False


def is_unfinished(name: str) -> bool:
    """Whether a name says that somebody still writes, or that it is nobody's business."""
    return name.startswith((".", "~$")) or name.lower().endswith(UNFINISHED)


def items(top: Path, profile: str | None) -> Iterator[Item]:
    """All that lies in the folder, by name."""
    known = profiles_available()
    for path in _visible(top):
        if path.name in (DONE, FAILED):
            continue
        if path.name in known and _is_folder(path):
            yield from _of_profile(path)
        else:
            yield Item(path, profile)


def _of_profile(folder: Path) -> Iterator[Item]:
    inside = list(_visible(folder))
    if reads_sets(folder.name) and not all(map(_is_folder, inside)):
        yield Item(folder, folder.name, stays=True)
    else:
        yield from (Item(path, folder.name) for path in inside)


def look(path: Path) -> Seen | None:
    """How a file or a folder is now; None where it is not whole, not there, or holds nothing."""
    try:
        files = list(_files(path, ""))
    except FileNotFoundError:  # it went away, or changed its name, while it was looked at
        return None
    names = [name for name, _, _ in files if not _is_hidden(name)]
    if not names or any(is_unfinished(part) for name in names for part in name.split(os.sep)):
        return None
    return tuple(sorted(files))


def digest_of(seen: Seen) -> str:
    """A short text for it."""
    return hashlib.sha256(repr(seen).encode("utf-8", "backslashreplace")).hexdigest()


def _visible(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.iterdir() if not is_unfinished(path.name))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split(os.sep))


def _files(path: Path, name: str) -> Iterator[tuple[str, int, int]]:
    """Every file below, hidden ones too: a copier may give the next file a hidden name first."""
    if _is_folder(path):
        for entry in path.iterdir():
            yield from _files(entry, os.path.join(name, entry.name))
    else:
        found = path.lstat()
        yield name or "it", found.st_size, found.st_mtime_ns
