"""Fisher's exact test and the false discovery rate, against exact fractions and scipy."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import false_discovery_control, fisher_exact

from lineage.enrichment import adjusted, log_tails


def exact(a: int, drawn: int, all_bad: int, all_good: int) -> Fraction:
    ways = sum(
        math.comb(all_bad, x) * math.comb(all_good, drawn - x) for x in range(a, min(drawn, all_bad) + 1)
    )
    return Fraction(ways, math.comb(all_bad + all_good, drawn))


def tail(a: int, b: int, all_bad: int, all_good: int) -> float:
    (found,) = log_tails(np.array([a]), np.array([b]), all_bad, all_good)
    return float(found)


def test_the_tail_is_that_of_exact_fractions() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        all_bad, all_good = chance.randint(1, 40), chance.randint(0, 200)
        a, b = chance.randint(0, all_bad), chance.randint(0, all_good)
        wanted = math.log(exact(a, a + b, all_bad, all_good))
        assert tail(a, b, all_bad, all_good) == pytest.approx(wanted, abs=1e-9), (a, b, all_bad, all_good)


def test_the_tail_is_that_of_scipy() -> None:
    for a, b, all_bad, all_good in ((7, 40, 20, 2000), (30, 10, 50, 60), (3, 900, 400, 5000)):
        table = [[a, b], [all_bad - a, all_good - b]]
        assert math.exp(tail(a, b, all_bad, all_good)) == pytest.approx(
            fisher_exact(table, alternative="greater").pvalue, rel=1e-8
        )


def test_a_chance_too_small_for_a_float_keeps_its_order() -> None:
    """Without logarithms both are nought, and the ranking is chance."""
    tails = log_tails(np.array([5000, 4900]), np.array([100, 100]), 5000, 995_000)
    assert tails[0] < tails[1] < -20_000


def test_nobody_and_everybody_exposed_say_nothing() -> None:
    assert log_tails(np.array([0, 9]), np.array([5, 90]), 9, 90).tolist() == [0.0, 0.0]
    assert log_tails(np.array([], np.int64), np.array([], np.int64), 9, 90).tolist() == []


@pytest.mark.parametrize(("a", "b"), [(10, 0), (0, 91), (-1, 0), (0, -1)])
def test_more_exposed_than_there_are_is_refused(a: int, b: int) -> None:
    with pytest.raises(ValueError, match="more are exposed"):
        tail(a, b, 9, 90)


def test_the_false_discovery_rate_is_that_of_scipy() -> None:
    chance = np.random.default_rng(1)
    p = np.concatenate([chance.random(50), chance.random(5) * 1e-6, [0.5, 0.5]])
    assert np.exp(adjusted(np.log(p))).tolist() == pytest.approx(false_discovery_control(p).tolist())
    assert adjusted(np.array([])).tolist() == []
