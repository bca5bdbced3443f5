"""A scope that stands: it follows the ledger commit by commit and tells what each changed.

Promises: a change is never missed, and is told with the commit that made it. A commit is passed by without
asking again only where it can change nothing that was read for the answer, so whatever the question made of
its reads, it would make the same again. While a question is asked, every read is noted (`Noting`): what was
asked for, and which relationships came. A fact may change a read

    of relationships   one of its type begins or ends where that was asked for; one of its key came with a
                       read; it may give an operation of an order that was read its first output, input or
                       part, since an order is read with the operations that lead on (it is looked up)
    of a node          it states the node, or is the first to refer to it
    of merges          it is an alias
    of files           a source is preferred and one is begun; other files than before have not ended
    of rejected rows   it deals with one, or rejects one that names nothing, or something near what was met;
                       for who is bound to sites, any
    of keys by text    it names such a key; after a search, whatever it states

A recall that columns tell is asked by them, and its reads are noted there (`app.columnar.noted`).
Everything else is asked again. An erasure is no commit, so names that it takes away change nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import Protocol, Self

from app.asker import Asker
from app.columnar.noted import Footprint, noted_recall
from app.questions.answer import Told
from app.questions.gaps import shorter
from app.questions.reading import (
    Card,
    Cause,
    Claim,
    Edge,
    Load,
    Merge,
    Reader,
    RejectGap,
    UnfinishedLoad,
)
from app.questions.scoped import for_asker
from app.questions.scopes import Between, Question, ask, between
from app.questions.view import NOW
from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import prefix_of
from graph_model.relationships import ALIAS, FLOW, LOGISTICS

_FLOW, _LOGISTICS = (frozenset(declared.type for declared in phase) for phase in (FLOW, LOGISTICS))
_PART_OF = frozenset(["PART_OF"])
_Side = tuple[frozenset[str], bool]
"""Types of relationships, and whether those were asked for that leave the nodes."""


class Readers(Protocol):
    """Where readers at a ledger size come from."""

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """A reader at the head, at `known_at`, or at a head of `at_least` or more."""
        ...


@dataclass
class Met:
    """What was asked for while a question was answered, and what of it may be another answer later."""

    sides: dict[_Side, set[str]] = field(default_factory=lambda: defaultdict(set))
    nodes: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    """Nodes that were asked for and not there: a relationship that ends in one makes it."""
    orders: set[str] = field(default_factory=set)
    """Steps of which the flow was read, with that of the operations that lead on."""
    links: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    searched: bool = False
    preferred: bool = False
    scoped: bool = False
    unfinished: Sequence[UnfinishedLoad] | None = None

    def may_change(self, facts: Iterable[AnyFact], reader: Callable[[], Reader]) -> bool:
        """Whether the facts of a commit may change what was read; `reader` opens one behind the commit."""
        steps: set[str] = set()
        loads = False
        for fact in facts:
            if self.searched or self._changes(fact):
                return True
            if isinstance(fact, RelationshipFact):
                steps.update(end for end in (fact.source, fact.target) if prefix_of(end) == "step")
            loads = loads or isinstance(fact, LoadBegun | LoadEnded | LoadAbandoned)
        return self._leads_on(steps, reader) or (loads and self._unfinished_changed(reader))

    def _changes(self, fact: AnyFact) -> bool:
        match fact:
            case NodeFact():
                return fact.key in self.nodes or self._fits_text(fact.key)
            case RelationshipFact():
                return fact.type == ALIAS or fact.key in self.links or self._joins(fact)
            case Retraction():
                return fact.type == ALIAS or fact.key in self.links
            case Reject():
                return self.scoped or not fact.touches or any(map(self._is_near, fact.touches))
            case LoadBegun():
                return self.preferred
            case LoadEnded() | LoadAbandoned():
                return False  # what they end is looked at by the list of files that are missing
            case RejectResolved():
                return True

    def _joins(self, fact: RelationshipFact) -> bool:
        ends = (fact.source, fact.target)
        if not self.missing.isdisjoint(ends) or any(map(self._fits_text, ends)):
            return True
        at = {True: fact.source, False: fact.target}
        return any(
            fact.type in types and at[outgoing] in keys for (types, outgoing), keys in self.sides.items()
        )

    def _leads_on(self, steps: set[str], reader: Callable[[], Reader]) -> bool:
        """Whether one of these steps is part of an order that was read."""
        if not steps or not self.orders:
            return False
        with reader() as opened:
            above = opened.context(sorted(steps), ("PART_OF",), True)
        return any(edge.target in self.orders for edge in above)

    def _unfinished_changed(self, reader: Callable[[], Reader]) -> bool:
        if self.unfinished is None:
            return False
        with reader() as opened:
            return list(opened.unfinished_loads()) != list(self.unfinished)

    def _fits_text(self, key: str) -> bool:
        return bool(self.texts) and (key in self.texts or not self.texts.isdisjoint(shorter(key)))

    def _is_near(self, touch: str) -> bool:
        """Whether a rejected row names what was met, part of it, or what is part of it."""
        return (
            touch in self._all or touch in self._beginnings or not self._all.isdisjoint(set(shorter(touch)))
        )

    @cached_property
    def _all(self) -> set[str]:
        return self.nodes.union(self.ends, *self.sides.values())

    @cached_property
    def _beginnings(self) -> set[str]:
        return {begin for key in self._all for begin in shorter(key)}


class Noting:
    """A reader that notes all that is read through it.

    No kind of `Passing`, on purpose: a read that is new must be noted here before it tells anything.
    """

    def __init__(self, under: Reader, met: Met) -> None:
        self._under, self._met = under, met

    @property
    def known_at(self) -> int:
        """The ledger size of all reads."""
        return self._under.known_at

    @property
    def root(self) -> str:
        """The ledger's root at that size."""
        return self._under.root

    @property
    def round_trips(self) -> int:
        """Of the reader under it."""
        return self._under.round_trips

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow; of steps also their order, and the operations that lead on."""
        wanted = list(keys)
        steps = [key for key in wanted if prefix_of(key) == "step"]
        self._met.orders.update(steps)
        for outgoing in (True, False):
            self._met.sides[_PART_OF, outgoing].update(steps)
        self._met.sides[_FLOW, forward].update(wanted)
        return self._came(self._under.flow(wanted, forward))

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of logistics."""
        wanted = list(keys)
        self._met.sides[_LOGISTICS, forward].update(wanted)
        return self._came(self._under.logistics(wanted, forward))

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Context relationships of these types."""
        wanted = list(keys)
        self._met.sides[frozenset(types), outgoing].update(wanted)
        return self._came(self._under.context(wanted, types, outgoing))

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        """The nodes by key; at `as_of` where it is given."""
        wanted = list(keys)
        found = self._under.cards(wanted, as_of)
        self._met.nodes.update(wanted)
        self._met.missing.update(key for key in wanted if key not in found)
        return found

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows not resolved; `Met` asks of each that is new whether it is near."""
        return self._under.open_rejects()

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """Loads begun and not ended."""
        self._met.unfinished = self._under.unfinished_loads()
        return self._met.unfinished

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it with a slash."""
        self._met.texts.add(key_prefix)
        return self._under.find(key_prefix)

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes that hold the text."""
        self._met.searched = True
        return self._under.search(text, first, after)

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> Sequence[str]:
        """Keys of the nodes of which this number is one of the texts."""
        self._met.searched = True
        return self._under.numbered(label, name, texts)

    def of_label(self, label: str) -> Sequence[str]:
        """Keys of all nodes of a label that were there."""
        self._met.searched = True
        return self._under.of_label(label)

    def merges(self) -> Sequence[Merge]:
        """Which records were decided to be which others."""
        return self._under.merges()

    def loads(self) -> Sequence[Load]:
        """Every file that was ever begun."""
        self._met.preferred = True
        return self._under.loads()

    def load_of(self, seqs: Iterable[int]) -> Mapping[int, str]:
        """The loads that these commits came with, which never changes."""
        return self._under.load_of(seqs)

    def rivals(self, keys: Iterable[str]) -> Mapping[str, Sequence[Edge]]:
        """Of these relationships those in dispute."""
        wanted = list(keys)
        self._met.links.update(wanted)
        found = self._under.rivals(wanted)
        for edges in found.values():
            self._came(edges)
        return found

    def claims(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Sequence[Claim]]:
        """What sources state of the disputed properties of these nodes."""
        wanted = list(keys)
        self._met.nodes.update(wanted)
        return self._under.claims(wanted, as_of)

    def causes(self, seqs: Sequence[int]) -> Mapping[int, Cause]:
        """The commits of these numbers, which never change."""
        return self._under.causes(seqs)

    def __enter__(self) -> Self:
        self._under.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self._under.__exit__(kind, error, trace)

    def _came(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        for edge in edges:
            self._met.links.add(edge.key)
            self._met.ends.update((edge.source, edge.target))
        return edges


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit changed in the answer of a scope."""

    size: int
    cause: Cause
    between: Between

    def to_json(self) -> dict[str, object]:
        """The line that `lotgraph scope follow` prints."""
        return {"size": self.size, "commit": self.cause.to_json(), **self.between.to_json()}


class Standing:
    """One scope as it follows the ledger. It is of one thread; `size` is how far it has looked."""

    def __init__(self, readers: Readers, question: Question, asker: Asker, *, since: int) -> None:
        self._readers, self._question, self._asker = readers, question, asker
        self.asked = self.skipped = 0
        self.size = since
        self.answer: Told | None = None
        self._met: Met | Footprint = Met()
        self._ask()

    def take(self, size: int, facts: Iterable[AnyFact]) -> Change | None:
        """Take the next commit, after which the ledger has this size; what it changed, if anything."""
        if size != self.size + 1:
            raise ValueError(f"commit {size} does not follow {self.size}")
        self.size = size
        if not self._met.may_change(facts, lambda: self._readers.reader(size)):
            self.skipped += 1
            return None
        before = self.answer
        self._ask()
        found = between(before, self.answer)
        if not found:
            return None
        with for_asker(self._readers.reader(size), self._asker) as reader:
            return Change(size, reader.causes([size])[size], found)

    def _ask(self) -> None:
        self.asked += 1
        if not self._ask_columns():
            met = Met(scoped=self._asker.sites is not None)
            with for_asker(Noting(self._readers.reader(self.size), met), self._asker) as reader:
                self.answer = ask(reader, self._question)
            self._met = met

    def _ask_columns(self) -> bool:
        """Ask by columns, where those are there and can tell the answer."""
        question = self._question
        if not question.forward or question.view != NOW or self._asker.sites is not None:
            return False
        with self._readers.reader(self.size) as reader:
            found = noted_recall(reader, question.starts)
        if found is not None:
            self.answer, self._met = found
        return found is not None
