"""A case that contradicts itself is refused before a paper is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.units import ONE
from quality.case_file import Amount, Attempt, CaseError, CaseFile, Consignee, Delivery, LedgerLine, total
from tests.support.cases import CONSIGNEES, FULL, LEDGER, LOTS, PRODUCTS


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ({"products": PRODUCTS[:1]}, "P2 is named, and is no product"),
        ({"products": None}, "P1 is named, and is no product"),
        ({"lots": LOTS[:1]}, "lot:2 is named, and is no lot"),
        ({"consignees": CONSIGNEES[:1]}, "C2 is named, and is no consignee"),
        ({"lots": (*LOTS, LOTS[0])}, "lot:1 is two times a lot"),
        ({"consignees": (*CONSIGNEES, Consignee(key="C1"))}, "C1 is two times a consignee"),
        ({"products": (*PRODUCTS, PRODUCTS[1])}, "P2 is two times a product"),
        ({"ledger": (*LEDGER, LedgerLine(consignee="C1", lot="lot:1"))}, "two times a line of the ledger"),
        ({"ledger": (LedgerLine(consignee="C1", lot="lot:9"),)}, "lot:9 is named, and is no lot"),
        ({"attempts": (Attempt(consignee="C9"),)}, "C9 is named, and is no consignee"),
        (
            {"consignees": (*CONSIGNEES, Consignee(key="C3", deliveries=(Delivery(lot="lot:9"),)))},
            "lot:9 is named, and is no lot",
        ),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(case: dict[str, object], problem: str) -> None:
    with pytest.raises(CaseError, match=problem):
        replace(FULL, **case)  # type: ignore[arg-type]


def test_an_empty_case_is_a_case() -> None:
    assert CaseFile().consignees is None


AMOUNTS = st.lists(st.none() | st.builds(Amount, st.sampled_from(["u", "kg"]), st.integers(-ONE, 10**25)))


@given(AMOUNTS)
def test_a_total_adds_unit_by_unit(amounts: list[Amount | None]) -> None:
    found = total(amounts)
    for one in found.amounts:
        assert one.scaled == sum(a.scaled for a in amounts if a is not None and a.unit == one.unit)
    assert {one.unit for one in found.amounts} == {a.unit for a in amounts if a is not None}
    assert (found.of, found.unknown) == (len(amounts), amounts.count(None))
