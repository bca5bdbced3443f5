"""Least and most suspect quantity: examples by hand, and random small plants against a linear programme."""

from __future__ import annotations

import os
import random
from fractions import Fraction

import pytest

from lineage.bounds import Bounds, Spread
from lineage.mixing import NOWHERE, Input, Item, Output, Plant, Step
from tests.support.linear_programme import Interval, Whole

CASES = int(os.environ.get("LOTGRAPH_BOUNDS", "60"))


def number(text: str | int) -> Fraction:
    return Fraction(text)


def made(item: int, quantity: str | int) -> Output:
    return Output(item, number(quantity), number(quantity))


def used(item: int, quantity: str | int) -> Input:
    return Input(item, number(quantity))


def start(quantity: int) -> Item:
    return Item(number(quantity), is_start=True)


def lot(quantity: int, *ends: int) -> Item:
    return Item(number(quantity), ends=tuple(map(number, ends)))


def between(least: str | int | None, most: str | int | None) -> Bounds:
    return Bounds(None if least is None else number(least), None if most is None else number(most))


def test_two_lots_in_one_step_are_pooled() -> None:
    # 6 kg suspect and 4 kg good resin went into 100 and 25 catheters: 0.08 kg each.
    items = (start(6), lot(4), lot(100), lot(25))
    step = Step(((used(0, 6), used(1, 4)),), (made(2, 100), made(3, 25)))
    found = Spread(Plant(items, (step,)))
    assert found.of_item(2) == between(4, 6)
    assert found.of_item(3) == between(0, 2)
    assert found.of_part(2, number(1)) == between(0, "0.08")
    assert found.of_item(0) == between(6, 6)
    assert found.of_item(1) == between(0, 0)


def test_a_diamond_is_bound_together_and_not_way_by_way() -> None:
    # A suspect half of a pool goes two ways and comes together again: in the end it is all there.
    items = (start(5), lot(5), lot(10), lot(5), lot(5), lot(10))
    steps = (
        Step(((used(0, 5), used(1, 5)),), (made(2, 10),)),
        Step(((used(2, 5),),), (made(3, 5),)),
        Step(((used(2, 5),),), (made(4, 5),)),
        Step(((used(3, 5),), (used(4, 5),)), (made(5, 10),)),
    )
    found = Spread(Plant(items, steps))
    assert [found.of_item(n) for n in (2, 3, 4)] == [between(5, 5), between(0, 5), between(0, 5)]
    assert found.of_item(5) == between(5, 5)
    # Way by way it could be nothing, or ten; nothing of the sort is told where work is to be saved.
    wide = Spread(Plant(items, steps), most_work=0).of_item(5)
    assert wide == Bounds(number(0), number(5), is_tight=False)


def test_a_reworked_lot_comes_in_again_by_its_quantity() -> None:
    # Of 10 units with 1 kg each, 4 of them suspect, 5 are reworked into the same lot and the lot is shipped.
    items = (start(4), lot(6), Item(number(15), ends=(number(10),)))
    steps = (
        Step(((used(0, 4), used(1, 6)),), (made(2, 10),)),
        Step(((used(2, 5),),), (made(2, 5),)),
    )
    found = Spread(Plant(items, steps))
    assert found.of_item(2) == between(4, 4)
    assert found.of_ends([(2, 0)]) == between(4, 4)


def test_a_loss_is_an_output() -> None:
    # Of 10 reworked units 8 came out; what is missing may hold suspects, and a unit still holds what it held.
    items = (start(3), lot(7), lot(10), lot(8))
    steps = (
        Step(((used(0, 3), used(1, 7)),), (made(2, 10),)),
        Step(((used(2, 10),),), (made(3, 8), made(NOWHERE, 2))),
    )
    found = Spread(Plant(items, steps))
    assert found.of_item(3) == between(1, 3)
    assert found.of_part(3, number(1)) == between(0, 1)


def test_what_is_not_known_binds_nothing() -> None:
    items = (start(6), Item(None), lot(10), lot(10))
    pooled = (used(0, 6), Input(1, None))
    found = Spread(Plant(items, (Step((pooled,), (made(2, 10), made(3, 10))),)))
    assert found.of_item(2) == between(0, 6)
    alone = Spread(Plant(items, (Step((pooled,), (made(2, 10),)),)))
    assert alone.of_item(2) == between(6, 6)


def test_a_start_of_unknown_size_has_no_most() -> None:
    items = (Item(None, is_start=True), lot(4), lot(10))
    step = Step(((Input(0, None), used(1, 4)),), (made(2, 10),))
    found = Spread(Plant(items, (step,)))
    assert (found.of_item(0), found.of_item(2)) == (between(0, None), between(0, None))
    known = Spread(Plant(items, (Step(((used(0, 3), used(1, 4)),), (made(2, 10),)),)))
    assert (known.of_item(0), known.of_item(2)) == (between(3, None), between(3, 3))


def test_outputs_in_different_units_share_nothing_that_is_known() -> None:
    items = (start(6), lot(10), lot(1))
    outputs = (Output(1, number(10), None), Output(2, number(1), None))
    found = Spread(Plant(items, (Step(((used(0, 6),),), outputs),)))
    assert [found.of_item(n) for n in (1, 2)] == [between(0, 6), between(0, 6)]


