"""Recall, genealogy and evidence as GraphQL types, over the answers of `app.questions`.

Promises: what stands here is the answer of the command line contract, under the same hash; lists that
are no connections (gaps, notes, totals, columns) are always whole.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from urllib.parse import urlencode

import strawberry

from app.api.context import Info, beyond
from app.api.excluded import Excluded
from app.api.fields import resolved
from app.api.findings import Answer, Gap
from app.api.groups import Grouping, Ways, grouping
from app.api.happened import Times, times_of
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.rows import MaterialTotal, Row
from app.questions import answer as answers
from app.questions import edge_amounts as moved
from app.questions.certificate import certify
from app.questions.why import Evidence as EvidenceFound
from app.questions.why import Step


@strawberry.enum(description="Which way a trace goes: forward to receivers, backward to suppliers.")
class Direction(StrEnum):
    """Named as in the JSON contract."""

    forward = "forward"
    backward = "backward"


@strawberry.type(description="How many rows have a label.")
class LabelCount:
    """One label's count."""

    label: str = strawberry.field(description="The label.")
    count: int = strawberry.field(description="Number of rows.")


@strawberry.type(description="How much is affected.")
class Totals:
    """Of a whole answer."""

    devices: int = strawberry.field(
        description="Devices with a serial number, and units of device lots without; none counts twice."
    )
    by_material: list[MaterialTotal] = strawberry.field(description="By material and unit.")


@strawberry.type(description="A relationship that the walk followed, in the direction of material flow.")
class Relationship:
    """One relationship."""

    source: str = strawberry.field(name="from", description="Key of the node it leads out of.")
    type: str = strawberry.field(description="Its type, as in the data dictionary.")
    target: str = strawberry.field(name="to", description="Key of the node it leads into.")
    key: str = strawberry.field(description="Its own key, from the document line that states it.")

    @classmethod
    def of(cls, link: answers.Link) -> Relationship:
        """From the answer."""
        return cls(source=link.source, type=link.type, target=link.target, key=link.key)


@strawberry.type(
    description="The whole answer column by column, for programs that draw it: element i of each row column "
    "is row i, element j of each edge column is relationship j. Not paged, never shortened."
)
class Columns:
    """A columnar block."""

    answer: strawberry.Private[answers.Told]

    @resolved
    def keys(self) -> list[str]:
        """Keys of the rows, sorted."""
        return [key for key in self.answer.column("key") if key is not None]

    @resolved
    def labels(self) -> list[str]:
        """Labels of the rows."""
        return [label for label in self.answer.column("label") if label is not None]

    @resolved
    def names(self) -> list[str | None]:
        """Names of the rows."""
        return self.answer.column("name")

    @resolved
    def quantities(self) -> list[str | None]:
        """Quantities of the rows, as exact decimal text."""
        return self.answer.column("quantity")

    @resolved
    def units(self) -> list[str | None]:
        """Units of the quantities."""
        return self.answer.column("unit")

    @resolved
    def udi_dis(self) -> list[str | None]:
        """UDI-DI of the rows."""
        return self.answer.column("udi_di")

    @resolved
    def edge_sources(self) -> list[int]:
        """Of each relationship, the index of the row it leads out of."""
        return self._links.sources

    @resolved
    def edge_targets(self) -> list[int]:
        """Of each relationship, the index of the row it leads into."""
        return self._links.targets

    @resolved
    def edge_types(self) -> list[str]:
        """Of each relationship, its type."""
        return self._links.types

    @resolved
    def edge_keys(self) -> list[str]:
        """Of each relationship, its own key."""
        return self._links.keys

    @cached_property
    def _links(self) -> answers.LinkColumns:
        return self.answer.link_columns()


@strawberry.type(description="How much each relationship moved: element i is of relationship i of `columns`.")
class EdgeAmounts:
    """Amounts and their units."""

    quantities: list[str | None] = strawberry.field(
        description="Exact decimal text in the base unit of the item's material. Null: not stated, does not "
        "convert, or it moves no item. Of statements of one act all but the first are 0."
    )
    units: list[str | None] = strawberry.field(description="Units of the quantities.")


