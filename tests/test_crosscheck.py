"""The three ways to an answer agree on random plants; a way that errs is found, cut down and saved.

`LOTGRAPH_CROSSCHECK` sets how many plants an engine takes; 2,000 more are compared without one by
`LOTGRAPH_COLUMN_CASES` in tests/columnar.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.crosscheck.cases import Case, case
from app.crosscheck.opinion import is_operation, reached
from app.crosscheck.run import Crosscheck, questions
from app.questions.ask import genealogy, recall
from app.snapshot.fresh import put_links
from app.snapshot.plain import Links
from graph_store.store import Store
from lineage.graph import Graph
from tests.support.memory import MemoryStore

PLANTS = int(os.environ.get("LOTGRAPH_CROSSCHECK", "5"))


@pytest.mark.engine
def test_three_ways_agree(store: Store, tmp_path: Path) -> None:
    report = Crosscheck(store, tmp_path).run(PLANTS, 1)
    assert report.saved == []
    assert (report.cases, report.questions) == (PLANTS, 8 * PLANTS)
    assert report.judged > PLANTS // 4


@pytest.mark.engine
def test_a_lost_relationship_is_found_and_cut_down(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(graph: Graph, links: Links, lines: Sequence[bytes], seq: int) -> None:
        kept = np.array([type_ != "CONSUMED_IN" for type_ in links.types], dtype=np.bool_)
        put_links(graph, links.only(kept), lines, seq)

    monkeypatch.setattr("app.snapshot.applying.put_links", forgetful)
    report = Crosscheck(store, tmp_path).run(1, 4)
    (saved,) = report.saved
    said = json.loads(saved.read_bytes())
    facts = [fact for facts in said["commits"] for fact in facts]
    assert said["seed"] == 4
    assert len(facts) < sum(map(len, case(4).commits)) // 2
    assert "CONSUMED_IN" in {fact.get("type") for fact in facts}


@pytest.mark.parametrize("seed", range(30))
def test_networkx_reaches_what_the_walk_reaches(seed: int) -> None:
    one, store = case(seed), MemoryStore()
    for facts in one.commits:
        store.commit(facts, actor="test", reason="test")
    for asked in questions(one):
        reader = store.reader(asked.size)
        if asked.site or asked.day or asked.start not in reader.cards([asked.start]):
            continue
        answer = (recall if asked.forward else genealogy)(reader, [asked.start])
        recorded = [fact for commit in one.commits[: asked.size] for fact in commit]
        found = {row.key for row in answer.rows if not is_operation(row.key)}
        assert found == reached(recorded, asked.start, forward=asked.forward), asked


def test_a_seed_gives_one_case() -> None:
    assert case(3) == case(3) != case(4)
    assert isinstance(case(3), Case)
