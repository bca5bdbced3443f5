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
from app.api.groups import Grouping, Ways, grouping
from app.api.happened import Times, times_of
from app.api.paging import After, Before, Connection, First, Last, Window, page
from app.api.rows import MaterialTotal, Row
from app.api.words import Words
from app.questions import answer as answers
from app.questions import edge_amounts as moved
from app.questions.certificate import certify
from app.questions.findings import GAP_KINDS, NOTE_KINDS
from app.questions.findings import Gap as GapFound
from app.questions.findings import Note as NoteFound
from app.questions.starts import label_of
from app.questions.why import Evidence as EvidenceFound
from app.questions.why import Step


def _kinds(kinds: dict[str, str]) -> str:
    return "\n".join(f"- {kind}: {meaning}" for kind, meaning in kinds.items())


@strawberry.enum(description="Which way a trace goes: forward to receivers, backward to suppliers.")
class Direction(StrEnum):
    """Named as in the JSON contract."""

    forward = "forward"
    backward = "backward"


@strawberry.type(description="The ledger at the size an answer stands at.")
class LedgerHead:
    """Size and root."""

    size: int = strawberry.field(description="Number of commits.")
    root: str = strawberry.field(description="Root hash (hex) of the tree over the commits' headers.")


@strawberry.type(description="Something is missing, or may be; an answer with a gap is not complete.")
class Gap:
    """One gap."""

    kind: str = strawberry.field(description=f"One of:\n{_kinds(GAP_KINDS)}")
    key: str | None = strawberry.field(description="What it is about, where it is about one thing.")
    label: str | None = strawberry.field(description="What kind of thing that is.")
    n: int | None = strawberry.field(description="Of what is hidden by site: how many of the label.")
    message: str = strawberry.field(description="In words, in English.")
    words: Words = strawberry.field(description="In words, in both languages.")

    @classmethod
    def of(cls, gap: GapFound) -> Gap:
        """From the answer."""
        return cls(
            kind=gap.kind,
            key=gap.key or None,
            label=label_of(gap.key) if gap.key else gap.label or None,
            n=gap.n or None,
            message=gap.message,
            words=Words.of(gap.words),
        )


