"""Recall by columns where they can tell, else record by record; whoever asks sees no difference but the time.

Promises: both ways give the same answer (`lotgraph crosscheck`); which way is taken depends on what the
question meets, never on how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.columnar.recall import wide_recall
from app.questions import ask
from app.questions.answer import Told
from app.questions.reading import Backed
from app.questions.view import NOW, View
from app.snapshot.reader import ColumnReader
from lineage.closure import Odd


def recall(reader: Backed, keys: Iterable[str], view: View = NOW) -> Told:
    """What was made of these, and who received it."""
    asked = list(keys)
    if view == NOW and isinstance(reader, ColumnReader):
        try:
            return wide_recall(reader, asked)
        except Odd:
            pass  # what is odd here, the other way judges record by record
    return ask.recall(reader, asked, view)


def genealogy(reader: Backed, keys: Iterable[str], view: View = NOW) -> Told:
    """What these were made of, and who supplied it, with the records of each row."""
    return ask.genealogy(reader, keys, view)
