"""ISBT 128 of ICCBBA."""

from __future__ import annotations

from datetime import date

import pytest

from identifiers import Agency, Code, Form, canonical, parse_di
from tests.support.identifiers import elements, errors, findings, read

TISSUE = "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123"


def test_a_tissue_label_whole() -> None:
    parsed = read(TISSUE)
    assert (parsed.agency, parsed.form, parsed.findings) == (Agency.ICCBBA, Form.DATA_STRUCTURES, ())
    assert elements(TISSUE) == [
        ("=/", "A9999XYZ100T0944"),
        ("=,", "000025"),
        ("=", "A99971312345600"),
        ("=>", "014032"),
        ("=}", "013032"),
        ("&,1", "000000000000XYZ123"),
    ]
    assert (parsed.di, parsed.pi.serial_number) == ("A9999XYZ100T0944", "000025")
    assert (parsed.pi.donation_number, parsed.pi.lot) == ("A99971312345600", "000000000000XYZ123")
    assert (parsed.pi.expires, parsed.pi.manufactured) == (date(2014, 2, 1), date(2013, 2, 1))
    assert all(TISSUE.startswith(element.value, element.start) for element in parsed.elements)


def test_blood_bags_with_the_space_that_labels_have() -> None:
    parsed = read("=)1TE123456A &)RZ12345678")
    assert (parsed.di, parsed.pi.lot) == ("1TE123456A", "RZ12345678")
    assert parsed.codes() == {Code.SPACES_IGNORED}
    assert canonical(parsed) == "=)1TE123456A&)RZ12345678"


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("&>0140322359", "expires_at", date(2014, 2, 1)),
        ("&}0140320000", "manufactured_at", date(2014, 2, 1)),
        ("=*999365", "collected", date(1999, 12, 31)),
        ("=<E0167V00", "product_code", None),
        ("=%5100", "blood_group", None),
        ("=+05000", "compound_message", None),
    ],
)
def test_structures_that_stand_beside(text: str, name: str, day: date | None) -> None:
    assert [(element.name, element.day) for element in read(text).elements] == [(name, day)]
    assert findings(text) == set()


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("=/A9999XYZ100T094", Code.BAD_LENGTH, 2),
        ("=/A9999xyz100T0944", Code.BAD_CHARACTER, 7),
        ("=>014366", Code.BAD_DATE, 2),
        ("=>0143X6", Code.BAD_CHARACTER, 6),
        ("&>0140322460", Code.BAD_DATE, 2),
        ("=A9997131234X600", Code.BAD_STRUCTURE, 1),
        ("=~ABC", Code.UNKNOWN_ELEMENT, 0),
        ("=OA9971312345600", Code.UNKNOWN_ELEMENT, 0),
        ("=", Code.UNKNOWN_ELEMENT, 0),
    ],
)
def test_what_breaks_the_rules(text: str, code: Code, at: int) -> None:
    assert findings(text) == {(code, at)}


def test_what_follows_an_unknown_structure_is_kept_unread() -> None:
    assert elements("=,000025&~AB=,1") == [("=,", "000025"), ("", "&~AB=,1")]
    assert errors("=,000025&~AB=,1") == {Code.UNKNOWN_ELEMENT}


@pytest.mark.parametrize(
    ("flag", "codes"),
    [("00", set()), ("59", set()), ("83", set()), ("84", {Code.CHECK_FAILED}), ("97", set()), ("0A", set())],
)
def test_a_flag_from_60_on_is_the_check_character(flag: str, codes: set[Code]) -> None:
    assert errors(f"=A999914123456{flag}") == codes


def test_registries_keep_the_di_alone() -> None:
    assert canonical(parse_di("A9999XYZ100T0944", "ICCBBA")) == "=/A9999XYZ100T0944"
    assert canonical(parse_di("1TE123456A", "ICCBBA")) == "=)1TE123456A"
    assert parse_di("A9999", "ICCBBA").codes() == {Code.BAD_LENGTH}
