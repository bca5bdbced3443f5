"""Each trap of the files of Odoo, ERPNext, Oracle and Business Central that was read in a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import LoadError
from loaders.outcome import Outcome
from tests.support.shipped import found_odd, moved, one_act, properties, refused, taken, times

LINES = (
    ".id,date,reference,product_id,lot_id/name,lot_name,quantity,product_uom_id,"
    "location_usage,location_dest_usage,state,tracking"
)
ORDER = "step:n/production/MO"


def odoo(folder: Path, *rows: str, header: str = LINES, zone: str = "Europe/Zurich") -> list[Outcome]:
    return taken(folder, "odoo", {"stock.move.line.csv": "\n".join((header, *rows))}, zone=zone)


def test_the_apostrophe_before_an_hibcc_or_isbt_number_is_the_exports(tmp_path: Path) -> None:
    found = odoo(
        tmp_path,
        "1,2025-01-05 09:00:00,MO,[A] A,'+A999LOT7,,1,kg,internal,production,done,lot",
        "2,2025-01-05 09:00:00,MO,[A] A,'=A999LOT7,,1,kg,internal,production,done,lot",
        "3,2025-01-05 09:00:00,MO,[A] A,'-7,,1,kg,internal,production,done,lot",
        "4,2025-01-05 09:00:00,MO,[A] A,'A7,,1,kg,internal,production,done,lot",
    )
    lots = {source for source, *_ in moved(found)}
    assert lots == {"lot:n/A/%2BA999LOT7", "lot:n/A/%3DA999LOT7", "lot:n/A/-7", "lot:n/A/%27A7"}


def test_technical_names_and_labels_say_the_same(tmp_path: Path) -> None:
    labels = (
        "ID,Date,Reference,Product,Lot/Serial Number,Lot/Serial Number Name,Quantity,Unit of Measure,"
        "Source Location Type,Destination Location Type,Status,Tracking"
    )
    named = "1,2025-01-05 09:00:00,MO,[A] A,7,,1,kg,Internal Location,Production,Done,By Lots"
    technical = "1,2025-01-05 09:00:00,MO,[A] A,7,,1,kg,internal,production,done,lot"
    found = odoo(tmp_path / "a", technical)
    assert moved(found) == {("lot:n/A/7", "CONSUMED_IN", ORDER, "1 kg")}
    assert moved(odoo(tmp_path / "b", named, header=labels)) == moved(found)


def test_quantity_was_qty_done_until_version_16(tmp_path: Path) -> None:
    row = "1,2025-01-05 09:00:00,MO,[A] A,7,,2.5,kg,internal,production,done,lot"
    found = odoo(tmp_path, row, header=LINES.replace("quantity", "qty_done"))
    assert moved(found) == {("lot:n/A/7", "CONSUMED_IN", ORDER, "2.5 kg")}


def test_the_default_list_has_no_lot_column_and_is_refused(tmp_path: Path) -> None:
    header = "Date,Reference,Product,From,To,Quantity Done,Unit of Measure,Status"
    with pytest.raises(LoadError, match="lacks the required columns Lot/Serial Number"):
        odoo(tmp_path, "2025-01-05 09:00:00,MO,[A] A,WH,Production,1,kg,Done", header=header)


def test_further_rows_of_a_record_are_no_rows_without_a_lot(tmp_path: Path) -> None:
    header = f"{LINES},consume_line_ids/id"
    found = odoo(
        tmp_path,
        "1,2025-01-05 09:00:00,MO,[B] B,8,,1,kg,production,internal,done,lot,__export__.stock_move_line_1",
        ",,,,,,,,,,,,__export__.stock_move_line_2",
        header=header,
    )
    assert refused(found) == []
    assert moved(found) == {(ORDER, "PRODUCED", "lot:n/B/8", "1 kg")}


def test_the_name_of_a_lot_alone_is_no_key(tmp_path: Path) -> None:
    found = odoo(
        tmp_path,
        "1,2025-01-05 09:00:00,MO,[A] A,7,,1,kg,internal,production,done,lot",
        "2,2025-01-05 09:00:00,MO,[B] B,7,,1,kg,internal,production,done,lot",
        "3,2025-01-05 09:00:00,MO,[A] A,007,,1,kg,internal,production,done,lot",
    )
    assert {source for source, *_ in moved(found)} == {"lot:n/A/7", "lot:n/B/7", "lot:n/A/007"}


def test_only_what_is_done_has_moved(tmp_path: Path) -> None:
    row = "{},2025-01-05 09:00:00,MO,[A] A,7,,1,kg,internal,production,{},lot"
    states = (
        "draft",
        "waiting",
        "confirmed",
        "partially_available",
        "assigned",
        "cancel",
        "done",
        "Erledigt",
    )
    found = odoo(tmp_path, *(row.format(n, state) for n, state in enumerate(states)))
    assert moved(found) == {("lot:n/A/7", "CONSUMED_IN", ORDER, "1 kg")}
    assert refused(found) == [(9, "state", "code")]


def test_the_usage_of_the_places_says_what_a_move_is(tmp_path: Path) -> None:
    row = "{},2025-01-05 09:00:00,MO,[A] A,7,,1,kg,{},{},done,lot"
    ways = (
        ("supplier", "internal"),
        ("internal", "transit"),
        ("internal", "production"),
        ("production", "internal"),
        ("internal", "inventory"),
        ("inventory", "internal"),
        ("internal", "customer"),
        ("customer", "internal"),
    )
    found = odoo(tmp_path, *(row.format(n, *way) for n, way in enumerate(ways)))
    every = ("RECEIVED_AS", "CONSUMED_IN", "PRODUCED", "SHIPPED_IN", "RETURNED_IN")
    assert moved(found, *every) == {
        ("receipt:n/MO/0", "RECEIVED_AS", "lot:n/A/7", "1 kg"),
        ("lot:n/A/7", "CONSUMED_IN", ORDER, "1 kg"),
        (ORDER, "PRODUCED", "lot:n/A/7", "1 kg"),
        ("lot:n/A/7", "SHIPPED_IN", "shipment:n/MO", "1 kg"),
        ("lot:n/A/7", "RETURNED_IN", "return:n/MO/7", "1 kg"),
    }


def test_times_of_odoo_are_on_the_clock_of_the_user(tmp_path: Path) -> None:
    row = "1,2025-07-05 00:30:00,MO,[A] A,7,,1,kg,internal,production,done,lot"
    assert times(odoo(tmp_path / "a", row)) == {("CONSUMED_IN", "2025-07-04T22:30:00Z", "+02:00")}
    assert times(odoo(tmp_path / "b", row, zone="UTC")) == {("CONSUMED_IN", "2025-07-05T00:30:00Z", "")}


def test_stock_of_today_is_no_quantity_of_a_lot_of_odoo(tmp_path: Path) -> None:
    found = taken(tmp_path, "odoo", {"stock.lot.csv": "name,product_id,product_qty\n7,[A] A,12.0"})
    assert properties(found, "lot:n/A/7") == {"lot_number": "7"}


ENTRIES = (
    "name,item_code,posting_date,voucher_type,voucher_no,actual_qty,stock_uom,is_cancelled,serial_no,batch_no"
)
STOCK_ENTRY = "name,stock_entry_type,purpose,work_order\nM1,Manufacture,Manufacture,"


def erpnext(folder: Path, *rows: str, header: str = ENTRIES, **files: str) -> list[Outcome]:
    beside = {f"{name}.csv": text for name, text in files.items()}
    ledger = {"stock_ledger_entry.csv": "\n".join((header, *rows))} if rows else {}
    return taken(folder, "erpnext", {"stock_entry.csv": STOCK_ENTRY} | ledger | beside)


def test_serial_numbers_of_a_ledger_entry_are_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "stock_entry.csv").write_text(STOCK_ENTRY, "utf-8")
    raw = f'{ENTRIES}\ns1,A,2025-01-01,Stock Entry,M1,2,Nos,0,"S1\nS2",\n'.encode()
    found = taken(tmp_path, "erpnext", {"stock_ledger_entry.csv": raw})
    made = "step:n/production/M1"
    assert moved(found) == {
        (made, "PRODUCED", "device:n/A/S1", "1 u"),
        (made, "PRODUCED", "device:n/A/S2", "1 u"),
    }


def test_a_voucher_joins_what_went_out_with_what_came_in(tmp_path: Path) -> None:
    found = erpnext(
        tmp_path,
        "s1,A,2025-01-01,Stock Entry,M1,-2,Kg,0,,A1",
        "s2,A,2025-01-01,Stock Entry,M1,-3,Kg,0,,A2",
        "s3,B,2025-01-01,Stock Entry,M1,4,Kg,0,,B1",
    )
    made = "step:n/production/M1"
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", made, "2 kg"),
        ("lot:n/A/A2", "CONSUMED_IN", made, "3 kg"),
        (made, "PRODUCED", "lot:n/B/B1", "4 kg"),
    }


def test_an_entry_with_a_bundle_counts_by_its_bundle_and_once(tmp_path: Path) -> None:
    bundles = (
        "name,item_code,type_of_transaction,voucher_type,voucher_no,posting_date,is_cancelled,serial_no,batch_no,qty\n"
        "B1,A,Outward,Stock Entry,M1,2025-01-01,0,,A1,-5\n,,,,,,,,A2,-7"
    )
    found = erpnext(
        tmp_path,
        "s1,A,2025-01-01,Stock Entry,M1,-12,Kg,0,B1",
        header="name,item_code,posting_date,voucher_type,voucher_no,actual_qty,stock_uom,is_cancelled,serial_and_batch_bundle",
        serial_and_batch_bundle=bundles,
        item="item_code,item_name,stock_uom,has_batch_no,has_serial_no\nA,A,Kg,1,0",
    )
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", "step:n/production/M1", "5 kg"),
        ("lot:n/A/A2", "CONSUMED_IN", "step:n/production/M1", "7 kg"),
    }


def test_what_was_cancelled_has_not_moved(tmp_path: Path) -> None:
    found = erpnext(
        tmp_path,
        "s1,A,2025-01-01,Stock Entry,M1,-2,Kg,1,,A1",
        "s2,A,2025-01-01,Stock Entry,M1,2,Kg,1,,A1",
        "s3,A,2025-01-01,Stock Entry,M1,-3,Kg,0,,A1",
    )
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", "step:n/production/M1", "3 kg")}


def test_a_batch_with_a_parent_was_split_from_it_and_the_stock_is_no_quantity(tmp_path: Path) -> None:
    header = "batch_id,item,manufacturing_date,expiry_date,parent_batch,batch_qty"
    found = erpnext(tmp_path, batch=f"{header}\nA1,A,,,,10\nA2,A,,,A1,4")
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", "step:n/split/A2", ""),
        ("step:n/split/A2", "PRODUCED", "lot:n/A/A2", ""),
    }


def test_what_a_supplier_made_of_our_material_came_from_it_and_counts_once(tmp_path: Path) -> None:
    found = erpnext(
        tmp_path,
        "s1,A,2025-01-01,Purchase Receipt,P1,-2,Kg,0,,A1",
        "s2,B,2025-01-01,Purchase Receipt,P1,2,Kg,0,,B1",
        purchase_receipt="name,supplier,is_return,is_subcontracted,supplier_delivery_note\nP1,S1,0,1,LS",
    )
    made = "step:n/outside_processing/P1"
    assert moved(found, "CONSUMED_IN", "PRODUCED", "RECEIVED_AS", "SUPPLIED") == {
        ("lot:n/A/A1", "CONSUMED_IN", made, "2 kg"),
        (made, "PRODUCED", "lot:n/B/B1", "2 kg"),
        ("receipt:n/P1/s2", "RECEIVED_AS", "lot:n/B/B1", "2 kg"),
        ("supplier:n/S1", "SUPPLIED", "receipt:n/P1/s2", ""),
    }
    assert one_act(found) == {"PRODUCED", "RECEIVED_AS"}


COMPOSITION = (
    "PARENT_GEN_OBJECT_ID,PARENT_ITEM_ID,PARENT_LOT_NUMBER,PARENT_SERIAL_NUMBER,"
    "CHILD_GEN_OBJECT_ID,CHILD_ITEM_ID,CHILD_LOT_NUMBER,CHILD_SERIAL_NUMBER,CHILD_LEVEL"
)
GENEALOGY = (
    "OBJECT_ID,OBJECT_TYPE,PARENT_OBJECT_ID,GENEALOGY_TYPE,ORIGIN_TXN_ID,START_DATE_ACTIVE,END_DATE_ACTIVE"
)
LOTS = "INVENTORY_ITEM_ID,ORGANIZATION_ID,LOT_NUMBER,GEN_OBJECT_ID\n1,101,A1,7\n2,101,B1,8"
SERIALS = "INVENTORY_ITEM_ID,SERIAL_NUMBER,LOT_NUMBER,GEN_OBJECT_ID\n3,S1,,9"


def ebs(folder: Path, *rows: str, zone: str | None = None) -> list[Outcome]:
    genealogy = "\n".join((GENEALOGY, *rows))
    names = {
        "mtl_object_genealogy.csv": genealogy,
        "mtl_lot_numbers.csv": LOTS,
        "mtl_serial_numbers.csv": SERIALS,
    }
    return taken(folder, "oracle-ebs", names, zone=zone)


def test_the_parent_of_oracle_is_the_assembly(tmp_path: Path) -> None:
    fusion = f"{COMPOSITION}\n8,2,B1,,7,1,A1,,1"
    expected = {
        ("lot:n/1/A1", "CONSUMED_IN", "step:n/production/GEN-8", ""),
        ("step:n/production/GEN-8", "PRODUCED", "lot:n/2/B1", ""),
    }
    found = taken(tmp_path / "f", "oracle-fusion", {"cse_genealogy_composition.csv": fusion})
    assert moved(found) == expected
    assert moved(ebs(tmp_path / "e", "7,1,8,1,55,,")) == expected


def test_genealogy_type_5_is_of_assets(tmp_path: Path) -> None:
    assert moved(ebs(tmp_path, "7,1,8,5,55,,")) == set()


def test_what_was_taken_out_again_was_in(tmp_path: Path) -> None:
    found = ebs(tmp_path, "7,1,9,1,55,2025-02-01 08:00:00,2025-03-01 08:00:00", zone="Europe/Berlin")
    assert moved(found) == {
        ("lot:n/1/A1", "CONSUMED_IN", "step:n/production/GEN-9", ""),
        ("step:n/production/GEN-9", "PRODUCED", "device:n/3/S1", ""),
    }
    assert times(found) == {("CONSUMED_IN", "2025-02-01T07:00:00Z", "+01:00")}


def test_children_of_children_are_told_by_their_own_rows(tmp_path: Path) -> None:
    rows = f"{COMPOSITION}\n9,3,,S1,8,2,B1,,1\n9,3,,S1,7,1,A1,,2"
    found = taken(tmp_path, "oracle-fusion", {"cse_genealogy_composition.csv": rows})
    assert moved(found) == {
        ("lot:n/2/B1", "CONSUMED_IN", "step:n/production/GEN-9", ""),
        ("step:n/production/GEN-9", "PRODUCED", "device:n/3/S1", ""),
    }


TXNS = "TRANSACTION_ID,TRANSACTION_TYPE,TRANSACTION_SOURCE_NAME,PARTY,TRANSACTION_UOM,TRANSFER_TRANSACTION_ID"
TXN_LOTS = (
    "TRANSACTION_ID,INVENTORY_ITEM_ID,LOT_NUMBER,TRANSACTION_DATE,TRANSACTION_QUANTITY,"
    "SUPPLIER_LOT_NUMBER,UNIQUE_DEVICE_IDENTIFIER,SERIAL_TRANSACTION_ID"
)


def fusion(folder: Path, txns: str, lots: str) -> list[Outcome]:
    files = {
        "inv_material_txns.csv": f"{TXNS}\n{txns}",
        "inv_transaction_lot_numbers.csv": f"{TXN_LOTS}\n{lots}",
    }
    return taken(folder, "oracle-fusion", files)


def test_the_unit_of_a_transaction_is_its_own_and_not_the_primary_one(tmp_path: Path) -> None:
    found = fusion(tmp_path, "1,Purchase Order Receipt,PO,S1,G,", "1,7,A1,2025-01-05,2500,0070,,")
    assert moved(found, "RECEIVED_AS") == {("receipt:n/1/A1", "RECEIVED_AS", "lot:n/7/A1", "2500 g")}
    assert times(found) == {("RECEIVED_AS", "2025-01-05", "")}
    assert properties(found, "receipt:n/1/A1")["supplier_lot"] == "0070"


def test_two_rows_of_a_transfer_are_no_movement_of_goods(tmp_path: Path) -> None:
    txns = "1,Subinventory Transfer,,,KG,2\n2,Subinventory Transfer,,,KG,1"
    found = fusion(tmp_path, txns, "1,7,A1,2025-01-05,-5,,,\n2,7,A1,2025-01-05,5,,,")
    assert moved(found, "RECEIVED_AS", "SHIPPED_IN", "RETURNED_IN", "CONSUMED_IN", "PRODUCED") == set()


def test_units_of_a_transaction_that_are_not_read_are_told(tmp_path: Path) -> None:
    found = fusion(tmp_path, "1,Sales Order Issue,SO,C1,Ea,", "1,7,A1,2025-01-05,-1,,,99")
    assert moved(found, "SHIPPED_IN") == {("lot:n/7/A1", "SHIPPED_IN", "shipment:n/SO", "1 u")}
    assert found_odd(found) == [(2, "SERIAL_TRANSACTION_ID", "units_unread")]


LEDGER = (
    "entryNo,entryType,sourceNo,documentNo,documentType,postingDate,itemNo,lotNo,serialNo,quantity,"
    "unitOfMeasureCode,qtyPerUnitOfMeasure,positive,orderType,orderNo,remainingQuantity"
)


def central(folder: Path, *rows: str) -> list[Outcome]:
    return taken(folder, "business-central", {"itemLedgerEntries.csv": "\n".join((LEDGER, *rows))})


def test_consumption_and_output_meet_in_their_order_and_remaining_stock_is_no_quantity(
    tmp_path: Path,
) -> None:
    found = central(
        tmp_path,
        "1,Consumption,,D1,,2025-01-05,A,A1,,-5,KG,1,false,Production,MO,0",
        "2,Output,,D2,,2025-01-05,B,B1,,4,KG,1,true,Production,MO,1",
    )
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", ORDER, "5 kg"),
        (ORDER, "PRODUCED", "lot:n/B/B1", "4 kg"),
    }


def test_an_assembly_order_with_the_number_of_a_production_order_is_another(tmp_path: Path) -> None:
    found = central(
        tmp_path,
        "1,Consumption,,D1,,2025-01-05,A,A1,,-5,KG,1,false,Production,7,0",
        "2,Output,,D1,,2025-01-05,B,B1,,5,KG,1,true,Production,7,5",
        "3,Assembly Consumption,,D2,,2025-01-05,C,C1,,-5,KG,1,false,Assembly,7,0",
        "4,Assembly Output,,D2,,2025-01-05,D,D1,,5,KG,1,true,Assembly,7,5",
    )
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", "step:n/production/7", "5 kg"),
        ("step:n/production/7", "PRODUCED", "lot:n/B/B1", "5 kg"),
        ("lot:n/C/C1", "CONSUMED_IN", "step:n/production/assembly%207", "5 kg"),
        ("step:n/production/assembly%207", "PRODUCED", "lot:n/D/D1", "5 kg"),
    }


def test_quantities_of_the_ledger_are_in_the_base_unit_whatever_the_document_had(tmp_path: Path) -> None:
    row = "1,Consumption,,MO,,2025-01-05,A,A1,,-2000,KG,1000,false,,,0"
    assert refused(central(tmp_path / "a", row)) == [(2, "base", "required")]
    items = "number,displayName,baseUnitOfMeasureCode\nA,A,G"
    files = {"itemLedgerEntries.csv": f"{LEDGER}\n{row}", "items.csv": items}
    found = taken(tmp_path / "b", "business-central", files)
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", ORDER, "2000 g")}
