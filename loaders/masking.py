"""What of a rejected row may be kept for ever: all but the cells that name a person.

Promises: a row of a file without personal columns is kept as it was read; of another the cells are kept,
as one CSV line a row, with `[personal]` in the place of each that is not empty; where a row could not be
taken apart nobody knows which part is which, so nothing of it is kept. Of a text over 64 KiB the start is
kept, with a mark where it was cut: a commit has an upper size. File and line still lead to it. Of a file
that states names of persons a name may stand in any cell, the key's too: only a key that could be
read is kept, and the message quotes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from loaders.outcome import Rejected

MASK: Final = "[personal]"
MOST_KEPT: Final = 1 << 16


def kept(raw: str, rows: Iterable[Sequence[str]], personal: frozenset[int]) -> str:
    """The text of rows that were taken apart; `personal` are the positions of the columns to mask."""
    return shortened(_masked(rows, personal) if personal else raw.rstrip("\r\n"))


def kept_broken(raw: str, personal: frozenset[int]) -> str:
    """The text of a row that could not be taken apart."""
    return MASK if personal else shortened(raw)


def without_names(rejected: Rejected, cells: Sequence[str] = (), key: Iterable[int] = ()) -> Rejected:
    """The reject of a row of people; `key` are the positions of the cells that its key is made of."""
    shown = set(key) if rejected.touches else set()
    raw = _masked([cells], frozenset(range(len(cells))) - shown) if cells else MASK
    message = f"{rejected.column or 'the row'} breaks the rule {rejected.rule} (docs/profiles.md, Rejects)"
    told = f"{message}; what stands there is not repeated, since this file names people"
    return replace(rejected, raw=shortened(raw), message=told)


def shortened(text: str) -> str:
    """The text, or its start where it is too long to be kept."""
    return text if len(text) <= MOST_KEPT else f"{text[:MOST_KEPT]} [{len(text) - MOST_KEPT} characters more]"


def _masked(rows: Iterable[Sequence[str]], personal: frozenset[int]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in rows:
        writer.writerow(MASK if cell and i in personal else cell for i, cell in enumerate(cells))
    return out.getvalue().removesuffix("\n")
