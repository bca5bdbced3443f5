"""What a room, reading, equipment, calibration, person, recipe or supplier reached."""

from __future__ import annotations

import random

import pytest

from app.questions.errors import BadRequest, BadStart, UnknownKey
from app.questions.exposure import Exposure, exposure
from app.questions.joining import BY_DAY, STATED, UNDATED
from app.questions.periods import EVER, Period, period
from app.questions.reading import Reader
from graph_model.facts import NodeFact, Value
from graph_store.store import Store
from tests.questions.test_sites import RAW, ROOMS, STEPS, hidden, seen_by, two_plants
from tests.support.build import Plant, key, lot, step
from tests.support.findings import a_gap
from tests.support.memory import MemoryStore
from tests.support.questions import backward, forward, keys, rejected

ROOM, HALL, OTHER = (key("location", name) for name in ("EX-1", "H", "EX-2"))
MACHINE, PERSON = key("equipment", "EQ-1"), key("person", "P-1")
RECIPE = key("specification", "SP-1", "C")


def stated(plant: Plant, node: str, properties: dict[str, Value]) -> str:
    """A node with these properties."""
    plant.node(node)
    plant.facts.append(NodeFact(key=node, properties=properties))
    return node


def made(plant: Plant, order: str, started: str = "", ended: str = "") -> str:
    """A step that makes a lot of its own of a raw lot of its own, which a customer of its own receives."""
    times: dict[str, Value] = {n: at for n, at in (("started", started), ("ended", ended)) if at}
    made_by = stated(plant, step(order), {"kind": "production", **times})
    plant.receive(lot("RM-1", order), "S", f"GR-{order}")
    plant.make(order, [lot("RM-1", order)], [lot("FG-1", order)])
    plant.ship(lot("FG-1", order), f"C-{order}", f"S-{order}")
    return made_by


def asked(store: Store | MemoryStore, *about: str, at: Period = EVER, excursions: bool = False) -> Exposure:
    with store.reader() as reader:
        return exposure(reader, about, at, excursions=excursions)


def joined(found: Exposure) -> dict[str, str]:
    """Order -> how well its times are known."""
    return {one.key.rpartition("/")[2]: one.precision for one in found.joined}


def test_an_excursion_reaches_what_ran_in_the_room_and_who_received_it(store: Store) -> None:
    plant = Plant()
    hit = made(plant, "hit", "2025-03-01T08:00:00Z", "2025-03-01T09:00:00Z")
    late = made(plant, "late", "2025-03-01T12:00:00Z", "2025-03-01T13:00:00Z")
    elsewhere = made(plant, "elsewhere", "2025-03-01T08:00:00Z", "2025-03-01T09:00:00Z")
    for place in (ROOM, HALL, OTHER):
        plant.node(place)
    plant.context("LOCATED_IN", ROOM, HALL)
    for ran, place in ((hit, ROOM), (late, ROOM), (elsewhere, OTHER)):
        plant.context("AT_LOCATION", ran, place)
    spans = {
        "good": ("2025-03-01T08:30:00Z", "2025-03-01T08:40:00Z", 20),
        "bad": ("2025-03-01T09:00:00Z", "2025-03-01T11:59:59Z", 21),
    }
    for sensor, (started, ended, maximum) in spans.items():
        reading = plant.node(
            key("reading", sensor, "1"),
            started=started,
            ended=ended,
            minimum=10,
            maximum=maximum,
            lower_limit=10,
            upper_limit=20,
        )
        plant.context("MEASURED_AT", reading, HALL)
    plant.commit(store)
    found = asked(store, HALL, excursions=True)
    (one,) = found.joined
    assert (one.key, one.cause, one.precision) == (hit, key("reading", "bad", "1"), STATED)
    assert one.at == ("2025-03-01T08:00:00Z", "2025-03-01T09:00:00Z")
    assert one.during == spans["bad"][:2]
    assert [evidence.partition(":")[0] for evidence in one.evidence] == [
        *("AT_LOCATION", "LOCATED_IN", "MEASURED_AT"),
    ]
    assert found.answer.start == (hit,)
    assert found.answer == forward(store, hit)
    assert found.complete
    assert keys(found.answer) == sorted(
        [hit, lot("FG-1", "hit"), key("shipment", "S-hit"), key("customer", "C-hit")]
    )
    assert asked(store, key("reading", "bad", "1")).answer == found.answer
    assert set(joined(asked(store, HALL))) == {"hit", "late"}
    assert joined(asked(store, HALL, at=period("2025-03-01T12:30:00Z", None))) == {"late": STATED}


