"""Engines of their own for benchmarks: warm, and with an empty database whenever one is asked for."""

from __future__ import annotations

import base64
import json
import os
import shutil
import tempfile
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from graph_store import embedded, queries
from graph_store.connection import Connection
from graph_store.endpoint import Endpoint
from graph_store.engine_files import EngineFiles, EngineRecord
from graph_store.store import Store
from tests.support import neo4j_server

ENGINES = ("arcadedb", "neo4j")
NODES_AT_ONCE = 10_000


class Engine(ABC):
    """One running engine."""

    name: str

    @abstractmethod
    def empty(self) -> Endpoint:
        """An empty database; what the last call gave is gone."""

    @abstractmethod
    def turn(self) -> AbstractContextManager[None]:
        """A writer's turn."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What makes a `lotgraph` command use this engine, emptied."""

    def store(self) -> Store:
        """Our store on an empty database."""
        endpoint = self.empty()
        store = Store(lambda: Connection(endpoint, allow_plain=True), turn=self.turn)
        store.prepare()
        return store

    def bare(self) -> Connection:
        """A plain connection to an empty database that has the same constraints and indexes."""
        connection = Connection(self.empty(), allow_plain=True)
        connection.define(queries.schema())
        return connection


class Embedded(Engine):
    """ArcadeDB in a folder of its own; every database it is asked for is a new one."""

    name = "arcadedb"

    def __init__(self, folder: Path) -> None:
        self._lease = embedded.lease(folder)
        record = EngineRecord.read(EngineFiles(folder).record)
        if record is None:
            raise RuntimeError("the engine left no record")
        self._address = f"http://127.0.0.1:{record.http_port}/api/v1/server"
        self._folder = folder
        self._count = 0

    def empty(self) -> Endpoint:
        """A new database; the last one is dropped."""
        if self._count:
            self._command(f"drop database bench{self._count}")
        self._count += 1
        self._command(f"create database bench{self._count}")
        return replace(self._lease.endpoint, database=f"bench{self._count}")

    def environment(self) -> dict[str, str]:
        """The folder's own database, which no other benchmark writes to."""
        return {"LOTGRAPH_DATA_DIR": str(self._folder), "LOTGRAPH_NEO4J_URI": ""}

    def turn(self) -> AbstractContextManager[None]:
        """As the store takes it."""
        return self._lease.write_turn()

    def close(self) -> None:
        """Stop for good."""
        self._lease.close()
        embedded.stop(self._folder, force=True)

    def _command(self, command: str) -> None:
        user = ":".join(self._lease.endpoint.auth).encode()
        request = urllib.request.Request(  # noqa: S310  # a loopback address of our own
            self._address,
            json.dumps({"command": command}).encode(),
            {"Authorization": f"Basic {base64.b64encode(user).decode()}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=60).close()  # noqa: S310


class Server(Engine):
    """A Neo4j; the Community Edition has one database, so it is emptied."""

    name = "neo4j"

    def __init__(self, running: neo4j_server.RunningNeo4j) -> None:
        self._running = running

    def empty(self) -> Endpoint:
        """The same database with nothing in it."""
        connection = Connection(self._running.endpoint, allow_plain=True)
        deleted = NODES_AT_ONCE
        while deleted == NODES_AT_ONCE:
            with connection.writing() as transaction:
                rows = transaction.rows_of(
                    "MATCH (n) WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS n", most=NODES_AT_ONCE
                )
                transaction.commit()
            deleted = int(str(rows[0]["n"]))
        connection.close()
        return self._running.endpoint

    def environment(self) -> dict[str, str]:
        """The address, and the password only this process and its child know."""
        endpoint = self.empty()
        return {
            "LOTGRAPH_NEO4J_URI": endpoint.uri,
            "LOTGRAPH_NEO4J_USER": endpoint.user,
            "LOTGRAPH_NEO4J_PASSWORD": endpoint.password,
            "LOTGRAPH_NEO4J_DATABASE": endpoint.database,
        }

    def turn(self) -> AbstractContextManager[None]:
        """Writers queue on the head's lock."""
        return nullcontext()


@contextmanager
def running(name: str) -> Iterator[Engine | None]:
    """The engine, or None (said aloud) where there is none."""
    os.environ.setdefault("LOTGRAPH_ENGINE_HEAP", "1g")
    if name == "arcadedb":
        folder = Path(tempfile.mkdtemp(prefix="lotgraph-bench-"))
        engine = Embedded(folder)
        try:
            yield engine
        finally:
            engine.close()
            shutil.rmtree(folder, ignore_errors=True)
        return
    server = neo4j_server.start()
    if server is None:
        yield None
        return
    try:
        yield Server(server)
    finally:
        server.stop()
