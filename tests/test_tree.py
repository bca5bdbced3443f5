"""The Merkle tree against RFC 6962's own definition and the roots that other implementations publish."""

from __future__ import annotations

import hashlib
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root_of

# The test leaves of google/certificate-transparency and transparency-dev/merkle, and their roots.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word: MTH({}), MTH({d}), MTH(D[n]) with k the largest power of two < n."""
    n = len(leaves)
    if n == 0:
        return hashlib.sha256().digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1 << ((n - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert by_definition(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("size", [*range(70), 255, 256, 257, 1000])
def test_appending_gives_the_root_of_the_definition(size: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    assert root_of(leaves) == by_definition(leaves)


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_the_edge_is_all_that_is_needed_to_go_on(leaves: list[bytes]) -> None:
    """Written down and read back after every leaf, as the store does with its head."""
    frontier = Frontier()
    for number, leaf in enumerate(leaves, start=1):
        frontier = Frontier.from_text(frontier.size, frontier.to_text()).append(leaf)
        assert (frontier.size, frontier.root()) == (number, by_definition(leaves[:number]))
        assert len(frontier.hashes) == number.bit_count()


def test_an_append_leaves_the_old_edge_as_it_was() -> None:
    sizes = list(accumulate(LEAVES, Frontier.append, initial=Frontier()))
    assert [frontier.root().hex() for frontier in sizes] == ROOTS


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_every_bit_of_every_leaf_counts(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    changed = list(leaves)
    changed[index] = data.draw(st.binary(max_size=8).filter(lambda other: other != leaves[index]))
    assert root_of(changed) != root_of(leaves)


def test_the_order_and_the_number_of_leaves_count() -> None:
    a, b = b"a", b"b"
    roots = {root_of(leaves) for leaves in ([], [a], [b], [a, b], [b, a], [a, a], [a, a, a], [a, b, b])}
    assert len(roots) == 8


def test_no_leaf_passes_for_an_inner_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert root_of([b"a", b"b"]) == node_hash(left, right)
    assert root_of([left + right]) != node_hash(left, right)
    assert root_of([b"\x01" + left + right]) != node_hash(left, right)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()
    assert Frontier().to_text() == ""
    assert Frontier.from_text(0, "") == Frontier()


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "00" * 32),
        (1, ""),
        (2, " ".join(["00" * 32] * 2)),
        (3, "00" * 32),
        (1, "00" * 31),
        (1, "00" * 33),
        (1, "zz" * 32),
    ],
)
def test_an_edge_that_this_size_cannot_have_is_refused(size: int, text: str) -> None:
    with pytest.raises(ValueError, match=r"on its edge|non-hexadecimal"):
        Frontier.from_text(size, text)
