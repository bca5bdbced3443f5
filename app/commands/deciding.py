"""What every command that decides something has in common: who signs, and what is said of the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.approvals import Outcome, Signer
    from graph_store.store import Store

AsOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="The account that signs; you are asked for its password."),
]


def signer_of(store: Store, name: str | None) -> Signer | None:
    """The named account, unlocked by its password; None where nobody was named."""
    return proven(store, name) if name else None


def proven(store: Store, name: str) -> Signer:
    """The named account, unlocked by its password."""
    from app.commands.passwords import password_of
    from app.identity.signing import unlock

    return unlock(store, name, password_of(name))


def told(outcome: Outcome, done: str) -> int:
    """Say what became of a decision; exit code 0 where it holds, 3 where signatures are missing yet."""
    from app.approvals import told as who
    from app.terminal import say

    if outcome.done:
        say(f"{done}, in commit {outcome.receipt.seq}.")
        return 0
    say(f"Proposed, in commit {outcome.receipt.seq}; it does not hold yet. To sign: {who(outcome.waiting)}.")
    say(f"Next step: lotgraph proposals sign {outcome.proposal} --as NAME")
    return 3
