"""The table of ISO 14644-1 as it is printed, not as its formula gives it."""

from __future__ import annotations

import pytest

from loaders.cleanroom import CLASSES, limit

PRINTED = {
    ("1", "0.1"): 10,
    ("3", "0.5"): 35,
    ("4", "1"): 83,
    ("5", "0.5"): 3_520,
    ("6", "5"): 293,
    ("7", "0.5"): 352_000,
    ("8", "5"): 29_300,
    ("9", "0.5"): 35_200_000,
}


@pytest.mark.parametrize(("entry", "most"), PRINTED.items())
def test_a_limit_is_the_number_of_the_table(entry: tuple[str, str], most: int) -> None:
    assert limit(*entry) == most
    assert limit(f"ISO {entry[0]}", entry[1]) == most


@pytest.mark.parametrize(
    ("iso_class", "size"), [("5", "5"), ("1", "0.5"), ("7", "0.1"), ("10", "0.5"), ("A", "0.5")]
)
def test_where_the_standard_sets_no_limit_there_is_none(iso_class: str, size: str) -> None:
    assert limit(iso_class, size) is None


def test_a_class_of_a_higher_number_allows_more() -> None:
    for size in ("0.1", "0.2", "0.3", "0.5", "1", "5"):
        allowed = [most for name in CLASSES if (most := limit(name, size)) is not None]
        assert allowed == sorted(set(allowed))
