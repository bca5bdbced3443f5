"""EPC URNs (GS1 EPC Tag Data Standard): `urn:epc:id:sgtin:4023333.055555.4711`.

Promises: the numbers of an URN become the elements of a GS1 text, check digits computed. A wrong count of
digits is a finding and the URN stays unread as a whole, for no key can be made of it. Tag URIs and
patterns are read as the identity they carry. Refuses: schemes that no GS1 key stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from identifiers.application_identifiers import IDENTIFIERS
from identifiers.checks import mod10_digit
from identifiers.gs1 import add, finish
from identifiers.parsed import Code, Form, Parsed, Reading, shown

_URN = re.compile(
    r"urn:epc:(?:(?P<kind>id|class|idpat):(?P<scheme>[a-z]+):|tag:(?P<tag>[a-z]+)-[0-9+]+:(?P<filter>\d+)\.)",
    re.ASCII | re.IGNORECASE,
)
_PREFIX_DIGITS = range(6, 13)
_ANY = "*"

Elements = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How many parts it has, how many digits the first two have together (0: not fixed), what they mean."""

    parts: int
    digits: int
    elements: Callable[[list[str]], Elements]


def _gtin(prefix: str, item: str) -> str:
    """The indicator stands first in a GTIN and in front of the item reference in an URN."""
    return _checked(item[0] + prefix + item[1:])


def _checked(digits: str) -> str:
    return digits + mod10_digit(digits)


def _with(key: str, serial_ai: str, serial: str) -> Elements:
    yield "01", key
    if serial != _ANY:
        yield serial_ai, unquote(serial, encoding="latin-1")


def _sgtin(parts: list[str]) -> Elements:
    return _with(_gtin(parts[0], parts[1]), "21", parts[2])


def _lgtin(parts: list[str]) -> Elements:
    return _with(_gtin(parts[0], parts[1]), "10", parts[2])


def _numbered(ai: str) -> Callable[[list[str]], Elements]:
    """SSCC and service relations: the first digit of the second part stands first."""
    return lambda parts: iter([(ai, _gtin(parts[0], parts[1]))])


def _joined(ai: str, *, check: bool) -> Callable[[list[str]], Elements]:
    """Prefix and reference in a row, with a check digit where they are numbers."""
    return lambda parts: iter([(ai, _checked(parts[0] + parts[1]) if check else parts[0] + _text(parts[1]))])


def _text(part: str) -> str:
    return unquote(part, encoding="latin-1")


def _sgln(parts: list[str]) -> Elements:
    yield "414", _checked(parts[0] + parts[1])
    if parts[2] not in ("0", _ANY):  # 0 says that there is no extension
        yield "254", _text(parts[2])


def _grai(parts: list[str]) -> Elements:
    yield "8003", "0" + _checked(parts[0] + parts[1]) + ("" if parts[2] == _ANY else _text(parts[2]))


def _gdti(parts: list[str]) -> Elements:
    yield "253", _checked(parts[0] + parts[1]) + ("" if parts[2] == _ANY else _text(parts[2]))


def _itip(parts: list[str]) -> Elements:
    yield "8006", _gtin(parts[0], parts[1]) + parts[2] + parts[3]
    if parts[4] != _ANY:
        yield "21", _text(parts[4])


def _cpi(parts: list[str]) -> Elements:
    yield "8010", parts[0] + _text(parts[1])
    if parts[2] != _ANY:
        yield "8011", parts[2]


_SCHEMES = {
    "sgtin": _Scheme(3, 13, _sgtin),
    "lgtin": _Scheme(3, 13, _lgtin),
    "sscc": _Scheme(2, 17, _numbered("00")),
    "gsrn": _Scheme(2, 17, _joined("8018", check=True)),
    "gsrnp": _Scheme(2, 17, _joined("8017", check=True)),
    "gsin": _Scheme(2, 16, _joined("402", check=True)),
    "ginc": _Scheme(2, 0, _joined("401", check=False)),
    "sgln": _Scheme(3, 12, _sgln),
    "pgln": _Scheme(2, 12, _joined("417", check=True)),
    "grai": _Scheme(3, 12, _grai),
    "giai": _Scheme(2, 0, _joined("8004", check=False)),
    "gdti": _Scheme(3, 12, _gdti),
    "itip": _Scheme(5, 13, _itip),
    "cpi": _Scheme(3, 0, _cpi),
}


def read(reading: Reading, at: int) -> Parsed:
    """An URN that begins at this place."""
    found = _URN.match(reading.text, at)
    scheme = _SCHEMES.get((found.group("scheme") or found.group("tag")).lower()) if found else None
    if found is None or scheme is None:
        reading.note(Code.UNRECOGNISED, "no GS1 key stands behind this URN", at)
        reading.leave(reading.text[at:], at)
        return finish(reading, Form.EPC)
    parts = reading.text[found.end() :].split(".", scheme.parts - 1)
    wrong = _wrong(scheme, parts)
    if wrong:
        reading.note(Code.DIGIT_COUNT, wrong, found.end())
        reading.leave(reading.text[at:], at)
    else:
        for ai, value in scheme.elements(parts):
            add(reading, IDENTIFIERS[ai], value, found.end())
    return finish(reading, Form.EPC)


def _wrong(scheme: _Scheme, parts: list[str]) -> str | None:
    """What is wrong with the parts, as far as no key can be made of them."""
    if len(parts) != scheme.parts or not all(parts[2:]):
        return f"{scheme.parts} parts belong behind the scheme, found {len([p for p in parts if p])}"
    prefix, reference = parts[0], parts[1]  # the reference may be empty behind a prefix of 12 digits
    if not _digits(prefix) or len(prefix) not in _PREFIX_DIGITS:
        return f"a company prefix has 6 to 12 digits, not {shown(prefix)}"
    if scheme.digits and reference and not _digits(reference):
        return f"{shown(reference)} must be digits"
    if not scheme.digits and not reference:
        return "the part behind the company prefix is empty"
    if scheme.digits and len(prefix) + len(reference) != scheme.digits:
        return f"prefix and reference have {len(prefix) + len(reference)} digits, not {scheme.digits}"
    return None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
