"""Sensor elements of an event, each report with the times of its element."""

from __future__ import annotations

from typing import Final

from loaders.epcis.event import Report
from loaders.epcis.fields import Fields
from loaders.epcis.things import thing_of
from loaders.epcis.times import instant
from loaders.epcis.vocabulary import measured

_NUMBERS: Final = ("value", "minValue", "meanValue", "maxValue")


def reports_of(fields: Fields) -> tuple[Report, ...]:
    """All reports of all sensor elements."""
    found = []
    for element in fields.records("sensorElementList"):
        metadata = element.record("sensorMetadata") or Fields({})
        reports = element.records("sensorReport")
        if not reports:
            raise element.missing("sensorReport", "a sensor element reports something")
        found += [_report(report, metadata) for report in reports]
    return tuple(found)


def _report(report: Fields, metadata: Fields) -> Report:
    type_, exception = measured(report.text("type")), measured(report.text("exception"))
    if not type_ and not exception:
        raise report.missing("type", "what was measured, such as Temperature")
    device = report.uri("deviceID") or metadata.uri("deviceID")
    started, ended = _span(report, metadata)
    value, minimum, mean, maximum = (report.number(name) for name in _NUMBERS)
    return Report(
        type=type_,
        component=report.text("component"),
        microorganism=report.text("microorganism"),
        device=thing_of(device) if device else None,
        started=started,
        ended=ended,
        unit=report.text("uom"),
        value=value,
        minimum=minimum,
        mean=mean,
        maximum=maximum,
        exception=exception,
    )


def _span(report: Fields, metadata: Fields) -> tuple[str, str]:
    """From when to when: the report's own time, else its element's span, else its element's time."""
    if own := _time(report, "time"):
        return own, own
    started, ended = _time(metadata, "startTime"), _time(metadata, "endTime")
    at = _time(metadata, "time")
    return started or at, ended or at


def _time(fields: Fields, name: str) -> str:
    text = fields.text(name)
    return instant(text, fields.path(name)) if text else ""
