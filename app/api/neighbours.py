"""What stands next to records, as a GraphQL type and field."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.arguments import AsOf, KnownAt
from app.api.context import Info
from app.api.fields import resolved
from app.api.traces import LabelCount
from app.questions import neighbours as looking
from app.questions.view import View


@strawberry.type(description="How much flows into a record, and how much out of it, one step away.")
class Neighbours:
    """Of one record."""

    key: str = strawberry.field(description="The key that was asked about.")
    flows_in: list[LabelCount] = strawberry.field(description="What flows into it, by label.")
    flows_out: list[LabelCount] = strawberry.field(description="What it flows into, by label.")
    hidden_in: int = strawberry.field(
        description="How many more flow into it that lie outside the asker's sites; in no other count."
    )
    hidden_out: int = strawberry.field(
        description="How many more it flows into that lie outside the asker's sites; in no other count."
    )

    @classmethod
    def of(cls, found: looking.Neighbours) -> Neighbours:
        """From the answer."""
        into, out = (
            [LabelCount(label=label, count=count) for label, count in side.items()]
            for side in (found.flows_in, found.flows_out)
        )
        return cls(
            key=found.key,
            flows_in=into,
            flows_out=out,
            hidden_in=found.hidden_in,
            hidden_out=found.hidden_out,
        )


@strawberry.type(description="The question what stands next to records.")
class Surroundings:
    """This field of the root."""

    @resolved
    async def neighbours(
        self,
        info: Info,
        keys: Annotated[list[str], strawberry.argument(description=f"Whole keys, {looking.MOST} at most.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> list[Neighbours] | None:
        """How much flows into each of these records and out of it; all of them with the same few reads."""
        found = await info.context.ask(
            lambda reader: looking.neighbours(reader, keys, View(as_of)), known_at=known_at
        )
        return [Neighbours.of(one) for one in found]
