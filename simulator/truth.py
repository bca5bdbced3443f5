"""The true answers, by a plain closure over the plant's records.

Promises: shares no code with loaders, store or questions; walks without recursion and ends on
cycles; takes records of which any were lost. The rules (DESIGN 4 and 7):

- Forward, what is live of CONSUMED_IN, PRODUCED and HAS_UNIT is closed over. Then the ends: the
  packages an affected item was in, at any remove as long as the stays overlap; its shipments and
  those of a package that held it at that instant; returns likewise; their customers. Nothing leads
  from there to other items.
- `packed_from <= shipped < packed_to`; where a time is missing, it was inside.
- A step's kind is the first part of its key, so a step that no file states has one too.
- Gaps are worked out over what the answer holds, whatever its label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from simulator.records import NODE_TABLES, Records

Links = Mapping[str, list[str]]
Gaps = frozenset[tuple[str, str]]
# What comes out of these is what went in, so it counts once.
PASSES_ON = frozenset(["split", "merge", "relabel", "transfer", "rework"])
_ITEMS = ("lot:", "device:")
_TO_BASE = {"kg": Fraction(1), "g": Fraction(1, 1000), "m": Fraction(1), "u": Fraction(1)}


@dataclass(frozen=True, slots=True)
class Answer:
    """A recall. Every key of the answer is in one of the sets of keys, the start included."""

    items: frozenset[str]
    steps: frozenset[str]
    devices: int
    customers: frozenset[str]
    shipments: frozenset[str]
    returns: frozenset[str]
    packages: frozenset[str]
    gaps: Gaps
    sources: frozenset[str] = frozenset()
    """The supplier or receipt the recall started at, and the receipts on the way."""

    @property
    def keys(self) -> frozenset[str]:
        """All of them."""
        ends = self.customers | self.shipments | self.returns | self.packages
        return self.items | self.steps | ends | self.sources


@dataclass(frozen=True, slots=True)
class Genealogy:
    """What may have gone into an item."""

    items: frozenset[str]
    steps: frozenset[str]
    suppliers: frozenset[str]
    receipts: frozenset[str]
    gaps: Gaps

    @property
    def keys(self) -> frozenset[str]:
        """All of them."""
        return self.items | self.steps | self.suppliers | self.receipts


@dataclass(frozen=True, slots=True)
class _Span:
    """From one instant up to another; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def within(self, other: _Span) -> _Span | None:
        """What the two have in common."""
        since = max(filter(None, (self.since, other.since)), default=None)
        until = min(filter(None, (self.until, other.until)), default=None)
        return None if since and until and since >= until else _Span(since, until)

    def holds(self, at: datetime | None) -> bool:
        """Whether the instant lies in it."""
        return at is None or not ((self.since and at < self.since) or (self.until and at >= self.until))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if "T" in text else None


