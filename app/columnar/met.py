"""What every answer by columns asks of what it met: does it hold, and may a rejected row be about it."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from app.questions.gaps import shorter
from app.snapshot.reader import ColumnReader
from lineage.closure import Judge, Odd
from lineage.column import Ids
from lineage.graph import Graph


def judge_of(reader: ColumnReader) -> Judge:
    """Judges flagged relationships by their records; `Odd` where that is not plain."""

    def judge(links: Ids) -> tuple[Ids, Ids]:
        judged = reader.judged(links)
        if judged is None:
            raise Odd("statements in dispute, or a withdrawal that a decision stands above")
        return judged

    return judge


def is_among(places: Ids, place: int) -> bool:
    """Whether sorted places hold one."""
    at = int(np.searchsorted(places, place))
    return at < len(places) and int(places[at]) == place


def is_met(graph: Graph, touched: Ids, keys: Collection[str]) -> Callable[[str], bool]:
    """Whether a rejected row that names a key may be about nodes, by sorted place, or about other keys."""
    beginnings = {part for key in keys for part in shorter(key)}

    def holds(key: str) -> bool:
        at = graph.node(key)
        return key in keys or (at is not None and is_among(touched, at))

    def is_met(key: str) -> bool:
        if holds(key) or key in beginnings or any(map(holds, shorter(key))):
            return True
        return any(is_among(touched, at) for at in graph.starting_with(key + "/"))

    return is_met
