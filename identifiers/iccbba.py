"""ISBT 128 (ICCBBA): tissue, cells and blood bags, data structures in a row.

Promises: every structure that a UDI is made of is read by its fixed length (IMDRF/UDI WG/N48, appendix A),
blood containers and the structures that stand beside them on labels included. What follows an unknown data
identifier is kept unread, since its length is not known. Refuses: meanings of product codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from identifiers import days
from identifiers.checks import mod37_2_value
from identifiers.parsed import Agency, Code, Element, Form, Parsed, Reading, shown

# Flags 60 to 96 of a donation number carry its check character (ISO 7064 MOD 37-2), counted from 60.
_FIRST_CHECK_FLAG = 60
_DONATION = re.compile(r"[A-NP-Z1-9][0-9A-Z]{4}[0-9]{8}")
_SPACES = re.compile(" +(?=[=&])")


@dataclass(frozen=True, slots=True)
class Structure:
    """One data structure: its data identifier, the length of its data, and what it is."""

    sign: str
    length: int
    name: str
    characters: str = "[0-9A-Z]"
    day: Callable[[str], date | None] | None = None


def _day_and_time(text: str) -> date | None:
    return days.cyyjjj(text[:6]) if text[6:8] < "24" and text[8:10] < "60" else None


_STRUCTURES = (
    Structure("=/", 16, "udi_di"),
    Structure("=)", 10, "udi_di"),
    Structure("=,", 6, "serial_number"),
    Structure("=>", 6, "expires", "[0-9]", days.cyyjjj),
    Structure("&>", 10, "expires_at", "[0-9]", _day_and_time),
    Structure("=}", 6, "manufactured", "[0-9]", days.cyyjjj),
    Structure("&}", 10, "manufactured_at", "[0-9]", _day_and_time),
    Structure("=*", 6, "collected", "[0-9]", days.cyyjjj),
    Structure("&*", 10, "collected_at", "[0-9]", _day_and_time),
    Structure("&,1", 18, "lot"),
    Structure("&)", 10, "lot"),
    Structure("=<", 8, "product_code", "[0-9A-Za-z]"),
    Structure("=%", 4, "blood_group"),
    Structure("=+", 5, "compound_message"),
)
_DONATION_NUMBER = Structure("=", 15, "donation_number")
_ORDER = {sign: place for place, sign in enumerate([*(one.sign for one in _STRUCTURES), "="])}


def read(reading: Reading, at: int) -> Parsed:
    """Data structures that begin at this place."""
    spaces = 0
    text = reading.text
    while at < len(text):
        gap = _SPACES.match(text, at)
        if gap and reading.elements:
            spaces, at = spaces or at, gap.end()
        found = _opening(text, at)
        if found is None:
            reading.note(Code.UNKNOWN_ELEMENT, f"{shown(text[at : at + 3])} opens no data structure", at)
            reading.leave(text[at:], at)
            break
        at += len(found.sign)
        _add(reading, found, text[at : at + found.length], at)
        at += found.length
    if spaces:
        reading.note(Code.SPACES_IGNORED, "spaces between data structures are no part of them", spaces)
    return reading.done(Agency.ICCBBA, Form.DATA_STRUCTURES)


def read_registered(reading: Reading) -> None:
    """A device identifier as registries keep it: 16 characters, or 10 of a blood container."""
    sign = "=)" if len(reading.text) == 10 else "=/"
    _add(reading, next(one for one in _STRUCTURES if one.sign == sign), reading.text, 0)


def write(elements: tuple[Element, ...]) -> str:
    """The structures in a row, in the order of our table."""
    ordered = sorted(elements, key=lambda element: _ORDER[element.id])
    return "".join(element.id + element.value for element in ordered)


def _opening(text: str, at: int) -> Structure | None:
    for structure in _STRUCTURES:
        if text.startswith(structure.sign, at):
            return structure
    donation = text.startswith("=", at) and re.match("[A-NP-Z1-9]", text[at + 1 : at + 2])
    return _DONATION_NUMBER if donation else None


def _add(reading: Reading, structure: Structure, value: str, at: int) -> None:
    name = f"{structure.sign} ({structure.name.replace('_', ' ')})"
    day = structure.day(value) if structure.day else None
    strange = re.search(f"(?!{structure.characters}).", value, re.DOTALL)
    if len(value) != structure.length:
        message = f"{name} has {len(value)} characters, not {structure.length}"
        reading.note(Code.BAD_LENGTH, message, at)
    elif strange:
        message = f"{name} must not have {strange.group()!r}"
        reading.note(Code.BAD_CHARACTER, message, at + strange.start())
    elif structure.day and day is None:
        reading.note(Code.BAD_DATE, f"{name} {value} is no day", at)
    elif structure is _DONATION_NUMBER:
        _check_donation(reading, value, at)
    reading.elements.append(Element(structure.sign, structure.name, value, at, day))


def _check_donation(reading: Reading, value: str, at: int) -> None:
    """13 characters of number and 2 of flag; a flag from 60 on is a check character."""
    number, flag = value[:13], value[13:]
    if not _DONATION.fullmatch(number):
        message = f"{number} is no donation number: 5 characters of facility, 2 digits of year, 6 of number"
        reading.note(Code.BAD_STRUCTURE, message, at)
    expected = mod37_2_value(number)
    if flag.isdigit() and int(flag) >= _FIRST_CHECK_FLAG and expected is not None:
        given = int(flag) - _FIRST_CHECK_FLAG
        if given < 37 and given != expected:
            message = f"flag {flag} of a donation number, expected {expected + _FIRST_CHECK_FLAG}"
            reading.note(Code.CHECK_FAILED, message, at + 13)
