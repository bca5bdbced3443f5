"""The policy table: which rules a fact comes under, and who signs several together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from graph_model.facts import (
    RAISED_PRECEDENCE,
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    NodeFact,
    RejectResolved,
    RelationshipFact,
    Retraction,
    canonical,
)
from graph_model.keys import relationship_key
from graph_model.nodes import BY_LABEL, NODES
from graph_model.policy import (
    BEARERS,
    PERMISSIONS,
    POLICY_VERSION,
    RULES,
    Operation,
    Permission,
    Role,
    Rule,
    approvers_of,
    of_model,
    permissions_of,
    rules_of,
    shows_signatures,
)
from graph_model.policy_page import page

FROZEN = Path(__file__).parent / "data" / "policy"


def node(key: str, origin: str = "decided") -> NodeFact:
    return NodeFact(key=key, properties={}, origin=origin)


def tie(type_: str, source: str, target: str) -> RelationshipFact:
    key = relationship_key(type_, "t", "d", "1")
    return RelationshipFact(type=type_, key=key, source=source, target=target, origin="decided")


def part(type_: str) -> Retraction:
    key = relationship_key(type_, "t", "d", "1")
    return Retraction(type=type_, key=key, reason="x", origin="decided")


def staged(key: str, **properties: str) -> NodeFact:
    return NodeFact(key=key, properties=dict(properties), origin="decided")


F = TypeVar("F", NodeFact, RelationshipFact)


def raised(fact: F) -> F:
    return replace(fact, precedence=RAISED_PRECEDENCE)


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (node("lot:t/M/1"), [("correct", "")]),
        (node("recall:t/1"), [("decide", "Recall")]),
        (node("account:lotgraph/a"), [("grant", "Account")]),
        (node("erasure:lotgraph/a"), [("erase", "Erasure")]),
        (node("proposal:lotgraph/a"), []),
        (node("signature:lotgraph/a/1"), []),
        (tie("RECALLS", "recall:t/1", "lot:t/M/1"), [("decide", "Recall")]),
        (tie("DECIDED_ON", "hold:t/1", "lot:t/M/1"), [("decide", "Hold")]),
        (tie("CONSUMED_IN", "lot:t/M/1", "step:t/production/1"), [("correct", "")]),
        (tie("ALIAS_OF", "lot:t/M/1", "lot:t/M/2"), [("merge", "")]),
        (tie("SIGNED", "signature:lotgraph/a/1", "hold:t/1"), []),
        (part("CONSUMED_IN"), [("withdraw", "")]),
        (part("ALIAS_OF"), [("merge", "")]),
        (part("RECALLS"), [("decide", "Recall")]),
        (part("DECIDED_ON"), [("decide", "Release"), ("decide", "Hold")]),
        (RejectResolved(reject="reject:lotgraph/l/1", reason="x", origin="decided"), [("close", "")]),
        (LoadAbandoned(load="l", reason="x", origin="decided"), [("close", "")]),
        (LoadBegun(load="l", file="f", sha256="", profile="p"), []),
        (node("lot:t/M/1", "imported"), []),
        (node("release:t/1", "imported"), []),
        (staged("figure_target:lotgraph/completeness", wanted="no"), [("decide", "FigureTarget")]),
        # Only what no source may state, or what was opened here, needs less than a correction.
        (staged("receipt:t/1/1", stage="quarantined"), [("decide", "Receipt")]),
        (staged("receipt:t/1/1", stage="quarantined", document="9"), [("correct", "")]),
        (staged("lot:t/M/1", stage="identified"), [("decide", "Lot")]),
        (staged("lot:lotgraph/M/1", name="x"), [("correct", "")]),
        (staged("complaint:lotgraph/1", name="x"), [("decide", "Complaint")]),
        (staged("complaint:t/1", name="x"), [("correct", "")]),
        (staged("hold:t/1", reason="x"), [("decide", "Hold")]),
        (tie("COMPLAINS_OF", "complaint:lotgraph/1", "lot:t/M/1"), [("decide", "Complaint")]),
        (tie("COMPLAINS_OF", "complaint:t/1", "lot:t/M/1"), [("correct", "")]),
        (tie("LED_TO", "complaint:t/1", "adverse_event:lotgraph/1"), [("decide", "AdverseEvent")]),
        (tie("LED_TO", "complaint:lotgraph/1", "recall:lotgraph/1"), [("decide", "Recall")]),
        (tie("CONSUMED_IN", "lot:lotgraph/M/1", "step:t/production/1"), [("correct", "")]),
        (tie("ADDRESSED_TO", "notice:lotgraph/1/c", "customer:t/c"), [("record", "Notice")]),
        (raised(node("nonconformity:lotgraph/1")), [("raise", "")]),
        (raised(node("nonconformity:t/1")), [("decide", "Nonconformity")]),
        (raised(node("capa:lotgraph/1")), [("decide", "Capa")]),
        (raised(tie("RAISED_ON", "nonconformity:lotgraph/1", "lot:t/M/1")), [("raise", "")]),
        (raised(tie("RAISED_ON", "nonconformity:t/1", "lot:t/M/1")), [("decide", "Nonconformity")]),
    ],
    ids=str,
)
def test_a_fact_comes_under_its_rules(fact: AnyFact, told: list[tuple[str, str]]) -> None:
    assert [(str(rule.operation), rule.label) for rule in rules_of(fact)] == told


def test_the_first_table_still_says_what_the_first_decisions_needed() -> None:
    """A ledger is verified by the table that its commits were held against."""
    for key in ("receipt:t/1/1", "complaint:lotgraph/1", "lot:t/M/1"):
        told = [(str(r.operation), r.label) for r in rules_of(staged(key, stage="x"), "0001")]
        assert told == [("correct", "")]
    fact = raised(node("nonconformity:lotgraph/1"))
    assert [(str(r.operation), r.label) for r in rules_of(fact, "0001")] == [("decide", "Nonconformity")]
    assert [of_model(one) for one in ("0003", "0004", "0005")] == ["0001", "0002", POLICY_VERSION]
    assert [shows_signatures("Complaint", version) for version in ("0001", "0002")] == [False, True]


def test_several_facts_need_all_signatures_in_one_order_whatever_theirs() -> None:
    facts: list[AnyFact] = [node("recall:t/1"), node("lot:t/M/1"), node("account:lotgraph/a")]
    told = [(str(a.role), a.meaning) for a in approvers_of(facts)]
    assert told == [
        ("administrator", "approval"),
        ("key_user", "authorship"),
        ("quality_manager", "review"),
        ("regulatory_affairs", "approval"),
    ]
    assert approvers_of(facts[::-1]) == approvers_of(facts)


def test_every_decision_has_a_rule() -> None:
    decided = [n for n in NODES if n.origin == "decided" and n.label not in BEARERS]
    assert {n.label for n in decided} <= {rule.label for rule in RULES}
    assert len({(rule.operation, rule.label) for rule in RULES}) == len(RULES)
    assert {rule.operation for rule in RULES} == set(Operation)


def test_what_must_be_signed_is_not_decided_before_somebody_can_sign() -> None:
    signed = {n.label for n in NODES if n.record_class.value == "must be signed"}
    open_ = {rule.label for rule in RULES if rule.before_accounts and rule.label in signed}
    assert open_ == {"Account"}  # or there never would be one
    assert {rule.label for rule in RULES if rule.label and not rule.before_accounts} == signed - {"Account"}


def test_permissions_are_those_of_all_roles_and_of_no_unknown_one() -> None:
    assert permissions_of(["investigator", "engineer"]) == {
        Permission.READ,
        Permission.LOAD,
        Permission.OPERATE,
    }
    assert permissions_of(["root", "", "Investigator"]) == frozenset()
    assert set(PERMISSIONS) == set(Role)


def test_the_page_tells_every_rule_and_role() -> None:
    text = page()
    assert [rule for rule in RULES if f"| {rule.description} |" not in text] == []
    assert [role for role in Role if f"| `{role}` |" not in text] == []


def test_an_imported_fact_never_needs_a_signature() -> None:
    facts = [replace(node(f"{n.prefix}:t/1"), origin="imported") for n in NODES]
    assert approvers_of(facts) == ()


# --- versions ------------------------------------------------------------------------------------


def fingerprint(table: Sequence[Rule] = RULES) -> str:
    """Hash of what decides who may do and must sign what; prose may change within a version."""
    rules = [
        [r.operation, r.label, [[a.role, a.meaning] for a in r.approvers], r.before_accounts, r.ours, r.since]
        for r in table
    ]
    may = {str(role): sorted(permissions) for role, permissions in PERMISSIONS.items()}
    labels = [rule.label for rule in RULES if rule.label]
    together = [node(f"{BY_LABEL[label].prefix}:t/1") for label in labels]
    order = [approver.role for approver in approvers_of([*together, node("lot:t/M/1")])]
    return hashlib.sha256(canonical([rules, may, order, sorted(BEARERS)])).hexdigest()


def test_a_changed_table_is_a_new_version_of_the_policy() -> None:
    frozen = FROZEN / f"{POLICY_VERSION}.sha256"
    assert frozen.exists(), (
        f"Policy {POLICY_VERSION} is new: write {fingerprint()} into tests/data/policy/{frozen.name}, and "
        "say in CHANGELOG.md what changed."
    )
    assert fingerprint() == frozen.read_text().strip(), (
        f"The policy table is no longer that of version {POLICY_VERSION}, under which decisions were "
        f"proposed and signed: raise POLICY_VERSION in graph_model/policy.py, leave {frozen.name} as it is "
        "and run this test again; or take the change back."
    )


def with_first(**change: object) -> list[Rule]:
    """The table, with something of its first line changed."""
    return [replace(RULES[0], **change), *RULES[1:]]  # type: ignore[arg-type]  # one field at a time


def test_words_change_freely_and_nothing_else_within_a_version_of_the_policy() -> None:
    assert fingerprint(with_first(description="something")) == fingerprint()
    first = RULES[0].approvers
    for changed in (
        with_first(operation=Operation.CORRECT),
        with_first(label="Lot"),
        with_first(approvers=first[:1]),
        with_first(approvers=first[::-1]),
        with_first(approvers=(replace(first[0], meaning="other"), *first[1:])),
        with_first(before_accounts=True),
        RULES[1:],
        RULES[::-1],
    ):
        assert fingerprint(changed) != fingerprint()


def test_versions_of_the_policy_are_four_digits_without_a_hole() -> None:
    assert re.fullmatch(r"\d{4}", POLICY_VERSION)
    found = sorted(path.name for path in FROZEN.iterdir())
    assert found == [f"{n:04d}.sha256" for n in range(1, int(POLICY_VERSION) + 1)]
