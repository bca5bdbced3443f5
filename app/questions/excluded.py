"""What a time-aware answer leaves out of the conservative one, each with the times that say so.

Promises: everything that the conservative answer has and this one has not is listed: a relationship that was
`apart` has both intervals and the keys of the statements that give them; whatever led on from there alone is
`behind` it. So every way into a row that was left out is listed, too. What rests on a day, or on the time of
a booking, is marked: a late booking may have moved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from app.questions.findings import Gap
from app.questions.reading import Edge
from app.questions.starts import label_of
from graph_model.instants import text_of
from quality.words import Words

EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
APART, BEHIND = "apart", "behind"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """All instants that stated times may mean; open where none is stated. Both ends belong to it."""

    first: datetime = EARLIEST
    last: datetime = LATEST
    statements: tuple[str, ...] = ()
    """Keys of the relationships and nodes that state the times."""
    by_posting_date: bool = False

    @property
    def since(self) -> str | None:
        """The first instant as text; None where that side is open."""
        return None if self.first == EARLIEST else text_of(self.first)

    @property
    def until(self) -> str | None:
        """The last instant as text; None where that side is open."""
        return None if self.last == LATEST else text_of(self.last)

    def to_json(self) -> dict[str, object]:
        """As printed; an open side is null."""
        return {"from": self.since, "to": self.until, "statements": list(self.statements)}


EVER = Interval()

_behind = Words(
    "{source} {type} {target} was left out: every way there is left out.",
    "{source} {type} {target} 未计入：通往它的每条路径都未计入。",
)
_apart = Words(
    "{source} {type} {target} was left out: it happened by {before} ({statements}), and nothing suspect "
    "was in {source} before {since} ({whose}).",
    "{source} {type} {target} 未计入：它不晚于 {before} 发生（{statements}），而 {source} 在 {since} "
    "之前不含可疑物（{whose}）。",
)
_booked = Words(
    "{source} {type} {target} was left out by days or times of booking alone: it happened by {before} "
    "({statements}), and nothing suspect was in {source} before {since} ({whose}).",
    "{source} {type} {target} 仅依据过账日期或时间未计入：它不晚于 {before} 发生（{statements}），"
    "而 {source} 在 {since} 之前不含可疑物（{whose}）。",
)


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A relationship that was left out. `apart`: it had happened before anything suspect could be there."""

    source: str
    type: str
    target: str
    key: str
    by_posting_date: bool
    suspect_from: Interval | None = None
    happened: Interval | None = None

    @classmethod
    def of(cls, edge: Edge, intervals: tuple[Interval, Interval] | None, *, by_posting_date: bool) -> LeftOut:
        """A relationship with the two intervals that are apart, or one that is behind such."""
        suspect, happened = intervals or (None, None)
        return cls(edge.source, edge.type, edge.target, edge.key, by_posting_date, suspect, happened)

    @property
    def reason(self) -> str:
        """`apart`, or `behind` what is."""
        return APART if self.happened else BEHIND

    @property
    def statements(self) -> set[str]:
        """Keys of the statements that give both intervals."""
        return {key for found in (self.suspect_from, self.happened) if found for key in found.statements}

    @property
    def message(self) -> str:
        """In words."""
        return self.words.en

    @property
    def words(self) -> Words:
        """The same in both languages."""
        ends = {"source": self.source, "type": self.type, "target": self.target}
        if self.suspect_from is None or self.happened is None:
            return _behind.filled(**ends)
        return (_booked if self.by_posting_date else _apart).filled(
            **ends,
            before=text_of(self.happened.last),
            statements=", ".join(self.happened.statements),
            since=text_of(self.suspect_from.first),
            whose=", ".join(self.suspect_from.statements),
        )

    def to_json(self) -> dict[str, object]:
        """As printed; what is behind others has no intervals of its own."""
        return {
            "from": self.source,
            "type": self.type,
            "to": self.target,
            "key": self.key,
            "reason": self.reason,
            "by_posting_date": self.by_posting_date,
            "suspect_from": self.suspect_from.to_json() if self.suspect_from else None,
            "happened": self.happened.to_json() if self.happened else None,
        }


@dataclass(frozen=True, slots=True, order=True)
class LeftOutRow:
    """A node to which no way is left; all relationships that lead to it are among those left out."""

    key: str
    by_posting_date: bool

    @property
    def label(self) -> str:
        """What kind of thing it is."""
        return label_of(self.key)

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {"key": self.key, "label": self.label, "by_posting_date": self.by_posting_date}


@dataclass(frozen=True, slots=True)
class Excluded:
    """All that was left out, sorted."""

    relationships: tuple[LeftOut, ...] = ()
    rows: tuple[LeftOutRow, ...] = ()

    def gaps(self) -> Iterator[Gap]:
        """What only a day or the time of a booking keeps out: who relies on that must know."""
        for found in self.relationships:
            if found.by_posting_date and found.reason == APART:
                yield Gap("by_posting_date", found.target, found.words)

    def within(self, keys: set[str], can_tell: Callable[[LeftOut], bool]) -> Excluded:
        """Those that may be told: of rows these, of relationships those that `can_tell` says."""
        told = tuple(found for found in self.relationships if can_tell(found))
        return Excluded(told, tuple(row for row in self.rows if row.key in keys))

    def beside(self, shown: Excluded) -> Iterable[LeftOut | LeftOutRow]:
        """What the other one lacks."""
        told = {*shown.relationships, *shown.rows}
        own: list[LeftOut | LeftOutRow] = [*self.relationships, *self.rows]
        return [found for found in own if found not in told]

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {
            "relationships": [found.to_json() for found in self.relationships],
            "rows": [row.to_json() for row in self.rows],
        }
