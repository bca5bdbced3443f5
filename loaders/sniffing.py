"""Which delimiter a CSV has.

Promises: a first line `sep=;`, as Excel writes and reads it, decides; else the header and the first rows do:
a delimiter that splits rows as it splits the header comes before one that does not, then the one that makes
more columns. Refuses: files that two delimiters split equally well, because a decimal comma would decide
what a cell is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from loaders.errors import LoadError

HEAD: Final = 50
_DELIMITERS: Final = ",;\t|"
_DECLARED: Final = re.compile(r'"?sep=([,;\t|])"?[\r\n]*', re.IGNORECASE)


def declared_delimiter(line: str) -> str:
    """The delimiter that a line `sep=;` names; empty where it is no such line."""
    found = _DECLARED.fullmatch(line)
    return found[1] if found else ""


def delimiter(path: Path, head: Sequence[str]) -> str:
    """The delimiter of a file with that header and these first rows; a comma where none occurs."""
    header, *rows = head
    rows = [row for row in rows if row.strip()]
    ranks = {d: _rank(d, header, rows) for d in _DELIMITERS}
    (best, most), (second, next_most), *_ = sorted(ranks.items(), key=lambda item: item[1], reverse=True)
    if most != next_most or most[1] < 2:
        return best if most[1] > 1 else ","
    problem = f"can be split by {_named(best)} as well as by {_named(second)}"
    raise LoadError(path, problem, f"Write sep={best} in a line above the header.", line=1)


def _rank(mark: str, header: str, rows: Sequence[str]) -> tuple[bool, int, int]:
    width = _width(header, mark)
    fitting = sum(_width(row, mark) == width for row in rows) if width > 1 else 0
    return 2 * fitting > len(rows), width, fitting


def _width(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark), ()))
    except csv.Error:
        return 0


def _named(mark: str) -> str:
    return "tabs" if mark == "\t" else mark
