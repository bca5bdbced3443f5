"""A desk with cheap hashes.

What may differ between engines is the vault and the log, which are tested on both; what is decided over them
is tested on one here, and on both through the API (tests/api/test_authentication.py).
"""

from __future__ import annotations

import pytest

from app.corrections import Decider
from app.identity.desk import Desk
from graph_store.store import Store
from tests.conftest import empty
from tests.support.identity import Wall, desk_of, make_cheap, open_ada, open_kim


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def embedded(arcadedb: Store) -> Store:
    """An empty store on the embedded engine."""
    return empty(arcadedb)


@pytest.fixture
def wall(embedded: Store) -> Wall:
    return Wall(embedded)


@pytest.fixture
def desk(embedded: Store, wall: Wall) -> Desk:
    """A desk of a ledger without accounts."""
    return desk_of(embedded, wall)


@pytest.fixture
def ada(desk: Desk) -> Decider:
    """Its administrator."""
    return open_ada(desk)


@pytest.fixture
def staffed(desk: Desk, ada: Decider) -> Desk:
    """The desk, with Ada and Kim."""
    open_kim(desk, ada)
    return desk
