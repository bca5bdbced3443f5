"""Random worlds of two or three plants that share materials, suppliers, customers and some of their lots.

Every text and every quantity in a world is one of a kind (`token`, `number`), so that one look at an
answer's bytes tells whether anything of a record stands in it.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction

from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    LoadBegun,
    NodeFact,
    Properties,
    Reject,
    RelationshipFact,
    Retraction,
    Value,
)
from graph_model.keys import make, prefix_of, relationship_key
from graph_model.nodes import BY_PREFIX
from graph_model.units import to_scaled
from tests.support.build import NS, key, unit_of

SECRET = re.compile(r"x[0-9a-f]{12}z|(?<![0-9a-f])[1-9][0-9]{8}(?![0-9a-f])")
"""What a token or a quantity looks like in an answer."""
UDI_DI = "04012345678901"
OF_PARTIES = ("SUPPLIED", "DELIVERED_TO", "RETURNED_BY")
"""There are few of them in a world, so that more of them are in dispute."""
MATERIALS = ("RM-1", "RM-2", "WIP-1", "FG-1")
_RECORDS = (
    ("inspection", "INSPECTED_BY", True),
    ("measurement", "MEASURED_ON", False),
    ("release", "DECIDED_ON", False),
    ("hold", "DECIDED_ON", False),
    ("nonconformity", "RAISED_ON", False),
    ("capa", "RAISED_ON", False),
    ("complaint", "COMPLAINS_OF", False),
    ("adverse_event", "COMPLAINS_OF", False),
    ("service", "SERVICED", False),
    ("recall", "RECALLS", False),
)
_ABOUT = {
    "INSPECTED_BY": ("lot", "device", "receipt", "step", "shipment"),
    "MEASURED_ON": ("step", "lot", "device"),
    "DECIDED_ON": ("lot", "device", "step", "material"),
    "RAISED_ON": ("lot", "step", "nonconformity", "complaint", "inspection", "supplier"),
    "COMPLAINS_OF": ("lot", "device"),
    "SERVICED": ("lot", "device"),
    "RECALLS": ("lot", "device", "material"),
}
# A text property of each label, to carry a token.
_TEXT = {
    label: next((p.name for p in node.properties if p.searchable and p.name != "name" and not p.personal), "")
    for label, node in BY_PREFIX.items()
}


class World:
    """The facts of some plants, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.facts: list[AnyFact] = []
        self._rivals: list[AnyFact] = []
        self._numbers: set[int] = set()
        self.keys: dict[str, list[str]] = {prefix: [] for prefix in BY_PREFIX}
        self.sites = [self.node("site") for _ in range(self._chance.choice((2, 2, 3)))]
        for material in MATERIALS:
            self._state(key("material", material), uom="u" if material[0] == "F" else "kg")
        self._identify()
        for prefix in ("supplier", "customer", "person"):
            for _ in range(3):
                self.node(prefix)
        self.rooms = [self._room(site) for site in self.sites for _ in range(2)]
        for _ in range(self._chance.randint(4, 9)):
            self._make()
        for _ in range(self._chance.randint(1, 4)):
            self._receive()
            self._ship()
            self._return()
        for _ in range(self._chance.randint(2, 8)):
            self._record()
        for _ in range(self._chance.randint(0, 2)):
            self._reading()
            self._equipment()
            self._oddity()
            self._loading()
        self.facts += self._rivals

    def token(self) -> str:
        """A text that stands nowhere else."""
        return f"x{self._chance.randrange(16**12):012x}z"

    def number(self) -> int:
        """A quantity that stands nowhere else."""
        while (drawn := self._chance.randint(10**8, 10**9 - 1)) in self._numbers:
            pass
        self._numbers.add(drawn)
        return drawn

    def node(self, prefix: str, *parts: str, **properties: Value) -> str:
        """A stated node whose texts are its own."""
        made = key(prefix, *parts, self.token())
        own = BY_PREFIX[prefix]
        if own.property_named("name") is not None and prefix not in ("person", "lot", "device", "step"):
            properties["name"] = f"Common {self.token()}"
        if _TEXT[prefix]:
            properties[_TEXT[prefix]] = f"C-{self.token()}"
        return self._state(made, **properties)

    def _state(self, node: str, **properties: Value) -> str:
        self.facts.append(NodeFact(key=node, properties=properties))
        if node not in self.keys[prefix_of(node)]:
            self.keys[prefix_of(node)].append(node)
        return node

    def link(self, type_: str, source: str, target: str, **properties: Value) -> None:
        """A relationship with a line and a quantity of its own; now and then withdrawn or in dispute."""
        if type_ not in ("HAS_UNIT", *OF_PARTIES):
            item = source if prefix_of(source) in ("lot", "device") else target
            properties |= {"quantity": to_scaled(Fraction(self.number())), "uom": unit_of(item)}
        self._relate(type_, source, target, properties)

    def context(self, type_: str, source: str, target: str) -> None:
        """A relationship that no walk follows."""
        self._relate(type_, source, target, {})

    def _relate(self, type_: str, source: str, target: str, properties: Properties) -> None:
        made = relationship_key(type_, NS, "doc", self.token())
        fact = RelationshipFact(type=type_, key=made, source=source, target=target, properties=properties)
        self.facts.append(fact)
        fate = self._chance.random()
        if fate < (0.3 if type_ in OF_PARTIES else 0.08):
            # Of the same source or of a later one.
            (self.facts if fate < 0.03 else self._rivals).append(self._rival(fact))
        if fate > 0.94:
            self.facts.append(Retraction(type=type_, key=made, reason=self.token()))

    def _rival(self, fact: RelationshipFact) -> RelationshipFact:
        """The same with another end, if there is one."""
        at_target = self._chance.random() < 0.5
        prefix = prefix_of(fact.target if at_target else fact.source)
        others = [known for known in self.keys[prefix] if known not in (fact.source, fact.target)]
        if not others:
            return fact
        other = self._chance.choice(others)
        return replace(fact, target=other) if at_target else replace(fact, source=other)

    def some(self, *prefixes: str, most: int) -> list[str]:
        """Up to so many of what there is."""
        there = [known for prefix in prefixes for known in self.keys[prefix]]
        return self._chance.sample(there, self._chance.randint(0, min(most, len(there))))

    def one(self, *prefixes: str) -> str:
        """One of what there is; of the plants' items, one that is made for it where there is none."""
        there = [known for prefix in prefixes for known in self.keys[prefix]]
        return self._chance.choice(there) if there else self._item()

    def _identify(self) -> None:
        identifier = self._state(key("di", UDI_DI), udi_di=UDI_DI, type="primary")
        self.facts.append(
            RelationshipFact(
                type="IDENTIFIED_BY",
                key=relationship_key("IDENTIFIED_BY", NS, "1"),
                source=key("material", "FG-1"),
                target=identifier,
            )
        )

    def _room(self, site: str) -> str:
        room = self.node("location")
        if self._chance.random() < 0.5:
            hall = self.node("location")
            self.context("LOCATED_IN", room, hall)
            self.context("LOCATED_IN", hall, site)
        elif self._chance.random() < 0.9:
            self.context("LOCATED_IN", room, site)
        return room

    def _place(self, thing: str, likely: float) -> None:
        if self._chance.random() < likely:
            self.context("AT_LOCATION", thing, self._chance.choice(self.rooms))

    def _item(self) -> str:
        material = self._chance.choice(MATERIALS)
        prefix = "device" if material[0] == "F" and self._chance.random() < 0.4 else "lot"
        item = self.node(prefix, material)
        if self._chance.random() < 0.9:
            self.context("INSTANCE_OF", item, make("material", NS, material))
        if prefix == "lot":
            self._place(item, 0.2)
            if self._chance.random() < 0.1:
                self._state(f"{item}/{self.token()}")
        return item

    def _make(self) -> None:
        kind = self._chance.choice(("production", "rework", "split"))
        order = self.node("step", kind, kind=kind, **self._span("started", "ended"))
        self._place(order, 0.7)
        steps = [order]
        for _ in range(self._chance.choice((0, 0, 1, 2))):
            operation = self._state(f"{order}/{self.token()}", kind="operation")
            self.context("PART_OF", operation, order)
            self._place(operation, 0.7)
            steps.append(operation)
        for item in self.some("lot", "device", most=2) or [self._item()]:
            used = self._chance.choice(steps)
            self.link("CONSUMED_IN", item, used, operation=self._chance.choice(steps))
        for _ in range(self._chance.randint(1, 3)):
            self.link("PRODUCED", self._chance.choice(steps), self._item())
        if self._chance.random() < 0.2:
            self.link("PRODUCED", order, self.one("lot"))
        if self._chance.random() < 0.3:
            self.link("USED_IN", self.one("material"), order)
        if self._chance.random() < 0.4:
            self.context("PERFORMED_BY", order, self.one("person"))
        for unit in self.some("device", most=1):
            self.link("HAS_UNIT", self.one("lot"), unit)

    def _receive(self) -> None:
        receipt = self.node("receipt", self.token(), received=self._day())
        self.link("SUPPLIED", self.one("supplier"), receipt)
        self.link("RECEIVED_AS", receipt, self.one("lot"))

    def _ship(self) -> None:
        shipment = self.node("shipment", shipped=self._day())
        for item in self.some("lot", "device", most=3):
            if self._chance.random() < 0.5:
                self.link("SHIPPED_IN", item, shipment)
            else:
                self.link("SHIPPED_IN", self._packed(item), shipment)
        if self._chance.random() < 0.9:
            self.link("DELIVERED_TO", shipment, self.one("customer"))

    def _packed(self, item: str) -> str:
        carton = self._package()
        self._pack(item, carton)
        if self._chance.random() < 0.5:
            return carton
        pallet = self._package()
        self._pack(carton, pallet)
        return pallet

    def _package(self) -> str:
        old = self.keys["package"]
        return self._chance.choice(old) if old and self._chance.random() < 0.4 else self.node("package")

    def _pack(self, inner: str, package: str) -> None:
        if inner == package:
            return
        self.link("PACKED_IN", inner, package, **self._span("packed_from", "packed_to"))

    def _return(self) -> None:
        returned = self.node("return", "1", returned=self._day())
        self.link("RETURNED_IN", self.one("lot", "device", "package"), returned)
        self.link("RETURNED_BY", returned, self.one("customer"))

    def _record(self) -> None:
        prefix, type_, outgoing = self._chance.choice(_RECORDS)
        record = self.node(prefix)
        for about in self.some(*_ABOUT[type_], most=2):
            if about != record:
                self.context(type_, *((about, record) if outgoing else (record, about)))
        if prefix == "inspection" and self._chance.random() < 0.5:
            self.context("PERFORMED_BY", record, self.one("person"))
        if prefix == "release" and self._chance.random() < 0.5:
            self.context("SIGNED", self.node("signature", self.token()), record)

    def _reading(self) -> None:
        limit = {"lower_limit": 2} if self._chance.random() < 0.7 else {}
        reading = self.node("reading", self.token(), started=self._day(), minimum=1, **limit)
        self.context("MEASURED_AT", reading, self._chance.choice(self.rooms))

    def _equipment(self) -> None:
        machine = self.node("equipment")
        self._place(machine, 0.8)
        self.context("CALIBRATES", self.node("calibration"), machine)
        self.context("QUALIFIES", self.node("qualification"), self.one("supplier"))
        self.context("RAISED_ON", self.node("nonconformity"), self.one("supplier"))
        self.context("TRAINED_FOR", self.node("training"), self.one("person"))
        recipe = self.node("specification", self.token())
        for step in self.some("step", most=3):
            self.context("USED_EQUIPMENT", step, machine)
            self.context("FOLLOWED", step, recipe)

    def _oddity(self) -> None:
        """Things that may be one, things in dispute, things that nothing states."""
        first, second = (self.one("lot") for _ in range(2))
        if first != second:
            self.context("ALIAS_OF", first, second)
        for _ in range(2):
            self._state(first, status=self.token())
        self._merge()
        unstated = key("lot", "RM-1", self.token())
        self.keys["lot"].append(unstated)
        self.link("CONSUMED_IN", unstated, self.one("step"))

    def _merge(self) -> None:
        """Two records that were decided to be one."""
        prefix = self._chance.choice(("lot", "lot", "supplier", "customer"))
        duplicate, kept = self._chance.sample([*self.keys[prefix], self._item()][:5], 2)
        if prefix_of(duplicate) == prefix_of(kept):
            self.facts.append(
                RelationshipFact(
                    type="ALIAS_OF",
                    key=relationship_key("ALIAS_OF", NS, "doc", self.token()),
                    source=duplicate,
                    target=kept,
                    precedence=DECIDED_PRECEDENCE,
                    changed="2025-01-01T00:00:00.000000Z",
                    origin="decided",
                )
            )

    def _loading(self) -> None:
        load = self.token()
        self.facts.append(LoadBegun(load=load, file=f"{self.token()}.csv", sha256="", profile="p"))
        load, file = self.token(), f"{self.token()}.csv"
        for line in range(2, self._chance.randint(3, 6)):
            touches = self.some("lot", "device", "step", "shipment", "material", most=2)
            if self._chance.random() < 0.2:
                touches.append(key("lot", "RM-1", self.token()))
            self.facts.append(
                Reject(
                    load=load,
                    file=file,
                    line=line,
                    column="",
                    rule="unknown_unit",
                    message=self.token(),
                    raw=self.token(),
                    touches=tuple(touches),
                )
            )

    def _span(self, since: str, until: str) -> dict[str, str]:
        """Times of these names, the first before the second, or none."""
        days = sorted((self._day(), self._day()))
        return dict(zip((since, until), days, strict=True)) if self._chance.random() < 0.7 else {}

    def _day(self) -> str:
        return f"2025-0{self._chance.randint(1, 6)}-{self._chance.randint(10, 28)}T08:00:00Z"
