"""Time-aware recalls: what had happened before anything suspect could be there is left out, and listed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import Refused
from app.questions.ask import genealogy, recall
from app.questions.certificate import certify
from app.questions.errors import BadRequest
from app.questions.excluded import Excluded, Interval, LeftOut, LeftOutRow
from app.questions.scoped import ScopedReader
from app.questions.view import View
from app.terminal import csv_lines
from loaders.outcome import Accepted
from loaders.plan import plan
from tests.support import tryton_oracle
from tests.support.build import Plant, device, key, lot, step
from tests.support.lateness import booked, late_plant, ways_left
from tests.support.lot_change import (
    BAD,
    DAY,
    FIRST,
    GOOD,
    NEXT,
    ORDER,
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
from tests.support.questions import keys

TRYTON = Path(__file__).parents[1] / "data" / "tryton"


def minute(clock: str, statement: str) -> Interval:
    first = datetime.fromisoformat(f"{DAY}T{clock}:00").replace(tzinfo=UTC)
    return Interval(first, first.replace(second=59, microsecond=999_999), (statement,))


# --- what is left out, and how it is told ---------------------------------------------------------


def test_an_output_that_was_finished_before_the_bad_input_was_issued_is_left_out_and_listed() -> None:
    plant = lot_change()
    answer = timely(plant)
    assert keys(answer) == sorted([BAD, ORDER, SECOND, key("shipment", "S2"), key("customer", "2")])
    intervals = minute("14:00", plant.used_bad), minute("10:00", plant.made_first)
    shipment, customer = key("shipment", "S1"), key("customer", "1")
    assert answer.excluded == Excluded(
        (
            LeftOut(FIRST, "SHIPPED_IN", shipment, "SHIPPED_IN:t/doc/9", False),
            LeftOut(shipment, "DELIVERED_TO", customer, "DELIVERED_TO:t/doc/S1-to", False),
            LeftOut(ORDER, "PRODUCED", FIRST, plant.made_first, False, *intervals),
        ),
        tuple(LeftOutRow(row, by_posting_date=False) for row in sorted([FIRST, shipment, customer])),
    )
    assert (answer.complete, answer.gaps) == (True, ())


def test_the_json_says_that_it_is_time_aware_and_the_hash_covers_it() -> None:
    plant = lot_change()
    told = timely(plant).to_json()
    assert told["time_aware"] is True
    assert excluded(timely(lot_change())).relationships[2].to_json() == {
        "from": ORDER,
        "type": "PRODUCED",
        "to": FIRST,
        "key": plant.made_first,
        "reason": "apart",
        "by_posting_date": False,
        "suspect_from": {
            "from": "2025-01-10T14:00:00.000000Z",
            "to": "2025-01-10T14:00:59.999999Z",
            "statements": [plant.used_bad],
        },
        "happened": {
            "from": "2025-01-10T10:00:00.000000Z",
            "to": "2025-01-10T10:00:59.999999Z",
            "statements": [plant.made_first],
        },
    }
    nothing = timely(Change())
    conservative = timely(Change(), view=View())
    assert excluded(nothing) == Excluded()
    assert nothing.rows == conservative.rows
    assert nothing.sha256 != conservative.sha256
    assert conservative.excluded is None
    assert "time_aware" not in conservative.to_json()
    assert "excluded" not in conservative.to_json()
    assert replace(nothing, excluded=None).digest() == conservative.sha256


def test_a_table_says_what_was_left_out() -> None:
    lines = [line[:3] for line in csv_lines(timely(lot_change())) if str(line[1]).startswith("EXCLUDED")]
    assert [line[:2] for line in lines] == [
        [key("customer", "1"), "EXCLUDED Customer"],
        [FIRST, "EXCLUDED Lot"],
        [key("shipment", "S1"), "EXCLUDED Shipment"],
        ["SHIPPED_IN:t/doc/9", "EXCLUDED SHIPPED_IN"],
        ["DELIVERED_TO:t/doc/S1-to", "EXCLUDED DELIVERED_TO"],
        ["PRODUCED:t/doc/7", "EXCLUDED PRODUCED"],
    ]
    assert lines[-1][2] == (
        f"{ORDER} PRODUCED {FIRST} was left out: it happened by 2025-01-10T10:00:59.999999Z "
        f"(PRODUCED:t/doc/7), and nothing suspect was in {ORDER} before 2025-01-10T14:00:00.000000Z "
        "(CONSUMED_IN:t/doc/6)."
    )


def test_a_step_of_which_every_output_is_left_out_made_something() -> None:
    answer = timely(
        Change(good=at("08:00:00"), first=at("10:00:00"), second=at("11:00:00"), bad=at("14:00:00"))
    )
    assert keys(answer) == sorted([BAD, ORDER])
    assert answer.gaps == ()


def test_only_recalls_are_time_aware_and_none_is_certified() -> None:
    store = MemoryStore()
    lot_change().commit(store)
    with pytest.raises(BadRequest, match="Only a recall can be time-aware"):
        genealogy(store.reader(), [FIRST], TIMELY)
    with pytest.raises(Refused, match="A time-aware answer gets no certificate"):
        certify(store.reader(), recall(store.reader(), [BAD], TIMELY))


# --- ways ----------------------------------------------------------------------------------------


def test_of_a_diamond_the_way_that_is_possible_keeps_what_is_behind_both() -> None:
    early, late = lot("SA-1", "early"), lot("SA-1", "late")
    plant = Plant()
    for name, made, clock in (("A", early, "08"), ("B", late, "12")):
        booked(plant, at(f"{clock}:00:00"), "CONSUMED_IN", BAD, step(name))
        booked(plant, at(f"{clock}:30:00"), "PRODUCED", step(name), made)
        booked(plant, at(f"{clock}:45:00"), "CONSUMED_IN", made, ORDER)
    booked(plant, at("10:00:00"), "PRODUCED", ORDER, FIRST, uom="u")
    answer = timely(plant)
    assert excluded(answer) == Excluded()
    assert FIRST in keys(answer)
    plant = Plant()
    booked(plant, at("12:00:00"), "CONSUMED_IN", BAD, step("B"))
    booked(plant, at("12:30:00"), "PRODUCED", step("B"), late)
    plant.link("CONSUMED_IN", late, ORDER, "1")
    made = booked(plant, at("10:00:00"), "PRODUCED", ORDER, FIRST, uom="u")
    assert apart(timely(plant)) == {made: False}  # however far back the time that says so


def test_a_cycle_ends_and_is_no_earlier_than_what_came_into_it() -> None:
    plant = Plant()
    booked(plant, at("07:00:00"), "PRODUCED", step("MO0"), FIRST, uom="u")
    booked(plant, at("12:00:00"), "CONSUMED_IN", BAD, ORDER)
    booked(plant, at("13:00:00"), "PRODUCED", ORDER, FIRST, uom="u")
    before = booked(plant, at("08:00:00"), "CONSUMED_IN", FIRST, NEXT, uom="u")
    booked(plant, at("14:00:00"), "CONSUMED_IN", FIRST, NEXT, uom="u")
    made = booked(plant, at("09:00:00"), "PRODUCED", NEXT, FIRST, uom="u")
    booked(plant, at("15:00:00"), "PRODUCED", NEXT, FIRST, uom="u")
    shipped = booked(plant, at("11:00:00"), "SHIPPED_IN", FIRST, key("shipment", "S1"), uom="u")
    answer = timely(plant)
    assert apart(answer) == dict.fromkeys([before, made, shipped], False)
    assert keys(answer) == sorted([BAD, ORDER, FIRST, NEXT])


def test_times_that_contradict_behind_a_loop_count_for_what_is_before_it() -> None:
    """The way back into the first lot has a time before everything else: nothing of the loop is left out."""
    plant = Plant()
    booked(plant, at("06:00:00"), "PRODUCED", step("MO0"), FIRST, uom="u")
    booked(plant, at("12:00:00"), "CONSUMED_IN", BAD, ORDER)
    booked(plant, at("13:00:00"), "PRODUCED", ORDER, FIRST, uom="u")
    booked(plant, at("14:00:00"), "CONSUMED_IN", FIRST, NEXT, uom="u")
    booked(plant, at("15:00:00"), "PRODUCED", NEXT, SECOND, uom="u")
    booked(plant, at("07:00:00"), "CONSUMED_IN", SECOND, step("MO3"), uom="u")  # before it was made
    booked(plant, at("08:00:00"), "PRODUCED", step("MO3"), FIRST, uom="u")
    booked(plant, at("09:00:00"), "SHIPPED_IN", FIRST, key("shipment", "S1"), uom="u")
    assert excluded(timely(plant)) == Excluded()


def test_an_order_and_its_operations_are_one() -> None:
    """The bad lot was issued to an operation at two; what the order finished at ten has nothing of it."""
    for clock, is_left_out in (("10:00:00", True), ("15:00:00", False)):
        plant, operation = Plant(), key("step", "production", "MO1", "10")
        plant.node(operation, kind="operation")
        plant.context("PART_OF", operation, plant.node(ORDER, kind="production"))
        booked(plant, at("08:00:00"), "CONSUMED_IN", GOOD, ORDER)
        booked(plant, at("14:00:00"), "CONSUMED_IN", BAD, operation)
        made = booked(plant, at(clock), "PRODUCED", ORDER, FIRST, uom="u")
        answer = timely(plant)
        assert apart(answer) == ({made: False} if is_left_out else {})
        assert {operation, BAD} < set(keys(answer))


def test_a_device_that_left_before_its_rework_did_not_have_it() -> None:
    unit, carton = device("FG-1", "7"), key("package", "C1")

    def built(**stay: str) -> tuple[Plant, str]:
        plant = Plant()
        booked(plant, at("2025-01-01T08:00:00Z"), "PRODUCED", step("MO0"), unit, uom="u")
        booked(plant, {"packed_from": "2025-01-02T08:00:00Z", **stay}, "PACKED_IN", unit, carton, uom="u")
        sent = booked(
            plant, at("2025-01-03T08:00:00Z"), "SHIPPED_IN", carton, key("shipment", "S1"), "1", "u"
        )
        booked(plant, at("2025-01-09T08:00:00Z"), "RETURNED_IN", unit, key("return", "R1"), uom="u")
        booked(plant, at("2025-01-10T08:00:00Z"), "CONSUMED_IN", unit, ORDER, uom="u")
        booked(plant, at("2025-01-10T09:00:00Z"), "CONSUMED_IN", BAD, ORDER)
        booked(plant, at("2025-01-10T10:00:00Z"), "PRODUCED", ORDER, unit, uom="u")
        booked(plant, at("2025-01-20T08:00:00Z"), "SHIPPED_IN", unit, key("shipment", "S2"), uom="u")
        return plant, sent

    plant, sent = built()
    answer = timely(plant)
    assert sent in apart(answer)
    assert carton in keys(answer)  # nothing says that it is out of it
    assert {key("shipment", "S2"), unit} < set(keys(answer))
    assert key("shipment", "S1") not in keys(answer)
    assert key("return", "R1", "1") not in keys(answer)
    assert carton not in keys(timely(built(packed_to="2025-01-04T08:00:00Z")[0]))
    assert carton in keys(timely(built(packed_to="2025-01-15T08:00:00Z")[0]))


def test_a_package_of_things_that_were_made_later_than_it_left_was_booked_late() -> None:
    unit, carton = device("FG-1", "7"), key("package", "C1")
    plant = Plant()
    booked(plant, at("2025-01-10T09:00:00Z"), "CONSUMED_IN", BAD, ORDER)
    booked(plant, at("2025-01-10T10:00:00Z"), "PRODUCED", ORDER, unit, uom="u")
    plant.link("PACKED_IN", unit, carton, uom="u")
    booked(plant, at("2025-01-03T08:00:00Z"), "SHIPPED_IN", carton, key("shipment", "S1"), uom="u")
    assert excluded(timely(plant)) == Excluded()


def test_a_number_says_nothing_of_when_its_device_was_made() -> None:
    unit = device("FG-1", "7")
    plant = lot_change()
    booked(plant, at("09:00:00"), "HAS_UNIT", SECOND, unit)
    booked(plant, at("11:00:00"), "SHIPPED_IN", unit, key("shipment", "S3"), uom="u")
    assert {unit, key("shipment", "S3")} < set(keys(timely(plant)))  # its lot was made at four o'clock only
    plant = lot_change()
    booked(plant, at("07:00:00"), "PRODUCED", step("MO0"), SECOND, uom="u")
    booked(plant, at("09:00:00"), "HAS_UNIT", SECOND, unit)
    sent = booked(plant, at("11:00:00"), "SHIPPED_IN", unit, key("shipment", "S3"), uom="u")
    assert apart(timely(plant)) == {plant.made_first: False, sent: False}


def test_what_used_the_lot_before_a_bad_receipt_came_in_is_left_out() -> None:
    def built(received: str) -> tuple[Plant, str]:
        plant = Plant()
        for document, day in (("GR1", "2025-01-01T08:00:00Z"), ("GR2", received)):
            plant.receive(BAD, "S", document)
            plant.node(key("receipt", document, "1"), received=day)
        return plant, booked(plant, at("08:00:00"), "CONSUMED_IN", BAD, ORDER)

    bad_receipt = key("receipt", "GR2", "1")
    plant, used = built("2025-01-20T08:00:00Z")
    assert apart(timely(plant, bad_receipt)) == {used: False}
    assert apart(timely(built("2025-01-20T08:00:00Z")[0], key("receipt", "GR1", "1"))) == {}
    assert apart(timely(built("2025-01-10")[0], bad_receipt)) == {}
    plant, used = built("2025-01-20")
    assert apart(timely(plant, bad_receipt)) == {used: True}


# --- beside other views, and for askers who are bound to sites -----------------------------------


def test_it_goes_along_with_a_time_that_is_asked_about() -> None:
    plant = lot_change()
    answer = timely(plant, view=View(as_of=f"{DAY}T15:00:00Z", time_aware=True))
    assert (answer.as_of, apart(answer)) == (f"{DAY}T15:00:00Z", {plant.made_first: False})
    assert SECOND not in keys(answer)
    assert apart(timely(lot_change(), view=View(as_of=f"{DAY}T13:00:00Z", time_aware=True))) == {}


def test_what_is_hidden_by_site_is_counted_and_not_shown() -> None:
    plant, store = lot_change(), MemoryStore()
    booked(plant, at("18:00:00"), "CONSUMED_IN", FIRST, NEXT, uom="u")
    for order, name in ((ORDER, "A"), (NEXT, "B")):
        plant.context("AT_LOCATION", order, plant.node(key("location", name)))
        plant.context("LOCATED_IN", key("location", name), plant.node(key("site", name)))
    plant.commit(store)
    whole = excluded(recall(store.reader(), [BAD], TIMELY))
    answer = recall(ScopedReader(store.reader(), frozenset([key("site", "A")])), [BAD], TIMELY)
    shown = excluded(answer)
    assert set(shown.relationships) < set(whole.relationships)
    assert NEXT not in str(answer.to_json(with_links=True))
    left = len(whole.relationships) + len(whole.rows) - len(shown.relationships) - len(shown.rows)
    assert {gap.label: gap.n for gap in answer.gaps if gap.kind == "hidden_by_site"} == {"Excluded": left}
    assert left == 2  # the step of the other site, and what leads to it


# --- proofs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(150))
def test_random_plants_keep_what_any_way_reaches(seed: int) -> None:
    """Every way is tried by another reading of the facts, which knows no labels."""
    facts, start = late_plant(random.Random(seed))
    store = MemoryStore()
    store.commit(facts, actor="a", reason="r")
    conservative, answer = (recall(store.reader(), [start], view) for view in (View(), TIMELY))
    by_acts = ways_left(facts, start, is_posting_read=False, without=frozenset())
    left = ways_left(facts, start, is_posting_read=True, without=by_acts.closed)
    assert set(keys(answer)) == left.reached
    assert apart(answer) == {
        **dict.fromkeys(by_acts.closed, False),
        **dict.fromkeys(left.closed - by_acts.closed, True),
    }
    found = excluded(answer)
    assert {link.key for link in conservative.links} == {
        *(link.key for link in answer.links),
        *(one.key for one in found.relationships),
    }
    assert {row.key: row.by_posting_date for row in found.rows} == {
        row: row in by_acts.reached for row in set(keys(conservative)) - left.reached
    }
    for one in found.relationships:
        assert one.by_posting_date == (one.key in by_acts.passed)
        if one.suspect_from and one.happened:
            assert one.happened.last < one.suspect_from.first


def test_no_delivery_of_the_tryton_sample_is_lost() -> None:
    """By its dates alone KIT-L0609 left two days before it was made."""
    sources = plan([TRYTON / "small"], profile="tryton", namespace=None)
    outcomes = (outcome for source in sources for outcome in source.outcomes())
    store = MemoryStore()
    store.commit(
        [fact for outcome in outcomes if isinstance(outcome, Accepted) for fact in outcome.facts],
        actor="a",
        reason="r",
    )
    reader, plant = store.reader(), tryton_oracle.load(TRYTON / "small")
    kept: set[str] = set()
    for item in [*sorted(plant.all_lots(), key=int)[::4], "140", "143"]:
        true, answer = plant.forward(item), recall(reader, [plant.key(item)], TIMELY)
        found, left_out = set(keys(answer)), {row.key for row in excluded(answer).rows}
        assert true.items | true.shipments | true.customers <= found | left_out
        assert true.shipments | true.customers <= found
        kept |= found
    assert {"shipment:tryton/31", "customer:tryton/28"} <= kept
