"""Files that are there whole or not at all, and stay after a loss of power."""

from __future__ import annotations

import os
from pathlib import Path

# What a killed writer leaves behind; readers pass it by, the next writer removes it.
UNFINISHED = ".unfinished"


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write or replace a file in one step; on disk when this returns."""
    aside = path.with_name(path.name + UNFINISHED)
    aside.unlink(missing_ok=True)
    # Created with its mode: a private key must not be readable for even a moment.
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the platform can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
