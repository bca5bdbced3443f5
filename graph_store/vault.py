"""Passwords, keys of programs and sessions: typed reads and writes beside the ledger.

Promises: holds no password, no key and no token, only hashes of them and a signing key enciphered under the
password; a change of a credential sees what all changes before it left, however many race. Losing all of
this loses no evidence: an administrator gives out new passwords. Decides nothing: `app.identity` does.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import orjson

from graph_model.instants import moment_of, text_of
from graph_store.beside import ask, change
from graph_store.connection import Transaction
from graph_store.errors import StoreError
from graph_store.store import Store

SAVED_FORM: Final = "lotgraph-credentials/1"
KEPT_AFTER_END: Final = datetime.timedelta(days=2)
"""How long an ended session is remembered behind its end: its token must be refused for what it is."""


class NoCredential(StoreError):
    """The account has no password here."""

    default_next_step = "An administrator gives it one: lotgraph user reset NAME --as ADMINISTRATOR."


@dataclass(frozen=True, slots=True)
class Credential:
    """What is known of an account's password. `account` is the key of the account.

    `password` is an argon2id hash with its parameters, `sealed` the private signing key enciphered under
    the password, `public` its public half. `once` is a password that somebody else knows, too.
    """

    account: str
    password: str
    changed: datetime.datetime
    once: bool
    sealed: str
    public: str
    failures: tuple[datetime.datetime, ...] = ()
    locked_until: datetime.datetime | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a program. `used` is a day, empty where it never was."""

    id: str
    account: str
    note: str
    secret_sha256: str
    scopes: tuple[str, ...]
    created: datetime.datetime
    expires: datetime.datetime
    used: str = ""
    revoked: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session, by the hash of its token; or a token from elsewhere that was ended here."""

    id: str
    account: str
    began: datetime.datetime
    seen: datetime.datetime
    expires: datetime.datetime
    ended: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What must be kept beside an archive of the ledger, so that people can sign in where it is restored."""

    credentials: tuple[Credential, ...]
    api_keys: tuple[ApiKey, ...]

    def to_bytes(self) -> bytes:
        """As a file."""
        told = {
            "form": SAVED_FORM,
            "credentials": [_credential_row(credential) for credential in self.credentials],
            "api_keys": [_api_key_row(key) for key in self.api_keys],
        }
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def of_bytes(cls, data: bytes) -> Saved:
        """From a file; raises ValueError for what is none."""
        try:
            told = orjson.loads(data)
            if told["form"] != SAVED_FORM:
                raise ValueError(told["form"])
            credentials = tuple(_credential({"properties": row}) for row in told["credentials"])
            return cls(credentials, tuple(_api_key({"properties": row}) for row in told["api_keys"]))
        except (KeyError, TypeError, ValueError, StoreError) as error:
            raise ValueError("the file holds no saved passwords") from error


