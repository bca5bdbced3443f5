"""Are the decisions of a commit signed by whom the policy table asks for? The commit always asks.

Promises, for a ledger that has an account:
- a decision that needs signatures is recorded only in the commit that carries out its proposal, with
  exactly the facts and the reason that were signed, each signature in its place, by an active account
  that has the role, over the hash of the content, with the key that the ledger knows of it;
- the signatures of one proposal are of different persons and different keys;
- what changed in the records since the proposal was made must be signed anew;
- a signature is given in its order, once, at the time of the server's clock, by whoever commits it, and is
  never withdrawn; a proposal that was carried out or rejected is never carried out (again);
- every signature stands on every record that it decides, where such a record shows signatures;
- proposals are made and ended by active accounts that may propose, in their own name;
- no two accounts share a key, an account keeps its person, a closed one stays closed, and one active
  administrator who can sign stays.
A ledger without accounts takes only what the table allows before there are some; its first account is an
active administrator. Refuses all else with `NotApproved`. Pure: what stands in the graph is handed in.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from graph_model import nodes
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    RAISED_PRECEDENCE,
    AnyFact,
    NodeFact,
    RelationshipFact,
    Retraction,
    Statement,
    canonical,
    from_json,
    to_json,
)
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, relationship_key, split
from graph_model.policy import (
    BEARERS,
    POLICY_VERSION,
    Approver,
    Permission,
    Role,
    approvers_of,
    permissions_of,
    rules_of,
    shows_signatures,
)
from graph_model.validate import check

SECONDS_TO_COMMIT: Final = 60
OPEN, CARRIED_OUT, REJECTED = "open", "carried_out", "rejected"
PRECEDENCE_OPEN: Final = RAISED_PRECEDENCE
_NEW: Final = {"content", "proposed_by", "outcome"}
PERSON: Final = re.compile(r"[!-~]{1,128}")
"""The number of a person: what looks alike is alike, so that one person can't be taken for two."""


class NotApproved(ValueError):
    """A decision that the policy table does not let pass; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is signed. `seen` is the ledger size that the signers saw; `number` makes it the only one."""

    facts: tuple[AnyFact, ...]
    reason: str
    seen: int
    number: str
    policy: str = POLICY_VERSION

    @property
    def text(self) -> str:
        """Its canonical form."""
        told = {
            "facts": [to_json(fact) for fact in self.facts],
            "number": self.number,
            "policy": self.policy,
            "reason": self.reason,
            "seen": self.seen,
        }
        return canonical(told).decode()

    @property
    def hash(self) -> str:
        """SHA-256 of it: what the signatures name."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> Content:
        """From its canonical form; refuses every other one."""
        try:
            told = orjson.loads(text)
            facts = tuple(from_json(body) for body in told.pop("facts"))
            content = cls(facts=facts, **told)
            same = content.text == text
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotApproved("the content of the proposal is not in its form") from error
        if not same or not content.number or type(content.seen) is not int:
            raise NotApproved("the content of the proposal is not in its form")
        return content


@dataclass(frozen=True, slots=True)
class Known:
    """What stands before the commit: properties of nodes by key, and when keys were last spoken of."""

    size: int
    accounts: Mapping[str, Mapping[str, object]]
    bearers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    touched: Mapping[str, int] = field(default_factory=dict)
    """Key of a node or relationship -> the last commit that changed it."""


def proposal_key(content_hash: str) -> str:
    """Key of the proposal of a content."""
    return make("proposal", OWN_NAMESPACE, content_hash)


def signature_key(content_hash: str, place: int) -> str:
    """Key of the signature in a place, from 1."""
    return make("signature", OWN_NAMESPACE, content_hash, str(place))


def ties_of(content: Content) -> list[RelationshipFact]:
    """From each of its signatures to each record that it decides, where such a record shows them."""
    stated = (f for f in content.facts if isinstance(f, NodeFact))
    records = dict.fromkeys(f.key for f in stated if shows_signatures(_label(f), content.policy))
    return [
        RelationshipFact(
            type="SIGNED",
            key=relationship_key("SIGNED", OWN_NAMESPACE, content.hash, str(place), record),
            source=signature_key(content.hash, place),
            target=record,
            precedence=DECIDED_PRECEDENCE,
            origin="decided",
        )
        for place in range(1, len(approvers_of(content.facts, content.policy)) + 1)
        for record in records
    ]


def signing_text(content_hash: str, place: int, properties: Mapping[str, object]) -> bytes:
    """The bytes that a signature signs: what it is for, and all that it says but itself."""
    said = {name: value for name, value in properties.items() if name != "signature"}
    return b"lotgraph-signature/1\n" + canonical({**said, "content": content_hash, "place": place})


def bearer_keys(facts: Iterable[AnyFact]) -> set[str]:
    """The proposals and signatures that a check of these facts must know."""
    keys: set[str] = set()
    for fact in facts:
        if not isinstance(fact, NodeFact) or _label(fact) not in BEARERS:
            continue
        content_hash = split(fact.key).parts[0]
        most = len(Role) + 1
        keys |= {proposal_key(content_hash)} | {signature_key(content_hash, n) for n in range(1, most)}
    return keys


def check_decisions(
    facts: Sequence[AnyFact],
    known: Known,
    *,
    actor: str,
    reason: str,
    now: str,
    policy: str = POLICY_VERSION,
) -> None:
    """Raise `NotApproved` where a decision lacks what it needs. `now` is the commit's record time."""
    decided = [fact for fact in facts if fact.origin == "decided"]
    if not decided:
        return
    sorted_out = _Decisions.of(decided)
    if known.accounts:
        _Check(sorted_out, known, actor, reason, now, policy).run()
    else:
        _check_without_accounts(sorted_out, policy)


