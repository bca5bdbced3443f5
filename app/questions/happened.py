"""When the events of an answer were: receipts, steps, shipments, returns.

Promises: of every row of the answer, in its order, the start and the end as stated; both are None of what is
no event and of events that nothing says the time of. A time that sources state differently is told as it is
shown, and its row is among the disputed.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.answer import Told
from app.questions.reading import Backed, Card
from app.questions.view import View, through
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL, BY_PREFIX

_ENDS = ("ended", "lifted")


@dataclass(frozen=True, slots=True)
class Happened:
    """Column by column, in the order of the answer's rows; `events` and `disputed` are places of rows."""

    events: tuple[int, ...]
    """The rows that are events, whether or not their time is known."""
    started: tuple[str | None, ...]
    ended: tuple[str | None, ...]
    disputed: tuple[int, ...]


def happened(reader: Backed, answer: Told) -> Happened:
    """Read the times; `reader` stands where that of the answer stood."""
    keys = [str(key) for key in answer.column("key")]
    events = [at for at, key in enumerate(keys) if BY_PREFIX[prefix_of(key)].occurs]
    reads = through(reader, View(answer.as_of, answer.prefer))
    cards = reads.cards([keys[at] for at in events]) if events else {}
    started: list[str | None] = [None] * len(keys)
    ended: list[str | None] = [None] * len(keys)
    disputed: list[int] = []
    for at in events:
        card = cards.get(keys[at])
        if card is None:
            continue
        names = (BY_LABEL[card.label].occurs, *_ENDS)
        started[at] = _stated(card, names[0])
        ended[at] = next((text for name in _ENDS if (text := _stated(card, name))), None)
        if set(names).intersection(card.disputed):
            disputed.append(at)
    return Happened(tuple(events), tuple(started), tuple(ended), tuple(disputed))


def _stated(card: Card, name: str) -> str | None:
    found = card.properties.get(name)
    return found if isinstance(found, str) and found else None
