"""Rules over new records: what left the path raises an alarm by itself.

Promises: a rule is a pure function of a record and of what stands around it, so equal records raise equal
findings, whenever and however often they are looked at; a look at what was not read is an error and never
"nothing found". Days are compared as days, two instants as instants; a time that is not stated breaks
`missing_value` and no rule that would compare it. What expired does so only where there is a paper: equipment
without any calibration, a person without any training and a supplier without any qualification raise nothing,
since not all need one. An item must be released before it is used or shipped where anything of its material
ever was. A rule looks at records that a commit touches and at the uses of lots and devices that it touches;
a certificate that turns out bad later is followed by `lotgraph exposure`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from graph_model.facts import AnyFact, NodeFact, RelationshipFact
from graph_model.keys import prefix_of, split
from graph_model.nodes import BY_PREFIX
from quality.gates import RELEASES, day, outside
from quality.near import Near, Path, Properties
from quality.near import path as read_path

path: Final = cache(read_path)
"""Each path is read once: rules look along the same few, for thousands of records."""
Subjects = tuple[tuple[str, Path], ...]
"""Label of a touched record, and the way from it to the records that a rule looks at."""
_ITEMS: Final = ("lot:", "device:")
_USES: Final[Subjects] = tuple(
    (label, path(way)) for label in ("Lot", "Device") for way in (">CONSUMED_IN", ">SHIPPED_IN")
)
_INTO: Final = {"step": ("<CONSUMED_IN",), "shipment": ("<SHIPPED_IN", "<SHIPPED_IN <PACKED_IN*")}
_AT: Final = {"step": "started", "shipment": "shipped"}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "Receipt": ("received",),
    "Shipment": ("shipped",),
    "Inspection": ("result", "inspected"),
    "Measurement": ("value", "measured"),
    "EnvironmentalReading": ("started",),
    "Release": ("decision", "decided"),
    "Calibration": ("calibrated", "result"),
    "TrainingRecord": ("trained",),
    "SupplierQualification": ("valid_from",),
}
"""Label -> what a record of it says nothing without."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A rule that a record breaks: `at` is when it happened, empty where nobody says; `evidence` are keys."""

    rule: str
    key: str
    message: str
    at: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at. `released` are materials of which something ever was.

    `overdrawn` are lots and devices of which more left than came: how much, in their unit.
    """

    near: Near
    released: Collection[str] = frozenset()
    overdrawn: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the records it is asked about, the paths that it looks along, and what it says."""

    name: str
    description: str
    subjects: Subjects
    judge: Callable[[str, Seen], Iterator[Finding]]
    looks: tuple[Path, ...] = ()


def touched(facts: Iterable[AnyFact]) -> set[str]:
    """The records that facts speak of."""
    out: set[str] = set()
    for fact in facts:
        if isinstance(fact, NodeFact):
            out.add(fact.key)
        elif isinstance(fact, RelationshipFact):
            out |= {fact.source, fact.target}
    return out


def ways(keys: Iterable[str]) -> dict[tuple[str, Path], list[str]]:
    """Rule and way -> the touched records from which that leads to what the rule looks at."""
    by_label: dict[str, list[str]] = {}
    for key in sorted(keys):
        by_label.setdefault(_label(key), []).append(key)
    return {
        (rule.name, way): by_label[label]
        for rule in RULES
        for label, way in rule.subjects
        if label in by_label
    }


def detect(subjects: Mapping[str, Iterable[str]], seen: Seen) -> list[Finding]:
    """All findings of the rules, by name, about their records."""
    return sorted(
        {
            finding
            for name, keys in subjects.items()
            for key in keys
            for finding in BY_NAME[name].judge(key, seen)
        }
    )


def _label(key: str) -> str:
    return BY_PREFIX[prefix_of(key)].label


def _own(*labels: str) -> Subjects:
    return tuple((label, ()) for label in labels)


def _paths(*texts: str) -> tuple[Path, ...]:
    return tuple(path(text) for text in texts)


# --- the way of an order -----------------------------------------------------------------------------


def _skipped(order: str, seen: Seen) -> Iterator[Finding]:
    """Of an operation that nothing says to have run, where one that comes after it did."""
    for key, time, later in _operations(order, seen):
        if not time and later:
            other, at = later[0]
            said = f"nothing says when {key} ran, and {other}, which comes after it, did"
            yield Finding("step_skipped", key, f"{said}.", at, (order, other))


def _out_of_order(order: str, seen: Seen) -> Iterator[Finding]:
    """Of an operation that began before one that comes before it."""
    for key, time, later in _operations(order, seen):
        for other, at in later if time else ():
            if _is_before(at, time):
                said = f"{other} began on {at}, before {key} did on {time}"
                yield Finding("step_out_of_order", other, f"{said}.", at, (order, key))


