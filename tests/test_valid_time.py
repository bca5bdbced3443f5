"""What statements say of a time: by hand, and against the definition on random ones in any order."""

from __future__ import annotations

import random

import pytest

from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties
from graph_model.merge import merged
from graph_model.nodes import BY_PREFIX
from graph_model.valid_time import holds_at, state_at
from tests.support.build import key, step
from tests.support.definition import effective_at

CUSTOMER, ORDER = key("customer", "1"), step("MO1")
JANUARY, MARCH, MAY = (f"2025-0{month}-15T00:00:00.000000Z" for month in (1, 3, 5))
AT_END_OF_FEBRUARY = "2025-02-28T23:59:59.999999Z"


def said(changed: str = "", precedence: int = 500, **properties: str) -> NodeFact:
    return NodeFact(CUSTOMER, dict(properties), changed=changed, precedence=precedence)


def at(*facts: NodeFact, as_of: str = AT_END_OF_FEBRUARY) -> tuple[Properties, list[str], list[str]]:
    """Properties, what is in dispute, and what is later."""
    label = BY_PREFIX[facts[0].key.partition(":")[0]].label
    state, later = state_at(facts, label, as_of)
    return state.properties, sorted(state.disputed), list(later)


def test_a_statement_counts_from_its_change_on() -> None:
    old, new = said(JANUARY, name="Old"), said(MARCH, name="New")
    assert at(old, new) == ({"name": "Old"}, [], [])
    assert at(old, new, as_of=MARCH) == ({"name": "New"}, [], [])
    assert at(new, said(name="Undated")) == ({"name": "Undated"}, [], [])


def test_rank_decides_among_the_statements_that_count() -> None:
    better = said(precedence=600, name="Better")
    assert at(said(JANUARY, name="Dated"), better) == ({"name": "Better"}, [], [])
    assert at(said(JANUARY, name="A"), said(JANUARY, name="B"), said(MARCH, name="C"))[1] == ["name"]


def test_a_decision_corrects_the_record_at_every_time() -> None:
    decided = said(MAY, DECIDED_PRECEDENCE, name="Decided")
    assert at(said(JANUARY, name="Old"), decided) == ({"name": "Decided"}, [], [])


def test_where_nothing_counts_the_first_is_shown_and_named() -> None:
    facts = [said(MAY, name="May", country="DE"), said(MARCH, name="March", gln="4")]
    assert at(*facts) == ({"name": "March", "country": "DE", "gln": "4"}, [], ["country", "gln", "name"])
    assert at(*facts, said(country="AT"))[2] == ["gln", "name"]


def test_the_times_of_an_event_are_no_state_of_it() -> None:
    first = NodeFact(ORDER, {"started": "2025-01-10", "status": "open"}, changed=JANUARY)
    late = NodeFact(ORDER, {"started": "2025-01-12", "ended": "2025-02-01", "status": "closed"}, changed=MAY)
    expected = {"started": "2025-01-12", "ended": "2025-02-01", "status": "open"}
    assert at(first, late) == (expected, [], [])


def test_a_day_that_is_no_time_of_an_event_is_a_state() -> None:
    lot = key("lot", "RM-1", "1")
    dated = [
        NodeFact(lot, {"expires": day}, changed=at)
        for day, at in (("2026-01-01", JANUARY), ("2027-01-01", MAY))
    ]
    assert at(*dated) == ({"expires": "2026-01-01"}, [], [])


@pytest.mark.parametrize("seed", range(100))
def test_random_statements_in_any_order_come_to_what_is_defined(seed: int) -> None:
    chance = random.Random(seed)
    names = ("name", "status", "started", "ended")
    facts = [
        NodeFact(
            ORDER,
            {name: chance.choice("ab") for name in chance.sample(names, chance.randint(0, 3))},
            precedence=chance.choice((400, 500, DECIDED_PRECEDENCE)),
            changed=chance.choice(("", JANUARY, MARCH, MAY)),
        )
        for _ in range(chance.randint(1, 7))
    ]
    now = merged(facts)
    for as_of in (JANUARY, AT_END_OF_FEBRUARY, MARCH, MAY):
        chance.shuffle(facts)
        assert at(*facts, as_of=as_of) == effective_at(facts, as_of)
        if holds_at(now, "ProcessStep", as_of):
            assert at(*facts, as_of=as_of) == (now.properties, sorted(now.disputed), [])


def test_what_holds_is_asked_again_only_where_a_later_statement_carries_it() -> None:
    held = merged([said(JANUARY, name="Old", country="DE"), said(MAY, DECIDED_PRECEDENCE, country="AT")])
    assert holds_at(held, "Customer", AT_END_OF_FEBRUARY)
    assert not holds_at(merged([said(JANUARY, name="Old"), said(MARCH, country="AT")]), "Customer", JANUARY)
    moved = merged([NodeFact(ORDER, {"started": "2025-01-10"}, changed=MAY)])
    assert holds_at(moved, "ProcessStep", JANUARY)
    assert holds_at(merged([]), "Load", JANUARY)
