"""State is a function of the set of statements: any order, any repetition, the same properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.facts import NodeFact, Properties, Value, rank, standing
from graph_model.merge import NodeState, merge

KEY = "lot:erp/RM-1/1"
T1, T2 = "2025-01-31T08:15:00.000000Z", "2025-01-31T08:15:00.000001Z"
VALUES: st.SearchStrategy[Value] = st.sampled_from(["a", "b", "c"])
FACTS = st.builds(
    NodeFact,
    key=st.just(KEY),
    properties=st.dictionaries(st.sampled_from(["name", "status", "udi"]), VALUES),
    precedence=st.sampled_from([0, 99, 500, 999]),
    changed=st.sampled_from(["", T1, T2]),
    line=st.none() | st.integers(1, 9),
)


def state_of(facts: list[NodeFact]) -> NodeState:
    state = NodeState()
    for fact in facts:
        merge(state, fact)
    return state


def rivals_of(facts: list[NodeFact]) -> dict[str, set[Value]]:
    """Every value that is stated with the highest standing, where there are several."""
    out: dict[str, set[Value]] = {}
    for name in {name for fact in facts for name in fact.properties}:
        stated = [fact for fact in facts if name in fact.properties]
        best = max(map(standing, stated))
        out[name] = {fact.properties[name] for fact in stated if standing(fact) == best}
    return {name: values for name, values in out.items() if len(values) > 1}


def by_definition(facts: list[NodeFact]) -> tuple[Properties, set[str]]:
    """The rule in one sentence for each: the greatest rank holds; a rival of equal standing disputes."""
    properties: Properties = {}
    disputed = set()
    for name in {name for fact in facts for name in fact.properties}:
        stated = [fact for fact in facts if name in fact.properties]
        best = max(stated, key=rank)
        properties[name] = best.properties[name]
        if len({f.properties[name] for f in stated if standing(f) == standing(best)}) > 1:
            disputed.add(name)
    return properties, disputed


@given(st.data(), st.lists(FACTS, min_size=1, max_size=8))
def test_order_and_repetition_do_not_matter(data: st.DataObject, facts: list[NodeFact]) -> None:
    repeated = facts + data.draw(st.lists(st.sampled_from(facts), max_size=6))
    state = state_of(data.draw(st.permutations(repeated)))
    assert (state.properties, state.disputed) == by_definition(facts)
    assert state.rivals == rivals_of(facts)


@given(st.data(), st.lists(FACTS, min_size=1, max_size=8))
def test_statements_said_to_change_nothing_may_be_forgotten(
    data: st.DataObject, facts: list[NodeFact]
) -> None:
    """The ledger keeps only those that `merge` answers for; later ones must find the same state."""
    first, later = facts, data.draw(st.lists(FACTS, max_size=4))
    state = NodeState()
    kept = [fact for fact in first if merge(state, fact)]
    whole, replayed = state_of([*first, *later]), state_of([*kept, *later])
    assert (replayed.properties, replayed.disputed) == (whole.properties, whole.disputed)
    assert replayed.rivals == whole.rivals


@given(st.lists(FACTS, min_size=1, max_size=8))
def test_saying_the_same_again_changes_nothing(facts: list[NodeFact]) -> None:
    state = state_of(facts)
    before = (dict(state.properties), state.rank, dict(state.ranks), set(state.disputed))
    assert [merge(state, fact) for fact in facts] == [False] * len(facts)
    assert (state.properties, state.rank, state.ranks, state.disputed) == before


def fact(changed: str = "", precedence: int = 500, **properties: Value) -> NodeFact:
    return NodeFact(key=KEY, properties=properties, changed=changed, precedence=precedence)


def test_properties_that_a_later_fact_does_not_name_stay() -> None:
    state = state_of([fact(T1, name="a", status="open"), fact(T2, name="b")])
    assert state.properties == {"name": "b", "status": "open"}
    assert state.disputed == set()
    assert (state.rank_of("name"), state.rank_of("status")) == (
        rank(fact(T2, name="b")),
        rank(fact(T1, name="a", status="open")),
    )


def test_a_higher_source_outweighs_a_later_one() -> None:
    state = state_of([fact(T2, 400, name="late"), fact(T1, 600, name="trusted")])
    assert (state.properties, state.disputed) == ({"name": "trusted"}, set())


def test_a_dispute_ends_when_somebody_knows_better() -> None:
    one, other = fact(T1, name="a"), fact(T1, name="b")
    shown = max((one, other), key=rank).properties
    assert (state_of([one, other]).properties, state_of([one, other]).disputed) == (shown, {"name"})
    settled = state_of([one, other, fact(T2, name="c")])
    assert (settled.properties, settled.disputed) == ({"name": "c"}, set())


def test_only_the_contradicted_property_is_in_dispute() -> None:
    state = state_of([fact(name="a", status="open"), fact(name="b", status="open", udi="1")])
    assert state.disputed == {"name"}
    assert set(state.properties) == {"name", "status", "udi"}


@pytest.mark.parametrize("facts", [[fact()], [fact(), fact(T1)]])
def test_a_fact_without_properties_states_that_the_node_is_there(facts: list[NodeFact]) -> None:
    state = state_of(facts)
    assert (state.properties, state.rank) == ({}, rank(facts[0]))
