"""A recall case as it stands: its record, today's answer, and everything that belongs to it.

Promises: all of it at one ledger size; what belongs to the case is found by its relationships and never by
its name. Refuses a key that is no recall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.case.deliveries import Reached, reached
from app.errors import Refused
from app.questions.reading import Reader
from graph_model.keys import prefix_of
from quality.recall import Case
from quality.workflows import BY_LABEL

Records = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Read:
    """The case, the answer that it stands on today, and the ledger it was read from."""

    case: Case
    answer: Reached
    known_at: int
    root: str


def read_case(reader: Reader, key: str) -> Read:
    """The case of a recall."""
    card = reader.cards([key]).get(key) if prefix_of(key) == "recall" else None
    if card is None:
        raise Refused(f"{key} is no recall", "See the open ones: lotgraph work list --label Recall.")
    found = reached(reader, str(card.properties["starts"]).split())
    belonging = belonging_to(reader, key)
    case = Case(
        key=key,
        stage=BY_LABEL["Recall"].stage(card.properties),
        properties=card.properties,
        consignees=found.consignees,
        notices=_of(belonging, "notice"),
        responses=_of(belonging, "response"),
        attempts=_of(belonging, "outreach"),
        checks=_of(belonging, "effectiveness_check"),
        reports=_of(belonging, "regulatory_report"),
        complete=found.answer.complete,
        gaps=tuple(gap.message for gap in found.answer.gaps),
    )
    return Read(case, found, reader.known_at, reader.root)


def belonging_to(reader: Reader, key: str) -> Records:
    """What belongs to a recall or an adverse event, by key."""
    edges = reader.context([key], ("BELONGS_TO",), False)
    cards = reader.cards(sorted({edge.source for edge in edges if not edge.void}))
    return {key: card.properties for key, card in cards.items()}


def _of(belonging: Records, prefix: str) -> Records:
    return {key: card for key, card in belonging.items() if prefix_of(key) == prefix}
