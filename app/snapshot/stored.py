"""A relationship out of columns, as a reader tells it."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from graph_store.reader import Edge, Value


class StoredEdge(Edge):
    """A relationship that holds, in no dispute; its record is read when its properties are asked for."""

    __slots__ = ("_properties", "_record")

    def __init__(self, type_: str, key: str, source: str, target: str, commit: int, record: bytes) -> None:
        put = object.__setattr__
        put(self, "type", type_)
        put(self, "key", key)
        put(self, "source", source)
        put(self, "target", target)
        put(self, "commit", commit)
        put(self, "void", False)
        put(self, "disputed", False)
        put(self, "upheld", False)
        put(self, "_record", record)

    @property
    def properties(self) -> dict[str, Value]:
        """What is stated of it."""
        stated: dict[str, Value] | None = getattr(self, "_properties", None)
        if stated is None:
            stated = _stated(orjson.loads(self._stored))
            object.__setattr__(self, "_properties", stated)
        return stated

    @property
    def _stored(self) -> bytes:
        stored: bytes = getattr(self, "_record")  # noqa: B009  # set as frozen fields are
        return stored

    @property
    def rank(self) -> str:
        """Of its statement among those of its key."""
        return str(orjson.loads(self._stored)["_rank"])

    def in_full(self) -> Edge:
        """The same with its properties read."""
        return Edge(self.type, self.key, self.source, self.target, self.commit, self.properties, void=False)


def _stated(stored: Mapping[str, Value]) -> dict[str, Value]:
    return {n: v for n, v in stored.items() if n != "key" and n[0] != "_"}
