"""What the loaders refuse: whole files here, single cells as `CellError`.

    LoadError          the file can't be taken as it is; says where and what to do next
    CellError          one cell breaks one rule; always becomes a `Rejected` row

A row that can be told apart is rejected alone; only what makes every row doubtful refuses the file.
"""

from __future__ import annotations

from pathlib import Path


class LoadError(Exception):
    """A file that can't be loaded. `str()` names file, place, problem and remedy.

    What it quotes of the file is one line without control characters: it may end up on a terminal.
    """

    def __init__(self, path: Path | str, problem: str, next_step: str, *, line: int | None = None) -> None:
        self.path = Path(path)
        self.problem = _printable(problem)
        self.next_step = _printable(next_step)
        self.line = line
        where = f"{self.path}:{line}" if line is not None else f"{self.path}"
        super().__init__(f"{_printable(where)}: {self.problem}. {self.next_step}")


def _printable(text: str) -> str:
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def unreadable(path: Path, error: OSError) -> LoadError:
    """The refusal of a file that the system won't give us."""
    return LoadError(path, f"can't be read ({error.strerror})", "Check the path and its rights.")


class CellError(ValueError):
    """A value that breaks a rule; `touches` are keys that were read before the rule broke."""

    def __init__(self, column: str, rule: str, message: str, touches: tuple[str, ...] = ()) -> None:
        self.column = column
        self.rule = rule
        self.message = message
        self.touches = touches
        super().__init__(message)
