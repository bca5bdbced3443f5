"""Shipments and packages of which nothing says what was in them, at consignees of the same material.

Promises: looked for from the lots of the material to everybody who received any of them, and from there to
all of their shipments; what left before the item was there is passed by, where the times say so surely.
Shipments to others, and packages that never left, are not found: nothing ties them to a material.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from app.questions.quantities import Amount
from app.questions.reading import Card, Edge, Reads
from app.questions.suspicion import Sign
from app.questions.trace import Logistics, Walk
from app.questions.windows import moment
from graph_model.keys import prefix_of


def unstated_shipments(
    reads: Reads,
    lots_of: Mapping[str, set[str]],
    by_material: Mapping[str, list[str]],
    left: Mapping[str, Amount | None],
    since: Mapping[str, str],
) -> Iterator[Sign]:
    """Signs for shipments without lot and packages without contents, by material."""
    for material, items in sorted(by_material.items()):
        customers = _consignees(reads, {*lots_of.get(material, ()), *items})
        if not customers:
            continue
        shipments = _sources(reads, customers, "DELIVERED_TO")
        lines = _into(reads, shipments)
        cards = reads.cards(sorted(shipments))
        empty = {s: s for s in shipments if not lines.get(s)}
        for package, shipment in _empty_packages(reads, lines):
            empty[package] = shipment
        for key, shipment in sorted(empty.items()):
            for item in items:
                if not _left_before(cards.get(shipment), since.get(item)):
                    yield _sign(key, shipment, material, item, left[item], since.get(item, ""))


def _sign(key: str, shipment: str, material: str, item: str, left: Amount | None, since: str) -> Sign:
    told = (left.text, left.unit) if left else ("", "")
    if key == shipment:
        said = f"nothing says what was in it, and its consignee received {material}"
        return Sign(key, "shipment_without_lot", item, said, "", *told, since)
    said = f"it left in {shipment}, nothing says what was in it, and the consignee received {material}"
    return Sign(key, "package_without_contents", item, said, "", *told, since)


def _consignees(reads: Reads, items: set[str]) -> set[str]:
    done = Walk((), forward=True)
    return {key for key in Logistics(reads, done).run(items) if prefix_of(key) == "customer"}


def _sources(reads: Reads, keys: Iterable[str], type_: str) -> set[str]:
    return {e.source for e in reads.logistics(sorted(keys), False) if e.type == type_ and not e.void}


def _into(reads: Reads, keys: Iterable[str]) -> Mapping[str, list[Edge]]:
    """What went into these shipments or packages."""
    out: dict[str, list[Edge]] = defaultdict(list)
    wanted = sorted(keys)
    for edge in reads.logistics(wanted, False) if wanted else ():
        if not edge.void and edge.type in ("SHIPPED_IN", "PACKED_IN"):
            out[edge.target].append(edge)
    return out


def _empty_packages(reads: Reads, lines: Mapping[str, list[Edge]]) -> Iterator[tuple[str, str]]:
    """Package of which nothing says what it held -> the shipment that it left in, at whatever depth."""
    shipment_of = {
        e.source: e.target for es in lines.values() for e in es if prefix_of(e.source) == "package"
    }
    frontier = set(shipment_of)
    while frontier:
        held = _into(reads, frontier)
        following: set[str] = set()
        for package in frontier:
            if not held.get(package):
                yield package, shipment_of[package]
            for edge in held.get(package, ()):
                if prefix_of(edge.source) == "package" and edge.source not in shipment_of:
                    shipment_of[edge.source] = shipment_of[package]
                    following.add(edge.source)
        frontier = following


def _left_before(card: Card | None, since: str | None) -> bool:
    at = card.properties.get("shipped") if card and "shipped" not in card.disputed else None
    return bool(since) and isinstance(at, str) and bool(at) and moment(str(since)).surely_after(moment(at))
