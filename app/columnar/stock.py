"""What is still here of the items of a wide answer, and what has left, by arrays.

Promises: what `app.questions.stock.read_stock` says of the same items, where nothing met is `Odd`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import numpy as np

from app.columnar.items import Items, Mask, Sums
from app.questions.findings import Gap
from app.questions.quantities import ONE_UNIT, decimal_text
from app.questions.stock import overdrawn
from graph_model.units import ONE
from lineage.base import EVER, SHARED
from lineage.closure import Odd, Reach, Walker
from lineage.column import Ids, among, pairs, unique
from lineage.graph import Graph, ranges
from lineage.windows import Windows, holds, meet

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_EPOCH = date(1970, 1, 1).toordinal()
# Packages are in packages a few times over; deeper than this one may be in itself, and states are compared.
_DEEP = 4
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Of each item whether it is here and how much, where that is known; `left` are pairs with shipments."""

    graph: Graph
    items: Items
    here: Mask
    known: Mask
    texts: tuple[str | None, ...]
    units: tuple[str | None, ...]
    left: tuple[Ids, Ids]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _Moved:
    """Relationships out of items, each with the document that it reached, and whether it surely did."""

    links: Ids
    documents: Ids
    surely: Mask

    def kept(self, which: Mask) -> _Moved:
        """Those of them."""
        return _Moved(self.links[which], self.documents[which], self.surely[which])


def read_shelf(graph: Graph, walker: Walker, reach: Reach, items: Items, sums: Sums) -> Shelf:
    """The stock of the items that a walk forward reached."""
    return _Counting(graph, walker, reach, items, sums).shelf()


