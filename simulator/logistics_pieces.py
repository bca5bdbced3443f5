"""Set pieces of logistics: packages used again, returns and resale, times that decide who was inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator import codes
from simulator.factory import Moved
from simulator.stage import Stage, unit, whole

_HOUR = timedelta(hours=1)


def return_and_resale(stage: Stage) -> list[str]:
    """A device comes back, goes to another customer and comes back again (Odoo PR #17884)."""
    logistics, customers = stage.logistics, stage.factory.catalogue.customers
    lot = stage.catheters(2)
    device = unit(lot)
    carton, packed = logistics.package("carton"), stage.factory.tick()
    logistics.pack([device], carton, packed, until=packed + timedelta(days=20))
    logistics.ship_package(carton, customers[0])
    with stage.later(days=21):
        logistics.take_back(device.key, device.item, 1000, customers[0], "wrong size ordered")
        logistics.ship([device], customers[-1])
        logistics.take_back(device.key, device.item, 1000, customers[-1], "ordered twice")
    stage.ship(lot)
    return [device.key, lot.key]


def lot_partly_returned(stage: Stage) -> list[str]:
    """Some of a device lot comes back and is sold on."""
    customers, lot = stage.factory.catalogue.customers, stage.made(stage.family.lot_only, 4)
    moved = whole(lot)
    stage.logistics.ship([moved], customers[0])
    stage.logistics.take_back(lot.key, lot.item, 1000, customers[0], "carton dented")
    stage.logistics.ship([Moved(lot.key, lot.item, 1000)], customers[-1])
    return [lot.key]


def carton_refused(stage: Stage) -> list[str]:
    """A carton goes out on a pallet, comes back unopened and leaves for another customer."""
    logistics, customers = stage.logistics, stage.factory.catalogue.customers
    lot, other = stage.catheters(2), stage.catheters(1)
    carton, neighbour = logistics.package("carton"), logistics.package("carton")
    packed = stage.factory.tick()
    logistics.pack([unit(lot)], carton, packed)
    logistics.pack([unit(other)], neighbour, packed)
    pallet, loaded = logistics.package("pallet"), stage.factory.tick()
    logistics.pack_packages([carton], pallet, loaded, until=loaded + timedelta(days=9))
    logistics.pack_packages([neighbour], pallet, loaded)
    logistics.ship_package(pallet, customers[0])
    with stage.later(days=10):
        logistics.take_back(carton, None, 0, customers[0], "refused at the door")
        logistics.ship_package(carton, customers[-1])
    stage.ship(lot)
    return [lot.key, other.key]


def sscc_used_again(stage: Stage) -> list[str]:
    """A pallet label is used again after emptying: another cycle, another package."""
    logistics, number = stage.logistics, codes.sscc(900_000_000 + int(stage.factory.number("cycle ", 1)[6:]))
    keys = []
    for cycle, days in (("", 0), ("2", 4)):
        lot = stage.catheters(1)
        with stage.later(days):
            packed = stage.factory.tick()
            pallet = logistics.use_package(number, cycle, "pallet")
            logistics.pack([unit(lot)], pallet, packed, until=packed + timedelta(days=3))
            logistics.ship_package(pallet, logistics.customer)
        keys.append(lot.key)
    return keys


def unpacked_and_repacked(stage: Stage) -> list[str]:
    """A device is taken out of a carton before it leaves, and leaves in the next one."""
    logistics, lot = stage.logistics, stage.catheters(2)
    moved, stays = unit(lot), unit(lot)
    first, second = logistics.package("carton"), logistics.package("carton")
    packed = stage.factory.tick()
    logistics.pack([moved], first, packed, until=packed + timedelta(seconds=45))
    logistics.pack([stays], first, packed)
    logistics.pack([moved], second, packed + timedelta(seconds=50))
    logistics.ship_package(first, stage.factory.catalogue.customers[0])
    logistics.ship_package(second, stage.factory.catalogue.customers[-1])
    return [moved.key, stays.key]


def taken_off_the_pallet(stage: Stage) -> list[str]:
    """A carton stood on a pallet and was taken off before that left: the pallet's customer has nothing."""
    logistics, lot, other = stage.logistics, stage.catheters(1), stage.catheters(1)
    carton, pallet = logistics.package("carton"), logistics.package("pallet")
    packed = stage.factory.tick()
    logistics.pack([unit(lot)], carton, packed)
    logistics.pack_packages([carton], pallet, packed, until=packed + timedelta(seconds=40))
    logistics.pack([unit(other)], pallet, packed)
    logistics.ship_package(pallet, stage.factory.catalogue.customers[0])
    return [lot.key, other.key]


def offsets_decide(stage: Stage) -> list[str]:
    """The shipment's wall clock reads later than the unpacking in UTC: another day, or past a DST change."""
    keys, factory = [], stage.factory
    year = factory.clock.year + 1
    cases = ((datetime(year, 2, 28, 16, 30, tzinfo=UTC), 8), (_dst_change(year), 2))
    for shipped, offset in cases:
        lot = stage.catheters(1)
        pallet = stage.logistics.package("pallet")
        stage.logistics.pack([unit(lot)], pallet, shipped - _HOUR, until=shipped + _HOUR)
        shipment = stage.logistics.document(stage.logistics.customer, codes.instant(shipped))
        time = codes.instant_at(shipped, offset)
        stage.logistics.line(shipment, pallet, {"event_time": time, "event_kind": "actual"})
        keys.append(lot.key)
    return keys


def a_shipment_line_withdrawn(stage: Stage) -> list[str]:
    """A lot stood on a shipment and did not leave; its neighbour on the document did."""
    lot, neighbour = (stage.made(stage.family.lot_only, 1) for _ in range(2))
    shipment = stage.ship(neighbour)
    stage.logistics.line(
        shipment,
        lot.key,
        {
            "quantity": "1",
            "unit": "u",
            "event_time": codes.day(stage.factory.clock),
            "retracted": "not picked",
        },
    )
    return [lot.key, neighbour.key]


def _dst_change(year: int) -> datetime:
    """Half past the change to summer time in Europe: the last Sunday of March, 01:30 UTC."""
    last = datetime(year, 3, 31, 1, 30, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


LOGISTICS_PIECES = (
    return_and_resale,
    lot_partly_returned,
    carton_refused,
    sscc_used_again,
    unpacked_and_repacked,
    taken_off_the_pallet,
    offsets_decide,
    a_shipment_line_withdrawn,
)
