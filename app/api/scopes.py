"""Scopes as GraphQL types and fields, over `app.scopes` and `app.questions.standing`.

Promises: what stands here is what `lotgraph scope` prints; answers are those of the asker, in his sites. A
standing scope is polled: `scopeChanges` looks at a bounded number of commits and says how far it got.
Refuses: a mutation of who may not ask.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import strawberry

from app import scopes as desks
from app.api.arguments import AsOf, Keys, KnownAt, Prefer, view_of
from app.api.context import ACTOR_WITHOUT_ACCOUNTS, Info
from app.api.differences import Cause, How
from app.api.fields import resolved
from app.api.findings import Gap
from app.api.paging import MOST
from app.api.problems import Code, Problem, bad_request
from app.api.rows import Row
from app.api.traces import Direction, LabelCount, Trace
from app.questions.diff import Changed
from app.questions.scopes import Between
from app.questions.standing import Change, Readers, Standing
from app.scopes import Desk, Draft, Seen, facts_of
from graph_model.policy import Permission
from graph_store.store import Store
from quality.words import Words, said

T = TypeVar("T")
MOST_LOOKED = 500
"""Commits that one poll looks at."""
MOST_ASKED = 50
"""Times that one poll asks the question again."""

Name = Annotated[
    str, strawberry.argument(description="Its name; OWNER/NAME for one that somebody else shares.")
]


@strawberry.type(description="A saved question, as far as its asker may see it.")
class SavedScope:
    """One scope."""

    name: str = strawberry.field(description="What it is called.")
    owner: str = strawberry.field(description="Who saved it.")
    shared: bool = strawberry.field(description="Whether all see it who may ask.")
    direction: Direction = strawberry.field(description="Forward for a recall, backward for a genealogy.")
    start: list[str] = strawberry.field(description="The keys it starts at; those in your sites.")
    starts_hidden: int = strawberry.field(description="How many starts are outside your sites.")
    as_of: str | None = strawberry.field(description="The time it tells of; null for now.")
    known_at: int | None = strawberry.field(
        description="The ledger size that it is always asked of; null where it is asked of the newest."
    )
    prefer: list[str] = strawberry.field(description="Whose statements are taken where sources dispute.")
    note: str = strawberry.field(description="What it is for.")
    saved_at: int = strawberry.field(description="The ledger size at which it was saved.")
    sha256: str | None = strawberry.field(
        description="SHA-256 of the answer then; null where that was for another asker."
    )
    counts: list[LabelCount] | None = strawberry.field(
        description="Rows of the answer then by label; null where that was for another asker."
    )

    @classmethod
    def of(cls, seen: Seen) -> SavedScope:
        """From the store."""
        scope = seen.scope
        counts = [LabelCount(label=label, count=count) for label, count in scope.counts.items()]
        return cls(
            name=scope.name,
            owner=scope.owner,
            shared=scope.shared,
            direction=Direction.forward if scope.forward else Direction.backward,
            start=list(seen.starts),
            starts_hidden=seen.hidden,
            as_of=scope.as_of,
            known_at=scope.known_at,
            prefer=list(scope.prefer),
            note=seen.note,
            saved_at=scope.size,
            sha256=scope.sha256 if seen.saved_answer else None,
            counts=counts if seen.saved_answer else None,
        )


@strawberry.type(description="A row that is not the same in two answers.")
class ScopeRow:
    """One row."""

    how: How = strawberry.field(description="Whether it came, went or reads otherwise.")
    key: str = strawberry.field(description="Key of the node.")
    before: Row | None = strawberry.field(description="The row in the first answer.")
    after: Row | None = strawberry.field(description="The row in the second answer.")

    @classmethod
    def of(cls, change: Changed) -> ScopeRow:
        """From the comparison."""
        before, after = (Row(row=row) if row else None for row in (change.before, change.after))
        return cls(how=How(change.how), key=change.row.key, before=before, after=after)


@strawberry.type(description="What lies between two answers.")
class ScopeDifference:
    """A comparison of `app.questions.scopes`."""

    found: strawberry.Private[Between]

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing in either answer."""
        return self.found.complete

    @resolved
    def rows(self) -> list[ScopeRow]:
        """Every row that is not the same, by key; the whole list."""
        return [ScopeRow.of(change) for change in self.found.rows]

    @resolved
    def customers(self) -> list[str]:
        """Keys of the customers among them; the whole list."""
        return [change.row.key for change in self.found.customers]

    @resolved
    def gaps_came(self) -> list[Gap]:
        """What is missing in the second answer alone."""
        return [Gap.of(gap) for gap in self.found.gaps_came]

    @resolved
    def gaps_went(self) -> list[Gap]:
        """What is missing in the first answer alone."""
        return [Gap.of(gap) for gap in self.found.gaps_went]

    @resolved
    def before(self) -> Trace | None:
        """The first answer; null where no start was there yet."""
        return Trace(found=self.found.before) if self.found.before else None

    @resolved
    def after(self) -> Trace | None:
        """The second answer; null where no start is there yet."""
        return Trace(found=self.found.after) if self.found.after else None


