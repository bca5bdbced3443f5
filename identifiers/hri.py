r"""GS1 human-readable text, `(01)09506000134352(10)ABC`: what people read and type.

Promises: only an identifier that exists opens an element, so that a lot `A(B)C` stays one; no character is
dropped but white space around elements, which is told; `\(` and `\\` mean the character behind, for values
that would open an element otherwise. Refuses: text before the first element is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from identifiers.application_identifiers import IDENTIFIERS, Identifier
from identifiers.gs1 import add, finish
from identifiers.parsed import Code, Form, Parsed, Reading

_OPENING = re.compile(r"\\[\\(]|\((\d{2,4})\)", re.ASCII)
_SPACES = " \t\r\n\u00a0"
_ESCAPED = re.compile(r"\\([\\(])")


def read(reading: Reading, at: int) -> Parsed:
    """Human-readable text that begins at this place."""
    opened = _openings(reading.text, at)
    first = opened[0][1] if opened else len(reading.text)
    if first > at:
        reading.note(Code.UNKNOWN_ELEMENT, "this opens no application identifier", at)
        reading.leave(reading.text[at:first], at)
    ends = [opens for _, opens, _ in opened[1:]] + [len(reading.text)]
    spaces = [_add(reading, found, start, end) for (found, _, start), end in zip(opened, ends, strict=False)]
    first_space = next(filter(None, spaces), None)
    if first_space is not None:
        reading.note(Code.SPACES_IGNORED, "white space around elements is no part of them", first_space)
    return finish(reading, Form.HUMAN_READABLE)


def write(elements: Iterable[tuple[str, str]]) -> str:
    """Identifiers and values as text that reads back as these."""
    return "".join(f"({ai}){_escape(value)}" for ai, value in elements)


def _openings(text: str, at: int) -> list[tuple[Identifier, int, int]]:
    """Identifiers with where they open and where their values begin."""
    return [
        (IDENTIFIERS[found.group(1)], found.start(), found.end())
        for found in _OPENING.finditer(text, at)
        if found.group(1) in IDENTIFIERS
    ]


def _add(reading: Reading, identifier: Identifier, start: int, end: int) -> int:
    """Keep one element; returns where white space was left out, or 0."""
    written = reading.text[start:end]
    value = written.strip(_SPACES)
    before = len(written) - len(written.lstrip(_SPACES))
    add(reading, identifier, _ESCAPED.sub(r"\1", value), start + before)
    return 0 if value == written else start if before else start + len(value)


def _escape(value: str) -> str:
    """Put a backslash before backslashes, and before what would open an element."""
    return _OPENING.sub(
        lambda m: m.group() if m.group()[0] == "\\" else f"\\{m.group()}", value.replace("\\", "\\\\")
    )
