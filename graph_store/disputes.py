"""Every dispute between sources that nothing has decided yet, with what each of them states.

Promises: all of them, in the order of their keys, a page in memory at a time; the statements are those of the
ledger, up to the size at which the listing began. A property is in dispute where statements of the highest
standing give it different values, a relationship where they are not the same. A statement that only repeats
an earlier one is not recorded, so its source is not named. What is found by a scan takes time with the size
of the graph, not of the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_model import nodes, relationships
from graph_model.facts import NodeFact, Properties, RelationshipFact, Value, rank, standing_of
from graph_model.keys import prefix_of
from graph_store.effects import load_key
from graph_store.history import plain
from graph_store.reader import Card, Reader
from graph_store.sealing import Opener, personal_in
from graph_store.statements import Stated, rivals_of, stated_in, statements
from graph_store.store import Store

PAGE = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from; load, file and profile are empty for what came with no load."""

    load: str
    file: str
    profile: str
    line: int | None
    commit: int
    record_time: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rival:
    """One of the statements: what it says of what is in dispute, and whether answers show it."""

    stated: Mapping[str, Value]
    shown: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Dispute:
    """About a property of a node; or about a relationship, then `name` is empty, its ends `from` and `to`."""

    key: str
    name: str
    rivals: tuple[Rival, ...]

    @property
    def differing(self) -> list[str]:
        """The names that not all of them give the same value."""
        names = sorted({name for rival in self.rivals for name in rival.stated})
        return [name for name in names if len({rival.stated.get(name) for rival in self.rivals}) > 1]


def disputes(store: Store, after: tuple[str, str] = ("", "")) -> Iterator[Dispute]:
    """All of them behind a key and property."""
    listing = _Listing(store)
    for prefix in sorted([*nodes.BY_PREFIX, *relationships.BY_TYPE], key=lambda prefix: f"{prefix}:"):
        if f"{prefix};" <= after[0]:  # sorts behind each key of the prefix
            continue
        begin = max(after[0], f"{prefix}:")
        found = (
            listing.of_type(prefix, begin)
            if prefix in relationships.BY_TYPE
            else listing.of_label(prefix, begin)
        )
        yield from (dispute for dispute in found if (dispute.key, dispute.name) > after)


class _Listing:
    """The reads of one listing, and the loads that it met."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader: Reader = store.reader()
        self._loads: dict[str, Card | None] = {}

    def of_label(self, prefix: str, begin: str) -> Iterator[Dispute]:
        """About properties of the nodes of a label."""
        for rows in self._pages(f"disputed_{nodes.BY_PREFIX[prefix].label}", begin):
            stored = {str(row["key"]): _mapping(row["properties"]) for row in rows}
            found = self._statements({key: stated_in(node) for key, node in stored.items()})
            for key, node in stored.items():
                for name in _texts(node["_disputed"]):
                    rivals = rivals_of(found[key], name)
                    if len({value for s in rivals for value in _values(s, name)}) > 1:
                        yield Dispute(key, name, tuple(self._of_node(name, rivals)))

    def of_type(self, type_: str, begin: str) -> Iterator[Dispute]:
        """About the relationships of a type."""
        for rows in self._pages(f"disputed_{type_}", begin):
            commits: dict[str, dict[str, int]] = defaultdict(dict)
            with self._store.connection.reading() as runner:
                for row in runner.rows(f"statements_{type_}", keys=[row["key"] for row in rows]):
                    commits[str(row["key"])][str(row["rank"])] = int(str(row["commit"]))
            found = self._statements({key: ranked.values() for key, ranked in commits.items()})
            for key in sorted(found):
                rivals = _of_highest_standing(found[key])
                if len(rivals) > 1:
                    yield Dispute(key, "", tuple(self._of_relationship(rivals)))

    def _pages(self, name: str, begin: str) -> Iterator[Sequence[Mapping[str, object]]]:
        last = ""
        while True:
            with self._store.connection.reading() as runner:
                rows = runner.rows(name, begin=begin, first=PAGE)
            yield [row for row in rows if row["key"] != last]
            if len(rows) < PAGE:
                return
            begin = last = str(rows[-1]["key"])

    def _statements(self, seqs_of: Mapping[str, Iterable[int]]) -> dict[str, list[Stated]]:
        """What was stated of these; with the loads that it came with."""
        size = self._reader.known_at
        known = {key: [seq for seq in seqs if seq <= size] for key, seqs in seqs_of.items()}
        found = statements(self._store.connection, known)
        loads = {stated.header.load for of_key in found.values() for stated in of_key} - {""}
        new = sorted(loads - self._loads.keys())
        cards = self._reader.cards(map(load_key, new))
        self._loads.update((load, cards.get(load_key(load))) for load in new)
        return found

    def _of_node(self, name: str, rivals: Sequence[Stated]) -> Iterator[Rival]:
        for place, stated in enumerate(rivals):
            if isinstance(stated.fact, NodeFact):
                said = self._opened(stated.fact)
                value = plain(nodes.BY_PREFIX[prefix_of(stated.fact.key)], name, said[name])
                yield Rival({} if value is None else {name: value}, place == 0, self._source(stated))

    def _of_relationship(self, rivals: Sequence[Stated]) -> Iterator[Rival]:
        for place, stated in enumerate(rivals):
            if isinstance(stated.fact, RelationshipFact):
                declared = relationships.BY_TYPE[stated.fact.type]
                said = {n: plain(declared, n, v) for n, v in stated.fact.properties.items()}
                told = {n: v for n, v in said.items() if v is not None}
                ends: Properties = {"from": stated.fact.source, "to": stated.fact.target}
                yield Rival({**ends, **told}, place == 0, self._source(stated))

    def _opened(self, fact: NodeFact) -> Properties:
        """What a statement says, personal values as they may be read."""
        subjects = [subject for _, subject in personal_in(fact.key, fact.properties)]
        if not subjects:
            return fact.properties
        with self._store.connection.reading() as runner:
            return Opener.reading(runner, subjects).properties(fact.key, fact.properties)

    def _source(self, stated: Stated) -> Source:
        header, card = stated.header, self._loads.get(stated.header.load)
        file, profile = (str(card.properties[name]) if card else "" for name in ("file", "profile"))
        return Source(
            load=header.load,
            file=file,
            profile=profile,
            line=stated.fact.line,
            commit=header.seq,
            record_time=header.record_time,
            actor=header.actor,
            reason=header.reason,
        )


def _of_highest_standing(found: Sequence[Stated]) -> list[Stated]:
    """The statements of a relationship that none outweighs, the one that is shown first."""
    by_rank = {rank(s.fact): s for s in reversed(found) if isinstance(s.fact, RelationshipFact)}
    best = max(map(standing_of, by_rank), default="")
    return [by_rank[ranked] for ranked in sorted(by_rank, reverse=True) if standing_of(ranked) == best]


def _values(stated: Stated, name: str) -> list[Value]:
    return [stated.fact.properties[name]] if isinstance(stated.fact, NodeFact) else []


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("the engine returned a node without properties")
    return value


def _texts(value: object) -> list[str]:
    return sorted(map(str, value)) if isinstance(value, list) else []
