"""Files as rows of text, whatever their format.

Promises: rows come one by one, with the line they start on and their raw text; memory is bounded by
one block of rows (text), one batch (Parquet) or one sheet (XLSX); no cell is rounded or renamed, and none
is trimmed but those of printed lists, whose padding is the list's; a row that is broken comes as `Broken`
and a line that is no row as `Skipped`, and reading goes on; the bytes that were read are those whose hash
was planned, or the reading ends in a `LoadError`. Refuses: unknown file types, empty files, headers with a
repeated or empty name, files that can't be told apart into rows, and trees (`loaders.trees` reads them).

A numeric cell of XLSX or Parquet has lost its leading zeros before we see it: identifiers must be
text there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loaders.errors import LoadError, unreadable

DELIMITED = (".csv", ".tsv", ".txt")
JSON_LINES = (".jsonl", ".ndjson")
JSON = ".json"
SHEETS = (".xlsx", ".xlsm")
TREES = (".xml", ".jsonld")
TYPES = (*DELIMITED, *JSON_LINES, JSON, *TREES, *SHEETS, ".parquet")
PACKED = ".gz"
_PACKABLE = (*DELIMITED, *JSON_LINES, JSON, *TREES)
TOTALS = "totals line"
REPEATED = "header again"
OUTSIDE = "text outside the table"
_BLOCK = 1 << 20
# A number in any locale; the longest code of a unit or currency.
_NUMBER = re.compile("[-+]?[0-9.,'\u2019\u00a0\u202f ]*[0-9][0-9.,'\u2019\u00a0\u202f ]*[-+]?")
_UNIT = 5
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be taken apart."""

    line: int
    rule: str
    message: str
    raw: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no row of the table: a ruler, a title, the header again, a sum."""

    line: int
    reason: str
    raw: str


# line (from 1), cells in the order of the header, text of the row as read.
Row = tuple[int, list[str], str]
Item = Row | Broken | Skipped


class Table(Protocol):
    """An opened file: its header, and its rows as often as they are asked for."""

    listed: bool
    """Whether it is a printed list, which may hold lines of sums: see `is_totals`."""

    repeated: frozenset[str]
    """Names that several columns have; they stand in the header numbered, as in `Unit (2)`."""

    @property
    def header(self) -> tuple[str, ...]:
        """Column names, byte-exact."""

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the rows after the header."""


def file_type(path: Path) -> str | None:
    """The type by file name, `.csv` for `x.csv.gz`; None where we can't read it."""
    name = path.name.lower().removesuffix(PACKED)
    suffix = Path(name).suffix
    if suffix not in TYPES or (path.name.lower().endswith(PACKED) and suffix not in _PACKABLE):
        return None
    return suffix


def stem(path: Path) -> str:
    """The file name without type and packing: `stock.move` for `stock.move.csv.gz`."""
    name = path.name
    if name.lower().endswith(PACKED):
        name = name[: -len(PACKED)]
    return Path(name).stem


def sha256_of(path: Path) -> str:
    """Hash of the file's bytes, hex."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()


def open_table(path: Path, *, sha256: str, encodings: tuple[str, ...] = ("utf-8",)) -> Table:
    """Open a file of a known type; `sha256` is what its bytes must hash to when they are read."""
    # Late, because pyarrow takes half a second that a CSV load need not wait for.
    suffix = file_type(path)
    if suffix in DELIMITED:
        from loaders import text_tables

        return text_tables.opened(path, sha256, encodings)
    if suffix in JSON_LINES:
        from loaders import json_lines

        return json_lines.JsonLinesTable(path, sha256)
    if suffix == JSON:
        from loaders import json_tables

        return json_tables.JsonTable(path, sha256)
    if suffix in SHEETS:
        from loaders import spreadsheet

        return spreadsheet.SpreadsheetTable(path, sha256)
    if suffix == ".parquet":
        from loaders import parquet

        return parquet.ParquetTable(path, sha256)
    raise _tree(path) if suffix else unknown_type(path)


def _tree(path: Path) -> LoadError:
    problem = "is a document of nested parts, and this profile reads rows"
    return LoadError(
        path, problem, "Export it as CSV, or choose a profile for such documents with --profile."
    )


def is_totals(cells: list[str], keys: Iterable[int]) -> bool:
    """Whether a row of a printed list is a line of sums: numbers, perhaps with units, and not of what."""
    if any(cells[key] for key in keys):
        return False
    filled = [cell for cell in cells if cell]
    numbers = [cell for cell in filled if len(cell) <= _LONGEST and _NUMBER.fullmatch(cell)]
    return bool(numbers) and all(len(cell) <= _UNIT or cell in numbers for cell in filled)


def unknown_type(path: Path) -> LoadError:
    """The refusal of a file type."""
    known = " ".join(f"*{t}" for t in TYPES)
    return LoadError(path, "is of no known file type", f"Known are {known}, the text ones also as {PACKED}.")


def checked_header(path: Path, names: list[str], line: int) -> tuple[str, ...]:
    """The header, if every column can be told by its name."""
    while names and not names[-1]:
        names = names[:-1]
    if not names:
        raise LoadError(path, "has no header", "Write the column names in the first row.", line=line)
    for position, name in enumerate(names, 1):
        if "\0" in name:
            raise LoadError(
                path, "holds NUL bytes", "Save it as UTF-8, or as UTF-16 with a byte order mark.", line=line
            )
        if not name:
            raise LoadError(path, f"column {position} has no name", "Name it or remove it.", line=line)
        if name in names[: position - 1]:
            raise LoadError(
                path, f"has two columns named {name!r}", "Rename or remove one of them.", line=line
            )
    return tuple(names)


def numbered(names: list[str]) -> tuple[list[str], frozenset[str]]:
    """`Unit` twice is `Unit (1)` and `Unit (2)`; and which names those are."""
    counts, seen, found = Counter(filter(None, names)), Counter[str](), []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if counts[name] > 1 else name)
    return found, frozenset(name for name, count in counts.items() if count > 1)


def changed_while_read(path: Path) -> LoadError:
    """The refusal of bytes that are not those which were planned."""
    return LoadError(
        path, "changed while it was read", "Let its writer finish, then load it again; nothing is doubled."
    )
