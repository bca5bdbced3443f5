"""A letter holds what its consignee got, and nothing of another one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quality.case_file import CaseError, CaseFile, Contact
from quality.letters import FSN_LETTER, LETTERS, RECALL_LETTER, addressed_to, letters
from quality.packs.declare import FilledPack, Grid, fill
from quality.words import Words
from tests.support.cases import CONSIGNEES, FULL, LOTS


def text_of(letter: FilledPack) -> str:
    """All that it says, in English."""
    told = [letter.title.en]
    for _, fields in letter.sections:
        for field in fields:
            lines = field.value.lines if isinstance(field.value, Grid) else ((field.value,),)
            told += [cell.en if isinstance(cell, Words) else str(cell) for line in lines for cell in line]
    return "\n".join(told)


def test_each_gets_a_letter_about_their_own() -> None:
    one, two = (text_of(letter) for letter in letters(FULL, RECALL_LETTER))
    for text in ("St. Mary", "2 Oak Rd, Austin", "S0001 .. S0006 (6)", "6 u", "2026-01-10"):
        assert text in one
        assert text not in two
    for text in ("北京医院", "S0007 .. S0010 (4)", "L2", "1 kg", "支架 B"):
        assert text in two
        assert text not in one


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_says_what_it_must(kind: str) -> None:
    (letter, _) = letters(FULL, LETTERS[kind])
    told = text_of(letter)
    for text in (
        "Stent A",  # the product
        "A vessel may be blocked",  # the hazard
        "Stop using and selling",  # what to stop
        "If you delivered any of it to others",  # sub-recall
        "Fill in the form",  # how to reply
        "ra@acme.test",  # to whom
        "________",  # the form
        "Acme Cardio",
    ):
        assert text in told, text
    assert letter.missing == ()


def test_a_field_safety_notice_tells_the_risk() -> None:
    (letter, _) = letters(FULL, FSN_LETTER)
    assert "1 in 1,000; serious" in text_of(letter)


@pytest.mark.parametrize(
    ("recall_class", "title"),
    [
        ("I", "URGENT: medical device recall"),
        ("II", "URGENT: medical device recall"),
        (None, "URGENT: medical device recall"),
        ("III", "Medical device recall"),
    ],
)
def test_it_is_urgent_unless_it_is_known_not_to_be(recall_class: str | None, title: str) -> None:
    case = replace(FULL, recall_class=recall_class)  # type: ignore[arg-type]
    assert fill(RECALL_LETTER, addressed_to(case, "C1")).title.en == title


def test_a_letter_without_address_names_it() -> None:
    case = replace(FULL, consignees=(replace(CONSIGNEES[0], address=" "), CONSIGNEES[1]))
    first, second = letters(case, RECALL_LETTER)
    assert [name for name, _, _ in first.missing] == ["to-address"]
    assert second.missing == ()


def test_a_contact_without_phone_is_told_and_the_phone_missing() -> None:
    case = replace(FULL, contact=Contact(name="Ann Lee", email="ra@acme.test"), reporter=None)
    (letter, _) = letters(case, RECALL_LETTER)
    assert "Ann Lee; ra@acme.test" in text_of(letter)
    assert [(name, one.reason.en) for name, _, one in letter.missing] == [
        ("from", "not in evidence"),
        ("contact", "It lacks: phone."),
    ]


def test_serial_numbers_that_are_not_known_are_missing_and_not_all_of_the_lot() -> None:
    (got,) = CONSIGNEES[0].deliveries
    case = replace(
        FULL,
        consignees=(replace(CONSIGNEES[0], deliveries=(replace(got, serials=None),)), CONSIGNEES[1]),
    )
    (letter, _) = letters(case, RECALL_LETTER)
    assert "S0001" not in text_of(letter)
    assert [one.reason.en for _, _, one in letter.missing] == ["Serial numbers: all of 1 lines"]


def test_who_got_nothing_in_scope_gets_no_letter() -> None:
    case = replace(FULL, lots=(replace(LOTS[0], in_scope=False), LOTS[1]))
    (letter,) = letters(case, RECALL_LETTER)
    assert "北京医院" in text_of(letter)
    assert "L1" not in text_of(letter)


def test_a_stranger_is_refused_and_so_are_letters_to_nobody_knows_whom() -> None:
    with pytest.raises(CaseError, match="C9 is no consignee"):
        addressed_to(FULL, "C9")
    with pytest.raises(CaseError, match="not in evidence"):
        letters(CaseFile(), RECALL_LETTER)