def test_a_loop_that_nothing_leaves_contradicts_itself() -> None:
    items = (start(5), lot(10), lot(10))
    steps = (
        Step(((used(0, 5),),), (made(1, 5),)),
        Step(((used(1, 10),),), (made(2, 10),)),
        Step(((used(2, 10),),), (made(1, 5),)),
    )
    found = Spread(Plant(items, steps))
    assert (found.of_item(1), found.of_item(2)) == (between(None, None), between(None, None))


def test_a_long_chain_of_diamonds_takes_no_long_time() -> None:
    depth = 60
    items, steps = [start(5), lot(5), lot(10)], [Step(((used(0, 5), used(1, 5)),), (made(2, 10),))]
    for _ in range(depth):
        top = len(items) - 1
        items += [lot(5), lot(5), lot(10)]
        steps += [Step(((used(top, 5),),), (made(top + n, 5),)) for n in (1, 2)]
        steps.append(Step(((used(top + 1, 5),), (used(top + 2, 5),)), (made(top + 3, 10),)))
    found = Spread(Plant(items, steps))
    assert found.of_item(len(items) - 1) == between(5, 5)


@pytest.mark.parametrize("seed", range(CASES))
def test_bounds_are_those_of_the_linear_programme(seed: int) -> None:
    plant = random_plant(random.Random(seed))
    found, whole = Spread(plant), Whole(plant)
    for item in range(len(plant.items)):
        same(found.of_item(item), whole.of_item(item))
    ends = [(item, end) for item, one in enumerate(plant.items) for end in range(len(one.ends))]
    same(found.of_ends(ends), whole.of_ends(ends))
    for one in ends:
        same(found.of_ends([one]), whole.of_ends([one]))


def same(found: Bounds, expected: Interval) -> None:
    ends = [None if end is None else float(end) for end in (found.least, found.most)]
    assert found.is_tight
    assert ends == [None if end is None else pytest.approx(end, abs=1e-5) for end in expected or (None, None)]


def random_plant(rng: random.Random) -> Plant:
    """Up to 9 items and 7 steps, with loops, losses, lines booked twice and quantities that nobody states."""
    n, with_loops, gaps = rng.randint(3, 9), rng.random() < 0.4, rng.random() < 0.3
    materials = [rng.randint(0, 3) for _ in range(n)]
    outputs: list[list[Output]] = []
    allowed: list[list[int]] = []
    for _ in range(rng.randint(1, 7)):
        lines = [_output(rng, rng.randrange(1, n), gaps=gaps) for _ in range(rng.choice((1, 1, 2, 3)))]
        first = min(line.item for line in lines)
        allowed.append([item for item in range(n) if with_loops or item < first])
        if rng.random() < 0.25:
            lines.append(_output(rng, NOWHERE, gaps=gaps))
        outputs.append(lines)
    starts = {0, *(item for item in range(1, n) if rng.random() < 0.1)}
    uses: list[list[tuple[int, Input]]] = [[] for _ in outputs]
    items = []
    for item in range(n):
        came = [line.quantity for lines in outputs for line in lines if line.item == item]
        suspect = Fraction(rng.randint(1, 9)) if item not in starts and rng.random() < 0.1 else Fraction(0)
        received = Fraction(rng.randint(1, 12)) if item in starts or not came else Fraction(0)
        known = sum((q for q in came if q is not None), received + suspect)
        quantity = None if None in came and item not in starts else known
        steps = [place for place, of in enumerate(allowed) if item in of and rng.random() < 0.6]
        ends = _split(rng, known, len(steps) + rng.randint(0, 2))
        for place, part in zip(steps, ends, strict=False):
            for line in _lines(rng, part):
                hidden = gaps and item not in starts and rng.random() < 0.1
                uses[place].append((materials[item], Input(item, None if hidden else line)))
        items.append(Item(quantity, item in starts, suspect, tuple(ends[len(steps) :])))
    return Plant(items, [Step(_by_material(of), lines) for of, lines in zip(uses, outputs, strict=True)])


def _output(rng: random.Random, item: int, *, gaps: bool) -> Output:
    quantity = Fraction(rng.randint(1, 20), rng.choice((1, 1, 2)))
    if gaps and item != NOWHERE and rng.random() < 0.15:
        return Output(item, None, None)
    return Output(item, quantity, quantity * rng.choice((1, 1, 1, 2)))


def _split(rng: random.Random, whole: Fraction, parts: int) -> list[Fraction]:
    """Parts of a whole that leave something, or nothing, or now and then are more than it."""
    cuts = sorted(Fraction(rng.randint(0, 12), 12) for _ in range(parts))
    sizes = [whole * (b - a) for a, b in zip([Fraction(0), *cuts], cuts, strict=False)]
    return [size * 2 for size in sizes] if rng.random() < 0.05 else sizes


def _lines(rng: random.Random, part: Fraction) -> list[Fraction]:
    return [part / 2, part / 2] if rng.random() < 0.2 else [part]


def _by_material(uses: list[tuple[int, Input]]) -> list[list[Input]]:
    return [[one for of, one in uses if of == material] for material in sorted({of for of, _ in uses})]
