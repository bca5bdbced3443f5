"""Several leaves proven at once: every small tree, every choice of leaves, and no path that is bent."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from ledger.commit import Header
from ledger.errors import ProofError
from ledger.excerpt import Excerpt, Part
from ledger.proof import HashTree, check_consistency, inclusion_of_all, root_at
from ledger.tree import leaf_hash
from ledger.verify_tree import hash_leaf, root_with
from tests.support.ledger_archives import lines_of, records

SMALL = 9


def of_size(size: int) -> tuple[list[bytes], HashTree, bytes]:
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    tree = HashTree(leaves)
    return leaves, tree, root_at(tree.node, size)


def choices(size: int) -> list[tuple[int, ...]]:
    return [chosen for count in range(1, size + 1) for chosen in combinations(range(size), count)]


@pytest.mark.parametrize("size", range(1, SMALL))
def test_every_choice_of_leaves_leads_to_the_root(size: int) -> None:
    leaves, tree, root = of_size(size)
    for chosen in choices(size):
        path = inclusion_of_all(tree.node, chosen, size)
        assert root_with({at: leaves[at] for at in chosen}, size, path) == root
    assert inclusion_of_all(tree.node, range(size), size) == []


def test_a_path_says_no_hash_twice_and_none_that_the_leaves_give() -> None:
    _, tree, _ = of_size(1000)
    chosen = random.Random(1).sample(range(1000), 100)
    path = inclusion_of_all(tree.node, chosen, 1000)
    assert len(set(path)) == len(path)
    assert len(path) < 100 * 10 / 2


@pytest.mark.parametrize("size", range(2, SMALL))
def test_no_other_leaf_place_or_path_leads_to_it(size: int) -> None:
    leaves, tree, root = of_size(size)
    for chosen in choices(size):
        path = inclusion_of_all(tree.node, chosen, size)
        right = {at: leaves[at] for at in chosen}
        wrong = leaf_hash(b"another")
        for at in chosen:
            assert root_with({**right, at: wrong}, size, path) != root
        for at in range(len(path)):
            assert root_with(right, size, [*path[:at], wrong, *path[at + 1 :]]) != root
        for bent in (path[:-1], [*path, wrong]):
            if bent != path:
                with pytest.raises(ValueError, match="the path is too"):
                    root_with(right, size, bent)


@pytest.mark.parametrize("places", [[], [-1], [3], [0, 3]])
def test_places_that_the_tree_has_not_are_refused_on_both_sides(places: list[int]) -> None:
    leaves, tree, _ = of_size(3)
    with pytest.raises(ProofError):
        inclusion_of_all(tree.node, places, 3)
    with pytest.raises(ValueError, match="leaves in places that the tree has not"):
        root_with(dict.fromkeys(places, leaves[0]), 3, [])


def test_a_hash_of_another_length_is_refused() -> None:
    leaves, _, _ = of_size(2)
    for known, path in (({0: leaves[0]}, [b"short"]), ({0: b"short"}, [leaves[1]])):
        with pytest.raises(ValueError, match="32 bytes"):
            root_with(known, 2, path)


def test_an_excerpt_leads_from_its_lines_to_the_root_and_from_the_earlier_size() -> None:
    log = records([3, 5, 1, 4])
    headers = [Header.decode(record.header) for record in log]
    tree = HashTree(leaf_hash(record.header) for record in log)
    parts = [Part.of(headers[0], lines_of(1, 3), [2, 0, 2]), Part.of(headers[1], lines_of(2, 5), [4])]
    made = Excerpt.of(parts, nodes=tree.node, known_at=3, size=4)
    for part in made.parts:
        leaves = {place: hash_leaf(line) for place, line in part.lines.items()}
        assert root_with(leaves, part.header.n, part.path).hex() == part.header.facts_root
    leaves = {part.header.seq - 1: hash_leaf(part.header.encode()) for part in made.parts}
    root = root_at(tree.node, 4)
    assert root_with(leaves, 4, made.path) == root
    check_consistency(3, root_at(tree.node, 3), 4, root, made.since)
    assert list(made.parts[0].lines) == [0, 2]


def test_a_commit_that_is_later_than_the_answer_is_refused() -> None:
    log = records([3, 5])
    tree = HashTree(leaf_hash(record.header) for record in log)
    part = Part.of(Header.decode(log[1].header), lines_of(2, 5), [0])
    with pytest.raises(ProofError, match="commit of the excerpt is later than ledger size 1"):
        Excerpt.of([part], nodes=tree.node, known_at=1, size=2)
