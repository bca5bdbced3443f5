"""What was inside what, and from when to when: the containment events of a folder read together.

Promises: the result depends on the set of events, not on their order or on how they are spread over
files. A DELETE ends what was put in before it: the children it names, or all where it names none; of a
lot it takes out only a part of, the rest stays. An OBSERVE begins a stay only where nothing else did.
What is declared wrong counts for nothing.

An event at the very instant of a DELETE is taken for the later one, and an amount that can't be compared
stays inside: a stay that ends too late shows too much, one that ends too early would hide something.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Final

from graph_model.instants import moment_of, text_of
from loaders.epcis.event import Event
from loaders.epcis.lines import Line, lines_of
from loaders.epcis.things import Thing
from loaders.epcis.vocabulary import ADD, AGGREGATION, ASSOCIATION, DELETE, OBSERVE

_CONTAINS: Final = (AGGREGATION, ASSOCIATION)
_FIRST, _LAST = (edge.replace(tzinfo=datetime.UTC) for edge in (datetime.datetime.min, datetime.datetime.max))
_TICK: Final = datetime.timedelta(microseconds=1)
_Told = tuple[str, str]
"""Container and identity of an event: one eventID may stand for several containers."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A line of an event that would begin a stay of its own, were there no other event."""

    event: Event
    line: Line


@dataclass(slots=True)
class Stay:
    """One line of the event that put something in; `since` ranks what is known of it."""

    event: Event
    line: Line
    start: str
    """Empty where only an OBSERVE tells of it."""
    since: str
    end: str = ""
    left: Decimal = Decimal(0)
    out: bool = False
    told: list[Telling] = field(default_factory=list)
    """Lines of other events that say nothing more than this stay: they observed it, or ended it."""


@dataclass(frozen=True, slots=True)
class _Move:
    event: Event
    told: _Told
    lines: tuple[Line, ...]
    said: tuple[tuple[str, ...], ...]

    @property
    def order(self) -> tuple[object, ...]:
        """By time; at one instant what takes out comes before what puts in."""
        return moment_of(self.event.time), self.event.action != DELETE, self.told, self.said


def _move(event: Event) -> _Move:
    lines = lines_of(event.things, event.amounts)
    said = tuple((*line.id, line.quantity, line.uom) for line in lines)
    return _Move(event, _told(event), lines, said)


def _told(event: Event) -> _Told:
    return event.parent.text if event.parent else "", event.identity


