"""Whole documents: those of others with counts worked out by hand, and what is no EPCIS document."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from loaders.epcis import Epcis
from loaders.errors import LoadError
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from tests.support import epcis
from tests.support.epcis import DATA, document, facts_of, live, object_event, outcomes, stated

# Document -> events and vocabulary elements; of these, events that name nothing to trace.
COUNTS = {
    "opentraceability/EPCISQUERYDOCUMENT_with_errorDeclarations.jsonld": (9, 11, 0),
    "opentraceability/EPCISQueryDocument_duplicate_eventIDs.jsonld": (2, 0, 0),
    "opentraceability/all_wholechain_events.jsonld": (31, 11, 0),
    "opentraceability/cap_tool_events.jsonld": (18, 20, 0),
    "opentraceability/epcisquerydoc-example01.jsonld": (31, 11, 0),
    "opentraceability/gdst_data_withmasterdata.jsonld": (17, 20, 0),
    "opentraceability/traceback_tests.jsonld": (21, 20, 0),
    "opentraceability/wholechainbug01.jsonld": (18, 0, 0),
    "openepcis/json-2.0/AggregationEvent.json": (1, 0, 0),
    "openepcis/json-2.0/AggregationEvent_with_digitalLink.json": (1, 0, 0),
    "openepcis/json-2.0/AggregationEvent_with_persistentDisposition.json": (2, 0, 0),
    "openepcis/json-2.0/AssociationEvent.json": (2, 0, 0),
    # One event is about a service relation (GSRN) and nothing else.
    "openepcis/json-2.0/Combination_of_different_event.json": (6, 0, 1),
    "openepcis/json-2.0/CurieString_document.json": (1, 0, 0),
    "openepcis/json-2.0/JumbledFieldsOrder.json": (1, 0, 0),
    "openepcis/json-2.0/Namespaces_at_different_level.json": (5, 0, 0),
    "openepcis/json-2.0/ObjectEvent.json": (2, 0, 0),
    "openepcis/json-2.0/ObjectEvent_all_possible_fields.json": (1, 0, 0),
    "openepcis/json-2.0/ObjectEvent_with_custom_bizStep_uri.json": (1, 0, 0),
    "openepcis/json-2.0/ObjectEvent_with_error_declaration.json": (2, 0, 0),
    "openepcis/json-2.0/ObjectEvent_with_sensorData.json": (1, 0, 0),
    "openepcis/json-2.0/TransactionEvent.json": (2, 0, 1),
    "openepcis/json-2.0/TransformationEvent.json": (1, 0, 0),
    "openepcis/json-2.0/TransformationEvent_all_possible_fields.json": (1, 0, 0),
    "openepcis/json-2.0/TransformationEvent_with_userExtensions.json": (1, 0, 0),
    "openepcis/json-2.0/epcisDocWithAllGS1Keys.json": (1, 0, 0),
    "openepcis/xml-1.2/AggregationEvent.xml": (1, 0, 0),
    "openepcis/xml-1.2/All_eventTypes_in_single_document.xml": (6, 0, 1),
    "openepcis/xml-1.2/AssociationEvent.xml": (1, 0, 0),
    "openepcis/xml-1.2/Document_with_namespace.xml": (1, 0, 0),
    "openepcis/xml-1.2/Jumbled_attributes_order.xml": (1, 0, 0),
    "openepcis/xml-1.2/ObjectEvent.xml": (1, 0, 0),
    "openepcis/xml-1.2/ObjectEvent_with_baseExtension_errorDeclaration.xml": (3, 0, 0),
    "openepcis/xml-1.2/ObjectEvent_with_sensorData.xml": (1, 0, 0),
    "openepcis/xml-1.2/TransactionEvent.xml": (1, 0, 0),
    "openepcis/xml-1.2/TransformationEvent.xml": (1, 0, 0),
    "openepcis/xml-1.2/TransformationEvent_all_possible_fields.xml": (1, 0, 0),
}

# Live relationships of the chains: CONSUMED_IN, PRODUCED, PACKED_IN, SHIPPED_IN, DELIVERED_TO, RECEIVED_AS,
# SUPPLIED. Inputs and outputs of the transformations; one stay for each packing of a lot or case; what
# shipping events list; their destination owners; lots received, also in a pallet; source owners.
_CHAIN = ("CONSUMED_IN", "PRODUCED", "PACKED_IN", "SHIPPED_IN", "DELIVERED_TO", "RECEIVED_AS", "SUPPLIED")
CHAINS = {
    "EPCISQUERYDOCUMENT_with_errorDeclarations": (4, 2, 0, 1, 0, 2, 0),
    # Both events are one: two cartons by serial number, each a device and a package.
    "EPCISQueryDocument_duplicate_eventIDs": (0, 0, 0, 4, 0, 0, 0),
    "all_wholechain_events": (10, 7, 4, 4, 3, 5, 2),
    "cap_tool_events": (5, 3, 2, 3, 2, 3, 1),
    "epcisquerydoc-example01": (10, 7, 4, 4, 3, 5, 2),
    "gdst_data_withmasterdata": (5, 3, 2, 2, 2, 3, 1),
    "traceback_tests": (5, 3, 2, 4, 2, 5, 1),
    # No event says its business step.
    "wholechainbug01": (5, 3, 2, 0, 0, 0, 0),
}


def names() -> list[str]:
    return [path.relative_to(DATA).as_posix() for path in epcis.documents()]


def test_every_document_is_counted() -> None:
    assert sorted(COUNTS) == sorted(names())


@pytest.mark.parametrize("name", COUNTS)
def test_every_event_of_others_is_taken(name: str) -> None:
    found = outcomes(DATA / name)
    events, elements, nothing = COUNTS[name]
    assert Counter(type(one) for one in found) == Counter(
        {Accepted: events + elements - nothing, Ignored: nothing}
    )
    assert all(one.rows == 1 and one.line > 0 for one in found)


@pytest.mark.parametrize("name", CHAINS)
def test_the_flow_of_the_chains_is_what_their_events_say(name: str) -> None:
    found = facts_of(outcomes(DATA / "opentraceability" / f"{name}.jsonld"))
    kept = Counter(one.type for one in epcis.settled(found)[1].values())
    assert tuple(kept[type_] for type_ in _CHAIN) == CHAINS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_a_document_says_the_same_each_time(name: str) -> None:
    assert outcomes(DATA / name) == outcomes(DATA / name)


def test_events_carry_the_line_they_begin_on() -> None:
    path = DATA / "openepcis" / "json-2.0" / "ObjectEvent.json"
    lines = path.read_text("utf-8").splitlines()
    found = [one.line for one in outcomes(path)]
    assert [lines[line - 1].strip() for line in found] == ["{", "{"]
    assert found == [i for i, text in enumerate(lines, 1) if text == "      {"]


def test_extension_fields_are_named_once() -> None:
    def notes(name: str) -> tuple[str, ...]:
        return Epcis().notes(epcis.file(DATA / "openepcis" / name))

    assert notes("json-2.0/Namespaces_at_different_level.json") == (
        "columns not used: certificationInfo, ext1:hello, ext1:name, ext2:address, ext3:name, "
        "ext4:address, ext5:hello, ext7:city",
    )
    assert notes("xml-1.2/ObjectEvent.xml") == ("columns not used: http://ns.example.com/epcis:myField",)
    assert notes("xml-1.2/AssociationEvent.xml") == ()


def test_attributes_of_master_data_are_named_too() -> None:
    (note,) = Epcis().notes(epcis.file(DATA / "opentraceability" / "all_wholechain_events.jsonld"))
    assert "tradeitemconditioncode" in note


# --- one event in every spelling --------------------------------------------------------------------

OBJECT_XML = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:{version}" schemaVersion="{version}.0"
  creationDate="2025-02-01T00:00:00Z"><EPCISBody><EventList><ObjectEvent>
  <eventTime>2025-01-31T09:00:00.000000000+01:00</eventTime>
  <recordTime>2025-01-31T09:00:01Z</recordTime>
  <eventTimeZoneOffset>+01:00</eventTimeZoneOffset>
  <epcList><epc> urn:epc:id:sscc:0614141.1234567890 </epc></epcList>
  <action>OBSERVE</action>
  <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>
  <disposition>urn:epcglobal:cbv:disp:in_transit</disposition>
  <readPoint><id>urn:epc:id:sgln:0614141.07346.1234</id></readPoint>
  <bizTransactionList>
    <bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epcglobal:cbv:bt:0614141073467:1152</bizTransaction>
  </bizTransactionList>
  <extension>
    <quantityList><quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.998877</epcClass>
      <quantity>200.50</quantity><uom>KGM</uom></quantityElement></quantityList>
    <destinationList>
      <destination type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:0614141.00777</destination>
    </destinationList>
    <extension><sensorElementList><sensorElement>
      <sensorMetadata time="2025-01-31T08:59:00+01:00" deviceID="urn:epc:id:giai:4000001.111"/>
      <sensorReport type="gs1:Temperature" value="26.0" uom="CEL"/>
    </sensorElement></sensorElementList></extension>
  </extension>
</ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>
"""

