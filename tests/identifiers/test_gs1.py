"""GS1 element strings."""

from __future__ import annotations

from datetime import date

import pytest
from biip import ParseError
from biip.gs1_messages import GS1Message
from hypothesis import given, settings
from hypothesis import strategies as st

from identifiers import Agency, Code, Form
from identifiers.checks import mod10_digit
from identifiers.parsed import Element
from tests.support.identifiers import GS, GTIN, days, elements, errors, findings, read, told


def test_an_element_string_whole() -> None:
    parsed = read(f"01{GTIN}17261231" + f"10ABC123{GS}21SER0001")
    assert (parsed.agency, parsed.form, parsed.findings) == (Agency.GS1, Form.ELEMENT_STRING, ())
    assert parsed.elements == (
        Element("01", "gtin", GTIN, 2, None),
        Element("17", "expires", "261231", 18, date(2026, 12, 31)),
        Element("10", "lot", "ABC123", 26, None),
        Element("21", "serial_number", "SER0001", 35, None),
    )
    assert parsed.di == GTIN
    assert (parsed.pi.lot, parsed.pi.serial_number) == ("ABC123", "SER0001")
    assert (parsed.pi.expires, parsed.pi.manufactured) == (date(2026, 12, 31), None)


@pytest.mark.parametrize(
    "written",
    [GS, "^", "{GS}", "<GS>", r"\x1d", r"\x1D", r"\u001d", r"\F", "{FNC1}", "<FNC1>", "[GS]", "\u241d"],
)
def test_separators_in_every_spelling(written: str) -> None:
    text = f"{written}01{GTIN}10ABC{written}21S{written}17269931"
    assert elements(text) == [("01", GTIN), ("10", "ABC"), ("21", "S"), ("17", "269931")]
    assert all(text.startswith(e.value, e.start) for e in read(text).elements)
    doubtful = {(Code.SEPARATOR_DOUBTFUL, 0)} if written[0] == "<" else set()
    assert findings(text) == {(Code.BAD_DATE, len(text) - 6)} | doubtful


def test_superfluous_separators_are_no_elements() -> None:
    expected = [("01", GTIN), ("17", "261231"), ("10", "A")]
    assert elements(f"{GS}01{GTIN}{GS}17261231{GS}{GS}10A{GS}") == expected
    assert findings(f"{GS}01{GTIN}{GS}17261231{GS}{GS}10A{GS}") == set()


def test_a_separator_inside_of_a_fixed_length_ends_the_value() -> None:
    text = f"01{GTIN}172612{GS}10A"
    assert elements(text) == [("01", GTIN), ("17", "2612"), ("10", "A")]
    assert findings(text) == {(Code.BAD_LENGTH, 18)}


def test_an_unknown_identifier_is_left_unread_up_to_the_next_separator() -> None:
    text = f"01{GTIN}89ABC{GS}10A"
    assert elements(text) == [("01", GTIN), ("", "89ABC"), ("10", "A")]
    assert findings(text) == {(Code.UNKNOWN_ELEMENT, 16)}
    assert read(text).elements[1].name == "unread"


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("0112345", Code.BAD_LENGTH, 2),
        (f"01{GTIN}2", Code.UNKNOWN_ELEMENT, 16),
        ("01A2345678901231", Code.BAD_CHARACTER, 2),
        (f"01{GTIN}10", Code.EMPTY_VALUE, 18),
        (f"01{GTIN}10{'A' * 21}", Code.BAD_LENGTH, 18),
        (f"01{GTIN}17261301", Code.BAD_DATE, 18),
        (f"01{GTIN}4321" + "2", Code.BAD_CHARACTER, 20),
        (f"01{GTIN}70032612312460", Code.BAD_VALUE, 20),
        (f"01{GTIN}8008260131" + "2460", Code.BAD_VALUE, 20),
        ("8006095060001343520302", Code.BAD_VALUE, 4),
        ("8006095060001343520002", Code.BAD_VALUE, 4),
        ("80030950600013435A", Code.BAD_CHARACTER, 4),
        ("800319506000134352A", Code.BAD_VALUE, 4),
        ("800309506000134353A", Code.CHECK_FAILED, 17),
        ("4331000000X", Code.BAD_CHARACTER, 10),
        ("72582X3", Code.BAD_CHARACTER, 5),
        ("8017123456789012345678", Code.CHECK_FAILED, 21),
        ("]C1725019990231", Code.BAD_DATE, 7),
        ("801312", Code.CHECK_FAILED, 4),
    ],
)
def test_what_breaks_its_format(text: str, code: Code, at: int) -> None:
    assert code in errors(text)
    assert (code, at) in findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "42684",
        "426840",
        f"7003{'2612312359'}",
        "4235285",
        "423528528",
        "253950600013435",
        "253950600013435217",
        "25395060001343521A",
    ],
)
def test_formats_of_several_parts(text: str) -> None:
    wrong = text in ("42684", "4235285", "253950600013435")
    assert bool(errors(text)) is wrong


