"""Human-readable GS1 text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identifiers import Code, Form
from identifiers.checks import CSET82
from identifiers.hri import write
from tests.support.identifiers import GTIN, elements, findings, read


def test_only_a_known_identifier_opens_an_element() -> None:
    text = f"(01){GTIN}(10)A(99)B(98765)C(89)D()E(1)F"
    assert elements(text) == [("01", GTIN), ("10", "A"), ("99", "B(98765)C(89)D()E(1)F")]
    assert read(text).form is Form.HUMAN_READABLE


def test_white_space_around_elements_is_told_and_inside_of_them_kept() -> None:
    text = f"(01) {GTIN} (10)A B\t\n(21) S "
    assert elements(text) == [("01", GTIN), ("10", "A B"), ("21", "S")]
    assert all(text.startswith(element.value, element.start) for element in read(text).elements)
    assert Code.SPACES_IGNORED in read(text).codes()
    assert findings(text) == {(Code.BAD_CHARACTER, text.index(" B"))}


def test_text_before_the_first_element_is_left_unread() -> None:
    assert elements(f"(x)(01){GTIN}") == [("", "(x)"), ("01", GTIN)]
    assert findings(f"(x)(01){GTIN}") == {(Code.UNKNOWN_ELEMENT, 0)}
    assert elements("(89)ABC") == [("", "(89)ABC")]


def test_a_backslash_keeps_a_bracket_in_its_value() -> None:
    assert elements(f"(01){GTIN}(10)A\\(21)B") == [("01", GTIN), ("10", "A(21)B")]
    assert elements(f"(01){GTIN}(10)A\\\\(21)B") == [("01", GTIN), ("10", "A\\"), ("21", "B")]
    assert elements(f"(01){GTIN}(10)A\\B") == [("01", GTIN), ("10", "A\\B")]


def test_digits_that_are_not_ascii_open_nothing() -> None:
    assert elements(f"(01){GTIN}(10)A(٢١)B") == [("01", GTIN), ("10", "A(٢١)B")]


@pytest.mark.parametrize(
    ("value", "text"),
    [("A", "(10)A"), ("A(B)", "(10)A(B)"), ("A(21)", "(10)A\\(21)"), ("A\\(21)", "(10)A\\\\\\(21)")],
)
def test_writing(value: str, text: str) -> None:
    assert write([("10", value)]) == text


@given(st.lists(st.text(CSET82 + "\\()0121", min_size=1, max_size=12), min_size=1, max_size=3))
def test_what_is_written_reads_back(values: list[str]) -> None:
    said = list(zip(("10", "21", "240"), values, strict=False))
    assert elements(write(said)) == said