OBJECT_JSON = {
    "type": "ObjectEvent",
    "eventTime": "2025-01-31T08:00:00Z",
    "eventTimeZoneOffset": "+01:00",
    "epcList": ["https://id.gs1.org/00/106141412345678908"],
    "action": "OBSERVE",
    "bizStep": "shipping",
    "disposition": "https://ref.gs1.org/cbv/Disp-in_transit",
    "readPoint": {"id": "https://example.com/414/0614141073467/254/1234"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:1152"}],
    "quantityList": [
        {"epcClass": "https://id.gs1.org/01/04012345123456/10/998877", "quantity": 200.5, "uom": "KGM"}
    ],
    "destinationList": [
        {"type": "cbv:SDT-owning_party", "destination": "https://id.gs1.org/417/0614141007776"}
    ],
    "sensorElementList": [
        {
            "sensorMetadata": {
                "time": "2025-01-31T07:59:00.0000000Z",
                "deviceID": "https://id.gs1.org/8004/4000001111",
            },
            "sensorReport": [{"type": "Temperature", "value": 26, "uom": "CEL"}],
        }
    ],
}


@pytest.mark.parametrize("version", [1, 2])
def test_xml_and_json_urn_and_digital_link_say_the_same(tmp_path: Path, version: int) -> None:
    xml = tmp_path / "one.xml"
    xml.write_text(OBJECT_XML.format(version=version), "utf-8")
    ours = outcomes(document(tmp_path / "one.jsonld", [OBJECT_JSON]))
    assert stated(outcomes(xml)) == stated(ours)
    assert len(live(facts_of(ours), "SHIPPED_IN", "DELIVERED_TO")) == 3


def test_an_event_of_a_query_result_a_document_or_alone_says_the_same(tmp_path: Path) -> None:
    one = object_event(epcList=["urn:epc:id:sgtin:4012345.011122.25"])
    query = {"queryResults": {"queryName": "q", "resultsBody": {"eventList": [one]}}}
    written = {
        "document": {"type": "EPCISDocument", "epcisBody": {"eventList": [one]}},
        "query": {"type": "EPCISQueryDocument", "epcisBody": query},
        "alone": one,
        "list": [one],
    }
    found = set()
    for name, whole in written.items():
        path = tmp_path / f"{name}.jsonld"
        path.write_text(json.dumps(whole), "utf-8-sig")
        found.add(frozenset(stated(outcomes(path))))
    packed = tmp_path / "packed.jsonld.gz"
    packed.write_bytes(gzip.compress((tmp_path / "document.jsonld").read_bytes()))
    found.add(frozenset(stated(outcomes(packed))))
    assert len(found) == 1


def test_a_document_without_events_is_one(tmp_path: Path) -> None:
    assert outcomes(document(tmp_path / "empty.jsonld", [])) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.jsonld", '{"type": "Invoice", "lines": []}', "is no EPCIS document"),
        ("a.jsonld", "[]", "is no EPCIS document"),
        ("a.jsonld", '["ObjectEvent"]', "is no EPCIS document"),
        ("a.jsonld", '{"type": "EPCISDocument", "epcisBody": {"eventList": [', "is no JSON"),
        ("a.jsonld", "", "is empty"),
        ("a.xml", "<Invoice/>", "is no EPCIS document"),
        ("a.xml", "<EPCISDocument><EPCISBody>", "is no well-formed XML"),
        (
            "a.xml",
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><EPCISDocument>&b;</EPCISDocument>',
            "declares a document type or an entity",
        ),
        (
            "a.xml",
            '<!DOCTYPE x SYSTEM "file:///etc/passwd"><EPCISDocument/>',
            "declares a document type or an entity",
        ),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(LoadError, match=problem):
        outcomes(path)


def test_an_event_that_is_no_object_is_rejected_alone(tmp_path: Path) -> None:
    good = object_event(epcList=["urn:epc:id:sgtin:4012345.011122.25"])
    found = outcomes(document(tmp_path / "mixed.jsonld", [good, 17, good]))
    assert [type(one) for one in found] == [Accepted, Rejected, Accepted]
    assert _problem(found[1]) == ("", "type", "is no object, so it is no event")


def test_an_event_that_names_a_field_twice_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonld"
    path.write_text(
        '{"type":"EPCISDocument","epcisBody":{"eventList":[{"type":"ObjectEvent","type":"ObjectEvent"}]}}'
    )
    (found,) = outcomes(path)
    assert _problem(found) == ("", "json", "names a field twice")


def test_a_quantity_event_of_epcis_1_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_text(
        "<EPCISDocument><EPCISBody><EventList><QuantityEvent/></EventList></EPCISBody></EPCISDocument>"
    )
    (found,) = outcomes(path)
    assert _problem(found)[:2] == ("type", "type")


def _problem(found: Outcome) -> tuple[str, str, str]:
    assert isinstance(found, Rejected)
    return found.column, found.rule, found.message


@pytest.mark.parametrize("doubled", ["<action>ADD</action>", "<epcList/>", "<eventTime>now</eventTime>"])
def test_an_element_that_stands_twice_is_rejected(tmp_path: Path, doubled: str) -> None:
    path = tmp_path / "twice.xml"
    path.write_text(OBJECT_XML.format(version=1).replace("</ObjectEvent>", f"{doubled}</ObjectEvent>"))
    (found,) = outcomes(path)
    assert _problem(found)[1] == "type"


def test_of_what_could_not_be_taken_apart_nothing_is_kept(tmp_path: Path) -> None:
    (found,) = outcomes(document(tmp_path / "one.jsonld", ["Jane"]))
    assert isinstance(found, Rejected)
    assert found.raw == "[personal]"
