"""`python -m benchmarks table [--size …]`: ask everybody everything, and write the page."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg

from app.snapshot import files
from benchmarks import engines, keeping, peers
from benchmarks.facts import SEED
from benchmarks.table import ground as grounds
from benchmarks.table import lines, ours
from benchmarks.table.clients import ByHand, Http, library, library_versions
from benchmarks.table.moving import moving
from benchmarks.table.page import COLUMNS, Line, Table, write
from benchmarks.table.serving import served
from graph_store.connect import open_embedded
from lineage.graph import Graph
from tests.support import neo4j_server

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"
HEAP = {"small": "1g", "plant": "2g", "large": "6g"}
PACKAGES = ("neo4j", "psycopg", "rustworkx", "numpy", "orjson", "arcadedb-embedded")
TIMES = 10


def measure(size: str) -> None:
    """Everything on a plant of this size; the page gets its table."""
    before = _load()
    print(f"size {size} (others: make bench SIZE=large); load average {before}")
    print(" | ".join(COLUMNS))
    table = Table(size, {"Machine": _machine(), "Load average": before})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lotgraph-table-")))
        engine = stack.enter_context(engines.running("arcadedb"))
        if engine is None:
            raise RuntimeError("the embedded engine does not start")
        environment = engine.environment()
        take = Taking(table)
        take("orjson", lambda: [ours.wire()])
        with open_embedded(Path(environment["LOTGRAPH_DATA_DIR"])) as store:
            take("the ledger that goes on", lambda: moving(store, folder / "moving"))
        take("generated columns", lambda: keeping.scale(folder / "scale", keeping.NODES[size]))
        take("ten times the graph", lambda: _larger(folder, environment))
        _side_by_side(take, folder / "plant", environment)
    table.ground["Load average"] = f"{before} before, {_load()} after"
    write(PAGE, table)
    print(f"written into {PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE}")
    if take.failed:
        sys.exit(f"not measured: {', '.join(take.failed)}")


class Taking:
    """Takes lines into the table and prints them; what goes wrong is told in the table, and at the end."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.failed: list[str] = []

    def __call__(self, what: str, ask: Callable[[], Iterable[Line]]) -> None:
        """Take what one group of lines comes to."""
        try:
            for line in ask():
                self._add(line)
        except Exception as error:  # an hour of other lines should not be lost
            self.failed.append(what)
            self._add(Line(name=what, ours=None, why=f"{type(error).__name__}: {str(error)[:300]}"))

    def _add(self, line: Line) -> None:
        self.table.lines.append(line)
        print(" | ".join(line.cells()), flush=True)


def _larger(folder: Path, environment: dict[str, str]) -> Iterator[Line]:
    one, ten = (grounds.copies(count, folder / f"copies{count}") for count in (1, TIMES))
    with served(one.columns, environment) as first, served(ten.columns, environment) as second:
        yield ours.larger(Http(first), Http(second), (one, ten))


def _side_by_side(take: Taking, folder: Path, environment: dict[str, str]) -> None:
    size = take.table.size
    ground = grounds.build(size, folder)
    with ExitStack() as stack:
        sql = stack.enter_context(peers.postgres(ground.forward))
        hand, asked = stack.enter_context(_neo4j(ground, HEAP[size]))
        port = stack.enter_context(served(ground.columns, environment))
        arena = lines.Arena(ground, Http(port), sql, hand, asked)
        _tell_ground(take.table, arena)
        for ask in (lines.recall, lines.genealogy, lines.deep, lines.csv_file):
            take(ask.__name__, lambda ask=ask: ask(arena))  # type: ignore[misc]
        graph = Graph(files.load(ground.columns)[0])
        take("traversal", lambda: lines.traversal(arena, graph))
        take("small recalls", lambda: [ours.pressed(ground, port)])
        take("common cause", lambda: [ours.common_cause(ground, Http(port))])
        take("columns", lambda: ours.columns(ground))


@contextmanager
def _neo4j(ground: grounds.Ground, heap: str) -> Iterator[tuple[ByHand | str, Http | str]]:
    """Neo4j with this plant's material flow and the library over it, or why they are not there."""
    server = neo4j_server.start(heap)
    if server is None:
        yield neo4j_server.absence(), neo4j_server.absence()
        return
    try:
        engines.Server(server).empty()
        hand = ByHand(server.endpoint)
        hand.fill(ground)
        with library(server.endpoint) as asked:
            yield hand, asked
        hand.close()
    finally:
        server.stop()


def _tell_ground(table: Table, arena: lines.Arena) -> None:
    ground = arena.ground
    counted = f"{ground.facts:,} facts, {ground.nodes:,} nodes, {ground.links:,} relationships"
    flow = f"{len(ground.forward.keys):,} and {len(ground.held):,} are material flow"
    said = {
        "Plant": f"seed {SEED}, {counted}; of these {flow}",
        "Ours": f"lotgraph {version('lotgraph')}, Python {platform.python_version()}",
        "Peers": "; ".join(_peers(arena)),
        "Packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    }
    table.ground.update(said)


def _peers(arena: lines.Arena) -> Iterator[str]:
    if arena.sql is not None:
        yield f"PostgreSQL {_postgres(arena.sql)}"
    if isinstance(arena.hand, ByHand):
        yield f"Neo4j {arena.hand.version}"
    if isinstance(arena.library, Http):
        yield library_versions()


def _postgres(sql: psycopg.Connection[tuple[object, ...]]) -> str:
    row = sql.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else "?"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    said = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in said if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
