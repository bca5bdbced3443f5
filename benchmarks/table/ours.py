"""The lines of the table whose figure is ours alone, or that have a limit instead of a peer."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from app.snapshot import files
from benchmarks import graphql
from benchmarks.table.clients import Http
from benchmarks.table.contest import medians
from benchmarks.table.ground import WIDE, Ground
from benchmarks.table.lines import COLUMNS, RECALL
from benchmarks.table.page import Line
from benchmarks.table.pressing import A_SECOND, CONNECTIONS, p99_at
from benchmarks.table.why import WHY
from lineage.graph import Graph

FEW, STARTS = 60, 50
BAD_OF_MATERIAL = 5
SMALL = f"query Recall($keys: [String!]!) {{ recall(keys: $keys) {{ {COLUMNS} gaps {{ kind key }} }} }}"
CAUSES = """query Causes($keys: [String!]!) { commonCause(keys: $keys) {
  tested goodItems ranking(first: 10) { edges { node { kind key bad good } } } } }"""
WIRE = "10,000 rows x 8 fields"


def wire() -> Line:
    """Rows by GraphQL against orjson alone."""
    ours, plain = graphql.against_orjson(10_000)
    return Line(
        name=f"{WIRE} by GraphQL, processor time",
        ours=ours / 1000,
        against="orjson",
        peer=plain / 1000,
        goal=5.0,
        why=WHY[WIRE],
    )


def larger(one: Http, ten: Http, grounds: tuple[Ground, Ground]) -> Line:
    """The same answer out of a graph that is ten times as large."""
    start = grounds[0].near(WIDE, grounds[0].received())
    asked = {"keys": [start]}
    if one.ask(RECALL, asked)["recall"]["columns"] != ten.ask(RECALL, asked)["recall"]["columns"]:  # type: ignore[index]
        raise AssertionError(f"{start} has another answer in the larger graph")
    seconds = medians({"ours": lambda: ten.ask(RECALL, asked), "peer": lambda: one.ask(RECALL, asked)}, 25)
    few, many = (f"{ground.nodes:,}" for ground in grounds)
    return Line(
        name=f"the same recall in a graph of {many} nodes",
        ours=seconds["ours"],
        against=f"ours in one of {few} nodes",
        peer=seconds["peer"],
        goal=1.3,
    )


def pressed(ground: Ground, port: int) -> Line:
    """Small recalls at a steady pace."""
    starts = ground.small(FEW, ground.items("lot"))[:STARTS]
    if not starts:
        return Line(name="small recalls", ours=None, goal=0.05, why="no lot of this plant has a small answer")
    bodies = [orjson.dumps({"query": SMALL, "variables": {"keys": [start]}}) for start in starts]
    name = f"{A_SECOND} recalls a second of up to {FEW} rows, {CONNECTIONS} connections, p99"
    return Line(name=name, ours=p99_at(port, bodies), goal=0.05, why=WHY["small recalls"])


def common_cause(ground: Ground, api: Http) -> Line:
    """What a few bad devices of each material have in common, against all others."""
    of_material: dict[str, list[str]] = {}
    for key in ground.items("device"):
        of_material.setdefault(key.split("/")[1], []).append(key)
    bad = [key for keys in of_material.values() for key in keys[:BAD_OF_MATERIAL]]
    told = api.ask(CAUSES, {"keys": bad})["commonCause"]
    seconds = medians({"ours": lambda: api.ask(CAUSES, {"keys": bad})}, 5)["ours"]
    items = len(bad) + int(told["goodItems"])  # type: ignore[index]
    name = f"common cause of {len(bad)} devices among {items:,}, over HTTP"
    return Line(name=name, ours=seconds, goal=1.0, why=WHY["common cause"])


def columns(ground: Ground) -> Iterator[Line]:
    """The file of columns: opening it, and how large it is."""
    seconds = medians({"ours": lambda: Graph(files.load(ground.columns)[0])})["ours"]
    name = f"opening the columns of {ground.nodes:,} nodes and {ground.links:,} relationships"
    yield Line(name=name, ours=seconds, goal=1.0)
    yield from _sizes(ground)


def _sizes(ground: Ground) -> Iterator[Line]:
    base, _, container = files.load(ground.columns)
    arrays = sum(column.raw.nbytes for column in base.columns.values())
    arrays += sum(getattr(base, name).raw.nbytes for name in ("out_ends", "into_ends", "into"))
    name = "bytes of a relationship in both directions, texts left out"
    yield Line(name=name, ours=arrays / ground.links, goal=48, unit="bytes")
    whole = ground.columns.stat().st_size
    name = "bytes of the whole file for each relationship, cards and all texts included"
    yield Line(name=name, ours=whole / ground.links, unit="bytes")
    container.check_all()
