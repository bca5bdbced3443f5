"""Days of labels, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from identifiers import days


@pytest.mark.parametrize(
    ("digits", "year", "full"),
    [
        (75, 2026, 2075),
        (76, 2026, 2076),
        (77, 2026, 1977),
        (99, 2026, 1999),
        (26, 2026, 2026),
        (0, 2026, 2000),
        (0, 2050, 2100),
        (49, 2099, 2149),
        (50, 2099, 2050),
        (51, 2000, 1951),
    ],
)
def test_century_by_the_window_of_51_years(digits: int, year: int, full: int) -> None:
    assert days.full_year(digits, year) == full
    assert -50 < full - year < 51


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("261231", date(2026, 12, 31)),
        ("260200", date(2026, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("280229", date(2028, 2, 29)),
        ("270229", None),
        ("261301", None),
        ("260001", None),
        ("260000", None),
        ("260132", None),
        ("2601", None),
        ("26-1-1", None),
        ("٢٦٠١٠١", None),
        ("²60101", None),
    ],
)
def test_yymmdd(text: str, day: date | None) -> None:
    assert days.yymmdd(text, 2026) == day


def test_day_00_only_where_it_is_allowed() -> None:
    assert days.yymmdd("260200", 2026, False) is None


@pytest.mark.parametrize(
    ("read", "text", "day"),
    [
        (days.mmddyy, "092805", date(2005, 9, 28)),
        (days.mmddyy, "130105", None),
        (days.mmyy, "0905", date(2005, 9, 30)),
        (days.mmyy, "1305", None),
        (days.mmyy, "09053", None),
        (days.yyjjj, "05271", date(2005, 9, 28)),
        (days.yyjjj, "24366", date(2024, 12, 31)),
        (days.yyjjj, "25366", None),
        (days.yyjjj, "25000", None),
        (days.yyjjj, "2500", None),
    ],
)
def test_the_shapes_of_hibc(read: object, text: str, day: date | None) -> None:
    assert callable(read)
    assert read(text, 2026) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("014032", date(2014, 2, 1)),
        ("999365", date(1999, 12, 31)),
        ("100366", None),
        ("100365", date(2100, 12, 31)),
        ("01403", None),
        ("0140x2", None),
    ],
)
def test_cyyjjj(text: str, day: date | None) -> None:
    assert days.cyyjjj(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20160228", date(2016, 2, 28)),
        ("20160230", None),
        ("20160200", None),
        ("00000101", None),
        ("2016", None),
    ],
)
def test_yyyymmdd(text: str, day: date | None) -> None:
    assert days.yyyymmdd(text) == day


def test_this_year_is_the_year_of_the_clock() -> None:
    before = datetime.now(UTC).year
    assert before <= days.this_year() <= datetime.now(UTC).year
