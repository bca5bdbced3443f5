"""What the sensors of an event reported.

(EnvironmentalReading)-MEASURED_AT->(Location), (Equipment)-AT_LOCATION->(Location),
(Measurement)-MEASURED_ON->(ProcessStep|Lot|Device). Units are codes of UN/ECE Rec 20; what holds no number,
or one of an unknown unit, is left out and told.
"""

from __future__ import annotations

from typing import Final

from graph_model.facts import Properties
from loaders.epcis.event import Report
from loaders.epcis.lines import lines_of
from loaders.epcis.statements import REC20, Statements
from loaders.epcis.things import Kind, Thing
from loaders.units import measured
from loaders.values import BadValue

_ITEMS: Final = (Kind.LOT, Kind.DEVICE)
_NUMBERS: Final = ("value", "minimum", "mean", "maximum")
# Measurement types of the GS1 Web Vocabulary -> quantity kinds of docs/units.md. Others keep their name.
_KINDS: Final = {
    "Temperature": "temperature",
    "RelativeHumidity": "relative humidity",
    "Pressure": "pressure",
    "Speed": "velocity",
    "AbsoluteHumidity": "concentration of mass",
}


def measure(stated: Statements, step: str = "") -> None:
    """Readings at the event's place; values on its step, or on its items where there is no place."""
    event = stated.event
    place = event.read_point or event.biz_location
    for report in event.reports:
        values = _values(stated, report)
        if not values:
            continue
        if place is not None:
            _read_at(stated, report, values, place)
        if "value" in values and (step or place is None):
            _measure_on(stated, report, values, step)


def _values(stated: Statements, report: Report) -> dict[str, Properties]:
    """The report's numbers in units of docs/units.md; none where one of them can't be read."""
    numbers = {name: number for name in _NUMBERS if (number := getattr(report, name))}
    if not numbers:
        said = f"{report.type or 'a report'} says {report.exception}" if report.exception else report.type
        stated.leave_out("sensorReport", "value", f"{said}: it holds no number")
        return {}
    if not report.unit:
        stated.leave_out("sensorReport", "unit", f"{report.type} without uom: a number of what?")
        return {}
    try:
        found = {
            name: measured(number, report.unit, REC20, kind=_kind(report)) for name, number in numbers.items()
        }
    except BadValue as error:
        stated.leave_out("sensorReport", error.rule, f"{report.type}: {error}")
        return {}
    return {name: {"value": one.value, "uom": one.uom} for name, one in found.items()}


def _kind(report: Report) -> str:
    """What decides the meaning of units that do not say what they count."""
    counts = report.type in ("Count", "AmountOfSubstancePerUnitVolume")
    return "CFU in air" if counts and report.microorganism else _KINDS.get(report.type, "")


def _kind_name(report: Report) -> str:
    name = _kind(report) or report.type
    return f"{name} {report.component}" if report.component else name


def _read_at(stated: Statements, report: Report, values: dict[str, Properties], place: Thing) -> None:
    event = stated.event
    sensor = report.device.number if report.device else f"unnamed at {place.number}"
    started = report.started or event.time
    reading = stated.node(stated.key("reading", f"{sensor} {_kind_name(report)}", started))
    lowest, mean, highest = (
        values.get(name, values.get("value", {})) for name in ("minimum", "mean", "maximum")
    )
    stated.describe(
        reading,
        sensor=sensor,
        quantity_kind=_kind_name(report),
        uom=next(iter(values.values()))["uom"],
        started=started,
        ended=report.ended or started,
        samples=1 if values.keys() == {"value"} else "",
        minimum=lowest.get("value", ""),
        mean=mean.get("value", ""),
        maximum=highest.get("value", ""),
    )
    at = stated.place(place)
    stated.relation("MEASURED_AT", reading, at, sensor, _kind_name(report), started)
    if report.device is not None and report.device.kind is Kind.ASSET:
        equipment = stated.thing(report.device)
        stated.relation("AT_LOCATION", equipment, at, "sensor", report.device.text)


def _measure_on(stated: Statements, report: Report, values: dict[str, Properties], step: str) -> None:
    event = stated.event
    at = report.ended or event.time
    told = (_kind_name(report), report.device.number if report.device else "", at)
    number = " ".join((event.identity, *filter(None, told)))
    measurement = stated.node(stated.key("measurement", number))
    stated.describe(measurement, name=_kind_name(report), **values["value"], measured=at)
    if step:
        stated.relation("MEASURED_ON", measurement, step, number, "step")
        return
    for line in lines_of(event.things, event.amounts):
        if line.thing.kind in _ITEMS:
            stated.relation("MEASURED_ON", measurement, stated.thing(line.thing), number, *line.id)
