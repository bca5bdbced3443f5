"""Deciders: the fewest records that would all have to be wrong for an item to be clear of what is suspected.

Promises: taking them away leaves nothing that leads from the starts to the item. A record is a line of a
document: relationships of one line stand and fall together. `fewest` says that no smaller set exists; where a
line ties things that do not hang together, finding the smallest is not feasible, and a small set is given
without it. What is missing on both sides is told as in recall and genealogy: a link that nobody stated is no
record. An asker who is bound to sites is told the deciders of what may be seen, and the rest is counted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.questions.ask import traced, walked
from app.questions.errors import BadRequest, BadStart
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.hiding import hidden_gaps
from app.questions.reading import Backed, Edge
from app.questions.starts import label_of, resolve_starts
from app.questions.trace import FLOW, closure
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.why import Step
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from lineage.cuts import least_cut

_Node = tuple[str, str]
"""A record or a node of the graph, by its key."""
_SOURCE: _Node = ("", "source")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a document, and the relationships that it states on the way."""

    record: str
    states: tuple[Step, ...]

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {"record": self.record, "states": [step.to_json() for step in self.states]}


@dataclass(frozen=True, slots=True)
class Deciders:
    """The records; `connected` is false where nothing leads to the item anyway."""

    start: tuple[str, ...]
    item: str
    connected: bool
    fewest: bool
    records: tuple[Record, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    view: View = NOW

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical answer."""
        return hashlib.sha256(canonical(self._body())).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def _body(self) -> dict[str, object]:
        return {
            "start": list(self.start),
            "item": self.item,
            "clocks": {"as_of": self.view.as_of, "known_at": self.known_at},
            **({"prefer": list(self.view.prefer)} if self.view.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "connected": self.connected,
            "fewest": self.fewest,
            "records": [record.to_json() for record in self.records],
            "ledger": {"size": self.known_at, "root": self.root},
        }


def deciders(reader: Backed, keys: Iterable[str], item: str, view: View = NOW) -> Deciders:
    """What would have to be wrong for the item to be clear of these."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    starts = resolve_starts(watching, keys)
    (end,) = resolve_starts(watching, [item])
    if prefix_of(end) not in FLOW:
        raise BadStart(
            f"{end} is a {label_of(end)}; nothing is made there.",
            "Name the device, lot or step that may be clear.",
            keys=(end,),
        )
    if end in starts:
        raise BadRequest(f"{end} is suspected itself.", "Name an item that was made of what is suspected.")
    forward = walked(reader, watching, view, lambda _: starts, forward=True)
    sides = [forward.traced, traced(reader, [end], view, forward=False)]
    told = {gap for side in sides for gap in side.answer.gaps if gap.kind != "hidden_by_site"}
    left_out = {hidden for side in sides for hidden in side.left_out if hidden[1] not in told}
    states = _on_the_way(forward.walk.edges, starts, end)
    cut = tuple(_cut(states, starts, end)) if states else ()
    return Deciders(
        start=starts,
        item=end,
        connected=bool(states),
        fewest=all(_hangs_together(edges) for edges in states.values()),
        records=tuple(Record(name, _steps(states[name])) for name in sorted(cut)),
        gaps=sorted_gaps([*told, *hidden_gaps(left_out)]),
        notes=tuple(sorted({note for side in sides for note in side.answer.notes})),
        known_at=watching.known_at,
        root=watching.root,
        view=view,
    )


def record_of(edge: Edge) -> str:
    """The line of the document that states a relationship: its key without the type."""
    return edge.key.partition(":")[2]


def ways(edge: Edge) -> list[tuple[str, str]]:
    """From where to where it leads; an order and its operations are one."""
    there = (edge.source, edge.target)
    return [there, there[::-1]] if edge.type == "PART_OF" else [there]


def _on_the_way(edges: Mapping[str, Edge], starts: tuple[str, ...], end: str) -> dict[str, list[Edge]]:
    """Record -> its relationships that lie between the starts and the item."""
    onward: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for edge in edges.values():
        for source, target in ways(edge):
            onward[source].add(target)
            back[target].add(source)
    between = closure(onward, starts) & closure(back, [end])
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges.values():
        if {edge.source, edge.target} <= between:
            out[record_of(edge)].append(edge)
    return dict(sorted(out.items())) if end in between else {}


def _cut(states: Mapping[str, list[Edge]], starts: tuple[str, ...], end: str) -> set[str]:
    """Few records without which nothing leads to the end: the smaller of two ways to count them.

    As one vertex a record also joins ends of its that do not hang together, so its cut may be larger than
    need be; by relationships it counts a line once for each of them, and may choose one line too many.
    """
    by_record = _least(states, starts, end, {name: name for name in states})
    by_edge = _least(states, starts, end, {e.key: record_of(e) for edges in states.values() for e in edges})
    return min(by_record, by_edge, key=len)


def _least(
    states: Mapping[str, list[Edge]], starts: tuple[str, ...], end: str, record_by: Mapping[str, str]
) -> set[str]:
    by_edge = any(name != record for name, record in record_by.items())
    links: list[tuple[_Node, _Node]] = [(_SOURCE, ("node", start)) for start in starts]
    for name, edges in states.items():
        for edge in edges:
            vertex: _Node = ("record", edge.key if by_edge else name)
            for source, target in ways(edge):
                links += [(("node", source), vertex), (vertex, ("node", target))]
    weights: dict[_Node, int] = {("record", name): 1 for name in sorted(record_by)}
    return {record_by[name] for _, name in least_cut(links, _SOURCE, ("node", end), weights).nodes}


def _hangs_together(edges: list[Edge]) -> bool:
    """Whether each beginning of a line's relationships leads to each of their ends by that line alone."""
    onward: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        for source, target in ways(edge):
            onward[source].add(target)
    ends = {target for targets in onward.values() for target in targets}
    return all(ends <= closure(onward, [source]) | {source} for source in onward)


def _steps(edges: Iterable[Edge]) -> tuple[Step, ...]:
    found = sorted(edges, key=lambda edge: edge.key)
    return tuple(Step(e.type, e.key, e.source, e.target, e.commit) for e in found)
