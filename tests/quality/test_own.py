"""Each rule about a record's own properties: what keeps it, and the one change that breaks it."""

from __future__ import annotations

import pytest

from app.quality.own import breaches, own_rules
from app.quality.rules import MOVING, RULES
from graph_model.facts import Properties
from graph_model.units import ONE

GOOD: dict[str, Properties] = {
    "Lot": {"lot_number": "1", "manufactured": "2025-01-31", "expires": "2025-01-31"},
    "Device": {"serial_number": "1", "manufactured": "2025-01-31", "expires": "2028-01-31"},
    "ProcessStep": {"started": "2025-01-31", "ended": "2025-01-31T08:15:00Z"},
    "Receipt": {"supplier_lot": "V", "received": "2025-01-31"},
    "Shipment": {"shipped": "2025-01-31"},
    "Return": {"returned": "2025-01-31"},
    "Supplier": {"name": "S"},
    "Customer": {"name": "C", "address": "Weg 1"},
    "Material": {"name": "M", "uom": "kg", "traceability": "lot"},
    "DeviceIdentifier": {"udi_di": "1", "agency": "GS1", "units": 1},
    "EnvironmentalReading": {
        **{"quantity_kind": "temperature", "uom": "Cel", "started": "2025-01-31", "ended": "2025-01-31"},
        **{"minimum": 20 * ONE, "mean": 20 * ONE, "maximum": 22 * ONE, "samples": 3},
        **{"lower_limit": 20 * ONE, "upper_limit": 22 * ONE},
    },
    "Inspection": {"result": "passed", "inspected": "2025-01-31"},
    "Measurement": {
        **{"value": ONE, "uom": "mm", "measured": "2025-01-31"},
        **{"lower_limit": ONE, "upper_limit": ONE},
    },
    "Release": {"decision": "released", "decided": "2025-01-31"},
    "Hold": {"decided": "2025-01-31", "lifted": "2025-02-01"},
    "Nonconformity": {"raised": "2025-01-31"},
    "Complaint": {"received": "2025-01-31"},
    "SupplierQualification": {"valid_from": "2025-01-31", "valid_to": "2025-01-31"},
    "Calibration": {"calibrated": "2025-01-31", "valid_to": "2026-01-31"},
    "TrainingRecord": {"trained": "2025-01-31", "valid_to": "2026-01-31"},
    "PACKED_IN": {"packed_from": "2025-01-31", "packed_to": "2025-01-31"},
    **{type_: {"quantity": 1, "uom": "kg"} for type_ in MOVING if type_ != "PACKED_IN"},
}
LATE, EARLY = "2025-02-01T00:00:00Z", "2025-01-01"
READING = "EnvironmentalReading"


def told(record: str, properties: Properties, item: str = "lot:t/RM-1/1") -> list[tuple[str, str, str]]:
    found = breaches(record, "key", properties, of_device=True, item=item)
    return [(finding.rule.name, finding.field, finding.message) for finding in found]


@pytest.mark.parametrize("record", GOOD)
def test_a_good_record_breaks_nothing(record: str) -> None:
    assert told(record, GOOD[record]) == []


def test_every_rule_that_a_load_tells_is_tried_here() -> None:
    assert {rule.record for rule in RULES if rule.on_load} == set(GOOD)
    assert own_rules("Site") is None
    assert told("Site", {}) == []


@pytest.mark.parametrize(
    ("record", "field"),
    [(r.record, r.field) for r in RULES if r.name == "missing_value" and r.field != "udi"],
)
def test_a_value_that_is_missing(record: str, field: str) -> None:
    moved = {"quantity": 1} if record in MOVING else {}
    rest = {name: value for name, value in {**GOOD[record], **moved}.items() if name != field}
    message = "The quantity has no unit." if field == "uom" and record.isupper() else f"{field} is missing."
    assert told(record, rest) == [("missing_value", field, message)]


