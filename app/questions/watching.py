"""A reader that remembers what it met of relationships that sources state differently.

Promises: whatever part of a question reads such a relationship, the answer can tell of it; it reads what
the reader under it reads, unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.questions.reading import Card, Edge, Reads, RejectGap, UnfinishedLoad


class Watching:
    """The reads of a question; `disputed` are the relationships in dispute that came with them."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self.disputed: list[Edge] = []

    @property
    def known_at(self) -> int:
        """The ledger size of all reads."""
        return self._reader.known_at

    @property
    def root(self) -> str:
        """The ledger's root at that size."""
        return self._reader.root

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow."""
        return self._met(self._reader.flow(keys, forward))

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of logistics."""
        return self._met(self._reader.logistics(keys, forward))

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Context relationships of these types."""
        return self._met(self._reader.context(keys, types, outgoing))

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key."""
        return self._reader.cards(keys)

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows not resolved."""
        return self._reader.open_rejects()

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """Loads begun and not ended."""
        return self._reader.unfinished_loads()

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it."""
        return self._reader.find(key_prefix)

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes that hold the text."""
        return self._reader.search(text, first, after)

    def _met(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        self.disputed += [edge for edge in edges if edge.disputed]
        return edges