def test_equipment_persons_and_recipes_reach_their_steps_in_a_period(memory: MemoryStore) -> None:
    plant = Plant()
    times = {
        "before": ("2025-03-01T07:00:00Z", "2025-03-01T07:59:59Z"),
        "touching": ("2025-03-01T07:00:00Z", "2025-03-01T08:00:00Z"),
        "inside": ("2025-03-01T09:00:00Z", "2025-03-01T09:30:00Z"),
        "around": ("2025-02-01T00:00:00Z", "2025-04-01T00:00:00Z"),
        "day": ("2025-03-01", "2025-03-01"),
        "next-day": ("2025-03-02", "2025-03-02"),
        "two-days-later": ("2025-03-03", "2025-03-03"),
        "begun": ("2025-03-01T08:30:00Z", ""),
        "begun-before": ("2025-01-01T08:30:00Z", ""),
        "begun-after": ("2025-03-01T10:00:01Z", ""),
        "ended-after": ("", "2025-05-01T00:00:00Z"),
        "undated": ("", ""),
        "reversed": ("2025-01-02", "2025-01-01"),
    }
    relations = {"USED_EQUIPMENT": MACHINE, "PERFORMED_BY": PERSON, "FOLLOWED": RECIPE}
    for order, (started, ended) in times.items():
        ran = made(plant, order, started, ended)
        for type_, node in relations.items():
            plant.context(type_, ran, plant.node(node))
    made(plant, "without")
    plant.commit(memory)
    for node in relations.values():
        found = asked(memory, node, at=period("2025-03-01T08:00:00Z", "2025-03-01T10:00:00Z"))
        assert joined(found) == {
            **dict.fromkeys(["touching", "inside", "around", "begun"], STATED),
            # The 2nd of March begins on the 1st at ten in the east.
            **dict.fromkeys(["day", "next-day"], BY_DAY),
            **dict.fromkeys(["begun-before", "ended-after", "undated", "reversed"], UNDATED),
        }
        unsure = {gap.key for gap in found.gaps if gap.kind == "time_unknown"}
        assert unsure == {step(name) for name in ("begun-before", "ended-after", "undated", "reversed")}
        assert {gap.kind for gap in found.gaps} == {"time_unknown", "conflict"}
    whole = asked(memory, MACHINE)
    assert joined(whole) == dict.fromkeys(times, STATED)
    assert {gap.kind for gap in whole.gaps} == {"conflict"}
    days = asked(memory, MACHINE, at=period("2025-03-02", "2025-03-02"))
    assert {name for name, how in joined(days).items() if how == BY_DAY} == {
        *("next-day", "around", "begun-after"),
    }


def test_a_day_in_a_zone_is_that_day_there(memory: MemoryStore) -> None:
    """The night in which the clock is set back has 25 hours."""
    plant = Plant()
    for order, at in {
        "last-of-25th": "2025-10-25T21:59:59.999999Z",
        "first": "2025-10-25T22:00:00Z",
        "second-half-past-two": "2025-10-26T01:30:00Z",
        "last": "2025-10-26T22:59:59.999999Z",
        "first-of-27th": "2025-10-26T23:00:00Z",
    }.items():
        plant.context("USED_EQUIPMENT", made(plant, order, at, at), plant.node(MACHINE))
    plant.commit(memory)
    found = asked(memory, MACHINE, at=period("2025-10-26", "2025-10-26", "Europe/Berlin"))
    assert joined(found) == dict.fromkeys(["first", "second-half-past-two", "last"], STATED)


