"""The materials of many items at once, and how much of each an answer holds, by arrays.

Promises: what `app.questions.materials` and `app.questions.quantities` say of the same items. Sums are
exact integers of 10^-9 of the material's unit; what does not fit, or converts only with a rest, is `Odd`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.questions.materials import Materials, materials_of, named_by_key
from app.questions.quantities import ONE_UNIT, Amount, per_device
from app.questions.reading import Reads
from graph_model.units import ONE, UnitError, factor
from lineage.base import NOTHING
from lineage.closure import Odd, Walker
from lineage.column import Ids, unique
from lineage.graph import Graph

_MOST = 2**62
Mask = npt.NDArray[np.bool_]


@dataclass
class Items:
    """The lots and devices of an answer, by place and in order, each with its material's place in `keys`."""

    nodes: Ids
    is_device: Mask
    of: Ids
    keys: Sequence[str]
    materials: Materials

    def at(self, nodes: Ids) -> Ids:
        """The places in `nodes` of these items."""
        return np.searchsorted(self.nodes, nodes)

    @cached_property
    def units(self) -> list[str]:
        """Base unit of each material; empty where none is stated."""
        cards = (self.materials.cards.get(key) for key in self.keys)
        found = (card.properties.get("uom") if card else None for card in cards)
        return [unit if isinstance(unit, str) else "" for unit in found]

    @cached_property
    def are_devices(self) -> Mask:
        """Whether each material has a UDI-DI."""
        return np.array([key in self.materials.devices for key in self.keys], dtype=np.bool_)


def read_items(graph: Graph, walker: Walker, reader: Reads, nodes: Ids) -> Items:
    """The materials of these items."""
    links = walker.plain(nodes, ("INSTANCE_OF",), outgoing=True)
    order = np.argsort(graph.take("source", links), kind="stable")
    sources, targets = (graph.take(end, links)[order] for end in ("source", "target"))
    pairs = unique(sources * walker.nodes + targets)
    sources, targets = np.divmod(pairs, max(walker.nodes, 1))
    if len(unique(sources)) != len(sources):
        raise Odd("an item of two materials")
    known = unique(targets)
    place = known.searchsorted(targets)
    keys = graph.keys(known)
    stated = set(keys)
    of = np.full(len(nodes), -1, dtype=np.int64)
    of[np.searchsorted(nodes, sources)] = place
    by_key = {key: at for at, key in enumerate(keys)}
    for at in np.flatnonzero(of < 0).tolist():
        named = named_by_key(graph.key(int(nodes[at])))
        of[at] = by_key.setdefault(named, len(by_key))
    materials = materials_of(reader, list(by_key), stated)
    places = [at for at in map(graph.node, by_key) if at is not None]
    walker.plain(
        np.array(places, dtype=np.int64), ("IDENTIFIED_BY",), outgoing=True
    )  # `Odd` where in dispute
    if any(card.disputed for card in materials.cards.values()):
        raise Odd("a property of a material in dispute")
    return Items(nodes, walker.has_label(nodes, "Device"), of, list(by_key), materials)


class Sums:
    """Adds up what relationships moved, in the unit of each item's material."""

    def __init__(self, graph: Graph, items: Items) -> None:
        self._graph, self._items = graph, items

    def moved(self, links: Ids, items: Ids) -> tuple[Ids, Mask]:
        """What each relationship moved of the item at its place, and whether that is stated."""
        of, is_device = self._items.of[items], self._items.is_device[items]
        quantity, unit = (self._graph.take(name, links) for name in ("quantity", "unit"))
        is_stated = quantity != NOTHING
        out = np.where(is_stated, quantity, 0)
        if np.abs(out).max(initial=0) >= _MOST:
            raise Odd("an amount that is too large for this way")
        for pair in unique(unit[is_stated] * len(self._items.keys) + of[is_stated]).tolist():
            source, material = divmod(pair, len(self._items.keys))
            self._convert(out, is_stated & (unit == source) & (of == material), source, material)
        for material in unique(of[~is_stated & is_device]).tolist():
            out[~is_stated & is_device & (of == material)] = self.one(material)
        return out, is_stated | is_device

    def one(self, material: int) -> int:
        """One device, in the unit of its material where that counts, else in `u`."""
        return _whole(per_device(self._items.units[material] or ONE_UNIT.unit) or Fraction(1))

    def per_unit(self, material: int) -> int:
        """One device in the unit of a material; 0 where that does not count."""
        return _whole(per_device(self._items.units[material]))

    def _convert(self, out: Ids, which: Mask, unit: int, material: int) -> None:
        """Put amounts that are in one unit into that of their material."""
        source, target = self._graph.words["units"][unit], self._items.units[material]
        if not target:
            raise Odd("a material without a unit")
        if source in ("", target):
            return
        try:
            by = factor(source, target)
        except UnitError as error:
            raise Odd(f"an amount in {source} of a material in {target}") from error
        amounts = out[which]
        if np.abs(amounts).max(initial=0) * by.numerator >= _MOST:
            raise Odd("an amount that is too large for this way")
        if (amounts * by.numerator % by.denominator).any():
            raise Odd("an amount that does not convert to a whole number")
        out[which] = amounts * by.numerator // by.denominator

    def by_item(self, links: Ids, items: Ids) -> tuple[Ids, Mask]:
        """The sum at each item over relationships, and whether there is one and every part is stated."""
        amounts, is_stated = self.moved(links, items)
        return added(amounts, is_stated, items, len(self._items.nodes))


def added(amounts: Ids, is_stated: Mask, groups: Ids, count: int) -> tuple[Ids, Mask]:
    """Sums by group, exact; a group is known if it has members and all of them are stated."""
    sums = np.zeros(count, dtype=np.int64)
    known = np.zeros(count, dtype=np.bool_)
    if not len(groups):
        return sums, known
    if float(np.abs(amounts).astype(np.float64).sum()) >= _MOST:
        raise Odd("a sum that is too large for this way")
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sums[ordered[first]] = np.add.reduceat(amounts[order], first)
    known[ordered[first]] = np.logical_and.reduceat(is_stated[order], first)
    return sums, known


def amount(value: int, unit: str) -> Amount:
    """A whole number of 10^-9 of a unit."""
    return Amount(Fraction(value, ONE), unit)


def _whole(value: Fraction) -> int:
    scaled = value * ONE
    if scaled.denominator != 1:
        raise Odd("a unit of which a device is no whole number")
    return int(scaled.numerator)
