"""Commands on records: what stands around one is read, its workflow decides, and the facts are recorded.

Promises: the one way in which a stage changes; everything that a gate looks at is read at one ledger size,
and the decision is refused where the record changed after it. Refuses: what the workflow refuses, with every
reason at once; a tie to a record that is not there; a number that is taken.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.approvals import Outcome, decide
from app.around import read_near
from app.asker import EVERYTHING, Asker
from app.case.reading import read_case
from app.corrections import Decider, last_decided
from app.errors import Refused
from app.questions.reading import Reader
from app.questions.scoped import ScopedReader
from app.stated import field_of, no_record, see_what_may_be_done, value_of
from graph_model import nodes
from graph_model.instants import after
from graph_model.keys import OWN_NAMESPACE, make, split
from graph_model.policy import Approver, Permission, approvers_of
from graph_store.store import Store
from quality.near import Near, Properties
from quality.recall import against_completing
from quality.words import Words, listed, said
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
    stated,
    timed,
)
from quality.workflows import BY_LABEL

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 6
ELSEWHERE = Words("something at another site is against it", "另一场所的事项对此构成阻碍")
Ties = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do. `record` is a key, or a label where the record is to be opened.

    `prepared` says that the command which fills this one by itself has done so.
    """

    record: str
    command: str
    fields: Mapping[str, str]
    ties: Ties = ()
    prepared: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The record, and what became of the decision about it."""

    key: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Open:
    """A command that may be given now: who signs it, and what is against it as things stand."""

    step: Step
    approvers: tuple[Approver, ...]
    against: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands in its workflow, at a ledger size."""

    key: str
    workflow: Workflow
    stage: str
    properties: Properties
    open: tuple[Open, ...]
    known_at: int


def work(store: Store, wish: Wish, by: Decider, asker: Asker = EVERYTHING) -> Done:
    """Carry out a command, or propose it where it must be signed.

    Gates look at everything; what they find at other sites is told to the asker without its name.
    """
    workflow = workflow_of(wish.record)
    refuse_bound(workflow, asker)
    step = workflow.step(wish.command)
    if step and step.prepared_by and not wish.prepared:
        raise Refused(
            said("{command} needs what is asked first", "{command} 需要先查询所需内容", command=wish.command),
            said("Run: {command}", "请运行：{command}", command=step.prepared_by),
        )
    key = wish.record if ":" in wish.record else _new_key(wish.record, wish.command)
    declared = nodes.BY_LABEL[workflow.label]
    fields = {name: value_of(field_of(declared, name), text) for name, text in wish.fields.items()}
    command = Command(wish.command, _time(store, key), fields, tuple(wish.ties))
    with store.reader() as reader:
        facts = decided(reader, workflow, key, command, asker)
        seen = reader.known_at
    outcome = decide(store, facts, signer=by.signer, actor=by.actor, reason=by.reason, seen=seen)
    return Done(key, outcome)


def decided(
    reader: Reader, workflow: Workflow, key: str, command: Command, asker: Asker = EVERYTHING
) -> Facts:
    """The facts of a command, as things stand at the reader's size."""
    near = _near(reader, workflow, key, command)
    _refuse_unknown(near, key, command)
    result = act(workflow, key, command, near)
    if isinstance(result, Refusal):
        hidden = hidden_from(reader, near, asker)
        told = (ELSEWHERE if _names(reason.en, hidden) else reason for reason in result.words)
        raise Refused(listed(dict.fromkeys(told)), see_what_may_be_done(key))
    return result


def hidden_from(reader: Reader, near: Near, asker: Asker) -> frozenset[str]:
    """Of the records that gates looked at those that the asker may not see."""
    if asker.sites is None:
        return frozenset()
    named = {*near.cards, *(hold for holds in near.held.values() for hold in holds)}
    scoped = ScopedReader(reader, asker.sites)
    untold = {gap.words.en for gap in near.unsure if not scoped.may_tell(f"{gap.key} {gap.words.en}")}
    return frozenset(named - scoped.visible(named) | untold)


def _names(reason: str, hidden: frozenset[str]) -> bool:
    """Whether it is about one of these: then that something is against it is told, and not what."""
    return any(key in reason for key in hidden)


