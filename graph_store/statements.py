"""What was stated of some nodes and relationships, out of the commits that speak of them.

Promises: each commit is read once for all keys; every statement comes with the header of its commit, in the
ledger's order. What stands at a commit is told by the record itself, so nothing is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_model import upcast
from graph_model.facts import (
    NodeFact,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
    rank,
    standing,
    standing_of,
)
from graph_model.keys import prefix_of
from graph_model.sealed import PERSONAL
from graph_model.valid_time import counting
from graph_store.commits import commits
from graph_store.connection import Connection
from graph_store.effects import label_of
from ledger.commit import Header

# The key of the fact of a line. Keys hold no quote, and what sorts before it in a line holds no key.
_KEY = re.compile(rb'"key":"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement and the header of the commit that recorded it."""

    header: Header
    fact: Statement


@dataclass(frozen=True, slots=True)
class Claim:
    """One of the values that sources of equal standing state of a property, and the commit that has it."""

    name: str
    value: Value
    commit: int


def statements(connection: Connection, seqs_of: Mapping[str, Iterable[int]]) -> dict[str, list[Stated]]:
    """Key -> what was stated of it in these commits."""
    out: dict[str, list[Stated]] = {key: [] for key in seqs_of}
    keys = {key.encode() for key in seqs_of}
    for header, lines in commits(connection, sorted(set().union(*seqs_of.values()))):
        for line in lines:
            named = _KEY.search(line)
            if named is None or named[1] not in keys:
                continue
            fact = upcast.read(line, header.model)
            if isinstance(fact, NodeFact | RelationshipFact | Retraction) and fact.key in out:
                out[fact.key].append(Stated(header, fact))
    return out


def key_in(line: bytes) -> str | None:
    """The key that the fact of a line states; None for one of the system, which has none of its own."""
    named = _KEY.search(line)
    return None if named is None else named[1].decode()


def nodes_of(found: Iterable[Stated]) -> list[NodeFact]:
    """The statements of a node alone."""
    return [stated.fact for stated in found if isinstance(stated.fact, NodeFact)]


def stated_in(stored: Mapping[str, object]) -> list[int]:
    """The commits that state something of a stored node, in order; none where it is only referred to."""
    first = stored.get("_stated", None if stored.get("_stub") else stored["_commit"])
    later = stored.get("_commits")
    found = [first, *(later if isinstance(later, list) else ())]
    return sorted(seq for seq in found if isinstance(seq, int))


def rivals_of(found: Sequence[Stated], name: str, as_of: str | None = None) -> list[Stated]:
    """Those of a node's statements that have the highest standing for a property; the one shown first."""
    naming = [s for s in found if isinstance(s.fact, NodeFact) and name in s.fact.properties]
    if as_of is not None and naming:
        there = counting(nodes_of(naming), label_of(naming[0].fact.key), name, as_of)
        naming = [s for s in naming if s.fact in there]
    by_rank = {rank(s.fact): s for s in reversed(naming)}
    best = max((standing(s.fact) for s in naming), default="")
    return [by_rank[r] for r in sorted(by_rank, reverse=True) if standing_of(r) == best]


def claims_of(key: str, found: Sequence[Stated], as_of: str | None = None) -> Iterator[Claim]:
    """The rival values of every disputed property that is not personal."""
    personal = {declared.name for declared in PERSONAL.get(prefix_of(key), ())}
    names = {name for fact in nodes_of(found) for name in fact.properties}
    for name in sorted(names - personal):
        rivals = rivals_of(found, name, as_of)
        claims = [Claim(name, fact.properties[name], s.header.seq) for s in rivals for fact in nodes_of([s])]
        if len({claim.value for claim in claims}) > 1:
            yield from claims
