"""The environment of a room, or that of a step: what was measured there, beside which limits, and what ran.

Promises: every reading of the place, of the places inside it and of those that hold it, that may have been
taken in the time asked about, as stated; every step that may have run there then, as an exposure joins it. A
reading of which nothing says when it was taken is among them and is a gap; so are readings that nothing says
the limits of. A reading that states no end was taken at its start. Of a step, or a reading, the places are
those it was in, and the time is its own where none is given. Which sensors were read at other times and not
in this one is a question of its own (`silent`), since it looks at all times. Refuses more readings than can
be held, or looked at, at once; an asker who is bound to sites is told of what is there, and the rest is
counted, a refusal included.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.questions.errors import BadRequest, BadStart
from app.questions.exposure import missing
from app.questions.findings import Gap, sorted_gaps
from app.questions.hiding import Hidden, hidden_gaps
from app.questions.joining import Found, Joined, find, has_limits, is_outside, without_limits
from app.questions.periods import EVER, Period
from app.questions.reading import Backed, Card, may_hold
from app.questions.records import operations_below, span_of, surroundings
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from app.questions.windows import OPEN, Window
from graph_model.facts import canonical
from graph_model.keys import prefix_of, split
from graph_model.units import from_scaled
from quality.words import said

WITHIN, OUTSIDE, UNKNOWN = "within", "outside", "unknown"
"""Where a reading was beside its limits; unknown where it states none, or no value."""
MOST = 100_000
"""Readings of one answer."""
MOST_LOOKED_AT = 10 * MOST
"""Readings of which it is looked up, for one answer, whether they lie in the time."""
AT_ONCE = 10_000
"""Of these so many are held at a time."""
_VALUES = ("minimum", "mean", "maximum", "lower_limit", "upper_limit")
_ROOM_OF = {"ProcessStep": "AT_LOCATION", "EnvironmentalReading": "MEASURED_AT", "Equipment": "AT_LOCATION"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading in one place, as stated; what is not stated is empty, of numbers None."""

    key: str
    place: str
    sensor: str
    quantity_kind: str
    uom: str
    started: str
    ended: str
    samples: int | None
    values: tuple[str | None, ...]
    """`_VALUES` as exact decimal text."""
    state: str
    is_dated: bool
    """False where nothing says for sure when it was taken."""

    @property
    def place_in_list(self) -> tuple[str, ...]:
        """What readings are sorted by."""
        return (self.started if self.is_dated else "", self.key, self.place)

    def to_json(self) -> dict[str, object]:
        """As the answer is hashed."""
        return {
            "key": self.key,
            "place": self.place,
            "sensor": self.sensor,
            "quantity_kind": self.quantity_kind or None,
            "uom": self.uom or None,
            "started": self.started or None,
            "ended": self.ended or None,
            "samples": self.samples,
            **dict(zip(_VALUES, self.values, strict=True)),
            "state": self.state,
        }


@dataclass(frozen=True, slots=True)
class Environment:
    """What was asked about, and all that was measured and ran there; readings by time, steps by key."""

    key: str
    places: tuple[str, ...]
    period: Period
    """The time that was looked at: of a step its own, where none was given."""
    readings: tuple[Reading, ...]
    steps: tuple[Joined, ...]
    gaps: tuple[Gap, ...]
    known_at: int
    root: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole answer, every reading included; of the sensors that were silent nothing."""
        told = {
            "key": self.key,
            "places": list(self.places),
            "from": self.period.since,
            "to": self.period.until,
            "readings": [reading.to_json() for reading in self.readings],
            "steps": [joined.to_json() for joined in self.steps],
            "gaps": [gap.to_json() for gap in self.gaps],
        }
        return hashlib.sha256(canonical(told)).hexdigest()


def environment(reader: Backed, key: str, period: Period = EVER, view: View = NOW) -> Environment:
    """What was measured, and what ran, in a place or where something was."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    of = resolve(watching, key)
    shown = _look(watching, of, period)
    gaps = set(_gaps(watching, shown))
    if isinstance(reader, ScopedReader):
        whole = through(reader.whole, view)
        found = _look_beyond(whole, of, period, shown)
        every = set(_gaps(whole, found))
        gaps = {gap for gap in gaps & every if reader.may_tell(f"{gap.key} {gap.message}")}
        left_out: set[Hidden] = {("Gap", gap) for gap in every - gaps} | (found.things - shown.things)
        gaps.update(hidden_gaps(left_out))
    return Environment(
        of,
        tuple(sorted(shown.places)),
        shown.period,
        tuple(sorted(shown.readings, key=lambda reading: reading.place_in_list)),
        tuple(sorted(shown.ran.joined)),
        sorted_gaps(gaps),
        reader.known_at,
        reader.root,
    )


