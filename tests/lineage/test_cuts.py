"""Least cuts against networkx."""

from __future__ import annotations

import os
import random

import networkx
import pytest

from lineage.cuts import NoCut, least_cut

CASES = int(os.environ.get("LOTGRAPH_CUTS", "100"))
Links = list[tuple[int, int]]


def _random(chance: random.Random) -> tuple[Links, int]:
    nodes = chance.randint(3, 14)
    links = [(chance.randrange(nodes), chance.randrange(nodes)) for _ in range(chance.randint(0, 4 * nodes))]
    return [link for link in links if link != (0, nodes - 1)], nodes - 1


def _capacity(links: Links, sink: int, weights: dict[int, int]) -> int:
    """The greatest flow of networkx over split nodes."""
    graph: networkx.DiGraph[tuple[int, str]] = networkx.DiGraph()
    graph.add_nodes_from([(0, "out"), (sink, "in")])
    for node, weight in weights.items():
        graph.add_edge((node, "in"), (node, "out"), capacity=weight)
    graph.add_edges_from(((a, "out"), (b, "in")) for a, b in links if a != sink and b != 0)
    return int(networkx.maximum_flow_value(graph, (0, "out"), (sink, "in")))


def _separates(links: Links, sink: int, cut: tuple[int, ...]) -> bool:
    graph = networkx.DiGraph(links)
    graph.add_nodes_from([0, sink])
    graph.remove_nodes_from(cut)
    return not networkx.has_path(graph, 0, sink)


@pytest.mark.parametrize("heaviest", [1, 9, 10**30])
def test_the_cut_equals_that_of_networkx(heaviest: int) -> None:
    for seed in range(CASES):
        chance = random.Random(seed)
        links, sink = _random(chance)
        weights = {node: chance.randint(min(1, heaviest), heaviest) for node in range(1, sink)}
        cut = least_cut(links, 0, sink, weights)
        assert cut.weight == sum(weights[node] for node in cut.nodes) == _capacity(links, sink, weights), seed
        assert _separates(links, sink, cut.nodes), seed
        if heaviest == 1:
            # networkx looks at ways from the sink to the source as well.
            graph = networkx.DiGraph([(a, b) for a, b in links if a != sink and b != 0])
            graph.add_nodes_from([0, sink])
            assert len(cut.nodes) == len(networkx.minimum_node_cut(graph, 0, sink)), seed


def test_the_order_of_the_links_does_not_change_the_cut() -> None:
    for seed in range(CASES // 2):
        chance = random.Random(seed)
        links, sink = _random(chance)
        weights = {node: chance.randint(0, 3) for node in range(1, sink)}
        cut = least_cut(links, 0, sink, weights)
        chance.shuffle(links)
        assert least_cut(links, 0, sink, weights) == cut, seed


def test_the_cut_is_the_one_nearest_to_the_source() -> None:
    assert least_cut([(0, 1), (1, 2), (2, 3)], 0, 3, {1: 5, 2: 5}).nodes == (1,)
    assert least_cut([(0, 1), (1, 2), (2, 3)], 0, 3, {1: 5, 2: 4}).nodes == (2,)


def test_a_long_chain_needs_no_recursion() -> None:
    links = [(n, n + 1) for n in range(20_000)]
    assert least_cut(links, 0, 20_000, {9: 2, 19_000: 1}).nodes == (19_000,)


def test_what_is_not_connected_needs_no_cut() -> None:
    assert least_cut([(1, 2)], 0, 3, {1: 1, 2: 1}).nodes == ()


def test_a_way_that_can_not_be_cut_is_refused() -> None:
    with pytest.raises(NoCut):
        least_cut([(0, 1), (1, 2)], 0, 2, {})
    with pytest.raises(ValueError, match="below nought"):
        least_cut([(0, 1)], 0, 2, {1: -1})
