"""Inclusion and consistency proofs of RFC 6962, sections 2.1.1 and 2.1.2: made here, and checked here.

Invariants:
- a node is named by (level, index): the root of the complete subtree over the leaves from
  index * 2^level on, 2^level of them; level 0 are the leaf hashes;
- a proof is made from such nodes alone, O(log n) of them, so that it needs no leaf but its own; a log
  that keeps leaf and edge of every size has each node in one or two of them (`steps_of`, `nodes_from`);
- checking takes bytes and numbers and nothing else; every way to be wrong is one `ProofError`;
- a fact's proof is two inclusion proofs: its line in the commit, the commit's header in the ledger.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.commit import Header
from ledger.errors import ProofError
from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash

# (level, index) -> the hash of that complete subtree.
Nodes = Callable[[int, int], bytes]

_HASH_BYTES = len(EMPTY_ROOT)


class HashTree:
    """A tree in memory over leaf hashes; the whole of it costs 64 bytes a leaf."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        self._levels = [list(leaf_hashes)]
        while len(self._levels[-1]) > 1:
            self._levels.append(pair_up(self._levels[-1]))

    def __len__(self) -> int:
        return len(self._levels[0])

    def node(self, level: int, index: int) -> bytes:
        """One complete subtree's root."""
        return self._levels[level][index]


def pair_up(hashes: Sequence[bytes]) -> list[bytes]:
    """The next level: one hash for every whole pair."""
    pairs = iter(hashes)
    return [node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)]


def root_at(nodes: Nodes, size: int) -> bytes:
    """Root of the tree over the first `size` leaves."""
    return _range_hash(nodes, 0, size) if size else EMPTY_ROOT


