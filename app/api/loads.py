"""The load monitor as GraphQL: loads, files that wait, rejected rows, scorecards.

Promises: the same functions as `lotgraph loads`, `lotgraph rejects` and `lotgraph quality scorecard`, so the
same lists. An account that is bound to sites is refused loads, waiting files and scorecards, since nobody
knows of which site a file states what; of rejected rows it is told those that name records of its sites, and
`whole` says that these are not all.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry
from strawberry.relay import PageInfo

from app.api.context import Info
from app.api.differences import Cause
from app.api.fields import resolved
from app.api.paging import After, Before, Connection, Edge, First, Last, Window, page
from app.api.problems import Code, Problem
from app.api.scorecards import QualityScorecard
from app.asker import Asker
from app.flow.inbox import UnderWay
from app.load_report import rows_about
from app.loads import MEND, Told, is_under_way, loads, matching, rejects, rows_so_far
from app.questions.reading import Card
from graph_store import monitor
from graph_store.reader import Reader
from graph_store.store import Store
from loaders import load_profile, profiles_available

LoadState = strawberry.enum(
    monitor.LoadState,
    description="How far a load got; one that is begun is being taken in, or was cut off.",
)


@strawberry.type(description="Rows of a file: read = accepted + rejected + ignored.")
class RowCounts:
    """The account of a load."""

    read: int = strawberry.field(description="Rows read.")
    accepted: int = strawberry.field(description="Rows accepted.")
    rejected: int = strawberry.field(description="Rows not accepted.")
    ignored: int = strawberry.field(description="Rows ignored for a stated reason.")


@strawberry.type(description="A file that was begun.")
class FileLoad:
    """One load."""

    load: str = strawberry.field(description="Its id, made of the content of the file and how it is read.")
    file: str = strawberry.field(description="Name of the file.")
    sha256: str = strawberry.field(description="Hash of the file's bytes.")
    profile: str = strawberry.field(description="Profile and version, and the namespace: tryton/2 as plant.")
    state: LoadState = strawberry.field(description="How far it got.")  # type: ignore[valid-type]  # an enum of the library
    begun: Cause = strawberry.field(description="The commit that began it: who, and when.")
    closed: Cause | None = strawberry.field(
        description="The commit that ended it, or gave it up; null while it is under way."
    )
    rows: RowCounts | None = strawberry.field(description="Its account; null until it has ended.")
    rows_so_far: int | None = strawberry.field(
        description="Of one that has not ended: so many rows are recorded, or up to 2,000 more."
    )
    open_rejects: int = strawberry.field(description="Its rejected rows that nobody dealt with.")

    @classmethod
    def of(cls, store: Store, told: Told) -> FileLoad:
        """From the listing."""
        one = told.of
        return cls(
            load=one.load,
            file=one.file,
            sha256=one.sha256,
            profile=one.profile,
            state=one.state,
            begun=Cause.of(told.begun),
            closed=None if told.closed is None else Cause.of(told.closed),
            rows=None if one.rows is None else RowCounts(**one.rows),
            rows_so_far=rows_so_far(store, one.load) if is_under_way(told) else None,
            open_rejects=told.open_rejects,
        )


@strawberry.type(description="A file that was pushed and waits, or is being taken in.")
class PushedFile:
    """One of the inbox."""

    file: str = strawberry.field(description="Name of the file.")
    sha256: str = strawberry.field(description="Hash of the file's bytes.")
    actor: str = strawberry.field(description="Who sent it.")
    received: str = strawberry.field(description="When it had arrived, in UTC.")
    bytes: str = strawberry.field(description="Its size as a decimal number.")
    profile: str | None = strawberry.field(description="The profile that was named.")
    rows_read: int | None = strawberry.field(description="Rows read so far; null while it waits.")
    rows_about: int = strawberry.field(description="How many rows there may be, guessed from its size.")

    @classmethod
    def of(cls, told: UnderWay) -> PushedFile:
        """From the inbox."""
        push = told.push
        return cls(
            file=push.file,
            sha256=push.sha256,
            actor=push.actor,
            received=push.received,
            bytes=str(push.size),
            profile=push.profile,
            rows_read=told.rows,
            rows_about=rows_about(push.size),
        )


@strawberry.type(description="A row that was not accepted: a gap of answers until it is closed.")
class RejectedRow:
    """One row."""

    key: str = strawberry.field(description="Its key, to close it by.")
    load: str = strawberry.field(description="The load it came with.")
    file: str = strawberry.field(description="Name of the file.")
    line: int = strawberry.field(description="Line of the file, from 1.")
    rule: str = strawberry.field(description="The rule that it breaks: docs/profiles.md.")
    column: str | None = strawberry.field(description="The column at fault; null where none is, or hidden.")
    message: str | None = strawberry.field(description="What is wrong and what to do; null where hidden.")
    raw: str | None = strawberry.field(
        description="The row as read, personal cells masked; null where it is hidden."
    )
    touches: list[str] = strawberry.field(description="Keys that could be read from it; empty where hidden.")
    next_step: str = strawberry.field(description="What to do about it.")
    closed: Cause | None = strawberry.field(description="Who dealt with it, when and how; null while open.")


@strawberry.type(description="How many rows break a rule.")
class RuleCount:
    """One rule."""

    rule: str = strawberry.field(description="The rule.")
    count: int = strawberry.field(description="How many rows.")


@strawberry.type(description="A page of rejected rows, by load and line.")
class RejectedRows:
    """A page."""

    edges: list[Edge[RejectedRow]] = strawberry.field(description="The rows of this page, sorted.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many rows the filters leave.")
    by_rule: list[RuleCount] = strawberry.field(
        description="How many rows break each rule, whichever `rule` was asked for; the whole list."
    )
    whole: bool = strawberry.field(
        description="False for an account that is bound to sites: only rows that name records there are told."
    )


@strawberry.type(description="What the columns of a source mean: docs/profiles.md.")
class SourceProfile:
    """One of those that ship."""

    name: str = strawberry.field(description="Its name.")
    version: int = strawberry.field(description="Its version.")
    description: str = strawberry.field(description="What it reads.")

    @classmethod
    def of(cls, name: str) -> SourceProfile:
        """From its file."""
        found = load_profile(name)
        return cls(name=found.name, version=found.version, description=found.description)


@strawberry.type
class LoadQuestions:
    """Part of the root."""

    @resolved
    async def loads(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        state: Annotated[
            LoadState | None,  # type: ignore[valid-type]  # an enum of the library
            strawberry.argument(description="Only those that got so far."),
        ] = None,
    ) -> Connection[FileLoad] | None:
        """Every file that was begun, in that order; the newest are the last ones."""
        window = Window.of(first, after, last, before)
        _refuse_bound(info, "loads")
        return await info.context.access.ask_store(partial(_loads, window=window, state=state))

    @resolved
    def pushed_files(self, info: Info) -> list[PushedFile] | None:
        """Files that this server keeps until it has taken them in, as they come next; the whole list."""
        _refuse_bound(info, "files")
        return [PushedFile.of(one) for one in info.context.pushes()]

    @resolved
    async def rejects(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        load: Annotated[str | None, strawberry.argument(description="Only those of this load.")] = None,
        rule: Annotated[str | None, strawberry.argument(description="Only those that break it.")] = None,
        text: Annotated[str, strawberry.argument(description="Only files with this in their name.")] = "",
        is_open: Annotated[
            bool | None,
            strawberry.argument(
                name="open", description="Only open ones, or only closed ones; null for both."
            ),
        ] = True,
    ) -> RejectedRows | None:
        """Rows that were not accepted."""
        window, asker = Window.of(first, after, last, before), info.context.asker

        def answer(store: Store) -> RejectedRows:
            with store.reader() as reader:
                found = matching(rejects(store, reader, asker), load=load, text=text, is_open=is_open)
                return _rejects(reader, found, rule, window, asker)

        return await info.context.access.ask_store(answer)

    @resolved
    def profiles(self) -> list[SourceProfile] | None:
        """The profiles that ship, by name; the whole list."""
        return [SourceProfile.of(name) for name in profiles_available()]

    @resolved
    async def quality_scorecard(self, info: Info) -> QualityScorecard | None:
        """How good each source and each load is. The ledger is read to its end, the first time as a whole."""
        _refuse_bound(info, "scorecards")
        return await info.context.access.ask_store(
            lambda store: info.context.access.measuring.measured(store, QualityScorecard.of)
        )


def _loads(store: Store, window: Window, state: monitor.LoadState | None) -> Connection[FileLoad]:
    with store.reader() as reader:
        found = [one for one in loads(store, reader) if state in (None, one.of.state)]
    return page(found, lambda one: (f"{one.of.begun:020d}", one.of.load), partial(FileLoad.of, store), window)


def _rejects(
    reader: Reader, found: list[monitor.RejectedRow], rule: str | None, window: Window, asker: Asker
) -> RejectedRows:
    rules: dict[str, int] = {}
    for row in found:
        rules[row.rule] = rules.get(row.rule, 0) + 1
    chosen = [row for row in found if rule in (None, row.rule)]
    shown = page(chosen, lambda row: (row.load, f"{row.line:020d}", row.key), lambda row: row, window)
    rows = [edge.node for edge in shown.edges]
    cards = reader.cards([row.key for row in rows]) if asker.sites is None else {}
    causes = reader.causes(sorted({row.resolved for row in rows if row.resolved is not None}))
    by = {seq: Cause.of(cause) for seq, cause in causes.items()}
    return RejectedRows(
        edges=[
            Edge(cursor=edge.cursor, node=_rejected(edge.node, cards.get(edge.node.key), by))
            for edge in shown.edges
        ],
        page_info=shown.page_info,
        total_count=shown.total_count,
        by_rule=[RuleCount(rule=name, count=n) for name, n in sorted(rules.items())],
        whole=asker.sites is None,
    )


def _rejected(row: monitor.RejectedRow, card: Card | None, by: dict[int, Cause]) -> RejectedRow:
    told = card.properties if card is not None else {}
    return RejectedRow(
        key=row.key,
        load=row.load,
        file=row.file,
        line=row.line,
        rule=row.rule,
        column=str(told.get("column", "")) or None,
        message=str(told["message"]) if "message" in told else None,
        raw=str(told["raw"]) if "raw" in told else None,
        touches=str(told.get("touches", "")).split(),
        next_step=MEND,
        closed=None if row.resolved is None else by[row.resolved],
    )


def _refuse_bound(info: Info, what: str) -> None:
    if info.context.asker.sites is not None:
        raise Problem(
            Code.FORBIDDEN,
            f"An account that is bound to sites is not told of {what}: they may be about any site.",
            "Ask with an account of all sites.",
        )
