"""Transactions beside the ledger: on nodes that stand in no ledger (`graph_store.outside`).

Promises: what `change` returned for is durable; of racing changes each sees what those before it left, as
long as its work writes to a node before it reads it. An engine that was lost is reached again once, and
then the work is done again, so it must be harmless twice. Refuses: after 50 lost races (`TooManyRetries`).
Nobody here waits for the ledger's turn: a bulk load must not hold up a sign-in.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from graph_store.connection import Transaction
from graph_store.errors import ConstraintViolated, EngineLost, HeadMoved, TooManyRetries
from graph_store.store import Store

T = TypeVar("T")
MOST_RETRIES = 50
LONGEST_PAUSE = 0.05

# Threads of one process need not race: ArcadeDB would refuse all but one of them at the end.
_turn = threading.Lock()


def change(store: Store, work: Callable[[Transaction], T]) -> T:
    """Do the work in one transaction; again where another one was first."""
    lost = False
    for retry in range(MOST_RETRIES):
        try:
            with _turn, store.connection.writing() as transaction:
                done = work(transaction)
                transaction.commit()
                return done
        except (HeadMoved, ConstraintViolated):
            pass
        except EngineLost:
            if lost:
                raise
            lost = True
            store.head()  # connects again, which restarts an embedded engine
        # Random, so that two losers of one race do not meet again.
        time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.005 * (retry + 1))))  # noqa: S311
    raise TooManyRetries(f"another change was first {MOST_RETRIES} times")


def ask(store: Store, name: str, **parameters: object) -> list[dict[str, object]]:
    """All records of a named query."""
    try:
        with store.connection.reading() as runner:
            return runner.rows(name, **parameters)
    except EngineLost:
        store.head()
        with store.connection.reading() as runner:
            return runner.rows(name, **parameters)
