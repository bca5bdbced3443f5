"""Passwords and keys beside an archive: without them nobody could sign in where a ledger was restored.

Promises: the file holds hashes and enciphered signing keys, no password and no key; a password comes back
only where the ledger knows its signing key, and never in the place of one that was changed since; a revoked
key stays revoked. Refuses: files of another form.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Refused
from app.identity.desk import Desk
from graph_store.accounts import accounts
from graph_store.security_log import Kind
from graph_store.vault import Saved


@dataclass(frozen=True, slots=True)
class Restored:
    """How many came back, and how many did not fit the ledger or were there already."""

    credentials: int
    api_keys: int
    passed_by: int


def save(desk: Desk) -> bytes:
    """All of them as a file."""
    return Saved(tuple(desk.vault.credentials()), tuple(desk.vault.api_keys())).to_bytes()


def restore(desk: Desk, data: bytes, *, who: str) -> Restored:
    """Bring back what fits the ledger's accounts."""
    try:
        saved = Saved.of_bytes(data)
    except ValueError as error:
        raise Refused(str(error), "Name a file that `lotgraph user save` wrote.") from error
    known = {account.key: account for account in accounts(desk.store)}
    changed = {credential.account: credential.changed for credential in desk.vault.credentials()}
    credentials = [
        one
        for one in saved.credentials
        if one.account in known
        and known[one.account].signing_key == one.public
        and not (one.account in changed and changed[one.account] >= one.changed)
    ]
    here = {key.id for key in desk.vault.api_keys()}
    keys = [key for key in saved.api_keys if key.account in known and key.id not in here]
    for credential in credentials:
        desk.vault.put_credential(credential)
        desk.record(Kind.PASSWORD_CHANGED, credential.account, detail=f"restored from a file by {who}")
    for key in keys:
        desk.vault.put_api_key(key)
        desk.record(Kind.KEY_MADE, key.account, detail=f"{key.id}: restored from a file by {who}")
    total = len(saved.credentials) + len(saved.api_keys)
    return Restored(len(credentials), len(keys), total - len(credentials) - len(keys))
