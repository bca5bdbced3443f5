"""Groups of the rows of an answer, by columns and record by record."""

from __future__ import annotations

import random

import pytest

from app.columnar.recall import wide_recall
from app.questions.answer import Answer, Told
from app.questions.ask import genealogy, recall
from app.questions.groups import By, Facts, Grouped, grouped, read_facts
from app.questions.totals import MaterialTotal
from app.questions.view import View
from tests.support.build import Plant, device, key, lot, step
from tests.support.columns import offline
from tests.support.memory import MemoryStore
from tests.support.questions import whole_plant
from tests.support.random_plants import build

RESIN, STEEL, PART = lot("RM", "1"), lot("RS", "2"), lot("WIP", "9")
UNITS = [device("FG", f"S{n}") for n in range(1, 5)]


def plant() -> MemoryStore:
    """Two lots, one of two suppliers, become four devices; three are shipped, two of them together."""
    made, store = Plant(), MemoryStore()
    made.node(step("10"), kind="production", started="2025-01-31T23:30:00.000Z", status="done")
    made.node(step("20"), kind="production", started="2025-02-01T00:00:00.000Z", status="done")
    made.receive(RESIN, "S1", "R1")
    made.receive(STEEL, "S1", "R2")
    made.receive(STEEL, "S2", "R3")
    made.make("10", [RESIN], [PART])
    made.make("20", [PART, STEEL], UNITS)
    for unit in UNITS[:2]:
        made.ship(unit, "C1", "D1")
    made.ship(UNITS[2], "C2", "D2")
    made.commit(store)
    return store


def shown(found: Grouped) -> dict[tuple[str | None, ...], int]:
    return {group.values: group.count for group in found.groups}


def members(answer: Told, found: Grouped) -> dict[tuple[str | None, ...], list[str | None]]:
    keys = answer.column("key")
    return {group.values: [keys[at] for at in group.places] for group in found.groups}


def backward() -> tuple[Answer, Facts]:
    reader = plant().reader()
    answer = genealogy(reader, [UNITS[0]])
    return answer, read_facts(reader, answer, list(By))


def test_types_are_the_counts() -> None:
    answer, facts = backward()
    assert shown(grouped(answer, [By.TYPE], facts)) == {(k,): n for k, n in answer.counts.items()}


def test_materials_and_what_is_of_none() -> None:
    answer, facts = backward()
    found = grouped(answer, [By.MATERIAL, By.MATERIAL], facts)
    assert found.by == (By.MATERIAL,)
    of = {name: (key("material", name),) for name in ("RM", "RS", "WIP", "FG")}
    told = members(answer, found)
    assert {told[of["RM"]][0], told[of["RS"]][0], told[of["WIP"]][0]} == {RESIN, STEEL, PART}
    assert told[of["FG"]] == [UNITS[0]]
    assert len(told[(None,)]) == sum(
        n for label, n in answer.counts.items() if label not in ("Lot", "Device")
    )
    labels = {group.values: group.label(found.by) for group in found.groups}
    assert labels[(None,)] == "of no material"
    quantities = {group.values: group.quantities for group in found.groups}
    assert quantities[of["RS"]] == (MaterialTotal(key("material", "RS"), "2", "kg"),)
    assert quantities[(None,)] == ()


def test_rows_of_several_suppliers_say_so() -> None:
    answer, facts = backward()
    found = grouped(answer, [By.SUPPLIER], facts)
    one, two = key("supplier", "S1"), key("supplier", "S2")
    both = {STEEL, UNITS[0], step("20")}
    told = members(answer, found)
    assert set(told[(one,)]) == both | {one, key("receipt", "R1", "1"), key("receipt", "R2", "1")} | {
        RESIN,
        PART,
        step("10"),
    }
    assert set(told[(two,)]) == both | {two, key("receipt", "R3", "1")}
    assert (found.in_several, found.rows) == (3, len(answer.rows))
    assert sum(shown(found).values()) == found.rows + found.in_several


