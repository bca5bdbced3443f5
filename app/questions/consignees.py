"""What each customer received and sent back, by material.

Promises: a customer who returned everything stays listed, with net zero. What left in a package counts
once for each shipment of that package, if it may have been inside when the package left. Amounts of
one material are in one unit; an amount of which a part is not stated is unknown (None).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.questions.materials import Materials
from app.questions.quantities import Amount, Sums, counted_once, plus, readable
from app.questions.reading import Edge
from app.questions.windows import OPEN, Window
from graph_model.keys import prefix_of


@dataclass(frozen=True, slots=True)
class Consigned:
    """One material at one customer. None means: not stated, or not in one unit."""

    material: str
    shipped: str | None
    returned: str | None
    net: str | None
    unit: str | None

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        return {
            "material": self.material,
            "shipped": self.shipped,
            "returned": self.returned,
            "net": self.net,
            "unit": self.unit,
        }


_ZERO = Fraction(0)
_Movements = dict[str, list[Amount | None]]


class Consignees:
    """Reads the relationships of one answer from the customers' end."""

    def __init__(
        self, edges: Iterable[Edge], times: dict[str, Window], materials: Materials, sums: Sums
    ) -> None:
        self._times, self._materials, self._sums = times, materials, sums
        self._into: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in edges:
            self._into[edge.type, edge.target].append(edge)

    def of(self, customer: str) -> tuple[Consigned, ...]:
        """What this customer received and sent back, sorted by material."""
        shipped = self._moved(customer, "DELIVERED_TO", "SHIPPED_IN")
        returned = self._moved(customer, "RETURNED_BY", "RETURNED_IN")
        return tuple(
            consigned(material, shipped.get(material, []), returned.get(material, []))
            for material in sorted({*shipped, *returned})
        )

    def _moved(self, customer: str, by: str, into: str) -> _Movements:
        out: _Movements = defaultdict(list)
        documents = {e.source for e in self._into.get((by, customer), ())}
        for document in sorted(documents):
            for line in self.lines(document, into):
                out[self._materials.of_item[line.source]].append(self._sums.amount(line.source, line))
        return out

    def lines(self, document: str, into: str) -> Iterable[Edge]:
        """What says how much of each item moved with a document; a package may be booked in it twice."""
        found: dict[str, Edge] = {}
        for edge in self._into.get((into, document), ()):
            found.update((line.key, line) for line in self._contents(edge))
        # Two packings on the day of the shipment can both be the one that left; a device is one.
        return {
            line.source if prefix_of(line.source) == "device" else line.key: line
            for line in counted_once(found.values())
        }.values()

    def _contents(self, edge: Edge) -> Iterator[Edge]:
        """The lines of the items that moved with this relationship: itself, or those of its package."""
        if prefix_of(edge.source) != "package":
            yield edge
            return
        todo = [(edge.source, self._times.get(edge.key, OPEN))]
        seen = set(todo)
        while todo:
            package, window = todo.pop()
            for line in self._into.get(("PACKED_IN", package), ()):
                inside = window & self._times.get(line.key, OPEN)
                # A package once for each time it was inside: what it held then may differ.
                state = (line.source, inside)
                if inside.empty or state in seen:
                    continue
                if prefix_of(line.source) == "package":
                    seen.add(state)
                    todo.append(state)
                else:
                    yield line


def consigned(material: str, shipped: list[Amount | None], returned: list[Amount | None]) -> Consigned:
    """What the amounts of one material come to at one customer."""
    unit = next((a.unit for a in (*shipped, *returned) if a is not None), None)
    zero = Amount(_ZERO, unit) if unit is not None else None
    out, back = _total(zero, shipped), _total(zero, returned)
    net = Amount(out.value - back.value, out.unit) if out and back else None
    said = readable(out, back, net)
    unit = next((a.unit for a in said if a is not None), unit)
    out_text, back_text, net_text = (a.text if a else None for a in said)
    return Consigned(material, out_text, back_text, net_text, unit or None)


def _total(zero: Amount | None, amounts: list[Amount | None]) -> Amount | None:
    total = zero
    for amount in amounts:
        total = plus(total, amount)
    return total
