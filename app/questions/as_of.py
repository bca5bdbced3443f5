"""A reader that shows the records as they were at a time T (docs/adr/0008).

Promises: what is known is decided first, by the reader under it; of that, a relationship is there unless
it surely begins after T, or ends at an event that does. A day may lie in any zone of the earth, and a time
that sources state differently rules nothing out: what is uncertain is there. Nodes are as their
statements have them at T. What did not come to hold, such as an earlier time of an event that was
corrected, never comes back. Search and keys find what is there now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from app.questions.errors import BadRequest
from app.questions.passing import Passing
from app.questions.reading import Card, Dated, Edge
from app.questions.trace import far_end, near_end
from app.questions.windows import Moment, moment
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_model.validate import is_time

_OCCURS = {prefix: declared.occurs for prefix, declared in BY_PREFIX.items() if declared.occurs}


def read_time(text: str) -> Moment:
    """The T that a person wrote; a day lasts until its end in UTC."""
    if not is_time(text):
        raise BadRequest(
            f"{text[:40]!r} is no day and no instant in UTC.",
            "Write a day such as 2025-01-31, or an instant such as 2025-01-31T08:15:00Z.",
        )
    given = moment(text)
    if given.day is None:
        return given
    first, last = (datetime.combine(given.day, at, UTC) for at in (time.min, time.max))
    return Moment(first, last, given.day)


class AsOf(Passing):
    """The reads of a question at one time; of when rejected rows and open files are, is not known."""

    def __init__(self, reader: Dated, text: str) -> None:
        super().__init__(reader)
        self._reader = reader
        self._at = read_time(text)
        self._until = self._at.last.isoformat(timespec="microseconds").replace("+00:00", "Z")
        self._to_come: dict[str, bool] = {}
        """Event -> whether it happened after T; of the events met so far."""

    def flow(self, keys: Iterable[str], forward: bool) -> Sequence[Edge]:
        """One level of material flow; of steps also their order, and the operations that lead on at T."""
        wanted = set(keys)
        found = self._shown(self._reader.flow(sorted(wanted), forward))
        below = [edge for edge in found if edge.type == "PART_OF" and edge.source not in wanted]
        ahead = self._ahead({edge.source for edge in below}, forward)
        idle = {id(edge) for edge in below if not ahead[edge.source] - {edge.target}}
        return [edge for edge in found if id(edge) not in idle]

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key, as they were; a key itself has no time."""
        return self._reader.cards(keys, self._until)

    def search(self, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
        """One page of nodes that hold the text now, as they were."""
        found, rest = self._reader.search(text, first, after)
        then = self.cards(card.key for card in found)
        return [then[card.key] for card in found], rest

    def _ahead(self, operations: set[str], forward: bool) -> Mapping[str, set[str]]:
        """Operation -> what it leads on to at T; if nothing, what else it is part of, or is part of it."""
        out: dict[str, set[str]] = defaultdict(set)
        flow = self._shown(self._reader.flow(sorted(operations), forward)) if operations else ()
        for edge in flow:
            if edge.type != "PART_OF":
                out[near_end(edge, forward=forward)].add(far_end(edge, forward=forward))
        rest = sorted(operations - out.keys())
        for outgoing in (True, False) if rest else ():
            for edge in self._shown(self._reader.context(rest, ("PART_OF",), outgoing)):
                out[near_end(edge, forward=outgoing)].add(far_end(edge, forward=outgoing))
        return out

    def _shown(self, edges: Sequence[Edge]) -> Sequence[Edge]:
        """Without those that begin after T, or whose events do."""
        # Of statements in dispute about when the same two things met, one is as good as the other.
        doubted = {_what(edge) for edge in edges if edge.disputed and not self._begins_after(edge)}
        begun = [e for e in edges if not self._begins_after(e) or (e.disputed and _what(e) in doubted)]
        self._meet(end for edge in begun for end in (edge.source, edge.target))
        return [e for e in begun if not (self._to_come.get(e.source) or self._to_come.get(e.target))]

    def _begins_after(self, edge: Edge) -> bool:
        name = "packed_from" if edge.type == "PACKED_IN" else "event_time"
        return self._is_after(edge.properties.get(name))

    def _meet(self, keys: Iterable[str]) -> None:
        """Read when these events happened: as they stand now, since a correction of a time counts at any."""
        new = {key for key in keys if prefix_of(key) in _OCCURS} - self._to_come.keys()
        cards = self._reader.cards(sorted(new)) if new else {}
        for key in new:
            card, name = cards.get(key), _OCCURS[prefix_of(key)]
            at = card.properties.get(name) if card and name not in card.disputed else None
            self._to_come[key] = self._is_after(at)

    def _is_after(self, value: object) -> bool:
        return isinstance(value, str) and bool(value) and moment(value).surely_after(self._at)


def _what(edge: Edge) -> tuple[str, str, str]:
    return edge.key, edge.source, edge.target
