"""The oracle over the Tryton exports gives what a person reads in the CSV files.

The expected sets were worked out by hand, move by move; numbers in comments are IDs of
`stock.move` in `tests/data/tryton/small`.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.tryton_oracle import Balance, Plant, closure, key, load, owners, read

DATA = Path(__file__).resolve().parent / "data" / "tryton"
COMPONENT_LOT = "lot:tryton/CP-4001/LOT%2025%2F0013/48"


@pytest.fixture(scope="module")
def small() -> Plant:
    return load(DATA / "small")


@pytest.fixture(scope="module")
def large() -> Plant:
    return load(DATA / "large")


def lots(*parts: str) -> set[str]:
    return {f"lot:tryton/{part}" for part in parts}


def serials(*numbers: int) -> set[str]:
    """FG-9010 of the first half of `small`: serial 1 is lot 71, serial 7 is lot 85."""
    return {f"device:tryton/FG-9010/SN25{n:07}/{70 + n if n < 7 else 78 + n}" for n in numbers}


def customers(*codes: int) -> set[str]:
    return {f"customer:tryton/{code}" for code in codes}


def shipments(*numbers: int) -> set[str]:
    return {f"shipment:tryton/{number}" for number in numbers}


def suppliers(*codes: int) -> set[str]:
    return {f"supplier:tryton/{code}" for code in codes}


def units(shipped: int, returned: int = 0) -> Balance:
    return Balance(shipped=Decimal(shipped), returned=Decimal(returned), unit="Unit")


# --- hand-checked lots of small ------------------------------------------------------------------


def test_lot_without_productions_ends_at_its_customers(small: Plant) -> None:
    """KV25-00001: shipped by 377, 400, 608, 620; 608 came back whole as 624."""
    answer = small.forward("62")
    assert answer.items == lots("FG-9002/KV25-00001/62")
    assert answer.customers == customers(17, 24, 25, 26)
    assert answer.shipments == shipments(3, 5, 21, 22)


def test_one_who_returned_everything_stays_listed_with_net_zero(small: Plant) -> None:
    """KV25-00002: 399 sent five to customer 26, 442 brought five back; 366 went into a kit."""
    item, kit = "lot:tryton/FG-9001/KV25-00002/63", "lot:tryton/FG-9105/KIT0001/92"
    answer = small.forward("63")
    assert answer.items == {item, kit}
    assert answer.customers == customers(19, 21, 24, 25, 26)
    assert answer.shipments == shipments(1, 4, 5, 7, 22)
    assert small.net("63") == {
        ("customer:tryton/19", item): units(2),
        ("customer:tryton/26", item): units(5, 5),
        ("customer:tryton/25", item): units(1),
        ("customer:tryton/24", item): units(3),
        ("customer:tryton/21", kit): units(1),
    }
    assert small.net("63")["customer:tryton/26", item].net == 0


def test_one_number_of_one_product_is_two_lots(small: Plant) -> None:
    """RM-1002 0004707: 83 put lot 1 alone into MO00001; MO00014 took both (190, 191)."""
    assert small.key("1") == "lot:tryton/RM-1002/0004707/1"
    assert small.key("2") == "lot:tryton/RM-1002/0004707/2"
    assert small.backward("39").items == lots("SA-5001/00000001/39", "RM-1002/0004707/1")
    assert small.backward("39").suppliers == suppliers(9)
    both = small.backward("65")
    assert both.items == lots("SA-5001/00000010/65", "RM-1002/0004707/1", "RM-1002/0004707/2")
    assert both.suppliers == suppliers(8, 9)
    assert both.receipts == {
        "receipt:tryton/1/29",
        "receipt:tryton/2/28",
        "receipt:tryton/11/1",
    }


def test_the_two_lots_reach_different_devices_and_customers(small: Plant) -> None:
    first, second = small.forward("1"), small.forward("2")
    assert {item for item in first.items if item.startswith("device:")} == serials(*range(1, 13))
    assert {item for item in second.items if item.startswith("device:")} == serials(*range(7, 13))
    assert first.customers - second.customers == customers(24, 25, 26)
    assert second.customers == customers(17, 18, 19, 21, 22, 27, 28, 29, 30, 32)
    assert second.items < first.items | lots("RM-1002/0004707/2")


def test_the_same_number_of_another_product_is_a_lot_of_its_own(small: Plant) -> None:
    assert small.key("3") == "lot:tryton/CP-4002/0004707/3"
    assert small.backward("3").suppliers == suppliers(15)
    assert small.backward("3").receipts == {"receipt:tryton/3/30", "receipt:tryton/10/11"}


def test_rework_gives_a_new_lot_and_an_undone_delivery_does_not_count(small: Plant) -> None:
    """KV25-00008: kit by 563, rework by 578; 591 and 593 to customer 20 were cancelled."""
    answer = small.forward("116")
    assert answer.items == lots(
        "FG-9001/KV25-00008/116",
        "FG-9001/KV25-00008-R1/118",
        "FG-9105/KIT0002/117",
    )
    assert answer.customers == customers(18, 19, 28, 32)
    assert answer.shipments == shipments(15, 16, 17, 20)
    assert answer.productions == {"MO00047", "MO00048"}
    assert small.forward("118").customers == customers(32)
    assert small.key("116") in small.backward("118").items


def test_rework_into_the_same_lot_is_a_loop(small: Plant) -> None:
    """KV25-00010: 765 into MO00062, 768 out of it; 764 was cancelled, 800 only assigned."""
    answer = small.forward("141")
    assert answer.items == lots("FG-9002/KV25-00010/141")
    assert answer.customers == customers(21, 32)
    assert answer.shipments == shipments(26, 29)
    assert answer.productions == {"MO00062"}


def test_disassembly_closes_a_cycle_of_two(small: Plant) -> None:
    """Hubs of lot 48 went into 108 (488) and came back out of it under their lot (559, 560)."""
    assert small.forward("48") == small.forward("108")
    assert small.forward("48").items == {COMPONENT_LOT} | lots(
        "SA-5008/00000020/108",
        "SA-5008/00000027/130",
        "SA-5009/00000024/112",
        "SA-5009/00000033/138",
        "SA-5010/00000025/113",
        "SA-5010/00000034/139",
        "FG-9001/KV25-00008/116",
        "FG-9001/KV25-00008-R1/118",
        "FG-9001/KV25-00009/140",
        "FG-9002/KV25-00007/115",
        "FG-9002/KV25-00010/141",
        "FG-9002/KV25-00011/142",
        "FG-9105/KIT0002/117",
        "FG-9105/KIT-L0609/143",
    )
    assert small.forward("48").customers == customers(17, 18, 19, 21, 27, 28, 32)
    assert small.backward("48").items == {COMPONENT_LOT} | lots(
        "SA-5008/00000020/108",
        "RM-1011/L25-0009/16",
        "RM-1011/L25-0017/103",
        "CP-4001/LOT%2025%2F0011/47",
        "CP-4002/0004707/3",
        "AD-2102/000886/93",
    )
    assert small.backward("48").suppliers == suppliers(10, 12, 15)


def test_serial_numbers_of_one_lot(small: Plant) -> None:
    """MO00020 made six serials (232-237) of lot 61; shipped by 393, 404, 413, 414, 621, 622."""
    answer = small.forward("61")
    assert answer.items == lots("SA-5011/00000009/61") | serials(1, 2, 3, 4, 5, 6)
    assert answer.customers == customers(21, 24, 25, 32)
    assert answer.shipments == shipments(4, 6, 7, 22)
    assert small.forward("71").customers == customers(25)


def test_delivery_booked_before_its_production_is_not_lost(small: Plant) -> None:
    """KIT-L0609 left on 2025-06-09 (760); MO00063 is dated 2025-06-11 (790, 791)."""
    answer = small.forward("140")
    assert answer.items == lots("FG-9001/KV25-00009/140", "FG-9105/KIT-L0609/143")
    assert answer.customers == customers(17, 18, 19, 21, 28)
    assert answer.shipments == shipments(23, 24, 26, 27, 28, 31)
    net = small.net("140")
    assert net["customer:tryton/19", small.key("140")] == units(2, 1)
    assert net["customer:tryton/28", small.key("143")] == units(1)


def test_quantity_is_in_the_default_unit(small: Plant) -> None:
    """JP000070: bought as 0.02 kg, kept in g (449), drawn by 477 and 658."""
    (receipt,) = small.receipts["94"]
    assert (receipt.quantity, receipt.unit, receipt.party) == (Decimal(20), "Gram", "11")
    assert small.forward("94").customers == customers(17, 18, 19, 21, 28, 32)
    assert small.consumed_in["94"] == {"MO00035", "MO00050"}


def test_cancelled_inputs_were_not_consumed(small: Plant) -> None:
    """0004713: 406 was never done, 454 was undone; both name cancelled productions."""
    assert small.consumed_in["32"] == {"MO00003", "MO00016", "MO00036", "MO00051"}


def test_scrap_is_an_output_of_its_production(small: Plant) -> None:
    """MO00005: 13 good (101) and 2 to Lost and Found (102), all lot 43."""
    assert small.outputs_of["MO00005"] == {"43"}


# --- the whole of both folders -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lots", "devices", "consumed", "produced", "deliveries", "returns", "receipts"),
    [
        ("small", 143, 12, 330, 75, 51, 4, 73),
        ("large", 1940, 1086, 2378, 1522, 1284, 27, 449),
    ],
)
def test_counts(
    name: str,
    lots: int,
    devices: int,
    consumed: int,
    produced: int,
    deliveries: int,
    returns: int,
    receipts: int,
) -> None:
    plant = load(DATA / name)
    keys = [plant.key(lot) for lot in plant.all_lots()]
    assert len(set(keys)) == len(keys) == lots
    assert sum(k.startswith("device:") for k in keys) == devices
    assert sum(map(len, plant.consumed_in.values())) == consumed
    assert sum(map(len, plant.outputs_of.values())) == produced
    assert sum(map(len, plant.deliveries.values())) == deliveries
    assert sum(map(len, plant.returns.values())) == returns
    assert sum(map(len, plant.receipts.values())) == receipts


@pytest.mark.parametrize("name", ["small", "large"])
def test_forward_and_backward_are_the_same_relation(name: str) -> None:
    plant = load(DATA / name)
    ids = plant.all_lots()
    forward = {(plant.key(lot), item) for lot in ids for item in plant.forward(lot).items}
    backward = {(item, plant.key(lot)) for lot in ids for item in plant.backward(lot).items}
    assert forward == backward


@pytest.mark.parametrize("name", ["small", "large"])
def test_every_lot_has_a_supplier_and_nobody_returned_what_they_did_not_get(name: str) -> None:
    plant = load(DATA / name)
    assert [lot for lot in plant.all_lots() if not plant.backward(lot).suppliers] == []
    balances = [b for lot in plant.all_lots() for b in plant.net(lot).values()]
    assert [b for b in balances if b.net < 0] == []


def test_returned_and_sold_again_lists_both_customers(large: Plant) -> None:
    """SN250000640 of large: sent to 17 (5225), came back (6123), sent to 21 (6483)."""
    item = "device:tryton/FG-9010/SN250000640/1222"
    assert large.customers("1222") == customers(17, 21)
    assert large.net("1222") == {
        ("customer:tryton/17", item): units(1, 1),
        ("customer:tryton/21", item): units(1),
    }


@pytest.mark.parametrize("name", ["small", "large"])
@pytest.mark.parametrize(
    ("model", "columns"),
    [
        ("stock.shipment.in", ("Incoming Moves/ID", "Inventory Moves/ID")),
        ("stock.shipment.in.return", ("Moves/ID",)),
        ("stock.shipment.out", ("Outgoing Moves/ID", "Inventory Moves/ID")),
        ("stock.shipment.out.return", ("Incoming Moves/ID", "Inventory Moves/ID")),
        ("stock.shipment.internal", ("Moves/ID", "Outgoing Moves/ID", "Incoming Moves/ID")),
    ],
)
def test_a_move_names_its_document(name: str, model: str, columns: tuple[str, ...]) -> None:
    """The oracle joins by the documents' lists; the text `model,number [reference]` agrees."""
    rows = read(DATA / name, model)
    label = {
        row["ID"]: row["Number"] + (f" [{row['Reference']}]" if row["Reference"] else "")
        for row in rows
        if row["ID"]
    }
    listed = {
        (move, f"{model},{label[document]}")
        for column in columns
        for move, document in owners(rows, column).items()
    }
    moves = read(DATA / name, "stock.move")
    assert listed == {
        (row["ID"], row["Shipment"]) for row in moves if row["Shipment"].startswith(f"{model},")
    }


