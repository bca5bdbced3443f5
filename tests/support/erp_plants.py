"""Random plants as three ERPs would export them, and what they come to.

A plant is a list of postings; each writer says the same in the words of its system: SAP (batch where-used and
material documents, with reversals), Odoo (move lines, whose amounts are already net) and ERPNext (bundles,
with cancelled ones). Items are (material, number); numbers repeat over materials and differ by leading zeros.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

import networkx

Item = tuple[str, str]
Act = Literal["receive", "consume", "make", "renumber", "move", "ship", "return"]
MATERIALS: Final = ("1001", "1002", "SA-5", "FG-9")
NUMBERS: Final = ("0007", "7", "007", "A-1", "B/2", "+H1", "L 3")
_FIRST_DAY: Final = date(2025, 1, 1)


def columns(names: str) -> list[str]:
    return names.split()


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of what happened; `net` is what is left of it after reversals (0: undone as a whole)."""

    number: int
    act: Act
    item: Item
    quantity: int
    document: str
    net: int
    partner: str = ""
    becomes: Item | None = None

    @property
    def day(self) -> date:
        return _FIRST_DAY + timedelta(days=self.number)

    @property
    def holds(self) -> bool:
        return self.net > 0


@dataclass
class ErpPlant:
    """What happened and what it comes to: flow between items, and who delivered or got which."""

    postings: list[Posting] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """All items of postings, whether they hold or not."""
        ends = ((p.item, *([p.becomes] if p.becomes else [])) for p in self.postings)
        return sorted({item for pair in ends for item in pair})

    def flow(self) -> networkx.DiGraph[Item]:
        """Items that flowed into items, over orders and renumberings."""
        graph: networkx.DiGraph[Item] = networkx.DiGraph()
        graph.add_nodes_from(self.items)
        used, made = self._of("consume"), self._of("make")
        for order, inputs in used.items():
            graph.add_edges_from((i.item, o.item) for i in inputs for o in made.get(order, ()))
        renumbered = (p for p in self.postings if p.act == "renumber" and p.holds and p.becomes)
        graph.add_edges_from((p.item, p.becomes) for p in renumbered if p.becomes is not None)
        return graph

    def partners(self, act: Act) -> dict[Item, set[str]]:
        """Of each item, whom it came from or went to by that act."""
        found: defaultdict[Item, set[str]] = defaultdict(set)
        for posting in self.postings:
            if posting.act == act and posting.holds:
                found[posting.item].add(posting.partner)
        return dict(found)

    def _of(self, act: Act) -> dict[str, list[Posting]]:
        found: defaultdict[str, list[Posting]] = defaultdict(list)
        for posting in self.postings:
            if posting.act == act and posting.holds:
                found[posting.document].append(posting)
        return dict(found)


def erp_plant(seed: int) -> ErpPlant:
    """One random plant: receipts, orders that may feed back (rework), renumberings, shipments, returns."""
    rng, plant = random.Random(seed), ErpPlant()
    universe = [(m, n) for m in MATERIALS for n in rng.sample(NUMBERS, rng.randint(1, 4))]
    for number in range(rng.randint(1, 4)):
        _post(rng, plant, "receive", rng.choice(universe), f"IN{number}", partner=rng.choice("12"))
    for number in range(rng.randint(1, 6)):
        inputs = rng.sample(universe, rng.randint(0, min(4, len(universe))))
        for item in inputs:
            _post(rng, plant, "consume", item, f"{1000 + number}")
        others = [i for i in universe if i not in inputs]
        for item in rng.sample(others, min(rng.randint(0, 2), len(others))):
            _post(rng, plant, "make", item, f"{1000 + number}")
    for number in range(rng.randint(0, 2)):
        old, new = rng.choice(universe), (rng.choice(MATERIALS), f"N{number}")
        _post(rng, plant, "renumber", old, f"TR{number}", becomes=new)
        _post(rng, plant, "move", old, f"MV{number}")
    for number in range(rng.randint(0, 3)):
        customer = rng.choice("34")
        for item in rng.sample(universe, rng.randint(1, 2)):
            _post(rng, plant, "ship", item, f"{80 + number}", partner=customer)
        if rng.random() < 0.4:
            _post(rng, plant, "return", rng.choice(universe), f"RT{number}", partner=customer)
    return plant


def _post(
    rng: random.Random,
    plant: ErpPlant,
    act: Act,
    item: Item,
    document: str,
    *,
    partner: str = "",
    becomes: Item | None = None,
) -> None:
    quantity = rng.randint(2, 50)
    undone = rng.random()
    net = 0 if undone < 0.15 else quantity - 1 if undone < 0.25 and act == "consume" else quantity
    if act in {"move", "return"}:
        net = quantity
    plant.postings.append(
        Posting(len(plant.postings) + 1, act, item, quantity, document, net, partner, becomes)
    )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], **style: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if style.get("quoted") else csv.QUOTE_MINIMAL)
        writer.writerow(header)
        writer.writerows(rows)


