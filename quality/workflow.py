"""Workflows as tables: a record's stages, the commands that lead from one to another, and what they need.

Promises: `act` is a pure function of what stands and of the command: the facts that carry it out, or a
refusal with every reason at once. A stage is reached by its commands alone; a last stage is never left.
The facts are those that a replay of the ledger reads, so the state after them is that of the target.
Refuses: a command that does not fit the stage, a field it does not take, a missing one, a tie to the wrong
kind of record, and whatever a gate is against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graph_model import nodes, relationships
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, RelationshipFact, Value
from graph_model.keys import OWN_NAMESPACE, prefix_of, relationship_key_by_content, split
from quality.near import Near, Path, Properties
from quality.words import Words, said

ABSENT: Final = "absent"
"""The stage of a record that is not there yet."""
REPORTED: Final = "reported"
"""The stage of a record that a source stated and of which nothing was decided here."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship that a command states. `forward` where it leaves the record."""

    type: str
    forward: bool = True
    required: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a gate looks at: the record as it will be, what it will be tied to, what stands around it."""

    key: str
    properties: Properties
    near: Near
    at: str
    tied: Mapping[tuple[str, bool], tuple[str, ...]]

    def text(self, name: str) -> str:
        """One value of the record; empty where it is not stated."""
        return str(self.properties.get(name, ""))

    def around(self, hops: Path) -> tuple[str, ...]:
        """The records at the end of a path, those of the command's own ties with those that stand."""
        first = self.tied.get((hops[0].type, hops[0].forward), ())
        return tuple(
            dict.fromkeys([*self.near.at([self.key], hops), *self.near.at(first, hops[1:])])
            if self.near.card(self.key) is not None
            else self.near.at(first, hops[1:])
        )


Gate = Callable[[Subject], Iterator[Words]]
"""Tells each reason against a command."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command: where it may be given, where it leads, and what it needs.

    `needs` are fields that must be filled after it, `may` others that it takes, `sets` what it states
    by itself; `now` are fields that are the time of the command where it states none. With `asks_the_answer`
    its gates look at who is affected today; `prepared_by` is the command that alone may give it.
    """

    command: str
    sources: tuple[str, ...]
    target: str
    description: Words
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    sets: tuple[tuple[str, Value], ...] = ()
    ties: tuple[Tie, ...] = ()
    gates: tuple[Gate, ...] = ()
    asks_the_answer: bool = False
    prepared_by: str = ""

    @property
    def takes(self) -> tuple[str, ...]:
        """Every field that it takes."""
        return tuple(dict.fromkeys((*self.needs, *self.may, *self.now)))


