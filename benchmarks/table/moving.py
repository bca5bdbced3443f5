"""The lines of the table that are about a ledger that goes on: catching up, and scopes that stand.

They run on an engine that holds the small plant, whatever the size of the table; what they add comes as one
commit at a time, as it does to `lotgraph serve`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.asker import EVERYTHING
from app.questions.scopes import Question
from app.questions.standing import Standing
from app.snapshot.keeper import Keeper
from benchmarks.facts import batches, of_plant
from benchmarks.recall import PLANTS_ASKED, Flow, fill
from benchmarks.table.ground import WIDE, material, order_of, renamed
from benchmarks.table.page import Line
from benchmarks.table.pressing import p99
from benchmarks.table.why import WHY
from graph_model.facts import AnyFact
from graph_store.store import Store

ROWS, COMMITS, UPDATES = 5_000, 7, 100
CATCH_UP, STANDING = "catch-up of a commit of 5,000 rows", "update of a standing scope of {rows} rows, p99"
_BEHIND = 0.05
_LONG, _FEWEST = 60.0, 20
"""Seconds after which slow updates are enough, if they are so many."""


def moving(store: Store, folder: Path) -> Iterator[Line]:
    """Load the small plant, keep its columns, and go on."""
    flow = Flow()
    fill(store, map(flow.see, of_plant(PLANTS_ASKED["small"])))
    keeper = Keeper(store, folder)
    keeper.start()
    try:
        while keeper.size != store.head().size or not list(folder.glob("*.columns")):
            time.sleep(_BEHIND)
        answers = flow.starts()
        yield _standing(store, keeper, min(answers, key=lambda key: abs(len(answers[key]) - WIDE)))
        yield _catching_up(store, keeper)
    finally:
        keeper.close()


def _catching_up(store: Store, keeper: Keeper) -> Line:
    """What a question waits that asks for at least what was just committed."""
    facts = (renamed(fact, ":plant1/") for fact in of_plant(PLANTS_ASKED["small"]))
    taken = []
    for _, batch in zip(range(COMMITS), batches(facts, ROWS), strict=False):
        taken.append(_seconds(keeper, _committed(store, batch)))
    return Line(name=CATCH_UP, ours=statistics.median(taken), goal=0.05, why=WHY["catch-up"])


def _standing(store: Store, keeper: Keeper, start: str) -> Line:
    """From a commit that adds to the scope to the rows that it added."""
    _committed(store, material("LINK"))
    standing = Standing(keeper, Question((start,)), EVERYTHING, since=store.head().size)
    taken = []
    for number in range(UPDATES):
        facts = list(order_of(f"NEW-{number}", start, f"N{number}"))
        size = _committed(store, facts)
        began = time.perf_counter()
        change = standing.take(size, facts)
        taken.append(time.perf_counter() - began)
        if change is None or not any(row.how == "added" for row in change.between.rows):
            raise AssertionError(f"commit {size} added nothing to the scope")
        if sum(taken) > _LONG and number >= _FEWEST:
            break
    rows = len(standing.answer.rows) if standing.answer else 0
    return Line(name=STANDING.format(rows=f"{rows:,}"), ours=p99(taken), goal=0.1, why=WHY["standing scope"])


def _committed(store: Store, facts: Iterable[AnyFact]) -> int:
    store.commit(list(facts), actor="bench", reason="bench")
    return store.head().size


def _seconds(keeper: Keeper, size: int) -> float:
    began = time.perf_counter()
    keeper.reader(at_least=size)
    seconds = time.perf_counter() - began
    if keeper.size != size:
        raise AssertionError(f"the columns did not catch up: {keeper.trouble}")
    return seconds
