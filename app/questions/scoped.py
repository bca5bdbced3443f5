"""A reader for an asker who is bound to sites: whatever is read through it, nothing else comes out.

Promises: a node outside the asker's sites is not there: not in a card, at the end of a relationship, among
the keys that a text fits, nor on a page of a search, which is filled from what follows. So a forbidden key
is told exactly as an unknown one, and a question that knows nothing of sites discloses nothing. Whether a
record is inside is decided by the ledger at the size of the reader, in whatever light the question is
asked. Files and rejected rows are told of only where they name records of these sites. What a trace leaves
out for it is counted by `app.questions.hiding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from app.asker import Asker
from app.questions.merged import Classes
from app.questions.reading import (
    Card,
    Cause,
    Claim,
    Edge,
    LedgerHead,
    Load,
    Merge,
    Reader,
    Reads,
    RejectGap,
    Store,
    Timed,
    UnfinishedLoad,
)
from app.questions.rewritten import ShownCard
from app.questions.sites import MASTER_DATA, OF_PLANTS, PARTIES, Placing
from app.questions.starts import label_of
from app.questions.windows import Window
from graph_model.keys import prefix_of
from graph_store import entries

READ_ON = 500
NOT_TOLD = "(not told: it names records outside your sites)"
"""Stands in the place of a reason, or of what a rule found."""
_OF_RULES = ("description", "evidence")
_KEY = re.compile(r"[a-z_]+:[\w.~%/-]+", re.ASCII)


class Scoped:
    """What the asker may see of the reads of a question.

    No kind of `Passing`, on purpose: a read that is new must be written here before it tells anything.
    """

    def __init__(self, reads: Reads, placing: Placing) -> None:
        self._reads, self._placing = reads, placing

    @property
    def known_at(self) -> int:
        """The ledger size of all reads."""
        return self._reads.known_at

    @property
    def root(self) -> str:
        """The ledger's root at that size."""
        return self._reads.root

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow."""
        return self.shown(self._reads.flow(keys, forward))

    def logistics(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of logistics."""
        return self.shown(self._reads.logistics(keys, forward))

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> Sequence[Edge]:
        """Context relationships of these types."""
        return self.shown(self._reads.context(keys, types, outgoing))

    def measured(self, during: Mapping[str, Sequence[Window]]) -> Sequence[Edge]:
        """Readings in these places, at least those that may overlap their spans."""
        if isinstance(self._reads, Timed):
            return self.shown(self._reads.measured(during))
        return self.context(sorted(during), ("MEASURED_AT",), False)

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        """The nodes by key."""
        return self._told(self._reads.cards(sorted(self.visible(keys))))

    def open_rejects(self) -> Sequence[RejectGap]:
        """Rejected rows that name nothing outside, with what of their keys lies inside."""
        rejects = self._reads.open_rejects()
        named = {key for reject in rejects for key in reject.touches}
        told, hidden = self._may_be_told(named)
        own = {key for key in told if label_of(key) not in MASTER_DATA}
        return [
            entries.RejectGap(
                r.key, r.load, r.file, r.line, r.rule, "", tuple(k for k in r.touches if k in told)
            )
            for r in rejects
            if r.touches and hidden.isdisjoint(r.touches)
            if not own.isdisjoint(r.touches) or told.issuperset(r.touches)
        ]

    def unfinished_loads(self) -> Sequence[UnfinishedLoad]:
        """None: what a file would have stated of which site is not known."""
        return ()

    def find(self, key_prefix: str) -> Sequence[str]:
        """Existing keys that are this text or go on from it."""
        found = self._reads.find(key_prefix)
        visible = self.visible(found)
        return [key for key in found if key in visible]

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes that hold the text, read on until it is full."""
        page: list[Card] = []
        while True:
            cards, after = self._reads.search(text, READ_ON, after)
            visible = self.visible(card.key for card in cards)
            page += [card for card in cards if card.key in visible]
            if len(page) > first:
                return page[:first], page[first - 1].key
            if after is None:
                return page, None

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> Sequence[str]:
        """Keys of the nodes of which this number is one of the texts."""
        found = self._reads.numbered(label, name, texts)
        visible = self.visible(found)
        return [key for key in found if key in visible]

    def visible(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that the asker may see."""
        return self._placing.visible(keys)

    def may_tell(self, text: str) -> bool:
        """Whether all keys of records that stand in a text may be told."""
        named = {key.rstrip(".") for key in _KEY.findall(text) if prefix_of(key) in OF_PLANTS}
        return named <= self._may_be_told(named)[0]

    def reason(self, text: str) -> str:
        """Why somebody recorded something, where that may be told: it may name any record."""
        return text if self.may_tell(text) else NOT_TOLD

    def _told(self, cards: Mapping[str, Card]) -> Mapping[str, Card]:
        """What a rule found at a record names others, which may lie outside."""
        return {k: self._of_rule(card) if "rule" in card.properties else card for k, card in cards.items()}

    def _of_rule(self, card: Card) -> Card:
        told = {n: self.reason(str(card.properties[n])) for n in _OF_RULES if n in card.properties}
        return replace(ShownCard.of(card), properties={**card.properties, **told})

    def _may_be_told(self, keys: set[str]) -> tuple[set[str], set[str]]:
        """Of these keys those that may be told, and those of records outside.

        One that is no record may be told where it is a shorter spelling of one that may be seen.
        """
        visible = self.visible(keys)
        hidden = set(self._reads.cards(sorted(keys - visible))) if keys - visible else set()
        return visible | self._placing.begins_one(keys - visible - hidden), hidden

    def shown(self, edges: Iterable[Edge]) -> list[Edge]:
        """Those of the relationships of which the asker may see both ends."""
        met = list(edges)
        ends = {end for edge in met for end in (edge.source, edge.target)}
        parties = {end for end in ends if prefix_of(end) in PARTIES}
        visible = self.visible(ends - parties)
        self._placing.learn(met, visible)
        # Of a party only that is looked up which stands at a visible end; it may have thousands of events.
        beside = {
            party
            for edge in met
            for party, other in ((edge.source, edge.target), (edge.target, edge.source))
            if party in parties and (other in visible or other in parties)
        }
        visible |= self.visible(beside)
        return [edge for edge in met if edge.source in visible and edge.target in visible]


