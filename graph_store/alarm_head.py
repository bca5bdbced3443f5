"""How far the rules have looked at the ledger. It stands beside the ledger: lost, they look again.

Promises: never goes back; a lost one costs time and no alarm, since equal findings are raised once.
"""

from __future__ import annotations

from graph_store.beside import ask, change
from graph_store.store import Store


def seen(store: Store) -> int:
    """The ledger size up to which every commit was looked at; nought where none was."""
    rows = ask(store, "alarms_seen")
    return int(str(rows[0]["size"])) if rows else 0


def keep(store: Store, size: int) -> None:
    """Remember that every commit up to this size was looked at."""
    change(store, lambda transaction: transaction.rows("keep_alarms_seen", size=size))
