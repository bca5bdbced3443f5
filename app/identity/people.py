"""What an administrator does with accounts, and what their owners do with passwords.

Promises: what an account may do changes by a signed fact (`app.identity.accounts`), its password beside the
ledger; every act is recorded in the security log; with a closed account, a new password or a reset, sessions
end at once. A change of the password keeps the signing key, a reset makes a new one: nobody but the owner
ever knew the old one. Refuses: to leave a new account half open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.corrections import Decider
from app.errors import Refused
from app.identity import passwords
from app.identity.accounts import find, refuse_taken, refuse_unclear, roles_text, sites_text, state
from app.identity.desk import Desk
from app.identity.errors import WeakPassword
from app.identity.sign_in import prove, refuse_unchanged
from app.identity.signing import SigningKey, open_key
from graph_model.facts import Properties
from graph_store.accounts import Account, account
from graph_store.security_log import Kind
from graph_store.vault import Credential, unlocked
from quality.words import Words


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an administrator says of a person who gets an account."""

    login: str
    person: str
    name: str
    roles: Sequence[str]
    sites: Sequence[str] = ()
    external: bool = False
    """Signs in with the identity provider's tokens only; it has no password and can't sign records."""


def open_account(desk: Desk, new: NewAccount, by: Decider) -> str | None:
    """Open it; its one-time password, where it has one."""
    key = refuse_taken(desk.store, new.login)
    refuse_unclear(new.person)
    stated: Properties = {
        "person": new.person,
        "name": new.name,
        "roles": roles_text(new.roles),
        "sites": sites_text(desk.store, new.sites),
        "standing": "active",
    }
    if new.external:
        state(desk.store, key, stated, by)
        _tell(desk, key, f"opened without a password, {stated['roles']}", by)
        return None
    password = passwords.one_time()
    credential = _new_credential(desk, key, password)
    # First, since a ledger whose only administrator has no password could never open another account.
    before = desk.vault.swap_credential(credential)
    try:
        state(desk.store, key, {**stated, "signing_key": credential.public}, by)
    except Exception:
        # Not where it was recorded and only the answer was lost: then the password is all that is needed.
        found = account(desk.store, key)
        if found is None or found.signing_key != credential.public:
            desk.vault.take_back(credential, before)
        raise
    _tell(desk, key, f"opened, {stated['roles']}", by)
    return password


def change_account(
    desk: Desk, login: str, by: Decider, *, roles: Sequence[str] = (), sites: Sequence[str] | None = None
) -> None:
    """Give it other roles, or other sites, or both."""
    found = find(desk.store, login)
    stated: Properties = {}
    if roles:
        stated["roles"] = roles_text(roles)
    if sites is not None:
        stated["sites"] = sites_text(desk.store, sites)
    if not stated:
        raise Refused("nothing to change", "Name roles or sites.")
    state(desk.store, found.key, stated, by)
    _tell(desk, found.key, ", ".join(f"{name}: {value}" for name, value in stated.items())[:300], by)


def close_account(desk: Desk, login: str, by: Decider) -> None:
    """Close it, with its sessions and the keys of its programs."""
    found = find(desk.store, login)
    state(desk.store, found.key, {"standing": "closed"}, by)
    _tell(desk, found.key, "closed", by)
    now = desk.clock.mark()
    _end_sessions(desk, found.key, "account closed")
    for key in desk.vault.api_keys():
        if key.account == found.key and desk.vault.revoke_api_key(key.id, now):
            desk.record(Kind.KEY_REVOKED, found.key, detail=f"{key.id}: account closed")


def reset(desk: Desk, login: str, by: Decider) -> str:
    """Give it a new one-time password and a new signing key; the password."""
    found = find(desk.store, login)
    if not found.is_active:
        raise Refused(f"the account {login} is closed", "Open another one for the person.")
    password = passwords.one_time()
    credential = _new_credential(desk, found.key, password)
    state(desk.store, found.key, {"signing_key": credential.public}, by)
    desk.vault.put_credential(credential)
    desk.record(Kind.PASSWORD_CHANGED, found.key, detail=f"reset by {_who(by)}")
    _end_sessions(desk, found.key, "password reset")
    return password


def unlock_account(desk: Desk, login: str, administrator: Account) -> None:
    """Lift its lock before its time."""
    found = find(desk.store, login)
    desk.vault.change_credential(found.key, unlocked)
    desk.record(Kind.ACCOUNT_CHANGED, found.key, detail=f"unlocked; by {administrator.key}")


def change_password(desk: Desk, login: str, old: str, new: str, *, address: str = "") -> None:
    """Give an account another password; the old one opens the signing key for the last time."""
    proven = prove(desk, login, old, address=address)
    passwords.refuse_weak(new, login)
    if passwords.spelled(new) == passwords.spelled(old):
        raise WeakPassword(
            Words("the new password is the old one", "新密码与旧密码相同"),
            Words("Choose another one.", "请另选一个。"),
        )
    before = proven.credential
    key = open_key(before.sealed, before.account, before.public, old)
    hashed, sealed = passwords.hashed(new), key.seal(before.account, new)

    def judge(credential: Credential) -> Credential:
        if credential.password != before.password:
            raise Refused("the password was changed by somebody else just now", "Sign in again.")
        return replace(unlocked(credential), password=hashed, sealed=sealed, once=False, changed=proven.at)

    desk.vault.change_credential(before.account, judge)
    desk.record(Kind.PASSWORD_CHANGED, before.account, address)
    _end_sessions(desk, before.account, "password changed")


def _new_credential(desk: Desk, account: str, password: str) -> Credential:
    key = SigningKey.new()
    return Credential(
        account=account,
        password=passwords.hashed(password),
        changed=desk.clock.mark(),
        once=True,
        sealed=key.seal(account, password),
        public=key.public,
    )


def _end_sessions(desk: Desk, account: str, why: str) -> None:
    ended = desk.vault.end_sessions_of(account, desk.clock.mark())
    if ended:
        desk.record(Kind.SESSION_ENDED, account, detail=f"{ended}: {why}")


def _tell(desk: Desk, account: str, what: str, by: Decider) -> None:
    desk.record(Kind.ACCOUNT_CHANGED, account, detail=f"{what}; by {_who(by)}")


def _who(by: Decider) -> str:
    return by.signer.account if by.signer else by.actor


def let_in(desk: Desk, login: str, password: str, *, owner: str | None = None) -> Account:
    """The account of this password, if it is an administrator's, or the owner's where there is one."""
    proven = prove(desk, login, password, address="")
    refuse_unchanged(desk, proven, address="")
    if proven.account.is_administrator or (owner is not None and proven.account.login == owner):
        return proven.account
    desk.record(Kind.PERMISSION_REFUSED, proven.account.key, detail="administrator needed")
    raise Refused("an administrator does this", "Name one with --as NAME.")