def inclusion(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The audit path of leaf `index` (from 0) in the tree of `size` leaves, lowest hash first."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    path, first, end = [], 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_range_hash(nodes, middle, end))
            end = middle
        else:
            path.append(_range_hash(nodes, first, middle))
            first = middle
    return path[::-1]


def inclusion_of_all(nodes: Nodes, indices: Iterable[int], size: int) -> list[bytes]:
    """What leads, with these leaves, to the root: each subtree that holds none of them, from the left."""
    wanted = sorted(set(indices))
    if not wanted or not 0 <= wanted[0] <= wanted[-1] < size:
        raise ProofError(f"a tree of {size} leaves has not the leaves {wanted[:1]} to {wanted[-1:]}")

    def without(first: int, end: int) -> Iterator[bytes]:
        if bisect_left(wanted, first) == bisect_left(wanted, end):
            yield _range_hash(nodes, first, end)
        elif end - first > 1:
            middle = first + _split(end - first)
            yield from without(first, middle)
            yield from without(middle, end)

    return list(without(0, size))


@dataclass(frozen=True, slots=True)
class Step:
    """What a log keeps of one size: the leaf that came last, and the edge of the tree with it."""

    leaf: bytes
    edge: Frontier


def steps_of(index: int, size: int) -> set[int]:
    """The sizes whose steps give that audit path and the root: 2 + log2(size) mostly, twice that at most."""
    # The edge just before the leaf has all that is on its left, the last edge what the size cuts off.
    wanted = {index, size}

    def note(level: int, at: int) -> bytes:
        if at & 1:
            end = at + 1 << level
            wanted.update((end - 1, end))
        return EMPTY_ROOT

    inclusion(note, index, size)
    return wanted - {0}


def nodes_from(steps: Mapping[int, Step]) -> Nodes:
    """The nodes that these steps, by their sizes, hold."""
    known: dict[tuple[int, int], bytes] = {}
    for step in steps.values():
        known |= step.edge.nodes()

    def node(level: int, index: int) -> bytes:
        if not index & 1:
            return known[level, index]
        # A right child is on no edge: the leaf that completes it completes its parent, too.
        end = index + 1 << level
        before = steps[end - 1].edge.hashes
        below = Frontier((1 << level) - 1, before[len(before) - level :])
        return below.append(steps[end].leaf).root()

    return node


def consistency(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Proof that the tree of `new` leaves begins with that of `old`; empty where either is trivial."""
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not begin with one of {old}")
    if old in (0, new):
        return []
    path, first, end, is_old_root = [], 0, new, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_range_hash(nodes, middle, end))
            end = middle
        else:
            path.append(_range_hash(nodes, first, middle))
            first, is_old_root = middle, False
    # The checker knows the old root; any other start has to be told to it.
    return [*([] if is_old_root else [_range_hash(nodes, first, end)]), *path[::-1]]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Refuse a path that does not lead from this leaf hash to that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    found, at, last = leaf, index, size - 1
    for sibling in _hashes(path):
        if not last:
            raise ProofError("the inclusion proof is too long")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the inclusion proof is too short")
    if found != expected or len(leaf) != _HASH_BYTES:
        raise ProofError("the inclusion proof leads to another root")


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """Refuse a path that does not join the two roots (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not begin with one of {old}")
    if old in (0, new):
        if path or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ProofError("the consistency proof joins other trees")
        return
    steps = _hashes(path)
    # Where the old tree is complete it is itself the first hash.
    start = old_root if old.bit_count() == 1 else next(steps, b"")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = start
    for sibling in steps:
        if not last:
            raise ProofError("the consistency proof is too long")
        if at & 1 or at == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        at, last = at >> 1, last >> 1
    if last or (found_old, found_new) != (old_root, new_root):
        raise ProofError("the consistency proof joins other trees")


@dataclass(frozen=True, slots=True)
class FactProof:
    """A fact's line with all that leads from it to the root of a ledger of `size` commits.

    `line` and `header` are the exact bytes; `index` counts the lines of the commit from 0.
    """

    line: bytes
    index: int
    header: bytes
    size: int
    facts_path: tuple[bytes, ...]
    header_path: tuple[bytes, ...]

    def check(self, root: bytes) -> Header:
        """The commit's header, where the fact is proven under this root; else a `ProofError`."""
        try:
            header = Header.decode(self.header)
            facts_root = bytes.fromhex(header.facts_root)
        except ValueError as error:
            raise ProofError(f"the proof holds no commit header: {error}") from error
        check_inclusion(leaf_hash(self.line), self.index, header.n, self.facts_path, facts_root)
        check_inclusion(leaf_hash(self.header), header.seq - 1, self.size, self.header_path, root)
        return header

    def to_json(self) -> dict[str, object]:
        """As a plain object; hashes as hex."""
        return {
            "line": self.line.decode(),
            "index": self.index,
            "header": self.header.decode(),
            "size": self.size,
            "facts_path": [step.hex() for step in self.facts_path],
            "header_path": [step.hex() for step in self.header_path],
        }

    @classmethod
    def from_json(cls, body: object) -> FactProof:
        """Read `to_json` back; refuses other fields and any spelling but that one."""
        if not isinstance(body, dict):
            raise ProofError("a fact's proof is a JSON object")
        try:
            proof = cls(
                line=body["line"].encode(),
                index=body["index"],
                header=body["header"].encode(),
                size=body["size"],
                facts_path=tuple(map(bytes.fromhex, body["facts_path"])),
                header_path=tuple(map(bytes.fromhex, body["header_path"])),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ProofError("a fact's proof has not the fields of the format") from error
        if proof.to_json() != body or {type(proof.index), type(proof.size)} != {int}:
            raise ProofError("a fact's proof is not spelled as the format has it")
        return proof


def prove_fact(lines: Sequence[bytes], index: int, header: Header, *, nodes: Nodes, size: int) -> FactProof:
    """Prove a fact in a ledger of a size from its commit's lines and nodes of the ledger's tree."""
    header_path = inclusion(nodes, header.seq - 1, size)
    facts_path = inclusion(HashTree(map(leaf_hash, lines)).node, index, len(lines))
    return FactProof(
        line=lines[index],
        index=index,
        header=header.encode(),
        size=size,
        facts_path=tuple(facts_path),
        header_path=tuple(header_path),
    )


def _split(n: int) -> int:
    """The largest power of two smaller than n."""
    return 1 << (n - 1).bit_length() - 1


def _range_hash(nodes: Nodes, first: int, end: int) -> bytes:
    """The root over the leaves first..end-1, where `first` is where such a range may begin."""
    subtrees, at = [], first
    while at < end:
        level = (end - at).bit_length() - 1
        subtrees.append(nodes(level, at >> level))
        at += 1 << level
    found = subtrees.pop()
    while subtrees:
        found = node_hash(subtrees.pop(), found)
    return found


def _hashes(path: Sequence[bytes]) -> Iterator[bytes]:
    for step in path:
        if len(step) != _HASH_BYTES:
            raise ProofError(f"a step of a proof has {len(step)} bytes and not {_HASH_BYTES}")
        yield step
