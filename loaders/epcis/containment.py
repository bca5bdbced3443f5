"""Events about what is inside what: packages, trade items made of others, equipment in its place.

(Lot|Device|Package)-PACKED_IN->(Package). A stay is told apart by the event that began it and the line of
that; the event that ended it states the same relationship with its end, so that whichever comes first,
the same is known in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from graph_model.facts import Properties
from loaders.epcis.event import Event
from loaders.epcis.flow import assemble
from loaders.epcis.leaving import leave_out
from loaders.epcis.lines import Line, lines_of
from loaders.epcis.packings import Packings, Stay, Telling
from loaders.epcis.statements import Statements, circumstances
from loaders.epcis.things import Kind, Thing
from loaders.epcis.vocabulary import ADD, AGGREGATION, ASSOCIATION, DELETE

_PACKED: Final = "PACKED_IN"
_TRADE_ITEMS: Final = (Kind.LOT, Kind.DEVICE)
_NO_CONTAINERS: Final = (Kind.MATERIAL, Kind.PERSON, Kind.PLACE)


def contain(stated: Statements, packings: Packings) -> None:
    """An AggregationEvent or AssociationEvent with a parent."""
    event, parent = stated.event, stated.event.parent
    lines = lines_of(event.things, event.amounts)
    if event.type == ASSOCIATION:
        _place_equipment(stated, lines)
        lines = tuple(line for line in lines if line.thing.kind is not Kind.ASSET)
    if parent is None or (event.type == ASSOCIATION and not lines and event.things):
        return
    if parent.kind in _NO_CONTAINERS:
        leave_out(stated, parent, "parentID")
    elif parent.kind in _TRADE_ITEMS and not holds_as_package(event):
        _assemble(stated, packings, parent, lines)
    else:
        _pack(stated, packings, stated.thing(parent.as_package()), lines)


def holds_as_package(event: Event) -> bool:
    """Whether a parent is something to pack in, and not made of what it holds.

    A trade item that is no grouping of others (GS1 General Specifications, indicator digit), or that
    was assembled (CBV 2.0, assembling), is made of its parts: they go where it goes, under its own number.
    """
    parent = event.parent
    if parent is None:
        return False
    if parent.kind in _TRADE_ITEMS:
        return parent.may_hold_others and event.biz_step not in ("assembling", "disassembling")
    return parent.kind not in _NO_CONTAINERS


def forms(thing: Thing) -> Iterator[tuple[Thing, tuple[str, ...]]]:
    """A thing as it is packed and shipped, with what tells the statements apart.

    A carton with a serial number is a device by its number and holds others, so it is stated as both.
    """
    if thing.kind is Kind.ASSET:
        yield thing.as_package(), ()
    elif thing.kind in (Kind.LOT, Kind.DEVICE, Kind.PACKAGE):
        yield thing, ()
        if thing.may_hold_others:
            yield thing.as_package(), ("package",)


def _pack(stated: Statements, packings: Packings, package: str, lines: Iterable[Line]) -> None:
    event = stated.event
    for stay in packings.changed_by(event):
        _state(stated, stay, package)
    for line in lines:
        if not any(forms(line.thing)):
            leave_out(stated, line.thing, "childEPCs")
        elif event.action == DELETE:
            _taken_out(stated, packings, line, package)
        else:
            _put_in(stated, packings, line, package)
    if event.type == AGGREGATION and event.action == DELETE and event.error and not event.things:
        _reopened(stated, packings, package)


def _put_in(stated: Statements, packings: Packings, line: Line, package: str) -> None:
    event = stated.event
    if packings.accounted(event, line):
        _retract(stated, Telling(event, line))
        return
    start = event.time if event.action == ADD else ""
    _state(stated, packings.stay(event, line) or Stay(event, line, start, event.time), package)
    if event.error:
        _withdraw(stated, line)


def _taken_out(stated: Statements, packings: Packings, line: Line, package: str) -> None:
    """A DELETE of which nothing tells what it ended: until then it was inside, since nobody knows when."""
    event, known = stated.event, packings.accounted(stated.event, line)
    if event.error:
        _withdraw(stated, line)
        if known:
            _retract(stated, Telling(event, line))
        else:
            # It did not come out, so it is inside from then on.
            _state(stated, Stay(event, line, event.time, ""), package, "stays")
    elif packings.is_wrong(event):
        return
    elif known:
        _retract(stated, Telling(event, line))
    else:
        _state(stated, Stay(event, line, "", "", end=event.time), package)


def _reopened(stated: Statements, packings: Packings, package: str) -> None:
    event = stated.event
    if not event.amounts and not packings.changed_by(event):
        message = "all of it was not taken out, and these files do not tell what was inside"
        stated.miss("childEPCs", "reference", message, package)


def _state(stated: Statements, stay: Stay, package: str, *more: str) -> None:
    amount = stated.quantity(stay.line)
    for thing, form in forms(stay.line.thing):
        properties: Properties = {
            **circumstances(stay.event),
            "packed_from": stay.start,
            "packed_to": stay.end,
            **amount,
        }
        key = stated.key_of(_PACKED, stay.event, *stay.line.id, *form, *more)
        stated.relationship(_PACKED, key, stated.thing(thing), package, properties, since=stay.since)
    for telling in stay.told:
        _retract(stated, telling)


def _retract(stated: Statements, telling: Telling) -> None:
    """What the line would say alone."""
    more = ("stays",) if telling.event.error else ()
    for _, form in forms(telling.line.thing):
        key = stated.key_of(_PACKED, telling.event, *telling.line.id, *form, *more)
        stated.retract(_PACKED, key, "other events tell when it was inside")


def _withdraw(stated: Statements, line: Line) -> None:
    for _, form in forms(line.thing):
        key = stated.key_of(_PACKED, stated.event, *line.id, *form)
        stated.withdraw(_PACKED, key)


def _assemble(stated: Statements, packings: Packings, parent: Thing, lines: tuple[Line, ...]) -> None:
    event = stated.event
    new = tuple(line for line in lines if not packings.accounted(event, line))
    if event.action == DELETE:
        message = f"what was part of {parent.text} stays told as its part; items keep their numbers"
        stated.leave_out("parentID", "kind", message)
    elif new:
        assemble(stated, parent, new)


def _place_equipment(stated: Statements, lines: Iterable[Line]) -> None:
    """Assets that were attached to another, or to a place."""
    event, parent = stated.event, stated.event.parent
    at = (
        parent if parent is not None and parent.kind is Kind.PLACE else event.biz_location or event.read_point
    )
    assets = [line.thing for line in lines if line.thing.kind is Kind.ASSET]
    if parent is not None and parent.kind is Kind.ASSET:
        assets.append(parent)
    if event.action == DELETE:
        if assets:
            stated.leave_out("childEPCs", "kind", "where equipment was is told; that it left has no place")
        return
    for asset in assets:
        equipment = stated.thing(asset)
        if at is not None:
            stated.relation("AT_LOCATION", equipment, stated.place(at), "equipment", asset.text)
