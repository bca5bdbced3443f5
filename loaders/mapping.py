"""What a profile's code must offer: the part of a contract that can't be data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from graph_model.keys import BadKey, split
from graph_model.nodes import BY_PREFIX
from loaders.errors import LoadError
from loaders.masking import kept_broken
from loaders.outcome import Ignored, Outcome, Rejected
from loaders.profile import Binding, FileSpec, Profile, bind, normal
from loaders.tables import TOTALS, Broken, Item, Skipped, Table, is_totals, open_table, sha256_of

BLANK = "blank row"


@dataclass(frozen=True)
class File:
    """One file of a plan, as a mapping sees it."""

    path: Path
    spec: FileSpec
    profile: Profile

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes when the file was planned; what is read later must have the same."""
        return sha256_of(self.path)

    @cached_property
    def table(self) -> Table:
        """The opened file; its header is read, its rows are not."""
        return open_table(self.path, sha256=self.sha256, encodings=self.profile.encodings)

    @cached_property
    def binding(self) -> Binding:
        """Where the declared columns stand."""
        _check_repeated(self)
        return bind(self.profile, self.spec, self.table.header, self.path)


def _check_repeated(file: File) -> None:
    """Refuse a printed list in which two columns have a name that is declared: either may be meant."""
    locales = [locale.name for locale in file.profile.locales]
    names = (name for column in file.spec.columns for locale in locales for name in column.names_in(locale))
    declared = {normal(name) for name in names}
    for name in sorted(file.table.repeated):
        if normal(name) in declared:
            step = f"Show one of them, or let a profile of your own say which: {name} (1), {name} (2)."
            raise LoadError(file.path, f"has several columns named {name!r}", step)


class Mapping(Protocol):
    """Turns the rows of a profile's files into outcomes."""

    def files(self) -> tuple[FileSpec, ...]:
        """Kinds of file that are not in the TOML because they follow from the model."""

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """Names of the kinds of file whose content influences what such a file states."""

    def notes(self, file: File) -> tuple[str, ...]:
        """What the user should know about a file before it is loaded."""

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every row of the file, as facts, reject or ignored. Same files, same outcomes."""


def unknown_columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The note on columns that nothing reads."""
    return (f"columns not used: {', '.join(names)}",) if names else ()


def reject_broken(file: File, broken: Broken) -> Rejected:
    """A row that could not be taken apart: it may be cut off anywhere, so it may touch everything."""
    raw = kept_broken(broken.raw, file.binding.personal)
    return Rejected(broken.line, 1, "", broken.rule, broken.message, raw, ())


def items_of(file: File) -> Iterator[Item]:
    """The file's lines; in a printed list a row that fills none of the columns that name one is of sums."""
    items, index = file.table.rows(), file.binding.index
    keys = tuple(index[column.name] for column in file.spec.columns if column.filled and column.name in index)
    return (_told(item, keys) for item in items) if file.table.listed and keys else items


def _told(item: Item, keys: tuple[int, ...]) -> Item:
    if isinstance(item, tuple) and is_totals(item[1], keys):
        return Skipped(item[0], TOTALS, item[2])
    return item


def account_for(file: File, item: Broken | Skipped) -> Outcome:
    """What becomes of a line that is no row."""
    return Ignored(item.line, 1, item.reason) if isinstance(item, Skipped) else reject_broken(file, item)


def ignore_all(file: File, reason: str) -> Iterator[Outcome]:
    """Account for every row of a file that carries nothing."""
    for item in file.table.rows():
        if isinstance(item, tuple):
            yield Ignored(item[0], 1, reason if any(item[1]) else BLANK)
        else:
            yield account_for(file, item)


def is_key(text: str) -> bool:
    """Whether a text is a canonically spelled key of a declared label."""
    try:
        return split(text).prefix in BY_PREFIX
    except BadKey:
        return False


def filled_columns(file: File) -> list[tuple[str, bool, bool, int, int]]:
    """Of every declared column: name, required, is it there, rows that fill it, rows."""
    index = file.binding.index
    filled, rows = [0] * len(file.table.header), 0
    for item in file.table.rows():
        if isinstance(item, tuple) and any(item[1]):
            rows += 1
            for position, cell in enumerate(item[1]):
                filled[position] += bool(cell)
    return [
        (c.name, c.required, c.name in index, filled[index[c.name]] if c.name in index else 0, rows)
        for c in file.spec.columns
    ]
