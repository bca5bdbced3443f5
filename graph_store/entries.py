"""What a `Reader` tells of the ledger's own entries: commits, files, rejected rows, merged records."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class RejectGap:
    """A row that was not accepted and not dealt with."""

    key: str
    load: str
    file: str
    line: int
    rule: str
    message: str
    touches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """One commit: who recorded it, when (server time) and why."""

    seq: int
    record_time: str
    actor: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """As answers print it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class UnfinishedLoad:
    """A load that was begun and not ended."""

    load: str
    file: str


@dataclass(frozen=True, slots=True)
class Load:
    """A file that was begun: its id, its name, and `profile/version as namespace`."""

    load: str
    file: str
    profile: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A decision that one record is another one; `key` is that of the relationship."""

    key: str
    duplicate: str
    kept: str