class Vault:
    """The secrets of one store. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def credential(self, account: str) -> Credential | None:
        """The credential of an account, if it has one."""
        return next(map(_credential, ask(self._store, "credential", account=account)), None)

    def credentials(self) -> list[Credential]:
        """Every credential, by account."""
        found = map(_credential, ask(self._store, "every_credential"))
        return sorted(found, key=lambda credential: credential.account)

    def put_credential(self, credential: Credential) -> None:
        """Write it in the place of what was."""
        self._put("put_credentials", _credential_row(credential))

    def swap_credential(self, credential: Credential) -> Credential | None:
        """Write it in the place of what was; what was."""

        def work(transaction: Transaction) -> Credential | None:
            rows = transaction.rows("lock_credential", account=credential.account)
            transaction.rows("put_credentials", rows=[_credential_row(credential)])
            found = _credential(rows[0]) if rows else None
            # A second try may find its own.
            return None if found is None or found.public == credential.public else found

        return change(self._store, work)

    def take_back(self, credential: Credential, before: Credential | None) -> None:
        """Undo a swap, where nobody wrote another one since."""

        def work(transaction: Transaction) -> None:
            rows = transaction.rows("lock_credential", account=credential.account)
            if not rows or _credential(rows[0]).public != credential.public:
                return
            if before is None:
                transaction.rows("remove_credential", account=credential.account)
            else:
                transaction.rows("put_credentials", rows=[_credential_row(before)])

        change(self._store, work)

    def change_credential(self, account: str, judge: Callable[[Credential], Credential]) -> Credential:
        """Change it by what it is under the lock; the credential afterwards."""

        def work(transaction: Transaction) -> Credential:
            rows = transaction.rows("lock_credential", account=account)
            if not rows:
                raise NoCredential(f"{account} has no password")
            before = _credential(rows[0])
            after = judge(before)
            if after != before:
                transaction.rows("put_credentials", rows=[_credential_row(after)])
            return after

        return change(self._store, work)

    def put_api_key(self, key: ApiKey) -> None:
        """Write a new key."""
        self._put("put_api_keys", _api_key_row(key))

    def api_key(self, id: str) -> ApiKey | None:
        """The key of this id."""
        return next(map(_api_key, ask(self._store, "api_key", id=id)), None)

    def api_keys(self) -> list[ApiKey]:
        """Every key, the oldest first."""
        return sorted(map(_api_key, ask(self._store, "every_api_key")), key=lambda key: (key.created, key.id))

    def use_api_key(self, id: str, day: str) -> None:
        """Remember the day."""
        change(self._store, lambda transaction: transaction.rows("use_api_key", id=id, day=day))

    def revoke_api_key(self, id: str, at: datetime.datetime) -> bool:
        """Revoke it; false where it is not there or was revoked before."""
        return bool(self._mark("revoke_api_key", at, id=id))

    def put_session(self, session: Session) -> None:
        """Write a session, and forget those that are long over."""
        before = text_of(session.began - KEPT_AFTER_END)

        def work(transaction: Transaction) -> None:
            transaction.rows("put_sessions", rows=[_session_row(session)])
            transaction.rows("forget_sessions", before=before)

        change(self._store, work)

    def session(self, id: str) -> Session | None:
        """The session of this id."""
        return next(map(_session, ask(self._store, "session", id=id)), None)

    def touch_session(self, id: str, at: datetime.datetime) -> None:
        """It was used."""
        self._mark("touch_session", at, id=id)

    def end_session(self, id: str, at: datetime.datetime) -> bool:
        """End it; false where it is not there or had ended."""
        return bool(self._mark("end_session", at, id=id))

    def end_sessions_of(self, account: str, at: datetime.datetime) -> int:
        """End all sessions of an account; how many."""
        return len(self._mark("end_sessions_of", at, account=account))

    def _put(self, query: str, row: Mapping[str, object]) -> None:
        change(self._store, lambda transaction: transaction.rows(query, rows=[row]))

    def _mark(self, query: str, at: datetime.datetime, **named: object) -> list[dict[str, object]]:
        return change(self._store, lambda transaction: transaction.rows(query, at=text_of(at), **named))


# No value is null and no row grows by a name, so that a row stays in its place on both engines.


def _credential_row(credential: Credential) -> dict[str, object]:
    return {
        "account": credential.account,
        "password": credential.password,
        "changed": text_of(credential.changed),
        "once": credential.once,
        "sealed": credential.sealed,
        "public": credential.public,
        "failures": " ".join(map(text_of, credential.failures)),
        "locked_until": _text(credential.locked_until),
        "turn": credential.turn,
    }


def _credential(row: Mapping[str, object]) -> Credential:
    p = _properties(row)
    return Credential(
        account=str(p["account"]),
        password=str(p["password"]),
        changed=moment_of(str(p["changed"])),
        once=bool(p["once"]),
        sealed=str(p["sealed"]),
        public=str(p["public"]),
        failures=tuple(map(moment_of, str(p["failures"]).split())),
        locked_until=_moment(p["locked_until"]),
        turn=int(str(p["turn"])),
    )


def _api_key_row(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "account": key.account,
        "note": key.note,
        "secret_sha256": key.secret_sha256,
        "scopes": " ".join(key.scopes),
        "created": text_of(key.created),
        "expires": text_of(key.expires),
        "used": key.used,
        "revoked": _text(key.revoked),
    }


def _api_key(row: Mapping[str, object]) -> ApiKey:
    p = _properties(row)
    return ApiKey(
        id=str(p["id"]),
        account=str(p["account"]),
        note=str(p["note"]),
        secret_sha256=str(p["secret_sha256"]),
        scopes=tuple(str(p["scopes"]).split()),
        created=moment_of(str(p["created"])),
        expires=moment_of(str(p["expires"])),
        used=str(p["used"]),
        revoked=_moment(p["revoked"]),
    )


def _session_row(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "account": session.account,
        "began": text_of(session.began),
        "seen": text_of(session.seen),
        "expires": text_of(session.expires),
        "ended": _text(session.ended),
    }


def _session(row: Mapping[str, object]) -> Session:
    p = _properties(row)
    return Session(
        id=str(p["id"]),
        account=str(p["account"]),
        began=moment_of(str(p["began"])),
        seen=moment_of(str(p["seen"])),
        expires=moment_of(str(p["expires"])),
        ended=_moment(p["ended"]),
    )


def _properties(row: Mapping[str, object]) -> Mapping[str, object]:
    properties = row["properties"]
    if not isinstance(properties, dict):
        raise StoreError("the engine returned a record without properties")
    return properties


def _text(moment: datetime.datetime | None) -> str:
    return "" if moment is None else text_of(moment)


def _moment(text: object) -> datetime.datetime | None:
    return moment_of(str(text)) if text else None


def unlocked(credential: Credential) -> Credential:
    """The credential without its failures and its lock."""
    return replace(credential, failures=(), locked_until=None)
