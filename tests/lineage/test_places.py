"""Sets of places by sorting, against Python's own sets."""

from __future__ import annotations

import random

import numpy as np
import pytest

from lineage.column import Ids, among, pairs, unique, without


def some(chance: random.Random) -> Ids:
    return np.array([chance.randrange(12) for _ in range(chance.randrange(10))], dtype=np.int64)


@pytest.mark.parametrize("seed", range(30))
def test_as_with_sets(seed: int) -> None:
    chance = random.Random(seed)
    first, second = some(chance), some(chance)
    known = unique(second)
    assert known.tolist() == sorted(set(second.tolist()))
    assert among(first, known).tolist() == [place in set(second.tolist()) for place in first.tolist()]
    assert without(first, known).tolist() == sorted(set(first.tolist()) - set(second.tolist()))
    count = min(len(first), len(second))
    one, other = pairs(first[:count], second[:count], 12)
    told = list(zip(first[:count].tolist(), second[:count].tolist(), strict=True))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == sorted(set(told))
