"""A second look at a ledger's decisions: what no commit would have taken is named, from the lines alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, RelationshipFact, encode
from graph_model.version import MODEL_VERSION
from graph_store.audit import Damage
from graph_store.decisions import Decisions
from ledger.commit import Header
from tests.support.signing import ADA, account_fact

NOW = "2025-01-31T08:15:00.000000Z"
LOT = NodeFact(key="lot:t/M/1", properties={"name": 'a "origin": of "key":"account:x'})


def found(facts: Sequence[AnyFact], model: str = MODEL_VERSION) -> list[Damage]:
    header = Header(1, NOW, "os:root", "x", "", "", "", model, "", len(facts), "")
    decisions = Decisions()
    decisions.take(header, [encode(fact, bytes(16)) for fact in facts])
    return decisions.unapproved


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (replace(account_fact(ADA, changed=NOW), origin="imported", precedence=500), "can't be imported"),
        (replace(LOT, precedence=DECIDED_PRECEDENCE), "is the rank of decisions, not of a source"),
        (replace(LOT, origin="guessed"), "origin is one of imported, decided"),
        (NodeFact(key="recall:t/1", properties={"name": "x"}), "a Recall is decided here"),
        (RelationshipFact("RECALLS", "RECALLS:t/1", "recall:t/1", LOT.key), "a Recall is decided here"),
        (NodeFact(key="person:t/1", properties={"name": "Ada Byron"}), "is personal and must be sealed"),
        (NodeFact(key="erasure:evil/x", properties={}, origin="decided"), "has the namespace lotgraph"),
    ],
    ids=str,
)
def test_a_fact_that_no_commit_takes_is_named(fact: AnyFact, why: str) -> None:
    (one,) = found([LOT, fact])
    assert one.commit == 1
    assert one.message.startswith("no commit takes such a fact: ")
    assert why in one.message


def test_what_sources_state_is_no_alarm_and_what_was_before_the_policy_table_neither() -> None:
    assert found([LOT, NodeFact(key="person:t/1")]) == []
    assert found([replace(LOT, precedence=DECIDED_PRECEDENCE)], model="0002") == []


def test_what_is_no_fact_at_all_is_named_and_ends_nothing() -> None:
    decisions = Decisions()
    header = Header(1, NOW, "os:root", "x", "", "", "", MODEL_VERSION, "", 1, "")
    decisions.take(header, [b'["00",{"origin":"decided"}]', encode(LOT, bytes(16))])
    assert [one.message for one in decisions.unapproved] == [
        "no commit takes such a fact: a line holds no fact of this format"
    ]
