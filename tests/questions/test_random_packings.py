"""Packages in packages, hour by hour, against looking inside at each hour that can be the one."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from app.questions.trace import closure
from tests.support.build import Plant, device, key
from tests.support.memory import MemoryStore
from tests.support.packing import consigned, pack, send
from tests.support.questions import forward

HOURS = range(6)
UNITS = [device("FG-1", str(n)) for n in range(4)]
PACKAGES = [key("package", str(n)) for n in range(4)]
Hour = int | None
"""None is not stated."""


@dataclass
class Packings:
    """Stays (what, in what, since, until) and shipments (number -> package, when it left)."""

    stays: list[tuple[str, str, Hour, Hour]] = field(default_factory=list)
    left: dict[str, tuple[str, Hour]] = field(default_factory=dict)

    @classmethod
    def of(cls, chance: random.Random) -> Packings:
        """Any packings; also of one thing at two places, and in a circle."""
        out = cls()
        for _ in range(chance.randint(3, 9)):
            inner, outer = chance.choice([*UNITS, *PACKAGES[:3]]), chance.choice(PACKAGES)
            since, until = sorted(chance.choices(HOURS, k=2))
            times = chance.choice(((since, until), (since, None), (None, until), (None, None)))
            if inner != outer:
                out.stays.append((inner, outer, *times))
        for number in "12":
            out.left[number] = chance.choice(PACKAGES), chance.choice((None, *HOURS))
        return out

    def plant(self) -> Plant:
        """As facts; each shipment goes to a customer of its own."""
        plant = Plant()
        for inner, outer, since, until in self.stays:
            pack(plant, inner, outer, _time(since), _time(until))
        for number, (package, at) in self.left.items():
            send(plant, package, number, number, _time(at))
        for unit in UNITS:
            plant.context("INSTANCE_OF", unit, key("material", "FG-1"))
        return plant

    def received(self, number: str) -> int:
        """Units that can have been inside when the shipment left."""
        package, at = self.left[number]
        hours: Iterable[int] = (-1, *HOURS, len(HOURS)) if at is None else (at,)
        return len(set().union(*(self._inside(package, hour) for hour in hours)) & set(UNITS))

    def _inside(self, package: str, hour: int) -> set[str]:
        held: dict[str, set[str]] = defaultdict(set)
        for inner, outer, since, until in self.stays:
            if (since is None or since <= hour) and (until is None or hour <= until):
                held[outer].add(inner)
        return closure(held, [package])


def _time(hour: Hour) -> str:
    return "" if hour is None else f"2025-03-01T0{hour}:00:00Z"


@pytest.mark.parametrize("seed", range(200))
def test_customers_received_what_was_inside(memory: MemoryStore, seed: int) -> None:
    packings = Packings.of(random.Random(seed))
    packings.plant().commit(memory)
    got = {
        customer: [material.shipped for material in materials]
        for customer, materials in consigned(forward(memory, *UNITS)).items()
    }
    wanted = {key("customer", number): packings.received(number) for number in packings.left}
    assert got == {customer: [str(units)] for customer, units in wanted.items() if units}
