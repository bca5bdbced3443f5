"""Who got what of a recall: every delivery of every affected item, by consignee.

Promises: what the recall's own consignees are made of, so each line that left counts once, what left inside a
package with the package; an amount that is not stated is None and never nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.questions.answer import Answer
from app.questions.ask import walked
from app.questions.consignees import Consignees
from app.questions.materials import read_materials
from app.questions.quantities import Sums
from app.questions.reading import Backed, Edge
from app.questions.starts import resolve_starts
from app.questions.trace import ITEMS, event_times
from app.questions.view import NOW, through
from graph_model.keys import prefix_of
from graph_model.units import ONE
from quality.recall import Consignee, Delivery


@dataclass(frozen=True, slots=True)
class Reached:
    """A recall, and its consignees with what each of them got."""

    answer: Answer
    consignees: Mapping[str, Consignee]


def reached(reader: Backed, starts: Sequence[str]) -> Reached:
    """Ask the recall of these starts, and who got what of it."""
    watching = through(reader, NOW)
    keys = resolve_starts(watching, starts)
    found = walked(reader, watching, NOW, lambda _: keys, forward=True)
    edges = [edge for edge in found.walk.edges.values() if not edge.void]
    items = sorted(key for key in found.walk.keys if prefix_of(key) in ITEMS)
    materials = read_materials(watching, items, watching.classes.kept)
    sums = Sums(materials)
    lines = Consignees(edges, event_times(watching, found.walk, edges), materials, sums)
    cards = watching.cards(sorted(found.walk.keys))
    delivered: dict[str, list[Delivery]] = defaultdict(list)
    for document, customer in _documents(edges):
        card = cards.get(document)
        shipped = card.properties.get("shipped") if card else None
        for line in lines.lines(document, "SHIPPED_IN"):
            delivered[customer].append(_delivery(line, document, shipped, sums))
    customers = {key: dict(cards[key].properties) for key in delivered if key in cards}
    return Reached(
        found.traced.answer,
        {key: _consignee(key, customers.get(key, {}), got) for key, got in sorted(delivered.items())},
    )


def _documents(edges: Iterable[Edge]) -> list[tuple[str, str]]:
    return sorted({(edge.source, edge.target) for edge in edges if edge.type == "DELIVERED_TO"})


def _delivery(line: Edge, document: str, shipped: object, sums: Sums) -> Delivery:
    amount = sums.amount(line.source, line)
    scaled = None if amount is None else amount.value * ONE
    return Delivery(
        about=line.source,
        document=document,
        shipped=str(shipped) if shipped else None,
        quantity=int(scaled) if scaled is not None and scaled.denominator == 1 else None,
        unit=amount.unit if amount else "",
    )


def _consignee(key: str, card: Mapping[str, object], got: Iterable[Delivery]) -> Consignee:
    said = {name: str(card.get(name) or "") for name in ("name", "address", "phone", "country")}
    return Consignee(key, **said, deliveries=tuple(sorted(got, key=lambda one: (one.about, one.document))))
