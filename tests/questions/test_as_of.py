"""What was so at a time: what counts as later, what is corrected for good, and what is told of it."""

from __future__ import annotations

import pytest

from app.questions.as_of import read_time
from app.questions.ask import genealogy, recall
from app.questions.errors import BadRequest
from app.questions.view import View, through
from app.questions.why import why
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact
from tests.support.build import Plant, key, step
from tests.support.findings import a_note
from tests.support.memory import MemoryStore
from tests.support.packing import CARTON, UNIT, pack, send
from tests.support.questions import CATHETERS, ORDER, RESIN, keys, records, whole_plant

DAY, NOON = "2025-01-31", "2025-01-31T12:00:00Z"
LATER = "2025-03-01T00:00:00.000000Z"
CLINIC = key("customer", "1")


def at(memory: MemoryStore, time: str | None, *starts: str) -> list[str]:
    """Keys of the rows of a recall but its starts."""
    return [row for row in keys(recall(memory.reader(), starts, View(time))) if row not in starts]


@pytest.mark.parametrize(
    ("happened", "time", "there"),
    [
        ("2025-01-31", DAY, True),
        ("2025-02-01", DAY, False),
        ("2025-01-31T23:59:59.999999Z", DAY, True),
        ("2025-02-01T00:00:00Z", DAY, False),
        ("2025-01-31T12:00:00Z", NOON, True),
        ("2025-01-31T12:00:00.000001Z", NOON, False),
        ("2025-01-31", NOON, True),
        ("2025-01-31", "2025-01-31T00:00:00Z", True),
        ("2025-02-01", NOON, True),  # the day has begun at UTC+13
        ("2025-02-01", "2025-01-31T09:59:59Z", False),  # and nowhere
        ("9999-12-31", "9999-12-31", True),
        ("", DAY, True),
    ],
)
@pytest.mark.parametrize("on", ["relationship", "event"])
def test_what_begins_after_the_time_is_not_there(
    memory: MemoryStore, happened: str, time: str, there: bool, on: str
) -> None:
    plant = Plant()
    plant.node(ORDER, kind="production", **({"started": happened} if happened and on == "event" else {}))
    times = {"event_time": happened} if happened and on == "relationship" else {}
    plant.link("CONSUMED_IN", RESIN, ORDER, "1", **times)  # type: ignore[arg-type]  # properties only
    plant.commit(memory)
    assert at(memory, time, RESIN) == ([ORDER] if there else [])


@pytest.mark.parametrize(
    "text",
    ["", "31.01.2025", "2025-02-30", "2025-01-31T12:00:00", "2025-01-31T12:00:00+01:00", "2025-1-31", "now"],
)
def test_what_is_no_time_is_refused(memory: MemoryStore, text: str) -> None:
    with pytest.raises(BadRequest, match="is no day and no instant in UTC"):
        read_time(text)
    whole_plant().commit(memory)
    for ask in (recall, genealogy):
        with pytest.raises(BadRequest):
            ask(memory.reader(), [RESIN], View(text))


