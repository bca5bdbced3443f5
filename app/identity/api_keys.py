"""Keys of programs: `lgk_<id>_<secret>`, told once, for some of what their account may do.

Promises: a secret is 256 random bits, kept as its SHA-256 and compared in constant time; a key expires,
after a year at the latest; what it may do is what its scopes and its account's roles both allow, now.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import Refused
from app.identity.accounts import find
from app.identity.desk import Desk
from app.identity.errors import TokenRefused
from graph_model.policy import Permission
from graph_store.security_log import Kind
from graph_store.vault import ApiKey

PREFIX: Final = "lgk_"
DEFAULT_DAYS, MOST_DAYS, MOST_NOTE = 90, 365, 200
UNKNOWN, REVOKED, EXPIRED = "no such key", "key revoked", "key expired"
_NOBODYS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, and the text that is told this once."""

    text: str
    key: ApiKey


def new(desk: Desk, login: str, *, scopes: Sequence[str], days: int, note: str, who: str) -> Made:
    """Make a key for an account; `who` made it."""
    found = find(desk.store, login)
    if not found.is_active:
        raise Refused(f"the account {login} is closed", "Name an active one.")
    unknown = sorted(set(scopes).difference(found.permissions))
    if unknown or not scopes:
        allowed = ", ".join(sorted(found.permissions)) or "nothing"
        raise Refused(
            f"the account may not {', '.join(unknown)}" if unknown else "a key has a scope or more",
            f"Scopes of this account: {allowed}.",
        )
    if not 1 <= days <= MOST_DAYS or len(note) > MOST_NOTE:
        raise Refused(
            f"a key is good for 1 to {MOST_DAYS} days, its note has at most {MOST_NOTE} characters",
            "Make a new key before the old one ends.",
        )
    id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    now = desk.clock.mark()
    ordered = tuple(scope for scope in Permission if scope in scopes)
    expires = now + datetime.timedelta(days=days)
    key = ApiKey(id, found.key, note, _hash_of(secret), ordered, now, expires)
    desk.vault.put_api_key(key)
    desk.record(Kind.KEY_MADE, found.key, detail=f"{id}: {' '.join(ordered)}; by {who}")
    return Made(f"{PREFIX}{id}_{secret}", key)


def use(desk: Desk, text: str) -> ApiKey:
    """The key that a request names, if it has the secret."""
    id, _, secret = text.removeprefix(PREFIX).partition("_")
    key = desk.vault.api_key(id)
    same = hmac.compare_digest(key.secret_sha256 if key else _NOBODYS, _hash_of(secret))
    if key is None or not same:
        raise TokenRefused(UNKNOWN)
    now = desk.clock.now()
    if now >= key.expires:
        # For good: a clock that is set back after a restart must not bring it back.
        desk.vault.revoke_api_key(key.id, desk.clock.mark())
        raise TokenRefused(EXPIRED, key.account)
    if key.revoked is not None:
        raise TokenRefused(REVOKED, key.account)
    today = now.date().isoformat()
    if key.used < today:
        desk.vault.use_api_key(key.id, today)
    return key


def revoke(desk: Desk, id: str, *, who: str) -> ApiKey:
    """Never accept it again."""
    key = desk.vault.api_key(id)
    if key is None or not desk.vault.revoke_api_key(id, desk.clock.mark()):
        raise Refused(f"there is no key {id} that is in use", "See `lotgraph api-key list`.")
    desk.record(Kind.KEY_REVOKED, key.account, detail=f"{id}; by {who}")
    return key


def _hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
