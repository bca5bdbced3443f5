"""Random histories: what became known of a plant commit by commit, late, corrected, withdrawn, disputed.

A statement of several properties has a `changed` of its own, so that which of its properties count at a
time never decides by its hash between it and another; statements in dispute state one property each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from graph_model.declare import RecordClass
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    Statement,
)
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_model.units import ONE
from tests.support.build import Plant, key
from tests.support.random_plants import RandomPlant, build

DAYS = tuple(f"2025-03-{day:02}" for day in range(1, 9))
HOURS = ("00:00:00", "09:30:00", "23:59:59")
SIGNED = {prefix for prefix, node in BY_PREFIX.items() if node.record_class is RecordClass.SIGNED}
NAMED = frozenset(["lot", "device", "step", "customer", "supplier", "material", "location"])


@dataclass
class History:
    """Commits of facts, and what to ask about them. No other history has a key of this one."""

    commits: list[list[AnyFact]] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)

    def stated(self, size: int) -> list[str]:
        """The starts that some file stated by then."""
        facts = (fact for commit in self.commits[:size] for fact in commit)
        known = {fact.key for fact in facts if isinstance(fact, NodeFact)}
        return [start for start in self.starts if start in known]


def history(seed: int) -> History:
    """One history; the same seed gives the same."""
    chance, plant = random.Random(seed), Plant(f"doc{seed}")
    built = build(seed, plant)
    _surround(chance, plant, built)
    teller = _Teller(chance, built.name)
    facts: list[AnyFact] = [told for fact in plant.facts for told in teller.tell(fact)]
    out = History(times=[*DAYS, *(f"{day}T{hour}Z" for day in DAYS for hour in HOURS), *teller.changes])
    chance.shuffle(facts)
    size = chance.randint(3, 7)
    out.commits = [facts[n::size] for n in range(size)]
    for n, commit in enumerate(out.commits):
        # Something new in each, since a store does not record a commit that changes nothing.
        commit.append(NodeFact(key=key("site", f"{built.name}-{n}")))
    events = {f.key for f in facts if isinstance(f, NodeFact) and prefix_of(f.key) in ("step", "shipment")}
    out.starts = sorted({*built.items, *events})
    return out


def _surround(chance: random.Random, plant: Plant, built: RandomPlant) -> None:
    """Rooms with readings, operations, records, material without a lot, a UDI-DI."""
    name, steps = built.name, sorted(k for k in built.flow if k.startswith("step:"))
    room, hall = (plant.node(key("location", f"{name}-{where}")) for where in ("room", "hall"))
    plant.context("LOCATED_IN", room, hall)
    for n, made_by in enumerate(steps):
        if chance.random() < 0.5:
            plant.context("AT_LOCATION", made_by, room)
        if chance.random() < 0.4:
            operation = plant.node(key("step", "production", f"{name}-{n}", "10"), kind="operation")
            plant.context("PART_OF", operation, made_by)
            plant.link("CONSUMED_IN", chance.choice(built.items), operation, "2")
            plant.context("MEASURED_ON", plant.node(key("measurement", f"{name}-{n}")), operation)
        if chance.random() < 0.3:
            plant.link("USED_IN", key("material", f"{name}-{chance.choice('AZ')}"), made_by, "1")
    for n in range(3):
        reading = plant.node(key("reading", f"{name}-{n}", "1"))
        plant.context("MEASURED_AT", reading, chance.choice((room, hall)))
    for n, item in enumerate(chance.sample(built.items, 2)):
        plant.context("INSPECTED_BY", item, plant.node(key("inspection", f"{name}-{n}")))
        plant.context("DECIDED_ON", plant.node(key("release", f"{name}-{n}")), item)
    identifier = plant.node(key("di", f"{name}-1"), udi_di=f"{name}-1", type="primary")
    plant.context("IDENTIFIED_BY", key("material", f"{name}-B"), identifier)
    if chance.random() < 0.3:
        plant.context("ALIAS_OF", *chance.sample(built.items, 2))


class _Teller:
    """Tells a fact of a plant the way sources do: in pieces, with times, and not right at once."""

    def __init__(self, chance: random.Random, name: str) -> None:
        self._chance, self._name, self._number = chance, name, count()
        self.changes: list[str] = []

    def tell(self, fact: AnyFact) -> Iterator[Statement]:
        """The statements that a fact becomes."""
        if isinstance(fact, NodeFact):
            yield from self._of_node(replace(fact, key=self._own(fact.key)))
        elif isinstance(fact, RelationshipFact):
            yield from self._of_relationship(
                replace(fact, source=self._own(fact.source), target=self._own(fact.target))
            )
        elif isinstance(fact, Retraction):
            yield replace(fact, changed=self._changed())

    def _own(self, node: str) -> str:
        """Customers are shared by the plants of `build`, and each history has its own."""
        return f"{node}-{self._name}" if node.startswith("customer:") else node

    def _of_node(self, fact: NodeFact) -> Iterator[Statement]:
        if self._chance.random() < 0.05:
            return  # nobody states it
        yield replace(
            fact,
            properties=fact.properties | self._times(fact.key) | self._naming(fact.key),
            changed=self._changed(),
        )
        for _ in range(self._chance.choice((0, 0, 1, 2))):
            again = self._naming(fact.key) if self._chance.random() < 0.7 else self._times(fact.key)
            decided = 500 if prefix_of(fact.key) in SIGNED else DECIDED_PRECEDENCE
            precedence = self._chance.choice((400, 500, 500, decided))
            yield self._ranked(NodeFact(key=fact.key, properties=again), precedence)
        if self._chance.random() < 0.1:
            yield from self._disputed(fact.key)

    def _of_relationship(self, fact: RelationshipFact) -> Iterator[Statement]:
        first = replace(fact, properties=self._happened(fact), changed=self._changed())
        yield first
        choice = self._chance.random()
        # Decided, the one would have to be signed, and the other merges two records.
        is_bound = prefix_of(fact.source) in SIGNED or fact.type == "ALIAS_OF"
        decided = 500 if is_bound else DECIDED_PRECEDENCE
        if choice < 0.1:
            yield self._ranked(replace(first, properties=self._happened(first)), decided)
        elif choice < 0.3:
            yield self._ranked(replace(first, properties=self._happened(first)), 500)
        elif choice < 0.35:
            yield replace(first, properties=self._happened(first))
        elif choice < 0.45:
            reason = Retraction(type=fact.type, key=fact.key, reason="booked in error")
            yield self._ranked(reason, self._chance.choice((400, 500, decided)))

    def _ranked(self, fact: Statement, precedence: int) -> Statement:
        origin = "decided" if precedence == DECIDED_PRECEDENCE else "imported"
        return replace(fact, precedence=precedence, origin=origin, changed=self._changed(always=True))

    def _disputed(self, node: str) -> Iterator[Statement]:
        changed = self._changed()
        for _ in range(2):
            properties = self._naming(node) or self._times(node)
            for name in sorted(properties)[:1]:
                yield NodeFact(key=node, properties={name: properties[name]}, changed=changed)

    def _changed(self, *, always: bool = False) -> str:
        if not always and self._chance.random() < 0.4:
            return ""
        moment = f"{self._chance.choice(DAYS)}T{self._chance.choice(HOURS)}.{next(self._number):06}Z"
        self.changes.append(moment)
        return moment

    def _time(self) -> str:
        day = self._chance.choice(DAYS)
        return day if self._chance.random() < 0.5 else f"{day}T{self._chance.choice(HOURS)}Z"

    def _times(self, node: str) -> Properties:
        """When an event was, if that is said; a span for what has one."""
        declared = BY_PREFIX[prefix_of(node)]
        if not declared.occurs or self._chance.random() < 0.3:
            return {}
        if declared.occurs == "started":
            return dict(zip(("started", "ended"), sorted((self._time(), self._time())), strict=True))
        return {declared.occurs: self._time()}

    def _naming(self, node: str) -> Properties:
        """Names, states, units: what changes while the thing stays the same."""
        prefix, out = prefix_of(node), Properties()
        if prefix in NAMED and self._chance.random() < 0.7:
            out["name"] = self._chance.choice(("Alpha", "Beta", "Gamma"))
        if prefix == "material":
            out["uom"] = self._chance.choice(("kg", "kg", "g", "u"))
            if self._chance.random() < 0.2:
                out["traceability"] = self._chance.choice(("lot", "none"))
        if prefix == "di":
            out["type"] = self._chance.choice(("primary", "secondary"))
        return out

    def _happened(self, fact: RelationshipFact) -> Properties:
        """When, and how much; said again, it may be something else."""
        out = {name: v for name, v in fact.properties.items() if name in ("quantity", "uom")}
        if "quantity" in out:
            out["quantity"] = self._chance.randint(1, 3) * ONE
        if fact.type == "PACKED_IN" and self._chance.random() < 0.7:
            out |= dict(zip(("packed_from", "packed_to"), sorted((self._time(), self._time())), strict=True))
        elif self._chance.random() < 0.6:
            out["event_time"] = self._time()
        return out