def test_a_failed_calibration_reaches_back_to_the_last_good_one(memory: MemoryStore) -> None:
    plant = Plant()
    checks = {
        "C1": ("2025-01-01", "passed"),
        "C2": ("2025-02-01", "adjusted"),
        "C3": ("2025-03-01", "failed"),
        "C4": ("2025-03-20", "failed"),
        "C5": ("2025-04-01", "passed"),
    }
    for name, (day, result) in checks.items():
        check = plant.node(key("calibration", name), calibrated=day, result=result)
        plant.context("CALIBRATES", check, plant.node(MACHINE))
    for day in ("01-31", "02-01", "02-15", "03-01", "03-02", "03-20", "03-21"):
        plant.context("USED_EQUIPMENT", made(plant, day, f"2025-{day}", f"2025-{day}"), MACHINE)
    plant.commit(memory)
    found = asked(memory, key("calibration", "C3"))
    assert joined(found) == dict.fromkeys(["02-01", "02-15", "03-01"], BY_DAY)
    assert {one.during for one in found.joined} == {("2025-02-01", "2025-03-01")}
    assert found.complete
    later = asked(memory, key("calibration", "C4"), at=period("2025-03-02", None))
    assert joined(later) == dict.fromkeys(["03-02", "03-20"], BY_DAY)
    with pytest.raises(BadStart, match="passed"):
        asked(memory, key("calibration", "C5"))


def test_without_a_good_calibration_all_use_before_counts(memory: MemoryStore) -> None:
    plant = Plant()
    check = plant.node(key("calibration", "C1"), calibrated="2025-03-01", result="failed")
    plant.context("CALIBRATES", check, plant.node(MACHINE))
    for day in ("2024-01-01", "2025-03-02"):
        plant.context("USED_EQUIPMENT", made(plant, day, day, day), MACHINE)
    plant.commit(memory)
    found = asked(memory, check)
    assert joined(found) == {"2024-01-01": BY_DAY}
    (gap,) = found.gaps
    assert (gap.kind, gap.key) == ("time_unknown", MACHINE)


def test_a_supplier_reaches_what_was_received_in_the_period(memory: MemoryStore) -> None:
    plant = Plant()
    for order, day in (("1", "2025-03-01"), ("2", "2025-04-01")):
        made(plant, order)
        plant.node(key("receipt", f"GR-{order}", "1"), received=day)
    plant.commit(memory)
    found = asked(memory, key("supplier", "S"), at=period("2025-03-31", None))
    assert [one.key for one in found.joined] == [key("receipt", "GR-2", "1")]
    assert key("customer", "C-2") in keys(found.answer)
    assert key("customer", "C-1") not in keys(found.answer)


def test_readings_without_limits_are_a_gap_and_rows_that_name_the_room_too(memory: MemoryStore) -> None:
    plant = Plant()
    plant.node(ROOM)
    for sensor, values in (("bare", {"maximum": 9}), ("limited", {"maximum": 9, "upper_limit": 9})):
        times = {"started": "2025-03-01", "ended": "2025-03-01"}
        reading = stated(plant, key("reading", sensor, "1"), {**times, **values})
        plant.context("MEASURED_AT", reading, ROOM)
    plant.context("AT_LOCATION", made(plant, "1", "2025-03-01", "2025-03-01"), ROOM)
    plant.facts.append(rejected(3, ROOM))
    plant.commit(memory)
    found = asked(memory, ROOM, excursions=True)
    assert (found.joined, found.answer.rows) == ((), ())
    said = f"Of 1 readings in {ROOM} nothing says whether they were outside of limits."
    assert a_gap("limits_unknown", ROOM, said) in found.gaps
    assert {gap.kind for gap in found.gaps} == {"limits_unknown", "rejected_rows"}


