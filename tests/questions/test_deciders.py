"""The fewest records that would all have to be wrong, against every set of records tried out."""

from __future__ import annotations

import itertools
import random

import networkx
import pytest

from app.questions.deciders import Deciders, deciders
from app.questions.errors import BadRequest, BadStart
from graph_model.facts import RelationshipFact
from graph_model.keys import relationship_key
from graph_store.store import Store
from tests.questions.test_sites import CUSTOMERS, MADE, RAW, SITES, seen_by, two_plants
from tests.support.build import NS, Plant, device, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, RESIN, whole_plant

UNIT = device("FG-1", "1")
SECOND = lot("RM-1", "2")


def asked(store: Store | MemoryStore, *starts: str, item: str = UNIT) -> Deciders:
    with store.reader() as reader:
        return deciders(reader, starts, item)


def names(found: Deciders) -> set[str]:
    return {record.record.partition("/")[2] for record in found.records}


def test_one_record_that_all_ways_share_decides(store: Store) -> None:
    """Two lots went in, and both came through one order into one lot: what that made is the narrowest."""
    plant = whole_plant()
    plant.receive(SECOND, "S", "GR2")
    plant.link("CONSUMED_IN", SECOND, step("MO1"), "1", line="second")
    plant.link("HAS_UNIT", CATHETERS, UNIT, line="unit")
    plant.commit(store)
    found = asked(store, RESIN, SECOND)
    (record,) = found.records
    assert [(s.type, s.source, s.target) for s in record.states] == [("PRODUCED", step("MO1"), CATHETERS)]
    assert (found.connected, found.fewest, found.complete) == (True, True, True)
    assert found.start == (RESIN, SECOND)
    # What leads to the item by two ways takes two records; nothing leads back.
    plant.link("CONSUMED_IN", RESIN, step("MO2"), "1", line="again")
    plant.link("PRODUCED", step("MO2"), UNIT, line="made")
    plant.commit(store)
    assert len(asked(store, RESIN).records) == 2
    away = asked(store, UNIT, item=RESIN)
    assert (away.connected, away.records, away.fewest) == (False, (), True)


def test_relationships_of_one_line_are_one_record(memory: MemoryStore) -> None:
    """Four ways into the order, two lines of the document: two records."""
    plant = Plant()
    raws = [lot("RM", str(n)) for n in range(4)]
    for raw in raws:
        plant.receive(raw, "S", f"GR-{raw[-1]}")
    for n, raw in enumerate(raws):
        plant.link("CONSUMED_IN", raw, step("MO"), "1", line=f"in-{n}")
    plant.link("PRODUCED", step("MO"), UNIT, line="made")
    plant.commit(memory)
    start = key("supplier", "S")
    assert names(asked(memory, start)) == {"doc/made"}
    # The same, where what went in and what was made stands in one line for each of two units of work.
    plant = Plant()
    for n in range(2):
        work, middle = step(f"W{n}"), lot("WIP", str(n))
        plant.receive(lot("RM", str(n)), "S", f"GR-{n}")
        plant.link("CONSUMED_IN", lot("RM", str(n)), work, "1", line=f"work-{n}")
        plant.link("PRODUCED", work, middle, "1", line=f"work-{n}")
        plant.link("CONSUMED_IN", middle, step("MO"), "1", line=f"in-{n}")
        plant.link("CONSUMED_IN", middle, step("MO"), "1", line=f"in-{n}-again")
    for n in range(3):
        plant.link("PRODUCED", step("MO"), lot("FG", str(n)), "1", line=f"made-{n}")
        plant.link("HAS_UNIT", lot("FG", str(n)), UNIT, line=f"unit-{n}")
    second = MemoryStore()
    plant.commit(second)
    found = asked(second, *(lot("RM", str(n)) for n in range(2)))
    assert names(found) == {"doc/work-0", "doc/work-1"}
    assert {len(record.states) for record in found.records} == {2}
    assert found.fewest


