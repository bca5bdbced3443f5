"""Measured values: a number, its unit, and the kind of quantity that was measured.

Promises: conversions are exact fractions, offsets of temperatures included (25 Cel is 77 [degF], not
76.99999999999993); what the source wrote and the decimals it declared stay beside the value; values of
different kinds are never converted or compared, so that CFU and particles in a cubic metre of air stay
apart although both are `1/m3`. Refuses: units that say neither what they count nor have a declared
kind, particles without a size, units of another dimension than the kind, results of over nine decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from graph_model.units import ONE, UnitError, parse_number, to_scaled
from loaders.units.tables import Measure, code_table, measure_table, systems
from loaders.values import BadValue, scaled

_CACHE: Final = 65536
_SHOWN: Final = 40
_PARTICLES: Final = ("particles", "particles per volume")
_SIZE: Final = re.compile(r"particles at (\d{1,3}(?:\.\d{1,3})?) um", re.ASCII)
# The UCUM names of graph_model's units, where they differ.
_UCUM: Final = {
    "u": "{item}",
    "l": "L",
    "ml": "mL",
    "ul": "uL",
    "lb": "[lb_av]",
    "oz": "[oz_av]",
    "in": "[in_i]",
    "ft": "[ft_i]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`value` in 10^-9 of `uom` (UCUM), and what the source wrote with how many decimals."""

    value: int
    uom: str
    kind: str
    stated_value: str
    stated_uom: str
    decimals: int


def measured(number: str, code: str, system: str, *, kind: str = "", uom: str = "") -> Measured:
    """A plain decimal number in the unit of a code; in `uom`, where one is wanted, if that is exact.

    `kind` is the quantity kind that the profile or the file declares, such as `relative humidity`.
    """
    return _measured(number, code, system, kind, uom)


def in_unit(value: Measured, uom: str) -> Fraction:
    """The exact value in another unit of its kind, to be compared: a limit in Cel, a reading in [degF]."""
    return _convert(Fraction(value.value, ONE), value.uom, uom, value.kind)


def difference(value: Measured, limit: Measured) -> Fraction:
    """How far a value is above a limit of the same kind, in the limit's unit."""
    if value.kind != limit.kind:
        raise BadValue("unit", f"{value.kind} can't be compared with {limit.kind}")
    return in_unit(value, limit.uom) - Fraction(limit.value, ONE)


@lru_cache(1024)
def particles_at(size: str) -> str:
    """The quantity kind of particles of at least a size in micrometres: `particles at 0.5 um`."""
    kind = f"particles at {size} um"
    if not _SIZE.fullmatch(kind) or not float(size):
        raise BadValue("unit", f"{size[:_SHOWN]!r} is no particle size in um, such as 0.5")
    whole, _, rest = size.partition(".")
    digits = f".{rest}".rstrip("0").rstrip(".")
    return f"particles at {int(whole)}{digits} um"


@lru_cache(_CACHE)
def _measured(number: str, code: str, system: str, kind: str, uom: str) -> Measured:
    measure = measure_of(code, system, kind=kind)
    of_kind = kind or measure.dimension
    if measure.dimension in _PARTICLES and not _SIZE.fullmatch(of_kind):
        problem = "says no size: declare the quantity kind, such as 'particles at 0.5 um'"
        raise BadValue("unit", f"{code[:_SHOWN]!r} {problem}")
    if uom:
        exact = _convert(_number(number), measure.uom, uom, of_kind)
        value = _scaled(exact, number, code, uom)
    else:
        value = scaled(number)
    return Measured(
        value=value,
        uom=uom or measure.uom,
        kind=of_kind,
        stated_value=number,
        stated_uom=code,
        decimals=_decimals(number),
    )


