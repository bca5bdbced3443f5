"""People who sign in: a desk with a clock that is moved by hand, cheap hashes, an identity provider."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.corrections import Decider
from app.identity import passwords, signing
from app.identity.desk import Desk, Rules
from app.identity.people import NewAccount, change_password, open_account
from app.identity.signing import unlock
from graph_model.instants import moment_of
from graph_model.policy import Role
from graph_store.clock import Clock
from graph_store.security_log import Kind, SecurityLog, entries
from graph_store.store import Store
from graph_store.vault import Vault

HORSE = "correct horse battery staple"
FIRST = Decider("os:root", "the first account")
ADA, KIM = "account:lotgraph/ada", "account:lotgraph/kim"
HERE = "192.0.2.7"


def make_cheap(patch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing; the parameters stand in each of them, so the code is the same."""
    patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for name, value in (("_MEMORY", 8), ("_PASSES", 1), ("_LANES", 1)):
        patch.setattr(signing, name, value)
    passwords._nobodys.cache_clear()


class Wall:
    """The clock on the wall. It starts ahead of the machine's, so that no record time is later."""

    def __init__(self, store: Store) -> None:
        self.time = moment_of(store.time()) + datetime.timedelta(days=1)

    def __call__(self) -> datetime.datetime:
        return self.time

    def pass_by(self, **some: float) -> None:
        """Go on, or back."""
        self.time += datetime.timedelta(**some)


def desk_of(store: Store, wall: Wall, **rules: Any) -> Desk:
    """A desk whose time is that of the wall; as a process that has just started."""
    clock = Clock(store, now=wall, monotonic=lambda: 0.0)
    return Desk(store, Vault(store), SecurityLog(store, clock), clock, Rules(**rules))


def with_password(desk: Desk, login: str, once: str | None, password: str = HORSE) -> None:
    """Change a one-time password."""
    assert once is not None
    change_password(desk, login, once, password)


def open_ada(desk: Desk) -> Decider:
    """The first account, an administrator; who decides from now on."""
    ada = NewAccount("ada", "1", "Ada Byron", ["administrator"])
    with_password(desk, "ada", open_account(desk, ada, FIRST))
    return Decider("", "by Ada", unlock(desk.store, "ada", HORSE, desk=desk))


def open_kim(desk: Desk, by: Decider, *, roles: Sequence[str] = (Role.KEY_USER,)) -> None:
    """Another account."""
    with_password(desk, "kim", open_account(desk, NewAccount("kim", "2", "Kim Li", roles), by))


def told(store: Store, *kinds: Kind) -> list[tuple[str, str, str, str]]:
    """Kind, account, address and detail of the entries of these kinds."""
    SecurityLog(store).close_window()
    events = [entry.event for entry in entries(store)]
    return [(e.kind.value, e.account, e.address, e.detail) for e in events if not kinds or e.kind in kinds]


# --- an identity provider ----------------------------------------------------------------------------

ISSUER, AUDIENCE = "https://idp.example/realm", "lotgraph"
_REGISTRY = JWSRegistry(algorithms=["RS256", "PS256", "ES256", "Ed25519", "HS256", "none"])


@dataclass
class Provider:
    """Signs tokens; `keys` are those that it publishes."""

    now: int
    keys: dict[str, RSAKey | ECKey | OKPKey] = field(default_factory=dict)

    def rotate(self, kid: str, kind: str = "EC", size: str | int = "P-256") -> None:
        """Publish another key in the place of all others."""
        self.keys = {kid: make_key(kid, kind, size)}

    @property
    def jwks(self) -> bytes:
        """What it publishes."""
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys.values()]}).encode()

    def publish(self, file: Path) -> None:
        """Write it to a file."""
        file.write_bytes(self.jwks)

    def token(self, kid: str = "one", header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token of Kim; claims of None are left out."""
        told = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "kim",
            "iat": self.now,
            "exp": self.now + 3600,
            **claims,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        key = self.keys[kid]
        return jwt.encode(
            {"alg": ALGORITHM_OF[key.key_type], "kid": kid, **(header or {})}, kept, key, registry=_REGISTRY
        )


ALGORITHM_OF = {"EC": "ES256", "RSA": "RS256", "OKP": "Ed25519"}


def make_key(kid: str, kind: str, size: str | int) -> RSAKey | ECKey | OKPKey:
    """A key pair."""
    parameters = {"kid": kid, "use": "sig"}
    if kind == "RSA":
        return RSAKey.generate_key(int(size), parameters)  # type: ignore[arg-type]
    if kind == "OKP":
        return OKPKey.generate_key("Ed25519", parameters)  # type: ignore[arg-type]
    return ECKey.generate_key("P-256", parameters)  # type: ignore[arg-type]
