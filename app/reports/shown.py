"""The affected table as the explorer shows it, as a report.

Promises: the cells come from the answer and not from who asks; rows are chosen and put in order by their
place in the answers, those of the first before what only the second has, as the explorer numbers them; what
is missing or left out follows in tables of its own; `stands_on` says what was asked, both clocks, the root of
the ledger, the answer's hash and its certificate's, for whom and when, and how much of it is shown.
Refuses a place that the answers do not have, and one that is named twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from app.columnar.texts import parts
from app.errors import Refused
from app.exports.lines import rows
from app.questions.answer import Told
from app.questions.findings import Gap
from app.questions.starts import label_of
from app.reports.report import Column, Fields, Heading, Line, Part, Report, Table
from app.reports.texts import Language, named, say
from app.terminal import left_out_lines
from graph_model.instants import text_of
from graph_model.keys import split

Field = Literal["type", "number", "of", "name", "quantity", "unit", "udi", "direction", "key"]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
_WIDTHS: Final[dict[Field, float]] = {"number": 2, "of": 2, "name": 2, "udi": 1.6, "key": 3}
_OF_ITEMS = frozenset({"lot", "device", "step"})
"""Prefixes of keys whose first part says what it is of."""
Bits = npt.NDArray[np.uint8]
_FORWARD, _BACKWARD, _START = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers of one question, each with the hash of its certificate if it can have one."""

    answers: tuple[Told, ...]
    certificates: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be told of them. `places` are rows in the order wanted."""

    fields: tuple[Field, ...]
    places: tuple[int, ...]
    language: Language


def shown(asked: Asked, wish: Wish, *, account: str, made: datetime) -> Report:
    """The table of these rows and fields."""
    table, reach = _joined(asked.answers)
    _refuse_odd(wish.places, len(table))
    language = wish.language
    columns = tuple(Column(say(language, f"table.{field}"), _WIDTHS.get(field, 1)) for field in wish.fields)
    places = np.array(wish.places, dtype=np.int64)
    lines = _lines(table.take(pa.array(places)), reach[places], wish)
    return Report(
        title=say(language, "shown.title"),
        language=language,
        made=made,
        parts=(Table(columns, lines), *_missing(asked.answers, language)),
        stands_on=_stands_on(asked, wish, len(table), account, made),
        foot=_foot(asked.answers, wish, len(table)),
    )


def _refuse_odd(places: tuple[int, ...], rows: int) -> None:
    if places and not 0 <= min(places) <= max(places) < rows:
        raise Refused(
            f"The answer has {rows} rows, and another one was asked for.", "Ask the question again."
        )
    if len(set(places)) < len(places):
        raise Refused("A row is asked for twice.", "Ask for each row once.")


def _joined(answers: Iterable[Told]) -> tuple[pa.Table, Bits]:
    """The rows of all answers, each once, and in which of them it is."""
    tables: list[pa.Table] = []
    reach = np.zeros(0, dtype=np.uint8)
    keys = pa.array([], pa.string())
    for answer in answers:
        table = rows(answer)
        own = table["key"].combine_chunks()
        at = np.array(pc.fill_null(pc.index_in(own, value_set=keys), -1), dtype=np.int64)
        bit = _FORWARD if answer.direction == "forward" else _BACKWARD
        reach[at[at >= 0]] |= bit
        tables.append(table.filter(pa.array(at < 0)))
        reach = np.concatenate([reach, np.full(int((at < 0).sum()), bit, dtype=np.uint8)])
        keys = pa.concat_arrays([keys, own.filter(pa.array(at < 0))])
        starts = np.array(pc.fill_null(pc.index_in(pa.array(answer.start), value_set=keys), -1), np.int64)
        reach[starts[starts >= 0]] |= _START
    return pa.concat_tables([table.cast(tables[0].schema) for table in tables]), reach


def _lines(table: pa.Table, reach: Bits, wish: Wish) -> Iterator[Line]:
    start = 0
    for part in parts(table):
        bits = reach[start : start + len(part)]
        cells = [_cells(part, field, bits, wish.language) for field in wish.fields]
        yield from zip(*cells, strict=True)
        start += len(part)


def _cells(part: pa.RecordBatch, field: Field, reach: Bits, language: Language) -> list[str]:
    match field:
        case "type":
            return [named(language, "label", label) for label in part["label"].to_pylist()]
        case "number":
            return [_shortly(key)[0] for key in part["key"].to_pylist()]
        case "of":
            return [_shortly(key)[1] for key in part["key"].to_pylist()]
        case "direction":
            said = [_direction(bits, language) for bits in range(8)]
            return [said[bits] for bits in reach]
        case _:
            return [text or "" for text in part["udi_di" if field == "udi" else field].to_pylist()]


def _shortly(key: str) -> tuple[str, str]:
    """The number of a record, and what it is of."""
    split_key = split(key)
    if split_key.prefix in _OF_ITEMS:
        return "/".join(split_key.parts[1:]), split_key.parts[0]
    return "/".join(split_key.parts), ""


def _direction(reach: int, language: Language) -> str:
    if reach & _START:
        return say(language, "table.start")
    ways = [(_FORWARD, "table.forward"), (_BACKWARD, "table.backward")]
    return ", ".join(say(language, text) for bit, text in ways if reach & bit)


def _missing(answers: Iterable[Told], language: Language) -> Iterator[Part]:
    """What the answers say is missing, and what they left out."""
    told = [*answers]
    gaps = dict.fromkeys(gap for answer in told for gap in answer.gaps)
    if gaps:
        yield Heading(say(language, "shown.missing"))
        titles = ("shown.kind", "table.type", "table.key", "shown.message")
        yield Table(_columns(language, *titles), [_gap(gap, language) for gap in gaps])
    left_out = [line for answer in told for line in left_out_lines(answer)]
    if left_out:
        yield Heading(say(language, "shown.leftOut"))
        yield Table(_columns(language, "table.key", "shown.kind", "shown.message"), left_out)


def _gap(gap: Gap, language: Language) -> Line:
    label = label_of(gap.key) if gap.key else gap.label
    return (
        named(language, "gap", gap.kind),
        named(language, "label", label) if label else "",
        gap.key,
        gap.words.said(language),
    )


def _columns(language: Language, *titles: str) -> tuple[Column, ...]:
    wide = {"table.key": 2.0, "shown.message": 3.0}
    return tuple(Column(say(language, title), wide.get(title, 1)) for title in titles)


def _stands_on(asked: Asked, wish: Wish, total: int, account: str, made: datetime) -> Fields:
    first, language = asked.answers[0], wish.language
    way = first.direction if len(asked.answers) == 1 else "both"
    hashes = [
        (say(language, text), told or say(language, "shown.noCertificate"))
        for answer, certificate in zip(asked.answers, asked.certificates, strict=True)
        for text, told in (("shown.sha256", answer.sha256), ("shown.certificate", certificate))
    ]
    said = {
        "shown.asked": ", ".join(first.start),
        "shown.way": say(language, f"shown.{way}"),
        "shown.state": _state(asked.answers, language),
        "shown.count": say(language, "shown.of", shown=str(len(wish.places)), total=str(total)),
        "shown.asOf": first.as_of or say(language, "shown.now"),
        "shown.knownAt": str(first.known_at),
        "shown.root": first.root,
    }
    ends = {"shown.by": account or say(language, "shown.nobody"), "shown.made": text_of(made)}
    pairs = [(say(language, text), told) for text, told in said.items()]
    return Fields((*pairs, *hashes, *((say(language, text), told) for text, told in ends.items())))


def _foot(answers: tuple[Told, ...], wish: Wish, total: int) -> str:
    return say(
        wish.language,
        "shown.foot",
        shown=str(len(wish.places)),
        total=str(total),
        state=_state(answers, wish.language),
        size=str(answers[0].known_at),
        root=answers[0].root,
    )


def _state(answers: tuple[Told, ...], language: Language) -> str:
    gaps = {gap for answer in answers for gap in answer.gaps}
    text = "shown.complete" if all(answer.complete for answer in answers) else "shown.incomplete"
    state = say(language, text, n=str(len(gaps)))
    left_out = sum(1 for answer in answers for _ in left_out_lines(answer))
    return f"{state}; {say(language, 'shown.excluded', n=str(left_out))}" if left_out else state
