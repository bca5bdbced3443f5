"""Key figures by GraphQL: what `lotgraph kpi show --format json` prints.

Promises: the whole series. Refuses an asker who is bound to sites, since a figure is of all sites, and a
figure that there is not.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.context import Info
from app.api.fields import resolved
from app.api.problems import Code, Problem, bad_request
from app.indicators.recording import Point, is_day, series
from quality.indicators import BY_NAME, DEFINITIONS, Definition


@strawberry.type(description="What a key figure is.")
class FigureDefinition:
    """One of docs/kpi.md."""

    name: str = strawberry.field(description="Its name.")
    unit: str = strawberry.field(description="% of all, s, d (days), or u (a count).")
    en: str = strawberry.field(description="What it is, in English.")
    zh: str = strawberry.field(description="What it is, in Chinese.")

    @classmethod
    def of(cls, one: Definition) -> FigureDefinition:
        """From the definition."""
        return cls(name=one.name, unit=one.unit, en=one.words.en, zh=one.words.zh)


@strawberry.type(description="A key figure at a time.")
class FigurePoint:
    """A point of the series."""

    name: str = strawberry.field(description="The figure.")
    period: str = strawberry.field(
        description="The day or hour that it is of, or the instant of a run of its own."
    )
    value: str | None = strawberry.field(description="Its value in decimals; null where it has none.")
    unit: str = strawberry.field(description="Unit of the value.")
    missing: str | None = strawberry.field(description="Why it has no value, or what it leaves out.")
    computed: str = strawberry.field(description="When it was worked out, by the server's clock in UTC.")
    size: int = strawberry.field(description="The ledger size that it was worked out from.")

    @classmethod
    def of(cls, one: Point) -> FigurePoint:
        """From the record."""
        return cls(
            name=one.name,
            period=one.period,
            value=one.value,
            unit=one.unit,
            missing=one.missing or None,
            computed=one.computed,
            size=one.size,
        )


@strawberry.type(description="The questions about key figures.")
class KeyFigures:
    """These fields of the root."""

    @resolved
    def figure_definitions(self) -> list[FigureDefinition]:
        """Every key figure that there is, in the order of docs/kpi.md."""
        return [FigureDefinition.of(one) for one in DEFINITIONS]

    @resolved
    async def indicators(
        self,
        info: Info,
        since: Annotated[
            str, strawberry.argument(description="Only what was worked out on this day or later; else all.")
        ] = "",
        names: Annotated[
            list[str] | None, strawberry.argument(description="Only these figures; else all.")
        ] = None,
    ) -> list[FigurePoint] | None:
        """The key figures as they were worked out and recorded, by name and time; the whole list."""
        if info.context.asker.sites is not None:
            raise Problem(
                Code.FORBIDDEN,
                "An account that is bound to sites is not told of key figures: they are of all sites.",
                "Ask with an account of all sites.",
            )
        if unknown := sorted(set(names or ()) - set(BY_NAME)):
            raise bad_request(f"There is no figure {unknown[0]}.", f"There are: {', '.join(BY_NAME)}.")
        if since and not is_day(since):
            raise bad_request(f"{since!r} is no day.", "Write a day like 2026-01-31.")
        found = await info.context.ask(lambda reader: series(reader, since=since, names=names or ()))
        return [FigurePoint.of(one) for one in found]
