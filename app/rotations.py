"""Rotations of the ledger's key become facts of the ledger.

Promises: what the key folder says stands in the ledger in the same order, with the note that both keys
signed; what a killed command left out, the next one records. Refuses: a key folder that is not this ledger's.
"""

from __future__ import annotations

from app.corrections import Decider, record
from app.errors import Refused
from graph_model.facts import NodeFact
from graph_store.rotations import recorded, rotation_key
from graph_store.store import Store
from ledger.keys import KeyFolder


def in_ledger(store: Store) -> list[str]:
    """The notes of the rotations that the ledger has, by number from 1."""
    with store.connection.reading() as runner:
        return recorded(runner)


def record_rotations(store: Store, keys: KeyFolder, *, actor: str) -> list[int]:
    """Record what the ledger lacks; the numbers of these rotations."""
    made = [(rotation.number, note.decode()) for rotation, note in keys.rotations()]
    if not made:
        return []
    there = in_ledger(store)
    if there != [note for _, note in made[: len(there)]]:
        raise Refused(
            "the key rotations in the ledger are not those of the key folder",
            "Use the key folder of this ledger, and find out where the other rotations come from.",
        )
    lacking = made[len(there) :]
    for number, note in lacking:
        fact = NodeFact(key=rotation_key(number), properties={"note": note})
        record(store, fact, Decider(actor, f"key rotation {number}"))
    return [number for number, _ in lacking]
