"""The lines of the table that are about one answer: ours over HTTP, and what each peer takes for it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import psycopg
import rustworkx

from benchmarks import peers
from benchmarks.table.clients import ByHand, Http
from benchmarks.table.contest import Contender, compare, medians
from benchmarks.table.ground import WATER, WIDE, Ground, link_of_chain
from benchmarks.table.page import Line
from benchmarks.table.why import WHY
from lineage.closure import Walker, _Flow
from lineage.column import Ids
from lineage.graph import Graph

GENEALOGY = 41
ITEMS = ("lot:", "device:")
POSTGRES, HAND, LIBRARY, NUMPY, RUST = (
    "PostgreSQL",
    "Neo4j",
    "Neo4j GraphQL Library",
    "numpy CSR",
    "rustworkx",
)
COLUMNS = "complete sha256 columns { keys names quantities units }"
RECALL = f"query Recall($keys: [String!]!) {{ recall(keys: $keys) {{ {COLUMNS} }} }}"
BACKWARD = f"query Genealogy($keys: [String!]!) {{ genealogy(keys: $keys) {{ {COLUMNS} }} }}"
ITEMS_OF_PEER = "query Items($key: String!) {{ {field}(key: $key) {{ key name quantity }} }}"
Goals = Mapping[str, float | None]


@dataclass
class Arena:
    """Everybody who is asked. Who is not there, is the reason why."""

    ground: Ground
    api: Http
    sql: psycopg.Connection[tuple[object, ...]] | None
    hand: ByHand | str
    library: Http | str
    starts: dict[str, str] = field(default_factory=dict)

    def absence(self, name: str) -> str:
        """Why a peer is not there; nothing where it is."""
        if name == POSTGRES:
            return "" if self.sql is not None else "there is no PostgreSQL on this machine"
        peer = {HAND: self.hand, LIBRARY: self.library}.get(name)
        return peer if isinstance(peer, str) else ""


def recall(arena: Arena) -> Iterator[Line]:
    """A wide recall, as columns."""
    goals = {POSTGRES: 1 / 3, LIBRARY: 1 / 10, HAND: 1 / 20}
    start = arena.ground.near(WIDE, arena.ground.received())
    yield from _answers(arena, start, "recall of {rows}", goals)


def genealogy(arena: Arena) -> Iterator[Line]:
    """What one device was made of."""
    ground = arena.ground
    devices = [key for key in ground.items("device") if key not in ground.void]
    start = ground.near(GENEALOGY, devices, forward=False)
    goals: Goals = {POSTGRES: None, LIBRARY: None, HAND: None}
    yield from _answers(arena, start, "genealogy of {rows}", goals, forward=False, most=0.004)


def deep(arena: Arena) -> Iterator[Line]:
    """Orders one after another."""
    goals: Goals = {POSTGRES: None, LIBRARY: None, HAND: None}
    yield from _answers(arena, link_of_chain(0), "chain of orders, {rows}", goals, most=1.0)


def _answers(
    arena: Arena,
    start: str,
    name: str,
    goals: Goals,
    *,
    forward: bool = True,
    most: float | None = None,
) -> Iterator[Line]:
    """Ours against each peer, and alone where it has a goal of its own."""
    contenders = list(_contenders(arena, start, forward=forward))
    items = len(compare(contenders))
    rows = len(_told_by(contenders[0].ask(), forward=forward))
    seconds = medians({contender.name: contender.ask for contender in contenders})
    said = name.format(rows=f"{rows:,} rows ({items:,} lots and devices)")
    if most is not None:
        yield Line(name=said, ours=seconds["ours"], goal=most, why=WHY[name])
    for peer, goal in goals.items():
        yield _line(arena, said, seconds, peer, goal, WHY.get(f"{name}, {peer}", ""))


def _line(
    arena: Arena, name: str, seconds: Mapping[str, float], peer: str, goal: float | None, why: str
) -> Line:
    ours, theirs = seconds["ours"], seconds.get(peer)
    return Line(name=name, ours=ours, against=peer, peer=theirs, goal=goal, why=arena.absence(peer) or why)


def _contenders(arena: Arena, start: str, *, forward: bool) -> Iterator[Contender[object]]:
    question, field_ = (RECALL, "recall") if forward else (BACKWARD, "genealogy")
    told = partial(_items, start)
    yield Contender(
        "ours",
        partial(arena.api.ask, question, {"keys": [start]}),
        lambda data: told(_told_by(data, forward=forward)),
    )
    if arena.sql is not None:
        place = arena.ground.forward.place[start]
        text = peers.CTE if forward else peers.CTE_BACK
        yield Contender(POSTGRES, partial(_selected, arena.sql, text, place), lambda r: told(_first(r)))
    if isinstance(arena.hand, ByHand):
        asked = partial(arena.hand.ask, start, forward=forward)
        yield Contender(HAND, asked, lambda rows: told(_first(rows)))
    if isinstance(arena.library, Http):
        text = ITEMS_OF_PEER.format(field=field_)
        yield Contender(
            LIBRARY,
            partial(arena.library.ask, text, {"key": start}),
            lambda data: told(row["key"] for row in data[field_]),  # type: ignore[index]
        )


def _told_by(data: object, *, forward: bool) -> list[str]:
    """The keys of our rows."""
    keys: list[str] = data["recall" if forward else "genealogy"]["columns"]["keys"]  # type: ignore[index]
    return keys


def _items(start: str, keys: Iterable[str]) -> set[str]:
    """Lots and devices without the one that was asked about."""
    return {key for key in keys if key.startswith(ITEMS)} - {start}


def _first(rows: object) -> Iterator[str]:
    for row in rows:  # type: ignore[attr-defined]
        yield str(row[0])


def _selected(sql: psycopg.Connection[tuple[object, ...]], text: str, place: int) -> list[tuple[object, ...]]:
    return sql.execute(text, (place,)).fetchall()


# --- without a server, and as a file ----------------------------------------------------------------


def traversal(arena: Arena, graph: Graph) -> Iterator[Line]:
    """The closure over material flow, and nothing else."""
    ground = arena.ground
    start = ground.near(WIDE, ground.received())
    place, rust = ground.forward.place[start], peers.rust_graph(ground.forward)
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: _walk(graph, start),
        NUMPY: lambda: ground.forward.reached(place),
        RUST: lambda: rustworkx.descendants(rust, place),
    }
    answer = ground.reached(start) | {start}
    if _items("", graph.keys(_walk(graph, start))) != _items("", answer):
        raise AssertionError(f"the columns and numpy differ for {start}")
    seconds = medians(ways)
    name = "traversal alone"
    for peer, goal in ((NUMPY, 3.0), (RUST, None)):
        said = f"{name}, {len(answer):,} nodes"
        yield _line(arena, said, seconds, peer, goal, WHY[name] if peer == NUMPY else "")


def _walk(graph: Graph, start: str) -> Ids:
    """Flow with orders and operations as one and withdrawals judged, as a recall walks."""
    place = graph.node(start)

    def never(links: Ids) -> tuple[Ids, Ids]:
        raise AssertionError(f"{len(links)} relationships near {start} are odd")

    walker = Walker(graph, graph.size, never, never)  # type: ignore[arg-type]
    flow = _Flow(walker, np.array([place], dtype=np.int64), forward=True)
    flow.run()
    return flow.nodes


def csv_file(arena: Arena) -> Iterator[Line]:
    """All that the water reached, as a file."""
    name, ours = "recall of {rows} rows to CSV", partial(_downloaded, arena.api, WATER)
    if arena.sql is None:
        seconds = medians({"ours": ours})
        yield _line(arena, name.format(rows="all"), seconds, POSTGRES, 1 / 5, "")
        return
    text = peers.TO_CSV.format(start=arena.ground.forward.place[WATER])
    copied = partial(_copied, arena.sql, text)
    told = partial(_items, WATER)
    rows = len(told(_keys_of_copy(copied())))
    if told(_keys_of_export(ours())) != told(_keys_of_copy(copied())):
        raise AssertionError("the two files tell different items")
    seconds = medians({"ours": ours, POSTGRES: copied})
    yield _line(arena, name.format(rows=f"{rows:,}"), seconds, POSTGRES, 1 / 5, WHY[name])


def _downloaded(api: Http, key: str) -> bytes:
    return api.get("/export/recall", key=key, format="csv")


def _copied(sql: psycopg.Connection[tuple[object, ...]], text: str) -> bytes:
    with sql.cursor().copy(text) as copy:
        return b"".join(copy)


def _keys_of_copy(said: bytes) -> Iterator[str]:
    return (row[0] for row in csv.reader(said.decode().splitlines()))


def _keys_of_export(said: bytes) -> Iterator[str]:
    head, *rows = csv.reader(said.decode().splitlines())
    key, label = head.index("key"), head.index("label")
    return (row[key] for row in rows if not row[label].startswith("GAP"))
