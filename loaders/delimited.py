"""CSV and its relatives: delimiter and quoting found out, rows handed on one by one.

Promises: cells are handed on byte for byte; a quote that is never closed costs the line it stands on, not the
rest of the file; a row with too few or too many cells, undecodable bytes or NUL is `Broken` and reading goes
on. A quoted cell may hold line breaks; but where two of its lines or more read as rows, too, once the quotes
around its line breaks are taken for strays, nothing can tell which is meant: every line of the record is
`Broken`, so that two stray quotes never swallow the rows between them. The header again, as files that were
joined have it, is `Skipped`. Refuses: lines over 4 MiB, cells over 1 MiB, and files with so many unclosed
quotes that their rows can't be told apart.

Blocks of lines in which nothing is odd are split as a whole; every other one is read line by line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from loaders import encodings, sniffing
from loaders.errors import LoadError
from loaders.streams import reading_text
from loaders.tables import REPEATED, Broken, Item, Skipped, changed_while_read, checked_header

MAX_CELL: Final = 1 << 20
MAX_LINE: Final = 4 << 20
MAX_CELL_LINES: Final = 1000
_MAX_UNCLOSED: Final = 100
_BLOCK: Final = 1 << 16
_LINE_BREAK: Final = re.compile(r"[\r\n]")


class _Lines:
    """Physical lines with push-back; `taken` are those of the record that is being read."""

    def __init__(self, path: Path, stream: io.TextIOBase, first_line: int) -> None:
        self._path, self._stream = path, stream
        self._read = partial(stream.readline, MAX_LINE)
        self._pending: deque[str] = deque()
        self.taken: list[str] = []
        self.line = first_line
        self.unclosed = 0

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

    def block(self) -> str:
        """The next lines as one text; nothing must be pending."""
        text = self._stream.read(_BLOCK)
        return text if text.endswith("\n") else text + self._read()

    def give_back(self, lines: Sequence[str]) -> None:
        """Read these lines before all others."""
        self._pending.extendleft(reversed(lines))

    @property
    def pending(self) -> bool:
        """Whether lines were given back that were not read again."""
        return bool(self._pending)

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
    """A CSV, TSV or other delimited text file, packed or not; `sample` is how its text starts."""

    listed = False
    repeated: frozenset[str] = frozenset()

    def __init__(self, path: Path, sha256: str, encoding: str, sample: str) -> None:
        self._path, self._sha256, self.encoding = path, sha256, encoding
        lines = io.StringIO(sample, newline="")
        declared = sniffing.declared_delimiter(next(lines))
        self._header_line = 2 if declared else 1
        if not declared:
            lines.seek(0)
        start = lines.tell()
        head = list(islice(lines, sniffing.HEAD))
        if not head:
            raise LoadError(path, "has no header", "Write the column names below sep=.", line=1)
        self.delimiter = declared or sniffing.delimiter(path, head)
        lines.seek(start)
        self.header, self._header_text = self._read_header(lines)

    def _read_header(self, lines: io.StringIO) -> tuple[tuple[str, ...], str]:
        """The column names and the text that they were read from."""
        start, line = lines.tell(), self._header_line
        try:
            names = next(csv.reader(lines, delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            problem, step = f"has a broken header ({error})", f"Mend line {line}."
            raise LoadError(self._path, problem, step, line=line) from error
        if any(encodings.damage(name) == "encoding" for name in names):
            problem = f"has a header that is not {self.encoding}"
            step = "Save it as UTF-8, or declare its encoding in the profile."
            raise LoadError(self._path, problem, step, line=line)
        if self._reads_as_rows(names, len(names)):
            problem = "may have rows inside the quotes of its header"
            raise LoadError(self._path, problem, f"Mend line {line}.", line=line)
        text = lines.getvalue()[start : lines.tell()]
        return checked_header(self._path, names, line), text.rstrip("\r\n")

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the rows after the header."""
        with reading_text(self._path, self._sha256, self.encoding, newline="") as text:
            lines = _Lines(self._path, text, 1)
            self._pass_header(lines)
            while block := lines.block():
                yield from self._block(lines, block)

    def _pass_header(self, lines: _Lines) -> None:
        for _ in range(1, self._header_line):
            next(lines, None)
            lines.done()
        try:
            next(csv.reader(lines, delimiter=self.delimiter, strict=True), None)
        except csv.Error as error:
            raise changed_while_read(self._path) from error
        lines.done()

    def _block(self, lines: _Lines, block: str) -> Iterator[Item]:
        """The rows of some whole lines."""
        texts = io.StringIO(block, newline="").readlines()
        if len(block) > MAX_CELL or self._header_text in block or encodings.damage(block):
            lines.give_back(texts)
            return self._records(lines)
        return self._quoted(lines, texts) if '"' in block else self._plain(lines, texts)

    def _plain(self, lines: _Lines, texts: list[str]) -> Iterator[Item]:
        """Lines without a quote: a delimiter is a delimiter."""
        width, delimiter, first = len(self.header), self.delimiter, lines.line
        lines.line += len(texts)
        for line, text in enumerate(texts, first):
            cells = text.rstrip("\r\n").split(delimiter)
            if len(cells) == width:
                yield line, cells, text
            else:
                yield self._row(line, [] if cells == [""] else cells, text)

    def _quoted(self, lines: _Lines, texts: list[str]) -> Iterator[Item]:
        """Lines with quotes, as long as each is a record."""
        width, first, taken = len(self.header), lines.line, 0
        reader = csv.reader(texts, delimiter=self.delimiter, strict=True)
        try:
            for cells in reader:
                if reader.line_num != taken + 1:
                    break
                if len(cells) == width:
                    yield first + taken, cells, texts[taken]
                else:
                    yield self._row(first + taken, cells, texts[taken])
                taken += 1
        except csv.Error:
            pass  # what is wrong with it is found out line by line
        lines.line += taken
        if taken < len(texts):
            lines.give_back(texts[taken:])
            yield from self._records(lines)

    def _records(self, lines: _Lines) -> Iterator[Item]:
        """The records that start in what was given back."""
        width, taken = len(self.header), lines.taken
        while lines.pending:
            # A new reader after each unclosed quote: the old one is still inside the cell.
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            try:
                for cells in reader:
                    if len(taken) > 1 and not _fits(cells, width):
                        yield self._unclosed(lines, len(cells))
                        break
                    yield from self._record(lines, cells)
                    lines.done()
                    if not lines.pending:
                        return
            except csv.Error as error:
                lines.unclosed += 1
                yield self._after(lines, error, lines.unclosed)

    def _record(self, lines: _Lines, cells: list[str]) -> Iterator[Item]:
        """What to make of a record that may have several lines, or bytes that are none of its encoding."""
        first, raw = lines.line, "".join(lines.taken)
        if len(lines.taken) > 1 and self._reads_as_rows(cells, len(self.header)):
            message = f"is a row, or part of a quoted cell of lines {first} to {first + len(lines.taken) - 1}"
            for line, text in enumerate(lines.taken, first):
                yield Broken(line, "quote", f"{message}; check the quotes", _shown(text))
        elif broken := encodings.damage(raw):
            problem = "a NUL byte" if broken == "nul" else f"bytes that are not {self.encoding}"
            yield Broken(first, broken, f"holds {problem}", _shown(raw))
        else:
            yield self._row(first, cells, raw)

    def _row(self, line: int, cells: list[str], raw: str) -> Item:
        """A row, blank or with nothing beyond the header's width; else a broken one."""
        width = len(self.header)
        if not _fits(cells, width):
            return Broken(line, "cells", f"has {len(cells)} cells, the header has {width}", _shown(raw))
        cells = (cells or [""] * width)[:width]
        # In a file of one column its name may be a value, too.
        again = width > 1 and cells == list(self.header)
        return Skipped(line, REPEATED, raw) if again else (line, cells, raw)

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
