"""Who got what of a wide answer, line by line, by arrays.

Promises: what the consignees of `app.questions.consignees` are made of, where nothing met is `Odd`: a line
for each item and document that reached a customer, and for each customer that the document names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.columnar.items import Items, Mask, Sums
from app.questions.quantities import ONE_UNIT
from lineage.base import NOTHING
from lineage.closure import Reach, Walker
from lineage.column import Ids, pairs
from lineage.graph import Graph, ranges

_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Delivered:
    """Columns: nodes of the customer, the item and the document, how much and in which of the units."""

    parties: Ids
    items: Ids
    documents: Ids
    amounts: Ids
    known: Mask
    unit: Ids
    units: Sequence[str]


def to_parties(walker: Walker, reach: Reach, by: str) -> tuple[Ids, Ids]:
    """The places of the lines that went to parties, or came from them, each with a party."""
    links = walker.of_type(reach.links, by)
    sources, targets = (walker.ends(links, outgoing=outgoing) for outgoing in (False, True))
    sent, parties = pairs(sources, targets, walker.nodes)
    first, last = (sent.searchsorted(reach.documents, side=side) for side in _SIDES)
    return np.repeat(np.arange(len(reach.documents)), last - first), parties[ranges(first, last)]


def read_delivered(graph: Graph, walker: Walker, reach: Reach, items: Items, sums: Sums) -> Delivered:
    """All lines, by customer."""
    line, parties = to_parties(walker, reach, "DELIVERED_TO")
    nodes = walker.ends(reach.lines, outgoing=False)[line]
    documents = reach.documents[line]
    order = np.lexsort((documents, nodes, parties))
    links, at = reach.lines[line][order], items.at(nodes[order])
    amounts, known = sums.moved(links, at)
    units = [
        *items.units,
        *(unit if sums.per_unit(n) else ONE_UNIT.unit for n, unit in enumerate(items.units)),
    ]
    is_counted = items.is_device[at] & (graph.take("quantity", links) == NOTHING)
    unit = items.of[at] + is_counted * len(items.units)
    return Delivered(parties[order], nodes[order], documents[order], amounts, known, unit, units)
