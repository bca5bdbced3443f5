"""Who got what of a recall: every delivery of every affected item, by consignee.

Promises: what the recall's own consignees are made of, so each line that left counts once, what left inside a
package with the package; an amount that is not stated is None and never nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.columnar.ask import reaches_few, recall
from app.columnar.recall import wide_deliveries
from app.questions.answer import Told
from app.questions.ask import walked
from app.questions.consignees import Consignees
from app.questions.materials import read_materials
from app.questions.quantities import Sums
from app.questions.reading import Backed, Card, Edge, Reads, joined
from app.questions.starts import resolve_starts
from app.questions.trace import ITEMS, event_times
from app.questions.view import NOW, through
from app.snapshot.reader import ColumnReader
from graph_model.keys import prefix_of
from graph_model.units import ONE
from lineage.closure import Odd
from lineage.column import unique
from quality.recall import Consignee, Delivery


@dataclass(frozen=True, slots=True)
class Reached:
    """A recall, and its consignees with what each of them got."""

    answer: Told
    consignees: Mapping[str, Consignee]


def reached(reader: Backed, starts: Sequence[str]) -> Reached:
    """Ask the recall of these starts, and who got what of it."""
    watching = through(reader, NOW)
    keys = resolve_starts(watching, starts)
    if isinstance(reader, ColumnReader) and not reaches_few(reader, keys):
        try:
            return _by_columns(reader, keys)
        except Odd:
            pass  # what is odd there, is judged here record by record
    found = walked(reader, watching, NOW, lambda _: keys, forward=True)
    edges = [edge for edge in found.walk.edges.values() if not edge.void]
    items = sorted(key for key in found.walk.keys if prefix_of(key) in ITEMS)
    materials = read_materials(watching, items, watching.classes.kept)
    sums = Sums(materials)
    lines = Consignees(edges, event_times(watching, found.walk, edges), materials, sums)
    cards = watching.cards(sorted(found.walk.keys))
    delivered: dict[str, list[Delivery]] = defaultdict(list)
    for document, customer in _documents(edges):
        shipped = _shipped(cards.get(document))
        for line in lines.lines(document, "SHIPPED_IN"):
            delivered[customer].append(_delivery(line, document, shipped, sums))
    return Reached(found.traced.answer, _consignees(delivered, cards))


def scope_of(reader: Backed, starts: Sequence[str]) -> set[str]:
    """The lots and devices of a recall of these starts."""
    keys = recall(reader, starts).column("key")
    return {key for key in keys if key and prefix_of(key) in ITEMS}


def lots_of(reader: Reads, items: Iterable[str]) -> dict[str, str]:
    """Item -> the lot under which it is told: its own, of a device without one itself."""
    found = {key: key for key in items}
    devices = [key for key in found if prefix_of(key) == "device"]
    for lot, device in joined(reader, devices, "HAS_UNIT", False) if devices else ():
        found[device] = lot
    return found


def _by_columns(reader: ColumnReader, starts: Sequence[str]) -> Reached:
    answer, lines = wide_deliveries(reader, starts)
    graph = reader.graph
    nodes = unique(np.concatenate([lines.parties, lines.documents]))
    key_of = dict(zip(nodes.tolist(), graph.keys(nodes), strict=True))
    cards = reader.cards(key_of.values())
    shipped = {at: _shipped(cards.get(key)) for at, key in key_of.items()}
    columns = (lines.parties, lines.documents, lines.amounts, lines.known, lines.unit)
    delivered: dict[str, list[Delivery]] = defaultdict(list)
    for about, who, document, amount, known, unit in zip(
        graph.keys(lines.items), *(column.tolist() for column in columns), strict=True
    ):
        delivered[key_of[who]].append(
            Delivery(
                about,
                key_of[document],
                shipped[document],
                amount if known else None,
                lines.units[unit] if known else "",
            )
        )
    return Reached(answer, _consignees(delivered, cards))


def _consignees(delivered: Mapping[str, list[Delivery]], cards: Mapping[str, Card]) -> dict[str, Consignee]:
    customers = {key: dict(cards[key].properties) for key in delivered if key in cards}
    return {key: _consignee(key, customers.get(key, {}), got) for key, got in sorted(delivered.items())}


def _shipped(card: Card | None) -> str | None:
    """When a document says that it left."""
    said = card.properties.get("shipped") if card else None
    return str(said) if said else None


def _documents(edges: Iterable[Edge]) -> list[tuple[str, str]]:
    return sorted({(edge.source, edge.target) for edge in edges if edge.type == "DELIVERED_TO"})


def _delivery(line: Edge, document: str, shipped: str | None, sums: Sums) -> Delivery:
    amount = sums.amount(line.source, line)
    scaled = None if amount is None else amount.value * ONE
    return Delivery(
        about=line.source,
        document=document,
        shipped=shipped,
        quantity=int(scaled) if scaled is not None and scaled.denominator == 1 else None,
        unit=amount.unit if amount else "",
    )


def _consignee(key: str, card: Mapping[str, object], got: Iterable[Delivery]) -> Consignee:
    said = {name: str(card.get(name) or "") for name in ("name", "address", "phone", "country")}
    return Consignee(key, **said, deliveries=tuple(sorted(got, key=lambda one: (one.about, one.document))))
