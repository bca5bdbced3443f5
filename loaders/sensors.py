"""Profile `sensors`: series of samples as recording intervals of one sensor each.

Promises: every sample belongs to one interval or is rejected; an interval ends where samples are missing for
three times the sampling interval, where the time goes back, at the end of a UTC day, and where the
unit changes, so a gap is the time between two intervals. Numbers are those of the source, exact; only
the mean is cut at nine decimals. Limits are those of the sensor in the unit of the samples, converted
exactly or left out; of particles the cleanroom class sets them. Refuses per row: samples without a
time zone, a unit, a sensor, or of another kind than was declared.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from graph_model.facts import NodeFact, RelationshipFact, Statement
from graph_model.instants import moment_of
from graph_model.keys import make, relationship_key_by_content
from graph_model.units import UnitError, to_scaled
from graph_model.validate import InvalidFact, check
from loaders import cleanroom
from loaders.declared import Declared
from loaders.errors import CellError
from loaders.local_time import Moment, moment
from loaders.localised import plain_number
from loaders.mapping import BLANK, File, account_for, items_of, unknown_columns
from loaders.masking import kept
from loaders.outcome import Accepted, Finding, Ignored, Outcome, Rejected
from loaders.profile import FileSpec
from loaders.time_formats import ISO
from loaders.units import Measured, in_unit, measured
from loaders.values import BadValue

SERIES: Final = "series"
_SENSORS: Final = "sensor"
_DEFAULT_MINUTES: Final = Fraction(60)
_MISSED: Final = 3
_LONGEST_MINUTES: Final = 366 * 24 * 60
_AT_SIZE: Final = "particles at "
_FORMS: Final = (ISO,)


@dataclass(frozen=True, slots=True)
class _Sensor:
    """What is declared of a sensor; empty where nothing is."""

    location: str = ""
    kind: str = ""
    unit: str = ""
    minutes: Fraction = _DEFAULT_MINUTES
    lower: str = ""
    upper: str = ""
    iso_class: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    line: int
    sensor: str
    location: str
    at: datetime.datetime
    stated: str
    value: Measured


@dataclass(slots=True)
class _Interval:
    """Samples of one sensor without a gap between them, as what is stated of them."""

    first: _Sample
    last: _Sample
    count: int
    total: int
    minimum: int
    maximum: int

    @classmethod
    def of(cls, sample: _Sample) -> _Interval:
        """An interval of one sample."""
        value = sample.value.value
        return cls(sample, sample, 1, value, value, value)

    def takes(self, sample: _Sample, minutes: Fraction) -> bool:
        """Whether the sample goes on with it."""
        first, since = self.first, sample.at - self.last.at
        return (
            datetime.timedelta(0) < since <= datetime.timedelta(minutes=float(minutes * _MISSED))
            and sample.at.date() == first.at.date()
            and (sample.value.uom, sample.value.kind) == (first.value.uom, first.value.kind)
            and sample.location == first.location
        )

    def add(self, sample: _Sample) -> None:
        """Take the sample in."""
        value = sample.value.value
        self.last, self.count, self.total = sample, self.count + 1, self.total + value
        self.minimum, self.maximum = min(self.minimum, value), max(self.maximum, value)


class Sensors:
    """The mapping of the profile `sensors`."""

    def __init__(self) -> None:
        self._declared = Declared()

    def files(self) -> tuple[FileSpec, ...]:
        """All kinds of file are in the TOML."""
        return ()

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """A series is read with what is declared of its sensors."""
        return (_SENSORS,) if spec.name == SERIES else ()

    def notes(self, file: File) -> tuple[str, ...]:
        """Columns that nothing reads."""
        return unknown_columns(file.binding.unknown)

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every row: samples as part of their interval."""
        if file.spec.name != SERIES:
            wrong = _misdeclared(file, namespace)
            for outcome in self._declared.outcomes(file, namespace, context):
                yield wrong.get(outcome.line, outcome) if isinstance(outcome, Accepted) else outcome
            return
        yield from _Series(file, namespace, _sensors(context)).outcomes()


