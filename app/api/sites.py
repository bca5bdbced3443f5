"""What of the ledger's own entries an asker may see who is bound to sites: histories, and open decisions.

Promises: a record outside is refused with the words for one that is not there; so is a relationship of which
any statement ever named something outside, since its history would tell of that. A decision that waits is
told where all that it is about may be seen, or the asker proposed it.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from app.asker import Asker
from app.questions.scoped import ScopedReader
from graph_model.facts import Retraction
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
        is_there = prefix_of(key) not in BY_PREFIX or key in scoped.visible([key])
        if not (is_there and scoped.may_tell(told)):
            raise UnknownRecord(f"{key} is not there")
    return versions


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
        if not ScopedReader(reader, asker.sites).may_tell(found.content.text):
            return False
    withdrawn = [fact.key for fact in found.content.facts if isinstance(fact, Retraction)]
    try:
        refuse_hidden(store, withdrawn, asker)
    except UnknownRecord:
        return False
    return True
