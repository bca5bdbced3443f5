"""Digits without any sign of what they are, and what registries keep."""

from __future__ import annotations

import pytest

from identifiers import Agency, Code, Form, canonical, parse_di
from tests.support.identifiers import GTIN, elements, findings, read, told


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        (GTIN, GTIN),
        ("9506000134352", GTIN),
        ("416000336108", "00416000336108"),
        ("02345673", "00000002345673"),
    ],
)
def test_a_gtin_of_any_length_is_one(text: str, gtin: str) -> None:
    parsed = read(text)
    assert (parsed.form, parsed.di, findings(text)) == (Form.KEY, gtin, set())
    assert (Code.PADDED in parsed.codes()) is (len(text) < 14)
    assert parsed.elements[0].start == 0


def test_an_sscc_is_one() -> None:
    assert (elements("952012345678912345"), findings("952012345678912345")) == (
        [("00", "952012345678912345")],
        set(),
    )


def test_a_wrong_check_digit_is_a_finding() -> None:
    assert (read("9506000134353").di, findings("9506000134353")) == (
        "09506000134353",
        {(Code.CHECK_FAILED, 12)},
    )


def test_digits_that_may_be_an_element_too_are_ambiguous() -> None:
    key, lot = "10123454", "10123457"
    assert (read(key).form, findings(key)) == (Form.KEY, {(Code.AMBIGUOUS, 0)})
    assert (elements(lot), read(lot).form) == ([("10", "123457")], Form.ELEMENT_STRING)
    assert findings(lot) == {(Code.AMBIGUOUS, 0), (Code.REQUIRES_OTHER, 2)}


def test_a_separator_or_symbology_says_that_they_are_elements() -> None:
    assert elements("]C110123454") == [("10", "123454")]
    assert elements("^10123454") == [("10", "123454")]


def test_eighteen_digits_with_a_wrong_check_digit_are_elements() -> None:
    text = "172612311126010130"
    assert elements(text) == [("17", "261231"), ("11", "260101"), ("30", "")]
    assert {code for code, _ in findings(text)} == {Code.EMPTY_VALUE, Code.REQUIRES_OTHER}


@pytest.mark.parametrize(
    ("text", "agency", "di", "expected"),
    [
        (GTIN, "GS1", GTIN, set()),
        ("N/A", "GS1", "N/A", {(Code.BAD_CHARACTER, 0)}),
        ("123", "GS1", "123", {(Code.BAD_LENGTH, 0)}),
        ("", "GS1", "", {(Code.EMPTY_VALUE, 0)}),
        ("M4400192Z1", Agency.HIBCC, "M4400192Z1", set()),
        ("4400192Z1", "HIBCC", "4400192Z1", {(Code.BAD_STRUCTURE, 0)}),
        ("", "HIBCC", "", {(Code.BAD_STRUCTURE, 0)}),
        ("A9999XYZ100T0944", "ICCBBA", "A9999XYZ100T0944", set()),
        (" " + GTIN, "GS1", " " + GTIN, {(Code.BAD_CHARACTER, 0)}),
    ],
)
def test_registered_numbers_are_kept_whatever_is_wrong(
    text: str, agency: str, di: str, expected: set[tuple[Code, int]]
) -> None:
    parsed = parse_di(text, agency)
    assert (parsed.raw, parsed.di, told(parsed)) == (text, di, expected)


@pytest.mark.parametrize("agency", ["NDC/NHRIC", "IFA", "unknown", ""])
def test_a_number_of_another_agency_is_kept_as_it_stands(agency: str) -> None:
    parsed = parse_di("PP12345", agency)
    assert (parsed.agency, parsed.di, told(parsed)) == (Agency.UNKNOWN, "PP12345", {(Code.UNKNOWN_AGENCY, 0)})
    assert canonical(parsed) == "PP12345"