@strawberry.type(description="A scope asked again.")
class AskedScope:
    """What `lotgraph scope show` prints."""

    saved: SavedScope = strawberry.field(description="The question.")
    answer: Trace = strawberry.field(
        description="The answer now. Its exportUrl starts at what you may see of the starts."
    )
    since: ScopeDifference = strawberry.field(description="What changed since it was saved.")
    reproduced: bool | None = strawberry.field(
        description="Whether the ledger still gives the saved answer; null where that was for other sites."
    )

    @classmethod
    def of(cls, shown: desks.Shown) -> AskedScope:
        """From the desk."""
        return cls(
            saved=SavedScope.of(shown.seen),
            answer=Trace(found=shown.answer),
            since=ScopeDifference(found=shown.since),
            reproduced=shown.reproduced,
        )


@strawberry.type(description="What one commit changed in the answer of a scope.")
class ScopeChange:
    """A line of `lotgraph scope follow`."""

    size: int = strawberry.field(description="The ledger size behind the commit.")
    commit: Cause = strawberry.field(description="Who recorded it, when and why.")
    difference: ScopeDifference = strawberry.field(description="What changed.")

    @classmethod
    def of(cls, change: Change) -> ScopeChange:
        """From the standing scope."""
        difference = ScopeDifference(found=change.between)
        return cls(size=change.size, commit=Cause.of(change.cause), difference=difference)


@strawberry.type(description="The commits that changed the answer of a scope, as far as one poll looked.")
class ScopeChanges:
    """One poll."""

    changes: list[ScopeChange] = strawberry.field(description="In the ledger's order.")
    size: int = strawberry.field(description="How far it looked: pass it as `since` to go on.")
    more: bool = strawberry.field(description="Whether the ledger goes on behind that.")
    passed_by: int = strawberry.field(description="Commits that could not change the answer.")


