"""Units of measurement that no table has: products and quotients in UCUM, such as `uL/min`, through pint.

Promises: the factor is an exact fraction of two units of one dimension. Refuses: what counts something
(braces), what has an offset, pure numbers, and dimensions that differ: pint alone would take
`{CFU}/m3` and `{particles}/m3` for one and the same.

This is the only module that imports pint, which takes a second to start.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

import pint

from loaders.values import BadValue

_LONGEST: Final = 60
_TERM: Final = re.compile(r"([./]?)(\[[A-Za-z0-9_']+\]|[A-Za-z]+)([+-]?[1-9])?", re.ASCII)
_PREFIXES: Final = {
    "G": "giga",
    "M": "mega",
    "k": "kilo",
    "h": "hecto",
    "d": "deci",
    "c": "centi",
    "m": "milli",
    "u": "micro",
    "n": "nano",
    "p": "pico",
}
_METRIC: Final = {
    "m": "meter",
    "g": "gram",
    "s": "second",
    "L": "liter",
    "l": "liter",
    "mol": "mole",
    "Pa": "pascal",
    "bar": "bar",
    "N": "newton",
    "J": "joule",
    "W": "watt",
    "V": "volt",
    "A": "ampere",
    "Ohm": "ohm",
    "S": "siemens",
    "F": "farad",
    "T": "tesla",
    "Hz": "hertz",
    "Gy": "gray",
    "Bq": "becquerel",
    "lm": "lumen",
    "lx": "lux",
    "cd": "candela",
    "K": "kelvin",
    "t": "metric_ton",
}
_OTHER: Final = {
    "min": "minute",
    "h": "hour",
    "d": "day",
    "atm": "standard_atmosphere",
    "[in_i]": "inch",
    "[ft_i]": "foot",
    "[lb_av]": "pound",
    "[oz_av]": "ounce",
    "[lbf_av]": "force_pound",
    "[psi]": "pound_force_per_square_inch",
    "[gal_us]": "gallon",
    "[cft_i]": "foot ** 3",
}


@lru_cache(4096)
def factor_between(code: str, reference: str, *, kind: str) -> Fraction:
    """What a number in `code` is multiplied by to be in `reference`, both in UCUM."""
    source = _pint_name(code)
    try:
        target = _pint_name(reference)
    except BadValue as error:
        raise BadValue("unit", f"{code!r} is no unit of {kind}; use one of docs/units.md") from error
    units = _registry()
    one = Fraction(1)
    ratio = units.Quantity(one, units.Unit(source)) / units.Quantity(one, units.Unit(target))
    if not ratio.dimensionless:
        raise BadValue("unit", f"{code!r} does not measure {kind}, which is in {reference}")
    factor = ratio.to_base_units().magnitude
    if not isinstance(factor, (Fraction, int)):
        raise BadValue("unit", f"{code!r} has no exact factor to {reference}")
    return Fraction(factor)


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    return pint.UnitRegistry(non_int_type=Fraction)


def _pint_name(code: str) -> str:
    """`mL/min` is `milliliter / minute`."""
    if len(code) > _LONGEST:
        raise BadValue("unit", f"unit {code[:_LONGEST]!r} is longer than {_LONGEST} characters")
    name, at = "", 0
    while at < len(code):
        term = _TERM.match(code, at)
        # A leading slash counts something, and nobody says what.
        if term is None or bool(at) != bool(term.group(1)):
            raise _unknown(code)
        sign, atom, exponent = term.groups()
        joined = {"": "", ".": " * ", "/": " / "}[sign]
        name += f"{joined}({_atom(atom, code)}) ** ({int(exponent or 1)})"
        at = term.end()
    if not name:
        raise _unknown(code)
    return name


def _atom(atom: str, code: str) -> str:
    if known := _METRIC.get(atom) or _OTHER.get(atom):
        return known
    prefix, metric = _PREFIXES.get(atom[0]), _METRIC.get(atom[1:])
    if prefix is None or metric is None:
        raise _unknown(code)
    return prefix + metric


def _unknown(code: str) -> BadValue:
    return BadValue("unit", f"unit {code!r} can't be read; write it in UCUM, such as mL/min or N/mm2")
