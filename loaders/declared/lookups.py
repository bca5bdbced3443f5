"""Columns of other files of the folder, found by equal cells.

Promises: a file is read once, only its needed columns are kept; a row that finds nothing, or rows that
differ, says so. Rows that could not be taken apart are passed over here: they are rejected where their
own file is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from loaders.declared.batch import Batch, batches
from loaders.declared.cleaning import clean, cleaners
from loaders.declared.sources import asks
from loaders.errors import CellError
from loaders.mapping import File
from loaders.rules import Lookup

Take = Callable[[Batch], None]
_Key = tuple[str, ...]
_SEVERAL: Final = ("\0several",)


def taker(lookup: Lookup, files: Iterable[File], at: Mapping[str, int]) -> Take:
    """Adds what rows find as columns; the files are read when the first row asks."""
    among = [file for file in files if file.spec.name == lookup.file]
    found = cache(lambda: _read(lookup, among))
    by, slots = [at[name] for name in lookup.by], [at[name] for name in lookup.names]
    wanted, nothing = asks(lookup.when, at), ("",) * len(lookup.take)

    def values_of(key: _Key) -> Sequence[str]:
        values = found().get(key) if all(key) else nothing
        if values is None and not lookup.required:
            return nothing
        if values is None or values is _SEVERAL:
            raise _failed(lookup, key, several=values is not None)
        return values

    def take(batch: Batch) -> None:
        asking = wanted(batch)
        if not any(asking):
            return
        keys = zip(*(batch[slot] for slot in by), strict=True)
        rows = [values_of(key) if asked else nothing for key, asked in zip(keys, asking, strict=True)]
        batch.columns.update(zip(slots, zip(*rows, strict=True), strict=True))

    return take


def _failed(lookup: Lookup, key: Sequence[str], *, several: bool) -> CellError:
    named = ", ".join(f"{column} {text}" for column, text in zip(lookup.by, key, strict=True))
    problem = "has rows that differ for" if several else "has no row for"
    return CellError(lookup.by[0], "reference", f"{lookup.file} {problem} {named}")


def _read(lookup: Lookup, files: Sequence[File]) -> dict[_Key, tuple[str, ...]]:
    found: dict[_Key, tuple[str, ...]] = {}
    for file in files:
        for key, values in _rows(lookup, file):
            known = found.get(key)
            if known is None or not any(known):
                found[key] = values
            elif any(values) and known != values:
                found[key] = _SEVERAL
    return found


def _rows(lookup: Lookup, file: File) -> Iterator[tuple[_Key, tuple[str, ...]]]:
    """The key and the values of every row among which to look up."""
    absent = len(file.table.header)
    at = {name: file.binding.index.get(name, absent) for name in (*lookup.where, *lookup.key, *lookup.take)}
    asked_of, wanted = {at[name] for name in lookup.where}, asks(lookup.where, at)
    first = [step for step in cleaners(file) if step[0] in asked_of]
    then = [step for step in cleaners(file) if step[0] in set(at.values()) - asked_of]
    for rows in batches(file.table.rows()):
        if not isinstance(rows, list):
            continue
        batch = Batch.of(rows)
        clean(batch, first)
        batch = batch.only([row for row, fits in enumerate(wanted(batch)) if fits])
        clean(batch, then)
        keys, values = ([batch[at[name]] for name in names] for names in (lookup.key, lookup.take))
        yield from zip(zip(*keys, strict=True), zip(*values, strict=True), strict=True)
