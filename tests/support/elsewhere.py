"""Commits as another program would have recorded them: no check of ours was asked."""

from __future__ import annotations

from collections.abc import Sequence

from graph_model.facts import AnyFact, encode
from graph_model.version import MODEL_VERSION
from graph_store.store import Entry, Receipt, Store
from ledger.commit import Header
from tests.support.ledger_archives import record


def recorded(store: Store, facts: Sequence[AnyFact]) -> Receipt:
    """Put the facts into the store's ledger and graph as a commit that is replayed."""
    seq = store.head().size + 1
    lines = [encode(fact, seq.to_bytes(8, "big") + at.to_bytes(8, "big")) for at, fact in enumerate(facts)]
    made = record(seq, lines, model=MODEL_VERSION, record_time=store.time())
    header = Header.decode(made.header)
    return store.replay(Entry(header, made.payload, header.batch))
