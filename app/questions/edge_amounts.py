"""How much each relationship of an answer moved.

Promises: one amount for each relationship, in the answer's order, exact, in the base unit of the item's
material; between a lot and its unit it is one unit. None where no amount is stated or does not convert, or no
item is moved (a supplier's receipt, a carton on a pallet, a shipment's consignee). Statements of one act
count once: of those that repeat it the amount is zero, so that sums are right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.questions.answer import Told
from app.questions.materials import read_materials
from app.questions.quantities import Sums, counted_once, readable
from app.questions.reading import Backed, Edge
from app.questions.trace import ITEMS
from app.questions.view import View, through
from graph_model.keys import prefix_of

_INTO_ITEM = ("PRODUCED", "RECEIVED_AS", "HAS_UNIT")


@dataclass(frozen=True, slots=True)
class EdgeAmounts:
    """Element n is of relationship n."""

    quantities: list[str | None]
    units: list[str | None]


def edge_amounts(reader: Backed, answer: Told) -> EdgeAmounts:
    """Of all relationships of the answer."""
    seen = through(reader, View(answer.as_of, answer.prefer))
    links, keys = answer.link_columns(), [str(key) for key in answer.column("key")]
    wanted = [
        (key, keys[source], keys[target])
        for key, source, target in zip(links.keys, links.sources, links.targets, strict=True)
    ]
    sources = sorted({source for _, source, _ in wanted})
    met = [*seen.flow(sources, True), *seen.logistics(sources, True)]
    edges = {(edge.key, edge.source, edge.target): edge for edge in met if not edge.void}
    items = [key for key in keys if prefix_of(key) in ITEMS]
    sums = Sums(read_materials(seen, items, seen.classes.kept))
    once = {id(edge) for edge in counted_once(_of(edges, wanted))}
    told = [_amount(sums, edges.get(one), once) for one in wanted]
    return EdgeAmounts([quantity for quantity, _ in told], [unit for _, unit in told])


def _of(edges: dict[tuple[str, str, str], Edge], wanted: Iterable[tuple[str, str, str]]) -> list[Edge]:
    return [edges[one] for one in wanted if one in edges]


def _amount(sums: Sums, edge: Edge | None, once: set[int]) -> tuple[str | None, str | None]:
    if edge is None:
        return None, None
    item = edge.target if edge.type in _INTO_ITEM else edge.source
    if prefix_of(item) not in ITEMS:
        return None, None
    (amount,) = readable(sums.amount(item, edge))
    if amount is None:
        return None, None
    return amount.text if id(edge) in once else "0", amount.unit or None
