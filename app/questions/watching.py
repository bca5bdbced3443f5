"""A reader that remembers what it met that an answer has to tell of.

That are relationships that sources state differently, and properties that are later than the time that is
asked about. Promises: whatever part of a question reads such a one, the answer can tell of it; it reads
what the reader under it reads, but for statements that gave way to those of a preferred source.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping, Sequence

from app.questions.merged import NOTHING_MERGED, Classes
from app.questions.passing import Passing
from app.questions.preferring import Taken
from app.questions.reading import Card, Edge, Reads, Timed
from app.questions.windows import Window


class Watching(Passing):
    """The reads of a question; `disputed` are the relationships in dispute that came with them.

    `upheld` are those that a decision holds against a withdrawal; `later` are the properties that were shown
    though they are later than the time asked about, by key; `classes` are the records that are told as one.
    """

    def __init__(
        self,
        reader: Reads,
        classes: Classes = NOTHING_MERGED,
        taken: Taken | None = None,
        shown: MutableMapping[tuple[str, str], str] | None = None,
    ) -> None:
        super().__init__(reader)
        self._taken: Taken = taken if taken is not None else {}
        self._shown_of = shown if shown is not None else {}
        self.classes = classes
        self.disputed: list[Edge] = []
        self.upheld: list[Edge] = []
        self.later: dict[str, Sequence[str]] = {}

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key."""
        cards = super().cards(keys)
        self.later.update((key, card.later) for key, card in cards.items() if card.later)
        return cards

    def measured(self, during: Mapping[str, Sequence[Window]]) -> Sequence[Edge]:
        """Readings in these places, at least those that may overlap their spans."""
        if isinstance(self._under, Timed):
            return self._shown(self._under.measured(during))
        return self.context(sorted(during), ("MEASURED_AT",), False)

    def join(self, whole: Watching, disputed: Iterable[Edge]) -> None:
        """Tell of these disputes too, which the same question met where its asker may not look."""
        self.disputed += disputed
        self._taken = ChainMap(self._taken, whole._taken)
        self._shown_of = ChainMap(self._shown_of, whole._shown_of)

    def taken(self) -> dict[str, dict[str, str]]:
        """Key -> property, or nothing for a relationship -> the source whose statement was taken.

        No source where that was about a record whose value is not shown, but that of one it was merged with.
        """
        out: dict[str, dict[str, str]] = {}
        for (key, name), source in sorted(self._taken.items()):
            kept = self.classes.kept(key)
            is_shown = self._shown_of.get((kept, name), key) == key
            under = out.setdefault(kept, {})
            under[name] = source if is_shown else under.get(name, "")
        return out

    def _shown(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        self.disputed += [edge for edge in edges if edge.disputed or (edge.key, "") in self._taken]
        self.upheld += [edge for edge in edges if edge.upheld]
        return [edge for edge in edges if not self._gave_way(edge)] if self._taken else edges

    def _gave_way(self, edge: Edge) -> bool:
        return edge.void and (edge.key, "") in self._taken