class _Counting:
    def __init__(self, graph: Graph, walker: Walker, reach: Reach, items: Items, sums: Sums) -> None:
        self._graph, self._walker, self._reach, self._items, self._sums = graph, walker, reach, items, sums
        self._count = len(items.nodes)
        self._into = walker.plain(items.nodes, ("PRODUCED", "RECEIVED_AS"), outgoing=False)
        if (graph.take("flags", self._into) & SHARED).any():
            raise Odd("two statements of one act")
        moved = self._moved()
        shipped = walker.has_label(moved.documents, "Shipment")
        self._shipped, self._returned = moved.kept(shipped), moved.kept(~shipped)

    def shelf(self) -> Shelf:
        """Lots by their amounts, devices by how often they came and went."""
        amounts, known = self._lots()
        is_device, gaps = self._items.is_device, tuple(self._overdrawn(amounts, known))
        known &= amounts >= 0
        here = ~known | (amounts > 0)
        here[is_device], known[is_device] = self._devices()[is_device], True
        for material in unique(self._items.of[is_device]).tolist():
            amounts[is_device & (self._items.of == material)] = self._sums.one(material)
        left = pairs(self._at(self._shipped.links), self._shipped.documents, self._walker.nodes)
        texts, units = self._texts(amounts, known), self._units(known)
        return Shelf(self._graph, self._items, here, known, texts, units, left, gaps)

    # --- what left and came back ----------------------------------------------------------------------

    def _moved(self) -> _Moved:
        """What left and came back by itself, and in packages."""
        walker = self._walker
        out = walker.of_type(self._reach.links, "SHIPPED_IN", "RETURNED_IN")
        direct = out[~walker.has_label(walker.ends(out, outgoing=False), "Package")]
        both = [_Moved(direct, walker.ends(direct, outgoing=True), np.ones(len(direct), dtype=np.bool_))]
        packed = walker.of_type(self._reach.links, "PACKED_IN")
        lines = packed[~walker.has_label(walker.ends(packed, outgoing=False), "Package")]
        both += self._packed(lines)
        return _Moved(
            np.concatenate([one.links for one in both]),
            np.concatenate([one.documents for one in both]),
            np.concatenate([one.surely for one in both]),
        )

    def _packed(self, lines: Ids) -> Iterator[_Moved]:
        """Level by level through the packages, with the time that each item may have been inside."""
        walker = self._walker
        states = np.column_stack([walker.ends(lines, outgoing=True), lines, walker.windows(lines)])
        seen, level = states[:0], 0
        while len(states):
            found, of = self._after(states[:, 0])
            windows = walker.windows(found)
            inside = meet(states[of, 2:], windows)
            kept = holds(inside)
            found, of, inside, windows = found[kept], of[kept], inside[kept], windows[kept]
            ends = walker.ends(found, outgoing=True)
            goes_on = walker.has_label(ends, "Package")
            gone, at = of[~goes_on], windows[~goes_on]
            yield _Moved(states[gone, 1], ends[~goes_on], _stayed(states[gone, 2:], at))
            states = np.column_stack([ends[goes_on], states[of[goes_on], 1], inside[goes_on]])
            level += 1
            if level >= _DEEP and len(states):  # a package may be in itself
                both, first = np.unique(np.concatenate([seen, states]), axis=0, return_index=True)
                states = both[first >= len(seen)]
                seen = np.concatenate([seen, states])

    def _after(self, packages: Ids) -> tuple[Ids, Ids]:
        """What leaves these packages, and for each the place in `packages` of where it begins."""
        order = np.argsort(packages, kind="stable")
        ordered = packages[order]
        links = self._walker.plain(
            unique(packages), ("PACKED_IN", "SHIPPED_IN", "RETURNED_IN"), outgoing=True
        )
        sources = self._walker.ends(links, outgoing=False)
        first, last = (ordered.searchsorted(sources, side=side) for side in _SIDES)
        return np.repeat(links, last - first), order[ranges(first, last)]

    # --- what is here -----------------------------------------------------------------------------------

    def _devices(self) -> Mask:
        """Whether a device came more often than it left."""
        used = self._walker.of_type(self._reach.links, "CONSUMED_IN")
        steps = _Moved(used, self._walker.ends(used, outgoing=True), np.ones(len(used), dtype=np.bool_))
        came = np.maximum(self._number(self._walker.ends(self._into, outgoing=True)), 1)
        gone = self._shipped.kept(self._shipped.surely)
        went = self._times(gone) + self._times(steps)
        here: Mask = came + self._times(self._returned) > went
        return here

    def _times(self, moved: _Moved) -> Ids:
        """In how many documents or steps each item was."""
        places, _ = pairs(self._at(moved.links), moved.documents, self._walker.nodes)
        return np.bincount(places, minlength=self._count)

    def _number(self, nodes: Ids) -> Ids:
        return np.bincount(self._items.at(nodes), minlength=self._count)

    def _lots(self) -> tuple[Ids, Mask]:
        """What came less what went, and whether that is known."""
        walker, items = self._walker, self._items
        total, known = self._sums.by_item(self._into, items.at(walker.ends(self._into, outgoing=True)))
        used = walker.of_type(self._reach.links, "CONSUMED_IN")
        gone, back = self._shipped.kept(self._shipped.surely).links, self._returned.links
        for links, sign in ((unique(back), 1), (used, -1), (unique(gone), -1)):
            places = self._at(links)
            moved, is_stated = self._sums.by_item(links, places)
            total += sign * moved
            known &= is_stated | ~among(np.arange(self._count), unique(places))
        units = walker.of_type(self._reach.links, "HAS_UNIT")
        lots, _ = pairs(
            items.at(walker.ends(units, outgoing=False)), walker.ends(units, outgoing=True), walker.nodes
        )
        per_unit = np.array([self._sums.per_unit(at) for at in range(len(items.keys))], dtype=np.int64)
        total -= np.bincount(lots, minlength=self._count) * per_unit[items.of]
        return total, known

    def _at(self, links: Ids) -> Ids:
        return self._items.at(self._walker.ends(links, outgoing=False))

    def _overdrawn(self, amounts: Ids, known: Mask) -> Iterator[Gap]:
        odd = known & (amounts < 0) & ~self._items.is_device
        for key in self._graph.keys(self._items.nodes[odd]):
            yield overdrawn(key)

    # --- as it is told ------------------------------------------------------------------------------------

    def _texts(self, amounts: Ids, known: Mask) -> tuple[str | None, ...]:
        values, place = np.unique(np.where(known, amounts, 0), return_inverse=True)
        texts = [decimal_text(Fraction(value, ONE)) for value in values.tolist()]
        return tuple(
            texts[at] if told else None for at, told in zip(place.tolist(), known.tolist(), strict=True)
        )

    def _units(self, known: Mask) -> tuple[str | None, ...]:
        items = self._items
        own = [unit or None for unit in items.units]
        of_device = [
            unit if self._sums.per_unit(at) else ONE_UNIT.unit for at, unit in enumerate(items.units)
        ]
        both = zip(items.of.tolist(), items.is_device.tolist(), known.tolist(), strict=True)
        return tuple((of_device[at] if device else own[at]) if told else None for at, device, told in both)


def _stayed(stays: Windows, at: Windows) -> Mask:
    """Whether what was packed was surely still inside at those times."""
    until, until_day = stays[:, 1], stays[:, 3]
    instant, day = at[:, 1], at[:, 3]
    is_day = day != EVER
    open_, open_day = until == EVER, until_day == EVER
    midnight = _midnights(day, is_day)
    later = np.where(is_day, until > midnight + 36 * _HOUR, until > instant)
    ends = _midnights(until_day, ~open_day) - 14 * _HOUR
    later_day = np.where(is_day, until_day > day, ends > instant)
    is_told = is_day | (instant != EVER)
    surely: Mask = (open_ | (later & is_told)) & (open_day | (later_day & is_told))
    return surely


def _midnights(days: Ids, which: Mask) -> Ids:
    """The instants at which these days begin in UTC; nought for the others."""
    return np.where(which, np.where(which, days, 0) - _EPOCH, 0) * _DAY
