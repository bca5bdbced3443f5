"""The records that belong to the rows of a genealogy."""

from __future__ import annotations

from graph_store.store import Store
from tests.support.build import Plant, key, lot
from tests.support.questions import CATHETERS, ORDER, RESIN, backward, forward, records, whole_plant


def test_a_genealogy_has_the_records_of_its_rows_and_a_recall_has_none(store: Store) -> None:
    plant = whole_plant()
    receipt, operation = key("receipt", "GR1", "1"), key("step", "production", "MO1", "10")
    inspection = plant.node(key("inspection", "I1"), result="failed")
    measurement, deep = plant.node(key("measurement", "M1")), plant.node(key("measurement", "M2"))
    release = plant.node(key("release", "L1"), decision="rejected")
    complaint, elsewhere = plant.node(key("complaint", "C1")), plant.node(key("inspection", "I2"))
    plant.context("INSPECTED_BY", receipt, inspection)
    plant.context("MEASURED_ON", measurement, ORDER)
    plant.context("PART_OF", plant.node(operation, kind="operation"), ORDER)
    plant.context("MEASURED_ON", deep, operation)
    plant.context("DECIDED_ON", release, CATHETERS)
    plant.context("COMPLAINS_OF", complaint, CATHETERS)
    plant.context("INSPECTED_BY", plant.node(lot("RM-9", "1")), elsewhere)
    plant.commit(store)
    answer = backward(store, CATHETERS)
    assert records(answer) == {
        receipt: [inspection],
        ORDER: [measurement, deep],
        CATHETERS: [complaint, release],
    }
    labels = {record.key: record.label for row in answer.rows for record in row.records or ()}
    assert labels == {
        inspection: "Inspection",
        measurement: "Measurement",
        deep: "Measurement",
        complaint: "Complaint",
        release: "Release",
    }
    assert {row.records for row in forward(store, RESIN).rows} == {None}


def test_a_reading_belongs_to_a_step_in_its_room_at_its_time_only(store: Store) -> None:
    plant = Plant()
    plant.node(ORDER, kind="production", started="2025-03-01T08:00:00Z", ended="2025-03-01T16:00:00Z")
    plant.make("MO1", [RESIN], [CATHETERS])
    room, hall, other = (plant.node(key("location", name)) for name in ("EX-1", "H", "EX-2"))
    plant.context("LOCATED_IN", room, hall)
    plant.context("LOCATED_IN", other, hall)
    plant.context("AT_LOCATION", ORDER, room)
    spans = {
        "during": (room, "2025-03-01T15:00:00Z", "2025-03-01T15:10:00Z"),
        "across": (room, "2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"),
        "touching": (room, "2025-03-01T16:00:00Z", "2025-03-01T17:00:00Z"),
        "day": (room, "2025-03-01", "2025-03-01"),
        "hall": (hall, "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z"),
        "before": (room, "2025-03-01T06:00:00Z", "2025-03-01T07:59:59Z"),
        "after": (room, "2025-03-01T16:00:01Z", "2025-03-01T17:00:00Z"),
        "other-day": (room, "2025-03-05", "2025-03-05"),
        "other-room": (other, "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z"),
    }
    for sensor, (place, started, ended) in spans.items():
        reading = plant.node(key("reading", sensor, "1"), started=started, ended=ended)
        plant.context("MEASURED_AT", reading, place)
    plant.context("MEASURED_AT", plant.node(key("reading", "undated", "1")), room)
    plant.commit(store)
    belong = ("across", "day", "during", "hall", "touching", "undated")
    assert records(backward(store, CATHETERS)) == {ORDER: [key("reading", name, "1") for name in belong]}