class ScopedReader(Scoped):
    """An open reader of an asker who is bound to sites. `whole` is the one under it, for the walk alone."""

    def __init__(self, whole: Reader, sites: frozenset[str]) -> None:
        super().__init__(whole, Placing(whole, sites, Classes.of(whole.merges())))
        self.whole = whole

    def over(self, reads: Reads) -> Scoped:
        """The same filter over the same reader in another light."""
        return Scoped(reads, self._placing)

    @property
    def round_trips(self) -> int:
        """Of the reader under it."""
        return self.whole.round_trips

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        """The nodes by key; at `as_of` where it is given."""
        return self._told(self.whole.cards(sorted(self.visible(keys)), as_of))

    def merges(self) -> Sequence[Merge]:
        """Which records were decided to be which others, as far as both may be seen."""
        found = self.whole.merges()
        visible = self.visible({key for merge in found for key in (merge.duplicate, merge.kept)})
        return [merge for merge in found if merge.duplicate in visible and merge.kept in visible]

    def of_label(self, label: str) -> Sequence[str]:
        """Those of the nodes of a label that the asker may see."""
        found = self.whole.of_label(label)
        visible = self.visible(found)
        return [key for key in found if key in visible]

    def loads(self) -> Sequence[Load]:
        """None: what a file states of which site is not known."""
        return ()

    def load_of(self, seqs: Iterable[int]) -> Mapping[int, str]:
        """The loads that these commits came with."""
        return self.whole.load_of(seqs)

    def rivals(self, keys: Iterable[str]) -> Mapping[str, Sequence[Edge]]:
        """Of these relationships those in dispute, if every one of the statements may be seen."""
        found = self.whole.rivals(keys)
        return {key: edges for key, edges in found.items() if len(self.shown(edges)) == len(edges)}

    def claims(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Sequence[Claim]]:
        """What sources state of the disputed properties of these nodes."""
        return self.whole.claims(sorted(self.visible(keys)), as_of)

    def causes(self, seqs: Sequence[int]) -> Mapping[int, Cause]:
        """Who recorded these commits, when and why; nothing of what they hold."""
        return {
            seq: entries.Cause(cause.seq, cause.record_time, cause.actor, self.reason(cause.reason))
            for seq, cause in self.whole.causes(seqs).items()
        }

    def __enter__(self) -> Self:
        self.whole.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self.whole.__exit__(kind, error, trace)


class ScopedStore:
    """A store of which an asker sees what lies in its sites."""

    def __init__(self, whole: Store, sites: frozenset[str]) -> None:
        self._whole, self._sites = whole, sites

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """A reader at a size."""
        return ScopedReader(self._whole.reader(known_at, at_least), self._sites)

    def head(self) -> LedgerHead:
        """Size and root of the ledger now."""
        return self._whole.head()


def for_asker(reader: Reader, asker: Asker) -> Reader:
    """The reader as this asker may use it."""
    return reader if asker.sites is None else ScopedReader(reader, asker.sites)


def store_for(store: Store, asker: Asker) -> Store:
    """The store as this asker may use it."""
    return store if asker.sites is None else ScopedStore(store, asker.sites)
