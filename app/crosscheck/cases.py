"""Random plants as facts: cycles, diamonds, splits, operations, packages, late corrections, sites.

Promises: a seed gives one case, whatever was made before; its keys lie in a namespace of their own, so
that any number of cases stand in one ledger. Each statement of a relationship has a `changed` of its own, so
that the last one decides, and never a hash; what sources dispute, dispute on purpose, is named by the case.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction, Value
from graph_model.keys import make, relationship_key
from graph_model.units import ONE

DAYS = tuple(f"2025-03-{day:02}" for day in range(1, 10))
_MATERIALS = ("RM-1", "RM-2", "FG-1")


@dataclass(frozen=True, slots=True)
class Case:
    """Commits of facts, and what to ask of them."""

    seed: int
    commits: tuple[tuple[AnyFact, ...], ...]
    items: tuple[str, ...]
    sites: tuple[str, ...]


def case(seed: int) -> Case:
    """The case of a seed."""
    made = _Maker(random.Random(seed), f"case{seed}")
    facts = list(made.facts())
    made.chance.shuffle(facts)
    size = made.chance.randint(1, 5)
    commits = tuple(tuple(facts[n::size]) for n in range(size))
    return Case(seed, tuple(c for c in commits if c), tuple(made.items), tuple(made.sites))


@dataclass
class _Maker:
    chance: random.Random
    ns: str
    items: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    _line: int = 0

    def facts(self) -> Iterator[AnyFact]:
        chance = self.chance
        self.items = [self._item(n) for n in range(chance.randint(3, 12))]
        self.sites = [make("location", self.ns, f"S{n}") for n in (1, 2)]
        for key in (*self.items, *self.sites):
            yield self._node(key)
        for material in _MATERIALS:
            yield self._node(make("material", self.ns, material), uom=self._unit(material))
        for item in self.items:
            yield from self._stated("INSTANCE_OF", item, make("material", self.ns, item.split("/")[1]))
        for n in range(chance.randint(1, 8)):
            yield from self._step(n)
        for n in range(chance.randint(0, 4)):
            yield from self._receipt(n)
            yield from self._shipment(n)
        for n in range(chance.randint(0, 3)):
            yield from self._return(n)
        for n in range(chance.randint(0, 2)):
            yield from self._packed(n)

    def _item(self, n: int) -> str:
        if self.chance.random() < 0.3:
            return make("device", self.ns, "FG-1", f"{n}")
        return make("lot", self.ns, self.chance.choice(_MATERIALS), f"{n}")

    @staticmethod
    def _unit(material: str) -> str:
        return "u" if material.startswith("FG") else "kg"

    def _step(self, n: int) -> Iterator[AnyFact]:
        """An order; some have operations that consume, some a place, and any item may go in or come out."""
        kind = self.chance.choice(("production", "production", "split", "rework", "merge"))
        step = make("step", self.ns, kind, f"O{n}")
        yield self._node(step, kind=kind)
        takers = [step]
        for m in range(self.chance.choice((0, 0, 1, 2))):
            operation = make("step", self.ns, "operation", f"O{n}", str(m))
            yield self._node(operation, kind="operation")
            yield from self._stated("PART_OF", operation, step)
            takers.append(operation)
        if self.chance.random() < 0.6:
            yield from self._stated("AT_LOCATION", step, self.chance.choice(self.sites))
        for item in self._some(3):
            yield from self._moved("CONSUMED_IN", item, self.chance.choice(takers), item)
        for item in self._some(3):
            if item.startswith("device:") and self.chance.random() < 0.5:
                lots = [one for one in self.items if one.startswith("lot:")]
                yield from self._stated("HAS_UNIT", self.chance.choice(lots or [step]), item) if lots else ()
            else:
                yield from self._moved("PRODUCED", self.chance.choice(takers), item, item)

    def _receipt(self, n: int) -> Iterator[AnyFact]:
        receipt, item = make("receipt", self.ns, f"R{n}", "1"), self.chance.choice(self.items)
        supplier = make("supplier", self.ns, self.chance.choice("ab"))
        yield self._node(receipt, document=f"R{n}")
        yield self._node(supplier)
        yield from self._stated("SUPPLIED", supplier, receipt)
        yield from self._moved("RECEIVED_AS", receipt, item, item)

    def _shipment(self, n: int) -> Iterator[AnyFact]:
        shipment, customer = make("shipment", self.ns, f"D{n}"), self._customer()
        yield self._node(shipment)
        yield self._node(customer)
        for item in self._some(2):
            yield from self._moved("SHIPPED_IN", item, shipment, item)
        if self.chance.random() < 0.9:
            yield from self._stated("DELIVERED_TO", shipment, customer)

    def _return(self, n: int) -> Iterator[AnyFact]:
        back, customer = make("return", self.ns, f"B{n}", "1"), self._customer()
        yield self._node(back, document=f"B{n}")
        yield self._node(customer)
        item = self.chance.choice(self.items)
        yield from self._moved("RETURNED_IN", item, back, item)
        yield from self._stated("RETURNED_BY", back, customer)

    def _packed(self, n: int) -> Iterator[AnyFact]:
        """A carton on a pallet that is shipped."""
        carton, pallet = (make("package", self.ns, f"{what}{n}") for what in ("C", "P"))
        shipment, customer = make("shipment", self.ns, f"DP{n}"), self._customer()
        for key in (carton, pallet, shipment, customer):
            yield self._node(key)
        for item in self._some(3):
            yield from self._moved("PACKED_IN", item, carton, item)
        yield from self._stated("PACKED_IN", carton, pallet)
        yield from self._stated("SHIPPED_IN", pallet, shipment)
        yield from self._stated("DELIVERED_TO", shipment, customer)

    def _customer(self) -> str:
        return make("customer", self.ns, self.chance.choice("xyz"))

    def _some(self, most: int) -> Sequence[str]:
        return self.chance.sample(self.items, self.chance.randint(1, min(most, len(self.items))))

    def _node(self, key: str, **properties: Value) -> NodeFact:
        return NodeFact(key=key, properties=properties)

    def _moved(self, type_: str, source: str, target: str, item: str) -> Iterator[AnyFact]:
        quantity = self.chance.randint(1, 9) * ONE
        return self._stated(
            type_, source, target, quantity=quantity, uom=self._unit(item.split("/")[1]), **self._at(type_)
        )

    def _at(self, type_: str) -> dict[str, Value]:
        if type_ in ("PACKED_IN", "HAS_UNIT") or self.chance.random() < 0.3:
            return {}
        return {"event_time": self.chance.choice(DAYS)}

    def _stated(self, type_: str, source: str, target: str, **properties: Value) -> Iterator[AnyFact]:
        """One relationship as it was stated, and at times again, withdrawn, or stated anew after that."""
        self._line += 1
        key, turns = relationship_key(type_, self.ns, "doc", str(self._line)), 1
        while self.chance.random() < 0.12:
            turns += 1
        for turn in range(turns):
            changed = f"2025-03-01T{turn:02}:00:00.000000Z"
            if turn % 2 and self.chance.random() < 0.7:
                yield Retraction(type=type_, key=key, reason="booked in error", changed=changed)
            else:
                yield RelationshipFact(
                    type=type_, key=key, source=source, target=target, properties=properties, changed=changed
                )
