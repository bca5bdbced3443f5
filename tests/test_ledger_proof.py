"""Inclusion and consistency proofs: the published vectors, every small tree, and no proof that is bent."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.commit import Header
from ledger.errors import ProofError
from ledger.proof import (
    FactProof,
    HashTree,
    Step,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    nodes_from,
    prove_fact,
    root_at,
    steps_of,
)
from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root_of
from tests.support import golden
from tests.test_tree import LEAVES, ROOTS

# Of google/certificate-transparency and transparency-dev/merkle; leaves are counted from 0 here.
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
G = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
H = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
I = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"  # noqa: E741
J = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, F]), (2, 3, [G]), (1, 5, [H, B, D])]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [I, E, F]), (2, 5, [B, D]), (6, 7, [I, J, F])]

TREE = HashTree(map(leaf_hash, LEAVES))
SIZES = [*range(20), 31, 32, 33]


def roots(size: int) -> bytes:
    return bytes.fromhex(ROOTS[size])


def of_size(size: int) -> tuple[list[bytes], HashTree]:
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    return leaves, HashTree(leaves)


def path_by_definition(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1: PATH(m, D[n])."""
    n = len(hashes)
    if n == 1:
        return []
    k = 1 << (n - 1).bit_length() - 1
    if index < k:
        return [*path_by_definition(index, hashes[:k]), mth(hashes[k:])]
    return [*path_by_definition(index - k, hashes[k:]), mth(hashes[:k])]


