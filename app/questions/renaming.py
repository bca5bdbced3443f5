"""What went on under which other key, so that a thing of several names counts once.

Promises: a step passes on what it made of an item's own material; a step that renames also passes a
device on as another material, unless that went in by itself (a part that was built in stays a part).
A device is held by its row where it came as often as it left; what goes round in a loop is held once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from app.questions.materials import Materials
from app.questions.reading import Edge, Reads
from app.questions.trace import closure, heads
from graph_model.keys import prefix_of, split

# A device that goes into these may come out as another material.
RENAMES = frozenset(["split", "merge", "relabel", "transfer", "rework"])
_Links = dict[str, set[str]]


def kind_of(step: str, stated: Mapping[str, object]) -> str:
    """What a step does; its key tells it of one that is only referred to."""
    return str(stated.get("kind") or split(step).parts[0])


def further_inputs(reader: Reads, edges: Container[str], kinds: Mapping[str, str]) -> list[Edge]:
    """A forward walk sees one input of a step; the others tell what the step renamed, or its operations.

    `edges` are the keys of those that are known, `kinds` what the steps of the answer do.
    """
    frontier = {key for key, kind in kinds.items() if kind in RENAMES}
    known, found = set(frontier), list[Edge]()
    while frontier:
        level = [edge for edge in reader.flow(sorted(frontier), False) if not edge.void]
        found += level
        frontier = {edge.source for edge in level if edge.type == "PART_OF"} - known
        known |= frontier
    return [edge for edge in found if edge.key not in edges]


class Renaming:
    """Reads the relationships of one answer. `edges` hold all inputs of the steps that rename.

    `passed` are the consumptions that went on, by item; `units` is the number of devices that a
    lot's amount holds beside their own rows.
    """

    def __init__(self, edges: Iterable[Edge], step_kinds: Mapping[str, str], materials: Materials) -> None:
        self._kinds, self._materials = step_kinds, materials
        self._inputs: _Links = defaultdict(set)
        self._outputs: _Links = defaultdict(set)
        lots_of: _Links = defaultdict(set)
        consumed = []
        edges = list(edges)
        self._heads = heads(edges)
        for edge in edges:
            match edge.type:
                case "HAS_UNIT":
                    lots_of[edge.target].add(edge.source)
                case "PRODUCED":
                    self._outputs[self._head(edge.source)].add(edge.target)
                case "CONSUMED_IN":
                    self._inputs[self._head(edge.target)].add(edge.source)
                    consumed.append(edge)
        self.passed: dict[str, list[Edge]] = defaultdict(list)
        self._heirs: _Links = defaultdict(set)
        self._origins: _Links = defaultdict(set)
        self._renumbered: _Links = defaultdict(set)
        self._came_by: _Links = defaultdict(set)
        for edge in consumed:
            self._pass_on(edge)
        self.units = Counter(self._lot_of(unit, lots_of) for unit in lots_of if self._is_first(unit))

    def holds(self, device: str) -> bool:
        """Whether the device is still in its row, and not in another that it went on as."""
        left = {self._head(edge.target) for edge in self.passed.get(device, ())}
        return self._is_first(device) + len(self._came_by.get(device, ())) > len(left)

    def _head(self, step: str) -> str:
        return self._heads.get(step, step)

    def _pass_on(self, edge: Edge) -> None:
        item, step = edge.source, self._head(edge.target)
        heirs = self._went_on_as(item, step, edge.target)
        if heirs:
            self.passed[item].append(edge)
            self._heirs[item] |= heirs
        for heir in heirs:
            self._origins[heir].add(item)
            self._came_by[heir].add(step)
            if prefix_of(item) == prefix_of(heir) == "device":
                self._renumbered[item].add(heir)

    def _went_on_as(self, item: str, step: str, operation: str) -> set[str]:
        made = self._outputs.get(step, set())
        material = self._materials.of
        same = {output for output in made if material(output) == material(item)}
        renames = RENAMES & {self._kinds.get(step), self._kinds.get(operation)}
        if same or not renames or not self._materials.is_device(item):
            return same
        went_in = {material(other) for other in self._inputs[step]}
        return {
            output for output in made if self._materials.is_device(output) and material(output) not in went_in
        }

    def _is_first(self, device: str) -> bool:
        """Whether no other row went on as this one. Of devices that only became one another, one is first."""
        if device not in self._origins:
            return True
        loop = self._loop(device)
        origins = set().union(*(self._origins[key] for key in loop))
        return origins <= loop and device == min(loop) and all(prefix_of(key) == "device" for key in loop)

    def _lot_of(self, unit: str, lots_of: Mapping[str, set[str]]) -> str:
        """The last of the lots that hold the unit, by its own serial number or a later one."""
        if unit not in self._renumbered and len(lots_of[unit]) == 1:
            return next(iter(lots_of[unit]))
        lots = set().union(*(lots_of.get(name, ()) for name in closure(self._renumbered, [unit])))
        if len(lots) > 1:
            lots = {lot for lot in lots if not lots & self._later(lot)}
        return min(lots)

    def _later(self, lot: str) -> set[str]:
        """All that the lot went on as; in a loop, what sorts before it."""
        loop = self._loop(lot)
        return {key for key in closure(self._heirs, [lot]) if key not in loop or key < lot}

    def _loop(self, key: str) -> set[str]:
        """The item and all that it became and that became it."""
        return closure(self._heirs, [key]) & closure(self._origins, [key])
