"""`stock.move`: what happened to lots. One move is one statement, by the move's ID.

    production input     (lot)-CONSUMED_IN->(step)         without lot: (material)-USED_IN->(step)
    production output    (step)-PRODUCED->(lot)            scrap included: it carries the product's lot
    from a supplier      (supplier)-SUPPLIED->(receipt)-RECEIVED_AS->(lot)
    to a customer        (lot)-SHIPPED_IN->(shipment), or (lot)-PACKED_IN->(package) if packed
    from a customer      (lot)-RETURNED_IN->(return)-RETURNED_BY->(customer)
    all else             keeps the lot and joins nothing: ignored

Only `done` happened. `cancelled` with an effective date had happened and was undone: stated and
retracted, so that an answer can say that it passed it by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph_model.units import UnitError, to_scaled
from loaders.errors import CellError
from loaders.outcome import Ignored, Outcome
from loaders.profile import Profile
from loaders.tryton.records import Record
from loaders.tryton.references import Lot, Product, References, Unit
from loaders.tryton.statements import Statements

_NOT_YET: Final = frozenset({"draft", "assigned", "staging"})
_UNDONE: Final = "cancelled in Tryton"
MODEL: Final = "stock.move"


class Moves:
    """Turns moves into outcomes."""

    def __init__(self, references: References, profile: Profile, namespace: str) -> None:
        self._refs, self._profile, self._namespace = references, profile, namespace

    def outcome(self, record: Record) -> Outcome:
        """What one move states; raises `CellError` where it can't be taken."""
        reason = _no_event(record)
        if reason:
            return Ignored(record.line, len(record.rows), reason)
        facts = Statements(record, namespace=self._namespace, precedence=self._profile.precedence)
        undone = record["State"] == "cancelled"
        reason = self._state(record, facts)
        if reason:
            return Ignored(record.line, len(record.rows), reason)
        if undone:
            facts.retract_relations(_UNDONE)
        return facts.accepted()

    def _state(self, record: Record, facts: Statements) -> str:
        """Collect the facts of a move; the reason where it has none."""
        if record["Production Input/ID"] or record["Production Input"]:
            return self._consumed(record, facts)
        if record["Production Output/ID"] or record["Production Output"]:
            return self._produced(record, facts)
        start, end = self._place(record, "From Location"), self._place(record, "To Location")
        if start == "supplier":
            return self._received(record, facts)
        if end == "customer":
            return self._delivered(record, facts)
        if start == "customer":
            return self._returned(record, facts)
        if end == "supplier":
            return "return to a supplier: keeps the lot and joins nothing"
        if "lost_found" in (start, end):
            return "inventory difference: keeps the lot and joins nothing"
        return "move between our own places: keeps the lot and joins nothing"

    def _place(self, record: Record, column: str) -> str:
        name = record[column]
        index = self._refs.place_types
        code = name[: name.find("]") + 1] if name.startswith("[") else ""
        known = next((n for n in (*self._refs.names(name), code) if n and index.named(n)), name)
        return index.find(f"{column}/ID", record[f"{column}/ID"], known)

    def _consumed(self, record: Record, facts: Statements) -> str:
        order, step = self._step(record, "Production Input")
        if not _has_lot(record):
            # Of a material that is declared not to be traced that is as it should be; else it is a gap.
            product = self._product(record)
            material = self._refs.key("material", product.code)
            self._flow(record, facts, ("USED_IN", material, step), product, document=order)
            return ""
        lot = self._lot(record)
        self._flow(record, facts, ("CONSUMED_IN", lot.key, step), lot.product, document=order)
        return ""

    def _produced(self, record: Record, facts: Statements) -> str:
        order, step = self._step(record, "Production Output")
        if reason := self._untracked(record, step):
            return reason
        lot = self._lot(record)
        self._flow(record, facts, ("PRODUCED", step, lot.key), lot.product, document=order)
        return ""

    def _received(self, record: Record, facts: Statements) -> str:
        if reason := self._untracked(record):
            return reason
        lot = self._lot(record)
        shipment = self._refs.shipment_of_move("stock.shipment.in", record)
        supplier = self._refs.key("supplier", self._refs.parties.find("Supplier/ID", shipment.party, ""))
        receipt = self._refs.key("receipt", shipment.number, record["ID"])
        facts.node(
            receipt,
            document=shipment.number,
            delivery_note=shipment.reference,
            purchase_order=shipment.origins,
            supplier_lot=lot.number,
            received=record.day("Effective Date"),
        )
        self._flow(record, facts, ("SUPPLIED", supplier, receipt), None, document=shipment.number)
        self._flow(record, facts, ("RECEIVED_AS", receipt, lot.key), lot.product, document=shipment.number)
        return ""

    def _delivered(self, record: Record, facts: Statements) -> str:
        if reason := self._untracked(record):
            return reason
        lot = self._lot(record)
        shipment = self._refs.shipment_of_move("stock.shipment.out", record)
        package = self._refs.packages.by_id.get(record["Package/ID"])
        target, type_ = self._refs.key("shipment", shipment.number), "SHIPPED_IN"
        if package is not None:
            top = self._refs.outermost(package)
            carried = self._refs.shipped_with(top) if top is not None else None
            # What is packed ships through its outermost package only, if that package ships.
            if carried is not None and carried.id == shipment.id:
                target, type_ = self._refs.key("package", package.number), "PACKED_IN"
        self._flow(record, facts, (type_, lot.key, target), lot.product, document=shipment.number)
        return ""

    def _returned(self, record: Record, facts: Statements) -> str:
        if reason := self._untracked(record):
            return reason
        lot = self._lot(record)
        shipment = self._refs.shipment_of_move("stock.shipment.out.return", record)
        customer = self._refs.key("customer", self._refs.parties.find("Customer/ID", shipment.party, ""))
        returned = self._refs.key("return", shipment.number, record["ID"])
        facts.node(returned, document=shipment.number, returned=record.day("Effective Date"))
        self._flow(record, facts, ("RETURNED_IN", lot.key, returned), lot.product, document=shipment.number)
        self._flow(record, facts, ("RETURNED_BY", returned, customer), None, document=shipment.number)
        return ""

    def _flow(
        self,
        record: Record,
        facts: Statements,
        triple: tuple[str, str, str],
        product: Product | None,
        *,
        document: str,
    ) -> None:
        """State (type, source, target) of the move; with its quantity where a product flowed."""
        day = record.day("Effective Date")
        event = {"event_time": day, "event_kind": "posting"} if day else {}
        quantity = self._quantity(record, product) if product is not None else {}
        facts.relation(*triple, (MODEL, record["ID"]), document=document, **event, **quantity)

    def _step(self, record: Record, column: str) -> tuple[str, str]:
        order = self._refs.productions.find(f"{column}/ID", record[f"{column}/ID"], record[column])
        return order, self._refs.key("step", "production", order)

    def _product(self, record: Record) -> Product:
        return self._refs.products.find("Product/ID", record["Product/ID"], record["Product"])

    def _untracked(self, record: Record, *touches: str) -> str:
        """Why a move without lot is left out; a lot that is missing where one is due is a reject."""
        if _has_lot(record):
            return ""
        product = self._product(record)
        if not product.tracked:
            return "the product is not tracked by lot"
        material = self._refs.key("material", product.code)
        touched = (material, *touches)
        raise CellError("Lot/ID", "required", f"{product.code} is tracked, but the lot is empty", touched)

    def _lot(self, record: Record) -> Lot:
        product = self._product(record)
        lot = self._refs.lots.find("Lot/ID", record["Lot/ID"], f"{product.code}\0{record['Lot']}")
        if lot.product != product:
            problem = f"lot {lot.number} is of {lot.product.code}, not of {product.code}"
            raise CellError("Lot/ID", "reference", problem, (lot.key,))
        return lot

    def _quantity(self, record: Record, product: Product) -> dict[str, str | int]:
        """The exact quantity in the product's default unit, and what the source wrote if that differs."""
        base = self._refs.units.find("Product/Default UoM", "", product.unit)
        uom = self._profile.units.get(base.symbol)
        if uom is None:
            raise CellError("Unit", "unit", f"the profile has no unit for {base.symbol!r} ({base.name})")
        unit = self._unit(record, base)
        factor = unit.factor / base.factor
        exact = record.number("Quantity") * factor
        if record["Internal Quantity"] and abs(exact - record.number("Internal Quantity")) > base.rounding:
            internal = f"{record['Internal Quantity']} {base.name}"
            raise CellError("Quantity", "number", f"{record['Quantity']} {unit.name} is not {internal}")
        try:
            scaled = to_scaled(exact)
        except UnitError as error:
            raise CellError("Quantity", "number", str(error)) from error
        if unit is base:
            return {"quantity": scaled, "uom": uom}
        return {
            "quantity": scaled,
            "uom": uom,
            "source_quantity": record["Quantity"],
            "source_uom": record["Unit"],
            "factor": str(factor),
        }

    def _unit(self, record: Record, base: Unit) -> Unit:
        """The move's unit; of several with one translated name, the one of the product's dimension."""
        name = record.required("Unit")
        units = [u for n in self._refs.names(name) for u in self._refs.units.named(n)]
        fitting = [u for u in units if u.category == base.category]
        if len(fitting) == 1:
            return fitting[0]
        problem = f"is not one of {base.category}" if units else "is not in product.uom"
        raise CellError("Unit", "unit", f"unit {name!r} {problem}")

    def readable(self, record: Record) -> list[str]:
        """Keys that can be read from a move that is rejected, by whatever it says itself."""
        return [*self._readable_items(record), *self._readable_documents(record)]

    def _readable_items(self, record: Record) -> Iterator[str]:
        lot = self._refs.lots.by_id.get(record["Lot/ID"])
        if lot is not None:
            yield lot.key
            return
        code = record["Product/Code"]
        if not code and record["Product"].startswith("["):
            code = record["Product"][1:].partition("]")[0]
        if not code:
            return
        named = self._refs.lots.named(f"{code}\0{record['Lot']}")
        yield from (lot.key for lot in named if not record["Lot/ID"])
        if record["Lot/ID"] and record["Lot"]:
            product = self._refs.products.by_id.get(record["Product/ID"])
            serial = product is not None and product.serial
            yield self._refs.item_key(
                Product(code, "", serial=serial, tracked=True), record["Lot"], record["Lot/ID"]
            )
        yield self._refs.key("material", code)

    def _readable_documents(self, record: Record) -> Iterator[str]:
        for column in ("Production Input", "Production Output"):
            known = self._refs.productions.by_id.get(record[f"{column}/ID"])
            order = known or record[column].partition(" [")[0]
            if order:
                yield self._refs.key("step", "production", order)
        model, _, name = record["Shipment"].partition(",")
        if model == "stock.shipment.out" and name:
            yield self._refs.key("shipment", name.partition(" [")[0])


def _has_lot(record: Record) -> bool:
    return bool(record["Lot/ID"] or record["Lot"])


def _no_event(record: Record) -> str:
    """Why a move by its state is no event; empty for what happened."""
    state = record.required("State")
    if state == "done" or (state == "cancelled" and record["Effective Date"]):
        return ""
    if state == "cancelled":
        return "cancelled before it happened"
    if state in _NOT_YET:
        return f"not done yet ({state})"
    raise CellError("State", "state", f"unknown state {state[:40]!r}")
