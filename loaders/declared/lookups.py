"""Columns of other files of the folder, found by equal cells.

Promises: a file is read once, only its needed columns are kept; a row that finds nothing, or rows that
differ, says so. Rows that could not be taken apart are passed over here: they are rejected where their
own file is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from loaders.declared.cleaning import clean, cleaners
from loaders.declared.sources import Cells, asks
from loaders.errors import CellError
from loaders.mapping import File
from loaders.rules import Lookup

Take = Callable[[Cells], Sequence[str]]
_SEVERAL: Final = ("\0several",)


def taker(lookup: Lookup, files: Iterable[File], at: Mapping[str, int]) -> Take:
    """What a row finds, in the order of `lookup.take`; the files are read when the first row asks."""
    among = [file for file in files if file.spec.name == lookup.file]
    found = cache(lambda: _read(lookup, among))
    by = [at[name] for name in lookup.by]
    nothing = ("",) * len(lookup.take)

    def take(cells: Cells) -> Sequence[str]:
        key = tuple(cells[i] for i in by)
        values = found().get(key) if all(key) else nothing
        if values is None and not lookup.required:
            return nothing
        if values is None or values is _SEVERAL:
            raise _failed(lookup, key, several=values is not None)
        return values

    return take


def _failed(lookup: Lookup, key: Sequence[str], *, several: bool) -> CellError:
    named = ", ".join(f"{column} {text}" for column, text in zip(lookup.by, key, strict=True))
    problem = "has rows that differ for" if several else "has no row for"
    return CellError(lookup.by[0], "reference", f"{lookup.file} {problem} {named}")


def _read(lookup: Lookup, files: Sequence[File]) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for file in files:
        index = file.binding.index
        cleaning = cleaners(file)
        absent = len(file.table.header)
        key_at = [index.get(name, absent) for name in lookup.key]
        wanted = asks(lookup.where, {name: index.get(name, absent) for name in lookup.where})
        take_at = [index.get(name, absent) for name in lookup.take]
        for item in file.table.rows():
            if not isinstance(item, tuple):
                continue
            cells = clean([*item[1], ""], cleaning)
            if not wanted(cells):
                continue
            key, values = tuple(cells[i] for i in key_at), tuple(cells[i] for i in take_at)
            known = found.get(key)
            if known is None or not any(known):
                found[key] = values
            elif any(values) and known != values:
                found[key] = _SEVERAL
    return found
