"""CSV and its relatives: delimiter, encoding and quoting found out, rows handed on one by one.

Promises: a quote that is never closed costs the line it stands on, not the rest of the file; a row
with too few or too many cells, undecodable bytes or NUL is `Broken` and reading goes on. A quoted cell
may hold line breaks; but where two of its lines or more read as rows, too, once the quotes around its line
breaks are taken for strays, nothing can tell which is meant: every line of the record is `Broken`, so that
two stray quotes never swallow the rows between them. Refuses: lines over 4 MiB, cells over
1 MiB, and files with so many unclosed quotes that their rows can't be told apart.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from loaders import encodings
from loaders.errors import LoadError
from loaders.streams import reading
from loaders.tables import Broken, Item, checked_header

MAX_CELL: Final = 1 << 20
MAX_LINE: Final = 4 << 20
MAX_CELL_LINES: Final = 1000
_MAX_UNCLOSED: Final = 100
_DELIMITERS: Final = ",;\t|"
_LINE_BREAK: Final = re.compile(r"[\r\n]")


class _Lines:
    """Physical lines with push-back; `taken` are those of the record that is being read."""

    def __init__(self, path: Path, stream: io.TextIOBase, first_line: int) -> None:
        self._path = path
        self._read = partial(stream.readline, MAX_LINE)
        self._pending: deque[str] = deque()
        self.taken: list[str] = []
        self.line = first_line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._pending.popleft() if self._pending else self._read()
        if not text:
            raise StopIteration
        if len(text) >= MAX_LINE and not text.endswith(("\n", "\r")):
            at = self.line + len(self.taken)
            raise LoadError(self._path, "has a line over 4 MiB", "Check the line ends and quotes.", line=at)
        self.taken.append(text)
        if len(self.taken) > MAX_CELL_LINES:
            raise csv.Error("a quoted cell spans too many lines")
        return text

    def done(self) -> None:
        """The record is complete."""
        self.line += len(self.taken)
        self.taken.clear()

    def back_to_second(self) -> str:
        """Give back all lines of the record but the first, which is returned."""
        first, *rest = self.taken
        self._pending.extendleft(reversed(rest))
        self.taken.clear()
        self.line += 1
        return first


class DelimitedTable:
    """A CSV, TSV or other delimited text file, packed or not."""

    def __init__(self, path: Path, sha256: str, declared: tuple[str, ...]) -> None:
        self._path, self._sha256 = path, sha256
        csv.field_size_limit(MAX_CELL)
        sample = self._sample()
        self._encoding = encodings.detect(sample, declared)
        text = sample.decode(self._encoding, encodings.KEEP_BYTES)
        self.delimiter = _sniff(text)
        self.header = self._read_header(text)

    def _sample(self) -> bytes:
        with reading(self._path, None) as stream:
            return stream.read(encodings.SAMPLE)

    def _read_header(self, text: str) -> tuple[str, ...]:
        if not text.strip():
            raise LoadError(self._path, "is empty", "Export it again, with its header.")
        lines = io.StringIO(text, newline="")
        try:
            names = next(csv.reader(lines, delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            raise LoadError(self._path, f"has a broken header ({error})", "Mend line 1.", line=1) from error
        if any(encodings.damage(name) == "encoding" for name in names):
            raise LoadError(
                self._path,
                f"has a header that is not {self._encoding}",
                "Save it as UTF-8, or declare its encoding in the profile.",
                line=1,
            )
        if self._reads_as_rows(names, len(names)):
            raise LoadError(
                self._path, "may have rows inside the quotes of its header", "Mend line 1.", line=1
            )
        return checked_header(self._path, names, 1)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the rows after the header."""
        with reading(self._path, self._sha256) as stream:
            text = io.TextIOWrapper(stream, self._encoding, encodings.KEEP_BYTES, newline="")
            lines = _Lines(self._path, text, 1)
            next(csv.reader(lines, delimiter=self.delimiter, strict=True), None)
            lines.done()
            yield from self._records(lines)
            text.detach()

    def _records(self, lines: _Lines) -> Iterator[Item]:
        width, delimiter, unclosed = len(self.header), self.delimiter, 0
        damage, taken = encodings.damage, lines.taken
        while True:
            # A new reader after each unclosed quote: the old one is still inside the cell.
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            try:
                for cells in reader:
                    if len(taken) == 1 and len(cells) == width and not damage(taken[0]):
                        yield lines.line, cells, taken[0]
                    elif len(taken) > 1 and not _fits(cells, width):
                        yield self._unclosed(lines, len(cells))
                        break
                    else:
                        yield from self._odd(lines, cells)
                    lines.done()
                else:
                    return
            except csv.Error as error:
                unclosed += 1
                yield self._after(lines, error, unclosed)

    def _odd(self, lines: _Lines, cells: list[str]) -> Iterator[Item]:
        """What to make of a record that has several lines, or of a line that is not as it should be."""
        width, first = len(self.header), lines.line
        raw = "".join(lines.taken)
        if self._reads_as_rows(cells, width):
            message = f"is a row, or part of a quoted cell of lines {first} to {first + len(lines.taken) - 1}"
            for line, text in enumerate(lines.taken, first):
                yield Broken(line, "quote", f"{message}; check the quotes", _shown(text))
        elif broken := encodings.damage(raw):
            problem = "a NUL byte" if broken == "nul" else f"bytes that are not {self._encoding}"
            yield Broken(first, broken, f"holds {problem}", _shown(raw))
        elif _fits(cells, width):
            yield first, (cells or [""] * width)[:width], raw
        else:
            yield Broken(first, "cells", f"has {len(cells)} cells, the header has {width}", _shown(raw))

    def _reads_as_rows(self, cells: list[str], width: int) -> bool:
        """Whether a record of several lines is a row a line, too, if it lacked the quotes that join them."""
        if not any(_LINE_BREAK.search(cell) for cell in cells):
            return False
        doubled = [cell.replace('"', '""') for cell in cells]
        unquoted = self.delimiter.join(c if _LINE_BREAK.search(c) else f'"{c}"' for c in doubled)
        lines = io.StringIO(unquoted, newline="")
        alone = (next(csv.reader([line], delimiter=self.delimiter)) for line in lines)
        # A line that says nothing is lost by neither reading: many a note ends with a line break.
        rows = [row for row in alone if any(row)]
        return sum(_fits(row, width) for row in rows) > 1

    def _unclosed(self, lines: _Lines, count: int) -> Broken:
        message = f"has {count} cells, the header has {len(self.header)}; check its quotes"
        return Broken(lines.line, "cells", message, _shown(lines.back_to_second()))

    def _after(self, lines: _Lines, error: csv.Error, count: int) -> Broken:
        if count > _MAX_UNCLOSED:
            raise LoadError(
                self._path, f"has over {_MAX_UNCLOSED} broken quotes", "Export it again.", line=lines.line
            ) from error
        if len(lines.taken) == 1 and "limit" in str(error):
            raise LoadError(
                self._path, "has a cell over 1 MiB", "Shorten it or check its quotes.", line=lines.line
            ) from error
        message = f"has a quote that does not close properly ({error})"
        return Broken(lines.line, "quote", message, _shown(lines.back_to_second()))


def _fits(cells: list[str], width: int) -> bool:
    """Whether it is a row of that width: blank, or with nothing beyond it."""
    return not cells or (len(cells) >= width and not any(cells[width:]))


def _shown(raw: str) -> str:
    """The text of a broken row, so that it can be stored."""
    return encodings.visible(raw.replace("\0", "\\x00")).rstrip("\r\n")


def _sniff(text: str) -> str:
    """The delimiter that splits the header line into most cells; a comma where none does."""
    line = text.splitlines()[0] if text.strip() else ""
    counts = {d: len(next(csv.reader([line], delimiter=d), [])) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: counts[d])
