"""Workflows: the table fits the model, no sequence of commands leaves it, a replay tells the stage again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model import nodes, relationships
from graph_model.declare import Kind, Property
from graph_model.facts import NodeFact, RelationshipFact, Value
from graph_model.keys import OWN_NAMESPACE, make, prefix_of
from graph_model.merge import NodeState, merge, merged
from graph_model.policy import approvers_of
from graph_model.validate import check
from quality.near import Hop, Near, NotRead, Properties, path
from quality.workflow import (
    ABSENT,
    REPORTED,
    Command,
    Facts,
    Refusal,
    Step,
    Workflow,
    act,
    against,
    beginnings,
)
from quality.workflows import BY_LABEL, WORKFLOWS

STEPS = [(workflow, step) for workflow in WORKFLOWS for step in workflow.steps]
by_label = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.label)


# --- the table -----------------------------------------------------------------------------------


@by_label
def test_the_stages_are_those_that_the_model_declares(workflow: Workflow) -> None:
    declared = nodes.BY_LABEL[workflow.label].property_named("stage")
    assert declared is not None
    assert declared.decided
    raised = {"detected"} if workflow.label == "Nonconformity" else set()
    assert set(declared.values) == set(workflow.stages) | raised


def test_every_label_with_a_stage_has_a_workflow() -> None:
    staged = {n.label for n in nodes.NODES if n.property_named("stage")}
    assert staged - set(BY_LABEL) == {"Notice"}  # its stage follows from what is said of the consignee


@by_label
def test_every_command_is_reached_and_leads_to_a_last_stage(workflow: Workflow) -> None:
    names = [step.command for step in workflow.steps]
    assert len(set(names)) == len(names)
    begin = {ABSENT, REPORTED, "detected", workflow.stage_of({})}
    begin |= {workflow.stage_of({"decision": "released", "lifted": "2025-01-31"})}
    found = set[str]()
    while True:
        new = {s.target for s in workflow.steps if set(s.sources) & (begin | found)} - found
        if not new:
            break
        found |= new
    assert found == set(workflow.stages)
    assert workflow.last
    assert {source for s in workflow.steps for source in s.sources} <= found | begin


@pytest.mark.parametrize(("workflow", "step"), STEPS, ids=[f"{w.label}-{s.command}" for w, s in STEPS])
def test_a_command_states_what_the_model_declares(workflow: Workflow, step: Step) -> None:
    declared = nodes.BY_LABEL[workflow.label]
    for name in (*step.takes, *(name for name, _ in step.sets)):
        assert declared.property_named(name), name
    for name in step.now:
        found = declared.property_named(name)
        assert found
        assert found.kind is Kind.TIME
    for tie in step.ties:
        type_ = relationships.BY_TYPE[tie.type]
        assert workflow.label in (type_.sources if tie.forward else type_.targets)


@by_label
def test_the_paths_of_a_workflow_are_those_of_the_model(workflow: Workflow) -> None:
    for look in (*workflow.looks, *workflow.looks_at_holds):
        here = {workflow.label}
        for hop in look:
            type_ = relationships.BY_TYPE[hop.type]
            here_ends = set(type_.sources if hop.forward else type_.targets)
            assert here & here_ends, hop
            here = set(type_.targets if hop.forward else type_.sources)


@by_label
def test_a_command_on_a_record_of_ours_is_signed_by_somebody(workflow: Workflow) -> None:
    declared = nodes.BY_LABEL[workflow.label]
    key = make(declared.prefix, OWN_NAMESPACE, *declared.key_parts)
    fact = NodeFact(key=key, properties={"stage": workflow.stages[0]}, origin="decided")
    assert approvers_of([fact])


# --- random commands -----------------------------------------------------------------------------


@dataclass(frozen=True)
class World(Near):
    """Near, of records that the dice make as they are looked at; everything that is looked at is there."""

    dice: random.Random = field(default_factory=random.Random)
    own: str = ""

    def card(self, key: str) -> Properties | None:
        """The record's own state, or a record of any kind in any stage."""
        assert isinstance(self.cards, dict)
        if key not in self.cards and key != self.own:
            declared = nodes.BY_PREFIX[prefix_of(key)]
            said = [p for p in declared.properties if self.dice.random() < 0.7]
            self.cards[key] = {p.name: value(p, self.dice) for p in said}
        return self.cards.get(key)

    def _from(self, key: str, hop: Hop) -> tuple[str, ...]:
        type_ = relationships.BY_TYPE[hop.type]
        labels = self.dice.choices(type_.targets if hop.forward else type_.sources, k=self.dice.randrange(5))
        declared = [nodes.BY_LABEL[label] for label in labels]
        numbers = [[str(self.dice.randrange(3))] * len(one.key_parts) for one in declared]
        return tuple(make(one.prefix, "t", *parts) for one, parts in zip(declared, numbers, strict=True))

    def holds_of(self, key: str) -> tuple[str, ...]:
        return ("hold:t/1",) if self.dice.random() < 0.2 else ()


def value(declared: Property, dice: random.Random) -> Value:
    """A value of the kind."""
    match declared.kind:
        case Kind.CODE:
            return dice.choice(declared.values)
        case Kind.INTEGER | Kind.QUANTITY:
            return dice.randrange(-5, 5)
        case Kind.DATE | Kind.TIME:
            return dice.choice(["2025-01-31", "2026-01-31", "2027-01-31"])
        case _:
            return dice.choice(["x", "location:t/1", "(01)09506000134352(10)x"])


