"""What a URI of an event names: a lot, a device, a package, an asset, a place, a class of things.

Promises: the URN and the Digital Link of one GS1 key give the same `text`; a URI that is no GS1 key, or
a broken one, is kept byte for byte and told apart by what it says it is. Refuses nothing: whether a
thing has a place in the graph, the mapping decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from identifiers import Code, parse


class Kind(StrEnum):
    """What a thing is to us."""

    LOT = "lot"
    DEVICE = "device"
    MATERIAL = "material"
    PACKAGE = "package"
    ASSET = "asset"
    PLACE = "place"
    PERSON = "person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Thing:
    """A URI as it came, and what it names."""

    raw: str
    kind: Kind
    text: str
    """The canonical form: `(01)04012345111118(21)987`, or the URI where it is no GS1 key."""
    number: str
    """What tells it from others of its material or kind."""
    material: str = ""
    lot: str = ""
    """Of a device, the lot that its URI names beside the serial number."""
    odd: str = ""
    """What is wrong with the identifier, where it is read in spite of that."""

    @property
    def may_hold_others(self) -> bool:
        """A GTIN whose indicator digit is 1 to 8 is that of a grouping of other trade items.

        So the GS1 General Specifications have it; with a serial number it is a device and a package.
        """
        return self.kind is Kind.DEVICE and len(self.material) == 14 and self.material[0] in "12345678"

    @property
    def is_gs1(self) -> bool:
        """Whether it is a GS1 key."""
        return self.text.startswith("(")

    @property
    def udi(self) -> str:
        """What stands on the label of a trade item; empty where it has no GTIN."""
        return self.text if self.text.startswith("(01)") else ""

    def lot_named(self, number: str) -> Thing:
        """The lot of that number, of the same material."""
        text = f"(01){self.material}(10){number}" if self.udi else f"{self.material} {number}"
        return Thing(text, Kind.LOT, text, number, self.material)

    def as_package(self) -> Thing:
        """The same thing as something that holds others."""
        if self.kind is Kind.PACKAGE:
            return self
        return Thing(self.raw, Kind.PACKAGE, self.text, self.text)

    @property
    def site(self) -> str:
        """Number of the site that a place is or lies in; empty where it is a mere point of the earth."""
        if self.raw.startswith("geo:"):
            return ""
        return self.number.partition("+")[0] if self.is_gs1 else self.number

    @property
    def gln(self) -> str:
        """Global location number of a place or party; empty where it has none."""
        return self.site if self.kind is Kind.PLACE and self.is_gs1 else ""


# Identifying element -> kind and the element with the number of the instance, most telling first.
_GS1: Final = (
    ("8006", "21", Kind.DEVICE),
    ("8010", "8011", Kind.DEVICE),
    ("01", "21", Kind.DEVICE),
    ("01", "235", Kind.DEVICE),
    ("01", "10", Kind.LOT),
    ("01", "", Kind.MATERIAL),
    ("8006", "", Kind.MATERIAL),
    ("8010", "", Kind.MATERIAL),
    ("00", "", Kind.PACKAGE),
    ("8003", "", Kind.ASSET),
    ("8004", "", Kind.ASSET),
    ("414", "254", Kind.PLACE),
    ("414", "", Kind.PLACE),
    ("417", "", Kind.PLACE),
    ("8017", "", Kind.PERSON),
    ("8018", "", Kind.PERSON),
)
# Schemes of EPC URNs whose number of digits is wrong, and identifiers of other authorities.
_OTHERS: Final = (
    (re.compile(r"urn:epc:id:sscc:|urn:sscc:|urn:[^:]+:.*:lpn:obj:"), Kind.PACKAGE),
    (re.compile(r"urn:epc:(?:id|idpat):(?:grai|giai):"), Kind.ASSET),
    (re.compile(r"urn:epc:id:p?s?gln:|urn:[^:]+:.*:location:|urn:[^:]+:.*:party:|geo:"), Kind.PLACE),
    (re.compile(r"urn:epc:(?:id|idpat):gsrnp?:"), Kind.PERSON),
    (re.compile(r"urn:epc:(?:id|idpat):(?:gdti|sgcn|ginc|gsin):"), Kind.OTHER),
)
# GDST and IBM Food Trust: company, item and lot or serial number with dots between, as in EPC URNs.
_ITEM: Final = re.compile(
    r"(?P<authority>urn:[^:]+:.*):product:(?P<level>lot:class|serial:obj):(?P<material>[^.]+\.[^.]+)\.(?P<number>.+)"
)
_CLASS: Final = re.compile(r"urn:[^:]+:.*:product:class:.+|urn:epc:idpat:.+")
# What no GS1 key can be made of; a wrong check digit is none of it.
_UNREAD: Final = frozenset(
    {
        Code.UNRECOGNISED,
        Code.BAD_URI,
        Code.BAD_LENGTH,
        Code.BAD_CHARACTER,
        Code.EMPTY_VALUE,
        Code.DIGIT_COUNT,
    }
)
_ODD: Final = (Code.CHECK_FAILED, Code.DIGIT_COUNT, Code.BAD_LENGTH, Code.BAD_CHARACTER)
_BROKEN_EPC: Final = re.compile(
    r"(?P<material>urn:epc:(?:id|class):(?:sgtin|lgtin|cpi|itip|upui):[^.]*\.[^.]*)\.(?P<number>.+)"
)


@lru_cache(65536)
def thing_of(uri: str, *, instance: bool = True) -> Thing:
    """What a URI names; one that says nothing is an instance or a lot, by the list it stands in."""
    elements, odd = _elements(uri)
    return replace(_gs1(uri, elements) if elements else _other(uri, instance=instance), odd=odd)


def _other(uri: str, *, instance: bool) -> Thing:
    """What a URI names that is no GS1 key, or a broken one."""
    for pattern, kind in _OTHERS:
        if pattern.match(uri):
            return Thing(uri, kind, uri, uri)
    if item := _ITEM.fullmatch(uri):
        material = f"{item['authority']}:product:class:{item['material']}"
        kind = Kind.LOT if item["level"] == "lot:class" else Kind.DEVICE
        return Thing(uri, kind, uri, item["number"], material)
    if _CLASS.fullmatch(uri):
        return Thing(uri, Kind.MATERIAL, uri, uri, uri)
    return _private(uri, Kind.DEVICE if instance else Kind.LOT)


def _elements(uri: str) -> tuple[Mapping[str, str], str]:
    """Application identifier -> value, and what is wrong with it; nothing where it is no GS1 key."""
    if not uri.lower().startswith(("urn:epc:", "http://", "https://")):
        return {}, ""
    parsed = parse(uri)
    odd = "; ".join(one.message for one in parsed.findings if one.code in _ODD)
    if parsed.codes() & _UNREAD:
        return {}, odd
    return {element.id: element.value for element in parsed.elements if element.id}, odd


def _gs1(uri: str, elements: Mapping[str, str]) -> Thing:
    found = next((one for one in _GS1 if one[0] in elements and (not one[1] or one[1] in elements)), None)
    if found is None:
        return Thing(uri, Kind.OTHER, _text(elements), _text(elements))
    key, more, kind = found
    if kind is Kind.ASSET and uri.startswith("urn:epc:idpat:"):
        kind = Kind.OTHER  # a type of assets, of which none is named
    number = elements[more] if more else elements[key]
    text = f"({key}){elements[key]}" + (f"({more}){number}" if more else "")
    if kind in (Kind.LOT, Kind.DEVICE, Kind.MATERIAL):
        # A third party's serial number (tobacco) is told from the maker's own.
        told = f"({more}){number}" if more == "235" else number
        return Thing(uri, kind, text, told, elements[key], elements.get("10", "") if more == "21" else "")
    if kind is Kind.PLACE:
        return Thing(uri, kind, text, f"{elements[key]}+{number}" if more else number)
    return Thing(uri, kind, text, number if kind is Kind.PACKAGE else text)


def _text(elements: Mapping[str, str]) -> str:
    return "".join(f"({key}){value}" for key, value in elements.items())


def _private(uri: str, kind: Kind) -> Thing:
    """A URI of somebody's own; what stands before its last part is the best guess at its material.

    Its number is the whole URI: two URIs must never become one thing.
    """
    if broken := _BROKEN_EPC.fullmatch(uri):
        kind = Kind.LOT if uri.startswith("urn:epc:class:") else Kind.DEVICE
        return Thing(uri, kind, uri, broken["number"], broken["material"])
    cut = max(uri.rfind(mark) for mark in ":/#")
    return Thing(uri, kind, uri, uri, uri[:cut].rstrip(":/#") or uri)
