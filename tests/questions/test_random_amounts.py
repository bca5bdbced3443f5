"""Amounts in random worlds of several plants: bounds are bounds, and nothing is told of other sites.

`LOTGRAPH_AMOUNTS` sets how many worlds (default 12).
"""

from __future__ import annotations

import os
from fractions import Fraction

import orjson
import pytest

from app.questions.balance import mass_balance
from app.questions.suspect import SuspectQuantities, suspect_quantities
from graph_model.keys import prefix_of
from tests.questions.test_random_sites import Case

AMOUNTS = int(os.environ.get("LOTGRAPH_AMOUNTS", "12"))
STARTS = {"lot", "device", "step", "receipt", "supplier"}
COLUMNS = ("received", "produced", "returned", "consumed", "shipped", "unexplained")


def starts(case: Case, of: set[str]) -> list[str]:
    there = [key for key in case.keys if prefix_of(key) in of and case.sees(key)]
    return case.chance.sample(there, min(4, len(there)))


@pytest.mark.parametrize("seed", range(AMOUNTS))
def test_what_is_told_is_told_to_all_alike(seed: int) -> None:
    case = Case(seed)
    for start in starts(case, STARTS):
        shown = suspect_quantities(case.scoped, [start], case.view)
        whole = suspect_quantities(case.whole, [start], case.view)
        case.check_text(orjson.dumps(shown.to_json()).decode())
        check_bounds(whole)
        every = {(row.key, row.material): row for row in whole.rows}
        for row in shown.rows:
            same = every.get((row.key, row.material))
            # Amounts elsewhere may leave a bound wide that is exact within these sites; a unit whose lot is
            # elsewhere counts under its own material, which may be another one.
            if same is not None and row.reason is None and same.reason is None:
                assert (same.least, same.most) == (row.least, row.most), row
    for start in starts(case, {"lot", "device"}):
        told, all_of_it = (mass_balance(reader, [start], case.view) for reader in (case.scoped, case.whole))
        case.check_text(orjson.dumps(told.to_json()).decode())
        for name in COLUMNS:
            stated = [getattr(answer.rows[0], name) for answer in (told, all_of_it)]
            assert stated[0] in (None, stated[1])


def check_bounds(found: SuspectQuantities) -> None:
    """No least is above its most, and where there is none, the row says why."""
    for row in found.rows:
        if row.least is None or row.most is None:
            assert row.reason
        else:
            assert Fraction(0) <= Fraction(row.least) <= Fraction(row.most)
