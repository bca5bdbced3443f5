"""The structure of events: what EPCIS 2.0 requires is there, or a reject says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.epcis.event import Event, Lot, Paper, Party
from loaders.epcis.fields import Fields
from loaders.epcis.reading import event_of
from loaders.epcis.things import thing_of
from loaders.outcome import Accepted, Rejected
from tests.support import epcis
from tests.support.epcis import amount, event, object_event, outcome, packing

DEVICE = "urn:epc:id:sgtin:4012345.011122.25"
LOT = "urn:epc:class:lgtin:4012345.012345.998877"
SSCC = "urn:epc:id:sscc:4012345.0000000333"


def read(**fields: object) -> Event:
    return event_of(Fields(object_event(epcList=[DEVICE], **fields)))


# --- what is refused --------------------------------------------------------------------------------

GOOD = object_event(epcList=[DEVICE])
SHIPPING = {"bizStep": "shipping"}


@pytest.mark.parametrize(
    ("fields", "column", "rule", "says"),
    [
        ({"type": None}, "type", "type", "ObjectEvent"),
        ({"type": "QuantityEvent"}, "type", "type", "not 'QuantityEvent'"),
        ({"type": ["ObjectEvent"]}, "type", "type", "a text"),
        ({"eventTime": None}, "eventTime", "required", "an instant such as"),
        ({"eventTime": "2025-01-31"}, "eventTime", "time", "not an instant"),
        ({"eventTime": "2025-01-31T08:00:00"}, "eventTime", "time", "does not say its UTC offset"),
        ({"eventTime": "2025-02-30T08:00:00Z"}, "eventTime", "time", "no instant of the calendar"),
        ({"eventTime": "yesterday"}, "eventTime", "time", "is not a day or an instant"),
        ({"eventTime": 1738310400}, "eventTime", "type", "a text"),
        ({"eventTime": "T" * 10**6}, "eventTime", "length", "at most 2048"),
        ({"eventTimeZoneOffset": None}, "eventTimeZoneOffset", "required", "such as +01:00"),
        ({"eventTimeZoneOffset": "CET"}, "eventTimeZoneOffset", "time", "such as +01:00"),
        ({"eventTimeZoneOffset": "+15:00"}, "eventTimeZoneOffset", "time", "such as +01:00"),
        ({"action": None}, "action", "required", "ADD, OBSERVE, DELETE"),
        ({"action": "add"}, "action", "word", "ADD, OBSERVE, DELETE"),
        ({"bizStep": "shiping"}, "bizStep", "word", "a word of CBV 2.0 or a URI"),
        ({"bizStep": "urn:epcglobal:cbv:disp:active", "disposition": "gone"}, "disposition", "word", "CBV"),
        ({"epcList": DEVICE}, "epcList", "type", "a list"),
        ({"epcList": [""]}, "epcList", "type", "a list of texts"),
        ({"epcList": ["12345"]}, "epcList", "uri", "a list of URIs"),
        ({"epcList": ["urn:epc: 1"]}, "epcList", "uri", "a list of URIs"),
        ({"epcList": ["urn:x:" + ":product:lot:class:a.b" * 10**4]}, "epcList", "uri", "a list of URIs"),
        ({"epcList": []}, "epcList", "required", "an epcList, a quantityList or sensor reports"),
        ({"quantityList": [LOT]}, "quantityList", "type", "a list of objects"),
        ({"quantityList": [{}]}, "quantityList[0].epcClass", "required", "its lot"),
        ({"quantityList": [amount(LOT, -1)]}, "quantityList[0].quantity", "number", "zero or more"),
        ({"quantityList": [amount(LOT, "1,5")]}, "quantityList[0].quantity", "number", "a decimal number"),
        ({"quantityList": [amount(LOT, True)]}, "quantityList[0].quantity", "number", "a number"),
        (
            {"quantityList": [amount(LOT, "9" * 10**5)]},
            "quantityList[0].quantity",
            "number",
            "a decimal number",
        ),
        ({"quantityList": [amount(LOT, 1, "XX")], **SHIPPING}, "quantity", "unit", "'XX'"),
        ({"quantityList": [amount(LOT, "1e-10")], **SHIPPING}, "quantity", "number", "9 decimal digits"),
        ({"readPoint": "urn:epc:id:sgln:0614141.07346.0"}, "readPoint", "type", "an object"),
        ({"readPoint": {"id": "dock 4"}}, "readPoint.id", "uri", "a URI"),
        ({"readPoint": {"id": "urn:epc:id:gsrn:95252084.000000001"}}, "readPoint.id", "kind", "[personal]"),
        (
            {"bizTransactionList": [{"type": "po"}]},
            "bizTransactionList[0].bizTransaction",
            "required",
            "number",
        ),
        ({"sourceList": [{"type": "owning_party"}]}, "sourceList[0].source", "required", "who or where"),
        (
            {"ilmd": {"cbvmda:itemExpirationDate": "31.12.2026"}},
            "ilmd.cbvmda:itemExpirationDate",
            "date",
            "a day",
        ),
        ({"errorDeclaration": {}}, "errorDeclaration.declarationTime", "required", "an instant"),
        (
            {"errorDeclaration": {"declarationTime": "2025-02-01T00:00:00Z", "reason": "oops"}},
            "errorDeclaration.reason",
            "word",
            "a word of CBV 2.0 or a URI",
        ),
        ({"sensorElementList": [{}]}, "sensorElementList[0].sensorReport", "required", "reports something"),
        (
            {"sensorElementList": [{"sensorReport": [{"value": 1}]}]},
            "sensorElementList[0].sensorReport[0].type",
            "required",
            "such as Temperature",
        ),
        (
            {"sensorElementList": [{"sensorMetadata": {"time": "now"}, "sensorReport": [{"type": "Mass"}]}]},
            "sensorElementList[0].sensorMetadata.time",
            "time",
            "'now'",
        ),
    ],
)
def test_a_bad_field_is_named(
    tmp_path: Path, fields: dict[str, object], column: str, rule: str, says: str
) -> None:
    bad = {name: value for name, value in {**GOOD, **fields}.items() if value is not None}
    found = outcome(tmp_path, bad)
    assert isinstance(found, Rejected)
    assert (found.column, found.rule) == (column, rule)
    assert says in found.message


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (packing("ADD", "", DEVICE, at="08:00"), "parentID"),
        (packing("DELETE", "", at="08:00"), "parentID"),
        (packing("ADD", SSCC, at="08:00"), "childEPCs"),
        (packing("OBSERVE", SSCC, at="08:00"), "childEPCs"),
        ({**packing("OBSERVE", "", DEVICE, at="08:00"), "type": "AssociationEvent"}, "parentID"),
        (event("TransactionEvent", action="ADD", epcList=[DEVICE]), "bizTransactionList"),
        (event("TransformationEvent"), "inputEPCList"),
        (event("TransformationEvent", inputEPCList=[DEVICE]), "outputEPCList"),
        (event("TransformationEvent", outputEPCList=[DEVICE]), "inputEPCList"),
    ],
)
def test_what_a_type_requires_must_be_there(tmp_path: Path, bad: epcis.Event, column: str) -> None:
    found = outcome(tmp_path, bad)
    assert isinstance(found, Rejected)
    assert (found.column, found.rule) == (column, "required")


@pytest.mark.parametrize(
    "good",
    [
        packing("OBSERVE", "", DEVICE, at="08:00"),
        packing("ADD", SSCC, DEVICE, at="08:00"),
        event("TransformationEvent", inputEPCList=[DEVICE], transformationID="urn:uuid:1"),
        event("TransformationEvent", outputEPCList=[DEVICE], transformationID="urn:uuid:1"),
        event(
            "TransactionEvent", action="ADD", epcList=[DEVICE], bizTransactionList=[{"bizTransaction": "1"}]
        ),
        object_event(quantityList=[amount(LOT)]),
        object_event(quantityList=[amount(LOT, None)], epcList=[]),
    ],
)
def test_what_a_type_leaves_open_may_be_absent(tmp_path: Path, good: epcis.Event) -> None:
    assert isinstance(outcome(tmp_path, good), Accepted)


def test_a_reject_touches_what_the_event_lists(tmp_path: Path) -> None:
    found = outcome(
        tmp_path,
        packing("ADD", SSCC, DEVICE, "not a uri", at="08:00", childQuantityList=[amount(LOT, 1), 17]),
    )
    assert isinstance(found, Rejected)
    assert found.touches == (
        "device:epcis/04012345111224/25",
        "lot:epcis/04012345123456/998877",
        "package:epcis/040123450000003338",
    )


def test_a_reject_keeps_standard_fields_and_no_service_relation(tmp_path: Path) -> None:
    gsrn = "urn:epc:id:gsrn:95252084.000000001"
    found = outcome(
        tmp_path,
        object_event(
            action="PUT", epcList=[DEVICE, gsrn], **{"hospital:patient": "Jane", "ilmd": {"x:y": "Doe"}}
        ),
    )
    assert isinstance(found, Rejected)
    assert "Jane" not in found.raw
    assert "Doe" not in found.raw
    assert "95252084" not in found.raw
    assert f'"epcList":["{DEVICE}","[personal]"]' in found.raw


def test_a_reject_of_very_many_things_may_be_about_anything(tmp_path: Path) -> None:
    many = [f"urn:epc:id:sgtin:4012345.011122.{n}" for n in range(6000)]
    found = outcome(tmp_path, object_event(action="PUT", epcList=many))
    assert isinstance(found, Rejected)
    assert found.touches == ()
    assert len(found.raw) < 2**17


def test_a_reject_of_nothing_readable_may_be_about_anything(tmp_path: Path) -> None:
    found = outcome(tmp_path, {"type": "ObjectEvent", "epcList": 7})
    assert isinstance(found, Rejected)
    assert found.touches == ()


# --- what is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025-01-31T08:00:00Z", "2025-01-31T08:00:00Z"),
        ("2025-01-31T09:00:00+01:00", "2025-01-31T08:00:00Z"),
        ("2025-01-31T08:00:00.0000000+00:00", "2025-01-31T08:00:00Z"),
        # More than microseconds are cut off.
        ("2025-01-31T08:00:00.1234567Z", "2025-01-31T08:00:00.123456Z"),
        ("2025-01-31T08:00:00.017069617Z", "2025-01-31T08:00:00.017069Z"),
        ("2025-01-31T08:00:00.5-06:00", "2025-01-31T14:00:00.500000Z"),
    ],
)
def test_times_come_in_utc(text: str, time: str) -> None:
    found = read(eventTime=text)
    assert (found.time, found.offset) == (time, "+01:00")


@pytest.mark.parametrize(
    "spelling",
    [
        "receiving",
        "cbv:BizStep-receiving",
        "urn:epcglobal:cbv:bizstep:receiving",
        "https://ref.gs1.org/cbv/BizStep-receiving",
        "http://ref.gs1.org/cbv/BizStep-receiving",
    ],
)
def test_words_of_cbv_have_one_spelling(spelling: str) -> None:
    assert read(bizStep=spelling).biz_step == "receiving"


def test_words_of_others_stay_as_they_are() -> None:
    found = read(bizStep="urn:gdst:bizStep:hatching", disposition="ext1:thawed")
    assert (found.biz_step, found.disposition) == ("urn:gdst:bizStep:hatching", "ext1:thawed")


def test_parties_papers_and_lot_are_read() -> None:
    found = read(
        sourceList=[
            {"type": "urn:epcglobal:cbv:sdt:owning_party", "source": "urn:epc:id:pgln:4012345.00225"}
        ],
        bizTransactionList=[
            {"type": "cbv:BTT-po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000016:PO%201"},
            {"bizTransaction": "http://acme.example/po/1"},
        ],
        ilmd={
            "cbvmda:lotNumber": "L1",
            "cbvmda:itemExpirationDate": "2026-12-31T23:00:00.0000000-05:00",
            "cbvmda:productionDate": "2025-01-30",
        },
    )
    assert found.sources == (Party("owning_party", thing_of("urn:epc:id:pgln:4012345.00225")),)
    assert found.papers == (Paper("po", "PO 1"), Paper("", "http://acme.example/po/1"))
    assert found.lot == Lot("L1", "2026-12-31", "2025-01-30")


def test_numbers_keep_their_digits() -> None:
    found = read(quantityList=[amount(LOT, "55.79186520"), amount(LOT, 1e3), amount(LOT, "0.0")])
    assert [one.quantity for one in found.amounts] == ["55.7918652", "1000", "0"]


def test_a_declaration_without_offset_is_read_in_that_of_the_event() -> None:
    declared = {"declarationTime": "2025-02-01T09:00:00", "reason": "cbv:ER-incorrect_data"}
    found = read(errorDeclaration=declared).error
    assert found is not None
    assert (found.declared, found.reason) == ("2025-02-01T08:00:00Z", "incorrect_data")


def test_the_wrapper_of_epcis_1_is_read_in_json_too() -> None:
    found = read(
        baseExtension={
            "eventID": "urn:uuid:1",
            "errorDeclaration": {"declarationTime": "2025-02-01T00:00:00Z"},
        }
    )
    assert found.id == "urn:uuid:1"
    assert found.error is not None


def test_an_event_is_told_by_its_id_and_time_else_by_what_it_says() -> None:
    assert read(eventID="urn:uuid:1").identity == "urn:uuid:1@2025-01-31T08:00:00Z"
    first, again = read(), read(recordTime="2025-02-01T00:00:00Z", **{"x:note": "again"})
    declared = read(errorDeclaration={"declarationTime": "2025-02-01T00:00:00Z"})
    other = read(disposition="active")
    assert first.identity == again.identity == declared.identity
    assert first.identity != other.identity
    assert first.identity.startswith("ObjectEvent@2025-01-31T08:00:00Z#")


def test_the_same_in_another_order_is_the_same_event() -> None:
    other = "urn:epc:id:sgtin:4012345.011122.26"
    one, two = (
        event_of(Fields(object_event(epcList=things, quantityList=amounts)))
        for things, amounts in (
            ([DEVICE, other], [amount(LOT, 1), amount(LOT, 2)]),
            ([other, DEVICE, other], [amount(LOT, 2.0), amount(LOT, "1.00")]),
        )
    )
    assert one.identity == two.identity
