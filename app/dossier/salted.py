"""The rows of an answer as the leaves of a salted Merkle tree, so that one can be shown without the others.

Promises: each leaf holds a salt of its own, made from a secret of the dossier, so that whoever sees hashes
can't find a row by trying; leaves stand in the order of their hashes, so that a place says nothing of a key.
A leaf tells of its row what is about this row alone: neither records nor consignments, which name others.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Final

from graph_model.facts import canonical
from ledger.proof import HashTree, inclusion_of_all, root_at
from ledger.tree import leaf_hash

TOLD: Final = ("key", "label", "quantity", "unit", "udi_di")


def salt_of(secret: bytes, key: str) -> bytes:
    """The salt of one row; it tells nothing of the secret, nor of another salt."""
    return hmac.digest(secret, key.encode(), hashlib.sha256)


def leaf_of(row: Mapping[str, object], secret: bytes) -> bytes:
    """The leaf of a row of an answer's JSON."""
    told = {name: row[name] for name in TOLD}
    return canonical({"row": told, "salt": salt_of(secret, str(row["key"])).hex()})


class SaltedRows:
    """The tree over the rows of an answer."""

    def __init__(self, rows: Iterable[Mapping[str, object]], secret: bytes) -> None:
        self._leaves = {str(row["key"]): leaf_of(row, secret) for row in rows}
        hashes = sorted(map(leaf_hash, self._leaves.values()))
        self._tree = HashTree(hashes)
        self._places = {digest: place for place, digest in enumerate(hashes)}

    def __len__(self) -> int:
        return len(self._tree)

    @property
    def root(self) -> bytes:
        """What the signature of the dossier names."""
        return root_at(self._tree.node, len(self))

    def prove(self, key: str) -> tuple[bytes, int, list[bytes]]:
        """The leaf of a row, its place, and the path from it to the root."""
        leaf = self._leaves[key]
        place = self._places[leaf_hash(leaf)]
        return leaf, place, inclusion_of_all(self._tree.node, [place], len(self))
