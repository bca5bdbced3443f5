"""A report on paper: PDF, A4, its fonts embedded.

Promises: texts are wrapped and never cut; a table's columns are named again on every page; every page ends
with its number and the report's foot. A character that the font does not have is written as its number,
`<U+05E9>`, so that it is not lost. One page after the other is laid out, whatever the number of rows.
Refuses where the fonts were not built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from app.errors import ConfigurationError, Refused
from app.reports.report import Fields, Heading, Line, Paragraph, Report, Table
from app.reports.texts import say

FONTS: Final = Path(__file__).parent.parent / "static" / "explorer" / "fonts"
_FAMILY = "sans"
_FILES = {"": "NotoSansHans-Regular.otf", "B": "NotoSansHans-Medium.otf"}
_SIZE, _LARGE, _SMALL = 8.0, 14.0, 6.5
_LINE = 4.2
"""Millimetres from one line to the next."""
_SMALL_LINE = 3.2
_MARGIN, _PAD, _NUMBER = 12.0, 1.0, 20.0
_RULE = (190, 190, 190)
_KNOWN_WIDTHS = 100_000
_PRIVATE = "\ue000"
"""A private character, which no text here may hold."""
_PAGES = _PRIVATE * 5
"""What the library replaces by the number of pages, and the room that it keeps for it."""


def pdf_parts(report: Report) -> Iterator[bytes]:
    """The file, laid out before its first byte."""
    paper = _Paper(report)
    paper.write_report(report, pages=f" / {_PAGES}")
    yield bytes(paper.output())


def bound_parts(reports: Iterable[Report]) -> Iterator[bytes]:
    """One file of many reports, to be printed at once: each has pages and page numbers of its own.

    The fonts take longer than a letter does: a file for each of 2,000 letters would take an hour.
    """
    todo = iter(reports)
    first = next(todo, None)
    if first is None:
        raise Refused("There is nothing to print.", "Ask for one report at least.")
    paper = _Paper(first)
    for report in chain([first], todo):
        paper.write_report(report)
    yield bytes(paper.output())


class _Paper(FPDF):
    """Pages of reports; the first gives its title, language and orientation to all."""

    def __init__(self, report: Report) -> None:
        is_wide = any(isinstance(part, Table) and len(part.columns) > 4 for part in report.parts)
        super().__init__(orientation="landscape" if is_wide else "portrait", format="A4")
        self._head: Callable[[], None] | None = None
        self._foot: list[str] = []
        self._pages_before = 0
        self._pages_text = ""
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(False)
        self.alias_nb_pages(_PAGES)
        for style, name in _FILES.items():
            if not (FONTS / name).is_file():
                raise ConfigurationError("The fonts for PDF are not built.", "Run: make explorer")
            self.add_font(_FAMILY, style, FONTS / name)
        self.set_font(_FAMILY, size=_SIZE)
        self.set_title(report.title)
        self.set_lang(report.language)
        self.set_creation_date(report.made)
        self.set_draw_color(*_RULE)
        self._width_of = lru_cache(_KNOWN_WIDTHS)(self._measured)

    def write_report(self, report: Report, *, pages: str = "") -> None:
        """The report from a new page on; `pages` stands after the page's number."""
        before = self.pages_count
        if before:
            self.add_page()
        self.set_font(_FAMILY, size=_SMALL)
        self._foot = self._wrapped(report.foot, self.epw - _NUMBER)
        self.set_font(_FAMILY, size=_SIZE)
        self._pages_before, self._pages_text = before, pages
        if not before:
            self.add_page()
        self.write_lines(report.title, style="B", size=_LARGE)
        for part in report.parts:
            match part:
                case Heading(text):
                    self.write_heading(text)
                case Paragraph(text):
                    self.write_lines(text)
                case Fields(pairs):
                    self.write_fields(pairs)
                case Table():
                    self.write_table(part)
        self.write_heading(say(report.language, "shown.stands"))
        self.write_fields(report.stands_on.pairs)

    def footer(self) -> None:
        """The report's foot and the page's number; called by the library at the end of each page."""
        self.set_font(_FAMILY, size=_SMALL)
        self.set_y(-_MARGIN + 2 - (len(self._foot) - 1) * _SMALL_LINE)
        for number, line in enumerate(self._foot):
            self.cell(self.epw - _NUMBER, _SMALL_LINE, line)
            page = f"{self.page_no() - self._pages_before}{self._pages_text}"
            self.cell(_NUMBER, _SMALL_LINE, "" if number else page, align="R")
            self.ln(_SMALL_LINE)
        self.set_font(_FAMILY, size=_SIZE)

    def write_heading(self, text: str) -> None:
        """A heading, not alone at the end of a page."""
        self._make_room(5 * _LINE)
        self.ln(_LINE)
        self.write_lines(text, style="B", size=_SIZE + 2)

    def write_lines(self, text: str, *, style: str = "", size: float = _SIZE) -> None:
        """A text over the whole width."""
        self.set_font(_FAMILY, style, size)
        height = _LINE * size / _SIZE
        for line in self._wrapped(text, self.epw):
            self._make_room(height)
            self.cell(self.epw, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(_FAMILY, size=_SIZE)

    def write_fields(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Names, and beside them texts."""
        widths = [self.epw * 0.28, self.epw * 0.72]
        for pair in pairs:
            self._row(pair, widths)

    def write_table(self, table: Table) -> None:
        """All lines, the columns' names on every page."""
        total = sum(column.width for column in table.columns)
        widths = [self.epw * column.width / total for column in table.columns]
        self._head = lambda: self._row([column.title for column in table.columns], widths, style="B")
        self._make_room(2 * _LINE)
        self._head()
        for line in table.lines:
            self._row(line, widths)
        self._head = None
        self.ln(_LINE / 2)

    def _row(self, texts: Line, widths: list[float], *, style: str = "") -> None:
        if style:
            self.set_font(_FAMILY, style)
        cells = [self._wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
        for at in range(max(map(len, cells), default=0)):
            self._make_room(_LINE)
            for lines, width in zip(cells, widths, strict=True):
                if at < len(lines):
                    self.cell(width, _LINE, lines[at])
                else:
                    self.x += width
            self.ln(_LINE)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
        if style:
            self.set_font(_FAMILY)

    def _make_room(self, height: float) -> None:
        """Go on with a new page where there is too little left of this one."""
        foot = _MARGIN + len(self._foot) * _SMALL_LINE
        if self.y + height <= self.h - foot:
            return
        style, size = self.font_style, self.font_size_pt
        self.add_page()
        if self._head is not None and not style:
            self._head()
        self.set_font(_FAMILY, style, size)

    def _wrapped(self, text: str, width: float) -> list[str]:
        """The text in lines that fit."""
        told = self._in_font(text)
        room = width - 2 * _PAD
        return [line for one in told.split("\n") for line in self._cut(one, room)]

    def _cut(self, text: str, room: float) -> Iterator[str]:
        while len(text) > 1 and self._width_of(text, self.font_style, self.font_size_pt) > room:
            end = self._fitting(text, room)
            blank = text.rfind(" ", 1, end + 1)
            at = blank if blank > end // 2 else end
            yield text[:at]
            text = text[at:].lstrip(" ")
        yield text

    def _fitting(self, text: str, room: float) -> int:
        """How many characters fit, one at least."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.get_string_width(text[:middle]) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _measured(self, text: str, style: str, size: float) -> float:
        """The width of a text in the font that is set, which is this one."""
        return float(self.get_string_width(text))

    def _in_font(self, text: str) -> str:
        font = self.current_font
        if not isinstance(font, TTFFont):
            raise TypeError("the font of a paper is embedded")
        if text.isascii() and text.isprintable():
            return text
        known = font.cmap
        return "".join(
            c if c == "\n" or (ord(c) in known and c != _PRIVATE) else f"<U+{ord(c):04X}>" for c in text
        )
