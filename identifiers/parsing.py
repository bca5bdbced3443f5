"""Any identifier on a label or in an export: which agency's it is, and what it says.

Promises: `parse` reads any text, raises nothing, alters nothing and takes time in proportion to the length;
`canonical` gives one spelling to what scanner, label, link and URN say differently, and that spelling reads
back as the same elements. Refuses to make a canonical form of what was not read whole: there the text
itself stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from identifiers import bare, digital_link, epc, gs1, hibcc, hri, iccbba
from identifiers.checks import mod43_character
from identifiers.days import this_year
from identifiers.parsed import Agency, Code, Element, Form, Parsed, Reading, shown

# What stands before a scan of which symbology (ISO/IEC 15424); those with FNC1 are GS1 element strings.
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_WITH_FNC1 = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")

_WITH_RULES = frozenset(Agency) - {Agency.UNKNOWN}
_APOSTROPHE = re.compile("'[=+-]")
_SPACES = " \t\r\n\u00a0\ufeff"

# No canonical form can say these.
_UNREADABLE = frozenset(
    {
        Code.UNRECOGNISED,
        Code.UNKNOWN_ELEMENT,
        Code.EMPTY_VALUE,
        Code.BAD_CHARACTER,
        Code.BAD_URI,
        Code.BAD_STRUCTURE,
        Code.BAD_LENGTH,
        Code.DIGIT_COUNT,
        Code.UNKNOWN_SUPPLEMENT,
    }
)


def parse(text: str, *, year: int | None = None) -> Parsed:
    """Read an identifier. Two-digit years are seen from `year`: of the record, or else this one."""
    reading = Reading(text, this_year() if year is None else year)
    first = text[:1]
    if first.isdigit() and first.isascii():
        return _digits(reading, 0)
    at = _skip_spaces(reading, 0)
    if _SYMBOLOGY.match(text, at):
        at += 3
        if text.startswith(_WITH_FNC1, at - 3):
            return gs1.read(reading, at)
    if _APOSTROPHE.match(text, at):
        message = "the apostrophe is what a spreadsheet export puts before = + and -"
        reading.note(Code.SPREADSHEET_APOSTROPHE, message, at)
        at += 1
    return _read(reading, at)


def _skip_spaces(reading: Reading, at: int) -> int:
    behind = len(reading.text) - len(reading.text.lstrip(_SPACES))
    if behind:
        reading.note(Code.SPACES_IGNORED, "white space before it is no part of it", at)
    return behind


def _read(reading: Reading, at: int) -> Parsed:
    """Read from this place, by what stands there."""
    for opening, read in _READERS:
        if opening.match(reading.text, at):
            return read(reading, at)
    message = "no identifier of GS1, HIBCC or ICCBBA begins here" if reading.text else "there is no text"
    reading.note(Code.UNRECOGNISED, message, at)
    reading.leave(reading.text[at:], at)
    return reading.done(Agency.UNKNOWN, Form.NONE)


def _digits(reading: Reading, at: int) -> Parsed:
    return bare.read(reading, at) if bare.is_key(reading.text[at:]) else gs1.read(reading, at)


def _starred(reading: Reading, at: int) -> Parsed:
    return hibcc.read(reading, at + 1)


_READERS: tuple[tuple[re.Pattern[str], Callable[[Reading, int], Parsed]], ...] = (
    (re.compile("[0-9]"), _digits),
    (re.compile(r"\("), hri.read),
    (gs1.ANY_SEPARATOR, gs1.read),
    (re.compile(r"\+"), hibcc.read),
    (re.compile(r"\*\+"), _starred),
    (re.compile("[=&]"), iccbba.read),
    (re.compile("(?i:https?)://"), digital_link.read),
    (re.compile("(?i:urn:epc:)"), epc.read),
)


def parse_di(text: str, agency: Agency | str, *, year: int | None = None) -> Parsed:
    """Read a device identifier as registries keep it, by the rules of the agency they name."""
    reading = Reading(text, this_year() if year is None else year)
    if agency in _WITH_RULES:
        return bare.read_di(reading, Agency(agency))
    message = f"no rules of {shown(agency)} are known here; the number is kept as it stands"
    reading.note(Code.UNKNOWN_AGENCY, message, 0)
    reading.elements.append(Element("", "udi_di", text, 0))
    return reading.done(Agency.UNKNOWN, Form.KEY)


def di_of(text: str, *, year: int | None = None) -> str | None:
    """UDI-DI of any text that has one."""
    return parse(text, year=year).di


def canonical(parsed: Parsed) -> str:
    """One spelling for the same elements; the text itself where it was not read whole."""
    if not parsed.elements or not parsed.codes().isdisjoint(_UNREADABLE):
        return parsed.raw
    return _WRITERS[parsed.agency](parsed)


def _write_gs1(parsed: Parsed) -> str:
    unique = dict.fromkeys((element.id, element.value) for element in parsed.elements)
    ordered = sorted(unique, key=lambda one: (_KEY_ORDER.get(one[0], len(_KEY_ORDER)), one[0]))
    return hri.write(ordered)


def _write_hibcc(parsed: Parsed) -> str:
    element = parsed.elements[0]
    if parsed.form is Form.KEY:
        text = f"+{element.value}"
        return text + (mod43_character(text) or "")
    start = parsed.raw.index("+")
    return parsed.raw[start:-1] if Code.ENVELOPE in parsed.codes() else parsed.raw[start:]


# The key of the thing first, then what labels print, then the rest by number.
_KEY_ORDER = {ai: place for place, ai in enumerate(("00", "01", "03", "8006", "22", "10", "21", "17", "11"))}
_WRITERS: dict[Agency, Callable[[Parsed], str]] = {
    Agency.GS1: _write_gs1,
    Agency.HIBCC: _write_hibcc,
    Agency.ICCBBA: lambda parsed: iccbba.write(parsed.elements),
    Agency.UNKNOWN: lambda parsed: parsed.raw,
}
