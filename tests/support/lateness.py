"""Small plants with times of every kind, and what a time-aware recall of them must keep, by trying every way.

Promises: shares nothing with `app.questions` but the rules of docs/adr/0013, read from the facts once more.
Every pair of a node and the time since when something suspect is held there is visited, whatever better one
there is, so that no order of labels decides.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Value
from tests.support.build import Plant, device, key, lot, step

NEVER, ALWAYS = -(10**18), 10**18
SECOND = 10**6
HOUR = 3600 * SECOND
_INTO_STEP = ("CONSUMED_IN", "USED_IN")
_OUT_OF_ITEM = ("CONSUMED_IN", "SHIPPED_IN")
_STATED = {"RECEIVED_AS": ("source", "received"), "SHIPPED_IN": ("target", "shipped")}


def booked(
    plant: Plant,
    when: Mapping[str, str],
    type_: str,
    source: str,
    target: str,
    quantity: str = "1",
    uom: str = "kg",
    *,
    stub: bool = False,
) -> str:
    """A relationship that happened then; returns its key."""
    return plant.link(type_, source, target, quantity, uom, stub=stub, **when)


def late_plant(rng: random.Random) -> tuple[list[AnyFact], str]:
    """Facts with cycles, pooled lots, bookings early and late; and where to start."""
    plant = Plant()
    lots = [lot(f"RM-{rng.randrange(2)}", str(n)) for n in range(6)]
    steps = [step(f"MO{n}") for n in range(5)]
    units = [device("FG-1", str(n)) for n in range(2)]
    for one in steps:
        times = {name: _time(rng) for name in ("started", "ended") if rng.random() < 0.25}
        plant.node(one, kind="production", **times)
    for n, item in enumerate(lots):
        if rng.random() < 0.4:
            receipt = plant.node(key("receipt", f"G{n}", "1"), **({"received": _time(rng)} if n % 2 else {}))
            booked(plant, _event(rng), "RECEIVED_AS", receipt, item, "1")
    for _ in range(rng.randrange(6, 18)):
        kind, item, one = rng.random(), rng.choice([*lots, *units]), rng.choice(steps)
        if kind < 0.45:
            booked(plant, _event(rng), "CONSUMED_IN", item, one, "1")
        elif kind < 0.95:
            booked(plant, _event(rng), "PRODUCED", one, item, "1")
        else:
            booked(plant, _event(rng), "USED_IN", key("material", "RM-1"), one, "1")
    for unit in units:
        booked(plant, _event(rng), "HAS_UNIT", rng.choice(lots), unit)
    for n in range(rng.randrange(4)):
        shipment = plant.node(key("shipment", f"S{n}"), **({"shipped": _time(rng)} if n % 2 else {}))
        booked(plant, _event(rng), "SHIPPED_IN", rng.choice([*lots, *units]), shipment, "1")
    ends = {end for f in plant.facts if isinstance(f, RelationshipFact) for end in (f.source, f.target)}
    starts = [end for end in sorted(ends) if end.startswith(("lot:", "receipt:"))]
    return plant.facts, rng.choice(starts)


def _time(rng: random.Random) -> str:
    day = f"2025-01-{rng.randrange(1, 12):02d}"
    clock = rng.choice(["00:00:00", "12:00:00", "12:00:30", "12:01:00", "12:00:30.25", "23:59:59"])
    return day if rng.random() < 0.25 else f"{day}T{clock}Z"


def _event(rng: random.Random) -> dict[str, str]:
    if rng.random() < 0.2:
        return {}
    kind = rng.choice(["actual", "actual", "actual", "posting", ""])
    offset = rng.choice(["", "", "+08:00", "-05:30"])
    return {
        "event_time": _time(rng),
        **({"event_kind": kind} if kind else {}),
        **({"event_offset": offset} if offset else {}),
    }


@dataclass(frozen=True)
class When:
    """The first and last microsecond it may have been, and whether days or bookings say so."""

    lo: int = NEVER
    hi: int = ALWAYS
    is_booking: bool = False
    is_stated: bool = False


@dataclass(frozen=True)
class Left:
    """What some way reaches and passes, and the relationships that none passes, though one leads to them."""

    reached: frozenset[str]
    passed: frozenset[str]
    closed: frozenset[str]


def ways_left(
    facts: Sequence[AnyFact], start: str, *, is_posting_read: bool, without: frozenset[str]
) -> Left:
    """Try every way from the start."""
    return _Ways(facts, is_posting_read).left(start, without)


class _Ways:
    def __init__(self, facts: Sequence[AnyFact], is_posting_read: bool) -> None:
        self.edges = [f for f in facts if isinstance(f, RelationshipFact) and f.type != "INSTANCE_OF"]
        self.stated: dict[str, dict[str, Value]] = defaultdict(dict)
        for fact in facts:
            if isinstance(fact, NodeFact):
                self.stated[fact.key].update(fact.properties)
        self.is_posting_read = is_posting_read
        self.followed: set[str] = set()

    def left(self, start: str, without: frozenset[str]) -> Left:
        self.followed = {edge.key for edge in self.edges if edge.source in self._downstream(start)}
        states, todo = {(start, NEVER)}, [(start, NEVER)]
        passed: set[str] = set()
        while todo:
            node, held = todo.pop()
            for edge in self._out_of(node):
                after = None if edge.key in without else self._after(edge, held)
                if after is not None:
                    passed.add(edge.key)
                    if (edge.target, after) not in states:
                        states.add((edge.target, after))
                        todo.append((edge.target, after))
        reached = frozenset(node for node, _ in states)
        met = {edge.key for node in reached for edge in self._out_of(node)}
        return Left(reached, frozenset(passed), frozenset(met - passed - without))

    def _out_of(self, node: str) -> Iterator[RelationshipFact]:
        return (e for e in self.edges if e.source == node and e.type != "USED_IN")

    def _downstream(self, start: str) -> set[str]:
        found, todo = {start}, [start]
        while todo:
            new = {edge.target for edge in self._out_of(todo.pop())} - found
            found |= new
            todo += new
        return found

    def _after(self, edge: RelationshipFact, held: int) -> int | None:
        """Since when it is held behind the relationship; None where it had happened before."""
        when = self._when(edge)
        if when.is_booking and not self.is_posting_read:
            when = When()
        if when.hi < ALWAYS and not self._makes_sense_without(edge, when):
            return when.lo
        if when.hi < held:
            return None
        return max(held, when.lo) if edge.type in ("CONSUMED_IN", "PRODUCED", "RECEIVED_AS") else held

    def _makes_sense_without(self, edge: RelationshipFact, when: When) -> bool:
        if edge.type in _OUT_OF_ITEM:
            reached = self._downstream_items()
            lots = [e.source for e in self.edges if e.type == "HAS_UNIT" and e.target == edge.source]
            of = {edge.source, *(one for one in lots if one in reached)}
            came = [e for e in self.edges if e.type in ("PRODUCED", "RECEIVED_AS") and e.target in of]
            return any(self._when(e).is_stated and self._when(e).lo <= when.hi for e in came)
        if edge.type == "PRODUCED" and self.is_posting_read:
            used = [e for e in self.edges if e.type in _INTO_STEP and e.target == edge.source]
            bad = {_material(e.source) for e in used if e.key in self.followed and e.type == "CONSUMED_IN"}
            other = [e for e in used if e.key not in self.followed or e.type == "USED_IN"]
            by_then = [e for e in other if self._when(e).is_stated and self._when(e).lo <= when.hi]
            return bad <= {_material(e.source) for e in by_then}
        return True

    def _downstream_items(self) -> set[str]:
        return {end for e in self.edges if e.key in self.followed for end in (e.source, e.target)}

    def _when(self, edge: RelationshipFact) -> When:
        kind, offset = edge.properties.get("event_kind"), str(edge.properties.get("event_offset", ""))
        own = _read(edge.properties.get("event_time"), offset, is_booking=kind != "actual")
        if edge.type in (*_INTO_STEP, "PRODUCED"):
            return self._beside(own, edge.target if edge.type in _INTO_STEP else edge.source)
        if edge.type in _STATED:
            end, name = _STATED[edge.type]
            return _either(own, _read(self.stated[getattr(edge, end)].get(name), "", is_booking=False))
        return When()

    def _beside(self, own: When, step_key: str) -> When:
        """The time of a booking and that of its step."""
        said = [self.stated[step_key].get(name) for name in ("started", "ended")]
        since, until = (_read(text, "", is_booking=False) for text in said)
        if _is_reversed(said[0], said[1], since, until):
            return own
        ran = When(
            since.lo, until.hi, since.is_booking or until.is_booking, since.is_stated or until.is_stated
        )
        if not (own.is_stated and ran.is_stated):
            return own if own.is_stated else ran
        return _either(own, ran) if own.lo > ran.hi or own.hi < ran.lo else own


def _is_reversed(first: Value | None, second: Value | None, since: When, until: When) -> bool:
    """Two days are compared as days; of others the earliest reading of one with the latest of the other."""
    if first is None or second is None:
        return False
    if len(str(first)) == len(str(second)) == len("2025-01-01"):
        return str(first) > str(second)
    last = until.hi if len(str(second)) == len("2025-01-01") else until.lo
    return since.lo > last


def _read(text: Value | None, offset: str, *, is_booking: bool) -> When:
    if not isinstance(text, str):
        return When()
    day = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    start = _micro(text if not day else f"{text}T00:00:00Z")
    if day and offset:
        minutes = int(offset[:3]) * 60 + int(offset[0] + offset[4:])
        start -= minutes * 60 * SECOND
        return When(start, start + 24 * HOUR - 1, True, True)
    if day:
        return When(start - 14 * HOUR, start + 36 * HOUR, True, True)
    tail = text.rstrip("Z").partition(".")[2]
    width = 10 ** (6 - len(tail)) if tail else (60 * SECOND if text.endswith(":00Z") else SECOND)
    return When(start, start + width - 1, is_booking, True)


def _micro(text: str) -> int:
    parsed = datetime.fromisoformat(text).astimezone(UTC)
    return int(parsed.replace(microsecond=0).timestamp()) * SECOND + parsed.microsecond


def _either(first: When, second: When) -> When:
    if not (first.is_stated and second.is_stated):
        return first if first.is_stated else second
    lo, hi = min(first.lo, second.lo), max(first.hi, second.hi)
    return When(lo, hi, first.is_booking or second.is_booking, True)


def _material(item: str) -> str:
    return item.partition("/")[2].partition("/")[0]
