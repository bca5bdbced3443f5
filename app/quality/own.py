"""Rules that one record's own properties tell: what is missing, values out of range, times in disorder.

Promises: pure; a rule that needs a property which is not stated says nothing, but that of the missing value.
Used on every fact of a load, so it looks at what was prepared for the record class and at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from app.quality.finding import Finding
from app.quality.rules import (
    BY_PLACE,
    LIMITED,
    MOVING,
    OF_DEVICES,
    ORDERED,
    POSITIVE,
    REQUIRED,
    SPANS,
    Rule,
    pair,
)
from app.questions.windows import span
from graph_model.declare import Kind
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_model.units import from_scaled

Properties = Mapping[str, object]
Test = Callable[[Properties], str]
"""What is wrong, or empty text."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is looked at in one record class."""

    required: tuple[tuple[str, Rule], ...]
    of_devices: tuple[tuple[str, Rule], ...]
    tests: tuple[tuple[Rule, Test], ...]
    names: frozenset[str]
    """Of the required fields."""


def needed(own: Own, *, of_device: bool) -> tuple[tuple[str, Rule], ...]:
    """The fields that a record needs, whether or not it is a device's."""
    return own.required + own.of_devices if of_device else own.required


def item_of(type_: str, source: str, target: str) -> str:
    """The end of a relationship that its quantity is of."""
    return target if type_ in ("PRODUCED", "RECEIVED_AS", "HAS_UNIT") else source


def is_counted(record: str, key: str) -> bool:
    """Whether a relationship of this kind needs its quantity: a device or a package is one."""
    return record not in MOVING or key.startswith(("lot:", "material:"))


def breaches(
    record: str, key: str, properties: Properties, *, of_device: bool, item: str = ""
) -> Iterator[Finding]:
    """What a whole record breaks. `item` is the end of a relationship that its quantity is of."""
    own = own_rules(record)
    if own is None:
        return
    if is_counted(record, item):
        for field, rule in needed(own, of_device=of_device):
            if field not in properties:
                yield Finding(rule, record, field, key, f"{field} is missing.")
    for rule, test in own.tests:
        problem = test(properties)
        if problem:
            yield Finding(rule, record, rule.field, key, problem)


@cache
def own_rules(record: str) -> Own | None:
    """The rules of a record class; None where it has none."""
    required = [(f, BY_PLACE["missing_value", r, f]) for r, f, _ in REQUIRED if r == record]
    tests = list(_tests(record))
    if not required and not tests:
        return None
    return Own(
        tuple((f, rule) for f, rule in required if (record, f) not in OF_DEVICES),
        tuple((f, rule) for f, rule in required if (record, f) in OF_DEVICES),
        tuple(tests),
        frozenset(f for f, _ in required if (record, f) not in OF_DEVICES),
    )


def _tests(record: str) -> Iterator[tuple[Rule, Test]]:
    if record in MOVING:
        yield BY_PLACE["missing_value", record, "uom"], _without_unit
    for _, name in (entry for entry in POSITIVE if entry[0] == record):
        yield BY_PLACE["not_positive", record, name], partial(_not_positive, name, _shown(record, name))
    for _, low, high in (entry for entry in ORDERED if entry[0] == record):
        yield BY_PLACE["values_reversed", record, pair(low, high)], partial(_reversed_values, low, high)
    for _, low, high in (entry for entry in LIMITED if entry[0] == record):
        yield BY_PLACE["outside_limits", record, pair(low, high)], partial(_outside, low, high)
    for _, first, last in (entry for entry in SPANS if entry[0] == record):
        yield BY_PLACE["dates_reversed", record, pair(first, last)], partial(_reversed_times, first, last)


def _without_unit(stated: Properties) -> str:
    return "The quantity has no unit." if "quantity" in stated and "uom" not in stated else ""


def _not_positive(name: str, shown: Callable[[int], str], stated: Properties) -> str:
    value = stated.get(name)
    return f"{name} is {shown(value)}, not above 0." if isinstance(value, int) and value <= 0 else ""


def _reversed_values(low: str, high: str, stated: Properties) -> str:
    first, second = stated.get(low), stated.get(high)
    if not isinstance(first, int) or not isinstance(second, int) or first <= second:
        return ""
    return f"{low} is {from_scaled(first)}, {high} is {from_scaled(second)}."


def _outside(low: str, high: str, stated: Properties) -> str:
    least, most = stated.get(low), stated.get(high)
    lower, upper = stated.get("lower_limit"), stated.get("upper_limit")
    unit = f" {stated['uom']}" if "uom" in stated else ""
    if isinstance(least, int) and isinstance(lower, int) and least < lower:
        return f"{low} is {from_scaled(least)}{unit}, the lower limit is {from_scaled(lower)}{unit}."
    if isinstance(most, int) and isinstance(upper, int) and most > upper:
        return f"{high} is {from_scaled(most)}{unit}, the upper limit is {from_scaled(upper)}{unit}."
    return ""


def _reversed_times(first: str, last: str, stated: Properties) -> str:
    since, until = stated.get(first), stated.get(last)
    # Most are in order as text already, to the second; the rest is looked at closely.
    if not isinstance(since, str) or not isinstance(until, str) or since[:19] < until[:19]:
        return ""
    return f"{last} is {until}, {first} is {since}." if span(since, until).empty else ""


def _shown(record: str, name: str) -> Callable[[int], str]:
    declared = (BY_LABEL.get(record) or BY_TYPE[record]).property_named(name)
    return from_scaled if declared is not None and declared.kind is Kind.QUANTITY else str
