"""Rows as columns: what is asked of one row is asked of all of a batch at once.

A column is named by its slot: the cells of the file, one empty cell for columns that this file does not
have, then what was looked up and derived. Promises: rows keep their order; a batch is bounded in rows and
in characters, so that memory does not grow with the file. What can't be taken of one row ends the whole
batch in a `CellError`: it is asked again in pieces until the row stands alone (`narrowed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from loaders.errors import CellError, LoadError
from loaders.outcome import Finding
from loaders.tables import Broken, Row, Skipped

Texts = Sequence[str]
CHANGED: Final = -1
"""The slot of the time of change, which no column of a file has."""

_ROWS: Final = 256
_CHARACTERS: Final = 1 << 20
# Fewer would ask a file in which every row is wrong too often, more one in which few are.
_PIECES: Final = 16


class _Cells(dict[int, Texts]):
    """Columns of rows as they were read, made when they are asked for; empty beyond the width."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = [cells for _, cells, _ in rows]

    def __missing__(self, slot: int) -> Texts:
        known = 0 <= slot < len(self._rows[0])
        self[slot] = column = list(map(itemgetter(slot), self._rows)) if known else [""] * len(self._rows)
        return column


class _Picked(dict[int, Texts]):
    """Columns of some rows of others, picked when they are asked for."""

    def __init__(self, columns: dict[int, Texts], rows: Sequence[int]) -> None:
        super().__init__()
        self._columns, self._rows = columns, rows

    def __missing__(self, slot: int) -> Texts:
        column = self._columns[slot]
        self[slot] = picked = [column[row] for row in self._rows]
        return picked


@dataclass(slots=True)
class Batch:
    """Some rows, their columns by slot, and what was found odd of them.

    `positions` are where the rows stood in what was read at once; `plain` says that all are ASCII.
    """

    lines: Sequence[int]
    columns: dict[int, Texts]
    positions: Sequence[int]
    plain: bool = False
    told: dict[int, list[Finding]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Batch:
        """Rows that were read."""
        return cls([line for line, _, _ in rows], _Cells(rows), range(len(rows)))

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, slot: int) -> Texts:
        return self.columns[slot]

    def only(self, rows: Sequence[int]) -> Batch:
        """Some of the rows; what becomes of them changes nothing here."""
        positions = [self.positions[row] for row in rows]
        told = {at: list(self.told[at]) for at in positions if at in self.told} if self.told else {}
        lines = [self.lines[row] for row in rows]
        return Batch(lines, _Picked(self.columns, rows), positions, self.plain, told)

    def findings(self, row: int) -> list[Finding]:
        """What was told of a row, to be added to."""
        return self.told.setdefault(self.positions[row], [])

    def tell(self, row: int, finding: Finding) -> None:
        """Add a finding, once however many statements meet it."""
        if finding not in (known := self.findings(row)):
            known.append(finding)


def batches(items: Iterable[Row | Broken | Skipped]) -> Iterator[list[Row] | Broken | Skipped]:
    """Rows that follow one another, and what stands between them; all that came before a `LoadError`."""
    rows, characters = list[Row](), 0
    try:
        for item in items:
            if isinstance(item, tuple):
                rows.append(item)
                characters += len(item[2])
                if len(rows) < _ROWS and characters < _CHARACTERS:
                    continue
            if rows:
                ready, rows, characters = rows, [], 0
                yield ready
            if not isinstance(item, tuple):
                yield item
    except LoadError:
        if rows:
            yield rows
        raise
    if rows:
        yield rows


def narrowed(
    batch: Batch,
    rows: Sequence[int],
    work: Callable[[Batch], None],
    refuse: Callable[[Batch, CellError], None],
) -> None:
    """Work on some rows; where that fails on each sixteenth of them, and refuse the row that fails alone."""
    part = batch.only(rows)
    try:
        work(part)
    except CellError as error:
        if len(rows) == 1:
            refuse(part, error)
            return
        size = -(-len(rows) // _PIECES)
        for first in range(0, len(rows), size):
            narrowed(batch, rows[first : first + size], work, refuse)
