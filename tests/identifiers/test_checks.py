"""Check characters against vectors that their issuers published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identifiers.checks import (
    CSET43,
    CSET82,
    check_pair,
    mod10_digit,
    mod10_holds,
    mod37_2_value,
    mod43_character,
)


@pytest.mark.parametrize(
    "digits",
    ["09506000134352", "9506000134352", "416000336108", "02345673", "952012345678912345", "9520123456788"],
)
def test_mod_10_of_gtin_gln_and_sscc(digits: str) -> None:
    assert mod10_holds(digits)
    assert mod10_digit(digits[:-1]) == digits[-1]


@given(st.text("0123456789", min_size=1, max_size=20), st.data())
def test_mod_10_finds_every_single_wrong_digit(digits: str, data: st.DataObject) -> None:
    right = digits + mod10_digit(digits)
    place = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from("0123456789".replace(right[place], "")))
    assert mod10_holds(right)
    assert not mod10_holds(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("1987654Ad4X4bL5ttr2310c", "2K"),
        ("12345A", "NJ"),
        ("12345678901234567890123", "NT"),
        ("++A999MODELIDENTIFIER11", "S8"),
    ],
)
def test_check_pair_of_published_model_numbers(text: str, pair: str) -> None:
    assert check_pair(text) == pair


def test_check_pair_of_what_it_does_not_know() -> None:
    assert check_pair("12 45") is None
    assert check_pair("1" * 97) is not None
    assert check_pair("1" * 98) is None


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("+A123BJC5D6E71", "G"),
        ("+A999ABC123DE0/$+1234567", "Y"),
        ("+A99912345/$$52001510X3/16D20111212/S77DE1G45", "-"),
    ],
)
def test_mod_43_of_published_labels(text: str, character: str) -> None:
    assert mod43_character(text) == character


def test_mod_43_knows_no_small_letters() -> None:
    assert mod43_character("+a123") is None
    assert {mod43_character(character) for character in CSET43} == set(CSET43)


@pytest.mark.parametrize(("number", "character"), [("G123489654321", "Y"), ("A999914123456", "N")])
def test_mod_37_2_of_published_donation_numbers(number: str, character: str) -> None:
    assert mod37_2_value(number) == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*".index(character)
    assert mod37_2_value("a") is None


def test_gs1_has_82_characters() -> None:
    assert len(CSET82) == len(set(CSET82)) == 82
