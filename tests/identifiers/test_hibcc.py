"""HIBC: every form of primary, secondary and both."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identifiers import Agency, Code, Form
from identifiers.checks import CSET43, mod43_character
from tests.support.identifiers import days, elements, errors, findings, read

PRIMARY = "+A123BJC5D6E71G"
SEPTEMBER_28 = date(2005, 9, 28)


def with_check(text: str) -> str:
    return text + (mod43_character(text) or "")


def test_a_primary_whole() -> None:
    parsed = read(PRIMARY)
    assert (parsed.agency, parsed.form, parsed.findings) == (Agency.HIBCC, Form.PRIMARY, ())
    assert (parsed.di, parsed.elements[0].start) == ("A123BJC5D6E71", 1)


# Flags with their data: quantity, day, lot or serial.
FLAGGED = [
    ("$3C001", None, None, "lot", "3C001"),
    ("$$73C001", None, None, "lot", "3C001"),
    ("$$09053C001", None, date(2005, 9, 30), "lot", "3C001"),
    ("$$20928053C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("$$30509283C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("$$4050928223C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("$$5052713C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("$$605271223C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("052713C001", None, SEPTEMBER_28, "lot", "3C001"),
    ("05271", None, SEPTEMBER_28, None, None),
    ("$$3050928", None, SEPTEMBER_28, None, None),
    ("$$82409053C001", "24", date(2005, 9, 30), "lot", "3C001"),
    ("$$82420928053C001", "24", SEPTEMBER_28, "lot", "3C001"),
    ("$$8245052713C001", "24", SEPTEMBER_28, "lot", "3C001"),
    ("$$82473C001", "24", None, "lot", "3C001"),
    ("$$824", "24", None, None, None),
    ("$$90010030509283C001", "00100", SEPTEMBER_28, "lot", "3C001"),
    ("$$900100", "00100", None, None, None),
    ("$+0001", None, None, "serial_number", "0001"),
    ("$$+70001", None, None, "serial_number", "0001"),
    ("$$+09050001", None, date(2005, 9, 30), "serial_number", "0001"),
    ("$$+20928050001", None, SEPTEMBER_28, "serial_number", "0001"),
    ("$$+30509280001", None, SEPTEMBER_28, "serial_number", "0001"),
    ("$$+4050928220001", None, SEPTEMBER_28, "serial_number", "0001"),
    ("$$+5052710001", None, SEPTEMBER_28, "serial_number", "0001"),
    ("$$+605271220001", None, SEPTEMBER_28, "serial_number", "0001"),
]


@pytest.mark.parametrize(
    ("data", "quantity", "expires", "name", "value"), FLAGGED, ids=[row[0] for row in FLAGGED]
)
def test_secondary_data_alone_and_behind_a_primary(
    data: str, quantity: str | None, expires: date | None, name: str | None, value: str | None
) -> None:
    alone, both = with_check(f"+{data}G"), with_check(f"{PRIMARY[:-1]}/{data}")
    for text, form in ((alone, Form.SECONDARY), (both, Form.CONCATENATED)):
        parsed = read(text)
        said = {element.name: element.value for element in parsed.elements}
        assert (parsed.form, errors(text)) == (form, set())
        assert said.get("quantity") == quantity
        assert parsed.pi.expires == expires
        assert (parsed.pi.lot, parsed.pi.serial_number) == (
            value if name == "lot" else None,
            value if name == "serial_number" else None,
        )
        assert all(text.startswith(element.value, element.start) for element in parsed.elements)


def test_supplements() -> None:
    text = with_check(f"{PRIMARY[:-1]}/$$52001510X3/16D20111212/14D20200115/S77DE1G45/Q12")
    assert elements(text)[1:] == [
        ("$$5", "20015"),
        ("$$5", "10X3"),
        ("/16D", "20111212"),
        ("/14D", "20200115"),
        ("/S", "77DE1G45"),
        ("/Q", "12"),
    ]
    assert days(text) == [
        ("expires", date(2020, 1, 15)),
        ("manufactured", date(2011, 12, 12)),
        ("expires", date(2020, 1, 15)),
    ]


def test_an_unknown_supplement_is_kept_unread() -> None:
    text = with_check(f"{PRIMARY[:-1]}/$LOT/1X22/S9")
    assert elements(text) == [("+", "A123BJC5D6E71"), ("$", "LOT"), ("", "1X22"), ("/S", "9")]
    assert findings(text) == {(Code.UNKNOWN_SUPPLEMENT, 20)}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("$$3051328LOT", Code.BAD_DATE),
        ("$$4050928" + "24LOT", Code.BAD_DATE),
        ("$$5053" + "67LOT", Code.BAD_DATE),
        ("$$1305LOT", Code.BAD_DATE),
        ("$$3", Code.BAD_DATE),
        ("$$", Code.BAD_STRUCTURE),
        ("$$LOT", Code.BAD_STRUCTURE),
        ("$$8X4", Code.BAD_VALUE),
        ("$$90", Code.BAD_VALUE),
        ("$", Code.EMPTY_VALUE),
        ("$$7", Code.EMPTY_VALUE),
        ("$" + "A" * 19, Code.BAD_LENGTH),
        ("0527", Code.BAD_DATE),
        ("X527", Code.BAD_STRUCTURE),
        ("05367LOT", Code.BAD_DATE),
        ("$L/S", Code.EMPTY_VALUE),
        ("$L/16D20111", Code.BAD_DATE),
        ("$L/QX", Code.BAD_VALUE),
    ],
)
def test_secondary_data_that_breaks_its_rules(data: str, code: Code) -> None:
    text = with_check(f"{PRIMARY[:-1]}/{data}")
    assert errors(text) == {code}
    assert read(text).di == "A123BJC5D6E71"


@pytest.mark.parametrize(
    "text", ["+", "++", "+$", "+/", "+A", "+A1234", "+1", "+AAAAAAAAAAAAAAAAAAAAAAAAAAAAA1"]
)
def test_what_is_too_short_or_too_long(text: str) -> None:
    assert Code.BAD_STRUCTURE in errors(with_check(text))


def test_small_letters_are_flagged_and_the_check_is_not_made() -> None:
    assert errors("+a123bjc5d6e71G") == {Code.BAD_CHARACTER, Code.BAD_STRUCTURE}


def test_a_check_character_that_is_not_there() -> None:
    assert (read("+M4400192Z1").di, errors("+M4400192Z1")) == ("M4400192Z1", {Code.CHECK_MISSING})


def test_stars_around_a_label() -> None:
    assert (elements(f"*{PRIMARY}*"), findings(f"*{PRIMARY}*")) == (elements(PRIMARY), set())
    assert Code.ENVELOPE in read(f"*{PRIMARY}*").codes()


@pytest.mark.parametrize("text", ["++A999M", "++9999MODELS8", "++A999" + "M" * 18 + "22", "++A999MODEL01"])
def test_basic_udi_di_that_breaks_its_rules(text: str) -> None:
    assert Code.BAD_STRUCTURE in errors(text)


@given(st.text(CSET43.replace("/", "").replace("$", "").replace("+", ""), min_size=1, max_size=12))
def test_one_wrong_character_fails_the_check(text: str) -> None:
    right = with_check(f"+A123{text}1")
    for place in range(1, len(right)):
        other = "0" if right[place] != "0" else "1"
        wrong = right[:place] + other + right[place + 1 :]
        assert read(wrong).codes() & {Code.CHECK_FAILED, Code.CHECK_MISSING, Code.CHECK_SPACE_LOST}
