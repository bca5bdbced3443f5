"""An equal graph in another engine, from a ledger's entries alone.

Promises: entries are recorded byte for byte at their places, so ledger, roots and graph come out equal;
a rebuild that was cut short goes on behind the last commit that arrived. Refuses: a target that holds
anything but a beginning of the same ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph_store.connection import Connection
from graph_store.errors import StoreError
from graph_store.reader import refuse_newer
from graph_store.store import Entry, LedgerHead, Store
from ledger.tree import Frontier


class TargetNotEmpty(StoreError):
    """The target holds something else."""

    default_next_step = "Name an empty database, or empty this one yourself if nobody needs it."


def refuse_foreign(connection: Connection) -> None:
    """Before anything is written, schema included: a database of somebody else is not ours to fill."""
    with connection.reading() as runner:
        heads = runner.rows("read_head")
        count = runner.rows("count_nodes")[0]["n"]
    for head in heads:
        refuse_newer(head)
    if count and not any(head["size"] for head in heads):
        raise TargetNotEmpty(f"the target holds {count} nodes and no ledger")


def rebuild(
    entries: Iterable[Entry], target: Store, *, on_entry: Callable[[int], None] = lambda seq: None
) -> LedgerHead:
    """Replay entries (all, from 1 on, in order) into `target`; those that it holds are compared only."""
    there = target.head()
    edge = Frontier()
    for entry in entries:
        edge = edge.append(entry.header.encode())
        if edge.size != entry.header.seq:
            raise StoreError(f"entry {entry.header.seq} stands in place {edge.size}")
        if edge.size == there.size and edge.root().hex() != there.root:
            raise TargetNotEmpty(f"the target's {there.size} commits are not the first of this ledger")
        if edge.size > there.size:
            target.replay(entry)
            on_entry(edge.size)
    if edge.size < there.size:
        raise TargetNotEmpty(f"the target holds {there.size} commits, this ledger {edge.size}")
    done = target.head()
    if done != LedgerHead(edge.size, edge.root().hex()):
        raise StoreError(f"the target's ledger has root {done.root}, this one {edge.root().hex()}")
    return done
