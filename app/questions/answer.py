"""The answer of a trace, as the contract of DESIGN 7 has it.

Promises: equal questions at an equal ledger size give equal bytes, whichever engine answered; rows are
sorted by key and include the starts; `complete` is true exactly where there is no gap; `sha256` covers
the answer with its relationships and without names, so that a name corrected later changes no hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.questions.consignees import Consigned
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


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One relationship the walk followed."""

    source: str
    type: str
    target: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer at one ledger size, about what was so at `as_of`, or is now where that is None."""

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

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    def to_json(self, *, with_links: bool = False) -> dict[str, object]:
        """The object that `--format json` prints."""
        out = self._body()
        out["rows"] = [row.to_json() for row in self.rows]
        if with_links:
            out["relationships"] = self._relationships()
        out["ledger"] = {"size": self.known_at, "root": self.root}
        out["sha256"] = self.sha256
        return out

    def digest(self) -> str:
        """SHA-256 of the canonical answer with its relationships, without `name` and `sha256`."""
        out = self._body()
        out["rows"] = _without_names([row.to_json() for row in self.rows])
        out["relationships"] = self._relationships()
        out["ledger"] = {"size": self.known_at, "root": self.root}
        return hashlib.sha256(canonical(out)).hexdigest()

    def _body(self) -> dict[str, object]:
        return {
            "start": list(self.start),
            "direction": self.direction,
            "clocks": {"as_of": self.as_of, "known_at": self.known_at},
            **({"prefer": list(self.prefer)} if self.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "counts": dict(self.counts),
            "totals": self.totals.to_json(),
        }

    def _relationships(self) -> list[list[str]]:
        return [[link.source, link.type, link.target, link.key] for link in self.links]


def _without_names(value: object) -> object:
    """Names are corrected and erased; what was traced stays the same."""
    if isinstance(value, dict):
        return {name: _without_names(one) for name, one in value.items() if name != "name"}
    return [_without_names(one) for one in value] if isinstance(value, list) else value
