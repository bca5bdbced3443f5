"""Productions and their operations, deliveries, packages, inspections and alerts."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from loaders.errors import CellError
from loaders.outcome import Ignored, Outcome
from loaders.profile import Profile
from loaders.tryton.masters import specification
from loaders.tryton.records import Record
from loaders.tryton.references import References, package_of, recorded
from loaders.tryton.statements import Statements

_RESULTS: Final = {"passed": "passed", "failed": "failed"}


class Documents:
    """Turns documents into outcomes."""

    def __init__(self, references: References, profile: Profile, namespace: str) -> None:
        self._refs, self._profile, self._namespace = references, profile, namespace

    def _statements(self, record: Record) -> Statements:
        return Statements(record, namespace=self._namespace, precedence=self._profile.precedence)

    def production(self, record: Record) -> Outcome:
        """The ProcessStep that stands between lots, and the recipe it followed."""
        number, facts = record.required("Number"), self._statements(record)
        step = self._refs.key("step", "production", number)
        facts.node(
            step,
            name=recorded(number, record["Reference"]),
            kind="disassembly" if record["Type"] == "disassembly" else "production",
            started=record.day("Effective Start Date"),
            ended=record.day("Effective Date"),
            status=record["State"],
        )
        if bom := record["BOM"]:
            recipe = specification(self._refs, bom)
            facts.relation("FOLLOWED", step, recipe, ("production", record["ID"]))
        return facts.accepted()

    def work(self, record: Record) -> Outcome:
        """An operation below its order, and the machine it ran on."""
        ident, facts = record["ID"], self._statements(record)
        order = self._refs.productions.find("Production/ID", record["Production/ID"], record["Production"])
        step = self._refs.key("step", "production", order, ident)
        facts.node(step, name=record["Operation"], kind="operation", status=record["State"])
        facts.relation(
            "PART_OF", step, self._refs.key("step", "production", order), ("production.work", ident)
        )
        if center := record["Work Center"]:
            self._work_center(facts, step, center)
        return facts.accepted()

    def _work_center(self, facts: Statements, step: str, center: str) -> None:
        """`Plant / EX-02 Extruder`: the last is the machine, what is above it the place."""
        above, _, machine = center.rpartition(" / ")
        equipment, ident = self._refs.key("equipment", center), facts.record["ID"]
        facts.node(equipment, name=machine)
        facts.relation("USED_EQUIPMENT", step, equipment, ("production.work", ident))
        if above:
            location = self._refs.key("location", above)
            facts.node(location, name=above)
            facts.relation("AT_LOCATION", step, location, ("production.work", ident))

    def delivery(self, record: Record) -> Outcome:
        """A Shipment and its consignee; a delivery that was undone is stated and retracted."""
        number, state = record.required("Number"), record.required("State")
        if state != "done" and not (state == "cancelled" and record["Effective Date"]):
            reason = "cancelled before it left" if state == "cancelled" else f"not done yet ({state})"
            return Ignored(record.line, len(record.rows), reason)
        facts, shipment = self._statements(record), self._refs.key("shipment", number)
        code = self._refs.parties.find("Customer/ID", record["Customer/ID"], "")
        day = record.day("Effective Date")
        facts.node(shipment, document=number, sales_order=record["Origins"], shipped=day, status=state)
        facts.relation(
            "DELIVERED_TO",
            shipment,
            self._refs.key("customer", code),
            ("stock.shipment.out", record["ID"]),
            document=number,
            event_time=day,
            event_kind="posting",
        )
        if state == "cancelled":
            facts.retract_relations("cancelled in Tryton")
        return facts.accepted()

    def package(self, record: Record) -> Outcome:
        """A Package, the one it stands in, and the shipment if it is the outermost."""
        number, facts = record.required("Number"), self._statements(record)
        package, line = package_of(record), ("stock.package", record["ID"])
        key = self._refs.key("package", number)
        if package.id not in self._refs.packages.by_id:
            raise CellError("Number", "unique", f"several packages have the number {number}", (key,))
        facts.node(key, sscc=number, type=record["Type"], status=record["State"])
        if self._refs.outermost(package) is None:
            raise CellError("Parent/ID", "cycle", f"package {number} stands in itself", (key,))
        around, shipment = self._refs.enclosing(package), self._refs.shipped_with(package)
        if around is not None:
            facts.relation("PACKED_IN", key, self._refs.key("package", around.number), line)
        elif shipment is not None:
            facts.relation(
                "SHIPPED_IN",
                key,
                self._refs.key("shipment", shipment.number),
                line,
                document=shipment.number,
                event_time=shipment.day,
                event_kind="posting",
            )
        return facts.accepted()

    def inspection(self, record: Record) -> Outcome:
        """An Inspection and what it checked."""
        number, facts = record.required("Number"), self._statements(record)
        inspection = self._refs.key("inspection", number)
        facts.node(
            inspection,
            name=record["Control"],
            result=_RESULTS.get(record["State"], "pending"),
            inspected=record.instant("Processed at"),
            characteristics=record["Points"],
        )
        for position, item in enumerate(self._inspected(record)):
            line = ("quality.inspection", record["ID"], str(position))
            facts.relation("INSPECTED_BY", item, inspection, line)
        return facts.accepted()

    def _inspected(self, record: Record) -> list[str]:
        origin = record["Origin"]
        model, _, name = origin.partition(",")
        if model == "production":
            order = self._refs.productions.find("Origin", "", name)
            return [self._refs.key("step", "production", order)]
        if model == "stock.shipment.in":
            shipment = self._refs.shipments.find("Origin", "", origin)
            moves = self._received.get(f"{model},{shipment.id}", [])
            return [self._refs.key("receipt", shipment.number, move) for move in moves]
        if not origin:
            return []
        raise CellError("Origin", "reference", f"{origin[:60]!r} is nothing that inspections are linked to")

    @cached_property
    def _received(self) -> dict[str, list[str]]:
        """Document -> its done moves with a lot: those that stock.move states as receipts."""
        documents = self._refs.documents_of_moves
        found: dict[str, list[str]] = {}
        for r in self._refs.records("stock.move"):
            document = documents.get(("stock.shipment.in", r["ID"]))
            if document and r["State"] == "done" and (r["Lot/ID"] or r["Lot"]):
                found.setdefault(document, []).append(r["ID"])
        return found

    def alert(self, record: Record) -> Outcome:
        """A Nonconformity raised on an inspection."""
        number, facts = record.required("Number"), self._statements(record)
        alert = self._refs.key("nonconformity", number)
        facts.node(alert, name=record["Title"], raised=record.instant("Created at"), status=record["State"])
        model, _, name = record["Origin"].partition(",")
        if model == "quality.inspection" and name:
            target = self._refs.key("inspection", name)
            facts.relation("RAISED_ON", alert, target, ("quality.alert", record["ID"]))
        elif model:
            raise CellError("Origin", "reference", f"alerts on {model[:40]!r} are not known", (alert,))
        return facts.accepted()
