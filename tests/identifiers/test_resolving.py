"""Lost separators and known lots."""

from __future__ import annotations

import pytest

from identifiers import Code, Parsed, resolve
from tests.support.identifiers import GS, GTIN, YEAR, read

UDI = f"01{GTIN}17261231"


def resolved(text: str, *known: str) -> Parsed:
    return resolve(read(text), frozenset(known), year=YEAR)


def said(parsed: Parsed) -> list[tuple[str, str]]:
    return [(element.id, element.value) for element in parsed.elements]


@pytest.mark.parametrize(
    ("text", "lot", "expected"),
    [
        (f"{UDI}10V1002521JGF", "V10025", [("10", "V10025"), ("21", "JGF")]),
        (f"01{GTIN}10LOT17261231", "LOT", [("10", "LOT"), ("17", "261231")]),
        (f"01{GTIN}10LOT1726123121S", "LOT", [("10", "LOT"), ("17", "261231"), ("21", "S")]),
        (f"01{GTIN}10LOT{'2100000000000000000042'}", "LOT", [("10", "LOT"), ("21", "00000000000000000042")]),
        (f"01{GTIN}10LOT30" + "12", "LOT", [("10", "LOT"), ("30", "12")]),
        (f"01{GTIN}21SER10LOT", "LOT", [("21", "SER"), ("10", "LOT")]),
        (f"01{GTIN}21SER10LOT17261231", "LOT", [("21", "SER"), ("10", "LOT"), ("17", "261231")]),
        (f"01{GTIN}2110A10LOT", "LOT", [("21", "10A"), ("10", "LOT")]),
    ],
)
def test_a_known_lot_parts_the_value(text: str, lot: str, expected: list[tuple[str, str]]) -> None:
    found = resolved(text, lot, "OTHER")
    assert said(found)[-len(expected) :] == expected
    assert found.codes() == {Code.SEPARATOR_RESOLVED}
    assert found.raw == text
    assert all(text.startswith(element.value, element.start) for element in found.elements)


@pytest.mark.parametrize("text", [f"{UDI}10V1002521JGF", f"01{GTIN}21SER10LOT", f"{UDI}10ABC"])
def test_without_a_known_lot_nothing_changes(text: str) -> None:
    assert resolved(text, "X") == read(text)
    assert resolved(text) == read(text)


def test_a_lot_that_is_known_as_it_stands_lifts_the_doubt() -> None:
    found = resolved(f"{UDI}10V1002521JGF", "V1002521JGF")
    assert said(found) == said(read(f"{UDI}10V1002521JGF"))
    assert found.codes() == {Code.SEPARATOR_RESOLVED}


def test_two_known_lots_that_fit_are_left_to_a_person() -> None:
    text = f"{UDI}10V1021A21B"
    found = resolved(text, "V10", "V1021A")
    assert said(found) == said(read(text))
    assert found.codes() == {Code.SEPARATOR_LOST, Code.SEPARATOR_AMBIGUOUS}
    assert "'V10' or 'V1021A'" in found.findings[-1].message


def test_what_follows_must_read_without_an_error() -> None:
    text = f"01{GTIN}10LOT17269999"
    assert resolved(text, "LOT") == read(text)


def test_another_lost_separator_behind_stays_suspected() -> None:
    found = resolved(f"{UDI}10LOT21SER240X", "LOT")
    assert said(found)[2:] == [("10", "LOT"), ("21", "SER240X")]
    assert found.codes() == {Code.SEPARATOR_LOST, Code.SEPARATOR_RESOLVED}


def test_texts_that_say_where_elements_end_are_left_alone() -> None:
    for text in (f"{UDI}10LOT21A{GS}240X", f"(01){GTIN}(10)LOT21A", f"https://a.example/01/{GTIN}/10/LOT21A"):
        assert resolved(text, "LOT") == read(text)


def test_findings_about_the_text_stay() -> None:
    found = resolved(f"^01{GTIN}10LOT21A", "LOT")
    assert found.codes() == {Code.SEPARATOR_WRITTEN, Code.SEPARATOR_RESOLVED}


def test_what_is_no_element_string_is_left_alone() -> None:
    for text in ("", "abc", "+A123BJC5D6E71G", GTIN):
        assert resolved(text, "LOT") == read(text)