# --- SAP ---------------------------------------------------------------------------------------------

_SAP_HEADER: Final = [
    "MBLNR",
    "MJAHR",
    "ZEILE",
    "BWART",
    "XAUTO",
    "MATNR",
    "CHARG",
    "WERKS",
    "AUFNR",
    "MENGE",
    "MEINS",
    "SHKZG",
    "UMMAT",
    "UMCHA",
    "UMWRK",
    "EBELN",
    "LIFNR",
    "KUNNR",
    "VBELN",
    "POSNR",
    "SMBLN",
    "SJAHR",
    "SMBLP",
    "BUDAT",
]
_MOVEMENT: Final[dict[Act, str]] = {
    "receive": "101",
    "consume": "261",
    "make": "101",
    "renumber": "309",
    "move": "311",
    "ship": "601",
    "return": "653",
}
_UNDONE: Final[dict[Act, str]] = {
    "receive": "102",
    "consume": "262",
    "make": "102",
    "renumber": "310",
    "ship": "602",
}


def write_sap(plant: ErpPlant, folder: Path) -> None:
    """CHVW and MSEG of the same movements; only MSEG says what a reversal undoes."""
    lines = [line for posting in plant.postings for line in _sap(posting)]
    _write(folder / "mseg.csv", _SAP_HEADER, [[line[name] for name in _SAP_HEADER] for line in lines])
    plain = [name for name in _SAP_HEADER if name not in {"SMBLN", "SJAHR", "SMBLP", "XAUTO"}]
    _write(folder / "chvw.csv", plain, [[line[name] for name in plain] for line in lines])


def _sap(posting: Posting) -> list[dict[str, str]]:
    act = posting.act
    line = dict.fromkeys(_SAP_HEADER, "") | {
        "MBLNR": f"49{posting.number:08d}",
        "MJAHR": "2025",
        "ZEILE": "0001",
        "BWART": _MOVEMENT[act],
        "MATNR": _padded(posting.item[0]),
        "CHARG": posting.item[1],
        "WERKS": "1000",
        "AUFNR": posting.document.zfill(12) if act in {"consume", "make"} else "",
        "MENGE": f"{posting.quantity}.000",
        "MEINS": "ST",
        "SHKZG": "S" if act in {"receive", "make", "return"} else "H",
        "EBELN": f"45{posting.number:08d}" if act == "receive" else "",
        "LIFNR": posting.partner.zfill(10) if act == "receive" else "",
        "KUNNR": posting.partner.zfill(10) if act in {"ship", "return"} else "",
        "VBELN": posting.document.zfill(10) if act == "ship" else "",
        "POSNR": f"{posting.number:06d}" if act == "ship" else "",
        "SJAHR": "0000",
        "SMBLP": "0000",
        "BUDAT": f"{posting.day:%Y%m%d}",
    }
    lines = [line]
    if posting.becomes is not None:
        new = {"UMMAT": _padded(posting.becomes[0]), "UMCHA": posting.becomes[1], "UMWRK": "1000"}
        line |= new
        lines.append(_receiving(line))
    if posting.net < posting.quantity:
        lines += [_reversal(one, posting) for one in lines]
    return lines


def _receiving(line: dict[str, str]) -> dict[str, str]:
    """The second line of a transfer, which the system makes for the receiving side."""
    swapped = {"MATNR": line["UMMAT"], "CHARG": line["UMCHA"], "UMMAT": line["MATNR"], "UMCHA": line["CHARG"]}
    return line | swapped | {"ZEILE": "0002", "XAUTO": "X", "SHKZG": "S"}


def _reversal(line: dict[str, str], posting: Posting) -> dict[str, str]:
    """The whole is undone by reference; a part is put back without one."""
    back = {
        "MBLNR": f"50{posting.number:08d}",
        "BWART": _UNDONE[posting.act],
        "SHKZG": "H" if line["SHKZG"] == "S" else "S",
        "MENGE": f"{posting.quantity - posting.net}.000",
    }
    if not posting.net:
        back |= {"SMBLN": line["MBLNR"], "SJAHR": "2025", "SMBLP": line["ZEILE"]}
    return line | back


def _padded(material: str) -> str:
    return material.zfill(18) if material.isdigit() else material


# --- Odoo --------------------------------------------------------------------------------------------

_WAY: Final[dict[Act, tuple[str, str]]] = {
    "receive": ("supplier", "internal"),
    "consume": ("internal", "production"),
    "make": ("production", "internal"),
    "move": ("internal", "internal"),
    "ship": ("internal", "customer"),
    "return": ("customer", "internal"),
}


