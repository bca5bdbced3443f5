"""What readers keep of a graph: never stale while the graph grows, whatever is forgotten on the way."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from app.crosscheck.cases import case
from app.questions.ask import genealogy, recall
from app.questions.windows import interval, overlap
from app.snapshot import met
from app.snapshot.applying import apply_facts
from app.snapshot.readings import Readings
from app.snapshot.windows import reach
from graph_store.reader import Card
from lineage.base import nothing
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.support.columns import OfflineReader
from tests.support.memory import MemoryReader, MemoryStore
from tests.support.questions import whole_plant


def grown(seed: int) -> Iterator[tuple[OfflineReader, MemoryReader, list[str]]]:
    """A graph after each commit of a case, beside the store in memory; a new base somewhere on the way."""
    made = case(seed)
    store, graph = MemoryStore(), Graph(nothing())
    base_at = random.Random(seed).randint(0, len(made.commits))
    for seq, facts in enumerate(made.commits, 1):
        store.commit(facts, actor="a", reason="r")
        apply_facts(graph, seq, facts)
        if seq == base_at:
            graph = Graph(rebased(graph))
        memory = store.reader()
        yield OfflineReader(graph, memory), memory, [i for i in made.items if i in memory.cards([i])][:4]


def check(seed: int) -> None:
    for columns, memory, items in grown(seed):
        for item in items:
            assert genealogy(columns, [item]) == genealogy(memory, [item])
            assert recall(columns, [item]) == recall(memory, [item])


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_was_met_goes_stale(seed: int) -> None:
    check(seed)


@pytest.mark.parametrize("seed", range(12, 16))
def test_what_is_forgotten_is_read_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(met, "MOST", 2)
    check(seed)


@pytest.mark.parametrize("seed", range(16, 20))
def test_nodes_with_many_relationships_are_not_kept(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(met, "WIDE", 1)
    check(seed)


def test_one_record_is_told_as_one_object() -> None:
    store = MemoryStore()
    store.commit(whole_plant().facts, actor="a", reason="r")
    graph = Graph(nothing())
    apply_facts(graph, 1, store.commits[0])
    graph = Graph(rebased(graph))
    first, second = (OfflineReader(graph, store.reader()) for _ in range(2))
    told = [sorted(map(id, reader.flow(["lot:t/FG-1/1"], False))) for reader in (first, second)]
    assert told[0]
    assert told[0] == told[1]


TIMES = ["2025-01-0{}", "2025-01-0{}T08:00:00Z", "2025-01-0{}T23:30:00Z"]


def time_of(chance: random.Random) -> str:
    return chance.choice(TIMES).format(chance.randint(1, 6)) if chance.random() < 0.9 else ""


@pytest.mark.parametrize("seed", range(40))
def test_no_reading_that_overlaps_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    times = [(time_of(chance), time_of(chance)) for _ in range(15)]
    cards = [
        Card(f"r{n}", "EnvironmentalReading", {"started": since, "ended": until}, stated=True, disputed=())
        for n, (since, until) in enumerate(times)
    ]
    places = np.arange(len(cards), dtype=np.int64)
    kept = Readings.of(places, places + 100, cards)
    step = interval(time_of(chance), time_of(chance))
    wanted = {n for n, given in enumerate(times) if overlap(step, interval(*given))}
    assert wanted <= kept.during([reach(step)])
    assert sorted((kept.nodes - kept.links).tolist()) == [100] * len(cards)


def test_readings_of_other_weeks_are_not_looked_at() -> None:
    days = [f"2025-{month:02}-10" for month in range(1, 13)]
    cards = [Card(day, "EnvironmentalReading", {"started": day, "ended": day}, True, ()) for day in days]
    places = np.arange(len(cards), dtype=np.int64)
    kept = Readings.of(places, places, cards)
    assert kept.during([reach(interval("2025-03-01", "2025-04-20"))]) == {2, 3}
