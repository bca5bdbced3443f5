"""Recalls by columns against recalls record by record, on whatever plants the other tests make up."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from app.columnar.recall import wide_recall
from app.questions.ask import genealogy, recall
from app.questions.why import why
from lineage import closure
from lineage.closure import Odd, Walker
from lineage.column import Ids
from lineage.thread import Thread
from tests.questions.test_random_operations import ITEMS, random_plant
from tests.questions.test_random_packings import UNITS, Packings
from tests.questions.test_random_renaming import Workshop
from tests.support.build import Plant
from tests.support.columns import OfflineReader, graph_of, offline
from tests.support.histories import history
from tests.support.memory import MemoryStore
from tests.support.questions import device_plant, rejected, whole_plant
from tests.support.random_plants import build

Made = tuple[MemoryStore, list[str]]
CASES = int(os.environ.get("LOTGRAPH_COLUMN_CASES", "5"))
TOLD = {"operations": 0, "packings": 20, "workshop": 2, "plants": 10, "histories": 1}
"""What columns told at least of ten cases: else the comparison would compare nothing."""


def operations(seed: int) -> Made:
    store = MemoryStore()
    random_plant(random.Random(seed)).commit(store)
    return store, ITEMS


def packings(seed: int) -> Made:
    store = MemoryStore()
    Packings.of(random.Random(seed)).plant().commit(store)
    return store, UNITS


def workshop(seed: int) -> Made:
    chance, store = random.Random(seed), MemoryStore()
    shop = Workshop(chance)
    for _ in range(chance.randint(1, 8)):
        shop.work()
    shop.plant.commit(store)
    return store, sorted({*shop.lots, *shop.loose})


def plants(seed: int) -> Made:
    store, facts = MemoryStore(), Plant(f"doc{seed}")
    built = build(seed, facts)
    facts.commit(store)
    return store, built.items


def histories(seed: int) -> Made:
    store, told = MemoryStore(), history(seed)
    for facts in told.commits:
        store.commit(facts, actor="test", reason="test")
    return store, told.stated(len(told.commits))


def compared(made: Made, known_at: int, *, rebase_at: int = 0) -> Iterator[str]:
    """Compare both ways from every start; why the columns did not judge, or nothing where they did."""
    store, starts = made
    reader = offline(store, rebase_at=rebase_at, known_at=known_at)
    memory = store.reader(known_at)
    for start in starts:
        if start not in memory.cards([start]):
            continue
        assert recall(reader, [start]) == (wanted := recall(memory, [start])), start
        assert genealogy(reader, [start]) == genealogy(memory, [start]), start
        try:
            told = wide_recall(reader, [start])
        except Odd as odd:
            yield str(odd)
        else:
            assert told.in_full() == wanted, start
            assert (told.counts, told.complete) == (wanted.counts, wanted.complete)
            yield ""


@pytest.mark.parametrize("makes", [operations, packings, workshop, plants, histories])
def test_both_ways_tell_the_same(makes: Callable[[int], Made]) -> None:
    reasons: Counter[str] = Counter()
    for seed in range(CASES):
        made = makes(seed)
        size = len(made[0].commits)
        chance = random.Random(seed)
        for known_at in {size, chance.randint(1, size)}:
            reasons.update(compared(made, known_at, rebase_at=chance.randint(0, size)))
    assert reasons[""] >= TOLD[makes.__name__] * CASES // 10, reasons


def test_evidence_paths_are_those_of_the_records() -> None:
    store, items = plants(3)
    reader = offline(store, rebase_at=1)
    for item in items[1:]:
        assert why(reader, items[0], item) == why(store.reader(), items[0], item)


def test_rejected_rows_unfinished_loads_and_notes_are_told() -> None:
    store = MemoryStore()
    plant = whole_plant()
    plant.facts += [
        rejected(3, "lot:t/RM-1/1"),
        rejected(4, "lot:t/RM-1"),
        rejected(5, "lot:t/RM-1/1/7"),
        rejected(6, "lot:t/XX/1"),
        rejected(7),
    ]
    plant.commit(store)
    told = wide_recall(offline(store), ["lot:t/RM-1/1"])
    assert [gap.key for gap in told.gaps] == ["", "lot:t/RM-1", "lot:t/RM-1/1", "lot:t/RM-1/1/7"]
    assert told.in_full() == recall(store.reader(), ["lot:t/RM-1/1"])


def test_devices_are_counted() -> None:
    store = MemoryStore()
    device_plant().commit(store)
    reader = offline(store, rebase_at=1)
    assert wide_recall(reader, ["lot:t/RM-1/1"]).in_full() == recall(store.reader(), ["lot:t/RM-1/1"])


def test_a_row_of_a_later_commit_is_in_no_older_answer() -> None:
    store = MemoryStore()
    first, second = whole_plant(), Plant("later")
    first.commit(store)
    second.make("MO2", ["lot:t/FG-1/1"], ["lot:t/FG-2/1"])
    second.commit(store)
    graph = graph_of(store)
    older, newer = (
        wide_recall(OfflineReader(graph, store.reader(size)), ["lot:t/RM-1/1"]) for size in (1, 2)
    )
    assert "lot:t/FG-2/1" not in older.column("key")
    assert "lot:t/FG-2/1" in newer.column("key")
    assert older.in_full() == recall(store.reader(1), ["lot:t/RM-1/1"])


@pytest.mark.parametrize("makes", [operations, packings, workshop, plants, histories])
def test_a_thread_is_followed_as_arrays_go(
    makes: Callable[[int], Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reaches of both, from every start alone, over graphs of which some is base and some came after."""
    followed = Counter[bool]()
    after = Thread.after

    def counted(self: Thread, nodes: Sequence[int]) -> tuple[list[int], list[int], list[int]] | None:
        found = after(self, nodes)
        followed[found is not None] += 1
        return found

    monkeypatch.setattr(Thread, "after", counted)
    for seed in range(CASES // 4):
        store, starts = makes(seed)
        size = len(store.commits)
        chance = random.Random(seed)
        reader = offline(store, rebase_at=chance.randint(1, size), known_at=chance.randint(1, size))
        for start in starts:
            if (at := reader.graph.node(start)) is not None:
                seeds = np.array([at], dtype=np.int64)
                with monkeypatch.context() as patch:
                    one = reach_of(reader, seeds)
                    patch.setattr(closure, "NARROW", 0)
                    other = reach_of(reader, seeds)
                assert one == other, (seed, start)
    assert followed[True]
    assert followed[False] or makes in (packings, workshop)  # in these all is plain


def reach_of(reader: OfflineReader, seeds: Ids) -> object:
    """All that is reached, or why arrays don't say."""
    walker = Walker(reader.graph, reader.known_at, lambda places: np.zeros((len(places), 4), np.int64), judge)
    try:
        reach = walker.forward(seeds)
    except Odd as odd:
        return str(odd)
    told = (reach.nodes, reach.links, reach.lines, reach.documents, reach.void)
    return [part.tolist() for part in told], reach.heads


def judge(links: Ids) -> tuple[Ids, Ids]:
    """Nothing that is flagged holds, and all of it is told."""
    return links[:0], links
