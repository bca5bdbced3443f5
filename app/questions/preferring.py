"""A reader that takes the statements of the sources that the asker prefers, where sources dispute.

Promises: only between statements of equal standing, never against it. Of a relationship in dispute the
statement of the first source that has one is followed and the others are void; of a property its value is
shown. What no preferred source states stays as it is. That there is a dispute stays known: `taken` says under
which source each was read. A statement that only repeats an earlier one is that one's source's alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace

from app.questions.errors import SHOWN, UnknownSource
from app.questions.passing import Passing
from app.questions.reading import Backed, Card, Claim, Edge, Load
from app.questions.rewritten import ShownCard, ShownEdge

Taken = MutableMapping[tuple[str, str], str]
"""(key of a node, a property) or (key of a relationship, "") -> the source whose statement was taken."""


def names_of(load: Load) -> tuple[str, ...]:
    """What a person may call the source of a load: its id, its file, its profile with or without version."""
    profile = load.profile.partition(" as ")[0]
    return load.load, load.file, load.profile, profile, profile.partition("/")[0]


def refuse_unknown(loads: Iterable[Load], sources: Iterable[str]) -> None:
    """Raise where a source is the name of no load."""
    known = [names_of(load) for load in loads]
    for source in sources:
        if not any(source in names for names in known):
            shown = sorted({name for names in known for name in (names[1], names[3])})
            raise UnknownSource(source, tuple(shown[:SHOWN]), len(shown))


class Preferring(Passing):
    """The reads of a question under some sources, the first of them before the others."""

    def __init__(self, reader: Backed, sources: Sequence[str]) -> None:
        super().__init__(reader)
        self._reader, self._sources = reader, sources
        self._place: dict[str, int] = {}
        for load in reader.loads():
            names = names_of(load)
            self._place[load.load] = next((n for n, s in enumerate(sources) if s in names), len(sources))
        self._load_of: dict[int, str] = {}
        self._chosen: dict[str, Edge | None] = {}
        self.taken: Taken = {}

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        """The nodes by key; at `as_of` where it is given."""
        cards = dict(self._reader.cards(keys, as_of))
        disputed = sorted(key for key, card in cards.items() if card.disputed)
        claims = self._reader.claims(disputed, as_of) if disputed else {}
        self._learn(claim.commit for found in claims.values() for claim in found)
        for key, found in claims.items():
            cards[key] = self._card(cards[key], found)
        return cards

    def _shown(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        new = {edge.key for edge in edges if edge.disputed} - self._chosen.keys()
        if new:
            self._choose(new)
        return [self._edge(edge) for edge in edges]

    def _choose(self, keys: Iterable[str]) -> None:
        """Of each relationship in dispute the statement of the first source that has one."""
        rivals = self._reader.rivals(keys)
        self._learn(edge.commit for found in rivals.values() for edge in found)
        for key in keys:
            found = rivals.get(key, ())
            # Of two statements of one source the better one, which comes first.
            chosen = min(found, key=lambda edge: self._place_of(edge.commit), default=None)
            place = len(self._sources) if chosen is None else self._place_of(chosen.commit)
            self._chosen[key] = chosen if place < len(self._sources) else None
            if place < len(self._sources):
                self.taken[key, ""] = self._sources[place]

    def _edge(self, edge: Edge) -> Edge:
        """The chosen one holds as if nobody contradicted it; a rival that gave way is void."""
        chosen = self._chosen.get(edge.key) if edge.disputed else None
        if chosen is None:
            return edge
        return replace(ShownEdge.of(edge), void=_what(edge) != _what(chosen), disputed=False)

    def _card(self, card: Card, claims: Sequence[Claim]) -> Card:
        properties = dict(card.properties)
        best: dict[str, int] = {}
        for claim in claims:
            place = self._place_of(claim.commit)
            if place < best.get(claim.name, len(self._sources)):
                best[claim.name] = place
                properties[claim.name] = claim.value
        self.taken.update(((card.key, name), self._sources[place]) for name, place in best.items())
        rest = tuple(name for name in card.disputed if name not in best)
        return replace(ShownCard.of(card), properties=properties, disputed=rest)

    def _learn(self, commits: Iterable[int]) -> None:
        new = set(commits) - self._load_of.keys()
        if new:
            self._load_of.update(self._reader.load_of(new))

    def _place_of(self, commit: int) -> int:
        return self._place.get(self._load_of[commit], len(self._sources))


def _what(edge: Edge) -> tuple[object, ...]:
    return edge.commit, edge.source, edge.target, dict(edge.properties)
