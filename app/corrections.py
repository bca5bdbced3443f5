"""Corrections: what somebody here decided, recorded above what sources state and never instead of it.

Promises: a decision outranks every imported statement and every earlier decision; what it corrects stays
in the ledger, with who decided and why beside it; another decision takes it back. A conflict between
sources ends with the decision about it. Refuses: a record that is not there, a property that is not
declared, a value that is not of its kind, and what would change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.approvals import Outcome, Signer, decide
from app.errors import Refused
from app.stated import field_of, no_record, see_what_may_be_done, value_of
from graph_model import nodes, relationships
from graph_model.declare import NodeType, RelationshipType
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
    from_json,
    rank,
)
from graph_model.instants import after
from graph_model.keys import OWN_NAMESPACE, prefix_of, split
from graph_store.history import UnknownRecord, Version, history
from graph_store.sealing import erasure_key, keys_of, personal_in
from graph_store.store import Store
from quality.words import Words, said
from quality.workflows import BY_LABEL, WORKFLOWS

S = TypeVar("S", bound=Statement)
TIES = sorted({tie.type for workflow in WORKFLOWS for step in workflow.steps for tie in step.ties})
ENDS = ("from", "to")
"""What a relationship is corrected by beside its properties: the keys of the nodes that it joins."""
# What their commands and the commit record of themselves; each is done again, never corrected.
_ACTS = frozenset({"Proposal", "Signature", "KeyRotation", "SecurityLog", "Repair", "Erasure"})
# Their own commands look at more than a correction does, and tell the security log.
_BY_COMMAND = {
    "Account": "lotgraph user …",
    "Responsibility": "lotgraph owners set …",
    "FigureTarget": "lotgraph kpi target …",
}


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, and why; the signer where the policy table asks for signatures."""

    actor: str
    reason: str
    signer: Signer | None = None


def correct(store: Store, key: str, values: Mapping[str, str], by: Decider) -> Outcome:
    """State these properties of a node, or a relationship with them; a withdrawn one holds again."""
    _refuse_alias(key)
    _refuse_decided_with_its_record(key)
    versions = history(store, key)
    declared = nodes.BY_PREFIX.get(prefix_of(key)) or relationships.BY_TYPE[prefix_of(key)]
    ends = {n: t for n, t in values.items() if n in ENDS and isinstance(declared, RelationshipType)}
    stated = {name: _value(declared, name, text) for name, text in values.items() if name not in ends}
    if isinstance(declared, RelationshipType):
        _refuse_unknown(store, ends.values())
        return record(store, _restated(versions, stated, ends), by)
    if not stated:
        raise Refused(
            said("nothing to correct in {key}", "{key} 没有要更正的内容", key=key),
            Words("Name a property and its value, as NAME=VALUE.", "请指明属性及其值，如 NAME=VALUE。"),
        )
    _refuse_act(declared)
    _refuse_set_by_workflow(store, key, declared, stated)
    _refuse_erased(store, key, stated)
    return record(store, NodeFact(key=key, properties=stated), by)


def withdraw(store: Store, key: str, by: Decider) -> Outcome:
    """State that a relationship does not hold."""
    _refuse_decided_with_its_record(key)
    versions = history(store, key)
    if prefix_of(key) not in relationships.BY_TYPE:
        raise Refused(
            said(
                "{key} is a record, and only relationships are withdrawn",
                "{key} 是记录，只能撤回关系",
                key=key,
            ),
            Words(
                "Correct its properties, or withdraw what ties it: `recall --with-links` shows the keys.",
                "请更正其属性，或撤回与之相连的关系：`recall --with-links` 显示其键。",
            ),
        )
    if _is_withdrawn(versions):
        raise Refused(said("{key} is withdrawn already", "{key} 已被撤回", key=key), _see_history(key))
    return record(store, Retraction(type=prefix_of(key), key=key, reason=by.reason), by)


def _refuse_decided_with_its_record(key: str) -> None:
    """What a command tied to a record that was opened here holds as long as the record does."""
    if key.startswith(tuple(f"{type_}:{OWN_NAMESPACE}/" for type_ in TIES)):
        raise Refused(
            said("{key} was decided with its record", "{key} 是随其记录一起决定的", key=key),
            Words(
                "See what may be done with that: lotgraph work show KEY.",
                "查看可对该记录执行的操作：lotgraph work show KEY。",
            ),
        )


