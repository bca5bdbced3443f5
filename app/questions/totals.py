"""How much is affected: units of devices, and amounts by material.

Promises: nothing counts twice. A lot counts what came into it, less its units with a serial number, less
what a step that only moves or renames things passed on to another row (a split of 100 into 40 and 60
is 100, not 200; a device with a new serial number is one device). A part that went into a repair stays.
Never below zero. A lot of which the quantity is not stated adds nothing and is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.questions.findings import Note
from app.questions.materials import Materials
from app.questions.quantities import Amount, Sums, counted_once, plus
from app.questions.reading import Edge
from graph_model.keys import prefix_of
from graph_model.units import UnitError, factor

# What comes out of these is what went in; of a rework, only what is of the same material.
PASSES_ON = frozenset(["split", "merge", "relabel", "transfer"])
REWORK = "rework"


@dataclass(frozen=True, slots=True)
class MaterialTotal:
    """One material's amount in one unit; None where a part of it is not stated."""

    material: str
    quantity: str | None
    unit: str | None

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        return {"material": self.material, "quantity": self.quantity, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a whole answer."""

    devices: int
    by_material: tuple[MaterialTotal, ...]

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        return {"devices": self.devices, "by_material": [m.to_json() for m in self.by_material]}


class Counter:
    """Counts one answer. `edges` are those it followed and the units of its lots."""

    def __init__(
        self, edges: Iterable[Edge], step_kinds: Mapping[str, str], materials: Materials, sums: Sums
    ) -> None:
        self._materials, self._sums = materials, sums
        self._units: dict[str, set[str]] = defaultdict(set)
        self._passed: dict[str, list[Edge]] = defaultdict(list)
        self._kinds = step_kinds
        self._made: dict[str, set[str]] = defaultdict(set)
        followed = list(edges)
        for edge in followed:
            if edge.type == "PRODUCED":
                self._made[edge.source].add(edge.target)
        for edge in followed:
            if edge.type == "HAS_UNIT":
                self._units[edge.source].add(edge.target)
            elif edge.type == "CONSUMED_IN" and self._passes_on(edge.source, edge.target):
                self._passed[edge.source].append(edge)

    def _passes_on(self, item: str, step: str) -> bool:
        """Whether the step put the item, by another name or in another place, into other rows."""
        made, kind = self._made.get(step, set()), self._kinds.get(step)
        if prefix_of(item) == "device" and item in made:
            return False  # one row however often it is worked on; a lot's row grows by what came back
        material = self._materials.of_item
        return bool(made) and (
            kind in PASSES_ON or (kind == REWORK and any(material[m] == material[item] for m in made))
        )

    def totals(self, amounts: Mapping[str, Amount | None]) -> tuple[Totals, list[Note]]:
        """Totals over items and their amounts, with a note for each device lot of unknown size."""
        devices = Fraction(0)
        notes: list[Note] = []
        by_material: dict[tuple[str, str], Amount | None] = {}
        for item, amount in amounts.items():
            own = self._own(item, amount)
            if prefix_of(item) == "device" or self._materials.is_device(item):
                counted = _in_units(own)
                devices += counted or 0
                if counted is None:
                    notes.append(_unknown(item, len(self._units[item])))
            self._add(by_material, item, own)
        totals = [_material_total(*entry) for entry in sorted(by_material.items(), key=lambda e: e[0])]
        return Totals(int(devices), tuple(totals)), notes

    def _own(self, item: str, amount: Amount | None) -> Amount | None:
        """What of the item no other row of the answer holds."""
        if amount is None:
            return None
        own = amount.value - len(self._units.get(item, ())) * _per_unit(amount.unit)
        for edge in counted_once(self._passed.get(item, ())):
            passed = self._sums.amount(item, edge, amount.unit)
            if passed is not None and passed.unit == amount.unit:
                own -= passed.value
        return Amount(max(own, Fraction(0)), amount.unit)

    def _add(self, by_material: dict[tuple[str, str], Amount | None], item: str, own: Amount | None) -> None:
        unit = own.unit if own else self._materials.unit(item) or ""
        key = (self._materials.of_item[item], unit)
        by_material[key] = plus(by_material.get(key, Amount(Fraction(0), unit)), own)


def _per_unit(unit: str) -> Fraction:
    """How much one device is in this unit; nothing where the unit does not count."""
    try:
        return factor("u", unit)
    except UnitError:
        return Fraction(0)


def _in_units(amount: Amount | None) -> Fraction | None:
    """How many devices that is; None where it is not said, or not in a unit that counts."""
    per_unit = _per_unit(amount.unit) if amount else Fraction(0)
    return amount.value / per_unit if amount and per_unit else None


def _material_total(key: tuple[str, str], amount: Amount | None) -> MaterialTotal:
    material, unit = key
    return MaterialTotal(material, amount.text if amount else None, unit or None)


def _unknown(lot: str, units: int) -> Note:
    held = f"; its {units} serialised devices are counted" if units else ""
    return Note("unknown_quantity", lot, f"How many devices {lot} holds is not stated{held}.")