@strawberry.type(description="The answer of a recall or a genealogy: complete, or it says what is missing.")
class Trace(Answer):
    """An answer of `app.questions.ask`."""

    found: strawberry.Private[answers.Told]
    all_sites: strawberry.Private[bool] = False

    @resolved
    def start(self) -> list[str]:
        """The keys the trace began at, in full."""
        return list(self.found.start)

    @resolved
    def direction(self) -> Direction:
        """Forward for a recall, backward for a genealogy."""
        return Direction(self.found.direction)

    @resolved
    def known_at(self) -> int:
        """The ledger size it stands at; the same question with it, the same answer."""
        return self.found.known_at

    @resolved
    def as_of(self) -> str | None:
        """The time it tells of; null for now."""
        return self.found.as_of

    @resolved
    def prefer(self) -> list[str]:
        """The sources whose statements were taken where sources dispute."""
        return list(self.found.prefer)

    @resolved
    def time_aware(self) -> bool:
        """Whether it leaves out what had happened before anything suspect could be there."""
        return self.found.excluded is not None

    @resolved
    def excluded(self) -> Excluded | None:
        """What a time-aware answer left out, all of it; null for the conservative one."""
        return Excluded.of(self.found.excluded)

    @resolved
    def counts(self) -> list[LabelCount]:
        """Number of rows by label."""
        return [LabelCount(label=label, count=count) for label, count in self.found.counts.items()]

    @resolved
    def totals(self) -> Totals:
        """How much is affected."""
        totals = self.found.totals
        materials = [MaterialTotal.of(total) for total in totals.by_material]
        return Totals(devices=totals.devices, by_material=materials)

    @resolved
    def rows(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Row]:
        """The nodes of the answer, the starts included, sorted by key."""
        window = Window.of(first, after, last, before)
        return page(self.found.rows, lambda row: (row.key,), lambda row: Row(row=row), window)

    @resolved
    def relationships(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Relationship]:
        """The relationships the walk followed, sorted by from, type, to and key."""
        window = Window.of(first, after, last, before)
        return page(self.found.links, _link_key, Relationship.of, window)

    @resolved
    async def groups(self, info: Info, by: Ways) -> Grouping:
        """Its rows in groups, each with its number, its amounts and its rows."""
        return await grouping(info.context, self.found, by, all_sites=self.all_sites)

    @resolved
    async def times(self, info: Info) -> Times:
        """When its receipts, steps, shipments and returns were."""
        return await times_of(info.context, self.found, all_sites=self.all_sites)

    @resolved
    def columns(self) -> Columns:
        """The whole answer column by column."""
        return Columns(answer=self.found)

    @resolved
    async def edge_amounts(self, info: Info) -> EdgeAmounts:
        """How much each relationship of `columns` moved, read at its ledger size."""
        found = await info.context.ask(
            lambda reader: moved.edge_amounts(reader, self.found),
            known_at=self.found.known_at,
            beyond=beyond("amounts of a trace", self.found.start) if self.all_sites else "",
        )
        return EdgeAmounts(quantities=found.quantities, units=found.units)

    @resolved
    async def certificate(self, info: Info) -> str:
        """Certificate of completeness, as `lotgraph check` reads it beside the export; not signed. It costs a
        second look at all that leaves the rows.
        """
        answer, question = self.found.in_full(), "certificate of a trace"
        issued = info.context.ask(
            lambda reader: certify(reader, answer).encode().decode(),
            known_at=answer.known_at,
            beyond=beyond(question, answer.start) if self.all_sites else "",
        )
        return await issued

    @resolved
    def export_url(self) -> str:
        """Path of this same answer as a JSON file; add `&format=csv` for CSV."""
        question = "recall" if self.found.direction == "forward" else "genealogy"
        asked = [("key", key) for key in self.found.start]
        asked += [("as_of", self.found.as_of)] if self.found.as_of else []
        asked += [("known_at", str(self.found.known_at)), ("with_links", "true")]
        asked += [("prefer", source) for source in self.found.prefer]
        asked += [("time_aware", "true")] if self.found.excluded is not None else []
        asked += [("all_sites", "true")] if self.all_sites else []
        return f"/export/{question}?{urlencode(asked)}"


def _link_key(link: answers.Link) -> tuple[str, ...]:
    return (link.source, link.type, link.target, link.key)


@strawberry.type(description="One relationship of a path, with the commit that recorded it.")
class PathStep:
    """One step of the evidence."""

    source: str = strawberry.field(name="from", description="Key of the node it leads out of.")
    type: str = strawberry.field(description="Its type.")
    target: str = strawberry.field(name="to", description="Key of the node it leads into.")
    key: str = strawberry.field(description="Its own key: the evidence.")
    commit: int = strawberry.field(description="Number of the commit that recorded it.")

    @classmethod
    def of(cls, step: Step) -> PathStep:
        """From the answer."""
        return cls(source=step.source, type=step.type, target=step.target, key=step.key, commit=step.commit)


@strawberry.type(description="Why one thing is in the recall of another: one shortest path.")
class Evidence(Answer):
    """An answer of `app.questions.why`."""

    found: strawberry.Private[EvidenceFound]
    source: str = strawberry.field(name="from", description="The first key, in full.")
    target: str = strawberry.field(name="to", description="The second key, in full.")

    @classmethod
    def of(cls, found: EvidenceFound) -> Evidence:
        """From the answer."""
        return cls(found=found, source=found.source, target=found.target)

    @resolved
    def direction(self) -> Direction | None:
        """Backward where the path leads from the second key to the first; null without a path."""
        return None if self.found.direction is None else Direction(self.found.direction)

    @resolved
    def known_at(self) -> int:
        """The ledger size it stands at."""
        return self.found.known_at

    @resolved
    def as_of(self) -> str | None:
        """The time it tells of; null for now."""
        return self.found.as_of

    @resolved
    def prefer(self) -> list[str]:
        """The sources whose statements were taken where sources dispute."""
        return list(self.found.prefer)

    @resolved
    def complete(self) -> bool:
        """Whether the answer holds for sure."""
        return self.found.complete

    @resolved
    def gaps(self) -> list[Gap]:
        """Without a path: what is missing on both sides. None missing: the two are not connected."""
        return [Gap.of(gap) for gap in self.found.gaps]

    @resolved
    def path(self) -> list[PathStep] | None:
        """In the direction of flow; null: no path."""
        return None if self.found.path is None else [PathStep.of(step) for step in self.found.path]
