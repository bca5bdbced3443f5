"""Commits by number, wherever they stand in the ledger.

Promises: all that were asked for come, in order, each with the lines that its header speaks of; a page of
them is in memory at a time. What is not there or does not fit together fails the call (`ReadFailed`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from graph_store.connection import Connection
from graph_store.errors import ReadFailed
from ledger.commit import Header, unpack

COMMITS_A_QUERY = 20
_NEXT_STEP = "Run `lotgraph verify`: it says where the ledger is damaged."


def pages(seqs: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many numbers as one query may ask for."""
    for start in range(0, len(seqs), COMMITS_A_QUERY):
        yield seqs[start : start + COMMITS_A_QUERY]


def commits(connection: Connection, seqs: Sequence[int]) -> Iterator[tuple[Header, list[bytes]]]:
    """Header and fact lines of each, by ascending number."""
    for page in pages(seqs):
        for row in rows(connection, "commits_between", page):
            payload = row["payload"]
            with undamaged():
                header = Header.decode(str(row["header"]).encode())
                lines = unpack(payload if isinstance(payload, bytes) else b"", header)
            yield header, lines


def rows(connection: Connection, name: str, seqs: Sequence[int]) -> list[dict[str, object]]:
    """What a query says of each of these commits, by ascending number."""
    with connection.reading() as runner:
        found = runner.rows(name, seqs=list(seqs))
    if [row["seq"] for row in found] != list(seqs):
        message = f"not all of the commits {seqs[0]} to {seqs[-1]} are there"
        raise ReadFailed(message, next_step=_NEXT_STEP)
    return found


@contextmanager
def undamaged() -> Iterator[None]:
    """What the ledger's bytes refuse here is a refusal to answer from them."""
    try:
        yield
    except ValueError as error:
        raise ReadFailed(f"the ledger is damaged: {error}", next_step=_NEXT_STEP) from error
