"""A small writer: opens the configured store, says `ready`, waits for a line, commits, says where.

`python -m tests.support.write_process NAME COMMITS`; prints one line `ready`, then the sequence
numbers of its commits. Each commit states one supplier `NAME-n`.
"""

from __future__ import annotations

import sys

from app.settings import Settings
from app.wiring import open_store
from graph_model.facts import NodeFact
from graph_model.keys import make
from graph_store.store import Batch, Store


def supplier(name: str, number: int) -> str:
    """Key of what a writer states in one commit."""
    return make("supplier", "w", f"{name}-{number}")


def write(store: Store, name: str, commits: int) -> list[int]:
    """Commit one by one; the sequence number of each."""
    return [
        store.commit(
            [NodeFact(key=supplier(name, number), properties={"name": f"{name} {number}"})],
            actor=name,
            reason="small",
            batch=Batch(name, number),
        ).seq
        for number in range(commits)
    ]


def main() -> None:
    """One writer."""
    name, commits = sys.argv[1], int(sys.argv[2])
    with open_store(Settings()) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        print(*write(store, name, commits), flush=True)


if __name__ == "__main__":
    main()
