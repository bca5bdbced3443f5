"""Printed lists saved as text, as ALV grids of SAP are: `|` or tabs between padded cells, texts around them.

```
31.01.2025                    Dynamic List Display                     1
------------------------------------------------------------------------
|Material  |Batch     |  Quantity |BUn|
---------------------------------------
|RM-1001   |0004707   |    1,250.5 |KG |
|RM-1001   |0004708   |      5.000-|KG |
---------------------------------------
|*         |          |    1,245.5 |KG |
```

Promises: the blanks round a cell are the list's and go; quotes are text; rulers, titles, the header of each
further page and lines of sums that are marked with `*` are `Skipped`, never data; a line that has delimiters
and is none of these nor as wide as the header is `Broken`. Sums that nothing marks are rows here: only who
knows the keys can tell them (`tables.is_totals`). Columns without a name must be empty; columns of one name
are numbered, so that none is taken for the other. Refuses: lines over 4 MiB.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from loaders import encodings
from loaders.errors import LoadError
from loaders.streams import reading_text
from loaders.tables import OUTSIDE, REPEATED, TOTALS, Broken, Item, Skipped, checked_header, numbered

HEAD: Final = 100
RULER: Final = "ruler"
_MAX_LINE: Final = 4 << 20
_SUMS: Final = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands between cells, and on which line the column names do."""

    mark: str
    header_line: int


def recognised(head: Sequence[str]) -> Layout | None:
    """The layout of a printed list that starts with these lines; None for other text."""
    return _bars(head) or _tabs(head)


def _bars(head: Sequence[str]) -> Layout | None:
    """Lines in bars, from the first line on or next to a ruler.

    The header is the first that is as wide as most.
    """
    boxed = [i for i, line in enumerate(head) if _is_boxed(line)]
    first = next((i for i, line in enumerate(head) if "|" in line and not _is_ruler(line)), None)
    if not boxed or first != boxed[0]:
        return None
    if first and not any(map(_is_ruler, head[first - 1 : first + 2])):
        return None
    # A title in bars is one cell; a line with a bar in a cell is one of a few.
    boxed = [i for i in boxed if head[i].count("|") > 2] or boxed
    ((most, _),) = Counter(head[i].count("|") for i in boxed).most_common(1)
    return Layout("|", next(i for i in boxed if head[i].count("|") == most) + 1)


def _tabs(head: Sequence[str]) -> Layout | None:
    """Tabs, where the first line can't be a header and a blank line or none is above the header.

    Its first column has no name where the list marks its sums there; else the titles are cut by tabs, too.
    Of the lines that start a paragraph the header has the most texts.
    """
    filled = [sum(map(bool, _cut_tabs(line))) for line in head]
    starts = [i for i in range(len(head)) if not i or not head[i - 1].strip()]
    at = max(starts, key=lambda i: filled[i], default=0)
    if not starts or filled[at] < 2 or _may_be_header(_cut_tabs(head[0])):
        return None
    rows = [line for line in head[at + 1 :] if line.strip()]
    if head[at].startswith("\t"):
        fits = 2 * sum(line.startswith(("\t", "*")) for line in rows) >= len(rows)
    else:
        fits = at > 0 and "\t" in head[at] and "\t" in head[0] and all("\t" in line for line in rows)
    return Layout("\t", at + 1) if fits else None


def _may_be_header(cells: list[str]) -> bool:
    """Whether it is a name a column, from the first column on."""
    cells = _without_blank_end(cells)
    return len(cells) > 1 and all(cells)


def _is_boxed(line: str) -> bool:
    text = line.strip()
    return len(text) > 1 and text[0] == text[-1] == "|" and not _is_ruler(line)


def _is_ruler(line: str) -> bool:
    return "---" in line and not line.strip().strip("-|+")


def _cut_tabs(line: str) -> list[str]:
    return [cell.strip(" ") for cell in line.rstrip("\r\n").split("\t")]


def _cut_bars(line: str) -> list[str]:
    return [cell.strip(" ") for cell in line.strip()[1:-1].split("|")]


