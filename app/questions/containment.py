"""Containment: holds that stop what is suspected and still here, at the least stock lost.

Promises: without what is held, nothing suspected that is here can leave: each such lot or device is held
itself, by the lot it is a unit of, or by a package it is in. Of all such sets of holds it is one that keeps
the least stock back, and of these one with the fewest holds (a least cut); what two holds keep back counts
for each. Stock counts as plain numbers in the base unit of its material, a device as one. What has left is
told as delivered: no hold stops that. What an order has used and not yet made is stopped at the order. A
package of which it is not known how much is in it is no hold; for an asker who is bound to sites none is,
since others may have something in it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from app.questions.ask import walked
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.materials import read_materials
from app.questions.quantities import Amount, Sums, decimal_text, readable
from app.questions.reading import Backed, Edge
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve_starts
from app.questions.stock import Stock, read_stock
from app.questions.trace import ITEMS, Walk, heads
from app.questions.view import NOW, View, refuse_unknown_sources, through
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from lineage.cuts import least_cut

_SOURCE, _SINK = "source", "sink"


@dataclass(frozen=True, slots=True)
class Held:
    """Something to hold, how much of what is here that keeps back, and the suspected items it stops."""

    key: str
    quantity: str | None
    unit: str | None
    stops: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As printed; a quantity that is not known, or of several units, is null."""
        return {
            "key": self.key,
            "label": label_of(self.key),
            "quantity": self.quantity,
            "unit": self.unit,
            "stops": list(self.stops),
        }


@dataclass(frozen=True, slots=True, order=True)
class Delivered:
    """What no hold stops: an item that left, or may have, and to whom; empty where nothing says so."""

    item: str
    shipment: str
    customer: str
    surely: bool

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {
            "item": self.item,
            "shipment": self.shipment,
            "customer": self.customer or None,
            "surely": self.surely,
        }


