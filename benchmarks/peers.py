"""Peers of the columns: PostgreSQL, rustworkx and bare arrays, each at its best on the same material flow."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
import rustworkx

from lineage.column import Ids

Ends = Mapping[str, tuple[str, str]]
"""Relationship -> where it leads from and to."""

CTE = """
WITH RECURSIVE reached(id) AS (
    SELECT %s::int UNION SELECT edge.target FROM reached JOIN edge ON edge.source = reached.id)
SELECT node.key, node.name, node.quantity FROM reached JOIN node ON node.id = reached.id
"""
CTE_BACK = CTE.replace("edge.target", "edge.source", 1).replace(
    "edge.source = reached", "edge.target = reached"
)
"""The same against the flow."""
TO_CSV = f"COPY ({CTE.replace('%s', '{start}')}) TO STDOUT (FORMAT csv)"
"""The rows as a file; a COPY takes no parameters."""


class Arrays:
    """A plain CSR in numpy: the least that a traversal can cost here."""

    def __init__(self, links: Ends) -> None:
        keys = sorted({end for ends in links.values() for end in ends})
        self.keys = keys
        self.place = {key: at for at, key in enumerate(keys)}
        pairs = np.array([[self.place[s], self.place[t]] for s, t in links.values()], dtype=np.int64)
        pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
        self.pairs = pairs
        self._targets = np.ascontiguousarray(pairs[:, 1])
        self._ends = np.zeros(len(keys) + 1, dtype=np.int64)
        np.cumsum(np.bincount(pairs[:, 0], minlength=len(keys)), out=self._ends[1:])

    def reached(self, start: int) -> Ids:
        """Everything after a node, and itself."""
        seen = np.zeros(len(self.keys), dtype=np.bool_)
        frontier = np.array([start], dtype=np.int64)
        seen[start] = True
        while len(frontier):
            first, last = self._ends[frontier], self._ends[frontier + 1]
            lengths = last - first
            shift = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
            ends = self._targets[shift + np.arange(int(lengths.sum()))]
            frontier = np.unique(ends[~seen[ends]])
            seen[frontier] = True
        return np.flatnonzero(seen)


def rust_graph(arrays: Arrays) -> rustworkx.PyDiGraph:
    """The same in rustworkx."""
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(arrays.keys)
    graph.add_edges_from_no_data([(int(s), int(t)) for s, t in arrays.pairs])
    return graph


@contextmanager
def postgres(arrays: Arrays) -> Iterator[psycopg.Connection[tuple[object, ...]] | None]:
    """The same in a PostgreSQL of its own, or nothing where there is none."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not tools:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="lotgraph-postgres-"))
    run = _as_user(folder)
    try:
        data = f"{folder}/data"
        run([f"{tools[-1]}/initdb", "-D", data, "-A", "trust", "--no-sync", "-U", "bench"])
        options = f"-c listen_addresses= -k {folder} -c shared_buffers=1GB -c work_mem=256MB -c jit=off"
        run(
            [
                f"{tools[-1]}/pg_ctl",
                "-D",
                f"{folder}/data",
                "-w",
                "-l",
                f"{folder}/log",
                "-o",
                options,
                "start",
            ]
        )
        with psycopg.connect(f"host={folder} user=bench dbname=postgres", autocommit=True) as connection:
            _fill(connection, arrays)
            yield connection
    finally:
        run([f"{tools[-1]}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


class _Run:
    def __init__(self, before: list[str]) -> None:
        self._before = before

    def __call__(self, command: list[str]) -> None:
        subprocess.run([*self._before, *command], check=True, capture_output=True)


def _as_user(folder: Path) -> _Run:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return _Run([])
    shutil.chown(folder, "postgres")
    return _Run(["runuser", "-u", "postgres", "--"])


def _fill(connection: psycopg.Connection[tuple[object, ...]], arrays: Arrays) -> None:
    connection.execute("CREATE TABLE node (id int, key text, name text, quantity numeric)")
    connection.execute("CREATE TABLE edge (source int, target int)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY node FROM STDIN") as copy:
            for at, key in enumerate(arrays.keys):
                copy.write_row((at, key, key.rpartition("/")[2], 1))
        with cursor.copy("COPY edge FROM STDIN") as copy:
            for source, target in arrays.pairs.tolist():
                copy.write_row((source, target))
    connection.execute("CREATE UNIQUE INDEX ON node (id) INCLUDE (key, name, quantity)")
    connection.execute("CREATE INDEX ON edge (source) INCLUDE (target)")
    connection.execute("CREATE INDEX ON edge (target) INCLUDE (source)")
    connection.execute("VACUUM ANALYZE node, edge")
