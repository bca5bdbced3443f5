"""The plant at work: a clock, stocks, and the acts that leave records.

Promises: acts happen in the order of cause, so each consumption is later than what made the lot; no
lot gives more than it holds; quantities are whole thousandths of the base unit. What went wrong in
the plant is played by `simulator.pieces`, what leaves it by `simulator.logistics`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from graph_model.keys import make
from simulator import codes
from simulator.catalogue import DELIVERY_SIZE, REGRIND, ROOMS, Catalogue, Item, Recipe, found_plant
from simulator.parameters import Parameters
from simulator.records import NAMESPACE, Records

_START = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
_SHELF_LIFE = timedelta(days=1095)
# A receipt's and an order's lot is drawn from this many open lots, so that orders mix lots.
_OPEN_LOTS = 3
_OFFSETS = (1, 2, 8)


@dataclass(slots=True)
class Stock:
    """A lot and what is left of it, in thousandths of its base unit."""

    key: str
    item: Item
    number: str
    rest: int
    devices: Sequence[str] = field(default_factory=tuple)
    """Keys of its serialised devices."""


@dataclass(slots=True)
class Moved:
    """An amount of an item that goes into or comes out of a step."""

    key: str
    item: Item
    milli: int


class Factory:
    """One plant while it is being simulated."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters = parameters
        self.rng = random.Random(f"plant {seed}")
        self.records = Records()
        self.clock = _START
        self.stocks: dict[str, list[Stock]] = defaultdict(list)
        self._counters: dict[str, int] = defaultdict(int)
        p = parameters
        self.catalogue: Catalogue = found_plant(self.records, p.families, p.suppliers, p.customers)
        self._contracts = self._choose_suppliers()

    def _choose_suppliers(self) -> dict[str, list[str]]:
        suppliers = self.catalogue.suppliers
        return {m: self.rng.sample(suppliers, min(2, len(suppliers))) for m in DELIVERY_SIZE}

    # Numbers and times

    def number(self, prefix: str, width: int = 6) -> str:
        """The next number of a kind, such as MO-000001."""
        self._counters[prefix] += 1
        return f"{prefix}{self._counters[prefix]:0{width}d}"

    def key(self, prefix: str, *parts: str) -> str:
        """A key in the plant's namespace."""
        return make(prefix, NAMESPACE, *parts)

    def item(self, number: str) -> Item:
        """A material of the catalogue."""
        return self.catalogue.items[number]

    def tick(self) -> datetime:
        """Let some time pass; every act has a moment of its own."""
        mean = self.parameters.minutes_per_act
        self.clock += timedelta(minutes=self.rng.randint(max(1, mean // 3), mean * 5 // 3))
        return self.clock

    def when(self) -> dict[str, str]:
        """Event time of a relationship: a posting day or an instant, in UTC or as a wall clock shows it."""
        form = self.rng.randrange(4)
        if form == 0:
            return {"event_time": codes.day(self.clock), "event_kind": "posting"}
        if form == 1:
            return {"event_time": codes.instant(self.clock), "event_kind": "actual"}
        offset = self.rng.choice(_OFFSETS)
        return {"event_time": codes.instant_at(self.clock, offset), "event_kind": "actual"}

    def amount(self, item: Item, milli: int) -> dict[str, str]:
        """Quantity and unit as the source words them: masses below 1 kg often in g."""
        if item.uom == "kg" and milli < 1000 and self.rng.random() < 0.7:
            return {"quantity": str(milli), "unit": "g"}
        return {"quantity": codes.decimal(milli), "unit": item.uom}

    # Receipts

    def receive(
        self,
        item: Item,
        milli: int,
        *,
        supplier: str = "",
        supplier_lot: str = "",
        number: str = "",
        stated: bool = True,
    ) -> Stock:
        """One line of a goods receipt and the lot it became."""
        self.tick()
        supplier = supplier or self.rng.choice(self._contracts[item.number])
        document = self.number("GR-")
        receipt = self.key("receipt", document, "1")
        lot = self.lot(item, number or self.number("00", 7), stated=stated)
        lot.rest = milli
        self.records["Receipt"].add(
            document=document,
            line="1",
            delivery_note=self.number("DN"),
            purchase_order=self.number("PO-"),
            supplier_lot=supplier_lot or f"{self.rng.randrange(36**5):05X}-{self.clock:%y%j}",
            received=codes.day(self.clock),
        )
        when = self.when()
        self.records["SUPPLIED"].add(
            from_=supplier, to=receipt, document=document, line="1", event_time=when["event_time"]
        )
        self.records["RECEIVED_AS"].add(
            from_=receipt, to=lot.key, document=document, line="1", **self.amount(item, milli), **when
        )
        if self.rng.random() < 0.5:
            self.inspect(receipt, "Incoming inspection")
        return lot

    def lot(self, item: Item, number: str, *, stated: bool = True, status: str = "released") -> Stock:
        """State a lot, or refer to it without stating it."""
        lot = Stock(self.key("lot", item.number, number), item, number, 0)
        if stated:
            expires = codes.day(self.clock + _SHELF_LIFE)
            self.records["Lot"].add(
                material=item.number,
                lot=number,
                manufactured=codes.day(self.clock),
                expires=expires,
                status=status,
                udi=codes.udi(item.identifier, expires, number) if item.identifier else "",
            )
        return lot

    # Stocks

    def draw(self, number: str, milli: int) -> list[Moved]:
        """Take an amount out of stock, often from several lots; make or buy what is missing."""
        item, picks = self.item(number), dict[str, int]()
        stocks = self.stocks[number]
        while milli:
            if not stocks:
                stocks.append(self.replenish(number))
            lot = self.rng.choice(stocks[:_OPEN_LOTS])
            # Every third time part of the need is left to another lot.
            wanted = milli if milli < 2000 or self.rng.random() < 0.67 else milli // 2000 * 1000
            taken = min(wanted, lot.rest)
            picks[lot.key] = picks.get(lot.key, 0) + taken
            lot.rest -= taken
            milli -= taken
            if not lot.rest:
                stocks.remove(lot)
        return [Moved(key, item, taken) for key, taken in picks.items()]

    def replenish(self, number: str) -> Stock:
        """A new lot of a material: bought, or made."""
        size = self.parameters.devices_per_lot
        if number in DELIVERY_SIZE:
            units = max(1, round(DELIVERY_SIZE[number] * size * self.rng.uniform(0.7, 1.3)))
            return self.receive(self.item(number), units * 1000)
        recipe = self.catalogue.recipes[number]
        return self.make(recipe, max(1, round(recipe.batch * size * self.rng.uniform(0.8, 1.2))))

    # Steps

    def make(self, recipe: Recipe, units: int, extra: Sequence[Moved] = ()) -> Stock:
        """One production order: inputs, operations, the lot and its serials, quality records."""
        inputs = [m for number, each in recipe.inputs for m in self.draw(number, each * units)]
        inputs += extra or self._regrind(recipe)
        self.tick()
        order = self.number("MO-")
        step = self.step("production", order)
        operation = self.operations(order, step, recipe)
        item = self.item(recipe.product)
        lot = self.lot(item, self.number(f"{recipe.product[:2]}-", 5))
        lot.rest = units * 1000
        self.consume(step, inputs, operation)
        self.tick()
        outputs = [Moved(lot.key, item, lot.rest), *self._by_product(recipe, lot)]
        self.produce(step, outputs)
        if item.traceability == "serial":
            self.serialise(lot, units)
        self.quality(step, lot)
        return lot

    def step(self, kind: str, order: str, line: str = "", *, stated: bool = True) -> str:
        """State a step of the flow, or refer to it without stating it."""
        if stated:
            self.records["ProcessStep"].add(
                kind=kind,
                order=order,
                operation=line,
                name=f"{kind.replace('_', ' ')} {order}",
                started=codes.instant(self.clock),
                ended=codes.instant(self.clock + timedelta(minutes=45)),
                status="done",
            )
        return self.key("step", kind, order, *filter(None, [line]))

    def operations(self, order: str, step: str, recipe: Recipe) -> str:
        """The order's operations with rooms and equipment; the key of the first, which uses the inputs."""
        version = "A" if self.clock < _START + timedelta(days=4) else "B"
        specification = self.key("specification", f"MBR-{recipe.product}", version)
        self.records["FOLLOWED"].add(from_=step, to=specification)
        keys = []
        for number, name, room in (("10", "run", recipe.room), ("20", "inspect", "AS-1")):
            begin = self.clock + timedelta(minutes=int(number))
            self.records["ProcessStep"].add(
                kind="operation",
                order=order,
                operation=number,
                name=name,
                started=codes.instant(begin),
                ended=codes.instant(begin + timedelta(minutes=9)),
                status="done",
            )
            key = self.key("step", "operation", order, number)
            self.records["PART_OF"].add(from_=key, to=step)
            self.records["AT_LOCATION"].add(from_=key, to=self.key("location", room))
            keys.append(key)
        self.records["USED_EQUIPMENT"].add(from_=keys[0], to=self.key("equipment", recipe.machine))
        return keys[0]

    def consume(self, step: str, inputs: Sequence[Moved], operation: str = "", void: str = "") -> None:
        """Book inputs into a step on an issue slip of its own; `void` withdraws the booking."""
        document, when = self.number("MI-"), self.when()
        for line, used in enumerate(inputs, 1):
            self.records["CONSUMED_IN"].add(
                from_=used.key,
                to=step,
                document=document,
                line=str(line),
                operation=operation,
                retracted=void,
                **self.amount(used.item, used.milli),
                **when,
            )

    def use(self, step: str, material: str, milli: int) -> None:
        """Book material into a step without saying which lot."""
        item = self.item(material)
        self.records["USED_IN"].add(
            from_=item.key,
            to=step,
            document=self.number("MI-"),
            line="1",
            **self.amount(item, milli),
            **self.when(),
        )

    def produce(self, step: str, outputs: Sequence[Moved], void: str = "") -> None:
        """Book outputs of a step."""
        document, when = self.number("PR-"), self.when()
        for line, made in enumerate(outputs, 1):
            self.records["PRODUCED"].add(
                from_=step,
                to=made.key,
                document=document,
                line=str(line),
                retracted=void,
                **self.amount(made.item, made.milli),
                **when,
            )

    def next_serial(self, material: str) -> str:
        """The serial number that the next device of a material gets."""
        return f"{self._counters[material] + 1:08d}"

    def serialise(self, lot: Stock, units: int) -> None:
        """Give every unit of a lot its serial number, counted through the material."""
        material, first = lot.item.number, self._counters[lot.item.number] + 1
        self._counters[material] += units
        serials = [f"{n:08d}" for n in range(first, first + units)]
        # All keys of one material begin alike, and digits need no escaping.
        prefix = self.key("device", material, "0")[:-1]
        lot.devices = [prefix + serial for serial in serials]
        day, expires = codes.day(self.clock), codes.day(self.clock + _SHELF_LIFE)
        udi = codes.udi(lot.item.identifier, expires, lot.number)
        self.records["Device"].add_block(
            units,
            material=material,
            serial=serials,
            udi=[f"{udi}(21){serial}" for serial in serials],
            manufactured=day,
            expires=expires,
            status="released",
        )
        self.records["HAS_UNIT"].add_block(units, from_=lot.key, to=lot.devices)

    def _regrind(self, recipe: Recipe) -> list[Moved]:
        """A compound takes up regrind where there is some."""
        stocks = self.stocks[REGRIND]
        if not recipe.product.startswith("CP-") or not stocks:
            return []
        lot = stocks.pop(0)
        return [Moved(lot.key, lot.item, lot.rest)]

    def _by_product(self, recipe: Recipe, lot: Stock) -> list[Moved]:
        """Regrind of a tube order carries the tube's lot number (Odoo #17702 lost such a lot)."""
        if not recipe.product.startswith("TB-") or self.rng.random() >= self.parameters.by_product:
            return []
        regrind = self.lot(self.item(REGRIND), lot.number)
        regrind.rest = max(1, lot.rest // 100)
        self.stocks[REGRIND].append(regrind)
        return [Moved(regrind.key, regrind.item, regrind.rest)]

    # Quality records

    def quality(self, step: str, lot: Stock) -> None:
        """A measurement on the order, an inspection of the lot and its release."""
        number, value = self.number("MS-"), self.rng.randint(1180, 1220)
        self.records["Measurement"].add(
            number=number,
            name="Outer diameter",
            uom="mm",
            value=codes.decimal(value),
            lower_limit="1.18",
            upper_limit="1.22",
            measured=codes.instant(self.clock),
        )
        self.records["MEASURED_ON"].add(from_=self.key("measurement", number), to=step)
        self.inspect(lot.key, "Final inspection" if lot.item.identifier else "In-process inspection")
        release = self.number("RL-")
        self.records["Release"].add(number=release, decision="released", decided=codes.instant(self.clock))
        self.records["DECIDED_ON"].add(from_=self.key("release", release), to=lot.key)

    def inspect(self, key: str, name: str, result: str = "passed") -> None:
        """An inspection of a lot, receipt or step."""
        number = self.number("IN-")
        self.records["Inspection"].add(
            number=number,
            name=name,
            result=result,
            inspected=codes.day(self.clock),
            characteristics="visual: ok; length: in limits",
        )
        self.records["INSPECTED_BY"].add(from_=key, to=self.key("inspection", number))

    def read_environment(self) -> None:
        """A day's temperature of every clean room, from the first act to the last."""
        moment = _START.replace(hour=0)
        while moment < self.clock:
            start = codes.instant(moment)
            for room, _, cleanroom in ROOMS:
                if cleanroom:
                    self._read(room, start, codes.instant(moment + timedelta(days=1)))
            moment += timedelta(days=1)

    def _read(self, room: str, start: str, end: str) -> None:
        mean, spread = self.rng.randint(20_500, 21_500), self.rng.randint(200, 900)
        excursion = 2500 if self.rng.random() < 0.03 else 0
        sensor = f"T-{room}"
        self.records["EnvironmentalReading"].add(
            sensor=sensor,
            start=start,
            quantity_kind="temperature",
            uom="Cel",
            started=start,
            ended=end,
            samples="1440",
            minimum=codes.decimal(mean - spread),
            mean=codes.decimal(mean),
            maximum=codes.decimal(mean + spread + excursion),
            lower_limit="18",
            upper_limit="23",
        )
        self.records["MEASURED_AT"].add(
            from_=self.key("reading", sensor, start), to=self.key("location", room)
        )
