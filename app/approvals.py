"""Decisions on their way into the ledger: proposed, signed in order, carried out with the last signature.

Promises: the one way in which anything here decides; where the policy table asks for nobody, or the ledger
has no account yet, it is recorded at once. What is signed is the content as it is recorded, word for word;
the commit itself checks all of it again (`graph_model.approval`). Refuses: a decision that must be signed
and is not, a signer out of turn, and a proposal that is closed.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import Refused
from app.stated import DICTIONARY
from graph_model.approval import (
    CARRIED_OUT,
    OPEN,
    PRECEDENCE_OPEN,
    REJECTED,
    Content,
    proposal_key,
    signature_key,
    signing_text,
    ties_of,
)
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, Properties
from graph_model.keys import prefix_of
from graph_model.policy import Approver, approvers_of
from graph_model.validate import InvalidFact
from graph_store.accounts import account, has_accounts
from graph_store.approvals import Unapproved
from graph_store.clock import Clock
from graph_store.proposals import Proposal, proposal
from graph_store.security_log import MOST_DETAIL, Event, Kind, SecurityLog
from graph_store.store import Receipt, Store
from quality.words import Words, said


@dataclass(frozen=True, slots=True)
class Signer:
    """An account whose password was given just now. `name` is its printed name as the ledger has it."""

    account: str
    name: str
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision: the last commit, and who must sign yet before it holds."""

    receipt: Receipt
    proposal: str | None
    waiting: tuple[Approver, ...]

    @property
    def done(self) -> bool:
        """Whether the decision holds."""
        return not self.waiting


def decide(
    store: Store,
    facts: Sequence[AnyFact],
    *,
    signer: Signer | None,
    actor: str,
    reason: str,
    seen: int | None = None,
) -> Outcome:
    """Record decided facts, or propose them where the policy table asks for signatures.

    A signer whose turn is the first signs at once; a decision that needs no more holds at once. `seen` is the
    ledger size that it was decided on; what changed since is refused.
    """
    needed = approvers_of(facts)
    if not needed or not has_accounts(store):
        return Outcome(
            _commit(store, facts, actor=signer.account if signer else actor, reason=reason), None, ()
        )
    if signer is None:
        raise _refused(
            store,
            actor,
            said("it must be signed by {roles}", "须由以下角色签署：{roles}", roles=told(needed)),
            Words(
                "Name yourself with --as NAME; you are asked for your password.",
                "请用 --as NAME 指明您自己；系统会询问您的密码。",
            ),
        )
    sealed = tuple(_sealed(store, facts))
    size = store.head().size if seen is None else seen
    content = Content(facts=sealed, reason=reason, seen=size, number=secrets.token_hex(16))
    fits = needed[0].role in _roles(store, signer)
    given = [_signature(store, content.hash, 1, needed[0], signer)] if fits else []
    return _take(store, content, given, signer, is_new=True, needed=needed, before=0)


def sign(store: Store, key: str, signer: Signer) -> Outcome:
    """Sign the next place of a proposal; the last signature carries it out."""
    found = proposal(store, key)
    if not found.waiting:
        nothing = Words("There is nothing to sign any more.", "已没有需要签署的内容。")
        raise _refused(store, signer.account, _is_closed(found), nothing)
    _refuse_out_of_turn(store, found, signer)
    place = len(found.signatures) + 1
    given = [_signature(store, found.content.hash, place, found.waiting[0], signer)]
    return _take(store, found.content, given, signer, is_new=False, needed=found.needed, before=place - 1)


def reject(store: Store, key: str, *, actor: str, reason: str) -> Receipt:
    """Close a proposal, so that it is never carried out."""
    found = proposal(store, key)
    if found.outcome != OPEN:
        nothing = Words("There is nothing to reject.", "没有可驳回的内容。")
        raise _refused(store, actor, _is_closed(found), nothing)
    return _commit(store, [_closed(key, REJECTED)], actor=actor, reason=reason)


def told(approvers: Sequence[Approver]) -> str:
    """Who must sign, in words."""
    return ", then ".join(f"{a.role.replace('_', ' ')} ({a.meaning})" for a in approvers)


