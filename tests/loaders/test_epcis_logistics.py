"""What events say of receipts, shipments and returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.keys import split
from loaders.outcome import Accepted
from tests.support import epcis
from tests.support.epcis import (
    amount,
    ends,
    event,
    facts,
    live,
    object_event,
    outcome,
    packing,
    properties,
    settled,
)

SSCC, PALLET_KEY = "urn:epc:id:sscc:4012345.0000000333", "package:epcis/040123450000003338"
UNIT, DEVICE = "urn:epc:id:sgtin:4012345.077889.", "device:epcis/04012345778892/"
LOT, LOT_KEY = "urn:epc:class:lgtin:4012345.022222.T1", "lot:epcis/04012345222227/T1"
US, THEM = "urn:epc:id:pgln:4012345.00225", "urn:epc:id:sgln:0614141.00777.0"
US_NUMBER, THEM_NUMBER = "4012345002256", "0614141007776"
SHIPMENT = "shipment:epcis/urn%3Auuid%3As1%402025-01-31T08%3A00%3A00Z"


def moved(step: str, **fields: object) -> epcis.Event:
    parties = {
        "sourceList": [{"type": "owning_party", "source": US}],
        "destinationList": [{"type": "owning_party", "destination": THEM}],
    }
    return object_event(**{"eventID": "urn:uuid:s1", "bizStep": step, **parties, **fields})


@pytest.mark.parametrize("step", ["shipping", "departing", "consigning"])
def test_a_shipment_goes_to_its_owner(tmp_path: Path, step: str) -> None:
    papers = [{"type": "po", "bizTransaction": "PO 7"}, {"type": "desadv", "bizTransaction": "D 12"}]
    found = facts(
        tmp_path,
        moved(
            step,
            epcList=[SSCC, f"{UNIT}1"],
            quantityList=[amount(LOT, 5)],
            bizTransactionList=papers,
            disposition="in_transit",
        ),
    )
    assert live(found, "SHIPPED_IN", "DELIVERED_TO") == {
        ("SHIPPED_IN", PALLET_KEY, SHIPMENT),
        ("SHIPPED_IN", f"{DEVICE}1", SHIPMENT),
        ("SHIPPED_IN", LOT_KEY, SHIPMENT),
        ("DELIVERED_TO", SHIPMENT, f"customer:epcis/{THEM_NUMBER}"),
    }
    assert settled(found)[0][SHIPMENT] == {
        "document": "D 12",
        "sales_order": "PO 7",
        "shipped": "2025-01-31T08:00:00Z",
        "status": "in_transit",
    }
    assert settled(found)[0][f"customer:epcis/{THEM_NUMBER}"] == {"gln": THEM_NUMBER}


def test_without_papers_the_event_is_the_document(tmp_path: Path) -> None:
    assert (
        settled(facts(tmp_path, moved("shipping", epcList=[SSCC])))[0][SHIPMENT]["document"] == "urn:uuid:s1"
    )


@pytest.mark.parametrize(
    ("types", "customer"),
    [
        (("owning_party", "possessing_party", "location"), "1"),
        (("possessing_party", "location", "urn:x:carrier"), "1"),
        (("location", "urn:x:carrier"), "1"),
        (("urn:x:carrier",), ""),
        ((), ""),
    ],
)
def test_the_consignee_is_the_most_telling_party(
    tmp_path: Path, types: tuple[str, ...], customer: str
) -> None:
    parties = [{"type": type_, "destination": f"urn:x:{n}"} for n, type_ in enumerate(types, 1)]
    found = facts(tmp_path, moved("shipping", epcList=[SSCC], destinationList=parties[::-1]))
    assert {split(key).parts[0] for _, key in ends(found, "DELIVERED_TO")} == (
        {f"urn:x:{customer}"} if customer else set()
    )


def test_one_event_id_for_several_shipments_joins_nothing(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        moved("shipping", epcList=[SSCC]),
        moved("shipping", epcList=[f"{UNIT}1"], eventTime="2025-01-31T09:00:00Z"),
    )
    assert len({shipment for _, shipment in ends(found, "SHIPPED_IN")}) == 2


def test_a_receipt_has_a_line_for_each_lot_and_each_material_of_devices(tmp_path: Path) -> None:
    papers = [{"type": "po", "bizTransaction": "PO 7"}, {"type": "desadv", "bizTransaction": "D 12"}]
    found = facts(
        tmp_path,
        moved(
            "receiving",
            epcList=[f"{UNIT}1", f"{UNIT}2"],
            quantityList=[amount(LOT, 5)],
            bizTransactionList=papers,
        ),
    )
    by_lot, by_device = (
        f"receipt:epcis/urn%3Auuid%3As1%402025-01-31T08%3A00%3A00Z/{line}"
        for line in ("%2801%2904012345222227%2810%29T1", "04012345778892")
    )
    supplier = f"supplier:epcis/{US_NUMBER}"
    assert live(found, "SUPPLIED", "RECEIVED_AS") == {
        ("SUPPLIED", supplier, by_lot),
        ("SUPPLIED", supplier, by_device),
        ("RECEIVED_AS", by_lot, LOT_KEY),
        ("RECEIVED_AS", by_device, f"{DEVICE}1"),
        ("RECEIVED_AS", by_device, f"{DEVICE}2"),
    }
    assert settled(found)[0][by_lot] == {
        "document": "D 12",
        "delivery_note": "D 12",
        "purchase_order": "PO 7",
        "supplier_lot": "T1",
        "received": "2025-01-31T08:00:00Z",
    }
    assert {p.get("quantity") for p in properties(found, "RECEIVED_AS")} == {5 * 10**9, None}


def test_what_is_received_in_a_package_is_what_was_inside(tmp_path: Path) -> None:
    case = "urn:epc:id:sscc:4012345.0000000444"
    found = facts(
        tmp_path,
        moved("receiving", epcList=[SSCC], eventTime="2025-01-31T10:00:00Z"),
        packing("ADD", case, f"{UNIT}1", at="08:00", childQuantityList=[amount(LOT, 5)]),
        packing("ADD", SSCC, case, f"{UNIT}2", at="09:00"),
        packing("DELETE", SSCC, f"{UNIT}2", at="09:30"),
        packing("ADD", SSCC, f"{UNIT}3", at="11:00"),
    )
    assert {item for _, item in ends(found, "RECEIVED_AS")} == {f"{DEVICE}1", LOT_KEY}
    assert len(live(found, "SUPPLIED")) == 1


def test_packages_inside_each_other_end(tmp_path: Path) -> None:
    case = "urn:epc:id:sscc:4012345.0000000444"
    found = facts(
        tmp_path,
        packing("ADD", case, SSCC, f"{UNIT}1", at="08:00"),
        packing("ADD", SSCC, case, at="08:00"),
        moved("receiving", epcList=[SSCC], eventTime="2025-01-31T10:00:00Z"),
    )
    assert {item for _, item in ends(found, "RECEIVED_AS")} == {f"{DEVICE}1"}


def test_what_comes_back_is_a_return(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        moved(
            "receiving",
            disposition="returned",
            epcList=[SSCC, f"{UNIT}1"],
            bizTransactionList=[{"type": "rma", "bizTransaction": "RMA 3"}],
        ),
    )
    assert not live(found, "RECEIVED_AS", "SUPPLIED")
    assert {item for item, _ in ends(found, "RETURNED_IN")} == {PALLET_KEY, f"{DEVICE}1"}
    assert {party for _, party in ends(found, "RETURNED_BY")} == {f"customer:epcis/{US_NUMBER}"}
    assert {
        tuple(sorted(node.items())) for key, node in settled(found)[0].items() if key.startswith("return:")
    } == {(("document", "RMA 3"), ("returned", "2025-01-31T08:00:00Z"))}


def test_what_an_aggregation_holds_moves_with_its_outermost(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        {**packing("OBSERVE", SSCC, f"{UNIT}1", at="08:00"), "bizStep": "shipping", "eventID": "urn:uuid:s1"},
    )
    assert ends(found, "SHIPPED_IN") == {(PALLET_KEY, SHIPMENT)}
    assert ends(found, "PACKED_IN") == {(f"{DEVICE}1", PALLET_KEY)}


def test_a_transaction_that_ships_is_a_shipment(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        event(
            "TransactionEvent",
            eventID="urn:uuid:s1",
            action="ADD",
            bizStep="shipping",
            parentID=SSCC,
            epcList=[f"{UNIT}1"],
            bizTransactionList=[{"type": "po", "bizTransaction": "PO 7"}],
        ),
    )
    assert ends(found, "SHIPPED_IN") == {(PALLET_KEY, SHIPMENT), (f"{DEVICE}1", SHIPMENT)}
    assert settled(found)[0][SHIPMENT]["sales_order"] == "PO 7"


def test_a_class_without_lot_can_not_be_traced_and_is_told(tmp_path: Path) -> None:
    found = outcome(
        tmp_path, moved("shipping", quantityList=[amount("urn:epc:idpat:sgtin:4012345.012345.*", 5)])
    )
    assert isinstance(found, Accepted)
    assert not live(found.facts, "SHIPPED_IN")
    assert [(one.rule, one.message) for one in found.findings] == [
        ("lot", "(01)04012345123456 names no lot that could be traced")
    ]


def test_a_shipment_declared_void_stays_until_its_event_is(tmp_path: Path) -> None:
    shipped = moved("shipping", epcList=[f"{UNIT}1"])
    void = moved(
        "void_shipping", epcList=[f"{UNIT}1"], eventID="urn:uuid:s2", eventTime="2025-01-31T09:00:00Z"
    )
    assert len(live(facts(tmp_path, shipped, void), "SHIPPED_IN")) == 1
    found = outcome(tmp_path, void)
    assert isinstance(found, Accepted)
    assert [one.rule for one in found.findings] == ["void_shipping"]
    declared = {**shipped, "errorDeclaration": {"declarationTime": "2025-02-01T00:00:00Z"}}
    assert not live(facts(tmp_path, shipped, declared), "SHIPPED_IN", "DELIVERED_TO")


def test_a_lot_is_at_the_place_of_its_events(tmp_path: Path) -> None:
    place = {"id": "urn:epc:id:sgln:0614141.07346.1234"}
    found = facts(tmp_path, moved("storing", quantityList=[amount(LOT, 5)], bizLocation=place))
    location, site = "location:epcis/0614141073467%2B1234", "site:epcis/0614141073467"
    assert live(found, "AT_LOCATION", "LOCATED_IN") == {
        ("AT_LOCATION", LOT_KEY, location),
        ("LOCATED_IN", location, site),
    }
