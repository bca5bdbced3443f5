"""Which report is due when: dated rules as data, and the events that start their clocks.

Promises: the rule that was in force on the day of the starting event counts; a day that no version of a rule
covers is a hole and is named; a condition that the evidence does not answer leaves the report due and is
named, so that no duty is missed for want of a fact. Rules marked K are from general knowledge: to be checked.
Refuses rules with overlapping dates, an unknown authority, bad days, wrong types and fields nobody declared.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, Strict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from graph_model.instants import text_of
from quality.calendars import DAY, Calendar, Due, Moment, after_days, after_working_days
from quality.words import STRICT, Filled, Words

Authority = Literal["FDA", "EU", "NMPA"]
AUTHORITIES: Final[tuple[Authority, ...]] = get_args(Authority)
Mark = Literal["V", "K"]
"""V: read in a source; K: general knowledge, to be verified before it is relied on."""
Start = Literal["awareness", "need_awareness", "initiation", "extension", "decision", "request", "completion"]
Unit = Literal["calendar_days", "working_days", "weeks"]
Day = Annotated[date, Strict()]
Yes = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=0, le=1000)]
_UNCOVERED: Final = Words(
    "no version of the rule {rule} covers {day}", "规则 {rule} 没有任何版本适用于 {day}"
)
Trait = tuple[str, str]
"""What an event says of a condition: `("severity", "death")`."""


@checked(frozen=True, kw_only=True, config=STRICT)
class Rule:
    """One version of a duty to report.

    - `starts`: the kind of event that starts the clock; `answered_by`: the kind that ends it.
    - `duration` in `unit` is the latest; `prompt`: at once, and that is only the limit; `earliest` in the
      same unit is the begin of a window; `repeats`: again after every answer, `until` an event of that kind.
    - `when`: each condition and the answers for which the rule holds.
    - `source`: the article, and what it asks in our words; `checked` and `dates_checked` are marks of the
      duration and of the dates.
    """

    id: Filled
    report: Words
    starts: Start
    duration: Count
    unit: Unit
    answered_by: Filled
    valid_from: Day
    valid_to: Day | None = None
    article: Filled
    source: Words
    checked: Mark
    dates_checked: Mark
    pack: str = ""
    earliest: Count = 0
    prompt: Yes = False
    repeats: Yes = False
    until: str = ""
    when: Mapping[str, tuple[Filled, ...]] = field(default_factory=dict)

    def is_in_force(self, day: date) -> bool:
        """On that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@checked(frozen=True, kw_only=True, config=STRICT)
class RuleSet:
    """The rules of one authority in one file; `zone` is where its days begin."""

    authority: Authority
    zone: Filled
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Hole:
    """Days of a rule that none of its versions covers; `last` is None where it is open."""

    authority: Authority
    rule: str
    first: date
    last: date | None

    @property
    def words(self) -> Words:
        """As a paper that lacks it names it."""
        return _UNCOVERED.filled(rule=self.rule, day=self.first.isoformat())

    @property
    def text(self) -> str:
        """As an answer that lacks it names it."""
        return self.words.en


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, each with its versions in the order of their dates, and the holes between them."""

    versions: Mapping[tuple[Authority, str], tuple[Rule, ...]]
    zones: Mapping[Authority, ZoneInfo]
    holes: tuple[Hole, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of events that its clocks listen to."""
        rules = [rule for versions in self.versions.values() for rule in versions]
        return frozenset(kind for r in rules for kind in (r.starts, r.answered_by, r.until) if kind)


class RuleError(ValueError):
    """A rule set that can't be used: the file, what is wrong, and what to do."""

    def __init__(self, file: str, problem: str, next_step: str) -> None:
        super().__init__(f"{file}: {problem}. {next_step}")