@dataclass(slots=True)
class _Decisions:
    """The decided facts of a commit: what they decide, and what bears the approvals."""

    proposals: list[NodeFact] = field(default_factory=list)
    signatures: list[NodeFact] = field(default_factory=list)
    ties: list[RelationshipFact] = field(default_factory=list)
    rest: list[AnyFact] = field(default_factory=list)

    @classmethod
    def of(cls, decided: Iterable[AnyFact]) -> _Decisions:
        """Sort them."""
        out = cls()
        for fact in decided:
            if isinstance(fact, NodeFact) and _label(fact) in BEARERS:
                (out.proposals if _label(fact) == "Proposal" else out.signatures).append(fact)
            elif isinstance(fact, RelationshipFact) and fact.type == "SIGNED":
                out.ties.append(fact)
            elif isinstance(fact, Retraction) and fact.type == "SIGNED":
                raise NotApproved("a signature is never withdrawn")
            else:
                out.rest.append(fact)
        return out

    @property
    def accounts(self) -> list[NodeFact]:
        """The accounts it opens or changes."""
        return [f for f in self.rest if isinstance(f, NodeFact) and _label(f) == "Account"]


def _check_without_accounts(found: _Decisions, policy: str) -> None:
    if found.proposals or found.signatures or found.ties:
        raise NotApproved("this ledger has no account yet, so nobody can propose or sign")
    for rule in (rule for fact in found.rest for rule in rules_of(fact, policy)):
        if not rule.before_accounts:
            raise NotApproved(f"a {rule.label} must be signed, and this ledger has no account yet")
    for account in found.accounts:
        _check_change({}, account.properties)
        if len(found.accounts) > 1 or not _is_administrator(account.properties):
            raise NotApproved("the first account of a ledger is one active administrator who can sign")


