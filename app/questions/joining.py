"""Which steps something reached: those that used it, ran in it, followed it or were done by it, at a time.

Promises: every step, and every receipt of a supplier, that may have been touched in the time that counts,
each with the relationships that join it. A time that is a day is a day, and one that is not stated, or is
disputed, rules nothing out: such a step is joined as `undated` and is a gap. Rooms are joined to the rooms
inside them, as a reading belongs to steps in genealogies. Of what is asked about, in the period asked about:

    equipment, person, specification   its steps
    supplier                           its receipts
    location                           the steps in it, or those during readings outside of their limits
    reading                            the steps in its room while it was taken
    calibration                        the steps of its equipment since that was last found good
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.questions.errors import BadStart
from app.questions.findings import Gap
from app.questions.periods import Period, columns
from app.questions.reading import Card, Edge, Reads, may_hold
from app.questions.records import span_of
from app.questions.starts import label_of
from app.questions.windows import OPEN, Window, interval, moment
from graph_model.keys import prefix_of
from lineage.intervals import overlapping
from quality.words import said

STATED, BY_DAY, UNDATED = "stated", "by_day", "undated"
_VAGUER = (STATED, BY_DAY, UNDATED)
_LIMITS = (("minimum", "lower_limit", -1), ("maximum", "upper_limit", 1))
GOOD = frozenset(["passed", "adjusted"])
"""Results of a calibration after which the equipment measures right."""
_BY_STEPS = {"Equipment": "USED_EQUIPMENT", "Person": "PERFORMED_BY", "Specification": "FOLLOWED"}


@dataclass(frozen=True, slots=True, order=True)
class Joined:
    """A step or receipt, what joins it, by which relationships, and how well the times are known.

    `during` is the time of the cause as far as it is bounded, `at` that of the step: start and end.
    """

    key: str
    cause: str
    precision: str
    at: tuple[str, str]
    during: tuple[str, str]
    evidence: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As printed; times that are not stated are null."""
        return {
            "key": self.key,
            "label": label_of(self.key),
            "cause": self.cause,
            "precision": self.precision,
            "started": self.at[0] or None,
            "ended": self.at[1] or None,
            "from": self.during[0] or None,
            "to": self.during[1] or None,
            "evidence": list(self.evidence),
        }


@dataclass(slots=True)
class Found:
    """What was joined, what was read on the way, and what is missing."""

    joined: set[Joined] = field(default_factory=set)
    cards: dict[str, Card] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def starts(self) -> set[str]:
        """Where the recall begins."""
        return {joined.key for joined in self.joined}


@dataclass(frozen=True, slots=True)
class _Cause:
    """Something that was bad for a time. `is_asked`: an open side is meant so, and is no missing time."""

    key: str
    window: Window
    during: tuple[str, str]
    is_asked: bool
    evidence: tuple[str, ...] = ()


_Carrier = tuple[str, tuple[str, ...]]
"""A step or receipt and the relationships that lead to it."""


def find(reader: Reads, keys: Iterable[str], period: Period, *, excursions: bool) -> Found:
    """What these keys reached."""
    out = Found()
    asked = _Cause("", period.window, (period.since or "", period.until or ""), is_asked=True)
    for key in keys:
        out.touched.add(key)
        finder = _FINDERS.get(label_of(key))
        if finder is None:
            raise BadStart(
                f"{key} is a {label_of(key)}, and no exposure starts there.",
                "Name a reading, room, piece of equipment, calibration, person, specification or supplier; "
                "of lots, devices and steps ask `lotgraph recall`.",
                keys=(key,),
            )
        if label_of(key) == "Location" and excursions:
            finder = _excursions
        finder(_Search(reader, out, asked), key)
    return out


