"""The forms in which sources write days and times, declared and compiled once.

Promises: a text fits a form or it does not; no digit is guessed. The form `iso` is a day or a time such
as `2025-01-31T08:15:00.123+01:00` (a blank for the `T`, and no offset, are fine). All others are made of
`%Y %m %d %H %I %M %S %f %p %z` and what stands between them. A number beside another one has its full
width (`%Y%m%d`), else leading zeros may lack (`1/31/2025`). A blank fits a no-break space, too:
localised exports put those before the clock and before AM. Refuses: two-digit years and names of
months, which are guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

ISO: Final = "iso"
_ISO: Final = (
    r"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"(?:[T ](?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,](?P<f>\d{1,12}))?)?"
    r"(?P<z>Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_NUMBERS: Final = ("m", "d", "H", "M", "S")
_OTHERS: Final = {
    "I": r"0?[1-9]|1[0-2]",
    "Y": r"\d{4}",
    "f": r"\d{1,12}",
    "p": r"AM|PM|am|pm",
    "z": r"Z|[+-]\d\d(?::?\d\d)?",
}
_BLANKS: Final = "[ \u00a0\u202f]"
_PIECE: Final = re.compile(r"%(.)|([^%]+)|%")
_MICROSECONDS: Final = 6

# Year, month, day.
Date = tuple[int, int, int]
# Hour, minute, second, microsecond.
Clock = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text says, not yet checked against a calendar; a day has no clock."""

    date: Date
    clock: Clock | None = None
    offset: str = ""


def parts(text: str, form: str) -> Parts | None:
    """A text taken apart; None where it is not of the form."""
    found = _pattern(form).fullmatch(text)
    if found is None:
        return None
    named = found.groupdict()
    date = int(named["Y"]), int(named["m"]), int(named["d"])
    if named.get("H") is None and named.get("I") is None:
        return Parts(date)
    clock = _hour(named), int(named["M"]), int(named.get("S") or 0), _micro(named.get("f") or "")
    return Parts(date, clock, named.get("z") or "")


def check_form(form: str) -> None:
    """Raise a ValueError where a form can't be used."""
    _pattern(form)


def _hour(named: dict[str, str]) -> int:
    if named.get("H") is not None:
        return int(named["H"])
    return int(named["I"]) % 12 + (12 if named["p"] in ("PM", "pm") else 0)


def _micro(digits: str) -> int:
    """Microseconds; further digits are cut, never rounded: a time must not come to lie after itself."""
    return int(digits[:_MICROSECONDS].ljust(_MICROSECONDS, "0"))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    if form == ISO:
        return re.compile(_ISO, re.ASCII)
    pieces = [(one.group(1), one.group(2)) for one in _PIECE.finditer(form)]
    made = "".join(
        _directive(name, form, packed=_is_packed(pieces, at)) if literal is None else _literal(literal)
        for at, (name, literal) in enumerate(pieces)
    )
    try:
        pattern = re.compile(made, re.ASCII)
    except re.error as error:
        raise ValueError(f"{form!r} says something twice") from error
    _check(form, set(pattern.groupindex))
    return pattern


def _is_packed(pieces: list[tuple[str | None, str | None]], at: int) -> bool:
    """Whether a number stands beside another one."""
    beside = [*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]]
    return any(name is not None for name, _ in beside)


def _directive(name: str | None, form: str, *, packed: bool) -> str:
    if name in _NUMBERS:
        digits = r"\d{2}" if packed else r"\d{1,2}"
        return f"(?P<{name}>{digits})"
    if name in _OTHERS:
        return f"(?P<{name}>{_OTHERS[name]})"
    raise ValueError(f"{form!r} has %{name or ''}; known are %Y %m %d %H %I %M %S %f %p %z, and {ISO!r}")


def _literal(text: str) -> str:
    return "".join(_BLANKS if char == " " else re.escape(char) for char in text)


def _check(form: str, names: set[str]) -> None:
    if not {"Y", "m", "d"} <= names:
        raise ValueError(f"{form!r} lacks the year, the month or the day")
    if names & {"M", "S", "f", "p", "z"} and not names & {"H", "I"}:
        raise ValueError(f"{form!r} has parts of a time without its hour")
    if names & {"H", "I"} and ("M" not in names or {"H", "I"} <= names or ("I" in names) != ("p" in names)):
        raise ValueError(f"{form!r} needs %H and %M, or %I, %M and %p")