class _Series:
    def __init__(self, file: File, namespace: str, sensors: Mapping[str, _Sensor]) -> None:
        self._file, self._namespace, self._sensors = file, namespace, sensors
        self._open: dict[str, _Interval] = {}

    def outcomes(self) -> Iterator[Outcome]:
        for item in items_of(self._file):
            if not isinstance(item, tuple):
                yield account_for(self._file, item)
                continue
            line, cells, raw = item
            if not any(cells):
                yield Ignored(line, 1, BLANK)
                continue
            try:
                yield from self._take(self._sample(line, cells))
            except CellError as error:
                touches = (self._sensor_key(self._name(cells)),) if self._name(cells) else ()
                shown = kept(raw, [cells], self._file.binding.personal)
                yield Rejected(line, 1, error.column, error.rule, error.message, shown, touches)
        for interval in self._open.values():
            yield self._closed(interval)

    def _take(self, sample: _Sample) -> Iterator[Outcome]:
        interval = self._open.get(sample.sensor)
        if interval is None:
            self._open[sample.sensor] = _Interval.of(sample)
            return
        if sample.at == interval.last.at:
            if sample.value == interval.last.value:
                yield Ignored(sample.line, 1, "the sample above again")
                return
            raise CellError(
                "time", "unique", "another sample of this sensor has the same time and another value"
            )
        if interval.takes(sample, self._declared_of(sample.sensor).minutes):
            interval.add(sample)
            return
        yield self._closed(interval)
        self._open[sample.sensor] = _Interval.of(sample)

    def _name(self, cells: list[str]) -> str:
        """The sensor of a row: its cell, else what the file is named after."""
        stem = self._file.path.name.partition(".")[0]
        named = stem[len(SERIES) + 1 :] if stem.lower().startswith(f"{SERIES}-") else stem
        return self._cell(cells, "sensor") or ("" if named.lower() == SERIES else named)

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._file.binding.index.get(column)
        return "" if at is None else cells[at]

    def _declared_of(self, sensor: str) -> _Sensor:
        return self._sensors.get(sensor, _Sensor())

    def _sensor_key(self, sensor: str) -> str:
        return make("equipment", self._namespace, sensor)

    def _sample(self, line: int, cells: list[str]) -> _Sample:
        sensor = self._name(cells)
        if not sensor:
            raise CellError(
                "sensor", "required", "nothing says which sensor it is: name the file series-SENSOR.csv"
            )
        declared = self._declared_of(sensor)
        if declared.several:
            raise CellError(
                "sensor", "reference", f"{sensor} is declared in several ways: keep one row for it"
            )
        kind, unit = (
            self._cell(cells, "quantity_kind") or declared.kind,
            self._cell(cells, "unit") or declared.unit,
        )
        if declared.kind and kind != declared.kind:
            raise CellError(
                "quantity_kind", "unit", f"{sensor} is declared to measure {declared.kind}, not {kind}"
            )
        if not unit:
            raise CellError(
                "unit", "required", f"nothing says the unit of {sensor}: add it here or to sensor.csv"
            )
        column = "value"
        try:
            locale = self._file.binding.locale
            number = plain_number(self._filled(cells, column), locale.decimal, locale.grouping)
            value = _measured(number, unit, kind)
            column = "time"
            found = self._moment(self._filled(cells, column), sensor, value)
        except BadValue as error:
            at_fault = "unit" if error.rule == "unit" else column
            raise CellError(at_fault, error.rule, str(error)) from error
        location = self._cell(cells, "location") or declared.location
        return _Sample(line, sensor, location, moment_of(found.value), found.value, value)

    def _moment(self, text: str, sensor: str, value: Measured) -> Moment:
        """When it was sampled: of an hour that was there twice the later one, once the clock went back."""
        zone = self._file.profile.zone
        found = moment(text, zone, _FORMS)
        if found.is_day:
            raise BadValue("time", f"{found.stated[:40]!r} is a day; a sample needs its time")
        before = self._open.get(sensor)
        if zone is None or zone.fold != "earlier" or before is None:
            return found
        last, at = before.last, moment_of(found.value)
        if at > last.at or (at == last.at and value == last.value):
            return found
        later = moment(text, replace(zone, fold="later"), _FORMS)
        return later if moment_of(later.value) > last.at else found

    def _filled(self, cells: list[str], column: str) -> str:
        text = self._cell(cells, column)
        if not text:
            raise CellError(column, "required", f"{column} is empty")
        return text

    def _closed(self, interval: _Interval) -> Outcome:
        first, last = interval.first, interval.last
        key = make("reading", self._namespace, first.sensor, first.stated)
        limits, findings = self._limits(first)
        node = NodeFact(
            key=key,
            properties={
                "sensor": first.sensor,
                "quantity_kind": first.value.kind,
                "uom": first.value.uom,
                "started": first.stated,
                "ended": last.stated,
                "samples": interval.count,
                "minimum": interval.minimum,
                "mean": interval.total // interval.count,
                "maximum": interval.maximum,
                **limits,
            },
            line=first.line,
            precedence=self._file.profile.precedence,
            # Of two exports that begin with one sample the one that goes further holds.
            changed=last.stated if "." in last.stated else f"{last.stated[:-1]}.000000Z",
        )
        facts: list[Statement] = [node]
        if first.location:
            facts.append(
                self._measured_at(key, make("location", self._namespace, first.location), first.line)
            )
        try:
            for fact in facts:
                check(fact)
        except InvalidFact as error:
            touches = (self._sensor_key(first.sensor),)
            return Rejected(first.line, interval.count, "", "model", str(error), "", touches)
        return Accepted(first.line, interval.count, tuple(facts), findings)

    def _measured_at(self, reading: str, location: str, line: int) -> RelationshipFact:
        return RelationshipFact(
            type="MEASURED_AT",
            key=relationship_key_by_content("MEASURED_AT", self._namespace, reading, location),
            source=reading,
            target=location,
            line=line,
            precedence=self._file.profile.precedence,
        )

    def _limits(self, sample: _Sample) -> tuple[dict[str, int], tuple[Finding, ...]]:
        """The sensor's limits in the unit of the samples; one that does not fit exactly is told."""
        declared = self._declared_of(sample.sensor)
        stated = {
            "lower_limit": (declared.lower, declared.unit),
            "upper_limit": (declared.upper, declared.unit),
        }
        if not declared.upper and sample.value.kind.startswith(_AT_SIZE):
            size = sample.value.kind.removeprefix(_AT_SIZE).removesuffix(" um")
            most = cleanroom.limit(declared.iso_class, size)
            stated["upper_limit"] = ("" if most is None else str(most), cleanroom.UNIT)
        limits, findings = dict[str, int](), []
        for name, (number, unit) in stated.items():
            if not number:
                continue
            try:
                limit = _measured(number, unit, sample.value.kind)
                limits[name] = to_scaled(in_unit(limit, sample.value.uom))
            except (BadValue, UnitError) as error:
                findings.append(Finding(name, "unit", f"{name} of {sample.sensor} was left out: {error}"))
        return limits, tuple(findings)


