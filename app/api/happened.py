"""The times of a trace's events as a GraphQL type, over `app.questions.happened`."""

from __future__ import annotations

import strawberry

from app.api.context import Context, beyond
from app.questions.answer import Told
from app.questions.happened import happened


@strawberry.type(
    description="When the events of an answer were, in the order of its rows; a day stays a day."
)
class Times:
    """Lists as long as the columns, but for the two of places."""

    started: list[str | None] = strawberry.field(
        description="Of each row when it was, or began, as stated; null of no event, and where unknown."
    )
    ended: list[str | None] = strawberry.field(description="Of each row when it ended, as stated.")
    events: list[int] = strawberry.field(
        description="Indices of the rows that are events, those of unknown time included."
    )
    disputed: list[int] = strawberry.field(description="Indices of the events whose times are in dispute.")


async def times_of(context: Context, answer: Told, *, all_sites: bool) -> Times:
    """The times, read at the ledger size of the answer."""
    found = await context.ask(
        lambda reader: happened(reader, answer),
        known_at=answer.known_at,
        beyond=beyond("times of a trace", answer.start) if all_sites else "",
    )
    return Times(
        started=list(found.started),
        ended=list(found.ended),
        events=list(found.events),
        disputed=list(found.disputed),
    )
