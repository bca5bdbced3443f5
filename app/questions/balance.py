"""Mass balance of lots and devices: what came in, what left, and what nothing explains.

    received + produced + returned = consumed + shipped + scrapped + on hand + unexplained

Promises: exact, in the base unit of the material. Each act counts once; what was done with a unit of a lot
was done with the lot, and what left in a package left with each shipment that it may have been in. A column
of which a part is not stated or does not convert is null and a gap names the statement, never the sum of the
rest; so is what follows from it, and what an asker who is bound to sites may not see in whole. No record of
the graph states stock or scrap: `scrapped` and `on_hand` are null, and `unexplained` is what may be on hand,
scrapped, lost or not booked. Refuses: keys of anything but lots and devices.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.questions.apart import read_apart
from app.questions.books import CAME, Books
from app.questions.errors import BadStart
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.gaps import (
    dispute_gaps,
    later_notes,
    load_gaps,
    preferred_notes,
    statement_gaps,
    unstated,
    upheld_notes,
    void_notes,
    without_origin,
)
from app.questions.hiding import Hidden, hidden_gaps
from app.questions.quantities import Amount, contradictions, readable
from app.questions.reading import Backed, Card
from app.questions.records import Records
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve_starts
from app.questions.trace import ITEMS, Walk
from app.questions.unlotted import read_unlotted
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from quality.words import said

NOT_STATED = (
    "No source states stock or scrap: what is unexplained may be on hand, scrapped, lost or not booked."
)


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one lot or device. None: a part of it is not stated, does not convert, or is hidden."""

    key: str
    label: str
    name: str | None
    material: str
    unit: str | None
    received: str | None
    produced: str | None
    returned: str | None
    consumed: str | None
    shipped: str | None
    unexplained: str | None
    scrapped: None = None
    on_hand: None = None

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        return {
            "key": self.key,
            "label": self.label,
            "name": self.name,
            "material": self.material,
            "unit": self.unit,
            "received": self.received,
            "produced": self.produced,
            "returned": self.returned,
            "consumed": self.consumed,
            "shipped": self.shipped,
            "scrapped": self.scrapped,
            "on_hand": self.on_hand,
            "unexplained": self.unexplained,
        }


