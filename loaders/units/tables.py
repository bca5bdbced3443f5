"""The unit codes of the systems that files come from, and the units of measurement: `codes/*.toml`.

Promises: tables are data, read once, and every entry is checked when it is read: a code means one thing
in one system, units are known, factors are exact fractions. The same letters mean other things in
another system (PAL: a pallet in SAP, a pascal in UN/ECE Recommendation 20), so there is no look-up
without a system.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final, cast

from graph_model.units import is_unit

_FACTOR: Final = re.compile(r"\d{1,15}(\.\d{1,15}|/[1-9]\d{0,14})?", re.ASCII)
_NO_SYSTEMS: Final = ("measures", "kinds")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of quantity: one of it is `factor` of `name`, a unit of graph_model."""

    name: str
    factor: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """The codes of one system.

    `units` are quantities, `no_factor` stands for no fixed amount, `measures` leads to UCUM.
    With `fold` letter case means nothing.
    """

    system: str
    title: str
    note: str
    next_step: str
    fold: bool
    units: Mapping[str, Unit]
    no_factor: Mapping[str, str]
    measures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measurement in UCUM: value * factor + offset is in the reference of its dimension."""

    uom: str
    dimension: str
    factor: Fraction
    offset: Fraction


@dataclass(frozen=True, slots=True)
class Measures:
    """Units of measurement, the dimension of each kind, and codes that do not say what they count."""

    units: Mapping[str, Measure]
    references: Mapping[str, str]
    kinds: Mapping[str, str]
    unsaid: Mapping[str, tuple[str, ...]]


@cache
def systems() -> tuple[str, ...]:
    """Names of the systems whose codes are known, sorted."""
    names = (entry.name.removesuffix(".toml") for entry in _folder().iterdir())
    return tuple(sorted(name for name in names if name not in _NO_SYSTEMS))


@cache
def code_table(system: str) -> CodeTable:
    """The codes of a system; a KeyError for one that is not known."""
    if system not in systems():
        raise KeyError(system)
    raw = _read(system)
    units, measures = _texts(raw, "units"), _texts(raw, "measures")
    unknown = sorted(set(measures.values()) - measure_table().units.keys() - measure_table().unsaid.keys())
    if unknown:
        raise ValueError(f"{system}.toml: no unit of measurement is {', '.join(unknown)}")
    return CodeTable(
        system=system,
        title=str(raw["title"]),
        note=str(raw["note"]),
        next_step=str(raw["next_step"]),
        fold=raw.get("fold") is True,
        units=MappingProxyType({code: unit_from(text) for code, text in units.items()}),
        no_factor=MappingProxyType(_texts(raw, "no_factor")),
        measures=MappingProxyType(measures),
    )


def unit_from(text: str) -> Unit:
    """A unit as tables and profiles write it: `kg`, `144 u` or `0.9144 m`; a ValueError for anything else."""
    factor, blank, name = text.rpartition(" ")
    if not is_unit(name) or (blank and not _FACTOR.fullmatch(factor)):
        raise ValueError(f"{text!r} is no unit of graph_model, alone or after a factor")
    exact = Fraction(factor or 1)
    if not exact:
        raise ValueError(f"{text!r} has a factor that is not above zero")
    return Unit(name, exact)


@cache
def measure_table() -> Measures:
    """All units of measurement."""
    units, references = {}, {}
    for dimension, entries in _read("measures").items():
        parsed = [_measure(uom, dimension, entry) for uom, entry in _table(entries).items()]
        references[dimension] = parsed[0].uom
        units.update({one.uom: one for one in parsed})
    named = _read("kinds")
    kinds = {**{dimension: dimension for dimension in references}, **_texts(named, "kinds")}
    unsaid = {
        code: tuple(map(str, cast("list[str]", uoms))) for code, uoms in _table(named["unsaid"]).items()
    }
    return Measures(
        units=MappingProxyType(units),
        references=MappingProxyType(references),
        kinds=MappingProxyType(kinds),
        unsaid=MappingProxyType(unsaid),
    )


def _measure(uom: str, dimension: str, entry: object) -> Measure:
    numbers = {name: Fraction(str(text)) for name, text in _table(entry).items()}
    return Measure(uom, dimension, **{"offset": Fraction(0), **numbers})


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return resources.files("loaders.units") / "codes"


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value)


def _texts(raw: Mapping[str, object], name: str) -> dict[str, str]:
    return {key: str(value) for key, value in _table(raw[name]).items()}