def _random(seed: int) -> tuple[Plant, list[RelationshipFact]]:
    """Lots and orders at random; a line of the document states one relationship, or one of each type."""
    chance = random.Random(seed)
    plant = Plant()
    items = [lot("M", str(n)) for n in range(5)]
    orders = [step(str(n)) for n in range(4)]
    plant._ensure(*items, *orders)
    links: dict[str, RelationshipFact] = {}
    for n in range(24):
        item, order = chance.choice(items), chance.choice(orders)
        type_, ends = chance.choice([("CONSUMED_IN", (item, order)), ("PRODUCED", (order, item))])
        made = relationship_key(type_, NS, "doc", str(chance.randrange(9) if seed % 2 else n % 17))
        links[made] = RelationshipFact(type=type_, key=made, source=ends[0], target=ends[1])
    plant.facts += links.values()
    return plant, list(links.values())


def _separates(links: list[RelationshipFact], records: set[str], start: str, item: str) -> bool:
    left = [link for link in links if link.key.partition(":")[2] not in records]
    graph = networkx.DiGraph([(link.source, link.target) for link in left])
    graph.add_nodes_from([start, item])
    return not networkx.has_path(graph, start, item)


def test_the_records_separate_and_no_smaller_set_does() -> None:
    claims = {True: 0, False: 0}
    for seed in range(60):
        plant, links = _random(seed)
        memory = MemoryStore()
        plant.commit(memory)
        start, item = lot("M", "0"), lot("M", "4")
        found = asked(memory, start, item=item)
        chosen = {record.record for record in found.records}
        assert _separates(links, chosen, start, item), seed
        assert found.connected is not _separates(links, set(), start, item), seed
        claims[found.fewest] += found.connected
        lines = sorted({link.key.partition(":")[2] for link in links})
        fewer = itertools.combinations(lines, len(chosen) - 1) if found.fewest and chosen else ()
        assert not any(_separates(links, set(records), start, item) for records in fewer), seed
    assert min(claims.values()) > 9


def test_a_line_that_ties_what_does_not_hang_together_is_told_without_a_claim(memory: MemoryStore) -> None:
    """It states the last half of one way and the first half of another: without it both are cut."""
    plant = Plant()
    for n in range(2):
        plant.link("CONSUMED_IN", RESIN, step(f"A{n}"), "1", line=f"a{n}")
        plant.link("PRODUCED", step(f"A{n}"), lot("WIP", str(n)), "1", line="tie" if n else "b0")
        plant.link("CONSUMED_IN", lot("WIP", str(n)), step(f"B{n}"), "1", line="c1" if n else "tie")
        plant.link("PRODUCED", step(f"B{n}"), UNIT, line=f"d{n}")
    plant.commit(memory)
    found = asked(memory, RESIN)
    assert (names(found), found.fewest) == ({"doc/tie"}, False)


def test_what_is_missing_on_both_sides_is_told(memory: MemoryStore) -> None:
    plant = whole_plant()
    plant.link("HAS_UNIT", CATHETERS, UNIT)
    plant.link("CONSUMED_IN", RESIN, step("open"), "1")
    plant.link("CONSUMED_IN", lot("RM-9", "stray"), step("MO1"), "1")
    plant.commit(memory)
    found = asked(memory, RESIN)
    assert [(gap.kind, gap.key) for gap in found.gaps] == [
        ("no_origin", lot("RM-9", "stray")),
        ("step_without_output", step("open")),
    ]
    assert found.complete is False


@pytest.mark.parametrize(
    ("item", "error"),
    [(key("customer", "1"), BadStart), (RESIN, BadRequest)],
)
def test_what_can_not_be_cleared_is_refused(memory: MemoryStore, item: str, error: type[Exception]) -> None:
    whole_plant().commit(memory)
    with pytest.raises(error):
        asked(memory, RESIN, item=item)


def test_who_is_bound_to_a_site_is_told_of_its_records(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    found = deciders(seen_by(memory, "A"), [RAW], MADE["A"])
    assert len(found.records) == 1
    assert not any(text in str(found.to_json()) for text in ("-B", SITES["B"], CUSTOMERS["B"]))
    assert {gap.kind for gap in found.gaps} == {"hidden_by_site"}
