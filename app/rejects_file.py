"""The file of the rows that were not accepted.

Promises: it is there only where a row was rejected; a new load writes it anew; nobody but its owner reads it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from loaders.outcome import Rejected

REJECT_COLUMNS: Final = ("file", "line", "column", "rule", "message", "raw")


class RejectsFile:
    """A CSV that is made when the first row is rejected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._stream: TextIO | None = None

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, name: str, row: Rejected) -> None:
        """One rejected row."""
        from app.terminal import write_csv

        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.is_file():
                self.path.unlink()  # its mode is that of whoever wrote it
            self._stream = open(self.path, "w", encoding="utf-8", newline="", opener=_for_its_owner)  # noqa: SIM115
            write_csv(self._stream, [REJECT_COLUMNS])
        self.count += 1
        write_csv(self._stream, [(name, row.line, row.column, row.rule, row.message, row.raw)])


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
