"""Numbers and days as exports of other countries write them."""

from __future__ import annotations

import pytest

from loaders.localised import day, plain_number, plain_numbers, scaled
from loaders.values import BadValue


@pytest.mark.parametrize(
    ("text", "decimal", "grouping", "plain"),
    [
        ("5,000-", ",", ".", "-5.000"),
        ("5,000-", ".", ",", "-5000"),
        ("1.000", ",", ".", "1000"),
        ("1.000", ".", "", "1.000"),
        ("1.250.000,5-", ",", ".", "-1250000.5"),
        ("1250000,5", ",", ".", "1250000.5"),
        ("1 250,5", ",", " ", "1250.5"),
        ("1\u00a0250,5", ",", " ", "1250.5"),
        ("1\u202f250,5", ",", "\u00a0", "1250.5"),
        ("1'250.5", ".", "'", "1250.5"),
        ("1\u2019250.5", ".", "'", "1250.5"),
        ("  12 ", ".", "", "12"),
        ("-3", ".", ",", "-3"),
        ("+3", ".", ",", "3"),
        ("\u22123", ".", ",", "-3"),
        ("3+", ".", ",", "3"),
        ("1,5E+03", ",", ".", "1.5E+03"),
        (",5", ",", ".", ".5"),
        ("5,", ",", ".", "5"),
        ("0007", ".", "", "0007"),
        ("", ",", ".", ""),
    ],
)
def test_a_number_has_one_reading(text: str, decimal: str, grouping: str, plain: str) -> None:
    assert plain_number(text, decimal, grouping) == plain


@pytest.mark.parametrize(
    ("text", "decimal", "grouping"),
    [
        ("1.5", ",", "."),
        ("1.25,5", ",", "."),
        ("1234.567", ",", "."),
        ("1.234.56", ",", "."),
        ("1,234", ".", ""),
        ("1 250,5", ",", ""),
        ("1.000 000", ",", "."),
        ("-5-", ".", ""),
        ("5--", ".", ""),
        ("(5)", ".", ""),
        ("5,0,0", ",", "."),
        (",", ",", "."),
        ("-", ",", "."),
        (" ", ",", "."),
        ("12a", ".", ""),
        ("١٢", ".", ""),
        ("9" * 401, ".", ""),
    ],
)
def test_what_is_no_number_of_the_locale_is_refused(text: str, decimal: str, grouping: str) -> None:
    with pytest.raises(BadValue, match="is no number written with") as caught:
        plain_number(text, decimal, grouping)
    assert caught.value.rule == "number"


@pytest.mark.parametrize("texts", [["1.5", "-2"], ["1.5", "", "+2"], []])
def test_a_column_of_numbers_is_read_as_each_of_them(texts: list[str]) -> None:
    assert list(plain_numbers(texts)) == [plain_number(text) for text in texts]
    with pytest.raises(BadValue, match="is no number"):
        plain_numbers([*texts, "x"])


def test_one_sign_can_not_mean_both() -> None:
    with pytest.raises(ValueError, match="can't group digits and stand before decimals"):
        plain_number("1", ".", ".")


def test_numbers_are_exact() -> None:
    assert scaled("1.250,000000001-", ",", ".") == -1_250_000_000_001
    with pytest.raises(BadValue, match="more than 9 decimal digits"):
        scaled("0,0000000001", ",", ".")


FORMATS = ("%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d")


@pytest.mark.parametrize("text", ["31.01.2025", "31.1.2025", "2025/01/31", "20250131", "2025-01-31"])
def test_a_day_in_one_of_the_forms(text: str) -> None:
    assert day(text, FORMATS) == "2025-01-31"


@pytest.mark.parametrize("text", ["", "00000000", "0000-00-00", "00.00.0000", "00/00/0000", "0000/00/00"])
def test_days_that_mean_none(text: str) -> None:
    assert day(text, FORMATS) == ""


@pytest.mark.parametrize(
    "text", ["31.02.2025", "2025131", "01/31/2025", "0", "00.01.2025", "2025-00-00", "31.01.25"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        day(text, FORMATS)


def test_a_day_that_two_forms_read_differently_is_refused() -> None:
    both = ("%m/%d/%Y", "%d/%m/%Y")
    assert day("01/31/2025", both) == "2025-01-31"
    with pytest.raises(BadValue, match="may be 2025-01-02 or 2025-02-01"):
        day("01/02/2025", both)


def test_a_time_is_no_day() -> None:
    with pytest.raises(BadValue, match="is a time, not a day"):
        day("2025-01-31T08:15:00Z", ("iso",))
