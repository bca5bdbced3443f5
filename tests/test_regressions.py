"""What other systems got wrong, each case by its number in the collection; on every engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.errors import AmbiguousKey, UnknownKey
from graph_model.facts import NodeFact
from graph_model.relationships import RELATIONSHIPS
from graph_store.errors import ReadFailed
from graph_store.reader import Reader
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step

pytestmark = pytest.mark.engine

FG = "FG-1"


def forward(store: Store, *keys: str) -> Answer:
    with store.reader() as reader:
        return recall(reader, keys)


def backward(store: Store, *keys: str) -> Answer:
    with store.reader() as reader:
        return genealogy(reader, keys)


def rows(answer: Answer, *prefixes: str) -> set[str]:
    """Keys of the rows, of these prefixes only if any are given."""
    return {row.key for row in answer.rows if not prefixes or row.key.partition(":")[0] in prefixes}


def quantity(answer: Answer, item: str) -> tuple[str | None, str | None]:
    """What the row of an item says flowed."""
    row = next(row for row in answer.rows if row.key == item)
    return row.quantity, row.unit


def test_case_01_several_lots_of_one_item_in_one_step_are_all_listed(store: Store) -> None:
    plant = Plant()
    resin = [lot("RM-1", f"{n:04d}") for n in range(4)]
    plant.make("MO1", resin, [lot(FG, "1")])
    plant.commit(store)
    assert rows(backward(store, lot(FG, "1")), "lot") == {lot(FG, "1"), *resin}


def test_case_02_five_serials_consumed_five_shown(store: Store) -> None:
    plant = Plant()
    parts = [device("SA-1", str(n)) for n in range(5)]
    made = [device(FG, str(n)) for n in range(7)]
    plant.make("MO1", parts, made)
    plant.commit(store)
    assert rows(backward(store, made[3]), "device") == {made[3], *parts}
    assert rows(forward(store, parts[2]), "device") == {parts[2], *made}


def test_case_03_a_deep_chain_and_a_wide_fan_have_no_cap(store: Store) -> None:
    plant = Plant()
    depth, width = 600, 3000
    for n in range(depth):
        plant.make(f"MO{n}", [lot("SA-1", str(n))], [lot("SA-1", str(n + 1))])
    fan = [device(FG, str(n)) for n in range(width)]
    plant.make("LAST", [lot("SA-1", str(depth))], fan)
    plant.commit(store)
    answer = forward(store, lot("SA-1", "0"))
    assert rows(answer, "device") == set(fan)
    assert len(rows(answer, "lot")) == depth + 1
    assert answer.totals.devices == width


def test_case_04_cycles_end_and_list_each_node_once(store: Store) -> None:
    plant = Plant()
    a, b, c = lot("SA-1", "A"), lot("SA-1", "B"), lot(FG, "C")
    plant.make("MO1", [a], [b])
    plant.make("MO2", [b], [a], kind="disassembly")
    plant.make("MO3", [b], [b], kind="rework")
    plant.make("MO4", [b], [c])
    plant.ship(c, "1", "S1")
    plant.give_back(c, "1", "R1")
    plant.give_back(c, "1", "R2")
    plant.commit(store)
    answer = forward(store, a)
    assert rows(answer, "lot") == {a, b, c}
    assert len(answer.rows) == len(rows(answer))
    assert rows(backward(store, c), "lot") == {a, b, c}


def test_case_05_forty_diamonds_cost_one_question_a_level(store: Store) -> None:
    plant = Plant()
    diamonds = 40
    for n in range(diamonds):
        left, right = lot("SA-1", f"L{n}"), lot("SA-1", f"R{n}")
        plant.make(f"L{n}", [lot("SA-1", str(n))], [left])
        plant.make(f"R{n}", [lot("SA-1", str(n))], [right])
        plant.make(f"J{n}", [left, right], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    answer = forward(store, lot("SA-1", "0"))
    assert len(rows(answer, "lot")) == 3 * diamonds + 1
    assert len(rows(answer, "step")) == 3 * diamonds


def test_case_06_a_later_draw_down_leaves_the_quantity_that_flowed(store: Store) -> None:
    plant = Plant()
    resin = lot("RM-1", "1")
    plant.link("PRODUCED", step("MO0"), resin, "10")
    plant.link("CONSUMED_IN", resin, step("MO1"), "2.5")
    plant.link("PRODUCED", step("MO1"), lot(FG, "1"), "4", "u")
    plant.commit(store)
    before = forward(store, lot("RM-1", "1"))
    plant.link("CONSUMED_IN", resin, step("MO2"), "7.5")
    plant.link("PRODUCED", step("MO2"), lot(FG, "2"), "9", "u")
    plant.commit(store)
    after = forward(store, resin)
    assert quantity(before, lot(FG, "1")) == quantity(after, lot(FG, "1")) == ("4", "u")
    assert quantity(after, resin) == ("10", "kg")


def test_case_07_return_and_resale_list_both_customers(store: Store) -> None:
    plant = Plant()
    unit = device(FG, "1")
    plant.make("MO1", [lot("RM-1", "1")], [unit])
    plant.ship(unit, "first", "S1")
    plant.give_back(unit, "first", "R1")
    plant.ship(unit, "second", "S2")
    plant.commit(store)
    answer = forward(store, lot("RM-1", "1"))
    assert rows(answer, "customer") == {key("customer", "first"), key("customer", "second")}
    nets = {
        row.key: [(c.shipped, c.returned, c.net) for c in row.by_material or ()]
        for row in answer.rows
        if row.label == "Customer"
    }
    assert nets == {
        key("customer", "first"): [("1", "1", "0")],
        key("customer", "second"): [("1", "0", "1")],
    }
    assert rows(backward(store, unit), "lot") == {lot("RM-1", "1")}


def test_case_08_equal_numbers_of_different_things_stay_apart(store: Store) -> None:
    plant = Plant()
    number = "0004707"
    main, by_product = lot(FG, number), lot("BP-1", number)
    plant.make("MO1", [lot("RM-1", number, "1")], [main, by_product])
    plant.make("MO2", [lot("RM-1", number, "2")], [device(FG, number)])
    plant.commit(store)
    assert rows(forward(store, lot("RM-1", number, "1")), "lot", "device") == {
        lot("RM-1", number, "1"),
        main,
        by_product,
    }
    assert rows(forward(store, lot("RM-1", number, "2")), "lot", "device") == {
        lot("RM-1", number, "2"),
        device(FG, number),
    }
    with pytest.raises(AmbiguousKey) as refused:
        forward(store, lot("RM-1", number))
    assert set(refused.value.keys) == {lot("RM-1", number, "1"), lot("RM-1", number, "2")}


def test_case_09_the_suppliers_lot_number_finds_every_receipt(store: Store) -> None:
    plant = Plant()
    receipts = [
        plant.receive(lot("RM-1", str(n)), "S", f"GR{n}", supplier_lot="VENDOR 77/A") for n in range(3)
    ]
    for n in range(3):
        plant.make(f"MO{n}", [lot("RM-1", str(n))], [lot(FG, str(n))])
    plant.commit(store)
    with store.reader() as reader:
        found, _ = reader.search("VENDOR 77/A", 10, None)
    assert {card.key for card in found} == set(receipts)
    assert rows(forward(store, *receipts), "lot") == {
        lot(material, str(n)) for material in ("RM-1", FG) for n in range(3)
    }


def test_case_10_a_void_step_is_not_followed_but_reported(store: Store) -> None:
    plant = Plant()
    resin = lot("RM-1", "1")
    void = plant.link("CONSUMED_IN", resin, step("MO1"), "1")
    plant.link("PRODUCED", step("MO1"), lot(FG, "1"), "1", "u")
    plant.commit(store)
    assert rows(forward(store, resin), "lot") == {resin, lot(FG, "1")}
    plant.withdraw("CONSUMED_IN", void)
    plant.commit(store)
    answer = forward(store, resin)
    assert rows(answer) == {resin}
    assert [(n.kind, n.key) for n in answer.notes] == [("retracted", void)]
    assert answer.complete


def test_case_11_a_newer_version_of_a_process_leaves_old_lots_their_links(store: Store) -> None:
    plant = Plant()
    old, new = key("specification", "SP", "A"), key("specification", "SP", "B")
    plant.node(old, version="A")
    plant.make("MO1", [lot("RM-1", "1")], [lot(FG, "1")])
    plant.context("FOLLOWED", step("MO1"), old)
    plant.commit(store)
    plant.node(new, version="B")
    plant.make("MO2", [lot("RM-2", "1")], [lot(FG, "2")])
    plant.context("FOLLOWED", step("MO2"), new)
    plant.commit(store)
    assert rows(backward(store, lot(FG, "1")), "lot") == {lot(FG, "1"), lot("RM-1", "1")}


def test_case_12_an_older_version_recorded_late_changes_nothing_now(store: Store) -> None:
    plant = Plant()
    target = step("MO1")
    plant.link("PRODUCED", target, lot(FG, "1"), "1", "u")
    plant.link(
        "CONSUMED_IN", lot("RM-1", "new"), target, "2", line="7", changed="2025-02-01T00:00:00.000000Z"
    )
    size = plant.commit(store).size
    plant.link(
        "CONSUMED_IN", lot("RM-1", "old"), target, "1", line="7", changed="2025-01-01T00:00:00.000000Z"
    )
    plant.commit(store)
    assert rows(backward(store, lot(FG, "1")), "lot") == {lot(FG, "1"), lot("RM-1", "new")}
    with store.reader(known_at=size) as reader:
        then = genealogy(reader, [lot(FG, "1")])
    assert rows(then, "lot") == {lot(FG, "1"), lot("RM-1", "new")}


@pytest.mark.parametrize("type_", ["CONSUMED_IN", "PRODUCED", "HAS_UNIT"])
def test_case_13_forward_and_backward_mirror_each_other_in_flow(store: Store, type_: str) -> None:
    plant = Plant()
    ends = {
        "CONSUMED_IN": (lot("RM-1", "1"), step("MO1")),
        "PRODUCED": (step("MO1"), lot(FG, "1")),
        "HAS_UNIT": (lot(FG, "1"), device(FG, "7")),
    }
    source, target = ends[type_]
    plant.link(type_, source, target)
    plant.commit(store)
    assert target in rows(forward(store, source))
    assert target not in rows(backward(store, source))
    assert source in rows(backward(store, target))
    assert source not in rows(forward(store, target))


def test_case_13_every_type_names_an_example_each_way() -> None:
    for declared in RELATIONSHIPS:
        assert declared.forward_example
        assert declared.backward_example
        assert declared.forward_example != declared.backward_example


def test_case_14_untracked_material_is_a_gap_not_silence(store: Store) -> None:
    plant = Plant()
    plant.receive(lot("RM-1", "1"), "S", "GR1")
    plant.receive(lot("RM-2", "1"), "S", "GR2")
    plant.make("MO1", [lot("RM-1", "1")], [lot(FG, "1")])
    plant.link("USED_IN", key("material", "RM-2"), step("MO1"), "1")
    plant.commit(store)
    for answer in (backward(store, lot(FG, "1")), forward(store, lot("RM-2", "1"))):
        assert [(gap.kind, gap.key) for gap in answer.gaps] == [("untracked_input", step("MO1"))]
        assert not answer.complete
    assert forward(store, lot("RM-1", "1")).complete


@pytest.mark.parametrize("failing", [1, 2, 3, 5])
def test_case_15_a_failed_page_fails_the_answer(
    store: Store, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    plant = Plant()
    for n in range(3):
        plant.make(f"MO{n}", [lot("SA-1", str(n))], [lot("SA-1", str(n + 1))])
    plant.commit(store)
    calls = 0
    ask: Callable[..., object] = Reader.flow

    def flow(self: Reader, keys: object, forward: bool) -> object:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise ReadFailed("the engine took too long")
        return ask(self, keys, forward)

    monkeypatch.setattr(Reader, "flow", flow)
    with pytest.raises(ReadFailed):
        forward(store, lot("SA-1", "0"))


def test_case_16_repeated_and_reordered_messages_end_in_the_same_answer(store: Store) -> None:
    plant = Plant()
    plant.make("MO1", [lot("RM-1", "1")], [lot(FG, "1")])
    plant.withdraw("CONSUMED_IN", plant.link("CONSUMED_IN", lot("RM-1", "2"), step("MO1"), "1"))
    facts = list(plant.facts)
    for fact in reversed(facts):
        store.commit([fact], actor="test", reason="reordered")
    once = forward(store, lot("RM-1", "1"))
    store.commit([*facts, *facts], actor="test", reason="repeated")
    again = forward(store, lot("RM-1", "1"))
    assert once.rows == again.rows
    assert once.links == again.links
    assert rows(again, "lot") == {lot("RM-1", "1"), lot(FG, "1")}


def test_case_17_a_changed_byte_in_storage_is_found_by_reading_the_ledger(store: Store) -> None:
    plant = Plant()
    plant.make("MO1", [lot("RM-1", "1")], [lot(FG, "1")])
    seq = plant.commit(store).seq
    entry = next(iter(store.entries(seq, seq)))
    for position in (0, len(entry.payload) // 2, len(entry.payload) - 1):
        forged = bytearray(entry.payload)
        forged[position] ^= 1
        damaged = type(entry)(entry.header, bytes(forged), entry.batch)
        with pytest.raises(ValueError, match=f"commit {seq}"):
            damaged.lines()


def test_case_18_units_and_zones_are_never_mixed(store: Store, tmp_path: Path) -> None:
    plant = Plant()
    plant.link("PRODUCED", step("MO0"), lot("RM-1", "1"), "1500", "g")
    plant.link("PRODUCED", step("MO0"), lot("RM-1", "1"), "0.25", "kg")
    plant.link("PRODUCED", step("MO9"), lot("RM-2", "1"), "1", "m")
    plant.commit(store)
    assert quantity(forward(store, lot("RM-1", "1")), lot("RM-1", "1")) == ("1.75", "kg")
    answer = forward(store, lot("RM-2", "1"))
    assert [gap.kind for gap in answer.gaps] == ["conflict"]


def test_case_19_pages_are_stable_while_data_is_loaded(store: Store) -> None:
    plant = Plant()
    wanted = [plant.node(lot("RM-1", f"{n:03d}"), lot_number=f"PAGE-{n:03d}") for n in range(25)]
    plant.commit(store)
    reader = store.reader()
    seen: list[str] = []
    after: str | None = None
    for page in range(9):
        plant.node(lot("RM-1", f"{page:03d}x"), lot_number=f"PAGE-{page:03d}x")
        plant.commit(store)
        cards, after = reader.search("PAGE-", 3, after)
        seen += [card.key for card in cards]
    assert seen == wanted
    assert after is None


def test_case_20_no_usage_is_a_complete_answer_and_unknown_is_not(store: Store) -> None:
    plant = Plant()
    unused = plant.node(device("SA-1", "unused"))
    plant.context("INSTANCE_OF", unused, plant.node(key("material", "SA-1"), uom="u"))
    plant.commit(store)
    answer = forward(store, unused)
    assert rows(answer) == {unused}
    assert answer.complete
    with pytest.raises(UnknownKey):
        forward(store, device("SA-1", "never-heard-of"))


def test_a_shared_document_pallet_or_customer_joins_no_lots(store: Store) -> None:
    plant = Plant()
    first, second = lot(FG, "1"), lot(FG, "2")
    pallet = key("package", "P1")
    for item in (first, second):
        plant.link("PACKED_IN", item, pallet, "1", "u")
        plant.receive(item, "S", "GR1")
    plant.link("SHIPPED_IN", pallet, key("shipment", "S1"))
    plant.link("DELIVERED_TO", key("shipment", "S1"), key("customer", "1"))
    plant.ship(first, "1", "S2")
    plant.ship(second, "1", "S2")
    plant.commit(store)
    for one, other in ((first, second), (second, first)):
        assert other not in rows(forward(store, one))
        assert other not in rows(backward(store, one))


def test_the_store_refuses_what_the_model_does_not_declare(store: Store) -> None:
    size = store.head().size
    with pytest.raises(ValueError, match="no property colour"):
        store.commit([NodeFact(key=lot("RM-1", "1"), properties={"colour": "red"})], actor="t", reason="t")
    assert store.head().size == size