def stand(reader: Reader, key: str, at: str, asker: Asker = EVERYTHING) -> Standing:
    """Where a record stands, and what may be done with it."""
    workflow = workflow_of(key)
    refuse_bound(workflow, asker)
    card = reader.cards([key]).get(key)
    if card is None:
        raise no_record(key)
    stage = workflow.stage(card.properties)
    steps = tuple(_open(reader, workflow, key, step, at, asker) for step in workflow.open_to(stage))
    return Standing(key, workflow, stage, card.properties, steps, reader.known_at)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that stands in a stage which is not its last. `due` is empty where none is stated."""

    key: str
    label: str
    name: str
    stage: str
    due: str


def worklist(reader: Reader, keys: Iterable[str]) -> list[Waiting]:
    """Those of these records that are not at their end, what is due first before the rest."""
    found = []
    for key, card in reader.cards(keys).items():
        workflow = BY_LABEL[card.label]
        stage, properties = workflow.stage(card.properties), card.properties
        if stage not in (*workflow.last, REPORTED):
            name, due = (str(properties.get(field, "")) for field in ("name", "due"))
            found.append(Waiting(key, card.label, name, stage, due))
    return sorted(found, key=lambda one: (one.due == "", one.due, one.label, one.key))


def overdue(one: Waiting, now: str) -> bool:
    """Whether its due day is over; a day lasts until its end."""
    return bool(one.due) and one.due[: len(now)] < now[: len(one.due)]


def stages_of(found: Iterable[Waiting]) -> dict[tuple[str, str], int]:
    """How many wait in each stage of each label: where the work piles up."""
    return dict(sorted(Counter((one.label, one.stage) for one in found).items()))


def labels_of(wanted: Sequence[str]) -> list[str]:
    """These labels, or all that have a workflow."""
    return [workflow_of(label).label for label in wanted] or list(BY_LABEL)


def refuse_bound(workflow: Workflow, asker: Asker) -> None:
    """A recall is decided on the whole: what is against it would name what lies elsewhere."""
    if workflow.label == "Recall" and asker.sites is not None and not asker.may(Permission.ALL_SITES):
        raise Refused(
            Words(
                "a recall is decided on the whole, and you may see some sites only",
                "召回须基于全部内容决定，而您只能查看部分站点",
            ),
            Words("Ask somebody who may see every site.", "请由可查看所有站点的人员处理。"),
        )


def workflow_of(record: str) -> Workflow:
    """The workflow of a key or of a label."""
    prefix, colon, _ = record.partition(":")
    declared = nodes.BY_PREFIX.get(prefix) if colon else nodes.BY_LABEL.get(record)
    if declared is None or declared.label not in BY_LABEL:
        known = ", ".join(BY_LABEL)
        raise Refused(
            said("{record} has no workflow", "{record} 没有流程", record=record),
            said("These have one: {known}.", "有流程的是：{known}。", known=known),
        )
    return BY_LABEL[declared.label]


def _open(reader: Reader, workflow: Workflow, key: str, step: Step, at: str, asker: Asker) -> Open:
    """A command as it could be given; what it still needs to be told is no reason against it."""
    command = timed(workflow, step, key, Command(step.command, at))
    near = _near(reader, workflow, key, command)
    facts = stated(step, key, command)
    hidden = hidden_from(reader, near, asker)
    told = (ELSEWHERE if _names(one.en, hidden) else one for one in against(step, key, command, near))
    return Open(step, approvers_of(facts), tuple(dict.fromkeys(told)))


def _near(reader: Reader, workflow: Workflow, key: str, command: Command) -> Near:
    ends = [key, *(other for _, other in command.ties)]
    looks = beginnings(workflow, key, command, (*workflow.looks, *workflow.looks_at_holds))
    holds = beginnings(workflow, key, command, workflow.looks_at_holds)
    near = read_near(reader, ends, list(looks), list(holds), command.at)
    step = workflow.step(command.name)
    if step is None or not step.asks_the_answer or near.card(key) is None:
        return near
    case = read_case(reader, key).case
    said = {**case.properties, **command.fields}
    return replace(near, case=tuple(against_completing(replace(case, properties=said))))


def _refuse_unknown(near: Near, key: str, command: Command) -> None:
    for end in (key, *(other for _, other in command.ties)):
        is_new = end == key and split(key).namespace == OWN_NAMESPACE
        if near.card(end) is None and not is_new:
            raise no_record(end)


def _new_key(label: str, command: str) -> str:
    """A key for a record that is opened here; its number tells nothing and is never given twice."""
    workflow, declared = workflow_of(label), nodes.BY_LABEL[label]
    step = workflow.step(command)
    if step is None or ABSENT not in step.sources:
        opening = ", ".join(one.command for one in workflow.open_to(ABSENT))
        told = (
            said("it begins with: {opening}", "它以此开始：{opening}", opening=opening)
            if opening
            else said("a {label} comes from its source", "{label} 来自其来源", label=label)
        )
        raise Refused(
            said(
                "{command} opens no {label}; {told}",
                "{command} 不能开启 {label}；{told}",
                command=command,
                label=label,
                told=told,
            ),
            Words("Name the record by its key.", "请用键指明记录。"),
        )
    number = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return make(declared.prefix, OWN_NAMESPACE, number, *["1"] * (len(declared.key_parts) - 1))


def _time(store: Store, key: str) -> str:
    return after(last_decided(store, key), store.time())
