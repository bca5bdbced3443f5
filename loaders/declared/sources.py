"""Sources of a rule as functions of a batch: columns, texts, patterns and keys.

Promises: a source reads nothing but the rows, and gives one text for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from operator import not_
from typing import Final, NoReturn

from graph_model.keys import encode
from graph_model.nodes import BY_LABEL
from loaders.declared.batch import Batch, Texts
from loaders.errors import CellError
from loaders.rules import Conditions, Ref, names_in

Getter = Callable[[Batch], Texts]
_HOLE: Final = re.compile(r"\{[^{}]+\}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9]*")


def getter(source: str, at: Mapping[str, int]) -> Getter:
    """The text that a source means in each row."""
    if source.startswith("="):
        return _literal(source[1:])
    if "{" in source:
        return _pattern(source, at)
    slot = at[source]
    return lambda batch: batch.columns[slot]


def _literal(text: str) -> Getter:
    return lambda batch: [text] * len(batch)


def _pattern(source: str, at: Mapping[str, int]) -> Getter:
    """`{A}-{B}`; empty where one of them is."""
    slots = [at[name] for name in names_in(source)]
    if not slots:
        return _literal(source)
    template = "%s".join(map(_escaped, _HOLE.split(source)))
    return lambda batch: _filled_in(template, [batch[slot] for slot in slots])


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _filled_in(template: str, columns: Sequence[Texts]) -> Texts:
    """The template with a row's texts in its holes; empty where one of them is."""
    rows = zip(*columns, strict=True)
    if any("" in column for column in columns):
        return [template % texts if all(texts) else "" for texts in rows]
    return list(map(template.__mod__, rows))


def first_filled(reads: Sequence[Getter]) -> Getter:
    """The first text of several sources that is not empty."""
    first, *others = reads

    def read(batch: Batch) -> Texts:
        found = first(batch)
        for other in others:
            if "" not in found:
                break
            found = [text or instead for text, instead in zip(found, other(batch), strict=True)]
        return found

    return read


def key_getter(refs: Sequence[Ref], namespace: str, at: Mapping[str, int]) -> Getter:
    """The key of the first reference whose parts are filled; a `CellError` where none is."""
    read, last = readable_key(refs, namespace, at), refs[-1]
    needed = [(part, getter(part, at)) for part in last.parts if not part.endswith("?")]

    def keys(batch: Batch) -> Texts:
        found = read(batch)
        if "" in found:
            _refuse(last, needed, batch)
        return found

    return keys


def readable_key(refs: Sequence[Ref], namespace: str, at: Mapping[str, int]) -> Getter:
    """The same, but empty where no reference is filled."""
    return first_filled([_maker(ref, namespace, at) for ref in refs])


def _refuse(ref: Ref, needed: Sequence[tuple[str, Getter]], batch: Batch) -> NoReturn:
    column = next(part for part, read in needed if "" in read(batch))
    name = " ".join(names_in(column)) or column
    raise CellError(name, "required", f"{name} is empty; a {ref.label} can't be told without it")


def _maker(ref: Ref, namespace: str, at: Mapping[str, int]) -> Getter:
    """The key, or empty text where a part that it needs is empty."""
    start = f"{BY_LABEL[ref.label].prefix}:{encode(namespace)}"
    parts = list(ref.parts)
    while parts and parts[0].startswith("="):
        start += f"/{encode(parts.pop(0)[1:])}"
    needed = _joined(start, [getter(part, at) for part in parts if not part.endswith("?")])
    optional = [getter(part.removesuffix("?"), at) for part in parts if part.endswith("?")]
    if not optional:
        return needed

    def make(batch: Batch) -> Texts:
        more = zip(*(_parts(read(batch)) for read in optional), strict=True)
        rows = zip(needed(batch), more, strict=True)
        return [key and "/".join((key, *takewhile(bool, texts))) for key, texts in rows]

    return make


def _joined(start: str, reads: Sequence[Getter]) -> Getter:
    """A key of its encoded parts; empty where one of them is."""
    if not reads:
        return _literal(start)
    template = _escaped(start) + "/%s" * len(reads)
    return lambda batch: _filled_in(template, [_parts(read(batch)) for read in reads])


def _parts(texts: Texts) -> Texts:
    """Texts as they stand in keys; most columns stand there as they are."""
    return texts if _PLAIN.fullmatch("".join(texts)) else list(map(encode, texts))


def id_getter(parts: Sequence[str], type_: str, namespace: str, at: Mapping[str, int]) -> Getter:
    """The key of a relationship from document and line, as `keys.relationship_key` makes it."""
    reads = [getter(part, at) for part in parts]
    make = _joined(f"{type_}:{encode(namespace)}", reads)

    def ids(batch: Batch) -> Texts:
        for part, read in zip(parts, reads, strict=True):
            if "" in read(batch):
                name = " ".join(names_in(part)) or part
                raise CellError(name, "required", f"{name} is empty; the line can't be told without it")
        return make(batch)

    return ids


def asks(when: Conditions, at: Mapping[str, int]) -> Callable[[Batch], list[bool]]:
    """Whether conditions hold of each row."""
    tests = [(at[name], _test(test)) for name, test in when.items()]

    def fitting(batch: Batch) -> list[bool]:
        if not tests:
            return [True] * len(batch)
        return list(map(all, zip(*(map(test, batch[slot]) for slot, test in tests), strict=True)))

    return fitting


def _test(test: tuple[str, ...] | bool) -> Callable[[str], bool]:
    """Whether a cell is one of the texts, or is filled or empty as asked."""
    if isinstance(test, bool):
        return bool if test else not_
    return frozenset(test).__contains__
