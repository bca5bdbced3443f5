"""Suspects: each reason by a plant of its own, and never a row of the confirmed answer among them."""

from __future__ import annotations

import random

import pytest

import simulator
from app.questions.ask import recall
from app.questions.scoped import ScopedReader
from app.questions.suspects import Suspects, suspects
from app.questions.view import View
from tests.support.build import Plant, device, key, lot, step
from tests.support.lost import facts_of, lose
from tests.support.memory import MemoryStore
from tests.support.random_plants import build

RESIN, OTHER = lot("RM-1", "1"), lot("RM-2", "1")
MATERIAL = key("material", "RM-1")


def asked(store: MemoryStore, *keys: str, view: View | None = None) -> Suspects:
    """The suspects of these; what is confirmed is the recall, and no suspect is."""
    with store.reader() as reader:
        found = suspects(reader, keys, view or View())
        assert found.confirmed == recall(reader, keys, view or View())
    assert {row.key for row in found.possible}.isdisjoint(row.key for row in found.confirmed.rows)
    return found


def signs(found: Suspects) -> set[tuple[str, str, str]]:
    """Key, reason and item of every sign."""
    return {(row.key, sign.reason, sign.item) for row in found.possible for sign in row.signs}


def plant(*, received: str = "30") -> Plant:
    """Two orders that use 10 kg of resin for 5 catheters, and 30 kg that came in."""
    out = Plant()
    at = "2025-01-10T08:00:00Z"
    out.link("SUPPLIED", key("supplier", "S"), key("receipt", "GR1", "1"))
    out.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, received, event_time=at)
    for order in ("MO1", "MO2"):
        make(out, order, {RESIN: "10", OTHER: "1"})
    return out


def make(
    out: Plant, order: str, inputs: dict[str, str], at: str = "2025-01-20T08:00:00Z", product: str = "FG-1"
) -> str:
    """An order of five catheters."""
    for item, quantity in inputs.items():
        out.link("CONSUMED_IN", item, step(order), quantity, event_time=at)
    out.link("PRODUCED", step(order), lot(product, order), "5", "u", event_time=at)
    return step(order)


def test_an_order_that_used_less_than_the_others(memory: MemoryStore) -> None:
    out = plant()
    make(out, "MO3", {OTHER: "1"})
    out.ship(lot("FG-1", "MO3"), "clinic", "S1", "5")
    out.commit(memory)
    found = asked(memory, RESIN)
    assert signs(found) == {
        (step("MO3"), "short_of_material", RESIN),
        (lot("FG-1", "MO3"), "follows", step("MO3")),
        (key("shipment", "S1"), "follows", step("MO3")),
        (key("customer", "clinic"), "follows", step("MO3")),
    }
    assert found.counts == {"Customer": 1, "Lot": 1, "ProcessStep": 1, "Shipment": 1}
    assert found.reasons == {"follows": 3, "short_of_material": 1}
    (sign,) = next(row for row in found.possible if row.key == step("MO3")).signs
    assert sign.to_json() == {
        "reason": "short_of_material",
        "item": RESIN,
        "message": "it made material:t/FG-1 and says to have used 0 kg of material:t/RM-1, "
        "where others used more",
        "missing": "about 10 kg",
        "unaccounted": "10",
        "unit": "kg",
        "since": "2025-01-10T08:00:00Z",
    }


def test_what_is_accounted_for_makes_nobody_suspect(memory: MemoryStore) -> None:
    out = plant(received="20")
    make(out, "MO3", {OTHER: "1"})
    out.commit(memory)
    assert asked(memory, RESIN).possible == ()


def test_a_lot_that_can_make_up_for_it_alone_takes_the_place_of_the_others(
    memory: MemoryStore,
) -> None:
    out = plant(received="22")
    second = lot("RM-1", "2")
    out.receive(second, "S", "GR2")
    make(out, "MO3", {OTHER: "1"})
    out.commit(memory)
    assert signs(asked(memory, RESIN)) > {(step("MO3"), "short_of_material", RESIN)}
    out.link("RECEIVED_AS", key("receipt", "GR3", "1"), second, "50")
    out.commit(memory)
    assert asked(memory, RESIN).possible == ()
    assert (step("MO3"), "short_of_material", second) in signs(asked(memory, second))


@pytest.mark.parametrize(
    ("at", "is_possible"),
    [
        ("2025-01-10T08:00:00Z", True),
        ("2025-01-10T07:59:59Z", False),
        ("2025-01-10", True),
        ("2025-01-09", True),
        ("2025-01-08", False),
    ],
)
def test_what_had_surely_ended_before_the_lot_was_there_is_passed_by(
    memory: MemoryStore, at: str, is_possible: bool
) -> None:
    out = plant()
    make(out, "MO3", {OTHER: "1"}, at)
    out.commit(memory)
    assert bool(asked(memory, RESIN).possible) is is_possible


