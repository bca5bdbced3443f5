"""A pack: what an authority wants to be told, paragraph by paragraph, and how a case answers it.

Promises: every declared field comes out, with a value or with what is missing and who owns it; a cell of a
table that is not in evidence is named as well; an empty text is no answer; what the case's own answer lacks
is missing of every pack, and a day that no rule of the authority covers of each of its packs. Titles are our
words; a field marked K is to be verified before it is relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from quality.case_file import CaseFile, Total
from quality.deadlines import Authority, Mark
from quality.words import Words

T = TypeVar("T")
Cell = str | Words | None
"""None is not in evidence."""

NOT_IN_EVIDENCE: Final = Words("not in evidence", "证据中没有")
NONE: Final = Words("none", "无")
GAP: Final = Words("The answer that the scope is has a gap: {gap}", "召回范围所依据的结果有缺口：{gap}")
_CELLS: Final = Words("{column}: {n} of {of} lines: {names}", "{column}：{of} 行中的 {n} 行：{names}")
_ALL_CELLS: Final = Words("{column}: all of {of} lines", "{column}：全部 {of} 行")
_NOTHING: Final = Words("Nothing is missing.", "没有缺少的内容。")
_FOLLOWS: Final = Words("Missing items: {n}. They follow by {day}.", "缺少 {n} 项，将于 {day} 前补交。")
_MOST_NAMED: Final = 2_000
"""Characters of names in one line of what is missing; the others are in the next ones."""

REGULATORY: Final = Words("regulatory affairs", "法规事务")
QUALITY: Final = Words("quality", "质量")
PRODUCTION: Final = Words("production", "生产")
PRODUCT_DATA: Final = Words("product data", "产品数据")
SALES: Final = Words("sales", "销售")
SERVICE: Final = Words("service", "服务")
SYSTEM: Final = Words("system", "系统")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first `named_by` cells tell one line from another."""

    columns: tuple[Words, ...]
    lines: tuple[tuple[Cell, ...], ...]
    named_by: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there, why, and who could know it."""

    reason: Words
    owner: Words


Value = str | Words | Grid


@dataclass(frozen=True, slots=True)
class Partly:
    """A value that is not the whole one."""

    value: Value
    missing: tuple[Missing, ...]


Answer = Value | Partly | Missing | None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `id` names the paragraph, without a blank; `owner` owns it where it lacks."""

    id: str
    title: Words
    mark: Mark
    owner: Words
    answer: Callable[[CaseFile], Answer]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together."""

    title: Words
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A paper for an authority.

    `follows` is a paragraph that asks what is missing, and when it comes; `heading` is a title that the case
    makes more urgent.
    """

    id: str
    authority: Authority
    title: Words
    source: str
    sections: tuple[Section, ...]
    follows: tuple[str, Words, Mark] | None = None
    heading: Callable[[CaseFile], Words] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them, in order."""
        return tuple(field for section in self.sections for field in section.fields)


@dataclass(frozen=True, slots=True)
class Filled:
    """A field and its answer; `value` is None where there is none."""

    id: str
    title: Words
    mark: Mark
    value: Value | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class FilledPack:
    """The pack of one case."""

    pack: Pack
    case: CaseFile
    sections: tuple[tuple[Words, tuple[Filled, ...]], ...]
    gaps: tuple[Missing, ...]

    @property
    def title(self) -> Words:
        """What stands above it."""
        return self.pack.title if self.pack.heading is None else self.pack.heading(self.case)

    @property
    def missing(self) -> tuple[tuple[str, Words, Missing], ...]:
        """Everything that is missing: of which paragraph, its title, and what."""
        fields = [one for _, filled in self.sections for one in filled]
        told = [(one.id, one.title, missing) for one in fields for missing in one.missing]
        return (*told, *((self.pack.id, self.pack.title, gap) for gap in self.gaps))


def fill(pack: Pack, case: CaseFile) -> FilledPack:
    """The pack, filled from what the case knows."""
    sections = [(one.title, tuple(_filled(field, case) for field in one.fields)) for one in pack.sections]
    gaps = (
        *(Missing(GAP.filled(gap=gap), SYSTEM) for gap in case.gaps),
        *(Missing(hole.words, REGULATORY) for hole in case.uncovered if hole.authority == pack.authority),
        *_unproven(case),
    )
    if pack.follows is not None:
        lacking = sum(len(one.missing) for _, filled in sections for one in filled) + len(gaps)
        sections.append((pack.follows[1], (_follows(pack.follows, case, lacking),)))
    return FilledPack(pack, case, tuple(sections), gaps)


def _unproven(case: CaseFile) -> Iterator[Missing]:
    if not case.certificate_sha256:
        yield Missing(Words("No certificate of the scope.", "召回范围没有证书。"), SYSTEM)
    if not case.ledger_root or case.ledger_size is None:
        yield Missing(Words("No root and size of the ledger.", "没有账本根和账本大小。"), SYSTEM)


def _follows(asked: tuple[str, Words, Mark], case: CaseFile, lacking: int) -> Filled:
    name, title, mark = asked
    if not lacking:
        return Filled(name, title, mark, _NOTHING, ())
    if case.missing_follows is None:
        reason = Words("When the missing items follow is not in evidence.", "证据中没有补交日期。")
        return Filled(name, title, mark, None, (Missing(reason, REGULATORY),))
    said = _FOLLOWS.filled(n=str(lacking), day=case.missing_follows.isoformat())
    return Filled(name, title, mark, said, ())


def _filled(field: Field, case: CaseFile) -> Filled:
    value, missing = _value(field.answer(case), field.owner)
    if isinstance(value, Grid):
        value = _without_empty(value)
        missing = (*missing, *_cells(value, field.owner))
    return Filled(field.id, field.title, field.mark, value, missing)


def _value(answer: Answer, owner: Words) -> tuple[Value | None, tuple[Missing, ...]]:
    match answer:
        case Missing():
            return None, (answer,)
        case Partly(value, missing):
            return value, missing
        case None:
            return None, (Missing(NOT_IN_EVIDENCE, owner),)
        case str() if not answer.strip():
            return None, (Missing(NOT_IN_EVIDENCE, owner),)
        case _:
            return answer, ()


def _without_empty(grid: Grid) -> Grid:
    lines = tuple(
        tuple(None if isinstance(cell, str) and not cell.strip() else cell for cell in line)
        for line in grid.lines
    )
    return Grid(grid.columns, lines, grid.named_by)


def _cells(grid: Grid, owner: Words) -> Iterator[Missing]:
    """What lines lack, column by column; each line is named unless all lack it."""
    of = str(len(grid.lines))
    for place, column in enumerate(grid.columns):
        lacking = [number for number, line in enumerate(grid.lines) if line[place] is None]
        if lacking and len(lacking) == len(grid.lines):
            yield Missing(_both(_ALL_CELLS, column, of=of), owner)
            continue
        for names in _packed(_name(grid, number) for number in lacking):
            yield Missing(_both(_CELLS, column, n=str(len(lacking)), of=of, names=names), owner)


def _both(told: Words, column: Words, **values: str) -> Words:
    return Words(
        told.en.format(column=column.en, **values),
        told.zh.format(column=column.zh, **values),
    )


def _name(grid: Grid, number: int) -> str:
    said = [cell if isinstance(cell, str) else "?" for cell in grid.lines[number][: grid.named_by]]
    return f"{number + 1}. {' / '.join(said)}"


def _packed(names: Iterable[str]) -> Iterator[str]:
    """Names, comma between, as many together as fit."""
    held: list[str] = []
    size = 0
    for name in names:
        if held and size + len(name) > _MOST_NAMED:
            yield ", ".join(held)
            held, size = [], 0
        held.append(name)
        size += len(name) + 2
    if held:
        yield ", ".join(held)


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a table of things, and what it says of one."""

    title: Words
    cell: Callable[[T], Cell]


def grid(things: Iterable[T] | None, *columns: Column[T], named_by: int = 1) -> Grid | Words | None:
    """The table of these; none of them is an answer, and not to know them is not."""
    if things is None:
        return None
    lines = tuple(tuple(column.cell(thing) for column in columns) for thing in things)
    return Grid(tuple(column.title for column in columns), lines, named_by) if lines else NONE


def summed(told: Total | None, owner: Words) -> Answer:
    """A total; what it does not count is missing of it."""
    if told is None or told.unknown == told.of > 0:
        return None
    if not told.unknown:
        return str(told) or NONE
    reason = Words("{n} of {of} amounts are not in evidence.", "{of} 个数量中有 {n} 个不在证据中。")
    lacks = Missing(reason.filled(n=str(told.unknown), of=str(told.of)), owner)
    return Partly(str(told), (lacks,))