class _Search:
    """Reads for one answer, and adds to what was found."""

    def __init__(self, reader: Reads, out: Found, asked: _Cause) -> None:
        self.reader, self.out, self.asked = reader, out, asked

    def edges(self, keys: Iterable[str], type_: str, *, outgoing: bool) -> list[Edge]:
        """What holds or may hold of one type."""
        wanted = sorted(keys)
        found = self.reader.context(wanted, (type_,), outgoing) if wanted else ()
        return [edge for edge in found if may_hold(edge)]

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key; they are remembered for what they dispute."""
        wanted = sorted(set(keys))
        found = self.reader.cards(wanted) if wanted else {}
        self.out.cards.update(found)
        return found

    def inside(self, place: str) -> dict[str, tuple[str, ...]]:
        """The place and all places inside it, each with the relationships that say so."""
        out: dict[str, tuple[str, ...]] = {place: ()}
        frontier = {place}
        while frontier:
            found = self.edges(frontier, "LOCATED_IN", outgoing=False)
            frontier = {edge.source for edge in found} - out.keys()
            for edge in sorted(found, key=_by_key):
                out.setdefault(edge.source, (*out[edge.target], edge.key))
        self.out.touched.update(out)
        return out

    def steps_in(self, place: str) -> list[_Carrier]:
        """The steps that ran in a place or inside it."""
        around = self.inside(place)
        edges = self.edges(around, "AT_LOCATION", outgoing=False)
        return [(e.source, (e.key, *around[e.target])) for e in edges if prefix_of(e.source) == "step"]

    def join(
        self, causes: list[_Cause], carriers: list[_Carrier], span: Callable[[Card | None], Window]
    ) -> None:
        """Those of the carriers that may have been there while a cause was, and in the period."""
        cards = self.cards(key for key, _ in carriers)
        spans = [span(cards.get(key)) for key, _ in carriers]
        asked = {int(j) for j in overlapping(columns([self.asked.window]), columns(spans))[1]}
        pairs = zip(*overlapping(columns(c.window for c in causes), columns(spans)), strict=True)
        for cause, j in ((causes[i], int(j)) for i, j in pairs if int(j) in asked):
            key, evidence = carriers[j]
            precision = max((_precision(of, spans[j]) for of in (cause, self.asked)), key=_VAGUER.index)
            at, why = _at(cards.get(key)), (*evidence, *cause.evidence)
            self.out.joined.add(Joined(key, cause.key, precision, at, cause.during, why))
            if precision == UNDATED:
                self.out.gaps.append(_undated(key, cause.key))


def _by_key(edge: Edge) -> str:
    return edge.key


def _undated(key: str, cause: str) -> Gap:
    words = said(
        "The times of {key} and {cause} do not tell whether one was during the other; it counts as if.",
        "{key} 与 {cause} 的时间不能说明两者是否重叠；按重叠处理。",
        key=key,
        cause=cause,
    )
    return Gap("time_unknown", key, words)


def without_limits(place: str, n: int) -> Gap:
    """Readings of a place that may have been outside of limits."""
    words = said(
        "Of {n} readings in {place} nothing says whether they were outside of limits.",
        "{place} 的 {n} 个读数未说明是否超出限值。",
        n=str(n),
        place=place,
    )
    return Gap("limits_unknown", place, words)


def _precision(cause: _Cause, span: Window) -> str:
    """Undated where the two need not overlap if what is not stated were as short as it can be."""
    narrow = cause.window if cause.is_asked else _narrowed(cause.window)
    own = _narrowed(span)
    if cause.is_asked and cause.window == OPEN:
        return STATED
    if narrow is None or own is None or (narrow & own).empty:
        return UNDATED
    days = [m for window in (narrow, own) for m in (*window.since, *window.until) if m.day is not None]
    return BY_DAY if days else STATED


def _narrowed(window: Window) -> Window | None:
    """The window with its missing side as near as can be; None where neither is stated."""
    if window == OPEN:
        return None
    return Window(window.since or window.until, window.until or window.since)


def _at(card: Card | None) -> tuple[str, str]:
    """When a step or a receipt was, as stated."""
    if card is None:
        return "", ""
    names = ("received", "received") if card.label == "Receipt" else ("started", "ended")
    since, until = (str(card.properties.get(name, "")) for name in names)
    return since, until


def _used(search: _Search, key: str) -> None:
    found = search.edges([key], _BY_STEPS[label_of(key)], outgoing=False)
    steps: list[_Carrier] = [(e.source, (e.key,)) for e in found if prefix_of(e.source) == "step"]
    search.join([_asked_of(search, key)], steps, span_of)


def _asked_of(search: _Search, key: str) -> _Cause:
    return _Cause(key, search.asked.window, search.asked.during, is_asked=True)


def _supplied(search: _Search, key: str) -> None:
    found = [e for e in search.reader.logistics([key], True) if e.type == "SUPPLIED" and may_hold(e)]
    search.join([_asked_of(search, key)], [(e.target, (e.key,)) for e in found], _received)


def _received(card: Card | None) -> Window:
    at = card.properties.get("received") if card and "received" not in card.disputed else None
    return interval(at, at)


def _housed(search: _Search, key: str) -> None:
    search.join([_asked_of(search, key)], search.steps_in(key), span_of)


def _excursions(search: _Search, key: str) -> None:
    """Readings in the place, or inside it, that are outside of their limits."""
    around = search.inside(key)
    taken = search.edges(around, "MEASURED_AT", outgoing=False)
    cards = search.cards(edge.source for edge in taken)
    _during(search, [edge for edge in taken if is_outside(cards.get(edge.source))], cards)
    silent = {edge.source for edge in taken if not has_limits(cards.get(edge.source))}
    in_period = [k for k in silent if not (span_of(cards.get(k)) & search.asked.window).empty]
    if in_period:
        search.out.gaps.append(without_limits(key, len(in_period)))


def _taken(search: _Search, key: str) -> None:
    _during(search, search.edges([key], "MEASURED_AT", outgoing=True), search.cards([key]))


def _during(search: _Search, taken: Iterable[Edge], cards: Mapping[str, Card]) -> None:
    """The steps in the rooms of these readings while they were taken, as far as in the time asked about."""
    by_place: dict[str, list[_Cause]] = defaultdict(list)
    for edge in taken:
        card = cards.get(edge.source)
        cause = _Cause(edge.source, span_of(card), _at(card), is_asked=False, evidence=(edge.key,))
        if not (cause.window & search.asked.window).empty:
            by_place[edge.target].append(cause)
            search.out.touched.add(edge.source)
    for place, causes in by_place.items():
        search.join(causes, search.steps_in(place), span_of)


def is_outside(card: Card | None) -> bool:
    """Whether a reading was outside of its limits, as data quality has it; what is disputed may have been."""
    return card is not None and any(_beyond(card, *names) for names in _LIMITS)


def has_limits(card: Card | None) -> bool:
    """Whether it says enough to tell that it was outside of one of them."""
    return card is not None and any({name, limit} <= card.properties.keys() for name, limit, _ in _LIMITS)


def _beyond(card: Card, name: str, limit_name: str, sign: int) -> bool:
    value, limit = card.properties.get(name), card.properties.get(limit_name)
    if not isinstance(value, int) or not isinstance(limit, int):
        return False
    return (value - limit) * sign > 0 or bool({name, limit_name}.intersection(card.disputed))


def _calibrated(search: _Search, key: str) -> None:
    card = search.cards([key]).get(key)
    if card is not None and card.properties.get("result") == "passed" and "result" not in card.disputed:
        raise BadStart(
            f"{key} passed: the equipment was found good.",
            "Name a calibration that failed, or the equipment itself with --from and --to.",
            keys=(key,),
        )
    for edge in search.edges([key], "CALIBRATES", outgoing=True):
        _since_good(search, card, edge)


def _since_good(search: _Search, card: Card | None, of: Edge) -> None:
    """The steps that used the equipment from its last good calibration to this one, both days included."""
    search.out.touched.add(of.target)
    around = search.edges([of.target], "CALIBRATES", outgoing=False)
    cards = search.cards(edge.source for edge in around)
    until = _day_of(card)
    good = [edge for edge in sorted(around, key=_by_key) if _was_good(cards.get(edge.source))]
    days = {_day_of(cards[edge.source]): edge.key for edge in good}
    before = [d for d in days if d and until and moment(until).surely_after(moment(d))]
    since = max(before, default="")
    if not since:
        words = said(
            "Nothing says when {equipment} was last good before {calibration}; all use before it counts.",
            "没有说明 {equipment} 在 {calibration} 之前最后一次合格的时间；之前的所有使用都计入。",
            equipment=of.target,
            calibration=of.source,
        )
        search.out.gaps.append(Gap("time_unknown", of.target, words))
    evidence = (of.key, days[since]) if since else (of.key,)
    # Without a day the failure itself tells nothing of the time; all use counts.
    cause = _Cause(of.source, interval(since, until), (since, until), is_asked=True, evidence=evidence)
    if (cause.window & search.asked.window).empty:
        return
    used = search.edges([of.target], "USED_EQUIPMENT", outgoing=False)
    search.join([cause], [(edge.source, (edge.key,)) for edge in used], span_of)


def _day_of(card: Card | None) -> str:
    """The day of a calibration; empty where it is not known for sure."""
    return "" if card is None or "calibrated" in card.disputed else str(card.properties.get("calibrated", ""))


def _was_good(card: Card | None) -> bool:
    return card is not None and card.properties.get("result") in GOOD and "result" not in card.disputed


_FINDERS: Mapping[str, Callable[[_Search, str], None]] = {
    **dict.fromkeys(_BY_STEPS, _used),
    "Supplier": _supplied,
    "Location": _housed,
    "EnvironmentalReading": _taken,
    "Calibration": _calibrated,
}
