"""The third opinion: what is reached from a start, read off the bare facts with networkx.

Promises: shares nothing with the walk but the declarations: the last statement of each relationship counts
(`app.crosscheck.cases` sees to it that there is one), an order and its operations are one node, and
logistics is followed outward from items only. Operations themselves are left out: which of them are told, is
a matter of what they join.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import networkx

from graph_model.facts import AnyFact, RelationshipFact, Retraction
from graph_model.keys import prefix_of

FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")
OUT = ("PACKED_IN", "SHIPPED_IN", "RETURNED_IN", "DELIVERED_TO", "RETURNED_BY")
BEFORE = ("RECEIVED_AS", "SUPPLIED")
Digraph = "networkx.DiGraph[str]"


def reached(facts: Iterable[AnyFact], start: str, *, forward: bool, day: str | None = None) -> set[str]:
    """Every node but operations that a trace from an item reaches."""
    edges = [fact for fact in _holding(facts) if day is None or not _is_after(fact, day)]
    order = _orders(edges)
    flow: networkx.DiGraph[str] = networkx.DiGraph()
    flow.add_node(start)
    for edge in edges:
        if edge.type in FLOW:
            flow.add_edge(order.get(edge.source, edge.source), order.get(edge.target, edge.target))
    beyond: networkx.DiGraph[str] = networkx.DiGraph()
    for edge in edges:
        if edge.type in (OUT if forward else BEFORE):
            ends = (edge.source, edge.target) if forward else (edge.target, edge.source)
            beyond.add_edge(*ends)
    follow = networkx.descendants if forward else networkx.ancestors
    found = follow(flow, start) | {start}
    items = {key for key in found if prefix_of(key) in ("lot", "device")}
    for item in items & set(beyond):
        found |= networkx.descendants(beyond, item)
    return {key for key in found if not is_operation(key)}


def is_operation(key: str) -> bool:
    """Whether a key is that of an operation of these cases."""
    return key.startswith("step:") and "/operation/" in key


def _holding(facts: Iterable[AnyFact]) -> list[RelationshipFact]:
    last: dict[str, RelationshipFact | Retraction] = {}
    for fact in facts:
        if isinstance(fact, RelationshipFact | Retraction):
            other = last.get(fact.key)
            if other is None or fact.changed > other.changed:
                last[fact.key] = fact
    return [fact for fact in last.values() if isinstance(fact, RelationshipFact)]


def _orders(edges: Iterable[RelationshipFact]) -> dict[str, str]:
    """Each step that has operations, or is one, with the name of the whole."""
    parts: networkx.Graph[str] = networkx.Graph()
    parts.add_edges_from((edge.source, edge.target) for edge in edges if edge.type == "PART_OF")
    whole = {}
    for group in networkx.connected_components(parts):
        first = min(key for key in group if not is_operation(key))
        whole.update(dict.fromkeys(group, first))
    return whole


def _is_after(edge: RelationshipFact, day: str) -> bool:
    at = edge.properties.get("event_time")
    return isinstance(at, str) and date.fromisoformat(at) > date.fromisoformat(day)