class ListTable:
    """A printed list, packed or not; `head` is how its text starts."""

    listed = True

    def __init__(self, path: Path, sha256: str, encoding: str, layout: Layout, head: Sequence[str]) -> None:
        self._path, self._sha256, self.encoding = path, sha256, encoding
        self._mark, self.header_line = layout.mark, layout.header_line
        header = head[layout.header_line - 1]
        if encodings.damage(header):
            problem, step = f"has a header that is not {encoding}", "Declare its encoding in the profile."
            raise LoadError(path, problem, step, line=layout.header_line)
        cut = _cut_bars if layout.mark == "|" else _cut_tabs
        self._names = _without_blank_end(cut(header))
        self._bars = [i for i, sign in enumerate(header) if sign == "|"]
        self._named = [i for i, name in enumerate(self._names) if name]
        self._unnamed = [i for i, name in enumerate(self._names) if not name]
        names, self.repeated = numbered([self._names[i] for i in self._named])
        self.header = checked_header(path, names, layout.header_line)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over all lines but the header; those above it are skipped."""
        with reading_text(self._path, self._sha256, self.encoding, newline="") as text:
            for number, line in enumerate(iter(lambda: text.readline(_MAX_LINE), ""), 1):
                if len(line) >= _MAX_LINE:
                    problem, step = "has a line over 4 MiB", "Check its line ends."
                    raise LoadError(self._path, problem, step, line=number)
                if number != self.header_line:
                    yield self._item(number, line)

    def _item(self, number: int, line: str) -> Item:
        text = line.rstrip()
        if not text:
            return number, [""] * len(self.header), line
        if damage := encodings.damage(text):
            problem = "a NUL byte" if damage == "nul" else f"bytes that are not {self.encoding}"
            return Broken(number, damage, f"holds {problem}", _shown(line))
        if _is_ruler(text):
            return Skipped(number, RULER, text)
        if number < self.header_line or self._is_outside(line):
            return Skipped(number, OUTSIDE, text)
        return self._row(number, line)

    def _is_outside(self, line: str) -> bool:
        """Whether it can't be a row, not even one that was cut off: rows start with a mark."""
        return self._mark not in line and (self._mark == "|" or not self._names[0])

    def _row(self, number: int, line: str) -> Item:
        cells = self._in_bars(line) if self._mark == "|" else self._in_tabs(line)
        if cells is None:
            message = f"is not divided into {len(self._names)} cells as the header is"
            return Broken(number, "cells", message, _shown(line))
        if cells == self._names:
            return Skipped(number, REPEATED, line.rstrip())
        if _SUMS.fullmatch(next(filter(None, cells), "")):
            return Skipped(number, TOTALS, line.rstrip())
        for i in self._unnamed:
            if cells[i]:
                message = f"has {cells[i][:40]!r} in column {i + 1}, which has no name"
                return Broken(number, "cells", message, _shown(line))
        return number, [cells[i] for i in self._named], line

    def _in_tabs(self, line: str) -> list[str] | None:
        cells, width = _cut_tabs(line), len(self._names)
        return None if len(cells) < width or any(cells[width:]) else cells[:width]

    def _in_bars(self, line: str) -> list[str] | None:
        if not _is_boxed(line):
            return None
        cells, width = _cut_bars(line), len(self._bars) - 1
        if len(cells) != width:
            cells = self._at_bars(line)
        return cells[: len(self._names)] or None

    def _at_bars(self, line: str) -> list[str]:
        """The cells of a row with a bar inside a cell: its own bars stand where those of the header do."""
        text, bars = line.rstrip(), self._bars
        if len(text) != bars[-1] + 1 or any(text[i] != "|" for i in bars):
            return []
        return [text[start + 1 : end].strip(" ") for start, end in pairwise(bars)]


def _without_blank_end(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names


def _shown(line: str) -> str:
    """The text of a broken row, so that it can be stored."""
    return encodings.visible(line.replace("\0", "\\x00")).rstrip("\r\n")