@strawberry.type(description="Something worth knowing that does not make the answer incomplete.")
class Note:
    """One note."""

    kind: str = strawberry.field(description=f"One of:\n{_kinds(NOTE_KINDS)}")
    key: str = strawberry.field(description="The node or relationship it is about.")
    message: str = strawberry.field(description="In words, in English.")
    words: Words = strawberry.field(description="In words, in both languages.")
    type: str | None = strawberry.field(description="Type of a retracted relationship.")
    source: str | None = strawberry.field(name="from", description="Where a retracted relationship began.")
    target: str | None = strawberry.field(name="to", description="Where a retracted relationship ended.")

    @classmethod
    def of(cls, note: NoteFound) -> Note:
        """From the answer."""
        return cls(
            kind=note.kind,
            key=note.key,
            message=note.message,
            words=Words.of(note.words),
            type=note.type or None,
            source=note.source or None,
            target=note.target or None,
        )


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
class Trace:
    """An answer of `app.questions.ask`."""

    answer: strawberry.Private[answers.Told]
    all_sites: strawberry.Private[bool] = False

    @resolved
    def start(self) -> list[str]:
        """The keys the trace began at, in full."""
        return list(self.answer.start)

    @resolved
    def direction(self) -> Direction:
        """Forward for a recall, backward for a genealogy."""
        return Direction(self.answer.direction)

    @resolved
    def known_at(self) -> int:
        """The ledger size it stands at; the same question with it, the same answer."""
        return self.answer.known_at

    @resolved
    def as_of(self) -> str | None:
        """The time it tells of; null for now."""
        return self.answer.as_of

    @resolved
    def prefer(self) -> list[str]:
        """The sources whose statements were taken where sources dispute."""
        return list(self.answer.prefer)

    @resolved
    def time_aware(self) -> bool:
        """Whether it leaves out what had happened before anything suspect could be there."""
        return self.answer.excluded is not None

    @resolved
    def excluded(self) -> Excluded | None:
        """What a time-aware answer left out, all of it; null for the conservative one."""
        return Excluded.of(self.answer.excluded)

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing: true exactly where there is no gap."""
        return self.answer.complete

    @resolved
    def gaps(self) -> list[Gap]:
        """All that is missing, or may be."""
        return [Gap.of(gap) for gap in self.answer.gaps]

    @resolved
    def notes(self) -> list[Note]:
        """All that is worth knowing besides."""
        return [Note.of(note) for note in self.answer.notes]

    @resolved
    def counts(self) -> list[LabelCount]:
        """Number of rows by label."""
        return [LabelCount(label=label, count=count) for label, count in self.answer.counts.items()]

    @resolved
    def totals(self) -> Totals:
        """How much is affected."""
        totals = self.answer.totals
        materials = [MaterialTotal.of(total) for total in totals.by_material]
        return Totals(devices=totals.devices, by_material=materials)

    @resolved
    def rows(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Row]:
        """The nodes of the answer, the starts included, sorted by key."""
        window = Window.of(first, after, last, before)
        return page(self.answer.rows, lambda row: (row.key,), lambda row: Row(row=row), window)

    @resolved
    def relationships(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Relationship]:
        """The relationships the walk followed, sorted by from, type, to and key."""
        window = Window.of(first, after, last, before)
        return page(self.answer.links, _link_key, Relationship.of, window)

    @resolved
    async def groups(self, info: Info, by: Ways) -> Grouping:
        """Its rows in groups, each with its number, its amounts and its rows."""
        return await grouping(info.context, self.answer, by, all_sites=self.all_sites)

    @resolved
    async def times(self, info: Info) -> Times:
        """When its receipts, steps, shipments and returns were."""
        return await times_of(info.context, self.answer, all_sites=self.all_sites)

    @resolved
    def columns(self) -> Columns:
        """The whole answer column by column."""
        return Columns(answer=self.answer)

    @resolved
    async def edge_amounts(self, info: Info) -> EdgeAmounts:
        """How much each relationship of `columns` moved, read at its ledger size."""
        found = await info.context.ask(
            lambda reader: moved.edge_amounts(reader, self.answer),
            known_at=self.answer.known_at,
            beyond=beyond("amounts of a trace", self.answer.start) if self.all_sites else "",
        )
        return EdgeAmounts(quantities=found.quantities, units=found.units)

    @resolved
    def ledger(self) -> LedgerHead:
        """The ledger it stands on."""
        return LedgerHead(size=self.answer.known_at, root=self.answer.root)

    @resolved
    def sha256(self) -> str:
        """SHA-256 of the canonical answer with its relationships and without names."""
        return self.answer.sha256

    @resolved
    async def certificate(self, info: Info) -> str:
        """Certificate of completeness, as `lotgraph check` reads it beside the export; not signed. It costs a
        second look at all that leaves the rows.
        """
        answer, question = self.answer.in_full(), "certificate of a trace"
        issued = info.context.ask(
            lambda reader: certify(reader, answer).encode().decode(),
            known_at=answer.known_at,
            beyond=beyond(question, answer.start) if self.all_sites else "",
        )
        return await issued

    @resolved
    def export_url(self) -> str:
        """Path of this same answer as a JSON file; add `&format=csv` for CSV."""
        question = "recall" if self.answer.direction == "forward" else "genealogy"
        asked = [("key", key) for key in self.answer.start]
        asked += [("as_of", self.answer.as_of)] if self.answer.as_of else []
        asked += [("known_at", str(self.answer.known_at)), ("with_links", "true")]
        asked += [("prefer", source) for source in self.answer.prefer]
        asked += [("time_aware", "true")] if self.answer.excluded is not None else []
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
class Evidence:
    """An answer of `app.questions.why`."""

    source: str = strawberry.field(name="from", description="The first key, in full.")
    target: str = strawberry.field(name="to", description="The second key, in full.")
    direction: Direction | None = strawberry.field(
        description="Backward where the path leads from the second key to the first; null without a path."
    )
    known_at: int = strawberry.field(description="The ledger size it stands at.")
    as_of: str | None = strawberry.field(description="The time it tells of; null for now.")
    prefer: list[str] = strawberry.field(
        description="The sources whose statements were taken where sources dispute."
    )
    complete: bool = strawberry.field(description="Whether the answer holds for sure.")
    notes: list[Note] = strawberry.field(description="Records that were merged, sources that were preferred.")
    gaps: list[Gap] = strawberry.field(
        description="Without a path: what is missing on both sides. None missing: the two are not connected."
    )
    path: list[PathStep] | None = strawberry.field(description="In the direction of flow; null: no path.")
    ledger: LedgerHead = strawberry.field(description="The ledger it stands on.")
    sha256: str = strawberry.field(description="SHA-256 of the canonical answer.")

    @classmethod
    def of(cls, found: EvidenceFound) -> Evidence:
        """From the answer."""
        return cls(
            source=found.source,
            target=found.target,
            direction=None if found.direction is None else Direction(found.direction),
            known_at=found.known_at,
            as_of=found.as_of,
            prefer=list(found.prefer),
            complete=found.complete,
            notes=[Note.of(note) for note in found.notes],
            gaps=[Gap.of(gap) for gap in found.gaps],
            path=None if found.path is None else [PathStep.of(step) for step in found.path],
            ledger=LedgerHead(size=found.known_at, root=found.root),
            sha256=found.sha256,
        )
