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
    RAISED_PRECEDENCE,
    AnyFact,
    LoadAbandoned,
    NodeFact,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import OWN_NAMESPACE, prefix_of, split

POLICY_VERSION: Final = "0003"
_FIRST: Final = "0001"
# Of older versions of the model; those since have the table that came with them.
_OF_MODELS: Final = {"0003": _FIRST, "0004": "0002"}


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
    RAISE = "raise"
    RECORD = "record"
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
    nobody can sign. With `ours` it is of records that were opened here, and of fields that no source
    states; all else of such a record is a correction. `since` is the first version of the table with it.
    """

    operation: Operation
    label: str
    approvers: tuple[Approver, ...]
    before_accounts: bool
    description: str
    ours: bool = False
    since: str = _FIRST


_AUTHOR = "authorship"
_REVIEW, _APPROVAL = "review", "approval"
_QUALITY = Approver(Role.QUALITY_MANAGER, _APPROVAL)
_TWO = (Approver(Role.KEY_USER, _AUTHOR), _QUALITY)
_KEY_USER = (Approver(Role.KEY_USER, _AUTHOR),)
_REGULATORY = (Approver(Role.REGULATORY_AFFAIRS, _APPROVAL),)


def _ours(label: str, approvers: tuple[Approver, ...], description: str) -> Rule:
    return Rule(Operation.DECIDE, label, approvers, True, description, ours=True, since="0002")


def _record(label: str, approvers: tuple[Approver, ...], description: str) -> Rule:
    return Rule(Operation.RECORD, label, approvers, True, description, since="0002")


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
    Rule(
        Operation.RAISE,
        "",
        (),
        True,
        "open a nonconformity by a rule; what a person decides of it stands above",
        since="0002",
    ),
    _ours("Receipt", _KEY_USER, "quarantine, accept, refuse or put away what was received"),
    _ours("Inspection", (_QUALITY,), "plan, record and review an inspection"),
    _ours("Measurement", (_QUALITY,), "accept a value, or say what a deviating one means"),
    _ours("EnvironmentalReading", (_QUALITY,), "accept a reading, or say what an excursion means"),
    _ours("Lot", _KEY_USER, "identify a lot and check its label"),
    _ours("Device", _KEY_USER, "identify a device and check its label"),
    _ours("Shipment", _KEY_USER, "plan, clear and ship a shipment"),
    _ours("Return", _KEY_USER, "take a return in and settle it"),
    _ours("ServiceEvent", _KEY_USER, "record and close a service"),
    _ours("Complaint", (_QUALITY,), "open, investigate and close a complaint"),
    _ours("AdverseEvent", _REGULATORY, "open, assess, report and close an adverse event"),
    _record("Notice", _REGULATORY, "say that consignees were told of a recall"),
    _record("Response", _REGULATORY, "say what a consignee answered"),
    _record("OutreachAttempt", _REGULATORY, "say that a consignee was tried again"),
    _record("EffectivenessCheck", (_QUALITY,), "say whether a consignee acted on a notice"),
    _record("RegulatoryReport", _REGULATORY, "say that an authority was told"),
    _record("Organisation", _REGULATORY, "say who answers to the authorities"),
    _record("Drill", (), "keep the score of a mock recall"),
    _record("Indicator", (), "keep the value of a key figure"),
    Rule(
        Operation.DECIDE,
        "FigureTarget",
        (_QUALITY,),
        True,
        "say what a key figure must reach",
        since="0003",
    ),
)
_BY_LABEL: Final = {rule.label: rule for rule in RULES if rule.label}
_OF_ALL: Final = {rule.operation: rule for rule in RULES if not rule.label}
_TOLD_BY_ITS_END: Final = frozenset(["LED_TO", "INSPECTED_BY", "SHIPPED_IN", "RETURNED_IN"])
_ITEMS: Final = frozenset(["lot", "device"])
_SIGNED_FIRST: Final = frozenset(
    [
        *("Release", "Hold", "Nonconformity", "Capa", "Recall", "SupplierQualification"),
        *("Inspection", "Measurement"),
    ]
)
# What bears the approvals themselves; `graph_model.approval` checks each of these by its own rules.
BEARERS: Final = frozenset({"Proposal", "Signature"})


def of_model(model: str) -> str:
    """The version of the table that commits of a model version were held against."""
    return _OF_MODELS.get(model, POLICY_VERSION)


def shows_signatures(label: str, policy: str) -> bool:
    """Whether SIGNED ties the signatures of a decision to the records of this label."""
    return label in (_SIGNED_FIRST if policy == _FIRST else relationships.BY_TYPE["SIGNED"].targets)


def rules_of(fact: AnyFact, policy: str = POLICY_VERSION) -> tuple[Rule, ...]:
    """The rules that a fact comes under; none where a source states it, or it bears approvals."""
    if fact.origin != "decided":
        return ()
    match fact:
        case RejectResolved() | LoadAbandoned():
            return (_OF_ALL[Operation.CLOSE],)
        case NodeFact():
            return _rules_of_node(fact, policy)
        case RelationshipFact() | Retraction():
            return _rules_of_relationship(fact, policy)
        case _:
            return ()


def _rules_of_node(fact: NodeFact, policy: str) -> tuple[Rule, ...]:
    label = nodes.BY_PREFIX[prefix_of(fact.key)].label
    if label in BEARERS:
        return ()
    if policy != _FIRST and _is_raised(fact, fact.key):
        return (_OF_ALL[Operation.RAISE],)
    rule = _BY_LABEL.get(label)
    is_of_it = rule and rule.since <= policy and (not rule.ours or _is_ours(fact))
    return (rule if rule and is_of_it else _OF_ALL[Operation.CORRECT],)


def _is_raised(fact: NodeFact | RelationshipFact, key: str) -> bool:
    """Of a nonconformity that was opened here, below whatever a person decides of it."""
    of_it = prefix_of(key) == "nonconformity" and split(key).namespace == OWN_NAMESPACE
    return of_it and fact.precedence == RAISED_PRECEDENCE


def _is_ours(fact: NodeFact) -> bool:
    """Whether the record was opened here, or only fields are stated that no source may state."""
    if _is_opened_here(fact.key):
        return True
    declared = {p.name for p in nodes.BY_PREFIX[prefix_of(fact.key)].properties if p.decided}
    return bool(fact.properties) and fact.properties.keys() <= declared


def _is_opened_here(key: str) -> bool:
    """Items are made in a plant and never here, whatever their namespace."""
    return prefix_of(key) not in _ITEMS and split(key).namespace == OWN_NAMESPACE


def _rules_of_relationship(fact: RelationshipFact | Retraction, policy: str) -> tuple[Rule, ...]:
    if fact.type == "SIGNED":
        return ()
    if fact.type == "ALIAS_OF":
        return (_OF_ALL[Operation.MERGE],)
    if isinstance(fact, Retraction):
        # A retraction names no ends, so it comes under the rules of all records that it may part.
        declared = relationships.BY_TYPE[fact.type]
        rules = [_BY_LABEL.get(label) for label in (*declared.sources, *declared.targets)]
        other, is_own = Operation.WITHDRAW, False
    elif policy != _FIRST and fact.type == "RAISED_ON" and _is_raised(fact, fact.source):
        return (_OF_ALL[Operation.RAISE],)
    else:
        # What a record of ours is tied to is decided with it; what something led to says so itself.
        teller = fact.target if fact.type in _TOLD_BY_ITS_END else fact.source
        is_own = policy != _FIRST and _is_opened_here(teller)
        ends = (teller,) if is_own else (fact.source, fact.target)
        rules = [_BY_LABEL.get(nodes.BY_PREFIX[prefix_of(end)].label) for end in ends]
        other = Operation.CORRECT
    found = tuple(rule for rule in rules if rule and rule.since <= policy and (is_own or not rule.ours))
    return tuple(dict.fromkeys(found)) or (_OF_ALL[other],)


def approvers_of(facts: Iterable[AnyFact], policy: str = POLICY_VERSION) -> tuple[Approver, ...]:
    """Who must sign these facts together, in order: all that any of their rules asks for."""
    needed: list[Approver] = []
    # By the order of the table and of the roles, so that nothing hangs on the order of the facts.
    for rule in sorted({rule for fact in facts for rule in rules_of(fact, policy)}, key=RULES.index):
        have = [approver.role for approver in needed]
        needed += [approver for approver in rule.approvers if approver.role not in have]
    return tuple(sorted(needed, key=lambda approver: _ORDER.index(approver.role)))


_ORDER: Final = (Role.ADMINISTRATOR, Role.KEY_USER, Role.QUALITY_MANAGER, Role.REGULATORY_AFFAIRS)
