"""GS1 Digital Link URIs."""

from __future__ import annotations

import pytest

from identifiers import Code, Form
from tests.support.identifiers import GTIN, elements, errors, findings, read


def test_a_link_whole() -> None:
    text = f"https://id.gs1.org/01/{GTIN}/22/2A/10/ABC/21/12%2F3?17=261231&linkType=gs1:pip#top"
    parsed = read(text)
    assert elements(text) == [("01", GTIN), ("22", "2A"), ("10", "ABC"), ("21", "12/3"), ("17", "261231")]
    assert (parsed.form, parsed.di, findings(text)) == (Form.DIGITAL_LINK, GTIN, set())
    assert [(f.code, text[f.position :][:8]) for f in parsed.findings] == [
        (Code.EXTENSION_PARAMETER, "linkType")
    ]
    assert text[parsed.elements[3].start :].startswith("12%2F3")


@pytest.mark.parametrize(
    "path",
    [
        "22/A/10/B/21/C",
        "10/B",
        "21/C",
        "22/A/21/C",
        "235/T",
    ],
)
def test_qualifiers_in_their_order(path: str) -> None:
    assert errors(f"https://a.example/01/{GTIN}/{path}") == set()


@pytest.mark.parametrize("path", ["10/B/22/A", "21/C/10/B", "235/T/21/C", "254/X", "22/A/235/T"])
def test_qualifiers_out_of_order(path: str) -> None:
    assert Code.PATH_ORDER in errors(f"https://a.example/01/{GTIN}/{path}")


@pytest.mark.parametrize(
    "path",
    [
        "414/9506000134352/254/E",
        "414/9506000134352/7040/1ABC",
        "8018/950600013435200000/8019/1",
        "8010/ABC12/8011/7",
    ],
)
def test_other_keys_with_their_qualifiers(path: str) -> None:
    ai, key, qualifier, value = path.split("/")
    assert elements(f"https://a.example/{path}") == [(ai, key), (qualifier, value)]
    assert Code.PATH_ORDER not in errors(f"https://a.example/{path}")


@pytest.mark.parametrize(
    "text",
    [
        "https://",
        "https:///01/1",
        "https://a.example",
        "https://a.example/",
        "https://01/09506000134352",
        f"https://a.example/01/{GTIN}/",
        "https://a.example/10/LOT",
        "https://a.example/ARHKVAdpQg",
        f"https://a.example/?01={GTIN}",
    ],
)
def test_addresses_without_a_key_are_left_unread(text: str) -> None:
    assert (elements(text), errors(text)) == ([("", text)], {Code.BAD_URI})


def test_the_stem_may_be_long_and_the_scheme_in_capitals() -> None:
    assert elements(f"HTTPS://a.example:8080/some/stem/01/{GTIN}") == [("01", GTIN)]


def test_an_attribute_of_another_key_may_be_a_lot() -> None:
    text = f"https://a.example/00/952012345678912345?02={GTIN}&37=25&10=ABC"
    assert (elements(text)[1:], errors(text)) == ([("02", GTIN), ("37", "25"), ("10", "ABC")], set())


@pytest.mark.parametrize("name", ["21", "235", "254", "8011", "8019"])
def test_what_is_no_attribute(name: str) -> None:
    assert Code.NOT_IN_QUERY in errors(f"https://a.example/00/952012345678912345?{name}=1")


def test_old_names() -> None:
    text = "https://a.example/gtin/9506000134352/lot/A/ser/B?exp=261231"
    assert elements(text) == [("01", GTIN), ("10", "A"), ("21", "B"), ("17", "261231")]
    assert [f.code for f in read(text).findings].count(Code.LEGACY_ALIAS) == 4
    assert Code.PADDED in read(text).codes()


@pytest.mark.parametrize("query", ["", "&&&", "single", "a=b&single&c"])
def test_parameters_that_are_no_elements_do_no_harm(query: str) -> None:
    assert (
        elements(f"https://a.example/01/{GTIN}?{query}"),
        errors(f"https://a.example/01/{GTIN}?{query}"),
    ) == (
        [("01", GTIN)],
        set(),
    )


def test_percent_encoding() -> None:
    assert elements(f"https://a.example/01/{GTIN}/10/A%2bB+C")[1] == ("10", "A+B+C")
    assert errors(f"https://a.example/01/{GTIN}/10/A%2") == {Code.BAD_URI}
    assert elements(f"https://a.example/01/{GTIN}/10/A%FF")[1] == ("10", "A\xff")
    assert errors(f"https://a.example/01/{GTIN}/10/A%FF") == {Code.BAD_CHARACTER}