def _operations(order: str, seen: Seen) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Operations that have a number, when they began, and those of higher numbers that did."""
    numbers = {key: _number(key) for key in seen.near.at([order], path("<PART_OF"))}
    begun = {key: _begin(seen.near.card(key) or {}) for key, number in numbers.items() if number is not None}
    ordered = sorted(begun, key=lambda key: (numbers[key] or 0, key))
    for key in ordered:
        later = [(o, begun[o]) for o in ordered if begun[o] and (numbers[o] or 0) > (numbers[key] or 0)]
        yield key, begun[key], later


def _number(operation: str) -> int | None:
    """The number of an operation in its order; of one that is no number nobody knows what it follows."""
    parts = split(operation).parts
    return int(parts[2]) if len(parts) > 2 and parts[2].isdecimal() else None


def _begin(card: Properties) -> str:
    return str(card.get("started") or card.get("ended") or "")


def _is_before(first: str, second: str) -> bool:
    """Whether one time is before another, by days where one of them is no more than a day."""
    both_are_instants = len(first) > len("2025-01-31") < len(second)
    return first < second if both_are_instants else day(first) < day(second)


# --- values ------------------------------------------------------------------------------------------


def _limits(value: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(value) or {}
    if isinstance(card.get("value"), int) and outside(card):
        at = str(card.get("measured", ""))
        yield Finding("out_of_limits", value, f"{value} is out of its limits.", at)


def _excursion(reading: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(reading) or {}
    pairs = (("minimum", "lower_limit", 1), ("maximum", "upper_limit", -1))
    for name, limit, sign in pairs:
        value, bound = card.get(name, card.get("mean")), card.get(limit)
        if isinstance(value, int) and isinstance(bound, int) and sign * value < sign * bound:
            said = f"{reading} went {'below' if sign > 0 else 'above'} its limit"
            yield Finding("excursion", reading, f"{said}.", str(card.get("started", "")))


_BEFORE: Final = frozenset(["planned", "cleared", "draft", "announced"])
"""Stages of what has not happened yet."""


def _missing(record: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(record)
    if card is not None and card.get("stage") in _BEFORE:
        return
    for name in REQUIRED[_label(record)] if card is not None else ():
        if card is not None and card.get(name) in (None, ""):
            yield Finding("missing_value", record, f"{record} does not say its {name}.")


def _balance(item: str, seen: Seen) -> Iterator[Finding]:
    if item in seen.overdrawn:
        yield Finding("mass_balance", item, f"{seen.overdrawn[item]} more of {item} left than came in.")


# --- papers that were valid on the day ---------------------------------------------------------------


def _qualified(receipt: str, seen: Seen) -> Iterator[Finding]:
    on = seen.near.text(receipt, "received")
    for supplier in seen.near.at([receipt], path("<SUPPLIED")):
        papers = tuple(seen.near.at([supplier], path("<QUALIFIES")))
        if on and papers and not any(_covers(seen.near, p, on, "valid_from") for p in papers):
            said = f"{supplier} was not qualified on {day(on)}, when {receipt} was received"
            yield Finding("supplier_not_qualified", receipt, f"{said}.", on, (supplier, *papers))


def _calibrated(step: str, seen: Seen) -> Iterator[Finding]:
    on = _begin(seen.near.card(step) or {})
    for equipment in seen.near.at([step], path(">USED_EQUIPMENT")):
        papers = tuple(seen.near.at([equipment], path("<CALIBRATES")))
        good = (p for p in papers if seen.near.text(p, "result") != "failed")
        if on and papers and not any(_covers(seen.near, p, on, "calibrated") for p in good):
            said = f"{equipment} had no calibration that was valid on {day(on)}, when {step} ran"
            yield Finding("calibration_expired", step, f"{said}.", on, (equipment, *papers))


def _trained(act: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(act) or {}
    on = str(card.get("inspected") or "") or _begin(card)
    for person in seen.near.at([act], path(">PERFORMED_BY")):
        papers = tuple(seen.near.at([person], path("<TRAINED_FOR")))
        if on and papers and not any(_covers(seen.near, p, on, "trained") for p in papers):
            said = f"{person} had no training that was valid on {day(on)}, when {act} was done"
            yield Finding("training_expired", act, f"{said}.", on, (person, *papers))


def _covers(near: Near, paper: str, on: str, begins: str) -> bool:
    """Whether a paper was valid on a day; without a last day it stays so."""
    if near.text(paper, "stage") not in ("", "approved"):
        return False
    since, until = near.text(paper, begins), near.text(paper, "valid_to")
    return bool(since) and day(since) <= day(on) and (not until or day(on) <= day(until))


# --- what is used and shipped ------------------------------------------------------------------------


def _items(use: str, seen: Seen) -> Sequence[str]:
    found = (end for way in _INTO[prefix_of(use)] for end in seen.near.at([use], path(way)))
    return sorted({end for end in found if end.startswith(_ITEMS)})


def _used_at(use: str, seen: Seen) -> str:
    card = seen.near.card(use) or {}
    return _begin(card) if prefix_of(use) == "step" else str(card.get("shipped") or "")


def _shelf_life(use: str, seen: Seen) -> Iterator[Finding]:
    on = _used_at(use, seen)
    for item in _items(use, seen):
        expires = seen.near.text(item, "expires")
        if on and expires and day(expires) < day(on):
            said = f"{item} expired on {expires} and was {_verb(use)} on {day(on)} by {use}"
            yield Finding("shelf_life", item, f"{said}.", on, (use,))


def _unreleased(use: str, seen: Seen) -> Iterator[Finding]:
    on = _used_at(use, seen)
    for item in _items(use, seen):
        materials = set(seen.near.at([item], path(">INSTANCE_OF")))
        if not on or materials.isdisjoint(seen.released):
            continue
        papers = {
            p for text in RELEASES for p in seen.near.at([item], path(text)) if p.startswith("release:")
        }
        last = _last(seen.near, papers, on)
        if not last:
            said = f"{item} was {_verb(use)} on {day(on)} by {use}, and nothing had released it"
            yield Finding("unreleased", item, f"{said}.", on, (use, *sorted(papers)))
        elif seen.near.text(last, "decision") != "released":
            said = f"{item} was {_verb(use)} on {day(on)} by {use}, though {last} had not released it"
            yield Finding("unreleased", item, f"{said}.", on, (use, last))


def _last(near: Near, papers: Iterable[str], on: str) -> str:
    """The last decision that stood on a day; one without a time stood always."""
    stood = (p for p in papers if near.text(p, "stage") in ("", "decided"))
    before = [p for p in stood if not _is_before(on, near.text(p, "decided"))]
    return max(before, key=lambda p: (near.text(p, "decided"), p), default="")


def _verb(use: str) -> str:
    return "used" if prefix_of(use) == "step" else "shipped"


_OF_ORDERS: Final = (*_own("ProcessStep"), ("ProcessStep", path(">PART_OF")))
_PACKED: Final = (("Package", path(">SHIPPED_IN")),)
_OF_USES: Final = tuple(way for some in _INTO.values() for way in some)

RULES: Final = (
    Rule("step_skipped", "an operation was left out", _OF_ORDERS, _skipped, _paths("<PART_OF")),
    Rule(
        "step_out_of_order",
        "an operation began before an earlier one",
        _OF_ORDERS,
        _out_of_order,
        _paths("<PART_OF"),
    ),
    Rule("out_of_limits", "a value is out of its limits", _own("Measurement"), _limits),
    Rule("excursion", "a room went out of its limits", _own("EnvironmentalReading"), _excursion),
    Rule("missing_value", "a record lacks what it says nothing without", _own(*REQUIRED), _missing),
    Rule("mass_balance", "more left than came in", _own("Lot", "Device"), _balance),
    Rule(
        "supplier_not_qualified",
        "no qualification of the supplier was valid on the day of receipt",
        _own("Receipt"),
        _qualified,
        _paths("<SUPPLIED <QUALIFIES"),
    ),
    Rule(
        "calibration_expired",
        "no calibration of the equipment was valid on the day of use",
        _own("ProcessStep"),
        _calibrated,
        _paths(">USED_EQUIPMENT <CALIBRATES"),
    ),
    Rule(
        "training_expired",
        "no training of the person was valid on the day",
        _own("ProcessStep", "Inspection"),
        _trained,
        _paths(">PERFORMED_BY <TRAINED_FOR"),
    ),
    Rule(
        "shelf_life",
        "a lot or device was used or shipped after its day of expiry",
        (*_own("ProcessStep", "Shipment"), *_USES, *_PACKED),
        _shelf_life,
        _paths(*_OF_USES),
    ),
    Rule(
        "unreleased",
        "a lot or device was used or shipped and not released before",
        (*_own("ProcessStep", "Shipment"), *_USES, *_PACKED),
        _unreleased,
        _paths(*(f"{way} {rest}" for way in _OF_USES for rest in (*RELEASES, ">INSTANCE_OF"))),
    ),
)
BY_NAME: Final = {rule.name: rule for rule in RULES}
