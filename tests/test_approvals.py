"""Nothing that must be signed passes the commit unsigned: each attempt changes one thing of what would pass.

`LOTGRAPH_ATTEMPTS` is how many attempts each engine sees; attempt `n` is made from seed `n`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import repeat
from pathlib import Path

import pytest

from app import cli
from app.approvals import Outcome, decide, reject, sign
from app.errors import Refused
from graph_model.approval import CARRIED_OUT, signature_key
from graph_model.facts import NodeFact
from graph_model.policy import Role
from graph_model.validate import InvalidFact
from graph_model.version import MODEL_VERSION
from graph_store.approvals import Unapproved
from graph_store.digest import digest
from graph_store.errors import StoreError
from graph_store.history import history
from graph_store.proposals import proposal, proposals
from graph_store.store import Receipt, Store
from graph_store.verify import verify
from tests.support.approval_attacks import ATTACKS
from tests.support.approval_attempts import LOT, attempt, begin, correction, hold, recall
from tests.support.kept import Kept
from tests.support.signing import ADA, KIM, QUI, REG, account_fact

ATTEMPTS = int(os.environ.get("LOTGRAPH_ATTEMPTS", "60"))


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
    reject(store, str(outcome.proposal), actor=ADA.account, reason="the other drum")
    with pytest.raises(Refused, match="the proposal was rejected"):
        sign(store, str(outcome.proposal), QUI.signer)
    with pytest.raises(Refused, match="the proposal was rejected"):
        reject(store, str(outcome.proposal), actor=ADA.account, reason="again")


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


@pytest.mark.timeout(1800)
def test_no_attempt_to_pass_an_approval_is_accepted(store: Store) -> None:
    begin(store)
    for seed in range(ATTEMPTS):
        it = attempt(store, seed)
        attack, words = list(ATTACKS.items())[seed % len(ATTACKS)]
        attack(it)
        size = store.head().size
        # Drawn otherwise an attack may break another rule first: what is refused first is told once each.
        with pytest.raises((Unapproved, InvalidFact), match=words if seed < len(ATTACKS) else None):
            it.commit()
        assert store.head().size == size, f"attempt {seed}, {attack.__name__}"
    assert digest(store.connection)


def test_what_the_attempts_are_made_from_would_pass(store: Store) -> None:
    begin(store)
    for seed in range(12):
        it = attempt(store, seed)
        it.lead_up()
        it.facts = it.last()
        assert it.commit().seq == store.head().size


def test_an_unsigned_decision_that_another_program_wrote_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
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
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    assert cli.run(["verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["differences"], len(said["unapproved"]), said["equal"]) == ([], 1, False)


def test_no_commit_goes_back_to_a_model_without_a_policy_table(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store)
    with monkeypatch.context() as patched:
        patched.setattr("graph_store.store.enforce", lambda *_, **__: None)
        patched.setattr("graph_store.store.MODEL_VERSION", "0002")
        past = [store.commit(hold(store, f"H-{n}"), actor="os:root", reason="as of old").seq for n in (1, 2)]
    store.commit([NodeFact(key=LOT, properties={"name": "Resin"})], actor="loader", reason="load")
    with ExitStack() as opened_files:
        found = verify(store.connection, opened_files)
    assert [(one.commit, one.message) for one in found.damage] == [
        (seq, f"its model 0002 is older than {MODEL_VERSION} of a commit before it") for seq in past
    ]


def test_the_signatures_of_a_decision_stand_in_its_history(store: Store) -> None:
    begin(store)
    outcome = decide(store, correction(store), signer=KIM.signer, actor="", reason="label")
    sign(store, str(outcome.proposal), QUI.signer)
    *before, last = history(store, LOT)
    assert [version.signatures for version in before] == [()] * len(before)
    told = [(s.signer, s.role, s.meaning) for s in last.signatures]
    assert told == [(KIM.account, "key_user", "authorship"), (QUI.account, "quality_manager", "approval")]
