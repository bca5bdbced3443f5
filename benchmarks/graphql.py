"""(h) GraphQL: what an answer of many rows costs, against the stock executor and plain orjson.

Needs no engine. The same objects are told three ways: by the compiled executor, by the stock one, both asked
for a kept document and with their bytes by orjson, and by orjson alone from dicts that are made of the
attributes. The shapes are those of the API: a list, edges with nodes, resolvers over a row, columns. Answers
are compared byte for byte before anything is timed. The last line parses and validates one small document
again, as it is kept, and as if it came for the first time. Processor time, interleaved rounds, medians.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import orjson
import strawberry

from app.api.compiled import CompiledExecutor
from app.api.documents import Documents, Library, prepare
from app.api.fields import resolved
from app.api.paging import Edge
from app.api.schema import schema

ROWS = {"small": 10_000, "plant": 10_000, "large": 100_000}
ROUNDS = 7
GOAL_ROWS, GOAL_STOCK, GOAL_KEPT = 5.0, 1 / 5, 1 / 10
SMALL = """query Recall($keys: [String!]!) {
  recall(keys: $keys) { complete sha256 gaps { kind key message } } }"""


@strawberry.type
class Row:
    """Eight fields."""

    key: str
    label: str
    name: str | None
    quantity: float
    share: float
    good: bool
    made: datetime
    count: int


@strawberry.type
class View:
    """The same over an object, as the rows of a trace are."""

    row: strawberry.Private[Row]

    @resolved
    def key(self) -> str:
        """Its key."""
        return self.row.key

    @resolved
    def name(self) -> str | None:
        """Its name."""
        return self.row.name


def rows(count: int) -> list[Row]:
    """Rows without a pattern that an encoder could use."""
    first = datetime(2026, 1, 1)
    return [
        Row(
            key=f"lot:plant/RM-{n % 97}/{n:09d}",
            label="Lot",
            name=None if n % 3 else f"material {n}",
            quantity=n / 7,
            share=1 / (n + 1),
            good=n % 2 == 0,
            made=first + timedelta(minutes=n),
            count=n,
        )
        for n in range(count)
    ]


@strawberry.type
class Query:
    """Every shape of a wide answer."""

    @strawberry.field
    def rows(self, info: strawberry.Info) -> list[Row]:
        """A list."""
        return list(info.context)

    @strawberry.field
    def edges(self, info: strawberry.Info) -> list[Edge[Row]]:
        """Edges with nodes."""
        return [Edge(cursor=row.key, node=row) for row in info.context]

    @strawberry.field
    def views(self, info: strawberry.Info) -> list[View]:
        """Resolvers over rows."""
        return [View(row=row) for row in info.context]

    @strawberry.field
    def names(self, info: strawberry.Info) -> list[str | None]:
        """A column."""
        return [row.name for row in info.context]


FIELDS = "key label name quantity share good made count"
Plain = Callable[[list[Row]], object]


def plain_row(row: Row) -> dict[str, object]:
    """A row as orjson wants it."""
    return {
        "key": row.key,
        "label": row.label,
        "name": row.name,
        "quantity": row.quantity,
        "share": row.share,
        "good": row.good,
        "made": row.made,
        "count": row.count,
    }


SHAPES: dict[str, tuple[str, Plain]] = {
    "rows x 8 fields": (f"{{ rows {{ {FIELDS} }} }}", lambda found: {"rows": [plain_row(r) for r in found]}),
    "edges, nodes x 8 fields": (
        f"{{ edges {{ cursor node {{ {FIELDS} }} }} }}",
        lambda found: {"edges": [{"cursor": r.key, "node": plain_row(r)} for r in found]},
    ),
    "rows x 2 resolvers": (
        "{ views { key name } }",
        lambda found: {"views": [{"key": r.key, "name": r.name} for r in found]},
    ),
    "a column": ("{ names }", lambda found: {"names": [r.name for r in found]}),
}


def measure(size: str) -> None:
    """Every shape by every way, and a document that is asked again."""
    found = rows(ROWS[size])
    print(f"graphql, {len(found):,} rows, milliseconds, median of {ROUNDS}:")
    print("  name | ours | peer | ratio | goal | met or short")
    keeping = [partial(Documents, Library())]
    stock = strawberry.Schema(Query, extensions=keeping)
    ours = strawberry.Schema(Query, extensions=keeping, execution_context_class=CompiledExecutor)
    for name, (query, plain) in SHAPES.items():
        taken = _times(
            {
                "ours": lambda query=query: _answer(ours, query, found),  # type: ignore[misc]
                "stock": lambda query=query: _answer(stock, query, found),  # type: ignore[misc]
                "orjson": lambda plain=plain: orjson.dumps({"data": plain(found)}),  # type: ignore[misc]
            }
        )
        _line(f"{name}, orjson", taken["ours"], taken["orjson"], GOAL_ROWS)
        _line(f"{name}, stock executor", taken["ours"], taken["stock"], GOAL_STOCK)
    library, graph = Library(), schema._schema
    kept = _times(
        {
            "ours": lambda: library.prepared(graph, SMALL),
            "new": lambda: prepare(graph, SMALL),
        },
        same=False,
    )
    _line("parse and validate, asked again / first time", kept["ours"], kept["new"], GOAL_KEPT)


def against_orjson(count: int) -> tuple[float, float]:
    """Milliseconds of processor time for rows of eight fields: the compiled executor's, and orjson's."""
    found, (query, plain) = rows(count), SHAPES["rows x 8 fields"]
    keeping = [partial(Documents, Library())]
    ours = strawberry.Schema(Query, extensions=keeping, execution_context_class=CompiledExecutor)
    taken = _times(
        {
            "ours": lambda: _answer(ours, query, found),
            "orjson": lambda: orjson.dumps({"data": plain(found)}),
        }
    )
    return taken["ours"], taken["orjson"]


def _answer(asked: strawberry.Schema, query: str, found: list[Row]) -> bytes:
    result = asked.execute_sync(query, context_value=found)
    if result.errors:
        raise AssertionError(result.errors)
    return orjson.dumps({"data": result.data})


def _times(ways: dict[str, Callable[[], object]], *, same: bool = True) -> dict[str, float]:
    """Median milliseconds of each way; a first round compares what they say."""
    if same and len({way() for way in ways.values()}) != 1:
        raise AssertionError("the ways differ")
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.process_time()
            way()
            taken[name].append((time.process_time() - began) * 1000)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _line(name: str, ours: float, peer: float, goal: float) -> None:
    ratio = ours / peer
    met = "met" if ratio <= goal else "short"
    print(f"  {name} | {ours:.2f} | {peer:.2f} | {ratio:.2f} | <= {goal:.2f} | {met}", flush=True)