def load(texts: Mapping[str, str]) -> RuleBook:
    """The rules of these files, by their names."""
    versions: dict[tuple[Authority, str], list[Rule]] = {}
    zones: dict[Authority, ZoneInfo] = {}
    for file in sorted(texts):
        found = _rule_set(file, texts[file])
        zone = _zone(file, found.zone)
        if zones.setdefault(found.authority, zone).key != zone.key:
            raise RuleError(file, f"{found.authority} has another time zone elsewhere", "Keep one of them.")
        for rule in found.rule:
            _refuse_odd(file, rule)
            versions.setdefault((found.authority, rule.id), []).append(rule)
    sorted_versions = {
        key: tuple(sorted(rules, key=lambda rule: rule.valid_from)) for key, rules in sorted(versions.items())
    }
    holes = [hole for key, rules in sorted_versions.items() for hole in _holes(*key, rules)]
    return RuleBook(sorted_versions, zones, tuple(holes))


def _rule_set(file: str, text: str) -> RuleSet:
    try:
        return _RULE_SET.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(file, f"is no TOML ({error})", "Correct it at that place.") from error
    except ValidationError as error:
        raise RuleError(file, problems(error), "See docs/regulators.md.") from error


def problems(error: ValidationError) -> str:
    """Where a file is not as it must be, and why."""
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)


_RULE_SET: Final = TypeAdapter(RuleSet)