def test_an_order_without_input(memory: MemoryStore) -> None:
    out = plant()
    make(out, "MO3", {})
    out.commit(memory)
    assert signs(asked(memory, RESIN)) == {
        (step("MO3"), "step_without_input", RESIN),
        (lot("FG-1", "MO3"), "follows", step("MO3")),
    }


def test_material_used_without_its_lot(memory: MemoryStore) -> None:
    out = plant()
    make(out, "MO3", {OTHER: "1"})
    out.link("USED_IN", MATERIAL, step("MO3"), "10")
    out.commit(memory)
    assert signs(asked(memory, RESIN)) == {
        (step("MO3"), "untracked_input", RESIN),
        (lot("FG-1", "MO3"), "follows", step("MO3")),
    }


def test_another_recipe_needs_what_it_needs(memory: MemoryStore) -> None:
    """Orders by a second recipe use no resin; nobody calls them short of it."""
    out = plant()
    for n in range(3):
        made = make(out, f"MO2{n}", {OTHER: "1"})
        out.context("FOLLOWED", made, out.node(key("specification", "R2", "A")))
    out.commit(memory)
    assert asked(memory, RESIN).possible == ()


def test_materials_of_one_category_replace_one_another(memory: MemoryStore) -> None:
    out = Plant()
    for material in ("RM-1", "RM-2"):
        out.node(key("material", material), uom="kg", category="resin")
    out.receive(RESIN, "S", "GR1")
    out.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "30")
    for order, item in (("MO1", RESIN), ("MO2", OTHER), ("MO3", OTHER), ("MO4", RESIN)):
        make(out, order, {item: "10", lot("PK-1", "1"): "1"})
    make(out, "MO5", {lot("PK-1", "1"): "1"})
    out.commit(memory)
    assert signs(asked(memory, RESIN)) == {
        (step("MO5"), "short_of_material", RESIN),
        (lot("FG-1", "MO5"), "follows", step("MO5")),
    }


def test_what_is_possible_makes_further_things_possible(memory: MemoryStore) -> None:
    """The lot of a suspect order is not accounted for either, and another order is short of it."""
    out = plant()
    make(out, "MO3", {OTHER: "1"})
    for n in range(3):
        out.link("CONSUMED_IN", lot("FG-1", f"MO{n + 1}"), step(f"KT{n}"), "4", "u")
        out.link("PRODUCED", step(f"KT{n}"), lot("FG-9", str(n)), "4", "u")
    out.link("CONSUMED_IN", lot("PK-1", "1"), step("KT9"), "1")
    out.link("PRODUCED", step("KT9"), lot("FG-9", "9"), "1", "u")
    out.commit(memory)
    found = signs(asked(memory, RESIN))
    assert (step("KT9"), "short_of_material", lot("FG-1", "MO3")) in found
    assert (lot("FG-9", "9"), "follows", step("KT9")) in found


def test_a_shipment_and_a_package_of_which_nothing_says_what_was_in_them(memory: MemoryStore) -> None:
    out = Plant()
    units = lot("FG-1", "1")
    out.link("PRODUCED", step("MO1"), units, "9", "u", event_time="2025-01-10T08:00:00Z")
    out.ship(units, "clinic", "S1", "2")
    for number, shipped in (("S2", "2025-02-01"), ("S3", "2025-01-01"), ("S4", "2025-02-01")):
        out.link(
            "DELIVERED_TO", out.node(key("shipment", number), shipped=shipped), key("customer", "clinic")
        )
    out.link("SHIPPED_IN", key("package", "P4"), key("shipment", "S4"))
    out.link("PACKED_IN", key("package", "C4"), key("package", "P4"))
    out.link("DELIVERED_TO", out.node(key("shipment", "S5")), key("customer", "elsewhere"))
    out.commit(memory)
    assert signs(asked(memory, units)) == {
        (key("shipment", "S2"), "shipment_without_lot", units),
        (key("package", "C4"), "package_without_contents", units),
        (key("package", "P4"), "follows", key("package", "C4")),
        (key("shipment", "S4"), "follows", key("package", "C4")),
    }


