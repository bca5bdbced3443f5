"""A recall by columns: one pass over arrays for each thing an answer tells.

Promises: `wide_recall` gives what `app.questions.ask.recall` gives, row for row and gap for gap, or raises
`Odd` and says what it does not judge: what is withdrawn, in dispute, decided, merged or renamed, units that
do not convert, sites and views. Whoever asks then takes the other way. `tests/columnar` and
`lotgraph crosscheck` compare the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from app.columnar.answer import Wide
from app.columnar.delivered import Delivered, read_delivered, to_parties
from app.columnar.held import Held
from app.columnar.items import Mask, Sums, added, amount, read_items
from app.columnar.met import is_met, judge_of
from app.columnar.stock import Shelf, read_shelf
from app.questions.consignees import Consigned, consigned
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.gaps import (
    forward_gaps,
    rejected_gaps,
    unfinished_gaps,
    unstated,
    unstated_materials,
    untraced,
    withdrawn,
)
from app.questions.quantities import ONE_UNIT, Amount
from app.questions.reading import Card
from app.questions.starts import resolve_starts
from app.questions.totals import Totals, material_total, unknown_size
from app.questions.windows import span
from app.snapshot.reader import ColumnReader
from app.snapshot.windows import numbers
from graph_model.keys import prefix_of
from graph_model.units import ONE
from lineage.base import CROSSED, IN_DISPUTE, SEALED, SHARED
from lineage.closure import NONE, Odd, Reach, Walker
from lineage.column import Ids, among, pairs, unique, without
from lineage.windows import Windows

_FLOW = ("lot", "device", "step")
_BEFORE = ("SUPPLIED", "RECEIVED_AS")
_INTO = ("PRODUCED", "RECEIVED_AS")
_MOVES = ("CONSUMED_IN", "PACKED_IN", "SHIPPED_IN", "RETURNED_IN")
_TO_PARTIES = ("DELIVERED_TO", "RETURNED_BY")
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


def wide_recall(reader: ColumnReader, texts: Iterable[str]) -> Wide:
    """What was made of these, and who received it."""
    return _begun(reader, texts).answer()


def wide_stock(reader: ColumnReader, texts: Iterable[str]) -> tuple[Wide, Shelf]:
    """The same, and what of it is still here."""
    begun = _begun(reader, texts)
    return begun.answer(), begun.shelf()


def wide_deliveries(reader: ColumnReader, texts: Iterable[str]) -> tuple[Wide, Delivered]:
    """The same, and who got what of it."""
    begun = _begun(reader, texts)
    return begun.answer(), begun.delivered()


def _begun(reader: ColumnReader, texts: Iterable[str]) -> _Recall:
    if reader.merges():
        raise Odd("merged records")
    starts = resolve_starts(reader, texts)
    for start in starts:
        if len(reader.find(start)) > 1:
            raise Odd("a key that goes on from another one")
    return _Recall(reader, starts)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Groups of a party, a material and whether devices are meant, and what was moved of each."""

    groups: Ids
    sums: Ids
    some: Mask
    """Whether a part of it is stated."""
    whole: Mask
    """Whether all of it is."""


