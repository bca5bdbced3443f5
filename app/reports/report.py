"""What a report says, whatever form it is told in.

Promises: a form tells all of it, in this order; every cell is a text, so that nothing runs as a formula and
no number loses a digit. `stands_on` says what the report was made from: it is the foot of every form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.reports.texts import Language

Line = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of a page's width."""

    title: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Lines with as many cells as there are columns; they may be told once only."""

    columns: tuple[Column, ...]
    lines: Iterable[Line]


@dataclass(frozen=True, slots=True)
class Fields:
    """What is said of one thing: names and texts."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What comes below it."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text of one or more lines."""

    text: str


Part = Heading | Paragraph | Fields | Table


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language; `foot` stands at the end of every page, short enough for one line."""

    title: str
    language: Language
    made: datetime
    parts: tuple[Part, ...]
    stands_on: Fields
    foot: str