@pytest.mark.parametrize(
    ("started", "ended", "is_possible"),
    [
        ("2025-01-20T09:00:00Z", "2025-01-20T10:00:00Z", True),
        ("2025-01-20T09:00:01Z", "2025-01-20T10:00:00Z", False),
        ("2025-01-20", "2025-01-20", True),
        ("2025-01-21", "2025-01-22", False),
        ("", "", True),
    ],
)
def test_steps_at_one_machine_at_one_time(
    memory: MemoryStore, started: str, ended: str, is_possible: bool
) -> None:
    """One that begins when the other ends touches it; of a day nobody knows the zone."""
    out = Plant()
    made = {"MO1": ("2025-01-20T08:00:00Z", "2025-01-20T09:00:00Z"), "MO2": (started, ended)}
    out.receive(RESIN, "S", "GR1")
    for order, (since, until) in made.items():
        operation = step(f"{order}-10", "operation")
        times = {"started": since, "ended": until} if since else {}
        out.context("PART_OF", out.node(operation, kind="operation", **times), step(order))
        out.context("USED_EQUIPMENT", operation, key("equipment", "EX-1"))
        out.make(order, [RESIN if order == "MO1" else OTHER], [lot("FG-1", order)])
    out.commit(memory)
    found = signs(asked(memory, RESIN))
    beside = (step("MO2"), "same_equipment", step("MO1-10", "operation"))
    wanted = {beside, (lot("FG-1", "MO2"), "follows", step("MO2"))}
    assert found == (wanted if is_possible else set())


def test_a_device_that_went_nowhere_may_be_in_a_kit_that_is_short(memory: MemoryStore) -> None:
    out = Plant()
    for n in range(4):
        unit = device("FG-1", str(n))
        out.link("HAS_UNIT", lot("FG-1", "1"), unit)
        if n < 3:
            out.link("CONSUMED_IN", unit, step(f"KT{n}"))
        out.link("CONSUMED_IN", lot("PK-1", "1"), step(f"KT{n}"), "1")
        out.link("PRODUCED", step(f"KT{n}"), lot("FG-9", str(n)), "1", "u")
    out.commit(memory)
    found = signs(asked(memory, lot("FG-1", "1")))
    assert (step("KT3"), "short_of_material", device("FG-1", "3")) in found
    assert (step("KT3"), "short_of_material", device("FG-1", "0")) not in found


def test_an_order_that_does_not_say_how_much_it_made(memory: MemoryStore) -> None:
    out = plant()
    out.link("CONSUMED_IN", OTHER, step("MO3"), "1")
    out.link("PRODUCED", step("MO3"), lot("FG-1", "MO3"))
    out.commit(memory)
    found = asked(memory, RESIN)
    assert (step("MO3"), "short_of_material", RESIN) in signs(found)
    assert {sign.missing for row in found.possible for sign in row.signs} == {""}


def test_what_an_asker_may_not_see_is_no_suspect(memory: MemoryStore) -> None:
    out = plant()
    make(out, "MO3", {OTHER: "1"})
    for order, site in (("MO1", "P1"), ("MO2", "P1"), ("MO3", "P2")):
        out.context("AT_LOCATION", step(order), out.node(key("location", f"R{site}")))
        out.context("LOCATED_IN", key("location", f"R{site}"), out.node(key("site", site)))
    out.commit(memory)
    assert asked(memory, RESIN).counts == {"Lot": 1, "ProcessStep": 1}
    reader = ScopedReader(memory.reader(), frozenset([key("site", "P1")]))
    assert suspects(reader, [RESIN]).possible == ()


@pytest.mark.parametrize("seed", range(40))
def test_random_plants_keep_the_tiers_apart_whatever_the_order_of_their_files(seed: int) -> None:
    out = Plant(f"doc{seed}")
    made = build(seed, out)
    stores = MemoryStore(), MemoryStore()
    rng = random.Random(seed)
    stores[0].commit(out.facts, actor="a", reason="r")
    stores[1].commit(rng.sample(out.facts, len(out.facts)), actor="a", reason="r")
    for start in rng.sample(made.items, 2):
        first, second = (asked(store, start) for store in stores)
        assert first == second
        assert all(row.signs for row in first.possible)


def test_consumptions_that_a_plant_lost_are_found() -> None:
    """Of an ordinary plant; how often over a hundred, benchmarks.suspects says."""
    parameters = simulator.Parameters(piece_chance=0.0)
    simulated = simulator.build(parameters, 1)
    facts = facts_of(simulated)
    store = MemoryStore()
    store.commit(lose(facts, 5, random.Random(1)), actor="a", reason="r")
    truth, missing, found = simulated.truth(), set[str](), set[str]()
    for (start,) in simulated.records.live("RECEIVED_AS", "to"):
        told = asked(store, start)
        lost = set(truth.recall(start).items) - {row.key for row in told.confirmed.rows}
        missing |= {f"{start} {item}" for item in lost}
        found |= {f"{start} {row.key}" for row in told.possible}
    assert len(missing) > 100
    assert missing <= found
