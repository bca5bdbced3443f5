"""The readings of one sensor as a curve: no more points than wanted, every reading in one of them.

Promises: where there are no more readings than points, each is one; else the time is cut into equal parts,
and a point tells of all readings that began in its part: how many, the lowest and the highest value of all
that is stated, the limits where they are one, how many were outside. What no reading states is None, never
another number. Readings of another place, kind or unit are another curve. A reading without an end is an
instant. A hole is a time that no reading covers, longer than one and a half times what usually lies between
two readings of the curve (their median); a day counts from midnight to midnight in UTC.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from app.questions.environment import OUTSIDE, UNKNOWN, Reading
from app.questions.periods import Period
from graph_model.instants import text_of

_DAY = timedelta(days=1)
_LONGER = 1.5
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Point:
    """Readings that began in one part of the time."""

    since: str
    until: str
    readings: int
    minimum: str | None
    maximum: str | None
    lower_limit: str | None
    upper_limit: str | None
    limits_are_one: bool
    """False where they changed, or one reading has them reversed; a limit that is not one is None."""
    outside: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Series:
    """One curve. `undated` readings are counted, and in no point."""

    place: str
    sensor: str
    quantity_kind: str
    uom: str
    readings: int
    outside: int
    unknown: int
    undated: int
    points: tuple[Point, ...]
    holes: tuple[tuple[str, str], ...]


def series_of(readings: Iterable[Reading], period: Period, points: int) -> list[Series]:
    """The curves, by place, kind and sensor."""
    kinds: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for reading in readings:
        kinds[reading.place, reading.quantity_kind, reading.sensor, reading.uom].append(reading)
    return [_series(kinds[kind], period, points) for kind in sorted(kinds)]


def _series(readings: Sequence[Reading], period: Period, points: int) -> Series:
    dated = sorted((_span(one), one.key, one) for one in readings if one.is_dated)
    spans = [span for span, *_ in dated]
    first = readings[0]
    return Series(
        first.place,
        first.sensor,
        first.quantity_kind,
        first.uom,
        readings=len(readings),
        outside=sum(reading.state == OUTSIDE for reading in readings),
        unknown=sum(reading.state == UNKNOWN for reading in readings),
        undated=len(readings) - len(dated),
        points=tuple(_points([(span, reading) for span, _, reading in dated], points)),
        holes=tuple((text_of(since), text_of(until)) for since, until in _holes(spans, period)),
    )


def _span(reading: Reading) -> Span:
    """From its start to its end; where no end is stated, or an earlier one, it was taken at one instant."""
    since = _instant(reading.started)
    until = _instant(reading.ended or reading.started, end=True)
    return since, max(since, until)


def _instant(text: str, *, end: bool = False) -> datetime:
    if len(text) > len("2025-01-31"):
        return datetime.fromisoformat(text)
    midnight = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return midnight + _DAY if end and midnight < datetime.max.replace(tzinfo=UTC) - _DAY else midnight


def _points(dated: Sequence[tuple[Span, Reading]], most: int) -> list[Point]:
    if len(dated) <= most:
        return [_point([one]) for one in dated]
    begin, end = dated[0][0][0], dated[-1][0][0]
    parts: dict[int, list[tuple[Span, Reading]]] = defaultdict(list)
    for span, reading in dated:
        # The last start lies at the end of the last part, and belongs to it.
        part = int((span[0] - begin) / (end - begin) * most) if end > begin else 0
        parts[min(part, most - 1)].append((span, reading))
    return [_point(parts[part]) for part in sorted(parts)]


def _point(dated: Sequence[tuple[Span, Reading]]) -> Point:
    lowest, highest = _extremes([reading for _, reading in dated])
    lower, upper, are_one = _limits([reading for _, reading in dated])
    return Point(
        text_of(min(since for (since, _), _ in dated)),
        text_of(max(until for (_, until), _ in dated)),
        len(dated),
        lowest,
        highest,
        lower,
        upper,
        are_one,
        sum(reading.state == OUTSIDE for _, reading in dated),
        sum(reading.state == UNKNOWN for _, reading in dated),
    )


def _extremes(readings: Iterable[Reading]) -> tuple[str | None, str | None]:
    """The lowest and the highest value: of each reading its minimum or mean, and its mean or maximum."""
    lows, highs = set[str](), set[str]()
    for reading in readings:
        minimum, mean, maximum, *_ = reading.values
        lows.update(value for value in (minimum, mean) if value is not None)
        highs.update(value for value in (mean, maximum) if value is not None)
    low, high = min(lows, key=Decimal, default=None), max(highs, key=Decimal, default=None)
    # Of one only a minimum was stated, of another only a lower maximum: the values span both.
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        return high, low
    return low, high


def _limits(readings: Iterable[Reading]) -> tuple[str | None, str | None, bool]:
    """The lower and the upper limit, None where none or several are stated; whether neither is several."""
    stated = [reading.values[3:] for reading in readings]
    lower, upper = ({Decimal(limit): limit for limit in side if limit} for side in zip(*stated, strict=True))
    if len(lower) == len(upper) == 1 and min(lower) > min(upper):
        return None, None, False
    of_side = [next(iter(side.values())) if len(side) == 1 else None for side in (lower, upper)]
    return of_side[0], of_side[1], len(lower) <= 1 and len(upper) <= 1


def _holes(spans: Sequence[Span], period: Period) -> list[Span]:
    """Times without a reading, those at both ends of the period included."""
    if not spans:
        return []
    covered = [spans[0]]
    between: list[float] = []
    for since, until in spans[1:]:
        between.append(max((since - covered[-1][1]).total_seconds(), 0))
        if since <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], until))
        else:
            covered.append((since, until))
    most = median(between) * _LONGER if between else 0
    found = [(one[1], other[0]) for one, other in pairwise(covered)]
    if period.since:
        found.insert(0, (_instant(period.since), covered[0][0]))
    if period.until:
        found.append((covered[-1][1], _instant(period.until, end=True)))
    return [(since, until) for since, until in found if (until - since).total_seconds() > most]