@dataclass(frozen=True, slots=True)
class Containment:
    """The holds, what they cost, and what has left."""

    start: tuple[str, ...]
    holds: tuple[Held, ...]
    lost: str
    delivered: tuple[Delivered, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    view: View = NOW

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical answer."""
        return hashlib.sha256(canonical(self._body())).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def _body(self) -> dict[str, object]:
        return {
            "start": list(self.start),
            "clocks": {"as_of": self.view.as_of, "known_at": self.known_at},
            **({"prefer": list(self.view.prefer)} if self.view.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "holds": [held.to_json() for held in self.holds],
            "lost": self.lost,
            "delivered": [delivered.to_json() for delivered in self.delivered],
            "ledger": {"size": self.known_at, "root": self.root},
        }


@dataclass(slots=True)
class Network:
    """Where stock can go: from the source over what may be held to the sink.

    `amounts` is what a hold keeps back.
    """

    links: set[tuple[str, str]] = field(default_factory=set)
    amounts: dict[str, dict[str, Amount | None]] = field(default_factory=dict)

    def weights(self) -> dict[str, int]:
        """Whole numbers that order holds by stock lost first and by their number then."""
        sums = {key: _known(amounts) for key, amounts in self.amounts.items()}
        scale = lcm(*(total.denominator for total in sums.values()))
        steps = len(sums) + 1
        return {key: int(total * scale) * steps + 1 for key, total in sums.items()}


def containment(reader: Backed, keys: Iterable[str], view: View = NOW) -> Containment:
    """What to hold so that nothing more of these reaches a customer."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    starts = resolve_starts(watching, keys)
    forward = walked(reader, watching, view, lambda _: starts, forward=True)
    done, answer = forward.walk, forward.traced.answer
    items = [key for key in done.keys if prefix_of(key) in ITEMS]
    materials = read_materials(watching, items, watching.classes.kept)
    with_packages = not isinstance(reader, ScopedReader)
    stock = read_stock(watching, done, materials, Sums(materials), with_packages=with_packages)
    network = network_of(done, stock)
    weights = dict(sorted(network.weights().items()))
    cut = least_cut(sorted(network.links), _SOURCE, _SINK, weights).nodes
    stops = _stops(network, cut, stock)
    return Containment(
        start=starts,
        holds=tuple(_held(key, network.amounts[key], stops[key]) for key in sorted(cut)),
        lost=decimal_text(sum((_known(network.amounts[key]) for key in cut), Fraction(0))),
        delivered=tuple(sorted(_delivered(done, stock))),
        gaps=sorted_gaps([*answer.gaps, *stock.gaps]),
        notes=answer.notes,
        known_at=watching.known_at,
        root=watching.root,
        view=view,
    )


def network_of(done: Walk, stock: Stock) -> Network:
    """What is here, what it is a unit of or packed in, and the way out."""
    out = Network()
    lots = _lots_of(done, stock)
    for item, amount in stock.here.items():
        out.amounts.setdefault(item, {})[item] = amount
        lot = lots.get(item)
        out.links.add((_SOURCE, item) if lot is None else (lot, item))
        if lot is not None:
            out.links.add((_SOURCE, lot))
            out.amounts.setdefault(lot, {})[item] = amount
        _lead_out(out, stock, item, amount)
    for order in _open_orders(done):
        out.amounts[order] = {}
        out.links |= {(_SOURCE, order), (order, _SINK)}
    return out


def _lead_out(out: Network, stock: Stock, item: str, amount: Amount | None) -> None:
    """From an item by its packages to the sink; of a lot that is not wholly packed also past them."""
    packed = {p: stock.inside[p][item] for p in stock.holders.get(item, ()) if _is_whole(stock, p)}
    for package in packed:
        out.links.add((item, package))
        _lead_on(out, stock, package)
    rest = None if amount is None else amount.value - _known(packed)
    if not packed or (prefix_of(item) == "lot" and (rest is None or rest > 0 or None in packed.values())):
        out.links.add((item, _SINK))


def _lead_on(out: Network, stock: Stock, package: str) -> None:
    """From a package by the one it is in to the sink."""
    todo = [package]
    while todo:
        package = todo.pop()
        if package not in out.amounts:
            out.amounts[package] = dict(stock.contents(package))
            outer = [p for p in stock.holders.get(package, ()) if _is_whole(stock, p)]
            out.links |= {(package, p) for p in outer or (_SINK,)}
            todo += outer


def _is_whole(stock: Stock, package: str) -> bool:
    """Whether it is known how much is in a package, so that what a hold on it costs is, too."""
    return None not in stock.contents(package).values()


def _lots_of(done: Walk, stock: Stock) -> dict[str, str]:
    """Device -> a suspected lot that it is a unit of: a hold on that holds its units."""
    found: dict[str, str] = {}
    for edge in done.edges.values():
        if edge.type == "HAS_UNIT" and edge.target in stock.here:
            found[edge.target] = min(found.get(edge.target, edge.source), edge.source)
    return found


def _open_orders(done: Walk) -> list[str]:
    """Orders that used something suspected and made nothing yet."""
    head = heads(done.edges.values())
    used, made = (
        {head.get(step, step) for step in (_step_of(e) for e in done.edges.values() if e.type == type_)}
        for type_ in ("CONSUMED_IN", "PRODUCED")
    )
    return sorted(used - made)


def _step_of(edge: Edge) -> str:
    return edge.target if edge.type == "CONSUMED_IN" else edge.source


def _stops(network: Network, cut: Iterable[str], stock: Stock) -> Mapping[str, tuple[str, ...]]:
    """Hold -> the suspected items that it keeps back."""
    return {key: tuple(sorted(set(network.amounts[key]) & set(stock.here))) or (key,) for key in cut}


def _held(key: str, amounts: Mapping[str, Amount | None], stops: tuple[str, ...]) -> Held:
    units = {amount.unit for amount in amounts.values() if amount}
    if len(units) != 1 or None in amounts.values():
        return Held(key, None, None, stops)
    (said,) = readable(Amount(_known(amounts), units.pop()))
    return Held(key, said.text if said else None, said.unit if said else None, stops)


def _known(amounts: Mapping[str, Amount | None]) -> Fraction:
    """The plain sum of what is known."""
    return sum((amount.value for amount in amounts.values() if amount), Fraction(0))


def _delivered(done: Walk, stock: Stock) -> Iterable[Delivered]:
    to: dict[str, list[str]] = defaultdict(list)
    for edge in done.edges.values():
        if edge.type == "DELIVERED_TO":
            to[edge.source].append(edge.target)
    for left in stock.left:
        for customer in to.get(left.shipment) or [""]:
            yield Delivered(left.item, left.shipment, customer, left.surely)
