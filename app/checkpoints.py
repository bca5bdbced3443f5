"""The ledger's head, signed by its key.

Promises: what is signed goes on from what was signed before, or nothing is signed.
"""

from __future__ import annotations

from collections.abc import Callable

from graph_store.store import LedgerHead, Store
from ledger.keys import KeyFolder

OnCommit = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """Nobody waits for words."""


def signed_head(store: Store, keys: KeyFolder, on_commit: OnCommit = _quiet) -> tuple[LedgerHead, bytes]:
    """Size and root as they are now, and the checkpoint of them."""
    head = store.head()
    first = keys.last_signed().size + 1

    def told(header: bytes, seq: int) -> bytes:
        on_commit(seq, head.size)
        return header

    entries = store.entries(first=first, last=head.size)
    headers = (told(entry.header.encode(), entry.header.seq) for entry in entries)
    return head, keys.checkpoint(headers, size=head.size, root=bytes.fromhex(head.root)).encode()
