"""JSON documents part by part: the elements of arrays, with the line each starts on.

Promises: memory is bounded by one part and the frame around it, whatever the size of the document; numbers
keep the text they are written in (`Number`); a part that names a field twice, holds no JSON number or bytes
that are not UTF-8 says so in `problem`, and reading goes on. Refuses: what is not JSON, parts over 16 MiB,
nesting deeper than 64, frames that name a field twice or have over 100,000 fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from loaders import encodings
from loaders.errors import LoadError
from loaders.streams import reading, reading_text

MAX_PART: Final = 16 << 20
MAX_DEPTH: Final = 64
_MAX_FIELDS: Final = 100_000
_MAX_TEXTS: Final = 100
_MAX_TEXT: Final = 1_000
_CHUNK: Final = 1 << 16
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_SAMPLE: Final = 1 << 16


class Number(str):
    """A number of a JSON document, as the text it is written in."""

    __slots__ = ()


Json = str | bool | None | list["Json"] | dict[str, "Json"]


class Holder(NamedTuple):
    """What a part stands in: the key that leads to it, and the texts that stand before it beside that key."""

    name: str
    attributes: Mapping[str, str]


Holders = tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One wanted value of a document; with a `problem` it is not to be used."""

    line: int
    holders: Holders
    value: Json
    raw: str
    problem: str


def parts(
    path: Path, *, sha256: str | None, wanted: Callable[[Holders], bool], single: bool
) -> Iterator[Part]:
    """The elements of every array that is wanted; with `single` also what is wanted and no array.

    What is inside a part is not looked at. The document itself stands in no holder.
    """
    with reading(path, None) as stream:
        encoding = encodings.detect(stream.read(_SAMPLE), ("utf-8",))
    with reading_text(path, sha256, encoding, newline="\n") as text:
        yield from _Walk(path, text, wanted, single=single).document()


