"""Least and most suspect quantity of a recall: examples by hand, units, what is not known, what is hidden."""

from __future__ import annotations

import pytest

from app.questions.errors import BadStart
from app.questions.reading import Store as AnyStore
from app.questions.suspect import SuspectQuantities, suspect_quantities
from app.questions.suspect_reasons import HIDDEN, SEVERAL, UNSAID
from graph_store.store import Store
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore

BAD, GOOD = lot("RM-1", "bad"), lot("RM-1", "good")
FIRST, SECOND, MENDED = lot("FG-1", "1"), lot("FG-1", "2"), lot("FG-1", "1R")
ORDER, REWORK = step("MO1"), step("RW1", "rework")
RESIN = key("material", "RM-1")
ANNE, BERT = key("customer", "anne"), key("customer", "bert")
Told = dict[str, tuple[str | None, str | None]]


def pooled() -> Plant:
    """6 kg suspect and 4 kg good resin went into 125 catheters of two lots."""
    plant = Plant()
    for item, quantity, document in ((BAD, "6", "GR1"), (GOOD, "4", "GR2")):
        plant.link("SUPPLIED", key("supplier", f"S-{document}"), key("receipt", document, "1"))
        plant.link("RECEIVED_AS", key("receipt", document, "1"), item, quantity)
        plant.link("CONSUMED_IN", item, ORDER, quantity)
    plant.link("PRODUCED", ORDER, FIRST, "100", "u")
    plant.link("PRODUCED", ORDER, SECOND, "25", "u")
    return plant


def asked(store: AnyStore, *keys: str) -> SuspectQuantities:
    with store.reader() as reader:
        return suspect_quantities(reader, keys or [BAD])


def told(found: SuspectQuantities) -> Told:
    return {row.key: (row.least, row.most) for row in found.rows}


def reasons(found: SuspectQuantities) -> dict[str, str]:
    return {row.key: row.reason for row in found.rows if row.reason}


def recorded(plant: Plant, memory: MemoryStore) -> MemoryStore:
    plant.commit(memory)
    return memory


def test_a_pooled_step_in_the_unit_of_the_start(store: Store) -> None:
    plant = pooled()
    plant.link("HAS_UNIT", FIRST, device("FG-1", "1001"))
    plant.ship(SECOND, "anne", "S1", "20")
    plant.ship(FIRST, "anne", "S2", "30")
    plant.ship(FIRST, "bert", "S3", "70")
    plant.give_back(FIRST, "bert", "R1", "70")
    plant.commit(store)
    found = asked(store)
    assert told(found) == {
        BAD: ("6", "6"),
        FIRST: ("4", "6"),
        SECOND: ("0", "2"),
        device("FG-1", "1001"): ("0", "0.08"),
        ANNE: ("0", "4"),
        BERT: ("0", "0"),
    }
    assert {(row.material, row.unit, row.reason) for row in found.rows} == {(RESIN, "kg", None)}
    assert found.complete


def test_bounds_are_rounded_outward(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), BAD, "2")
    plant.link("CONSUMED_IN", BAD, ORDER, "2")
    for item in (FIRST, SECOND, MENDED):
        plant.link("PRODUCED", ORDER, item, "1", "u")
    assert told(asked(recorded(plant, memory))) == {
        BAD: ("2", "2"),
        **dict.fromkeys((FIRST, SECOND, MENDED), ("0.666666666", "0.666666667")),
    }


def test_a_diamond(memory: MemoryStore) -> None:
    plant = pooled()
    kit = lot("FG-8", "1")
    for order, item in (("K1", lot("FG-7", "1")), ("K2", lot("FG-7", "2"))):
        plant.link("CONSUMED_IN", FIRST, step(order), "50", "u")
        plant.link("PRODUCED", step(order), item, "50", "u")
        plant.link("CONSUMED_IN", item, step("K3"), "50", "u")
    plant.link("PRODUCED", step("K3"), kit, "10", "u")
    found = told(asked(recorded(plant, memory)))
    assert [found[lot("FG-7", number)] for number in "12"] == [("0", "4"), ("0", "4")]
    assert found[kit] == ("4", "6")


