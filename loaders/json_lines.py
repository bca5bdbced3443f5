"""JSONL: one object a line, numbers kept as the text they are written in.

Promises: `0.10` stays `0.10` and `12345678901234567890` keeps its digits; true, false and null are
`true`, `false` and the empty cell. Columns are the fields of all objects, in the order in which they
first appear (one extra pass). Refuses per row: what is no object, repeated fields, nested values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from loaders import encodings
from loaders.errors import LoadError
from loaders.streams import reading, reading_text
from loaders.tables import Broken, Item, checked_header

_MAX_LINE: Final = 4 << 20
MAX_COLUMNS: Final = 1000


class BadObject(ValueError):
    """A value that is no flat object."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadObject("names a field twice")
    return found


def _no_constant(name: str) -> object:
    raise BadObject(f"holds {name}, which is no number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=_no_constant
)


class JsonLinesTable:
    """A JSONL file, packed or not."""

    listed = False
    repeated: frozenset[str] = frozenset()

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        with reading(path, None) as stream:
            self._encoding = encodings.detect(stream.read(encodings.SAMPLE), ("utf-8",))
        names: dict[str, None] = {}
        for _, value, _ in self._objects():
            if not isinstance(value, Broken):
                names.update(dict.fromkeys(value))
            if len(names) > MAX_COLUMNS:
                raise LoadError(path, f"has over {MAX_COLUMNS} fields", "Write one record type a file.")
        if not names:
            raise LoadError(path, "is empty or holds no objects", "Write one JSON object a line.")
        self.header = checked_header(path, list(names), 1)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the objects; a blank line is a row of empty cells."""
        header = self.header
        for line, value, raw in self._objects():
            if isinstance(value, Broken):
                yield value
            else:
                yield line, [value.get(name, "") for name in header], raw

    def _objects(self) -> Iterator[tuple[int, dict[str, str] | Broken, str]]:
        with reading_text(self._path, self._sha256, self._encoding, newline="\n") as text:
            for number, line in enumerate(iter(lambda: text.readline(_MAX_LINE), ""), 1):
                if len(line) >= _MAX_LINE:
                    raise LoadError(self._path, "has a line over 4 MiB", "One object a line.", line=number)
                yield number, self._parse(number, line), line

    def _parse(self, number: int, line: str) -> dict[str, str] | Broken:
        shown = encodings.visible(line).rstrip("\r\n")
        if not shown.strip():
            return {}
        try:
            if encodings.damage(line):
                shown = shown.replace("\0", "\\x00")
                return Broken(number, "encoding", "holds bytes that are not UTF-8", shown)
            return cells_of(_DECODER.decode(line.strip()))
        except (BadObject, json.JSONDecodeError, RecursionError) as error:
            return Broken(number, "json", f"is no flat JSON object: {error}", shown)


def cells_of(value: object) -> dict[str, str]:
    """The fields of a flat object as cells."""
    if not isinstance(value, dict):
        raise BadObject("is no object")
    return {name: _cell(name, cell) for name, cell in value.items()}


def _cell(name: str, value: object) -> str:
    if isinstance(value, str):
        if encodings.damage(value):
            raise BadObject(f"{name} holds a NUL or half a character")
        return value if type(value) is str else str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    raise BadObject(f"{name} holds a nested value")