@pytest.mark.parametrize("digits", ["280229", "280200", "751231"])
def test_days_are_days_and_the_text_stays(digits: str) -> None:
    expected = {"280229": date(2028, 2, 29), "280200": date(2028, 2, 29), "751231": date(2075, 12, 31)}
    assert days(f"01{GTIN}11{digits}") == [("manufactured", expected[digits])]
    assert elements(f"01{GTIN}11{digits}")[1] == ("11", digits)


def test_a_lost_separator_is_suspected_only_where_something_may_hide() -> None:
    suspected = {
        lot
        for lot in (
            "ABC123",
            "ABC21X",
            "ABC17261231",
            "ABC17269999",
            "21X",
            "AB01C",
            "AB10C",
            "A" * 18 + "21",
        )
        if Code.SEPARATOR_LOST in read(f"01{GTIN}10{lot}").codes()
    }
    assert suspected == {"ABC21X", "ABC17261231"}


def test_a_separator_in_the_text_shows_that_they_are_sent() -> None:
    assert findings(f"01{GTIN}21A{GS}10B21C") == set()
    assert findings(f"01{GTIN}17261231" + "10B21C") == {(Code.SEPARATOR_LOST, 27)}
    assert findings(f"01{GTIN}21A10B") == {(Code.SEPARATOR_LOST, 19)}


def test_what_stands_already_does_not_hide() -> None:
    assert findings(f"01{GTIN}17261231" + "10B17270101") == set()


def test_a_value_that_is_too_long_is_suspected_too() -> None:
    assert told(read(f"01{GTIN}426840" + "1012")) == {(Code.BAD_LENGTH, 19), (Code.SEPARATOR_LOST, 19)}


VALUES = st.text("0123456789ABCXYZabc-/", min_size=1, max_size=20)
DAYS = st.dates(date(1980, 1, 1), date(2070, 1, 1)).map(lambda day: day.strftime("%y%m%d"))
GTINS = st.integers(0, 10**13 - 1).map(lambda n: f"{n:013d}{mod10_digit(f'{n:013d}')}")


@st.composite
def messages(draw: st.DrawFn) -> str:
    """What both should read alike: fixed lengths first, then what needs separators."""
    fixed = "".join(
        f"{ai}{draw(DAYS)}" for ai in draw(st.lists(st.sampled_from(["11", "15", "17"]), unique=True))
    )
    open_ended = draw(st.lists(st.sampled_from(["10", "21", "240", "250", "91"]), unique=True))
    return f"01{draw(GTINS)}{fixed}" + GS.join(f"{ai}{draw(VALUES)}" for ai in open_ended)


@settings(max_examples=100, deadline=None)
@given(messages())
def test_biip_reads_the_same(text: str) -> None:
    try:
        second_opinion = GS1Message.parse(text)
    except ParseError:
        pytest.fail("biip refuses what we made")
    assert elements(text) == [(found.ai.ai, found.value) for found in second_opinion.element_strings]
    assert errors(text) == set()
    theirs = {found.ai.ai: found.date for found in second_opinion.element_strings if found.date}
    assert {e.id: e.day for e in read(text).elements if e.day} == theirs
