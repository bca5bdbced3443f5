"""Which passwords are good, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from app.identity import passwords
from app.identity.errors import WeakPassword
from tests.support.identity import HORSE


def test_a_hash_fits_its_password_only() -> None:
    kept = passwords.hashed(HORSE)
    assert passwords.fits(kept, HORSE)
    assert not passwords.fits(kept, HORSE + " ")
    assert not passwords.fits("no hash", HORSE)
    assert not passwords.fits(None, HORSE)
    assert kept != passwords.hashed(HORSE)


def test_two_spellings_of_a_letter_are_one() -> None:
    assert passwords.fits(passwords.hashed("na\u00efve caf\u00e9 chair"), "nai\u0308ve cafe\u0301 chair")


def test_parameters_are_those_of_rfc_9106_and_lesser_ones_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    lesser = passwords.hashed(HORSE)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())
    kept = passwords.hashed(HORSE)
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    assert [passwords.is_old(one) for one in (lesser, kept)] == [True, False]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short horse", "12 characters"),
        ("x" * 6 + "horse é" * 200, "1024 bytes"),
        ("ababababababab", "6 different"),
        ("the horse of Ada is blue", "name of its account"),
        ("Password123456!", "tries first"),
        ("12-letmein-12345", "tries first"),
        ("qwertyuiopasdf", "tries first"),
        ("98765432109876", "tries first"),
        ("abcdefghijklm", "tries first"),
    ],
)
def test_weak_passwords_are_refused(password: str, says: str) -> None:
    with pytest.raises(WeakPassword, match=says):
        passwords.refuse_weak(password, "ada")


@pytest.mark.parametrize(
    "password", [HORSE, "grüner Tee um 4", "my password is not yours", "七只青蛙在池塘里唱歌到天亮"]
)
def test_good_passwords_pass(password: str) -> None:
    passwords.refuse_weak(password, "ada")


def test_one_time_passwords_are_good_and_all_different() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.refuse_weak(password, "ada")


def test_nobodys_password_costs_as_much_as_somebodys() -> None:
    assert extract_parameters(passwords._nobodys()) == extract_parameters(passwords.hashed(HORSE))
