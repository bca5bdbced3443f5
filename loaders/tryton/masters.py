"""Products, lots, parties, places and bills of materials."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from loaders.errors import CellError
from loaders.outcome import Ignored, Outcome
from loaders.profile import Profile
from loaders.tryton.records import Record
from loaders.tryton.references import References, product_of
from loaders.tryton.statements import Statements

# Places that stand for somebody else or for nothing.
_NO_PLACES: Final = frozenset({"supplier", "customer", "lost_found", "view", "drop"})
_CUSTOMER_FILES: Final = ("stock.shipment.out", "stock.shipment.out.return")


class Masters:
    """Turns master records into outcomes."""

    def __init__(self, references: References, profile: Profile, namespace: str) -> None:
        self._refs, self._profile, self._namespace = references, profile, namespace

    def _statements(self, record: Record) -> Statements:
        return Statements(record, namespace=self._namespace, precedence=self._profile.precedence)

    def product(self, record: Record) -> Outcome:
        """A Material."""
        product, facts = product_of(record), self._statements(record)
        unit = self._refs.units.find("Product Template/Default UoM", "", product.unit)
        uom = self._profile.units.get(unit.symbol)
        if uom is None:
            raise CellError(
                "Product Template/Default UoM", "unit", f"the profile has no unit for {unit.symbol!r}"
            )
        traceability = "serial" if product.serial else "lot" if product.tracked else "none"
        facts.node(
            self._refs.key("material", product.code),
            name=record["Product Template/Name"],
            uom=uom,
            traceability=traceability,
            category=record["Product Template/Categories"],
        )
        return facts.accepted()

    def lot(self, record: Record) -> Outcome:
        """A Lot or Device, and the material it is of."""
        lot, facts = self._refs.lot_of(record), self._statements(record)
        expires = record.day("Expiration Date") or record.day("Shelf Life Expiration Date")
        if lot.product.serial:
            facts.node(lot.key, serial_number=lot.number, expires=expires)
        else:
            facts.node(lot.key, lot_number=lot.number, expires=expires)
        facts.relation("INSTANCE_OF", lot.key, self._refs.key("material", lot.product.code), ())
        return facts.accepted()

    def party(self, record: Record) -> Outcome:
        """A Customer, a Supplier, or both, by the documents that name it."""
        code, facts = record.required("Code"), self._statements(record)
        sells, buys = record["ID"] in self._suppliers, record["ID"] in self._customers
        street, country = self._addresses.get(record["ID"], ("", ""))
        if sells:
            facts.node(self._refs.key("supplier", code), name=record["Name"], country=country)
        if buys:
            key = self._refs.key("customer", code)
            facts.node(key, name=record["Name"], address=street, country=country)
        if not sells and not buys:
            return Ignored(record.line, len(record.rows), "neither supplier nor customer in any document")
        return facts.accepted()

    @cached_property
    def _suppliers(self) -> set[str]:
        orders = self._refs.ids("purchase.purchase", "Party/ID")
        return (orders | self._refs.ids("stock.shipment.in", "Supplier/ID")) - {""}

    @cached_property
    def _customers(self) -> set[str]:
        found = self._refs.ids("sale.sale", "Party/ID")
        for model in _CUSTOMER_FILES:
            found |= self._refs.ids(model, "Customer/ID")
        return found - {""}

    @cached_property
    def _addresses(self) -> dict[str, tuple[str, str]]:
        """Party ID -> its first address in one line, and the country's code."""
        found: dict[str, tuple[str, str]] = {}
        for r in self._refs.records("party.address"):
            lines = [*r["Street"].splitlines(), r["City"], r["Country/Code"]]
            found.setdefault(r["Party/ID"], (", ".join(filter(None, lines)), r["Country/Code"]))
        return found

    def location(self, record: Record) -> Outcome:
        """A Site or Location, and what it lies in."""
        kind, facts = record.required("Type"), self._statements(record)
        if kind in _NO_PLACES:
            return Ignored(record.line, len(record.rows), f"a place of type {kind} is none of ours")
        key = self._refs.key("site" if kind == "warehouse" else "location", record["ID"])
        facts.node(key, name=record["Record Name"] or record["Name"])
        parent = record["Parent/ID"]
        if parent and kind != "warehouse":
            above = self._refs.place_types.find("Parent/ID", parent, "")
            target = self._refs.key("site" if above == "warehouse" else "location", parent)
            facts.relation("LOCATED_IN", key, target, ("stock.location", record["ID"]))
        return facts.accepted()

    def bom(self, record: Record) -> Outcome:
        """A Specification."""
        facts, name = self._statements(record), record.required("Name")
        facts.node(specification(self._refs, name), name=name)
        return facts.accepted()


def specification(references: References, bom: str) -> str:
    """The key of a bill of materials: productions name it, and Tryton gives it no version."""
    return references.key("specification", bom, "unversioned")
