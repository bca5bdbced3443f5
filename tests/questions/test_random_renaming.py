"""However ten units are split, merged, relabelled, serialised and reworked: they stay ten."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import RESIN, backward, forward

MATERIALS = ("FG-1", "FG-2", "FG-3")
UNITS = 10


class Workshop:
    """Lots and the units in them; a unit is None until it has a serial number."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.plant, self.number = chance, Plant(), 0
        for material in MATERIALS:
            known = self.plant.node(key("material", material), uom="u")
            self.plant.context("IDENTIFIED_BY", known, key("di", material))
        self.plant.link("CONSUMED_IN", RESIN, step("MO"), "1")
        self.lots: dict[str, list[str | None]] = {}
        self.loose: list[str] = []
        self._put(step("MO"), [None] * UNITS, "FG-1")

    def work(self) -> None:
        """One step of any kind."""
        lots: list[Callable[[], None]] = [self.split, self.merge, self.rename, self.rework]
        units = [self.serialise, self.take_out, self.bring_in, self.relabel_unit, self.put_back]
        self.chance.choice([*lots, *units])()

    def split(self) -> None:
        """A part, or all, leaves under another number."""
        held = self._some_lot()
        count = self.chance.randint(1, len(self.lots[held]))
        self._put(self._take("split", held, count), self._out(held, count), _material(held))

    def merge(self) -> None:
        """Two lots of one material become one."""
        first = self._some_lot()
        second = next((x for x in self.lots if x != first and _material(x) == _material(first)), None)
        if second:
            both = self._take("merge", first, len(self.lots[first]))
            self._consume(second, both, len(self.lots[second]))
            self._put(both, self._out(first) + self._out(second), _material(first))

    def rename(self) -> None:
        """A lot gets another material; labels go in too."""
        held = self._some_lot()
        into = self._take(self.chance.choice(("relabel", "transfer", "rework")), held, len(self.lots[held]))
        self.plant.link("CONSUMED_IN", lot("PK-1", "1"), into, "1")
        self._put(into, self._out(held), self.chance.choice([m for m in MATERIALS if m != _material(held)]))

    def rework(self) -> None:
        """A part of a lot is reworked and comes back into it."""
        held = self._some_lot()
        count = self.chance.randint(1, len(self.lots[held]))
        self.plant.link("PRODUCED", self._take("rework", held, count), held, str(count), "u")

    def serialise(self) -> None:
        """A unit of a lot gets a serial number."""
        held = self._some_lot()
        if None in self.lots[held]:
            self.lots[held][self.lots[held].index(None)] = self._unit(held)

    def take_out(self) -> None:
        """A unit leaves its lot by a step and gets a serial number; some systems still list it there."""
        held = self._some_lot()
        if self.lots[held][-1] is None and len(self.lots[held]) > 1:
            self.lots[held].pop()
            into = self._take("transfer", held, 1)
            unit = self._unit(held) if self.chance.random() < 0.5 else device(_material(held), self._next())
            self.loose.append(unit)
            self.plant.link("PRODUCED", into, unit)

    def bring_in(self) -> None:
        """A unit that was taken out goes into a lot of its material and loses its serial number."""
        unit = self.loose[0] if self.loose else ""
        held = next((x for x in self.lots if unit and _material(x) == _material(unit)), None)
        if held:
            into = self._step("rework")
            self.plant.link("CONSUMED_IN", self.loose.pop(0), into)
            self.plant.link("PRODUCED", into, held, "1", "u")
            self.lots[held].append(None)

    def relabel_unit(self) -> None:
        """A unit gets another serial number, in the same lot."""
        held, place, unit = self._some_unit()
        if unit:
            into = self._step("relabel")
            self.plant.link("CONSUMED_IN", unit, into)
            self.lots[held][place] = new = self._unit(held)
            self.plant.link("PRODUCED", into, new)

    def put_back(self) -> None:
        """A unit loses its serial number and is one of its lot's others again."""
        held, place, unit = self._some_unit()
        if unit:
            into = self._step("rework")
            self.plant.link("CONSUMED_IN", unit, into)
            self.plant.link("PRODUCED", into, held, "1", "u")
            self.lots[held][place] = None

    def _some_unit(self) -> tuple[str, int, str | None]:
        held = self._some_lot()
        return next(((held, n, u) for n, u in enumerate(self.lots[held]) if u), (held, 0, None))

    def _some_lot(self) -> str:
        return self.chance.choice(list(self.lots))

    def _next(self) -> str:
        self.number += 1
        return str(self.number)

    def _step(self, kind: str) -> str:
        return step(self._next(), kind)

    def _take(self, kind: str, held: str, count: int) -> str:
        into = self._step(kind)
        self._consume(held, into, count)
        return into

    def _consume(self, held: str, into: str, count: int) -> None:
        self.plant.link("CONSUMED_IN", held, into, str(count), "u")

    def _out(self, held: str, count: int | None = None) -> list[str | None]:
        units = self.lots.pop(held)
        count = len(units) if count is None else count
        if rest := units[count:]:
            self.lots[held] = rest
        return units[:count]

    def _put(self, made_by: str, units: list[str | None], material: str) -> None:
        made = lot(material, self._next())
        self.lots[made] = units
        self.plant.link("PRODUCED", made_by, made, str(len(units)), "u")
        for unit in units:
            if unit:
                self.plant.link("HAS_UNIT", made, unit)

    def _unit(self, held: str) -> str:
        unit = device(_material(held), self._next())
        self.plant.link("HAS_UNIT", held, unit)
        return unit


def _material(held: str) -> str:
    return held.split("/")[1]


@pytest.mark.parametrize("seed", range(200))
def test_ten_units_stay_ten(memory: MemoryStore, seed: int) -> None:
    shop = Workshop(random.Random(seed))
    for _ in range(seed % 12 + 1):
        shop.work()
    shop.plant.commit(memory)
    assert forward(memory, RESIN).totals.devices == UNITS
    last = {*shop.lots, *shop.loose, *(unit for units in shop.lots.values() for unit in units if unit)}
    assert backward(memory, *last).totals.devices == UNITS
