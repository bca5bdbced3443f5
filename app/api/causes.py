"""Exposure, common cause, deciders and containment as GraphQL types and fields.

Promises: what stands here is what `--format json` of the command of that name prints, under the same hash;
each question has the sites, clocks and preferences of a recall.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.arguments import AllSites, AsOf, AtLeast, Keys, KnownAt, One, Prefer, view_of
from app.api.context import Info, beyond
from app.api.fields import resolved
from app.api.findings import Answer, Gap
from app.api.nodes import global_id
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.traces import PathStep, Trace
from app.columnar.ask import common_cause
from app.questions import common_cause as causes
from app.questions import containment as containing
from app.questions import deciders as deciding
from app.questions import exposure as exposing
from app.questions import joining
from app.questions.ancestry import KINDS
from app.questions.periods import period
from app.questions.ranking import Suspect
from app.questions.starts import label_of


@strawberry.type(description="A step or a receipt that was exposed, and what joins it.")
class Joined:
    """One of them."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What kind of thing it is.")
    cause: str = strawberry.field(description="Key of what it was exposed to.")
    precision: str = strawberry.field(
        description="How well the times are known: stated, by_day, or undated where they rule nothing out."
    )
    started: str | None = strawberry.field(description="When it began, as stated.")
    ended: str | None = strawberry.field(description="When it ended, as stated.")
    since: str | None = strawberry.field(name="from", description="Since when the cause was bad.")
    until: str | None = strawberry.field(name="to", description="Until when the cause was bad.")
    evidence: list[str] = strawberry.field(description="Keys of the relationships that join it.")

    @classmethod
    def of(cls, found: joining.Joined) -> Joined:
        """From the answer."""
        return cls(
            key=found.key,
            label=label_of(found.key),
            cause=found.cause,
            precision=found.precision,
            started=found.at[0] or None,
            ended=found.at[1] or None,
            since=found.during[0] or None,
            until=found.during[1] or None,
            evidence=list(found.evidence),
        )

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id, for `node(id:)`."""
        return global_id(self.key)


@strawberry.type(description="What something reached: the steps, and the recall from them.")
class Exposure:
    """An answer of `app.questions.exposure`."""

    found: strawberry.Private[exposing.Exposure]
    all_sites: strawberry.Private[bool] = False

    @resolved
    def keys(self) -> list[str]:
        """What was asked about, in full."""
        return list(self.found.asked)

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing, neither of the join nor of the recall."""
        return self.found.complete

    @resolved
    def gaps(self) -> list[Gap]:
        """What is missing of the join; the recall has its own."""
        return [Gap.of(gap) for gap in self.found.gaps]

    @resolved
    def joined(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Joined]:
        """Steps and receipts that were exposed, by key and cause."""
        window = Window.of(first, after, last, before)
        return page(self.found.joined, _joined_key, Joined.of, window)

    @resolved
    def recall(self) -> Trace:
        """The recall from these steps and receipts."""
        return Trace(found=self.found.answer, all_sites=self.all_sites)

    @resolved
    def sha256(self) -> str:
        """SHA-256 of what was asked and joined, with the hash of the recall."""
        return self.found.sha256


def _joined_key(found: joining.Joined) -> tuple[str, ...]:
    return (found.key, found.cause, found.precision, *found.at, *found.during, *found.evidence)


@strawberry.type(description="What bad items met, and how unlikely it is that chance alone did it.")
class Factor:
    """One row of the ranking."""

    rank: int = strawberry.field(description="Its place; equal chances share one.")
    group: int = strawberry.field(
        description="Factors of one group met the very same items: these data can not tell them apart."
    )
    kind: str = strawberry.field(description=f"One of {', '.join(KINDS)}.")
    key: str = strawberry.field(description="Its key; of a day or week that of the material that was made.")
    when: str | None = strawberry.field(description="Of a day or week, which one.")
    name: str | None = strawberry.field(description="What people call it.")
    bad: int = strawberry.field(description="How many bad items it met.")
    good: int = strawberry.field(description="How many good items it met.")
    p: str = strawberry.field(description="Fisher's exact test, one-sided, in three digits.")
    q: str = strawberry.field(description="False discovery rate down to here (Benjamini and Hochberg).")

    @classmethod
    def of(cls, found: Suspect) -> Factor:
        """From the answer."""
        return cls(
            rank=found.rank,
            group=found.group,
            kind=found.factor.kind,
            key=found.factor.key,
            when=found.factor.when or None,
            name=found.name,
            bad=found.bad,
            good=found.good,
            p=found.p,
            q=found.q,
        )


@strawberry.type(description="What bad items share and good ones do not. It tells where to look first.")
class CommonCause(Answer):
    """An answer of `app.questions.common_cause`."""

    found: strawberry.Private[causes.CommonCause]

    @resolved
    def bad(self) -> list[str]:
        """Keys of the bad items."""
        return list(self.found.bad)

    @resolved
    def good_items(self) -> int:
        """How many good items they were compared with."""
        return self.found.good_items

    @resolved
    def tested(self) -> int:
        """How many factors were tested, those that no bad item met included."""
        return self.found.tested

    @resolved
    def ranking(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Factor]:
        """The factors that a bad item met, the least likely by chance first."""
        window = Window.of(first, after, last, before)
        return page(self.found.suspects, _place, Factor.of, window)