@pytest.mark.parametrize(
    ("record", "change", "found"),
    [
        ("SHIPPED_IN", {"quantity": 0}, ("not_positive", "quantity", "quantity is 0, not above 0.")),
        ("PRODUCED", {"quantity": -ONE // 2}, ("not_positive", "quantity", "quantity is -0.5, not above 0.")),
        ("DeviceIdentifier", {"units": 0}, ("not_positive", "units", "units is 0, not above 0.")),
        (READING, {"samples": -1}, ("not_positive", "samples", "samples is -1, not above 0.")),
        (
            READING,
            {"mean": 20 * ONE - 1},
            ("values_reversed", "minimum, mean", "minimum is 20, mean is 19.999999999."),
        ),
        (
            READING,
            {"mean": 22 * ONE + 1},
            ("values_reversed", "mean, maximum", "mean is 22.000000001, maximum is 22."),
        ),
        (
            READING,
            {"upper_limit": 21 * ONE},
            ("outside_limits", "minimum, maximum", "maximum is 22 Cel, the upper limit is 21 Cel."),
        ),
        (
            READING,
            {"lower_limit": 21 * ONE},
            ("outside_limits", "minimum, maximum", "minimum is 20 Cel, the lower limit is 21 Cel."),
        ),
        (
            "Measurement",
            {"value": ONE + 1},
            ("outside_limits", "value", "value is 1.000000001 mm, the upper limit is 1 mm."),
        ),
        (
            "Lot",
            {"expires": "2025-01-30"},
            ("dates_reversed", "manufactured, expires", "expires is 2025-01-30, manufactured is 2025-01-31."),
        ),
        (
            "ProcessStep",
            {"ended": EARLY},
            ("dates_reversed", "started, ended", f"ended is {EARLY}, started is 2025-01-31."),
        ),
        (
            "PACKED_IN",
            {"packed_from": "2025-01-31T08:00:01Z", "packed_to": "2025-01-31T08:00:00Z"},
            (
                "dates_reversed",
                "packed_from, packed_to",
                "packed_to is 2025-01-31T08:00:00Z, packed_from is 2025-01-31T08:00:01Z.",
            ),
        ),
        (
            "Hold",
            {"decided": "2025-01-31T08:00:00.5Z", "lifted": "2025-01-31T08:00:00Z"},
            (
                "dates_reversed",
                "decided, lifted",
                "lifted is 2025-01-31T08:00:00Z, decided is 2025-01-31T08:00:00.5Z.",
            ),
        ),
    ],
)
def test_one_value_that_is_wrong(record: str, change: Properties, found: tuple[str, str, str]) -> None:
    assert told(record, {**GOOD[record], **change}) == [found]


def test_limits_that_are_reversed_are_told_beside_the_excursion() -> None:
    found = told("Measurement", {**GOOD["Measurement"], "lower_limit": 2 * ONE})
    assert [name for name, _, _ in found] == ["values_reversed", "outside_limits"]


def test_a_day_beside_an_instant_may_lie_in_any_zone() -> None:
    for ended in ("2025-01-31T20:00:00Z", "2025-01-30T11:00:00Z"):
        assert told("ProcessStep", {"started": "2025-01-31", "ended": ended}) == []
    assert [name for name, _, _ in told("ProcessStep", {"started": LATE, "ended": EARLY})] == [
        "dates_reversed"
    ]


@pytest.mark.parametrize(
    ("item", "missing"),
    [("lot:t/RM-1/1", 1), ("material:t/RM-1", 1), ("device:t/FG-1/1", 0), ("package:t/1", 0)],
)
def test_a_device_and_a_package_are_one_without_a_quantity(item: str, missing: int) -> None:
    assert len(told("SHIPPED_IN", {}, item)) == missing


def test_only_lots_of_devices_need_an_expiry() -> None:
    found = breaches("Lot", "key", {"lot_number": "1"}, of_device=False)
    assert list(found) == []
