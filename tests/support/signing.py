"""People who sign: accounts with keys of their own, opened as an administrator would open them."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.approvals import Signer, decide
from graph_model.approval import (
    CARRIED_OUT,
    OPEN,
    PRECEDENCE_OPEN,
    Content,
    proposal_key,
    signature_key,
    signing_text,
)
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties
from graph_model.policy import Approver, Role
from graph_store.store import Store


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account and its key."""

    name: str
    number: str
    roles: tuple[Role, ...]
    key: Ed25519PrivateKey

    @property
    def account(self) -> str:
        """Key of the account."""
        return f"account:lotgraph/{self.name}"

    @property
    def signer(self) -> Signer:
        """As if the password had been given just now."""
        return Signer(self.account, "", self.key.sign)


def person(name: str, *roles: Role, number: str = "", seed: int = 0) -> Person:
    """Somebody; the key follows from the name (and the seed), so that tests are the same each time."""
    material = f"{name}/{seed}".encode().ljust(32, b".")[:32]
    return Person(name, number or name, roles, Ed25519PrivateKey.from_private_bytes(material))


def account_fact(who: Person, *, changed: str, standing: str = "active", **other: str) -> NodeFact:
    """The fact that opens or changes the account."""
    public = base64.b64encode(who.key.public_key().public_bytes_raw()).decode()
    properties = {
        "person": who.number,
        "roles": " ".join(who.roles),
        "signing_key": public,
        "standing": standing,
        **other,
    }
    return NodeFact(
        key=who.account,
        properties=dict(properties),
        precedence=DECIDED_PRECEDENCE,
        changed=changed,
        origin="decided",
    )


ADA = person("ada", Role.ADMINISTRATOR)
KIM = person("kim", Role.KEY_USER)
QUI = person("qui", Role.QUALITY_MANAGER)
REG = person("reg", Role.REGULATORY_AFFAIRS)
BOTH = person("both", Role.KEY_USER, Role.QUALITY_MANAGER)
EVERYBODY = (ADA, KIM, QUI, REG, BOTH)


def open_accounts(store: Store, *people: Person) -> None:
    """Give these people accounts; the first one opens those of the others."""
    first, *others = people or EVERYBODY
    decide(store, [account_fact(first, changed=store.time())], signer=None, actor="os:root", reason="first")
    for who in others:
        fact = account_fact(who, changed=store.time())
        assert decide(store, [fact], signer=first.signer, actor="", reason=f"opens {who.name}").done


def signature_fact(
    content: Content, place: int, approver: Approver, who: Person, *, signed: str, **other: str
) -> NodeFact:
    """A signature as its signer's program would make it; `other` overwrites what is signed."""
    said: Properties = {
        "signer": who.account,
        "role": str(approver.role),
        "meaning": approver.meaning,
        "signed": signed,
        **other,
    }
    made = who.key.sign(signing_text(content.hash, place, said))
    return NodeFact(
        key=signature_key(content.hash, place),
        properties={**said, "signature": base64.b64encode(made).decode()},
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )


def opened(content: Content, by: str) -> NodeFact:
    """The fact that proposes a content."""
    return NodeFact(
        key=proposal_key(content.hash),
        properties={"content": content.text, "proposed_by": by, "outcome": OPEN},
        precedence=PRECEDENCE_OPEN,
        origin="decided",
    )


def closed(content: Content, /, outcome: str = CARRIED_OUT, **other: str) -> NodeFact:
    """The fact that ends a proposal; `other` are the properties of one that was not opened before."""
    return NodeFact(
        key=proposal_key(content.hash),
        properties={**other, "outcome": outcome},
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )
