"""Why is one thing in the recall of another: one shortest path of evidence.

Promises: the path has as few relationships as any, and is the same on every engine (among equals the one
whose relationship keys sort first, level by level). It follows the rules of a walk: nothing is joined
through a party, document or package, and package times hold. If nothing leads from the first key to the
second, the other direction is tried and `direction` says so. If nothing leads either way, `path` is None
and `gaps` holds what is missing on both sides: without gaps the two are not connected, with gaps that
is not known. A path over a relationship that sources state differently has that as its gap. An asker who
is bound to sites gets a path of which every node is visible, the shortest of these; where others alone
lead there, what they lead over is counted among the gaps.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.questions.ask import traced
from app.questions.errors import BadRequest
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.gaps import preferred_notes, statement_gaps, upheld_notes
from app.questions.hiding import hidden_gaps
from app.questions.reading import Backed, Edge, Reads
from app.questions.starts import resolve_starts
from app.questions.trace import FLOW, Walk, event_times, orders_above
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
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
    """The path in the direction of flow, or None. `direction` is from the asker's first key.

    `notes` are about merged records and preferred sources only, and are printed only where there are some.
    """

    source: str
    target: str
    direction: str | None
    path: tuple[Step, ...] | None
    gaps: tuple[Gap, ...]
    known_at: int
    root: str
    sha256: str = ""
    as_of: str | None = None
    prefer: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

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
            "clocks": {"as_of": self.as_of, "known_at": self.known_at},
            **({"prefer": list(self.prefer)} if self.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            **({"notes": [note.to_json() for note in self.notes]} if self.notes else {}),
            "path": None if self.path is None else [step.to_json() for step in self.path],
            "ledger": {"size": self.known_at, "root": self.root},
            **({"sha256": self.sha256} if self.sha256 else {}),
        }


def why(reader: Backed, source: str, target: str, view: View = NOW) -> Evidence:
    """One shortest path between two keys."""
    refuse_unknown_sources(reader, view)
    seen = through(reader, view)
    (start,) = resolve_starts(seen, [source])
    (end,) = resolve_starts(seen, [target])
    if start == end:
        raise BadRequest(f"{start} was named twice.", "Name two different keys.")
    direction: str | None = "forward"
    edges = shortest(seen, start, end)
    if edges is None:
        direction, edges = "backward", shortest(seen, end, start)
    path = None if edges is None else tuple(map(_step, edges))
    if edges is None:
        direction, (gaps, notes) = None, _of_both_sides(reader, start, end, view)
    else:
        gaps, notes = sorted_gaps(statement_gaps(edges, seen.taken())), _notes(seen, edges)
    found = Evidence(start, end, direction, path, gaps, seen.known_at, seen.root)
    found = replace(found, as_of=view.as_of, prefer=view.prefer, notes=notes)
    return replace(found, sha256=hashlib.sha256(canonical(found.to_json())).hexdigest())


def _notes(seen: Watching, edges: Iterable[Edge]) -> tuple[Note, ...]:
    """What is told as one, and what holds by a preferred source or against a withdrawal."""
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    upheld = upheld_notes(edge for edge in edges if edge.upheld)
    return tuple(sorted({*seen.classes.notes(ends), *preferred_notes((), edges, seen.taken()), *upheld}))


def _of_both_sides(
    reader: Backed, start: str, end: str, view: View
) -> tuple[tuple[Gap, ...], tuple[Note, ...]]:
    """That nothing leads from one to the other is as sure as the answers on both sides are complete."""
    sides = [traced(reader, [key], view, forward=on) for key in (start, end) for on in (True, False)]
    told = {gap for side in sides for gap in side.answer.gaps if gap.kind != "hidden_by_site"}
    left_out = {hidden for side in sides for hidden in side.left_out if hidden[1] not in told}
    notes = {note for side in sides for note in side.answer.notes if note.kind in ("merged", "preferred")}
    return sorted_gaps([*told, *hidden_gaps(left_out)]), tuple(sorted(notes))


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
