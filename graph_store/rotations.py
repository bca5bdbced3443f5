"""Key rotations as facts: each note is signed by both keys and goes on from the one before it.

Promises: no commit takes a note that does not, whoever calls; verification looks a second time
(`rotation_audit`). Which of the keys are ours only the key folder knows (`app.rotations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph_model.facts import AnyFact, NodeFact
from graph_model.keys import make
from graph_store.connection import Runner
from graph_store.effects import SYSTEM_NAMESPACE
from graph_store.errors import StoreError
from ledger.errors import NoteError
from ledger.keys import Rotation

PREFIX: Final = "key_rotation:"


class BadRotation(StoreError):
    """A rotation note that is not signed by both keys, or does not follow the one before it."""

    default_next_step = "Rotations are recorded by `lotgraph key rotate` and by nothing else."


def rotation_key(number: int) -> str:
    """Key of the node that holds a rotation's note."""
    return make("key_rotation", SYSTEM_NAMESPACE, str(number))


def recorded(runner: Runner) -> list[str]:
    """The notes in the ledger, by number from 1."""
    found: dict[str, str] = {}
    for row in runner.rows("all_KeyRotation"):
        properties = row["properties"]
        if isinstance(properties, dict) and "note" in properties:
            found[str(row["key"])] = str(properties["note"])
    keys = [rotation_key(number) for number in range(1, len(found) + 1)]
    if not found.keys() <= set(keys):
        raise BadRotation("the key rotations in the ledger have a hole", next_step="Run `lotgraph verify`.")
    return [found[key] for key in keys]


def check_rotations(runner: Runner, facts: Iterable[AnyFact]) -> None:
    """Raise `BadRotation` where one of these facts states a rotation that there can't be."""
    stated = [fact for fact in facts if isinstance(fact, NodeFact) and fact.key.startswith(PREFIX)]
    if not stated:
        return
    notes = recorded(runner)
    for fact in stated:
        note = fact.properties.get("note")
        if not isinstance(note, str):
            raise BadRotation(f"{fact.key} states no note")
        if fact.key in {rotation_key(n) for n, known in enumerate(notes, start=1) if known == note}:
            continue
        if fact.key != rotation_key(len(notes) + 1):
            raise BadRotation(f"{fact.key} is not rotation {len(notes) + 1}, which would be the next one")
        _check_next(notes, note)
        notes.append(note)


def _check_next(notes: Sequence[str], note: str) -> None:
    try:
        rotation = Rotation.parse(note.encode())
        before = Rotation.parse(notes[-1].encode()) if notes else None
        rotation.check_follows(before)
    except NoteError as error:
        raise BadRotation(str(error)) from error
