"""The key rotations of a ledger, read a second time.

Promises: every note in it is held against those before it, with the archive verifier's own code
(`ledger.verify_notes`), which shares none with what records them; the commit of each that should not be
there is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph_model.upcast import upcast
from graph_store.audit import Damage, body_of
from graph_store.rotations import rotation_key
from ledger.commit import Header
from ledger.verify_notes import Key, Refused, follow, read_key

_IN_A_LINE: Final = b'"key":"key_rotation:'


@dataclass(slots=True)
class RotationAudit:
    """Takes a ledger's commits in order; `findings` say what is wrong with a note in which of them."""

    findings: list[Damage] = field(default_factory=list)
    _notes: list[bytes] = field(default_factory=list)

    def take(self, header: Header, lines: Iterable[bytes]) -> None:
        """The rotations of a commit."""
        for line in lines:
            if _IN_A_LINE in line:
                try:
                    self._take(upcast(body_of(line), header.model))
                except ValueError as error:
                    self.findings.append(Damage(header.seq, f"key rotation: {error}"))

    def _take(self, body: dict[str, object]) -> None:
        properties = body.get("properties")
        note = properties.get("note") if isinstance(properties, dict) else None
        if not isinstance(note, str):
            raise Refused("it has no note")
        self._add(str(body.get("key")), note.encode())

    def _add(self, key: str, note: bytes) -> None:
        before = len(self._notes)
        if key in {rotation_key(n) for n, known in enumerate(self._notes, start=1) if known == note}:
            return
        if key != rotation_key(before + 1):
            raise Refused(f"it is not the one after the {before} before it")
        follow(_first_key([*self._notes, note]), [*self._notes, note])
        self._notes.append(note)


def _first_key(notes: Sequence[bytes]) -> Key:
    """The key that the first of them replaces: the chain needs some key that it leads from."""
    lines = notes[0].decode().split("\n")
    if len(lines) < 5:
        raise Refused("it is no rotation note")
    return read_key(lines[4])
