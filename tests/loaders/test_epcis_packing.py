"""What was inside what, and from when to when, in whatever order and files its events come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.questions.ask import recall
from graph_model.facts import Statement
from loaders.outcome import Accepted, Rejected
from tests.support import epcis
from tests.support.epcis import (
    amount,
    document,
    ends,
    facts,
    facts_of,
    folder,
    live,
    object_event,
    outcome,
    outcomes,
    packing,
    properties,
    settled,
    stated,
)

PALLET, CASE = "urn:epc:id:sscc:4012345.0000000333", "urn:epc:id:sscc:4012345.0000000444"
UNIT = "urn:epc:id:sgtin:4012345.077889."
LOT = "urn:epc:class:lgtin:4012345.022222.T1"
PALLET_KEY, CASE_KEY = "package:epcis/040123450000003338", "package:epcis/040123450000004441"
DEVICE, LOT_KEY = "device:epcis/04012345778892/", "lot:epcis/04012345222227/T1"
WRONG = {"declarationTime": "2025-02-01T00:00:00Z", "reason": "did_not_occur"}


def stays(found: Sequence[Statement]) -> set[tuple[str, str, str]]:
    """Item, packed_from and packed_to as hours of the day; empty where they are not stated."""
    kept = [one for one in settled(found)[1].values() if one.type == "PACKED_IN"]

    def hour(value: object) -> str:
        return str(value or "")[11:16]

    return {
        (one.source, hour(one.properties.get("packed_from")), hour(one.properties.get("packed_to")))
        for one in kept
    }


def test_what_is_packed_stays_until_it_is_unpacked(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        packing("ADD", PALLET, f"{UNIT}1", f"{UNIT}2", at="08:00"),
        packing("DELETE", PALLET, f"{UNIT}1", at="10:00"),
    )
    assert ends(found, "PACKED_IN") == {(f"{DEVICE}1", PALLET_KEY), (f"{DEVICE}2", PALLET_KEY)}
    assert stays(found) == {(f"{DEVICE}1", "08:00", "10:00"), (f"{DEVICE}2", "08:00", "")}


def test_a_delete_without_children_empties_the_package(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        packing("ADD", PALLET, f"{UNIT}1", at="08:00"),
        packing("ADD", PALLET, f"{UNIT}2", at="11:00"),
        packing("DELETE", PALLET, at="10:00"),
    )
    assert stays(found) == {(f"{DEVICE}1", "08:00", "10:00"), (f"{DEVICE}2", "11:00", "")}


def test_packing_again_is_another_stay(tmp_path: Path) -> None:
    events = [
        packing(action, PALLET, f"{UNIT}1", at=at)
        for action, at in (("ADD", "08:00"), ("DELETE", "09:00"), ("ADD", "10:00"), ("DELETE", "11:00"))
    ]
    expected = {(f"{DEVICE}1", "08:00", "09:00"), (f"{DEVICE}1", "10:00", "11:00")}
    assert all(stays(facts(tmp_path, *order)) == expected for order in permutations(events))


def test_a_delete_at_the_instant_of_an_add_comes_before_it(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        packing("ADD", PALLET, f"{UNIT}1", at="08:00"),
        packing("DELETE", PALLET, f"{UNIT}1", at="08:00"),
    )
    # The DELETE ends a stay that nobody saw begin.
    assert stays(found) == {(f"{DEVICE}1", "08:00", ""), (f"{DEVICE}1", "", "08:00")}


@pytest.mark.parametrize(
    ("out", "end"),
    [
        ([amount(LOT, 40)], ""),
        ([amount(LOT, 100)], "10:00"),
        ([amount(LOT, 40), amount(LOT, 60)], "10:00"),
        ([amount(LOT)], "10:00"),
        # Grams can't be compared with kilograms here, so it stays.
        ([amount(LOT, 100000, "GRM")], ""),
    ],
)
def test_of_a_lot_the_rest_stays(tmp_path: Path, out: list[epcis.Event], end: str) -> None:
    found = facts(
        tmp_path,
        packing("ADD", PALLET, at="08:00", childQuantityList=[amount(LOT, 100)]),
        packing("DELETE", PALLET, at="10:00", childQuantityList=out),
    )
    assert stays(found) == {(LOT_KEY, "08:00", end)}
    assert [p["quantity"] for p in properties(found, "PACKED_IN")] == [100 * 10**9]


def test_two_parts_of_a_lot_come_out_one_after_the_other(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        packing("ADD", PALLET, at="08:00", childQuantityList=[amount(LOT, 10)]),
        packing("ADD", PALLET, at="09:00", childQuantityList=[amount(LOT, 20)]),
        packing("DELETE", PALLET, at="10:00", childQuantityList=[amount(LOT, 15)]),
        packing("DELETE", PALLET, at="11:00", childQuantityList=[amount(LOT, 15)]),
    )
    assert stays(found) == {(LOT_KEY, "08:00", "10:00"), (LOT_KEY, "09:00", "11:00")}


def test_an_observation_begins_a_stay_only_where_nothing_else_did(tmp_path: Path) -> None:
    seen, added = (
        packing("OBSERVE", PALLET, f"{UNIT}1", at="09:00"),
        packing("ADD", PALLET, f"{UNIT}1", at="08:00"),
    )
    assert stays(facts(tmp_path, seen)) == {(f"{DEVICE}1", "", "")}
    assert stays(facts(tmp_path, seen, added)) == {(f"{DEVICE}1", "08:00", "")}
    emptied = packing("DELETE", PALLET, at="10:00")
    assert stays(facts(tmp_path, emptied, seen)) == {(f"{DEVICE}1", "", "10:00")}


def test_a_delete_of_what_nobody_packed_says_until_when(tmp_path: Path) -> None:
    assert stays(facts(tmp_path, packing("DELETE", PALLET, f"{UNIT}1", at="10:00"))) == {
        (f"{DEVICE}1", "", "10:00")
    }


def test_a_carton_with_a_serial_number_is_packed_as_what_it_is_and_holds(tmp_path: Path) -> None:
    carton = "urn:epc:id:sgtin:4012345.199999.7"
    found = facts(
        tmp_path,
        packing("ADD", carton, f"{UNIT}1", at="08:00"),
        packing("ADD", PALLET, carton, at="09:00"),
        object_event(epcList=[carton], bizStep="shipping", eventTime="2025-01-31T10:00:00Z"),
    )
    as_package, as_device = "package:epcis/%2801%2914012345999997%2821%297", "device:epcis/14012345999997/7"
    assert ends(found, "PACKED_IN") == {
        (f"{DEVICE}1", as_package),
        (as_package, PALLET_KEY),
        (as_device, PALLET_KEY),
    }
    assert {start for start, _ in ends(found, "SHIPPED_IN")} == {as_package, as_device}
    answer = recall(epcis.store(found).reader(), [f"{DEVICE}1"])
    assert answer.counts == {"Device": 1, "Package": 2, "Shipment": 1}


@pytest.mark.parametrize("parent", ["urn:epc:id:grai:4012345.55555.987", "urn:epc:id:giai:4000001.111"])
def test_a_returnable_crate_is_a_package_that_leaves(tmp_path: Path, parent: str) -> None:
    found = facts(
        tmp_path,
        packing("ADD", parent, f"{UNIT}1", at="08:00"),
        object_event(epcList=[parent], bizStep="shipping", eventTime="2025-01-31T10:00:00Z"),
    )
    ((item, package),) = ends(found, "PACKED_IN")
    assert item == f"{DEVICE}1"
    assert {start for start, _ in ends(found, "SHIPPED_IN")} == {package}


def test_an_asset_that_is_attached_is_equipment_in_its_place(tmp_path: Path) -> None:
    association = {
        **packing("ADD", "urn:epc:id:grai:4012345.55555.987", "urn:epc:id:giai:4000001.111", at="08:00"),
        "type": "AssociationEvent",
        "bizLocation": {"id": "urn:epc:id:sgln:4012345.00002.0"},
    }
    found = facts(tmp_path, association)
    assert ends(found, "AT_LOCATION") == {
        ("equipment:epcis/%288003%2904012345555554987", "location:epcis/4012345000023"),
        ("equipment:epcis/%288004%294000001111", "location:epcis/4012345000023"),
    }
    assert not live(found, "PACKED_IN")
    at_place = {**association, "parentID": "urn:epc:id:sgln:4012345.00003.0"}
    assert ends(facts(tmp_path, at_place), "AT_LOCATION") == {
        ("equipment:epcis/%288004%294000001111", "location:epcis/4012345000030")
    }


def test_what_is_installed_in_an_asset_goes_where_it_goes(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {
            **packing("ADD", "urn:epc:id:grai:4012345.55555.987", at="08:00"),
            "type": "AssociationEvent",
            "childQuantityList": [amount(LOT, 4, "H87")],
        },
    )
    assert ends(found, "PACKED_IN") == {(LOT_KEY, "package:epcis/%288003%2904012345555554987")}


def test_what_is_put_in_a_patient_is_not_told_of_whom(tmp_path: Path) -> None:
    found = outcome(tmp_path, packing("ADD", "urn:epc:id:gsrn:95252084.000000001", f"{UNIT}1", at="08:00"))
    assert isinstance(found, Accepted)
    assert not live(found.facts, "PACKED_IN")
    assert {one.rule for one in found.findings} == {"person"}
    assert "95252084" not in repr(found)


# --- events that were wrong -------------------------------------------------------------------------


def test_a_packing_that_was_wrong_is_taken_back_with_its_end(tmp_path: Path) -> None:
    added = packing("ADD", PALLET, f"{UNIT}1", at="08:00", eventID="urn:uuid:1")
    removed = packing("DELETE", PALLET, f"{UNIT}1", at="10:00", eventID="urn:uuid:2")
    before = facts(tmp_path, added, removed)
    declared = {**added, "errorDeclaration": WRONG}
    later = facts(tmp_path, declared)
    assert stays([*before, *later]) == stays([*later, *before]) == set()
    # Together, the DELETE ends a stay that nobody saw begin.
    assert stays(facts(tmp_path, added, removed, declared)) == {(f"{DEVICE}1", "", "10:00")}


@pytest.mark.parametrize("named", [True, False])
def test_an_unpacking_that_was_wrong_ends_nothing(tmp_path: Path, named: bool) -> None:
    children = [f"{UNIT}1"] if named else []
    added = packing("ADD", PALLET, f"{UNIT}1", at="08:00", eventID="urn:uuid:1")
    removed = packing("DELETE", PALLET, *children, at="10:00", eventID="urn:uuid:2")
    declared = {**removed, "errorDeclaration": WRONG}
    assert stays(facts(tmp_path, added, removed, declared)) == {(f"{DEVICE}1", "08:00", "")}
    # The folder grows by the declaration: what is known now outranks what was stated before.
    before = facts(tmp_path, added, removed)
    paths = [document(tmp_path / f"{n}.jsonld", [one]) for n, one in enumerate((added, removed, declared))]
    last = facts_of(outcomes(paths[2], *paths[:2]))
    assert stays([*before, *last]) == stays([*last, *before]) == {(f"{DEVICE}1", "08:00", "")}


def test_an_unpacking_that_was_wrong_tells_alone_what_is_still_inside(tmp_path: Path) -> None:
    removed = packing("DELETE", PALLET, f"{UNIT}1", at="10:00", eventID="urn:uuid:2")
    declared = {**removed, "errorDeclaration": WRONG}
    assert stays(facts(tmp_path, declared)) == {(f"{DEVICE}1", "10:00", "")}
    assert stays(facts(tmp_path, removed, declared)) == {(f"{DEVICE}1", "10:00", "")}


def test_of_an_emptying_that_was_wrong_somebody_must_say_what_was_inside(tmp_path: Path) -> None:
    found = outcome(tmp_path, {**packing("DELETE", PALLET, at="10:00"), "errorDeclaration": WRONG})
    assert isinstance(found, Rejected)
    assert (found.column, found.rule) == ("childEPCs", "reference")
    assert found.touches == (PALLET_KEY,)


def test_the_last_instant_there_is_can_be_wrong_too(tmp_path: Path) -> None:
    last = {"eventTime": "9999-12-31T23:59:59.999999Z"}
    removed = {**packing("DELETE", PALLET, f"{UNIT}1", at="10:00", eventID="urn:uuid:2"), **last}
    found = facts(
        tmp_path, packing("ADD", PALLET, f"{UNIT}1", at="08:00"), {**removed, "errorDeclaration": WRONG}
    )
    assert stays(found) == {(f"{DEVICE}1", "08:00", "")}


# --- any order, any files ---------------------------------------------------------------------------

_EVENTS = st.lists(
    st.one_of(
        st.builds(
            lambda action, parent, child, hour, part: packing(
                action,
                parent,
                *([child] if part is None else []),
                at=f"{hour:02}:00",
                childQuantityList=[] if part is None else [amount(LOT, part)],
            ),
            st.sampled_from(["ADD", "OBSERVE", "DELETE"]),
            st.sampled_from([PALLET, CASE]),
            st.sampled_from([f"{UNIT}1", f"{UNIT}2", CASE]),
            st.integers(0, 6),
            st.sampled_from([None, None, 1, 2]),
        ),
        st.builds(
            lambda parent, hour: packing("DELETE", parent, at=f"{hour:02}:00"),
            st.sampled_from([PALLET, CASE]),
            st.integers(0, 6),
        ),
        st.builds(
            lambda step, thing, hour: object_event(
                bizStep=step, epcList=[thing], eventTime=f"2025-01-31T{hour:02}:00:00Z"
            ),
            st.sampled_from(["shipping", "receiving"]),
            st.sampled_from([PALLET, CASE, f"{UNIT}1"]),
            st.integers(0, 6),
        ),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=_EVENTS, wrong=st.sets(st.integers(0, 7), max_size=2), seed=st.integers(0, 2**32))
def test_any_order_repetition_and_spread_over_files_states_the_same(
    tmp_path: Path, events: list[epcis.Event], wrong: set[int], seed: int
) -> None:
    declared = [{**events[n], "errorDeclaration": WRONG} for n in wrong if n < len(events)]
    told = [*events, *declared]
    one = outcomes(document(tmp_path / "one.jsonld", told))
    assert all(isinstance(found, Accepted | Rejected) for found in one)
    dice = random.Random(seed)
    shuffled = dice.sample(told, len(told)) + dice.choices(told, k=2)
    paths = [tmp_path / f"part{n}.jsonld" for n in range(3)]
    for path in paths:
        document(path, [])
    spread = [dice.randrange(3) for _ in shuffled]
    for n, path in enumerate(paths):
        document(path, [event for event, at in zip(shuffled, spread, strict=True) if at == n])
    dice.shuffle(paths)
    parted = folder(paths)
    assert stated(parted) == stated(one)
    assert settled(facts_of(parted)) == settled(facts_of(one))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=_EVENTS, seed=st.integers(0, 2**32))
def test_events_that_come_alone_never_show_less(tmp_path: Path, events: list[epcis.Event], seed: int) -> None:
    """What a recall reaches from files loaded one by one holds what it reaches from the whole folder."""
    whole = facts_of(outcomes(document(tmp_path / "one.jsonld", events)))
    alone = [
        fact
        for n, event in enumerate(random.Random(seed).sample(events, len(events)))
        for fact in facts_of(outcomes(document(tmp_path / f"alone{n}.jsonld", [event])))
    ]
    named = [key for key in (f"{DEVICE}1", f"{DEVICE}2", LOT_KEY) if key in settled(whole)[0]]
    for key in named:
        reached = [
            {row.key for row in recall(epcis.store(found).reader(), [key]).rows} for found in (whole, alone)
        ]
        assert reached[0] <= reached[1]


@pytest.mark.parametrize("first", [0, 1])
def test_a_file_that_comes_later_ends_or_begins_the_stay(tmp_path: Path, first: int) -> None:
    events = (
        packing("ADD", PALLET, f"{UNIT}1", at="08:00"),
        packing("DELETE", PALLET, f"{UNIT}1", at="10:00"),
    )
    paths = [document(tmp_path / f"{n}.jsonld", [one]) for n, one in enumerate(events)]
    early = facts_of(outcomes(paths[first]))
    late = facts_of(outcomes(paths[1 - first], paths[first]))
    assert stays([*early, *late]) == stays([*late, *early]) == {(f"{DEVICE}1", "08:00", "10:00")}
