"""How each contender is asked: a kept connection, as little around it as there can be."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import neo4j
import orjson

from benchmarks.table.ground import Ground
from benchmarks.table.serving import port_of, started
from graph_store.endpoint import Endpoint

ROWS_AT_ONCE = 10_000
SECONDS = 600
GRAPHQL_PEER = Path(__file__).parent.parent / "peer_graphql"
PEER_FILES = ("package.json", "package-lock.json", "server.mjs")
CACHE = GRAPHQL_PEER.parent.parent / ".cache"
FLOW = "CONSUMED_IN|PRODUCED|HAS_UNIT"
_TOLD = "WITH DISTINCT b RETURN b.key, b.name, b.quantity"
BY_HAND = {
    True: f"MATCH (a:Item {{key: $key}})-[:{FLOW}*1..]->(b) {_TOLD}",
    False: f"MATCH (a:Item {{key: $key}})<-[:{FLOW}*1..]-(b) {_TOLD}",
}
LABELS = {"lot": "Lot", "device": "Device", "step": "ProcessStep"}


class Http:
    """A client of an HTTP server on this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def ask(self, query: str, variables: Mapping[str, object]) -> dict[str, object]:
        """The data of a GraphQL answer."""
        body = orjson.dumps({"query": query, "variables": variables})
        told = orjson.loads(self._asked("POST", "/graphql", body))
        if "errors" in told:
            raise AssertionError(told["errors"])
        data: dict[str, object] = told["data"]
        return data

    def get(self, path: str, **asked: str) -> bytes:
        """The bytes of a file."""
        return self._asked("GET", f"{path}?{urlencode(asked)}")

    def _asked(self, method: str, path: str, body: bytes | None = None) -> bytes:
        try:
            self._connection.request(method, path, body, {"Content-Type": "application/json"})
            reply = self._connection.getresponse()
            said = reply.read()
        except BaseException:
            self._connection.close()  # what is half asked would be in the way of the next question
            raise
        if reply.status != 200:
            raise AssertionError(f"{reply.status}: {said[:500]!r}")
        return said


class ByHand:
    """Neo4j through its driver, by Cypher that was written for the question."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._driver = neo4j.GraphDatabase.driver(endpoint.uri, auth=endpoint.auth)
        self._session = self._driver.session(database=endpoint.database)
        with self._driver.session() as session:
            (row,) = session.run("CALL dbms.components() YIELD versions, edition").values()
        self.version = f"{row[0][0]} {row[1]}"

    def ask(self, key: str, *, forward: bool = True) -> list[list[object]]:
        """Key, name and quantity of all that is reached."""
        return self._session.run(BY_HAND[forward], key=key).values()

    def fill(self, ground: Ground) -> None:
        """Material flow and nothing else, which serves the peers best."""
        run = self._session.run
        for label in LABELS.values():
            run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.key IS UNIQUE").consume()
        run("CREATE CONSTRAINT IF NOT EXISTS FOR (n:Item) REQUIRE n.key IS UNIQUE").consume()
        for label, keys in _by_label(ground.forward.keys).items():
            said = "{key: key, name: last(split(key, '/')), quantity: 1}"
            text = f"UNWIND $rows AS key CREATE (:Item:{label} {said})"
            for rows in _slices(keys):
                run(text, rows=rows).consume()
        for type_, links in _by_type(ground).items():
            text = (
                "UNWIND $rows AS row MATCH (a:Item {key: row[0]}) MATCH (b:Item {key: row[1]}) "
                f"CREATE (a)-[:{type_}]->(b)"
            )
            for some in _slices(links):
                run(text, rows=some).consume()
        run("CALL db.awaitIndexes(600)").consume()

    def close(self) -> None:
        """Let go of the server."""
        self._session.close()
        self._driver.close()


def _by_label(keys: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault(LABELS[key.partition(":")[0]], []).append(key)
    return found


def _by_type(ground: Ground) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for key, ends in ground.held.items():
        found.setdefault(key.partition(":")[0], []).append(ends)
    return found


def _slices(rows: Sequence[object]) -> Iterator[Sequence[object]]:
    for at in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[at : at + ROWS_AT_ONCE]


@contextmanager
def library(endpoint: Endpoint) -> Iterator[Http | str]:
    """The Neo4j GraphQL Library over this Neo4j, or why it is not there."""
    try:
        folder = _installed()
    except (OSError, subprocess.CalledProcessError) as error:
        yield f"the Neo4j GraphQL Library can't be installed (it needs Node and npm): {error}"
        return
    first = {"uri": endpoint.uri, "user": endpoint.user, "password": endpoint.password}
    told = orjson.dumps({**first, "database": endpoint.database}) + b"\n"
    environment = {**os.environ, "NODE_ENV": "production"}
    with started(["node", os.fspath(folder / "server.mjs")], environment, told) as process:
        yield Http(port_of(process))


def library_versions() -> str:
    """As they are pinned."""
    pinned: dict[str, str] = orjson.loads((GRAPHQL_PEER / "package.json").read_bytes())["dependencies"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return f"Node {node.lstrip('v')}, " + ", ".join(f"{name} {version}" for name, version in pinned.items())


def _installed() -> Path:
    """The peer's packages as its lock has them, fetched once, outside of what git tracks."""
    files = [GRAPHQL_PEER / name for name in PEER_FILES]
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    folder = CACHE / f"peer_graphql-{mark}"
    if not folder.exists():
        fresh = folder.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for file in files:
            shutil.copy(file, fresh)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=fresh, check=True, capture_output=True)
        fresh.rename(folder)
    return folder
