"""What the questions need of a store, and nothing more.

Promises: every question is answered through these reads only, so that the graph store, and the
plain in-memory one of the tests, are asked in the same way. A reader stands at one ledger size
(`known_at`); two reads of one reader never see different states. A read gives all there is or
raises: an implementation that shortens a list breaks every promise made above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from app.questions.windows import Window


class Edge(Protocol):
    """One relationship as it stood at `known_at`. A void one does not hold: told of, never followed.

    Where sources of equal standing state one relationship differently, each statement is `disputed`,
    and all but the one that is followed are void. One is `upheld` where a decision holds it against a
    withdrawal.
    """

    @property
    def type(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def commit(self) -> int: ...
    @property
    def properties(self) -> Mapping[str, object]: ...
    @property
    def void(self) -> bool: ...
    @property
    def disputed(self) -> bool: ...
    @property
    def upheld(self) -> bool: ...


def may_hold(edge: Edge) -> bool:
    """Whether it holds, or may: of statements in dispute each may. For context, which leads nowhere."""
    return not edge.void or edge.disputed


class Card(Protocol):
    """One node. `stated` is false where it is only referred to; `disputed` names its properties.

    `later` names those of which nothing was stated yet at the time that was asked about.
    """

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def properties(self) -> Mapping[str, object]: ...
    @property
    def stated(self) -> bool: ...
    @property
    def disputed(self) -> Sequence[str]: ...
    @property
    def later(self) -> Sequence[str]: ...


class RejectGap(Protocol):
    """A rejected row that nobody has dealt with."""

    @property
    def key(self) -> str: ...
    @property
    def load(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def rule(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def touches(self) -> Sequence[str]: ...


class UnfinishedLoad(Protocol):
    """A file that was begun and not taken in whole."""

    @property
    def load(self) -> str: ...
    @property
    def file(self) -> str: ...


class Cause(Protocol):
    """One commit: who recorded it, when (server time) and why."""

    @property
    def seq(self) -> int: ...
    @property
    def record_time(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def reason(self) -> str: ...
    def to_json(self) -> dict[str, object]: ...


class LedgerHead(Protocol):
    """Size of the ledger, and its root as hex."""

    @property
    def size(self) -> int: ...
    @property
    def root(self) -> str: ...


class Reads(Protocol):
    """The graph as it stood at one ledger size."""

    @property
    def known_at(self) -> int: ...
    @property
    def root(self) -> str: ...
    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """All material flow out of (forward) or into (backward) these nodes, in one round trip."""
        ...

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """All logistics relationships out of or into these nodes, in one round trip."""
        ...

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Context relationships of these types, in one round trip."""
        ...

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key; a key that is missing does not exist."""
        ...

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows not resolved."""
        ...

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """Loads begun and not ended."""
        ...

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it with a slash."""
        ...

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes whose key or searchable property holds the text, and where the next begins."""
        ...

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> Sequence[str]:
        """Keys of the nodes of a label of which this searchable number is one of the texts, whole.

        `key` stands for the number that the key ends with, of labels that have no other; a scan.
        """
        ...


@runtime_checkable
class Timed(Protocol):
    """Reads that find readings by their times. Where they don't, those of a place are read all together."""

    def measured(self, during: Mapping[str, Sequence[Window]]) -> Sequence[Edge]:
        """Of all MEASURED_AT into these places at least those whose reading may overlap one of the spans.

        What is in dispute, or upheld, there is always among them.
        """
        ...


@runtime_checkable
class Joining(Protocol):
    """Reads that tell the ends of relationships alone. Where they don't, relationships are read whole."""

    def joined(self, keys: Iterable[str], type_: str, outgoing: bool) -> Sequence[tuple[str, str]]:
        """Source and target of each relationship of a type at these nodes that holds."""
        ...


def joined(reader: Reads, keys: Iterable[str], type_: str, outgoing: bool) -> Sequence[tuple[str, str]]:
    """Source and target of each relationship of a type at these nodes that holds."""
    if isinstance(reader, Joining):
        return reader.joined(keys, type_, outgoing)
    found = reader.context(keys, (type_,), outgoing)
    return [(edge.source, edge.target) for edge in found if not edge.void]


class Dated(Reads, Protocol):
    """Reads that can look at nodes as they were at a time, which no wrapper passes on."""

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        """The nodes by key; at `as_of`, an instant in the form of `changed`, where it is given."""
        ...


class Merge(Protocol):
    """A decision that one record is another one; `key` is that of the relationship."""

    @property
    def key(self) -> str: ...
    @property
    def duplicate(self) -> str: ...
    @property
    def kept(self) -> str: ...


class Load(Protocol):
    """A file that was begun: its id, its name, and `profile/version as namespace`."""

    @property
    def load(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def profile(self) -> str: ...


class Claim(Protocol):
    """One of the values that sources of equal standing state of a property, and the commit that has it."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> object: ...
    @property
    def commit(self) -> int: ...


class Backed(Dated, Protocol):
    """Reads with what stands behind them: what was merged, and who stated what. No wrapper passes it on."""

    def merges(self) -> Sequence[Merge]:
        """Which records were decided to be which others."""
        ...

    def loads(self) -> Sequence[Load]:
        """Every file that was ever begun."""
        ...

    def load_of(self, seqs: Iterable[int]) -> Mapping[int, str]:
        """The loads that these commits came with; empty for what came with none."""
        ...

    def rivals(self, keys: Iterable[str]) -> Mapping[str, Sequence[Edge]]:
        """Of these relationships those in dispute: all statements that are in it, the live one first."""
        ...

    def claims(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Sequence[Claim]]:
        """What sources state of the disputed properties of these nodes, what is shown first."""
        ...


class Recorded(Backed, Protocol):
    """Reads with the commits behind them, and with all there is of a label."""

    def causes(self, seqs: Sequence[int]) -> Mapping[int, Cause]:
        """The commits of these numbers, all of them."""
        ...

    def of_label(self, label: str) -> Sequence[str]:
        """Keys of all nodes of a label that were there; for labels of which there are not many."""
        ...


class Reader(Recorded, Protocol):
    """Reads that somebody opened, and what is asked about them."""

    @property
    def round_trips(self) -> int: ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


class Store(Protocol):
    """Where readers come from."""

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """A reader at the head, at `known_at`, or at a head of `at_least` or more."""
        ...

    def head(self) -> LedgerHead:
        """Size and root of the ledger now."""
        ...
