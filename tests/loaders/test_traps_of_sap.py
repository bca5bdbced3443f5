"""Each trap of SAP's files that was read in a source, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.facts import RelationshipFact
from loaders import plan
from loaders.outcome import Outcome
from tests.support.pictured import facts_of
from tests.support.shipped import moved, one_act, properties, refused, taken, times

CHVW = (
    "MATNR,CHARG,WERKS,UMMAT,UMCHA,UMWRK,AUFNR,MBLNR,MJAHR,ZEILE,BWART,SHKZG,MENGE,MEINS,BUDAT,"
    "VBELN,EBELN,LIFNR,LICHA"
)
MSEG = (
    "MATNR,CHARG,WERKS,UMMAT,UMCHA,AUFNR,MBLNR,MJAHR,ZEILE,BWART,SHKZG,MENGE,MEINS,BUDAT,"
    "EBELN,EBELP,LIFNR,SMBLN,SJAHR,SMBLP"
)
ORDER = "step:n/production/1"


def chvw(folder: Path, *rows: str, header: str = CHVW) -> list[Outcome]:
    return taken(folder, "sap", {"chvw.csv": "\n".join((header, *rows))})


def mseg(folder: Path, *rows: str) -> list[Outcome]:
    return taken(folder, "sap", {"mseg.csv": "\n".join((MSEG, *rows))})


def test_chvw_names_a_receiving_batch_for_transfers_only_and_a_consumption_stays_one(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,,,,1,1,2025,1,261,H,5,KG,20250101,,,,",
        "A,A1,1000,A,A2,1000,,2,2025,1,309,H,3,KG,20250101,,,,",
    )
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", ORDER, "5 kg"),
        ("lot:n/A/A1", "CONSUMED_IN", "step:n/transfer/2-2025-1", "3 kg"),
        ("step:n/transfer/2-2025-1", "PRODUCED", "lot:n/A/A2", "3 kg"),
    }


def test_both_lines_of_a_transfer_are_one_move(tmp_path: Path) -> None:
    found = mseg(
        tmp_path,
        "A,A1,1000,A,A2,,2,2025,1,309,H,3,KG,20250101,,,,0,0,0",
        "A,A2,1000,A,A1,,2,2025,2,309,S,3,KG,20250101,,,,0,0,0",
    )
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", "step:n/transfer/2-2025-1", "3 kg"),
        ("step:n/transfer/2-2025-1", "PRODUCED", "lot:n/A/A2", "3 kg"),
    }


def test_a_move_between_plants_keeps_the_batch_and_is_no_shipment(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,A,A1,2000,,1,2025,1,301,H,3,KG,20250101,,,,",
        "A,A1,1000,,,,,2,2025,1,641,H,3,KG,20250101,80,45,,",
    )
    assert moved(found, "SHIPPED_IN", "CONSUMED_IN", "PRODUCED") == set()
    assert refused(found) == []


def test_menge_is_unsigned_and_a_trailing_minus_of_a_list_turns_nothing_round(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,,,,1,1,2025,1,261,H,5,KG,20250101,,,,",
        "A,A1,1000,,,,1,1,2025,2,261,H,7-,KG,20250101,,,,",
    )
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", ORDER, "12 kg")}


@pytest.mark.parametrize("which", ["261 262", "101 102"])
def test_a_reversal_takes_its_document_back_and_is_no_second_movement(tmp_path: Path, which: str) -> None:
    act, back = which.split()
    rows = (
        f"A,A1,1000,,,1,1,2025,1,{act},,5,KG,20250101,,,,0,0,0",
        f"A,A1,1000,,,1,2,2025,1,{back},,5,KG,20250101,,,,1,2025,1",
        f"A,A1,1000,,,1,3,2025,1,{act},,4,KG,20250101,,,,0,0,0",
    )
    kind = "CONSUMED_IN" if act == "261" else "PRODUCED"
    ends = ("lot:n/A/A1", kind, ORDER) if act == "261" else (ORDER, kind, "lot:n/A/A1")
    assert moved(mseg(tmp_path / "a", *rows)) == {(*ends, "4 kg")}
    assert moved(mseg(tmp_path / "b", *reversed(rows))) == {(*ends, "4 kg")}


def test_a_reversal_without_a_reference_counts_against_the_sum_and_the_link_stays(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,,,,1,1,2025,1,261,H,5,KG,20250101,,,,",
        "A,A1,1000,,,,1,2,2025,1,262,S,5,KG,20250101,,,,",
    )
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", ORDER, "0 kg")}


def test_a_reversed_change_of_stock_leaves_the_batches_apart(tmp_path: Path) -> None:
    found = mseg(
        tmp_path,
        "A,A1,1000,A,A2,,1,2025,1,321,H,5,KG,20250101,,,,0,0,0",
        "A,A2,1000,A,A1,,1,2025,2,321,S,5,KG,20250101,,,,0,0,0",
        "A,A1,1000,A,A2,,2,2025,1,322,S,5,KG,20250101,,,,1,2025,1",
        "A,A2,1000,A,A1,,2,2025,2,322,H,5,KG,20250101,,,,1,2025,2",
    )
    assert moved(found) == set()


def test_a_reversed_receipt_without_a_reference_still_names_its_vendor(tmp_path: Path) -> None:
    found = chvw(tmp_path, "A,A1,1000,,,,,2,2025,1,102,H,5,KG,20250101,,45,100,")
    assert moved(found, "SUPPLIED", "RECEIVED_AS") == {
        ("supplier:n/100", "SUPPLIED", "receipt:n/2-2025/1", ""),
        ("receipt:n/2-2025/1", "RECEIVED_AS", "lot:n/A/A1", "-5 kg"),
    }


def test_what_many_batches_went_into_and_many_came_out_of_is_one_step(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        *(f"A,A{n},1000,,,,1,1,2025,{n},261,H,5,KG,20250101,,,," for n in (1, 2)),
        *(f"B,B{n},1000,,,,1,2,2025,{n},101,S,5,KG,20250101,,,," for n in (1, 2)),
    )
    assert moved(found) == {
        *(("lot:n/A/A" + n, "CONSUMED_IN", ORDER, "5 kg") for n in "12"),
        *((ORDER, "PRODUCED", "lot:n/B/B" + n, "5 kg") for n in "12"),
    }


def test_what_was_bought_for_an_order_is_used_there_and_not_made_there(tmp_path: Path) -> None:
    found = chvw(tmp_path, "A,A1,1000,,,,1,1,2025,1,101,S,5,KG,20250101,,45,100,")
    assert moved(found, "RECEIVED_AS", "CONSUMED_IN", "PRODUCED") == {
        ("receipt:n/1-2025/1", "RECEIVED_AS", "lot:n/A/A1", "5 kg"),
        ("lot:n/A/A1", "CONSUMED_IN", ORDER, "5 kg"),
    }


def test_items_of_one_receipt_from_a_subcontractor_are_not_joined(tmp_path: Path) -> None:
    found = mseg(
        tmp_path,
        "B,B1,1000,,,,1,2025,1,101,S,1,KG,20250101,45,10,100,0,0,0",
        "A,A1,1000,,,,1,2025,2,543,H,1,KG,20250101,45,10,100,0,0,0",
        "D,D1,1000,,,,1,2025,3,101,S,1,KG,20250101,45,20,100,0,0,0",
        "C,C1,1000,,,,1,2025,4,543,H,1,KG,20250101,45,20,100,0,0,0",
        "E,E1,1000,,,,1,2025,5,101,S,1,KG,20250101,46,10,100,0,0,0",
    )
    made = "step:n/outside_processing/1-2025-45-"
    assert moved(found) == {
        ("lot:n/A/A1", "CONSUMED_IN", f"{made}10", "1 kg"),
        (f"{made}10", "PRODUCED", "lot:n/B/B1", "1 kg"),
        ("lot:n/C/C1", "CONSUMED_IN", f"{made}20", "1 kg"),
        (f"{made}20", "PRODUCED", "lot:n/D/D1", "1 kg"),
    }
    received = {target for _, _, target, _ in moved(found, "RECEIVED_AS")}
    assert received == {"lot:n/B/B1", "lot:n/D/D1", "lot:n/E/E1"}


def test_what_a_subcontractor_made_came_from_it_and_counts_once(tmp_path: Path) -> None:
    found = mseg(
        tmp_path,
        "B,B1,1000,,,,1,2025,1,101,S,1,KG,20250101,45,10,100,0,0,0",
        "A,A1,1000,,,,1,2025,2,543,H,1,KG,20250101,45,10,100,0,0,0",
    )
    assert moved(found, "SUPPLIED", "RECEIVED_AS", "PRODUCED") == {
        ("supplier:n/100", "SUPPLIED", "receipt:n/1-2025/1", ""),
        ("receipt:n/1-2025/1", "RECEIVED_AS", "lot:n/B/B1", "1 kg"),
        ("step:n/outside_processing/1-2025-45-10", "PRODUCED", "lot:n/B/B1", "1 kg"),
    }
    assert one_act(found) == {"PRODUCED", "RECEIVED_AS"}


def test_budat_comes_in_two_spellings_and_is_a_day(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,,,,1,1,2025,1,261,H,5,KG,20250131,,,,",
        "A,A1,1000,,,,1,1,2025,2,261,H,5,KG,2025-01-31,,,,",
    )
    assert times(found) == {("CONSUMED_IN", "2025-01-31", "")}


def test_dates_that_mean_none_state_nothing(tmp_path: Path) -> None:
    header = "MATNR,CHARG,LVORM,HSDAT,VFDAT"
    rows = "A,A1,,00000000,0000-00-00\nA,A2,,,20270101"
    found = taken(tmp_path, "sap", {"mch1.csv": f"{header}\n{rows}"})
    assert refused(found) == []
    assert properties(found, "lot:n/A/A1") == {"lot_number": "A1"}
    assert properties(found, "lot:n/A/A2") == {"lot_number": "A2", "expires": "2027-01-01"}


def test_zeros_before_matnr_and_aufnr_are_the_exports_and_those_of_charg_are_the_batchs(
    tmp_path: Path,
) -> None:
    found = chvw(
        tmp_path,
        "000000000000001001,0008602411,1000,,,,000000000001,0000000001,2025,0001,261,H,5,KG,20250101,,,,",
        "1001,8602411,1000,,,,1,1,2025,2,261,H,5,KG,20250101,,,,",
        "0000000000000000000000000000000000001001,0008602411,1000,,,,1,1,2025,0003,261,H,5,KG,20250101,,,,",
        "A-0001,0008602411,1000,,,,1,1,2025,4,261,H,5,KG,20250101,,,,",
    )
    assert moved(found) == {
        ("lot:n/1001/0008602411", "CONSUMED_IN", ORDER, "10 kg"),
        ("lot:n/1001/8602411", "CONSUMED_IN", ORDER, "5 kg"),
        ("lot:n/A-0001/0008602411", "CONSUMED_IN", ORDER, "5 kg"),
    }


def test_charg_alone_is_no_key(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,0001,1000,,,,1,1,2025,1,261,H,5,KG,20250101,,,,",
        "B,0001,1000,,,,2,1,2025,2,261,H,5,KG,20250101,,,,",
    )
    assert moved(found) == {
        ("lot:n/A/0001", "CONSUMED_IN", ORDER, "5 kg"),
        ("lot:n/B/0001", "CONSUMED_IN", "step:n/production/2", "5 kg"),
    }


def test_licha_is_kept_byte_by_byte_on_the_receipt_and_makes_no_lot(tmp_path: Path) -> None:
    found = chvw(
        tmp_path,
        "A,A1,1000,,,,,1,2025,1,101,S,5,KG,20250101,,45,100,007 a",
        "A,A2,1000,,,,,1,2025,2,101,S,5,KG,20250101,,45,100,7 A",
    )
    assert properties(found, "receipt:n/1-2025/1")["supplier_lot"] == "007 a"
    assert properties(found, "receipt:n/1-2025/2")["supplier_lot"] == "7 A"
    assert moved(found, "RECEIVED_AS") == {
        ("receipt:n/1-2025/1", "RECEIVED_AS", "lot:n/A/A1", "5 kg"),
        ("receipt:n/1-2025/2", "RECEIVED_AS", "lot:n/A/A2", "5 kg"),
    }


def test_a_column_of_the_replication_that_nobody_knows_is_ignored(tmp_path: Path) -> None:
    found = chvw(
        tmp_path, "A,A1,1000,,,,1,1,2025,1,261,H,5,KG,20250101,,,,,20250102", header=f"{CHVW},AEDATTM"
    )
    assert moved(found) == {("lot:n/A/A1", "CONSUMED_IN", ORDER, "5 kg")}


def test_an_alv_list_has_texts_for_names_utf_16_and_numbers_of_the_user(tmp_path: Path) -> None:
    names = "Material\tCharge\tWerk\tAuftrag\tMat.Beleg\tMJahr\tPos\tBwA\tMenge\tBME\tBuch.Dat."
    row = "1001\t0008602411\t1000\t1\t4900000001\t2025\t1\t261\t1.250,500-\tKG\t31.01.2025"
    found = taken(tmp_path, "sap", {"chvw.txt": f"{names}\r\n{row}\r\n".encode("utf-16")})
    assert moved(found) == {("lot:n/1001/0008602411", "CONSUMED_IN", ORDER, "1250.5 kg")}
    assert times(found) == {("CONSUMED_IN", "2025-01-31", "")}


def test_a_movement_type_that_is_not_known_is_rejected_and_not_passed_over(tmp_path: Path) -> None:
    found = chvw(tmp_path, "A,A1,1000,,,,1,1,2025,1,Z61,H,5,KG,20250101,,,,")
    assert refused(found) == [(2, "BWART", "code")]


def test_the_consignee_is_the_ship_to_party_and_no_plant_of_our_own(tmp_path: Path) -> None:
    likp = "VBELN,LFART,KUNNR,KUNAG,WADAT_IST\n80,LF,2000,2009,20250101\n81,NL,PL2000,,20250101"
    lips = "VBELN,POSNR,MATNR,CHARG,LGMNG,MEINS\n80,10,A,A1,5,KG\n81,10,A,A1,5,KG"
    found = taken(tmp_path, "sap", {"likp.csv": likp, "lips.csv": lips})
    assert moved(found, "SHIPPED_IN", "DELIVERED_TO") == {
        ("lot:n/A/A1", "SHIPPED_IN", "shipment:n/80", "5 kg"),
        ("shipment:n/80", "DELIVERED_TO", "customer:n/2000", ""),
    }


def test_a_delivery_of_another_system_with_the_same_number_is_another_act(tmp_path: Path) -> None:
    likp = "VBELN,LFART,KUNNR,WADAT_IST\n80,LF,2000,20250101"
    lips = "VBELN,POSNR,MATNR,CHARG,LGMNG,MEINS\n80,10,A,A1,5,KG"
    (tmp_path / "likp.csv").write_text(likp, "utf-8")
    (tmp_path / "lips.csv").write_text(lips, "utf-8")
    acts = set()
    for namespace in ("one", "two"):
        sources = plan([tmp_path], profile="sap", namespace=namespace)
        stated = facts_of(outcome for source in sources for outcome in source.outcomes())
        acts |= {f.properties.get("same_as_key") for f in stated if isinstance(f, RelationshipFact)}
    assert acts - {None} == {"one SHIPPED_IN 80 10", "two SHIPPED_IN 80 10"}
