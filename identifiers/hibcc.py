"""HIBC (ANSI/HIBC 2.6): primary `+A99912345…`, secondary `+$$3…`, both in one, and Basic UDI-DI `++…`.

Promises: the last character is the check character whatever it is, for it may be a space, `/`, `+` or `$`;
a secondary of its own carries the primary's check character in front of it as link. What fails the check is
read all the same, as published examples do fail it. Refuses to guess a check character that is not there,
but for a space that something has cut off: only then does the whole text ask for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from identifiers import days
from identifiers.checks import CSET43, check_pair, mod43_character
from identifiers.parsed import Agency, Code, Element, Form, Parsed, Reading, shown

_DI = re.compile(r"[A-Z][0-9A-Z]{3}[0-9A-Z]{1,18}[0-9]")
_BASIC = re.compile(r"\+\+[A-Z][0-9A-Z]{3}[!\"%-?A-Z_a-z]{1,17}[2-9A-HJ-NP-Z]{2}")
_STRANGE = re.compile(f"[^{re.escape(CSET43)}]")
_MOST_IN_VALUE = 18
_QUANTITY_DIGITS = {"8": 2, "9": 5}

# Flag behind `$$` or `$$+`: length of the date, and how it is read. Without a flag it is MMYY, which
# begins with 0 or 1.
_DATES: dict[str, tuple[int, Callable[[str, int], date | None]]] = {
    "2": (6, days.mmddyy),
    "3": (6, lambda text, year: days.yymmdd(text, year, last_day=False)),
    "4": (8, lambda text, year: _with_hour(days.yymmdd(text[:6], year, last_day=False), text[6:])),
    "5": (5, days.yyjjj),
    "6": (7, lambda text, year: _with_hour(days.yyjjj(text[:5], year), text[5:])),
}
# Supplements behind a slash, the longest first.
_SUPPLEMENTS = (("16D", "manufactured"), ("14D", "expires"), ("S", "serial_number"), ("Q", "quantity"))


def read(reading: Reading, at: int) -> Parsed:
    """A HIBC text whose `+` stands at this place."""
    end = _without_envelope(reading, at)
    text = reading.text[:end]
    if text.startswith("++", at):
        return _read_basic(reading, text, at)
    strange = _STRANGE.search(text, at)
    if strange:
        message = f"HIBC knows no {strange.group()!r}: digits, capitals and -. $/+% only"
        reading.note(Code.BAD_CHARACTER, message, strange.start())
    body = _checked(reading, text, at)
    if re.match("[A-Za-z]", text[at + 1 : at + 2]):
        form = _read_primary(reading, body, at)
    else:
        form = _read_alone(reading, body, at)
    return reading.done(Agency.HIBCC, form)


def read_registered(reading: Reading) -> None:
    """A device identifier as registries keep it, without `+` and check character; some keep that too."""
    text = reading.text
    head, last = text[:-1], text[-1:]
    if _DI.fullmatch(head) and mod43_character(f"+{head}") == last:
        if _DI.fullmatch(text):
            message = f"{last!r} is a digit of measure or the check character; read as the first"
            reading.note(Code.AMBIGUOUS, message, len(head))
        else:
            reading.note(Code.CHECK_INCLUDED, f"{last!r} is the check character, not part of it", len(head))
            text = head
    _add_di(reading, text, 0)


def _add_di(reading: Reading, text: str, at: int) -> None:
    if not _DI.fullmatch(text):
        message = "expected: labeler's code of 4, a letter first; 1 to 18 characters; a digit of measure"
        reading.note(Code.BAD_STRUCTURE, message, at)
    reading.elements.append(Element("+", "udi_di", text, at))


def _without_envelope(reading: Reading, at: int) -> int:
    """Where the text ends; stars around it are how labels show it to people."""
    if at and reading.text[at - 1] == "*" and reading.text.endswith("*"):
        reading.note(Code.ENVELOPE, "the stars around it are no part of it", at - 1)
        return len(reading.text) - 1
    return len(reading.text)


def _checked(reading: Reading, text: str, at: int) -> str:
    """The text without its check character, and a finding where that does not fit."""
    body, given = text[:-1], text[-1]
    expected = mod43_character(body[at:])
    if expected == given or expected is None:
        return body
    if mod43_character(text[at:]) == " " and _may_end(text[at + 1 :]):
        reading.note(Code.CHECK_SPACE_LOST, "the check character is a space that was cut off", len(text))
        return text
    if _lacks_check(text[at + 1 :]):
        reading.note(Code.CHECK_MISSING, "a check character is expected behind this", len(text))
        return text
    reading.note(Code.CHECK_FAILED, f"check character {given!r}, expected {expected!r}", len(body))
    return body


def _may_end(text: str) -> bool:
    """Whether the text is whole without another character, as far as that can be told."""
    return not text[:1].isalpha() or "/" in text or bool(_DI.fullmatch(text))


def _lacks_check(text: str) -> bool:
    """Whether it is a primary that ends with its digit of measure, which nothing but that explains."""
    return bool(_DI.fullmatch(text)) and not _DI.fullmatch(text[:-1])


def _read_primary(reading: Reading, body: str, at: int) -> Form:
    slash = body.find("/", at)
    end = slash if slash >= 0 else len(body)
    _add_di(reading, body[at + 1 : end], at + 1)
    if slash < 0:
        return Form.PRIMARY
    _read_secondary(reading, body, slash + 1)
    return Form.CONCATENATED


def _read_alone(reading: Reading, body: str, at: int) -> Form:
    """A secondary of its own, which ends with the link character."""
    if len(body) < at + 3:
        reading.note(Code.BAD_STRUCTURE, "a secondary has data, a link and a check character", at)
        reading.leave(body[at:], at)
        return Form.SECONDARY
    _read_secondary(reading, body[:-1], at + 1)
    reading.elements.append(Element("link", "link", body[-1], len(body) - 1))
    return Form.SECONDARY


def _read_secondary(reading: Reading, text: str, at: int) -> None:
    """Main data and supplements."""
    slash = text.find("/", at)
    end = slash if slash >= 0 else len(text)
    if end > at:
        _read_main(reading, text[:end], at)
    while slash >= 0:
        start, slash = slash + 1, text.find("/", slash + 1)
        _read_supplement(reading, text[start : slash if slash >= 0 else len(text)], start)


def _read_main(reading: Reading, text: str, at: int) -> None:
    for sign, name in (("$$+", "serial_number"), ("$$", "lot")):
        if text.startswith(sign, at):
            _read_flagged(reading, text, at, sign=sign, name=name)
            return
    for sign, name in (("$+", "serial_number"), ("$", "lot")):
        if text.startswith(sign, at):
            _value(reading, sign, name, text[at + len(sign) :], at + len(sign))
            return
    _read_julian(reading, text, at)


def _read_julian(reading: Reading, text: str, at: int) -> None:
    """The oldest form: YYJJJ and a lot, without any sign."""
    if not text[at : at + 5].isdigit():
        reading.note(Code.BAD_STRUCTURE, f"{shown(text[at:])} is no secondary data", at)
        reading.leave(text[at:], at)
        return
    _date(reading, "YYJJJ", text[at : at + 5], at, days.yyjjj)
    if len(text) > at + 5:
        _value(reading, "YYJJJ", "lot", text[at + 5 :], at + 5)


def _read_flagged(reading: Reading, text: str, at: int, *, sign: str, name: str) -> None:
    """`$$` or `$$+`: a quantity, a date and a value, each where its flag says so."""
    at += len(sign)
    digits = _QUANTITY_DIGITS.get(text[at : at + 1])
    if digits:
        _quantity(reading, sign + text[at], text[at + 1 : at + 1 + digits], at + 1, digits=digits)
        at += 1 + digits
        if at >= len(text):
            return
    flag = text[at : at + 1]
    if flag == "7":
        _value(reading, f"{sign}7", name, text[at + 1 :], at + 1)
    elif flag in _DATES:
        length, read_day = _DATES[flag]
        _date(reading, sign + flag, text[at + 1 : at + 1 + length], at + 1, read_day)
        at += 1 + length
        _value_behind(reading, sign + flag, name, text[at:], at)
    elif flag in ("0", "1"):
        _date(reading, sign, text[at : at + 4], at, days.mmyy)
        _value_behind(reading, sign, name, text[at + 4 :], at + 4)
    else:
        reading.note(Code.BAD_STRUCTURE, f"{shown(sign + flag)} is followed by no date, 7, 8 or 9", at)
        reading.leave(text[at:], at)


def _value_behind(reading: Reading, sign: str, name: str, value: str, at: int) -> None:
    """A lot or serial behind a date; labels may leave it out."""
    if value:
        _value(reading, sign, name, value, at)


def _value(reading: Reading, sign: str, name: str, value: str, at: int) -> None:
    if not value:
        reading.note(Code.EMPTY_VALUE, f"{sign} has no {name.replace('_', ' ')}", at)
    elif len(value) > _MOST_IN_VALUE:
        message = f"a {name.replace('_', ' ')} of {len(value)} characters; {_MOST_IN_VALUE} are allowed"
        reading.note(Code.BAD_LENGTH, message, at)
    reading.elements.append(Element(sign, name, value, at))


def _quantity(reading: Reading, sign: str, value: str, at: int, *, digits: int) -> None:
    if len(value) != digits or not (value.isascii() and value.isdigit()):
        reading.note(Code.BAD_VALUE, f"{sign} needs a quantity of {digits} digits", at)
    reading.elements.append(Element(sign, "quantity", value, at))


def _date(
    reading: Reading, sign: str, value: str, at: int, read_day: Callable[[str, int], date | None]
) -> None:
    day = read_day(value, reading.year)
    if day is None:
        reading.note(Code.BAD_DATE, f"{sign} {shown(value)} is no day", at)
    elif read_day is days.mmyy:
        reading.note(Code.LAST_DAY, f"a month means its last day, {day}", at)
    reading.elements.append(Element(sign, "expires", value, at, day))


def _with_hour(day: date | None, hour: str) -> date | None:
    return day if len(hour) == 2 and hour.isdigit() and hour < "24" else None


def _read_supplement(reading: Reading, text: str, at: int) -> None:
    for sign, name in _SUPPLEMENTS:
        if text.startswith(sign):
            value, start = text[len(sign) :], at + len(sign)
            if sign[-1] == "D":
                _supplement_day(reading, sign, name, value, start)
            elif sign == "Q":
                _quantity(reading, "/Q", value, start, digits=max(1, len(value)))
            else:
                _value(reading, "/S", name, value, start)
            return
    reading.note(Code.UNKNOWN_SUPPLEMENT, f"{shown('/' + text)} is a supplement we do not know", at)
    reading.leave(text, at)


def _supplement_day(reading: Reading, sign: str, name: str, value: str, at: int) -> None:
    day = days.yyyymmdd(value)
    if day is None:
        reading.note(Code.BAD_DATE, f"/{sign} {shown(value)} is no day", at)
    reading.elements.append(Element(f"/{sign}", name, value, at, day))


def _read_basic(reading: Reading, text: str, at: int) -> Parsed:
    """`++`, labeler, model and two check characters, which cover the `++` too."""
    whole = text[at:]
    if not _BASIC.fullmatch(whole):
        message = "expected: labeler's code of 4, a model of 1 to 17, 2 check characters"
        reading.note(Code.BAD_STRUCTURE, message, at)
    expected = check_pair(whole[:-2])
    if expected != whole[-2:]:
        message = f"check characters {shown(whole[-2:])}, expected {expected}"
        reading.note(Code.CHECK_FAILED, message, max(at, len(text) - 2))
    reading.elements.append(Element("++", "basic_udi_di", whole, at))
    return reading.done(Agency.HIBCC, Form.BASIC_UDI_DI)
