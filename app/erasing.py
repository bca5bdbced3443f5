"""Erasure of a person's values: their key is destroyed, and that it was is recorded.

Promises: with the commit that records it the values can't be read any more, here or in any copy of the
ledger; the ledger keeps its proof, and a later load brings no value back. Refuses: a record that holds no
personal value of its own, an account that may still sign, and what was erased before.
"""

from __future__ import annotations

from app.approvals import Outcome
from app.corrections import Decider, record
from app.errors import Refused
from graph_model.facts import NodeFact
from graph_model.keys import prefix_of
from graph_model.sealed import PERSONAL
from graph_store.history import UnknownRecord
from graph_store.sealing import erasure_key
from graph_store.store import Store


def erase(store: Store, key: str, by: Decider) -> Outcome:
    """Record the erasure of the personal values of a record, and carry it out where that needs no more."""
    reader = store.reader()
    card = reader.cards([key]).get(key)
    if card is None:
        raise UnknownRecord(f"{key} is not there")
    if not any(not declared.subject for declared in PERSONAL.get(prefix_of(key), ())):
        raise Refused(
            f"a {card.label} holds no personal value of its own",
            "Name a person or an account; the data dictionary marks what is personal.",
        )
    if card.properties.get("standing") == "active":
        raise Refused(
            f"{key} may still sign, and a signature shows a printed name (21 CFR 11.50)",
            "Close the account first.",
        )
    act = erasure_key(key)
    if reader.cards([act]):
        raise Refused(f"{key} was erased before", f"See `lotgraph history {act}`.")
    fact = NodeFact(key=act, properties={"subject": key, "erased": store.time()})
    return record(store, fact, by)
