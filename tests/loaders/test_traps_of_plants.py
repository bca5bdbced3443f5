"""Each trap of B2MML and of sensor series that was read in a source, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.facts import NodeFact
from graph_model.units import from_scaled
from loaders.outcome import Ignored, Outcome
from tests.support.pictured import facts_of
from tests.support.shipped import moved, refused, taken, times

MO = "step:n/production/MO"


def b2mml(folder: Path, actuals: str, *, version: str = "http://www.mesa.org/xml/B2MML") -> list[Outcome]:
    kind = "Production" if "V0401" in version else "Operations"
    text = f"""
        <{kind}Performance xmlns="{version}"><{kind}Response><ID>R</ID><{kind}RequestID>MO</{kind}RequestID>
        <SegmentResponse><ID>10</ID><ActualEndTime>2025-02-01T16:00:00+01:00</ActualEndTime>{actuals}</SegmentResponse>
        </{kind}Response></{kind}Performance>"""
    return taken(folder, "b2mml", {"responses.xml": text})


def actual(material: str, lot: str, use: str, quantity: str = "", name: str = "MaterialActual") -> str:
    said = f"<MaterialUse>{use}</MaterialUse>" if use else ""
    return (
        f"<{name}><MaterialDefinitionID>{material}</MaterialDefinitionID>"
        f"<MaterialLotID>{lot}</MaterialLotID>{said}{quantity}</{name}>"
    )


def amount(number: str, unit: str) -> str:
    return (
        f"<Quantity><QuantityString>{number}</QuantityString><UnitOfMeasure>{unit}</UnitOfMeasure></Quantity>"
    )


@pytest.mark.parametrize("unit", ["KG", "KGM"])
def test_kg_of_b2mml_is_a_kilogram_though_it_is_a_keg_in_rec_20(tmp_path: Path, unit: str) -> None:
    found = b2mml(tmp_path, actual("A", "A1", "Consumed", amount("0.41", unit)))
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", MO, "0.41 kg")}


def test_consumed_and_produced_of_both_versions_point_the_same_way(tmp_path: Path) -> None:
    new = actual("A", "A1", "Consumed") + actual("B", "B1", "Produced")
    old = actual("A", "A1", "", name="MaterialConsumedActual") + actual(
        "B", "B1", "", name="MaterialProducedActual"
    )
    expected = {("lot:n/A/A1", "CONSUMED_IN", MO, ""), (MO, "PRODUCED", "lot:n/B/B1", "")}
    assert moved(b2mml(tmp_path / "7", new)) == expected
    assert moved(b2mml(tmp_path / "4", old, version="http://www.wbf.org/xml/B2MML-V0401")) == expected


def test_a_lot_used_twice_in_a_segment_is_two_postings(tmp_path: Path) -> None:
    found = b2mml(tmp_path, 2 * actual("A", "A1", "Consumed", amount("0.41", "KGM")))
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", MO, "0.82 kg")}


def test_the_offset_of_a_segment_is_kept(tmp_path: Path) -> None:
    found = b2mml(tmp_path, actual("A", "A1", "Consumed"))
    assert times(found) == {("CONSUMED_IN", "2025-02-01T15:00:00Z", "+01:00")}


def test_sub_lots_of_one_number_of_two_materials_are_not_joined(tmp_path: Path) -> None:
    lot = (
        "<MaterialLot><ID>1</ID><MaterialDefinitionID>{}</MaterialDefinitionID>"
        "<MaterialSubLot><ID>a</ID></MaterialSubLot></MaterialLot>"
    )
    text = f'<MaterialInformation xmlns="http://www.mesa.org/xml/B2MML">{lot.format("A")}{lot.format("B")}</MaterialInformation>'
    assert moved(taken(tmp_path, "b2mml", {"lots.xml": text})) == {
        ("lot:n/A/1", "CONSUMED_IN", "step:n/split/A%2F1%2Fa", ""),
        ("step:n/split/A%2F1%2Fa", "PRODUCED", "lot:n/A/1%2Fa", ""),
        ("lot:n/B/1", "CONSUMED_IN", "step:n/split/B%2F1%2Fa", ""),
        ("step:n/split/B%2F1%2Fa", "PRODUCED", "lot:n/B/1%2Fa", ""),
    }


SENSOR = "sensor,location,quantity_kind,unit,interval_minutes,lower_limit,upper_limit,cleanroom_class"


def series(folder: Path, sensor: str, *samples: str) -> list[Outcome]:
    files = {
        "sensor.csv": f"{SENSOR}\n{sensor}",
        "series.csv": "\n".join(("sensor,time,value,unit", *samples)),
    }
    return taken(folder, "sensors", files, zone="Europe/Berlin")


def readings(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    """Start, end, number of samples and upper limit of every interval."""
    found = [
        f.properties for f in facts_of(outcomes) if isinstance(f, NodeFact) and f.key.startswith("reading")
    ]
    return [(p["started"], p["ended"], p["samples"], _text(p.get("upper_limit"))) for p in found]


def _text(scaled: object) -> str:
    return from_scaled(scaled) if isinstance(scaled, int) else ""


def test_the_hour_that_a_logger_showed_twice_is_two_hours(tmp_path: Path) -> None:
    night = ("02:00", "02:30", "02:00", "02:30", "03:00")
    found = series(
        tmp_path,
        "T,R,temperature,Cel,30,18,22,",
        *(f"T,2025-10-26 {at}:00,2{n}," for n, at in enumerate(night)),
    )
    assert readings(found) == [("2025-10-26T00:00:00Z", "2025-10-26T02:00:00Z", 5, "22")]


def test_a_sample_of_that_hour_that_is_there_again_is_one(tmp_path: Path) -> None:
    found = series(tmp_path, "T,R,temperature,Cel,30,18,22,", *2 * ("T,2025-10-26 02:00:00,20,",))
    assert readings(found) == [("2025-10-26T00:00:00Z", "2025-10-26T00:00:00Z", 1, "22")]
    assert [one.reason for one in found if isinstance(one, Ignored)] == ["the sample above again"]


@pytest.mark.parametrize(
    "wrong", ["30,18,x,", "30,x,22,", "x,18,22,", "0,18,22,", "-5,18,22,", '30,18,"22,5",']
)
def test_a_sensor_whose_limits_are_no_numbers_is_rejected_and_not_left_without(
    tmp_path: Path, wrong: str
) -> None:
    assert (
        refused(series(tmp_path, f"T,R,temperature,Cel,{wrong}", "T,2025-01-01 08:00:00,20,"))[0][2]
        == "number"
    )


def test_the_limit_of_a_class_is_that_of_the_table_and_not_of_the_formula(tmp_path: Path) -> None:
    found = series(tmp_path, "P,R,particles at 0.5 um,{particles}/m3,5,,,5", "P,2025-01-01 08:00:00,3519,")
    assert readings(found) == [("2025-01-01T07:00:00Z", "2025-01-01T07:00:00Z", 1, "3520")]


def test_cfu_are_no_particles_in_a_series(tmp_path: Path) -> None:
    sensor = "P,R,particles at 0.5 um,{particles}/m3,5,,10,"
    assert refused(series(tmp_path, sensor, "P,2025-01-01 08:00:00,3,CFU/m3")) == [(2, "unit", "unit")]


def test_what_a_cubic_metre_counts_is_what_the_sensor_measures(tmp_path: Path) -> None:
    found = series(tmp_path, "C,R,CFU in air,{CFU}/m3,5,,10,", "C,2025-01-01 08:00:00,3,1/m3")
    (reading,) = [f for f in facts_of(found) if isinstance(f, NodeFact) and f.key.startswith("reading")]
    assert reading.properties["uom"] == "{CFU}/m3"