def wanted(workflow: Workflow, dice: random.Random, at: str) -> Command:
    """A command of this workflow, mostly whole; now and then one of another, or with odd parts."""
    home = workflow if dice.random() < 0.9 else dice.choice(WORKFLOWS)
    step = dice.choice(home.steps)
    declared = nodes.BY_LABEL[home.label]
    fields: dict[str, Value] = {}
    for name in step.takes:
        found = declared.property_named(name)
        assert found
        if name not in step.now and dice.random() < 0.95:
            fields[name] = value(found, dice)
    if dice.random() < 0.05:
        fields[dice.choice(["stage", "decision", "nothing"])] = "closed"
    ties = []
    for tie in step.ties:
        type_ = relationships.BY_TYPE[tie.type]
        label = dice.choice(type_.targets if tie.forward else type_.sources)
        if dice.random() < 0.1:
            label = "Supplier"
        end = nodes.BY_LABEL[label]
        ties.append((tie.type, make(end.prefix, "t", *["1"] * len(end.key_parts))))
    return Command(step.command, at, fields, tuple(ties))


@by_label
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), is_there=st.booleans())
def test_no_sequence_of_commands_leaves_the_table(workflow: Workflow, seed: int, is_there: bool) -> None:
    """Stage after stage is that of the table; a replay of the facts, in any order, ends in the same one."""
    dice = random.Random(seed)
    declared = nodes.BY_LABEL[workflow.label]
    key = make(declared.prefix, OWN_NAMESPACE, *["1"] * len(declared.key_parts))
    stated = [
        NodeFact(key=key, properties={p.name: value(p, dice) for p in declared.properties if not p.decided})
    ]
    if is_there and dice.random() < 0.7:
        began = NodeFact(
            key=key, properties={"stage": dice.choice(workflow.stages)}, origin="decided", precedence=998
        )
        stated.append(began)
    facts = stated if is_there else []
    state = merged(facts) if is_there else None
    for number in range(12):
        world = World({key: state.properties} if state else {}, {}, case=(), dice=dice, own=key)
        before = workflow.stage(state.properties if state else None)
        at = f"2026-11-26T08:00:{number:02d}.000000Z"
        command = wanted(workflow, dice, at)
        done = act(workflow, key, command, world)
        if isinstance(done, Refusal):
            assert done.reasons
            assert len(set(done.reasons)) == len(done.reasons)
            continue
        step = workflow.step(command.name)
        assert step
        assert before in step.sources
        assert before not in workflow.last
        node, *ties = done
        assert isinstance(node, NodeFact)
        assert node.properties.keys() <= {*step.takes, *(name for name, _ in step.sets), "stage"}
        for fact in done:
            check(fact)
        assert {fact.type for fact in ties if isinstance(fact, RelationshipFact)} <= {
            t.type for t in step.ties
        }
        facts = [*facts, node]
        state = state or NodeState()
        merge(state, node)
        assert workflow.stage(state.properties) == step.target
        for name in step.needs:
            assert state.properties.get(name) not in (None, "")
        shuffled = facts[:]
        dice.shuffle(shuffled)
        assert merged(shuffled).properties == state.properties


# --- refusals by word ----------------------------------------------------------------------------


KEY = "complaint:lotgraph/1"
DEVICE = "device:t/FG/1"


def reasons(done: Facts | Refusal) -> tuple[str, ...]:
    """Why it is refused."""
    assert isinstance(done, Refusal)
    return done.reasons


def test_a_command_that_does_not_fit_the_stage_says_what_does() -> None:
    complaint = BY_LABEL["Complaint"]
    closed = Near({KEY: {"stage": "closed"}}, {})
    done = act(complaint, KEY, Command("open", "2026-11-26T08:00:00.000000Z"), closed)
    assert reasons(done) == ("open: the Complaint is closed, and nothing follows that",)
    new = Near({KEY: None}, {})
    done = act(complaint, KEY, Command("close", "2026-11-26T08:00:00.000000Z"), new)
    assert reasons(done) == ("close: the Complaint is absent; what may be done is: open",)


def test_every_reason_is_told_at_once() -> None:
    complaint = BY_LABEL["Complaint"]
    command = Command("open", "2026-11-26T08:00:00.000000Z", {"stage": "closed"}, (("SERVICED", DEVICE),))
    assert reasons(act(complaint, KEY, command, Near({KEY: None}, {}))) == (
        "open takes no stage; it takes name, received, outcome",
        "open needs name",
        "open needs received",
        "open states no SERVICED; it states COMPLAINS_OF",
        "open needs a COMPLAINS_OF",
    )


def test_a_gate_that_looks_where_nobody_read_fails() -> None:
    step = BY_LABEL["Receipt"].step("quarantine")
    assert step
    key = "receipt:t/1/1"
    with pytest.raises(NotRead):
        against(step, key, Command("quarantine", "2026-11-26T08:00:00.000000Z"), Near({key: {}}, {}))


def test_reading_begins_at_the_record_and_at_what_the_command_ties_it_to() -> None:
    release = BY_LABEL["Release"]
    command = Command("release", "", {}, (("DECIDED_ON", "lot:t/M/1"),))
    looks = (path(">DECIDED_ON <RAISED_ON"),)
    assert list(beginnings(release, "release:lotgraph/1", command, looks)) == [
        ("release:lotgraph/1", looks[0]),
        ("lot:t/M/1", path("<RAISED_ON")),
    ]