class _Recall:
    def __init__(self, reader: ColumnReader, starts: Sequence[str]) -> None:
        self._reader, self._graph, self._starts = reader, reader.graph, tuple(starts)
        self._walker = Walker(reader.graph, reader.known_at, self._undated, judge_of(reader))
        self._reach = self._walk()
        graph, reach = self._graph, self._reach
        if (graph.take("flags", reach.links) & (SHARED | CROSSED)).any():
            raise Odd("two statements of one act, or a stay that ends before it begins")
        self._odd = graph.node_take("odd", reach.nodes)
        self._refuse_odd()
        is_item = self._walker.has_label(reach.nodes, "Lot", "Device")
        self._items = read_items(graph, self._walker, reader, reach.nodes[is_item])
        self._sums = Sums(graph, self._items)
        self._amounts, self._known = self._quantities()
        held = Held(reader, self._walker, self._reach, self._items, self._sums)
        self._own, self._own_known = held.less(self._amounts, self._known)
        self._units = held.units
        self._beside = self._lots_beside()

    def answer(self) -> Wide:
        """Everything together."""
        self._refuse_apart()
        graph, reach, items = self._graph, self._reach, self._items
        totals, notes = self._totals()
        is_stated = graph.node_take("stated", reach.nodes)
        stated = (is_stated > 0) & (is_stated <= self._reader.known_at)
        named = unique(items.of[stated[np.searchsorted(reach.nodes, items.nodes)]])
        gaps = [
            *self._unstated(reach.nodes[~stated]),
            *self._without_output(),
            *self._parties(),
            *unstated_materials(items.materials, items.materials.stated | {items.keys[at] for at in named}),
            *unfinished_gaps(self._reader),
            *rejected_gaps(self._reader.open_rejects(), self._is_met()),
        ]
        return Wide(
            graph=graph,
            start=self._starts,
            known_at=self._reader.known_at,
            root=self._reader.root,
            nodes=self._sorted(reach.nodes),
            edges=reach.links,
            items=items,
            amounts=self._amounts,
            known=self._known,
            sealed=self._sealed(),
            consigning=self._consigned(),
            gaps=sorted_gaps(gaps),
            notes=tuple(sorted({*notes, *self._void(), *untraced(items.materials, set(items.keys))})),
            totals=totals,
        )

    def delivered(self) -> Delivered:
        """Who got what of its items."""
        return read_delivered(self._graph, self._walker, self._reach, self._items, self._sums)

    def shelf(self) -> Shelf:
        """What of its items is still here."""
        return read_shelf(self._graph, self._walker, self._reach, self._items, self._sums)

    # --- the walk -----------------------------------------------------------------------------------

    def _walk(self) -> Reach:
        graph, walker = self._graph, self._walker
        if not all(prefix_of(key) in (*_FLOW, "supplier", "receipt") for key in self._starts):
            raise Odd("a start beyond the flow")
        places = np.array([graph.node(key) for key in self._starts], dtype=np.int64)
        seeds, before = [places], [NONE]
        frontier = places
        while len(frontier):
            links = walker.plain(frontier, _BEFORE, outgoing=True)
            links = links[~walker.has_label(walker.ends(links, outgoing=False), "Lot", "Device")]
            frontier = without(walker.ends(links, outgoing=True), unique(np.concatenate(seeds)))
            before.append(links)
            seeds.append(frontier)
        every = np.concatenate(seeds)
        flow = every[walker.has_label(every, "Lot", "Device", "ProcessStep")]
        reach = walker.forward(flow, unique(np.concatenate(before)))
        reach.nodes = unique(np.concatenate([reach.nodes, every]))
        return reach

    def _undated(self, documents: Ids) -> Windows:
        """When shipments left and returns came back, by what their own records say."""
        known, place = np.unique(documents, return_inverse=True)
        keys = self._graph.keys(known)
        cards = self._reader.cards(keys)
        out = []
        for key in keys:
            name = "shipped" if prefix_of(key) == "shipment" else "returned"
            card = cards.get(key)
            at = card.properties.get(name) if card and name not in card.disputed else None
            out.append(numbers(span(at, at)))
        return np.array(out, dtype=np.int64)[place]

    def _refuse_odd(self) -> None:
        reach = self._reach
        if (self._odd & IN_DISPUTE).any():
            raise Odd("a property in dispute")
        if (self._graph.node_take("last", reach.nodes) > self._reader.known_at).any():
            raise Odd("a record that was changed later")

    def _sorted(self, nodes: Ids) -> Ids:
        """In the order of their keys, as the base has them."""
        if not len(nodes) or nodes[-1] < self._graph.base.nodes:
            return nodes
        keys = self._graph.keys(nodes)
        return nodes[sorted(range(len(keys)), key=keys.__getitem__)]

    # --- quantities ---------------------------------------------------------------------------------

    def _quantities(self) -> tuple[Ids, Mask]:
        """What came into each item inside this answer; into a start, whatever came into it."""
        walker, items, reach = self._walker, self._items, self._reach
        places = [self._graph.node(key) for key in self._starts if prefix_of(key) == "lot"]
        into = walker.plain(np.array(places, dtype=np.int64), _INTO, outgoing=False)
        if (self._graph.take("flags", into) & SHARED).any():
            raise Odd("two statements of one act")
        links = unique(np.concatenate([walker.of_type(reach.links, *_INTO), into]))
        targets = walker.ends(links, outgoing=True)
        amounts, known = self._sums.by_item(links, items.at(targets))
        amounts[items.is_device], known[items.is_device] = ONE, True
        return amounts, known

    def _totals(self) -> tuple[Totals, list[Note]]:
        items = self._items
        whole: dict[tuple[str, str], int | None] = {}
        groups = items.of * 2 + items.is_device
        sums, known = added(self._own, self._own_known, groups, 2 * len(items.keys))
        for group in unique(groups).tolist():
            at, is_device = divmod(group, 2)
            place = items.keys[at], self._unit(at, is_device=bool(is_device))
            before = whole.get(place, 0)
            whole[place] = before + int(sums[group]) if known[group] and before is not None else None
        counted, notes = self._devices()
        totals = (
            material_total(place, None if value is None else amount(value, place[1]))
            for place, value in sorted(whole.items())
        )
        return Totals(counted, tuple(totals)), notes

    def _unit(self, material: int, *, is_device: bool) -> str:
        """In which unit what is counted of a material is told."""
        unit = self._items.units[material]
        return ONE_UNIT.unit if is_device and not self._sums.per_unit(material) else unit

    def _devices(self) -> tuple[int, list[Note]]:
        """How many devices these are, and which lots of devices do not say how many they hold."""
        items, notes = self._items, list[Note]()
        total = Fraction(int((items.is_device & (self._own > 0)).sum()))
        for at in np.flatnonzero(items.are_devices).tolist():
            lots = np.flatnonzero((items.of == at) & ~items.is_device)
            per_unit = self._sums.per_unit(at)
            known = lots[self._own_known[lots]] if per_unit else lots[:0]
            total += Fraction(sum(self._own[known].tolist()), per_unit or 1)
            for lot in without(lots, known).tolist():
                notes.append(unknown_size(self._graph.key(int(items.nodes[lot])), int(self._units[lot])))
        return int(total), notes

    # --- customers ----------------------------------------------------------------------------------

    def _consigned(self) -> Callable[[], dict[str, tuple[Consigned, ...]]]:
        """What each customer received and sent back, by material; told when somebody wants it."""
        places = self._items.at(self._walker.ends(self._reach.lines, outgoing=False))
        amounts, is_stated = self._sums.moved(self._reach.lines, places)
        self._refuse_doubles(places)
        shipped, returned = (
            self._by_party(by, places, amounts, is_stated) for by in ("DELIVERED_TO", "RETURNED_BY")
        )
        return lambda: self._told_consigned(self._amounts_of(shipped), self._amounts_of(returned))

    def _told_consigned(
        self,
        shipped: Mapping[tuple[int, int], list[Amount | None]],
        returned: Mapping[tuple[int, int], list[Amount | None]],
    ) -> dict[str, tuple[Consigned, ...]]:
        graph, reach, keys = self._graph, self._reach, self._items.keys
        told: dict[int, list[Consigned]] = defaultdict(list)
        for party, material in sorted({*shipped, *returned}, key=lambda pair: keys[pair[1]]):
            both = (some.get((party, material), []) for some in (shipped, returned))
            told[party].append(consigned(keys[material], *both))
        parties = reach.nodes[self._walker.has_label(reach.nodes, "Customer")]
        return {graph.key(party): tuple(told[party]) for party in parties.tolist()}

    def _refuse_doubles(self, places: Ids) -> None:
        """A device is one in a document, however often it is booked; two amounts of one are not judged."""
        devices = self._items.is_device[places]
        pairs = places[devices] * self._walker.nodes + self._reach.documents[devices]
        if len(unique(pairs)) != len(pairs):
            raise Odd("a device that is booked twice in a document")

    def _by_party(self, by: str, places: Ids, amounts: Ids, is_stated: Mask) -> _Moved:
        """What was moved to or by each party, of each material, added up."""
        items = self._items
        line, party = to_parties(self._walker, self._reach, by)
        groups = (party * len(items.keys) + items.of[places[line]]) * 2 + items.is_device[places[line]]
        known = unique(groups)
        place = known.searchsorted(groups)
        sums, whole = added(amounts[line], is_stated[line], place, len(known))
        some = np.bincount(place, weights=is_stated[line], minlength=len(known)) > 0
        self._refuse_two_units(known[some])
        return _Moved(known, sums, some, whole)

    def _refuse_two_units(self, groups: Ids) -> None:
        pairs_ = groups // 2
        both = unique(pairs_[1:][pairs_[1:] == pairs_[:-1]] % max(len(self._items.keys), 1))
        for material in both.tolist():
            if self._unit(material, is_device=True) != self._unit(material, is_device=False):
                raise Odd("devices and lots of one material in two units")

    def _amounts_of(self, moved: _Moved) -> dict[tuple[int, int], list[Amount | None]]:
        """(party, material) -> what was moved of it, added up; None for what is unknown."""
        out: dict[tuple[int, int], list[Amount | None]] = defaultdict(list)
        columns = (column.tolist() for column in (moved.groups, moved.sums, moved.some, moved.whole))
        for group, value, some, whole in zip(*columns, strict=True):
            pair, is_device = divmod(group, 2)
            party, material = divmod(pair, len(self._items.keys))
            told = out[party, material]
            told += [amount(value, self._unit(material, is_device=bool(is_device)))] if some else []
            told += [] if whole else [None]
        return out

    # --- gaps ---------------------------------------------------------------------------------------

    def _refuse_apart(self) -> None:
        """What may be the same thing under another key, or hold it, is told by the other way."""
        graph, walker, reach, items = self._graph, self._walker, self._reach, self._items
        met = {*items.nodes.tolist(), *self._places(items.keys)}
        ends = np.concatenate([graph.take(end, graph.aliases()) for end in ("source", "target")])
        if not met.isdisjoint(ends.tolist()) or among(ends, reach.nodes).any():
            raise Odd("an alias")
        if not graph.nested.isdisjoint(items.nodes.tolist()):
            raise Odd("a key that goes on from another one")
        if len(walker.stated(np.array(self._places(items.keys), np.int64), ("USED_IN",), outgoing=True)):
            raise Odd("material that was used without its lot")
        lots = self._beside
        moves = walker.plain(lots, _MOVES, outgoing=True)
        if not among(walker.ends(moves, outgoing=True), reach.nodes).all():
            raise Odd("a lot of devices that went on elsewhere")

    def _lots_beside(self) -> Ids:
        """Lots of the devices of the answer that are not in it."""
        walker, reach = self._walker, self._reach
        devices = self._items.nodes[self._items.is_device]
        made = walker.plain(devices, ("PRODUCED", "HAS_UNIT"), outgoing=False)
        return without(walker.ends(walker.of_type(made, "HAS_UNIT"), outgoing=False), reach.nodes)

    def _places(self, keys: Iterable[str]) -> list[int]:
        found = (self._graph.node(key) for key in keys)
        return [at for at in found if at is not None]

    def _touched(self) -> Ids:
        """All that a rejected row may be about: the answer, lots and operations beside it."""
        walker, reach = self._walker, self._reach
        steps = frontier = reach.nodes[walker.has_label(reach.nodes, "ProcessStep")]
        below = [NONE]
        while len(frontier):
            links = walker.plain(frontier, ("PART_OF",), outgoing=False)
            frontier = without(walker.ends(links, outgoing=False), unique(np.concatenate([steps, *below])))
            below.append(frontier)
        return unique(np.concatenate([reach.nodes, self._beside, *below]))

    def _is_met(self) -> Callable[[str], bool]:
        """Whether a rejected row that names a key may be about this answer."""
        materials = self._items.materials
        return is_met(self._graph, self._touched(), {*self._items.keys, *materials.identifiers})

    def _void(self) -> Iterator[Note]:
        graph, void = self._graph, self._reach.void
        ends = (graph.keys(graph.take(end, void)) for end in ("source", "target"))
        types = (graph.words["types"][at] for at in graph.take("type", void).tolist())
        return map(withdrawn, graph.link_keys(void), types, *ends)

    def _unstated(self, nodes: Ids) -> Iterator[Gap]:
        return map(unstated, self._graph.keys(nodes))

    def _without_output(self) -> Iterator[Gap]:
        walker, reach = self._walker, self._reach
        steps = reach.nodes[walker.has_label(reach.nodes, "ProcessStep")]
        made = reach.heads_of(walker.ends(walker.of_type(reach.links, "PRODUCED"), outgoing=False))
        idle = steps[(reach.heads_of(steps) == steps) & ~among(steps, unique(made))]
        for key in self._graph.keys(idle):
            yield from forward_gaps(key, {})

    def _parties(self) -> Iterator[Gap]:
        walker, reach, graph = self._walker, self._reach, self._graph
        documents = reach.nodes[walker.has_label(reach.nodes, "Shipment", "Return")]
        links = walker.of_type(reach.links, *_TO_PARTIES)
        sources, targets = (walker.ends(links, outgoing=outgoing) for outgoing in (False, True))
        sent, parties = pairs(sources, targets, walker.nodes)
        first, last = (sent.searchsorted(documents, side=side) for side in _SIDES)
        odd = last - first != 1
        for document, start, stop in zip(documents[odd].tolist(), first[odd], last[odd], strict=True):
            named = set(graph.keys(parties[start:stop]))
            yield from forward_gaps(graph.key(document), {"DELIVERED_TO": named} if named else {})

    def _sealed(self) -> Mapping[str, Card]:
        """The nodes of which something is sealed, as it may be read."""
        sealed = self._reach.nodes[(self._odd & SEALED) != 0]
        return self._reader.cards(self._graph.keys(sealed))