class _Walk:
    """One pass over a document: what was read of it and not yet passed, and where that stands."""

    def __init__(
        self, path: Path, text: TextIOWrapper, wanted: Callable[[Holders], bool], *, single: bool
    ) -> None:
        self._path, self._text, self._wanted, self._single = path, text, wanted, single
        self._buffer, self._at, self._line, self._ended = "", 0, 1, False
        self._problems: list[str] = []
        decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=Number,
            parse_int=Number,
            parse_constant=self._constant,
            strict=False,
        )
        self._raw_decode = decoder.raw_decode

    def document(self) -> Iterator[Part]:
        """All parts of the one value that the document is."""
        if not self._next():
            raise LoadError(self._path, "is empty", "Export it again.")
        yield from self._value(())
        if self._next():
            raise self._refused(
                "has more after its end", "Name it .jsonl if it holds one object a line, else mend it."
            )

    def _value(self, holders: Holders, depth: int = 0) -> Iterator[Part]:
        if depth > MAX_DEPTH:
            raise self._too_deep()
        sign, wanted = self._next(), self._wanted(holders)
        if sign == "[":
            yield from self._array(holders, depth, wanted=wanted)
        elif wanted and self._single:
            if (part := self._part(holders)).value is not None:
                yield part
        elif sign == "{":
            yield from self._frame(holders, depth)
        else:
            self._scalar()

    def _array(self, holders: Holders, depth: int, *, wanted: bool) -> Iterator[Part]:
        self._take("[")
        sign = self._next()
        while sign != "]":
            if wanted:
                yield self._part(holders)
            else:
                yield from self._value(holders, depth + 1)
            sign = self._next()
            if sign != ",":
                break
            self._take(",")
            if self._next() == "]":
                raise self._malformed("a comma with nothing behind it")
        self._take("]")

    def _frame(self, holders: Holders, depth: int) -> Iterator[Part]:
        """An object that is no part itself: its values may hold some."""
        seen: set[str] = set()
        texts: dict[str, str] = {}
        self._take("{")
        while self._next() != "}":
            name = self._name(seen)
            self._take(":")
            if self._next() == '"' and not self._wanted((*holders, Holder(name, {}))):
                text = self._scalar()
                if isinstance(text, str) and len(texts) < _MAX_TEXTS and len(text) <= _MAX_TEXT:
                    texts[name] = text
            else:
                yield from self._value((*holders, Holder(name, MappingProxyType(texts))), depth + 1)
            if self._next() != ",":
                break
            self._take(",")
            if self._next() == "}":
                raise self._malformed("a comma with nothing behind it")
        self._take("}")

    def _name(self, seen: set[str]) -> str:
        if self._next() != '"':
            raise self._malformed("no name in quotes where one is due")
        name = str(self._scalar())
        if name in seen:
            raise self._refused(f"names the field {name[:60]!r} twice", "Remove one of them.")
        seen.add(name)
        if len(seen) > _MAX_FIELDS:
            problem = f"has an object of over {_MAX_FIELDS:,} fields"
            raise self._refused(problem, "Write its entries as an array.")
        return name

    def _part(self, holders: Holders) -> Part:
        line, start = self._line, self._at
        self._problems.clear()
        value, end = self._decoded()
        start = self._at
        raw = self._buffer[start:end]
        self._pass(end)
        return Part(line, holders, value, raw, self._problem_of(value, raw))

    def _problem_of(self, value: Json, raw: str) -> str:
        if damage := encodings.damage(raw):
            return "holds a NUL byte" if damage == "nul" else "holds bytes that are not UTF-8"
        if self._problems:
            return self._problems[0]
        if "\\u" in raw and any(map(encodings.damage, _texts_in(value))):
            return "holds a NUL or half a character"
        if _is_deep(value):
            raise self._too_deep()
        return ""

    def _scalar(self) -> Json:
        """A value of the frame; it is passed."""
        self._problems.clear()
        value, end = self._decoded()
        if encodings.damage(self._buffer[self._at : end]):
            raise self._refused("holds bytes that are not UTF-8", "Save it as UTF-8.")
        if self._problems:
            raise self._refused(self._problems[0], "Mend it.")
        self._pass(end)
        return value

    def _decoded(self) -> tuple[Json, int]:
        """The value that starts here and where it ends; more is read until it is whole."""
        while True:
            try:
                value, end = self._raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise self._malformed(error.msg, error.pos) from error
            except RecursionError as error:
                raise self._too_deep() from error
            else:
                # A number at the end of what was read may go on.
                if end < len(self._buffer) or not self._more():
                    return value, end
            self._problems.clear()

    def _more(self) -> bool:
        """Read on; the more is needed, the larger the step. False at the end of the document."""
        if self._ended:
            return False
        rest = self._buffer[self._at :]
        if len(rest) > MAX_PART:
            problem = f"is no JSON here, or has a part over {MAX_PART >> 20} MiB"
            raise self._refused(problem, "Check its brackets and quotes.")
        read = self._text.read(max(_CHUNK, len(rest)))
        self._ended = not read
        self._buffer, self._at = rest + read, 0
        return bool(read)

    def _next(self) -> str:
        """The next sign that is not blank; empty at the end."""
        while True:
            found = _BLANK.match(self._buffer, self._at)
            self._pass(found.end() if found else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise self._malformed(f"no {sign!r} where one is due")
        self._at += 1

    def _pass(self, end: int) -> None:
        self._line += self._buffer.count("\n", self._at, end)
        self._at = end

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self._problems.append("names a field twice")
        return found

    def _constant(self, name: str) -> Json:
        self._problems.append(f"holds {name}, which is no number")
        return None

    def _malformed(self, message: str, at: int | None = None) -> LoadError:
        line = self._line + self._buffer.count("\n", self._at, self._at if at is None else at)
        problem, step = f"is no JSON ({message})", "Export it again; it may be cut off."
        return LoadError(self._path, problem, step, line=line)

    def _too_deep(self) -> LoadError:
        return self._refused(f"is nested more than {MAX_DEPTH} levels deep", "Flatten it.")

    def _refused(self, problem: str, step: str) -> LoadError:
        return LoadError(self._path, problem, step, line=self._line)


def _is_deep(value: Json) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        inside = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [child for values in inside for child in values if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _texts_in(value: Json) -> Iterator[str]:
    """All texts in a value, names of fields too."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield from one
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            yield one
