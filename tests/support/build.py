"""A few words to write small plants as facts in tests: lots, steps, flows, deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction, Value
from graph_model.keys import make, relationship_key, relationship_key_by_content
from graph_model.units import parse_number, to_scaled
from graph_store.store import Receipt

NS = "t"


def lot(material: str, number: str, *record: str) -> str:
    """Key of a lot."""
    return make("lot", NS, material, number, *record)


def device(material: str, serial: str) -> str:
    """Key of a device."""
    return make("device", NS, material, serial)


def step(order: str, kind: str = "production") -> str:
    """Key of a step."""
    return make("step", NS, kind, order)


def key(prefix: str, *parts: str) -> str:
    """Any other key."""
    return make(prefix, NS, *parts)


def unit_of(item: str) -> str:
    """Finished goods and devices are counted, the rest is weighed."""
    return "u" if item.startswith(("device:", "lot:t/FG")) else "kg"


class Ledger(Protocol):
    """Where a plant is recorded: a store on an engine, or one in memory."""

    def commit(self, facts: Sequence[AnyFact], *, actor: str, reason: str) -> Receipt: ...


class Plant:
    """Collects facts; each call states what it names, ends included."""

    def __init__(self, document: str = "doc") -> None:
        self.document = document
        self.facts: list[AnyFact] = []
        self._line = 0
        self._stated: set[str] = set()

    def node(self, node: str, *, changed: str = "", **properties: Value) -> str:
        """State a node."""
        self._stated.add(node)
        self.facts.append(NodeFact(key=node, properties=properties, changed=changed))
        return node

    def _ensure(self, *nodes: str) -> None:
        for node in nodes:
            if node in self._stated:
                continue
            kind = {"kind": node.partition("/")[2].partition("/")[0]} if node.startswith("step:") else {}
            self.node(node, **kind)
            if node.startswith(("lot:", "device:")):
                self._of_material(node)

    def _of_material(self, item: str) -> None:
        material = make("material", NS, item.split("/")[1])
        if material not in self._stated:
            self.node(material, uom=unit_of(item))
        self.context("INSTANCE_OF", item, material)

    def context(self, type_: str, source: str, target: str) -> None:
        """A context relationship."""
        self.facts.append(
            RelationshipFact(
                type=type_,
                key=relationship_key_by_content(type_, NS, source, target),
                source=source,
                target=target,
            )
        )

    def link(
        self,
        type_: str,
        source: str,
        target: str,
        quantity: str | None = None,
        uom: str = "kg",
        *,
        line: str | None = None,
        changed: str = "",
        stub: bool = False,
        **properties: Value,
    ) -> str:
        """A relationship with a document line of its own; returns its key."""
        if not stub:
            self._ensure(source, target)
        self._line += 1
        relationship = relationship_key(type_, NS, self.document, line or str(self._line))
        if quantity is not None:
            properties |= {"quantity": to_scaled(Fraction(parse_number(quantity))), "uom": uom}
        self.facts.append(
            RelationshipFact(
                type=type_,
                key=relationship,
                source=source,
                target=target,
                properties=properties,
                changed=changed,
            )
        )
        return relationship

    def make(self, order: str, inputs: list[str], outputs: list[str], kind: str = "production") -> str:
        """A step that consumes and produces one unit of quantity of each."""
        made_by = step(order, kind)
        for item in inputs:
            self.link("CONSUMED_IN", item, made_by, "1", unit_of(item))
        for item in outputs:
            self.link("PRODUCED", made_by, item, "1", unit_of(item))
        return made_by

    def receive(self, item: str, supplier: str, document: str, supplier_lot: str = "") -> str:
        """A receipt line from a supplier."""
        receipt = key("receipt", document, "1")
        self.node(receipt, document=document, **({"supplier_lot": supplier_lot} if supplier_lot else {}))
        self.link("SUPPLIED", key("supplier", supplier), receipt)
        self.link("RECEIVED_AS", receipt, item, "1", unit_of(item))
        return receipt

    def ship(self, item: str, customer: str, document: str, quantity: str = "1", uom: str = "u") -> str:
        """A shipment of one item to a customer."""
        shipment = key("shipment", document)
        self.link("SHIPPED_IN", item, shipment, quantity, uom)
        self.link("DELIVERED_TO", shipment, key("customer", customer), line=f"{document}-to")
        return shipment

    def give_back(self, item: str, customer: str, document: str, quantity: str = "1", uom: str = "u") -> str:
        """A customer's return of one item."""
        returned = key("return", document, "1")
        self.link("RETURNED_IN", item, returned, quantity, uom)
        self.link("RETURNED_BY", returned, key("customer", customer))
        return returned

    def withdraw(self, type_: str, relationship: str, reason: str = "booked in error") -> None:
        """Retract a relationship."""
        self.facts.append(Retraction(type=type_, key=relationship, reason=reason))

    def commit(self, store: Ledger) -> Receipt:
        """Record what was collected since the last call, in commits of legal size."""
        receipt: Receipt | None = None
        while self.facts or receipt is None:
            part, self.facts = self.facts[:4000], self.facts[4000:]
            receipt = store.commit(part, actor="test", reason="test")
        return receipt