@lru_cache(4096)
def measure_of(code: str, system: str, *, kind: str = "") -> Measure:
    """The unit of measurement that a code of a system means; the kind decides where the code does not."""
    dimensions = _dimensions_of(kind)
    uom = _uom_of(code, system)
    table = measure_table()
    if uom in table.unsaid:
        return _said(code, table.unsaid[uom], kind, dimensions)
    found = table.units.get(uom)
    if found is None:
        return _compound(code, uom, kind, dimensions)
    if dimensions and found.dimension not in dimensions:
        raise BadValue("unit", f"{code[:_SHOWN]!r} measures {found.dimension}, not {kind}")
    return found


def _dimensions_of(kind: str) -> tuple[str, ...]:
    """The dimensions that a declared kind may have; none where nothing is declared."""
    if not kind:
        return ()
    if _SIZE.fullmatch(kind):
        return _PARTICLES
    dimension = measure_table().kinds.get(kind)
    if dimension is None:
        known = ", ".join(sorted(measure_table().kinds))
        raise BadValue("unit", f"unknown quantity kind {kind[:_SHOWN]!r}; known are {known}")
    return (dimension,)


def _uom_of(code: str, system: str) -> str:
    """The UCUM name of a code; UCUM itself needs no translation."""
    if not system or system == "ucum":
        return code_table("ucum").measures.get(code, code)
    if system not in systems():
        raise BadValue("unit", f"no unit codes are known of {system!r}, but of {', '.join(systems())}")
    table = code_table(system)
    if code in table.measures:
        return table.measures[code]
    unit = table.units.get(code)
    uom = _UCUM.get(unit.name, unit.name) if unit is not None and unit.factor == 1 else ""
    if uom not in measure_table().units:
        raise BadValue(
            "unit", f"unit {code[:_SHOWN]!r} is no unit of measurement of {table.title}; see docs/units.md"
        )
    return uom


def _said(code: str, candidates: tuple[str, ...], kind: str, dimensions: tuple[str, ...]) -> Measure:
    units = measure_table().units
    fitting = [units[uom] for uom in candidates if units[uom].dimension in dimensions]
    if len(fitting) == 1:
        return fitting[0]
    may = " or ".join(candidates)
    if kind:
        raise BadValue("unit", f"{code[:_SHOWN]!r} may be {may}, which is not {kind}")
    raise BadValue("unit", f"{code[:_SHOWN]!r} may be {may}: declare the quantity kind in the profile")


def _compound(code: str, uom: str, kind: str, dimensions: tuple[str, ...]) -> Measure:
    """A unit made of others, in the reference of its declared kind."""
    if not dimensions:
        problem = "is in no table; declare its quantity kind, or use a unit of docs/units.md"
        raise BadValue("unit", f"unit {code[:_SHOWN]!r} {problem}")
    # pint takes a second to start, so that nothing else may need it.
    from loaders.units.compound import factor_between

    reference = measure_table().references[dimensions[0]]
    return Measure(uom, dimensions[0], factor_between(uom, reference, kind=kind), Fraction(0))


def _convert(value: Fraction, source: str, target: str, kind: str) -> Fraction:
    start, end = measure_of(source, "ucum", kind=kind), measure_of(target, "ucum", kind=kind)
    if start.dimension != end.dimension:
        raise BadValue("unit", f"{source} is {start.dimension} and {target} is {end.dimension}")
    return (value * start.factor + start.offset - end.offset) / end.factor


def _number(text: str) -> Fraction:
    try:
        return parse_number(text)
    except UnitError as error:
        raise BadValue("number", str(error)) from error


def _scaled(value: Fraction, number: str, code: str, uom: str) -> int:
    try:
        return to_scaled(value)
    except UnitError as error:
        stated = f"{number[:_SHOWN]} {code[:_SHOWN]}"
        raise BadValue(
            "number", f"{stated} is not exact in {uom} ({error}); keep the source's unit"
        ) from error


def _decimals(number: str) -> int:
    """Digits after the point as stated: `25.10` has two; `1.5e3` has none."""
    mantissa, _, exponent = number.lower().partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))
