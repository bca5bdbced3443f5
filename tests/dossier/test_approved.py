"""Whose key an electronic signature of a dossier has to be of: the one that its account had then."""

from __future__ import annotations

import pytest

from app.dossier.approved import unapproved
from app.dossier.proven import Stated
from graph_model.approval import Content, proposal_key, signature_key
from graph_model.facts import NodeFact
from graph_model.policy import Approver, Role
from tests.support.build import key
from tests.support.signing import QUI, Person, account_fact, closed, person, signature_fact

NEW = person("qui", Role.QUALITY_MANAGER, seed=1)
"""The same account with the key that came later."""
CONTENT = Content((NodeFact(key=key("hold", "H1"), origin="decided"),), "smell", 1, "n")
SIGNED = signature_key(CONTENT.hash, 1)
APPROVER = Approver(Role.QUALITY_MANAGER, "approval")
REFUSED = [f"{SIGNED} is no signature of {QUI.account}"]


def stated(*accounts: tuple[int, Person, str], signed: int, by: Person) -> list[Stated]:
    """What these commits say of the account, and a signature in one of them."""
    when = "2025-01-01T00:00:{:02d}.000000Z"
    text = {"content": CONTENT.text, "proposed_by": QUI.account}
    return [
        *(Stated(n, account_fact(who, changed=when.format(n), standing=s)) for n, who, s in accounts),
        Stated(signed, closed(CONTENT, **text)),
        Stated(signed, signature_fact(CONTENT, 1, APPROVER, by, signed=when.format(signed))),
    ]


@pytest.mark.parametrize(
    ("accounts", "signed", "by", "findings"),
    [
        ([(1, QUI, "active")], 2, QUI, []),
        ([(1, QUI, "active")], 2, NEW, REFUSED),
        ([(1, QUI, "active"), (3, NEW, "active")], 2, QUI, []),
        ([(1, QUI, "active"), (3, NEW, "active")], 4, NEW, []),
        ([(1, QUI, "active"), (3, NEW, "active")], 4, QUI, REFUSED),
        ([(1, QUI, "active"), (3, NEW, "active")], 2, NEW, REFUSED),
        ([(1, QUI, "active"), (3, NEW, "active")], 3, QUI, []),
        ([(1, QUI, "active"), (3, NEW, "active")], 3, NEW, REFUSED),
        ([(1, QUI, "active"), (3, QUI, "closed")], 4, QUI, REFUSED),
        ([(1, QUI, "active"), (3, QUI, "closed")], 2, QUI, []),
        ([(2, QUI, "active")], 2, QUI, REFUSED),
    ],
    ids=[
        *("its key", "another", "before a new one", "the new one", "a key that was replaced"),
        *("a key that came later", "the old one signs the new one in", "a new one signs itself in"),
        *("of a closed account", "before it was closed", "of an account that was not there yet"),
    ],
)
def test_a_signature_is_of_the_key_that_its_account_had(
    accounts: list[tuple[int, Person, str]], signed: int, by: Person, findings: list[str]
) -> None:
    assert list(unapproved(stated(*accounts, signed=signed, by=by))) == findings


def test_a_proposal_is_under_the_hash_of_its_content() -> None:
    facts = stated((1, QUI, "active"), signed=2, by=QUI)
    other = NodeFact(key=proposal_key(CONTENT.hash), properties={"content": CONTENT.text + " "})
    assert list(unapproved([facts[0], Stated(2, other), facts[2]])) == [
        f"{proposal_key(CONTENT.hash)} is not the hash of what it proposes"
    ]
