"""What leaves the plant: cartons, pallets, shipments, returns.

Promises: a package is packed before it ships, and no two of these acts share an instant; what is
packed ships through its outermost package only; a shipment has one customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from simulator import codes
from simulator.catalogue import Item
from simulator.factory import Factory, Moved, Stock

_DEVICES_PER_LOOSE_SHIPMENT = 20


class Logistics:
    """The warehouse of a factory."""

    def __init__(self, factory: Factory) -> None:
        self.factory = factory
        self.staged: list[str] = []
        """Cartons that wait for a pallet; those of several lots share one."""

    @property
    def customer(self) -> str:
        """Some customer."""
        return self.factory.rng.choice(self.factory.catalogue.customers)

    def dispose(self, lot: Stock) -> None:
        """Ship a finished lot in one of the ways lots leave, or keep it."""
        factory, chance = self.factory, self.factory.rng.random()
        if not lot.rest:
            return
        if chance < factory.parameters.in_stock:
            factory.records["AT_LOCATION"].add(from_=lot.key, to=factory.key("location", "WH-1"))
        elif chance < factory.parameters.in_stock + 0.1:
            self.ship_loose(lot)
        else:
            self.pack_lot(lot)

    def ship_loose(self, lot: Stock) -> None:
        """Ship a lot or its devices without a package, to two customers."""
        factory = self.factory
        factory.tick()
        if not lot.devices:
            first = lot.rest // 2000 * 1000
            for milli in filter(None, (first, lot.rest - first)):
                self.ship([Moved(lot.key, lot.item, milli)], self.customer)
            return
        for begin in range(0, len(lot.devices), _DEVICES_PER_LOOSE_SHIPMENT):
            part = lot.devices[begin : begin + _DEVICES_PER_LOOSE_SHIPMENT]
            self.ship([Moved(key, lot.item, 1000) for key in part], self.customer)

    def pack_lot(self, lot: Stock) -> None:
        """Pack a lot into cartons; full pallets leave."""
        packed = self.factory.tick()
        per_carton = self.factory.parameters.devices_per_carton
        units = len(lot.devices) or lot.rest // 1000
        cartons = [self.package("carton") for _ in range(-(-units // per_carton))]
        if lot.devices:
            self._pack_devices(lot.devices, cartons, per_carton, packed)
        else:
            for n, carton in enumerate(cartons):
                milli = min(per_carton * 1000, lot.rest - n * per_carton * 1000)
                self.pack([Moved(lot.key, lot.item, milli)], carton, packed)
        self.staged += cartons
        while len(self.staged) >= self.factory.parameters.cartons_per_pallet:
            self.send_pallet()

    def _pack_devices(
        self, devices: Sequence[str], cartons: Sequence[str], per_carton: int, packed: datetime
    ) -> None:
        self.factory.records["PACKED_IN"].add_block(
            len(devices),
            from_=devices,
            to=[cartons[n // per_carton] for n in range(len(devices))],
            document=self.factory.number("PK-"),
            line=[str(n) for n in range(1, len(devices) + 1)],
            quantity="1",
            unit="u",
            packed_from=codes.instant(packed),
        )

    def send_pallet(self) -> None:
        """Put staged cartons on a pallet and ship it; now and then a carton leaves by itself."""
        factory, count = self.factory, self.factory.parameters.cartons_per_pallet
        cartons, self.staged = self.staged[:count], self.staged[count:]
        if not cartons:
            return
        if factory.rng.random() < 0.15:
            self.ship_package(cartons.pop(), self.customer)
        if not cartons:
            return
        pallet = self.package("pallet")
        self.pack_packages(cartons, pallet, factory.tick())
        if factory.rng.random() >= factory.parameters.in_stock:
            self.ship_package(pallet, self.customer)

    def package(self, type_: str) -> str:
        """A new logistic unit."""
        number = codes.sscc(int(self.factory.number("", 1)))
        return self.use_package(number, "", type_)

    def use_package(self, number: str, cycle: str, type_: str) -> str:
        """A logistic unit; an SSCC used again after emptying gets a cycle number."""
        self.factory.records["Package"].add(number=number, cycle=cycle, type=type_, status="closed")
        return self.factory.key("package", number, *filter(None, [cycle]))

    def pack(
        self,
        items: Sequence[Moved],
        package: str,
        since: datetime,
        until: datetime | None = None,
    ) -> None:
        """Put items into a package, until they are taken out."""
        document = self.factory.number("PK-")
        for line, moved in enumerate(items, 1):
            self.factory.records["PACKED_IN"].add(
                from_=moved.key,
                to=package,
                document=document,
                line=str(line),
                quantity=codes.decimal(moved.milli),
                unit=moved.item.uom,
                packed_from=codes.instant(since),
                packed_to=codes.instant(until) if until else "",
            )

    def pack_packages(
        self, inner: Sequence[str], outer: str, since: datetime, until: datetime | None = None
    ) -> None:
        """Put packages into a package."""
        document = self.factory.number("PK-")
        for line, key in enumerate(inner, 1):
            self.factory.records["PACKED_IN"].add(
                from_=key,
                to=outer,
                document=document,
                line=str(line),
                packed_from=codes.instant(since),
                packed_to=codes.instant(until) if until else "",
            )

    def ship_package(self, package: str, customer: str, *, offset: int | None = None) -> str:
        """Ship a package a while from now; its instant decides who was inside."""
        moment = self.factory.tick() + timedelta(seconds=30)
        shipment = self.document(customer, codes.instant(moment))
        hours = self.factory.rng.choice((0, 1, 8)) if offset is None else offset
        time = codes.instant_at(moment, hours) if hours else codes.instant(moment)
        self.line(shipment, package, {"event_time": time, "event_kind": "actual"})
        return shipment

    def ship(self, items: Sequence[Moved], customer: str, void: str = "") -> str:
        """Ship items as they are."""
        shipment = self.document(customer, codes.day(self.factory.tick()))
        when = self.factory.when()
        for moved in items:
            quantity = self.factory.amount(moved.item, moved.milli)
            self.line(shipment, moved.key, {**quantity, **when, "retracted": void})
        return shipment

    def document(self, customer: str, shipped: str) -> str:
        """A shipment and its customer; without customer where none is given."""
        factory, number = self.factory, self.factory.number("SH-")
        factory.records["Shipment"].add(
            document=number, sales_order=factory.number("SO-"), shipped=shipped, status="done"
        )
        key = factory.key("shipment", number)
        if customer:
            factory.records["DELIVERED_TO"].add(
                from_=key, to=customer, document=number, line="1", event_time=shipped
            )
        return key

    def line(self, shipment: str, key: str, values: dict[str, str]) -> None:
        """One line of a shipment."""
        document = shipment.rpartition("/")[2]
        line = self.factory.number(f"line of {document} ", 1).rpartition(" ")[2]
        self.factory.records["SHIPPED_IN"].add(from_=key, to=shipment, document=document, line=line, **values)

    def take_back(self, key: str, item: Item | None, milli: int, customer: str, reason: str) -> str:
        """One line of a customer's return."""
        factory = self.factory
        moment, document = factory.tick() + timedelta(seconds=15), factory.number("RT-")
        key_of_return = factory.key("return", document, "1")
        factory.records["Return"].add(
            document=document, line="1", returned=codes.instant(moment), reason=reason
        )
        factory.records["RETURNED_IN"].add(
            from_=key,
            to=key_of_return,
            document=document,
            line="1",
            event_time=codes.instant(moment),
            event_kind="actual",
            **(factory.amount(item, milli) if item else {}),
        )
        factory.records["RETURNED_BY"].add(
            from_=key_of_return, to=customer, document=document, line="1", event_time=codes.day(moment)
        )
        return key_of_return