def write_odoo(plant: ErpPlant, folder: Path) -> None:
    """Move lines; what was undone is a line without quantity, as Odoo leaves it."""
    header = [
        ".id",
        "date",
        "reference",
        "product_id/default_code",
        "product_id",
        "lot_id/name",
        "quantity",
        "product_uom_id",
        "location_usage",
        "location_dest_usage",
        "state",
        "tracking",
        "picking_id/partner_id",
    ]
    rows = [row for posting in plant.postings for row in _odoo(posting)]
    _write(folder / "stock.move.line.csv", header, rows, quoted=True)


def _odoo(posting: Posting) -> list[list[object]]:
    if posting.act == "renumber" and posting.becomes is not None:
        ways = [(posting.item, "internal", "production"), (posting.becomes, "production", "internal")]
    else:
        ways = [(posting.item, *_WAY[posting.act])]
    prefix = {"consume": "WH/MO/", "make": "WH/MO/", "renumber": "WH/MO/", "ship": "WH/OUT/"}
    reference = prefix.get(posting.act, "WH/IN/") + posting.document
    return [
        [
            posting.number * 10 + side,
            f"{posting.day:%Y-%m-%d} 08:00:00",
            reference,
            item[0],
            f"[{item[0]}] Thing",
            f"'{item[1]}" if item[1][0] in "=+-" else item[1],
            f"{posting.net}.0",
            "Units",
            left,
            came,
            "done",
            "lot",
            f"Partner {posting.partner}" if posting.partner else "",
        ]
        for side, (item, left, came) in enumerate(ways)
    ]


# --- ERPNext -----------------------------------------------------------------------------------------

_VOUCHER: Final[dict[Act, str]] = {
    "receive": "Purchase Receipt",
    "consume": "Stock Entry",
    "make": "Stock Entry",
    "renumber": "Stock Entry",
    "move": "Stock Entry",
    "ship": "Delivery Note",
    "return": "Delivery Note",
}
_PURPOSE: Final[dict[Act, str]] = {
    "consume": "Manufacture",
    "make": "Manufacture",
    "renumber": "Repack",
    "move": "Material Transfer",
}


def write_erpnext(plant: ErpPlant, folder: Path) -> None:
    """Serial and batch bundles with their vouchers; what was undone is cancelled."""
    header = [
        "name",
        "item_code",
        "type_of_transaction",
        "voucher_type",
        "voucher_no",
        "posting_date",
        "is_cancelled",
        "serial_no",
        "batch_no",
        "qty",
    ]
    rows = [row for posting in plant.postings for row in _erpnext(posting)]
    _write(folder / "serial_and_batch_bundle.csv", header, rows)
    items = [(m, m, "Nos", 1, 0) for m in MATERIALS]
    _write(folder / "item.csv", columns("item_code item_name stock_uom has_batch_no has_serial_no"), items)
    entries = {_voucher(p): (_PURPOSE[p.act], _order(p)) for p in plant.postings if p.act in _PURPOSE}
    stock = [(name, purpose, purpose, order) for name, (purpose, order) in entries.items()]
    _write(folder / "stock_entry.csv", columns("name stock_entry_type purpose work_order"), stock)
    bought = {_voucher(p): f"P{p.partner}" for p in plant.postings if p.act == "receive"}
    notes = [(name, partner, "") for name, partner in bought.items()]
    _write(folder / "purchase_receipt.csv", ["name", "supplier", "supplier_delivery_note"], notes)
    sold = {_voucher(p): f"P{p.partner}" for p in plant.postings if p.act in {"ship", "return"}}
    _write(folder / "delivery_note.csv", ("name", "customer"), sold.items())


def _order(posting: Posting) -> str:
    return f"MFG-WO-{posting.document}" if posting.act in {"consume", "make"} else ""


def _voucher(posting: Posting) -> str:
    """One voucher for each posting but shipments, whose lines share theirs."""
    shared = posting.act == "ship"
    return f"{posting.act}-{posting.document}" + ("" if shared else f"-{posting.number}")


def _erpnext(posting: Posting) -> list[list[object]]:
    out = posting.act in {"consume", "ship", "renumber", "move"}
    sides = [(posting.item, -1 if out else 1)]
    if posting.act == "renumber" and posting.becomes is not None:
        sides.append((posting.becomes, 1))
    if posting.act == "move":
        sides.append((posting.item, 1))
    return [
        [
            f"SBB-{posting.number}-{side}",
            item[0],
            "Outward" if sign < 0 else "Inward",
            _VOUCHER[posting.act],
            _voucher(posting),
            f"{posting.day:%Y-%m-%d}",
            int(not posting.holds),
            "",
            item[1],
            f"{sign * (posting.net or posting.quantity)}.0",
        ]
        for side, (item, sign) in enumerate(sides)
    ]