@dataclass(slots=True)
class _Found:
    stays: dict[tuple[_Told, tuple[str, ...]], Stay] = field(default_factory=dict)
    changed: dict[_Told, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    idle: set[tuple[_Told, tuple[str, ...]]] = field(default_factory=set)
    """Lines of OBSERVE and DELETE events that other events account for."""


class Packings:
    """All stays of all containers, and which events are declared wrong."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._wrong: set[tuple[str, _Told]] = set()
        moves: dict[str, dict[object, _Move]] = defaultdict(dict)
        for event in events:
            if event.error is not None:
                self._wrong.add((event.type, _told(event)))
            if event.type in _CONTAINS and event.parent is not None:
                move = _move(event)
                moves[event.parent.text][move.told, event.error, move.said] = move
        self._found = _Found()
        self._inside: dict[str, _Timeline] = {}
        for parent, found in moves.items():
            self._inside[parent] = _Timeline(self._follow(found.values()))

    def is_wrong(self, event: Event) -> bool:
        """Whether an event declares this one to be wrong, or itself."""
        return (event.type, _told(event)) in self._wrong

    def stay(self, event: Event, line: Line) -> Stay | None:
        """The stay that a line of an event began."""
        return self._found.stays.get((_told(event), line.id))

    def changed_by(self, event: Event) -> list[Stay]:
        """The stays that an event ended, or said to have ended before it was declared wrong."""
        return self._found.changed.get(_told(event), [])

    def accounted(self, event: Event, line: Line) -> bool:
        """Whether other events say already what a line of an OBSERVE or DELETE event says."""
        return (_told(event), line.id) in self._found.idle

    def content(self, container: Thing, at: str, *, within: frozenset[str] = frozenset()) -> Iterator[Line]:
        """What was inside at an instant, at any depth."""
        if container.text in within:
            return
        timeline = self._inside.get(container.text)
        for stay in timeline.at(at) if timeline else ():
            yield stay.line
            yield from self.content(stay.line.thing, at, within=within | {container.text})

    def _follow(self, moves: Iterable[_Move]) -> Iterator[Stay]:
        """One container through time."""
        inside: dict[str, list[Stay]] = defaultdict(list)
        for move in sorted(moves, key=lambda m: m.order):
            if self.is_wrong(move.event):
                self._doubt(inside, move)
            elif move.event.action == DELETE:
                self._close(inside, move)
            else:
                yield from self._open(inside, move)

    def _open(self, inside: dict[str, list[Stay]], move: _Move) -> Iterator[Stay]:
        event = move.event
        there = {line.thing.text for line in move.lines if inside[line.thing.text]}
        for line in move.lines:
            if event.action == OBSERVE and line.thing.text in there:
                self._account(inside[line.thing.text], move, line)
                continue
            start = event.time if event.action == ADD else ""
            stay = Stay(event, line, start, event.time, left=Decimal(line.quantity or 0))
            self._found.stays[move.told, line.id] = stay
            inside[line.thing.text].append(stay)
            yield stay

    def _doubt(self, inside: dict[str, list[Stay]], move: _Move) -> None:
        """A DELETE that was declared wrong may have been taken for true: what is known now outranks that."""
        error = move.event.error
        if move.event.action != DELETE or error is None:
            return
        at = moment_of(move.event.time)
        after = at + _TICK if at < _LAST else at
        for stay in self._meant(inside, move):
            stay.since = text_of(max(moment_of(stay.since), after, moment_of(error.declared)))
            self._found.changed[move.told].append(stay)

    def _close(self, inside: dict[str, list[Stay]], move: _Move) -> None:
        meant = self._meant(inside, move)
        for line in move.lines:
            _take_out([stay for stay in inside[line.thing.text] if _before(stay, move)], line)
        for stay in meant:
            if not move.lines or stay.out:
                stay.end = stay.since = move.event.time
                self._found.changed[move.told].append(stay)
        for text in {stay.line.thing.text for stay in meant}:
            inside[text] = [stay for stay in inside[text] if not stay.end]

    def _meant(self, inside: dict[str, list[Stay]], move: _Move) -> list[Stay]:
        """The stays that a DELETE speaks of, and its lines are accounted for by them."""
        for line in move.lines:
            self._account([stay for stay in inside[line.thing.text] if _before(stay, move)], move, line)
        named = dict.fromkeys(line.thing.text for line in move.lines)
        # In the order of the lines, not of a set: outcomes are the same in every process.
        texts = list(named or inside)
        return [stay for text in texts for stay in inside[text] if _before(stay, move)]

    def _account(self, stays: list[Stay], move: _Move, line: Line) -> None:
        if stays:
            self._found.idle.add((move.told, line.id))
            stays[0].told.append(Telling(move.event, line))


class _Timeline:
    """The stays in one container; a crate that is used for years has thousands."""

    def __init__(self, stays: Iterable[Stay]) -> None:
        self._stays = sorted(stays, key=_start)
        self._starts = [_start(stay) for stay in self._stays]
        self._last_ends = list(accumulate((_end(stay) for stay in self._stays), max))
        """The last end of each stay and all before it."""

    def at(self, time: str) -> Iterator[Stay]:
        """The stays that hold at an instant."""
        moment = moment_of(time)
        position = bisect_right(self._starts, moment)
        while position and self._last_ends[position - 1] >= moment:
            position -= 1
            if _end(self._stays[position]) >= moment:
                yield self._stays[position]


def _start(stay: Stay) -> datetime.datetime:
    return moment_of(stay.start) if stay.start else _FIRST


def _end(stay: Stay) -> datetime.datetime:
    return moment_of(stay.end) if stay.end else _LAST


def _before(stay: Stay, move: _Move) -> bool:
    return not stay.start or moment_of(stay.start) < moment_of(move.event.time)


def _take_out(stays: list[Stay], line: Line) -> None:
    """Mark the stays that end when a line is taken out, the oldest first."""
    rest = Decimal(line.quantity or 0)
    for stay in stays:
        if not line.quantity:
            stay.out = True
        elif stay.line.quantity and stay.line.uom == line.uom:
            taken = min(rest, stay.left)
            stay.left, rest = stay.left - taken, rest - taken
            stay.out = not stay.left