def _measured(number: str, unit: str, kind: str) -> Measured:
    """A value whose unit is written as people and loggers write it, or in UCUM."""
    try:
        return measured(number, unit, "symbols", kind=kind)
    except BadValue as error:
        try:
            return measured(number, unit, "ucum", kind=kind)
        except BadValue:
            raise error from None


def _sensors(context: tuple[File, ...]) -> dict[str, _Sensor]:
    """What is declared of each sensor; rows that can't be read are rejected where their file is loaded."""
    found: dict[str, _Sensor] = {}
    for file in context:
        for _, cells, _ in _rows(file):
            try:
                declared = _declaration(file, cells)
            except CellError:
                continue
            if found.setdefault(cells["sensor"], declared) != declared:
                found[cells["sensor"]] = _Sensor(several=True)
    return found


def _misdeclared(file: File, namespace: str) -> dict[int, Rejected]:
    """Line -> its reject, of sensors whose limits or interval are no numbers: nothing would judge them."""
    wrong: dict[int, Rejected] = {}
    for line, cells, raw in _rows(file):
        try:
            _declaration(file, cells)
        except CellError as error:
            shown = kept(raw, [list(cells.values())], file.binding.personal)
            touches = (make("equipment", namespace, cells["sensor"]),) if cells["sensor"] else ()
            wrong[line] = Rejected(line, 1, error.column, error.rule, error.message, shown, touches)
    return wrong


def _rows(file: File) -> Iterator[tuple[int, dict[str, str], str]]:
    for item in items_of(file):
        if isinstance(item, tuple):
            line, cells, raw = item
            yield line, {name: cells[at] for name, at in file.binding.index.items()}, raw


def _declaration(file: File, cells: Mapping[str, str]) -> _Sensor:
    locale = file.binding.locale
    numbers = dict.fromkeys(("interval_minutes", "lower_limit", "upper_limit"), "")
    for name in numbers:
        try:
            numbers[name] = plain_number(cells.get(name, ""), locale.decimal, locale.grouping)
            Fraction(numbers[name] or 0)
        except (BadValue, ValueError) as error:
            raise CellError(name, "number", f"{cells[name][:40]!r} is no number") from error
    minutes = Fraction(numbers["interval_minutes"] or _DEFAULT_MINUTES)
    if not 0 < minutes <= _LONGEST_MINUTES:
        raise CellError(
            "interval_minutes",
            "number",
            f"no interval between samples, in minutes, above 0 and up to {_LONGEST_MINUTES}",
        )
    return _Sensor(
        location=cells.get("location", ""),
        kind=cells.get("quantity_kind", ""),
        unit=cells.get("unit", ""),
        minutes=minutes,
        lower=numbers["lower_limit"],
        upper=numbers["upper_limit"],
        iso_class=cells.get("cleanroom_class", ""),
    )
