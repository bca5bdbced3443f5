"""Asking a scope, and what lies between two answers, whatever two questions they answer.

Promises: a scope is asked as a recall or genealogy is, over the whole graph, and filtered for its asker; a
start that lies outside his sites is walked from, and counted like all that is hidden. Both answers that are
compared are whole, so a row is missing in the comparison only where it is the same in both. Rows, gaps and
totals are compared; another way to the same rows is no difference.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.questions.answer import Answer, Row, Told
from app.questions.ask import walked
from app.questions.diff import Changed
from app.questions.findings import Gap
from app.questions.reading import Backed
from app.questions.scoped import ScopedReader
from app.questions.view import NOW, View, through
from graph_model.keys import prefix_of


@dataclass(frozen=True, slots=True)
class Question:
    """What a scope asks. `starts` are whole keys of what a trace can start at."""

    starts: tuple[str, ...]
    forward: bool = True
    view: View = NOW


def ask(reader: Backed, question: Question) -> Answer | None:
    """The answer, as its asker may see it; None where no start is there yet.

    A preferred source that was not loaded yet is no error here: a scope is asked at earlier sizes, too.
    """
    whole = reader.whole if isinstance(reader, ScopedReader) else reader
    if not whole.cards(question.starts):
        return None
    watching = through(reader, question.view)
    done = walked(
        reader,
        watching,
        question.view,
        lambda seen: {card.key for card in seen.cards(question.starts).values()},
        forward=question.forward,
    )
    return done.traced.answer


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two answers. One of None is the answer where no start was there."""

    before: Told | None
    after: Told | None
    rows: tuple[Changed, ...]
    gaps_came: tuple[Gap, ...]
    gaps_went: tuple[Gap, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        if self.rows or self.gaps_came or self.gaps_went:
            return True
        return (self.before and self.before.totals) != (self.after and self.after.totals)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing in either answer."""
        return all(answer.complete for answer in (self.before, self.after) if answer is not None)

    @property
    def customers(self) -> tuple[Changed, ...]:
        """Those of the rows that are customers: added, no longer affected, or with other amounts."""
        return tuple(change for change in self.rows if prefix_of(change.row.key) == "customer")

    def to_json(self) -> dict[str, object]:
        """As the commands of scopes print it."""
        return {
            "complete": self.complete,
            "rows": [row_to_json(change) for change in self.rows],
            "customers": [change.row.key for change in self.customers],
            "gaps_came": [gap.to_json() for gap in self.gaps_came],
            "gaps_went": [gap.to_json() for gap in self.gaps_went],
            "totals": [answer and answer.totals.to_json() for answer in (self.before, self.after)],
            "sha256": [answer and answer.sha256 for answer in (self.before, self.after)],
        }


def between(before: Told | None, after: Told | None) -> Between:
    """Compare two answers."""
    if before is not None and after is not None and type(before) is not type(after):
        before, after = before.in_full(), after.in_full()
    then, now = (told.lines if told else {} for told in (before, after))
    changed = sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
    was, is_ = (told.rows_of(changed) if told else {} for told in (before, after))
    gaps_then, gaps_now = (set(told.gaps if told else ()) for told in (before, after))
    return Between(
        before,
        after,
        tuple(_changed(was.get(key), is_.get(key)) for key in changed),
        tuple(sorted(gaps_now - gaps_then)),
        tuple(sorted(gaps_then - gaps_now)),
    )


def row_to_json(change: Changed) -> dict[str, object]:
    """One row that is not the same, with its amounts; of customers those by material."""
    rows = {"before": change.before, "after": change.after}
    return {
        "how": change.how,
        "key": change.row.key,
        "label": change.row.label,
        "name": change.row.name,
        **{side: row and _amounts(row) for side, row in rows.items()},
    }


def _amounts(row: Row) -> dict[str, object]:
    told: dict[str, object] = {"quantity": row.quantity, "unit": row.unit}
    if row.by_material is not None:
        told["by_material"] = [consigned.to_json() for consigned in row.by_material]
    return told


def _changed(before: Row | None, after: Row | None) -> Changed:
    how = "added" if before is None else "removed" if after is None else "altered"
    return Changed(how, before, after, ())
