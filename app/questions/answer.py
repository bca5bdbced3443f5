"""The answer of a trace, as the contract of DESIGN 7 has it.

Promises: equal questions at an equal ledger size give equal bytes, whichever engine answered; rows are
sorted by key and include the starts; `complete` is true exactly where there is no gap; `sha256` covers
the answer with its relationships and without names, so that a name corrected later changes no hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.questions.consignees import Consigned
from app.questions.excluded import Excluded
from app.questions.findings import Gap, Note
from app.questions.totals import Totals
from graph_model.facts import canonical
from graph_store.history import Signed


@dataclass(frozen=True, slots=True)
class Record:
    """A record that belongs to a row of a genealogy."""

    key: str
    label: str
    signatures: tuple[Signed, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As the contract has it; a record that nobody signed has no `signatures`."""
        signed = {"signatures": [one.to_json() for one in self.signatures]} if self.signatures else {}
        return {"key": self.key, "label": self.label, **signed}


@dataclass(frozen=True, slots=True)
class Row:
    """One node of the answer. Customers say what they got; rows of a genealogy have their records."""

    key: str
    label: str
    name: str | None
    quantity: str | None
    unit: str | None
    udi_di: str | None
    by_material: tuple[Consigned, ...] | None = None
    records: tuple[Record, ...] | None = None

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        out: dict[str, object] = {
            "key": self.key,
            "label": self.label,
            "name": self.name,
            "quantity": self.quantity,
            "unit": self.unit,
            "udi_di": self.udi_di,
        }
        if self.by_material is not None:
            out["by_material"] = [consigned.to_json() for consigned in self.by_material]
        if self.records is not None:
            out["records"] = [record.to_json() for record in self.records]
        return out

    def without_names(self) -> object:
        """As the contract has it, but for what is corrected and erased."""
        out = self.to_json()
        if self.by_material is None and not any(record.signatures for record in self.records or ()):
            del out["name"]
            return out
        return _without_names(out)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One relationship the walk followed."""

    source: str
    type: str
    target: str
    key: str


class Told(Protocol):
    """What an answer of a trace tells, whichever way it was found; rows may be built when asked for."""

    @property
    def start(self) -> tuple[str, ...]: ...
    @property
    def direction(self) -> str: ...
    @property
    def known_at(self) -> int: ...
    @property
    def root(self) -> str: ...
    @property
    def as_of(self) -> str | None: ...
    @property
    def prefer(self) -> tuple[str, ...]: ...
    @property
    def excluded(self) -> Excluded | None: ...
    @property
    def complete(self) -> bool: ...
    @property
    def gaps(self) -> tuple[Gap, ...]: ...
    @property
    def notes(self) -> tuple[Note, ...]: ...
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def totals(self) -> Totals: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def links(self) -> Sequence[Link]: ...
    @property
    def sha256(self) -> str: ...
    def column(self, name: str) -> list[str | None]:
        """A property of every row: key, label, name, quantity, unit or udi_di."""
        ...

    @property
    def lines(self) -> Mapping[str, Hashable]:
        """Of each row by its key all that it tells, to be compared with answers of the same kind."""
        ...

    def rows_of(self, keys: Iterable[str]) -> dict[str, Row]:
        """Those of the rows, by key."""
        ...

    def link_columns(self) -> LinkColumns:
        """The relationships column by column."""
        ...

    def in_full(self) -> Answer:
        """All of it, built."""
        ...


@dataclass(frozen=True, slots=True)
class LinkColumns:
    """Relationships column by column; sources and targets are places of rows."""

    sources: list[int]
    targets: list[int]
    types: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer at one ledger size, about what was so at `as_of`, or is now where that is None.

    `excluded` is what a time-aware answer left out; None for the conservative one.
    """

    start: tuple[str, ...]
    direction: str
    known_at: int
    root: str
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    counts: Mapping[str, int]
    totals: Totals
    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    sha256: str = ""
    as_of: str | None = None
    prefer: tuple[str, ...] = ()
    excluded: Excluded | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    def column(self, name: str) -> list[str | None]:
        """A property of every row."""
        return [getattr(row, name) for row in self.rows]

    @property
    def lines(self) -> dict[str, Row]:
        """The rows by key."""
        return {row.key: row for row in self.rows}

    def rows_of(self, keys: Iterable[str]) -> dict[str, Row]:
        """Those of the rows."""
        rows = self.lines
        return {key: rows[key] for key in keys if key in rows}

    def link_columns(self) -> LinkColumns:
        """The relationships column by column."""
        place = {row.key: at for at, row in enumerate(self.rows)}
        return LinkColumns(
            [place[link.source] for link in self.links],
            [place[link.target] for link in self.links],
            [link.type for link in self.links],
            [link.key for link in self.links],
        )

    def in_full(self) -> Answer:
        """It is."""
        return self

    def to_json(self, *, with_links: bool = False) -> dict[str, object]:
        """The object that `--format json` prints."""
        out = heading(self)
        out["rows"] = [row.to_json() for row in self.rows]
        if with_links:
            out["relationships"] = self._relationships()
        out["ledger"] = {"size": self.known_at, "root": self.root}
        out["sha256"] = self.sha256
        return out

    def digest(self) -> str:
        """SHA-256 of the canonical answer with its relationships, without `name` and `sha256`."""
        out = heading(self)
        out["rows"] = [row.without_names() for row in self.rows]
        out["relationships"] = self._relationships()
        out["ledger"] = {"size": self.known_at, "root": self.root}
        return hashlib.sha256(canonical(out)).hexdigest()

    def _relationships(self) -> list[list[str]]:
        return [[link.source, link.type, link.target, link.key] for link in self.links]


def heading(told: Told) -> dict[str, object]:
    """All that the contract says of an answer before its rows."""
    return {
        "start": list(told.start),
        "direction": told.direction,
        "clocks": {"as_of": told.as_of, "known_at": told.known_at},
        **({"prefer": list(told.prefer)} if told.prefer else {}),
        **({"time_aware": True, "excluded": told.excluded.to_json()} if told.excluded is not None else {}),
        "complete": told.complete,
        "gaps": [gap.to_json() for gap in told.gaps],
        "notes": [note.to_json() for note in told.notes],
        "counts": dict(told.counts),
        "totals": told.totals.to_json(),
    }


def _without_names(value: object) -> object:
    """Names are corrected and erased; what was traced stays the same."""
    if isinstance(value, dict):
        return {name: _without_names(one) for name, one in value.items() if name != "name"}
    return [_without_names(one) for one in value] if isinstance(value, list) else value
