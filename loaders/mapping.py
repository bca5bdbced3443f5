"""What a profile's code must offer: the part of a contract that can't be data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from graph_model.keys import BadKey, split
from graph_model.nodes import BY_PREFIX
from loaders.masking import kept_broken
from loaders.outcome import Ignored, Outcome, Rejected
from loaders.profile import Binding, FileSpec, Profile, bind
from loaders.tables import Broken, Table, open_table, sha256_of

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
        return bind(self.profile, self.spec, self.table.header, self.path)


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


def ignore_all(file: File, reason: str) -> Iterator[Outcome]:
    """Account for every row of a file that carries nothing."""
    for item in file.table.rows():
        if isinstance(item, Broken):
            yield reject_broken(file, item)
        else:
            yield Ignored(item[0], 1, reason if any(item[1]) else BLANK)


def is_key(text: str) -> bool:
    """Whether a text is a canonically spelled key of a declared label."""
    try:
        return split(text).prefix in BY_PREFIX
    except BadKey:
        return False