def proof_by_definition(m: int, hashes: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2: SUBPROOF(m, D[n], b)."""
    n = len(hashes)
    if m == n:
        return [] if whole else [mth(hashes)]
    k = 1 << (n - 1).bit_length() - 1
    if m <= k:
        return [*proof_by_definition(m, hashes[:k], whole=whole), mth(hashes[k:])]
    return [*proof_by_definition(m - k, hashes[k:], whole=False), mth(hashes[:k])]


def mth(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_the_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    assert [step.hex() for step in inclusion(TREE.node, index, size)] == path
    check_inclusion(leaf_hash(LEAVES[index]), index, size, list(map(bytes.fromhex, path)), roots(size))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_the_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    assert [step.hex() for step in consistency(TREE.node, old, new)] == path
    check_consistency(old, roots(old), new, roots(new), list(map(bytes.fromhex, path)))


@pytest.mark.parametrize("size", SIZES)
def test_every_proof_of_small_trees_is_that_of_the_definition_and_holds(size: int) -> None:
    leaves, tree = of_size(size)
    root = root_at(tree.node, size)
    assert root == root_of(b"%d" % number for number in range(size))
    for index, leaf in enumerate(leaves):
        path = inclusion(tree.node, index, size)
        assert path == path_by_definition(index, leaves)
        check_inclusion(leaf, index, size, path, root)
    for old in range(size + 1):
        path = consistency(tree.node, old, size)
        assert path == ([] if old == 0 else proof_by_definition(old, leaves))
        check_consistency(old, root_at(tree.node, old), size, root, path)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_a_bent_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    leaves, tree = of_size(size)
    index = data.draw(st.integers(0, size - 1))
    root, path = root_at(tree.node, size), inclusion(tree.node, index, size)
    garbage = hashlib.sha256(b"garbage").digest()
    bent: list[tuple[bytes, int, int, list[bytes], bytes]] = [
        (garbage, index, size, path, root),
        (leaves[index], index, size, path, garbage),
        (leaves[index], index, size, path, b""),
        (leaves[index], index, size, [*path, garbage], root),
        (leaves[index], index, size, [garbage, *path], root),
        (leaves[index], index, size, [*path, b""], root),
        (leaves[index], index + 1, size, path, root),
        (leaves[index], index - 1, size, path, root),
        (leaves[index], size, size, path, root),
        (leaves[index], index, 2 * size, path, root),
    ]
    bent += [(leaves[index], index, size, path[:at] + path[at + 1 :], root) for at in range(len(path))]
    for at, step in enumerate(path):
        flipped = bytes([step[0] ^ 8, *step[1:]])
        bent.append((leaves[index], index, size, [*path[:at], flipped, *path[at + 1 :]], root))
    for probe in bent:
        with pytest.raises(ProofError):
            check_inclusion(*probe)


@settings(deadline=None)
@given(st.integers(2, 300), st.data())
def test_a_bent_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    _, tree = of_size(new)
    old = data.draw(st.integers(1, new - 1))
    before, after = root_at(tree.node, old), root_at(tree.node, new)
    path = consistency(tree.node, old, new)
    garbage = hashlib.sha256(b"garbage").digest()
    bent: list[tuple[int, bytes, int, bytes, list[bytes]]] = [
        (old, garbage, new, after, path),
        (old, before, new, garbage, path),
        (old, after, new, before, path),
        (old, before, new, after, []),
        (old, before, new, after, [*path, garbage]),
        (old, before, new, after, [garbage, *path]),
        (old, before, new, after, path[:-1]),
        (new + 1, before, new, after, path),
        (old, before, 2 * new, after, path),
    ]
    for at, step in enumerate(path):
        flipped = bytes([step[0] ^ 16, *step[1:]])
        bent.append((old, before, new, after, [*path[:at], flipped, *path[at + 1 :]]))
    for probe in bent:
        with pytest.raises(ProofError):
            check_consistency(*probe)


def test_trivial_consistency() -> None:
    some, other = leaf_hash(b"a"), leaf_hash(b"b")
    check_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    check_consistency(0, EMPTY_ROOT, 5, some, [])
    check_consistency(5, some, 5, some, [])
    for probe in [
        (0, some, 5, some, []),
        (0, EMPTY_ROOT, 5, some, [some]),
        (5, some, 5, other, []),
        (5, some, 5, some, [some]),
        (1, some, 0, some, []),
        (-1, some, 5, some, []),
    ]:
        with pytest.raises(ProofError):
            check_consistency(*probe)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (8, 8)])
def test_what_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ProofError, match="has no leaf"):
        inclusion(TREE.node, index, size)
    with pytest.raises(ProofError, match="has no leaf"):
        check_inclusion(leaf_hash(b""), index, size, [], EMPTY_ROOT)


def test_a_larger_tree_does_not_lead_to_a_smaller() -> None:
    with pytest.raises(ProofError, match="does not begin"):
        consistency(TREE.node, 5, 4)


# --- from what a log keeps of each size ------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, 71))
def test_the_kept_steps_give_every_path_and_the_root(size: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    edges = itertools.accumulate(leaves, Frontier.append, initial=Frontier())
    kept = {at: Step(leaf, edge) for at, (leaf, edge) in enumerate(zip([b"", *leaves], edges, strict=True))}
    _, tree = of_size(size)
    for index in range(size):
        steps = {at: kept[at] for at in steps_of(index, size)}
        assert inclusion(nodes_from(steps), index, size) == inclusion(tree.node, index, size)
        assert steps[size].edge.root() == root_at(tree.node, size)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.data())
def test_few_steps_are_needed_of_a_long_log(size: int, data: st.DataObject) -> None:
    steps = steps_of(data.draw(st.integers(0, size - 1)), size)
    assert len(steps) <= 2 + 2 * size.bit_length()
    assert (min(steps) >= 1, max(steps)) == (True, size)


# --- facts -----------------------------------------------------------------------------------------


def golden_proof(seq: int, index: int) -> FactProof:
    log = golden.commits()
    headers = HashTree(leaf_hash(header) for header, _ in log)
    header, lines = log[seq - 1]
    return prove_fact(lines, index, Header.decode(header), nodes=headers.node, size=len(log))


def test_every_golden_fact_is_proven_under_the_frozen_root() -> None:
    root = bytes.fromhex(golden.frozen("roots.txt")[-1])
    proven = 0
    for seq, (header, lines) in enumerate(golden.commits(), start=1):
        for index in range(len(lines)):
            assert golden_proof(seq, index).check(root) == Header.decode(header)
            proven += 1
    assert proven == 22


def test_a_proof_of_another_fact_header_size_or_root_is_refused() -> None:
    proof, root = golden_proof(2, 3), bytes.fromhex(golden.frozen("roots.txt")[-1])
    other = golden_proof(5, 1)
    for bent in (
        replace(proof, line=proof.line.replace(b'"', b"'", 1)),
        replace(proof, index=4),
        replace(proof, header=other.header),
        replace(proof, header=proof.header.replace(b'"loader"', b'"nobody"')),
        replace(proof, header=b"{}"),
        replace(proof, header=proof.header.replace(b'"facts_root":"e', b'"facts_root":"x')),
        replace(proof, size=2),
        replace(proof, size=1),
        replace(proof, facts_path=proof.facts_path[1:]),
        replace(proof, header_path=other.header_path),
    ):
        assert bent != proof
        with pytest.raises(ProofError):
            bent.check(root)
    with pytest.raises(ProofError, match="another root"):
        proof.check(bytes.fromhex(golden.frozen("roots.txt")[-2]))


def test_a_proof_is_read_as_it_is_written() -> None:
    written = json.loads((Path(__file__).parent / "data" / "ledger" / "archive" / "proof.json").read_text())
    assert FactProof.from_json(written) == golden_proof(2, 3)
    for bent in (
        None,
        [],
        [*written.items()],
        written | {"root": "00" * 32},
        {name: value for name, value in written.items() if name != "size"},
        written | {"line": 7},
        written | {"line": "\ud800"},
        written | {"index": "3"},
        written | {"index": 3.0},
        written | {"size": True},
        written | {"header": None},
        written | {"facts_path": "ab"},
        written | {"facts_path": [7]},
        written | {"facts_path": [step.upper() for step in written["facts_path"]]},
        written | {"header_path": ["zz"]},
    ):
        with pytest.raises(ProofError, match="a fact's proof"):
            FactProof.from_json(bent)
