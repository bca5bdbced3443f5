"""The rows of suspect quantities: which material is suspect, in which unit, what bounds it, why not exactly.

Promises: one row for each item and customer of a recall and each suspect material; a reason wherever bounds
are missing or may be wider than what happened.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.questions.answer import Answer, Row
from app.questions.mixture import Mixture, Suspected
from app.questions.movements import Movements
from app.questions.quantities import decimal_text
from app.questions.reading import Edge
from app.questions.suspect_reasons import (
    CONTRADICTION,
    HIDDEN,
    SEVERAL,
    UNSAID,
    WIDE,
    Below,
    out_of_sight,
    unstated,
)
from graph_model.keys import prefix_of
from graph_model.units import ONE
from lineage.bounds import Bounds, Spread
from lineage.mixing import Quantity, plus


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """What one item or customer can hold of one suspect material; `reason` says why that is not exact."""

    key: str
    label: str
    name: str | None
    material: str
    least: str | None
    most: str | None
    unit: str | None
    reason: str | None = None

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        return {
            "key": self.key,
            "label": self.label,
            "name": self.name,
            "material": self.material,
            "least": self.least,
            "most": self.most,
            "unit": self.unit,
            "reason": self.reason,
        }


class Telling:
    """Works the rows of one answer out. `hidden` are relationships that its asker may not see."""

    def __init__(self, answer: Answer, moved: Movements, mixture: Mixture, hidden: Iterable[Edge]) -> None:
        self._answer, self._moved, self._mixture = answer, moved, mixture
        self._hidden = list(hidden)
        self._starts = {moved.step(key) for key in answer.start}

    def rows(self) -> Iterator[SuspectRow]:
        """All of them, material by material."""
        for suspects in self._suspects():
            yield from _OfMaterial(self._mixture, suspects, self._hidden, self._moved).rows(self._answer.rows)

    def _suspects(self) -> list[Suspected]:
        whole: dict[str, set[str]] = defaultdict(set)
        parts: dict[str, dict[str, Quantity]] = defaultdict(dict)
        for key in self._starts & self._moved.reached:
            lot = self._mixture.lot_of.get(key, key)
            if lot == key or lot in self._starts:
                whole[self._mixture.material(key)].add(lot)
            else:
                self._add(parts, key, self._mixture.one(key))
        received = {end for end in self._answer_keys() if prefix_of(end) == "receipt"}
        for edge in self._moved.acts("RECEIVED_AS"):
            if edge.source in received and edge.target not in self._starts:
                self._add(parts, edge.target, self._mixture.amount(edge.target, edge))
        steps = frozenset(key for key in self._starts if prefix_of(key) == "step")
        for step in sorted(steps):
            for item, quantity in self._mixture.made_by(step):
                self._add(parts, item, quantity)
        return [
            Suspected(material, frozenset(whole.get(material, ())), parts.get(material, {}), steps)
            for material in sorted({*whole, *parts})
        ]

    def _answer_keys(self) -> set[str]:
        return {row.key for row in self._answer.rows}

    def _add(self, parts: dict[str, dict[str, Quantity]], item: str, quantity: Quantity) -> None:
        of = parts[self._mixture.material(item)]
        of[item] = plus(of.get(item, Fraction(0)), quantity)


class _OfMaterial:
    """The rows for one suspect material."""

    def __init__(
        self, mixture: Mixture, suspects: Suspected, hidden: Sequence[Edge], moved: Movements
    ) -> None:
        self._mixture, self._suspects = mixture, suspects
        whole = {mixture.number(item) for item in suspects.whole}
        sight = out_of_sight(hidden, moved, mixture, whole)
        plant = mixture.plant(suspects, sight.starts)
        below = Below(plant, whole)
        self._hidden_parties = sight.parties
        self._hidden = {*sight.starts, *below.of(dict.fromkeys(sight.items, HIDDEN))}
        self._unsure = below.of(unstated(plant, below.reached, mixture.keys, mixture.steps(suspects)))
        self._spread = Spread(plant)

    def rows(self, rows: Iterable[Row]) -> Iterator[SuspectRow]:
        """One for each item and customer."""
        for row in rows:
            match prefix_of(row.key):
                case "lot" | "device":
                    number = self._mixture.number(row.key)
                    yield self._row(row, self._bounds(row.key, number), [number])
                case "customer":
                    ends = self._mixture.ends_at(row.key)
                    yield self._row(row, self._spread.of_ends(ends), [number for number, _ in ends])

    def _bounds(self, item: str, number: int) -> Bounds:
        if item in self._mixture.lot_of:
            return self._spread.of_part(number, self._mixture.one(item))
        return self._spread.of_item(number)

    def _row(self, row: Row, found: Bounds, numbers: Sequence[int]) -> SuspectRow:
        reason = self._reason(row.key, found, numbers)
        if reason in (HIDDEN, SEVERAL):
            found = Bounds(None, None)
        least, most = rounded(found.least, math.floor), rounded(found.most, math.ceil)
        unit = self._mixture.unit(self._suspects.material)
        return SuspectRow(row.key, row.label, row.name, self._suspects.material, least, most, unit, reason)

    def _reason(self, key: str, found: Bounds, numbers: Sequence[int]) -> str | None:
        if key in self._hidden_parties or not self._hidden.isdisjoint(numbers):
            return HIDDEN
        if key in self._mixture.unsure_parties:
            return SEVERAL
        if found.least is None:
            return CONTRADICTION
        if found.most is None:
            return UNSAID
        unsure = sorted(self._unsure[number] for number in numbers if number in self._unsure)
        return unsure[0] if unsure else None if found.is_tight else WIDE


def rounded(quantity: Quantity, way: Callable[[Fraction], int]) -> str | None:
    """Decimal text of 9 digits at most, rounded that way."""
    return None if quantity is None else decimal_text(Fraction(way(quantity * ONE), ONE))
