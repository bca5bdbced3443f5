"""What a scan says as GraphQL types, over `app.questions.scanned`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from app.api.arguments import AsOf, KnownAt
from app.api.context import Info
from app.api.fields import resolved
from app.api.nodes import Node, node_of
from app.api.paging import MOST, Window
from app.questions.scanned import LONGEST, NOT_KNOWN, Scanned, scan
from app.questions.view import View
from identifiers import canonical


@strawberry.type(description="One thing to know about a scanned text.")
class ScanFinding:
    """A finding."""

    rule: str = strawberry.field(
        description=f"A code of docs/identifiers.md, or {NOT_KNOWN}: no record here carries that number."
    )
    severity: str = strawberry.field(description="How much it weighs: error, warning, info.")
    message: str = strawberry.field(description="What it is, in words.")
    position: int = strawberry.field(description="Where in the text, in characters from 0.")


@strawberry.type(description="What a scanned or typed text says, and the records that it means.")
class Scan:
    """An answer to `scan`."""

    scanned: strawberry.Private[Scanned]
    known_at: strawberry.Private[int | None] = None

    @resolved
    def agency(self) -> str | None:
        """GS1, HIBCC or ICCBBA; null where the text is no identifier, and so is all that it would say."""
        return self.scanned.parsed.agency.value if self.scanned.is_read else None

    @resolved
    def form(self) -> str | None:
        """How the text says it: element string, human-readable, digital link, bare key and the like."""
        return self.scanned.parsed.form.value if self.scanned.is_read else None

    @resolved
    def di(self) -> str | None:
        """UDI-DI, as registries store it."""
        return self.scanned.parsed.di

    @resolved
    def lot(self) -> str | None:
        """Lot number on the label."""
        return self.scanned.parsed.pi.lot

    @resolved
    def serial(self) -> str | None:
        """Serial number on the label."""
        return self.scanned.parsed.pi.serial_number

    @resolved
    def expires(self) -> str | None:
        """Day of expiry on the label."""
        return _day(self.scanned.parsed.pi.expires)

    @resolved
    def manufactured(self) -> str | None:
        """Day of manufacture on the label."""
        return _day(self.scanned.parsed.pi.manufactured)

    @resolved
    def canonical(self) -> str | None:
        """One spelling of it, whichever way it came; the text itself where that was not read whole."""
        return canonical(self.scanned.parsed) if self.scanned.is_read else None

    @resolved
    def findings(self) -> list[ScanFinding]:
        """What is wrong with it, doubtful or not known here; the whole list."""
        return [
            ScanFinding(rule=s.rule, severity=s.severity, message=s.message, position=s.position)
            for s in self.scanned.findings
        ]

    @resolved
    def separators_lost(self) -> bool:
        """Whether separators between its elements are missing, be they found again by a known lot or not."""
        return self.scanned.separators_lost

    @resolved
    def may_be_number(self) -> bool:
        """Whether nothing in it shows what it is, so that it may be any number: ask `search` for it, too."""
        return self.scanned.may_be_number

    @resolved
    def nodes(self) -> list[Node]:
        """The records that it means, the most specific first; where several lots may be meant, all."""
        return [node_of(card, self.known_at) for card in self.scanned.cards]

    @resolved
    def more(self) -> bool:
        """Whether it means more records than `first`."""
        return self.scanned.more


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


@strawberry.type(description="Questions about what was scanned.")
class Scans:
    """The question what a scan means."""

    @resolved
    async def scan(
        self,
        info: Info,
        text: Annotated[
            str, strawberry.argument(description=f"As it was scanned or typed, {LONGEST} characters at most.")
        ],
        first: Annotated[int, strawberry.argument(description=f"How many records, 1 to {MOST}.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> Scan | None:
        """What a label says in any form of GS1, HIBCC or ICCBBA, and the records that it means. They are
        found by what they are called today, and shown as they were at `asOf`.
        """
        size = Window.of(first, None, None, None).size
        found = await info.context.ask(
            lambda reader: scan(reader, text, size, View(as_of)), known_at=known_at
        )
        return Scan(scanned=found, known_at=known_at)
