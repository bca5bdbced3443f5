"""Units of quantity and exact conversion between them.

Promises: a quantity is an integer of 10^-9 of its unit (`SCALE` digits, ADR 0004); conversion is
rational arithmetic; what does not fit exactly is refused, never rounded. Refuses: unknown units,
units of different dimensions, more digits than fit, and what a signed 64-bit integer can't hold.
"""

from __future__ import annotations

import re
from fractions import Fraction

SCALE = 9
ONE = 10**SCALE
_LARGEST = 2**63 - 1
# No quantity has so many digits, and Python refuses to read integers of over 4,300.
_LONGEST = 400
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN = re.compile(rf"([+-]?)(\d{{1,9}})(?:\.(\d{{0,{SCALE}}}))?", re.ASCII)

# unit -> (dimension, factor to the dimension's reference unit). Definitions are exact:
# the international foot and pound agreements of 1959.
_UNITS: dict[str, tuple[str, Fraction]] = {
    "u": ("count", Fraction(1)),
    "pair": ("count", Fraction(2)),
    "dozen": ("count", Fraction(12)),
    "kg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(1, 1000)),
    "mg": ("mass", Fraction(1, 10**6)),
    "ug": ("mass", Fraction(1, 10**9)),
    "t": ("mass", Fraction(1000)),
    "lb": ("mass", Fraction(45359237, 10**8)),
    "oz": ("mass", Fraction(45359237, 16 * 10**8)),
    "m": ("length", Fraction(1)),
    "km": ("length", Fraction(1000)),
    "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)),
    "um": ("length", Fraction(1, 10**6)),
    "in": ("length", Fraction(254, 10**4)),
    "ft": ("length", Fraction(3048, 10**4)),
    "m2": ("area", Fraction(1)),
    "cm2": ("area", Fraction(1, 10**4)),
    "mm2": ("area", Fraction(1, 10**6)),
    "l": ("volume", Fraction(1)),
    "ml": ("volume", Fraction(1, 1000)),
    "ul": ("volume", Fraction(1, 10**6)),
    "m3": ("volume", Fraction(1000)),
    "s": ("duration", Fraction(1)),
    "min": ("duration", Fraction(60)),
    "h": ("duration", Fraction(3600)),
}


class UnitError(ValueError):
    """A quantity that can't be taken exactly; the message says why."""


def is_unit(name: str) -> bool:
    """Whether the unit is one we know."""
    return name in _UNITS


def factor(source: str, target: str) -> Fraction:
    """What a number in `source` is multiplied by to be in `target`."""
    for name in (source, target):
        if name not in _UNITS:
            raise UnitError(f"unknown unit {name!r}; known are {', '.join(sorted(_UNITS))}")
    (source_dimension, numerator), (target_dimension, denominator) = _UNITS[source], _UNITS[target]
    if source_dimension != target_dimension:
        raise UnitError(f"{source} is {source_dimension} and {target} is {target_dimension}")
    return numerator / denominator


def parse_number(text: str) -> Fraction:
    """A plain decimal number, exactly; no grouping, no localised signs."""
    if len(text) > _LONGEST:
        raise UnitError(f"a number of {len(text)} characters is too long")
    if not _NUMBER.fullmatch(text):
        raise UnitError(f"{text[:40]!r} is not a decimal number")
    return Fraction(text)


def parse_scaled(text: str) -> int:
    """A plain decimal number as an integer of 10^-9, or a refusal."""
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return to_scaled(parse_number(text))
    # What most cells hold, in a tenth of the time that fractions take.
    sign, whole, rest = plain.groups()
    scaled = int(whole + (rest or "").ljust(SCALE, "0"))
    return -scaled if sign == "-" else scaled


def to_scaled(value: Fraction) -> int:
    """A number as an integer of 10^-9, or a refusal."""
    scaled = value * ONE
    if scaled.denominator != 1:
        raise UnitError(f"{_roughly(value)} has more than {SCALE} decimal digits")
    if abs(scaled.numerator) > _LARGEST:
        raise UnitError(f"{_roughly(value)} is too large for a quantity")
    return int(scaled.numerator)


def _roughly(value: Fraction) -> str:
    """For messages only; what no float can hold is named as it is."""
    try:
        return f"{float(value):.12g}"
    except OverflowError:
        return "a number of over 300 digits"


def from_scaled(value: int) -> str:
    """An integer of 10^-9 as plain decimal text: 12500000000 is `12.5`."""
    whole, rest = divmod(abs(value), ONE)
    digits = f".{rest:0{SCALE}d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole}{digits}"
