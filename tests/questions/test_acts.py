"""Which times may exclude something, and how wide they are (ADR 13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.questions.ask import recall
from app.questions.excluded import Excluded, LeftOutRow
from app.questions.view import View
from graph_model.facts import DECIDED_PRECEDENCE, RelationshipFact, Retraction
from graph_model.keys import relationship_key
from tests.support.build import Plant, key, lot, step
from tests.support.findings import a_gap
from tests.support.lateness import booked
from tests.support.lot_change import (
    BAD,
    DAY,
    FIRST,
    GOOD,
    NEXT,
    ORDER,
    POSTED,
    SECOND,
    TIMELY,
    Change,
    apart,
    at,
    excluded,
    lot_change,
    timely,
)
from tests.support.memory import MemoryStore
from tests.support.sources import load

# --- strictly apart, as wide as the times are ----------------------------------------------------


@pytest.mark.parametrize(
    ("made", "used", "is_left_out"),
    [
        ("10:00:00", "10:00:00", False),
        ("10:00:00", "10:00:59", False),  # a whole minute may be all that the source knows
        ("10:00:00", "10:01:00", True),
        ("10:00:07", "10:00:07.5", False),
        ("10:00:07", "10:00:08", True),
        ("10:00:07.5", "10:00:07.599999", False),
        ("10:00:07.5", "10:00:07.6", True),
        ("11:00:00", "10:00:00", False),
        ("9999-12-31T23:59:59Z", "10:00:00", False),
    ],
)
def test_an_instant_lasts_as_long_as_it_is_precise(made: str, used: str, is_left_out: bool) -> None:
    plant = Change(good=at("08:00:00"), first=at(_time(made)), bad=at(_time(used)))
    assert apart(timely(plant)) == ({plant.made_first: False} if is_left_out else {})


def _time(text: str) -> str:
    return text if text.startswith("9999") else f"{DAY}T{text}Z"


@pytest.mark.parametrize(
    ("made", "used", "is_left_out"),
    [
        ("2025-01-09", "2025-01-10", False),
        ("2025-01-08", "2025-01-10", False),  # in zones 26 hours apart the end of one may be in the other
        ("2025-01-07", "2025-01-10", True),
        ("2025-01-09", "2025-01-10T11:00:00Z", False),
        ("2025-01-09", "2025-01-10T12:01:00Z", True),
        ("2025-01-09T09:58:00Z", "2025-01-10", True),
        ("2025-01-09T10:00:00Z", "2025-01-10", False),
    ],
)
def test_a_day_may_be_that_of_any_zone_and_is_marked(made: str, used: str, is_left_out: bool) -> None:
    plant = Change(good=at("2025-01-01"), first=at(made), bad=at(used))
    assert apart(timely(plant)) == ({plant.made_first: True} if is_left_out else {})


@pytest.mark.parametrize(
    ("made", "used", "is_left_out"),
    [
        (("2025-01-09", "+08:00"), ("2025-01-10", "+08:00"), True),
        (("2025-01-09", "-05:00"), ("2025-01-10", "+08:00"), False),
        (("2025-01-09", "+08:00"), ("2025-01-09T16:01:00Z", "+08:00"), True),
        (("2025-01-09", "+08:00"), ("2025-01-09T15:59:00Z", ""), False),
        (("2025-01-09", "nonsense"), ("2025-01-10", "+08:00"), False),
    ],
)
def test_the_offset_of_a_day_counts(made: tuple[str, str], used: tuple[str, str], is_left_out: bool) -> None:
    first, bad = (at(time, event_offset=offset) for time, offset in (made, used))
    plant = Change(good=at("2025-01-01"), first=first, bad=bad)
    assert apart(timely(plant)) == ({plant.made_first: True} if is_left_out else {})


@pytest.mark.parametrize("lacking", ["first", "bad"])
def test_a_missing_time_excludes_nothing(lacking: str) -> None:
    times = {"good": at("08:00:00"), "first": at("10:00:00"), "bad": at("14:00:00"), lacking: {}}
    assert apart(timely(Change(**times))) == {}


# --- bookings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [POSTED, ""])
def test_by_bookings_alone_it_is_marked_and_a_gap(kind: str) -> None:
    """A time of which the kind is not stated may be that of a booking."""
    plant = Change(good=at("08:00:00"), first=at("10:00:00"), bad=at("14:00:00", kind))
    answer = timely(plant)
    assert apart(answer) == {plant.made_first: True}
    assert {row.by_posting_date for row in excluded(answer).rows} == {True}
    assert answer.complete is False
    assert answer.gaps == (a_gap("by_posting_date", FIRST, excluded(answer).relationships[2].message),)
    assert " by days or times of booking alone: " in answer.gaps[0].message


def test_an_order_of_which_the_inputs_are_booked_after_its_outputs_was_booked_late() -> None:
    """Nothing says what else the first lot was made of, so the booking frees nothing."""
    for good in (None, {}, at("2025-01-25", POSTED)):
        plant = Change(good=good, first=at("2025-01-05", POSTED), bad=at("2025-01-20", POSTED))
        assert apart(timely(plant)) == {}
    others = Change(first=at("2025-01-05", POSTED), bad=at("2025-01-20", POSTED))
    booked(others, at("2025-01-01", POSTED), "CONSUMED_IN", lot("RM-2", "1"), ORDER)
    assert apart(timely(others)) == {}
    others.facts.clear()
    unlotted = Change(first=at("2025-01-05", POSTED), bad=at("2025-01-20", POSTED))
    booked(unlotted, at("2025-01-01", POSTED), "USED_IN", key("material", "RM-1"), ORDER, "1", stub=True)
    assert apart(timely(unlotted)) == {unlotted.made_first: True}


def test_the_times_of_the_acts_come_first_and_a_way_that_bookings_alone_close_is_marked() -> None:
    """One way is closed by the times of the acts, the other by a booking: without that it would be open."""
    plant = lot_change()
    other = step("MO0")
    booked(plant, at("2025-01-20", POSTED), "CONSUMED_IN", BAD, other)
    booked(plant, at("2025-01-01", POSTED), "CONSUMED_IN", GOOD, other)
    again = booked(plant, at("2025-01-12", POSTED), "PRODUCED", other, FIRST, uom="u")
    answer = timely(plant)
    assert apart(answer) == {plant.made_first: False, again: True}
    assert {row.key: row.by_posting_date for row in excluded(answer).rows}[FIRST] is True


# --- times that may not be trusted ---------------------------------------------------------------


def test_what_left_before_it_was_made_was_booked_late() -> None:
    """As the sample of Tryton has it: a delivery that is dated before the production of its lot."""
    for kind in ("actual", POSTED):
        plant = Plant()
        booked(plant, at("2025-02-01T08:00:00Z", kind), "CONSUMED_IN", BAD, ORDER)
        booked(plant, at("2025-02-02T08:00:00Z", kind), "PRODUCED", ORDER, FIRST, uom="u")
        booked(plant, at("2025-01-03T08:00:00Z", kind), "CONSUMED_IN", FIRST, NEXT, uom="u")
        booked(plant, at("2025-01-04T08:00:00Z", kind), "PRODUCED", NEXT, SECOND, uom="u")
        booked(plant, at("2025-01-05T08:00:00Z", kind), "SHIPPED_IN", FIRST, key("shipment", "S1"), uom="u")
        booked(plant, at("2025-01-06T08:00:00Z", kind), "SHIPPED_IN", SECOND, key("shipment", "S2"), uom="u")
        assert excluded(timely(plant)) == Excluded()


def test_what_was_there_before_from_elsewhere_may_have_left_before() -> None:
    for kind in ("actual", POSTED):
        plant = Plant()
        booked(plant, at("2025-01-01T08:00:00Z", kind), "PRODUCED", NEXT, FIRST, uom="u")
        booked(plant, at("2025-02-01T08:00:00Z", kind), "CONSUMED_IN", BAD, ORDER)
        booked(plant, at("2025-02-02T08:00:00Z", kind), "PRODUCED", ORDER, FIRST, uom="u")
        left = booked(
            plant, at("2025-01-09T08:00:00Z", kind), "SHIPPED_IN", FIRST, key("shipment", "S1"), "1", "u"
        )
        booked(plant, at("2025-02-09T08:00:00Z", kind), "SHIPPED_IN", FIRST, key("shipment", "S2"), uom="u")
        answer = timely(plant)
        assert apart(answer) == {left: kind == POSTED}
        assert excluded(answer).rows == (LeftOutRow(key("shipment", "S1"), kind == POSTED),)


def test_a_booking_outside_of_its_step_is_no_time_of_the_act() -> None:
    """The order ended at noon, so what it used was not issued in the afternoon."""
    plant = lot_change()
    plant.node(ORDER, kind="production", started=f"{DAY}T07:00:00Z", ended=f"{DAY}T12:00:00Z")
    assert apart(timely(plant)) == {}
    plant = lot_change()
    plant.node(ORDER, kind="production", started=f"{DAY}T07:00:00Z", ended=f"{DAY}T18:00:00Z")
    assert apart(timely(plant)) == {plant.made_first: False}
    plant = lot_change()
    plant.node(ORDER, kind="production", started=f"{DAY}T13:00:00Z")
    assert apart(timely(plant)) == {}


def test_a_step_says_when_what_it_used_and_made_without_a_time_happened() -> None:
    def built(**times: str) -> tuple[Plant, str, str]:
        plant = Plant()
        booked(plant, at("2025-01-01T08:00:00Z"), "PRODUCED", step("MO0"), FIRST, uom="u")
        plant.link("CONSUMED_IN", BAD, ORDER, "1")
        plant.node(ORDER, kind="production", started="2025-01-20T08:00:00Z", ended="2025-01-20T12:00:00Z")
        plant.link("PRODUCED", ORDER, FIRST, uom="u")
        plant.node(NEXT, kind="production", **times)
        used = plant.link("CONSUMED_IN", FIRST, NEXT, uom="u")
        plant.link("PRODUCED", NEXT, SECOND, uom="u")
        return plant, used, ORDER

    plant, used, _ = built(ended="2025-01-15T12:00:00Z")
    (found,) = [one for one in excluded(timely(plant)).relationships if one.reason == "apart"]
    assert (found.key, found.statements, found.by_posting_date) == (used, {ORDER, NEXT}, False)
    for times in (
        {},
        {"started": "2025-01-15T12:00:00Z"},
        {"ended": "2025-01-25T12:00:00Z"},
        {"started": "2025-01-16T12:00:00Z", "ended": "2025-01-15T12:00:00Z"},  # ends before it begins
    ):
        assert apart(timely(built(**times)[0])) == {}
    disputed = built(ended="2025-01-15T12:00:00Z")[0]
    disputed.node(NEXT, ended="2025-01-14T12:00:00Z")
    assert apart(timely(disputed)) == {}


def test_a_disputed_time_excludes_nothing_but_under_a_preferred_source() -> None:
    plant, rival = lot_change(), Plant("rival")
    for line, hour in ((plant.facts, "14:00:00"), (rival.facts, "09:00:00")):
        line.append(
            RelationshipFact(
                type="CONSUMED_IN",
                key=relationship_key("CONSUMED_IN", "t", "dispute"),
                source=BAD,
                target=ORDER,
                properties={**at(hour), "quantity": 10**9, "uom": "kg"},
            )
        )
    plant.withdraw("CONSUMED_IN", plant.used_bad)
    store = MemoryStore()
    load(store, "mes", plant.facts)
    load(store, "erp", rival.facts)
    found = {
        prefer: apart(recall(store.reader(), [BAD], View(prefer=prefer, time_aware=True)))
        for prefer in ((), ("mes",), ("erp",))
    }
    assert found == {(): {}, ("mes",): {plant.made_first: False}, ("erp",): {}}


def test_a_time_that_is_upheld_against_a_withdrawal_excludes_nothing() -> None:
    plant = lot_change()
    stated = next(f for f in plant.facts if isinstance(f, RelationshipFact) and f.key == plant.used_bad)
    plant.facts.append(replace(stated, precedence=DECIDED_PRECEDENCE))
    plant.facts.append(Retraction(type=stated.type, key=stated.key, reason="not so"))
    assert apart(timely(plant)) == {}


def test_a_correction_of_a_time_counts_from_the_size_that_has_it() -> None:
    plant, store = lot_change(), MemoryStore()
    plant.commit(store)
    stated = next(
        f
        for _, facts in enumerate(store.commits)
        for f in facts
        if isinstance(f, RelationshipFact) and f.key == plant.used_bad
    )
    corrected = {**stated.properties, **at("09:00:00")}
    store.commit(
        [replace(stated, properties=corrected, precedence=DECIDED_PRECEDENCE)], actor="a", reason="r"
    )
    before, after = (apart(recall(store.reader(size), [BAD], TIMELY)) for size in (1, 2))
    assert (before, after) == ({plant.made_first: False}, {})
