"""The verifier's own Merkle hashing (RFC 6962, section 2.1), level by level and leaf by leaf."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from hashlib import sha256

NOTHING = sha256(b"").digest()


def hash_leaf(leaf: bytes) -> bytes:
    """Hash of one leaf."""
    return sha256(b"\x00" + leaf).digest()


def levels(leaves: list[bytes]) -> list[list[bytes]]:
    """All levels of the tree over leaf hashes, the leaves first and the root alone last.

    An odd last hash rises as it is, which is what the RFC's split at a power of two comes to; so the
    first n >> level hashes of a level are the roots of complete subtrees.
    """
    rows = [leaves or [NOTHING]]
    while len(row := rows[-1]) > 1:
        pairs = iter(row)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(row) % 2:
            above.append(row[-1])
        rows.append(above)
    return rows


def root_with(leaves: Mapping[int, bytes], size: int, path: Sequence[bytes]) -> bytes:
    """Root of the tree of `size` leaves, of which some are known by place; the path has all other subtrees.

    Refuses, with ValueError, places that the tree has not and a path that is longer or shorter than it takes.
    """
    places, rest = sorted(leaves), iter(path)
    if not places or not 0 <= places[0] <= places[-1] < size:
        raise ValueError("leaves in places that the tree has not")
    if any(len(one) != len(NOTHING) for one in (*leaves.values(), *path)):
        raise ValueError("a hash that is not of 32 bytes")

    def root(first: int, end: int) -> bytes:
        if bisect_left(places, first) == bisect_left(places, end):
            if (known := next(rest, None)) is None:
                raise ValueError("the path is too short")
            return known
        if end - first == 1:
            return leaves[first]
        middle = first + (1 << (end - first - 1).bit_length() - 1)
        left = root(first, middle)
        return sha256(b"\x01" + left + root(middle, end)).digest()

    found = root(0, size)
    if next(rest, None) is not None:
        raise ValueError("the path is too long")
    return found


class Tree:
    """Grows by leaf hashes and notes the roots at wanted sizes, until a hole makes them unknowable."""

    def __init__(self, wanted: set[int]) -> None:
        self.size = 0
        self.is_known = True
        self.roots: dict[int, bytes] = {0: NOTHING} if 0 in wanted else {}
        self._wanted = wanted
        self._peaks: list[tuple[int, bytes]] = []

    def push(self, leaf: bytes) -> list[bytes]:
        """Append one; returns the roots of the subtrees that it completes, the leaf first."""
        done, level = [leaf], 0
        while self._peaks and self._peaks[-1][0] == level:
            left = self._peaks.pop()[1]
            done.append(sha256(b"\x01" + left + done[-1]).digest())
            level += 1
        self._peaks.append((level, done[-1]))
        self.size += 1
        if self.is_known and self.size in self._wanted:
            self.roots[self.size] = self.root()
        return done

    def root(self) -> bytes:
        """Root of all leaves so far."""
        if not self._peaks:
            return NOTHING
        found = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            found = sha256(b"\x01" + left + found).digest()
        return found

    def copy(self) -> Tree:
        """Another tree of the same leaves, to try what follows."""
        other = Tree(self._wanted)
        other.size, other.is_known, other._peaks = self.size, self.is_known, list(self._peaks)
        return other
