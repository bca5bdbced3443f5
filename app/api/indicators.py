"""Key figures by GraphQL: what `lotgraph kpi show --format json` prints, and `lotgraph drill --history`.

Promises: the whole series, and the whole of what was recorded around a change. Refuses an asker who is bound
to sites, since a figure and a drill are of all sites, and a figure, day or commit that there is not.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.context import Info
from app.api.differences import Cause
from app.api.drills import KeptDrill
from app.api.fields import resolved
from app.api.problems import Code, Problem, bad_request
from app.api.words import Words
from app.drilling import recorded, told
from app.indicators.comparing import Comparison, Pair, around_commit, around_day
from app.indicators.recording import Point, is_day, series
from app.indicators.targets import Target, targets
from app.stated import there_are
from graph_store.store import Store
from quality import words
from quality.indicators import BY_NAME, DEFINITIONS, Definition


@strawberry.type(description="What a key figure is.")
class FigureDefinition:
    """One of docs/kpi.md."""

    name: str = strawberry.field(description="Its name.")
    unit: str = strawberry.field(description="% of all, s, d (days), or u (a count).")
    en: str = strawberry.field(description="What it is, in English.")
    zh: str = strawberry.field(description="What it is, in Chinese.")
    target: str | None = strawberry.field(description="What it should reach; null where it has no target.")
    ships_with: str | None = strawberry.field(description="Its target where nobody decided one.")
    target_decided: bool = strawberry.field(description="Whether its target was decided here.")
    at_least: bool = strawberry.field(
        description="Whether the target is reached by as much or more; else by as much or less."
    )
    numerator: Words | None = strawberry.field(description="Of a share what is counted.")
    denominator: Words | None = strawberry.field(description="Of a share out of what it is counted.")

    @classmethod
    def of(cls, one: Definition, target: Target) -> FigureDefinition:
        """From the definition, and what was decided of its target."""
        return cls(
            name=one.name,
            unit=one.unit,
            en=one.words.en,
            zh=one.words.zh,
            target=None if target.value is None else told(target.value),
            ships_with=None if one.target is None else told(one.target),
            target_decided=target.decided,
            at_least=one.at_least,
            numerator=Words.of(one.share.counted) if one.share else None,
            denominator=Words.of(one.share.whole) if one.share else None,
        )


@strawberry.type(description="A key figure at a time.")
class FigurePoint:
    """A point of the series."""

    name: str = strawberry.field(description="The figure.")
    period: str = strawberry.field(
        description="The day or hour that it is of, or the instant of a run of its own."
    )
    value: str | None = strawberry.field(description="Its value in decimals; null where it has none.")
    unit: str = strawberry.field(description="Unit of the value.")
    numerator: str | None = strawberry.field(
        description="Of a share what was counted; null without a value, and where `lacksNumbers`."
    )
    denominator: str | None = strawberry.field(
        description="Of a share out of how many; null as the numerator is."
    )
    missing: str | None = strawberry.field(
        description="Why it has no value, or what it leaves out, in English."
    )
    lacks_numbers: bool = strawberry.field(
        description="Whether it is a share whose two numbers were not recorded, as before model 0005."
    )
    missing_words: Words | None = strawberry.field(
        description="The same in both languages; null where it was recorded before model 0005."
    )
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
            numerator=one.numerator,
            denominator=one.denominator,
            lacks_numbers=one.lacks_numbers,
            missing=one.missing or None,
            missing_words=None if one.words is None else Words.of(one.words),
            computed=one.computed,
            size=one.size,
        )


@strawberry.type(description="A key figure before and after a change.")
class FigurePair:
    """One figure on both sides."""

    name: str = strawberry.field(description="The figure.")
    unit: str = strawberry.field(description="Unit of its values.")
    before: FigurePoint | None = strawberry.field(
        description="The last point that was worked out without the change; null where there is none."
    )
    after: FigurePoint | None = strawberry.field(
        description="The first one with all of it; null where there is none yet."
    )
    difference: str | None = strawberry.field(description="After less before, where both have a value.")

    @classmethod
    def of(cls, one: Pair) -> FigurePair:
        """From the comparison."""
        return cls(
            name=one.name,
            unit=one.unit,
            before=None if one.before is None else FigurePoint.of(one.before),
            after=None if one.after is None else FigurePoint.of(one.after),
            difference=one.difference,
        )


@strawberry.type(description="How many facts of a kind somebody recorded of something.")
class FigureChange:
    """One line of what was changed."""

    actor: str = strawberry.field(description="Who.")
    kind: str = strawberry.field(description="Kind of the facts, such as node or relationship.")
    of: str = strawberry.field(description="The label or type of relationship that they are about.")
    origin: str = strawberry.field(description="imported or decided.")
    facts: int = strawberry.field(description="How many.")


@strawberry.type(description="A target of a key figure that was changed.")
class FigureRetarget:
    """One figure."""

    name: str = strawberry.field(description="The figure.")
    unit: str = strawberry.field(description="Unit of the target.")
    before: str | None = strawberry.field(description="The target before; null where it had none.")
    after: str | None = strawberry.field(description="The target after; null where it has none.")


@strawberry.type(description="The key figures before and after the commits of a day, or one commit.")
class FigureComparison:
    """An answer of `app.indicators.comparing`."""

    commits: list[Cause] = strawberry.field(description="The commits: who recorded each, when and why.")
    changed: list[FigureChange] = strawberry.field(description="What they changed.")
    targets: list[FigureRetarget] = strawberry.field(description="The targets that they changed.")
    figures: list[FigurePair] = strawberry.field(description="Every figure of which there is a point.")

    @classmethod
    def of(cls, found: Comparison) -> FigureComparison:
        """From the comparison."""
        return cls(
            commits=[Cause.of(one) for one in found.causes],
            changed=[
                FigureChange(actor=one.actor, kind=one.kind, of=one.of, origin=one.origin, facts=n)
                for one, n in sorted(found.changes.facts.items())
            ],
            targets=[
                FigureRetarget(name=one.name, unit=one.unit, before=one.before, after=one.after)
                for one in found.targets
            ],
            figures=[FigurePair.of(one) for one in found.pairs],
        )


@strawberry.type(description="The questions about key figures.")
class KeyFigures:
    """These fields of the root."""

    @resolved
    async def figure_definitions(self, info: Info) -> list[FigureDefinition] | None:
        """Every key figure that there is, in the order of docs/kpi.md, with its target of now."""
        found = await info.context.ask(targets)
        return [FigureDefinition.of(one, found[one.name]) for one in DEFINITIONS]

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
        _refuse_bound(info)
        if unknown := sorted(set(names or ()) - set(BY_NAME)):
            raise bad_request(
                words.said("There is no figure {name}.", "没有指标 {name}。", name=unknown[0]),
                there_are(", ".join(BY_NAME)),
            )
        if since:
            _refuse_no_day(since)
        found = await info.context.ask(lambda reader: series(reader, since=since, names=names or ()))
        return [FigurePoint.of(one) for one in found]

    @resolved
    async def figures_around(
        self,
        info: Info,
        day: Annotated[
            str | None, strawberry.argument(description="Around all commits of this day. This or `commit`.")
        ] = None,
        commit: Annotated[
            int | None, strawberry.argument(description="Around the commit of this number. This or `day`.")
        ] = None,
    ) -> FigureComparison | None:
        """The key figures before and after a change, and what was changed; the whole list."""
        _refuse_bound(info)
        if (day is None) == (commit is None):
            raise bad_request(
                words.Words("A change is a day or a commit.", "变更是某一天或某次提交。"),
                words.Words(
                    "Pass `day` or `commit`, and not both.", "请给出 `day` 或 `commit`，不可两者都给。"
                ),
            )
        if day is not None:
            _refuse_no_day(day)
        found = await info.context.access.ask_store(lambda store: _around(store, day, commit))
        return FigureComparison.of(found)

    @resolved
    async def drills(self, info: Info) -> list[KeptDrill] | None:
        """Every mock recall that was kept, with its score, the last one at the end; the whole list."""
        _refuse_bound(info)
        found = await info.context.ask(recorded)
        return [KeptDrill.of(one) for one in found]


def _around(store: Store, day: str | None, commit: int | None) -> Comparison:
    with store.reader() as reader:
        if commit is not None:
            return around_commit(store, reader, commit)
        return around_day(store, reader, day or "")


def _refuse_no_day(text: str) -> None:
    if not is_day(text):
        raise bad_request(
            words.said("{text!r} is no day.", "{text!r} 不是日期。", text=text),
            words.Words("Write a day like 2026-01-31.", "请写成 2026-01-31 这样的日期。"),
        )


def _refuse_bound(info: Info) -> None:
    if info.context.asker.sites is not None:
        raise Problem(
            Code.FORBIDDEN,
            words.Words(
                "An account that is bound to sites is not told of key figures: they are of all sites.",
                "绑定到站点的账户不能查看关键指标：指标涉及所有站点。",
            ),
            words.Words("Ask with an account of all sites.", "请使用可查看所有站点的账户。"),
        )
