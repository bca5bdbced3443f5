"""Accounts as they stand: who may do what, now. Read for each request, so a change holds at once.

Promises: values are as the ledger has them, so a printed name is sealed (`graph_store.sealing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from graph_model.facts import standing_of
from graph_model.keys import split
from graph_model.policy import Permission, Role, permissions_of
from graph_store.beside import ask
from graph_store.errors import StoreError
from graph_store.store import Store

ALL_SITES: Final = "all"
"""What stands in the place of keys where an account may see every site."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account. `sites` are keys, None where it may see all; `changed` is that of its last decision."""

    key: str
    name: str
    person: str
    roles: tuple[str, ...]
    sites: frozenset[str] | None
    signing_key: str
    is_active: bool
    changed: str

    @property
    def login(self) -> str:
        """The name it signs in with."""
        return split(self.key).parts[0]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What its roles may do."""
        return permissions_of(self.roles)

    @property
    def is_administrator(self) -> bool:
        """Whether it may open accounts."""
        return self.is_active and Role.ADMINISTRATOR in self.roles


def account(store: Store, key: str) -> Account | None:
    """The account of this key."""
    rows = ask(store, "read_Account", keys=[key])
    return next((_account(stored) for row in rows for stored in row["nodes"]), None)  # type: ignore[attr-defined]


def accounts(store: Store) -> list[Account]:
    """Every account, by key."""
    found = [_account(row["properties"]) for row in ask(store, "all_accounts")]
    return sorted(found, key=lambda account: account.key)


def has_accounts(store: Store) -> bool:
    """Whether anybody was given an account here, closed ones included."""
    return bool(ask(store, "account_exists"))


def _account(stored: object) -> Account:
    if not isinstance(stored, Mapping):
        raise StoreError("the engine returned a record without properties")
    sites = str(stored.get("sites", ALL_SITES)).split()
    return Account(
        key=str(stored["key"]),
        name=str(stored.get("name", "")),
        person=str(stored.get("person", "")),
        roles=tuple(str(stored.get("roles", "")).split()),
        sites=None if sites == [ALL_SITES] else frozenset(sites),
        signing_key=str(stored.get("signing_key", "")),
        is_active=stored.get("standing") == "active",
        changed=_changed(stored),
    )


def _changed(stored: Mapping[str, object]) -> str:
    """The latest change time among the statements that carry its properties."""
    ranks = [str(stored.get("_rank", "")), *orjson.loads(str(stored.get("_ranks", "{}"))).values()]
    return max(standing_of(rank)[4:] for rank in ranks)
