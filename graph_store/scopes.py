"""Saved questions: typed reads and writes beside the ledger.

Promises: a scope is written once and never over, so whoever reads it reads what was saved; of two that are
saved under one name at once, one is. Losing all of them loses no evidence: the ledger answers the same
questions again. Refuses: what exceeds the sizes below, with ValueError; `app.scopes` says so to people.
Decides nothing: who may see a scope, `app.scopes` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from graph_store.accounts import ALL_SITES
from graph_store.beside import ask, change
from graph_store.connection import Transaction
from graph_store.errors import StoreError
from graph_store.store import Store

MOST_NAME: Final = 100
MOST_NOTE: Final = 4_000
MOST_STARTS: Final = 1_000
MOST_SOURCES: Final = 20
MOST_TEXT: Final = 2_000
"""Characters of one key, one source, one owner."""
_NOW: Final = -1


@dataclass(frozen=True, slots=True)
class Scope:
    """A saved question. `known_at` is None where it is asked of the ledger as it is.

    `size` is the ledger size at which it was saved; `sha256` and `counts` are of the answer then, which was
    for whoever may see `sites`: keys with blanks between, or all.
    """

    owner: str
    name: str
    shared: bool
    forward: bool
    starts: tuple[str, ...]
    as_of: str | None
    known_at: int | None
    prefer: tuple[str, ...]
    note: str
    size: int
    sha256: str
    counts: Mapping[str, int]
    sites: str = ALL_SITES

    @property
    def id(self) -> str:
        """What it is found by."""
        return scope_id(self.owner, self.name)


def scope_id(owner: str, name: str) -> str:
    """The id of somebody's scope of a name; neither has a line break in it."""
    return f"{owner}\n{name}"


def add(store: Store, scope: Scope) -> bool:
    """Save it; false where its owner has another one of this name."""
    _check(scope)

    def work(transaction: Transaction) -> bool:
        rows = transaction.rows("scope", id=scope.id)
        if rows:
            return _scope(rows[0]) == scope  # a second try finds its own
        transaction.rows("create_scopes", rows=[_row(scope)])
        return True

    return change(store, work)


def scopes_for(store: Store, owner: str) -> list[Scope]:
    """What somebody saved and what others share, by owner and name."""
    found = map(_scope, ask(store, "scopes_of", owner=owner))
    return sorted(found, key=lambda scope: (scope.owner, scope.name))


def remove(store: Store, owner: str, name: str) -> bool:
    """Forget somebody's scope; false where there is none."""
    id = scope_id(owner, name)

    def work(transaction: Transaction) -> bool:
        found = transaction.rows("scope", id=id)
        transaction.rows("remove_scope", id=id)
        return bool(found)

    return change(store, work)


def _check(scope: Scope) -> None:
    texts = (scope.owner, scope.as_of or "", *scope.starts, *scope.prefer)
    sizes = {
        "name": (len(scope.name), MOST_NAME),
        "note": (len(scope.note), MOST_NOTE),
        "starts": (len(scope.starts), MOST_STARTS),
        "sources": (len(scope.prefer), MOST_SOURCES),
        "text": (max(map(len, texts)), MOST_TEXT),
    }
    for what, (size, most) in sizes.items():
        if size > most:
            raise ValueError(f"{what} of {size}; {most} are allowed")
    if "\n" in scope.owner + scope.name:
        raise ValueError("an owner and a name are one line each")


# No value is null, so that a row has the same properties on both engines.


def _row(scope: Scope) -> dict[str, object]:
    return {
        "id": scope.id,
        "owner": scope.owner,
        "name": scope.name,
        "shared": scope.shared,
        "direction": "forward" if scope.forward else "backward",
        "starts": orjson.dumps(scope.starts).decode(),
        "as_of": scope.as_of or "",
        "known_at": _NOW if scope.known_at is None else scope.known_at,
        "prefer": orjson.dumps(scope.prefer).decode(),
        "note": scope.note,
        "size": scope.size,
        "sha256": scope.sha256,
        "counts": orjson.dumps(dict(scope.counts)).decode(),
        "sites": scope.sites,
    }


def _scope(row: Mapping[str, object]) -> Scope:
    p = row["properties"]
    if not isinstance(p, dict):
        raise StoreError("the engine returned a record without properties")
    known_at = int(p["known_at"])
    return Scope(
        owner=str(p["owner"]),
        name=str(p["name"]),
        shared=bool(p["shared"]),
        forward=p["direction"] == "forward",
        starts=tuple(orjson.loads(p["starts"])),
        as_of=str(p["as_of"]) or None,
        known_at=None if known_at == _NOW else known_at,
        prefer=tuple(orjson.loads(p["prefer"])),
        note=str(p["note"]),
        size=int(p["size"]),
        sha256=str(p["sha256"]),
        counts=orjson.loads(p["counts"]),
        sites=str(p["sites"]),
    )
