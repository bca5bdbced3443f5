"""Why is one thing in the recall of another: one shortest path of evidence.

Promises: the path has as few relationships as any, and is the same on every engine (among equals the one
whose relationship keys sort first, level by level). It follows the rules of a walk: nothing is joined
through a party, document or package, and package times hold. If nothing leads from the first key to the
second, the other direction is tried and `direction` says so. If nothing leads either way, `path` is None
and `gaps` holds what is missing on both sides: without gaps the two are not connected, with gaps that
is not known. A path over a relationship that sources state differently has that as its gap.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.questions.ask import genealogy, recall
from app.questions.errors import BadRequest
from app.questions.findings import Gap, sorted_gaps
from app.questions.gaps import statement_gaps
from app.questions.reading import Edge, Reads
from app.questions.starts import resolve_starts
from app.questions.trace import FLOW, Walk, event_times, orders_above
from app.questions.windows import OPEN, Window
from graph_model.facts import canonical
from graph_model.keys import prefix_of

_State = tuple[str, Window]


@dataclass(frozen=True, slots=True)
class Step:
    """One relationship of the path, with the commit that recorded it."""

    type: str
    key: str
    source: str
    target: str
    commit: int

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {
            "type": self.type,
            "key": self.key,
            "from": self.source,
            "to": self.target,
            "commit": self.commit,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """The path in the direction of flow, or None. `direction` is from the asker's first key."""

    source: str
    target: str
    direction: str | None
    path: tuple[Step, ...] | None
    gaps: tuple[Gap, ...]
    known_at: int
    root: str
    sha256: str = ""

    @property
    def complete(self) -> bool:
        """Whether the answer holds for sure."""
        return not self.gaps

    def to_json(self, *, with_links: bool = False) -> dict[str, object]:
        """The object that `--format json` prints; its relationships are always there."""
        return {
            "from": self.source,
            "to": self.target,
            "direction": self.direction,
            "clocks": {"as_of": None, "known_at": self.known_at},
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "path": None if self.path is None else [step.to_json() for step in self.path],
            "ledger": {"size": self.known_at, "root": self.root},
            **({"sha256": self.sha256} if self.sha256 else {}),
        }


def why(reader: Reads, source: str, target: str) -> Evidence:
    """One shortest path between two keys."""
    (start,) = resolve_starts(reader, [source])
    (end,) = resolve_starts(reader, [target])
    if start == end:
        raise BadRequest(f"{start} was named twice.", "Name two different keys.")
    direction: str | None = "forward"
    edges = shortest(reader, start, end)
    if edges is None:
        direction, edges = "backward", shortest(reader, end, start)
    path = None if edges is None else tuple(map(_step, edges))
    if edges is None:
        direction, gaps = None, _gaps(reader, start, end)
    else:
        gaps = sorted_gaps(statement_gaps(edges))
    found = Evidence(start, end, direction, path, gaps, reader.known_at, reader.root)
    return replace(found, sha256=hashlib.sha256(canonical(found.to_json())).hexdigest())


def _gaps(reader: Reads, start: str, end: str) -> tuple[Gap, ...]:
    """That nothing leads from one to the other is as sure as the answers on both sides are complete."""
    forward = (*recall(reader, [start]).gaps, *genealogy(reader, [end]).gaps)
    backward = (*recall(reader, [end]).gaps, *genealogy(reader, [start]).gaps)
    return sorted_gaps([*forward, *backward])


def _step(edge: Edge) -> Step:
    return Step(edge.type, edge.key, edge.source, edge.target, edge.commit)


def shortest(reader: Reads, start: str, end: str) -> tuple[Edge, ...] | None:
    """A shortest path in the direction of flow, level by level, stopping as soon as the end is met."""
    came_by: dict[_State, tuple[_State, Edge] | None] = {(start, OPEN): None}
    frontier: list[_State] = [(start, OPEN)]
    scratch = Walk((start,), True)
    parts = _parts(reader, start, end)
    while frontier:
        reached: list[_State] = []
        for state, edge, far, window in _expand(reader, scratch, frontier, parts):
            follow = (far, window if prefix_of(far) == "package" else OPEN)
            if follow in came_by:
                continue
            came_by[follow] = (state, edge)
            if far == end:
                return _unwind(came_by, follow)
            reached.append(follow)
        frontier = reached
    return None


def _parts(reader: Reads, start: str, end: str) -> dict[str, list[Edge]]:
    """Order -> what leads down to the end, if that is an operation: what its order used, it did.

    Not from an order that the start is part of: nothing flows between two operations for that.
    """
    risen = {start, *(edge.target for edge in orders_above(reader, [start]))}
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in orders_above(reader, [end]):
        if edge.target not in risen:
            out[edge.target].append(edge)
    return out


def _expand(
    reader: Reads, scratch: Walk, frontier: list[_State], parts: Mapping[str, list[Edge]]
) -> Iterator[tuple[_State, Edge, str, Window]]:
    """Every step out of the frontier with where it leads, in the order of relationship keys."""
    states: dict[str, list[Window]] = defaultdict(list)
    for key, window in frontier:
        states[key].append(window)
    flow = sorted(k for k in states if prefix_of(k) in FLOW)
    ends = sorted(k for k in states if prefix_of(k) != "step")
    found = [
        *(reader.flow(flow, True) if flow else ()),
        *(reader.logistics(ends, True) if ends else ()),
        *(edge for key in states for edge in parts.get(key, ())),
    ]
    live = {edge.key: edge for edge in found if not edge.void}
    times = event_times(reader, scratch, live.values())
    for key, edge in sorted(live.items()):
        for near, far in _ways(edge):
            for window in states.get(near, ()):
                inside = window & times.get(key, OPEN)
                if not inside.empty:
                    yield (near, window), edge, far, inside


def _ways(edge: Edge) -> list[tuple[str, str]]:
    """In which directions it may be followed: an order and its operations are one."""
    there = (edge.source, edge.target)
    return [there, there[::-1]] if edge.type == "PART_OF" else [there]


def _unwind(came_by: dict[_State, tuple[_State, Edge] | None], state: _State) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    before = came_by[state]
    while before is not None:
        state, edge = before
        edges.append(edge)
        before = came_by[state]
    return tuple(reversed(edges))
