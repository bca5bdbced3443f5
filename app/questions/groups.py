"""The rows of an answer in groups: by type, material, supplier, month, status, identical relationships.

Promises: nothing is dropped: a row that belongs to no group by one of the asked ways is, by that way, in the
group of its own `null`. A row is in one group, or `in_several` counts it: then the counts add up to more
than the rows. By several ways at once, a group is what they have in common. Quantities are sums of the rows'
own, by material and unit, never across them; of what went on inside a group its rows tell at each place, so
sums are no totals. An amount of which a part is not stated is None.

What the answer itself tells: type, supplier, identical relationships. Materials, months and statuses are
`Facts`, read where the answer was. Suppliers are those of the answer: of what a recall did not come by, it
knows none; and what was packed, shipped or returned is of nobody, since who is behind a package is a
question of times that the relationships alone do not answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import product

from app.questions.answer import Told
from app.questions.materials import read_materials
from app.questions.quantities import decimal_text
from app.questions.reading import Backed, Card, Reads
from app.questions.totals import MaterialTotal
from app.questions.view import View, through
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL

_ITEMS = ("lot", "device")
_MADE_BY = ("PRODUCED", "RECEIVED_AS")
_FROM_SUPPLIERS = ("SUPPLIED", "RECEIVED_AS", "CONSUMED_IN", "PRODUCED", "HAS_UNIT", "PART_OF")
_MONTH = len("2025-01")


class By(StrEnum):
    """What puts rows into one group."""

    TYPE = "type"
    MATERIAL = "material"
    SUPPLIER = "supplier"
    MONTH = "month"
    STATUS = "status"
    IDENTICAL_EDGES = "identical_edges"


READ = frozenset([By.MONTH, By.STATUS])
"""For what the nodes themselves are read."""
_OF_NONE = {
    By.MATERIAL: "of no material",
    By.SUPPLIER: "of no supplier in this answer",
    By.MONTH: "of no stated month",
    By.STATUS: "of no stated status",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rows of an answer do not tell: row -> what it is of. A row that is not there is of none."""

    materials: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)
    """Of events."""
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that have something in common. `values` has one for each way it was asked by."""

    values: tuple[str | None, ...]
    places: tuple[int, ...]
    """Of the rows, in order."""
    quantities: tuple[MaterialTotal, ...]

    @property
    def key(self) -> str:
        """Canonical JSON of the values: what it is called in a cursor."""
        return canonical(list(self.values)).decode()

    def label(self, by: Sequence[By]) -> str:
        """What people call it."""
        told = (value or _OF_NONE[way] for way, value in zip(by, self.values, strict=True))
        return ", ".join(told)

    @property
    def count(self) -> int:
        """How many rows are in it."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Grouped:
    """All groups, in the order of their keys."""

    by: tuple[By, ...]
    rows: int
    in_several: int
    groups: tuple[Group, ...]


def grouped(answer: Told, by: Sequence[By], facts: Facts) -> Grouped:
    """Put the rows of an answer into groups."""
    ways = tuple(dict.fromkeys(by))
    keys = [str(key) for key in answer.column("key")]
    told = [_VALUES[way](answer, keys, facts) for way in ways]
    places: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    in_several = 0
    for at in range(len(keys)):
        values = list(product(*(way.get(at, _NONE) for way in told)))
        in_several += len(values) > 1
        for one in values:
            places[one].append(at)
    quantities = _Quantities(answer, keys, facts)
    groups = (Group(values, tuple(found), quantities.of(found)) for values, found in places.items())
    return Grouped(ways, len(keys), in_several, tuple(sorted(groups, key=lambda group: group.key)))


def read_facts(
    reader: Backed, answer: Told, by: Iterable[By], materials: Mapping[str, str] | None = None
) -> Facts:
    """Read what these groups need, but for `materials` where they are known. `reader` stands where that of
    the answer stood.
    """
    reads = through(reader, View(answer.as_of, answer.prefer))
    keys = [str(key) for key in answer.column("key")]
    if materials is None:
        items = [key for key in keys if prefix_of(key) in _ITEMS]
        materials = read_materials(reads, items, reads.classes.kept).of_item
    cards = _cards(reads, keys) if READ.intersection(by) else {}
    months = {key: text for key, card in cards.items() if (text := _month(card))}
    statuses = {key: text for key, card in cards.items() if (text := _stated(card, "status"))}
    return Facts(materials, months, statuses)


def _cards(reads: Reads, keys: Sequence[str]) -> Mapping[str, Card]:
    return reads.cards(keys) if keys else {}


def _month(card: Card) -> str:
    occurs = BY_LABEL[card.label].occurs
    return _stated(card, occurs)[:_MONTH] if occurs else ""


