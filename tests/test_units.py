"""Quantities are exact or refused."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph_model.units import (
    ONE,
    SCALE,
    UnitError,
    factor,
    from_scaled,
    is_unit,
    parse_number,
    parse_scaled,
    to_scaled,
)

UNITS = (
    *("u", "pair", "dozen", "kg", "g", "mg", "ug", "t", "lb", "oz", "m", "km", "cm", "mm", "um", "in"),
    *("ft", "m2", "cm2", "mm2", "l", "ml", "ul", "m3", "s", "min", "h"),
)
LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("g", "kg", Fraction(1, 1000)),
        ("kg", "g", Fraction(1000)),
        ("t", "ug", Fraction(10**12)),
        ("lb", "g", Fraction("453.59237")),
        ("oz", "lb", Fraction(1, 16)),
        ("in", "mm", Fraction("25.4")),
        ("ft", "in", Fraction(12)),
        ("dozen", "pair", Fraction(6)),
        ("m3", "l", Fraction(1000)),
        ("cm2", "mm2", Fraction(100)),
        ("h", "min", Fraction(60)),
        ("kg", "kg", Fraction(1)),
    ],
)
def test_factors_are_exact(source: str, target: str, expected: Fraction) -> None:
    assert factor(source, target) == expected


def test_there_and_back_is_one_and_dimensions_do_not_mix() -> None:
    joined = set()
    for one in UNITS:
        for other in UNITS:
            try:
                there = factor(one, other)
            except UnitError:
                with pytest.raises(UnitError):
                    factor(other, one)
            else:
                assert there * factor(other, one) == 1
                joined.add(frozenset({one, other}))
    mass, count = {"kg", "g", "mg", "ug", "t", "lb", "oz"}, {"u", "pair", "dozen"}
    assert {u for pair in joined if "kg" in pair for u in pair} == mass
    assert {u for pair in joined if "u" in pair for u in pair} == count


def test_every_unit_is_known_by_its_exact_name() -> None:
    assert [name for name in UNITS if not is_unit(name)] == []
    assert [name for name in ("KG", "kgs", "", " kg", "ea") if is_unit(name)] == []


@pytest.mark.parametrize(("source", "target"), [("kg", "stone"), ("Kg", "kg"), ("", "kg")])
def test_an_unknown_unit_is_refused_with_what_is_known(source: str, target: str) -> None:
    with pytest.raises(UnitError, match=r"unknown unit .* known are cm, cm2, dozen"):
        factor(source, target)


def test_a_unit_of_another_dimension_is_refused() -> None:
    with pytest.raises(UnitError, match="kg is mass and m is length"):
        factor("kg", "m")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", Fraction(25, 2)),
        ("0.000000001", Fraction(1, ONE)),
        ("-7", Fraction(-7)),
        ("+.5", Fraction(1, 2)),
        ("007", Fraction(7)),
        ("3.", Fraction(3)),
        ("1e-3", Fraction(1, 1000)),
        ("1.5E2", Fraction(150)),
    ],
)
def test_plain_decimals_are_read_exactly(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1,5",
        "1 000",
        "1_000",
        "1.2.3",
        "1/3",
        "0x10",
        "nan",
        "inf",
        "١٢",
        "１２",
        "1e",
        "1e9999",
        "12\n",
    ],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a decimal number"):
        parse_number(text)


@pytest.mark.parametrize("text", ["9" * 5000, f"1.{'0' * 5000}", "x" * 1_000_000])
def test_a_number_of_thousands_of_digits_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=f"a number of {len(text)} characters is too long"):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "scaled"),
    [
        (Fraction("12.5"), 12_500_000_000),
        (Fraction(0), 0),
        (Fraction(-1, ONE), -1),
        (Fraction(LARGEST, ONE), LARGEST),
        (Fraction(-LARGEST, ONE), -LARGEST),
    ],
)
def test_what_fits_is_an_integer_of_ten_to_the_minus_nine(value: Fraction, scaled: int) -> None:
    assert to_scaled(value) == scaled


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Fraction(1, 3), f"more than {SCALE} decimal digits"),
        (Fraction(1, 10**10), f"more than {SCALE} decimal digits"),
        (Fraction(LARGEST + 1, ONE), "too large"),
        (Fraction(-LARGEST - 1, ONE), "too large"),
        (Fraction(10**400), "a number of over 300 digits is too large"),
        (Fraction(10**400) + Fraction(1, 3), "a number of over 300 digits has more than"),
    ],
)
def test_what_does_not_fit_is_refused_never_rounded(value: Fraction, says: str) -> None:
    with pytest.raises(UnitError, match=says):
        to_scaled(value)


@pytest.mark.parametrize(
    ("scaled", "text"),
    [
        (12_500_000_000, "12.5"),
        (0, "0"),
        (-1, "-0.000000001"),
        (-500_000_000, "-0.5"),
        (100 * ONE, "100"),
        (LARGEST, "9223372036.854775807"),
    ],
)
def test_a_scaled_integer_is_written_as_the_shortest_decimal(scaled: int, text: str) -> None:
    assert from_scaled(scaled) == text


@given(st.integers(-LARGEST, LARGEST))
def test_text_and_integer_are_the_same_number(scaled: int) -> None:
    assert to_scaled(parse_number(from_scaled(scaled))) == scaled


@given(st.integers(-(10**9), 10**9), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_conversion_that_is_taken_can_be_undone(number: int, source: str, target: str) -> None:
    try:
        converted = to_scaled(number * factor(source, target))
    except UnitError:
        assume(False)
    assert Fraction(converted, ONE) * factor(target, source) == number


@given(st.from_regex(r"[+-]?[0-9]{0,21}(\.[0-9]{0,12})?(e[+-]?[0-9]{1,2})?", fullmatch=True))
def test_a_text_is_the_same_integer_by_digits_and_by_fractions(text: str) -> None:
    try:
        expected = to_scaled(parse_number(text))
    except UnitError as error:
        with pytest.raises(UnitError, match=re.escape(str(error))):
            parse_scaled(text)
    else:
        assert parse_scaled(text) == expected


@pytest.mark.parametrize(
    ("text", "scaled"),
    [
        ("12.5", 12_500_000_000),
        ("-0.000000001", -1),
        ("+7", 7 * ONE),
        ("007.", 7 * ONE),
        ("999999999.999999999", 10**9 * ONE - 1),
        ("9223372036.854775807", LARGEST),
        (".5", ONE // 2),
        ("1e-9", 1),
    ],
)
def test_plain_decimals_are_read_as_integers(text: str, scaled: int) -> None:
    assert parse_scaled(text) == scaled


@pytest.mark.parametrize("text", ["", "-", "1,5", "١٢", "12\n", "9223372036.854775808", "0.0000000001"])
def test_what_is_no_exact_decimal_is_no_integer(text: str) -> None:
    with pytest.raises(UnitError):
        parse_scaled(text)
