"""Events that make things of other things: transformations, and trade items that are assembled of others.

(Lot|Device)-CONSUMED_IN->(ProcessStep)-PRODUCED->(Lot|Device), and (Lot)-HAS_UNIT->(Device) where the
event says which lot the new devices are of. TransformationEvents of one transformationID are one step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from loaders.epcis.event import Event
from loaders.epcis.leaving import leave_out
from loaders.epcis.lines import Line, lines_of
from loaders.epcis.statements import Statements
from loaders.epcis.things import Kind, Thing

_STEP: Final = "production"
# Steps that are more than production; of all others nothing better is known.
_KINDS: Final = {"disassembling": "disassembly", "repairing": "rework", "repackaging": "relabel"}
_ITEMS: Final = (Kind.LOT, Kind.DEVICE)


def transform(stated: Statements) -> str:
    """A TransformationEvent: one step, or a part of one; its key."""
    event = stated.event
    step = _step(stated, event.transformation or event.identity, joined=bool(event.transformation))
    for line in lines_of(event.inputs, event.input_amounts):
        _consume(stated, line, step)
    _produce(stated, lines_of(event.outputs, event.output_amounts), step)
    return step


def assemble(stated: Statements, parent: Thing, children: Iterable[Line]) -> None:
    """Things that became part of a trade item with a number of its own."""
    step = _step(stated, stated.event.identity, joined=False)
    for line in children:
        _consume(stated, line, step)
    _produce(stated, (Line(parent),), step)


def _step(stated: Statements, number: str, *, joined: bool) -> str:
    event = stated.event
    step = stated.node(stated.key("step", _STEP, number))
    stated.describe(
        step,
        kind=_KINDS.get(event.biz_step, _STEP),
        biz_step=event.biz_step,
        # When the first event of several was, none of them can tell.
        started="" if joined else event.time,
        ended=event.time,
    )
    if place := event.read_point or event.biz_location:
        stated.relation("AT_LOCATION", step, stated.place(place), "step")
    return step


def _consume(stated: Statements, line: Line, step: str) -> None:
    match line.thing.kind:
        case Kind.LOT | Kind.DEVICE:
            type_ = "CONSUMED_IN"
        case Kind.MATERIAL:
            type_ = "USED_IN"
        case _:
            _cannot_flow(stated, line.thing, step, "went into")
            return
    stated.relation(type_, stated.thing(line.thing), step, "in", *line.id, **stated.quantity(line))


def _produce(stated: Statements, lines: tuple[Line, ...], step: str) -> None:
    """New things; of devices whose lot is told, the step made the lot and they are its units."""
    named = {line.thing.text for line in lines}
    units: dict[Thing, int] = defaultdict(int)
    for line in lines:
        thing = line.thing
        if thing.kind is Kind.MATERIAL:
            leave_out(stated, thing, "outputQuantityList")
        elif thing.kind not in _ITEMS:
            _cannot_flow(stated, thing, step, "came out of")
        elif lot := unit_of_lot(stated, thing):
            units[lot] += 1
        else:
            new = describe_new(stated, thing)
            stated.relation("PRODUCED", step, new, "out", *line.id, **stated.quantity(line))
    for lot, count in units.items():
        if lot.text not in named:
            line = Line(lot, str(count))
            stated.relation("PRODUCED", step, stated.thing(lot), "out", *line.id, **stated.quantity(line))


def _cannot_flow(stated: Statements, thing: Thing, step: str, how: str) -> None:
    message = f"{thing.raw} {how} a step, and only lots and devices can: list what was inside"
    if thing.kind is Kind.PACKAGE:
        stated.miss("inputEPCList", "kind", message, stated.thing(thing), step)
    else:
        stated.miss("inputEPCList", "kind", message, step)


def describe_new(stated: Statements, thing: Thing) -> str:
    """A thing that this event created, with what ilmd says of it."""
    event: Event = stated.event
    key = stated.thing(thing)
    stated.describe(
        key, expires=event.lot.expires, manufactured=event.lot.manufactured, status=event.disposition
    )
    return key


def unit_of_lot(stated: Statements, device: Thing) -> Thing | None:
    """The lot that a new device is stated to be of, and the statement of that."""
    number = device.lot or stated.event.lot.number
    if device.kind is not Kind.DEVICE or not number:
        return None
    lot = device.lot_named(number)
    unit, whole = describe_new(stated, device), describe_new(stated, lot)
    stated.relation("HAS_UNIT", whole, unit, "unit", device.text)
    return lot