def test_a_step_is_joined_by_a_reading_where_its_genealogy_has_that_reading(memory: MemoryStore) -> None:
    """Random rooms in rooms, days and instants, times that are missing, reversed or in dispute."""
    for seed in range(15):
        chance, store, plant = random.Random(seed), MemoryStore(), Plant()
        rooms = [plant.node(key("location", str(n))) for n in range(4)]
        for n, room in enumerate(rooms[1:]):
            plant.context("LOCATED_IN", room, rooms[chance.randint(0, n)])
        steps = [made(plant, str(n), *_times(chance)) for n in range(5)]
        for ran in steps:
            plant.context("AT_LOCATION", ran, chance.choice(rooms))
        readings = [key("reading", str(n), "1") for n in range(5)]
        for reading in readings:
            for _ in range(chance.choice((1, 1, 2))):
                started, ended = _times(chance)
                plant.node(reading, **{n: t for n, t in (("started", started), ("ended", ended)) if t})
            plant.context("MEASURED_AT", reading, chance.choice(rooms))
        plant.commit(store)
        genealogies = backward(store, *(lot("FG-1", str(n)) for n in range(5)))
        belong = {(row.key, r.key) for row in genealogies.rows for r in row.records or ()}
        found = {(one.key, reading) for reading in readings for one in asked(store, reading).joined}
        assert found == belong, seed


def _times(chance: random.Random) -> tuple[str, str]:
    since, until = sorted(f"2025-03-0{chance.randint(1, 4)}" for _ in "ab")
    if chance.random() < 0.1:
        since, until = until, since
    at = [
        f"{day}T{chance.choice(('00', '10', '23'))}:00:00Z" if chance.random() < 0.5 else day
        for day in (since, until)
    ]
    return tuple("" if chance.random() < 0.15 else text for text in at)  # type: ignore[return-value]  # two of them


@pytest.mark.parametrize(
    "about", [lot("RM-1", "1"), step("1"), key("material", "RM-1"), key("customer", "C-1")]
)
def test_what_is_no_exposure_is_refused_with_the_next_step(memory: MemoryStore, about: str) -> None:
    plant = Plant()
    made(plant, "1")
    plant.commit(memory)
    with pytest.raises(BadStart, match="no exposure starts there"):
        asked(memory, about)
    with pytest.raises(UnknownKey):
        asked(memory, MACHINE)
    with pytest.raises(BadRequest):
        asked(memory)


def test_who_is_bound_to_a_site_is_told_of_its_steps_and_how_many_others_there_are(
    memory: MemoryStore,
) -> None:
    plant = two_plants()
    plant.node(RECIPE)
    plant.node(MACHINE)
    for name in "AB":
        plant.context("FOLLOWED", STEPS[name], RECIPE)
        plant.node(STEPS[name], kind="production", started="2025-03-01", ended="2025-03-01")
        reading = plant.node(key("reading", name, "1"), started="2025-03-01", ended="2025-03-01")
        plant.context("MEASURED_AT", reading, ROOMS[name])
    plant.context("AT_LOCATION", MACHINE, ROOMS["B"])
    plant.commit(memory)
    found = exposure(seen_by(memory, "A"), [RECIPE])
    assert [one.key for one in found.joined] == [STEPS["A"]] == list(found.answer.start)
    assert hidden(found.answer) == {"Customer": 1, "Lot": 1, "ProcessStep": 1, "Shipment": 1}
    assert not any(text in str(found.to_json(with_links=True)) for text in ("-B", "reading:t/B"))
    for forbidden in (MACHINE, key("reading", "B", "1"), ROOMS["B"]):
        with pytest.raises(UnknownKey):
            exposure(seen_by(memory, "A"), [forbidden])
    whole = exposure(_whole(memory), [RECIPE])
    assert exposure(seen_by(memory, "A", "B"), [RECIPE]) == whole
    assert {one.key for one in whole.joined} == set(STEPS.values())
    assert RAW not in keys(whole.answer)


def _whole(memory: MemoryStore) -> Reader:
    return memory.reader()
