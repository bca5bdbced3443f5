"""What of a rejected row may be kept for ever: all but the cells that name a person.

Promises: a row of a file without personal columns is kept as it was read; of another the cells are kept,
as one CSV line a row, with `[personal]` in the place of each that is not empty; where a row could not be
taken apart nobody knows which part is which, so nothing of it is kept. File and line still lead to it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

MASK: Final = "[personal]"


def kept(raw: str, rows: Iterable[Sequence[str]], personal: frozenset[int]) -> str:
    """The text of rows that were taken apart; `personal` are the positions of the columns to mask."""
    return _masked(rows, personal) if personal else raw.rstrip("\r\n")


def kept_broken(raw: str, personal: frozenset[int]) -> str:
    """The text of a row that could not be taken apart."""
    return MASK if personal else raw


def _masked(rows: Iterable[Sequence[str]], personal: frozenset[int]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in rows:
        writer.writerow(MASK if cell and i in personal else cell for i, cell in enumerate(cells))
    return out.getvalue().removesuffix("\n")
