"""What any event says of the things it lists: that they exist, where they are and in which state.

(Lot|Equipment)-AT_LOCATION->(Location), (Lot|Device)-INSPECTED_BY->(Inspection).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loaders.epcis.flow import describe_new, unit_of_lot
from loaders.epcis.leaving import leave_out
from loaders.epcis.lines import Line, lines_of
from loaders.epcis.statements import Statements
from loaders.epcis.things import Kind, Thing
from loaders.epcis.vocabulary import ADD, OBJECT

_ITEMS: Final = (Kind.LOT, Kind.DEVICE)
_RESULTS: Final = {"conformant": "passed", "non_conformant": "failed"}


def observe(stated: Statements) -> None:
    """The things of an event that makes nothing of them."""
    event = stated.event
    new = event.type == OBJECT and event.action == ADD
    things = [*event.things, *((event.parent,) if event.parent else ())]
    for line in lines_of(things, event.amounts):
        if line.thing.kind in _ITEMS:
            _observe_item(stated, line.thing, new=new)
        elif line.thing.kind is Kind.PACKAGE:
            stated.describe(stated.thing(line.thing), status=event.disposition)
        elif line.thing.kind is Kind.ASSET and not event.inside:
            _observe_asset(stated, line.thing)
        elif line.thing.kind is Kind.MATERIAL:
            stated.thing(line.thing)
        elif line.thing.kind is Kind.PERSON:
            leave_out(stated, line.thing, "epcList")
    if event.biz_step == "inspecting":
        _inspect(stated, lines_of(event.things, event.amounts))


def _observe_item(stated: Statements, thing: Thing, *, new: bool) -> None:
    event = stated.event
    key = stated.thing(thing)
    if new:
        describe_new(stated, thing)
        unit_of_lot(stated, thing)
    stated.describe(key, status=event.disposition)
    place = event.biz_location or event.read_point
    if place is not None and thing.kind is Kind.LOT:
        stated.relation("AT_LOCATION", key, stated.place(place), "item", thing.text)


def _observe_asset(stated: Statements, asset: Thing) -> None:
    place = stated.event.biz_location or stated.event.read_point
    equipment = stated.thing(asset)
    if place is not None:
        stated.relation("AT_LOCATION", equipment, stated.place(place), "equipment", asset.text)


def _inspect(stated: Statements, lines: Iterable[Line]) -> None:
    event = stated.event
    items = [line for line in lines if line.thing.kind in _ITEMS]
    if not items:
        return
    inspection = stated.node(stated.key("inspection", event.identity))
    stated.describe(inspection, result=_RESULTS.get(event.disposition, "pending"), inspected=event.time)
    for line in items:
        stated.relation("INSPECTED_BY", stated.thing(line.thing), inspection, *line.id)
