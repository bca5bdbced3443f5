"""Profiles that are data: the mapping of every TOML whose files have rules and no code of their own.

Promises: every row has an outcome; a row that no rule covers is rejected, never passed over; of a rejected
row the keys are named that could be read. Same file, same folder, same outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator

from loaders.declared.batch import batches
from loaders.declared.rows import Reader
from loaders.mapping import File, account_for, items_of, unknown_columns
from loaders.masking import without_names
from loaders.outcome import Outcome, Rejected
from loaders.profile import FileSpec
from loaders.tables import Broken


class Declared:
    """The mapping of all profiles without code."""

    def files(self) -> tuple[FileSpec, ...]:
        """All kinds of file are in the TOML."""
        return ()

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """The files that look-ups lead to."""
        return tuple(dict.fromkeys(lookup.file for lookup in spec.rules.lookups))

    def notes(self, file: File) -> tuple[str, ...]:
        """Columns that nothing reads; of files that carry nothing that is no news."""
        return () if file.spec.ignored else unknown_columns(file.binding.unknown)

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every row of the file."""
        reader = Reader(file, namespace, context)
        for item in batches(items_of(file)):
            if isinstance(item, list):
                yield from reader.outcomes(item)
                continue
            if isinstance(item, Broken):
                reader.forget()
            outcome = account_for(file, item)
            if isinstance(outcome, Rejected) and reader.names_people:
                outcome = without_names(outcome)
            yield outcome
