"""What a set of statements comes to, straight from the rules and without the store's code for it.

A property: the greatest rank holds, a rival value of equal standing disputes it. A relationship key:
its greatest statement, unless a greater retraction stands against it. An end is there, if not stated.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable

from graph_model.declare import Kind
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    Statement,
    canonical,
    rank,
    standing,
)
from graph_model.keys import make, prefix_of, relationship_key
from graph_model.nodes import BY_PREFIX

LAST = "9999-12-31T23:59:59.999999Z"
TIMES = ("", "2025-01-31T08:15:00.000000Z", "2025-01-31T08:15:00.000001Z")
LOTS = [make("lot", "t", "RM-1", str(n)) for n in range(3)]
STEPS = [make("step", "t", "production", f"MO{n}") for n in range(2)]
KEYS = [relationship_key("CONSUMED_IN", "t", str(n)) for n in range(4)]


def effective(facts: Iterable[NodeFact]) -> tuple[Properties, list[str]]:
    """The properties that hold and the names in dispute."""
    properties, disputed, _ = effective_at(facts, LAST)
    return properties, disputed


def effective_at(facts: Iterable[NodeFact], as_of: str) -> tuple[Properties, list[str], list[str]]:
    """The same of the statements that count at a time; of names for which none does, of the first ones."""
    properties: Properties = {}
    disputed, later = [], []
    stated = list(facts)
    for name in sorted({name for fact in stated for name in fact.properties}):
        naming = [fact for fact in stated if name in fact.properties]
        later += [] if any(_counts(fact, name, as_of) for fact in naming) else [name]
        rivals = rivals_at(stated, name, as_of)
        properties[name] = rivals[0].properties[name]
        disputed += [name] if len({f.properties[name] for f in rivals}) > 1 else []
    return properties, disputed, later


def rivals_at(facts: Iterable[NodeFact], name: str, as_of: str) -> list[NodeFact]:
    """The statements of a property with the greatest standing of those that count, the best first."""
    naming = [fact for fact in facts if name in fact.properties]
    first = min(fact.changed for fact in naming)
    counting = [fact for fact in naming if _counts(fact, name, as_of)]
    counting = counting or [fact for fact in naming if fact.changed == first]
    best = max(counting, key=rank)
    return sorted((f for f in counting if standing(f) == standing(best)), key=rank, reverse=True)


def _counts(fact: NodeFact, name: str, as_of: str) -> bool:
    """A decision and a time of an event correct the record; all else holds from when it was changed on."""
    label = BY_PREFIX[prefix_of(fact.key)]
    declared = label.property_named(name)
    is_time = label.occurs and declared is not None and declared.kind in (Kind.TIME, Kind.DATE)
    return bool(is_time) or fact.precedence == DECIDED_PRECEDENCE or fact.changed <= as_of


def live(facts: Iterable[Statement]) -> dict[str, RelationshipFact]:
    """Relationship key -> the statement that holds."""
    out = {}
    by_rank = sorted((f for f in facts if isinstance(f, RelationshipFact | Retraction)), key=rank)
    for fact in by_rank:
        if isinstance(fact, RelationshipFact):
            out[fact.key] = fact
        else:
            out.pop(fact.key, None)
    return out


def graph_lines(facts: list[Statement]) -> list[bytes]:
    """The lines under the graph's digest, sorted."""
    links = [f for f in facts if isinstance(f, RelationshipFact)]
    nodes = {f.key for f in facts if isinstance(f, NodeFact)}
    lines = []
    for key in nodes | {end for f in links for end in (f.source, f.target)}:
        properties, disputed = effective(f for f in facts if isinstance(f, NodeFact) and f.key == key)
        lines.append(canonical([key, properties, disputed, key in nodes, False]))
    for fact in live(facts).values():
        rivals = {rank(f) for f in links if f.key == fact.key and standing(f) == standing(fact)}
        disputed = ["disputed"] if len(rivals) > 1 else []
        lines.append(canonical([fact.type, fact.key, fact.source, fact.target, fact.properties, *disputed]))
    withdrawn = sorted((f for f in facts if isinstance(f, Retraction)), key=rank)
    for key, last in {f.key: f for f in withdrawn}.items():
        lines.append(canonical([key, last.type, rank(last)]))
    return sorted(lines)


def digest_of(lines: Iterable[bytes]) -> str:
    """SHA-256 over the sorted hashes of the lines."""
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(line).digest() for line in lines))).hexdigest()


def random_facts(chance: random.Random, number: int) -> list[Statement]:
    """Statements that meet: few keys, few standings, corrections, disputes, withdrawals, repetitions."""
    facts = [_random_fact(chance) for _ in range(number)]
    return facts + chance.choices(facts, k=number // 5)


def _random_fact(chance: random.Random) -> Statement:
    precedence, changed = chance.choice((400, 500)), chance.choice(TIMES)
    kind = chance.choice(("node", "node", "link", "link", "link", "withdraw"))
    if kind == "node":
        names = chance.sample(("name", "status", "udi"), chance.randint(0, 3))
        return NodeFact(
            key=chance.choice(LOTS),
            properties={name: chance.choice("ab") for name in names},
            precedence=precedence,
            changed=changed,
        )
    if kind == "withdraw":
        return Retraction(
            type="CONSUMED_IN",
            key=chance.choice(KEYS),
            reason=chance.choice("ab"),
            precedence=precedence,
            changed=changed,
        )
    return RelationshipFact(
        type="CONSUMED_IN",
        key=chance.choice(KEYS),
        source=chance.choice(LOTS),
        target=chance.choice(STEPS),
        properties={"quantity": chance.randint(1, 2), "uom": "kg"},
        precedence=precedence,
        changed=changed,
    )


def in_commits(chance: random.Random, facts: list[Statement]) -> list[list[Statement]]:
    """A random order, cut at random places."""
    shuffled = chance.sample(facts, len(facts))
    commits = []
    while shuffled:
        cut = chance.randint(1, 6)
        commits.append(shuffled[:cut])
        shuffled = shuffled[cut:]
    return commits
