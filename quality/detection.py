"""Rules over new records: what left the path raises an alarm by itself.

Promises: a rule is a pure function of a record and of what stands around it, so equal records raise equal
findings, whenever and however often they are looked at; a look at what was not read is an error and never
"nothing found". Days are compared as days, two instants as instants; a time that is not stated breaks
`missing_value` and no rule that would compare it. What expired does so only where there is a paper: equipment
without any calibration, a person without any training and a supplier without any qualification raise nothing,
since not all need one. An item must be released before it is used or shipped where anything of its material
ever was. A rule looks at records that a commit touches, at the uses of lots and devices that it touches, and
at what was done before where a paper that it stood on was changed or withdrawn. A record all of whose ties
were withdrawn says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction
from graph_model.keys import prefix_of, split
from graph_model.nodes import BY_PREFIX
from quality.gates import RELEASES, day, decisions, expiry, outside, stands_against
from quality.near import Near, Path, Properties
from quality.near import path as read_path

path: Final = cache(read_path)
"""Each path is read once: rules look along the same few, for thousands of records."""
Subjects = tuple[tuple[str, Path], ...]
"""Label of a touched record, and the way from it to the records that a rule looks at."""
_ITEMS: Final = ("lot:", "device:")
_LEAVING: Final = (">CONSUMED_IN", ">SHIPPED_IN", ">PACKED_IN* >SHIPPED_IN")


def _to_uses(label: str, *ways: str) -> Subjects:
    """From a record to where what is at the end of each way was used or shipped."""
    return tuple((label, path(f"{way} {leaving}")) for way in ways for leaving in _LEAVING)


_USES: Final[Subjects] = (*_to_uses("Lot", ""), *_to_uses("Device", ""))
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
TIED: Final[Mapping[str, tuple[str, bool]]] = {
    "Receipt": ("RECEIVED_AS", True),
    "Shipment": ("SHIPPED_IN", False),
    "Inspection": ("INSPECTED_BY", False),
    "Measurement": ("MEASURED_ON", True),
    "EnvironmentalReading": ("MEASURED_AT", True),
    "Release": ("DECIDED_ON", True),
    "Calibration": ("CALIBRATES", True),
    "TrainingRecord": ("TRAINED_FOR", True),
    "SupplierQualification": ("QUALIFIES", True),
}
"""Label -> what ties a record of it to what it is about; a record whose ties were all withdrawn is wrong."""
PAPERS: Final[Mapping[str, str]] = {
    "qualification": "QUALIFIES",
    "calibration": "CALIBRATES",
    "training": "TRAINED_FOR",
    "release": "DECIDED_ON",
}
"""Prefix of a paper that other records stand on -> what ties it to what it is about."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A rule that a record breaks: `at` is when it happened, empty where nobody says.

    `evidence` are the other records at fault: with rule and key they say which finding it is. `papers` show
    it; others may join them, and it is the same finding.
    """

    rule: str
    key: str
    message: str
    at: str = ""
    evidence: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at. `released` are materials of which something ever was.

    `overdrawn` are lots and devices of which more left than came: how much, in their unit. `bereft` are those
    whose papers were all withdrawn.
    """

    near: Near
    released: Collection[str] = frozenset()
    overdrawn: Mapping[str, str] = field(default_factory=dict)
    bereft: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the records it is asked about, the paths that it looks along, and what it says.

    `standing_on` leads from what a paper is about to the records that stand on the paper.
    """

    name: str
    description: str
    subjects: Subjects
    judge: Callable[[str, Seen], Iterator[Finding]]
    looks: tuple[Path, ...] = ()
    standing_on: Subjects = ()

    def judges(self, key: str) -> bool:
        """Whether it can be asked about this record itself."""
        return (_label(key), ()) in self.subjects


def touched(facts: Iterable[AnyFact]) -> set[str]:
    """The records that facts speak of."""
    out: set[str] = set()
    for fact in facts:
        if isinstance(fact, NodeFact):
            out.add(fact.key)
        elif isinstance(fact, RelationshipFact):
            out |= {fact.source, fact.target}
    return out


def papers_in(facts: Iterable[AnyFact]) -> set[str]:
    """The papers of which facts state something, and the lots of which they state the day of expiry."""
    return {
        fact.key
        for fact in facts
        if isinstance(fact, NodeFact)
        and (prefix_of(fact.key) in PAPERS or (fact.key.startswith("lot:") and "expires" in fact.properties))
    }


def undone(facts: Iterable[AnyFact], ends: Mapping[str, Collection[tuple[str, str]]]) -> set[str]:
    """What papers were about that are withdrawn from it, or lead elsewhere now; and what is decided on.

    `ends` are all that a relationship was ever stated to join.
    """
    out: set[str] = set()
    for fact in facts:
        if isinstance(fact, RelationshipFact | Retraction) and fact.type in PAPERS.values():
            pairs = ends.get(fact.key, ())
            if isinstance(fact, Retraction) or len(pairs) > 1 or fact.type == PAPERS["release"]:
                out |= {target for source, target in pairs if prefix_of(source) in PAPERS}
    return out


def ways(keys: Iterable[str], again: Iterable[str] = ()) -> dict[tuple[str, Path], list[str]]:
    """Rule and way -> the touched records from which that leads to what the rule looks at.

    From those that are to be looked at `again` it leads to what stands on the papers about them.
    """
    touched_, turned = _by_label(keys), _by_label(again)
    out: dict[tuple[str, Path], list[str]] = {}
    for rule in RULES:
        for by_label, subjects in ((touched_, rule.subjects), (turned, rule.standing_on)):
            for label, way in subjects:
                if label in by_label:
                    out[rule.name, way] = [*out.get((rule.name, way), ()), *by_label[label]]
    return out


def _by_label(keys: Iterable[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for key in sorted(keys):
        out.setdefault(_label(key), []).append(key)
    return out


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
            yield Finding("step_skipped", key, f"{said}.", at, (order,), (other,))


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
    sides = (("minimum", "lower_limit", 1, "below"), ("maximum", "upper_limit", -1, "above"))
    out = []
    for name, limit, sign, side in sides:
        value, bound = card.get(name, card.get("mean")), card.get(limit)
        if isinstance(value, int) and isinstance(bound, int) and sign * value < sign * bound:
            out.append(f"{side} its {limit.replace('_', ' ')}")
    if out:
        said = f"{reading} went {' and '.join(out)}"
        yield Finding("excursion", reading, f"{said}.", str(card.get("started", "")))


_BEFORE: Final = frozenset(["planned", "cleared", "draft", "announced"])
"""Stages of what has not happened yet."""


def _missing(record: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(record)
    if card is None or card.get("stage") in _BEFORE:
        return
    names = [name for name in REQUIRED[_label(record)] if card.get(name) in (None, "")]
    if names:
        yield Finding("missing_value", record, f"{record} does not say its {' and '.join(names)}.")


def _balance(item: str, seen: Seen) -> Iterator[Finding]:
    if item in seen.overdrawn:
        yield Finding("mass_balance", item, f"{seen.overdrawn[item]} more of {item} left than came in.")


# --- papers that were valid on the day ---------------------------------------------------------------


def _qualified(receipt: str, seen: Seen) -> Iterator[Finding]:
    on = seen.near.text(receipt, "received")
    for supplier in seen.near.at([receipt], path("<SUPPLIED")):
        papers = tuple(seen.near.at([supplier], path("<QUALIFIES")))
        if on and _needs(supplier, papers, seen) and not _any_covers(seen.near, papers, on, "valid_from"):
            said = f"{supplier} was not qualified on {day(on)}, when {receipt} was received"
            yield Finding("supplier_not_qualified", receipt, f"{said}.", on, (supplier,), papers)


def _calibrated(step: str, seen: Seen) -> Iterator[Finding]:
    on = _begin(seen.near.card(step) or {})
    for equipment in seen.near.at([step], path(">USED_EQUIPMENT")):
        papers = tuple(seen.near.at([equipment], path("<CALIBRATES")))
        good = (p for p in papers if seen.near.text(p, "result") != "failed")
        if on and _needs(equipment, papers, seen) and not _any_covers(seen.near, good, on, "calibrated"):
            said = f"{equipment} had no calibration that was valid on {day(on)}, when {step} ran"
            yield Finding("calibration_expired", step, f"{said}.", on, (equipment,), papers)


def _trained(act: str, seen: Seen) -> Iterator[Finding]:
    card = seen.near.card(act) or {}
    on = str(card.get("inspected") or "") or _begin(card)
    for person in seen.near.at([act], path(">PERFORMED_BY")):
        papers = tuple(seen.near.at([person], path("<TRAINED_FOR")))
        if on and _needs(person, papers, seen) and not _any_covers(seen.near, papers, on, "trained"):
            said = f"{person} had no training that was valid on {day(on)}, when {act} was done"
            yield Finding("training_expired", act, f"{said}.", on, (person,), papers)


def _needs(thing: str, papers: Collection[str], seen: Seen) -> bool:
    """Whether it is known to need a paper: it has one, or had one that was withdrawn."""
    return bool(papers) or thing in seen.bereft


def _any_covers(near: Near, papers: Iterable[str], on: str, begins: str) -> bool:
    return any(_covers(near, paper, on, begins) for paper in papers)


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
        expires = expiry(seen.near, item)
        if on and expires and day(expires) < day(on):
            said = f"{item} expired on {expires} and was {_verb(use)} on {day(on)} by {use}"
            yield Finding("shelf_life", item, f"{said}.", on, (use,))


def _unreleased(use: str, seen: Seen) -> Iterator[Finding]:
    on = _used_at(use, seen)
    if not on and (seen.near.card(use) or {}).get("stage") in _BEFORE:
        return
    for item in _items(use, seen):
        materials = set(seen.near.at([item], path(">INSTANCE_OF")))
        if materials.isdisjoint(seen.released):
            continue
        found = decisions(seen.near, item)
        stood = [one for one in found if not on or not _is_before(on, one.decided)]
        against, is_released = stands_against(stood)
        if is_released and not against:
            continue
        when = f" on {day(on)}" if on else ""
        why = f"though {against[0].paper} had not" if against else "and nothing had"
        said = f"{item} was {_verb(use)}{when} by {use}, {why} released it."
        papers = tuple(sorted({one.paper for one in found}))
        yield Finding("unreleased", item, said, on, (use,), papers)


def _verb(use: str) -> str:
    return "used" if prefix_of(use) == "step" else "shipped"


_OF_ORDERS: Final = (*_own("ProcessStep"), ("ProcessStep", path(">PART_OF")))
_PACKED: Final = (("Package", path(">SHIPPED_IN")), ("Package", path(">PACKED_IN* >SHIPPED_IN")))
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
        (("Supplier", path(">SUPPLIED")),),
    ),
    Rule(
        "calibration_expired",
        "no calibration of the equipment was valid on the day of use",
        _own("ProcessStep"),
        _calibrated,
        _paths(">USED_EQUIPMENT <CALIBRATES"),
        (("Equipment", path("<USED_EQUIPMENT")),),
    ),
    Rule(
        "training_expired",
        "no training of the person was valid on the day",
        _own("ProcessStep", "Inspection"),
        _trained,
        _paths(">PERFORMED_BY <TRAINED_FOR"),
        (("Person", path("<PERFORMED_BY")),),
    ),
    Rule(
        "shelf_life",
        "a lot or device was used or shipped after its day of expiry",
        (*_own("ProcessStep", "Shipment"), *_USES, *_PACKED),
        _shelf_life,
        _paths(*(f"{way} <HAS_UNIT" for way in _OF_USES)),
        _to_uses("Lot", ">HAS_UNIT"),
    ),
    Rule(
        "unreleased",
        "a lot or device was used or shipped and not released before",
        (*_own("ProcessStep", "Shipment"), *_USES, *_PACKED),
        _unreleased,
        _paths(*(f"{way} {rest}" for way in _OF_USES for rest in (*RELEASES, ">INSTANCE_OF"))),
        (
            *_to_uses("Device", ""),
            *_to_uses("Lot", "", ">HAS_UNIT"),
            *_to_uses("ProcessStep", ">PRODUCED", ">PRODUCED >HAS_UNIT"),
        ),
    ),
)
BY_NAME: Final = {rule.name: rule for rule in RULES}
