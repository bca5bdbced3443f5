"""Holds that stop all that is suspected and here, at the least stock lost."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from fractions import Fraction

import networkx

from app.questions.containment import Containment, Network, containment, network_of
from app.questions.materials import read_materials
from app.questions.quantities import Sums
from app.questions.stock import read_stock
from app.questions.trace import walk
from app.questions.view import NOW, through
from graph_store.store import Store
from tests.questions.test_sites import MADE, RAW, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, RESIN

UNITS = [device("FG-1", str(n)) for n in range(6)]
OTHERS = [device("FG-1", f"other-{n}") for n in range(3)]
CARTON, PALLET = key("package", "C1"), key("package", "P1")


def asked(store: Store | MemoryStore, *keys: str) -> Containment:
    with store.reader() as reader:
        return containment(reader, keys)


def holds(found: Containment) -> dict[str, tuple[str | None, str | None]]:
    return {held.key: (held.quantity, held.unit) for held in found.holds}


def devices_made() -> Plant:
    """Five kilograms of resin, of which one went into six devices without a lot of their own."""
    plant = Plant()
    plant.node(key("receipt", "GR1", "1"), document="GR1")
    plant.link("SUPPLIED", key("supplier", "S"), key("receipt", "GR1", "1"))
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "5")
    plant.make("MO1", [RESIN], UNITS)
    return plant


def test_what_is_here_is_held_and_what_left_is_told(store: Store) -> None:
    plant = devices_made()
    for n in (0, 1):
        plant.ship(UNITS[n], "C", f"S{n}")
    plant.give_back(UNITS[1], "C", "R1")
    plant.make("MO2", [UNITS[2]], [lot("KIT", "1")])
    plant.commit(store)
    found = asked(store, RESIN)
    assert holds(found) == {
        RESIN: ("4", "kg"),
        lot("KIT", "1"): ("1", "kg"),
        **dict.fromkeys([UNITS[1], *UNITS[3:]], ("1", "u")),
    }
    assert found.lost == "9"
    assert [(d.item, d.shipment, d.customer, d.surely) for d in found.delivered] == [
        (UNITS[n], key("shipment", f"S{n}"), key("customer", "C"), True) for n in (0, 1)
    ]
    assert found.complete


def test_a_package_is_held_where_that_costs_nothing_more(memory: MemoryStore) -> None:
    plant = devices_made()
    for unit in UNITS[:4]:
        plant.link("PACKED_IN", unit, CARTON)
    plant.link("PACKED_IN", CARTON, PALLET)
    plant.commit(memory)
    # The pallet holds nothing but the carton; the first one met is held.
    assert holds(asked(memory, RESIN)) == {
        RESIN: ("4", "kg"),
        CARTON: ("4", "u"),
        **dict.fromkeys(UNITS[4:], ("1", "u")),
    }
    for other in OTHERS:
        plant.link("PACKED_IN", other, CARTON)
    plant.commit(memory)
    found = asked(memory, RESIN)
    assert holds(found) == {RESIN: ("4", "kg"), **dict.fromkeys(UNITS, ("1", "u"))}
    assert found.lost == "10"


def test_a_package_that_left_took_along_what_was_in_it(memory: MemoryStore) -> None:
    plant = devices_made()
    plant.link("PACKED_IN", UNITS[0], CARTON, packed_from="2025-03-01", line="in")
    plant.link("PACKED_IN", UNITS[1], CARTON, packed_from="2025-03-01", packed_to="2025-03-02", line="out")
    plant.link("PACKED_IN", UNITS[2], CARTON, packed_from="2025-03-01", packed_to="2025-03-03", line="doubt")
    plant.link("SHIPPED_IN", CARTON, key("shipment", "S1"), event_time="2025-03-03")
    plant.link("DELIVERED_TO", key("shipment", "S1"), key("customer", "C"))
    plant.commit(memory)
    found = asked(memory, RESIN)
    assert set(holds(found)) == {RESIN, *UNITS[1:]}
    told = {(d.item, d.surely) for d in found.delivered}
    # What was unpacked on the day of the shipment may have left, and may be here.
    assert told == {(UNITS[0], True), (UNITS[2], False)}


def test_a_lot_is_held_in_place_of_its_units_and_an_order_in_place_of_what_it_will_make(
    memory: MemoryStore,
) -> None:
    plant = devices_made()
    plant.link("CONSUMED_IN", RESIN, step("MO9"), "4")
    plant.link("PRODUCED", step("MO2"), CATHETERS, "8", "u")
    plant.link("CONSUMED_IN", UNITS[0], step("MO2"))
    made = [device("FG-2", str(n)) for n in range(5)]
    for unit in made:
        plant.link("HAS_UNIT", CATHETERS, unit)
    for unit in (*made[:2], *UNITS[1:]):
        plant.ship(unit, "C", f"S-{unit[-3:]}")
    plant.commit(memory)
    found = asked(memory, RESIN)
    # Three units of it are left, and three without a serial number.
    assert holds(found) == {CATHETERS: ("6", "u"), step("MO9"): (None, None)}
    (held,) = [held for held in found.holds if held.key == CATHETERS]
    assert held.stops == (*made[2:], CATHETERS)
    assert [gap.kind for gap in found.gaps] == ["step_without_output"]


def test_what_is_not_known_to_have_gone_is_held(memory: MemoryStore) -> None:
    plant = devices_made()
    plant.link("CONSUMED_IN", RESIN, step("MO1"), "9", line="more-than-there-was")
    plant.link("PRODUCED", step("MO1"), CATHETERS)
    plant.ship(CATHETERS, "C", "S1")
    for unit in UNITS:
        plant.ship(unit, "C", f"S-{unit[-3:]}")
    plant.commit(memory)
    found = asked(memory, RESIN)
    assert holds(found) == {RESIN: (None, None), CATHETERS: (None, None)}
    assert ("conflict", RESIN, f"More of {RESIN} went out than came in.") in {
        (gap.kind, gap.key, gap.message) for gap in found.gaps
    }


def test_who_is_bound_to_a_site_is_told_of_what_is_there(memory: MemoryStore) -> None:
    plant = two_plants()
    for name in "AB":
        plant.link("PACKED_IN", MADE[name], CARTON, "1", "u")
    plant.commit(memory)
    found = containment(seen_by(memory, "A"), [RAW])
    assert not any(text in str(found.to_json()) for text in ("-B", "site:t/B"))
    assert {held.key for held in found.holds} <= {RAW, MADE["A"]}
    assert {gap.kind for gap in found.gaps} == {"hidden_by_site"}


def _random(seed: int) -> Plant:
    """Devices of lots and of none, some of them packed with others, some of them gone."""
    chance, plant = random.Random(seed), devices_made()
    made = [device("FG-2", str(n)) for n in range(4)]
    plant.link("CONSUMED_IN", UNITS[0], step("MO2"))
    plant.link("PRODUCED", step("MO2"), CATHETERS, str(chance.randint(4, 6)), "u")
    for unit in made:
        plant.link("HAS_UNIT", CATHETERS, unit)
    cartons = [key("package", f"C{n}") for n in range(3)]
    for carton in cartons[1:]:
        if chance.random() < 0.4:
            plant.link("PACKED_IN", carton, cartons[0])
    for unit in (*UNITS[1:], *made, *OTHERS):
        if chance.random() < 0.6:
            plant.link("PACKED_IN", unit, chance.choice(cartons))
        elif chance.random() < 0.3:
            plant.ship(unit, "C", f"S-{unit[-6:].replace('/', '')}")
    return plant


def test_the_holds_are_a_least_cut_and_the_fewest() -> None:
    for seed in range(25):
        memory = MemoryStore()
        _random(seed).commit(memory)
        reader = memory.reader()
        found = containment(reader, [RESIN])
        seen = through(reader, NOW)
        done = walk(seen, (RESIN,), forward=True)
        materials = read_materials(seen, [k for k in done.keys if k.startswith(("lot:", "device:"))])
        stock = read_stock(seen, done, materials, Sums(materials))
        network = network_of(done, stock)
        graph = networkx.DiGraph(sorted(network.links))
        chosen = {held.key for held in found.holds}
        assert _is_cut(graph, chosen), seed
        # Nothing here can cost less than what is suspected itself.
        suspected = sum((amount.value for amount in stock.here.values() if amount), Fraction(0))
        assert Fraction(found.lost) == suspected, seed
        free = [k for k, amounts in network.amounts.items() if set(amounts) <= set(stock.here)]
        fewer = itertools.combinations(sorted(free), len(chosen) - 1) if len(free) < 16 else ()
        assert not any(_is_cut(graph, set(k)) for k in fewer if _cost(network, k) == suspected), seed


def _cost(network: Network, keys: Iterable[str]) -> Fraction:
    amounts = [amount for key in keys for amount in network.amounts[key].values() if amount]
    return sum((amount.value for amount in amounts), Fraction(0))


def _is_cut(graph: networkx.DiGraph[str], keys: set[str]) -> bool:
    rest = graph.subgraph(set(graph) - keys)
    return not networkx.has_path(rest, "source", "sink")