def test_rework_into_the_same_lot(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("CONSUMED_IN", FIRST, REWORK, "10", "u")
    plant.link("PRODUCED", REWORK, FIRST, "10", "u")
    plant.ship(FIRST, "anne", "S1", "100")
    found = told(asked(recorded(plant, memory)))
    assert (found[FIRST], found[ANNE]) == (("4", "6"), ("4", "6"))


def test_what_was_lost_may_be_what_was_suspect(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("CONSUMED_IN", FIRST, REWORK, "100", "u")
    plant.link("PRODUCED", REWORK, MENDED, "90", "u")
    assert told(asked(recorded(plant, memory)))[MENDED] == ("3.2", "6")


def test_operations_and_their_order_are_one_step(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), BAD, "6")
    operation = key("step", "operation", "MO1", "10")
    plant.context("PART_OF", operation, ORDER)
    plant.link("CONSUMED_IN", BAD, operation, "6")
    plant.link("CONSUMED_IN", GOOD, ORDER, "4")
    plant.link("PRODUCED", ORDER, FIRST, "100", "u")
    plant.link("PRODUCED", ORDER, SECOND, "25", "u")
    assert told(asked(recorded(plant, memory)))[FIRST] == ("4", "6")


def test_an_amount_that_is_not_stated_widens_and_is_named(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("CONSUMED_IN", lot("RM-1", "unknown"), ORDER)
    found = asked(recorded(plant, memory))
    assert told(found)[SECOND] == ("0", "6")
    wider = "so these bounds may be wider than what happened."
    why = f"Not all that {ORDER} used and made is stated in amounts that add up, {wider}"
    assert reasons(found) == {FIRST: why, SECOND: why}
    assert not found.complete


def test_units_that_do_not_convert_widen_and_conflict(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("CONSUMED_IN", GOOD, ORDER, "3", "m")
    found = asked(recorded(plant, memory))
    assert told(found)[SECOND] == ("0", "6")
    assert {gap.kind for gap in found.gaps} == {"conflict"}


def test_material_without_a_lot_is_in_the_pool(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("USED_IN", RESIN, ORDER, "10000", "g")
    found = told(asked(recorded(plant, memory)))
    assert (found[FIRST], found[SECOND]) == (("2", "6"), ("0", "4"))


def test_by_products_in_another_unit_share_nothing_that_is_known(memory: MemoryStore) -> None:
    plant = pooled()
    plant.link("PRODUCED", ORDER, lot("WASTE", "1"), "1", "kg")
    found = told(asked(recorded(plant, memory)))
    assert [found[item] for item in (FIRST, SECOND, lot("WASTE", "1"))] == [("0", "6")] * 3


def test_a_start_of_unknown_amount_has_no_most(memory: MemoryStore) -> None:
    plant = Plant()
    plant.link("CONSUMED_IN", BAD, ORDER)
    plant.link("PRODUCED", ORDER, FIRST, "10", "u")
    found = asked(recorded(plant, memory))
    assert told(found) == {BAD: ("0", None), FIRST: ("0", None)}
    assert reasons(found) == {BAD: UNSAID, FIRST: UNSAID}


def test_each_suspect_material_has_its_own_rows_and_unit(memory: MemoryStore) -> None:
    plant = pooled()
    tip = lot("FG-9", "tip")
    plant.link("RECEIVED_AS", key("receipt", "GR9", "1"), tip, "125", "u")
    plant.link("CONSUMED_IN", tip, ORDER, "125", "u")
    found = asked(recorded(plant, memory), BAD, tip)
    rows = {(row.key, row.material): (row.least, row.most, row.unit) for row in found.rows}
    assert rows[FIRST, RESIN] == ("4", "6", "kg")
    assert rows[FIRST, key("material", "FG-9")] == ("100", "100", "u")


def test_a_receipt_makes_a_part_of_its_lot_suspect(memory: MemoryStore) -> None:
    plant = Plant()
    for document, quantity in (("GR1", "6"), ("GR2", "4")):
        plant.link("SUPPLIED", key("supplier", document), key("receipt", document, "1"))
        plant.link("RECEIVED_AS", key("receipt", document, "1"), BAD, quantity)
    plant.link("CONSUMED_IN", BAD, ORDER, "7")
    plant.link("PRODUCED", ORDER, FIRST, "7", "u")
    memory = recorded(plant, memory)
    for start in (key("receipt", "GR1", "1"), key("supplier", "GR1")):
        assert told(asked(memory, start)) == {BAD: ("6", "6"), FIRST: ("3", "6")}


def test_a_step_makes_what_it_made_suspect(memory: MemoryStore) -> None:
    found = asked(recorded(pooled(), memory), ORDER)
    assert told(found) == {FIRST: ("100", "100"), SECOND: ("25", "25")}
    assert {row.unit for row in found.rows} == {"u"}


def test_a_suspect_unit_is_one_of_its_lot(memory: MemoryStore) -> None:
    plant, unit = pooled(), device("FG-1", "1001")
    plant.link("HAS_UNIT", FIRST, unit)
    plant.link("SHIPPED_IN", unit, key("shipment", "S1"))
    plant.link("DELIVERED_TO", key("shipment", "S1"), ANNE)
    found = told(asked(recorded(plant, memory), unit))
    assert found == {unit: ("1", "1"), ANNE: ("1", "1")}


def test_devices_that_were_made_with_their_lot_are_no_further_outputs(memory: MemoryStore) -> None:
    plant = pooled()
    for serial in ("1", "2"):
        plant.link("HAS_UNIT", SECOND, device("FG-1", serial))
        plant.link("PRODUCED", ORDER, device("FG-1", serial))
        plant.link("SHIPPED_IN", device("FG-1", serial), key("shipment", "S1"))
    plant.link("DELIVERED_TO", key("shipment", "S1"), ANNE)
    found = told(asked(recorded(plant, memory)))
    assert (found[FIRST], found[ANNE]) == (("4", "6"), ("0", "0.16"))
    assert found[device("FG-1", "2")] == ("0", "0.08")


def test_what_left_in_a_package_is_with_the_customer(memory: MemoryStore) -> None:
    plant, carton = pooled(), key("package", "C1")
    plant.link("PACKED_IN", FIRST, carton, "100", "u")
    plant.link("SHIPPED_IN", carton, key("shipment", "S1"))
    plant.link("DELIVERED_TO", key("shipment", "S1"), ANNE)
    assert told(asked(recorded(plant, memory)))[ANNE] == ("4", "6")


def test_a_document_of_two_customers_bounds_neither(memory: MemoryStore) -> None:
    plant = pooled()
    shipment = plant.ship(FIRST, "anne", "S1", "10")
    plant.link("DELIVERED_TO", shipment, BERT)
    found = asked(recorded(plant, memory))
    assert {k: v for k, v in reasons(found).items() if k in (ANNE, BERT)} == {ANNE: SEVERAL, BERT: SEVERAL}
    assert told(found)[ANNE] == (None, None)


def test_no_suspect_amount_starts_at_a_customer(memory: MemoryStore) -> None:
    plant = pooled()
    shipment = plant.ship(FIRST, "anne", "S1", "10")
    with pytest.raises(BadStart, match="Shipment"):
        asked(recorded(plant, memory), shipment)


def test_who_is_bound_to_sites_gets_no_bound_that_hangs_on_others(memory: MemoryStore) -> None:
    plant = two_plants()
    # What plant A made of the lot was also used, with something of plant B, to make more.
    mixed = lot("FG", "mixed")
    plant.make("MO-A2", [MADE["A"], MADE["B"]], [mixed])
    plant.context("AT_LOCATION", step("MO-A2"), key("location", "room-A"))
    plant.make("MO-B2", [MADE["A"]], [lot("FG", "of-B")])
    plant.context("AT_LOCATION", step("MO-B2"), key("location", "room-B"))
    plant.commit(memory)
    found = suspect_quantities(seen_by(memory, "A"), [RAW])
    assert MADE["B"] in told(asked(memory, RAW))
    by_key = {row.key: (row.least, row.most, row.reason) for row in found.rows}
    assert by_key[RAW] == (None, None, HIDDEN)
    assert by_key[mixed] == (None, None, HIDDEN)
    assert by_key[MADE["A"]] == by_key[CUSTOMERS["A"]] == (None, None, HIDDEN)


def test_the_hash_covers_all_but_names(memory: MemoryStore) -> None:
    before = asked(recorded(pooled(), memory))
    named = Plant("names")
    named.node(FIRST, name="Catheters", changed="2026-01-01")
    after = asked(recorded(named, memory))
    assert [row.name for row in after.rows if row.key == FIRST] == ["Catheters"]
    same_size = suspect_quantities(memory.reader(known_at=1), [BAD])
    assert (same_size.sha256, len(same_size.sha256)) == (before.sha256, 64)
    assert after.sha256 != before.sha256  # it tells of a larger ledger
