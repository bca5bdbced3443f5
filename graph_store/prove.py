"""Proofs of facts out of the database, each from its own commit and O(log n) others.

Promises: a proof is the one that an archive of this ledger gives, and it holds: it was checked against the
root of its size before it is handed out. Of the commits beside its path header and edge are read, and no
payload. Refuses: to prove anything from what is damaged (`ReadFailed`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_store.commits import commits, pages, rows, undamaged
from graph_store.connection import Connection
from graph_store.store import Store
from ledger.commit import Header
from ledger.proof import FactProof, Step, nodes_from, prove_fact, steps_of
from ledger.tree import Frontier


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: line `index`, from 0, of a commit, in the ledger of a size."""

    seq: int
    index: int
    size: int


def prove(store: Store, places: Sequence[Place]) -> list[FactProof]:
    """A proof of each, in the same order."""
    found: dict[Place, FactProof] = {}
    for page in pages(sorted({place.seq for place in places})):
        asked = [place for place in places if place.seq in page]
        with undamaged():
            steps = _steps(store.connection, asked)
        for header, lines in commits(store.connection, page):
            for place in asked:
                if place.seq == header.seq:
                    found[place] = _prove(place, header, lines, steps)
    return [found[place] for place in places]


def _prove(place: Place, header: Header, lines: Sequence[bytes], steps: Mapping[int, Step]) -> FactProof:
    with undamaged():
        proof = prove_fact(lines, place.index, header, nodes=nodes_from(steps), size=place.size)
        proof.check(steps[place.size].edge.root())
    return proof


def _steps(connection: Connection, places: Sequence[Place]) -> dict[int, Step]:
    """All that their paths in the ledger's tree need, in one query."""
    wanted = sorted(set().union(*(steps_of(place.seq - 1, place.size) for place in places)))
    return {
        size: Step(str(row["header"]).encode(), Frontier.from_text(size, str(row["frontier"])))
        for size, row in zip(wanted, rows(connection, "commit_edges", wanted), strict=True)
    }
