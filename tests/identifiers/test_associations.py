"""Who needs whom, and who must not meet."""

from __future__ import annotations

import pytest

from identifiers.associations import complaints
from identifiers.parsed import Code


def told(*identifiers: str) -> list[tuple[str, str]]:
    """Who is complained of, and which code."""
    return [(identifiers[found.place], found.code) for found in complaints(identifiers)]


EXCLUDED, NEEDS = Code.EXCLUDED_TOGETHER, Code.REQUIRES_OTHER


@pytest.mark.parametrize(
    "pair",
    [
        ("01", "02"),
        ("01", "37"),
        ("01", "255"),
        ("03", "01"),
        ("21", "235"),
        ("255", "8006"),
        ("3102", "3103"),
        ("3900", "3901"),
        ("3920", "3931"),
        ("3940", "8111"),
        ("3955", "3929"),
        ("420", "421"),
        ("422", "426"),
        ("4330", "4331"),
        ("7250", "7251"),
        ("7256", "7253"),
        ("8006", "01"),
        ("8006", "8026"),
        ("8017", "8018"),
    ],
    ids="+".join,
)
def test_exclusions_hold_in_both_orders_and_with_others_between(pair: tuple[str, str]) -> None:
    one, two = pair
    for identifiers in (pair, (two, one), ("99", one, two), (one, "99", two), (two, one, "99")):
        assert [code for _, code in told(*identifiers)].count(EXCLUDED) == 1


def test_an_identifier_does_not_exclude_itself() -> None:
    assert told("01", "3102", "3102") == []
    assert told("255", "3940", "3940") == []


@pytest.mark.parametrize(
    ("identifiers", "who"),
    [
        (("02",), ["02"]),
        (("02", "37"), ["37"]),
        (("00", "02", "37"), []),
        (("10",), ["10"]),
        (("03", "10"), []),
        (("8026", "37", "00", "10"), []),
        (("17",), ["17"]),
        (("255", "17"), []),
        (("21",), ["21"]),
        (("8006", "21"), []),
        (("02", "37", "00", "21"), ["21"]),
        (("01", "250"), ["250"]),
        (("01", "21", "250"), []),
        (("254",), ["254"]),
        (("414", "254"), []),
        (("8012",), ["8012"]),
        (("03", "8012"), []),
        (("8014",), ["8014"]),
        (("01", "8014"), []),
        (("01", "3925"), ["3925"]),
        (("01", "3925", "30"), []),
        (("01", "3925", "3295"), []),
        (("01", "7020"), ["7020"]),
        (("01", "7020", "416"), []),
        (("7022",), ["7022"]),
        (("415", "8020"), []),
        (("8030", "01"), ["8030"]),
        (("8030", "01", "21"), []),
        (("8030", "8010"), ["8030"]),
        (("8018", "7258"), ["7258"]),
        (("8018", "7259", "7258"), []),
        (("330" + "2", "00"), []),
        (("3372", "01"), []),
        (("4303", "00"), ["4303"]),
    ],
)
def test_needs(identifiers: tuple[str, ...], who: list[str]) -> None:
    assert told(*identifiers) == [(ai, NEEDS) for ai in who]


def test_keys_and_internal_identifiers_need_nobody() -> None:
    for ai in ("00", "01", "03", "253", "401", "402", "410", "414", "8003", "8004", "8013", "90", "99"):
        assert told(ai) == []
