"""What the sensors of events reported, and in which unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from graph_model.facts import Properties
from loaders.outcome import Accepted, Outcome
from tests.support import epcis
from tests.support.epcis import amount, ends, event, live, object_event, outcome, settled

UNIT = "urn:epc:id:sgtin:4012345.077889.1"
LOT = "urn:epc:class:lgtin:4012345.022222.T1"
PLACE = {"id": "urn:epc:id:sgln:4012345.00005.0"}
LOCATION, SENSOR = "location:epcis/4012345000054", "(8004)4000001111"


def sensed(metadata: Mapping[str, object], *reports: dict[str, object], **fields: object) -> epcis.Event:
    elements = [
        {"sensorMetadata": {"deviceID": "urn:epc:id:giai:4000001.111", **metadata}, "sensorReport": reports}
    ]
    return object_event(**{"epcList": [UNIT], "readPoint": PLACE, "sensorElementList": elements, **fields})


def readings(found: Outcome) -> list[Properties]:
    assert isinstance(found, Accepted)
    nodes = settled(found.facts)[0]
    return [nodes[key] for key in sorted(nodes) if key.startswith("reading:")]


def test_a_single_value_is_one_sample(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        sensed({"time": "2025-01-31T07:59:00Z"}, {"type": "gs1:Temperature", "value": 26.1, "uom": "CEL"}),
    )
    assert readings(found) == [
        {
            "sensor": SENSOR,
            "quantity_kind": "temperature",
            "uom": "Cel",
            "started": "2025-01-31T07:59:00Z",
            "ended": "2025-01-31T07:59:00Z",
            "samples": 1,
            "minimum": 26_100_000_000,
            "mean": 26_100_000_000,
            "maximum": 26_100_000_000,
        }
    ]
    assert isinstance(found, Accepted)
    ((reading, at),) = ends(found.facts, "MEASURED_AT")
    assert at == LOCATION
    assert ends(found.facts, "AT_LOCATION") == {("equipment:epcis/%288004%294000001111", LOCATION)}
    assert reading.startswith("reading:epcis/%288004%294000001111%20temperature/")


def test_an_interval_has_its_span_and_what_was_reported_of_it(tmp_path: Path) -> None:
    span = {"startTime": "2025-01-31T07:00:00Z", "endTime": "2025-01-31T08:00:00Z"}
    report = {"type": "AbsoluteHumidity", "minValue": 12.1, "maxValue": 12.2, "uom": "A93"}
    (reading,) = readings(outcome(tmp_path, sensed(span, report)))
    assert {
        name: reading.get(name) for name in ("started", "ended", "minimum", "mean", "maximum", "uom")
    } == {
        "started": "2025-01-31T07:00:00Z",
        "ended": "2025-01-31T08:00:00Z",
        "minimum": 12_100_000_000,
        "mean": None,
        "maximum": 12_200_000_000,
        "uom": "g/m3",
    }
    assert "samples" not in reading


def test_the_time_of_a_report_goes_before_that_of_its_element(tmp_path: Path) -> None:
    report = {"type": "Temperature", "value": 1, "uom": "CEL", "time": "2025-01-31T07:30:00Z"}
    (own,) = readings(outcome(tmp_path, sensed({"startTime": "2025-01-31T07:00:00Z"}, report)))
    assert (own["started"], own["ended"]) == ("2025-01-31T07:30:00Z", "2025-01-31T07:30:00Z")
    (none,) = readings(outcome(tmp_path, sensed({}, {"type": "Temperature", "value": 1, "uom": "CEL"})))
    assert none["started"] == "2025-01-31T08:00:00Z"


def test_reports_of_one_sensor_are_told_apart_by_what_they_measure(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        sensed(
            {},
            {"type": "Temperature", "value": 20, "uom": "CEL"},
            {"type": "RelativeHumidity", "value": 45, "uom": "P1"},
            {"type": "Length", "component": "cbv:Comp-northing", "value": -1.5, "uom": "MTR"},
            {"type": "Length", "component": "cbv:Comp-easting", "value": 2, "uom": "MTR"},
        ),
    )
    assert {(one["quantity_kind"], one["mean"]) for one in readings(found)} == {
        ("temperature", 20 * 10**9),
        ("relative humidity", 45 * 10**9),
        ("Length cbv:Comp-northing", -1_500_000_000),
        ("Length cbv:Comp-easting", 2 * 10**9),
    }


@pytest.mark.parametrize(
    ("report", "rule", "says"),
    [
        ({"type": "Temperature", "value": 26}, "unit", "without uom"),
        ({"type": "Temperature", "value": 26, "uom": "XX"}, "unit", "'XX'"),
        ({"type": "Temperature", "value": 26, "uom": "P1"}, "unit", "not temperature"),
        # UN/ECE Rec 20 is not UCUM: PAL is a pascal, and `Pa` is nothing.
        ({"type": "Pressure", "value": 26, "uom": "Pa"}, "unit", "'Pa'"),
        # Per cubic metre of what?
        ({"type": "Count", "value": 26, "uom": "C86"}, "unit", "declare the quantity kind"),
        ({"type": "Temperature", "value": "1e-12", "uom": "CEL"}, "number", "9 decimal digits"),
        ({"type": "Dimensionless", "exception": "gs1:ALARM_CONDITION"}, "value", "says ALARM_CONDITION"),
        ({"type": "Text", "stringValue": "ok"}, "value", "no number"),
    ],
)
def test_what_can_not_be_read_is_left_out_and_told(
    tmp_path: Path, report: dict[str, object], rule: str, says: str
) -> None:
    found = outcome(tmp_path, sensed({}, report))
    assert readings(found) == []
    assert isinstance(found, Accepted)
    assert [one.rule for one in found.findings] == [rule]
    assert says in found.findings[0].message


def test_organisms_in_air_are_no_particles(tmp_path: Path) -> None:
    organism = "https://www.ncbi.nlm.nih.gov/taxonomy/1126011"
    report = {"type": "Count", "value": 3, "uom": "C86", "microorganism": organism}
    (reading,) = readings(outcome(tmp_path, sensed({}, report)))
    assert (reading["quantity_kind"], reading["uom"]) == ("CFU in air", "{CFU}/m3")


def test_a_value_of_a_transformation_is_measured_on_its_step(tmp_path: Path) -> None:
    report = {"type": "Temperature", "value": 180, "uom": "CEL"}
    elements = [{"sensorReport": [report, {"type": "Temperature", "minValue": 1, "uom": "CEL"}]}]
    found = outcome(
        tmp_path,
        event(
            "TransformationEvent",
            eventID="urn:uuid:t1",
            inputEPCList=[UNIT],
            outputQuantityList=[amount(LOT, 1)],
            sensorElementList=elements,
        ),
    )
    assert isinstance(found, Accepted)
    ((measurement, step),) = ends(found.facts, "MEASURED_ON")
    assert step.startswith("step:epcis/production/")
    assert settled(found.facts)[0][measurement] == {
        "name": "temperature",
        "value": 180 * 10**9,
        "uom": "Cel",
        "measured": "2025-01-31T08:00:00Z",
    }


def test_without_a_place_a_value_is_measured_on_the_items(tmp_path: Path) -> None:
    report = {"type": "Mass", "value": 1.25, "uom": "KGM"}
    found = outcome(tmp_path, sensed({}, report, readPoint=None, quantityList=[amount(LOT)]))
    assert isinstance(found, Accepted)
    assert {item for _, item in ends(found.facts, "MEASURED_ON")} == {
        "device:epcis/04012345778892/1",
        "lot:epcis/04012345222227/T1",
    }
    assert not live(found.facts, "MEASURED_AT")


def test_readings_of_a_wrong_event_are_nowhere(tmp_path: Path) -> None:
    wrong = {"declarationTime": "2025-02-01T00:00:00Z"}
    report = {"type": "Temperature", "value": 26, "uom": "CEL"}
    found = outcome(tmp_path, sensed({}, report, errorDeclaration=wrong))
    assert readings(found) == [{}]
    assert isinstance(found, Accepted)
    assert not live(found.facts, "MEASURED_AT")
