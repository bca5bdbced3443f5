"""The Merkle tree of RFC 6962, section 2.1, over opaque leaves.

Invariants:
- a leaf's hash is SHA-256(0x00 || leaf), an inner node's SHA-256(0x01 || left || right), so that no
  leaf can be passed off as an inner node;
- the root of an empty tree is SHA-256 of nothing;
- `Frontier` holds one hash for each complete subtree, largest first: all that is needed to append.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash of one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree of `size` leaves."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The tree with one more leaf."""
        hashes = [*self.hashes, leaf_hash(leaf)]
        # Each trailing one bit of the old size is a complete subtree that the new leaf completes.
        size = self.size
        while size & 1:
            right = hashes.pop()
            hashes[-1] = node_hash(hashes[-1], right)
            size >>= 1
        return Frontier(self.size + 1, tuple(hashes))

    def root(self) -> bytes:
        """The tree's root hash."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def nodes(self) -> dict[tuple[int, int], bytes]:
        """The complete subtrees by level and index, as `ledger.proof` names them; all are left children."""
        levels = [level for level in range(self.size.bit_length()) if self.size >> level & 1]
        places = [(level, (self.size >> level) - 1) for level in levels]
        return dict(zip(places, reversed(self.hashes), strict=True))

    def to_text(self) -> str:
        """The hashes as hex, a space between."""
        return " ".join(h.hex() for h in self.hashes)

    @classmethod
    def from_text(cls, size: int, text: str) -> Frontier:
        """Read `to_text` back; refuses a count of hashes that this size cannot have."""
        hashes = tuple(bytes.fromhex(h) for h in text.split())
        if len(hashes) != size.bit_count() or any(len(h) != hashlib.sha256().digest_size for h in hashes):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} hashes on its edge")
        return cls(size, hashes)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root of the tree over these leaves."""
    level = list(map(leaf_hash, leaves))
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # Who has no neighbour goes up as it is: it is the last and smaller part of the tree above.
        last = level[len(level) & ~1 :]
        level = [*map(node_hash, level[::2], level[1::2]), *last]
    return level[0]
