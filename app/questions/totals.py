"""How much is affected: units of devices, and amounts by material.

Promises: nothing counts twice. A row counts less what of it went on under another key
(`app.questions.renaming`): a split of 100 into 40 and 60 is 100, not 200, a device with a new serial
number is one, a part that went into a repair stays. Never below zero. A lot of which a quantity is not
stated adds nothing and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.questions.findings import Note
from app.questions.materials import Materials
from app.questions.quantities import Amount, Sums, counted_once, per_device, plus, readable
from app.questions.renaming import Renaming
from graph_model.keys import prefix_of
from quality.words import said


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
    """Counts one answer."""

    def __init__(self, renaming: Renaming, materials: Materials, sums: Sums) -> None:
        self._renaming, self._materials, self._sums = renaming, materials, sums

    def totals(self, amounts: Mapping[str, Amount | None]) -> tuple[Totals, list[Note]]:
        """Totals over items and their amounts, with a note for each device lot of unknown size."""
        devices = Fraction(0)
        notes: list[Note] = []
        by_material: dict[tuple[str, str], Amount | None] = {}
        for item, amount in amounts.items():
            own = self.own(item, amount)
            if self._materials.is_device(item):
                counted = _in_units(own)
                devices += counted or 0
                if counted is None:
                    notes.append(unknown_size(item, self._renaming.units[item]))
            self._add(by_material, item, own)
        totals = [material_total(*entry) for entry in sorted(by_material.items(), key=lambda e: e[0])]
        return Totals(int(devices), tuple(totals)), notes

    def own(self, item: str, amount: Amount | None) -> Amount | None:
        """What of an item no other row of the answer holds; None where it is not stated."""
        return self._own_device(item) if prefix_of(item) == "device" else self._own(item, amount)

    def _own_device(self, device: str) -> Amount:
        one = self._sums.one(device)
        return one if self._renaming.holds(device) else Amount(Fraction(0), one.unit)

    def _own(self, lot: str, amount: Amount | None) -> Amount | None:
        """What of the lot no other row of the answer holds."""
        if amount is None:
            return None
        units = self._renaming.units[lot]
        own = amount.value - units * per_device(amount.unit) if units else amount.value
        for edge in counted_once(self._renaming.passed.get(lot, ())):
            passed = self._sums.amount(lot, edge, amount.unit)
            if passed is None or passed.unit != amount.unit:
                return None
            own -= passed.value
        return Amount(max(own, Fraction(0)), amount.unit)

    def _add(self, by_material: dict[tuple[str, str], Amount | None], item: str, own: Amount | None) -> None:
        unit = own.unit if own else self._materials.unit(item) or ""
        key = (self._materials.of_item[item], unit)
        by_material[key] = plus(by_material.get(key, Amount(Fraction(0), unit)), own)


def _in_units(amount: Amount | None) -> Fraction | None:
    """How many devices that is; None where it is not said, or not in a unit that counts."""
    per_unit = per_device(amount.unit) if amount else Fraction(0)
    return amount.value / per_unit if amount and per_unit else None


def material_total(key: tuple[str, str], amount: Amount | None) -> MaterialTotal:
    """The total of one material in one unit."""
    material, unit = key
    (said,) = readable(amount)
    return MaterialTotal(material, said.text if said else None, (said.unit if said else unit) or None)


def unknown_size(lot: str, units: int) -> Note:
    """Nothing says how many devices a lot holds; `units` of them have rows of their own."""
    if not units:
        words = said("How many devices {lot} holds is not stated.", "未说明 {lot} 含有多少件器械。", lot=lot)
    else:
        words = said(
            "How many devices {lot} holds is not stated; its {units} serialised devices are counted.",
            "未说明 {lot} 含有多少件器械；已计入其 {units} 件有序列号的器械。",
            lot=lot,
            units=str(units),
        )
    return Note("unknown_quantity", lot, words)