def silent(reader: Backed, found: Environment, view: View = NOW) -> tuple[tuple[str, str], ...] | None:
    """Place and sensor of those that were read there at other times, and not in that of the answer.

    None where there are more readings of all times than are looked at at once.
    """
    if found.period.is_open or not found.places:
        return ()
    watching, known, n = through(reader, view), set[tuple[str, str]](), 0
    for place in found.places:
        ever = watching.context([place], ("MEASURED_AT",), False)
        n += len(ever)
        if n > MOST_LOOKED_AT:
            return None
        known |= {(edge.target, _sensor(edge.source)) for edge in ever if may_hold(edge)}
    return tuple(sorted(known - {(reading.place, reading.sensor) for reading in found.readings}))


class _TooMany(BadRequest):
    """More readings than are told, or looked at, at once."""


@dataclass(slots=True)
class _Looked:
    """What is in some places, and what was read on the way."""

    period: Period
    ran: Found
    places: set[str] = field(default_factory=set)
    readings: list[Reading] = field(default_factory=list)

    @property
    def things(self) -> set[Hidden]:
        """The records that are told of, each with its label."""
        keys = {*self.places, *self.ran.starts, *(reading.key for reading in self.readings)}
        return {(label_of(key), key) for key in keys}


def _look(reader: Watching, key: str, asked: Period) -> _Looked:
    rooms, period = _whereabouts(reader, key, asked)
    out = _Looked(period, find(reader, sorted(rooms), period, excursions=False))
    out.ran.touched.add(key)
    inside = {place for place in out.ran.touched if prefix_of(place) == "location"}
    around = surroundings(reader, rooms) if rooms else {}
    out.places = {p for p in inside.union(*around.values()) if prefix_of(p) == "location"}
    out.ran.touched |= out.places
    if out.places:
        _read(reader, out)
    return out


def _look_beyond(whole: Watching, key: str, asked: Period, shown: _Looked) -> _Looked:
    """All that is there; a refusal tells no more than the asker may see."""
    try:
        return _look(whole, key, asked)
    except _TooMany:
        raise BadRequest(
            f"In {', '.join(sorted(shown.places)) or key}, and what lies around, are more readings than are "
            "told at once.",
            "Name a shorter time.",
        ) from None


def _whereabouts(reader: Watching, key: str, asked: Period) -> tuple[set[str], Period]:
    """The rooms that are meant, and the time."""
    label = label_of(key)
    if label == "Location":
        return {key}, asked
    if label not in _ROOM_OF:
        raise BadStart(
            f"{key} is a {label}, and has no environment.",
            "Name a room, a step, a reading or a piece of equipment.",
            keys=(key,),
        )
    carriers = {key, *(operations_below(reader, {key}) if label == "ProcessStep" else ())}
    edges = reader.context(sorted(carriers), (_ROOM_OF[label],), True)
    rooms = {edge.target for edge in edges if may_hold(edge)}
    return rooms, _own_time(reader.cards([key]).get(key)) if asked.is_open else asked


