"""What the events of a chain imply, worked out from their raw JSON alone.

It shares no code with the loader: things are told apart by their URIs, which each chain spells in one way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

Raw = dict[str, object]

_INSTANCES = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_CLASSES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_IN, _OUT = ("inputEPCList", "inputQuantityList"), ("outputEPCList", "outputQuantityList")


def events_of(path: Path) -> list[Raw]:
    """The events of a document in their order."""
    body = json.loads(path.read_text("utf-8-sig"))["epcisBody"]
    return cast("list[Raw]", body.get("eventList") or body["queryResults"]["resultsBody"]["eventList"])


def named(event: Raw, *lists: str) -> set[str]:
    """URIs of lots and packages in these lists of an event, or in all."""
    found: set[str] = set()
    for name in lists or (*_INSTANCES, *_CLASSES):
        for one in cast("list[object]", event.get(name) or ()):
            found.add(str(cast("Raw", one)["epcClass"]) if isinstance(one, dict) else str(one))
    return {uri for uri in found if ":product:class:" not in uri}


def upstream(events: list[Raw], lot: str) -> set[str]:
    """The lot and all that it was made of."""
    return _closure(events, lot, _OUT, _IN)


def downstream(events: list[Raw], lot: str) -> set[str]:
    """The lot and all that was made of it."""
    return _closure(events, lot, _IN, _OUT)


def _closure(events: list[Raw], lot: str, met: tuple[str, ...], then: tuple[str, ...]) -> set[str]:
    found, size = {lot}, 0
    while len(found) > size:
        size = len(found)
        for event in events:
            if named(event, *met) & found:
                found |= named(event, *then)
    return found


def about(events: list[Raw], lots: set[str]) -> set[int]:
    """Positions of the events that list one of the lots, emptied what held one, or received it inside."""
    return set(_about(events, lots))


def _about(events: list[Raw], lots: set[str]) -> Iterator[int]:
    for position, event in enumerate(events):
        listed = named(event)
        touched = listed
        if event.get("action") == "DELETE" and not listed:
            touched = held_just_before(events, str(event["parentID"]), event)
        elif str(event.get("bizStep", "")).endswith("receiving"):
            touched = _inside(events, listed, event)
        if touched & lots:
            yield position


def _inside(events: list[Raw], packages: set[str], at: Raw) -> set[str]:
    """What packages held, at any depth."""
    found, size = set(packages), 0
    while len(found) > size:
        size = len(found)
        for package in list(found):
            found |= held_just_before(events, package, at)
    return found


def held_just_before(events: list[Raw], package: str, at: Raw) -> set[str]:
    """What a package held before an event, one level."""
    inside: set[str] = set()
    for event in sorted(events, key=_time):
        if event.get("parentID") == package and _time(event) < _time(at):
            listed = named(event)
            inside = inside | listed if event["action"] == "ADD" else (inside - listed if listed else set())
    return inside


def _time(event: Raw) -> str:
    return str(event["eventTime"])
