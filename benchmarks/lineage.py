"""(l) Recall by columns, over HTTP and GraphQL and alone, against its peers.

Ours over HTTP is the whole answer (packages, shipments, customers, gaps, totals) of which keys, names,
quantities and units are told column by column; ours alone is the closure over material flow. The peers
tell less: PostgreSQL (recursive CTE with key, name and quantity, in its own client), the engine through its
driver (material flow, keys only), numpy and rustworkx (material flow, places only). What the flow reaches is
compared first. Medians of interleaved rounds.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import orjson
import rustworkx
import uvicorn

from app.api.server import create_app
from app.columnar.recall import wide_recall
from app.questions.reading import LedgerHead, Reader
from app.settings import Settings
from app.snapshot.keeper import Keeper
from app.snapshot.reader import ColumnReader
from benchmarks import peers
from benchmarks.engines import Engine
from benchmarks.facts import of_plant
from benchmarks.recall import PEER, PLANTS_ASKED, Flow, fill
from graph_store.store import Store
from lineage.closure import Odd
from lineage.column import Ids
from lineage.graph import Graph, ranges

ROUNDS = 9
QUERY = """query Recall($keys: [String!]!) { recall(keys: $keys) {
  complete counts { label count } columns { keys names quantities units } } }"""
GOALS = {"PostgreSQL": 1 / 3, "driver": 1 / 20, "numpy CSR": 3.0, "rustworkx": None}


class Kept:
    """A store whose readers are those of a keeper."""

    def __init__(self, keeper: Keeper, store: Store) -> None:
        self._keeper, self._store = keeper, store

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """Over the columns."""
        return self._keeper.reader(known_at, at_least)

    def head(self) -> LedgerHead:
        """Of the ledger."""
        return self._store.head()


def measure(engine: Engine, size: str) -> None:
    """Load the plant, keep its columns, and ask each way; prints one table."""
    flow = Flow()
    with engine.store() as store, tempfile.TemporaryDirectory(prefix="lotgraph-columns-") as folder:
        count = fill(store, map(flow.see, of_plant(PLANTS_ASKED[size])))
        keeper = Keeper(store, Path(folder))
        began = time.perf_counter()
        keeper.start()
        while keeper.size != store.head().size or not list(Path(folder).glob("*.columns")):
            time.sleep(0.05)
        built = time.perf_counter() - began
        print(f"lineage, {engine.name}, {count:,} facts; columns in {built:.1f} s ({count / built:,.0f}/s)")
        print("name | ours | peer | ratio | goal | met or short")
        held = {key: ends for key, ends in flow.links.items() if key not in flow.withdrawn}
        arrays = peers.Arrays(held)
        with peers.postgres(arrays) as sql, _served(Kept(keeper, store)) as client:
            for start, answer in flow.starts().items():
                _compare(engine, store, keeper, arrays, sql, client, start, answer)
        keeper.close()


def _compare(
    engine: Engine,
    store: Store,
    keeper: Keeper,
    arrays: peers.Arrays,
    sql: object,
    client: httpx.Client,
    start: str,
    answer: set[str],
) -> None:
    place, graph = arrays.place[start], peers.rust_graph(arrays)
    reader = keeper.reader()
    if not isinstance(reader, ColumnReader):
        raise TypeError("the columns are not there")
    columns, body = reader.graph, orjson.dumps({"query": QUERY, "variables": {"keys": [start]}})
    flow = [columns.words["types"].index(name) for name in ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")]
    if set(columns.keys(closure(columns, flow, start))) - {start} != answer - {start}:
        raise AssertionError(f"the columns and the search in memory differ for {start}")
    ways: dict[str, Callable[[], object]] = {
        "HTTP": lambda: _post(client, body),
        "whole answer": lambda: _wide(keeper, start),
        "closure": lambda: closure(columns, flow, start),
        "numpy CSR": lambda: arrays.reached(place),
        "rustworkx": lambda: rustworkx.descendants(graph, place),
        "driver": lambda: _driver(store, start),
    }
    if sql is not None:
        ways["PostgreSQL"] = lambda: sql.execute(peers.CTE, (place,)).fetchall()  # type: ignore[attr-defined]
    seconds = _medians(ways)
    rows = len(_post(client, body)["data"]["recall"]["columns"]["keys"])
    for ours, peer in (
        ("HTTP", "PostgreSQL"),
        ("HTTP", "driver"),
        ("whole answer", "PostgreSQL"),
        ("closure", "numpy CSR"),
        ("closure", "rustworkx"),
    ):
        if peer in seconds:
            name = engine.name if peer == "driver" else peer
            _line(f"{rows:,} rows, {ours} / {name}", seconds[ours], seconds[peer], GOALS[peer])


def _medians(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, ask in ways.items():
            began = time.perf_counter()
            ask()
            if turn:  # the first is a warm-up
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _line(name: str, ours: float, peer: float, goal: float | None) -> None:
    ratio = ours / peer
    said = "none" if goal is None else f"{goal:.2f}"
    met = "" if goal is None else "met" if ratio <= goal else "short"
    print(f"{name} | {ours * 1000:.2f} ms | {peer * 1000:.2f} ms | {ratio:.3f} | {said} | {met}", flush=True)


def _post(client: httpx.Client, body: bytes) -> dict[str, dict[str, dict[str, dict[str, list[str]]]]]:
    reply = client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    told: dict[str, dict[str, dict[str, dict[str, list[str]]]]] = orjson.loads(reply.content)
    if "errors" in told:
        raise AssertionError(told["errors"])
    return told


def _wide(keeper: Keeper, start: str) -> object:
    reader = keeper.reader()
    if not isinstance(reader, ColumnReader):
        raise TypeError("the columns are not there")
    try:
        return wide_recall(reader, [start]).table
    except Odd as odd:
        raise AssertionError(f"{start} is not told by arrays: {odd}") from odd


def closure(graph: Graph, flow: list[int], start: str) -> Ids:
    """What the walk does for plain flow: ranges, types, those not seen."""
    first = graph.node(start)
    seen = np.zeros(graph.nodes, dtype=np.bool_)
    frontier = np.array([first], dtype=np.int64)
    seen[frontier] = True
    wanted = np.isin(np.arange(256), flow)
    ends, base = graph.base.out_ends, graph.base.columns
    while len(frontier):
        links = ranges(ends.take(frontier), ends.take(frontier + 1))
        links = links[wanted[base["type"].take(links)]]
        links = links[base["ended"].take(links) == 0]
        met = base["target"].take(links)
        frontier = np.unique(met[~seen[met]]).astype(np.int64)
        seen[frontier] = True
    return np.flatnonzero(seen)


def _driver(store: Store, start: str) -> list[dict[str, object]]:
    with store.connection.reading() as runner:
        return runner.rows_of(PEER, k=start)


@contextmanager
def _served(store: Kept) -> Iterator[httpx.Client]:
    """A client of the API on a free port."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(Settings(), store=store), port=0, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        yield client
    server.should_exit = True
    thread.join()
