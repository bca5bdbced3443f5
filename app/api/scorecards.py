"""Scorecards as GraphQL types: what `lotgraph quality scorecard --format json` prints, field by field."""

from __future__ import annotations

from typing import TypedDict

import strawberry

from app.api.findings import LedgerHead
from app.quality.rules import owner_of
from app.quality.scorecard import FORMULA, ROWS, Measured, OfLoad, Scorecard
from graph_store.reader import Reader


@strawberry.type(description="How often a required field is stated.")
class FieldCompleteness:
    """One field of a record class."""

    record: str = strawberry.field(description="The label or relationship type.")
    field: str = strawberry.field(description="The property.")
    owner: str = strawberry.field(description="Who answers for it.")
    stated: int = strawberry.field(description="In how many records it is stated.")
    required: int = strawberry.field(description="In how many it is required.")


@strawberry.type(description="How often a rule of docs/quality.md is broken.")
class RuleBreaches:
    """One rule of one field."""

    rule: str = strawberry.field(description="The rule.")
    record: str = strawberry.field(description="The label or relationship type.")
    field: str | None = strawberry.field(description="The property; null where the rule is of no one field.")
    severity: str = strawberry.field(description="error, warning or excursion.")
    owner: str = strawberry.field(description="Who answers for it.")
    count: int = strawberry.field(description="How often.")
    next_step: str = strawberry.field(description="What to do about it.")


@strawberry.type(description="Rows as they were counted; null where a load has not ended.")
class MeasuredRows:
    """The account, as far as it is known."""

    read: int | None = strawberry.field(description="Rows read.")
    accepted: int | None = strawberry.field(description="Rows accepted.")
    rejected: int | None = strawberry.field(description="Rows not accepted.")
    ignored: int | None = strawberry.field(description="Rows ignored for a stated reason.")


class _Measures(TypedDict):
    rows: MeasuredRows
    completeness: str
    fields: list[FieldCompleteness]
    breaches: list[RuleBreaches]
    score: str | None


@strawberry.type(description="The scorecard of a load, and a point in the course of its source.")
class LoadScore:
    """One load."""

    load: str = strawberry.field(description="Its id.")
    source: str = strawberry.field(description="Its source: a profile in a namespace.")
    profile: str = strawberry.field(description="Profile and version, and the namespace.")
    file: str = strawberry.field(description="Name of the file.")
    state: str = strawberry.field(description="begun, ended or abandoned.")
    commit: int = strawberry.field(description="Number of its first commit.")
    record_time: str = strawberry.field(description="The server's clock at that commit, in UTC.")
    rows: MeasuredRows = strawberry.field(description="Its rows.")
    completeness: str = strawberry.field(description="Percentage of required values that are stated.")
    fields: list[FieldCompleteness] = strawberry.field(description="The same by field; the whole list.")
    breaches: list[RuleBreaches] = strawberry.field(description="Rules that it breaks; the whole list.")
    score: str | None = strawberry.field(description="As `formula` says; null where nothing was counted.")

    @classmethod
    def of(cls, one: OfLoad) -> LoadScore:
        """From the card."""
        return cls(
            load=one.load,
            source=one.card.source,
            profile=one.card.profile,
            file=one.card.file,
            state=one.card.state,
            commit=one.commit,
            record_time=one.record_time,
            **_measures(one),
        )


@strawberry.type(description="The scorecard of a source: a profile in a namespace, whatever its version.")
class SourceScore:
    """One source."""

    source: str = strawberry.field(description="Its name.")
    unended: int = strawberry.field(
        description="How many of its loads have not ended: no row of them counts."
    )
    rows: MeasuredRows = strawberry.field(description="Rows of all its loads that have ended.")
    completeness: str = strawberry.field(description="Percentage of required values that are stated.")
    fields: list[FieldCompleteness] = strawberry.field(description="The same by field; the whole list.")
    breaches: list[RuleBreaches] = strawberry.field(description="Rules that it breaks; the whole list.")
    score: str | None = strawberry.field(description="As `formula` says; null where nothing was counted.")
    loads: list[LoadScore] = strawberry.field(description="Its loads in their order; the whole list.")


@strawberry.type(description="How good the sources are.")
class QualityScorecard:
    """All cards at one ledger size."""

    formula: str = strawberry.field(description="What the score is made of.")
    ledger: LedgerHead = strawberry.field(description="The ledger that it is made from.")
    sources: list[SourceScore] = strawberry.field(description="The sources by name; the whole list.")

    @classmethod
    def of(cls, card: Scorecard, reader: Reader) -> QualityScorecard:
        """From the cards."""
        loads: dict[str, list[LoadScore]] = {}
        for one in card.loads:
            loads.setdefault(one.card.source, []).append(LoadScore.of(one))
        return cls(
            formula=FORMULA,
            ledger=LedgerHead(size=reader.known_at, root=reader.root),
            sources=[
                SourceScore(source=one.source, unended=one.unended, loads=loads[one.source], **_measures(one))
                for one in card.sources
            ],
        )


def _measures(one: Measured) -> _Measures:
    tally = one.tally
    stated, needed = tally.stated, tally.needed
    return _Measures(
        rows=MeasuredRows(**{name: one.rows.get(name) for name in ROWS}),
        completeness=one.completeness,
        fields=[
            FieldCompleteness(
                record=record,
                field=name,
                owner=owner_of(record, name),
                stated=stated[record, name],
                required=needed[record, name],
            )
            for record, name in sorted(needed)
        ],
        breaches=[
            RuleBreaches(
                rule=rule.name,
                record=rule.record,
                field=rule.field or None,
                severity=rule.severity.value,
                owner=rule.owner,
                count=count,
                next_step=rule.next_step,
            )
            for rule, count in tally.by_rule()
        ],
        score=one.score,
    )
