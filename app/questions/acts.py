"""When things happened, as far as that may exclude anything: intervals as wide as the stated times allow.

Promises: a time is widened by its precision (an instant on a whole minute by that minute, a day by all zones
of the earth where it has no offset) and never narrowed. A time that is missing, in dispute or upheld against
a withdrawal is open. Of several times of one act all count; so does all of a step's own time for an act that
is stated outside of it, and an end before its beginning says nothing. The time of an act is trusted where it
is an instant and is not, nor may be, that of its booking; a day is taken for the date of a booking, whatever
it says (docs/adr/0013).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.questions.excluded import EARLIEST, EVER, LATEST, Interval
from app.questions.reading import Card, Edge, Reads
from app.questions.windows import moment, span
from graph_model.keys import prefix_of

_EVENTS = {"RECEIVED_AS": "received", "SHIPPED_IN": "shipped", "RETURNED_IN": "returned"}
_TIMED = frozenset(["step", "receipt", "shipment", "return"])
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_DAY, _TICK = timedelta(days=1), timedelta(microseconds=1)


class Acts:
    """The times of some relationships, with those of the events at their ends."""

    def __init__(self, reader: Reads, edges: Iterable[Edge]) -> None:
        ends = {end for edge in edges for end in (edge.source, edge.target)}
        timed = sorted(end for end in ends if prefix_of(end) in _TIMED)
        self._cards = reader.cards(timed) if timed else {}

    def of(self, edge: Edge) -> Interval:
        """When an item went in, came out, was received or left; open for what has no such time."""
        if edge.disputed or edge.upheld:
            return EVER
        match edge.type:
            case "CONSUMED_IN" | "USED_IN":
                return self._in_step(_event(edge), edge.target)
            case "PRODUCED":
                return self._in_step(_event(edge), edge.source)
            case "PACKED_IN":
                return _stay(edge)
            case "RECEIVED_AS" | "SHIPPED_IN" | "RETURNED_IN":
                event = edge.source if edge.type == "RECEIVED_AS" else edge.target
                return _hull(_event(edge), self._stated(event, _EVENTS[edge.type])) or EVER
        return EVER

    def _in_step(self, event: Interval | None, step: str) -> Interval:
        """A booking that lies outside of its step is a late or a back-dated one."""
        ran = self._span(step)
        if event is None or ran is None:
            return event or ran or EVER
        is_outside = event.first > ran.last or event.last < ran.first
        return (_hull(event, ran) or EVER) if is_outside else event

    def _span(self, step: str) -> Interval | None:
        """From its start to its end; nothing where neither is stated, or the end is before the start."""
        card = self._cards.get(step)
        if card is None or span(card.properties.get("started"), card.properties.get("ended")).empty:
            return None
        started, ended = self._stated(step, "started"), self._stated(step, "ended")
        if started is None and ended is None:
            return None
        by_posting_date = any(found.by_posting_date for found in (started, ended) if found)
        first, last = started.first if started else EARLIEST, ended.last if ended else LATEST
        return Interval(first, last, (step,), by_posting_date)

    def _stated(self, key: str, name: str) -> Interval | None:
        """A time of an event. No kind is stated of these; an instant is taken for that of the act."""
        card: Card | None = self._cards.get(key)
        value = None if card is None or name in card.disputed else card.properties.get(name)
        return read(value, key, is_posting=False)


def read(value: object, statement: str, *, is_posting: bool, offset: object = "") -> Interval | None:
    """The interval of a stated time; nothing where none is stated."""
    if not isinstance(value, str) or not value:
        return None
    given = moment(value)
    if given.day is None:
        width = _precision(given.first, value)
        last = LATEST if LATEST - given.first < width else given.first + width - _TICK
        return Interval(given.first, last, (statement,), is_posting)
    zone = _OFFSET.fullmatch(offset) if isinstance(offset, str) else None
    midnight = datetime.combine(given.day, datetime.min.time(), UTC)
    if zone is None or not EARLIEST + 2 * _DAY < midnight < LATEST - 2 * _DAY:
        return Interval(given.first, given.last, (statement,), by_posting_date=True)
    ahead = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1)
    return Interval(midnight - ahead, midnight - ahead + _DAY - _TICK, (statement,), by_posting_date=True)


def _precision(instant: datetime, text: str) -> timedelta:
    """How long it may mean: sources that know minutes write whole ones, and loaders add the seconds."""
    _, point, fraction = text.rstrip("Z").partition(".")
    if point:
        return timedelta(microseconds=10 ** max(6 - len(fraction), 0))
    return timedelta(seconds=1) if instant.second else timedelta(minutes=1)


def _event(edge: Edge) -> Interval | None:
    """Its own time. One of which the kind is not stated may be that of the booking."""
    properties = edge.properties
    return read(
        properties.get("event_time"),
        edge.key,
        is_posting=properties.get("event_kind") != "actual",
        offset=properties.get("event_offset", ""),
    )


def _stay(edge: Edge) -> Interval:
    """What goes into a package may be changed there until it is out, whenever it was packed."""
    since, until = (edge.properties.get(name) for name in ("packed_from", "packed_to"))
    is_posting = edge.properties.get("event_kind") == "posting"
    out = None if span(since, until).empty else read(until, edge.key, is_posting=is_posting)
    return Interval(EARLIEST, out.last, out.statements, out.by_posting_date) if out else EVER


def _hull(first: Interval | None, second: Interval | None) -> Interval | None:
    """Both may be right."""
    if first is None or second is None:
        return first or second
    return Interval(
        min(first.first, second.first),
        max(first.last, second.last),
        tuple(sorted({*first.statements, *second.statements})),
        first.by_posting_date or second.by_posting_date,
    )