def test_nothing_joins_an_event_before_it_happened(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.node(key("shipment", "S1"), shipped="2025-02-02")
    release = plant.node(key("release", "L1"), decided="2025-02-01T08:00:00Z")
    plant.context("DECIDED_ON", release, CATHETERS)
    plant.commit(memory)
    assert at(memory, "2025-02-01", RESIN) == [CATHETERS, ORDER]
    assert key("customer", "1") in at(memory, "2025-02-02", RESIN)
    then, after = (genealogy(memory.reader(), [CATHETERS], View(time)) for time in (DAY, "2025-02-01"))
    assert (records(then), records(after)) == ({}, {CATHETERS: [release]})
    to_come = recall(memory.reader(), [key("shipment", "S1")], View(DAY))
    assert [gap.kind for gap in to_come.gaps] == ["shipment_without_customer"]


def test_a_package_holds_what_was_packed_by_then(memory: MemoryStore) -> None:
    plant = Plant()
    pack(plant, UNIT, CARTON, "2025-01-20", "2025-02-10")
    send(plant, CARTON, "1", "S1", "2025-02-01")
    plant.commit(memory)
    assert at(memory, "2025-01-19", UNIT) == []
    assert at(memory, DAY, UNIT) == [CARTON]
    assert CLINIC in at(memory, "2025-02-01", UNIT)


def test_a_corrected_time_counts_at_every_time(memory: MemoryStore) -> None:
    plant = Plant()
    plant.node(ORDER, kind="production", started="2025-01-10", changed="2025-01-10T00:00:00.000000Z")
    for day, changed in (("2025-01-10", ""), ("2025-02-20", LATER)):
        plant.link("CONSUMED_IN", RESIN, ORDER, "1", line="GI-1", changed=changed, event_time=day)
    plant.commit(memory)
    assert at(memory, DAY, RESIN) == []
    plant.link("CONSUMED_IN", RESIN, ORDER, "1", line="GI-2", event_time="2025-01-12")
    plant.commit(memory)
    assert at(memory, DAY, RESIN) == [ORDER]
    plant.node(ORDER, started="2025-02-11", changed=LATER)
    plant.commit(memory)
    assert at(memory, DAY, RESIN) == []
    assert [row.key for row in recall(memory.reader(2), [RESIN], View(DAY)).rows] == [RESIN, ORDER]


def test_a_time_in_dispute_rules_nothing_out(memory: MemoryStore) -> None:
    plant = Plant()
    for day in ("2025-01-10", "2025-02-20"):
        plant.link("CONSUMED_IN", RESIN, ORDER, "1", line="GI-1", event_time=day)
    for day in ("2025-02-10", "2025-02-11"):
        plant.link("PRODUCED", ORDER, CATHETERS, "1", "u", line="GR-1", event_time=day)
    plant.commit(memory)
    answer = recall(memory.reader(), [RESIN], View(DAY))
    assert keys(answer) == [RESIN, ORDER]  # about the second, both agree that it was later
    assert {gap.key for gap in answer.gaps if gap.kind == "conflict"} == {RESIN, ORDER}
    for day in ("2025-01-01", "2025-02-20"):
        plant.node(ORDER, started=day)
    plant.commit(memory)
    assert keys(recall(memory.reader(), [RESIN], View(DAY))) == [RESIN, ORDER]


def test_a_withdrawn_relationship_is_told_of_from_its_time_on(memory: MemoryStore) -> None:
    plant = Plant()
    used = plant.link("CONSUMED_IN", RESIN, ORDER, "1", event_time="2025-02-01")
    plant.withdraw("CONSUMED_IN", used)
    plant.commit(memory)
    notes = [[n.kind for n in recall(memory.reader(), [RESIN], View(t)).notes] for t in (DAY, "2025-02-01")]
    assert notes == [[], ["retracted"]]


def test_names_and_units_are_those_of_the_time(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.node(CLINIC, name="Old clinic", changed="2025-01-01T00:00:00.000000Z")
    plant.node(CLINIC, name="New clinic", changed=LATER)
    plant.node(key("material", "RM-1"), uom="g", changed=LATER)
    plant.commit(memory)

    def said(time: str | None) -> tuple[str | None, str | None]:
        rows = {row.key: row for row in recall(memory.reader(), [RESIN], View(time)).rows}
        return rows[CLINIC].name, rows[RESIN].quantity

    assert said(DAY) == ("Old clinic", "1")
    assert said("2025-03-01T00:00:00Z") == said(None) == ("New clinic", "1000")
    corrected = NodeFact(
        CLINIC, {"name": "Klinik"}, origin="decided", precedence=DECIDED_PRECEDENCE, changed=LATER
    )
    memory.commit([corrected], actor="test", reason="misspelt all along")
    assert said(DAY) == ("Klinik", "1")


def test_what_is_stated_later_only_is_shown_with_a_note(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.node(CLINIC, name="New clinic", country="DE", changed=LATER)
    plant.commit(memory)
    answer = recall(memory.reader(), [RESIN], View(DAY))
    message = f"What is shown of {CLINIC} (country, name) was stated for a later time than {DAY}."
    assert answer.notes == (a_note("stated_later", CLINIC, message),)
    assert [row.name for row in answer.rows if row.key == CLINIC] == ["New clinic"]
    assert answer.complete
    assert recall(memory.reader(), [RESIN], View("2025-03-01")).notes == ()


def test_why_has_a_path_from_the_time_on_at_which_it_was_there(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.link("CONSUMED_IN", CATHETERS, step("MO2"), "1", "u", event_time="2025-02-01")
    plant.commit(memory)
    now, then = (why(memory.reader(), RESIN, step("MO2"), View(time)) for time in ("2025-02-01", DAY))
    assert [s.type for s in now.path or ()] == ["CONSUMED_IN", "PRODUCED", "CONSUMED_IN"]
    assert then.path is None
    assert then.to_json()["clocks"] == {"as_of": DAY, "known_at": 1}


def test_an_operation_that_leads_on_later_only_is_no_row(memory: MemoryStore) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="operation")
    plant.context("PART_OF", operation, ORDER)
    plant.link("PRODUCED", operation, CATHETERS, "1", "u", event_time="2025-02-01")
    plant.commit(memory)
    assert operation not in at(memory, DAY, RESIN)
    assert operation in at(memory, "2025-02-01", RESIN)


def test_search_finds_by_todays_name_and_shows_that_of_the_time(memory: MemoryStore) -> None:
    plant = Plant()
    plant.node(CLINIC, name="Old clinic", changed="2025-01-01T00:00:00.000000Z")
    plant.node(CLINIC, name="New hospital", changed=LATER)
    plant.commit(memory)

    def found(text: str) -> list[object]:
        cards, rest = through(memory.reader(), View(DAY)).search(text, 10, None)
        assert rest is None
        return [card.properties["name"] for card in cards]

    assert (found("hospital"), found("clinic")) == (["Old clinic"], [])


def test_the_time_is_part_of_the_answer_and_of_its_hash(memory: MemoryStore) -> None:
    whole_plant().commit(memory)
    then, now = (recall(memory.reader(), [RESIN], View(time)) for time in (DAY, None))
    assert (then.rows, then.gaps) == (now.rows, now.gaps)
    assert [a.to_json()["clocks"] for a in (then, now)] == [
        {"as_of": DAY, "known_at": 1},
        {"as_of": None, "known_at": 1},
    ]
    assert then.sha256 != now.sha256
