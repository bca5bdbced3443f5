"""EPC URNs."""

from __future__ import annotations

import pytest

from identifiers import Code, Form, canonical
from tests.support.identifiers import elements, findings, read


@pytest.mark.parametrize(
    ("urn", "expected"),
    [
        ("id:sgtin:4023333.055555.4711", [("01", "04023333555555"), ("21", "4711")]),
        ("id:sgtin:0614141.812345.A%2FB", [("01", "80614141123458"), ("21", "A/B")]),
        ("class:lgtin:4023333.055555.ABC.1", [("01", "04023333555555"), ("10", "ABC.1")]),
        ("idpat:sgtin:4023333.055555.*", [("01", "04023333555555")]),
        ("id:sscc:0614141.1234567890", [("00", "106141412345678908")]),
        ("id:sgln:0614141.12345.0", [("414", "0614141123452")]),
        ("id:sgln:0614141.12345.32a%2Fb", [("414", "0614141123452"), ("254", "32a/b")]),
        ("id:sgln:061414112345..0", [("414", "0614141123452")]),
        ("id:pgln:0614141.12345", [("417", "0614141123452")]),
        ("id:giai:0614141.12345400", [("8004", "061414112345400")]),
        ("id:grai:0614141.12345.400", [("8003", "00614141123452400")]),
        ("class:grai:0614141.12345.*", [("8003", "00614141123452")]),
        ("id:gdti:0614141.12345.400", [("253", "0614141123452400")]),
        ("id:itip:4012345.012345.01.02.987", [("8006", "040123451234560102"), ("21", "987")]),
        ("id:gsrn:0614141.1234567890", [("8018", "061414112345678902")]),
        ("id:cpi:0614141.123ABC.12345", [("8010", "0614141123ABC"), ("8011", "12345")]),
        ("tag:sgtin-96:3.0614141.812345.6789", [("01", "80614141123458"), ("21", "6789")]),
    ],
)
def test_an_urn_is_the_elements_of_its_key(urn: str, expected: list[tuple[str, str]]) -> None:
    text = f"urn:epc:{urn}"
    assert (elements(text), findings(text), read(text).form) == (expected, set(), Form.EPC)
    assert read(text).raw == text


@pytest.mark.parametrize(
    "urn",
    [
        "id:sgtin:4023333.05555.4711",
        "id:sgtin:4023333.0555555.4711",
        "id:sgtin:4023333.055555",
        "id:sgtin:4023333.055555.",
        "id:sgtin:40233.33055555.4711",
        "id:sgtin:4023A33.055555.4711",
        "id:sgtin:4023333.05A555.4711",
        "id:sscc:0614141.123456789",
        "id:giai:0614141.",
        "id:sgln:0614141..0",
    ],
)
def test_wrong_counts_leave_the_urn_raw(urn: str) -> None:
    text = f"urn:epc:{urn}"
    assert elements(text) == [("", text)]
    assert {code for code, _ in findings(text)} == {Code.DIGIT_COUNT}
    assert canonical(read(text)) == text


@pytest.mark.parametrize("urn", ["id:bic:CSQU3054383", "id:sgtin", "id:gid:1.2.3", "raw:96.x1", ""])
def test_schemes_without_a_gs1_key_are_left_unread(urn: str) -> None:
    text = f"urn:epc:{urn}"
    assert (elements(text), findings(text)) == ([("", text)], {(Code.UNRECOGNISED, 0)})
