"""What relationships were ever stated to join.

Promises: the ends of every statement of a key, withdrawn and superseded ones too. A key that nothing stated
has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph_model.keys import prefix_of
from graph_store.beside import ask
from graph_store.reader import pages
from graph_store.store import Store

Ends = frozenset[tuple[str, str]]


def ends_of(store: Store, keys: Iterable[str]) -> Mapping[str, Ends]:
    """Key of a relationship -> the pairs of nodes that it was stated to join."""
    by_type: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        by_type[prefix_of(key)].add(key)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for type_, some in by_type.items():
        for page in pages(sorted(some)):
            for row in ask(store, f"ends_{type_}", keys=page):
                found[str(row["key"])].add((str(row["source"]), str(row["target"])))
    return {key: frozenset(pairs) for key, pairs in found.items()}
