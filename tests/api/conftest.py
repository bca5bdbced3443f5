"""The application over one small plant, on every engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.settings import Settings
from graph_store.store import Store
from tests.support.api import small_plant


@pytest.fixture
def plant(store: Store) -> Store:
    """One lot becomes five devices; two are shipped, one comes back."""
    small_plant().commit(store)
    return store


@pytest.fixture
def api(plant: Store) -> Iterator[TestClient]:
    """The application over the plant."""
    with TestClient(create_app(Settings(), store=plant)) as client:
        yield client
