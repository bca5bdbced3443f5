"""Suspects as GraphQL types, over `app.questions.suspects`."""

from __future__ import annotations

import strawberry

from app.api.fields import resolved
from app.api.nodes import global_id
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.traces import LabelCount, Trace
from app.questions import suspects as tiers
from app.questions.suspects import FOLLOWS
from app.questions.suspicion import REASONS
from app.questions.suspicion import Sign as SignFound

_KINDS = REASONS | {FOLLOWS: "it is made of, or ships, something that is possible; `item` names that"}


@strawberry.type(description="Why a node may be affected: a sign, and no proof.")
class Sign:
    """One sign."""

    reason: str = strawberry.field(
        description="One of:\n" + "\n".join(f"- {kind}: {meaning}" for kind, meaning in _KINDS.items())
    )
    item: str = strawberry.field(description="Key of what it may hold, or follow from, or ran beside.")
    message: str = strawberry.field(description="The evidence in words.")
    missing: str | None = strawberry.field(description="How much it used and does not say of which lot.")
    unaccounted: str | None = strawberry.field(
        description="How much of the item is not accounted for, as exact decimal text; null where unknown."
    )
    unit: str | None = strawberry.field(description="Unit of that.")
    since: str | None = strawberry.field(description="When the item was first there.")

    @classmethod
    def of(cls, sign: SignFound) -> Sign:
        """From the question."""
        return cls(
            reason=sign.reason,
            item=sign.item,
            message=sign.message,
            missing=sign.missing or None,
            unaccounted=sign.left or None,
            unit=sign.unit or None,
            since=sign.since or None,
        )


@strawberry.type(description="A node that may be affected although nothing links it.")
class PossibleRow:
    """A row of the possible tier."""

    row: strawberry.Private[tiers.Possible]

    @resolved
    def key(self) -> str:
        """Key of the node."""
        return self.row.key

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id of the node, for `node(id:)`."""
        return global_id(self.row.key)

    @resolved
    def label(self) -> str:
        """What kind of thing it is."""
        return self.row.label

    @resolved
    def signs(self) -> list[Sign]:
        """Every sign of it; the whole list."""
        return [Sign.of(sign) for sign in self.row.signs]


@strawberry.type(description="How many possible rows have a reason.")
class ReasonCount:
    """One reason's count."""

    reason: str = strawberry.field(description="The reason.")
    count: int = strawberry.field(description="Number of rows with it.")


@strawberry.type(description="What is confirmed, and beside it what could be affected.")
class Suspects:
    """Both tiers."""

    found: strawberry.Private[tiers.Suspects]
    all_sites: strawberry.Private[bool] = False

    @resolved
    def confirmed(self) -> Trace:
        """The recall, as `recall` answers it."""
        return Trace(found=self.found.confirmed, all_sites=self.all_sites)

    @resolved
    def counts(self) -> list[LabelCount]:
        """Number of possible rows by label."""
        return [LabelCount(label=label, count=count) for label, count in self.found.counts.items()]

    @resolved
    def reasons(self) -> list[ReasonCount]:
        """Number of possible rows by reason."""
        return [ReasonCount(reason=reason, count=count) for reason, count in self.found.reasons.items()]

    @resolved
    def possible(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[PossibleRow]:
        """The possible rows, sorted by key; none of them is confirmed."""
        window = Window.of(first, after, last, before)
        return page(self.found.possible, lambda row: (row.key,), lambda row: PossibleRow(row=row), window)

    @resolved
    def sha256(self) -> str:
        """SHA-256 of the possible rows and of the answer they stand beside."""
        return self.found.sha256
