"""Mock recalls that were kept, as GraphQL types over `app.drilling`.

Promises: what `lotgraph drill --history` tells of each; what nobody knows is null, never 0.
"""

from __future__ import annotations

from fractions import Fraction

import strawberry

from app.api.findings import LedgerHead
from app.drilling import Kept, told
from quality.drill import Units, percent


@strawberry.type(description="What became of the units of one measure in a mock recall.")
class DrillUnits:
    """One measure; none is added to another."""

    unit: str = strawberry.field(description="Unit of the measure; empty where none is stated.")
    items: int = strawberry.field(description="Lots and devices of the answer.")
    came: str = strawberry.field(description="How much came into them, as far as that can be told.")
    located: str = strawberry.field(description="How much of it was shipped or used up.")
    unexplained: str = strawberry.field(description="The rest.")
    unknown: int = strawberry.field(description="Items whose balance can't be told.")
    share: str | None = strawberry.field(
        description="Percent located, rounded down; null where a part of it can't be told."
    )

    @classmethod
    def of(cls, one: Units, share: Fraction | None) -> DrillUnits:
        """From the score."""
        return cls(
            unit=one.unit,
            items=one.items,
            came=told(one.came),
            located=told(one.located),
            unexplained=told(one.unexplained),
            unknown=one.unknown,
            share=_percent(share),
        )


@strawberry.type(description="A mock recall that was kept, with its score.")
class KeptDrill:
    """One of the history."""

    key: str = strawberry.field(description="Key of its record.")
    performed: str = strawberry.field(description="When, by the server's clock in UTC.")
    scope: str = strawberry.field(description="What was recalled: the name of a scope, or a seed.")
    made_up: bool = strawberry.field(
        description="Whether it was of a made-up plant, whose truth is known; it counts for no key figure."
    )
    seconds: str = strawberry.field(description="Time to the whole list.")
    rows: int = strawberry.field(description="Rows of the list.")
    complete: bool = strawberry.field(description="Whether nothing was missing in it.")
    gaps: int = strawberry.field(description="How many things were missing in it.")
    units: list[DrillUnits] = strawberry.field(description="Units located, measure by measure.")
    precision: str | None = strawberry.field(
        description="Percent of the list that is true, rounded down; null where nobody knows the truth."
    )
    recall: str | None = strawberry.field(
        description="Percent of the truth that is in the list, rounded down; null where nobody knows it."
    )
    reached: bool = strawberry.field(description="Whether it reached its target, with gaps or without.")
    verdict: str = strawberry.field(description="reached, reached_with_gaps or not_reached.")
    target_seconds: str = strawberry.field(description="Its target: the whole list within so many seconds.")
    target_located: str = strawberry.field(description="Its target: percent of each measure located.")
    ledger: LedgerHead = strawberry.field(description="The ledger that was asked.")

    @classmethod
    def of(cls, one: Kept) -> KeptDrill:
        """From the record."""
        return cls(
            key=one.key,
            performed=one.performed,
            scope=one.scope,
            made_up=one.made_up,
            seconds=one.seconds,
            rows=one.rows,
            complete=one.complete,
            gaps=one.gaps,
            units=[DrillUnits.of(unit, one.shares[unit.unit]) for unit in one.units],
            precision=_percent(one.precision),
            recall=_percent(one.recall),
            reached=one.passed,
            verdict=one.verdict.value,
            target_seconds=one.target_seconds,
            target_located=told(percent(one.target_located)),
            ledger=LedgerHead(size=one.size, root=one.root),
        )


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else told(percent(share))
