"""A ledger with people who sign, decisions that would pass, and what somebody tries in their place.

Each attack is a function that takes an attempt that would pass and changes one thing of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.approvals import decide
from graph_model.approval import REJECTED, Content, signature_key
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    NodeFact,
    Properties,
    RejectResolved,
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
TWIN = person("twin", Role.KEY_USER, Role.QUALITY_MANAGER, number="qui")
GONE = person("gone", Role.KEY_USER, Role.QUALITY_MANAGER)
PEOPLE = (ADA, KIM, QUI, REG, BOTH, TWIN, GONE)


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
        return [self.signature(len(self.needed)), self.closing(), *self.content.facts]

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


def _unsigned(it: Attempt) -> None:
    it.facts = list(it.content.facts)


def _last_signature_missing(it: Attempt) -> None:
    it.lead_up()
    it.facts = [it.closing(), *it.content.facts]


def _first_signature_missing(it: Attempt) -> None:
    if len(it.needed) > 1:
        opening = opened(it.content, it.actor)
        it.store.commit([opening], actor=it.actor, reason="proposes")
    it.facts = it.last()[1 if len(it.needed) == 1 else 0 :]


def _same_person_in_all_places(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    it.facts = [it.signature(n, BOTH) for n in (1, 2)]
    it.facts += [closed(it.content, content=it.content.text, proposed_by=BOTH.account), *it.content.facts]
    it.actor = BOTH.account


def _one_person_with_two_accounts(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    given: list[AnyFact] = [it.signature(1, TWIN), opened(it.content, TWIN.account)]
    it.store.commit(given, actor=TWIN.account, reason="signs")
    it.facts = it.last()


def _wrong_role(it: Attempt) -> None:
    it.lead_up()
    who = it.dice.choice([p for p in PEOPLE if it.needed[-1].role not in p.roles])
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), who)
    it.actor = who.account


def _claimed_role(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), role="administrator")


def _other_meaning(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), meaning="read")


def _other_name(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), name=f"sealed:{'0' * 32}:{'A' * 40}")


def _wrong_order(it: Attempt) -> None:
    it.decide_on(recall(it.store, f"O-{it.reason[7:]}"))
    it.facts = [it.signature(2), opened(it.content, it.actor)]


def _content_changed(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    where = it.dice.randrange(2, len(it.facts))
    it.facts[where] = _altered(it.facts[where], it.dice)


def _altered(fact: AnyFact, dice: random.Random) -> AnyFact:
    if isinstance(fact, NodeFact):
        other: Properties = {"name": "another"}
        return replace(fact, properties=dice.choice([other, {**fact.properties, **other}]))
    if isinstance(fact, RelationshipFact):
        return replace(fact, target="lot:t/M/2")
    assert isinstance(fact, Retraction)
    return replace(fact, key=relationship_key("CONSUMED_IN", "t", "doc", "2"))


def _reason_changed(it: Attempt) -> None:
    it.lead_up()
    it.facts, it.reason = it.last(), "another reason"


def _fact_smuggled_in(it: Attempt) -> None:
    it.lead_up()
    smuggled: list[AnyFact] = [
        *hold(it.store, "smuggled"),
        RejectResolved(reject="reject:lotgraph/l/1", reason="x", origin="decided"),
        decided(it.store, NodeFact(key=LOT, properties={"name": "x"})),
    ]
    it.facts = [*it.last(), it.dice.choice(smuggled)]


def _fact_left_out(it: Attempt) -> None:
    it.decide_on([*correction(it.store), *recall(it.store)])
    it.lead_up()
    it.facts = it.last()
    del it.facts[it.dice.randrange(2, len(it.facts))]


def _facts_turned_round(it: Attempt) -> None:
    it.decide_on([*correction(it.store), *recall(it.store)])
    it.lead_up()
    bearers, facts = it.last()[:2], list(it.content.facts)
    it.facts = [*bearers, *reversed(facts)]


def _signature_of_another_proposal(it: Attempt) -> None:
    it.lead_up()
    other = replace(it.content, number="f" * 32)
    approver, who = it.needed[-1], it.signers[-1]
    stolen = signature_fact(other, len(it.needed), approver, who, signed=it.store.time())
    it.facts = it.last()
    it.facts[0] = replace(stolen, key=signature_key(it.content.hash, len(it.needed)))


def _forged(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    fact = it.facts[0]
    assert isinstance(fact, NodeFact)
    text = str(fact.properties["signature"])
    place = it.dice.randrange(84)
    wrong = "A" if text[place] != "A" else "B"
    it.facts[0] = replace(
        fact, properties={**fact.properties, "signature": text[:place] + wrong + text[place + 1 :]}
    )


def _signed_by_another_key(it: Attempt) -> None:
    it.lead_up()
    thief = person(it.signers[-1].name, *it.signers[-1].roles, seed=1)
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), thief)


def _closed_account(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    it.facts[0] = it.signature(len(it.needed), GONE)
    it.actor = GONE.account


def _chosen_time(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    when = it.dice.choice(["2020-01-01T00:00:00.000000Z", "2099-01-01T00:00:00.000000Z", "2025-01-01", "now"])
    it.facts[0] = it.signature(len(it.needed), signed=when)


def _committed_by_another(it: Attempt) -> None:
    it.lead_up()
    it.facts, it.actor = it.last(), it.dice.choice([ADA.account, "os:root", ""])


def _carried_out_twice(it: Attempt) -> None:
    it.lead_up()
    it.facts = it.last()
    it.commit()
    it.facts = it.dice.choice([it.facts, it.facts[1:], list(it.content.facts)])


def _changed_meanwhile(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    it.lead_up()
    moved = NodeFact(key=LOT, properties={"name": f"{it.reason} moved"})
    it.store.commit([moved], actor="loader", reason="load")
    it.facts = it.last()


def _rejected_before(it: Attempt) -> None:
    it.lead_up()
    if len(it.needed) > 1:
        it.store.commit([closed(it.content, REJECTED)], actor="x", reason="no")
    it.facts = it.last() if len(it.needed) > 1 else it.last()[:1]


def _imported_in_its_place(it: Attempt) -> None:
    fact = recall(it.store, f"L-{it.reason[7:]}")[0]
    it.facts = [replace(fact, origin="imported", precedence=500)]


def _rank_of_decisions_for_a_source(it: Attempt) -> None:
    it.facts = [replace(it.content.facts[0], origin="imported")]


def _signature_overwritten(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    it.lead_up()
    it.facts, it.actor = [it.signature(1)], it.signers[0].account


def _tied_to_another_record(it: Attempt) -> None:
    it.lead_up()
    tie = RelationshipFact(
        type="SIGNED",
        key=relationship_key("SIGNED", "lotgraph", it.content.hash, "1", "x"),
        source=signature_key(it.content.hash, 1),
        target="hold:t/elsewhere",
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )
    it.facts = it.dice.choice([[tie], [*it.last(), tie]])


def _signature_withdrawn(it: Attempt) -> None:
    key = relationship_key("SIGNED", "lotgraph", it.content.hash, "1", "x")
    it.facts = [decided(it.store, Retraction(type="SIGNED", key=key, reason="x"))]


def _other_policy(it: Attempt) -> None:
    other = replace(it.content, policy="0000")
    it.facts = [opened(other, it.actor)]


def _seen_in_the_future(it: Attempt) -> None:
    other = replace(it.content, seen=10**6)
    it.facts = [opened(other, it.actor)]


def _key_of_another_content(it: Attempt) -> None:
    other = replace(it.content, number="e" * 32)
    it.facts = [replace(opened(it.content, it.actor), key=opened(other, it.actor).key)]


def _outcome_without_facts(it: Attempt) -> None:
    it.lead_up()
    it.facts = [it.closing()]


def _no_outcome(it: Attempt) -> None:
    said = {"content": it.content.text, "proposed_by": it.actor}
    it.facts = [replace(closed(it.content), properties=dict(said))]


def _content_replaced(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    it.lead_up()
    other = replace(it.content, reason="other")
    it.facts = [closed(it.content, content=other.text), *it.last()[:1], *it.content.facts]


def _opened_and_closed_at_once(it: Attempt) -> None:
    it.lead_up()
    it.facts = [opened(it.content, it.actor), *it.last()]


def _roles_taken(it: Attempt) -> None:
    grown = replace(KIM, roles=tuple(Role))
    it.facts = [account_fact(grown, changed=it.store.time())]
    it.actor = KIM.account


def _key_shared(it: Attempt) -> None:
    double = Person("double", "somebody else", (Role.QUALITY_MANAGER,), KIM.key)
    it.facts = _granted(it, account_fact(double, changed=it.store.time()))


def _last_administrator_closed(it: Attempt) -> None:
    it.facts = _granted(it, account_fact(ADA, changed=it.store.time(), standing="closed"))


def _granted(it: Attempt, fact: NodeFact) -> list[AnyFact]:
    """Signed by the administrator as it should be, and carried out."""
    it.content = Content((fact,), it.reason, it.store.head().size, it.content.number)
    it.needed, it.actor = approvers_of([fact]), ADA.account
    return it.last()


_MISSING, _NOT_THOSE = "the signature of .* is missing", "the facts and the reason are not those"
_NO_ROLE, _NOT_ONE_OF = "has not the role", "is not one of account:"
ATTACKS: Mapping[Callable[[Attempt], None], str] = {
    _unsigned: "it needs the signatures of",
    _last_signature_missing: _MISSING,
    _first_signature_missing: _MISSING,
    _same_person_in_all_places: "two signatures of one person",
    _one_person_with_two_accounts: "two signatures of one person",
    _wrong_role: _NO_ROLE,
    _claimed_role: "is signed by",
    _other_meaning: "is signed by",
    _other_name: "the printed name of its account",
    _wrong_order: _MISSING,
    _content_changed: _NOT_THOSE,
    _reason_changed: _NOT_THOSE,
    _fact_smuggled_in: _NOT_THOSE,
    _fact_left_out: _NOT_THOSE,
    _facts_turned_round: _NOT_THOSE,
    _signature_of_another_proposal: _NOT_ONE_OF,
    _forged: _NOT_ONE_OF,
    _signed_by_another_key: _NOT_ONE_OF,
    _closed_account: "is no active account",
    _chosen_time: "the time of a signature is that of the server",
    _committed_by_another: "committed by whoever gave it",
    _carried_out_twice: "carried out before|it needs the signatures|signed already|no longer open",
    _changed_meanwhile: "changed after ledger size",
    _rejected_before: "was rejected before|there is no proposal",
    _imported_in_its_place: "is decided here and can't be imported",
    _rank_of_decisions_for_a_source: "is the rank of decisions, not of a source",
    _signature_overwritten: "signed already",
    _tied_to_another_record: "SIGNED ties",
    _signature_withdrawn: "a signature is never withdrawn",
    _other_policy: "proposed under policy 0000",
    _seen_in_the_future: "never had the size",
    _key_of_another_content: "the hash of its content",
    _outcome_without_facts: "it carries out nothing",
    _no_outcome: "says what became of it",
    _content_replaced: "in its outcome only",
    _opened_and_closed_at_once: "stated twice in one commit",
    _roles_taken: "it needs the signatures of administrator",
    _key_shared: "another account has this signing key",
    _last_administrator_closed: "one active administrator must stay",
}
"""What is tried, and the words with which it is refused."""
