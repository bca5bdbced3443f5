"""A reader that shows records that were decided to be one as one: under the key of the kept record.

Promises: whatever is asked by one of their keys is read of all of them, and every relationship ends in the
kept one. A property is that of the kept record; where that states none, that of the first of its duplicates,
by key, that does. What the sources of any of them dispute is disputed, and so is a unit or a way of tracking
that two of them state differently. What lies between the merged records themselves is not told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.questions.findings import Note
from app.questions.passing import Passing
from app.questions.reading import Card, Edge, Merge, Reads
from app.questions.rewritten import ShownCard, ShownEdge
from app.questions.trace import closure
from graph_model.keys import prefix_of
from graph_model.relationships import ALIAS
from quality.words import said

MUST_AGREE = {"material": ("uom", "traceability")}
"""Prefix -> properties that merged records may not state differently: amounts and gaps hang on them."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Which records are one; empty where nothing was merged."""

    _kept: Mapping[str, str] = field(default_factory=dict)
    _members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, merges: Iterable[Merge]) -> Classes:
        """From the decisions, whatever their order; a loop, which two at once may decide, keeps the first."""
        near: dict[str, set[str]] = defaultdict(set)
        merged: set[str] = set()
        for merge in merges:
            near[merge.duplicate].add(merge.kept)
            near[merge.kept].add(merge.duplicate)
            merged.add(merge.duplicate)
        kept_of: dict[str, str] = {}
        members_of: dict[str, tuple[str, ...]] = {}
        for key in near:
            if key not in kept_of:
                whole = closure(near, [key])
                kept = min(whole - merged or whole)
                kept_of.update(dict.fromkeys(whole, kept))
                members_of[kept] = (kept, *sorted(whole - {kept}))
        return cls(kept_of, members_of)

    def __bool__(self) -> bool:
        return bool(self._kept)

    def kept(self, key: str) -> str:
        """The key under which answers know this record."""
        return self._kept.get(key, key)

    def members(self, key: str) -> tuple[str, ...]:
        """The kept record of a class and then its duplicates; of any other key, that key."""
        return self._members.get(key, (key,))

    def whole(self, keys: Iterable[str]) -> list[str]:
        """All keys of the classes of these."""
        if not self:
            return list(keys)
        return [member for kept in dict.fromkeys(map(self.kept, keys)) for member in self.members(kept)]

    def notes(self, keys: Iterable[str]) -> Iterator[Note]:
        """What was merged into these records."""
        for kept in {self.kept(key) for key in keys} if self else ():
            for duplicate in self.members(kept)[1:]:
                words = said(
                    "{duplicate} is merged into {kept}; both are told as one.",
                    "{duplicate} 已合并到 {kept}；两者作为一个记录显示。",
                    duplicate=duplicate,
                    kept=kept,
                )
                yield Note("merged", kept, words)


NOTHING_MERGED = Classes()


class Merged(Passing):
    """The reads of a question, in terms of the kept records; a search finds each under its own key.

    `shown` says which record of several the value of a property is from: (kept key, property) -> its key.
    """

    def __init__(self, reader: Reads, classes: Classes) -> None:
        super().__init__(reader)
        self._classes = classes
        self.shown: dict[tuple[str, str], str] = {}

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by the keys that were asked for; a card's own key is that of the kept record."""
        wanted = list(keys)
        found = self._under.cards(self._classes.whole(wanted))
        out: dict[str, Card] = {}
        for key in wanted:
            kept = self._classes.kept(key)
            cards = [found[member] for member in self._classes.members(kept) if member in found]
            if cards:
                out[key] = cards[0] if len(cards) == 1 and cards[0].key == kept else self._united(kept, cards)
        return out

    def find(self, key_prefix: str) -> Sequence[str]:
        """The kept records whose key, or a duplicate's, is this text or goes on from it."""
        return sorted({self._classes.kept(key) for key in self._under.find(key_prefix)})

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> Sequence[str]:
        """The kept records of which this number, or that of a duplicate, is one of the texts."""
        return sorted({self._classes.kept(key) for key in self._under.numbered(label, name, texts)})

    def _united(self, kept: str, cards: Sequence[Card]) -> Card:
        """One card of several. What was stated for a later time than is asked about gives way to the rest."""
        properties: dict[str, object] = {}
        later: set[str] = set()
        for is_later in (False, True):
            for card in cards:
                names = [n for n in card.properties if (n in card.later) == is_later and n not in properties]
                properties |= {name: card.properties[name] for name in names}
                self.shown |= {(kept, name): card.key for name in names}
                later.update(names if is_later else ())
        disputed = {name for card in cards for name in card.disputed} | set(_contradicted(kept, cards))
        return ShownCard(
            key=kept,
            label=cards[0].label,
            properties=properties,
            stated=any(card.stated for card in cards),
            disputed=sorted(disputed),
            later=sorted(later),
        )

    def _wanted(self, keys: Iterable[str]) -> Iterable[str]:
        return self._classes.whole(keys)

    def _shown(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        """The relationships between the kept records."""
        out: list[Edge] = []
        for edge in edges:
            source, target = self._classes.kept(edge.source), self._classes.kept(edge.target)
            if (source, target) == (edge.source, edge.target):
                out.append(edge)
            elif edge.type != ALIAS or source != target:
                out.append(replace(ShownEdge.of(edge), source=source, target=target))
        return out


def _contradicted(kept: str, cards: Sequence[Card]) -> Iterator[str]:
    for name in MUST_AGREE.get(prefix_of(kept), ()):
        if len({card.properties[name] for card in cards if name in card.properties}) > 1:
            yield name