class _Check:
    """One commit's decisions against what stands."""

    def __init__(
        self, found: _Decisions, known: Known, actor: str, reason: str, now: str, policy: str
    ) -> None:
        self._found, self._known, self._policy = found, known, policy
        self._actor, self._reason, self._now = actor, reason, now
        self._contents: dict[str, Content] = {}
        self._given = {fact.key: fact.properties for fact in found.signatures}
        if len(self._given) != len(found.signatures):
            raise NotApproved("a place was signed twice in one commit")
        if len({fact.key for fact in found.proposals}) != len(found.proposals):
            raise NotApproved("a proposal was stated twice in one commit")

    def run(self) -> None:
        """All of the checks."""
        carried = [proposal for proposal in self._found.proposals if self._take_proposal(proposal)]
        for signature in self._found.signatures:
            self._check_given(signature)
        if self._found.proposals and not _may_propose(self._account):
            raise NotApproved(f"{self._actor} is no active account that may propose or reject")
        needed = approvers_of(self._found.rest, self._policy)
        if bool(needed) != bool(carried) or len(carried) > 1:
            roles = ", then ".join(f"{a.role} ({a.meaning})" for a in needed)
            raise NotApproved(f"it needs the signatures of {roles}" if needed else "it carries out nothing")
        for proposal in carried:
            self._check_carried_out(_hash_of(proposal), needed)
        self._check_ties([self._contents[_hash_of(proposal)] for proposal in carried])
        self._check_accounts()

    def _take_proposal(self, fact: NodeFact) -> bool:
        """Whether the fact says that the proposal is carried out."""
        stated, stored = fact.properties, self._known.bearers.get(fact.key)
        if stored is None:
            content = Content.read(str(stated.get("content", "")))
            if fact.key != proposal_key(content.hash):
                raise NotApproved("the key of a proposal is the hash of its content")
            if stated.keys() != _NEW or stated["proposed_by"] != self._actor:
                raise NotApproved("a new proposal says what is signed, who commits it, and its outcome only")
            if not 0 <= content.seen <= self._known.size:
                raise NotApproved(f"the ledger never had the size {content.seen} that was seen")
            _check_content(content, self._policy)
        else:
            if stored.get("outcome") != OPEN:
                raise NotApproved(f"the proposal was {str(stored.get('outcome')).replace('_', ' ')} before")
            content = Content.read(str(stored["content"]))
            if stated.keys() != {"outcome"} or stated["outcome"] == OPEN:
                raise NotApproved("a proposal that is open changes in its outcome only")
        self._contents[content.hash] = content
        outcome = stated["outcome"]
        # An end outranks the beginning whatever the clock says.
        if fact.precedence != (PRECEDENCE_OPEN if outcome == OPEN else DECIDED_PRECEDENCE):
            raise NotApproved("a proposal says what became of it, the end above the beginning")
        return outcome == CARRIED_OUT

    @property
    def _account(self) -> Mapping[str, object]:
        """The account of the actor, if it is one."""
        return self._known.accounts.get(self._actor, {})

    def _content(self, content_hash: str) -> Content:
        if content_hash not in self._contents:
            stored = self._known.bearers.get(proposal_key(content_hash))
            if stored is None:
                raise NotApproved("there is no proposal of what was signed")
            if stored.get("outcome") != OPEN:
                raise NotApproved("the proposal is no longer open")
            self._contents[content_hash] = Content.read(str(stored["content"]))
        return self._contents[content_hash]

    def _check_given(self, fact: NodeFact) -> None:
        """A signature that comes with this commit: in its order, now, by its actor."""
        if fact.key in self._known.bearers:
            raise NotApproved("this place is signed already")
        content_hash, place_text = split(fact.key).parts
        needed = approvers_of(self._content(content_hash).facts, self._policy)
        place = int(place_text) if place_text.isdecimal() else 0
        if not 0 < place <= len(needed) or fact.key != signature_key(content_hash, place):
            raise NotApproved(f"the proposal has {len(needed)} places to sign, not a place {place_text}")
        signed = str(fact.properties.get("signed", ""))
        if not 0 <= _seconds(signed, self._now) <= SECONDS_TO_COMMIT:
            raise NotApproved("the time of a signature is that of the server when it was given")
        if fact.properties.get("signer") != self._actor:
            raise NotApproved("a signature is committed by whoever gave it")
        if fact.properties.get("name") != self._account.get("name"):
            raise NotApproved("a signature has the printed name of its account")
        self._check_signatures(content_hash, needed[:place])

    def _check_carried_out(self, content_hash: str, needed: Sequence[Approver]) -> None:
        content = self._contents[content_hash]
        same = [to_json(f) for f in self._found.rest] == [to_json(f) for f in content.facts]
        if not same or content.reason != self._reason:
            raise NotApproved("the facts and the reason are not those that were signed")
        for key in map(_key_of, content.facts):
            if self._known.touched.get(key, 0) > content.seen:
                raise NotApproved(f"{key} changed after ledger size {content.seen}: propose it anew")
        self._check_signatures(content_hash, needed)

    def _check_signatures(self, content_hash: str, needed: Sequence[Approver]) -> None:
        """Places 1 to n are signed, each by its role, all by different persons with different keys."""
        if self._content(content_hash).policy != self._policy:
            raise NotApproved(f"it was proposed under another policy than {self._policy}: propose it anew")
        accounts = []
        for place, approver in enumerate(needed, start=1):
            key = signature_key(content_hash, place)
            properties = self._given.get(key) or self._known.bearers.get(key)
            if properties is None:
                raise NotApproved(f"the signature of {approver.role} ({approver.meaning}) is missing")
            accounts.append(self._check_one(content_hash, place, approver, properties))
        persons = {str(account["person"]).casefold() for account in accounts}
        keys = {account["signing_key"] for account in accounts}
        for what, different in (("person", persons), ("signing key", keys)):
            if len(different) < len(accounts):
                raise NotApproved(f"two signatures of one {what}; all must be different")

    def _check_one(
        self, content_hash: str, place: int, approver: Approver, properties: Mapping[str, object]
    ) -> Mapping[str, object]:
        account = self._known.accounts.get(str(properties.get("signer")))
        if account is None or account.get("standing") != "active":
            raise NotApproved(f"{properties.get('signer')} is no active account")
        if (properties.get("role"), properties.get("meaning")) != (approver.role, approver.meaning):
            raise NotApproved(f"place {place} is signed by {approver.role} ({approver.meaning})")
        if approver.role not in _roles(account):
            raise NotApproved(f"{properties.get('signer')} has not the role {approver.role}")
        if not account.get("person"):
            raise NotApproved(f"{properties.get('signer')} names no person")
        text = signing_text(content_hash, place, properties)
        if not _is_signed(text, str(properties.get("signature")), str(account.get("signing_key"))):
            raise NotApproved(f"the signature in place {place} is not one of {properties.get('signer')}")
        return account

    def _check_ties(self, carried: Sequence[Content]) -> None:
        """SIGNED goes from each signature of what is carried out to each record that it decides."""
        wanted = [tie for content in carried for tie in ties_of(content)]
        if sorted(self._found.ties, key=_key_of) != sorted(wanted, key=_key_of):
            raise NotApproved("SIGNED ties every signature to every record that its proposal decides")

    def _check_accounts(self) -> None:
        after = {key: dict(stored) for key, stored in self._known.accounts.items()}
        for fact in self._found.accounts:
            _check_change(after.get(fact.key, {}), fact.properties)
            after[fact.key] = {**after.get(fact.key, {}), **fact.properties}
        keys = [account["signing_key"] for account in after.values() if "signing_key" in account]
        if len(set(keys)) < len(keys):
            raise NotApproved("another account has this signing key")
        if not any(map(_is_administrator, after.values())):
            raise NotApproved("one active administrator who can sign must stay")


