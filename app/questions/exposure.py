"""Exposure: what a room, reading, piece of equipment, calibration, person, recipe or supplier reached.

Promises: the recall from the steps (and receipts) that `app.questions.joining` finds, the same as if these
had been named, and each of these steps with the evidence that joins it. A step of which the times do not tell
whether it was touched is among them and is a gap. An asker who is bound to sites is told of steps and causes
there; the others are counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.questions.answer import Answer
from app.questions.ask import walked
from app.questions.errors import BadRequest
from app.questions.findings import Gap, sorted_gaps
from app.questions.gaps import dispute_gaps, load_gaps, span_gaps, statement_gaps, unstated
from app.questions.hiding import Hidden, hidden_gaps
from app.questions.joining import Found, Joined, find
from app.questions.periods import EVER, Period
from app.questions.reading import Backed
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from graph_model.facts import canonical


@dataclass(frozen=True, slots=True)
class Exposure:
    """The keys asked about, what they were joined to, and the recall from there."""

    asked: tuple[str, ...]
    period: Period
    excursions: bool
    joined: tuple[Joined, ...]
    gaps: tuple[Gap, ...]
    """What is missing of the join; the recall has its own."""
    answer: Answer

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, neither of the join nor of the recall."""
        return self.answer.complete and not self.gaps

    @property
    def sha256(self) -> str:
        """SHA-256 of what was asked and joined, and of the hash of the recall."""
        return hashlib.sha256(canonical({**self._body(), "recall": self.answer.sha256})).hexdigest()

    def to_json(self, *, with_links: bool = False) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {
            **self._body(),
            "recall": self.answer.to_json(with_links=with_links),
            "sha256": self.sha256,
        }

    def _body(self) -> dict[str, object]:
        return {
            "keys": list(self.asked),
            "from": self.period.since,
            "to": self.period.until,
            "excursions": self.excursions,
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "joined": [joined.to_json() for joined in self.joined],
        }


def exposure(
    reader: Backed,
    keys: Iterable[str],
    period: Period = EVER,
    view: View = NOW,
    *,
    excursions: bool = False,
) -> Exposure:
    """What these reached: steps, what was made there, and who received it."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    asked = tuple(sorted({resolve(watching, key) for key in keys}))
    if not asked:
        raise BadRequest("No key was given.", "Name a room, reading, piece of equipment, person or supplier.")
    shown = find(watching, asked, period, excursions=excursions)
    gaps, starts = set(missing(watching, shown)), shown.starts
    if isinstance(reader, ScopedReader):
        whole = through(reader.whole, view)
        found = find(whole, asked, period, excursions=excursions)
        every, starts = set(missing(whole, found)), found.starts
        gaps = {gap for gap in gaps & every if reader.may_tell(f"{gap.key} {gap.message}")}
        left_out: set[Hidden] = {("Gap", gap) for gap in every - gaps} | _causes(found) - _causes(shown)
        gaps.update(hidden_gaps(left_out))
    trace = walked(reader, through(reader, view), view, lambda _: starts, forward=True).traced
    return Exposure(asked, period, excursions, tuple(sorted(shown.joined)), sorted_gaps(gaps), trace.answer)


def _causes(found: Found) -> set[Hidden]:
    return {(label_of(joined.cause), joined.cause) for joined in found.joined}


def missing(reader: Watching, found: Found) -> Iterator[Gap]:
    """What is missing of the join itself."""
    yield from found.gaps
    yield from span_gaps(found.cards.values())
    yield from dispute_gaps(found.cards.values(), reader.taken())
    yield from statement_gaps(reader.disputed, reader.taken())
    yield from load_gaps(reader, reader.classes.whole(found.touched))
    cards = reader.cards(sorted(found.touched))
    for key in found.touched:
        if key not in cards or not cards[key].stated:
            yield unstated(key)
