"""Who signed a record, in the answers that show it (21 CFR 11.50).

Promises: every signature of the decisions on a record that the reader may see, with printed name, role,
meaning and time, in the order in which they were given. Labels that no signature is tied to cost no read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from app.questions.reading import Reads, may_hold
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_store.history import Signed

_SIGNABLE: Final = frozenset(BY_LABEL[label].prefix for label in BY_TYPE["SIGNED"].targets)


def read_signatures(reader: Reads, keys: Iterable[str]) -> dict[str, tuple[Signed, ...]]:
    """Record -> its signatures; records without one are left out."""
    signable = sorted({key for key in keys if prefix_of(key) in _SIGNABLE})
    edges = reader.context(signable, ("SIGNED",), False) if signable else ()
    found = [edge for edge in edges if may_hold(edge)]
    cards = reader.cards(sorted({edge.source for edge in found})) if found else {}
    out: dict[str, list[tuple[str, str, Signed]]] = defaultdict(list)
    for edge in found:
        if (card := cards.get(edge.source)) is not None:
            signed = Signed.of(card.properties)
            out[edge.target].append((signed.signed, card.key, signed))
    return {record: tuple(signed for *_, signed in sorted(given)) for record, given in out.items()}
