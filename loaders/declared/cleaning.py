"""What a source does to its cells on export, undone column by column before anything reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from loaders.declared.batch import Batch
from loaders.declared.memo import Memo
from loaders.mapping import File
from loaders.profile import Column, Profile

Cleaner = Callable[[str], str]


def cleaners(file: File) -> list[tuple[int, Cleaner]]:
    """Position and what to do, for the columns of this file that need it."""
    index, profile = file.binding.index, file.profile
    columns = ((index[c.name], c) for c in file.spec.columns if c.name in index)
    return [(at, cleaner) for at, column in columns if (cleaner := _cleaner(column, profile)) is not None]


def clean(batch: Batch, todo: Iterable[tuple[int, Cleaner]]) -> None:
    """The columns, cleaned; an empty cell stays empty."""
    for at, cleaner in todo:
        if any(column := batch[at]):
            batch.columns[at] = list(map(cleaner, column))


def _cleaner(column: Column, profile: Profile) -> Cleaner | None:
    steps: list[Cleaner] = []
    if mark := column.unquote or profile.unquote:
        steps.append(_unquoted(mark))
    null = (*column.null, *(profile.null_dates if column.type in {"date", "time"} else ()))
    if null:
        empty = frozenset(null)
        steps.append(lambda text: "" if text in empty else text)
    if column.zeros == "strip":
        steps.append(stripped)
    if not steps:
        return None
    return Memo(steps[0] if len(steps) == 1 else _chain(steps)).__getitem__


def _chain(steps: Sequence[Cleaner]) -> Cleaner:
    def run(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return run


def _unquoted(mark: str) -> Cleaner:
    """One mark before `=`, `+` or `-` was put there by the export (spreadsheets would run a formula)."""
    starts = tuple(mark + sign for sign in "=+-")
    return lambda text: text[len(mark) :] if text.startswith(starts) else text


def stripped(text: str) -> str:
    """An all-digit number without its leading zeros: SAP shows it so and stores it padded."""
    return text.lstrip("0") or "0" if text.isdecimal() and text.isascii() else text