def _place(found: Suspect) -> tuple[str, ...]:
    return (f"{found.rank:09d}", f"{found.group:09d}", found.factor.kind, found.factor.key, found.factor.when)


@strawberry.type(description="A line of a document, and what it states on the way.")
class DecidingRecord:
    """One record."""

    record: str = strawberry.field(description="The line: the key of its relationships without their type.")
    states: list[PathStep] = strawberry.field(description="The relationships that stand or fall with it.")

    @classmethod
    def of(cls, found: deciding.Record) -> DecidingRecord:
        """From the answer."""
        return cls(record=found.record, states=[PathStep.of(step) for step in found.states])


@strawberry.type(description="The fewest records that would all have to be wrong for an item to be clear.")
class Deciders(Answer):
    """An answer of `app.questions.deciders`."""

    found: strawberry.Private[deciding.Deciders]

    @resolved
    def start(self) -> list[str]:
        """What is suspected, in full."""
        return list(self.found.start)

    @resolved
    def item(self) -> str:
        """The item, in full."""
        return self.found.item

    @resolved
    def connected(self) -> bool:
        """False: nothing that is recorded leads to the item."""
        return self.found.connected

    @resolved
    def fewest(self) -> bool:
        """Whether it is sure that no smaller set exists."""
        return self.found.fewest

    @resolved
    def records(self) -> list[DecidingRecord]:
        """The records; the whole list."""
        return [DecidingRecord.of(record) for record in self.found.records]


@strawberry.type(description="Something to hold.")
class ProposedHold:
    """One hold."""

    key: str = strawberry.field(description="A lot, device, package or order.")
    label: str = strawberry.field(description="What kind of thing it is.")
    quantity: str | None = strawberry.field(
        description="What it keeps back; null: not known, or several units."
    )
    unit: str | None = strawberry.field(description="Unit of that.")
    stops: list[str] = strawberry.field(description="The suspected items that it keeps back.")

    @classmethod
    def of(cls, found: containing.Held) -> ProposedHold:
        """From the answer."""
        return cls(
            key=found.key,
            label=label_of(found.key),
            quantity=found.quantity,
            unit=found.unit,
            stops=list(found.stops),
        )


@strawberry.type(description="A suspected item that has left: no hold stops it.")
class Delivered:
    """One item in one shipment."""

    item: str = strawberry.field(description="Key of the item.")
    shipment: str = strawberry.field(description="Key of the shipment.")
    customer: str | None = strawberry.field(description="Who received it; null where nothing says so.")
    surely: bool = strawberry.field(description="False where its times leave a doubt; then it is held, too.")


@strawberry.type(description="What to hold so that nothing more of what is suspected reaches a customer.")
class Containment(Answer):
    """An answer of `app.questions.containment`."""

    found: strawberry.Private[containing.Containment]

    @resolved
    def start(self) -> list[str]:
        """What is suspected, in full."""
        return list(self.found.start)

    @resolved
    def holds(self) -> list[ProposedHold]:
        """The holds; the whole list."""
        return [ProposedHold.of(held) for held in self.found.holds]

    @resolved
    def lost(self) -> str:
        """What they keep back in all: plain numbers in base units, a device as one."""
        return self.found.lost

    @resolved
    def delivered(self) -> list[Delivered]:
        """What has left; the whole list."""
        return [
            Delivered(item=d.item, shipment=d.shipment, customer=d.customer or None, surely=d.surely)
            for d in self.found.delivered
        ]


@strawberry.type(description="Questions about causes.")
class Causes:
    """These fields of the root."""

    @resolved
    async def exposure(
        self,
        info: Info,
        keys: Keys,
        since: Annotated[
            str | None, strawberry.argument(name="from", description="Since this day or instant.")
        ] = None,
        until: Annotated[
            str | None, strawberry.argument(name="to", description="Until then, itself included.")
        ] = None,
        zone: Annotated[
            str | None, strawberry.argument(description="Whose clock the two are on: Europe/Berlin.")
        ] = None,
        excursions: Annotated[
            bool, strawberry.argument(description="Of a room: only while readings were outside of limits.")
        ] = False,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Exposure | None:
        """What a room, reading, piece of equipment, calibration, person, recipe or supplier reached."""
        asked, view = period(since, until, zone), view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: exposing.exposure(reader, keys, asked, view, excursions=excursions),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("exposure", keys) if all_sites else "",
        )
        return Exposure(found=found, all_sites=all_sites)

    @resolved
    async def common_cause(
        self,
        info: Info,
        keys: Keys,
        good: Annotated[
            list[str] | None,
            strawberry.argument(description="Good items to compare with; else all others of the materials."),
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> CommonCause | None:
        """What bad items, or those that these complaints are about, share and good ones do not."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: common_cause(reader, keys, good or (), view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("common cause", keys) if all_sites else "",
        )
        return CommonCause(found=found)

    @resolved
    async def deciders(
        self,
        info: Info,
        keys: Keys,
        item: One,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Deciders | None:
        """The fewest records that would all have to be wrong to clear an item of these."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: deciding.deciders(reader, keys, item, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("deciders", [*keys, item]) if all_sites else "",
        )
        return Deciders(found=found)

    @resolved
    async def containment(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Containment | None:
        """What to hold so that nothing more of these reaches a customer, at the least stock lost."""
        view = view_of(as_of, prefer)
        found = await info.context.ask(
            lambda reader: containing.containment(reader, keys, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("containment", keys) if all_sites else "",
        )
        return Containment(found=found)