@pytest.mark.parametrize("name", ["small", "large"])
def test_done_moves_belong_to_done_documents(name: str) -> None:
    """So it makes no difference here whether the state of the move or of the document is asked."""
    folder = DATA / name
    done = {row["ID"] for row in read(folder, "stock.move") if row["State"] == "done"}
    shipped = read(folder, "stock.shipment.out")
    states = {row["ID"]: row["State"] for row in shipped if row["ID"]}
    owner = owners(shipped, "Outgoing Moves/ID")
    assert {states[owner[move]] for move in done & owner.keys()} == {"done"}
    running = {row["ID"] for row in read(folder, "production") if row["State"] != "done"}
    assert {
        row["ID"]
        for row in read(folder, "stock.move")
        if row["ID"] in done and {row["Production Input/ID"], row["Production Output/ID"]} & running
    } == set()


@pytest.mark.parametrize("name", ["small", "large"])
def test_only_leaflets_and_labels_are_untracked(name: str) -> None:
    untracked = load(DATA / name).untracked_inputs
    assert set().union(*untracked.values()) == {"PK-3006", "PK-3007"}
    assert len(untracked) == {"small": 15, "large": 70}[name]


# --- the walk and the reading --------------------------------------------------------------------


def test_closure_ends_on_cycles_and_has_no_depth_limit() -> None:
    steps_of = {str(n): frozenset({f"S{n}"}) for n in range(5_000)}
    lots_of = {f"S{n}": frozenset({str((n + 1) % 5_000)}) for n in range(5_000)}
    reached, passed = closure("0", steps_of, lots_of)
    assert (len(reached), len(passed)) == (5_000, 5_000)


def test_key_keeps_unreserved_characters_only() -> None:
    assert key("lot", "CP-4001", "LOT 25/0013", "48") == COMPONENT_LOT
    assert key("lot", "CH-2004", "Bδ-0003", "18") == "lot:tryton/CH-2004/B%CE%B4-0003/18"
    assert key("lot", "A.b_c~d", "0") == "lot:tryton/A.b_c~d/0"


def test_spilled_rows_belong_to_the_row_above() -> None:
    rows = [{"ID": i, "Moves/ID": m} for i, m in (("1", "8"), ("", "9"), ("2", ""), ("3", "7"))]
    assert owners(rows, "Moves/ID") == {"8": "1", "9": "1", "7": "3"}


@pytest.mark.parametrize("row", ["1,2", "1,2,3,4", '1,"2'])
def test_a_broken_row_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "stock.lot.csv").write_text(f"ID,Number,Product\r\n{row}\r\n", encoding="utf-8")
    with pytest.raises((ValueError, csv.Error)):
        read(tmp_path, "stock.lot")


def test_a_missing_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path, "stock.lot")
