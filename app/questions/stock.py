"""What is still here of some items: on the shelf, or in a package that has not left.

Promises: an amount is what came in and came back less what was used, left, and is counted by units of its
own; where a part of that is not stated, or more went than came, the amount is not known (None), and the item
counts as here. A device is here unless it left, or was used, as often as it came. What was in a package left
with it where no time leaves a doubt; else it counts as here as well as delivered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.questions.findings import Gap
from app.questions.materials import Materials
from app.questions.quantities import Amount, Sums, counted_once, per_device
from app.questions.reading import Edge, Reads
from app.questions.trace import ITEMS, Walk, closure, event_times
from app.questions.windows import OPEN, Window, moment
from graph_model.keys import prefix_of
from quality.words import said

_LEAVING = ("SHIPPED_IN", "RETURNED_IN")


def overdrawn(item: str) -> Gap:
    """More of it went than ever came."""
    words = said("More of {item} went out than came in.", "{item} 出去的比进来的多。", item=item)
    return Gap("conflict", item, words)


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """An item that left in a shipment; `surely` where no time leaves a doubt."""

    item: str
    shipment: str
    surely: bool


@dataclass(slots=True)
class Stock:
    """Item -> how much of it is here, None where that is not known; items that are not here are left out."""

    here: dict[str, Amount | None] = field(default_factory=dict)
    left: set[Left] = field(default_factory=set)
    inside: dict[str, dict[str, Amount | None]] = field(default_factory=lambda: defaultdict(dict))
    """Package that has not left -> what is in it now, of these items and of any others."""
    holders: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Item or package -> the packages it is in now."""
    gaps: list[Gap] = field(default_factory=list)
    _contents: dict[str, dict[str, Amount | None]] = field(default_factory=dict)

    def contents(self, package: str) -> Mapping[str, Amount | None]:
        """All items in a package, at any depth."""
        if package not in self._contents:
            inner = closure(self.inside, [package])
            held = [entry for p in sorted(inner) for entry in self.inside.get(p, {}).items()]
            self._contents[package] = {k: amount for k, amount in held if prefix_of(k) != "package"}
        return self._contents[package]


def read_stock(
    reader: Reads, done: Walk, materials: Materials, sums: Sums, *, with_packages: bool = True
) -> Stock:
    """The stock of the items that a forward walk reached."""
    items = sorted(key for key in done.keys if prefix_of(key) in ITEMS)
    into = [e for e in (*reader.flow(items, False), *reader.logistics(items, False)) if not e.void]
    counting = _Counting(reader, done, into, materials, sums)
    out = Stock()
    for item in items:
        out.left |= counting.left(item)
        amount = counting.device(item) if prefix_of(item) == "device" else counting.lot(item)
        if amount is not None and amount.value < 0 and item not in done.partly:
            out.gaps.append(overdrawn(item))
            amount = None
        if amount is None or amount.value > 0 or item in done.partly:
            out.here[item] = None if item in done.partly else amount
    if with_packages:
        _read_inside(reader, done, counting, out)
    return out


def _read_inside(reader: Reads, done: Walk, counting: _Counting, out: Stock) -> None:
    """What is in the packages that have not left, of whatever item."""
    packages = {key for key in done.keys if prefix_of(key) == "package"}
    known = set(packages)
    while packages:
        found = reader.logistics(sorted(packages), False)
        held = [e for e in found if e.type == "PACKED_IN" and not e.void and _is_inside(e)]
        for edge in held:
            out.inside[edge.target][edge.source] = counting.packed(edge)
        packages = {edge.source for edge in held if prefix_of(edge.source) == "package"} - known
        known |= packages
    away = {e.source for e in done.edges.values() if e.type in _LEAVING and prefix_of(e.source) == "package"}
    for package in closure(out.inside, away) & out.inside.keys():
        del out.inside[package]
    for package, held_now in sorted(out.inside.items()):
        for key in held_now:
            out.holders[key].append(package)


def _is_inside(edge: Edge) -> bool:
    """Whether nothing says that it was unpacked."""
    return not edge.properties.get("packed_to")


