"""How much each relationship of an answer moved."""

from __future__ import annotations

from app.questions.ask import genealogy, recall
from app.questions.edge_amounts import edge_amounts
from app.questions.reading import Backed
from graph_store.store import Store
from tests.questions.test_sites import RAW, seen_by, two_plants
from tests.support.build import Plant, device, key, lot, step
from tests.support.memory import MemoryStore

RESIN, CATHETER, UNIT = lot("RM", "1"), lot("FG", "2"), device("FG", "S1")
RECEIPT, ORDER, SHIPMENT = key("receipt", "GR1", "1"), step("MO1"), key("shipment", "SH1")
Moved = dict[tuple[str, str], tuple[str | None, str | None]]


def one_line() -> Plant:
    """Resin of 2.5 kg, told in grams where it was used; a lot of three; one unit of it, shipped."""
    plant = Plant()
    plant.node(RECEIPT, document="GR1")
    plant.link("SUPPLIED", key("supplier", "S1"), RECEIPT)
    plant.link("RECEIVED_AS", RECEIPT, RESIN, "2.5", "kg")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1250", "g")
    plant.link("PRODUCED", ORDER, CATHETER, "3", "u")
    plant.link("HAS_UNIT", CATHETER, UNIT)
    plant.ship(UNIT, "C1", "SH1")
    return plant


WANTED: Moved = {
    (RECEIPT, RESIN): ("2.5", "kg"),
    (RESIN, ORDER): ("1.25", "kg"),
    (ORDER, CATHETER): ("3", "u"),
    (CATHETER, UNIT): ("1", "u"),
    (UNIT, SHIPMENT): ("1", "u"),
    (SHIPMENT, key("customer", "C1")): (None, None),
}


def moved(reader: Backed, start: str, *, forward: bool = True) -> Moved:
    answer = (recall if forward else genealogy)(reader, [start])
    found = edge_amounts(reader, answer)
    told = zip(found.quantities, found.units, strict=True)
    return {(link.source, link.target): amount for link, amount in zip(answer.links, told, strict=True)}


def test_amounts_of_both_directions_in_base_units(store: Store) -> None:
    one_line().commit(store)
    with store.reader() as reader:
        assert moved(reader, RECEIPT) == WANTED
        back = {ends: amount for ends, amount in WANTED.items() if ends[0] not in (UNIT, SHIPMENT)}
        supplied: Moved = {(key("supplier", "S1"), RECEIPT): (None, None)}
        assert moved(reader, UNIT, forward=False) == back | supplied


def test_what_is_not_stated_or_does_not_convert_is_null(memory: MemoryStore) -> None:
    plant = one_line()
    plant.link("CONSUMED_IN", RESIN, step("MO2"))
    plant.link("CONSUMED_IN", RESIN, step("MO3"), "4", "m")
    plant.commit(memory)
    found = moved(memory.reader(), RESIN)
    assert [found[RESIN, step(order)] for order in ("MO2", "MO3")] == [(None, None)] * 2


def test_statements_of_one_act_count_once(memory: MemoryStore) -> None:
    plant = one_line()
    for _ in range(2):
        plant.link("CONSUMED_IN", RESIN, step("MO2"), "1", "kg", same_as_key="act")
    plant.commit(memory)
    answer = recall(memory.reader(), [RESIN])
    found = edge_amounts(memory.reader(), answer)
    told = [q for link, q in zip(answer.links, found.quantities, strict=True) if link.target == step("MO2")]
    assert sorted(map(str, told)) == ["0", "1"]


def test_an_asker_bound_to_a_site_reads_the_amounts_of_what_is_shown(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    found = moved(seen_by(memory, "A"), RAW)
    assert found[RAW, step("MO-A")] == ("1", "kg")
    assert not [ends for ends in found if "-B" in str(ends)]