@dataclass(frozen=True, slots=True)
class MassBalance:
    """The whole answer."""

    start: tuple[str, ...]
    rows: tuple[Balance, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    sha256: str = ""
    as_of: str | None = None
    prefer: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {
            "start": list(self.start),
            "clocks": {"as_of": self.as_of, "known_at": self.known_at},
            **({"prefer": list(self.prefer)} if self.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "not_stated": NOT_STATED,
            "rows": [row.to_json() for row in self.rows],
            "ledger": {"size": self.known_at, "root": self.root},
            **({"sha256": self.sha256} if self.sha256 else {}),
        }


def mass_balance(reader: Backed, keys: Iterable[str], view: View = NOW) -> MassBalance:
    """What came into these lots and devices, and what became of it."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    starts = resolve_starts(watching, keys)
    _refuse(starts)
    if not isinstance(reader, ScopedReader):
        return _hashed(_answer(watching, Books(watching, starts), view))
    lit = through(reader.whole, view)
    whole, seen = Books(lit, starts), Books(watching, starts)
    seen.leave_out(whole)
    ends = {end for edge in whole.edges.values() for end in (edge.source, edge.target)}
    hidden: set[Hidden] = {(label_of(key), key) for key in ends - reader.visible(ends)}
    return _hashed(_filtered(_answer(watching, seen, view), _answer(lit, whole, view), hidden, reader))


def _refuse(starts: Iterable[str]) -> None:
    for key in starts:
        if prefix_of(key) not in ITEMS:
            step = (
                "Name lots or devices; `lotgraph recall` and `lotgraph genealogy` list those of a document."
            )
            raise BadStart(f"{key} is a {label_of(key)} and has no balance.", step, keys=(key,))


def _hashed(found: MassBalance) -> MassBalance:
    nameless = replace(found, rows=tuple(replace(row, name=None) for row in found.rows))
    return replace(found, sha256=hashlib.sha256(canonical(nameless.to_json())).hexdigest())


def _filtered(
    shown: MassBalance, whole: MassBalance, hidden: set[Hidden], scoped: ScopedReader
) -> MassBalance:
    """With what may be told of gaps and notes; the rest is counted."""
    gaps = {*shown.gaps} & {*whole.gaps}
    gaps = {gap for gap in gaps if scoped.may_tell(f"{gap.key} {gap.message}")}
    notes = {*shown.notes} & {*whole.notes}
    notes = {n for n in notes if scoped.may_tell(f"{n.key} {n.source} {n.target} {n.message}")}
    hidden |= {("Gap", gap) for gap in {*whole.gaps} - gaps}
    hidden |= {("Note", note) for note in {*whole.notes} - notes}
    return replace(shown, gaps=sorted_gaps([*gaps, *hidden_gaps(hidden)]), notes=tuple(sorted(notes)))


def _answer(reader: Watching, books: Books, view: View) -> MassBalance:
    starts = books.starts
    cards = reader.cards(starts)
    columns = {key: books.columns(key) for key in starts}
    rows = tuple(_row(books, key, cards.get(key), columns[key]) for key in starts)
    done = Walk(starts, True, set(starts))
    apart = read_apart(reader, done, books.materials.keys)
    unlotted = read_unlotted(reader, done, books.materials, Records())
    read = [*cards.values(), *books.materials.cards.values()]
    gaps = [
        *_gaps(books, cards, columns),
        *dispute_gaps(read, reader.taken()),
        *apart.gaps,
        *books.materials.gaps,
        *unlotted.gaps,
        *contradictions(books.edges.values()),
        *books.sums.gaps,
        *load_gaps(reader, reader.classes.whole({*starts, *books.materials.keys, *apart.keys})),
        *statement_gaps(reader.disputed, reader.taken()),  # last, when all is read
    ]
    notes = {
        *void_notes([*books.void, *unlotted.void]),
        *unlotted.notes,
        *upheld_notes(reader.upheld),
        *later_notes(reader.later, view.as_of),
        *reader.classes.notes({*starts, *books.materials.keys}),
        *preferred_notes(read, reader.disputed, reader.taken()),
    }
    return MassBalance(
        starts,
        rows,
        sorted_gaps(gaps),
        tuple(sorted(notes)),
        reader.known_at,
        reader.root,
        as_of=view.as_of,
        prefer=view.prefer,
    )


_Columns = Mapping[str, Amount | None]


def _row(books: Books, key: str, card: Card | None, columns: _Columns) -> Balance:
    told = readable(*columns.values(), unexplained(columns))
    received, produced, returned, consumed, shipped, left = (a.text if a else None for a in told)
    unit = next((amount.unit for amount in told if amount), books.materials.unit(key))
    name = card.properties.get("name") if card else None
    return Balance(
        key=key,
        label=label_of(key),
        name=name if isinstance(name, str) else None,
        material=books.materials.of(key),
        unit=unit or None,
        received=received,
        produced=produced,
        returned=returned,
        consumed=consumed,
        shipped=shipped,
        unexplained=left,
    )


def unexplained(columns: _Columns) -> Amount | None:
    """What came and did not leave; unknown where a column is, or they are not all in one unit."""
    known = [amount for amount in columns.values() if amount is not None]
    if len(known) < len(columns) or len({amount.unit for amount in known}) > 1:
        return None
    signed = [amount.value * (1 if name in CAME else -1) for name, amount in zip(columns, known, strict=True)]
    return Amount(sum(signed, Fraction(0)), known[0].unit)


def _gaps(books: Books, cards: Mapping[str, Card], columns: Mapping[str, _Columns]) -> Iterator[Gap]:
    yield from books.gaps
    for key in books.starts:
        card = cards.get(key)
        if card is None or not card.stated:
            yield unstated(key)
        if not books.has_origin(key):
            yield without_origin(key)
        left = unexplained(columns[key])
        if left is not None and left.value < 0:
            (told,) = readable(Amount(-left.value, left.unit))
            words = said(
                "More left {key} than came in, by {more}.",
                "从 {key} 出去的比进来的多 {more}。",
                key=key,
                more=f"{told.text} {told.unit}".strip() if told else "",
            )
            yield Gap("conflict", key, words)
