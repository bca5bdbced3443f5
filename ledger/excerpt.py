"""An excerpt of a ledger: some lines of some commits, proven together under one root.

Invariants:
- of a commit there stand its header, the chosen lines with their places (from 0), and one path that leads
  with them to the header's `facts_root`; one more path leads with all headers to the root of `size`;
- a path holds the root of each subtree without a chosen leaf, once, from the left to the right, so that what
  two lines share is not said twice;
- `since` says that the tree of `known_at` commits is the beginning of that of `size` (RFC 6962, 2.1.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.commit import Header
from ledger.errors import ProofError
from ledger.proof import HashTree, Nodes, consistency, inclusion_of_all
from ledger.tree import leaf_hash


@dataclass(frozen=True, slots=True)
class Part:
    """The chosen lines of one commit, by place."""

    header: Header
    lines: Mapping[int, bytes]
    path: tuple[bytes, ...]

    @classmethod
    def of(cls, header: Header, lines: Sequence[bytes], places: Iterable[int]) -> Part:
        """Choose lines of a commit."""
        chosen = {place: lines[place] for place in sorted(set(places))}
        tree = HashTree(map(leaf_hash, lines))
        return cls(header, chosen, tuple(inclusion_of_all(tree.node, chosen, len(lines))))

    def to_json(self) -> dict[str, object]:
        """As a plain object; hashes as hex."""
        return {
            "header": self.header.encode().decode(),
            "lines": [[place, line.decode()] for place, line in self.lines.items()],
            "path": _hex(self.path),
        }


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was chosen of a ledger, and how it hangs on the root of `size`."""

    known_at: int
    size: int
    parts: tuple[Part, ...]
    path: tuple[bytes, ...]
    since: tuple[bytes, ...]

    @classmethod
    def of(cls, parts: Sequence[Part], *, nodes: Nodes, known_at: int, size: int) -> Excerpt:
        """Prove the parts, in the order of their commits, none of which is later than `known_at`."""
        if any(part.header.seq > known_at for part in parts):
            raise ProofError(f"a commit of the excerpt is later than ledger size {known_at}")
        path, since = proof_of(nodes, [part.header.seq for part in parts], known_at, size)
        return cls(known_at, size, tuple(parts), tuple(path), tuple(since))

    def to_json(self) -> dict[str, object]:
        """As a plain object; hashes as hex."""
        return {
            "commits": [part.to_json() for part in self.parts],
            "path": _hex(self.path),
            "since": _hex(self.since),
        }


def proof_of(nodes: Nodes, seqs: Iterable[int], known_at: int, size: int) -> tuple[list[bytes], list[bytes]]:
    """Both paths of an excerpt of these commits."""
    return inclusion_of_all(nodes, (seq - 1 for seq in seqs), size), consistency(nodes, known_at, size)


def _hex(path: Iterable[bytes]) -> list[str]:
    return [step.hex() for step in path]
