"""What somebody tries in the place of a decision that would pass.

Each attack is a function that takes an attempt that would pass and changes one thing of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from graph_model.approval import REJECTED, Content, signature_key
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    NodeFact,
    Properties,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import make, relationship_key, split
from graph_model.policy import Role, approvers_of
from tests.support.approval_attempts import (
    GONE,
    LOT,
    PEOPLE,
    READER,
    TWIN,
    Attempt,
    correction,
    decided,
    hold,
    recall,
)
from tests.support.signing import (
    ADA,
    BOTH,
    KIM,
    Person,
    account_fact,
    closed,
    opened,
    person,
    signature_fact,
)


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
    # What ties signatures to records is attacked by itself.
    ties = {
        n for n, fact in enumerate(it.facts) if isinstance(fact, RelationshipFact) and fact.type == "SIGNED"
    }
    where = it.dice.choice([n for n in range(2, len(it.facts)) if n not in ties])
    it.facts[where] = _altered(it.facts[where], it.dice)


def _altered(fact: AnyFact, dice: random.Random) -> AnyFact:
    if isinstance(fact, NodeFact):
        other: Properties = {"reason" if fact.key.startswith("hold:") else "name": "another"}
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
        it.store.commit([closed(it.content, REJECTED)], actor=it.actor, reason="no")
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
    it.facts = [closed(it.content, content=other.text), it.last()[0], *it.last()[2:]]


def _opened_and_closed_at_once(it: Attempt) -> None:
    it.lead_up()
    it.facts = [opened(it.content, it.actor), *it.last()]


def _roles_taken(it: Attempt) -> None:
    grown = replace(KIM, roles=tuple(Role))
    it.facts = [account_fact(grown, changed=it.store.time())]
    it.actor = KIM.account


def _key_shared(it: Attempt) -> None:
    double = Person("double", "somebody-else", (Role.QUALITY_MANAGER,), KIM.key)
    it.facts = _granted(it, account_fact(double, changed=it.store.time()))


def _last_administrator_closed(it: Attempt) -> None:
    it.facts = _granted(it, account_fact(ADA, changed=it.store.time(), standing="closed"))


def _carried_out_elsewhere(it: Attempt) -> None:
    """A rejected proposal rises again under another namespace."""
    it.decide_on(recall(it.store, f"E-{it.reason[7:]}"))
    it.lead_up()
    it.store.commit([closed(it.content, REJECTED)], actor=it.actor, reason="no")
    again = closed(it.content, content=it.content.text, proposed_by=it.actor)
    it.facts = it.last()
    it.facts[1] = _elsewhere(again)


def _signed_elsewhere(it: Attempt) -> None:
    it.facts = it.last()
    it.facts[0] = _elsewhere(it.facts[0])


def _elsewhere(fact: AnyFact) -> NodeFact:
    """The same under another namespace than that of lotgraph's own records."""
    assert isinstance(fact, NodeFact)
    key = split(fact.key)
    return replace(fact, key=make(key.prefix, "evil", *key.parts))


def _erased_elsewhere(it: Attempt) -> None:
    key = make("erasure", "evil", "person:t/9")
    erasure = decided(it.store, NodeFact(key=key, properties={"subject": "person:t/9"}))
    it.decide_on([erasure])
    it.facts = [opened(it.content, it.actor)]


def _proposed_for_another(it: Attempt) -> None:
    it.facts = [opened(it.content, GONE.account)]


def _proposed_by_no_account(it: Attempt) -> None:
    it.actor = it.dice.choice(["os:root", GONE.account, READER.account, "account:lotgraph/nobody"])
    it.facts = [opened(it.content, it.actor)]


def _rejected_by_no_account(it: Attempt) -> None:
    it.decide_on(correction(it.store))
    it.lead_up()
    it.actor = it.dice.choice(["os:root", GONE.account, READER.account, "account:lotgraph/nobody"])
    it.facts = [closed(it.content, REJECTED)]


def _ties_left_out(it: Attempt) -> None:
    it.decide_on(hold(it.store, f"T-{it.reason[7:]}"))
    it.facts = [fact for fact in it.last() if not isinstance(fact, RelationshipFact)]


def _reopened(it: Attempt) -> None:
    it.facts = _granted(it, account_fact(GONE, changed=it.store.time()))


def _another_person(it: Attempt) -> None:
    it.facts = _granted(it, account_fact(replace(TWIN, number="else"), changed=it.store.time()))


def _no_such_role(it: Attempt) -> None:
    it.facts = _granted(it, account_fact(KIM, changed=it.store.time(), roles="emperor key_user"))


def _administrator_without_a_key(it: Attempt) -> None:
    """Somebody who could not sign takes the place of the last who can."""
    new = account_fact(person("ext", Role.ADMINISTRATOR), changed=it.store.time())
    new.properties.pop("signing_key")
    it.decide_on([new, account_fact(ADA, changed=it.store.time(), standing="closed")])
    it.facts = it.last()


def _granted(it: Attempt, fact: NodeFact) -> list[AnyFact]:
    """Signed by the administrator as it should be, and carried out."""
    it.content = Content((fact,), it.reason, it.store.head().size, it.content.number)
    it.needed, it.actor = approvers_of([fact]), ADA.account
    return it.last()


_MISSING = "the signature of .* is missing"
# Facts that are not those which were signed may leave records without their ties, which is seen first.
_NOT_THOSE = "the facts and the reason are not those|SIGNED ties every signature to every record"
_NO_ROLE, _NOT_ONE_OF = "has not the role", "is not one of account:"
_OWN_NAMESPACE = "has the namespace lotgraph"
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
    _ties_left_out: "SIGNED ties",
    _signature_withdrawn: "a signature is never withdrawn",
    _other_policy: "proposed under policy 0000",
    _seen_in_the_future: "never had the size",
    _key_of_another_content: "the hash of its content",
    _outcome_without_facts: "it carries out nothing",
    _no_outcome: "a new proposal says what is signed",
    _proposed_for_another: "a new proposal says what is signed",
    _proposed_by_no_account: "is no active account that",
    _rejected_by_no_account: "is no active account that",
    _carried_out_elsewhere: _OWN_NAMESPACE,
    _signed_elsewhere: _OWN_NAMESPACE,
    _erased_elsewhere: _OWN_NAMESPACE,
    _content_replaced: "in its outcome only",
    _opened_and_closed_at_once: "stated twice in one commit",
    _roles_taken: "it needs the signatures of administrator",
    _key_shared: "another account has this signing key",
    _last_administrator_closed: "one active administrator who can sign must stay",
    _administrator_without_a_key: "one active administrator who can sign must stay",
    _reopened: "a closed account stays closed",
    _another_person: "an account stays that of its person",
    _no_such_role: "there is no role emperor",
}
"""What is tried, and the words with which it is refused."""