def _stated(card: Card, name: str) -> str:
    """What sources agree on; nothing where they dispute it."""
    found = card.properties.get(name)
    return found if isinstance(found, str) and name not in card.disputed else ""


# --- ways -------------------------------------------------------------------------------------------

Values = Mapping[int, tuple[str | None, ...]]
_NONE: tuple[str | None, ...] = (None,)


def _type(answer: Told, keys: Sequence[str], facts: Facts) -> Values:
    return {at: (label,) for at, label in enumerate(answer.column("label"))}


def _by_fact(of: Callable[[Facts], Mapping[str, str]]) -> Callable[[Told, Sequence[str], Facts], Values]:
    def values(answer: Told, keys: Sequence[str], facts: Facts) -> Values:
        told = of(facts)
        return {at: (told[key],) for at, key in enumerate(keys) if key in told}

    return values


def _by_month(answer: Told, keys: Sequence[str], facts: Facts) -> Values:
    """Of an event its own; of an item those of the events that brought it forth in this answer."""
    out = {at: {facts.months[key]} for at, key in enumerate(keys) if key in facts.months}
    links, made = answer.link_columns(), defaultdict[int, set[str]](set)
    for source, target, type_ in zip(links.sources, links.targets, links.types, strict=True):
        if type_ in _MADE_BY and source in out:
            made[target] |= out[source]
    return {at: tuple(sorted(months)) for at, months in (out | made).items()}


def _by_supplier(answer: Told, keys: Sequence[str], facts: Facts) -> Values:
    """From each supplier forward over material flow; an order and its operations are one."""
    links, onward = answer.link_columns(), defaultdict[int, list[int]](list)
    for source, target, type_ in zip(links.sources, links.targets, links.types, strict=True):
        if type_ in _FROM_SUPPLIERS:
            onward[source].append(target)
        if type_ == "PART_OF":
            onward[target].append(source)
    out = defaultdict[int, list[str]](list)
    for start, key in enumerate(keys):
        if prefix_of(key) == "supplier":
            for at in _reached(onward, start):
                out[at].append(key)
    return {at: tuple(found) for at, found in out.items()}


def _reached(onward: Mapping[int, Sequence[int]], start: int) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        new = set(onward.get(todo.pop(), ())) - seen
        seen |= new
        todo += new
    return seen


def _by_edges(answer: Told, keys: Sequence[str], facts: Facts) -> Values:
    """Rows of one type with the same relationships from and to the same rows; called by their first."""
    links = answer.link_columns()
    around: dict[int, set[tuple[str, bool, int]]] = defaultdict(set)
    for source, target, type_ in zip(links.sources, links.targets, links.types, strict=True):
        around[source].add((type_, True, target))
        around[target].add((type_, False, source))
    first: dict[object, str] = {}
    out: dict[int, tuple[str | None, ...]] = {}
    for at, label in enumerate(answer.column("label")):
        out[at] = (first.setdefault((label, frozenset(around.get(at, ()))), keys[at]),)
    return out


_VALUES: dict[By, Callable[[Told, Sequence[str], Facts], Values]] = {
    By.TYPE: _type,
    By.MATERIAL: _by_fact(lambda facts: facts.materials),
    By.SUPPLIER: _by_supplier,
    By.MONTH: _by_month,
    By.STATUS: _by_fact(lambda facts: facts.statuses),
    By.IDENTICAL_EDGES: _by_edges,
}


# --- quantities -------------------------------------------------------------------------------------


class _Quantities:
    """Adds up what the rows of a group say."""

    def __init__(self, answer: Told, keys: Sequence[str], facts: Facts) -> None:
        self._keys, self._materials = keys, facts.materials
        self._texts, self._units = answer.column("quantity"), answer.column("unit")

    def of(self, places: Iterable[int]) -> tuple[MaterialTotal, ...]:
        """By material and unit; of a material a part of which is not stated, None and no unit."""
        sums: dict[str, dict[str, Fraction]] = defaultdict(dict)
        unknown: set[str] = set()
        for at in places:
            material, text = self._materials.get(self._keys[at]), self._texts[at]
            if material is None:
                continue
            if text is None:
                unknown.add(material)
            else:
                unit = self._units[at] or ""
                sums[material][unit] = sums[material].get(unit, Fraction(0)) + Fraction(text)
        whole = {material: units for material, units in sums.items() if material not in unknown}
        told = [MaterialTotal(m, decimal_text(v), u) for m, units in whole.items() for u, v in units.items()]
        told += [MaterialTotal(material, None, None) for material in unknown]
        return tuple(sorted(told, key=lambda total: (total.material, total.unit or "")))
