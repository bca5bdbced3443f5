"""Why a bound of suspect quantity is missing, or wider than it might be.

Promises: whatever comes after an amount that is not known, or after something that the asker may not see, is
found, through any number of steps. What comes after a start does not hang on what came into that: all of it
is suspect whatever it was made of.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.questions.mixture import Mixture
from app.questions.movements import Movements
from app.questions.reading import Edge
from app.questions.trace import closure
from graph_model.keys import prefix_of
from lineage.mixing import Plant, Quantity, Step, total

HIDDEN = "It hangs on records outside your sites."
UNSAID = "Nothing says how much of what is suspect there was, or how much of it went on."
CONTRADICTION = "Amounts contradict each other: material goes round, and more goes in than ever comes out."
WIDE = "These bounds hold; to find closer ones would take too long."
SEVERAL = "Documents name several customers, so nothing says what this one got."
_CARRIERS = ("package", "shipment", "return")
_WIDER = "so these bounds may be wider than what happened."


class Below:
    """What comes after what in a plant, starts apart."""

    def __init__(self, plant: Plant, starts: Iterable[int]) -> None:
        self._starts = set(starts)
        self._after: list[set[int]] = [set() for _ in plant.items]
        for step in plant.steps:
            made = {output.item for output in step.outputs if output.item >= 0} - self._starts
            for item in {one.item for group in step.inputs for one in group}:
                self._after[item] |= made
        sources = {n for n, item in enumerate(plant.items) if item.suspect != 0} | self._starts
        self.reached = set(self._follow(dict.fromkeys(sources, ""), sources))
        """The items that can hold suspects."""

    def of(self, reasons: Mapping[int, str]) -> dict[int, str]:
        """Items with a reason, and all that come after one; of several reasons an early one."""
        return self._follow(reasons, set(reasons) - self._starts)

    def _follow(self, reasons: Mapping[int, str], frontier: set[int]) -> dict[int, str]:
        out = dict(reasons)
        todo = sorted(frontier)
        for item in todo:  # it grows while it is read
            for after in sorted(self._after[item]):
                if after not in out:
                    out[after] = out[item]
                    todo.append(after)
        return out


@dataclass(frozen=True, slots=True)
class Sight:
    """What hangs directly on something hidden: items, starts of which the amount is not known, customers."""

    items: set[int] = field(default_factory=set)
    starts: set[int] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)


def out_of_sight(hidden: Iterable[Edge], moved: Movements, mixture: Mixture, starts: set[int]) -> Sight:
    """What the asker may see, at the ends of what is hidden, and what is in a document or package with it."""
    out = Sight()
    ends = {end for edge in hidden for end in (edge.source, edge.target)}
    for end in _shipped_with(ends, moved):
        if prefix_of(end) == "customer":
            out.parties.add(end)
        elif end in moved.reached:
            number = mixture.number(end)
            (out.starts if number in starts else out.items).add(number)
        elif prefix_of(end) == "step":
            made = {mixture.number(item) for item, _ in mixture.made_by(moved.step(end))}
            out.items.update(made - starts)
    return out


def _shipped_with(keys: set[str], moved: Movements) -> set[str]:
    """These keys, and of packages and documents all that moved with them."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in moved.edges.values():
        for key, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if prefix_of(key) in _CARRIERS:
                near[key].add(other)
    return closure(near, keys)


def unstated(
    plant: Plant, reached: set[int], keys: Mapping[int, str], steps: Sequence[str]
) -> dict[int, str]:
    """Items of which, or of the making of which, not every amount is known."""
    left: dict[int, list[Quantity]] = defaultdict(list)
    for step in plant.steps:
        for one in itertools.chain.from_iterable(step.inputs):
            left[one.item].append(one.quantity)
    out: dict[int, str] = {}
    for number in sorted(reached):
        item = plant.items[number]
        reason = "" if item.is_start else _of_item(item.quantity, total((*left[number], *item.ends)))
        if reason:
            out[number] = f"{reason} {keys[number]}, {_WIDER}"
    for key, step in zip(steps, plant.steps, strict=True):
        if _is_unsure(step, reached):
            reason = f"Not all that {key} used and made is stated in amounts that add up, {_WIDER}"
            out |= {o.item: reason for o in step.outputs if o.item in reached and o.item not in out}
    return out


def _of_item(came: Quantity, left: Quantity) -> str:
    if came is None:
        return "Nothing says how much there was of"
    if left is None:
        return "Nothing says how much went where of"
    return "More left than ever came in of" if left > came else ""


def _is_unsure(step: Step, reached: set[int]) -> bool:
    """Whether the step mixed suspects, and what was in what is not known."""
    if len(step.outputs) > 1 and total(output.size for output in step.outputs) is None:
        return any(one.item in reached for group in step.inputs for one in group)
    return any(
        total(one.quantity for one in group) is None and any(one.item in reached for one in group)
        for group in step.inputs
    )
