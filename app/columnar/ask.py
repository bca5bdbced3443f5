"""Answers by columns where they can tell, else record by record; who asks sees no difference but the time.

Promises: both ways give the same answer (`lotgraph crosscheck`); which way is taken depends on what the
question meets, never on how long it takes: a recall of few records goes record by record, since each pass
over arrays costs as much for one of them as for a thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.columnar.common_cause import wide_common_cause
from app.columnar.recall import wide_recall
from app.questions import ask
from app.questions import common_cause as by_records
from app.questions.answer import Told
from app.questions.common_cause import CommonCause
from app.questions.reading import Backed
from app.questions.view import NOW, View
from app.snapshot.reader import ColumnReader
from lineage.closure import Odd

FEW = 40
"""Nodes that are looked at one by one, with at most `WIDE` relationships."""
WIDE = 4 * FEW


def recall(reader: Backed, keys: Iterable[str], view: View = NOW) -> Told:
    """What was made of these, and who received it."""
    asked = list(keys)
    if view == NOW and isinstance(reader, ColumnReader) and not reaches_few(reader, asked):
        try:
            return wide_recall(reader, asked)
        except Odd:
            pass  # what is odd here, the other way judges record by record
    return ask.recall(reader, asked, view)


def reaches_few(reader: ColumnReader, keys: Sequence[str]) -> bool:
    """Whether not many nodes are reached, by a look that ends as soon as there are more."""
    known, frontier, degree = set(keys), list(keys), 0
    while frontier:
        degree += reader.degree(frontier)
        if len(known) > FEW or degree > WIDE:
            return False
        edges = (*reader.flow(frontier, True), *reader.logistics(frontier, True))
        frontier = list({end for edge in edges for end in (edge.source, edge.target)} - known)
        known.update(frontier)
    return True


def genealogy(reader: Backed, keys: Iterable[str], view: View = NOW) -> Told:
    """What these were made of, and who supplied it, with the records of each row."""
    return ask.genealogy(reader, keys, view)


def common_cause(
    reader: Backed, keys: Iterable[str], good: Iterable[str] = (), view: View = NOW
) -> CommonCause:
    """What these items, or those that these complaints are about, met more often than good ones."""
    asked, others = list(keys), list(good)
    if view == NOW and isinstance(reader, ColumnReader):
        try:
            return wide_common_cause(reader, asked, others)
        except Odd:
            pass  # as above
    return by_records.common_cause(reader, asked, others, view)
