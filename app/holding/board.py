"""What the holds in force hold: all of it with one traversal, whatever their number.

Promises: the rows, gaps and notes of one recall from everything that is on hold; of each lot and device in it
every hold that reaches it, what of it is here and in which shipments it left. An asker who is bound to sites
is told of the holds and items there; that others hold an item too is a number, and keeps it from being told
as free.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.columnar.ask import reaches_few
from app.columnar.recall import wide_stock
from app.columnar.stock import Shelf
from app.holding.in_force import InForce, read_in_force, starts_of, whole_of
from app.questions.answer import Told
from app.questions.ask import Walked, walked
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.hiding import Hidden, hidden_gaps
from app.questions.materials import read_materials
from app.questions.quantities import Amount, Sums, readable
from app.questions.reading import Recorded
from app.questions.scoped import ScopedReader
from app.questions.stock import Stock, read_stock
from app.questions.trace import ITEMS
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from app.snapshot.reader import ColumnReader
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from lineage.closure import Odd
from quality.holds import Held, Hold, Names, Release, Whereabouts, reached, release

NOWHERE = Whereabouts(here=False)
_FLOW = frozenset(["CONSUMED_IN", "PRODUCED", "HAS_UNIT"])


@dataclass(frozen=True)
class Board:
    """The holds in force, and every item that one of them reaches, by key."""

    holds: tuple[Hold, ...]
    items: Mapping[str, Held]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    view: View = NOW

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @cached_property
    def of(self) -> Mapping[str, tuple[Held, ...]]:
        """Hold -> the items that it reaches, by key."""
        out: dict[str, list[Held]] = {hold.key: [] for hold in self.holds}
        for held in self.items.values():
            for hold in held.holds:
                out[hold].append(held)
        return {hold: tuple(items) for hold, items in out.items()}

    def here(self, hold: str) -> tuple[Held, ...]:
        """What it reaches that is here, wholly or in part."""
        return tuple(held for held in self.of[hold] if held.where.here)

    def shipped(self, hold: str) -> tuple[Held, ...]:
        """What it reaches that has left, wholly or in part."""
        return tuple(held for held in self.of[hold] if held.where.shipments)

    def used(self, hold: str) -> tuple[Held, ...]:
        """What it reaches that is in what was made of it, and nowhere else."""
        return tuple(held for held in self.of[hold] if held.where.used_up)

    def release(self, hold: str) -> Release:
        """What a lift of it would free."""
        return release(self.of[hold], hold)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the holds, of every item with its holds and where it is, and of what is missing."""
        items = [[h.key, list(h.holds), h.hidden, *_where(h.where)] for h in self.items.values()]
        return hashlib.sha256(canonical({**self._body(), "items": items})).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `lotgraph hold list --format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def _body(self) -> dict[str, object]:
        return {
            "clocks": {"as_of": self.view.as_of, "known_at": self.known_at},
            **({"prefer": list(self.view.prefer)} if self.view.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "holds": [self._hold(hold) for hold in self.holds],
            "ledger": {"size": self.known_at, "root": self.root},
        }

    def _hold(self, hold: Hold) -> dict[str, object]:
        return {
            **hold_json(hold),
            "on_hand": len(self.here(hold.key)),
            "shipped": len(self.shipped(hold.key)),
            "used_up": len(self.used(hold.key)),
            "freed_by_lift": len(self.release(hold.key).free),
        }


def hold_json(hold: Hold) -> dict[str, object]:
    """A hold as printed; what is not stated is null."""
    return {
        "key": hold.key,
        "reason": hold.reason or None,
        "decided": hold.decided or None,
        "lifted": hold.lifted or None,
        "targets": list(hold.targets),
    }


def _where(where: Whereabouts) -> list[object]:
    return [where.here, where.quantity, where.unit, list(where.shipments)]


@dataclass(frozen=True, slots=True)
class Reach:
    """A recall from all that is on hold, and where each of its items is."""

    answer: Told
    where: Mapping[str, Whereabouts]
    gaps: tuple[Gap, ...]
    left_out: frozenset[Hidden] = frozenset()


def board(reader: Recorded, view: View = NOW) -> Board:
    """The holds in force and all that they hold."""
    refuse_unknown_sources(reader, view)
    whole = whole_of(reader)
    seen = through(whole, view)
    found = read_in_force(whole, seen, view, whole.of_label("Hold"))
    starts = starts_of(seen, found.holds)
    first = sorted(set().union(*starts))
    reach = _reach(whole, first, view) if first else None
    marks = _marks(reach.answer, starts) if reach else {}
    if isinstance(reader, ScopedReader):
        return _shown(reader, view, found, marks, first)
    return _board(seen, view, found, _items(reach, marks, found.holds), reach)


def _board(
    seen: Watching, view: View, found: InForce, items: Mapping[str, Held], reach: Reach | None
) -> Board:
    gaps = [*found.gaps, *(reach.answer.gaps if reach else ()), *(reach.gaps if reach else ())]
    notes = tuple(reach.answer.notes) if reach else ()
    return Board(found.holds, items, sorted_gaps(gaps), notes, seen.known_at, seen.root, view)


def _items(reach: Reach | None, marks: Mapping[str, int], holds: Sequence[Hold]) -> dict[str, Held]:
    names = Names([hold.key for hold in holds])
    where = reach.where if reach else {}
    return {key: Held(key, names.of(mark), where.get(key, NOWHERE)) for key, mark in marks.items()}


def _shown(
    reader: ScopedReader, view: View, whole: InForce, marks: Mapping[str, int], starts: list[str]
) -> Board:
    """What an asker who is bound to sites may see of it: holds and items there, and how many others."""
    watching = through(reader, view)
    every = {hold.key for hold in whole.holds}
    own = read_in_force(reader.whole, watching, view, reader.visible(every))
    visible = {hold.key for hold in own.holds}
    reach = by_records(reader, starts, view) if starts else None
    gaps = {gap for gap in own.gaps & whole.gaps if reader.may_tell(f"{gap.key} {gap.message}")}
    left_out: set[Hidden] = {("Gap", gap) for gap in whole.gaps - gaps}
    left_out |= {("Hold", key) for key in every - visible} | (reach.left_out if reach else frozenset())
    if reach is not None:
        gaps |= {gap for gap in (*reach.answer.gaps, *reach.gaps) if gap.kind != "hidden_by_site"}
    names = Names([hold.key for hold in whole.holds])
    items: dict[str, Held] = {}
    for key, where in sorted(reach.where.items()) if reach else ():
        holds = names.of(marks[key])
        told = tuple(hold for hold in holds if hold in visible)
        items[key] = Held(key, told, where, len(holds) - len(told))
    notes = tuple(reach.answer.notes) if reach else ()
    all_gaps = sorted_gaps([*gaps, *hidden_gaps(left_out)])
    return Board(own.holds, items, all_gaps, notes, watching.known_at, watching.root, view)


# --- the traversal -----------------------------------------------------------------------------------


def _reach(reader: Recorded, starts: list[str], view: View) -> Reach:
    """By columns where they can tell, else record by record; as `app.columnar.ask` chooses."""
    if view == NOW and isinstance(reader, ColumnReader) and not reaches_few(reader, starts):
        try:
            return by_columns(reader, starts)
        except Odd:
            pass  # what is odd here, the other way judges record by record
    return by_records(reader, starts, view)


def by_columns(reader: ColumnReader, starts: Iterable[str]) -> Reach:
    """What these reach, by arrays; `Odd` where they don't judge what they meet."""
    wide, shelf = wide_stock(reader, starts)
    return Reach(wide, _of_shelf(shelf), shelf.gaps)


def _of_shelf(shelf: Shelf) -> dict[str, Whereabouts]:
    shipped: dict[int, list[str]] = defaultdict(list)
    places, shipments = shelf.left
    for at, shipment in zip(places.tolist(), shelf.graph.keys(shipments), strict=True):
        shipped[at].append(shipment)
    keys, here = shelf.graph.keys(shelf.items.nodes), shelf.here.tolist()
    told: dict[tuple[object, ...], Whereabouts] = {}  # most are where others are
    out: dict[str, Whereabouts] = {}
    for at, (key, is_here, text, unit) in enumerate(zip(keys, here, shelf.texts, shelf.units, strict=True)):
        left = shipped.get(at, ())
        state = (is_here, text, unit, *left)
        if state not in told:
            told[state] = _whereabouts(is_here, text, unit, left)
        out[key] = told[state]
    return out


def _whereabouts(here: bool, text: str | None, unit: str | None, shipments: Iterable[str]) -> Whereabouts:
    return Whereabouts(here, text if here else None, unit if here else None, tuple(sorted(shipments)))


def by_records(reader: Recorded, starts: Iterable[str], view: View) -> Reach:
    """What these reach, record by record."""
    watching = through(reader, view)
    found = walked(reader, watching, view, lambda _: starts, forward=True)
    stock = _stock(watching, found)
    items = sorted(key for key in found.walk.keys if prefix_of(key) in ITEMS)
    left: dict[str, set[str]] = defaultdict(set)
    for one in stock.left:
        left[one.item].add(one.shipment)
    where = {item: _of_amount(item in stock.here, stock.here.get(item), left.get(item, ())) for item in items}
    return Reach(found.traced.answer, where, tuple(stock.gaps), found.traced.left_out)


def _stock(watching: Watching, found: Walked) -> Stock:
    items = [key for key in found.walk.keys if prefix_of(key) in ITEMS]
    materials = read_materials(watching, items, watching.classes.kept)
    return read_stock(watching, found.walk, materials, Sums(materials), with_packages=False)


def _of_amount(here: bool, amount: Amount | None, shipments: Iterable[str]) -> Whereabouts:
    (told,) = readable(amount)
    return _whereabouts(here, told.text if told else None, told.unit or None if told else None, shipments)


def _marks(answer: Told, starts: Sequence[Iterable[str]]) -> dict[str, int]:
    """Of each lot and device of the answer the holds that lead to it, a bit for each."""
    keys = [str(key) for key in answer.column("key")]
    place = {key: at for at, key in enumerate(keys)}
    begins = [[place[start] for start in some] for some in starts]
    marks = reached(len(keys), _flow(answer), begins)
    return {key: marks[at] for at, key in enumerate(keys) if prefix_of(key) in ITEMS}


def _flow(answer: Told) -> Iterator[tuple[int, int]]:
    """Where material went, as places of rows; an order and its operations are one."""
    links = answer.link_columns()
    for source, target, type_ in zip(links.sources, links.targets, links.types, strict=True):
        if type_ in _FLOW:
            yield source, target
        elif type_ == "PART_OF":
            yield source, target
            yield target, source
