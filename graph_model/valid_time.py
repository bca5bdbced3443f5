"""What the statements of a node say of a time T (docs/adr/0008). Pure, and independent of their order.

A statement of a property counts from its `changed` on. One without, and a decision made here, which
corrects the record, count at every T; so do the times of an event, since a later word on when something
was is a correction too. Of a property that no statement counts for, the one that was changed first is
taken, and the property is named as `later`: a snapshot export only knows the last change.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph_model.declare import Kind
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties, rank
from graph_model.merge import NodeState, take
from graph_model.nodes import BY_LABEL


def state_at(facts: Iterable[NodeFact], label: str, as_of: str) -> tuple[NodeState, tuple[str, ...]]:
    """The node's state at `as_of`, an instant in the form of `changed`, and what is later than that."""
    state = NodeState()
    rest: list[tuple[NodeFact, Properties]] = []
    for fact in facts:
        later = {n for n in fact.properties if not _counts(fact.precedence, fact.changed, label, n, as_of)}
        take(state, {n: v for n, v in fact.properties.items() if n not in later}, rank(fact))
        if later:
            rest.append((fact, {n: fact.properties[n] for n in later}))
    first: dict[str, str] = {}
    for fact, properties in rest:
        for name in properties.keys() - state.properties.keys():
            first[name] = min(first.get(name, fact.changed), fact.changed)
    for fact, properties in rest:
        take(state, {n: v for n, v in properties.items() if first.get(n) == fact.changed}, rank(fact))
    return state, tuple(sorted(first))


def counting(facts: Iterable[NodeFact], label: str, name: str, as_of: str) -> list[NodeFact]:
    """The statements of a property that count at `as_of`; where none does, those that were changed first."""
    naming = [fact for fact in facts if name in fact.properties]
    there = [fact for fact in naming if _counts(fact.precedence, fact.changed, label, name, as_of)]
    first = min((fact.changed for fact in naming), default="")
    return there or [fact for fact in naming if fact.changed == first]


def holds_at(state: NodeState, label: str, as_of: str) -> bool:
    """Whether no statement that holds now is later than `as_of`; then nothing else held at that time."""
    if not state.rank:  # what the store itself wrote: a load, a rejected row
        return True
    return all(
        _counts(int(precedence), changed, label, name, as_of)
        for name in state.properties
        for precedence, changed, _ in [state.rank_of(name).split(" ")]
    )


def _counts(precedence: int, changed: str, label: str, name: str, as_of: str) -> bool:
    return changed <= as_of or precedence == DECIDED_PRECEDENCE or name in _times(label)


@cache
def _times(label: str) -> frozenset[str]:
    """The properties that place an event in time."""
    declared = BY_LABEL[label]
    kinds = (Kind.TIME, Kind.DATE) if declared.occurs else ()
    return frozenset(p.name for p in declared.properties if p.kind in kinds)
