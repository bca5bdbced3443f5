"""The forms of a report for machines: JSON and XML.

Promises: each tells every part in its order, one line after the other, whatever their number. The JSON is
canonical: sorted keys, no white space, so that equal reports are equal bytes. The XML is well-formed for any
text and has no attribute but the language and the time. A character that a form can't hold (half of a
surrogate pair; in XML also control characters) is written as its number, `<U+0001>`, so that it is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final
from xml.sax.saxutils import escape

from app.reports.report import Fields, Heading, Line, Paragraph, Part, Report, Table
from graph_model.facts import canonical
from graph_model.instants import text_of

_AT_ONCE: Final = 10_000
_HALVES: Final = re.compile("[\ud800-\udfff]")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RETURN: Final = {"\r": "&#13;"}
"""A reader takes a bare carriage return for a line feed."""


def json_parts(report: Report) -> Iterator[bytes]:
    """One object, its keys in order."""
    head = _json({"foot": report.foot, "language": report.language, "made": text_of(report.made)})
    yield head[:-1] + b',"parts":['
    for number, part in enumerate(report.parts):
        if number:
            yield b","
        yield from _part_as_json(part)
    tail = _json({"stands_on": report.stands_on.pairs, "title": report.title})
    yield b"]," + tail[1:]


def _part_as_json(part: Part) -> Iterator[bytes]:
    match part:
        case Heading(text):
            yield _json({"heading": text})
        case Paragraph(text):
            yield _json({"paragraph": text})
        case Fields(pairs):
            yield _json({"fields": pairs})
        case Table(columns, lines):
            yield _json({"columns": [column.title for column in columns]})[:-1].join(
                (b'{"table":', b',"lines":[')
            )
            for number, some in enumerate(_some(lines)):
                yield (b"," if number else b"") + _json([*map(list, some)])[1:-1]
            yield b"]}}"


def _json(value: object) -> bytes:
    try:
        return canonical(value)
    except TypeError:
        return canonical(_whole(value))


def _whole(value: object) -> object:
    """The same without halves of characters, which UTF-8 does not have."""
    match value:
        case str():
            return _HALVES.sub(_number, value)
        case dict():
            return {key: _whole(one) for key, one in value.items()}
        case list() | tuple():
            return [_whole(one) for one in value]
        case _:
            return value


def _number(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def xml_parts(report: Report) -> Iterator[bytes]:
    """One element, its parts in order."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<report language="{report.language}" made="{text_of(report.made)}">'.encode()
    yield _element("title", report.title) + b"<parts>"
    for part in report.parts:
        yield from _part_as_xml(part)
    yield b"</parts><stands_on>" + _pairs(report.stands_on) + b"</stands_on>"
    yield _element("foot", report.foot) + b"</report>\n"


def _part_as_xml(part: Part) -> Iterator[bytes]:
    match part:
        case Heading(text):
            yield _element("heading", text)
        case Paragraph(text):
            yield _element("paragraph", text)
        case Fields():
            yield b"<fields>" + _pairs(part) + b"</fields>"
        case Table(columns, lines):
            yield b"<table><columns>"
            yield b"".join(_element("column", column.title) for column in columns) + b"</columns>"
            for some in _some(lines):
                yield b"".join(_line(line) for line in some)
            yield b"</table>"


def _line(line: Line) -> bytes:
    return b"<line>" + b"".join(_element("cell", cell) for cell in line) + b"</line>"


def _pairs(fields: Fields) -> bytes:
    return b"".join(
        b"<field>" + _element("name", name) + _element("text", text) + b"</field>"
        for name, text in fields.pairs
    )


def _element(name: str, text: str) -> bytes:
    return f"<{name}>{escape(_NOT_XML.sub(_number, text), _RETURN)}</{name}>".encode()


def _some(lines: Iterable[Line]) -> Iterator[list[Line]]:
    todo = iter(lines)
    for first in todo:
        yield [*chain([first], islice(todo, _AT_ONCE - 1))]
