"""Passwords: which are good, and how they are kept.

Promises: kept as argon2id hashes that carry their parameters (RFC 9106); one text in two Unicode spellings
is one password; checking against no account at all costs as much as against one. Refuses: under 12
characters, over 1,024 bytes, what holds the account's name, what everybody tries first.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.identity.errors import WeakPassword

LEAST, MOST_BYTES, LEAST_DIFFERENT = 12, 1024, 6
_HASHER: Final = PasswordHasher()
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfgh")
# What lists of stolen passwords begin with, as stems: any of them with digits and signs around is no good.
_COMMON: Final = (
    "password",
    "passwort",
    "passw0rd",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "changeme",
    "trustno1",
    "sunshine",
    "princess",
    "football",
    "superman",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "lotgraph",
)


def hashed(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(spelled(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password; None is nobody's and takes as long."""
    try:
        _HASHER.verify(kept or _nobodys(), spelled(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_old(kept: str) -> bool:
    """Whether the hash was made with lesser parameters than those of now."""
    return _HASHER.check_needs_rehash(kept)


def one_time() -> str:
    """A password that is told once and changed at its first use."""
    return secrets.token_urlsafe(15)


def refuse_weak(password: str, login: str) -> None:
    """Raise `WeakPassword` where it is no good for this account."""
    plain = spelled(password)
    folded = plain.decode("utf-8", "replace").casefold()
    if len(folded) < LEAST or len(plain) > MOST_BYTES:
        raise _weak(f"a password has {LEAST} characters or more, and at most {MOST_BYTES} bytes")
    if len(set(folded)) < LEAST_DIFFERENT:
        raise _weak(f"a password has {LEAST_DIFFERENT} different characters or more")
    if login.casefold() in folded:
        raise _weak("a password does not hold the name of its account")
    if any(_is_mostly(folded, stem) for stem in _COMMON) or any(_is_run(folded, run) for run in _RUNS):
        raise _weak("this is one of the passwords that everybody tries first")


def spelled(password: str) -> bytes:
    """One spelling: keyboards differ in how they compose a letter."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _weak(message: str) -> WeakPassword:
    return WeakPassword(message, "Choose another one: a few words that belong to no one else.")


def _is_mostly(folded: str, stem: str) -> bool:
    """Whether nothing but digits and signs is left beside the stem."""
    rest = folded.replace(stem, "")
    return rest != folded and not any(letter.isalpha() for letter in rest)


def _is_run(folded: str, run: str) -> bool:
    return folded in run * 10 or folded in run[::-1] * 10


@cache
def _nobodys() -> str:
    return hashed(one_time())
