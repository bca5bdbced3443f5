"""Check characters: computed, never corrected.

Promises: each function says what the check character should be, or None where the text has characters
the scheme does not know. Every scheme is proved by published vectors in tests/identifiers.
"""

from __future__ import annotations

from itertools import islice

CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CSET37 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_VALUE82, _VALUE43, _VALUE37 = (
    {character: value for value, character in enumerate(characters)}
    for characters in (CSET82, CSET43, _CSET37)
)
_ZERO = ord("0")


def mod10_holds(digits: str) -> bool:
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right, the last digit being the check."""
    codes = digits.encode("ascii")[::-1]
    ones, threes = codes[::2], codes[1::2]
    return (sum(ones) + 3 * sum(threes) - _ZERO * (len(ones) + 3 * len(threes))) % 10 == 0


def mod10_digit(digits: str) -> str:
    """The check digit that belongs behind these digits."""
    return next(digit for digit in "0123456789" if mod10_holds(digits + digit))


def mod43_character(text: str) -> str | None:
    """HIBC (ANSI/HIBC 2.6): sum of the characters' values, modulo 43; the leading `+` counts."""
    values = list(map(_VALUE43.get, text))
    return None if None in values else CSET43[sum(value or 0 for value in values) % 43]


def _primes() -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < 97:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


_WEIGHTS = _primes()


def check_pair(text: str) -> str | None:
    """MOD 1021,32 (GS1 alphanumeric keys; HIBC Basic UDI-DI, with its `++`): two characters."""
    if len(text) > len(_WEIGHTS):
        return None
    total = 0
    for character, weight in zip(reversed(text), islice(_WEIGHTS, len(text)), strict=True):
        value = _VALUE82.get(character)
        if value is None:
            return None
        total += value * weight
    high, low = divmod(total % 1021, 32)
    return _CSET32[high] + _CSET32[low]


def mod37_2_value(text: str) -> int | None:
    """ISO/IEC 7064 MOD 37-2, as ISBT 128 has it on donation numbers: the value of the check character."""
    rest = 0
    for character in text:
        value = _VALUE37.get(character)
        if value is None:
            return None
        rest = (rest + value) * 2 % 37
    return (38 - rest) % 37
