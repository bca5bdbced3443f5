"""From what moved to the arithmetic of what can be in what: numbers, in the unit of each material.

Promises: an amount that is not stated, or not in a unit that converts, is unknown (None) and never guessed.
An order and its operations are one step. A unit of a lot that was reached is a part of the lot, and what was
done with it was done with the lot. Where a step used and made one material and less came out than went in,
what is missing is a loss that may hold suspects. What a customer sent back was not kept by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.questions.consignees import Consignees
from app.questions.materials import Materials
from app.questions.movements import Movements
from app.questions.quantities import Amount, Sums
from app.questions.reading import Edge
from graph_model.keys import prefix_of
from graph_model.units import ONE, UnitError, factor
from lineage.mixing import NOWHERE, Input, Item, Output, Plant, Quantity, Step, plus, total

UNLOTTED = "material without a lot"


@dataclass(frozen=True, slots=True)
class Suspected:
    """What is suspect of one material: whole items, and amounts of others that came in as such."""

    material: str
    whole: frozenset[str] = frozenset()
    parts: Mapping[str, Quantity] = field(default_factory=dict)
    steps: frozenset[str] = frozenset()
    """Steps of which all that they made is suspect."""


class Mixture:
    """What moved, counted once, for any material that may be suspect in it."""

    def __init__(self, moved: Movements, materials: Materials, sums: Sums, consignees: Consignees) -> None:
        self._moved, self._materials, self._sums = moved, materials, sums
        self._units: dict[str, str] = {}
        lots = moved.lots_of()
        self.lot_of = {device: min(of) for device, of in lots.items()}
        """Device -> the lot that it is a part of here."""
        self._numbers: dict[str, int] = {}
        self._inputs: dict[str, dict[str, list[Input]]] = defaultdict(lambda: defaultdict(list))
        self._outputs: dict[str, list[tuple[Output, Edge | None]]] = defaultdict(list)
        self._came: dict[int, list[Quantity]] = defaultdict(list)
        self._ends: dict[int, dict[str, Quantity]] = defaultdict(dict)
        self.unsure_parties: set[str] = set()
        """Customers of documents that name several."""
        self._read_outputs()
        self._read_inputs()
        for edge in self._first_hand("RECEIVED_AS"):
            self._came[self.number(edge.target)].append(self.amount(edge.target, edge))
        self._read_ends(consignees)

    def number(self, item: str) -> int:
        """The number of an item, or of the lot that it is a part of."""
        return self._numbers.setdefault(self.lot_of.get(item, item), len(self._numbers))

    @property
    def keys(self) -> dict[int, str]:
        """Number -> item."""
        return {number: key for key, number in self._numbers.items()}

    def unit(self, material: str) -> str | None:
        """The unit in which the material is counted here."""
        return self._units.get(material)

    def ends_at(self, party: str) -> list[tuple[int, int]]:
        """(Item, end) for all that a customer keeps, or a document that names none."""
        return [(n, list(ends).index(party)) for n, ends in sorted(self._ends.items()) if party in ends]

    def _quantity(self, key: str, number: int) -> Quantity:
        """All that ever came into an item; of a device of which nothing tells it came as one."""
        came = self._came.get(number)
        if came is not None:
            return total(came)
        return self.one(key) if prefix_of(key) == "device" else None

    def amount(self, item: str, edge: Edge) -> Quantity:
        """What a relationship moved, in the unit of the item's material."""
        material = self.material(item)
        found = self._sums.amount(item, edge, self._units.get(material))
        return self._in_unit(material, found)

    def one(self, device: str) -> Quantity:
        """One device in the unit of its material."""
        return self._in_unit(self.material(device), self._sums.one(device))

    def material(self, item: str) -> str:
        """The material that the item counts under: that of its lot, for a unit of one."""
        return self._materials.of(self.lot_of.get(item, item))

    def plant(self, suspects: Suspected, hidden: Iterable[int]) -> Plant:
        """The plant as one material is suspect in it; of hidden items nothing says how much came in."""
        unknown, whole = set(hidden), {self.number(item) for item in suspects.whole}
        parts: dict[int, Quantity] = {}
        for item, part in suspects.parts.items():
            parts[self.number(item)] = plus(parts.get(self.number(item), Fraction(0)), part)
        made = [self._step(key) for key in self.steps(suspects)]
        items = [
            Item(
                None if number in unknown else self._quantity(key, number),
                is_start=number in whole,
                suspect=Fraction(0) if number in whole else parts.get(number, Fraction(0)),
                ends=tuple(self._ends.get(number, {}).values()),
            )
            for key, number in self._numbers.items()
        ]
        return Plant(items, made)

    def steps(self, suspects: Suspected) -> list[str]:
        """The steps of the plant, in its order; what a suspect step made does not hang on what it used."""
        return sorted({*self._inputs, *self._outputs} - suspects.steps)

    def made_by(self, step: str) -> Iterator[tuple[str, Quantity]]:
        """What a step made: item and amount."""
        for output, edge in self._outputs.get(step, ()):
            if edge is not None:
                yield edge.target, output.quantity

    def _step(self, key: str) -> Step:
        groups = self._inputs.get(key, {})
        return Step(tuple(groups.values()), [output for output, _ in self._outputs.get(key, ())])

    def _in_unit(self, material: str, found: Amount | None) -> Quantity:
        if found is None:
            return None
        unit = self._units.setdefault(material, found.unit)
        return found.value if found.unit == unit else None

    def _first_hand(self, type_: str) -> Iterator[Edge]:
        """What came into items, but for units of lots that came with the lot itself."""
        edges = self._moved.acts(type_)
        whole = {(self._moved.step(edge.source), edge.target) for edge in edges}
        for edge in edges:
            lot = self.lot_of.get(edge.target)
            if lot is None or (self._moved.step(edge.source), lot) not in whole:
                yield edge

    def _read_outputs(self) -> None:
        units: dict[str, str] = {}
        for edge in self._first_hand("PRODUCED"):
            step, item = self._moved.step(edge.source), edge.target
            quantity = self.amount(item, edge)
            unit = self._units.get(self.material(item), "")
            size = converted(quantity, unit, units.setdefault(step, unit))
            number = self.number(item)
            self._outputs[step].append((Output(number, quantity, size), edge))
            self._came[number].append(quantity)

    def _read_inputs(self) -> None:
        for edge in self._moved.acts("CONSUMED_IN"):
            line = Input(self.number(edge.source), self.amount(edge.source, edge))
            step = self._moved.step(edge.target)
            self._inputs[step][self.material(edge.source)].append(line)
        for edge in self._moved.acts("USED_IN"):
            group = self._inputs[self._moved.step(edge.target)][edge.source]
            quantity, uom = edge.properties.get("quantity"), edge.properties.get("uom")
            stated = Fraction(quantity, ONE) if isinstance(quantity, int) else None
            unit = self._units.get(edge.source, str(uom))
            group.append(Input(self.number(UNLOTTED), converted(stated, str(uom), unit)))
        for step, groups in self._inputs.items():
            self._add_losses(step, groups)

    def _add_losses(self, step: str, groups: Mapping[str, list[Input]]) -> None:
        """What went in and did not come out again, of materials that did both."""
        for material, lines in groups.items():
            made = [o for o, e in self._outputs.get(step, ()) if e and self.material(e.target) == material]
            used = total(line.quantity for line in lines)
            came, sizes = total(o.quantity for o in made), total(o.size for o in made)
            if made and used is not None and came and sizes and used > came:
                loss = used - came
                self._outputs[step].append((Output(NOWHERE, loss, loss * sizes / came), None))

    def _read_ends(self, consignees: Consignees) -> None:
        for into, by, sign in (("SHIPPED_IN", "DELIVERED_TO", 1), ("RETURNED_IN", "RETURNED_BY", -1)):
            parties: dict[str, set[str]] = defaultdict(set)
            for edge in self._moved.acts(by):
                parties[edge.source].add(edge.target)
            for document in sorted({edge.target for edge in self._moved.acts(into)}):
                named = parties.get(document, set())
                party = min(named) if len(named) == 1 else document
                self.unsure_parties |= named if len(named) > 1 else set()
                for line in consignees.lines(document, into):
                    self._add_end(line, party, sign)
        for ends in self._ends.values():
            # Nobody keeps less than nothing: how much of it is where is then not known.
            ends.update({party: None for party, kept in ends.items() if kept is not None and kept < 0})

    def _add_end(self, line: Edge, party: str, sign: int) -> None:
        if line.source in self._moved.reached:
            ends, moved = self._ends[self.number(line.source)], self.amount(line.source, line)
            signed = None if moved is None else sign * moved
            ends[party] = plus(ends.get(party, Fraction(0)), signed)


def converted(quantity: Quantity, source: str, target: str) -> Quantity:
    """The quantity in another unit; None where that can't be said."""
    if quantity is None or source == target:
        return quantity
    try:
        return quantity * factor(source, target)
    except UnitError:
        return None
