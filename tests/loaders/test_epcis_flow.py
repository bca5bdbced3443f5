"""What events make of what: transformations, assemblies, new things, and events that were wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.questions.ask import genealogy, recall
from graph_model.facts import NodeFact, RelationshipFact, Retraction
from loaders.outcome import Accepted, Ignored, Rejected
from tests.support import epcis
from tests.support.epcis import (
    amount,
    document,
    ends,
    event,
    facts,
    facts_of,
    folder,
    live,
    object_event,
    outcome,
    packing,
    properties,
    settled,
    stated,
)

FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT", "USED_IN")
RESIN = "urn:epc:class:lgtin:4012345.012345.R1"
DYE = "urn:epc:class:lgtin:4012345.011111.D1"
TUBE = "urn:epc:class:lgtin:4012345.022222.T1"
UNIT = "urn:epc:id:sgtin:4012345.077889."
RESIN_KEY, DYE_KEY, TUBE_KEY = (
    f"lot:epcis/{gtin}/{number}"
    for gtin, number in (("04012345123456", "R1"), ("04012345111118", "D1"), ("04012345222227", "T1"))
)
DEVICE = "device:epcis/04012345778892/"


def transformation(**fields: object) -> epcis.Event:
    return event("TransformationEvent", eventID="urn:uuid:t1", **fields)


STEP = "step:epcis/production/urn%3Auuid%3At1%402025-01-31T08%3A00%3A00Z"


def test_a_transformation_is_a_step_between_lots(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        transformation(
            inputQuantityList=[amount(RESIN, 10), amount(DYE, 250, "GRM")],
            outputQuantityList=[amount(TUBE, 144, "H87")],
            bizStep="commissioning",
            readPoint={"id": "urn:epc:id:sgln:4012345.00001.0"},
        ),
    )
    assert live(found, *FLOW) == {
        ("CONSUMED_IN", RESIN_KEY, STEP),
        ("CONSUMED_IN", DYE_KEY, STEP),
        ("PRODUCED", STEP, TUBE_KEY),
    }
    assert sorted((p["quantity"], p["uom"]) for p in properties(found, "CONSUMED_IN")) == [
        (10 * 10**9, "kg"),
        (250 * 10**9, "g"),
    ]
    assert ends(found, "AT_LOCATION") == {(STEP, "location:epcis/4012345000016")}
    assert ends(found, "LOCATED_IN") == {("location:epcis/4012345000016", "site:epcis/4012345000016")}
    assert settled(found)[0][STEP] == {
        "kind": "production",
        "biz_step": "commissioning",
        "started": "2025-01-31T08:00:00Z",
        "ended": "2025-01-31T08:00:00Z",
    }
    assert settled(found)[0][TUBE_KEY] == {"lot_number": "T1", "udi": "(01)04012345222227(10)T1"}


def test_a_quantity_is_converted_exactly_and_says_how(tmp_path: Path) -> None:
    found = facts(
        tmp_path, transformation(inputQuantityList=[amount(RESIN, 2, "GRO")], outputEPCList=[f"{UNIT}1"])
    )
    (stated_,) = properties(found, "CONSUMED_IN")
    assert {
        name: stated_[name] for name in ("quantity", "uom", "source_quantity", "source_uom", "factor")
    } == {
        "quantity": 288 * 10**9,
        "uom": "u",
        "source_quantity": "2",
        "source_uom": "GRO",
        "factor": "144",
    }


def test_an_amount_without_unit_counts_pieces(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        transformation(
            inputQuantityList=[{"epcClass": RESIN, "quantity": 3}, amount(DYE)], outputEPCList=[f"{UNIT}1"]
        ),
    )
    dye, resin = properties(found, "CONSUMED_IN")
    assert (resin["quantity"], resin["uom"]) == (3 * 10**9, "u")
    assert "quantity" not in dye


def test_two_lines_of_one_lot_are_two_relationships(tmp_path: Path) -> None:
    lines = [amount(RESIN, 10), amount(RESIN, 10), amount(RESIN, 5)]
    one = facts(tmp_path, transformation(inputQuantityList=lines, outputEPCList=[f"{UNIT}1"]))
    again = facts(tmp_path, transformation(inputQuantityList=lines[::-1], outputEPCList=[f"{UNIT}1"]))
    assert sorted(str(p["quantity"]) for p in properties(one, "CONSUMED_IN")) == [
        "10000000000",
        "10000000000",
        "5000000000",
    ]
    assert settled(one) == settled(again)


def test_events_of_one_transformation_id_are_one_step(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        event("TransformationEvent", transformationID="urn:x:job7", inputQuantityList=[amount(RESIN, 10)]),
        event("TransformationEvent", transformationID="urn:x:job7", inputQuantityList=[amount(DYE, 1)]),
        event("TransformationEvent", transformationID="urn:x:job7", outputQuantityList=[amount(TUBE, 9)]),
    )
    step = "step:epcis/production/urn%3Ax%3Ajob7"
    assert live(found, *FLOW) == {
        ("CONSUMED_IN", RESIN_KEY, step),
        ("CONSUMED_IN", DYE_KEY, step),
        ("PRODUCED", step, TUBE_KEY),
    }
    assert "started" not in settled(found)[0][step]


def test_an_empty_transformation_id_is_none(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        transformation(
            transformationID="", inputQuantityList=[amount(RESIN, 1)], outputQuantityList=[amount(TUBE, 1)]
        ),
    )
    assert ("PRODUCED", STEP, TUBE_KEY) in live(found)


def test_a_class_without_lot_goes_in_as_material_and_comes_out_as_nothing(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        transformation(
            inputQuantityList=[amount("urn:epc:idpat:sgtin:4012345.012345.*", 5)],
            outputQuantityList=[amount(TUBE, 1), amount("https://id.gs1.org/01/04012345666663", 1)],
        ),
    )
    assert isinstance(found, Accepted)
    assert live(found.facts, *FLOW) == {
        ("USED_IN", "material:epcis/04012345123456", STEP),
        ("PRODUCED", STEP, TUBE_KEY),
    }
    assert [(one.column, one.rule) for one in found.findings] == [("outputQuantityList", "lot")]
    assert "material:epcis/04012345666663" in settled(found.facts)[0]


def test_a_class_in_a_list_of_instances_says_nothing_beside_its_lot(tmp_path: Path) -> None:
    mill = "urn:gdst:example.org:product:class:mill.1"
    found = facts(
        tmp_path,
        transformation(
            inputEPCList=[mill],
            inputQuantityList=[amount(mill.replace(":class:", ":lot:class:") + ".f9", 1)],
            outputEPCList=[f"{UNIT}1"],
        ),
    )
    assert not live(found, "USED_IN")
    assert len(live(found, "CONSUMED_IN")) == 1


def test_new_devices_of_a_lot_hang_off_it(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        transformation(
            inputQuantityList=[amount(RESIN, 10)],
            outputEPCList=[f"{UNIT}1", f"{UNIT}2", f"{UNIT}3"],
            ilmd={"cbvmda:lotNumber": "FG1", "cbvmda:itemExpirationDate": "2027-01-31"},
        ),
    )
    lot = "lot:epcis/04012345778892/FG1"
    assert live(found, *FLOW) == {
        ("CONSUMED_IN", RESIN_KEY, STEP),
        ("PRODUCED", STEP, lot),
        *(("HAS_UNIT", lot, f"{DEVICE}{n}") for n in (1, 2, 3)),
    }
    (made,) = properties(found, "PRODUCED")
    assert (made["quantity"], made["uom"]) == (3 * 10**9, "u")
    assert settled(found)[0][f"{DEVICE}1"] == {
        "serial_number": "1",
        "udi": "(01)04012345778892(21)1",
        "expires": "2027-01-31",
    }
    assert settled(found)[0][lot]["expires"] == "2027-01-31"


def test_a_lot_listed_beside_its_devices_is_produced_once(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        transformation(
            inputQuantityList=[amount(RESIN, 10)],
            outputEPCList=[f"{UNIT}1"],
            outputQuantityList=[amount("urn:epc:class:lgtin:4012345.077889.FG1", 100, "H87")],
            ilmd={"cbvmda:lotNumber": "FG1"},
        ),
    )
    assert [p["quantity"] for p in properties(found, "PRODUCED")] == [100 * 10**9]
    assert len(live(found, "HAS_UNIT")) == 1


def test_what_is_commissioned_has_its_lot_and_days(tmp_path: Path) -> None:
    ilmd = {
        "cbvmda:lotNumber": "FG1",
        "cbvmda:itemExpirationDate": "2027-01-31",
        "cbvmda:productionDate": "2025-01-30",
    }
    found = facts(
        tmp_path,
        object_event(
            action="ADD", epcList=[f"{UNIT}1"], bizStep="commissioning", disposition="active", ilmd=ilmd
        ),
    )
    assert live(found, *FLOW) == {("HAS_UNIT", "lot:epcis/04012345778892/FG1", f"{DEVICE}1")}
    assert settled(found)[0][f"{DEVICE}1"] == {
        "serial_number": "1",
        "udi": "(01)04012345778892(21)1",
        "expires": "2027-01-31",
        "manufactured": "2025-01-30",
        "status": "active",
    }
    assert ends(found, "INSTANCE_OF") == {
        (f"{DEVICE}1", "material:epcis/04012345778892"),
        ("lot:epcis/04012345778892/FG1", "material:epcis/04012345778892"),
    }


def test_only_an_event_that_adds_describes_what_is_new(tmp_path: Path) -> None:
    found = facts(tmp_path, object_event(epcList=[f"{UNIT}1"], ilmd={"cbvmda:lotNumber": "FG1"}))
    assert not live(found, "HAS_UNIT")


def test_the_last_disposition_is_the_state(tmp_path: Path) -> None:
    early, late = (
        object_event(epcList=[f"{UNIT}1"], eventTime=f"2025-01-{day}T08:00:00Z", disposition=word)
        for day, word in (("30", "active"), ("31", "recalled"))
    )
    for order in ((early, late), (late, early)):
        assert settled(facts(tmp_path, *order))[0][f"{DEVICE}1"]["status"] == "recalled"


@pytest.mark.parametrize(
    ("disposition", "result"),
    [("conformant", "passed"), ("non_conformant", "failed"), ("in_progress", "pending")],
)
def test_an_inspection_has_its_result(tmp_path: Path, disposition: str, result: str) -> None:
    found = facts(
        tmp_path,
        object_event(
            eventID="urn:uuid:i1",
            quantityList=[amount(RESIN)],
            bizStep="inspecting",
            disposition=disposition,
        ),
    )
    ((item, inspection),) = ends(found, "INSPECTED_BY")
    assert item == RESIN_KEY
    assert settled(found)[0][inspection] == {"result": result, "inspected": "2025-01-31T08:00:00Z"}


# --- trade items made of others ---------------------------------------------------------------------

KIT, CASE = "urn:epc:id:sgtin:4012345.099999.7", "urn:epc:id:sgtin:4012345.199999.7"


@pytest.mark.parametrize("type_", ["AggregationEvent", "AssociationEvent"])
def test_what_has_the_number_of_a_single_item_is_made_of_its_parts(tmp_path: Path, type_: str) -> None:
    found = facts(
        tmp_path,
        {
            **packing("ADD", KIT, f"{UNIT}1", at="08:00", childQuantityList=[amount(TUBE, 2, "H87")]),
            "type": type_,
        },
    )
    ((made, kit),) = ends(found, "PRODUCED")
    assert kit == "device:epcis/04012345999990/7"
    assert ends(found, "CONSUMED_IN") == {(f"{DEVICE}1", made), (TUBE_KEY, made)}
    assert not live(found, "PACKED_IN")


def test_a_grouping_is_packed_unless_it_was_assembled(tmp_path: Path) -> None:
    packed = facts(tmp_path, packing("ADD", CASE, f"{UNIT}1", at="08:00"))
    assert ends(packed, "PACKED_IN") == {(f"{DEVICE}1", "package:epcis/%2801%2914012345999997%2821%297")}
    assembled = facts(tmp_path, packing("ADD", CASE, f"{UNIT}1", at="08:00", bizStep="assembling"))
    assert not live(assembled, "PACKED_IN")
    assert len(live(assembled, "CONSUMED_IN")) == 1


def test_an_observed_assembly_is_the_one_that_was_stated(tmp_path: Path) -> None:
    seen = packing("OBSERVE", KIT, f"{UNIT}1", at="09:00")
    made = packing("ADD", KIT, f"{UNIT}1", at="08:00")
    assert len(live(facts(tmp_path, seen), "CONSUMED_IN")) == 1
    assert len(live(facts(tmp_path, seen, made), "CONSUMED_IN")) == 1


def test_taking_a_kit_apart_joins_nothing(tmp_path: Path) -> None:
    found = outcome(tmp_path, packing("DELETE", KIT, f"{UNIT}1", at="08:00"))
    assert isinstance(found, Accepted)
    assert not live(found.facts, "CONSUMED_IN", "PRODUCED", "PACKED_IN")
    assert [one.rule for one in found.findings] == ["kind"]


def test_a_package_can_not_go_into_a_step(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        transformation(
            inputEPCList=["urn:epc:id:sscc:4012345.0000000333"], outputQuantityList=[amount(TUBE, 1)]
        ),
    )
    assert isinstance(found, Rejected)
    assert (found.column, found.rule) == ("inputEPCList", "kind")
    assert found.touches[:2] == ("package:epcis/040123450000003338", STEP)
    assert ("PRODUCED", STEP, TUBE_KEY) in live(found.facts)


# --- events that were wrong -------------------------------------------------------------------------

WRONG = {
    "declarationTime": "2025-02-01T00:00:00Z",
    "reason": "incorrect_data",
    "correctiveEventIDs": ["urn:uuid:t2"],
}
ORIGINAL = transformation(
    inputQuantityList=[amount(RESIN, 10)],
    outputQuantityList=[amount(TUBE, 1)],
    disposition="active",
)
DECLARED = {**ORIGINAL, "errorDeclaration": WRONG}
CORRECTED = {**ORIGINAL, "eventID": "urn:uuid:t2", "inputQuantityList": [amount(DYE, 10)]}


def test_a_declared_error_takes_back_what_the_event_said(tmp_path: Path) -> None:
    found = facts(tmp_path, ORIGINAL, DECLARED, CORRECTED)
    assert ends(found, "CONSUMED_IN") == {(DYE_KEY, STEP.replace("t1", "t2"))}
    assert ends(found, "PRODUCED") == {(STEP.replace("t1", "t2"), TUBE_KEY)}
    reasons = {fact.reason for fact in found if isinstance(fact, Retraction)}
    assert reasons == {"incorrect_data, corrected by urn:uuid:t2"}
    assert "status" not in settled(facts(tmp_path, ORIGINAL, DECLARED))[0][TUBE_KEY]


def test_it_does_so_whichever_file_comes_first(tmp_path: Path) -> None:
    paths = [
        document(tmp_path / f"{n}.jsonld", [one]) for n, one in enumerate((ORIGINAL, DECLARED, CORRECTED))
    ]
    alone = [fact for path in paths for fact in facts_of(epcis.outcomes(path))]
    assert live(alone, *FLOW) == live(alone[::-1], *FLOW) == live(facts_of(folder(paths)), *FLOW)
    assert ends(alone, "CONSUMED_IN") == {(DYE_KEY, STEP.replace("t1", "t2"))}


def test_an_event_without_id_is_taken_back_by_what_it_says(tmp_path: Path) -> None:
    def nameless(one: epcis.Event) -> epcis.Event:
        return {name: value for name, value in one.items() if name != "eventID"}

    found = facts(tmp_path, nameless(ORIGINAL), nameless({**DECLARED, "recordTime": "2025-02-02T00:00:00Z"}))
    assert not live(found, *FLOW)


def test_another_event_of_the_same_id_stays(tmp_path: Path) -> None:
    other = {**ORIGINAL, "eventTime": "2025-01-31T09:00:00Z"}
    found = facts(tmp_path, ORIGINAL, other, DECLARED)
    assert len(live(found, "CONSUMED_IN")) == 1


# --- events that say nothing to trace ---------------------------------------------------------------


def test_documents_of_other_steps_only_tell_of_their_items(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        event(
            "TransactionEvent",
            action="ADD",
            bizTransactionList=[{"type": "inv", "bizTransaction": "I 1"}],
            quantityList=[amount(RESIN)],
        ),
    )
    assert isinstance(found, Accepted)
    assert {type(fact) for fact in found.facts} == {NodeFact, RelationshipFact}


@pytest.mark.parametrize(
    ("nothing", "reason"),
    [
        (object_event(epcList=["urn:epc:id:gdti:4012345.55555.98"]), "names no lot"),
        (object_event(epcList=["urn:epc:id:gsrn:95252084.000000001"]), "names no lot"),
        (
            event(
                "TransactionEvent",
                action="DELETE",
                bizTransactionList=[{"type": "po", "bizTransaction": "1"}],
                epcList=[f"{UNIT}1"],
            ),
            "takes a document off",
        ),
    ],
)
def test_what_says_nothing_is_ignored_with_a_reason(
    tmp_path: Path, nothing: epcis.Event, reason: str
) -> None:
    found = outcome(tmp_path, nothing)
    assert isinstance(found, Ignored)
    assert found.reason.startswith(reason)


def test_a_service_relation_is_nowhere_in_what_is_stated(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        object_event(
            bizStep="shipping",
            epcList=[f"{UNIT}1", "urn:epc:id:gsrn:95252084.000000001"],
            bizTransactionList=[{"type": "po", "bizTransaction": "urn:epc:id:gsrn:95252084.000000001"}],
            destinationList=[
                {"type": "owning_party", "destination": "https://id.gs1.org/8018/952520840000000010"}
            ],
        ),
    )
    assert isinstance(found, Accepted)
    assert "95252084" not in repr(found)
    assert ("epcList", "person") in [(one.column, one.rule) for one in found.findings]


def test_an_odd_identifier_is_taken_and_flagged(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        object_event(
            epcList=["https://id.gs1.org/01/04012345111223/21/25"],
            readPoint={"id": "https://id.gs1.org/414/4012345000011"},
        ),
    )
    assert isinstance(found, Accepted)
    assert "device:epcis/04012345111223/25" in settled(found.facts)[0]
    assert {one.rule for one in found.findings} == {"identifier"}


def test_an_event_stated_twice_is_one(tmp_path: Path) -> None:
    once, twice = facts(tmp_path, ORIGINAL), facts(tmp_path, ORIGINAL, ORIGINAL)
    assert settled(once) == settled(twice)
    path = document(tmp_path / "twice.jsonld", [ORIGINAL, ORIGINAL])
    assert stated(epcis.outcomes(path)) == stated([outcome(tmp_path, ORIGINAL)])


def test_recall_and_genealogy_follow_the_events(tmp_path: Path) -> None:
    store = epcis.store(
        facts(tmp_path, ORIGINAL, object_event(quantityList=[amount(TUBE)], bizStep="shipping"))
    )
    back, ahead = genealogy(store.reader(), [TUBE_KEY]), recall(store.reader(), [RESIN_KEY])
    assert [row.key for row in back.rows] == [RESIN_KEY, TUBE_KEY, STEP]
    assert back.counts == {"Lot": 2, "ProcessStep": 1}
    assert ahead.counts == {"Lot": 2, "ProcessStep": 1, "Shipment": 1}
    assert [gap.kind for gap in ahead.gaps] == ["shipment_without_customer"]
