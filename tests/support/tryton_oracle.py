"""What the done moves of a Tryton export imply, worked out without lotgraph.

Promises: for every row of `stock.lot` the whole forward and backward closure over the CSV exports
of a folder (`.csv` or `.csv.gz`), customers, shipments, suppliers and net quantities included. It
shares no code with the loaders or the graph, walks without recursion and ends on cycles. Dates are
not looked at: the answer is the conservative one.

The rules:

- Only moves in state `done` happened, whatever the document says: cancelled moves with an
  `Effective Date` were undone later.
- A production joins the lots of its done inputs to the lots of its done outputs. A scrap output
  (to Lost and Found) is an output: it carries the product's lot.
- A delivery is the done move to a location of type customer, a receipt the done move from one of
  type supplier, a return the done move from one of type customer. Their document is the shipment
  that lists the move's ID, their party is the document's; packages change nothing, as they hold
  these same moves.
- A customer who returned everything, and a supplier who got everything back, stays listed.
- A product with a `Lot UoM` is serial-tracked: its lots are devices.
- A move without lot is untracked; it joins nothing.

Refuses: a missing file, a row that is longer or shorter than its header, a move whose document,
party, lot or place is not in the export.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

NAMESPACE = "tryton"

Row = dict[str, str]
Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Forward:
    """Keys that a lot may have reached, itself included; productions by number."""

    items: frozenset[str]
    customers: frozenset[str]
    shipments: frozenset[str]
    productions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Backward:
    """Keys that may have gone into a lot, itself included; productions by number."""

    items: frozenset[str]
    suppliers: frozenset[str]
    receipts: frozenset[str]
    productions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Balance:
    """What one customer got of one item, in the product's default unit."""

    shipped: Decimal
    returned: Decimal
    unit: str

    @property
    def net(self) -> Decimal:
        """What the customer still has."""
        return self.shipped - self.returned


@dataclass(frozen=True, slots=True)
class Passage:
    """A lot that passed the gate: by which move and document, from or to whom, how much."""

    lot: str
    move: str
    document: str
    party: str
    quantity: Decimal
    unit: str


