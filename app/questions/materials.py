"""Which material an item is of, in which unit it is counted, and which UDI-DI it carries.

Promises: read once for a whole answer, in a fixed number of round trips. An item that no source ties
to a material is counted under the material its own key names; two materials for one item are a
conflict, never a silent choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.questions.findings import Gap, all_of
from app.questions.reading import Card, Reads, may_hold
from graph_model.keys import make, prefix_of, split
from quality.words import said


@dataclass(slots=True)
class Materials:
    """What is known of the materials of an answer's items."""

    of_item: dict[str, str] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    udi_di: dict[str, str] = field(default_factory=dict)
    """Material -> its UDI-DI: the primary one, else the first by key."""
    devices: set[str] = field(default_factory=set)
    """Materials that are devices: those with a UDI-DI."""
    identifiers: set[str] = field(default_factory=set)
    """Keys of the UDI-DIs."""
    stated: set[str] = field(default_factory=set)
    """Materials that a source ties to an item, so that they must exist."""
    gaps: list[Gap] = field(default_factory=list)
    kept: Callable[[str], str] = str
    """The key under which a material is told, where it was merged into another."""

    @property
    def keys(self) -> set[str]:
        """Materials of the items, and their UDI-DIs."""
        return {*self.of_item.values(), *self.identifiers}

    def of(self, item: str) -> str:
        """The item's material; the one its key names where the item is not of the answer."""
        return self.of_item.get(item) or self.kept(named_by_key(item))

    def unit(self, item: str) -> str | None:
        """Base unit of the item's material, where that is stated."""
        card = self.cards.get(self.of_item[item])
        uom = card.properties.get("uom") if card else None
        return uom if isinstance(uom, str) else None

    def is_device(self, item: str) -> bool:
        """Whether the item is one, with a serial number, or a lot of a material with a UDI-DI."""
        return prefix_of(item) == "device" or self.of(item) in self.devices


def read_materials(reader: Reads, items: Iterable[str], kept: Callable[[str], str] = str) -> Materials:
    """Look up the materials of these items."""
    out = Materials(kept=kept)
    named: dict[str, set[str]] = defaultdict(set)
    ordered = sorted(items)
    for edge in reader.context(ordered, ("INSTANCE_OF",), True) if ordered else ():
        if may_hold(edge):
            named[edge.source].add(edge.target)
    for item in ordered:
        candidates = sorted(named.get(item, ()))
        out.of_item[item] = candidates[0] if candidates else kept(named_by_key(item))
        out.stated.update(candidates)
        if len(candidates) > 1:
            words = said(
                "It is stated to be of {materials}.",
                "它被说明为同时属于 {materials}。",
                materials=all_of(candidates),
            )
            out.gaps.append(Gap("conflict", item, words))
    _read_cards(reader, out, out.of_item.values())
    return out


def materials_of(reader: Reads, keys: Iterable[str], stated: set[str]) -> Materials:
    """The materials of these keys alone, of items that somebody else looked up; these of them are stated."""
    out = Materials(stated=stated)
    _read_cards(reader, out, keys)
    return out


def _read_cards(reader: Reads, out: Materials, keys: Iterable[str]) -> None:
    materials = sorted(out.stated.union(keys))
    if materials:
        out.cards = reader.cards(materials)
        _read_identifiers(reader, materials, out)


def named_by_key(item: str) -> str:
    """The material that the key of a lot or device is made from."""
    key = split(item)
    return make("material", key.namespace, key.parts[0])


def _read_identifiers(reader: Reads, materials: list[str], out: Materials) -> None:
    edges = [e for e in reader.context(materials, ("IDENTIFIED_BY",), True) if may_hold(e)]
    if not edges:
        return
    out.devices.update(e.source for e in edges)
    out.identifiers.update(e.target for e in edges)
    cards = reader.cards(sorted(out.identifiers))
    best: dict[str, tuple[bool, str]] = {}
    for edge in edges:
        card = cards.get(edge.target)
        primary = card is not None and card.properties.get("type") == "primary"
        best[edge.source] = min(best.get(edge.source, (True, "~")), (not primary, edge.target))
    for material, (_, key) in best.items():
        card = cards.get(key)
        stated = card.properties.get("udi_di") if card else None
        out.udi_di[material] = stated if isinstance(stated, str) else split(key).parts[0]