def _refuse_set_by_workflow(store: Store, key: str, declared: NodeType, stated: Properties) -> None:
    """What a workflow states of a record it stated with its gates; another word would pass them by."""
    workflow = BY_LABEL.get(declared.label)
    if workflow is None:
        return
    card = store.reader().cards([key])[key].properties
    is_decided = "stage" in card or split(key).namespace == OWN_NAMESPACE
    for step in workflow.steps:
        names = {name for name, _ in step.sets} | (set(step.takes) if is_decided else set())
        for name in names & stated.keys():
            raise Refused(
                said("{name} is set by its workflow", "{name} 由其流程设定", name=name),
                see_what_may_be_done(key),
            )


def _refuse_alias(key: str) -> None:
    """A decided alias merges two records; whether they may be merged is looked at where that is asked for."""
    if prefix_of(key) == relationships.ALIAS:
        raise Refused(
            said(
                "{key} says that two records are one; that is decided for the records",
                "{key} 说明两个记录是同一个；这须对记录作出决定",
                key=key,
            ),
            Words(
                "To tell them as one: lotgraph merge DUPLICATE KEPT --reason …",
                "将其合并为一个：lotgraph merge DUPLICATE KEPT --reason …",
            ),
        )


def record(store: Store, fact: S, by: Decider) -> Outcome:
    """Decide a statement, later than all that was decided of its key before."""
    changed = after(last_decided(store, fact.key), store.time())
    decided = replace(fact, precedence=DECIDED_PRECEDENCE, changed=changed, origin="decided")
    return decide(store, [decided], signer=by.signer, actor=by.actor, reason=by.reason)


def last_decided(store: Store, key: str) -> str:
    """When a record was last decided on; empty where it never was."""
    try:
        versions = history(store, key)
    except UnknownRecord:
        return ""
    decided = (v.statement for v in versions if v.statement.get("origin") == "decided")
    return max((str(statement.get("changed", "")) for statement in decided), default="")


def _see_history(key: str) -> Words:
    return said("See `lotgraph history {key}`.", "见 `lotgraph history {key}`。", key=key)


def _refuse_act(declared: NodeType) -> None:
    if declared.label in _ACTS:
        raise Refused(
            said(
                "a {label} says what was done here, and that stays as it is",
                "{label} 说明此处做过的事，保持不变",
                label=declared.label,
            ),
            Words("Do it again.", "请重新执行。"),
        )
    if declared.label in _BY_COMMAND:
        own = _BY_COMMAND[declared.label]
        raise Refused(
            said(
                "{label} records are changed by their own command",
                "{label} 记录由其自己的命令更改",
                label=declared.label,
            ),
            said("Run `{command}`.", "请运行 `{command}`。", command=own),
        )


def _refuse_erased(store: Store, key: str, stated: Properties) -> None:
    """The commit would leave such a value out, and the decision would decide nothing."""
    personal = {declared.name: subject for declared, subject in personal_in(key, stated)}
    if not personal:
        return
    with store.connection.reading() as runner:
        keys = keys_of(runner, personal.values())
    for name, subject in personal.items():
        if subject in keys and keys[subject].is_erased:
            raise Refused(
                said(
                    "{name} of {key} was erased for good", "{key} 的 {name} 已被永久清除", name=name, key=key
                ),
                _see_history(erasure_key(subject)),
            )


def _is_withdrawn(versions: Sequence[Version]) -> bool:
    """Whether the best statement of a relationship is a withdrawal."""
    best = [version for version in versions if version.holds][-1]
    return best.statement["fact"] == "retraction"


def _refuse_unknown(store: Store, keys: Iterable[str]) -> None:
    there = store.reader().cards(keys)
    for key in keys:
        if key not in there:
            raise no_record(key)


def _restated(versions: Sequence[Version], stated: Properties, ends: Mapping[str, str]) -> RelationshipFact:
    """The relationship as the best statement has it, with other values or other ends."""
    facts = [from_json(version.statement) for version in versions]
    best = max((fact for fact in facts if isinstance(fact, RelationshipFact)), key=rank, default=None)
    if best is None:
        raise Refused(
            Words("it was withdrawn before it was stated", "它在被说明之前已被撤回"),
            Words("Load the file that states it.", "请载入说明它的文件。"),
        )
    if not stated and not ends and not _is_withdrawn(versions):
        raise Refused(
            said("nothing to correct in {key}", "{key} 没有要更正的内容", key=best.key),
            Words("Name a property and its value.", "请指明属性及其值。"),
        )
    return RelationshipFact(
        type=best.type,
        key=best.key,
        source=ends.get("from", best.source),
        target=ends.get("to", best.target),
        properties=best.properties | stated,
    )


def _value(declared: NodeType | RelationshipType, name: str, text: str) -> Value:
    field = field_of(declared, name)
    if field.decided:
        raise Refused(
            said("{name} is set by its workflow", "{name} 由其流程设定", name=name),
            see_what_may_be_done("KEY"),
        )
    return value_of(field, text)
