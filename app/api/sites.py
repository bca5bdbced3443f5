"""What of the ledger's own entries an asker may see who is bound to sites: histories, and open decisions.

Promises: a record outside is refused with the words for one that is not there; so is a relationship of which
any statement ever named something outside, since its history would tell of that. A reason that names such a
record is not told. A decision that waits is told where each fact of it is about what may be seen, or the
asker proposed it; what is decided about accounts, files and all else of no site is told to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import orjson

from app.asker import Asker
from app.questions.scoped import ScopedReader
from app.questions.sites import OF_PLANTS
from graph_model.facts import AnyFact, NodeFact, RejectResolved, RelationshipFact, Retraction
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_store.history import UnknownRecord, Version, history
from graph_store.proposals import Proposal, UnknownProposal, proposal, proposals
from graph_store.store import Store


def history_for(store: Store, key: str, known_at: int | None, asker: Asker) -> list[Version]:
    """Every statement of a record that the asker may see."""
    versions = history(store, key, known_at)
    if asker.sites is None:
        return versions
    with store.reader(known_at) as reader:
        scoped = ScopedReader(reader, asker.sites)
        told = b" ".join(orjson.dumps(dict(version.statement)) for version in versions).decode()
        is_there = (
            key in scoped.visible([key])
            if prefix_of(key) in BY_PREFIX
            else any(version.statement["fact"] == "relationship" for version in versions)
        )
        if not (is_there and scoped.may_tell(told)):
            raise UnknownRecord(f"{key} is not there")
        return [replace(version, reason=scoped.reason(version.reason)) for version in versions]


def refuse_hidden(store: Store, keys: Iterable[str], asker: Asker) -> None:
    """Refuse a decision about a record that the asker may not see, as if it were not there."""
    for key in keys if asker.sites is not None else ():
        history_for(store, key, None, asker)


def proposals_for(store: Store, asker: Asker) -> list[Proposal]:
    """The decisions that wait, as far as the asker may see what they are about."""
    return [found for found in proposals(store) if _may_see(store, found, asker)]


def refuse_hidden_proposal(store: Store, key: str, asker: Asker) -> None:
    """Refuse to sign or close a proposal about what the asker may not see, as if there were none."""
    if asker.sites is not None and not _may_see(store, proposal(store, key), asker):
        raise UnknownProposal(f"{key} is no proposal")


def _may_see(store: Store, found: Proposal, asker: Asker) -> bool:
    if asker.sites is None or found.proposed_by == asker.account:
        return True
    with store.reader() as reader:
        scoped = ScopedReader(reader, asker.sites)
        if not scoped.may_tell(found.content.text) or not is_theirs(scoped, found.content.facts):
            return False
    withdrawn = [fact.key for fact in found.content.facts if isinstance(fact, Retraction)]
    try:
        refuse_hidden(store, withdrawn, asker)
    except UnknownRecord:
        return False
    return True


def is_theirs(scoped: ScopedReader, facts: Sequence[AnyFact]) -> bool:
    """Whether each fact is about records that the asker may see; withdrawals are looked at by their history.

    A record that is yet to come is about what the same decision ties it to.
    """
    links = [fact for fact in facts if isinstance(fact, RelationshipFact)]
    keys = {fact.key for fact in facts if isinstance(fact, NodeFact)}
    keys |= {end for link in links for end in (link.source, link.target)}
    new = keys - set(scoped.whole.cards(sorted(keys)))
    seen = {key for key in scoped.visible(keys - new) if prefix_of(key) in OF_PLANTS}
    tied = {end for link in links for end in (link.source, link.target) if {link.source, link.target} & seen}
    rejects = {reject.key for reject in scoped.open_rejects()}
    others = [fact for fact in facts if not isinstance(fact, NodeFact | RelationshipFact | Retraction)]
    return keys <= seen | (new & tied) and all(
        isinstance(fact, RejectResolved) and fact.reject in rejects for fact in others
    )
