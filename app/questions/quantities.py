"""Exact sums of what flowed, in the base unit of each material.

Promises: integers and fractions only; nothing is rounded, and nothing is added across units that do
not convert exactly or across materials. Two statements of one and the same act (`same_as_key`) count
once, and contradict each other aloud. An amount of which a part is not stated is unknown (None), never
the sum of the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from app.questions.findings import Gap
from app.questions.materials import Materials
from app.questions.reading import Edge
from graph_model.keys import prefix_of
from graph_model.units import ONE, UnitError, factor
from quality.words import Words, listed, said

DECIMALS_TRIED = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something, in one unit."""

    value: Fraction
    unit: str

    @property
    def text(self) -> str:
        """Plain decimal text, exact."""
        return decimal_text(self.value)


ONE_UNIT = Amount(Fraction(1), "u")


def readable(*amounts: Amount | None) -> tuple[Amount | None, ...]:
    """Amounts of one unit as they are; in `u` where one has no finite decimal form (1/12 dozen is 1 u)."""
    if all(_is_finite(amount.value) for amount in amounts if amount):
        return amounts
    return tuple(a and Amount(a.value * factor(a.unit, "u"), "u") for a in amounts)


def _is_finite(value: Fraction) -> bool:
    return pow(10, DECIMALS_TRIED - 1, value.denominator) == 0


def decimal_text(value: Fraction) -> str:
    """`Fraction(25, 2)` is `12.5`. Refuses what has no finite decimal form."""
    if ONE % value.denominator == 0:  # as nearly all are, since amounts are whole numbers of 10^-9
        whole, rest = divmod(abs(value.numerator) * (ONE // value.denominator), ONE)
        said = f"{whole}.{rest:09d}".rstrip("0") if rest else str(whole)
        return f"-{said}" if value < 0 else said
    digits = next((n for n in range(DECIMALS_TRIED) if 10**n % value.denominator == 0), None)
    if digits is None:
        raise UnitError(f"{value} has no finite decimal form")
    whole, rest = divmod(abs(value.numerator) * (10**digits // value.denominator), 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def counted_once(edges: Iterable[Edge]) -> list[Edge]:
    """Of statements that share a `same_as_key` the first by key; all others as they are."""
    out: dict[str, Edge] = {}
    for edge in sorted(edges, key=lambda e: e.key):
        same = edge.properties.get("same_as_key")
        out.setdefault(f"={same}" if same else edge.key, edge)
    return list(out.values())


def contradictions(edges: Iterable[Edge]) -> list[Gap]:
    """Statements of one act that do not state the same amount."""
    groups: dict[object, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.properties.get("same_as_key"):
            groups[edge.properties["same_as_key"]].append(edge)
    return [
        Gap("conflict", _item_end(group[0]), _contradiction(group))
        for group in groups.values()
        if len(group) > 1 and len({_comparable(e) for e in group}) > 1
    ]


def _item_end(edge: Edge) -> str:
    return edge.target if edge.type in ("PRODUCED", "RECEIVED_AS") else edge.source


def _comparable(edge: Edge) -> object:
    """Equal for equal amounts, whatever unit they are written in."""
    quantity, uom = edge.properties.get("quantity"), str(edge.properties.get("uom", ""))
    if not isinstance(quantity, int):
        return None
    for reference in ("kg", "m", "m2", "l", "u", "s"):
        try:
            return reference, quantity * factor(uom, reference)
        except UnitError:
            continue
    return uom, quantity


def _contradiction(group: list[Edge]) -> Words:
    all_said = sorted(
        said("{key} says {quantity}", "{key} 为 {quantity}", key=e.key, quantity=_plain(e)) for e in group
    )
    return said(
        "Sources report one and the same {type} differently: {all_said}.",
        "各来源对同一 {type} 的报告不一致：{all_said}。",
        type=group[0].type,
        all_said=listed(all_said),
    )


def _plain(edge: Edge) -> str | Words:
    quantity = edge.properties.get("quantity")
    if not isinstance(quantity, int):
        return Words("no quantity", "无数量")
    return f"{decimal_text(Fraction(quantity, ONE))} {edge.properties.get('uom', '')}".strip()


class Sums:
    """Adds relationships up for items, and remembers what could not be added."""

    def __init__(self, materials: Materials) -> None:
        self._materials = materials
        self.gaps: list[Gap] = []

    def of(self, item: str, edges: Iterable[Edge]) -> Amount | None:
        """The sum over these relationships in the item's base unit; None where a part is not stated."""
        total: Amount | None = None
        for edge in counted_once(edges):
            amount = self.amount(item, edge, total.unit if total else None)
            if amount is None:
                return None
            total = Amount(amount.value + total.value, amount.unit) if total else amount
        return total

    def amount(self, item: str, edge: Edge, unit: str | None = None) -> Amount | None:
        """What one relationship moved, in the base unit, else in `unit`, else as it stands."""
        quantity, uom = edge.properties.get("quantity"), edge.properties.get("uom")
        if not isinstance(quantity, int):
            return self.one(item) if prefix_of(item) == "device" else None
        source = uom if isinstance(uom, str) else None
        target = self._materials.unit(item) or unit or source or ""
        stated = Fraction(quantity, ONE)
        if source is None or source == target:
            return Amount(stated, target)
        try:
            value = stated * factor(source, target)
            decimal_text(value)
        except UnitError as error:
            words = said(
                "{key}: the quantity is not exact in {unit}: {error}.",
                "{key}：数量换算为 {unit} 时不精确：{error}。",
                key=edge.key,
                unit=target,
                error=str(error),
            )
            self.gaps.append(Gap("conflict", item, words))
            return None
        return Amount(value, target)

    def one(self, device: str) -> Amount:
        """One device in the base unit of its material, where that counts."""
        unit = self._materials.unit(device) or ONE_UNIT.unit
        per_unit = per_device(unit)
        return Amount(per_unit, unit) if per_unit else ONE_UNIT


@lru_cache
def per_device(unit: str) -> Fraction:
    """How much one device is in this unit; nothing where the unit does not count."""
    try:
        return factor("u", unit)
    except UnitError:
        return Fraction(0)


def plus(first: Amount | None, second: Amount | None) -> Amount | None:
    """The sum of two amounts of one material; unknown where one is unknown or the units differ."""
    if first is None or second is None or first.unit != second.unit:
        return None
    return Amount(first.value + second.value, first.unit)
