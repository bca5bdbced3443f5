"""What all decisions by GraphQL have in common: who may take them, how they are signed, what became of them.

Promises: the actor is the account that authentication found, never one that the request names. A signature
asks for the password again: account and password are its two components (21 CFR 11.200).
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.context import ACTOR_WITHOUT_ACCOUNTS, Info
from app.api.problems import Code, Problem, bad_request
from app.approvals import Outcome
from app.asker import Asker
from app.corrections import Decider
from graph_model import policy
from graph_model.policy import Permission
from quality.words import Words

Reason = Annotated[str, strawberry.argument(description="Why; recorded with it, for ever.")]
Password = Annotated[
    str | None,
    strawberry.argument(
        description="Your password, to sign at once; without it the decision is refused "
        "where it must be signed."
    ),
]


@strawberry.input(
    description="A property and its value, as `lotgraph correct` and `lotgraph work do --set` take them."
)
class PropertyValue:
    """One property that is stated."""

    name: str = strawberry.field(description="Its name by the data dictionary.")
    value: str = strawberry.field(description="Its value as text; a quantity in decimals.")


@strawberry.type(description="A signature that a decision needs: docs/policy.md.")
class Approver:
    """Who must sign."""

    role: str = strawberry.field(description="The role that signs.")
    meaning: str = strawberry.field(description="What the signature stands for.")

    @classmethod
    def of(cls, approver: policy.Approver) -> Approver:
        """From the policy table."""
        return cls(role=str(approver.role), meaning=approver.meaning)


@strawberry.type(description="What became of a decision.")
class Decision:
    """The outcome."""

    done: bool = strawberry.field(description="Whether it holds; false while signatures are missing.")
    commit: int = strawberry.field(description="The ledger size that has it.")
    proposal: str | None = strawberry.field(description="Key of its proposal, where it needed signatures.")
    waiting: list[Approver] = strawberry.field(description="Who must sign yet, in order.")

    @classmethod
    def of(cls, outcome: Outcome) -> Decision:
        """From the outcome."""
        return cls(
            done=outcome.done,
            commit=outcome.receipt.seq,
            proposal=outcome.proposal,
            waiting=[Approver.of(approver) for approver in outcome.waiting],
        )


async def decider(info: Info, reason: str, password: str | None) -> Decider:
    """The asker as the one who decides, if they may; with a password as a signer."""
    asker, why = proposer(info), stated(reason)
    signer = None if password is None else await info.context.unlock(password)
    return Decider(asker.account or ACTOR_WITHOUT_ACCOUNTS, why, signer)


def proposer(info: Info) -> Asker:
    """The asker, if they may propose decisions."""
    asker = info.context.asker
    if not asker.may(Permission.PROPOSE):
        raise Problem(
            Code.FORBIDDEN,
            Words("You may not propose decisions.", "您无权提议决定。"),
            Words("Ask an administrator for a role.", "请向管理员申请角色。"),
        )
    return asker


def stated(reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise bad_request(
            Words("There is no reason.", "没有理由。"),
            Words("Say why; it is recorded for ever.", "请说明原因；它将永久记录。"),
        )
    return reason