def _own_time(card: Card | None) -> Period:
    """When it was, as far as that is known for sure."""
    if card is None or span_of(card) == OPEN:
        return EVER
    times = [None if name in card.disputed else card.properties.get(name) for name in ("started", "ended")]
    since, until = (str(at) if at else None for at in times)
    return Period(since, since if _is_at_once(card) else until)


def _read(reader: Watching, out: _Looked) -> None:
    window = out.period.window
    near = reader.measured({place: [window] for place in sorted(out.places)})
    taken = {(edge.source, edge.target) for edge in near if may_hold(edge)}
    within = _within(reader, out, sorted({key for key, _ in taken}))
    out.readings = [_reading(within[key], place) for key, place in taken if key in within]
    out.ran.cards.update(within)
    out.ran.touched |= within.keys()


def _within(reader: Watching, out: _Looked, keys: Sequence[str]) -> dict[str, Card]:
    """Those that may have been taken in the time; no more are ever held than are told."""
    rooms = ", ".join(sorted(out.places))
    # Without a time every one is within, so nothing needs to be read to refuse.
    if out.period.is_open and len(keys) > MOST:
        raise _TooMany(
            f"There are {len(keys)} readings in {rooms}; {MOST} are told at once.", "Name a shorter time."
        )
    if len(keys) > MOST_LOOKED_AT:
        raise _TooMany(
            f"There are {len(keys)} readings in {rooms} that may lie in the time; {MOST_LOOKED_AT} are "
            "looked at at once.",
            "Name a place inside of it, or a shorter time.",
        )
    window, within = out.period.window, dict[str, Card]()
    for start in range(0, len(keys), AT_ONCE):
        cards = reader.cards(keys[start : start + AT_ONCE])
        within.update((k, card) for k, card in cards.items() if not (_taken_at(card) & window).empty)
        if len(within) > MOST:
            raise _TooMany(
                f"There are more than {MOST} readings in {rooms}; {MOST} are told at once.",
                "Name a shorter time.",
            )
    return within


def _is_at_once(card: Card) -> bool:
    """Whether it is a reading that surely states no end: it was taken at its start."""
    is_reading = prefix_of(card.key) == "reading"
    return is_reading and "ended" not in card.disputed and not card.properties.get("ended")


def _taken_at(card: Card) -> Window:
    """When it was taken; a time that sources state differently rules nothing out."""
    span = span_of(card)
    return Window(span.since, span.since) if _is_at_once(card) else span


def _sensor(key: str) -> str:
    return split(key).parts[0]


def _reading(card: Card, place: str) -> Reading:
    stated, when = card.properties, _taken_at(card)
    samples = stated.get("samples")
    state = UNKNOWN if not has_limits(card) else OUTSIDE if is_outside(card) else WITHIN
    return Reading(
        card.key,
        place,
        _sensor(card.key),
        quantity_kind=_text(stated, "quantity_kind"),
        uom=_text(stated, "uom"),
        started=_text(stated, "started"),
        ended=_text(stated, "ended"),
        samples=samples if isinstance(samples, int) else None,
        values=tuple(_decimal(stated, name) for name in _VALUES),
        state=state,
        is_dated=bool(when.since and when.until),
    )


def _text(stated: Mapping[str, object], name: str) -> str:
    return str(stated.get(name) or "")


def _decimal(stated: Mapping[str, object], name: str) -> str | None:
    value = stated.get(name)
    return from_scaled(value) if isinstance(value, int) else None


def _gaps(reader: Watching, looked: _Looked) -> Iterator[Gap]:
    yield from missing(reader, looked.ran)
    undated = Counter(reading.place for reading in looked.readings if not reading.is_dated)
    unlimited = Counter(reading.place for reading in looked.readings if reading.state == UNKNOWN)
    for place, n in undated.items():
        words = said(
            "Of {n} readings in {place} nothing says when they were taken.",
            "{place} 的 {n} 个读数未说明何时读取。",
            n=str(n),
            place=place,
        )
        yield Gap("time_unknown", place, words)
    yield from (without_limits(place, n) for place, n in unlimited.items())
