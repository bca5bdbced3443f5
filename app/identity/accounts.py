"""Accounts as facts: opened, changed and closed by an administrator's signature (`app.approvals`).

Refuses: a login with other characters or like another one, a person's number with white space, roles that
there are not, sites that are not known, and what leaves an account as it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Final

from app.approvals import reject
from app.corrections import Decider, record
from app.errors import Refused
from graph_model.approval import PERSON
from graph_model.facts import NodeFact, Properties
from graph_model.keys import make
from graph_model.policy import Role
from graph_store.accounts import ALL_SITES, Account, account, accounts
from graph_store.effects import SYSTEM_NAMESPACE
from graph_store.store import Store

_LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}")


def key_of(login: str) -> str | None:
    """The key of the account with this login; None where none can have it."""
    return make("account", SYSTEM_NAMESPACE, login) if _LOGIN.fullmatch(login) else None


def find(store: Store, login: str) -> Account:
    """The account with this login."""
    key = key_of(login)
    found = account(store, key) if key else None
    if found is None:
        raise Refused(f"there is no account {login}", "See `lotgraph user list`.")
    return found


def refuse_taken(store: Store, login: str) -> str:
    """The key for a new account; two logins that people take for one are not both given."""
    key = key_of(login)
    if key is None:
        raise Refused(f"{login!r} is no login", "Use letters, digits and . _ @ + - only, at most 128.")
    for other in accounts(store):
        if other.login.casefold() == login.casefold():
            raise Refused(f"there is an account {other.login} already", "Choose another login.")
    return key


def refuse_unclear(person: str) -> None:
    """Two spellings of one number would be two persons to the policy table."""
    if not PERSON.fullmatch(person):
        raise Refused(
            f"{person!r} is no number of a person",
            "Use letters, digits and signs of ASCII without white space, at most 128: a staff number.",
        )


def state(store: Store, key: str, properties: Properties, by: Decider) -> None:
    """Decide properties of an account; leaves no proposal open that somebody else would have to sign."""
    outcome = record(store, NodeFact(key=key, properties=properties), by)
    if outcome.proposal is not None and not outcome.done:
        why = "the signer is no administrator"
        reject(store, outcome.proposal, actor=by.signer.account if by.signer else by.actor, reason=why)
        raise Refused(why, "Name an administrator with --as NAME.")


def roles_text(roles: Sequence[str]) -> str:
    """Roles as the ledger has them."""
    unknown = sorted(set(roles).difference(Role))
    if unknown or not roles:
        said = f"there is no role {', '.join(unknown)}" if unknown else "an account has a role or more"
        raise Refused(said, f"Roles: {', '.join(Role)}.")
    return " ".join(role for role in Role if role in roles)


def sites_text(store: Store, sites: Sequence[str]) -> str:
    """Sites as the ledger has them: whole keys of sites that it knows; none given are all."""
    if not sites:
        return ALL_SITES
    with store.reader() as reader:
        cards = reader.cards(sites)
    unknown = sorted(site for site in sites if site not in cards or cards[site].label != "Site")
    if unknown:
        raise Refused(f"there is no site {', '.join(unknown)}", "Give whole keys: `lotgraph search TEXT`.")
    return " ".join(sorted(set(sites)))


def public_text(public: bytes) -> str:
    """A public key as the ledger has it."""
    return base64.b64encode(public).decode()
