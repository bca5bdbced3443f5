"""Reads of the whole graph, a label at a time, for rules that look at everything.

Promises: every node that was there at the reader's size comes once, in the order of keys; a page of keys is
in memory at a time, and one row of the engine of what they are joined to; each page costs a fixed number of
round trips, whatever the size of the graph. Only what holds is told. A read that fails fails the call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph_store.paging import next_page
from graph_store.reader import Edge, Reader, Value
from graph_store.store import Store

_STATED = ("quantity", "uom", "event_time", "same_as_key", "packed_from", "packed_to")
_FLOWS = {
    "Lot": "flows_Lot",
    "Device": "flows_Device",
    "Package": "flows_Package",
    "Material": "flows_Material",
}
_JOINED = {
    "ProcessStep": "joined_ProcessStep",
    "Receipt": "joined_Receipt",
    "Shipment": "joined_Shipment",
    "Return": "joined_Return",
    "EnvironmentalReading": "joined_EnvironmentalReading",
    "Inspection": "joined_Inspection",
    "Measurement": "joined_Measurement",
    "Release": "joined_Release",
    "Hold": "joined_Hold",
    "Nonconformity": "joined_Nonconformity",
    "Complaint": "joined_Complaint",
    "Calibration": "joined_Calibration",
    "SupplierQualification": "joined_SupplierQualification",
    "TrainingRecord": "joined_TrainingRecord",
}


class Survey:
    """Wide reads at the size of a reader."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self._store = store
        self.reads = reader
        self._loads: dict[int, str] = {}

    def pages(self, label: str) -> Iterator[Mapping[str, int]]:
        """Keys of a label, each with the commit that first stated it, else with that of its first mention."""
        after = ""
        while True:
            with self._store.connection.reading() as runner:
                found = next_page(runner, label, after, self.reads.known_at)
            if found is None:
                return
            page, after = found
            yield {key: commit for key, made, commit in page if made <= self.reads.known_at}

    def flows(self, label: str, keys: Sequence[str]) -> Iterator[Edge]:
        """What moved into and out of these, with the properties that amounts and times are made of."""
        for row in self._rows(_FLOWS[label], keys):
            for source, target, key, *values in row["links"]:  # type: ignore[attr-defined]
                stated: dict[str, Value] = {
                    name: value for name, value in zip(_STATED, values, strict=False) if value is not None
                }
                commit = int(str(row["commit"]))
                yield Edge(str(row["type"]), key, source, target, commit, stated, void=False)

    def joined(self, label: str, keys: Sequence[str]) -> Mapping[str, set[str]]:
        """Type -> which of these nodes have such a relationship."""
        out: dict[str, set[str]] = defaultdict(set)
        for row in self._rows(_JOINED[label], keys):
            out[str(row["type"])].add(str(row["key"]))
        return out

    def loads_of(self, commits: Sequence[int]) -> Mapping[int, str]:
        """The loads that these commits came with; empty for what came with none."""
        new = {seq for seq in commits if seq} - self._loads.keys()
        if new:
            self._loads |= self.reads.load_of(new)
        return {seq: self._loads.get(seq, "") for seq in commits}

    def _rows(self, name: str, keys: Sequence[str]) -> Iterator[dict[str, object]]:
        with self._store.connection.reading() as runner:
            yield from runner.stream(name, keys=list(keys), known_at=self.reads.known_at)
