"""In what light a question is asked, beside the ledger size that its reader stands at.

Promises: every question reads through the same wrappers in the same order, so that a view means the
same everywhere; with no view a question reads what holds now.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.as_of import AsOf
from app.questions.merged import Classes, Merged
from app.questions.preferring import Preferring, refuse_unknown
from app.questions.reading import Backed, Dated, Reads
from app.questions.scoped import ScopedReader
from app.questions.watching import Watching


@dataclass(frozen=True, slots=True)
class View:
    """How the asker wants to see the records.

    `as_of` is the time at which they held: a day, or an instant in UTC; now where it is None. `prefer` are
    the sources whose statements are taken where sources dispute, the first before the others. A recall that
    is `time_aware` leaves out what had happened before anything suspect could be there.
    """

    as_of: str | None = None
    prefer: tuple[str, ...] = ()
    time_aware: bool = False


NOW = View()


def through(reader: Backed, view: View) -> Watching:
    """The reader as the view has it, and as its asker may; what it meets of disputes is remembered last.

    From the inside: who is preferred, since a time of an event may be in dispute; what was so at a time;
    which records are one; what the asker may see.
    """
    whole = reader.whole if isinstance(reader, ScopedReader) else reader
    seen: Dated = whole
    preferring = Preferring(whole, view.prefer) if view.prefer else None
    if preferring is not None:
        seen = preferring
    lit: Reads = seen if view.as_of is None else AsOf(seen, view.as_of)
    classes = Classes.of(whole.merges())
    merged = Merged(lit, classes) if classes else None
    if merged is not None:
        lit = merged
    if isinstance(reader, ScopedReader):
        lit = reader.over(lit)
    taken, shown = preferring.taken if preferring else {}, merged.shown if merged else {}
    return Watching(lit, classes, taken, shown)


def refuse_unknown_sources(reader: Backed, view: View) -> None:
    """Raise where no load is called as a preferred source; who is bound to sites is not told which are."""
    if view.prefer and not isinstance(reader, ScopedReader):
        refuse_unknown(reader.loads(), view.prefer)