@dataclass(frozen=True, slots=True)
class Workflow:
    """The way of one kind of record. `looks` are the paths that its gates look along.

    `stage_of` tells the stage of a record that a source stated, where that says more than `REPORTED`. With
    `times_are_the_sources` a command states its time of records alone that were opened here: of others the
    source says when, and another word is a correction.
    """

    label: str
    description: Words
    steps: tuple[Step, ...]
    looks: tuple[Path, ...] = ()
    stage_of: Callable[[Properties], str] = lambda _: REPORTED
    looks_at_holds: tuple[Path, ...] = ()
    times_are_the_sources: bool = False

    @property
    def stages(self) -> tuple[str, ...]:
        """Every stage there is, in the order of the table."""
        return tuple(dict.fromkeys(step.target for step in self.steps))

    @property
    def last(self) -> frozenset[str]:
        """The stages that no command leaves."""
        return frozenset(self.stages) - {source for step in self.steps for source in step.sources}

    def stage(self, properties: Properties | None) -> str:
        """Where a record stands; None is one that is not there."""
        if properties is None:
            return ABSENT
        return str(properties.get("stage") or self.stage_of(properties))

    def step(self, command: str) -> Step | None:
        """The command of that name."""
        return next((step for step in self.steps if step.command == command), None)

    def open_to(self, stage: str) -> tuple[Step, ...]:
        """The commands that may be given in a stage."""
        return tuple(step for step in self.steps if stage in step.sources)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to do with a record. `at` is the server's time, and outranks what was decided."""

    name: str
    at: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    ties: tuple[tuple[str, str], ...] = ()
    """Type of a relationship, and the key at its other end."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is not carried out: every reason there is."""

    words: tuple[Words, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """In English."""
        return tuple(one.en for one in self.words)


Facts = tuple[NodeFact | RelationshipFact, ...]


def act(workflow: Workflow, key: str, command: Command, near: Near) -> Facts | Refusal:
    """The facts that carry out a command on a record, or why it is refused."""
    before = near.card(key)
    stage, step = workflow.stage(before), workflow.step(command.name)
    if step is None or stage not in step.sources:
        return Refusal((_not_here(workflow, command.name, stage),))
    command = timed(workflow, step, key, command)
    after = _after(step, command, before)
    reasons = (
        *_odd_fields(step, command),
        *_missing(step, after),
        *_odd_ties(workflow.label, step, command),
    )
    reasons = reasons or tuple(against(step, key, command, near))
    return Refusal(tuple(dict.fromkeys(reasons))) if reasons else stated(step, key, command)


def against(step: Step, key: str, command: Command, near: Near) -> tuple[Words, ...]:
    """What the gates of a step have against it."""
    tied: dict[tuple[str, bool], tuple[str, ...]] = {}
    for tie, other in _ties(step, command):
        tied[tie.type, tie.forward] = (*tied.get((tie.type, tie.forward), ()), other)
    it = Subject(key, _after(step, command, near.card(key)), near, command.at, tied)
    return tuple(dict.fromkeys(reason for gate in step.gates for reason in gate(it)))


def stated(step: Step, key: str, command: Command) -> Facts:
    """The facts of a step."""
    node = NodeFact(
        key=key,
        properties={**_values(step, command), "stage": step.target},
        precedence=DECIDED_PRECEDENCE,
        changed=command.at,
        origin="decided",
    )
    return (node, *(_relationship(tie, key, other, command.at) for tie, other in _ties(step, command)))


def timed(workflow: Workflow, step: Step, key: str, command: Command) -> Command:
    """The command with its own time in the fields that are its time, where it states none."""
    if workflow.times_are_the_sources and split(key).namespace != OWN_NAMESPACE:
        return command
    return replace(command, fields={**dict.fromkeys(step.now, command.at), **command.fields})


def _values(step: Step, command: Command) -> dict[str, Value]:
    return {**dict(step.sets), **command.fields}


def _after(step: Step, command: Command, before: Properties | None) -> dict[str, object]:
    return {**(before or {}), **_values(step, command), "stage": step.target}


def _not_here(workflow: Workflow, name: str, stage: str) -> Words:
    open_ = [step.command for step in workflow.open_to(stage)]
    if not open_:
        return said(
            "{name}: the {label} is {stage}, and nothing follows that",
            "{name}：{label} 处于 {stage}，之后没有可执行的操作",
            name=name,
            label=workflow.label,
            stage=stage,
        )
    return said(
        "{name}: the {label} is {stage}; what may be done is: {commands}",
        "{name}：{label} 处于 {stage}；可执行的操作：{commands}",
        name=name,
        label=workflow.label,
        stage=stage,
        commands=", ".join(open_),
    )


def _ties(step: Step, command: Command) -> list[tuple[Tie, str]]:
    """The ties of the command that the step knows."""
    known = {tie.type: tie for tie in step.ties}
    return [(known[type_], other) for type_, other in dict.fromkeys(command.ties) if type_ in known]


def _odd_fields(step: Step, command: Command) -> Iterator[Words]:
    for name in command.fields:
        if name not in step.takes:
            yield said(
                "{command} takes no {name}; it takes {fields}",
                "{command} 不接受 {name}；它接受 {fields}",
                command=step.command,
                name=name,
                fields=", ".join(step.takes) or Words("no field", "零个字段"),
            )


def _missing(step: Step, after: Properties) -> Iterator[Words]:
    for name in step.needs:
        if after.get(name) in (None, ""):
            yield said("{command} needs {name}", "{command} 需要 {name}", command=step.command, name=name)


def _odd_ties(label: str, step: Step, command: Command) -> Iterator[Words]:
    known = {tie.type: tie for tie in step.ties}
    for type_, other in command.ties:
        if type_ not in known:
            yield said(
                "{command} states no {type}; it states {types}",
                "{command} 不说明 {type}；它说明 {types}",
                command=step.command,
                type=type_,
                types=", ".join(known) or Words("none", "无"),
            )
            continue
        declared = relationships.BY_TYPE[type_]
        ends = declared.targets if known[type_].forward else declared.sources
        found = nodes.BY_PREFIX.get(prefix_of(other))
        if found is None or found.label not in ends:
            yield said(
                "{type} ties a {label} to a {ends}, not to {other}",
                "{type} 将 {label} 与 {ends} 相连，而不是 {other}",
                type=type_,
                label=label,
                ends=Words(" or ".join(ends), " 或 ".join(ends)),
                other=other,
            )
    for tie in step.ties:
        if tie.required and not any(type_ == tie.type for type_, _ in command.ties):
            yield said(
                "{command} needs a {type}", "{command} 需要 {type}", command=step.command, type=tie.type
            )


def _relationship(tie: Tie, key: str, other: str, at: str) -> RelationshipFact:
    source, target = (key, other) if tie.forward else (other, key)
    return decided_relationship(tie.type, source, target, at)


def decided_relationship(type_: str, source: str, target: str, at: str) -> RelationshipFact:
    """A relationship that is decided here: one for each two ends."""
    return RelationshipFact(
        type=type_,
        key=relationship_key_by_content(type_, OWN_NAMESPACE, source, target),
        source=source,
        target=target,
        precedence=DECIDED_PRECEDENCE,
        changed=at,
        origin="decided",
    )


def beginnings(
    workflow: Workflow, key: str, command: Command, looks: Iterable[Path]
) -> Iterator[tuple[str, Path]]:
    """Where reading begins: the record with each path, the ends of ties with what is left of one."""
    step = workflow.step(command.name)
    known = {tie.type: tie for tie in step.ties} if step else {}
    for look in looks:
        yield key, look
        for type_, other in command.ties:
            if type_ in known and (look[0].type, look[0].forward) == (type_, known[type_].forward):
                yield other, look[1:]
