"""One hash over the effective graph, equal on every engine and for every order of arrival.

It covers nodes (key, properties, disputed names, whether stated, whether a reject was dealt with),
live relationships, whether disputed, and what was withdrawn (a withdrawal may wait for its statement),
without the commit numbers. SHA-256 over the sorted hashes of all their canonical lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from graph_model.facts import canonical
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_store.connection import Connection
from graph_store.effects import state_of
from graph_store.fold import ends_of


def lines(connection: Connection) -> Iterator[bytes]:
    """A canonical line for each effective node and live relationship."""
    with connection.reading() as runner:
        for node in NODES:
            for row in runner.stream(f"all_{node.label}"):
                stored = row["properties"]
                if not isinstance(stored, dict):
                    raise TypeError("a node without properties")
                state = state_of(stored)
                stated = not stored.get("_stub") or "_stated" in stored
                flags = [stated, "_resolved" in stored]
                yield canonical([row["key"], _plain(state.properties), sorted(state.disputed), *flags])
        for relationship in RELATIONSHIPS:
            for row in runner.stream(f"all_{relationship.type}"):
                stored = row["properties"]
                if not isinstance(stored, dict):
                    raise TypeError("a relationship without properties")
                disputed = ["disputed"] if "_disputed" in stored else []
                yield canonical([relationship.type, row["key"], *ends_of(row), _plain(stored), *disputed])
        for row in runner.stream("all_retractions"):
            stored = row["properties"]
            if not isinstance(stored, dict):
                raise TypeError("a retraction without properties")
            yield canonical([row["key"], stored["type"], stored["rank"]])


def digest(connection: Connection) -> str:
    """The graph's digest, hex."""
    hashes = sorted(hashlib.sha256(line).digest() for line in lines(connection))
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def _plain(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        n: list(v) if isinstance(v, tuple) else v
        for n, v in properties.items()
        if n != "key" and not n.startswith("_")
    }
