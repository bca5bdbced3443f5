"""How large a plant is and how much of everything it has."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """A plant before it is built. Counts, chances (0 to 1) and paces; all else follows from the seed."""

    families: int = 2
    """Product families; each has its own compound, tube, balloon, subassembly, catheters and kits."""
    suppliers: int = 6
    customers: int = 12
    finished_orders: int = 16
    """Orders of catheters, lots without serials included."""
    devices_per_lot: int = 14
    lot_only: float = 0.2
    """Share of catheter orders whose devices carry a lot number and no serial."""
    to_kits: float = 0.1
    """Share of catheters that go into kits."""
    in_stock: float = 0.08
    """Share of catheter lots that have not left the plant."""
    cartons_per_pallet: int = 4
    devices_per_carton: int = 5
    by_product: float = 0.2
    """Share of tube orders that give regrind under the tube's lot number."""
    piece_rounds: int = 1
    """How often each set piece (rework, return, missing link, ...) is played."""
    piece_chance: float = 1.0
    """Chance of each set piece in each round."""
    minutes_per_act: int = 60
    """Mean time between two acts of the plant."""

    @classmethod
    def tiny(cls, seed: int) -> Parameters:
        """A plant of a few dozen items, each seed another mixture; built in milliseconds."""
        rng = random.Random(f"tiny {seed}")
        return cls(
            families=1,
            suppliers=rng.randint(1, 3),
            customers=rng.randint(1, 4),
            finished_orders=rng.randint(1, 3),
            devices_per_lot=rng.randint(2, 4),
            lot_only=rng.choice([0.0, 0.3, 1.0]),
            to_kits=rng.choice([0.0, 0.5]),
            in_stock=rng.choice([0.0, 0.4]),
            cartons_per_pallet=rng.randint(1, 3),
            devices_per_carton=rng.randint(1, 3),
            by_product=rng.random(),
            piece_chance=rng.choice([0.1, 0.2, 0.3]),
        )


SIZES: dict[str, Parameters] = {
    "small": Parameters(),
    "plant": Parameters(
        families=4,
        suppliers=20,
        customers=150,
        finished_orders=500,
        devices_per_lot=240,
        cartons_per_pallet=12,
        devices_per_carton=10,
        piece_rounds=5,
        minutes_per_act=45,
    ),
    "large": Parameters(
        families=8,
        suppliers=40,
        customers=800,
        finished_orders=2450,
        devices_per_lot=500,
        cartons_per_pallet=24,
        devices_per_carton=10,
        piece_rounds=20,
        minutes_per_act=20,
    ),
}