class Truth:
    """Answers over one set of records."""

    def __init__(self, records: Records) -> None:
        self._records = records

    # What the records say

    @cached_property
    def stated(self) -> frozenset[str]:
        """Keys of all nodes that a file states."""
        return frozenset(key for label in NODE_TABLES for key in self._records.keys(label))

    @cached_property
    def _forward(self) -> Links:
        return self._links(0)

    @cached_property
    def _backward(self) -> Links:
        return self._links(1)

    def _links(self, near: int) -> Links:
        links: dict[str, list[str]] = defaultdict(list)
        for type_ in ("CONSUMED_IN", "PRODUCED", "HAS_UNIT"):
            for ends in self._records.live(type_, "from", "to"):
                links[ends[near]].append(ends[1 - near])
        return dict(links)

    def _map(self, type_: str, near: str, far: str) -> dict[str, list[str]]:
        links: dict[str, list[str]] = defaultdict(list)
        for start, end in self._records.live(type_, near, far):
            links[start].append(end)
        return dict(links)

    @cached_property
    def _suppliers(self) -> Links:
        return self._map("SUPPLIED", "to", "from")

    @cached_property
    def _supplies(self) -> Links:
        return self._map("SUPPLIED", "from", "to")

    @cached_property
    def _receipts(self) -> Links:
        return self._map("RECEIVED_AS", "to", "from")

    @cached_property
    def _received(self) -> Links:
        return self._map("RECEIVED_AS", "from", "to")

    @cached_property
    def _customers(self) -> Links:
        return self._map("DELIVERED_TO", "from", "to") | self._map("RETURNED_BY", "from", "to")

    @cached_property
    def _stays(self) -> Mapping[str, list[tuple[str, _Span]]]:
        stays: dict[str, list[tuple[str, _Span]]] = defaultdict(list)
        for key, package, since, until in self._records.live(
            "PACKED_IN", "from", "to", "packed_from", "packed_to"
        ):
            stays[key].append((package, _Span(_moment(since), _moment(until))))
        return dict(stays)

    @cached_property
    def _departures(self) -> Mapping[str, list[tuple[str, datetime | None]]]:
        """Shipments and returns of items and packages, with the instant where one is stated."""
        out: dict[str, list[tuple[str, datetime | None]]] = defaultdict(list)
        for type_ in ("SHIPPED_IN", "RETURNED_IN"):
            for key, document, time in self._records.live(type_, "from", "to", "event_time"):
                out[key].append((document, _moment(time)))
        return dict(out)

    @cached_property
    def _amounts(self) -> Mapping[str, list[tuple[str, str, Fraction]]]:
        """Lot -> what came in and, as negative amounts, what went into steps: (type, other end, amount)."""
        out: dict[str, list[tuple[str, str, Fraction]]] = defaultdict(list)
        for type_, near, far in (
            ("PRODUCED", "to", "from"),
            ("RECEIVED_AS", "to", "from"),
            ("CONSUMED_IN", "from", "to"),
        ):
            for lot, other, number, unit in self._records.live(type_, near, far, "quantity", "unit"):
                if lot.startswith("lot:") and number:
                    out[lot].append((type_, other, Fraction(number) * _TO_BASE[unit]))
        return dict(out)

    @cached_property
    def _device_materials(self) -> frozenset[str]:
        """Key parts of the materials that carry a UDI-DI, as they stand in lot keys."""
        rows = self._records["IDENTIFIED_BY"].select("from")
        return frozenset(material.partition(":")[2] for (material,) in rows)

    @cached_property
    def _unlotted(self) -> Links:
        """Step -> materials that it used, and nothing says which lot."""
        return self._map("USED_IN", "to", "from")

    @cached_property
    def _with_output(self) -> frozenset[str]:
        return frozenset(step for (step,) in self._records.live("PRODUCED", "from"))

    @cached_property
    def _with_input(self) -> frozenset[str]:
        return frozenset(step for (step,) in self._records.live("CONSUMED_IN", "to"))

    # Answers

    def recall(self, *starts: str) -> Answer:
        """Forward from lots, devices, steps, receipts or suppliers."""
        receipts = {key for key in starts if key.startswith("receipt:")}
        for supplier in starts:
            receipts.update(self._supplies.get(supplier, ()))
        first = {key for key in starts if key.startswith((*_ITEMS, "step:"))}
        first.update(lot for receipt in receipts for lot in self._received.get(receipt, ()))
        reached = _closure(self._forward, first)
        items = frozenset(key for key in reached if key.startswith(_ITEMS))
        steps = frozenset(reached - items)
        packages, documents = self._outward(items)
        customers = {c for document in documents for c in self._customers.get(document, ())}
        sources = frozenset({s for s in starts if s.startswith("supplier:")} | receipts)
        held = {*reached, *packages, *documents, *customers, *sources}
        return Answer(
            items=items,
            steps=steps,
            devices=self._count_devices(items, steps, frozenset(starts), receipts),
            customers=frozenset(customers),
            shipments=frozenset(d for d in documents if d.startswith("shipment:")),
            returns=frozenset(d for d in documents if d.startswith("return:")),
            packages=frozenset(packages),
            gaps=self._forward_gaps(items, steps, documents) | self._unknown(held),
            sources=sources,
        )

    def genealogy(self, *starts: str) -> Genealogy:
        """Backward from lots, devices or steps."""
        reached = _closure(self._backward, starts)
        items = frozenset(key for key in reached if key.startswith(_ITEMS))
        steps = frozenset(reached - items)
        receipts = frozenset(r for item in items for r in self._receipts.get(item, ()))
        suppliers = frozenset(s for receipt in receipts for s in self._suppliers.get(receipt, ()))
        gaps = self._backward_gaps(items, steps, receipts)
        return Genealogy(
            items, steps, suppliers, receipts, gaps | self._unknown({*reached, *receipts, *suppliers})
        )

    def _outward(self, items: Iterable[str]) -> tuple[set[str], set[str]]:
        """Packages and documents of these items."""
        packages: set[str] = set()
        documents: set[str] = set()
        seen: set[tuple[str, _Span]] = {(item, _Span()) for item in items}
        todo = list(seen)
        while todo:
            key, span = todo.pop()
            inside = key.startswith("package:")
            documents.update(
                document for document, at in self._departures.get(key, ()) if not inside or span.holds(at)
            )
            for package, stay in self._stays.get(key, ()):
                common = span.within(stay)
                if common is None:
                    continue
                packages.add(package)
                if (package, common) not in seen:
                    seen.add((package, common))
                    todo.append((package, common))
        return packages, documents

    def _count_devices(
        self, items: frozenset[str], steps: frozenset[str], starts: frozenset[str], receipts: set[str]
    ) -> int:
        """Serialised devices, and units of device lots that are neither serialised nor passed on."""
        total = Fraction(0)
        for item in items:
            if item.startswith("device:"):
                total += 1
                continue
            material = item.partition(":")[2].rpartition("/")[0]
            if material not in self._device_materials:
                continue
            own = Fraction(-sum(1 for u in self._forward.get(item, ()) if u.startswith("device:")))
            for type_, other, amount in self._amounts.get(item, ()):
                if type_ == "CONSUMED_IN":
                    own -= amount if self._passes_on(other) else 0
                elif item in starts or other in steps or other in receipts:
                    own += amount
            total += max(own, Fraction(0))
        return int(total)

    def _passes_on(self, step: str) -> bool:
        return _kind(step) in PASSES_ON and step in self._with_output

    # Gaps

    def _unknown(self, keys: Iterable[str]) -> Gaps:
        return frozenset(("unknown_reference", key) for key in keys if key not in self.stated)

    def _forward_gaps(self, items: Iterable[str], steps: frozenset[str], documents: Iterable[str]) -> Gaps:
        materials = {"material:" + item.partition(":")[2].rpartition("/")[0] for item in items}
        return frozenset(
            [("step_without_output", s) for s in steps if s not in self._with_output]
            + [("shipment_without_customer", d) for d in documents if d not in self._customers]
            + [
                ("untracked_input", s)
                for s, m in self._unlotted.items()
                if s not in steps and materials & {*m}
            ]
        )

    def _backward_gaps(self, items: Iterable[str], steps: Iterable[str], receipts: Iterable[str]) -> Gaps:
        gaps = {("no_origin", i) for i in items if i not in self._backward and i not in self._receipts}
        gaps |= {("no_origin", r) for r in receipts if r not in self._suppliers}
        for step in steps:
            if step in self._unlotted:
                gaps.add(("untracked_input", step))
            elif step not in self._with_input:
                gaps.add(("step_without_input", step))
        return frozenset(gaps)


def _closure(links: Links, starts: Iterable[str]) -> set[str]:
    reached = set(starts)
    todo = list(reached)
    while todo:
        for key in links.get(todo.pop(), ()):
            if key not in reached:
                reached.add(key)
                todo.append(key)
    return reached


def _kind(step: str) -> str:
    return step.split("/")[1]
