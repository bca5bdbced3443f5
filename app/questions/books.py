"""What was booked on lots and devices, column by column: received, produced, returned, consumed, shipped.

Promises: each act stands in a column once. What was booked on a unit of a lot is booked on the lot, too, but
for what made or brought the unit together with the lot. A line is told with its document or step, so that
what left in a package counts once for each shipment.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from app.questions.consignees import Consignees
from app.questions.findings import Gap
from app.questions.materials import read_materials
from app.questions.quantities import Amount, Sums, counted_once, plus
from app.questions.reading import Edge
from app.questions.trace import Logistics, Walk, event_times, heads, orders_above
from app.questions.watching import Watching
from app.questions.windows import Window
from graph_model.keys import prefix_of
from quality.words import Words, said

CAME = ("received", "produced", "returned")
LEFT = ("consumed", "shipped")
_COLUMNS = {
    "received": Words("received", "收货"),
    "produced": Words("produced", "产出"),
    "returned": Words("returned", "退回"),
    "consumed": Words("consumed", "消耗"),
    "shipped": Words("shipped", "发运"),
}
_OF_FLOW = {"RECEIVED_AS": "received", "PRODUCED": "produced", "CONSUMED_IN": "consumed"}
_OF_DOCUMENTS = {"SHIPPED_IN": "shipped", "RETURNED_IN": "returned"}

Line = tuple[str, str]
"""A document or step, and the relationship that tells the amount."""


class Books:
    """The books of some items, which must be lots and devices, as one reader has them."""

    def __init__(self, reader: Watching, starts: tuple[str, ...]) -> None:
        self.starts = starts
        self.void: list[Edge] = []
        self.edges: dict[str, Edge] = {}
        self._done = Walk(starts, True, set(starts))
        self._read(reader)
        self._owners: dict[str, set[str]] = defaultdict(set)
        for key in starts:
            self._owners[key].add(key)
        for edge in self._of("HAS_UNIT"):
            if edge.source in self._owners[edge.source]:
                self._owners[edge.target].add(edge.source)
        self.materials = read_materials(reader, list(self._owners), reader.classes.kept)
        self.sums = Sums(self.materials)
        self.gaps: list[Gap] = []
        self._lines: dict[tuple[str, str], dict[Line, tuple[str, Edge]]] = defaultdict(dict)
        self._partly: set[tuple[str, str]] = set()
        self._book_flow(self._heads(reader))
        self._book_documents(event_times(reader, self._done, self.edges.values()))

    def columns(self, key: str) -> dict[str, Amount | None]:
        """The sum of each column; None where a part is not known, or may not be told."""
        out: dict[str, Amount | None] = {}
        unit = self.sums.one(key).unit if prefix_of(key) == "device" else self.materials.unit(key)
        for column in (*CAME, *LEFT):
            amount = out[column] = self._total(key, column, unit)
            unit = unit or (amount.unit if amount else None)
        zero = Amount(Fraction(0), unit or "")
        return {column: zero if amount and not amount.value else amount for column, amount in out.items()}

    def has_origin(self, key: str) -> bool:
        """Whether anything says how it came, also where that may not be told."""
        return any((key, column) in books for column in CAME[:2] for books in (self._lines, self._partly))

    def leave_out(self, whole: Books) -> None:
        """Tell no column of which the whole books have more lines."""
        for place, lines in whole._lines.items():
            if lines.keys() - self._lines.get(place, {}).keys():
                self._partly.add(place)

    def _total(self, key: str, column: str, unit: str | None) -> Amount | None:
        if (key, column) in self._partly:
            return None
        amounts: list[Amount | None] = []
        for _, (item, edge) in sorted(self._lines.get((key, column), {}).items()):
            amount = self.sums.amount(item, edge, unit)
            if amount is None and not isinstance(edge.properties.get("quantity"), int):
                words = said(
                    "{edge} states no quantity, so what was {column} of {key} is not known.",
                    "{edge} 未说明数量，因此 {key} 的{column}数量未知。",
                    edge=edge.key,
                    column=_COLUMNS[column],
                    key=key,
                )
                self.gaps.append(Gap("unmeasured", key, words))
            unit = unit or (amount.unit if amount else None)
            amounts.append(amount)
        out: Amount | None = Amount(Fraction(0), unit or "")
        for amount in amounts:
            out = plus(out, amount)
        return out

    def _read(self, reader: Watching) -> None:
        starts = list(self.starts)
        found = [*reader.flow(starts, True), *reader.flow(starts, False), *reader.logistics(starts, False)]
        units = sorted({e.target for e in found if e.type == "HAS_UNIT" and not e.void} - {*starts})
        if units:
            found += [*reader.flow(units, True), *reader.flow(units, False), *reader.logistics(units, False)]
        Logistics(reader, self._done).run([*starts, *units])
        self.edges = {edge.key: edge for edge in (*found, *self._done.edges.values()) if not edge.void}
        self.void = [*(edge for edge in found if edge.void), *self._done.void.values()]

    def _of(self, *types: str) -> list[Edge]:
        return counted_once(edge for edge in self.edges.values() if edge.type in types)

    def _heads(self, reader: Watching) -> dict[str, str]:
        steps = {edge.source for edge in self._of("PRODUCED")}
        return heads(orders_above(reader, steps)) if steps else {}

    def _book_flow(self, head: dict[str, str]) -> None:
        for type_, column in _OF_FLOW.items():
            edges = self._of(type_)
            into = type_ != "CONSUMED_IN"
            told = {(head.get(edge.source, edge.source), edge.target) for edge in edges}
            for edge in edges:
                item, other = (edge.target, edge.source) if into else (edge.source, edge.target)
                for owner in self._owners.get(item, ()):
                    came_with_lot = owner != item and (head.get(other, other), owner) in told
                    if not (into and came_with_lot):
                        self._lines[owner, column][other, edge.key] = (item, edge)
        for edge in self._of("HAS_UNIT"):
            if edge.target in self.starts and not self.has_origin(edge.target):
                self._lines[edge.target, "produced"][edge.source, edge.key] = (edge.target, edge)

    def _book_documents(self, times: dict[str, Window]) -> None:
        consignees = Consignees(self.edges.values(), times, self.materials, self.sums)
        for type_, column in _OF_DOCUMENTS.items():
            for document in sorted({edge.target for edge in self._of(type_)}):
                for line in consignees.lines(document, type_):
                    for owner in self._owners.get(line.source, ()):
                        self._lines[owner, column][document, line.key] = (line.source, line)
