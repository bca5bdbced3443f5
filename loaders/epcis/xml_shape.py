"""An XML event or vocabulary element as the fields that JSON-LD 2.0 has for it.

Promises: the wrappers of EPCIS 1.2 (`extension`, `baseExtension`) are taken away at any depth; standard
elements are known with the EPCIS namespace and without; elements of other namespaces come as
`namespace:name`, so that they are passed over and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from loaders.trees import Element

_EPCIS: Final = (
    "",
    "urn:epcglobal:epcis:xsd:1",
    "urn:epcglobal:epcis:xsd:2",
    "urn:epcglobal:epcis-masterdata:xsd:1",
)
_CBVMDA: Final = ("urn:epcglobal:cbv:mda", "urn:epcglobal:cbv:mda:")
_WRAPPERS: Final = ("extension", "baseExtension")
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def fields_of(element: Element) -> dict[str, object]:
    """The fields of an event."""
    return {"type": element.name, **_fields(element)}


def _fields(element: Element) -> dict[str, object]:
    found: dict[str, object] = {}
    for child in _flat(element):
        reader = _READERS.get(child.name) if child.namespace in _EPCIS else None
        name, value = _name(child), reader(child) if reader else _text(child)
        # Twice the same element is no value of any type; of extensions it is a list.
        found[name] = [found[name], value] if name in found else value
    return found


def _flat(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.name in _WRAPPERS and child.namespace in _EPCIS:
            yield from _flat(child)
        else:
            yield child


def _name(element: Element) -> str:
    if element.namespace in _EPCIS:
        return element.name
    if element.namespace in _CBVMDA:
        return f"cbvmda:{element.name}"
    return f"{element.namespace.rstrip(':/')}:{element.name}"


def _text(element: Element) -> str:
    return element.text.strip()


def _texts(element: Element) -> list[str]:
    return [_text(child) for child in element.children]


def _id(element: Element) -> dict[str, object]:
    return {"id": next((_text(c) for c in element.children if c.name == "id"), "")}


def _amounts(element: Element) -> list[dict[str, object]]:
    return [
        {part.name: _text(part) for part in amount.children if part.attributes.get(_NIL) != "true"}
        for amount in element.children
    ]


def _typed(name: str) -> Callable[[Element], list[dict[str, object]]]:
    """A list of elements with a type beside them."""

    def read(element: Element) -> list[dict[str, object]]:
        return [{"type": one.attributes.get("type", ""), name: _text(one)} for one in element.children]

    return read


def _sensors(element: Element) -> list[dict[str, object]]:
    return [_sensor(one) for one in element.children if one.name == "sensorElement"]


def _sensor(element: Element) -> dict[str, object]:
    metadata = [dict(one.attributes) for one in element.children if one.name == "sensorMetadata"]
    reports = [dict(one.attributes) for one in element.children if one.name == "sensorReport"]
    return {"sensorMetadata": metadata[0] if metadata else None, "sensorReport": reports}


def described(element: Element) -> dict[str, object]:
    """The fields of a vocabulary element."""
    attributes: list[dict[str, object]] = []
    children: list[str] = []
    for child in element.children:
        if child.name == "attribute":
            attributes.append({"id": child.attributes.get("id", ""), "attribute": _text(child)})
        elif child.name == "children":
            children += _texts(child)
    return {"id": element.attributes.get("id", ""), "attributes": attributes, "children": children}


_READERS: Final[dict[str, Callable[[Element], object]]] = {
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList", "correctiveEventIDs"), _texts),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _amounts
    ),
    **dict.fromkeys(("readPoint", "bizLocation"), _id),
    **dict.fromkeys(("ilmd", "errorDeclaration"), _fields),
    "bizTransactionList": _typed("bizTransaction"),
    "sourceList": _typed("source"),
    "destinationList": _typed("destination"),
    "sensorElementList": _sensors,
}
