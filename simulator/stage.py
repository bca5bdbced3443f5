"""What set pieces are played with: a factory, its warehouse and one product family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from simulator.catalogue import Family
from simulator.factory import Factory, Moved, Stock
from simulator.logistics import Logistics


class Stage:
    """Short verbs over the factory; a set piece is a few of them in a row."""

    def __init__(self, factory: Factory, logistics: Logistics) -> None:
        self.factory = factory
        self.logistics = logistics
        self.records = factory.records
        self.family: Family = factory.rng.choice(factory.catalogue.families)

    @contextmanager
    def later(self, days: int) -> Iterator[None]:
        """What happens inside is some days from now; then the plant goes on where it was."""
        now = self.factory.clock
        self.factory.clock += timedelta(days=days)
        try:
            yield
        finally:
            self.factory.clock = now

    def bought(self, number: str, units: int, lot_number: str = "", supplier_lot: str = "") -> Stock:
        """A received lot that no ordinary order draws from."""
        return self.factory.receive(
            self.factory.item(number), units * 1000, number=lot_number, supplier_lot=supplier_lot
        )

    def made(self, product: str, units: int, extra: Sequence[Moved] = ()) -> Stock:
        """A lot from an ordinary production order."""
        return self.factory.make(self.factory.catalogue.recipes[product], units, extra)

    def catheters(self, units: int) -> Stock:
        """A lot of serialised catheters."""
        return self.made(self.family.serialised, units)

    def lot(self, product: str, milli: int, number: str = "", *, stated: bool = True) -> Stock:
        """A lot that nothing has produced yet."""
        lot = self.factory.lot(self.factory.item(product), number or self.factory.number("X"), stated=stated)
        lot.rest = milli
        return lot

    def step(
        self,
        kind: str,
        inputs: Sequence[Moved],
        outputs: Sequence[Moved],
        *,
        stated: bool = True,
        order: str = "",
        line: str = "",
    ) -> str:
        """A step with what goes in and comes out."""
        self.factory.tick()
        order = order or self.factory.number("MO-" if kind == "production" else f"{kind[:2].upper()}-")
        step = self.factory.step(kind, order, line, stated=stated)
        if inputs:
            self.factory.consume(step, inputs)
        self.factory.tick()
        if outputs:
            self.factory.produce(step, outputs)
        return step

    def stock_up(self, *lots: Stock) -> None:
        """Let ordinary orders draw from these lots."""
        for lot in lots:
            self.factory.stocks[lot.item.number].insert(0, lot)

    def ship(self, lot: Stock) -> str:
        """Ship all that is left of a lot as it is, its devices if it has serials."""
        moved = [Moved(key, lot.item, 1000) for key in lot.devices] or [whole(lot)]
        return self.logistics.ship(moved, self.logistics.customer)


def part(lot: Stock, milli: int) -> Moved:
    """Some of a lot."""
    if not 0 < milli <= lot.rest:
        raise ValueError(f"{lot.key} holds {lot.rest}, not {milli}")
    lot.rest -= milli
    return Moved(lot.key, lot.item, milli)


def whole(lot: Stock) -> Moved:
    """All that is left of a lot."""
    return part(lot, lot.rest)


def output(lot: Stock) -> Moved:
    """A lot as what a step produces."""
    return Moved(lot.key, lot.item, lot.rest)


def unit(lot: Stock, device: int = 0) -> Moved:
    """Take one serialised device out of a lot."""
    key = lot.devices[device]
    lot.devices = [d for d in lot.devices if d != key]
    lot.rest -= 1000
    return Moved(key, lot.item, 1000)
