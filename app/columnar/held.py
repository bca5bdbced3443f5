"""What of each item no other row of an answer holds, by arrays.

Promises: what `app.questions.totals` and `app.questions.renaming` say of the same items. Lots that went on
as lots of their material are reckoned by arrays; wherever a device went on under another key, that
part of the answer is given to `Renaming`, with all that hangs together with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from app.columnar.items import Items, Mask, Sums, added, amount
from app.questions import quantities
from app.questions.quantities import ONE_UNIT
from app.questions.reading import Edge
from app.questions.renaming import RENAMES, Renaming, further_inputs
from app.questions.totals import Counter
from app.snapshot.reader import ColumnReader
from graph_model.units import ONE
from lineage.closure import NONE, Odd, Reach, Walker
from lineage.column import Ids, among, unique, without


class Held:
    """Reads one answer; `units` is how many devices of their own rows each lot holds."""

    def __init__(self, reader: ColumnReader, walker: Walker, reach: Reach, items: Items, sums: Sums) -> None:
        self._reader, self._graph = reader, reader.graph
        self._walker, self._reach, self._items, self._sums = walker, reach, items, sums
        self._used, self._made = (walker.of_type(reach.links, name) for name in ("CONSUMED_IN", "PRODUCED"))
        self._inputs = items.at(walker.ends(self._used, outgoing=False))
        self._outputs = items.at(walker.ends(self._made, outgoing=True))
        self._used_in = reach.heads_of(walker.ends(self._used, outgoing=True))
        self._made_in = reach.heads_of(walker.ends(self._made, outgoing=False))
        self._has_unit = walker.of_type(reach.links, "HAS_UNIT")
        self._goes_on, self._odd = self._judged()
        self._steps, self._renamed = self._together()
        self.units = self._counted()

    def less(self, amounts: Ids, known: Mask) -> tuple[Ids, Mask]:
        """What each holds by itself of these amounts, and whether that is stated."""
        items, sums, count = self._items, self._sums, len(self._items.keys)
        per_unit, one = (
            np.array([of(at) for at in range(count)], np.int64) for of in (sums.per_unit, sums.one)
        )
        passed = self._used[self._goes_on]
        places = self._inputs[self._goes_on]
        gone, gone_known = added(*sums.moved(passed, places), places, len(items.nodes))
        own = np.maximum(amounts - self.units * per_unit[items.of] - gone, 0)
        own[items.is_device] = one[items.of[items.is_device]]
        touched = np.zeros(len(items.nodes), dtype=np.bool_)
        touched[places] = True
        own_known = known & (gone_known | ~touched)
        self._rename(own, own_known, amounts, known)
        return own, own_known

    # --- what went on -------------------------------------------------------------------------------

    def _judged(self) -> tuple[Mask, Mask]:
        """Which consumptions went on as the same material; which may have as a device, or as another one."""
        items, count = self._items, len(self._items.keys)
        consumed = self._used_in * count + items.of[self._inputs]
        produced = self._made_in * count + items.of[self._outputs]
        goes_on = among(consumed, unique(produced))
        by_device = items.is_device[self._inputs]
        counts_devices = by_device | items.are_devices[items.of[self._inputs]]
        became_device = among(consumed, unique(produced[items.is_device[self._outputs]]))
        makes_devices = items.is_device[self._outputs] | items.are_devices[items.of[self._outputs]]
        of_devices = counts_devices | among(self._used_in, unique(self._made_in[makes_devices]))
        odd = (goes_on & by_device) | became_device | (self._renames() & of_devices)
        return goes_on, odd

    def _renames(self) -> Mask:
        """Whether each consumption was by a step, or for an order, of a kind that renames."""
        kinds = [at for at, kind in enumerate(self._graph.words["kinds"]) if kind in RENAMES]
        steps = self._walker.ends(self._used, outgoing=True)
        own, of_head = (np.isin(self._graph.node_take("kind", s), kinds) for s in (steps, self._used_in))
        renames: Mask = own | of_head
        self._judge_inputs(unique(np.concatenate([steps[own], self._used_in[of_head]])))
        return renames

    def _judge_inputs(self, steps: Ids) -> None:
        """What else went into steps that rename is looked at, too, so that a dispute there is `Odd`."""
        walker, known = self._walker, steps
        while len(steps):
            walker.plain(steps, ("PART_OF",), outgoing=True)
            into = walker.plain(steps, ("CONSUMED_IN", "PART_OF"), outgoing=False)
            operations = walker.ends(walker.of_type(into, "PART_OF"), outgoing=False)
            steps = without(operations, known)
            known = unique(np.concatenate([known, steps]))

    def _together(self) -> tuple[Ids, Ids]:
        """The orders where something odd went on, and the items they share, with all that hangs on them."""
        linked = self._goes_on | self._odd
        orders = unique(self._used_in[self._odd])
        if not len(orders):
            return orders, NONE
        passing = unique(self._used_in[linked])
        while True:
            items = np.union1d(
                self._inputs[linked & np.isin(self._used_in, orders)],
                self._outputs[np.isin(self._made_in, orders)],
            )
            more = np.union1d(
                self._used_in[linked & np.isin(self._inputs, items)],
                self._made_in[np.isin(self._outputs, items) & np.isin(self._made_in, passing)],
            )
            wider = np.union1d(orders, more)
            if len(wider) == len(orders):
                return orders, items
            orders = wider

    def _counted(self) -> Ids:
        """Devices of lots, those aside that went on under another key or came from one."""
        walker, items = self._walker, self._items
        units = items.at(walker.ends(self._has_unit, outgoing=True))
        plain = self._has_unit[~among(units, self._renamed)]
        if len(unique(walker.ends(plain, outgoing=True))) != len(plain):
            raise Odd("a device of two lots")
        return np.bincount(items.at(walker.ends(plain, outgoing=False)), minlength=len(items.nodes))

    # --- what the other way reckons -----------------------------------------------------------------

    def _rename(self, own: Ids, own_known: Mask, amounts: Ids, known: Mask) -> None:
        """Put what `Renaming` says of the items it was given in the place of what arrays say."""
        if not len(self._steps):
            return
        items, keys = self._items, self._graph.keys(self._items.nodes[self._renamed])
        of = dict(zip(keys, (items.keys[at] for at in items.of[self._renamed].tolist()), strict=True))
        of |= self._lots_of_units()
        materials = replace(items.materials, of_item=of)
        edges = self._edges()
        kinds = self._kinds(edges)
        beside = further_inputs(self._reader, {edge.key for edge in edges}, kinds)
        renaming = Renaming([*edges, *beside], kinds, materials)
        lots = items.at(np.array([self._graph.node(lot) for lot in renaming.units], dtype=np.int64))
        for lot, at in zip(list(renaming.units), lots.tolist(), strict=True):
            if at not in self._renamed:
                raise Odd("a lot that is held together with renamed devices")
            self.units[at] += renaming.units[lot]
        for key, at in zip(keys, self._renamed.tolist(), strict=True):
            renaming.units[key] = int(self.units[at])
        reckoned = quantities.Sums(materials)
        counter = Counter(renaming, materials, reckoned)
        for key, at in zip(keys, self._renamed.tolist(), strict=True):
            unit = items.units[items.of[at]]
            told = counter.own(key, amount(int(amounts[at]), unit) if known[at] else None)
            own_known[at] = told is not None
            if told is not None:
                own[at] = _scaled(told, ONE_UNIT.unit if items.is_device[at] else unit, unit)
        if reckoned.gaps:
            raise Odd("an amount that does not convert")

    def _lots_of_units(self) -> dict[str, str]:
        """The lots of devices that went on, with their materials."""
        walker, items = self._walker, self._items
        units = items.at(walker.ends(self._has_unit, outgoing=True))
        lots = unique(walker.ends(self._has_unit[np.isin(units, self._renamed)], outgoing=False))
        of = (items.keys[at] for at in items.of[items.at(lots)].tolist())
        return dict(zip(self._graph.keys(lots), of, strict=True))

    def _edges(self) -> list[Edge]:
        """All that `Renaming` looks at of these orders and items."""
        walker, reach = self._walker, self._reach
        parts = walker.of_type(reach.links, "PART_OF")
        units = self._items.at(walker.ends(self._has_unit, outgoing=True))
        links = [
            self._used[np.isin(self._used_in, self._steps)],
            self._made[np.isin(self._made_in, self._steps)],
            parts[np.isin(reach.heads_of(walker.ends(parts, outgoing=True)), self._steps)],
            self._has_unit[np.isin(units, self._renamed)],
        ]
        return list(self._reader.told(unique(np.concatenate(links))))

    def _kinds(self, edges: Iterable[Edge]) -> dict[str, str]:
        ends = {end for edge in edges for end in (edge.source, edge.target) if end.startswith("step:")}
        places = [self._graph.node(key) for key in sorted(ends)]
        kinds = self._graph.node_take("kind", np.array(places, dtype=np.int64)).tolist()
        return dict(zip(sorted(ends), (self._graph.words["kinds"][kind] for kind in kinds), strict=True))


def _scaled(told: quantities.Amount, *units: str) -> int:
    value = told.value * ONE
    if told.unit not in units or value.denominator != 1:
        raise Odd("an amount in another unit")
    return int(value.numerator)
