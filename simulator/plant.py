"""Builds a plant: ordinary production with set pieces in between, then what it knows and writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from simulator.factory import Factory, Moved, Stock
from simulator.flow_pieces import FLOW_PIECES
from simulator.gap_pieces import GAP_PIECES
from simulator.logistics import Logistics
from simulator.logistics_pieces import LOGISTICS_PIECES
from simulator.parameters import SIZES, Parameters
from simulator.records import OnProgress, Records, Row
from simulator.stage import Stage
from simulator.truth import Truth

PIECES = FLOW_PIECES + LOGISTICS_PIECES + GAP_PIECES
# Of a large plant not every received lot is tried.
_TRIED, _WANTED = 200, 12


@dataclass(frozen=True)
class Plant:
    """What a plant recorded, and the keys of each set piece that was played."""

    records: Records
    pieces: dict[str, list[str]]

    def write(self, folder: Path, on_progress: OnProgress | None = None) -> list[Path]:
        """Write the export files; returns their paths."""
        return self.records.write(folder, on_progress)

    def truth(self) -> Truth:
        """The true answers."""
        return self._truth

    @cached_property
    def _truth(self) -> Truth:
        return Truth(self.records)

    def without(self, lost: Callable[[str, Row], bool]) -> Plant:
        """The same plant with an export that lost the rows for which `lost(label or type, row)` holds."""
        return Plant(self.records.where(lambda name, row: not lost(name, row)), self.pieces)

    def interesting_starts(self) -> list[str]:
        """Received lots that reach devices and customers, then the keys of the set pieces."""
        reaching = (
            lot
            for _, lot in islice(self.records.live("RECEIVED_AS", "from", "to"), _TRIED)
            if (answer := self._truth.recall(lot)).devices and answer.customers
        )
        pieces = [key for keys in self.pieces.values() for key in keys if not key.startswith("shipment:")]
        return list(dict.fromkeys([*islice(reaching, _WANTED), *pieces]))


def build(size: str | Parameters, seed: int) -> Plant:
    """A plant of a named size (`SIZES`) or of given parameters; the same arguments, the same plant."""
    if isinstance(size, str) and size not in SIZES:
        raise ValueError(f"there is no size {size!r}; choose one of {', '.join(SIZES)}")
    parameters = SIZES[size] if isinstance(size, str) else size
    return _Builder(parameters, seed).run()


class _Builder:
    def __init__(self, parameters: Parameters, seed: int) -> None:
        self.parameters = parameters
        self.factory = Factory(parameters, seed)
        self.logistics = Logistics(self.factory)
        self.for_kits: list[Moved] = []
        self.pieces: dict[str, list[str]] = {}

    def run(self) -> Plant:
        rng, p = self.factory.rng, self.parameters
        acts: list[Callable[[], None]] = [self.order] * p.finished_orders
        for _ in range(p.piece_rounds):
            acts += [self._piece(piece) for piece in PIECES if rng.random() < p.piece_chance]
        rng.shuffle(acts)
        for act in acts:
            act()
        self.make_kits()
        while self.logistics.staged:
            self.logistics.send_pallet()
        self.factory.read_environment()
        return Plant(self.factory.records, dict(sorted(self.pieces.items())))

    def _piece(self, piece: Callable[[Stage], list[str]]) -> Callable[[], None]:
        def play() -> None:
            keys = piece(Stage(self.factory, self.logistics))
            self.pieces.setdefault(piece.__name__, []).extend(keys)

        return play

    def order(self) -> None:
        """An order of catheters; some go into kits, the rest leaves."""
        rng, p = self.factory.rng, self.parameters
        family = rng.choice(self.factory.catalogue.families)
        product = family.lot_only if rng.random() < p.lot_only else family.serialised
        units = max(1, round(p.devices_per_lot * rng.uniform(0.8, 1.2)))
        lot = self.factory.make(self.factory.catalogue.recipes[product], units)
        self._set_aside(lot, round(units * p.to_kits))
        self.logistics.dispose(lot)
        if sum(moved.milli for moved in self.for_kits) >= p.devices_per_lot * 1000:
            self.make_kits()

    def _set_aside(self, lot: Stock, units: int) -> None:
        if not units:
            return
        if lot.devices:
            self.for_kits += [Moved(key, lot.item, 1000) for key in lot.devices[:units]]
            lot.devices = lot.devices[units:]
        else:
            self.for_kits.append(Moved(lot.key, lot.item, units * 1000))
        lot.rest -= units * 1000

    def make_kits(self) -> None:
        """One kit for each catheter set aside, with or without serials."""
        if not self.for_kits:
            return
        family = self.factory.rng.choice(self.factory.catalogue.families)
        product = self.factory.rng.choice((family.kit, family.kit_lot))
        units = sum(moved.milli for moved in self.for_kits) // 1000
        inputs, self.for_kits = self.for_kits, []
        self.logistics.dispose(self.factory.make(self.factory.catalogue.recipes[product], units, inputs))
