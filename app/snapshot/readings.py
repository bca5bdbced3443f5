"""The readings of one place by their times, so that a question looks only at what may overlap its steps.

Promises: `during` gives every reading that `app.questions.windows.overlap` finds to overlap one of the spans,
and maybe more; readings whose records were altered behind the base are always among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.questions.records import span_of
from app.snapshot.windows import reach
from graph_store.reader import Card
from lineage.column import Ids


@dataclass(frozen=True, slots=True)
class Readings:
    """Their relationships with the place, sorted by the first instant at which each may have begun."""

    links: Ids
    nodes: Ids
    since: Ids
    latest: Ids
    """The last instant at which each, or one before it, may have ended."""

    @classmethod
    def of(cls, links: Ids, nodes: Ids, cards: Iterable[Card]) -> Readings:
        """These, each with its node and card."""
        spans = np.array([reach(span_of(card)) for card in cards], dtype=np.int64).reshape(-1, 2)
        order = np.argsort(spans[:, 0], kind="stable")
        return cls(links[order], nodes[order], spans[order, 0], np.maximum.accumulate(spans[order, 1]))

    def during(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Those that may have been taken in one of the spans, from a first to a last instant."""
        found: set[int] = set()
        for since, until in spans:
            first, last = self.latest.searchsorted(since), self.since.searchsorted(until, side="right")
            found.update(self.links[first:last].tolist())
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """The readings of a place in the base, and what of it is not as the base has it."""

    readings: Readings
    is_plain: bool
    """Whether no record has to be looked at to tell which relationships hold."""
    changes: tuple[int, int]
    """How much was altered when this was found: `lineage.graph.Graph.changes`."""
    altered: frozenset[int] = frozenset()
    """Relationships of readings that are not as the base has them."""