class _Counting:
    """The movements of the items, by end and type."""

    def __init__(
        self, reader: Reads, done: Walk, into: Iterable[Edge], materials: Materials, sums: Sums
    ) -> None:
        self._materials, self._sums = materials, sums
        self._into: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        self._out: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in into:
            self._into[edge.target, edge.type].append(edge)
        for edge in done.edges.values():
            self._out[edge.source, edge.type].append(edge)
        self._times = event_times(reader, done, done.edges.values())

    def left(self, item: str) -> set[Left]:
        """In which shipments it left, by itself or in packages."""
        direct = {Left(item, e.target, surely=not e.disputed) for e in self._out[item, "SHIPPED_IN"]}
        packed = {
            Left(item, end, surely)
            for edge in self._out[item, "PACKED_IN"]
            for end, surely in self._with_package(edge, "SHIPPED_IN")
        }
        return direct | packed

    def device(self, item: str) -> Amount | None:
        """One, if it is here."""
        came = max(1, len(counted_once([*self._into[item, "PRODUCED"], *self._into[item, "RECEIVED_AS"]])))
        back = {e.target for e in self._out[item, "RETURNED_IN"]}
        for edge in self._out[item, "PACKED_IN"]:
            back |= {end for end, _ in self._with_package(edge, "RETURNED_IN")}
        gone = {left.shipment for left in self.left(item) if left.surely}
        used = {edge.target for edge in self._out[item, "CONSUMED_IN"]}
        one = self._sums.one(item)
        return one if came + len(back) > len(gone) + len(used) else Amount(Fraction(0), one.unit)

    def lot(self, item: str) -> Amount | None:
        """What came less what went."""
        came = [*self._into[item, "PRODUCED"], *self._into[item, "RECEIVED_AS"]]
        if not came:
            return None
        packed = self._out[item, "PACKED_IN"]
        gone = [e for e in packed if any(surely for _, surely in self._with_package(e, "SHIPPED_IN"))]
        back = [e for e in packed if any(True for _ in self._with_package(e, "RETURNED_IN"))]
        total = self._sums.of(item, came)
        total = self._plus(item, total, [*self._out[item, "RETURNED_IN"], *back], 1)
        total = self._plus(item, total, [*self._out[item, "CONSUMED_IN"]], -1)
        total = self._plus(item, total, [*self._out[item, "SHIPPED_IN"], *gone], -1)
        if total is None:
            return None
        units = len({edge.target for edge in self._out[item, "HAS_UNIT"]})
        return Amount(total.value - units * per_device(total.unit), total.unit)

    def packed(self, edge: Edge) -> Amount | None:
        """How much of an item, or of another package, a package holds by this relationship."""
        if prefix_of(edge.source) == "device":
            return Amount(Fraction(1), "u")
        quantity = edge.properties.get("quantity")
        if prefix_of(edge.source) == "package" or not isinstance(quantity, int):
            return None
        known = edge.source in self._materials.of_item
        return self._sums.amount(edge.source, edge) if known else _as_stated(quantity, edge)

    def _plus(self, item: str, total: Amount | None, edges: list[Edge], sign: int) -> Amount | None:
        moved = self._sums.of(item, edges) if edges else None
        if total is None or not edges:
            return total
        if moved is None or moved.unit != total.unit:
            return None
        return Amount(total.value + sign * moved.value, total.unit)

    def _with_package(self, packed: Edge, type_: str) -> Iterator[tuple[str, bool]]:
        """The documents in which the package of a stay left or came back, and if it was inside for sure."""
        todo = [(packed.target, self._times.get(packed.key, OPEN), [packed])]
        while todo:
            package, window, stays = todo.pop()
            for edge in self._out[package, type_]:
                at = self._times.get(edge.key, OPEN)
                if not (window & at).empty:
                    yield edge.target, not edge.disputed and all(_stayed(stay, at) for stay in stays)
            for edge in self._out[package, "PACKED_IN"]:
                both = window & self._times.get(edge.key, OPEN)
                if not both.empty and edge not in stays:
                    todo.append((edge.target, both, [*stays, edge]))


def _as_stated(quantity: int, edge: Edge) -> Amount:
    return Amount(Fraction(quantity, 10**9), str(edge.properties.get("uom", "")))


def _stayed(stay: Edge, at: Window) -> bool:
    """Whether what was packed was still inside at that time, for sure."""
    until = stay.properties.get("packed_to")
    if stay.disputed:
        return False
    if not isinstance(until, str) or not until:
        return True
    return bool(at.since) and all(moment(until).surely_after(since) for since in at.since)