def _check_change(before: Mapping[str, object], stated: Mapping[str, object]) -> None:
    """What an account may become; what it signed stays that of its person."""
    if before.get("standing") == "closed" and stated.get("standing", "closed") != "closed":
        raise NotApproved("a closed account stays closed")
    if "person" in before and stated.get("person", before["person"]) != before["person"]:
        raise NotApproved("an account stays that of its person")
    if "person" in stated and not PERSON.fullmatch(str(stated["person"])):
        raise NotApproved("the number of a person is of ASCII letters, digits and signs, without white space")
    unknown = set(_roles(stated)).difference(Role)
    if unknown:
        raise NotApproved(f"there is no role {', '.join(sorted(unknown))}")


def _check_content(content: Content, policy: str) -> None:
    """What is proposed could be carried out by signatures, and by nothing less."""
    if content.policy != policy:
        raise NotApproved(f"it was proposed under policy {content.policy}, now {policy} holds")
    found = _Decisions.of(content.facts)
    if found.proposals or found.signatures or found.ties or not approvers_of(content.facts, policy):
        raise NotApproved("only decisions that need signatures are proposed")
    for fact in content.facts:
        if fact.origin != "decided" or (isinstance(fact, Statement) and not _is_highest(fact)):
            raise NotApproved("what is proposed is decided here, above all that sources state")
        check(fact)


def _is_highest(fact: Statement) -> bool:
    return fact.precedence == DECIDED_PRECEDENCE and bool(fact.changed)


def _label(fact: NodeFact) -> str:
    return nodes.BY_PREFIX[prefix_of(fact.key)].label


def _hash_of(fact: NodeFact) -> str:
    return split(fact.key).parts[0]


def _key_of(fact: AnyFact) -> str:
    """What the fact speaks of, as `Known.touched` names it."""
    if isinstance(fact, NodeFact | RelationshipFact | Retraction):
        return fact.key
    named = getattr(fact, "reject", None)
    return str(named) if named else make("load", OWN_NAMESPACE, str(getattr(fact, "load", "")))


def _roles(account: Mapping[str, object]) -> list[str]:
    return str(account.get("roles", "")).split()


def _may_propose(account: Mapping[str, object]) -> bool:
    return account.get("standing") == "active" and Permission.PROPOSE in permissions_of(_roles(account))


def _is_administrator(account: Mapping[str, object]) -> bool:
    """Whether it can grant: a signature takes a person and a key."""
    is_active = account.get("standing") == "active" and Role.ADMINISTRATOR in _roles(account)
    return is_active and bool(account.get("person")) and "signing_key" in account


def _seconds(earlier: str, later: str) -> float:
    """How long after one instant the other is; less than nothing where one is no instant."""
    try:
        between = datetime.datetime.fromisoformat(later) - datetime.datetime.fromisoformat(earlier)
    except (TypeError, ValueError):
        return -1
    return between.total_seconds()


def _is_signed(text: bytes, signature: str, public: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
