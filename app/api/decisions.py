"""Decisions by GraphQL: corrections and merges, proposed and signed as on the command line.

Promises: the same functions as `lotgraph correct`, `withdraw`, `merge`, `unmerge` and `proposals`, so the
same refusals; the actor is the account that authentication found, never one that the request names. A
signature asks for the password again: account and password are its two components (21 CFR 11.200).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

import strawberry

from app.api.case import CaseActs
from app.api.closing import Closing
from app.api.context import ACTOR_WITHOUT_ACCOUNTS, Info
from app.api.deciding import (
    Approver,
    Decision,
    Password,
    PropertyValue,
    Reason,
    decider,
    proposer,
    stated,
)
from app.api.fields import resolved
from app.api.history import RecordSignature
from app.api.problems import bad_request
from app.api.scopes import ScopeMutations
from app.api.sites import proposals_for, refuse_hidden, refuse_hidden_proposal
from app.api.working import Working
from app.approvals import Outcome, reject, sign
from app.asker import Asker
from app.corrections import ENDS, Decider, correct, withdraw
from app.merging import merge, unmerge
from graph_model.facts import canonical
from graph_store.history import signatures_of
from graph_store.proposals import Proposal as Waiting
from graph_store.proposals import readable
from graph_store.store import Store
from quality.words import Words

T = TypeVar("T")

Duplicate = Annotated[str, strawberry.argument(description="Key of the record that is one too many.")]
Kept = Annotated[str, strawberry.argument(description="Key of the record that it is.")]


@strawberry.type(description="A decision that waits for signatures; it does not hold yet.")
class OpenProposal:
    """What is signed, and who has signed."""

    key: str = strawberry.field(description="Its key.")
    reason: str = strawberry.field(description="Why it is decided.")
    proposed_by: str = strawberry.field(description="Who proposed it.")
    seen: int = strawberry.field(description="The ledger size that the signers see.")
    content: str = strawberry.field(description="All that is signed, word for word: canonical JSON.")
    readable: str = strawberry.field(
        description="The facts in it as they may be read: canonical JSON, personal values opened."
    )
    signatures: list[RecordSignature] = strawberry.field(description="Who has signed, in order.")
    waiting: list[Approver] = strawberry.field(description="Who must sign yet, in order.")

    @classmethod
    def of(cls, store: Store, found: Waiting) -> OpenProposal:
        """From the store."""
        signed = signatures_of(store, found.content.hash)
        return cls(
            key=found.key,
            reason=found.content.reason,
            proposed_by=found.proposed_by,
            seen=found.content.seen,
            content=found.content.text,
            readable=canonical(readable(store, found)).decode(),
            signatures=[RecordSignature.of(one) for one in signed],
            waiting=[Approver.of(approver) for approver in found.waiting],
        )


def waiting_proposals(store: Store, asker: Asker) -> list[OpenProposal]:
    """All that wait and that the asker may see, by key."""
    return [OpenProposal.of(store, found) for found in proposals_for(store, asker)]


@strawberry.type(
    description="Decisions, each recorded with the reason and signed where docs/policy.md says; and saved "
    "questions, which stand beside the ledger."
)
class Mutation(ScopeMutations, Closing, Working, CaseActs):
    """The root of what is decided."""

    @resolved
    async def correct(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="The whole key of a node or relationship.")],
        values: Annotated[list[PropertyValue], strawberry.argument(description="What holds.")],
        reason: Reason,
        password: Password = None,
    ) -> Decision | None:
        """State what holds of a record, above all that sources say."""
        named = {value.name: value.value for value in values}
        about = [key, *(named[end] for end in ENDS if end in named)]
        return Decision.of(
            await _decide(info, reason, password, about, lambda s, by: correct(s, key, named, by))
        )

    @resolved
    async def withdraw(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="The whole key of a relationship.")],
        reason: Reason,
        password: Password = None,
    ) -> Decision | None:
        """State that a relationship does not hold."""
        return Decision.of(await _decide(info, reason, password, [key], lambda s, by: withdraw(s, key, by)))

    @resolved
    async def merge(
        self, info: Info, duplicate: Duplicate, kept: Kept, reason: Reason, password: Password = None
    ) -> Decision | None:
        """State that two records are one; answers tell both under the key of the kept one."""
        about = [duplicate, kept]
        return Decision.of(
            await _decide(info, reason, password, about, lambda s, by: merge(s, duplicate, kept, by))
        )

    @resolved
    async def unmerge(
        self, info: Info, duplicate: Duplicate, kept: Kept, reason: Reason, password: Password = None
    ) -> Decision | None:
        """State that two records that were merged are two after all."""
        about = [duplicate, kept]
        return Decision.of(
            await _decide(info, reason, password, about, lambda s, by: unmerge(s, duplicate, kept, by))
        )

    @resolved
    async def sign_proposal(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="The key of the proposal.")],
        password: Annotated[str, strawberry.argument(description="Your password.")],
    ) -> Decision | None:
        """Sign the next place of a proposal; the last signature carries it out."""
        asker = proposer(info)
        signer = await info.context.unlock(password)
        if signer is None:
            raise bad_request(
                Words("Only an account can sign.", "只有账户可以签署。"),
                Words("Sign in first: docs/access.md.", "请先登录：docs/access.md。"),
            )

        def act(store: Store) -> Outcome:
            refuse_hidden_proposal(store, key, asker)
            return sign(store, key, signer)

        return Decision.of(await info.context.access.ask_store(act))

    @resolved
    async def reject_proposal(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="The key of the proposal.")],
        reason: Reason,
    ) -> int | None:
        """Close a proposal, so that it is never carried out; the ledger size that has it."""
        asker, why = proposer(info), stated(reason)
        actor = asker.account or ACTOR_WITHOUT_ACCOUNTS

        def act(store: Store) -> int:
            refuse_hidden_proposal(store, key, asker)
            return reject(store, key, actor=actor, reason=why).seq

        return await info.context.access.ask_store(act)


async def _decide(
    info: Info,
    reason: str,
    password: str | None,
    about: list[str],
    act: Callable[[Store, Decider], Outcome],
) -> Outcome:
    by = await decider(info, reason, password)

    def run(store: Store) -> Outcome:
        refuse_hidden(store, about, info.context.asker)
        return act(store, by)

    return await info.context.access.ask_store(run)
