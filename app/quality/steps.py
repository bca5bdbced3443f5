"""Rules about steps: what used something must have made something, and the other way round.

Promises: an order and its operations are one, as in every answer; each is told once, under the step that
stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.quality.finding import Finding, breach
from app.quality.reading import Graph
from app.questions.reading import Edge
from app.questions.trace import heads


def step_findings(graph: Graph, keys: Sequence[str]) -> Iterator[Finding]:
    """Of the orders, and of the operations of none, among these steps."""
    head = heads(_families(graph, keys))
    own = {key for key in keys if head.get(key, key) == key}
    members = sorted({*own, *(step for step, order in head.items() if order in own)})
    joined = graph.joined("ProcessStep", members)
    used, made = (
        {head.get(step, step) for step in joined.get(type_, ())} for type_ in ("CONSUMED_IN", "PRODUCED")
    )
    for key in sorted(own):
        if key in used and key not in made:
            message = "It used something, and nothing says what it made."
            yield breach("step_without_output", "ProcessStep", "PRODUCED", key, message)
        if key in made and key not in used:
            message = "It made something, and nothing says what it used."
            yield breach("step_without_input", "ProcessStep", "CONSUMED_IN", key, message)


def _families(graph: Graph, keys: Sequence[str]) -> list[Edge]:
    """What joins these steps to their orders and operations, and those to theirs."""
    edges: dict[str, Edge] = {}
    known, frontier = set(keys), set(keys)
    while frontier:
        ends: set[str] = set()
        for outgoing in (True, False):
            for edge in graph.reads.context(sorted(frontier), ("PART_OF",), outgoing):
                if not edge.void:
                    edges[edge.key] = edge
                    ends |= {edge.source, edge.target}
        frontier = ends - known
        known |= frontier
    return list(edges.values())
