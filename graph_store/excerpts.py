"""The statements of many records at once, out of the commits that hold them, proven together.

Promises: all statements of each key up to a ledger size, withdrawals and outvoted ones too; each commit is
read once, whatever the number of keys in it; the number of queries grows with pages of keys and of commits.
A key that is only referred to has no statement and is left out. Refuses: to prove from what is damaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from graph_model import nodes as model
from graph_model import relationships, upcast
from graph_model.keys import prefix_of
from graph_store.applying import commits_of
from graph_store.commits import commits, rows, undamaged
from graph_store.connection import Connection
from graph_store.effects import label_of, node_key
from graph_store.reader import pages
from graph_store.statements import key_in
from graph_store.store import Store
from ledger.commit import Header
from ledger.excerpt import Excerpt, Part, proof_of
from ledger.proof import Nodes, Step, nodes_from
from ledger.tree import EMPTY_ROOT, Frontier

_SIZES_A_QUERY = 1_000
_CHANGES = ("_commit", "_stated", "_ended", "_resolved")


def commits_of_keys(connection: Connection, keys: Iterable[str]) -> dict[str, set[int]]:
    """Key of a node or relationship -> the commits that may speak of it; unknown keys are left out."""
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        by_prefix[prefix_of(key)].append(key)
    out: dict[str, set[int]] = defaultdict(set)
    for prefix, some in by_prefix.items():
        for page in pages(some):
            if prefix in relationships.BY_TYPE:
                found = _of_relationships(connection, prefix, page)
            else:
                found = _of_nodes(connection, page) if prefix in model.BY_PREFIX else iter(())
            for key, seq in found:
                out[key].add(seq)
    return dict(out)


def excerpt(store: Store, keys: Collection[str], *, known_at: int, size: int) -> Excerpt:
    """All statements of these keys up to `known_at`, under the root of `size`."""
    wanted = set(keys)
    found = commits_of_keys(store.connection, wanted)
    seqs = sorted({seq for some in found.values() for seq in some if seq <= known_at})
    parts = []
    for header, lines in commits(store.connection, seqs):
        places = [place for place, line in enumerate(lines) if key_of(line, header) in wanted]
        if places:
            parts.append(Part.of(header, lines, places))
    with undamaged():
        nodes = _nodes(store.connection, [part.header.seq for part in parts], known_at, size)
        return Excerpt.of(parts, nodes=nodes, known_at=known_at, size=size)


def _of_nodes(connection: Connection, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    with connection.reading() as runner:
        found = runner.rows(f"read_{label_of(keys[0])}", keys=list(keys))
    for row in found:
        for stored in row["nodes"]:  # type: ignore[attr-defined]  # what the query collects
            later = (*stored.get("_commits", ()), *stored.get("_given_up", ()))
            for seq in (*(stored[name] for name in _CHANGES if name in stored), *later):
                yield str(stored["key"]), seq


def _of_relationships(connection: Connection, type_: str, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    with connection.reading() as runner:
        stated = runner.rows(f"statements_{type_}", keys=list(keys))
        withdrawn = runner.rows("retractions", keys=list(keys))
    for row in stated:
        yield str(row["key"]), int(str(row["commit"]))
    for row in withdrawn:
        for seq in commits_of(row):
            yield str(row["key"]), seq


def key_of(line: bytes, header: Header) -> str | None:
    """Of what a line speaks; what is of the system has its key by its kind."""
    return key_in(line) or node_key(upcast.read(line, header.model))


def _nodes(connection: Connection, seqs: Sequence[int], known_at: int, size: int) -> Nodes:
    """The nodes of the ledger's tree that the proof takes, read after a first try that only notes which."""
    sizes: set[int] = set()

    def note(level: int, at: int) -> bytes:
        end = at + 1 << level
        sizes.update((end - 1, end) if at & 1 else (end,))
        return EMPTY_ROOT

    proof_of(note, seqs, known_at, size)
    wanted = sorted(sizes)
    steps: dict[int, Step] = {}
    for start in range(0, len(wanted), _SIZES_A_QUERY):
        page = wanted[start : start + _SIZES_A_QUERY]
        steps |= _steps(zip(page, rows(connection, "commit_edges", page), strict=True))
    return nodes_from(steps)


def _steps(edges: Iterable[tuple[int, Mapping[str, object]]]) -> dict[int, Step]:
    return {
        size: Step(str(row["header"]).encode(), Frontier.from_text(size, str(row["frontier"])))
        for size, row in edges
    }
