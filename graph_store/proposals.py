"""Proposals as they stand: what waits for whose signature, and who has signed.

Promises: read as of now, since nobody signs the past; values are as the ledger has them, so a printed name
is sealed here (`graph_model.sealed`); `readable` opens what is to be signed for those who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_model.approval import OPEN, Content, bearer_keys, proposal_key, signature_key
from graph_model.facts import NodeFact, to_json
from graph_model.keys import BadKey, split
from graph_model.policy import Approver, approvers_of
from graph_store.approvals import nodes_as_they_stand
from graph_store.errors import StoreError
from graph_store.sealing import Opener, personal_in
from graph_store.store import Store

Properties = Mapping[str, object]


class UnknownProposal(StoreError):
    """No proposal has this key."""

    default_next_step = "See what waits: lotgraph proposals list."


@dataclass(frozen=True, slots=True)
class Proposal:
    """A content, what became of it, and the signatures it has, in their order."""

    content: Content
    proposed_by: str
    outcome: str
    signatures: tuple[Properties, ...]

    @property
    def key(self) -> str:
        """Its key."""
        return proposal_key(self.content.hash)

    @property
    def needed(self) -> tuple[Approver, ...]:
        """All who must sign, in order."""
        return approvers_of(self.content.facts)

    @property
    def waiting(self) -> tuple[Approver, ...]:
        """Who must sign yet; nobody once it is closed."""
        return self.needed[len(self.signatures) :] if self.outcome == OPEN else ()


def readable(store: Store, found: Proposal) -> list[dict[str, object]]:
    """The facts that are signed as they may be read now: personal values opened where their key is here."""
    stated = [fact for fact in found.content.facts if isinstance(fact, NodeFact)]
    about = {subject for fact in stated for _, subject in personal_in(fact.key, fact.properties)}
    with store.connection.reading() as runner:
        opener = Opener.reading(runner, about)
    return [
        to_json(replace(fact, properties=opener.properties(fact.key, fact.properties)))
        if isinstance(fact, NodeFact)
        else to_json(fact)
        for fact in found.content.facts
    ]


def proposals(store: Store) -> list[Proposal]:
    """All that wait for a signature, by key."""
    with store.connection.reading() as runner:
        keys = [str(row["key"]) for row in runner.rows("open_proposals")]
    return [proposal(store, key) for key in keys]


def proposal(store: Store, key: str) -> Proposal:
    """The proposal of this key."""
    try:
        wanted = bearer_keys([NodeFact(key=key)]) if split(key).prefix == "proposal" else set()
    except BadKey:
        wanted = set()
    with store.connection.reading() as runner:
        found = nodes_as_they_stand(runner, wanted)
    if key not in found:
        raise UnknownProposal(f"{key} is no proposal")
    content = Content.read(str(found[key]["content"]))
    keys = [signature_key(content.hash, n) for n in range(1, len(found))]
    return Proposal(
        content=content,
        proposed_by=str(found[key]["proposed_by"]),
        outcome=str(found[key]["outcome"]),
        signatures=tuple({"key": k, **found[k]} for k in keys if k in found),
    )