def test_a_recall_that_came_by_no_supplier_knows_none() -> None:
    reader = plant().reader()
    answer = recall(reader, [RESIN])
    assert shown(grouped(answer, [By.SUPPLIER], Facts())) == {(None,): len(answer.rows)}


def test_months_of_events_and_of_what_they_brought_forth() -> None:
    answer, facts = backward()
    told = members(answer, grouped(answer, [By.MONTH], facts))
    assert told[("2025-01",)] == [PART, step("10")]
    assert told[("2025-02",)] == [UNITS[0], step("20")]
    assert set(told[(None,)]) == {row.key for row in answer.rows} - {PART, UNITS[0], step("10"), step("20")}


def test_statuses_as_sources_word_them() -> None:
    answer, facts = backward()
    told = members(answer, grouped(answer, [By.STATUS, By.TYPE], facts))
    assert told[("done", "ProcessStep")] == [step("10"), step("20")]
    assert {values[0] for values in told} == {"done", None}


def test_a_status_in_dispute_is_none_that_is_stated() -> None:
    store = plant()
    other = Plant("other")
    other.node(step("20"), kind="production", started="2025-02-01T00:00:00.000Z", status="open")
    other.commit(store)
    reader = store.reader()
    answer = recall(reader, [RESIN])
    facts = read_facts(reader, answer, [By.STATUS])
    assert facts.statuses == {step("10"): "done"}


def test_identical_relationships() -> None:
    reader = plant().reader()
    answer = recall(reader, [RESIN])
    told = members(answer, grouped(answer, [By.IDENTICAL_EDGES], Facts()))
    assert told[(UNITS[0],)] == UNITS[:2]
    assert told[(UNITS[2],)] == [UNITS[2]]
    assert told[(UNITS[3],)] == [UNITS[3]]
    assert sum(map(len, told.values())) == len(answer.rows)


def test_an_amount_of_which_a_part_is_not_stated_is_none() -> None:
    made, store = Plant(), MemoryStore()
    made.receive(RESIN, "S1", "R1")
    made.link("CONSUMED_IN", RESIN, step("10"), "1")
    made.link("PRODUCED", step("10"), PART, "1")
    made.link("PRODUCED", step("10"), lot("WIP", "8"))
    made.commit(store)
    reader = store.reader()
    answer = recall(reader, [RESIN])
    found = grouped(answer, [By.TYPE], read_facts(reader, answer, [By.TYPE]))
    (lots,) = (group for group in found.groups if group.values == ("Lot",))
    assert lots.quantities == (
        MaterialTotal(key("material", "RM"), "1", "kg"),
        MaterialTotal(key("material", "WIP"), None, None),
    )


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_dropped_and_both_ways_tell_the_same(seed: int) -> None:
    store, made = MemoryStore(), Plant(f"doc{seed}")
    start = random.Random(seed).choice(build(seed, made).items)
    made.commit(store)
    reader = store.reader()
    for answer in (recall(reader, [start]), genealogy(reader, [start])):
        for ways in ([way] for way in By):
            found = grouped(answer, ways, read_facts(reader, answer, ways))
            places = [at for group in found.groups for at in group.places]
            assert set(places) == set(range(len(answer.rows)))
            assert (len(places) == len(answer.rows)) == (found.in_several == 0)
            assert [group.key for group in found.groups] == sorted({group.key for group in found.groups})


def test_a_wide_answer_knows_its_materials() -> None:
    store = MemoryStore()
    whole_plant().commit(store)
    wide, reader = wide_recall(offline(store), ["lot:t/RM-1/1"]), store.reader()
    plain = recall(reader, ["lot:t/RM-1/1"], View())
    facts = read_facts(reader, wide, [By.TYPE], wide.materials)
    assert facts.materials == read_facts(reader, plain, [By.TYPE]).materials
    for way in By:
        told = (grouped(answer, [way], facts) for answer in (wide, plain))
        assert len(set(told)) == 1
