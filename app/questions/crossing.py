"""Steps that ran on the same equipment at the same time as those of an answer.

Promises: intervals as stated, a day as the span it may mean anywhere on earth; two that touch overlap, and
what has no time may overlap with anything. What an operation did, its order did. Reads from the steps to
their equipment and back, never the whole graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.questions.reading import Card, Reads, may_hold
from app.questions.records import operations_below
from app.questions.suspicion import Sign
from app.questions.trace import closure, orders_above
from app.questions.windows import OPEN, Window, interval, overlap

_USED = ("USED_EQUIPMENT",)


def shared_equipment(reads: Reads, steps: set[str]) -> Iterator[Sign]:
    """Signs for the orders of steps that had a machine of these at a time that may be the same."""
    own = steps | set(operations_below(reads, steps))
    used = [e for e in reads.context(sorted(own), _USED, True) if may_hold(e)] if own else []
    machines = {edge.target for edge in used}
    others = [e for e in reads.context(sorted(machines), _USED, False) if may_hold(e)] if machines else []
    others = [edge for edge in others if edge.source not in own]
    if not others:
        return
    cards = reads.cards(sorted({e.source for e in (*used, *others)}))
    at: dict[str, list[str]] = defaultdict(list)
    for edge in used:
        at[edge.target].append(edge.source)
    orders = _orders(reads, {edge.source for edge in others})
    for edge in others:
        when = _span(cards.get(edge.source))
        for step in sorted(at[edge.target]):
            if overlap(when, _span(cards.get(step))):
                said = f"{edge.source} used {edge.target} {_told(cards.get(edge.source))}, and {step} did "
                for order in orders[edge.source]:
                    yield Sign(order, "same_equipment", step, f"{said}{_told(cards.get(step))}")


def _orders(reads: Reads, steps: Iterable[str]) -> dict[str, list[str]]:
    """Step -> the orders that it is part of and that are part of none, or itself."""
    above: dict[str, set[str]] = defaultdict(set)
    found = set(steps)
    for edge in orders_above(reads, found):
        above[edge.source].add(edge.target)
    return {step: sorted(k for k in closure(above, [step]) if not above.get(k)) or [step] for step in found}


def _span(card: Card | None) -> Window:
    """When it ran; a time that sources state differently rules nothing out."""
    return OPEN if card is None else interval(*_times(card))


def _times(card: Card) -> tuple[object, object]:
    since, until = (
        None if name in card.disputed else card.properties.get(name) for name in ("started", "ended")
    )
    return since, until


def _told(card: Card | None) -> str:
    since, until = _times(card) if card else (None, None)
    return f"from {since or 'an unknown time'} to {until or 'an unknown time'}"
