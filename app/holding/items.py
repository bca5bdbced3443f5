"""Which holds reach some items: asked from the items, so that it costs what their genealogy costs.

Promises: the holds that `app.holding.board` says of the same items, by the way back; what is missing of their
genealogy may hide one, and is told; so is a hold in force that names nothing. Holds outside of an
asker's sites count and are not named.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from app.holding.board import hold_json
from app.holding.in_force import InForce, read_in_force, whole_of
from app.questions.ask import walked
from app.questions.errors import BadRequest, BadStart
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.hiding import Hidden, hidden_gaps
from app.questions.materials import named_by_key
from app.questions.reading import Edge, Recorded, may_hold
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve
from app.questions.trace import ITEMS, Walk, walk
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from quality.holds import DECIDED_ON, Hold, reached

_FLOW = frozenset(["CONSUMED_IN", "PRODUCED", "HAS_UNIT"])


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Of each item asked about the holds in force that reach it; `hidden` says how many others do."""

    items: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, int]
    holds: tuple[Hold, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    view: View = NOW

    @property
    def complete(self) -> bool:
        """Whether nothing is missing: else a hold may be, too."""
        return not self.gaps

    @property
    def held(self) -> tuple[str, ...]:
        """Those of the items that a hold reaches."""
        return tuple(item for item, holds in self.items.items() if holds or self.hidden[item])

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical answer."""
        return hashlib.sha256(canonical(self._body())).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `lotgraph hold of --format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def _body(self) -> dict[str, object]:
        return {
            "clocks": {"as_of": self.view.as_of, "known_at": self.known_at},
            **({"prefer": list(self.view.prefer)} if self.view.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "items": [self._item(item) for item in self.items],
            "holds": [hold_json(hold) for hold in self.holds],
            "ledger": {"size": self.known_at, "root": self.root},
        }

    def _item(self, item: str) -> dict[str, object]:
        return {
            "key": item,
            "label": label_of(item),
            "held": item in self.held,
            "holds": list(self.items[item]),
            "hidden": self.hidden[item],
        }


def held_by(reader: Recorded, texts: Iterable[str], view: View = NOW) -> HeldBy:
    """Which holds in force reach these lots and devices."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    items = _items(watching, texts)
    told = walked(reader, watching, view, lambda _: items, forward=False)
    whole = whole_of(reader)
    seen = through(whole, view)
    before = _Before(items)
    before.add(told.walk if whole is reader else walk(seen, items, forward=False), seen)
    reaching = before.holds(seen)
    found = read_in_force(whole, seen, view, reaching | _of_nothing(whole, seen, reaching))
    marks = {hold.key: before.mark(hold) for hold in found.holds}
    shown, hidden, gaps = _visible(reader, view, found, told.traced.left_out)
    answer = told.traced.answer
    return HeldBy(
        items={item: tuple(h.key for h in shown if marks[h.key] >> at & 1) for at, item in enumerate(items)},
        hidden={item: sum(marks[key] >> at & 1 for key in hidden) for at, item in enumerate(items)},
        holds=tuple(hold for hold in shown if hold.key in reaching),
        gaps=sorted_gaps([*(gap for gap in answer.gaps if gap.kind != "hidden_by_site"), *gaps]),
        notes=answer.notes,
        known_at=watching.known_at,
        root=watching.root,
        view=view,
    )


def _items(reader: Watching, texts: Iterable[str]) -> tuple[str, ...]:
    keys = sorted({resolve(reader, text) for text in texts})
    if not keys:
        raise BadRequest("No key was given.", "Name at least one lot or device.")
    for key in keys:
        if prefix_of(key) not in ITEMS:
            said = f"{key} is a {label_of(key)}, and holds reach lots and devices."
            raise BadStart(said, "Name one of its lots or devices.", keys=(key,))
    return tuple(keys)


def _of_nothing(whole: Recorded, seen: Watching, reaching: Set[str]) -> set[str]:
    """Holds that name nothing: each may be on these items as on any other, so answers tell of it."""
    others = sorted({*whole.of_label("Hold")} - reaching)
    edges = seen.context(others, (DECIDED_ON,), True) if others else ()
    return {*others} - {edge.source for edge in edges if may_hold(edge)}


def _visible(
    reader: Recorded, view: View, found: InForce, left_out: frozenset[Hidden]
) -> tuple[tuple[Hold, ...], list[str], list[Gap]]:
    """The holds that the asker may see, the keys of the others, and what is missing of the holds."""
    if not isinstance(reader, ScopedReader):
        return found.holds, [], list(found.gaps)
    every = {hold.key for hold in found.holds}
    own = read_in_force(reader.whole, through(reader, view), view, reader.visible(every))
    hidden = sorted(every - {hold.key for hold in own.holds})
    gaps = {gap for gap in own.gaps & found.gaps if reader.may_tell(f"{gap.key} {gap.message}")}
    counted = left_out | {("Gap", gap) for gap in found.gaps - gaps} | {("Hold", key) for key in hidden}
    return own.holds, hidden, [*gaps, *hidden_gaps(counted)]


@dataclass(slots=True)
class _Before:
    """What leads to the items: of each node the items it comes before, a bit for each."""

    items: tuple[str, ...]
    marks: dict[str, int] = field(default_factory=dict)

    def add(self, done: Walk, seen: Watching) -> None:
        """All of a walk back, the operations of its orders, and the materials of its items."""
        edges = {edge.key: edge for edge in (*done.edges.values(), *_operations(seen, done.keys))}
        links = [*_back(edges.values()), *_materials(seen, done.keys)]
        keys = sorted({*self.items, *(end for link in links for end in link)})
        place = {key: at for at, key in enumerate(keys)}
        found = reached(
            len(keys), ((place[a], place[b]) for a, b in links), [[place[item]] for item in self.items]
        )
        self.marks = dict(zip(keys, found, strict=True))

    def holds(self, seen: Watching) -> set[str]:
        """The holds on any of it."""
        edges = seen.context(sorted(self.marks), (DECIDED_ON,), False)
        return {edge.source for edge in edges if may_hold(edge) and prefix_of(edge.source) == "hold"}

    def mark(self, hold: Hold) -> int:
        """The items that it reaches."""
        out = 0
        for target in hold.targets:
            out |= self.marks.get(target, 0)
        return out


def _back(edges: Iterable[Edge]) -> Iterator[tuple[str, str]]:
    for edge in edges:
        if edge.type in _FLOW or edge.type == "PART_OF":
            yield edge.target, edge.source
        if edge.type == "PART_OF":
            yield edge.source, edge.target


def _operations(seen: Watching, keys: Iterable[str]) -> list[Edge]:
    """What ties operations to the orders of these steps, whether they used something or not."""
    out: list[Edge] = []
    frontier = {key for key in keys if prefix_of(key) == "step"}
    known = set(frontier)
    while frontier:
        found = [
            edge
            for outgoing in (True, False)
            for edge in seen.context(sorted(frontier), ("PART_OF",), outgoing)
            if not edge.void
        ]
        out += found
        frontier = {end for edge in found for end in (edge.source, edge.target)} - known
        known |= frontier
    return out


def _materials(seen: Watching, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Items with their materials; one that nothing ties to a material is of the one its key names."""
    items = sorted(key for key in keys if prefix_of(key) in ITEMS)
    of: dict[str, set[str]] = defaultdict(set)
    for edge in seen.context(items, ("INSTANCE_OF",), True) if items else ():
        if may_hold(edge):
            of[edge.source].add(edge.target)
    for item in items:
        for material in of.get(item) or (seen.classes.kept(named_by_key(item)),):
            yield item, material
