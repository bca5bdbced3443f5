"""Mass balance and suspect quantities as GraphQL types and fields.

Promises: what stands here is what `--format json` of the commands `balance` and `suspect-quantities` prints,
under the same hash; each question has the sites, clocks and preferences of a recall.
"""

from __future__ import annotations

import strawberry

from app.api.arguments import AllSites, AsOf, AtLeast, Keys, KnownAt, Prefer, view_of
from app.api.context import Info, beyond
from app.api.fields import resolved
from app.api.findings import Answer
from app.api.nodes import global_id
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.questions import balance as balancing
from app.questions import suspect as suspecting
from app.questions.suspect_rows import SuspectRow


@strawberry.type(
    description="Mass balance of a lot or device, in one unit: received + produced + returned = consumed + "
    "shipped + scrapped + onHand + unexplained. Null: a part is not stated, does not convert or is hidden."
)
class Balance:
    """One row."""

    row: strawberry.Private[balancing.Balance]

    @resolved
    def key(self) -> str:
        """Key of the lot or device."""
        return self.row.key

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id of it, for `node(id:)`."""
        return global_id(self.row.key)

    @resolved
    def label(self) -> str:
        """What kind of thing it is."""
        return self.row.label

    @resolved
    def name(self) -> str | None:
        """What people call it."""
        return self.row.name

    @resolved
    def material(self) -> str:
        """Key of its material."""
        return self.row.material

    @resolved
    def unit(self) -> str | None:
        """Unit of all amounts."""
        return self.row.unit

    @resolved
    def received(self) -> str | None:
        """Received from suppliers, as exact decimal text."""
        return self.row.received

    @resolved
    def produced(self) -> str | None:
        """Made by steps."""
        return self.row.produced

    @resolved
    def returned(self) -> str | None:
        """Sent back by customers."""
        return self.row.returned

    @resolved
    def consumed(self) -> str | None:
        """Used by steps."""
        return self.row.consumed

    @resolved
    def shipped(self) -> str | None:
        """Shipped, in packages too."""
        return self.row.shipped

    @resolved
    def scrapped(self) -> str | None:
        """Always null: no record of the graph states scrap."""
        return self.row.scrapped

    @resolved
    def on_hand(self) -> str | None:
        """Always null: no record of the graph states stock."""
        return self.row.on_hand

    @resolved
    def unexplained(self) -> str | None:
        """What came and did not leave: it may be on hand, scrapped, lost or not booked."""
        return self.row.unexplained


@strawberry.type(description="What came into lots and devices, and what became of it.")
class MassBalance(Answer):
    """An answer of `app.questions.balance`."""

    found: strawberry.Private[balancing.MassBalance]

    @resolved
    def rows(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Balance]:
        """The balances, sorted by key."""
        window = Window.of(first, after, last, before)
        return page(self.found.rows, lambda row: (row.key,), lambda row: Balance(row=row), window)


@strawberry.type(description="How much of one suspect material an item, or what a customer kept, can hold.")
class SuspectQuantity:
    """One row."""

    row: strawberry.Private[SuspectRow]

    @resolved
    def key(self) -> str:
        """Key of the item or customer."""
        return self.row.key

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id of it, for `node(id:)`."""
        return global_id(self.row.key)

    @resolved
    def label(self) -> str:
        """What kind of thing it is."""
        return self.row.label

    @resolved
    def name(self) -> str | None:
        """What people call it."""
        return self.row.name

    @resolved
    def material(self) -> str:
        """Key of the suspect material."""
        return self.row.material

    @resolved
    def least(self) -> str | None:
        """The least it can hold, rounded down to 9 decimals; null where nothing says it."""
        return self.row.least

    @resolved
    def most(self) -> str | None:
        """The most it can hold, rounded up to 9 decimals; null where nothing says it."""
        return self.row.most

    @resolved
    def unit(self) -> str | None:
        """Unit of the suspect material."""
        return self.row.unit

    @resolved
    def reason(self) -> str | None:
        """Why a bound is missing, or may be wider than what happened; null where both are exact."""
        return self.row.reason


@strawberry.type(description="Least and most suspect quantity of all that a recall reaches.")
class SuspectQuantities(Answer):
    """An answer of `app.questions.suspect`."""

    found: strawberry.Private[suspecting.SuspectQuantities]

    @resolved
    def start(self) -> list[str]:
        """The keys it began at, in full."""
        return list(self.found.start)

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing and every bound is exact."""
        return self.found.complete

    @resolved
    def rows(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[SuspectQuantity]:
        """Items and customers for each suspect material, sorted by key and material."""
        window = Window.of(first, after, last, before)
        return page(self.found.rows, _place, lambda row: SuspectQuantity(row=row), window)


def _place(row: SuspectRow) -> tuple[str, ...]:
    return (row.key, row.material)


@strawberry.type(description="Questions about amounts.")
class Amounts:
    """The fields, which `Query` takes over."""

    @resolved
    async def mass_balance(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> MassBalance | None:
        """What came into these lots and devices, what left, and what nothing explains."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: balancing.mass_balance(reader, keys, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("mass balance", keys) if all_sites else "",
        )
        return MassBalance(found=found)

    @resolved
    async def suspect_quantities(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> SuspectQuantities | None:
        """The least and the most that all items and customers of a recall can hold of what is suspect."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: suspecting.suspect_quantities(reader, keys, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("suspect quantities", keys) if all_sites else "",
        )
        return SuspectQuantities(found=found)
