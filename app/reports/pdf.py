"""A report on paper: PDF, A4, its fonts embedded.

Promises: texts are wrapped and never cut; a table's columns are named again on every page; every page ends
with its number and the report's foot. A character that the font does not have is written as its number,
`<U+05E9>`, so that it is not lost. One page after the other is laid out, whatever the number of rows.
Refuses where the fonts were not built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from app.errors import ConfigurationError
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
_PAGES = "\ue000"
"""What the library replaces by the number of pages; a private character, which no text here may hold."""


def pdf_parts(report: Report) -> Iterator[bytes]:
    """The file, laid out before its first byte."""
    is_wide = any(isinstance(part, Table) and len(part.columns) > 4 for part in report.parts)
    paper = _Paper(report, "landscape" if is_wide else "portrait")
    paper.add_page()
    paper.write_lines(report.title, style="B", size=_LARGE)
    for part in report.parts:
        match part:
            case Heading(text):
                paper.write_heading(text)
            case Paragraph(text):
                paper.write_lines(text)
            case Fields(pairs):
                paper.write_fields(pairs)
            case Table():
                paper.write_table(part)
    paper.write_heading(say(report.language, "shown.stands"))
    paper.write_fields(report.stands_on.pairs)
    yield bytes(paper.output())


class _Paper(FPDF):
    """Pages of one report."""

    def __init__(self, report: Report, orientation: str) -> None:
        super().__init__(orientation=orientation, format="A4")
        self._report = report
        self._head: Callable[[], None] | None = None
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
        self.set_font(_FAMILY, size=_SMALL)
        self._foot = self._wrapped(report.foot, self.epw - _NUMBER)
        self.set_font(_FAMILY, size=_SIZE)

    def footer(self) -> None:
        """The report's foot and the page's number; called by the library at the end of each page."""
        self.set_font(_FAMILY, size=_SMALL)
        self.set_y(-_MARGIN + 2 - (len(self._foot) - 1) * _SMALL_LINE)
        for number, line in enumerate(self._foot):
            self.cell(self.epw - _NUMBER, _SMALL_LINE, line)
            self.cell(_NUMBER, _SMALL_LINE, "" if number else f"{self.page_no()} / {_PAGES}", align="R")
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

    def _row(self, texts: Line, widths: list[float], *, style: str = "") -> None:
        if style:
            self.set_font(_FAMILY, style)
        cells = [self._wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
        for at in range(max(map(len, cells), default=0)):
            self._make_room(_LINE)
            for lines, width in zip(cells, widths, strict=True):
                self.cell(width, _LINE, lines[at] if at < len(lines) else "")
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
            c if c == "\n" or (ord(c) in known and c != _PAGES) else f"<U+{ord(c):04X}>" for c in text
        )
