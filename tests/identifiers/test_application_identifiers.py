"""The table of application identifiers, held against biip's."""

from __future__ import annotations

import re

import pytest
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from hypothesis import given
from hypothesis import strategies as st

from identifiers.application_identifiers import IDENTIFIERS, opening

ANY = st.sampled_from(sorted(IDENTIFIERS))
DATED = re.compile("1[1-7]|4324|4325|4326|7003|7006|7007|7011|7250|7251|8008")


def biip(ai: str) -> GS1ApplicationIdentifier:
    return GS1ApplicationIdentifier.extract(ai.ljust(4, "0"))


def test_biip_knows_every_identifier_and_agrees_on_separators() -> None:
    ours = {ai: found.predefined == 0 for ai, found in IDENTIFIERS.items()}
    assert {ai: biip(ai).separator_required for ai in ours if biip(ai).ai == ai} == ours


@given(ANY.filter(lambda ai: not DATED.fullmatch(ai)), st.text("0123456789Aa/-", min_size=1, max_size=100))
def test_what_we_accept_biip_accepts(ai: str, value: str) -> None:
    if IDENTIFIERS[ai].matches(value) and not any(rule(value) for rule in IDENTIFIERS[ai].rules):
        # biip wants five characters of a component and no padding of a signature.
        loose = ai in ("8010", "8030", "4307")
        assert loose or re.fullmatch(biip(ai).pattern, ai + value)


def test_no_identifier_begins_another() -> None:
    assert [one for one in IDENTIFIERS for two in IDENTIFIERS if one != two and two.startswith(one)] == []


@pytest.mark.parametrize(
    ("text", "ai"),
    [
        ("0109", "01"),
        ("235X", "235"),
        ("3102", "3102"),
        ("3109", None),
        ("8014", "8014"),
        ("89", None),
        ("", None),
        ("0", None),
        ("XX", None),
        ("04", None),
        ("9912", "99"),
    ],
)
def test_what_opens_a_text(text: str, ai: str | None) -> None:
    found = opening(text, 0)
    assert (found.ai if found else None) == ai
