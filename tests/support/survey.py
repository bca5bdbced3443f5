"""A survey of a store in memory: what the rules on data quality read, from the set of facts.

Promises: what `graph_store.survey` tells of an engine, by another way; its pages are small, so that whatever
spans records meets the end of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.quality.check import check
from app.quality.finding import Finding
from app.quality.rules import LINKS, NAMES
from graph_model.facts import NodeFact, RelationshipFact
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_store.reader import Edge
from tests.support.memory import MemoryReader, MemoryStore

PAGE = 3
_CAME = {"Lot": ("PRODUCED", "RECEIVED_AS"), "Device": ("PRODUCED", "RECEIVED_AS", "HAS_UNIT")}
_WENT = ("CONSUMED_IN", "PACKED_IN", "SHIPPED_IN", "RETURNED_IN", "USED_IN")
_TOLD = ("quantity", "uom", "event_time", "same_as_key", "packed_from", "packed_to")


class MemorySurvey:
    """Wide reads at the head of a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self.reads: MemoryReader = store.reader()
        self._first = dict(_first(store))

    def pages(self, label: str) -> Iterator[Mapping[str, int]]:
        """Keys in order."""
        prefix = BY_LABEL[label].prefix
        keys = sorted(key for key in self._first if prefix_of(key) == prefix)
        for start in range(0, len(keys), PAGE):
            yield {key: self._first[key] for key in keys[start : start + PAGE]}

    def flows(self, label: str, keys: Sequence[str]) -> Iterator[Edge]:
        """What moved into and out of these."""
        for outgoing, types in ((False, _CAME.get(label, ())), (True, _WENT)):
            for edge in self._live(keys, types, outgoing=outgoing):
                yield replace(edge, properties={n: v for n, v in edge.properties.items() if n in _TOLD})

    def joined(self, label: str, keys: Sequence[str]) -> Mapping[str, set[str]]:
        """Type -> which of these nodes have such a relationship."""
        types = [type_ for name, type_, _ in LINKS if name == label] or ["CONSUMED_IN", "PRODUCED"]
        also = {"MEASURED_AT": ["AT_LOCATION"], "CONSUMED_IN": ["USED_IN"]}
        out = {}
        for type_ in types:
            leaves = label in BY_TYPE[type_].sources and label not in BY_TYPE[type_].targets
            edges = self._live(keys, (type_, *also.get(type_, ())), outgoing=leaves)
            out[type_] = {edge.source if leaves else edge.target for edge in edges}
        return out

    def loads_of(self, commits: Sequence[int]) -> Mapping[int, str]:
        """The loads that these commits came with."""
        known = self.reads.load_of([seq for seq in set(commits) if seq])
        return {seq: known.get(seq, "") for seq in commits}

    def _live(self, keys: Sequence[str], types: Sequence[str], *, outgoing: bool) -> Iterator[Edge]:
        return (e for e in self.reads.context(keys, tuple(types), outgoing) if not e.void)


def _first(store: MemoryStore) -> Iterator[tuple[str, int]]:
    """The commit that first stated each node; before it, those that only mention it."""
    stated: dict[str, int] = {}
    mentioned: dict[str, int] = {}
    for seq, fact in store.reader()._facts:
        if isinstance(fact, NodeFact):
            stated.setdefault(fact.key, seq)
        elif isinstance(fact, RelationshipFact):
            mentioned.setdefault(fact.source, seq)
            mentioned.setdefault(fact.target, seq)
    yield from (mentioned | stated).items()


def found_in(store: MemoryStore, *names: str) -> list[Finding]:
    """What breaks the rules of these names, or any."""
    return list(check(MemorySurvey(store), lambda: (), names=names or NAMES))


def places(found: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Rule, field and key of each finding."""
    return [(finding.rule.name, finding.field, finding.key) for finding in found]
