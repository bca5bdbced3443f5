"""The tables of units as a page: docs/units.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from loaders.units.tables import CodeTable, Measure, Unit, code_table, measure_table, systems

_HEAD = """# Units

Generated from `loaders/units/codes` by `make generate`. Do not edit.

A unit is converted exactly, or the row is rejected; nothing is rounded and nothing is taken as it is. What
the source wrote stays on the relationship (`source_quantity`, `source_uom`, `factor`) wherever it was
converted.

- Codes are looked up in the table of the source's system: `PAL` is a pallet in SAP and a pascal in UN/ECE
  Recommendation 20. A profile adds its own in `[units]`, such as `ZPK = "12 u"`; those come first.
- Packaging holds no fixed amount. Such a row is taken where it also gives the quantity in the base unit,
  which then counts; else it is rejected, and the reject names what to export.
- Where a row gives both, and they contradict each other by more than rounding, it is rejected.

## Quantities

A factor is what one of the code is in the unit of lotgraph.

"""
_MEASURES = """
## Measured values

Units of measurement have UCUM names. Values are converted with exact fractions: 25 Cel are 77 [degF]. What
is not exact in nine decimals keeps its unit (70 [degF] is no decimal number in Cel), and is compared with
limits exactly all the same.

Values are of a quantity kind. Two kinds are never converted or compared, whatever their units: CFU are not
particles, relative humidity is no concentration. A dimension below is a kind of its own name, and these are
further kinds:

"""
_PARTICLES = """
Particles are counted at a size, which is part of the kind: `particles at 0.5 um`.

Other products and quotients of UCUM units (`uL/min`, `mmol/mL`) are taken where the kind is declared.

| dimension | units; the first one is the reference |
|---|---|
"""
_UNSAID = """
These codes do not say what they count. The declared kind decides; without one the value is rejected.

| code | may be |
|---|---|
"""


def page() -> str:
    """The tables as Markdown."""
    quantities = "\n".join(line for name in systems() for line in _system(code_table(name)))
    table = measure_table()
    kinds = [f"- `{kind}`: {of}" for kind, of in table.kinds.items() if kind != of]
    by_dimension: defaultdict[str, list[Measure]] = defaultdict(list)
    for measure in table.units.values():
        by_dimension[measure.dimension].append(measure)
    dimensions = [f"| {name} | {_codes(one.uom for one in found)} |" for name, found in by_dimension.items()]
    unsaid = [f"| {_code(code)} | {_codes(may)} |" for code, may in table.unsaid.items()]
    measures = "\n".join(kinds) + "\n" + _PARTICLES + "\n".join(dimensions) + "\n" + _UNSAID
    return _HEAD + quantities + _MEASURES + measures + "\n".join(unsaid) + "\n"


def _system(table: CodeTable) -> list[str]:
    """One system: its codes by the unit they mean."""
    by_unit: defaultdict[Unit, list[str]] = defaultdict(list)
    for code, unit in table.units.items():
        by_unit[unit].append(code)
    by_meaning: defaultdict[str, list[str]] = defaultdict(list)
    for code, meaning in table.no_factor.items():
        by_meaning[meaning].append(code)
    rows = [f"| {_codes(codes)} | {_amount(unit)} |" for unit, codes in by_unit.items()]
    loose = [f"| {_codes(codes)} | no fixed amount: {meaning} |" for meaning, codes in by_meaning.items()]
    measures = [f"| {_code(code)} | measured: {_code(uom)} |" for code, uom in table.measures.items()]
    head = [f"### {table.title}: `{table.system}`", "", table.note, "", "| code | is |", "|---|---|"]
    return [*head, *rows, *loose, *measures, ""]


def _amount(unit: Unit) -> str:
    return f"`{unit.name}`" if unit.factor == 1 else f"{_decimal(unit.factor)} `{unit.name}`"


def _decimal(factor: Fraction) -> str:
    """Factors of the tables are finite decimals."""
    digits = next(n for n in range(40) if 10**n % factor.denominator == 0)
    text = f"{int(factor * 10**digits):0{digits + 1}d}"
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _codes(codes: Iterable[str]) -> str:
    return " ".join(map(_code, codes))


def _code(code: str) -> str:
    return f"`{code}`"
