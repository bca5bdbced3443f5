"""A recall case as it stands: its record, today's answer, and everything that belongs to it.

Promises: all of it at one ledger size; what belongs to the case is found by its relationships and never by
its name. Refuses a key that is no recall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.case.deliveries import Reached, reached
from app.errors import Refused
from app.questions.merged import Classes
from app.questions.reading import Reader
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, split
from quality.recall import Case
from quality.words import Words, said
from quality.workflows import BY_LABEL

Records = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Read:
    """The case, the answer that it stands on today, and the ledger it was read from."""

    case: Case
    answer: Reached
    known_at: int
    root: str
    classes: Classes

    def kept(self, key: str) -> str:
        """The key under which answers tell a record today."""
        return self.classes.kept(key)


def read_case(reader: Reader, key: str) -> Read:
    """The case of a recall."""
    card = reader.cards([key]).get(key) if prefix_of(key) == "recall" else None
    if card is None:
        raise Refused(
            said("{key} is no recall", "{key} 不是召回", key=key),
            Words(
                "See the open ones: lotgraph work list --label Recall.",
                "查看未关闭的召回：lotgraph work list --label Recall。",
            ),
        )
    found = reached(reader, str(card.properties["starts"]).split())
    classes = Classes.of(reader.merges())
    belonging = _as_kept(key, belonging_to(reader, key), classes)
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
        gaps=tuple(gap.words for gap in found.answer.gaps),
    )
    return Read(case, found, reader.known_at, reader.root, classes)


def belonging_to(reader: Reader, key: str) -> Records:
    """What belongs to a recall or an adverse event, by key."""
    edges = reader.context([key], ("BELONGS_TO",), False)
    cards = reader.cards(sorted({edge.source for edge in edges if not edge.void}))
    return {key: card.properties for key, card in cards.items()}


def _as_kept(recall: str, records: Records, classes: Classes) -> Records:
    """The records under the consignees and items that answers tell today, which others were merged into."""
    out: dict[str, dict[str, object]] = {}
    for key, card in sorted(records.items(), key=lambda one: _is_kept(one[1], classes)):
        told = {**card, **{name: classes.kept(str(card[name])) for name in _NAMED if name in card}}
        if prefix_of(key) == "notice" and "consignee" in told:
            key = make("notice", OWN_NAMESPACE, split(recall).parts[0], str(told["consignee"]))  # noqa: PLW2901
        out[key] = {**out.get(key, {}), **told}
    return out


_NAMED = ("consignee", "about")


def _is_kept(card: Mapping[str, object], classes: Classes) -> bool:
    return all(classes.kept(str(card[name])) == card[name] for name in _NAMED if name in card)


def _of(belonging: Records, prefix: str) -> Records:
    return {key: card for key, card in belonging.items() if prefix_of(key) == prefix}
