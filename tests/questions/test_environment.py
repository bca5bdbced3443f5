"""What was measured in a room, beside which limits, what ran there; and the curves of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from app.questions import environment as module
from app.questions.environment import OUTSIDE, UNKNOWN, WITHIN, Environment, Reading, environment, silent
from app.questions.environment_series import Point, series_of
from app.questions.errors import BadRequest, BadStart, UnknownKey
from app.questions.periods import EVER, Period, period
from app.questions.reading import Card
from graph_store.store import Store
from tests.questions.test_exposure import made, stated
from tests.questions.test_sites import RAW, ROOMS, two_plants
from tests.questions.test_sites import seen_by as seen
from tests.support.build import Plant, key, lot, step
from tests.support.findings import a_gap
from tests.support.memory import MemoryReader, MemoryStore

ROOM, HALL, OTHER, BENCH = (key("location", name) for name in ("EX-1", "H", "EX-2", "EX-1-B"))
DAY = period("2025-03-01", "2025-03-01", "UTC")
ONE = 10**9


def read(
    plant: Plant,
    sensor: str,
    place: str,
    started: str = "",
    ended: str = "",
    *,
    most: int = 20,
    limits: bool = True,
) -> str:
    """A reading of 18 to `most` degrees, of at most 22."""
    times = {name: at for name, at in (("started", started), ("ended", ended)) if at}
    bounds = {"lower_limit": 17 * ONE, "upper_limit": 22 * ONE} if limits else {}
    of = key("reading", sensor, started or "no-time")
    stated(
        plant,
        of,
        {
            "quantity_kind": "temperature",
            "uom": "Cel",
            "minimum": 18 * ONE,
            "maximum": most * ONE,
            **times,
            **bounds,
        },
    )
    plant.context("MEASURED_AT", of, place)
    return of


def at(hour: int, minute: int = 0) -> str:
    return f"2025-03-01T{hour:02}:{minute:02}:00Z"


def asked(store: Store | MemoryStore, of: str, during: Period = EVER) -> Environment:
    with store.reader() as reader:
        return environment(reader, of, during)


def plant_of_rooms() -> Plant:
    plant = Plant()
    for place in (ROOM, HALL, OTHER, BENCH):
        plant.node(place)
    plant.context("LOCATED_IN", ROOM, HALL)
    plant.context("LOCATED_IN", OTHER, HALL)
    plant.context("LOCATED_IN", BENCH, ROOM)
    return plant


def test_a_room_has_its_readings_those_inside_it_and_of_what_holds_it(store: Store) -> None:
    plant = plant_of_rooms()
    good = read(plant, "T1", ROOM, at(8), at(9))
    bad = read(plant, "T1", ROOM, at(9), at(10), most=23)
    inside = read(plant, "T2", BENCH, at(8), at(9))
    around = read(plant, "T3", HALL, at(8), at(9), limits=False)
    read(plant, "T4", OTHER, at(8), at(9))
    ran = made(plant, "ran", at(8), at(9))
    plant.context("AT_LOCATION", ran, BENCH)
    elsewhere = made(plant, "elsewhere", at(8), at(9))
    plant.context("AT_LOCATION", elsewhere, HALL)
    plant.commit(store)
    found = asked(store, ROOM)
    assert found.places == tuple(sorted([ROOM, HALL, BENCH]))
    assert {(one.key, one.state) for one in found.readings} == {
        (good, WITHIN),
        (bad, OUTSIDE),
        (inside, WITHIN),
        (around, UNKNOWN),
    }
    assert [joined.key for joined in found.steps] == [ran]
    said = f"Of 1 readings in {HALL} nothing says whether they were outside of limits."
    assert found.gaps == (a_gap("limits_unknown", HALL, said),)
    assert not found.complete


def test_only_the_time_that_is_asked_about_counts_and_silent_sensors_are_told(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    inside = read(plant, "T1", ROOM, at(8), at(9))
    read(plant, "T1", ROOM, "2025-03-02T08:00:00Z", "2025-03-02T09:00:00Z")
    read(plant, "T2", ROOM, "2025-03-02T08:00:00Z", "2025-03-02T09:00:00Z")
    late = made(plant, "late", "2025-03-02T08:00:00Z", "2025-03-02T09:00:00Z")
    plant.context("AT_LOCATION", late, ROOM)
    plant.commit(memory)
    found = asked(memory, ROOM, DAY)
    assert [one.key for one in found.readings] == [inside]
    assert (found.steps, found.complete) == ((), True)
    assert silent(memory.reader(), found) == ((ROOM, "T2"),)
    assert silent(memory.reader(), asked(memory, ROOM)) == ()


def test_where_too_much_was_read_ever_nobody_says_who_was_silent(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = plant_of_rooms()
    for hour in range(3):
        read(plant, "T1", ROOM, at(hour), at(hour + 1))
    plant.commit(memory)
    found = asked(memory, ROOM, DAY)
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 2)
    assert silent(memory.reader(), found) is None


def test_a_step_is_looked_at_in_its_rooms_and_its_own_time(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    ran = made(plant, "MO1", at(8), at(9))
    operation = plant.node(step("MO1-10", "operation"))
    plant.context("PART_OF", operation, ran)
    plant.context("AT_LOCATION", operation, BENCH)
    during = read(plant, "T1", HALL, at(8, 30), at(8, 45))
    read(plant, "T1", HALL, at(11), at(12))
    plant.commit(memory)
    found = asked(memory, ran)
    assert found.period == Period(at(8), at(9))
    assert ([one.key for one in found.readings], found.places) == ([during], (ROOM, BENCH, HALL))
    # A time that is given comes before its own.
    assert len(asked(memory, ran, DAY).readings) == 2
    assert asked(memory, during).period == Period(at(8, 30), at(8, 45))


def test_what_no_record_places_has_no_places(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    ran = made(plant, "MO1", at(8), at(9))
    plant.commit(memory)
    found = asked(memory, ran)
    assert (found.places, found.readings, found.steps) == ((), (), ())


def test_a_reading_without_time_is_among_them_and_is_a_gap(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    undated = read(plant, "T1", ROOM)
    plant.commit(memory)
    found = asked(memory, ROOM, DAY)
    assert [one.key for one in found.readings] == [undated]
    said = f"Of 1 readings in {ROOM} nothing says when they were taken."
    assert found.gaps == (a_gap("time_unknown", ROOM, said),)
    (curve,) = series_of(found.readings, found.period, 10)
    assert (curve.readings, curve.undated, curve.points, curve.holes) == (1, 1, (), ())


def test_what_has_no_environment_is_refused(memory: MemoryStore) -> None:
    plant_of_rooms().commit(memory)
    plant = Plant()
    plant.receive(lot("RM-1", "1"), "S", "GR")
    plant.commit(memory)
    with pytest.raises(BadStart, match="Lot, and has no environment"):
        asked(memory, lot("RM-1", "1"))
    with pytest.raises(UnknownKey):
        asked(memory, key("location", "none"))


def test_more_readings_than_can_be_held_are_refused(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = plant_of_rooms()
    for hour in range(3):
        read(plant, "T1", ROOM, at(hour), at(hour + 1))
    plant.commit(memory)
    monkeypatch.setattr(module, "MOST", 2)
    with pytest.raises(BadRequest, match="There are 3 readings") as refused:
        asked(memory, ROOM)
    assert refused.value.next_step == "Name a shorter time."
    with pytest.raises(BadRequest, match="There are more than 2 readings"):
        asked(memory, ROOM, DAY)
    assert len(asked(memory, ROOM, Period(at(0), at(0, 30))).readings) == 1


@pytest.mark.parametrize(("most", "during"), [("MOST", EVER), ("MOST_LOOKED_AT", DAY)])
def test_what_is_too_much_is_refused_before_any_of_it_is_read(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch, most: str, during: Period
) -> None:
    plant, looked_at = plant_of_rooms(), set[str]()
    for hour in range(3):
        read(plant, "T1", ROOM, at(hour), at(hour + 1))
    plant.commit(memory)
    cards = MemoryReader.cards

    def watched(self: MemoryReader, keys: Iterable[str], as_of: str | None = None) -> Mapping[str, Card]:
        wanted = list(keys)
        looked_at.update(wanted)
        return cards(self, wanted, as_of)

    monkeypatch.setattr(MemoryReader, "cards", watched)
    monkeypatch.setattr(module, most, 2)
    with pytest.raises(BadRequest, match="There are 3 readings"):
        asked(memory, ROOM, during)
    assert {key for key in looked_at if key.startswith("reading:")} == set()


def test_readings_are_looked_at_some_at_a_time(memory: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    plant = plant_of_rooms()
    for hour in range(5):
        read(plant, "T1", ROOM, at(hour), at(hour + 1))
    plant.commit(memory)
    whole = asked(memory, ROOM, DAY)
    monkeypatch.setattr(module, "AT_ONCE", 2)
    assert (asked(memory, ROOM, DAY), len(whole.readings)) == (whole, 5)


def test_a_refusal_of_the_whole_tells_nothing_of_other_sites(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = two_plants()
    plant.node(HALL)
    for name, room in ROOMS.items():
        read(plant, f"T-{name}", room, at(8), at(9))
        plant.context("LOCATED_IN", room, HALL)
    inside = plant.node(key("location", "inside"))
    plant.context("LOCATED_IN", inside, ROOMS["A"])
    plant.context("LOCATED_IN", inside, ROOMS["B"])
    plant.commit(memory)
    monkeypatch.setattr(module, "MOST", 1)
    with pytest.raises(BadRequest, match="There are 2 readings"):
        environment(memory.reader(), inside)
    with pytest.raises(BadRequest) as refused:
        environment(seen(memory, "A"), inside)
    told = f"{refused.value.message} {refused.value.next_step}"
    assert (ROOMS["A"] in told, ROOMS["B"] in told, "2" in told) == (True, False, False)


def test_who_is_bound_to_sites_is_told_of_theirs_and_the_rest_is_counted(memory: MemoryStore) -> None:
    plant = two_plants()
    plant.node(HALL)
    for name, room in ROOMS.items():
        read(plant, f"T-{name}", room, at(8), at(9))
        plant.context("LOCATED_IN", room, HALL)
    plant.commit(memory)
    found = environment(seen(memory, "A"), ROOMS["A"])
    assert [one.sensor for one in found.readings] == ["T-A"]
    with pytest.raises(UnknownKey):
        environment(seen(memory, "A"), ROOMS["B"])
    assert RAW not in str(found)


def test_the_hash_tells_every_reading(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    read(plant, "T1", ROOM, at(8), at(9))
    plant.commit(memory)
    found = asked(memory, ROOM)
    altered = (replace(found.readings[0], values=("18", None, "21", "17", "22")),)
    assert found.sha256 == asked(memory, ROOM).sha256
    assert found.sha256 != replace(found, readings=altered).sha256


def test_a_curve_keeps_every_reading_and_every_extreme(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    for minute in range(60):
        read(plant, "T1", ROOM, at(8, minute), most=23 if minute == 31 else 20)
    plant.commit(memory)
    found = asked(memory, ROOM)
    (whole,) = series_of(found.readings, EVER, 60)
    assert [point.readings for point in whole.points] == [1] * 60
    (cut,) = series_of(found.readings, EVER, 4)
    assert [point.readings for point in cut.points] == [15, 15, 15, 15]
    assert cut.points[2] == Point(
        "2025-03-01T08:30:00.000000Z",
        "2025-03-01T08:44:00.000000Z",
        15,
        *("18", "23", "17", "22"),
        limits_are_one=True,
        outside=1,
        unknown=0,
    )
    assert (cut.readings, cut.outside, cut.unknown, cut.undated, cut.holes) == (60, 1, 0, 0, ())


def test_a_reading_without_an_end_was_taken_at_its_start(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    kept = [read(plant, "T1", ROOM, at(hour), most=23 if hour < 10 else 20) for hour in range(24)]
    lasting = read(plant, "T2", ROOM, at(8), at(11))
    plant.commit(memory)
    asked_for = Period(at(10), at(12, 30))
    found = asked(memory, ROOM, asked_for)
    assert {one.key for one in found.readings} == {*kept[10:13], lasting}
    curve, _ = series_of(found.readings, found.period, 10)
    assert [point.since[11:16] for point in curve.points] == ["10:00", "11:00", "12:00"]
    assert (curve.readings, curve.outside) == (3, 0)
    assert asked(memory, kept[4]).period == Period(at(4), at(4))


def one(minimum: str | None, mean: str | None, maximum: str | None, *limits: str | None) -> Reading:
    """A reading of these values."""
    of = key("reading", "T1", f"{minimum} {mean} {maximum} {limits}")
    values = (minimum, mean, maximum, *(limits or (None, None)))
    return Reading(of, ROOM, "T1", "", "", at(8), "", None, values, WITHIN, is_dated=True)


@pytest.mark.parametrize(
    ("readings", "extremes"),
    [
        ([one("5", None, "6"), one(None, "-20", None)], ("-20", "6")),
        ([one("5", None, None)], ("5", None)),
        ([one(None, None, "6")], (None, "6")),
        ([one(None, "5.5", None)], ("5.5", "5.5")),
        ([one("5", "7", None)], ("5", "7")),
        ([one(None, None, None)], (None, None)),
        ([one("30", None, None), one(None, None, "10")], ("10", "30")),
    ],
)
def test_extremes_are_of_what_each_reading_states(
    readings: list[Reading], extremes: tuple[str | None, str | None]
) -> None:
    (curve,) = series_of(readings, EVER, 1)
    assert [(point.minimum, point.maximum) for point in curve.points] == [extremes]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ([("17", "22"), ("17", "22.0")], ("17", "22.0", True)),
        ([("17", "22"), ("25", "30")], (None, None, False)),
        ([("17", "22"), ("17", "23")], ("17", None, False)),
        ([("17", "22"), (None, None)], ("17", "22", True)),
        ([("22", "17")], (None, None, False)),
        ([(None, None)], (None, None, True)),
    ],
)
def test_limits_that_change_are_not_one(
    limits: list[tuple[str | None, str | None]], told: tuple[str | None, str | None, bool]
) -> None:
    (curve,) = series_of([one("18", None, "20", *two) for two in limits], EVER, 1)
    (point,) = curve.points
    assert (point.lower_limit, point.upper_limit, point.limits_are_one) == told


def holes(memory: MemoryStore, during: Period = EVER) -> list[tuple[str, str]]:
    found = asked(memory, ROOM, during)
    (curve,) = series_of(found.readings, found.period, 10)
    return [(since[11:16], until[11:16]) for since, until in curve.holes]


def test_holes_are_longer_than_what_usually_lies_between_readings(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    for minute in (*range(0, 20), *range(25, 40)):
        read(plant, "T1", ROOM, at(8, minute))
    plant.commit(memory)
    assert holes(memory) == [("08:19", "08:25")]
    assert holes(memory, Period(at(8), at(9))) == [("08:19", "08:25"), ("08:39", "09:00")]


def test_between_readings_that_follow_one_another_every_hole_counts(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    spans = ((at(8), at(9)), (at(8, 30), at(11)), (at(10), at(10, 30)), (at(12), at(13)), (at(13), at(14)))
    for begun, ended in spans:
        read(plant, "T1", ROOM, begun, ended)
    plant.commit(memory)
    assert holes(memory) == [("11:00", "12:00")]


def test_a_day_is_a_day(memory: MemoryStore) -> None:
    plant = plant_of_rooms()
    for day in (1, 2, 4):
        read(plant, "T1", ROOM, f"2025-03-0{day}", f"2025-03-0{day}")
    plant.commit(memory)
    found = asked(memory, ROOM)
    (curve,) = series_of(found.readings, found.period, 10)
    assert curve.holes == (("2025-03-03T00:00:00.000000Z", "2025-03-04T00:00:00.000000Z"),)
    assert [point.until for point in curve.points] == [
        f"2025-03-0{day}T00:00:00.000000Z" for day in (2, 3, 5)
    ]
