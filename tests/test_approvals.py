"""Nothing that must be signed passes the commit unsigned: each attempt changes one thing of what would pass.

`LOTGRAPH_ATTEMPTS` is how many attempts each engine sees; attempt `n` is made from seed `n`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import repeat

import pytest

from app.approvals import Outcome, decide, reject, sign
from app.errors import Refused
from graph_model.approval import CARRIED_OUT, REJECTED, Content, signature_key
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
from graph_model.validate import InvalidFact
from graph_store.approvals import Unapproved
from graph_store.digest import digest
from graph_store.errors import StoreError
from graph_store.history import history
from graph_store.proposals import proposal, proposals
from graph_store.store import Receipt, Store
from graph_store.verify import verify
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

ATTEMPTS = int(os.environ.get("LOTGRAPH_ATTEMPTS", "74"))
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


# --- what passes -------------------------------------------------------------------------------------


def test_a_decision_holds_with_the_last_signature_and_not_before(store: Store) -> None:
    begin(store)
    first = decide(store, correction(store), signer=KIM.signer, actor="", reason="label of the drum")
    assert (first.done, [a.role for a in first.waiting]) == (False, [Role.QUALITY_MANAGER])
    assert store.reader().cards([LOT])[LOT].properties["expires"] == "2026-01-01"
    assert [found.key for found in proposals(store)] == [first.proposal]
    second = sign(store, str(first.proposal), QUI.signer)
    assert second.done
    assert store.reader().cards([LOT])[LOT].properties["expires"] == "2025-06-30"
    ended = proposal(store, str(first.proposal))
    signed = [(s["signer"], s["role"], s["meaning"]) for s in ended.signatures]
    assert signed == [(KIM.account, "key_user", "authorship"), (QUI.account, "quality_manager", "approval")]
    assert (ended.outcome, proposals(store)) == (CARRIED_OUT, [])


def test_one_signature_carries_out_at_once_and_stands_on_the_record(store: Store) -> None:
    begin(store)
    outcome = decide(store, hold(store), signer=QUI.signer, actor="", reason="foreign matter")
    assert outcome.done
    (edge,) = store.reader().context(["hold:t/H-1"], ("SIGNED",), False)
    assert edge.source == signature_key(str(outcome.proposal).rpartition("/")[2], 1)


def test_who_has_not_the_first_role_proposes_and_the_others_sign_in_order(store: Store) -> None:
    begin(store)
    outcome = decide(store, recall(store), signer=KIM.signer, actor="", reason="shafts break")
    assert [a.role for a in outcome.waiting] == [Role.QUALITY_MANAGER, Role.REGULATORY_AFFAIRS]
    for early in (REG, KIM, ADA):
        with pytest.raises(Refused, match="the next signature is that of quality manager"):
            sign(store, str(outcome.proposal), early.signer)
    assert not sign(store, str(outcome.proposal), QUI.signer).done
    assert sign(store, str(outcome.proposal), REG.signer).done
    assert store.reader().cards(["recall:t/R-1"])["recall:t/R-1"].properties["recall_class"] == "II"


def test_a_rejected_proposal_is_never_carried_out(store: Store) -> None:
    begin(store)
    outcome = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    reject(store, str(outcome.proposal), actor="somebody", reason="the other drum")
    with pytest.raises(Refused, match="the proposal was rejected"):
        sign(store, str(outcome.proposal), QUI.signer)
    with pytest.raises(Refused, match="the proposal was rejected"):
        reject(store, str(outcome.proposal), actor="somebody", reason="again")


def test_what_changed_since_it_was_proposed_is_proposed_anew(store: Store) -> None:
    begin(store)
    outcome = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    store.commit([NodeFact(key=LOT, properties={"name": "Resin"})], actor="loader", reason="load")
    with pytest.raises(Unapproved, match=f"{LOT} changed after ledger size"):
        sign(store, str(outcome.proposal), QUI.signer)
    again = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    assert sign(store, str(again.proposal), QUI.signer).done


def test_without_accounts_only_what_the_table_allows_is_decided(store: Store) -> None:
    store.commit([NodeFact(key=LOT, properties={"expires": "2026-01-01"})], actor="l", reason="load")
    assert decide(store, correction(store), signer=None, actor="os:root", reason="label").done
    for facts in (recall(store), hold(store)):
        with pytest.raises(Unapproved, match="must be signed, and this ledger has no account yet"):
            decide(store, facts, signer=None, actor="os:root", reason="x")
    for wrong in (
        [account_fact(KIM, changed=store.time())],
        [account_fact(ADA, changed=store.time(), standing="closed")],
        [account_fact(ADA, changed=store.time()), account_fact(QUI, changed=store.time())],
    ):
        with pytest.raises(Unapproved, match="the first account of a ledger is one active administrator"):
            store.commit(wrong, actor="os:root", reason="x")


def test_only_one_of_two_who_sign_at_once_is_the_one(store: Store) -> None:
    begin(store)
    for round_ in range(5):
        facts = correction(store, f"2025-07-{round_ + 1:02d}")
        key = str(decide(store, facts, signer=KIM.signer, actor="", reason="label").proposal)
        with ThreadPoolExecutor(2) as both:
            done = list(both.map(_try, repeat(partial(sign, store, key, QUI.signer), 2)))
        assert sorted(isinstance(one, Outcome) for one in done) == [False, True]


def _try(act: Callable[[], Outcome | Receipt]) -> Outcome | Receipt | Exception:
    try:
        return act()
    except (StoreError, Refused, InvalidFact) as error:
        return error


# --- what must not pass ------------------------------------------------------------------------------


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


ATTACKS: Sequence[Callable[[Attempt], None]] = (
    _unsigned,
    _last_signature_missing,
    _first_signature_missing,
    _same_person_in_all_places,
    _one_person_with_two_accounts,
    _wrong_role,
    _claimed_role,
    _other_meaning,
    _wrong_order,
    _content_changed,
    _reason_changed,
    _fact_smuggled_in,
    _fact_left_out,
    _facts_turned_round,
    _signature_of_another_proposal,
    _forged,
    _signed_by_another_key,
    _closed_account,
    _chosen_time,
    _committed_by_another,
    _carried_out_twice,
    _changed_meanwhile,
    _rejected_before,
    _imported_in_its_place,
    _rank_of_decisions_for_a_source,
    _signature_overwritten,
    _tied_to_another_record,
    _signature_withdrawn,
    _other_policy,
    _seen_in_the_future,
    _key_of_another_content,
    _outcome_without_facts,
    _content_replaced,
    _opened_and_closed_at_once,
    _roles_taken,
    _key_shared,
    _last_administrator_closed,
)


@pytest.mark.timeout(1800)
def test_no_attempt_to_pass_an_approval_is_accepted(store: Store) -> None:
    begin(store)
    for seed in range(ATTEMPTS):
        it = attempt(store, seed)
        attack = ATTACKS[seed % len(ATTACKS)]
        attack(it)
        size = store.head().size
        try:
            it.commit()
        except (Unapproved, InvalidFact):
            assert store.head().size == size
        else:
            pytest.fail(f"attempt {seed}, {attack.__name__}, was accepted: {it.facts}")
    assert digest(store.connection)


def test_what_the_attempts_are_made_from_would_pass(store: Store) -> None:
    begin(store)
    for seed in range(12):
        it = attempt(store, seed)
        it.lead_up()
        it.facts = it.last()
        assert it.commit().seq == store.head().size


def test_an_unsigned_decision_that_another_program_wrote_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store)
    outcome = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    sign(store, str(outcome.proposal), QUI.signer)
    with ExitStack() as opened_files:
        assert verify(store.connection, opened_files).unapproved == ()
    with monkeypatch.context() as patched:
        patched.setattr("graph_store.store.enforce", lambda *_, **__: None)
        past = store.commit(hold(store), actor="os:root", reason="nobody asked")
    with ExitStack() as opened_files:
        found = verify(store.connection, opened_files)
        named = [(one.commit, one.message) for one in found.unapproved]
        assert named == [(past.seq, "it needs the signatures of quality_manager (approval)")]
        assert not list(found.differences())


def test_the_signatures_of_a_decision_stand_in_its_history(store: Store) -> None:
    begin(store)
    outcome = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    sign(store, str(outcome.proposal), QUI.signer)
    *before, last = history(store, LOT)
    assert [version.signatures for version in before] == [()] * len(before)
    told = [(s.signer, s.role, s.meaning) for s in last.signatures]
    assert told == [(KIM.account, "key_user", "authorship"), (QUI.account, "quality_manager", "approval")]