def _zone(file: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise RuleError(file, f"{name} is no time zone", "Name one such as Europe/Brussels.") from error


def _refuse_odd(file: str, rule: Rule) -> None:
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        days = f"is valid from {rule.valid_from} to {rule.valid_to}"
        raise RuleError(file, f"{rule.id} {days}", "Swap the two days.")
    if rule.earliest > rule.duration:
        raise RuleError(file, f"{rule.id} begins after it ends", "Make earliest the smaller one.")
    if empty := [name for name, answers in rule.when.items() if not answers]:
        raise RuleError(file, f"{rule.id} holds for no {empty[0]}", "Name an answer, or remove it.")
    if rule.until and not rule.repeats:
        raise RuleError(file, f"{rule.id} has an end, and does not repeat", "Remove until, or let it repeat.")


def _holes(authority: Authority, name: str, rules: tuple[Rule, ...]) -> Iterator[Hole]:
    for earlier, later in pairwise(rules):
        if _clock_of(earlier) != _clock_of(later):
            problem = f"{name} has versions with other events"
            raise RuleError(name, problem, "Give the other one an id of its own.")
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            ends = earlier.valid_to or "without end"
            raise RuleError(
                name,
                f"two versions overlap: {earlier.valid_from} to {ends}, and from {later.valid_from}",
                "End the earlier one on the day before.",
            )
        if earlier.valid_to + DAY < later.valid_from:
            yield Hole(authority, name, earlier.valid_to + DAY, later.valid_from - DAY)


def _clock_of(rule: Rule) -> tuple[str, ...]:
    return rule.starts, rule.answered_by, rule.until


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened in a case; `subject` tells one incident, extension or request from another."""

    kind: str
    at: Moment
    subject: str = ""
    traits: frozenset[Trait] = frozenset()

    def answers(self, name: str) -> frozenset[str]:
        """What it says of a condition; nothing where that is not in evidence."""
        return frozenset(answer for trait, answer in self.traits if trait == name)


class State(StrEnum):
    """How a duty stands on the day of asking."""

    ANSWERED = "answered"
    ANSWERED_LATE = "answered_late"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that is due. `unknown` are conditions of the rule that the evidence does not answer."""

    authority: Authority
    rule: Rule
    event: CaseEvent
    due: Due
    earliest: date
    answered: CaseEvent | None
    state: State
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is due, the first day first; `holes` are events on days that no version of a rule covers."""

    due: tuple[DueReport, ...]
    holes: tuple[Hole, ...]


def due(
    book: RuleBook,
    events: Iterable[CaseEvent],
    on: Moment,
    calendars: Mapping[Authority, Calendar] | None = None,
) -> Deadlines:
    """What these events make due, as it stands on that day; what happens after it is not looked at."""
    told = [*events]
    reports: list[DueReport] = []
    holes: dict[Hole, None] = {}
    for (authority, name), versions in book.versions.items():
        calendar = (calendars or {}).get(authority) or Calendar(book.zones[authority])
        clock = _Clock(authority, calendar, on, _until(told, on, calendar))
        for start, event, answer in clock.periods(versions[0]):
            day = calendar.day_of(start.at)
            rule = next((one for one in versions if one.is_in_force(day)), None)
            if rule is not None:
                reports += clock.report(rule, start, event, answer)
            elif any(_unknown(one, event) is not None for one in versions):
                holes[Hole(authority, name, day, day)] = None
    reports.sort(key=lambda one: (one.due.last, one.authority, one.rule.id, one.event.subject))
    return Deadlines(tuple(reports), tuple(holes))


def _until(events: list[CaseEvent], on: Moment, calendar: Calendar) -> list[CaseEvent]:
    """What happened until then, in order."""
    known = (event for event in events if _is_known(event.at, on, calendar))
    return sorted(known, key=lambda event: (*_order(event.at, calendar), event.kind, event.subject))


def _is_known(at: Moment, on: Moment, calendar: Calendar) -> bool:
    if isinstance(at, datetime) and isinstance(on, datetime):
        return at <= on
    return calendar.day_of(at) <= calendar.day_of(on)


def _order(at: Moment, calendar: Calendar) -> tuple[date, str]:
    """By the day there; what is known as a day comes before the instants in it."""
    return calendar.day_of(at), text_of(at) if isinstance(at, datetime) else ""


@dataclass(frozen=True, slots=True)
class _Clock:
    """The events that one authority's clocks see."""

    authority: Authority
    calendar: Calendar
    on: Moment
    events: list[CaseEvent]

    def periods(self, rule: Rule) -> Iterator[tuple[CaseEvent, CaseEvent, CaseEvent | None]]:
        """From what each period counts, the event it goes back to, and its answer."""
        for event in self._of(rule.starts):
            after = [
                one
                for one in self._of(rule.answered_by)
                if one.subject == event.subject
                and self.calendar.day_of(one.at) >= self.calendar.day_of(event.at)
            ]
            if not rule.repeats:
                yield event, event, after[0] if after else None
                continue
            yield from ((a, event, b) for a, b in zip([event, *after], [*after, None], strict=True))

    def report(
        self, rule: Rule, start: CaseEvent, event: CaseEvent, answer: CaseEvent | None
    ) -> Iterator[DueReport]:
        """What is due, if the rule holds for the event and nothing ended it before."""
        unknown = _unknown(rule, event)
        if unknown is None:
            return
        counted = _counted(start.at, rule.duration, rule.unit, self.calendar)
        if answer is None and self._ended_in_time(rule, event, counted):
            return
        earliest = _counted(start.at, rule.earliest, rule.unit, self.calendar).last
        state = self._state(counted, answer)
        yield DueReport(self.authority, rule, event, counted, earliest, answer, state, unknown)

    def _of(self, kind: str) -> list[CaseEvent]:
        return [event for event in self.events if event.kind == kind]

    def _ended_in_time(self, rule: Rule, event: CaseEvent, counted: Due) -> bool:
        ends = [one for one in self._of(rule.until) if rule.until and one.subject == event.subject]
        return any(self.calendar.day_of(end.at) <= counted.last for end in ends)

    def _state(self, counted: Due, answer: CaseEvent | None) -> State:
        if answer is not None:
            late = self.calendar.day_of(answer.at) > counted.last
            return State.ANSWERED_LATE if late else State.ANSWERED
        return State.OVERDUE if self.calendar.day_of(self.on) > counted.last else State.OPEN


def _counted(start: Moment, number: int, unit: Unit, calendar: Calendar) -> Due:
    if unit == "working_days":
        return after_working_days(start, number, calendar)
    return after_days(start, number * (7 if unit == "weeks" else 1), calendar)


def _unknown(rule: Rule, event: CaseEvent) -> tuple[str, ...] | None:
    """Conditions that the event does not answer; None where an answer rules the rule out."""
    unknown: list[str] = []
    for name, holds in rule.when.items():
        said = event.answers(name)
        if said and not said & set(holds):
            return None
        if not said:
            unknown.append(name)
    return tuple(unknown)
