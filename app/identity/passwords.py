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
from quality.words import Words, said

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
        raise _weak(
            said(
                "a password has {least} characters or more, and at most {most} bytes",
                "密码至少 {least} 个字符，至多 {most} 字节",
                least=str(LEAST),
                most=str(MOST_BYTES),
            )
        )
    if len(set(folded)) < LEAST_DIFFERENT:
        raise _weak(
            said(
                "a password has {least} different characters or more",
                "密码至少包含 {least} 个不同的字符",
                least=str(LEAST_DIFFERENT),
            )
        )
    if login.casefold() in folded:
        raise _weak(Words("a password does not hold the name of its account", "密码不得包含其账户名"))
    if any(_is_mostly(folded, stem) for stem in _COMMON) or any(_is_run(folded, run) for run in _RUNS):
        raise _weak(
            Words("this is one of the passwords that everybody tries first", "这是人人首先会尝试的密码之一")
        )


def spelled(password: str) -> bytes:
    """One spelling: keyboards differ in how they compose a letter."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _weak(message: Words) -> WeakPassword:
    return WeakPassword(
        message,
        Words(
            "Choose another one: a few words that belong to no one else.",
            "请另选一个：只属于您的几个词。",
        ),
    )


def _is_mostly(folded: str, stem: str) -> bool:
    """Whether nothing but digits and signs is left beside the stem."""
    rest = folded.replace(stem, "")
    return rest != folded and not any(letter.isalpha() for letter in rest)


def _is_run(folded: str, run: str) -> bool:
    return folded in run * 10 or folded in run[::-1] * 10


@cache
def _nobodys() -> str:
    return hashed(one_time())
