"""What changed in an answer between two ledger sizes, in GraphQL."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from app.api.fields import resolved
from app.api.rows import Row
from app.api.traces import Trace
from app.questions.diff import Changed, Comparison
from app.questions.reading import Cause as CauseFound


@strawberry.enum(description="What became of a row.")
class How(StrEnum):
    """How a row changed."""

    ADDED = "added"
    REMOVED = "removed"
    ALTERED = "altered"


@strawberry.type(description="A commit that changed a row: who recorded it, when and why.")
class Cause:
    """One commit."""

    seq: int = strawberry.field(description="Its number; the ledger's size after it.")
    record_time: str = strawberry.field(description="The server's clock, UTC.")
    actor: str = strawberry.field(description="Who recorded it.")
    reason: str = strawberry.field(description="Why.")

    @classmethod
    def of(cls, cause: CauseFound) -> Cause:
        """From the ledger."""
        return cls(seq=cause.seq, record_time=cause.record_time, actor=cause.actor, reason=cause.reason)


@strawberry.type(description="A row that is not the same in both answers.")
class RowChange:
    """One changed row, and the commits that changed it."""

    how: How = strawberry.field(description="Whether it came, went or reads otherwise.")
    key: str = strawberry.field(description="Key of the node.")
    before: Row | None = strawberry.field(description="The row at the earlier size.")
    after: Row | None = strawberry.field(description="The row at the later size.")
    commits: list[Cause] = strawberry.field(description="Every commit that changed it, in order.")

    @classmethod
    def of(cls, change: Changed, comparison: Comparison) -> RowChange:
        """From the comparison."""
        return cls(
            how=How(change.how),
            key=change.row.key,
            before=Row(row=change.before) if change.before else None,
            after=Row(row=change.after) if change.after else None,
            commits=[Cause.of(comparison.causes[seq]) for seq in change.commits],
        )


@strawberry.type(description="Two answers to one question, at two ledger sizes.")
class Difference:
    """A comparison of `app.questions.diff`."""

    comparison: strawberry.Private[Comparison]
    all_sites: strawberry.Private[bool] = False

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing in either answer."""
        return self.comparison.complete

    @resolved
    def changes(self) -> list[RowChange]:
        """Every row that is not the same, by key; the whole list."""
        return [RowChange.of(change, self.comparison) for change in self.comparison.changes]

    @resolved
    def before(self) -> Trace | None:
        """The answer at the earlier size; null where no start was there yet."""
        found = self.comparison.before
        return Trace(found=found, all_sites=self.all_sites) if found else None

    @resolved
    def after(self) -> Trace:
        """The answer at the later size."""
        return Trace(found=self.comparison.after, all_sites=self.all_sites)
