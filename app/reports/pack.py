"""A pack or letter of a recall case as a report, in English or Chinese.

Promises: every field is told, by the id of its paragraph, which is the first word of its name, and our title;
a value that is not in evidence says so in its place, and stands in the section of what is missing with who
owns it. What rests on general knowledge is marked. The foot has the ledger's root and size and the
certificate. A letter has the same without ids, marks and what is missing, which is not its reader's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from app.reports.report import Column, Fields, Heading, Line, Paragraph, Part, Report, Table
from app.reports.texts import Language, say
from graph_model.instants import text_of
from quality.packs.declare import Cell, Filled, FilledPack, Grid
from quality.words import Words

Named = Callable[[Filled, Language], str]
_NARROW, _WIDE, _A_SHARE = 1.0, 4.0, 12
_MEASURED: Final = 500
"""Lines of a table from which its columns get their widths."""


def pack_report(filled: FilledPack, language: Language, made: datetime) -> Report:
    """The paper for an authority."""
    parts = [Paragraph(say(language, "pack.legend")), *_sections(filled, language, _name_by_id)]
    count = str(len(filled.missing))
    told = {"pack.source": filled.pack.source, "pack.count": count}
    foot = say(language, "pack.lacks", pack=filled.pack.id, n=count)
    return _report(filled, (*parts, *_missing(filled, language)), language, made, told, foot)


def letter_report(filled: FilledPack, language: Language, made: datetime) -> Report:
    """The letter to one consignee; whether it may go out is in `filled.missing`."""
    parts = tuple(_sections(filled, language, _name_alone))
    return _report(filled, parts, language, made, {}, filled.title.said(language))


def _name_by_id(field: Filled, language: Language) -> str:
    mark = f" {say(language, 'pack.toVerify')}" if field.mark == "K" else ""
    return f"{field.id} {field.title.said(language)}{mark}"


def _name_alone(field: Filled, language: Language) -> str:
    return field.title.said(language)


def _sections(filled: FilledPack, language: Language, named: Named) -> Iterator[Part]:
    for title, fields in filled.sections:
        yield Heading(title.said(language))
        pairs: list[tuple[str, str]] = []
        for field in fields:
            if not isinstance(field.value, Grid):
                pairs.append((named(field, language), _text(field.value, language)))
                continue
            if pairs:
                yield Fields(tuple(pairs))
                pairs = []
            yield Heading(named(field, language))
            yield _table(field.value, language)
        if pairs:
            yield Fields(tuple(pairs))


def _text(value: Cell, language: Language) -> str:
    match value:
        case None:
            return say(language, "pack.notInEvidence")
        case Words():
            return value.said(language)
        case _:
            return value


def _table(grid: Grid, language: Language) -> Table:
    lines = [[_text(cell, language) for cell in line] for line in grid.lines]
    titles = [column.said(language) for column in grid.columns]
    return Table(tuple(_column(title, lines, place) for place, title in enumerate(titles)), lines)


def _column(title: str, lines: list[list[str]], place: int) -> Column:
    """As wide as its texts are on the average; letters of other scripts take two places."""
    sizes = [_size(line[place]) for line in lines[:_MEASURED]]
    share = max(_size(title), *sizes) if len(sizes) < 2 else max(_size(title), sum(sizes) // len(sizes))
    return Column(title, min(_WIDE, max(_NARROW, share / _A_SHARE)))


def _size(text: str) -> int:
    return len(text) if text.isascii() else 2 * len(text)


def _missing(filled: FilledPack, language: Language) -> Iterator[Part]:
    yield Heading(say(language, "pack.missing"))
    if not filled.missing:
        yield Paragraph(say(language, "pack.nothing"))
        return
    titles = (("pack.paragraph", 1.2), ("pack.item", 2), ("pack.what", 4), ("pack.owner", 1))
    columns = tuple(Column(say(language, title), width) for title, width in titles)
    yield Table(columns, [*_missing_lines(filled, language)])


def _missing_lines(filled: FilledPack, language: Language) -> Iterator[Line]:
    for name, title, missing in filled.missing:
        yield name, title.said(language), missing.reason.said(language), missing.owner.said(language)


def _report(
    filled: FilledPack,
    parts: tuple[Part, ...],
    language: Language,
    made: datetime,
    told: dict[str, str],
    about: str,
) -> Report:
    case, none = filled.case, say(language, "pack.none")
    values = {
        "recall": case.recall_number or none,
        "size": none if case.ledger_size is None else str(case.ledger_size),
        "root": case.ledger_root or none,
        "certificate": case.certificate_sha256 or none,
    }
    said = {
        "pack.recall": values["recall"],
        "pack.pack": filled.pack.id,
        **told,
        "shown.knownAt": values["size"],
        "shown.root": values["root"],
        "pack.certificate": values["certificate"],
        "shown.made": text_of(made),
    }
    stands_on = Fields(tuple((say(language, text), one) for text, one in said.items()))
    foot = say(language, "pack.foot", about=about, **values)
    return Report(filled.title.said(language), language, made, parts, stands_on, foot)
