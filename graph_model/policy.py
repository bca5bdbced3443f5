"""The policy table: who may do what, and who must sign it (docs/policy.md is made from it).

Promises: declared, versioned, and asked by the commit itself (`graph_model.approval`), so that no way
into the ledger passes by it. It binds what is decided here; what a source states is imported and
attributed to that source. Approvers of one operation are different persons, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph_model import nodes, relationships
from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    NodeFact,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import prefix_of

POLICY_VERSION: Final = "0001"


class Role(StrEnum):
    """What a person is to the ledger."""

    ADMINISTRATOR = "administrator"
    QUALITY_MANAGER = "quality_manager"
    REGULATORY_AFFAIRS = "regulatory_affairs"
    KEY_USER = "key_user"
    INVESTIGATOR = "investigator"
    AUDITOR = "auditor"
    ENGINEER = "engineer"


class Permission(StrEnum):
    """What a request needs. Signing needs none: the policy table names its roles."""

    READ = "read"
    ALL_SITES = "recall:all-sites"
    LOAD = "load"
    PROPOSE = "propose"
    AUDIT = "audit"
    OPERATE = "operate"
    ADMINISTER = "administer"


_READS = frozenset({Permission.READ})
PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.PROPOSE, Permission.AUDIT}),
    Role.QUALITY_MANAGER: _READS | {Permission.ALL_SITES, Permission.PROPOSE, Permission.AUDIT},
    Role.REGULATORY_AFFAIRS: _READS | {Permission.ALL_SITES, Permission.PROPOSE},
    Role.KEY_USER: _READS | {Permission.LOAD, Permission.PROPOSE},
    Role.INVESTIGATOR: _READS,
    Role.AUDITOR: _READS | {Permission.ALL_SITES, Permission.AUDIT},
    Role.ENGINEER: frozenset({Permission.OPERATE, Permission.LOAD}),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """All that these roles may do; a role that is not declared may do nothing."""
    known = (PERMISSIONS[Role(role)] for role in roles if role in Role.__members__.values())
    return frozenset().union(*known)


class Operation(StrEnum):
    """What a decision does."""

    DECIDE = "decide"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    CLOSE = "close"
    GRANT = "grant"
    ASSIGN = "assign"
    ERASE = "erase"
    ROTATE = "rotate"
    REPAIR = "repair"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Approver:
    """One signature of an operation: the role that gives it, and what it stands for (21 CFR 11.50)."""

    role: Role
    meaning: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `label` is the record decided on; empty where the rule is for all others.

    `before_accounts` says whether the operation is open to a ledger that has no account yet, where
    nobody can sign.
    """

    operation: Operation
    label: str
    approvers: tuple[Approver, ...]
    before_accounts: bool
    description: str


_AUTHOR = "authorship"
_REVIEW, _APPROVAL = "review", "approval"
_QUALITY = Approver(Role.QUALITY_MANAGER, _APPROVAL)
_TWO = (Approver(Role.KEY_USER, _AUTHOR), _QUALITY)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Operation.DECIDE,
        "Recall",
        (Approver(Role.QUALITY_MANAGER, _REVIEW), Approver(Role.REGULATORY_AFFAIRS, _APPROVAL)),
        False,
        "begin, change or end a recall, and what it takes back",
    ),
    Rule(Operation.DECIDE, "Release", (_QUALITY,), False, "let items go, or not"),
    Rule(Operation.DECIDE, "Hold", (_QUALITY,), False, "make items wait, or lift it"),
    Rule(Operation.DECIDE, "Nonconformity", (_QUALITY,), False, "a nonconformity and its review outcome"),
    Rule(Operation.DECIDE, "Capa", (_QUALITY,), False, "a corrective or preventive action"),
    Rule(Operation.DECIDE, "SupplierQualification", (_QUALITY,), False, "approve a supplier"),
    Rule(Operation.CORRECT, "", _TWO, True, "state what holds, above all that sources say"),
    Rule(Operation.WITHDRAW, "", _TWO, True, "state that a relationship does not hold"),
    Rule(Operation.MERGE, "", _TWO, True, "join duplicate records, or part them again"),
    Rule(Operation.CLOSE, "", (_QUALITY,), True, "close a rejected row, give up a load"),
    Rule(
        Operation.GRANT,
        "Account",
        (Approver(Role.ADMINISTRATOR, _APPROVAL),),
        True,
        "open, change or close an account; before there is one, only an administrator's",
    ),
    Rule(Operation.ASSIGN, "Responsibility", (_QUALITY,), True, "say who answers for data"),
    Rule(
        Operation.ERASE,
        "Erasure",
        (Approver(Role.ADMINISTRATOR, _AUTHOR), _QUALITY),
        True,
        "make a person's values unreadable for ever",
    ),
    Rule(Operation.ROTATE, "KeyRotation", (), True, "replace the ledger's key; the note has two signatures"),
    Rule(Operation.REPAIR, "Repair", (), True, "set the graph back to what the ledger says"),
    Rule(Operation.SEAL, "SecurityLog", (), True, "record the head of the security log"),
)
_BY_LABEL: Final = {rule.label: rule for rule in RULES if rule.label}
_OF_ALL: Final = {rule.operation: rule for rule in RULES if not rule.label}
# What bears the approvals themselves; `graph_model.approval` checks each of these by its own rules.
BEARERS: Final = frozenset({"Proposal", "Signature"})


def rules_of(fact: AnyFact) -> tuple[Rule, ...]:
    """The rules that a fact comes under; none where a source states it, or it bears approvals."""
    if fact.origin != "decided":
        return ()
    match fact:
        case RejectResolved() | LoadAbandoned():
            return (_OF_ALL[Operation.CLOSE],)
        case NodeFact():
            label = nodes.BY_PREFIX[prefix_of(fact.key)].label
            return () if label in BEARERS else (_BY_LABEL.get(label, _OF_ALL[Operation.CORRECT]),)
        case RelationshipFact() | Retraction():
            return _rules_of_relationship(fact)
        case _:
            return ()


def _rules_of_relationship(fact: RelationshipFact | Retraction) -> tuple[Rule, ...]:
    if fact.type == "SIGNED":
        return ()
    if fact.type == "ALIAS_OF":
        return (_OF_ALL[Operation.MERGE],)
    # A retraction names no ends, so it comes under the rules of all records that it may part.
    declared = relationships.BY_TYPE[fact.type]
    labels = (
        [*declared.sources, *declared.targets]
        if isinstance(fact, Retraction)
        else [nodes.BY_PREFIX[prefix_of(end)].label for end in (fact.source, fact.target)]
    )
    found = tuple(_BY_LABEL[label] for label in labels if label in _BY_LABEL)
    return found or (_OF_ALL[Operation.WITHDRAW if isinstance(fact, Retraction) else Operation.CORRECT],)


def approvers_of(facts: Iterable[AnyFact]) -> tuple[Approver, ...]:
    """Who must sign these facts together, in order: all that any of their rules asks for."""
    needed: list[Approver] = []
    # By the order of the table and of the roles, so that nothing hangs on the order of the facts.
    for rule in sorted({rule for fact in facts for rule in rules_of(fact)}, key=RULES.index):
        have = [approver.role for approver in needed]
        needed += [approver for approver in rule.approvers if approver.role not in have]
    return tuple(sorted(needed, key=lambda approver: _ORDER.index(approver.role)))


_ORDER: Final = (Role.ADMINISTRATOR, Role.KEY_USER, Role.QUALITY_MANAGER, Role.REGULATORY_AFFAIRS)
