"""One hold with all that it reaches: what is here, what has left, and what a lift would free.

Promises: of a hold that is not in force it says so and names nothing as held. Refuses a key that is no hold.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.holding.board import Board, board, hold_json
from app.holding.in_force import read_holds
from app.questions.errors import BadRequest
from app.questions.reading import Recorded
from app.questions.starts import label_of, resolve
from app.questions.view import NOW, View, through
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from quality.holds import Held, Hold, Release


@dataclass(frozen=True, slots=True)
class Shown:
    """A hold, and the board that it stands on; `in_force` is whether it is on that."""

    hold: Hold
    in_force: bool
    board: Board

    @property
    def here(self) -> tuple[Held, ...]:
        """What it reaches that is here, wholly or in part."""
        return self.board.here(self.hold.key) if self.in_force else ()

    @property
    def shipped(self) -> tuple[Held, ...]:
        """What it reaches that has left, wholly or in part."""
        return self.board.shipped(self.hold.key) if self.in_force else ()

    @property
    def used(self) -> tuple[Held, ...]:
        """What it reaches that is in what was made of it, and nowhere else."""
        return self.board.used(self.hold.key) if self.in_force else ()

    @property
    def release(self) -> Release:
        """What a lift would free."""
        return self.board.release(self.hold.key) if self.in_force else Release((), {})

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical answer."""
        return hashlib.sha256(canonical(self._body())).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `lotgraph hold show --format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def others(self, held: Held) -> list[str]:
        """The other holds that reach an item."""
        return [key for key in held.holds if key != self.hold.key]

    def _body(self) -> dict[str, object]:
        found = self.board
        return {
            "hold": hold_json(self.hold),
            "in_force": self.in_force,
            "clocks": {"as_of": found.view.as_of, "known_at": found.known_at},
            **({"prefer": list(found.view.prefer)} if found.view.prefer else {}),
            "complete": found.complete,
            "gaps": [gap.to_json() for gap in found.gaps],
            "notes": [note.to_json() for note in found.notes],
            "on_hand": [self._here(held) for held in self.here],
            "shipped": [{**_item(held), "shipments": list(held.where.shipments)} for held in self.shipped],
            "used_up": [_item(held) for held in self.used],
            "freed_by_lift": list(self.release.free),
            "ledger": {"size": found.known_at, "root": found.root},
        }

    def _here(self, held: Held) -> dict[str, object]:
        where = held.where
        also = {"also_held_by": self.others(held), "hidden": held.hidden}
        return {**_item(held), "quantity": where.quantity, "unit": where.unit, **also}


def _item(held: Held) -> dict[str, object]:
    return {"key": held.key, "label": label_of(held.key)}


def show(reader: Recorded, text: str, view: View = NOW) -> Shown:
    """The hold of this key, or of a shorter one that fits one."""
    watching = through(reader, view)
    key = resolve(watching, text)
    if prefix_of(key) != "hold":
        raise BadRequest(f"{key} is a {label_of(key)}, and no hold.", f"Ask: lotgraph hold of {key}")
    found = board(reader, view)
    on = {hold.key: hold for hold in found.holds}
    (stated,) = read_holds(watching, [key]).holds
    return Shown(on.get(key, stated), key in on, found)
