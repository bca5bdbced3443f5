"""Each trap that was read in a source or met in real data, by its name."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from identifiers import Agency, Code, canonical, parse, parse_di, resolve
from tests.support.identifiers import GS, GTIN, YEAR, days, elements, errors, findings, read, told

DATA = Path(__file__).parent.parent / "data" / "identifiers"
UDI = f"01{GTIN}17261231"


def registered() -> list[dict[str, str]]:
    with (DATA / "gudid_dis.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- check rules ----------------------------------------------------------------------------------


def test_published_hibc_example_of_imdrf_fda_and_hl7_fails_its_check() -> None:
    text = "+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202C"
    assert findings(text) == {(Code.CHECK_FAILED, len(text) - 1)}
    assert "expected 'H'" in read(text).findings[0].message
    assert read(text).di == "H123PARTNO1234567890120"
    assert read(text).pi.lot == "LOT123456789012345"
    assert read(text).pi.serial_number == "XYZ456789012345678"
    assert days(text) == [("expires", date(2020, 2, 2)), ("manufactured", date(2013, 2, 2))]
    assert findings(f"{text[:-1]}H") == set()


def test_published_hibc_example_of_n48_fails_its_check() -> None:
    assert findings("+A999ABC123DE1/$+1234567Y") == {(Code.CHECK_FAILED, 24)}
    assert findings("+A999ABC123DE1/$+1234567Z") == set()
    assert elements("+A999ABC123DE1/$+1234567Y") == [("+", "A999ABC123DE1"), ("$+", "1234567")]


@pytest.mark.parametrize("text", ["+A999AZ1 ", "+A999CZ1/", "+A999DZ1+", "+A999BZ1$"])
def test_hibc_check_character_may_be_a_space_slash_plus_or_dollar(text: str) -> None:
    assert (elements(text), findings(text)) == ([("+", text[1:-1])], set())


def test_hibc_check_character_space_that_was_stripped() -> None:
    assert elements("+A999AZ1") == [("+", "A999AZ1")]
    assert findings("+A999AZ1") == {(Code.CHECK_SPACE_LOST, 8)}


def test_hibc_secondary_carries_the_link_character_and_its_own_check() -> None:
    primary, secondary = "+A123BJC5D6E71G", "+$$30509283C001G6"
    assert elements(secondary) == [("$$3", "050928"), ("$$3", "3C001"), ("link", primary[-1])]
    assert (read(secondary).pi.lot, findings(secondary)) == ("3C001", set())
    assert findings("+$$30509283C001G7") == {(Code.CHECK_FAILED, 16)}


def test_basic_udi_di_of_hibc_is_checked_with_its_plus_signs() -> None:
    text = "++A999MODELIDENTIFIER11S8"
    assert (findings(text), read(text).basic_udi_di, read(text).di) == (set(), text, None)
    assert findings("++A999MODELIDENTIFIER11HM") == {(Code.CHECK_FAILED, 23)}


def test_gmn_of_gs1_is_the_basic_udi_di_and_its_pair_is_checked() -> None:
    assert read("(8013)1987654Ad4X4bL5ttr2310c2K").basic_udi_di == "1987654Ad4X4bL5ttr2310c2K"
    assert findings("(8013)1987654Ad4X4bL5ttr2310c2K") == set()
    assert errors("(8013)1987654Ad4X4bL5ttr2310c2L") == {Code.CHECK_FAILED}


def test_mudi_is_checked_and_needs_a_gtin() -> None:
    assert findings(f"(01){GTIN}(8014)12345ANJ") == set()
    assert told(read("(8014)12345ANJ")) == {(Code.REQUIRES_OTHER, 6)}
    assert errors(f"(01){GTIN}(8014)12345ANK") == {Code.CHECK_FAILED}


def test_day_00_is_the_last_day_of_the_month_and_the_text_stays() -> None:
    assert days("(01)09506000134352(17)270200") == [("expires", date(2027, 2, 28))]
    assert ("17", "270200") in elements("(01)09506000134352(17)270200")
    assert Code.LAST_DAY in read("(01)09506000134352(17)270200").codes()


def test_century_is_that_of_the_sliding_window() -> None:
    assert days(f"01{GTIN}17750101") == [("expires", date(2075, 1, 1))]
    assert days(f"01{GTIN}17990101") == [("expires", date(1999, 1, 1))]
    early = parse(f"01{GTIN}17990101", year=2060)
    assert early.pi.expires == date(2099, 1, 1)


def test_gudid_stores_hibcc_without_plus_and_check_character() -> None:
    parsed = parse_di("M4400192Z1", "HIBCC")
    assert (parsed.di, parsed.findings) == ("M4400192Z1", ())
    assert read(canonical(parsed)).di == "M4400192Z1"
    assert read(canonical(parsed)).findings == ()


# --- what biip gets wrong, by the numbers of our notes ---------------------------------------------


def test_biip_1_letters_in_brackets_are_part_of_the_lot() -> None:
    assert elements(f"(01){GTIN}(10)A(B)C") == [("01", GTIN), ("10", "A(B)C")]


def test_biip_1_a_space_in_a_lot_is_kept_and_flagged() -> None:
    assert elements(f"(01){GTIN}(10)LOT 12") == [("01", GTIN), ("10", "LOT 12")]
    assert findings(f"(01){GTIN}(10)LOT 12") == {(Code.BAD_CHARACTER, 25)}


def test_biip_1_an_empty_element_does_not_vanish() -> None:
    assert elements(f"(01){GTIN}(10)12345(11)") == [("01", GTIN), ("10", "12345"), ("11", "")]
    assert errors(f"(01){GTIN}(10)12345(11)") == {Code.EMPTY_VALUE}


@pytest.mark.parametrize("character", ["é", "#", "@", "[", "`", "~", "\t", "\x1c", "٣"])
def test_biip_1_characters_outside_of_the_82_are_flagged(character: str) -> None:
    text = f"(01){GTIN}(10)A{character}B"
    assert elements(text)[1] == ("10", f"A{character}B")
    assert findings(text) == {(Code.BAD_CHARACTER, 23)}


def test_biip_2_a_wrong_check_digit_inside_of_a_message_is_found() -> None:
    assert findings(f"01{GTIN[:-1]}317261231") == {(Code.CHECK_FAILED, 15)}
    assert elements(f"01{GTIN[:-1]}317261231") == [("01", f"{GTIN[:-1]}3"), ("17", "261231")]


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(02){GTIN}(37)1",
        f"(01){GTIN}(37)4",
        f"(01){GTIN}(255)9506000134352",
        f"(01){GTIN}(21)A(235)B",
        f"(01){GTIN}(3102)000100(3103)001000",
        f"(01){GTIN}(420)1234(421)840123",
    ],
)
def test_biip_3_mutual_exclusions(text: str) -> None:
    assert Code.EXCLUDED_TOGETHER in errors(text)


@pytest.mark.parametrize(
    "text", ["(10)A", "(21)A", "(17)261231", f"(02){GTIN}", f"(01){GTIN}(250)A", "(254)A"]
)
def test_biip_3_missing_requisites_are_warnings_since_another_carrier_may_have_them(text: str) -> None:
    assert {code for code, _ in findings(text)} == {Code.REQUIRES_OTHER}


@pytest.mark.parametrize("text", ["(400)ABC(400)XYZ", "(400)ABC(99)D(400)AB", "(400)A(400)A(400)B"])
def test_biip_3_repeats_that_conflict(text: str) -> None:
    assert errors(text) == {Code.REPEAT_CONFLICT}


def test_biip_3_repeats_that_agree_are_no_error() -> None:
    assert read("(400)ABC(400)ABC").codes() == {Code.REPEATED}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"https://a.example/01/{GTIN}?10=LOT", Code.NOT_IN_QUERY),
        (f"https://a.example/01/{GTIN}?21=SER", Code.NOT_IN_QUERY),
        (f"https://a.example/01/{GTIN}?22=A", Code.NOT_IN_QUERY),
        (f"https://a.example/01/{GTIN}?17=261231&17=261231", Code.REPEATED_IN_LINK),
        (f"https://a.example/01/{GTIN}/10/A?10=A", Code.REPEATED_IN_LINK),
        (f"https://a.example/01/{GTIN}?999=X", Code.UNKNOWN_ELEMENT),
        (f"https://a.example/01/{GTIN}/21/S/10/L", Code.PATH_ORDER),
        (f"https://a.example/01/{GTIN}/235/S/10/L", Code.PATH_ORDER),
        (f"https://a.example/01/{GTIN}/89/A", Code.BAD_URI),
        (f"https://a.example/01/{GTIN}/", Code.BAD_URI),
    ],
)
def test_biip_4_links_that_must_be_rejected_have_an_error(text: str, code: Code) -> None:
    assert code in errors(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://a.example/gtin/{GTIN}/lot/L/ser/S", [("01", GTIN), ("10", "L"), ("21", "S")]),
        ("https://a.example/sscc/952012345678912345", [("00", "952012345678912345")]),
        ("https://a.example/01/9506000134352", [("01", GTIN)]),
        ("https://a.example/01/02345673", [("01", "00000002345673")]),
        ("https://a.example/01/416000336108", [("01", "00416000336108")]),
        ("https://a.example/8004/9506000134567?01=9506000134352", [("8004", "9506000134567"), ("01", GTIN)]),
        ("https://a.example/00/decoy/00/952012345678912345", [("00", "952012345678912345")]),
        ("https://a.example/00/952012345678912345/00/952012345678912345", [("00", "952012345678912345")]),
    ],
)
def test_biip_4_links_that_must_be_accepted(text: str, expected: list[tuple[str, str]]) -> None:
    assert (elements(text), errors(text)) == (expected, set())


def test_biip_5_the_second_day_of_a_harvest_must_be_one() -> None:
    assert errors(f"(01){GTIN}(7007)260101260131") == set()
    assert errors(f"(01){GTIN}(7007)260101261331") == {Code.BAD_VALUE}
    assert errors(f"(01){GTIN}(7007)2601012601") == {Code.BAD_LENGTH}


@pytest.mark.parametrize("symbology", ["]C1", "]d2", "]Q3", "]J1", "]J0", "]e0"])
def test_biip_5_symbology_identifiers(symbology: str) -> None:
    assert elements(f"{symbology}{UDI}10A") == [("01", GTIN), ("17", "261231"), ("10", "A")]


def test_biip_6_a_missing_fnc1_is_suspected_and_known_lots_decide() -> None:
    text = f"{UDI}10V1002521JGFMG4P38R"
    assert elements(text)[2:] == [("10", "V1002521JGFMG4P38R")]
    assert findings(text) == {(Code.SEPARATOR_LOST, 32)}
    found = resolve(read(text), {"V10025", "V2"}, year=YEAR)
    assert (found.pi.lot, found.pi.serial_number, found.raw) == ("V10025", "JGFMG4P38R", text)
    assert found.codes() == {Code.SEPARATOR_RESOLVED}
    assert findings(f"{UDI}10V10025{GS}21JGFMG4P38R") == set()


# --- what real data shows ---------------------------------------------------------------------------


def test_gudid_numbers_that_fail_mod_10_are_flagged_and_kept() -> None:
    failed = {
        row["identifier"]: parsed.di
        for row in registered()
        if (parsed := parse_di(row["identifier"], row["issuing_agency"], year=YEAR)).has_errors
    }
    assert failed == {
        "00841518100003": "00841518100003",
        "00815612020043": "00815612020043",
        "1081463902131": "01081463902131",
        "00812845020979": "00812845020979",
        "00763003088567": "00763003088567",
        "00729000000006": "00729000000006",
    }


def test_gudid_numbers_are_read_all_and_found_again_by_their_canonical_form() -> None:
    for row in registered():
        parsed = parse_di(row["identifier"], row["issuing_agency"])
        assert parsed.raw == row["identifier"]
        assert parsed.di
        assert read(canonical(parsed)).di == parsed.di


def test_gudid_row_tagged_hibcc_that_is_a_gtin_is_flagged_not_dropped() -> None:
    parsed = parse_di(GTIN, "HIBCC")
    assert (parsed.agency, parsed.di, told(parsed)) == (Agency.GS1, GTIN, {(Code.OTHER_AGENCY, 0)})


def test_gudid_hibcc_numbers_that_keep_their_check_character() -> None:
    sure, doubtful = parse_di("H373VBJR060202A3A", "HIBCC"), parse_di("H373VBJR051002A38", "HIBCC")
    assert (sure.di, told(sure)) == ("H373VBJR060202A3", {(Code.CHECK_INCLUDED, 16)})
    assert (doubtful.di, told(doubtful)) == ("H373VBJR051002A38", {(Code.AMBIGUOUS, 16)})
    assert read("+H373VBJR060202A3A").di == sure.di


def test_recall_descriptions_are_read_without_a_fall() -> None:
    for line in (DATA / "recall_code_info.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["code_info"]
        assert read(text).raw == text
        for word in text.split():
            assert read(word).raw == word


def test_spreadsheet_apostrophe_before_hibc_and_isbt_128() -> None:
    assert elements("'+A123BJC5D6E71G") == [("+", "A123BJC5D6E71")]
    assert findings("'+A123BJC5D6E71G") == {(Code.SPREADSHEET_APOSTROPHE, 0)}
    assert read("'=/A9999XYZ100T0944").di == "A9999XYZ100T0944"


def test_epcis_sscc_urn_with_the_wrong_digit_count_is_kept_raw() -> None:
    text = "urn:epc:id:sscc:08600031303.0003"
    assert (elements(text), findings(text)) == ([("", text)], {(Code.DIGIT_COUNT, 16)})
    assert canonical(read(text)) == text


def test_epcis_one_epc_as_urn_and_as_digital_link_has_one_canonical_form() -> None:
    urn, link = "urn:epc:class:lgtin:4023333.055555.ABC123", "https://id.gs1.org/01/04023333555555/10/ABC123"
    assert canonical(read(urn)) == canonical(read(link)) == "(01)04023333555555(10)ABC123"


def test_epcis_identifiers_that_are_not_gs1_are_unrecognised_and_kept() -> None:
    text = "urn:gdst:example.org:product:lot:class:1"
    assert (elements(text), findings(text)) == ([("", text)], {(Code.UNRECOGNISED, 0)})
