"""How many units each node reaches, against networkx node by node."""

from __future__ import annotations

import random

import networkx
import numpy as np
import pytest

from lineage import exposed as module
from lineage.exposed import Exposed, exposed

Pairs = list[tuple[int, int]]


def counted(nodes: int, pairs: Pairs, units: list[int], bad: set[int]) -> Exposed:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    marked = np.array(units, np.int64)
    return exposed(nodes, ends[:, 0], ends[:, 1], marked, np.isin(marked, list(bad)))


def by_hand(
    nodes: int, pairs: Pairs, units: list[int], bad: set[int]
) -> list[tuple[int, int, frozenset[int]]]:
    graph = networkx.DiGraph(pairs)
    graph.add_nodes_from(range(nodes))
    reached = [frozenset((networkx.descendants(graph, n) | {n}) & set(units)) for n in range(nodes)]
    return [(len(found & bad), len(found - bad), found) for found in reached]


def _random(chance: random.Random) -> tuple[int, Pairs, list[int], set[int]]:
    """Layers with a few shared parents, loops, units that lead on, nodes that lead nowhere."""
    nodes = chance.randint(1, 30)
    pairs = [(chance.randrange(nodes), chance.randrange(nodes)) for _ in range(chance.randint(0, 2 * nodes))]
    if chance.random() < 0.7:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    units = chance.sample(range(nodes), chance.randint(0, nodes))
    return nodes, pairs, units, {unit for unit in units if chance.random() < 0.3}


@pytest.mark.parametrize("block", [8, module.BLOCK])
def test_the_counts_equal_those_of_networkx(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", block)
    for seed in range(200):
        nodes, pairs, units, bad = _random(random.Random(seed))
        wanted = by_hand(nodes, pairs, units, bad)
        found = counted(nodes, pairs, units, bad)
        assert list(zip(found.bad.tolist(), found.good.tolist(), strict=True)) == [w[:2] for w in wanted], (
            seed
        )
        marks = dict(zip(found.mark.tolist(), (w[2] for w in wanted), strict=True))
        assert [marks[mark] for mark in found.mark.tolist()] == [w[2] for w in wanted], seed
        assert len(marks) == len({w[2] for w in wanted}), seed


def test_a_unit_counts_once_on_a_chain_of_diamonds() -> None:
    """2^40 paths."""
    pairs = [
        pair for n in range(0, 120, 3) for pair in ((n, n + 1), (n, n + 2), (n + 1, n + 3), (n + 2, n + 3))
    ]
    found = counted(121, pairs, [120], {120})
    assert set(found.bad.tolist()) == {1}
    assert set(found.good.tolist()) == {0}


def test_units_that_only_look_alike_later_keep_their_own_counts() -> None:
    """Two orders of one lot make one unit each: the lot has two, each order has one."""
    lot, orders, units = 0, (1, 2), (3, 4)
    pairs = [(lot, orders[0]), (lot, orders[1]), (orders[0], units[0]), (orders[1], units[1])]
    found = counted(5, pairs, list(units), {3})
    assert found.bad.tolist() == [1, 1, 0, 1, 0]
    assert found.good.tolist() == [1, 0, 1, 0, 1]
