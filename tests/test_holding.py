"""Holds asked of a store: what they hold, which hold an item, sites, times, and both ways to ask."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from app.holding.board import Board, board, by_columns, by_records
from app.holding.items import held_by
from app.questions.errors import BadStart, UnknownKey
from app.questions.view import NOW, View
from graph_store.store import Store
from lineage.closure import Odd
from quality.holds import Hold, Whereabouts
from tests.columnar.test_recall import Made, operations, packings, plants, workshop
from tests.questions.test_sites import MADE, RAW, ROOMS, STEPS, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.columns import ColumnStore, offline
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, FG, MATERIAL, ORDER, RESIN, rejected, whole_plant
from tests.support.random_plants import build

FIRST, SECOND, THIRD = (key("hold", n) for n in "123")
UNITS = [device("FG-1", str(n)) for n in range(4)]
COMPARED = {"operations": 0, "packings": 40, "workshop": 25, "plants": 15}
"""What columns told at least of all cases: else the comparison would compare nothing."""


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore()


def put(plant: Plant, hold: str, *targets: str, **stated: str) -> None:
    """State a hold as a source would."""
    plant.node(hold, **{"reason": "foreign matter", "decided": "2025-03-01", **stated})
    for target in targets:
        plant.context("DECIDED_ON", hold, target)


def told(store: Store | MemoryStore, view: View = NOW) -> Board:
    with store.reader() as reader:
        return board(reader, view)


def holds(found: Board) -> dict[str, tuple[str, ...]]:
    return {key: held.holds for key, held in found.items.items()}


def where(found: Board) -> dict[str, tuple[object, ...]]:
    return {
        key: (w.here, w.quantity, w.unit, w.shipments)
        for key, held in found.items.items()
        for w in [held.where]
    }


def devices() -> Plant:
    """Five kilograms of resin, of which one went into four devices; two were shipped, one came back."""
    plant = Plant()
    plant.node(key("receipt", "GR1", "1"), document="GR1")
    plant.link("SUPPLIED", key("supplier", "S"), key("receipt", "GR1", "1"))
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "5")
    plant.make("MO1", [RESIN], UNITS)
    for n in (0, 1):
        plant.ship(UNITS[n], "C", f"S{n}")
    plant.give_back(UNITS[1], "C", "R1")
    return plant


# --- what is held ------------------------------------------------------------------------------------


def test_a_hold_holds_what_is_here_and_tells_what_left(store: Store) -> None:
    plant = devices()
    put(plant, FIRST, RESIN)
    put(plant, SECOND, UNITS[3])
    plant.commit(store)
    found = told(store)
    assert found.holds == (
        Hold(FIRST, (RESIN,), "foreign matter", "2025-03-01"),
        Hold(SECOND, (UNITS[3],), "foreign matter", "2025-03-01"),
    )
    assert holds(found) == {
        **dict.fromkeys([RESIN, *UNITS[:3]], (FIRST,)),
        UNITS[3]: (FIRST, SECOND),
    }
    shipped = [key("shipment", f"S{n}") for n in (0, 1)]
    assert where(found) == {
        RESIN: (True, "4", "kg", ()),
        UNITS[0]: (False, None, None, (shipped[0],)),
        UNITS[1]: (True, "1", "u", (shipped[1],)),
        UNITS[2]: (True, "1", "u", ()),
        UNITS[3]: (True, "1", "u", ()),
    }
    assert found.complete
    assert [held.key for held in found.here(FIRST)] == sorted([RESIN, *UNITS[1:]])
    assert [held.key for held in found.shipped(FIRST)] == UNITS[:2]
    released = found.release(FIRST)
    assert released.free == tuple(sorted([RESIN, *UNITS[1:3]]))
    assert released.stay == {UNITS[3]: (SECOND,)}
    with store.reader() as reader:
        by_item = held_by(reader, [RESIN, UNITS[3]])
        with pytest.raises(UnknownKey):
            held_by(reader, ["lot:t/none/1"])
        with pytest.raises(BadStart, match="holds reach lots and devices"):
            held_by(reader, [MATERIAL])
    assert by_item.items == {UNITS[3]: (FIRST, SECOND), RESIN: (FIRST,)}
    assert (by_item.held, by_item.complete) == (tuple(sorted([RESIN, UNITS[3]])), True)


def test_what_is_wholly_used_is_neither_here_nor_shipped(memory: MemoryStore) -> None:
    plant = whole_plant()
    put(plant, FIRST, RESIN)
    plant.commit(memory)
    found = told(memory)
    assert where(found) == {
        RESIN: (False, None, None, ()),
        CATHETERS: (False, None, None, (key("shipment", "S1"),)),
    }
    assert [held.key for held in found.used(FIRST)] == [RESIN]
    assert (found.here(FIRST), found.release(FIRST).free) == ((), ())


def test_a_hold_on_a_material_or_step_holds_what_is_of_it(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.make("MO2", [], [lot("FG-1", "2")])
    plant.facts.pop()  # the key alone says of which material the second lot is
    put(plant, FIRST, FG)
    put(plant, SECOND, step("MO2"))
    plant.make("MO2", [], [lot("FG-1", "2")])
    plant.commit(memory)
    second = lot("FG-1", "2")
    assert holds(told(memory)) == {CATHETERS: (FIRST,), second: (FIRST, SECOND)}
    assert held_by(memory.reader(), [second]).items == {second: (FIRST, SECOND)}


def test_a_hold_on_an_operation_holds_what_its_order_made(memory: MemoryStore) -> None:
    plant = whole_plant()
    operation = plant.node(key("step", "production", "MO1", "10"), kind="production")
    plant.context("PART_OF", operation, ORDER)
    put(plant, FIRST, operation)
    plant.commit(memory)
    assert holds(told(memory)) == {CATHETERS: (FIRST,)}
    assert held_by(memory.reader(), [CATHETERS]).items == {CATHETERS: (FIRST,)}


def test_late_records_move_what_is_held(memory: MemoryStore) -> None:
    plant = whole_plant()
    put(plant, FIRST, RESIN)
    plant.commit(memory)
    late = Plant("late")
    late.make("MO9", [CATHETERS], [lot("KIT", "1")])
    used = late.link("CONSUMED_IN", RESIN, step("MO10"), "1")
    late.link("PRODUCED", step("MO10"), lot("KIT", "2"), "1")
    late.commit(memory)
    assert set(holds(told(memory))) == {RESIN, CATHETERS, lot("KIT", "1"), lot("KIT", "2")}
    late.withdraw("CONSUMED_IN", used)
    late.commit(memory)
    assert set(holds(told(memory))) == {RESIN, CATHETERS, lot("KIT", "1")}


# --- which holds are in force ------------------------------------------------------------------------


def test_a_hold_is_in_force_until_it_was_surely_lifted(memory: MemoryStore) -> None:
    plant = whole_plant()
    put(plant, FIRST, RESIN, lifted="2025-04-01")
    put(plant, SECOND, RESIN, lifted="2025-04-01T08:00:00Z", decided="2025-03-15")
    put(plant, THIRD, CATHETERS)
    plant.node(THIRD, lifted="2025-04-01")
    plant.node(THIRD, lifted="2025-05-01")  # of equal standing: in dispute
    plant.commit(memory)
    now = told(memory)
    assert [hold.key for hold in now.holds] == [THIRD]
    assert {(gap.kind, gap.key) for gap in now.gaps} == {("conflict", THIRD)}
    in_force = {
        at: [hold.key for hold in told(memory, View(as_of=at)).holds]
        for at in ("2025-02-01", "2025-03-10", "2025-04-01T07:00:00Z", "2025-04-01", "2025-04-03")
    }
    assert in_force == {
        "2025-02-01": [],
        "2025-03-10": [FIRST, THIRD],
        "2025-04-01T07:00:00Z": [FIRST, SECOND, THIRD],
        "2025-04-01": [FIRST, THIRD],  # the day ends last at UTC-12
        "2025-04-03": [THIRD],
    }


def test_an_end_that_is_still_to_come_lifts_nothing(store: Store) -> None:
    plant = whole_plant()
    put(plant, FIRST, RESIN, lifted="9000-01-01")
    put(plant, SECOND, RESIN, lifted="2025-04-01")
    plant.commit(store)
    assert [hold.key for hold in told(store).holds] == [FIRST]


def test_what_is_missing_of_holds_is_told(memory: MemoryStore) -> None:
    plant = whole_plant()
    put(plant, FIRST)
    plant.context("DECIDED_ON", SECOND, CATHETERS)
    plant.facts.append(rejected(3, THIRD))
    plant.commit(memory)
    wanted = {("not_joined", FIRST), ("unknown_reference", SECOND), ("rejected_rows", THIRD)}
    found = told(memory)
    assert {(gap.kind, gap.key) for gap in found.gaps} == wanted
    assert holds(found) == {CATHETERS: (SECOND,)}
    by_item = held_by(memory.reader(), [CATHETERS])
    # A hold that names nothing may be on any item: none is told as free without a word of it.
    assert {(gap.kind, gap.key) for gap in by_item.gaps} == wanted
    assert [hold.key for hold in by_item.holds] == [SECOND]


def test_nothing_is_on_hold_where_nobody_decided_it(memory: MemoryStore) -> None:
    whole_plant().commit(memory)
    found = told(memory)
    assert (found.holds, found.items, found.gaps) == ((), {}, ())
    assert held_by(memory.reader(), [CATHETERS]).held == ()


# --- sites -------------------------------------------------------------------------------------------


def test_an_asker_bound_to_a_site_is_told_of_holds_there_and_how_many_others(memory: MemoryStore) -> None:
    plant = two_plants()
    kit = lot("KIT", "1")
    plant.context("AT_LOCATION", plant.make("MO-A2", [MADE["B"]], [kit]), ROOMS["A"])
    put(plant, FIRST, RAW)
    put(plant, SECOND, STEPS["B"])  # which only the other plant may see
    put(plant, THIRD, MADE["A"])
    plant.commit(memory)
    assert holds(told(memory)) == {
        RAW: (FIRST,),
        MADE["A"]: (FIRST, THIRD),
        MADE["B"]: (FIRST, SECOND),
        kit: (FIRST, SECOND),
    }
    reader = seen_by(memory, "A")
    found = board(reader)
    assert [hold.key for hold in found.holds] == [FIRST, THIRD]
    counted = {item: (held.holds, held.hidden) for item, held in found.items.items()}
    assert counted == {
        RAW: ((FIRST,), 0),
        MADE["A"]: ((FIRST, THIRD), 0),
        MADE["B"]: ((FIRST,), 1),
        kit: ((FIRST,), 1),
    }
    assert kit not in found.release(FIRST).free
    assert [gap.n for gap in found.gaps if gap.label == "Hold"] == [1]
    assert SECOND not in str(found.to_json())
    assert STEPS["B"] not in str(found.to_json())
    for item, (named, hidden) in counted.items():
        by_item = held_by(reader, [item])
        assert (by_item.items[item], by_item.hidden[item]) == (named, hidden)
    assert held_by(seen_by(memory, "B"), [MADE["B"]]).items == {MADE["B"]: (FIRST, SECOND)}


# --- both ways ---------------------------------------------------------------------------------------


def put_some(made: Made, chance: random.Random) -> tuple[MemoryStore, list[str]]:
    """Random holds on items, and on their materials and orders."""
    store, items = made
    there = sorted(store.reader().cards(items))
    plant = Plant("holds")
    for n in range(chance.randint(1, 4)):
        targets = chance.sample(there, min(len(there), chance.randint(1, 3)))
        if chance.random() < 0.3:
            targets += [e.target for e in store.reader().context(targets, ("INSTANCE_OF",), True)]
        made_by = [e.source for e in store.reader().flow(there, False) if e.source.startswith("step:")]
        targets += chance.sample(made_by, min(len(made_by), chance.randint(0, 1)))
        plant.node(key("hold", str(n)), reason="r")
        for target in sorted(set(targets)):
            plant.context("DECIDED_ON", key("hold", str(n)), target)
    plant.commit(store)
    return store, there


@pytest.mark.parametrize("makes", [operations, packings, workshop, plants])
def test_every_way_tells_the_same(makes: Callable[[int], Made]) -> None:
    compared = 0
    for seed in range(12):
        store, there = put_some(makes(seed), random.Random(seed))
        reader = offline(store, rebase_at=1)
        found = board(store.reader())
        starts = sorted({s for hold in found.holds for s in hold.targets if not s.startswith("material:")})
        for start in [[one] for one in starts] + [starts]:
            wanted = by_records(store.reader(), start, NOW)
            try:
                got = by_columns(reader, start)
            except Odd:
                continue
            compared += 1
            assert (got.where, set(got.gaps)) == (wanted.where, set(wanted.gaps)), (seed, start)
        assert board(reader) == found
        by_item = held_by(store.reader(), there)
        wanted_of = {item: found.items[item].holds if item in found.items else () for item in there}
        assert by_item.items == wanted_of, seed
    assert compared >= COMPARED[makes.__name__]


def test_holds_are_those_of_networkx() -> None:
    for seed in range(30):
        store, plant = MemoryStore(), Plant()
        built, chance = build(seed, plant), random.Random(seed)
        targets = {key("hold", str(n)): chance.sample(built.items, 2) for n in range(3)}
        for hold, some in targets.items():
            put(plant, hold, *some)
        plant.commit(store)
        wanted = {
            item: tuple(
                sorted(h for h, some in targets.items() if any(item in built.forward(s) for s in some))
            )
            for item in built.items
        }
        assert holds(told(store)) == {item: some for item, some in wanted.items() if some}, seed


def test_a_wide_board_goes_by_columns_and_says_the_same() -> None:
    store = ColumnStore()
    plant = devices()
    many = [device("FG-2", f"{n:04}") for n in range(300)]
    plant.make("MO3", [RESIN], many)
    for n, unit in enumerate(many[:50]):
        plant.link("PACKED_IN", unit, key("package", "P1"), packed_from="2025-02-01")
        if n % 2:
            plant.ship(unit, "D", f"T{n}")
    plant.link("SHIPPED_IN", key("package", "P1"), key("shipment", "P1"), event_time="2025-02-03")
    plant.link("DELIVERED_TO", key("shipment", "P1"), key("customer", "D"))
    put(plant, FIRST, RESIN)
    put(plant, SECOND, *many[:2])
    plant.commit(store)
    found = board(store.reader())
    assert found == board(MemoryStore.reader(store))
    assert by_columns(store.reader(), [RESIN]).where == {key: held.where for key, held in found.items.items()}
    assert found.items[many[60]].where == Whereabouts(here=True, quantity="1", unit="u")
