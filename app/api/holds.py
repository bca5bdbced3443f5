"""Holds as GraphQL types and fields, over `app.holding`.

Promises: what `lotgraph hold list`, `show` and `of` tell, under the same hashes; each with the sites, clocks
and preferences of a recall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Final

import strawberry

from app.api.arguments import AllSites, AsOf, AtLeast, KnownAt, One, Prefer, view_of
from app.api.context import Info, beyond
from app.api.fields import resolved
from app.api.findings import Answer
from app.api.nodes import global_id
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.problems import bad_request
from app.holding import board as boards
from app.holding import items as by_item
from app.questions.starts import label_of
from quality.holds import Held, Whereabouts
from quality.holds import Hold as Decided
from quality.words import Words, said


@strawberry.enum(description="Where an item that is held may be, wholly or in part.")
class HeldWhere(StrEnum):
    """One of them; what is on hand in part and shipped in part is in both."""

    ON_HAND = "on_hand"
    SHIPPED = "shipped"
    USED_UP = "used_up"


_IS: Final[Mapping[HeldWhere, Callable[[Whereabouts], bool]]] = {
    HeldWhere.ON_HAND: lambda where: where.here,
    HeldWhere.SHIPPED: lambda where: bool(where.shipments),
    HeldWhere.USED_UP: lambda where: where.used_up,
}


@strawberry.type(description="A lot or device that is held, where it is, and every hold that reaches it.")
class HeldItem:
    """One of them."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What kind of thing it is.")
    here: bool = strawberry.field(description="Whether it, or a part of it, is on hand.")
    quantity: str | None = strawberry.field(
        description="How much of it is on hand, as exact decimal text; null where that is not known."
    )
    unit: str | None = strawberry.field(description="Unit of that.")
    shipments: list[str] = strawberry.field(
        description="Keys of the shipments in which it, or a part of it, left: no hold stops that."
    )
    holds: list[str] = strawberry.field(description="Keys of the holds in force that reach it.")
    hidden: int = strawberry.field(description="How many holds outside of the asker's sites reach it, too.")

    @classmethod
    def of(cls, held: Held) -> HeldItem:
        """From the board."""
        where = held.where
        return cls(
            key=held.key,
            label=label_of(held.key),
            here=where.here,
            quantity=where.quantity,
            unit=where.unit,
            shipments=list(where.shipments),
            holds=list(held.holds),
            hidden=held.hidden,
        )

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id, for `node(id:)`."""
        return global_id(self.key)


@strawberry.type(description="A hold: a decision that items must wait, with all that was made of them.")
class HoldDecision:
    """What is stated of it."""

    key: str = strawberry.field(description="Its key.")
    reason: str | None = strawberry.field(description="Why.")
    decided: str | None = strawberry.field(description="Since when, as stated.")
    lifted: str | None = strawberry.field(description="Until when, as stated; null while nothing says so.")
    targets: list[str] = strawberry.field(description="Keys of what it is on.")

    @classmethod
    def of(cls, hold: Decided) -> HoldDecision:
        """From the answer."""
        return cls(
            key=hold.key,
            reason=hold.reason or None,
            decided=hold.decided or None,
            lifted=hold.lifted or None,
            targets=list(hold.targets),
        )

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id, for `node(id:)`."""
        return global_id(self.key)


@strawberry.type(description="A hold in force, and what it reaches.")
class HoldInForce:
    """One line of the board."""

    hold: strawberry.Private[Decided]
    board: strawberry.Private[boards.Board]

    @resolved
    def decision(self) -> HoldDecision:
        """What was decided, on what, and why."""
        return HoldDecision.of(self.hold)

    @resolved
    def on_hand(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeldItem]:
        """What it reaches that is on hand, wholly or in part, by key."""
        return _page(self.board.here(self.hold.key), first, after, last, before)

    @resolved
    def shipped(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeldItem]:
        """What it reaches that was shipped already, wholly or in part, by key."""
        return _page(self.board.shipped(self.hold.key), first, after, last, before)

    @resolved
    def used_up(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeldItem]:
        """What it reaches that is in what was made of it, and nowhere else, by key."""
        return _page(self.board.used(self.hold.key), first, after, last, before)

    @resolved
    def freed_by_lift(self) -> int:
        """How many items on hand no other hold reaches: a lift would free them."""
        return len(self.board.release(self.hold.key).free)


def _page(
    items: tuple[Held, ...], first: First, after: After, last: Last, before: Before
) -> Connection[HeldItem]:
    return page(items, lambda held: (held.key,), HeldItem.of, Window.of(first, after, last, before))


@strawberry.type(
    description="The holds in force, worked out from the records as they are at one ledger size."
)
class HoldBoard(Answer):
    """An answer of `app.holding.board`."""

    found: strawberry.Private[boards.Board]

    @resolved
    def holds(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HoldInForce]:
        """The holds in force, by key."""
        window = Window.of(first, after, last, before)
        return page(self.found.holds, lambda hold: (hold.key,), self._line, window)

    def _line(self, hold: Decided) -> HoldInForce:
        return HoldInForce(hold=hold, board=self.found)

    @resolved
    def items(
        self,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        hold: Annotated[
            str | None, strawberry.argument(description="Only what this hold in force reaches; else all.")
        ] = None,
        where: Annotated[
            HeldWhere | None, strawberry.argument(description="Only what is there; else all.")
        ] = None,
    ) -> Connection[HeldItem]:
        """Every lot and device that one of them reaches, by key."""
        found = self.found
        if hold is not None and hold not in found.of:
            raise bad_request(
                said("{hold} is no hold in force.", "{hold} 不是有效的冻结。", hold=hold[:80]),
                Words("Pass the key of one of `holds`.", "请给出 `holds` 之一的键。"),
            )
        items = tuple(found.items.values()) if hold is None else found.of[hold]
        if where is not None:
            items = tuple(held for held in items if _IS[where](held.where))
        return _page(items, first, after, last, before)


@strawberry.type(description="Which holds in force reach a lot or device.")
class HeldBy(Answer):
    """An answer of `app.holding.items` about one item."""

    found: strawberry.Private[by_item.HeldBy]

    @property
    def _item(self) -> str:
        (item,) = self.found.items
        return item

    @resolved
    def key(self) -> str:
        """The lot or device, in full."""
        return self._item

    @resolved
    def held(self) -> bool:
        """Whether a hold reaches it, told or not."""
        return self._item in self.found.held

    @resolved
    def holds(self) -> list[HoldDecision]:
        """The holds; the whole list. With a gap another one may be on what is not known."""
        of_item = self.found.items[self._item]
        return [HoldDecision.of(hold) for hold in self.found.holds if hold.key in of_item]

    @resolved
    def hidden(self) -> int:
        """How many holds outside of the asker's sites reach it, too."""
        return self.found.hidden[self._item]


@strawberry.type(description="Questions about holds.")
class HoldQuestions:
    """These fields of the root."""

    @resolved
    async def on_hold(
        self,
        info: Info,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> HoldBoard | None:
        """The holds in force, what of that is on hand, and what was shipped already."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: boards.board(reader, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("holds", ()) if all_sites else "",
        )
        return HoldBoard(found=found)

    @resolved
    async def held_by(
        self,
        info: Info,
        key: One,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> HeldBy | None:
        """Which holds in force reach a lot or device, by whatever it was made of."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: by_item.held_by(reader, [key], view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("holds", [key]) if all_sites else "",
        )
        return HeldBy(found=found)
