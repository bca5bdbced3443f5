"""The application over one small plant, on every engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.settings import Settings
from graph_store.store import Store
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS
from tests.support.build import Plant


@pytest.fixture
def plant(store: Store) -> Store:
    """One lot becomes five devices; two are shipped, one comes back."""
    made = Plant()
    made.node(CUSTOMER, name="Clinic 慈济")
    made.receive(RAW, "S1", "R1", "their-7")
    made.make("10", [RAW], [MIDDLE])
    made.make("20", [MIDDLE], UNITS)
    made.ship(UNITS[0], "C1", "D1")
    made.ship(UNITS[1], "C1", "D2")
    made.give_back(UNITS[1], "C1", "B1")
    made.commit(store)
    return store


@pytest.fixture
def api(plant: Store) -> Iterator[TestClient]:
    """The application over the plant."""
    with TestClient(create_app(Settings(), store=plant)) as client:
        yield client
