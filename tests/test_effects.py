"""The planner alone: facts and what stands before them become rows, without a database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields

import pytest

from graph_model.facts import (
    AnyFact,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
    canonical,
    content_of,
    rank,
)
from graph_model.validate import InvalidFact
from graph_store.effects import (
    Effects,
    Found,
    Planner,
    Row,
    label_of,
    load_key,
    node_key,
    reject_key,
    state_of,
)
from tests.support.definition import graph_lines, in_commits, random_facts

SEQ = 7
LOT, STEP = "lot:t/RM-1/1", "step:t/production/MO1"
KEY = "CONSUMED_IN:t/1"
ENDS = ("CONSUMED_IN", "Lot", "ProcessStep")
OLD, T1, T2 = "", "2025-01-31T08:15:00.000000Z", "2025-01-31T08:15:00.000001Z"


def plan(facts: Sequence[AnyFact], found: Found | None = None) -> dict[str, object]:
    """What the facts do, as a dict without what stays empty."""
    effects = Planner(found or Found(), SEQ).plan(facts)
    every = {field.name: getattr(effects, field.name) for field in fields(Effects)}
    told = [content_of(fact) if isinstance(fact, Statement) else b"" for fact in effects.kept]
    assert every.pop("contents") == told
    return {name: value for name, value in every.items() if value}


def node(changed: str = T1, **properties: Value) -> NodeFact:
    return NodeFact(key=LOT, properties=properties, changed=changed)


def link(quantity: int, changed: str = T1) -> RelationshipFact:
    return RelationshipFact(
        type="CONSUMED_IN",
        key=KEY,
        source=LOT,
        target=STEP,
        properties={"quantity": quantity, "uom": "kg"},
        changed=changed,
    )


def gone(changed: str = T1, reason: str = "reversed") -> Retraction:
    return Retraction(type="CONSUMED_IN", key=KEY, reason=reason, changed=changed)


def row(fact: RelationshipFact, **internal: object) -> Row:
    """The row of a link query."""
    properties = {"key": KEY, **fact.properties, "_commit": SEQ, "_rank": rank(fact), **internal}
    return {"source": LOT, "target": STEP, "properties": properties}


def withdrawn(fact: Retraction, *before: int) -> list[Row]:
    properties = {"rank": rank(fact), "type": "CONSUMED_IN", "_commits": [*before, SEQ]}
    return [{"key": KEY, "properties": properties}]


def stored(fact: RelationshipFact, *, live: bool = True) -> Found:
    return Found(statements={KEY: {rank(fact): live}})


def created(fact: NodeFact, **internal: object) -> Row:
    return {"key": LOT, **fact.properties, "_commit": 3, "_rank": rank(fact), **internal}


# --- nodes -----------------------------------------------------------------------------------------


def test_a_new_node_is_created() -> None:
    fact = node(name="a")
    properties = {"name": "a", "_rank": rank(fact), "_commit": SEQ}
    assert plan([fact]) == {"kept": [fact], "create": {"Lot": [{"key": LOT, **properties}]}}


def test_facts_of_one_node_become_one_row() -> None:
    first, second = node(name="a"), node(T2, status="open")
    properties = {
        "name": "a",
        "status": "open",
        "_rank": rank(first),
        "_ranks": canonical({"status": rank(second)}).decode(),
        "_commit": SEQ,
    }
    assert plan([first, second]) == {
        "kept": [first, second],
        "create": {"Lot": [{"key": LOT, **properties}]},
    }


@pytest.mark.parametrize("again", [node(name="a"), node(OLD, name="b"), node(), NodeFact(key=LOT, line=9)])
def test_what_says_nothing_new_has_no_effect(again: NodeFact) -> None:
    assert plan([again], Found(nodes={LOT: created(node(name="a"))})) == {}


def test_a_changed_property_is_an_update_that_remembers_its_commit() -> None:
    before, after = node(name="a"), node(T2, name="b")
    properties = {
        "name": "b",
        "_rank": rank(before),
        "_ranks": canonical({"name": rank(after)}).decode(),
        "_disputed": None,
        "_commits": [SEQ],
    }
    expected = {"kept": [after], "update": {"Lot": [{"key": LOT, "properties": properties}]}}
    assert plan([after], Found(nodes={LOT: created(before)})) == expected
    properties["_commits"] = [4, 5, SEQ]
    assert plan([after], Found(nodes={LOT: created(before, _commits=[4, 5])})) == expected


def test_a_stub_is_stated_by_its_first_fact() -> None:
    fact = node(name="a")
    stub = {"key": LOT, "_commit": 3, "_stub": True}
    properties = {"name": "a", "_rank": rank(fact), "_ranks": None, "_disputed": None, "_stated": SEQ}
    assert plan([fact], Found(nodes={LOT: stub})) == {
        "kept": [fact],
        "update": {"Lot": [{"key": LOT, "properties": properties}]},
    }


def test_a_rival_of_equal_standing_is_a_dispute_until_somebody_knows_better() -> None:
    low, high = sorted((node(name="a"), node(name="b")), key=rank)
    disputed = plan([low], Found(nodes={LOT: created(high)}))
    properties = {
        **high.properties,
        "_rank": rank(high),
        "_ranks": None,
        "_disputed": ["name"],
        "_rivals": '{"name":["a","b"]}',
        "_commits": [SEQ],
    }
    assert disputed == {"kept": [low], "update": {"Lot": [{"key": LOT, "properties": properties}]}}
    better = node(T2, name="c")
    settled = {
        "name": "c",
        "_rank": rank(high),
        "_ranks": canonical({"name": rank(better)}).decode(),
        "_disputed": None,
        "_commits": [SEQ],
    }
    stored = {"_disputed": ["name"], "_rivals": '{"name":["a","b"]}'}
    assert plan([better], Found(nodes={LOT: created(high, **stored)})) == {
        "kept": [better],
        "update": {"Lot": [{"key": LOT, "properties": settled | {"_rivals": None}}]},
    }
    of_old = Found(nodes={LOT: created(high, _disputed=["name"])})
    assert plan([better], of_old) == {
        "kept": [better],
        "update": {"Lot": [{"key": LOT, "properties": settled}]},
    }
    assert plan([low], of_old) == {}


def test_every_value_in_a_dispute_is_recorded_once() -> None:
    facts = sorted((node(name=name) for name in "abcd"), key=rank, reverse=True)
    found = Found()
    for fact in facts:
        planned = Planner(found, SEQ).plan([fact, fact])
        assert planned.kept == [fact]
        rows: list[object] = [*planned.create["Lot"], *(row["properties"] for row in planned.update["Lot"])]
        (changes,) = rows
        assert isinstance(changes, dict)
        found = Found(nodes={LOT: {**found.nodes.get(LOT, {}), **changes}})
    assert Planner(found, SEQ).plan(facts).kept == []
    assert state_of(found.nodes[LOT]).rivals == {"name": set("abcd")}


def test_a_stored_node_is_read_back_as_it_was_planned() -> None:
    facts = [node(name="a", status="x"), node(name="b"), node(T2, udi="1")]
    planned = Planner(Found(), SEQ).plan(facts).create["Lot"][0]
    state = state_of(planned)
    shown = max(facts[:2], key=rank)
    assert state.properties == {"name": shown.properties["name"], "status": "x", "udi": "1"}
    assert (state.disputed, state.rivals) == ({"name"}, {"name": {"a", "b"}})
    assert [state.rank_of(name) for name in ("name", "status", "udi")] == [
        rank(shown),
        rank(facts[0]),
        rank(facts[2]),
    ]


# --- relationships ---------------------------------------------------------------------------------


def test_a_new_relationship_is_linked() -> None:
    assert plan([link(1)]) == {"kept": [link(1)], "link": {ENDS: [row(link(1))]}}


@pytest.mark.parametrize("live", [True, False])
def test_a_restated_relationship_has_no_effect_live_or_not(live: bool) -> None:
    assert plan([link(1)], stored(link(1), live=live)) == {}
    assert plan([link(1), link(1)]) == plan([link(1)])


def test_a_better_statement_retires_the_live_one() -> None:
    better = link(2, T2)
    assert plan([better], stored(link(1))) == {
        "kept": [better],
        "link": {ENDS: [row(better)]},
        "mark": {("retire", "CONSUMED_IN"): [KEY]},
    }


def test_a_statement_of_equal_standing_is_in_dispute_with_the_live_one() -> None:
    first, second = sorted((link(1), link(2)), key=rank)
    better = {"link": {ENDS: [row(second, _disputed=SEQ)]}}
    marks = {("dispute", "CONSUMED_IN"): [KEY], ("retire", "CONSUMED_IN"): [KEY]}
    assert plan([second], stored(first)) == {"kept": [second], **better, "mark": marks}
    worse = {"link": {ENDS: [row(first, _disputed=SEQ, _retracted=SEQ)]}}
    marks = {("dispute", "CONSUMED_IN"): [KEY]}
    assert plan([first], stored(second)) == {"kept": [first], **worse, "mark": marks}


def test_a_better_statement_settles_what_is_in_dispute() -> None:
    facts = [*sorted((link(1), link(2)), key=rank), link(3, T2)]
    ended = {"_disputed": SEQ, "_retracted": SEQ, "_settled": SEQ}
    rows = [row(facts[0], **ended), row(facts[1], **ended), row(facts[2])]
    assert plan(facts) == {"kept": facts, "link": {ENDS: rows}}
    both = Found(statements={KEY: {rank(facts[0]): False, rank(facts[1]): True}})
    marks = {("settle", "CONSUMED_IN"): [KEY], ("retire", "CONSUMED_IN"): [KEY]}
    assert plan(facts[2:], both) == {"kept": facts[2:], "link": {ENDS: rows[2:]}, "mark": marks}


def test_a_late_lower_statement_is_recorded_and_never_live() -> None:
    late = link(2, OLD)
    assert plan([late], stored(link(1))) == {
        "kept": [late],
        "link": {ENDS: [row(late, _retracted=SEQ)]},
    }


def test_in_one_commit_only_the_best_is_live() -> None:
    facts = [link(2, T1), link(3, T2), link(1, OLD)]
    rows = [row(facts[0], _retracted=SEQ), row(facts[1]), row(facts[2], _retracted=SEQ)]
    assert plan(facts) == {"kept": facts, "link": {ENDS: rows}}


def test_a_retraction_voids_the_live_statement() -> None:
    assert plan([gone()], stored(link(1))) == {
        "kept": [gone()],
        "mark": {("void", "CONSUMED_IN"): [KEY]},
        "create_retractions": withdrawn(gone()),
    }


def test_a_retraction_waits_for_its_statement() -> None:
    assert plan([gone()]) == {"kept": [gone()], "create_retractions": withdrawn(gone())}
    assert plan([link(1)], Found(retractions={KEY: rank(gone())})) == {
        "kept": [link(1)],
        "link": {ENDS: [row(link(1), _retracted=SEQ, _void=True)]},
    }


@pytest.mark.parametrize("facts", [[link(1), gone()], [gone(), link(1)]])
def test_stated_and_withdrawn_in_one_commit_is_void(facts: list[AnyFact]) -> None:
    assert plan(facts) == {
        "kept": facts,
        "link": {ENDS: [row(link(1), _retracted=SEQ, _void=True)]},
        "create_retractions": withdrawn(gone()),
    }


def test_a_later_statement_holds_against_an_earlier_retraction() -> None:
    assert plan([link(2, T2)], Found(retractions={KEY: rank(gone())})) == {
        "kept": [link(2, T2)],
        "link": {ENDS: [row(link(2, T2))]},
    }
    assert plan([gone()], stored(link(2, T2))) == {
        "kept": [gone()],
        "create_retractions": withdrawn(gone()),
    }


def test_only_a_greater_retraction_is_remembered() -> None:
    known = Found(retractions={KEY: rank(gone())}, withdrawn_in={KEY: [2]})
    assert plan([gone()], known) == {}
    assert plan([gone(OLD)], known) == {}
    later = [gone(T2), gone(T1)]
    assert plan(later, known) == {"kept": [gone(T2)], "update_retractions": withdrawn(gone(T2), 2)}


# --- loads and rejects -----------------------------------------------------------------------------

BEGUN = LoadBegun(load="l", file="f.csv", sha256="00", profile="p")
ENDED = LoadEnded(load="l", file="f.csv", read=3, accepted=1, rejected=1, ignored=1)
REJECT = Reject(
    load="l", file="f.csv", line=9, column="c", rule="r", message="m", raw="x", touches=(LOT, STEP)
)
RESOLVED = RejectResolved(reject="reject:lotgraph/l/9", reason="typed in", origin="decided")


def test_system_facts_name_their_nodes() -> None:
    assert [node_key(f) for f in (BEGUN, ENDED, REJECT, RESOLVED, node(), link(1), gone())] == [
        "load:lotgraph/l",
        "load:lotgraph/l",
        "reject:lotgraph/l/9",
        "reject:lotgraph/l/9",
        LOT,
        None,
        None,
    ]
    assert (load_key("a/b"), reject_key(REJECT)) == ("load:lotgraph/a%2Fb", "reject:lotgraph/l/9")
    assert [label_of(key) for key in (LOT, STEP, "load:lotgraph/l")] == ["Lot", "ProcessStep", "Load"]


def test_a_load_begins_and_ends() -> None:
    begun = {"file": "f.csv", "sha256": "00", "profile": "p", "state": "begun"}
    counts = {"rows_read": 3, "rows_accepted": 1, "rows_rejected": 1, "rows_ignored": 1}
    key = "load:lotgraph/l"
    assert plan([BEGUN]) == {
        "kept": [BEGUN],
        "create": {"Load": [{"key": key, **begun, "_commit": SEQ}]},
    }
    assert plan([ENDED], Found(nodes={key: {"key": key, **begun, "_commit": 3}})) == {
        "kept": [ENDED],
        "update": {
            "Load": [{"key": key, "properties": {**begun, "state": "ended", **counts, "_ended": SEQ}}]
        },
    }


def test_a_reject_is_there_until_it_is_resolved() -> None:
    key = "reject:lotgraph/l/9"
    told = {
        "load": "l",
        "file": "f.csv",
        "line": 9,
        "column": "c",
        "rule": "r",
        "message": "m",
        "raw": "x",
        "touches": f"{LOT} {STEP}",
    }
    assert plan([REJECT]) == {
        "kept": [REJECT],
        "create": {"Reject": [{"key": key, **told, "_commit": SEQ}]},
    }
    there = {"key": key, **told, "_commit": 3}
    assert plan([RESOLVED], Found(nodes={key: there})) == {
        "kept": [RESOLVED],
        "update": {"Reject": [{"key": key, "properties": {**told, "_resolved": SEQ}}]},
    }
    assert plan([RESOLVED], Found(nodes={key: {**there, "_resolved": 4}})) == {}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ([BEGUN, BEGUN], "is there already"),
        ([REJECT, REJECT], "is there already"),
        ([ENDED], "was not begun or has ended"),
        ([BEGUN, ENDED, ENDED], "was not begun or has ended"),
        ([RESOLVED], "is no rejected row"),
    ],
)
def test_a_system_fact_out_of_turn_is_refused(facts: list[AnyFact], says: str) -> None:
    with pytest.raises(InvalidFact, match=says):
        plan(facts)


# --- order -----------------------------------------------------------------------------------------


def _mark(one: Row, mark: str, seq: int) -> None:
    """What the query of this name does to one relationship."""
    match mark:
        case "dispute" if not {"_retracted", "_disputed"} & one.keys():
            one["_disputed"] = seq
        case "settle" if "_disputed" in one:
            one.setdefault("_settled", seq)
        case "retire" | "void":
            one.setdefault("_retracted", seq)


class Memory:
    """A graph in dicts that does what the write queries do."""

    def __init__(self) -> None:
        self.nodes: dict[str, Row] = {}
        self.links: list[Row] = []
        self.retractions: dict[str, Row] = {}

    def commit(self, facts: Sequence[AnyFact], seq: int) -> None:
        statements: dict[str, dict[str, bool]] = {}
        for one in self.links:
            statements.setdefault(str(one["key"]), {})[str(one["_rank"])] = "_retracted" not in one
        withdrawn = {key: str(row["rank"]) for key, row in self.retractions.items()}
        effects = Planner(Found(self.nodes, statements, withdrawn), seq).plan(facts)
        for (mark, _), keys in effects.mark.items():
            for one in self.links:
                if one["key"] in keys:
                    _mark(one, mark, seq)
        for rows in effects.create.values():
            for row in rows:
                self._set(str(row["key"]), row)
        for rows in effects.update.values():
            for row in rows:
                self._set(str(row["key"]), row["properties"])
        for rows in effects.link.values():
            for row in rows:
                for end in (str(row["source"]), str(row["target"])):
                    if end not in self.nodes:
                        self._set(end, {"_commit": seq, "_stub": True})
                assert isinstance(row["properties"], dict)
                self.links.append({**row, **row["properties"]})
        for row in effects.create_retractions + effects.update_retractions:
            assert isinstance(row["properties"], dict)
            self.retractions[str(row["key"])] = row["properties"]

    def _set(self, key: str, properties: object) -> None:
        assert isinstance(properties, dict)
        merged = {**self.nodes.get(key, {"key": key}), **properties}
        self.nodes[key] = {name: value for name, value in merged.items() if value is not None}

    def lines(self) -> list[bytes]:
        out = []
        for key, node in self.nodes.items():
            state = state_of(node)
            stated = "_stub" not in node or "_stated" in node
            out.append(canonical([key, state.properties, sorted(state.disputed), stated, False]))
        for one in self.links:
            if "_retracted" not in one:
                properties = {n: one[n] for n in ("quantity", "uom")}
                ends = ["CONSUMED_IN", one["key"], one["source"], one["target"]]
                out.append(canonical([*ends, properties, *(["disputed"] if "_disputed" in one else [])]))
        for key, row in self.retractions.items():
            out.append(canonical([key, row["type"], row["rank"]]))
        return sorted(out)


@pytest.mark.parametrize("seed", range(300))
def test_whatever_the_order_and_the_commits_the_graph_is_that_of_the_set(seed: int) -> None:
    chance = random.Random(seed)
    facts = random_facts(chance, 25)
    for _ in range(3):
        memory = Memory()
        for seq, some in enumerate(in_commits(chance, facts), start=1):
            memory.commit(some, seq)
        assert memory.lines() == graph_lines(facts)
        live = [one["key"] for one in memory.links if "_retracted" not in one]
        assert len(live) == len(set(live))
