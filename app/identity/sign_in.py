"""The first of two components: an account and its password, with lock-out (21 CFR 11.300(d)).

Promises: the outcome of an attempt is told to nobody before it is counted, so that any number of racing
attempts learn of five outcomes and no more; an unknown account, a wrong password and a locked account are
answered with the same words after the same work; each failure is recorded. Names that are no account are
not recorded: people type passwords there.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from app.identity import passwords
from app.identity.accounts import key_of
from app.identity.desk import Desk, Rules
from app.identity.errors import PasswordMustChange, sign_in_refused
from graph_store.accounts import Account, account
from graph_store.security_log import Kind
from graph_store.vault import Credential, NoCredential, unlocked
from quality.words import said

WRONG, LOCKED, CLOSED, UNKNOWN = "wrong password", "locked", "closed account", "unknown account"
ONE_TIME, AGED = "one-time password", "password too old"


@dataclass(frozen=True, slots=True)
class Proven:
    """Whose password it was, and when that was seen."""

    account: Account
    credential: Credential
    at: datetime.datetime


def prove(desk: Desk, login: str, password: str, *, address: str) -> Proven:
    """Whose password this is; counts and records where it is nobody's."""
    key = key_of(login)
    found = account(desk.store, key) if key else None
    kept = desk.vault.credential(found.key) if found else None
    fits = passwords.fits(kept.password if kept else None, password)
    now = desk.clock.mark()
    desk.record_clock(address)
    if found is None or kept is None:
        desk.record(Kind.SIGN_IN_FAILED, address=address, detail=UNKNOWN)
        raise sign_in_refused()
    try:
        trial = _Trial(kept.password, password, fits, now, desk.rules)
        after = desk.vault.change_credential(found.key, trial.judge)
    except NoCredential:  # it was taken away meanwhile
        trial = _Trial("", "", False, now, desk.rules)
    if trial.refusal or not found.is_active:
        desk.record(Kind.SIGN_IN_FAILED, found.key, address, trial.refusal or CLOSED)
        if trial.locks:
            desk.record(Kind.LOCKED_OUT, found.key, address)
        raise sign_in_refused()
    return Proven(found, after, now)


def refuse_unchanged(desk: Desk, proven: Proven, *, address: str) -> None:
    """Refuse a password that is good for its change only."""
    why = _must_change(proven.credential, proven.at, desk.rules)
    if not why:
        return
    desk.record(Kind.SIGN_IN_FAILED, proven.account.key, address, why)
    raise PasswordMustChange(
        said("the password must be changed first: {why}", "必须先更改密码：{why}", why=why),
        said(
            "Change it: lotgraph user password {login}, or POST /session/password.",
            "请更改：lotgraph user password {login}，或 POST /session/password。",
            login=proven.account.login,
        ),
    )


def is_locked(credential: Credential, now: datetime.datetime) -> bool:
    """Whether failures have locked it."""
    return credential.locked_until is not None and now < credential.locked_until


def _must_change(credential: Credential, now: datetime.datetime, rules: Rules) -> str:
    if credential.once:
        return ONE_TIME
    return AGED if now - credential.changed >= rules.password_age else ""


class _Trial:
    """One attempt; judged under the credential's lock, perhaps more than once."""

    def __init__(self, seen: str, password: str, fits: bool, now: datetime.datetime, rules: Rules) -> None:
        self._seen, self._now, self._rules = seen, now, rules
        self._fits = fits
        # Made before the lock is taken: it takes as long as the check did.
        self._better = passwords.hashed(password) if fits and passwords.is_old(seen) else seen
        self.refusal, self.locks = WRONG, False

    def judge(self, credential: Credential) -> Credential:
        """The credential after the attempt; `refusal` and `locks` tell of it."""
        self.refusal, self.locks = "", False
        if is_locked(credential, self._now):
            self.refusal = LOCKED
            return credential
        if self._fits and credential.password == self._seen:
            return replace(unlocked(credential), password=self._better)
        self.refusal = WRONG
        return self._failed(credential)

    def _failed(self, credential: Credential) -> Credential:
        recent = [at for at in credential.failures if self._now - at < self._rules.lock]
        failures = (*recent, self._now)
        self.locks = len(failures) >= self._rules.most_failures
        if not self.locks:
            return replace(credential, failures=failures, locked_until=None)
        return replace(credential, failures=(), locked_until=self._now + self._rules.lock)
