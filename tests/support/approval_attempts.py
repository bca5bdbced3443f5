"""A ledger with people who sign, and decisions that would pass: what attacks are made from."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.approvals import decide
from graph_model.approval import Content, ties_of
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    NodeFact,
    RelationshipFact,
    Retraction,
    Statement,
)
from graph_model.keys import relationship_key
from graph_model.policy import Approver, Role, approvers_of
from graph_store.store import Receipt, Store
from tests.support.signing import (
    ADA,
    BOTH,
    KIM,
    QUI,
    REG,
    Person,
    account_fact,
    closed,
    open_accounts,
    opened,
    person,
    signature_fact,
)

LOT = "lot:t/M/1"
USED = relationship_key("CONSUMED_IN", "t", "doc", "1")
TWIN = person("twin", Role.KEY_USER, Role.QUALITY_MANAGER, number="QUI")
GONE = person("gone", Role.KEY_USER, Role.QUALITY_MANAGER)
READER = person("reader", Role.INVESTIGATOR, Role.AUDITOR)
PEOPLE = (ADA, KIM, QUI, REG, BOTH, TWIN, GONE, READER)


def begin(store: Store) -> None:
    """A lot, what used it, and people with accounts, one of which is closed."""
    step = "step:t/production/MO1"
    facts: list[AnyFact] = [
        NodeFact(key=LOT, properties={"lot_number": "1", "expires": "2026-01-01"}),
        RelationshipFact(type="CONSUMED_IN", key=USED, source=LOT, target=step),
    ]
    store.commit(facts, actor="loader", reason="load")
    open_accounts(store, *PEOPLE)
    shut = account_fact(GONE, changed=store.time(), standing="closed")
    assert decide(store, [shut], signer=ADA.signer, actor="", reason="left").done


def decided(store: Store, fact: Statement) -> AnyFact:
    return replace(fact, precedence=DECIDED_PRECEDENCE, changed=store.time(), origin="decided")


def correction(store: Store, expires: str = "2025-06-30") -> list[AnyFact]:
    return [decided(store, NodeFact(key=LOT, properties={"expires": expires}))]


def recall(store: Store, number: str = "R-1") -> list[AnyFact]:
    record = NodeFact(key=f"recall:t/{number}", properties={"name": "shafts", "recall_class": "II"})
    key = relationship_key("RECALLS", "t", number, "1")
    return [
        decided(store, record),
        decided(store, RelationshipFact(type="RECALLS", key=key, source=record.key, target=LOT)),
    ]


def hold(store: Store, number: str = "H-1") -> list[AnyFact]:
    return [decided(store, NodeFact(key=f"hold:t/{number}", properties={"reason": "foreign matter"}))]


def withdrawal(store: Store) -> list[AnyFact]:
    return [decided(store, Retraction(type="CONSUMED_IN", key=USED, reason="the other drum"))]


SIGNERS: dict[Role, Person] = {
    Role.ADMINISTRATOR: ADA,
    Role.KEY_USER: KIM,
    Role.QUALITY_MANAGER: QUI,
    Role.REGULATORY_AFFAIRS: REG,
}


@dataclass(slots=True)
class Attempt:
    """A decision that would pass, commit by commit, and what somebody tries in its place."""

    store: Store
    dice: random.Random
    content: Content
    needed: tuple[Approver, ...]
    actor: str = ""
    reason: str = ""
    facts: list[AnyFact] = field(default_factory=list)

    def decide_on(self, facts: list[AnyFact]) -> None:
        """Another decision in its place."""
        self.content = replace(self.content, facts=tuple(facts), seen=self.store.head().size)
        self.needed = approvers_of(facts)
        self.actor = self.signers[-1].account

    @property
    def signers(self) -> list[Person]:
        return [SIGNERS[approver.role] for approver in self.needed]

    def signature(self, place: int, who: Person | None = None, **other: str) -> NodeFact:
        approver = self.needed[place - 1]
        signer = who or SIGNERS[approver.role]
        signed = other.pop("signed", "") or self.store.time()
        return signature_fact(self.content, place, approver, signer, signed=signed, **other)

    def lead_up(self) -> None:
        """Propose, and sign all places but the last, as it should be."""
        if len(self.needed) == 1:
            return
        for place, who in enumerate(self.signers[:-1], start=1):
            facts: list[AnyFact] = [self.signature(place)]
            if place == 1:
                facts.append(opened(self.content, who.account))
            self.store.commit(facts, actor=who.account, reason="signs")

    def closing(self, content: Content | None = None) -> NodeFact:
        if len(self.needed) > 1:
            return closed(self.content)
        chosen = content or self.content
        return closed(chosen, content=chosen.text, proposed_by=self.signers[0].account)

    def last(self) -> list[AnyFact]:
        """The commit that carries it out."""
        return [
            self.signature(len(self.needed)),
            self.closing(),
            *self.content.facts,
            *ties_of(self.content),
        ]

    def commit(self) -> Receipt:
        return self.store.commit(self.facts, actor=self.actor, reason=self.reason)


def attempt(store: Store, seed: int) -> Attempt:
    dice = random.Random(seed)
    kinds: list[Callable[[], list[AnyFact]]] = [
        lambda: correction(store, f"2025-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"),
        lambda: recall(store, f"R-{seed}"),
        lambda: hold(store, f"H-{seed}"),
        lambda: [*correction(store, "2024-02-29"), *recall(store, f"R-{seed}")],
        lambda: withdrawal(store),
    ]
    facts = dice.choice(kinds)()
    content = Content(tuple(facts), f"reason {seed}", store.head().size, f"{seed:032x}")
    made = Attempt(store, dice, content, approvers_of(facts))
    made.actor, made.reason = made.signers[-1].account, content.reason
    return made
