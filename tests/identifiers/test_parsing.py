"""Any text: nothing raises, nothing is altered, and one thing has one spelling."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identifiers import Agency, Code, Form, Parsed, Severity, canonical, days, di_of, parse, parse_di, resolve
from identifiers.checks import CSET82, mod10_digit, mod43_character
from tests.support.identifiers import GS, GTIN, elements, facts, read

LETTERS = "0123456789ABCxyz()+=&$/,>}<{}[]^\\ \x1d%'*?#:.-_~|é\u0660²"
SEEDS = (
    f"01{GTIN}1726123110ABC123{GS}21SER0001",
    f"(01){GTIN}(10)A(B)C(17)261231",
    "+A123BJC5D6E71/$$30509283C001/S1Z",
    "++A999MODELIDENTIFIER11S8",
    "=/A9999XYZ100T0944=,000025=A99971312345600=>014032",
    f"https://a.example/gtin/{GTIN}/lot/AB%2FC?exp=261231&x=all&999=x",
    "urn:epc:class:lgtin:4023333.055555.ABC123",
    f"]d201{GTIN}10A^17261231",
    "9506000134352",
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An identifier with pieces cut out and junk put in."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = text[:start] + draw(st.text(LETTERS, max_size=3)) + text[min(end, start + 3) :]
    return text


def everything(text: str) -> Parsed:
    """Read it in every way there is."""
    for agency in (Agency.GS1, Agency.HIBCC, Agency.ICCBBA):
        assert parse_di(text, agency).raw == text
    parsed = read(text)
    resolve(parsed, {"ABC", "A"})
    return parsed


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(LETTERS, max_size=80), mutated()))
def test_no_text_raises_and_none_is_altered(text: str) -> None:
    parsed = everything(text)
    assert parsed.raw == text
    assert all(0 <= finding.position <= len(text) for finding in parsed.findings)
    assert all(0 <= element.start <= len(text) for element in parsed.elements)
    assert parsed.agency is not Agency.UNKNOWN or parsed.has_errors


@settings(deadline=None)
@given(st.one_of(st.text(LETTERS, max_size=80), mutated()))
def test_canonical_reads_back_as_the_same_elements(text: str) -> None:
    parsed = read(text)
    again = read(canonical(parsed))
    assert facts(again) == facts(parsed)
    assert canonical(again) == canonical(parsed)


@st.composite
def said(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Elements of a device in the order of the canonical form."""
    digits = draw(st.text("0123456789", min_size=13, max_size=13))
    day = draw(st.dates(date(1990, 1, 1), date(2070, 1, 1))).strftime("%y%m%d")
    pool = [
        ("10", draw(st.text(CSET82, min_size=1, max_size=20))),
        ("21", draw(st.text(CSET82, min_size=1, max_size=20))),
    ]
    pool += [("17", day), ("11", day), ("240", draw(st.text(CSET82, min_size=1, max_size=30)))]
    return [("01", digits + mod10_digit(digits)), *(one for one in pool if draw(st.booleans()))]


@settings(deadline=None)
@given(said())
def test_scanner_and_label_say_the_same(elements_: list[tuple[str, str]]) -> None:
    scan = "^" + "".join(f"{ai}{value}{GS}" for ai, value in elements_)
    if not any("<GS>" in value or "<FNC1>" in value for _, value in elements_):
        assert elements(scan) == elements_
    label = canonical(read(scan))
    assert elements(label) == elements(scan)
    assert canonical(read(label)) == label


def test_one_spelling_for_scan_label_link_and_urn() -> None:
    spellings = {
        canonical(read(text))
        for text in (
            f"01{GTIN}21S1{GS}10L1",
            f"]d201{GTIN}10L1{GS}21S1",
            f"^01{GTIN}10L1^21S1",
            f"(10)L1(21)S1(01){GTIN}",
            f"(01) {GTIN} (10) L1 (21) S1 (10) L1",
            f"https://a.example/01/{GTIN}/10/L1/21/S1",
            "http://b.example/x/gtin/9506000134352/lot/L1/ser/S1?a=b",
        )
    }
    assert spellings == {f"(01){GTIN}(10)L1(21)S1"}


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=18))
def test_label_and_registry_of_hibcc_say_the_same(product: str) -> None:
    registered = parse_di(f"A999{product}1", "HIBCC")
    label = f"+A999{product}1"
    label += mod43_character(label) or ""
    if registered.findings == ():
        assert canonical(registered) == canonical(read(label)) == label


def test_what_was_not_read_whole_stays_as_it_is() -> None:
    for text in ("", "abc", f"01{GTIN}89X", "(10)A B", "=~", f"01{GTIN}10", "https://a.example/x"):
        assert canonical(read(text)) == text


@pytest.mark.parametrize("unit", ["0", "(10)A", f"10A{GS}", "{GS}", "=,", "]C1", "/S", "/10/"])
@pytest.mark.parametrize("head", ["", f"01{GTIN}10", "+A1231/", f"https://a.example/01/{GTIN}/10/"])
def test_ten_thousand_characters_take_no_time(head: str, unit: str) -> None:
    text = (head + unit * 10_000)[:10_000]
    assert everything(text).raw == text
    assert read(canonical(read(text))).agency is read(text).agency


def test_di_of_any_text() -> None:
    assert di_of(f"01{GTIN}10A") == GTIN
    assert di_of("+A123BJC5D6E71G") == "A123BJC5D6E71"
    assert di_of("8006095060001343520102") == GTIN
    assert di_of(f"(03){GTIN}(10)A") == GTIN
    assert di_of("(10)A") is None
    assert di_of("abc") is None


@pytest.mark.parametrize(
    ("text", "agency", "form"),
    [
        ("", Agency.UNKNOWN, Form.NONE),
        ("M4400192Z1", Agency.UNKNOWN, Form.NONE),
        ("'abc", Agency.UNKNOWN, Form.NONE),
        ("]d1https://a.example/01/" + GTIN, Agency.GS1, Form.DIGITAL_LINK),
        ("]A0+A123BJC5D6E71G", Agency.HIBCC, Form.PRIMARY),
        ("]C0=/A9999XYZ100T0944", Agency.ICCBBA, Form.DATA_STRUCTURES),
        ("]E09506000134352", Agency.GS1, Form.KEY),
        ("]E402345673", Agency.GS1, Form.KEY),
        (f"\ufeff\t01{GTIN}", Agency.GS1, Form.ELEMENT_STRING),
        ("URN:EPC:id:sscc:0614141.1234567890", Agency.GS1, Form.EPC),
        ("٠١٠٩٥", Agency.UNKNOWN, Form.NONE),
    ],
)
def test_what_a_text_is(text: str, agency: Agency, form: Form) -> None:
    assert (read(text).agency, read(text).form) == (agency, form)


def test_a_year_that_is_not_given_is_this_one() -> None:
    year = days.this_year()
    assert parse(f"01{GTIN}17{year % 100:02d}1231").pi.expires == date(year, 12, 31)


def test_every_code_has_its_weight() -> None:
    by_weight = {weight: {code for code in Code if code.severity is weight} for weight in Severity}
    assert Code.CHECK_FAILED in by_weight[Severity.ERROR]
    assert Code.OTHER_AGENCY in by_weight[Severity.ERROR]
    assert Code.SEPARATOR_LOST in by_weight[Severity.WARNING]
    assert Code.SPREADSHEET_APOSTROPHE in by_weight[Severity.WARNING]
    assert Code.SEPARATOR_RESOLVED in by_weight[Severity.INFO]
    assert sum(map(len, by_weight.values())) == len(Code)
