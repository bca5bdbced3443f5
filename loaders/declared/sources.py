"""Sources of a rule as functions of a row: columns, texts, patterns and keys.

A row is its cells, then one empty cell for columns that this file does not have, then what was looked up
and derived. Promises: a key is made once per file for the same cells; a source reads nothing but the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final

from graph_model.keys import encode
from graph_model.nodes import BY_LABEL
from loaders.declared.memo import Memo
from loaders.errors import CellError
from loaders.rules import Conditions, Ref, names_in

Cells = list[str]
Getter = Callable[[Cells], str]
_PAIR: Final = 2
_HOLE: Final = re.compile(r"\{[^{}]+\}")

_encoded = Memo(encode)


def encoded(part: str) -> str:
    """`keys.encode`, at once for what stays as it is."""
    return part if part.isalnum() and part.isascii() else _encoded[part]


def getter(source: str, at: Mapping[str, int]) -> Getter:
    """The text that a source means in a row."""
    if source.startswith("="):
        literal = source[1:]
        return lambda _: literal
    if "{" in source:
        return _pattern(source, at)
    return itemgetter(at[source])


def _pattern(source: str, at: Mapping[str, int]) -> Getter:
    """`{A}-{B}`; empty where one of them is."""
    indexes = [at[name] for name in names_in(source)]
    literals = _HOLE.split(source)
    if len(indexes) == _PAIR:
        (first, second), (before, between, after) = indexes, literals

        def pair(cells: Cells) -> str:
            one, two = cells[first], cells[second]
            return f"{before}{one}{between}{two}{after}" if one and two else ""

        return pair

    def read(cells: Cells) -> str:
        filled = [cells[i] for i in indexes]
        if not all(filled):
            return ""
        pairs = zip(literals, [*filled, ""], strict=True)
        return "".join(text for pair in pairs for text in pair)

    return read


def key_getter(refs: Sequence[Ref], namespace: str, at: Mapping[str, int]) -> Getter:
    """The key of the first reference whose parts are filled; a `CellError` where none is."""
    makers = [_maker(ref, namespace, at) for ref in refs]
    last = refs[-1]
    needed = [(part, getter(part, at)) for part in last.parts if not part.endswith("?")]
    if len(makers) == 1:
        only = makers[0]

        def one(cells: Cells) -> str:
            return only(cells) or _refuse(last, needed, cells)

        return one

    def first(cells: Cells) -> str:
        for make in makers:
            if key := make(cells):
                return key
        return _refuse(last, needed, cells)

    return first


def readable_key(refs: Sequence[Ref], namespace: str, at: Mapping[str, int]) -> Getter:
    """The same, but empty where no reference is filled."""
    makers = [_maker(ref, namespace, at) for ref in refs]
    return lambda cells: next((key for make in makers if (key := make(cells))), "")


def _refuse(ref: Ref, needed: Sequence[tuple[str, Getter]], cells: Cells) -> str:
    column = next(part for part, read in needed if not read(cells))
    name = " ".join(names_in(column)) or column
    raise CellError(name, "required", f"{name} is empty; a {ref.label} can't be told without it")


def _maker(ref: Ref, namespace: str, at: Mapping[str, int]) -> Getter:
    """The key, or empty text where a part that it needs is empty."""
    start = f"{BY_LABEL[ref.label].prefix}:{encoded(namespace)}"
    parts = list(ref.parts)
    while parts and parts[0].startswith("="):
        start += f"/{encoded(parts.pop(0)[1:])}"
    needed = [getter(part, at) for part in parts if not part.endswith("?")]
    optional = [getter(part.removesuffix("?"), at) for part in parts if part.endswith("?")]

    def make(cells: Cells) -> str:
        key = start
        for read in needed:
            text = read(cells)
            if not text:
                return ""
            key += "/" + encoded(text)
        for read in optional:
            text = read(cells)
            if not text:
                break
            key += "/" + encoded(text)
        return key

    read_at = [at.get(part) for part in parts]
    if len(read_at) == _PAIR and None not in read_at:
        first, second = (i for i in read_at if i is not None)
        known = Memo[tuple[str, str], str](lambda pair: f"{start}/{encoded(pair[0])}/{encoded(pair[1])}")

        def pair(cells: Cells) -> str:
            one, two = cells[first], cells[second]
            return known[one, two] if one and two else ""

        return pair
    return make


def id_getter(parts: Sequence[str], type_: str, namespace: str, at: Mapping[str, int]) -> Getter:
    """The key of a relationship from document and line, as `keys.relationship_key` makes it."""
    start = f"{type_}:{encoded(namespace)}"
    reads = [getter(part, at) for part in parts]

    def make(cells: Cells) -> str:
        key = start
        for read in reads:
            text = read(cells)
            if not text:
                part = parts[reads.index(read)]
                name = " ".join(names_in(part)) or part
                raise CellError(name, "required", f"{name} is empty; the line can't be told without it")
            key += "/" + (text if text.isalnum() and text.isascii() else _encoded[text])
        return key

    return make


def asks(when: Conditions, at: Mapping[str, int]) -> Callable[[Cells], bool]:
    """Whether conditions hold of a row."""
    tests = [(at[name], test) for name, test in when.items()]
    return lambda cells: all(_passes(test, cells[i]) for i, test in tests)


def _passes(test: tuple[str, ...] | bool, text: str) -> bool:
    """Whether a cell is one of the texts, or is filled or empty as asked."""
    return bool(text) is test if isinstance(test, bool) else text in test