@strawberry.type(description="Questions about saved questions.")
class ScopeQuestions:
    """The fields, which `Query` takes over."""

    @resolved
    async def scopes(self, info: Info) -> list[SavedScope] | None:
        """Your scopes, and those that others share, by owner and name; the whole list."""
        return [SavedScope.of(seen) for seen in await _at_desk(info, Desk.scopes)]

    @resolved
    async def scope(self, info: Info, name: Name) -> AskedScope | None:
        """A scope asked again, and what changed since it was saved."""
        return AskedScope.of(await _at_desk(info, lambda desk: desk.show(name)))

    @resolved
    async def scope_diff(
        self,
        info: Info,
        a: Annotated[str, strawberry.argument(description="The first scope.")],
        b: Annotated[str, strawberry.argument(description="The second scope.")],
    ) -> ScopeDifference | None:
        """What scope b answers otherwise than scope a: another suspect, clock or source."""
        return ScopeDifference(found=await _at_desk(info, lambda desk: desk.diff(a, b)))

    @resolved
    async def scope_changes(
        self,
        info: Info,
        name: Name,
        since: Annotated[int, strawberry.argument(description="A ledger size: what comes behind it.")],
        first: Annotated[int, strawberry.argument(description=f"How many changes, 1 to {MOST}.")],
    ) -> ScopeChanges | None:
        """The commits behind a ledger size that changed the answer of a scope. Poll it: one call looks at
        500 commits, and asks 50 times again, at most.
        """
        if not 1 <= first <= MOST:
            raise bad_request(
                said("{n} changes are not possible.", "不能查询 {n} 处变更。", n=str(first)),
                said("Ask for 1 to {most}, and go on.", "请查询 1 到 {most} 处，再继续。", most=str(MOST)),
            )
        if since < 0:
            raise bad_request(
                said("{size} is no ledger size.", "{size} 不是账本大小。", size=str(since)),
                Words("Pass `savedAt` of the scope, or 0.", "请给出范围的 `savedAt`，或 0。"),
            )
        return await _at_desk(info, partial(_poll, name=name, since=since, first=first))


@strawberry.type(description="What is changed of saved questions; none of it is recorded in the ledger.")
class ScopeMutations:
    """The fields, which `Mutation` takes over."""

    @resolved
    async def save_scope(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="What it is called; one line.")],
        keys: Keys,
        direction: Annotated[
            Direction, strawberry.argument(description="Forward for a recall.")
        ] = Direction.forward,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        prefer: Prefer = None,
        note: Annotated[str, strawberry.argument(description="What it is for.")] = "",
        shared: Annotated[bool, strawberry.argument(description="Let all see it who may ask.")] = False,
    ) -> SavedScope | None:
        """Save a question under a name, with what it answers now; a scope is never written over."""
        forward = direction is Direction.forward
        draft = Draft(name, keys, forward, view_of(as_of, prefer), known_at, note, shared)

        def save(desk: Desk) -> Seen:
            return desk.scope(desk.save(draft).name)

        return SavedScope.of(await _at_desk(_may_ask(info), save))

    @resolved
    async def remove_scope(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="The name of one of yours.")],
    ) -> bool | None:
        """Forget one of your scopes; what it asks about stays."""
        await _at_desk(_may_ask(info), lambda desk: desk.remove(name))
        return True


def _poll(desk: Desk, *, name: str, since: int, first: int) -> ScopeChanges:
    seen, head = desk.to_follow(name), desk.store.head().size
    standing = Standing(desk.readers, seen.question, desk.asker, since=since)
    found: list[ScopeChange] = []
    for size, facts in facts_of(desk.store, since + 1, min(head, since + MOST_LOOKED)):
        change = standing.take(size, facts)
        if change is not None:
            found.append(ScopeChange.of(change))
        if len(found) == first or standing.asked > MOST_ASKED:
            break
    return ScopeChanges(
        changes=found, size=standing.size, more=standing.size < head, passed_by=standing.skipped
    )


async def _at_desk(info: Info, act: Callable[[Desk], T]) -> T:
    asker = info.context.asker

    def run(store: Store, readers: Readers) -> T:
        return act(Desk(store, asker, asker.account or ACTOR_WITHOUT_ACCOUNTS, readers))

    return await info.context.access.ask_beside(run)


def _may_ask(info: Info) -> Info:
    """Questions are refused as a whole to who may not ask; a mutation asks for itself."""
    if not info.context.asker.may(Permission.READ):
        raise Problem(
            Code.FORBIDDEN,
            Words("You may not ask questions.", "您无权提问。"),
            Words("Ask an administrator for a role.", "请向管理员申请角色。"),
        )
    return info
