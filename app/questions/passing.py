"""A reader that reads through another one: what every wrapper of a question's reads has in common.

Promises: unchanged but for what a wrapper overrides: `_wanted`, the keys that are asked for, `_shown`, the
relationships that come back, or a whole read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.questions.reading import Card, Edge, Reads, RejectGap, UnfinishedLoad


class Passing:
    """The reads of the reader under it."""

    def __init__(self, reader: Reads) -> None:
        self._under = reader

    @property
    def known_at(self) -> int:
        """The ledger size of all reads."""
        return self._under.known_at

    @property
    def root(self) -> str:
        """The ledger's root at that size."""
        return self._under.root

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow."""
        return self._shown(self._under.flow(self._wanted(keys), forward))

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of logistics."""
        return self._shown(self._under.logistics(self._wanted(keys), forward))

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Context relationships of these types."""
        return self._shown(self._under.context(self._wanted(keys), types, outgoing))

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key."""
        return self._under.cards(keys)

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows not resolved."""
        return self._under.open_rejects()

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """Loads begun and not ended."""
        return self._under.unfinished_loads()

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it."""
        return self._under.find(key_prefix)

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes that hold the text."""
        return self._under.search(text, first, after)

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> Sequence[str]:
        """Keys of the nodes of which this number is one of the texts."""
        return self._under.numbered(label, name, texts)

    def _wanted(self, keys: Iterable[str]) -> Iterable[str]:
        return keys

    def _shown(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        return edges
