"""The environment of a room by GraphQL, as the question answers it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.questions.environment import environment
from app.questions.environment_series import series_of
from app.questions.periods import EVER, period
from app.settings import Settings
from tests.questions.test_environment import BENCH, HALL, ROOM, at, plant_of_rooms, read
from tests.questions.test_exposure import made
from tests.support.api import asked, error_of
from tests.support.build import lot
from tests.support.memory import MemoryStore


@pytest.fixture
def memory() -> MemoryStore:
    """A room with two sensors, and a step in it."""
    store, plant = MemoryStore(), plant_of_rooms()
    for hour in (8, 9, 11):
        read(plant, "T1", ROOM, at(hour), at(hour + 1), most=23 if hour == 9 else 20)
    read(plant, "T2", BENCH, "2025-03-02", limits=False)
    plant.context("AT_LOCATION", made(plant, "ran", at(8), at(9)), ROOM)
    plant.commit(store)
    return store


@pytest.fixture
def client(memory: MemoryStore) -> Iterator[TestClient]:
    """The application over it."""
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


ENVIRONMENT = """query Q($key: String!, $from: String, $to: String, $zone: String, $points: Int! = 400) {
  environment(key: $key, from: $from, to: $to, zone: $zone) {
    key places from to complete sha256 gaps { kind key message } silent { place sensor } ledger { size root }
    series(points: $points) { place sensor quantityKind uom readings outside unknown undated
      points { from to readings minimum maximum lowerLimit upperLimit outside unknown } holes { from to } }
    steps(first: 5) { totalCount edges { node { key precision started ended } } } } }"""


def test_environment(client: TestClient, memory: MemoryStore) -> None:
    found = asked(client, ENVIRONMENT, key=ROOM)["environment"]
    wanted = environment(memory.reader(), ROOM)
    assert (found["key"], found["places"]) == (ROOM, [ROOM, BENCH, HALL])
    assert (found["complete"], found["sha256"]) == (False, wanted.sha256)
    assert found["gaps"] == [
        {"kind": gap.kind, "key": gap.key, "message": gap.message} for gap in wanted.gaps
    ]
    curves = series_of(wanted.readings, EVER, 400)
    assert (
        [curve["sensor"] for curve in found["series"]] == [curve.sensor for curve in curves] == ["T1", "T2"]
    )
    first = found["series"][0]
    assert (first["readings"], first["outside"], first["quantityKind"], first["uom"]) == (
        *(3, 1),
        *("temperature", "Cel"),
    )
    assert first["points"][1] == {
        "from": "2025-03-01T09:00:00.000000Z",
        "to": "2025-03-01T10:00:00.000000Z",
        "readings": 1,
        "minimum": "18",
        "maximum": "23",
        "lowerLimit": "17",
        "upperLimit": "22",
        "outside": 1,
        "unknown": 0,
    }
    assert first["holes"] == [{"from": "2025-03-01T10:00:00.000000Z", "to": "2025-03-01T11:00:00.000000Z"}]
    assert [edge["node"]["started"] for edge in found["steps"]["edges"]] == [at(8)]


def test_few_points_tell_of_all_readings(client: TestClient) -> None:
    found = asked(client, ENVIRONMENT, key=ROOM, points=1)["environment"]
    assert [[point["readings"] for point in curve["points"]] for curve in found["series"]] == [[3], [1]]
    for points in (0, 1001):
        assert error_of(client, ENVIRONMENT, key=ROOM, points=points)["code"] == "BAD_REQUEST"


def test_a_period_in_a_zone(client: TestClient, memory: MemoryStore) -> None:
    asked_for = {"from": "2025-03-01", "to": "2025-03-01", "zone": "Europe/Berlin"}
    found = asked(client, ENVIRONMENT, key=ROOM, **asked_for)["environment"]
    wanted = period(*asked_for.values())
    assert (found["from"], found["to"]) == (wanted.since, wanted.until)
    assert error_of(client, ENVIRONMENT, key=ROOM, **{"from": "yesterday"})["code"] == "BAD_REQUEST"
    assert error_of(client, ENVIRONMENT, key=lot("RM-1", "ran"))["code"] == "BAD_REQUEST"


READINGS = """query Q($key: String!, $outside: Boolean!, $after: String) { environment(key: $key) {
  readings(outside: $outside, first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { key place sensor quantityKind uom started ended minimum mean maximum lowerLimit upperLimit
      state } } } } }"""


@pytest.mark.parametrize(("outside", "count"), [(False, 4), (True, 2)])
def test_readings_come_page_by_page(
    client: TestClient, memory: MemoryStore, outside: bool, count: int
) -> None:
    after, told = None, []
    while True:
        page = asked(client, READINGS, key=ROOM, outside=outside, after=after)["environment"]["readings"]
        told += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    every = environment(memory.reader(), ROOM).readings
    wanted = [one for one in every if not outside or one.state != "within"]
    assert page["totalCount"] == len(wanted) == count
    assert [(one["key"], one["state"], one["maximum"]) for one in told] == [
        (one.key, one.state, one.values[2]) for one in wanted
    ]
