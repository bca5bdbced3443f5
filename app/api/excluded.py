"""What a time-aware recall left out, as GraphQL types over `app.questions.excluded`.

Promises: lists are always whole.
"""

from __future__ import annotations

from enum import StrEnum

import strawberry

from app.questions import excluded as answers


@strawberry.enum(
    description="Why a relationship was left out: `apart`, it had happened before anything suspect could be "
    "there; `behind`, every way to it is left out."
)
class WhyExcluded(StrEnum):
    """Named as in the JSON."""

    apart = answers.APART
    behind = answers.BEHIND


@strawberry.type(description="All instants that stated times may mean, and which statements give them.")
class Interval:
    """One interval."""

    first: str | None = strawberry.field(name="from", description="The first instant; null where it is open.")
    last: str | None = strawberry.field(name="to", description="The last instant; null where it is open.")
    statements: list[str] = strawberry.field(description="Keys of the relationships and nodes that state it.")

    @classmethod
    def of(cls, found: answers.Interval | None) -> Interval | None:
        """From the answer."""
        if found is None:
            return None
        return cls(first=found.since, last=found.until, statements=list(found.statements))


@strawberry.type(description="A relationship that a time-aware answer left out.")
class ExcludedRelationship:
    """One relationship; what is `behind` others has no intervals of its own."""

    source: str = strawberry.field(name="from", description="Key of the node it leads out of.")
    type: str = strawberry.field(description="Its type.")
    target: str = strawberry.field(name="to", description="Key of the node it leads into.")
    key: str = strawberry.field(description="Its own key.")
    reason: WhyExcluded = strawberry.field(description="Why it was left out.")
    by_posting_date: bool = strawberry.field(
        description="Whether days or times of booking alone say so, which a late booking may have moved."
    )
    suspect_from: Interval | None = strawberry.field(
        description="When anything suspect can have been where it leads out of at the earliest."
    )
    happened: Interval | None = strawberry.field(
        description="When it happened; `to` is before `suspectFrom`."
    )

    @classmethod
    def of(cls, found: answers.LeftOut) -> ExcludedRelationship:
        """From the answer."""
        return cls(
            source=found.source,
            type=found.type,
            target=found.target,
            key=found.key,
            reason=WhyExcluded(found.reason),
            by_posting_date=found.by_posting_date,
            suspect_from=Interval.of(found.suspect_from),
            happened=Interval.of(found.happened),
        )


@strawberry.type(description="A node to which no way is left.")
class ExcludedRow:
    """One row of the conservative answer that this one has not."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What kind of thing it is.")
    by_posting_date: bool = strawberry.field(
        description="Whether it is left out by days or times of booking alone."
    )


@strawberry.type(description="All that a time-aware answer left out of the conservative one.")
class Excluded:
    """Rows and relationships."""

    rows: list[ExcludedRow] = strawberry.field(description="Nodes, sorted by key.")
    relationships: list[ExcludedRelationship] = strawberry.field(
        description="Relationships, sorted by from, type, to and key; all that lead to these nodes are here."
    )

    @classmethod
    def of(cls, found: answers.Excluded | None) -> Excluded | None:
        """From the answer."""
        if found is None:
            return None
        rows = [ExcludedRow(key=r.key, label=r.label, by_posting_date=r.by_posting_date) for r in found.rows]
        return cls(rows=rows, relationships=[ExcludedRelationship.of(one) for one in found.relationships])
