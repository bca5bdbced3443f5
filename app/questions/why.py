"""Why is one thing in the recall of another: one shortest path of evidence.

Promises: the path has as few relationships as any, and is the same on every engine (among equals the one
whose relationship keys sort first, level by level). It follows the rules of a walk: nothing is joined
through a party, document or package, and package times hold. If nothing leads from the first key to the
second, the other direction is tried and `direction` says so. If nothing leads either way, `path` is None
and `gaps` holds what is missing on both sides: without gaps the two are not connected, with gaps that
is not known.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.questions.ask import genealogy, recall
from app.questions.errors import BadRequest
from app.questions.findings import Gap, sorted_gaps
from app.questions.reading import Edge, Reader
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


def why(reader: Reader, source: str, target: str) -> Evidence:
    """One shortest path between two keys."""
    (start,) = resolve_starts(reader, [source])
    (end,) = resolve_starts(reader, [target])
    if start == end:
        raise BadRequest(f"{start} was named twice.", "Name two different keys.")
    direction: str | None = "forward"
    gaps: tuple[Gap, ...] = ()
    path = shortest(reader, start, end)
    if path is None:
        direction, path = "backward", shortest(reader, end, start)
    if path is None:
        direction, gaps = None, _gaps(reader, start, end)
    found = Evidence(start, end, direction, path, gaps, reader.known_at, reader.root)
    return replace(found, sha256=hashlib.sha256(canonical(found.to_json())).hexdigest())


def _gaps(reader: Reader, start: str, end: str) -> tuple[Gap, ...]:
    """That nothing leads from one to the other is as sure as the answers on both sides are complete."""
    forward = (*recall(reader, [start]).gaps, *genealogy(reader, [end]).gaps)
    backward = (*recall(reader, [end]).gaps, *genealogy(reader, [start]).gaps)
    return sorted_gaps([*forward, *backward])


def shortest(reader: Reader, start: str, end: str) -> tuple[Step, ...] | None:
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


def _parts(reader: Reader, start: str, end: str) -> dict[str, list[tuple[Edge, str]]]:
    """From an operation up to the orders above the start, and down from those above the end: what an
    order used and made, its operations did. Never up and down again, which would join two operations."""
    out: dict[str, list[tuple[Edge, str]]] = defaultdict(list)
    up = orders_above(reader, [start])
    for edge in up:
        out[edge.source].append((edge, edge.target))
    risen = {start, *(edge.target for edge in up)}
    for edge in orders_above(reader, [end]):
        if edge.target not in risen:
            out[edge.target].append((edge, edge.source))
    return out


def _expand(
    reader: Reader, scratch: Walk, frontier: list[_State], parts: Mapping[str, list[tuple[Edge, str]]]
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
    ]
    live = {edge.key: (edge, edge.source, edge.target) for edge in found if not edge.void}
    times = event_times(reader, scratch, (edge for edge, _, _ in live.values()))
    live.update((edge.key, (edge, near, far)) for near in states for edge, far in parts.get(near, ()))
    for key in sorted(live):
        edge, near, far = live[key]
        for window in states[near]:
            inside = window & times.get(key, OPEN)
            if not inside.empty:
                yield (near, window), edge, far, inside


def _unwind(came_by: dict[_State, tuple[_State, Edge] | None], state: _State) -> tuple[Step, ...]:
    steps: list[Step] = []
    before = came_by[state]
    while before is not None:
        state, edge = before
        steps.append(Step(edge.type, edge.key, edge.source, edge.target, edge.commit))
        before = came_by[state]
    return tuple(reversed(steps))
