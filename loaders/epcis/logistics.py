"""Events by which things come and go: receipts, shipments, returns.

(Supplier)-SUPPLIED->(Receipt)-RECEIVED_AS->(Lot|Device), (Lot|Device|Package)-SHIPPED_IN->(Shipment)
-DELIVERED_TO->(Customer), (Lot|Device|Package)-RETURNED_IN->(Return)-RETURNED_BY->(Customer). One event is
one shipment; a receipt is one line of an event, and a line of devices is their material.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from loaders.epcis.containment import forms, holds_as_package
from loaders.epcis.event import Party
from loaders.epcis.leaving import leave_out
from loaders.epcis.lines import Line, lines_of
from loaders.epcis.packings import Packings
from loaders.epcis.statements import Statements
from loaders.epcis.things import Kind, Thing

# CBV 2.0, business steps: the overall act, and the parts of it that some report instead.
SHIPPING: Final = frozenset({"shipping", "departing", "consigning"})
RECEIVING: Final = frozenset({"receiving", "arriving", "accepting"})
_RETURNED: Final = "returned"
# Who a party is, the most telling first: the owner answers for a thing, a place at least tells where it is.
_PARTIES: Final = ("owning_party", "possessing_party", "location")
_ITEMS: Final = (Kind.LOT, Kind.DEVICE)


def ship(stated: Statements) -> None:
    """One shipment of everything that the event lists."""
    event = stated.event
    shipment = stated.node(stated.key("shipment", event.identity))
    stated.describe(
        shipment,
        document=event.paper("desadv", "bol") or event.id,
        sales_order=event.paper("po"),
        shipped=event.time,
        status=event.disposition,
    )
    for line, thing, form in _outer(stated):
        amount = stated.quantity(line)
        stated.relation("SHIPPED_IN", stated.thing(thing), shipment, *line.id, *form, **amount)
    for party in _parties(event.destinations):
        customer = _party(stated, "customer", party)
        stated.relation("DELIVERED_TO", shipment, customer, party.thing.text)


def receive(stated: Statements, packings: Packings) -> None:
    """Receipts, or returns where what came was sent back."""
    if stated.event.disposition == _RETURNED:
        _take_back(stated)
        return
    event = stated.event
    for line, thing, _ in _outer(stated):
        receipt = _receipt(stated, line.thing)
        if thing.kind in _ITEMS:
            _received(stated, receipt, line, line.id)
        else:
            for inner in packings.content(thing, event.time):
                if inner.thing.kind in _ITEMS:
                    _received(stated, receipt, inner, (*line.id, *inner.id))


def _receipt(stated: Statements, thing: Thing) -> str:
    event = stated.event
    number = thing.material if thing.kind is Kind.DEVICE else thing.text
    receipt = stated.node(stated.key("receipt", event.identity, number))
    stated.describe(
        receipt,
        document=event.paper("recadv", "desadv") or event.id,
        delivery_note=event.paper("desadv"),
        purchase_order=event.paper("po"),
        supplier_lot=thing.number if thing.kind is Kind.LOT else "",
        received=event.time,
    )
    for party in _parties(event.sources):
        supplier = _party(stated, "supplier", party)
        stated.relation("SUPPLIED", supplier, receipt, number, party.thing.text)
    return receipt


def _received(stated: Statements, receipt: str, line: Line, told: tuple[str, ...]) -> None:
    stated.relation("RECEIVED_AS", receipt, stated.thing(line.thing), *told, **stated.quantity(line))


def _take_back(stated: Statements) -> None:
    event = stated.event
    for line, thing, form in _outer(stated):
        back = stated.node(stated.key("return", event.identity, thing.text))
        stated.describe(back, document=event.paper("rma", "desadv") or event.id, returned=event.time)
        amount = stated.quantity(line)
        stated.relation("RETURNED_IN", stated.thing(thing), back, *line.id, *form, **amount)
        for party in _parties(event.sources):
            customer = _party(stated, "customer", party)
            stated.relation("RETURNED_BY", back, customer, *line.id, party.thing.text)


def _outer(stated: Statements) -> Iterator[tuple[Line, Thing, tuple[str, ...]]]:
    """What moves by itself, in each of its forms: what an aggregation holds moves with its outermost."""
    event = stated.event
    lines = lines_of(event.things, event.amounts)
    if event.parent is not None:
        held = holds_as_package(event) or event.parent.kind in _ITEMS
        lines = lines_of((event.parent,)) if event.inside and held else (*lines, *lines_of((event.parent,)))
    for line in lines:
        found = list(forms(line.thing))
        if not found:
            leave_out(stated, line.thing, "epcList")
        for thing, form in found:
            yield line, thing, form


def _parties(parties: Iterable[Party]) -> list[Party]:
    """Those of the most telling type that is stated."""
    known = [party for party in parties if party.thing.kind is not Kind.PERSON]
    for type_ in _PARTIES:
        if found := [party for party in known if party.type == type_]:
            return found
    return []


def _party(stated: Statements, prefix: str, party: Party) -> str:
    thing = party.thing
    stated.flag(thing)
    return stated.node(stated.key(prefix, thing.number), gln=thing.gln)
