"""Quantities as a source states them, in units of graph_model: converted exactly or rejected.

Promises: a code is looked up in the table of its system and in what the profile adds, nowhere else;
the number is multiplied by an exact fraction; what the source wrote stays beside the result wherever
it is not the result. Refuses: codes that nobody declared, packaging and other codes without a fixed
amount (unless the row gives the quantity in the base unit), results of more than nine decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeVar

from graph_model.facts import Properties
from graph_model.units import ONE, UnitError, factor, is_unit, parse_number, to_scaled
from loaders.units.tables import CodeTable, Unit, code_table, systems, unit_from
from loaders.values import BadValue, scaled

T = TypeVar("T")
_CACHE: Final = 65536
_SHOWN: Final = 40
_ONE: Final = Fraction(1)
_ROUNDED: Final = Fraction(1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity in 10^-9 of `uom`; the source's own words only where they were converted."""

    value: int
    uom: str
    source_quantity: str = ""
    source_uom: str = ""
    factor: str = ""

    def properties(self) -> Properties:
        """As the relationships of the model state it."""
        stated: Properties = {"quantity": self.value, "uom": self.uom}
        if self.factor:
            stated |= {
                "source_quantity": self.source_quantity,
                "source_uom": self.source_uom,
                "factor": self.factor,
            }
        return stated


class Units:
    """The unit codes of one source: its system's and its own.

    `own` is the profile's `[units]`; it comes before the system's table. Without a system only `own`
    and the names of graph_model are known.
    """

    def __init__(self, system: str = "", own: Mapping[str, str] | None = None) -> None:
        self._table = _table_of(system)
        self._own = {code: _own_unit(code, text) for code, text in (own or {}).items()}
        units = {**(self._table.units if self._table else {}), **self._own}
        self._units = units
        self._folded = _folded(units) if self._table and self._table.fold else {}

    def unit(self, code: str) -> Unit:
        """The unit that a code means."""
        found = self.known(code)
        if found is None:
            raise BadValue("unit", self._problem(code))
        return found

    def known(self, code: str) -> Unit | None:
        """The unit that a code means, if it means a fixed amount."""
        if self._table is None and is_unit(code):
            return self._own.get(code) or Unit(code, _ONE)
        return self._units.get(code) or self._folded.get(code.casefold())

    def quantity(self, number: str, code: str) -> Quantity:
        """A decimal number in the unit of a code."""
        return _quantity(self, number, code)

    def in_base(self, number: str, code: str, base_number: str, base_code: str) -> Quantity:
        """What the row states in its base unit; what was entered (`number`, `code`) stands beside it.

        The base quantity is the source's own conversion, so it needs no factor of ours: five cartons
        are what the source says they hold. Two that contradict each other are refused.
        """
        if not code or not number:
            return self.quantity(base_number, base_code)
        return _in_base(self, number, code, base_number, base_code)

    def _problem(self, code: str) -> str:
        shown = f"unit {code[:_SHOWN]!r}"
        table = self._table
        if table is None:
            return f"unknown {shown}; docs/units.md lists the units, the profile may add to them in [units]"
        unfixed = table.no_factor
        what = unfixed.get(code) or (_folded(unfixed).get(code.casefold()) if table.fold else None)
        if what:
            return f"{shown} ({what}) holds no fixed amount: {table.next_step}"
        if code in table.measures:
            return f"{shown} is a unit of measurement, not of a quantity"
        others = [code_table(name).title for name in systems() if code in code_table(name).units]
        hint = f" (a code of {others[0]})" if others else ""
        remedy = "see docs/units.md, or add it to [units] of the profile"
        return f"{shown}{hint} is no code of {table.title}; {remedy}"


@lru_cache(maxsize=64)
def _units(system: str) -> Units:
    return Units(system)


def unit_of(code: str, system: str) -> Unit:
    """The unit that a code means in a system; a `BadValue` of the rule `unit` where it means none."""
    return _units(system).unit(code)


@lru_cache(_CACHE)
def _quantity(units: Units, number: str, code: str) -> Quantity:
    unit = units.unit(code)
    if unit.factor == 1:
        return Quantity(value=scaled(number), uom=unit.name)
    value = _scaled(_number(number) * unit.factor)
    return Quantity(
        value=value, uom=unit.name, source_quantity=number, source_uom=code, factor=str(unit.factor)
    )


@lru_cache(_CACHE)
def _in_base(units: Units, number: str, code: str, base_number: str, base_code: str) -> Quantity:
    base, entered = _quantity(units, base_number, base_code), _number(number)
    held = Fraction(base.value, ONE)
    same = code == base_code
    differ = _number(base_number) != entered if same else _contradict(units, code, entered, base, base_number)
    if differ or bool(entered) != bool(held):
        stated = f"{number[:_SHOWN]} {code[:_SHOWN]} is not {base_number[:_SHOWN]} {base_code[:_SHOWN]}"
        raise BadValue("number", f"{stated}: correct the one that is wrong")
    if same or not entered:
        return base
    return Quantity(
        value=base.value,
        uom=base.uom,
        source_quantity=number,
        source_uom=code,
        factor=str(held / entered),
    )


def _contradict(units: Units, code: str, entered: Fraction, base: Quantity, base_number: str) -> bool:
    """Whether the base quantity can't be what was entered, rounded by the source.

    Sources round the result, and some the factor, too (ERPNext: an ounce is 0.02835 kg).
    """
    unit = units.known(code)
    if unit is None:
        return False
    try:
        exact = entered * unit.factor * factor(unit.name, base.uom)
    except UnitError:  # kilograms of pieces: a factor of the material, which only the source knows
        return False
    last_digit = Fraction(1, 10 ** len(base_number.partition(".")[2]))
    return abs(exact - Fraction(base.value, ONE)) > max(last_digit, abs(exact) * _ROUNDED)


def _number(text: str) -> Fraction:
    try:
        return parse_number(text)
    except UnitError as error:
        raise BadValue("number", str(error)) from error


def _scaled(value: Fraction) -> int:
    try:
        return to_scaled(value)
    except UnitError as error:
        raise BadValue("number", str(error)) from error


def _table_of(system: str) -> CodeTable | None:
    if not system:
        return None
    try:
        return code_table(system)
    except KeyError as error:
        raise BadValue(
            "unit", f"no unit codes are known of {system!r}, but of {', '.join(systems())}"
        ) from error


def _own_unit(code: str, text: str) -> Unit:
    try:
        return unit_from(text)
    except ValueError as error:
        raise BadValue("unit", f"[units] {code!r}: {error}") from error


def _folded(codes: Mapping[str, T]) -> dict[str, T]:
    return {code.casefold(): what for code, what in codes.items()}
