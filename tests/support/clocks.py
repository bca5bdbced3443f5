"""What was so at a time, from scratch: the facts that hold at a ledger size, less those not valid then.

Promises: none of the code under test takes part in the choice of the facts. What is kept is asked as a
plant of its own, without any clock; numbers of commits stay, as evidence names them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from graph_model.declare import Kind
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    rank,
    standing,
)
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_store.entries import Cause
from graph_store.reader import Card
from tests.support.definition import effective
from tests.support.memory import MemoryReader

DAY = len("2025-01-31")


class Rebuilt(MemoryReader):
    """The plant of the facts that were recorded and valid, which remembers whose cards were asked for."""

    def __init__(self, commits: Sequence[Sequence[AnyFact]], at: str) -> None:
        valid = _Valid([fact for commit in commits for fact in commit], at)
        kept = [[f for fact in commit for f in valid.part(fact)] for commit in commits]
        super().__init__([(Cause(seq, "", "", ""), facts) for seq, facts in enumerate(kept, 1)], {})
        self.later: Mapping[str, list[str]] = valid.later
        self.asked: set[str] = set()

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, Card]:
        """The nodes; no question without a clock asks for another time."""
        assert as_of is None
        wanted = list(keys)
        self.asked.update(wanted)
        return super().cards(wanted)


class _Valid:
    """Which facts, and which of their properties, are valid at a time."""

    def __init__(self, facts: Sequence[AnyFact], at: str) -> None:
        self._at = at
        self._nodes: dict[str, list[NodeFact]] = defaultdict(list)
        self._links: dict[str, list[RelationshipFact]] = defaultdict(list)
        self._gone: dict[str, str] = {}
        for fact in facts:
            if isinstance(fact, NodeFact):
                self._nodes[fact.key].append(fact)
            elif isinstance(fact, RelationshipFact):
                self._links[fact.key].append(fact)
            elif isinstance(fact, Retraction):
                self._gone[fact.key] = max(self._gone.get(fact.key, ""), rank(fact))
        self._to_come = {key for key in self._nodes if self._is_to_come(key)}
        self.later = {key: names for key in self._nodes if (names := self._later_names(key))}
        self._ranks = {rank(fact) for key in self._links for fact in self._valid_of(key)}

    def part(self, fact: AnyFact) -> list[AnyFact]:
        """The fact, or what is valid of it."""
        if isinstance(fact, NodeFact):
            properties = {n: v for n, v in fact.properties.items() if self._is_valid(fact, n)}
            return [replace(fact, properties=properties)]
        if isinstance(fact, RelationshipFact):
            return [fact] if rank(fact) in self._ranks else []
        return [fact] if not isinstance(fact, Retraction) or rank(fact) == self._gone[fact.key] else []

    def _is_to_come(self, key: str) -> bool:
        """Whether an event is known to happen later; by its last word on that, if there is but one."""
        name = BY_PREFIX[prefix_of(key)].occurs
        properties, disputed = effective(self._nodes[key])
        return name in properties and name not in disputed and self._is_after(properties[name])

    def _valid_of(self, key: str) -> list[RelationshipFact]:
        """What holds of a relationship, or would but for its withdrawal, if that was by then."""
        stated = self._links[key]
        best = max(stated, key=rank)
        holding = [f for f in stated if standing(f) == standing(best)]
        if self._gone.get(key, "") > rank(best):
            holding = [best]
        begun = any(not self._is_after(_beginning(f.type, f.properties)) for f in holding)
        return holding if begun and self._to_come.isdisjoint((best.source, best.target)) else []

    def _is_valid(self, fact: NodeFact, name: str) -> bool:
        if self._counts(fact, name):
            return True
        naming = [other for other in self._nodes[fact.key] if name in other.properties]
        return name in self.later.get(fact.key, ()) and fact.changed == min(f.changed for f in naming)

    def _later_names(self, key: str) -> list[str]:
        names = {name for fact in self._nodes[key] for name in fact.properties}
        counted = {n for fact in self._nodes[key] for n in fact.properties if self._counts(fact, n)}
        return sorted(names - counted)

    def _counts(self, fact: NodeFact, name: str) -> bool:
        if fact.precedence == DECIDED_PRECEDENCE or not fact.changed:
            return True
        declared = BY_PREFIX[prefix_of(fact.key)]
        of_event = {p.name for p in declared.properties if p.kind in (Kind.TIME, Kind.DATE)}
        if declared.occurs and name in of_event:
            return True
        return _instant(fact.changed) <= _end(self._at)

    def _is_after(self, value: object) -> bool:
        if not isinstance(value, str) or not value:
            return False
        if len(value) == len(self._at) == DAY:
            return value > self._at
        first = _instant(value) - timedelta(hours=14) if len(value) == DAY else _instant(value)
        return first > _end(self._at)


def _beginning(type_: str, properties: Properties) -> object:
    return properties.get("packed_from" if type_ == "PACKED_IN" else "event_time")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T00:00:00Z" if len(text) == DAY else text)


def _end(text: str) -> datetime:
    return _instant(text) + timedelta(days=1, microseconds=-1) if len(text) == DAY else _instant(text)