Passages = Mapping[str, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class Plant:
    """The facts of one export, by the IDs that the export uses."""

    keys: Mapping[str, str]
    consumed_in: Links
    outputs_of: Links
    produced_by: Links
    inputs_of: Links
    untracked_inputs: Links
    deliveries: Passages
    returns: Passages
    receipts: Passages

    def all_lots(self) -> tuple[str, ...]:
        """`stock.lot` IDs, in the order of the file."""
        return tuple(self.keys)

    def key(self, lot_id: str) -> str:
        """The item key of a lot."""
        return self.keys[lot_id]

    def forward(self, lot_id: str) -> Forward:
        """Everything that the lot may have reached."""
        lots, productions = closure(lot_id, self.consumed_in, self.outputs_of)
        sent = [passage for lot in lots for passage in self.deliveries.get(lot, ())]
        return Forward(
            items=frozenset(self.keys[lot] for lot in lots),
            customers=frozenset(key("customer", p.party) for p in sent),
            shipments=frozenset(key("shipment", p.document) for p in sent),
            productions=productions,
        )

    def backward(self, lot_id: str) -> Backward:
        """Everything that may have gone into the lot."""
        lots, productions = closure(lot_id, self.produced_by, self.inputs_of)
        got = [passage for lot in lots for passage in self.receipts.get(lot, ())]
        return Backward(
            items=frozenset(self.keys[lot] for lot in lots),
            suppliers=frozenset(key("supplier", p.party) for p in got),
            receipts=frozenset(key("receipt", p.document, p.move) for p in got),
            productions=productions,
        )

    def customers(self, lot_id: str) -> frozenset[str]:
        """Who got something that the lot may have reached."""
        return self.forward(lot_id).customers

    def net(self, lot_id: str) -> dict[tuple[str, str], Balance]:
        """By (customer, item) for every item that the lot may have reached."""
        lots, _ = closure(lot_id, self.consumed_in, self.outputs_of)
        return {pair: balance for lot in lots for pair, balance in self._balances(lot).items()}

    def _balances(self, lot: str) -> dict[tuple[str, str], Balance]:
        sent, back = self.deliveries.get(lot, ()), self.returns.get(lot, ())
        return {
            (key("customer", party), self.keys[lot]): Balance(
                shipped=total(p for p in sent if p.party == party),
                returned=total(p for p in back if p.party == party),
                unit=next(p.unit for p in (*sent, *back) if p.party == party),
            )
            for party in {p.party for p in (*sent, *back)}
        }


def closure(start: str, steps_of: Links, lots_of: Links) -> tuple[frozenset[str], frozenset[str]]:
    """Lots and productions that are reached from a lot; each is visited once."""
    lots, steps, todo = {start}, set[str](), [start]
    while todo:
        for step in steps_of.get(todo.pop(), frozenset()) - steps:
            steps.add(step)
            fresh = lots_of.get(step, frozenset()) - lots
            lots |= fresh
            todo += fresh
    return frozenset(lots), frozenset(steps)


def total(passages: Iterable[Passage]) -> Decimal:
    """The exact sum of what passed."""
    return sum((p.quantity for p in passages), Decimal(0))


def key(prefix: str, *parts: str) -> str:
    """A key in the namespace of the export; RFC 3986 unreserved characters stay as they are."""
    return f"{prefix}:{'/'.join(quote(part, safe='') for part in (NAMESPACE, *parts))}"


def load(folder: Path) -> Plant:
    """Read the exports of a folder."""
    moves = [row for row in read(folder, "stock.move") if row["State"] == "done"]
    number = {row["ID"]: row["Number"] for row in read(folder, "production")}
    inputs = [row for row in moves if row["Production Input/ID"]]
    outputs = [row for row in moves if row["Production Output/ID"]]
    bulk = [row for row in inputs if not row["Lot/ID"]]
    kinds = {row["ID"]: row["Type"] for row in read(folder, "stock.location")}
    arriving = [row for row in moves if kinds[row["From Location/ID"]] == "supplier"]
    leaving = [row for row in moves if kinds[row["To Location/ID"]] == "customer"]
    coming_back = [row for row in moves if kinds[row["From Location/ID"]] == "customer"]
    return Plant(
        keys=item_keys(folder),
        consumed_in=links((r["Lot/ID"], number[r["Production Input/ID"]]) for r in inputs),
        outputs_of=links((number[r["Production Output/ID"]], r["Lot/ID"]) for r in outputs),
        produced_by=links((r["Lot/ID"], number[r["Production Output/ID"]]) for r in outputs),
        inputs_of=links((number[r["Production Input/ID"]], r["Lot/ID"]) for r in inputs),
        untracked_inputs=links((number[r["Production Input/ID"]], r["Product/Code"]) for r in bulk),
        receipts=passages(folder, arriving, "stock.shipment.in", "Incoming Moves/ID"),
        deliveries=passages(folder, leaving, "stock.shipment.out", "Outgoing Moves/ID"),
        returns=passages(folder, coming_back, "stock.shipment.out.return", "Incoming Moves/ID"),
    )


def item_keys(folder: Path) -> dict[str, str]:
    """The key of every lot; lots of a product with a unit per lot are devices."""
    products = read(folder, "product.product")
    serial = {row["ID"] for row in products if row["Product Template/Lot UoM"]}
    return {
        row["ID"]: key(
            "device" if row["Product/ID"] in serial else "lot",
            row["Product/Code"],
            row["Number"],
            row["ID"],
        )
        for row in read(folder, "stock.lot")
    }


def links(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Group pairs by their first half; pairs without lot link nothing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, target in pairs:
        if source and target:
            found[source].add(target)
    return {source: frozenset(targets) for source, targets in found.items()}


def passages(folder: Path, moves: list[Row], model: str, column: str) -> Passages:
    """The tracked moves by lot, each with the document that lists it and that document's party."""
    rows = read(folder, model)
    codes = {row["ID"]: row["Code"] for row in read(folder, "party.party")}
    party = "Supplier/ID" if model == "stock.shipment.in" else "Customer/ID"
    header = {row["ID"]: (row["Number"], row[party]) for row in rows if row["ID"]}
    owner = owners(rows, column)
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for row in moves:
        if row["Lot/ID"]:
            number, party_id = header[owner[row["ID"]]]
            quantity, unit = Decimal(row["Internal Quantity"]), row["Product/Default UoM"]
            found[row["Lot/ID"]].append(
                Passage(row["Lot/ID"], row["ID"], number, codes[party_id], quantity, unit)
            )
    return {lot: tuple(listed) for lot, listed in found.items()}


def owners(rows: list[Row], column: str) -> dict[str, str]:
    """Child ID -> parent ID of a one-to-many column, which spills into rows without an ID."""
    parent, owner = "", {}
    for row in rows:
        parent = row["ID"] or parent
        if row[column]:
            owner[row[column]] = parent
    return owner


def read(folder: Path, model: str) -> list[Row]:
    """The rows of one export, spill rows included."""
    plain, packed = folder / f"{model}.csv", folder / f"{model}.csv.gz"
    data = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows]
