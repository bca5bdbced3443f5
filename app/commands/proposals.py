"""proposals list, show, sign, reject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import proven, told
from app.commands.reasons import stated

if TYPE_CHECKING:
    from graph_store.proposals import Proposal
    from graph_store.store import Store

app = typer.Typer(no_args_is_help=True, help="Decisions that wait for signatures: list, read, sign, reject.")
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="As `lotgraph proposals list` shows it.")]
SignerOption = Annotated[
    str, typer.Option("--as", metavar="NAME", help="Your account; you are asked for its password.")
]


@app.command("list")
def list_proposals(form: FormatOption = "table") -> int:
    """Every decision that waits for a signature; none of them holds yet.

    Example: lotgraph proposals list

    Exit code 0: none waits. 3: some do.
    """

    from app.approvals import told as who
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store
    from graph_store.proposals import proposals

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        found = proposals(store)
        told_of = [_as_json(store, one) for one in found]
    columns = ("key", "reason", "proposed by", "to sign")
    lines = [(one.key, one.content.reason, one.proposed_by, who(one.waiting)) for one in found]
    print_listing(chosen, columns, lines, {"proposals": told_of})
    say(f"{len(found)} wait. Next step: lotgraph proposals show KEY" if found else "Nothing waits.")
    return 3 if found else 0


@app.command("show")
def show_proposal(key: KeyArgument) -> int:
    """All that is signed, word for word, and who has signed it: one JSON object.

    Example: lotgraph proposals show proposal:lotgraph/9f2c…
    """
    from app.settings import Settings
    from app.terminal import print_json, waiting
    from app.wiring import open_store
    from graph_store.proposals import proposal

    with open_store(Settings(), on_wait=waiting) as store:
        print_json(_as_json(store, proposal(store, key)))
    return 0


@app.command("sign")
def sign_proposal(key: KeyArgument, sign_as: SignerOption) -> int:
    """Sign a proposal, with account and password; the last signature carries it out.

    You sign what `lotgraph proposals show` prints. What changed since it was proposed must be proposed anew.

    Example: lotgraph proposals sign proposal:lotgraph/9f2c… --as wang

    Exit code 0: it holds. 3: signed, others must sign yet. 1: refused. 2: there is no such proposal.
    """
    from app.approvals import sign
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store:
        return told(sign(store, key, proven(store, sign_as)), "Signed and carried out")


@app.command("reject")
def reject_proposal(
    key: KeyArgument,
    reason: Annotated[str, typer.Option(help="Why it must not be; recorded, for ever.")],
    sign_as: SignerOption,
) -> int:
    """Close a proposal, so that it is never carried out, with account and password.

    Example: lotgraph proposals reject proposal:lotgraph/9f2c… --reason "the other drum" --as wang
    """
    from app.approvals import reject
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    why = stated(reason)
    with open_store(Settings(), on_wait=waiting) as store:
        receipt = reject(store, key, actor=proven(store, sign_as).account, reason=why)
    say(f"Rejected, in commit {receipt.seq}.")
    return 0


def _as_json(store: Store, found: Proposal) -> dict[str, object]:
    """As it is signed, and as it may be read: personal values opened where they can be."""
    from graph_model.facts import to_json
    from graph_store.proposals import readable

    cards = store.reader().cards(str(signature["key"]) for signature in found.signatures)
    return {
        "key": found.key,
        "outcome": found.outcome,
        "proposed_by": found.proposed_by,
        "reason": found.content.reason,
        "seen": found.content.seen,
        "policy": found.content.policy,
        "facts": [to_json(fact) for fact in found.content.facts],
        "readable": readable(store, found),
        "signatures": [dict(card.properties) for _, card in sorted(cards.items())],
        "waiting": [{"role": str(a.role), "meaning": a.meaning} for a in found.waiting],
    }
