"""GS1 Digital Link URIs: `https://example.com/01/09506000134352/10/ABC?17=261231`.

Promises: the key is the rightmost pair of the path whose name is a primary key, so that `/00/` in a stem
deceives nobody; percent-encoding is undone, GTIN of 8, 12 or 13 digits are padded and both are told; the
old names of identifiers (`/gtin/`, `/lot/`, `?exp=`) are understood. Other query parameters are told, not
dropped. Refuses: compressed links, which look like any other path without a key.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from identifiers.application_identifiers import IDENTIFIERS
from identifiers.gs1 import add, add_gtin, finish
from identifiers.parsed import Code, Form, Parsed, Reading, shown

# Primary keys with the qualifiers that may follow in the path, in this order.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "00": ((),),
    "01": (("22", "10", "21"), ("235",)),
    "253": ((),),
    "255": ((),),
    "401": ((),),
    "402": ((),),
    "414": (("254",), ("7040",)),
    "415": (("8020",),),
    "417": (("7040",),),
    "8003": ((),),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8013": ((),),
    "8017": (("8019",),),
    "8018": (("8019",),),
}
# What is no attribute of anything and so never stands in the query.
_NO_ATTRIBUTES = frozenset(
    ("03", "21", "22", "235", "254", "7040", "7041", "8011", "8014", "8019", "8020", "8200")
)
_ALIASES = {
    "gtin": "01",
    "itip": "8006",
    "gmn": "8013",
    "cpid": "8010",
    "gln": "414",
    "payTo": "415",
    "partyGln": "417",
    "gsrnp": "8017",
    "gsrn": "8018",
    "gcn": "255",
    "sscc": "00",
    "gdti": "253",
    "ginc": "401",
    "gsin": "402",
    "grai": "8003",
    "giai": "8004",
    "cpv": "22",
    "lot": "10",
    "ser": "21",
    "glnx": "254",
    "refNo": "8020",
    "cpsn": "8011",
    "srin": "8019",
    "uic-ext": "7040",
}
_QUERY_ALIASES = {"exp": "17"}
_URI = re.compile(r"(?i:https?)://[^/?#]+(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?")
_BROKEN_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


class _Pair(NamedTuple):
    """A name and its value, and where they stand."""

    name: str
    ai: str
    value: str
    at: int
    start: int


def read(reading: Reading, at: int) -> Parsed:
    """A URI that begins at this place."""
    found = _URI.match(reading.text, at)
    path = _path(reading.text[slice(*found.span("path"))], found.start("path")) if found else []
    if found is None or not path:
        reading.note(Code.BAD_URI, "no GS1 key stands in the path of this address", at)
        reading.leave(reading.text[at:], at)
        return finish(reading, Form.DIGITAL_LINK)
    for pair in path:
        _keep(reading, pair)
    _check_order(reading, path)
    _read_query(reading, found.group("query") or "", found.start("query"), path)
    return finish(reading, Form.DIGITAL_LINK)


def _path(text: str, at: int) -> list[_Pair]:
    """The pairs from the rightmost primary key to the end; empty where there is none."""
    segments = text.split("/")
    starts = [at]
    for segment in segments:
        starts.append(starts[-1] + len(segment) + 1)
    pairs: list[_Pair] = []
    for index in range(len(segments) - 2, 0, -2):
        name, value = segments[index], segments[index + 1]
        ai = _ALIASES.get(name, name)
        if ai not in IDENTIFIERS:
            return []
        pairs.append(_Pair(name, ai, value, starts[index], starts[index + 1]))
        if ai in _KEYS:
            return pairs[::-1]
    return []


def _keep(reading: Reading, pair: _Pair) -> None:
    """Keep the element of a pair, and tell what was done to read it."""
    if pair.name != pair.ai:
        reading.note(Code.LEGACY_ALIAS, f"{pair.name!r} is the old name of ({pair.ai})", pair.at)
    if _BROKEN_PERCENT.search(pair.value):
        reading.note(Code.BAD_URI, f"({pair.ai}) has a % without two hexadecimal digits", pair.start)
    value = unquote(pair.value, encoding="latin-1")
    if pair.ai == "01":
        add_gtin(reading, value, pair.start)
    else:
        add(reading, IDENTIFIERS[pair.ai], value, pair.start)


def _check_order(reading: Reading, path: list[_Pair]) -> None:
    key, *qualifiers = (pair.ai for pair in path)
    for allowed in _KEYS[key]:
        rest = iter(allowed)
        if all(any(qualifier == one for one in rest) for qualifier in qualifiers):
            return
    message = f"({key}) must not be followed by {', '.join(f'({ai})' for ai in qualifiers)} in a path"
    reading.note(Code.PATH_ORDER, message, path[1].at)


def _read_query(reading: Reading, query: str, start: int, path: list[_Pair]) -> None:
    """Attributes are kept, numbers that are no identifier left unread, other parameters told."""
    seen = {pair.ai for pair in path}
    qualifiers = {ai for allowed in _KEYS[path[0].ai] for ai in allowed}
    for text in query.split("&"):
        name, equals, value = text.partition("=")
        ai = _QUERY_ALIASES.get(name, name)
        pair = _Pair(name, ai, value, start, start + len(name) + 1)
        if ai in IDENTIFIERS and equals:
            _check_attribute(reading, pair, seen, qualifiers)
            _keep(reading, pair)
            seen.add(ai)
        elif name.isdecimal() and equals:
            reading.note(Code.UNKNOWN_ELEMENT, f"{name[:8]!r} is no application identifier", start)
            reading.leave(text, start)
        elif text:
            reading.note(Code.EXTENSION_PARAMETER, f"{shown(text)} is no element", start)
        start += len(text) + 1


def _check_attribute(reading: Reading, pair: _Pair, seen: set[str], qualifiers: set[str]) -> None:
    if pair.ai in seen:
        reading.note(Code.REPEATED_IN_LINK, f"({pair.ai}) stands twice in one link", pair.at)
    elif pair.ai in qualifiers:
        reading.note(Code.NOT_IN_QUERY, f"({pair.ai}) belongs into the path behind its key", pair.at)
    elif pair.ai in _NO_ATTRIBUTES:
        reading.note(Code.NOT_IN_QUERY, f"({pair.ai}) must not stand in a query", pair.at)