def _is_closed(found: Proposal) -> Words:
    outcome = found.outcome.replace("_", " ")
    return said("the proposal was {outcome}", "该提议已处理：{outcome}", outcome=outcome)


def _take(
    store: Store,
    content: Content,
    given: list[NodeFact],
    signer: Signer,
    *,
    is_new: bool,
    needed: Sequence[Approver],
    before: int,
) -> Outcome:
    """Commit a signature, with its proposal where that is new, with the decision where it is the last."""
    key = proposal_key(content.hash)
    rest = tuple(needed[before + len(given) :])
    opened: Properties = {"content": content.text, "proposed_by": signer.account} if is_new else {}
    facts: list[AnyFact] = list(given)
    if not rest:
        facts += [_closed(key, CARRIED_OUT, opened), *content.facts, *ties_of(content)]
    elif is_new:
        facts.append(_decided(NodeFact(key=key, properties={**opened, "outcome": OPEN}), PRECEDENCE_OPEN))
    reason = f"signature {before + 1} of {len(needed)}: {content.reason}" if rest else content.reason
    return Outcome(_commit(store, facts, actor=signer.account, reason=reason), key, rest)


def _commit(store: Store, facts: Sequence[AnyFact], *, actor: str, reason: str) -> Receipt:
    try:
        return store.commit(facts, actor=actor, reason=reason)
    except InvalidFact as error:
        raise Refused(Words(str(error), str(error)), DICTIONARY) from error
    except Unapproved as error:
        _record(store, actor, error.message)
        raise


def _refused(store: Store, actor: str, why: Words, next_step: Words) -> Refused:
    """The refusal, once it is recorded."""
    _record(store, actor, why.en)
    return Refused(why, next_step)


def _record(store: Store, actor: str, why: str) -> None:
    """Into the security log: somebody tried what the policy table does not let pass."""
    account = actor if prefix_of(actor) == "account" else ""
    event = Event(Kind.APPROVAL_REFUSED, account, detail=why[:MOST_DETAIL])
    SecurityLog(store, Clock(store)).record(event)


def _sealed(store: Store, facts: Sequence[AnyFact]) -> Sequence[AnyFact]:
    """As they will be recorded: what is signed holds no personal value that could be read for ever."""
    try:
        return store.sealed(facts)
    except InvalidFact as error:
        raise Refused(Words(str(error), str(error)), DICTIONARY) from error


def _closed(key: str, outcome: str, opened: Properties | None = None) -> NodeFact:
    properties: Properties = {**(opened or {}), "outcome": outcome}
    return _decided(NodeFact(key=key, properties=properties), DECIDED_PRECEDENCE)


def _decided(fact: NodeFact, precedence: int) -> NodeFact:
    return NodeFact(key=fact.key, properties=fact.properties, precedence=precedence, origin="decided")


def _signature(store: Store, content_hash: str, place: int, approver: Approver, signer: Signer) -> NodeFact:
    said: Properties = {
        "signer": signer.account,
        "role": str(approver.role),
        "meaning": approver.meaning,
        "signed": store.time(),
        **({"name": signer.name} if signer.name else {}),
    }
    signed = signer.sign(signing_text(content_hash, place, said))
    key = signature_key(content_hash, place)
    properties: Properties = {**said, "signature": base64.b64encode(signed).decode()}
    return _decided(NodeFact(key=key, properties=properties), DECIDED_PRECEDENCE)


def _refuse_out_of_turn(store: Store, found: Proposal, signer: Signer) -> None:
    approver = found.waiting[0]
    if approver.role not in _roles(store, signer):
        turn = said("the next signature is that of {role}", "下一个签署者是 {role}", role=told([approver]))
        ask = Words("Ask somebody who has this role to sign.", "请由具有该角色的人员签署。")
        raise _refused(store, signer.account, turn, ask)
    if any(signature.get("signer") == signer.account for signature in found.signatures):
        again = Words("you have signed this proposal already", "您已签署此提议")
        other = Words("Another person must sign next.", "下一位须由他人签署。")
        raise _refused(store, signer.account, again, other)


def _roles(store: Store, signer: Signer) -> tuple[str, ...]:
    found = account(store, signer.account)
    return found.roles if found else ()
