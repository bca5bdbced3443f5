"""How much of a material the orders of a product use, and which of them are stated to have used less.

Promises: works from what is stated alone, without bills of material. Of the orders that made one product, in
one way and by one recipe, the amount of an input for one unit of it that most of them agree on is what any of
them needs; where these are too few, those of any recipe, then those of the same category of products. Where
they agree on none for a material they may agree for its category, of which some replace each other. Where
they agree on nothing, nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from app.questions.orders import Made, Orders

AGREES = Fraction(1, 10)
"""How far from the median an order may use and still agree; what falls short by more is short."""
ENOUGH = Fraction(1, 2)
"""The share of the orders that must use a material, and of those the share that must agree on how much."""
FEWEST = 2
"""So many orders must agree, where there are as many."""
MANY = 20
"""Among so many orders it makes no difference whether the one that is looked at counts itself."""
_Group = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """An order that made more of `product` than what it used of `material` accounts for.

    `expected` is None where it used none and does not say how much it made.
    """

    order: str
    product: str
    material: str
    expected: Fraction | None
    stated: Fraction
    unit: str

    @property
    def missing(self) -> Fraction | None:
        """How much is not accounted for, where that can be told."""
        return None if self.expected is None else self.expected - self.stated


class Usage:
    """What the orders around some materials need."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._groups: dict[_Group, list[tuple[Made, str]]] = defaultdict(list)
        self._norms: dict[tuple[_Group, frozenset[str]], Fraction | None] = {}
        for made in orders.by_step.values():
            for product in made.outputs:
                for group in self._groups_of(made, product):
                    self._groups[group].append((made, product))

    def shorts(self) -> Iterator[Short]:
        """Every order that is short of a wanted material, or of one of its category."""
        for made in self._orders.by_step.values():
            if made.is_empty:
                continue
            for product, out in made.outputs.items():
                group = self._group(made, product)
                for material in sorted(self._orders.wanted) if group and out != 0 else ():
                    short = self._short(made, product, material, group)
                    if short is not None:
                        yield short

    def empties(self) -> Iterator[tuple[Made, str]]:
        """Orders of which nothing says what they used, with what of the wanted materials others use."""
        for made in self._orders.by_step.values():
            if made.is_empty:
                found: set[str] = set()
                for product in made.outputs:
                    for other, _ in self._groups.get(self._group(made, product), ()):
                        found |= self._orders.wanted.intersection(other.inputs)
                for material in sorted(found):
                    yield made, material

    def unlotted(self) -> Iterator[tuple[Made, str]]:
        """Orders that used a wanted material without saying which lot."""
        for made in self._orders.by_step.values():
            for material in sorted(self._orders.wanted & made.unlotted):
                yield made, material

    def _short(self, made: Made, product: str, material: str, group: _Group) -> Short | None:
        if material in made.unlotted:
            return None
        unit, out = self._unit(material), made.outputs[product]
        if out is None:
            is_told = material in made.inputs or not self._is_usual(group, material)
            return None if is_told else Short(made.key, product, material, None, Fraction(0), unit)
        # Of materials that replace each other a step is short where it is short of all of them together.
        needs = [self._need(made, out, group, frozenset([material]))]
        replacing = self._replacing(product, material, group)
        if len(replacing) > 1:
            needs.append(self._need(made, out, group, replacing))
        found = [need for need in needs if need is not None]
        if not found or any(used >= expected * (1 - AGREES) for used, expected in found):
            return None
        used, expected = found[0]
        return Short(made.key, product, material, expected, used, unit)

    def _need(
        self, made: Made, out: Fraction, group: _Group, alike: frozenset[str]
    ) -> tuple[Fraction, Fraction] | None:
        """What it used of these, and what others would have used; None where that is not known."""
        norm, used = self._norm(made, group, alike), _sum(made.inputs, alike)
        return None if norm is None or used is None or made.unlotted & alike else (used, norm * out)

    def _groups_of(self, made: Made, product: str) -> tuple[_Group, ...]:
        """The orders it is compared with, closest first."""
        category = self._category(product)
        recipes = tuple(sorted(made.recipes))
        close: tuple[_Group, ...] = (("recipe", product, made.kind, recipes), ("product", product, made.kind))
        return (*close, ("category", *category, made.kind)) if category[0] else close

    def _group(self, made: Made, product: str) -> _Group:
        """The closest group of which enough others say what they used, or any at last; nothing where none."""
        found: _Group = ()
        for group in self._groups_of(made, product):
            others = sum(other is not made and not other.is_empty for other, _ in self._groups[group])
            if others >= FEWEST:
                return group
            found = group if others else found
        return found

    def _norm(self, made: Made, group: _Group, alike: frozenset[str]) -> Fraction | None:
        """How much of these goes into one unit of the product, where enough others agree."""
        peers = self._groups[group]
        if len(peers) < MANY:
            return _agreed([peer for peer in peers if peer[0] is not made], alike)
        if (group, alike) not in self._norms:
            self._norms[group, alike] = _agreed(peers, alike)
        return self._norms[group, alike]

    def _is_usual(self, group: _Group, material: str) -> bool:
        """Whether enough of the orders that say what they used say that they used it."""
        telling = [made for made, _ in self._groups[group] if not made.is_empty]
        using = sum(material in made.inputs for made in telling)
        return using >= FEWEST and using >= len(telling) * ENOUGH

    def _replacing(self, product: str, material: str, group: _Group) -> frozenset[str]:
        """The material and those of its category that these use; none where the product never uses it."""
        category = self._category(material)
        used = {m for made, _ in self._groups[group] for m in made.inputs}
        alike = {m for m in used if self._category(m) == category} if category[0] else set()
        own = {
            m for made, of in self._groups[group] if of == product for m in alike.intersection(made.inputs)
        }
        return frozenset(alike | {material}) if material in (own or alike) else frozenset()

    def _category(self, material: str) -> tuple[str, str]:
        """Category and unit."""
        card = self._orders.materials.cards.get(material)
        return (str(card.properties.get("category", "")) if card else "", self._unit(material))

    def _unit(self, material: str) -> str:
        card = self._orders.materials.cards.get(material)
        return str(card.properties.get("uom", "")) if card else ""


def _agreed(peers: Sequence[tuple[Made, str]], alike: Iterable[str]) -> Fraction | None:
    ratios, telling = [], 0
    for made, product in peers:
        out, used = made.outputs[product], _sum(made.inputs, alike)
        telling += not made.is_empty
        if out and used:
            ratios.append(used / out)
    fewest = min(FEWEST, telling)
    if not ratios or len(ratios) < fewest or len(ratios) < telling * ENOUGH:
        return None
    middle: Fraction = median(ratios)
    agreeing = sum(abs(ratio - middle) <= middle * AGREES for ratio in ratios)
    return middle if agreeing >= fewest and agreeing >= len(ratios) * ENOUGH else None


def _sum(inputs: dict[str, Fraction | None], materials: Iterable[str]) -> Fraction | None:
    """What went in of these; unknown where a part is not stated."""
    total = Fraction(0)
    for material in materials:
        used = inputs.get(material, Fraction(0))
        if used is None:
            return None
        total += used
    return total
