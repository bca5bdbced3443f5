"""A store in dicts: what the questions ask of a reader, straight from the set of facts.

Promises: the same answers as an engine, at every ledger size, without one; a withdrawn relationship
comes back void. Refuses nothing: facts are not checked, and its roots prove nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Self

from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    rank,
    standing_of,
)
from graph_model.keys import encode, prefix_of, split
from graph_model.nodes import BY_LABEL, BY_PREFIX
from graph_model.relationships import FLOW, LOGISTICS
from graph_store.effects import reject_key
from graph_store.entries import Cause, Load, Merge, RejectGap, UnfinishedLoad
from graph_store.reader import Card, Edge
from graph_store.statements import Claim
from graph_store.store import Batch, LedgerHead, Receipt
from tests.support.definition import LAST, effective_at, rivals_at

_FLOW, _LOGISTICS = (frozenset(r.type for r in phase) for phase in (FLOW, LOGISTICS))


class MemoryStore:
    """Commits are lists; a reader works out what they come to."""

    def __init__(self) -> None:
        self._commits: list[tuple[Cause, list[AnyFact]]] = []
        self._loads: dict[int, str] = {}

    def commit(
        self, facts: Iterable[AnyFact], *, actor: str, reason: str, batch: Batch | None = None
    ) -> Receipt:
        """Take the facts in."""
        taken, seq = list(facts), len(self._commits) + 1
        self._commits.append((Cause(seq, "", actor, reason), taken))
        self._loads[seq] = batch.load if batch else ""
        return Receipt(seq, len(taken), 0)

    @property
    def commits(self) -> list[list[AnyFact]]:
        """What was committed, in order."""
        return [facts for _, facts in self._commits]

    def head(self) -> LedgerHead:
        """The size, and a root that proves nothing."""
        return LedgerHead(len(self._commits), "")

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> MemoryReader:
        """A reader at a size."""
        size = len(self._commits) if known_at is None else known_at
        return MemoryReader(self._commits[:size], self._loads)


class MemoryReader:
    """The graph that some commits come to."""

    root = ""

    def __init__(
        self,
        commits: Sequence[tuple[Cause, Sequence[AnyFact]]],
        load_of: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        self.known_at = len(commits)
        self._load_of = load_of
        self._merges: list[Merge] = []
        self._rivals: dict[str, list[Edge]] = {}
        self.round_trips = 0
        self._causes = {cause.seq: cause for cause, _ in commits}
        self._facts = [(cause.seq, fact) for cause, facts in commits for fact in facts]
        self._out: dict[str, list[Edge]] = defaultdict(list)
        self._into: dict[str, list[Edge]] = defaultdict(list)
        self._stated: dict[str, list[NodeFact]] = defaultdict(list)
        self._cards: dict[str, Card] = {}
        self._add_edges()
        self._add_cards()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Nothing is held."""

    def flow(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of material flow; of steps also their order, and the operations that lead on."""
        wanted = list(keys)
        orders = [e for key in wanted for e in self._out.get(key, ()) if e.type == "PART_OF"]
        operations = [
            e
            for key in wanted
            for e in self._into.get(key, ())
            if e.type == "PART_OF" and self._leads_on(e.source, key, forward)
        ]
        return [*self._edges(wanted, _FLOW, outgoing=forward), *orders, *operations]

    def _leads_on(self, operation: str, order: str, forward: bool) -> bool:
        flows = self._out if forward else self._into
        if any(e.type in _FLOW for e in flows.get(operation, ())):
            return True
        around = (*self._out.get(operation, ()), *self._into.get(operation, ()))
        return any(e.type == "PART_OF" and {e.source, e.target} != {operation, order} for e in around)

    def logistics(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of logistics."""
        return self._edges(keys, _LOGISTICS, outgoing=forward)

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> list[Edge]:
        """Relationships of these types."""
        return self._edges(keys, frozenset(types), outgoing=outgoing)

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, Card]:
        """The nodes with these keys that exist."""
        self.round_trips += 1
        there = [key for key in keys if key in self._cards]
        return {key: self._card(key, as_of) if as_of else self._cards[key] for key in there}

    def causes(self, seqs: Sequence[int]) -> dict[int, Cause]:
        """The commits of these numbers."""
        return {seq: self._causes[seq] for seq in seqs}

    def of_label(self, label: str) -> list[str]:
        """Keys of the nodes of a label."""
        return sorted(key for key, card in self._cards.items() if card.label == label)

    def merges(self) -> list[Merge]:
        """Decided aliases."""
        self.round_trips += 1
        return self._merges

    def loads(self) -> list[Load]:
        """Every file that was begun."""
        begun = [fact for _, fact in self._facts if isinstance(fact, LoadBegun)]
        return [Load(fact.load, fact.file, fact.profile) for fact in begun]

    def load_of(self, seqs: Iterable[int]) -> dict[int, str]:
        """The loads that these commits came with."""
        return {seq: self._load_of[seq] for seq in seqs}

    def rivals(self, keys: Iterable[str]) -> dict[str, list[Edge]]:
        """All statements of these that are in dispute, the best first."""
        return {key: self._rivals[key] for key in keys if key in self._rivals}

    def claims(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, list[Claim]]:
        """What is stated of disputed properties, the best first."""
        return {key: list(self._claims(key, as_of or LAST)) for key in keys}

    def _claims(self, key: str, as_of: str) -> Iterator[Claim]:
        stated = [(seq, f) for seq, f in self._facts if isinstance(f, NodeFact) and f.key == key]
        for name in effective_at(self._stated.get(key, []), as_of)[1]:
            rivals = rivals_at(self._stated[key], name, as_of)
            for fact in rivals:
                yield Claim(name, fact.properties[name], min(seq for seq, f in stated if f == fact))

    def open_rejects(self) -> list[RejectGap]:
        """Rejects that nobody resolved."""
        resolved = {fact.reject for _, fact in self._facts if isinstance(fact, RejectResolved)}
        found = [
            RejectGap(reject_key(f), f.load, f.file, f.line or 0, f.rule, f.message, f.touches)
            for _, f in self._facts
            if isinstance(f, Reject) and reject_key(f) not in resolved
        ]
        return sorted(found, key=lambda r: (r.load, r.line))

    def unfinished_loads(self) -> list[UnfinishedLoad]:
        """Loads begun and not ended."""
        loads = [f for _, f in self._facts if isinstance(f, LoadBegun | LoadEnded | LoadAbandoned)]
        last = {fact.load: fact for fact in loads}
        begun = [fact for _, fact in sorted(last.items()) if isinstance(fact, LoadBegun)]
        return [UnfinishedLoad(fact.load, fact.file) for fact in begun]

    def find(self, key_prefix: str) -> list[str]:
        """Keys that are this one or go on from it with another part."""
        return sorted(k for k in self._cards if k == key_prefix or k.startswith(key_prefix + "/"))

    def search(self, text: str, first: int, after: str | None) -> tuple[list[Card], str | None]:
        """A page of nodes of which a searchable property holds the text, or whose key fits it."""
        fitting = {key for key, card in self._cards.items() if _holds(card, text)} | set(self.find(text))
        page = [self._cards[key] for key in sorted(fitting) if key > (after or "")]
        return page[:first], page[first - 1].key if len(page) > first else None

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> list[str]:
        """Keys of the nodes of which this number is one of the texts."""
        cards = {key: card for key, card in self._cards.items() if card.label == label}
        return sorted(key for key, card in cards.items() if _number(card, name) in texts)

    def _edges(self, keys: Iterable[str], types: frozenset[str], *, outgoing: bool) -> list[Edge]:
        self.round_trips += 1
        side = self._out if outgoing else self._into
        return [edge for key in keys for edge in side.get(key, ()) if edge.type in types]

    def _add_edges(self) -> None:
        statements: dict[str, dict[str, tuple[int, RelationshipFact]]] = defaultdict(dict)
        withdrawn: dict[str, str] = {}
        for seq, fact in self._facts:
            if isinstance(fact, RelationshipFact):
                statements[fact.key].setdefault(rank(fact), (seq, fact))
            elif isinstance(fact, Retraction):
                withdrawn[fact.key] = max(withdrawn.get(fact.key, ""), rank(fact))
        for key, stated in statements.items():
            best = max(stated)
            gone = withdrawn.get(key, "") > best
            is_upheld = key in withdrawn and not gone and best.startswith(f"{DECIDED_PRECEDENCE} ")
            rivals = [r for r in stated if standing_of(r) == standing_of(best)]
            # Without the order of commits it can't tell which were live once; the best is what counts.
            for ranked in [best] if gone else sorted(rivals, reverse=True):
                seq, fact = stated[ranked]
                edge = Edge(
                    fact.type,
                    key,
                    fact.source,
                    fact.target,
                    seq,
                    dict(fact.properties),
                    void=gone or ranked != best,
                    disputed=not gone and len(rivals) > 1,
                    upheld=is_upheld and ranked == best,
                )
                self._out[fact.source].append(edge)
                self._into[fact.target].append(edge)
                if edge.disputed:
                    self._rivals.setdefault(key, []).append(edge)
                if fact.type == "ALIAS_OF" and fact.precedence == DECIDED_PRECEDENCE and not edge.void:
                    self._merges.append(Merge(key, fact.source, fact.target))

    def _add_cards(self) -> None:
        for _, fact in self._facts:
            if isinstance(fact, NodeFact):
                self._stated[fact.key].append(fact)
        for key in {*self._stated, *self._ends()}:
            self._cards[key] = self._card(key, LAST)

    def _card(self, key: str, as_of: str) -> Card:
        stated = self._stated.get(key, [])
        properties, disputed, later = effective_at(stated, as_of)
        label = BY_PREFIX[prefix_of(key)].label
        return Card(key, label, properties, bool(stated), tuple(disputed), tuple(later))

    def _ends(self) -> Iterator[str]:
        for _, fact in self._facts:
            if isinstance(fact, RelationshipFact):
                yield from (fact.source, fact.target)


def _number(card: Card, name: str) -> object:
    return split(card.key).parts[-1] if name == "key" else card.properties.get(name)


def _holds(card: Card, text: str) -> bool:
    """As the engines search: names by any part of them, numbers by their beginning.

    Of what has a name any part of its key is a number, too.
    """
    values = {
        p.name: str(card.properties.get(p.name, ""))
        for p in BY_LABEL[card.label].properties
        if p.searchable and not p.personal
    }
    if "name" in values and f"/{encode(text)}".lower() in card.key.lower():
        return True
    name = values.pop("name", "")
    return text.lower() in name.lower() or any(value.startswith(text) for value in values.values())
