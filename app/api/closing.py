"""Rejected rows and loads are closed by GraphQL as by `lotgraph rejects close` and `lotgraph loads close`."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.context import Info
from app.api.deciding import Decision, Password, Reason, decider
from app.api.fields import resolved
from app.api.problems import bad_request
from app.loads import ClosedRows, close_load, close_rejects
from quality.words import Words


@strawberry.type(description="What became of rejected rows that were to be closed.")
class ClosedRejects:
    """The outcome."""

    closing: int = strawberry.field(description="How many of the rows were open, and are closed by this.")
    before: int = strawberry.field(description="How many were closed before; nothing is recorded of them.")
    decisions: list[Decision] = strawberry.field(
        description="The decisions, of some thousands of rows each; a row is closed once its decision holds."
    )

    @classmethod
    def of(cls, closed: ClosedRows) -> ClosedRejects:
        """From the outcomes."""
        decisions = [Decision.of(outcome) for outcome in closed.outcomes]
        return cls(closing=closed.closing, before=closed.before, decisions=decisions)


@strawberry.type
class Closing:
    """Part of the root of what is decided."""

    @resolved
    async def close_rejects(
        self,
        info: Info,
        reason: Reason,
        keys: Annotated[
            list[str] | None, strawberry.argument(description="Keys of rejected rows; these or a load.")
        ] = None,
        load: Annotated[
            str | None, strawberry.argument(description="All open ones of this load; this or keys.")
        ] = None,
        password: Password = None,
    ) -> ClosedRejects | None:
        """Close rejected rows that were dealt with; they are no gaps of answers any more."""
        if bool(keys) == bool(load):
            raise bad_request(
                Words("Name either keys or one load.", "请指明若干键或一次载入。"),
                Words("Pass `keys` or `load`, and not both.", "请给出 `keys` 或 `load`，不可两者都给。"),
            )
        by, asker = await decider(info, reason, password), info.context.asker
        closed = info.context.access.ask_store(lambda s: close_rejects(s, keys or (), load, by, asker))
        return ClosedRejects.of(await closed)

    @resolved
    async def close_load(
        self,
        info: Info,
        load: Annotated[str, strawberry.argument(description="Its id.")],
        reason: Reason,
        password: Password = None,
    ) -> Decision | None:
        """Give up a load of which the rest is not coming. What it recorded stays; loaded again it goes on."""
        by, asker = await decider(info, reason, password), info.context.asker
        return Decision.of(
            await info.context.access.ask_store(lambda store: close_load(store, load, by, asker))
        )
