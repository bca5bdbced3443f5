"""How much suspect material each item of a recall, and each customer, can hold: the least and the most.

Promises: for each material that is suspect, in its unit, never mixed. The bounds are those of
`lineage.bounds` over all that was booked: the least is rounded down and the most up, to the 9th decimal. What
is not stated or does not convert widens bounds, and the row says which record that is; what nothing bounds is
null. What went into a step and was not booked as lost counts as in what the step made. Of a customer it is
what it kept, shipped less returned. Rows, gaps and notes are those of the recall; for an asker who is bound
to sites a row that hangs on anything outside has no bounds and says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.questions.ask import recall
from app.questions.consignees import Consignees
from app.questions.errors import BadStart
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.materials import read_materials
from app.questions.mixture import Mixture
from app.questions.movements import Movements, read_movements
from app.questions.quantities import Sums
from app.questions.reading import Backed, Edge
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of
from app.questions.suspect_rows import SuspectRow, Telling
from app.questions.trace import Walk, event_times, walk
from app.questions.view import NOW, View, through
from graph_model.facts import canonical
from graph_model.keys import prefix_of

STARTS = ("lot", "device", "step", "receipt", "supplier")


@dataclass(frozen=True, slots=True)
class SuspectQuantities:
    """The whole answer."""

    start: tuple[str, ...]
    rows: tuple[SuspectRow, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    sha256: str = ""
    as_of: str | None = None
    prefer: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and every bound is exact."""
        return not self.gaps and all(row.reason is None for row in self.rows)

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {
            "start": list(self.start),
            "clocks": {"as_of": self.as_of, "known_at": self.known_at},
            **({"prefer": list(self.prefer)} if self.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "rows": [row.to_json() for row in self.rows],
            "ledger": {"size": self.known_at, "root": self.root},
            **({"sha256": self.sha256} if self.sha256 else {}),
        }


def suspect_quantities(reader: Backed, keys: Iterable[str], view: View = NOW) -> SuspectQuantities:
    """Least and most suspect quantity of all that a recall of these keys reaches."""
    answer = recall(reader, keys, view)
    _refuse(answer.start)
    scoped = reader if isinstance(reader, ScopedReader) else None
    whole = through(scoped.whole if scoped else reader, view)
    moved, hidden = _visible(read_movements(whole, walk(whole, answer.start, forward=True)), scoped)
    materials = read_materials(through(reader, view), moved.items(), whole.classes.kept)
    sums, edges = Sums(materials), list(moved.edges.values())
    times = event_times(whole, Walk(answer.start, True), edges)
    mixture = Mixture(moved, materials, sums, Consignees(edges, times, materials, sums))
    rows = tuple(sorted(Telling(answer, moved, mixture, hidden).rows(), key=lambda r: (r.key, r.material)))
    # What an asker who is bound to sites may be told of units that don't convert, the recall has told.
    gaps = answer.gaps if scoped else sorted_gaps([*answer.gaps, *sums.gaps])
    found = SuspectQuantities(
        answer.start, rows, gaps, answer.notes, answer.known_at, answer.root, "", view.as_of, view.prefer
    )
    told = canonical(replace(found, rows=_nameless(rows)).to_json())
    return replace(found, sha256=hashlib.sha256(told).hexdigest())


def _nameless(rows: Iterable[SuspectRow]) -> tuple[SuspectRow, ...]:
    """Names are corrected and erased; the hash covers the rest."""
    return tuple(replace(row, name=None) for row in rows)


def _refuse(starts: Iterable[str]) -> None:
    for key in starts:
        if prefix_of(key) not in STARTS:
            raise BadStart(
                f"{key} is a {label_of(key)}; nothing says how much of what it held is suspect.",
                "Start at the suspect lots, devices, steps, receipts or suppliers.",
                keys=(key,),
            )


def _visible(moved: Movements, scoped: ScopedReader | None) -> tuple[Movements, list[Edge]]:
    """What the asker may see of it, and the relationships that are hidden."""
    if scoped is None:
        return moved, []
    shown = scoped.shown(moved.edges.values())
    keys = {edge.key for edge in shown}
    hidden = [edge for key, edge in moved.edges.items() if key not in keys]
    return Movements.of(scoped.visible(moved.reached), shown), hidden
