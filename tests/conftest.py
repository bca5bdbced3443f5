"""Real engines for the tests: one embedded ArcadeDB and one Neo4j for the whole session.

`store` runs a test once on each engine, with an empty database. Without a Neo4j its half is skipped
with the reason; `LOTGRAPH_REQUIRE_NEO4J=1` makes that an error.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

import pytest

from graph_model.version import MODEL_VERSION
from graph_store import embedded
from graph_store.connect import open_embedded, open_neo4j
from graph_store.endpoint import Endpoint
from graph_store.store import Store
from tests.support import neo4j_server

ENGINES = ("arcadedb", "neo4j")
NODES_AT_ONCE = 10_000
WITH_SCHEMA: WeakSet[Store] = WeakSet()
BESIDE: list[Path] = []
"""The data folder of the session's engine, once it runs."""


@pytest.fixture(scope="session", autouse=True)
def small_engine() -> None:
    """Engines of the tests take little memory and do not linger; no rule looks behind a test's back.

    A run in the background ignores Ctrl-C, and so would what it starts.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.setdefault("LOTGRAPH_ENGINE_HEAP", "768m")
    os.environ.setdefault("LOTGRAPH_ENGINE_LINGER", "5")
    os.environ.setdefault("LOTGRAPH_ALARM_SECONDS", "0")


@pytest.fixture(scope="session")
def arcadedb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The embedded engine on a folder of its own."""
    folder: Path = tmp_path_factory.mktemp("engine")
    store = open_embedded(folder)
    BESIDE.append(folder)
    yield store
    store.close()
    embedded.stop(folder, force=True)


@pytest.fixture(autouse=True)
def own_keys() -> Iterator[None]:
    """Signing keys and checkpoints beside the session's engine are those of one test."""
    yield
    for folder in BESIDE:
        for name in ("keys", "checkpoints"):
            shutil.rmtree(folder / name, ignore_errors=True)


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Store]:
    """A Neo4j by address, container or Maven."""
    running = neo4j_server.start()
    if running is None:
        pytest.skip(f"Neo4j half skipped: {neo4j_server.absence()}")
    store = open_neo4j(running.endpoint, allow_plain=True)
    yield store
    store.close()
    running.stop()


def empty(store: Store) -> Store:
    """Remove everything and make the head anew.

    The schema outlives what it holds, so it is made once for each store: it is a hundred round trips.
    """
    if store not in WITH_SCHEMA:
        store.prepare()
        WITH_SCHEMA.add(store)
    deleted = NODES_AT_ONCE
    while deleted == NODES_AT_ONCE:
        with store.connection.writing() as transaction:
            rows = transaction.rows_of(
                "MATCH (n) WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS deleted", most=NODES_AT_ONCE
            )
            deleted = int(str(rows[0]["deleted"]))
            if deleted < NODES_AT_ONCE:
                transaction.rows("make_head", model=MODEL_VERSION)
            transaction.commit()
    return store


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, once on each engine."""
    found: Store = request.getfixturevalue(request.param)
    return empty(found)


@pytest.fixture
def stores(arcadedb: Store, neo4j: Store) -> tuple[Store, Store]:
    """Both engines at once, empty."""
    return empty(arcadedb), empty(neo4j)


@pytest.fixture
def engine_endpoint(store: Store) -> Endpoint:
    """Where the engine of this test is, for a client of its own."""
    return store.connection.endpoint


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs an engine by the fixtures it asks for."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if {"store", "stores", "arcadedb", "neo4j"} & set(names):
            item.add_marker(pytest.mark.engine)
        call = getattr(item, "callspec", None)
        if "stores" in names or (call is not None and call.params.get("store") == "neo4j"):
            item.add_marker(pytest.mark.neo4j)
