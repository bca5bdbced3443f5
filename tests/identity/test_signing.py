"""Signing keys: opened by the password alone, and only where the ledger knows them."""

from __future__ import annotations

import base64
import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.corrections import Decider
from app.errors import Refused
from app.identity.accounts import find
from app.identity.desk import Desk
from app.identity.errors import NotAuthenticated, PasswordMustChange
from app.identity.people import change_password, reset
from app.identity.signing import SigningKey, open_key, unlock
from graph_store.security_log import Kind
from graph_store.vault import Credential
from tests.support.identity import ADA, HERE, HORSE, KIM, told


def public_key(desk: Desk, login: str) -> Ed25519PublicKey:
    """As the ledger has it."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(find(desk.store, login).signing_key))


def test_a_sealed_key_opens_for_its_account_and_password_only() -> None:
    key = SigningKey.new()
    sealed = key.seal(KIM, HORSE)
    assert open_key(sealed, KIM, key.public, HORSE).public == key.public
    assert sealed != key.seal(KIM, HORSE)
    form, *parts, last = sealed.split(" ")
    flipped = bytearray(base64.b64decode(last))
    flipped[0] ^= 1
    other = SigningKey.new().public
    for wrong in (
        (sealed, ADA, key.public, HORSE),
        (sealed, KIM, other, HORSE),
        (sealed, KIM, key.public, HORSE + " "),
        (" ".join([form, *parts, base64.b64encode(flipped).decode()]), KIM, key.public, HORSE),
        (" ".join(["lotgraph-key/2", *parts, last]), KIM, key.public, HORSE),
        ("", KIM, key.public, HORSE),
    ):
        with pytest.raises(Refused, match="can't be opened"):
            open_key(*wrong)


@pytest.mark.engine
def test_a_signer_signs_with_the_key_that_the_ledger_knows(staffed: Desk) -> None:
    signer = unlock(staffed.store, "kim", HORSE, desk=staffed)
    assert (signer.account, signer.name) == (KIM, find(staffed.store, "kim").name)
    public_key(staffed, "kim").verify(signer.sign(b"what is signed"), b"what is signed")


@pytest.mark.engine
def test_a_changed_password_keeps_the_key_and_a_reset_makes_another(staffed: Desk, ada: Decider) -> None:
    before = public_key(staffed, "kim")
    change_password(staffed, "kim", HORSE, HORSE + " too")
    before.verify(unlock(staffed.store, "kim", HORSE + " too", desk=staffed).sign(b"x"), b"x")
    change_password(staffed, "kim", reset(staffed, "kim", ada), HORSE)
    after = public_key(staffed, "kim")
    assert after != before
    after.verify(unlock(staffed.store, "kim", HORSE, desk=staffed).sign(b"x"), b"x")


@pytest.mark.engine
def test_a_signature_is_locked_out_as_a_sign_in(staffed: Desk) -> None:
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            unlock(staffed.store, "kim", "a wrong password", desk=staffed, address=HERE)
    with pytest.raises(NotAuthenticated):
        unlock(staffed.store, "kim", HORSE, desk=staffed, address=HERE)
    assert told(staffed.store, Kind.LOCKED_OUT) == [("locked_out", KIM, HERE, "")]


@pytest.mark.engine
def test_a_one_time_password_signs_nothing(staffed: Desk, ada: Decider) -> None:
    once = reset(staffed, "kim", ada)
    with pytest.raises(PasswordMustChange):
        unlock(staffed.store, "kim", once, desk=staffed)


@pytest.mark.engine
def test_a_key_that_was_put_in_behind_the_ledgers_back_signs_nothing(staffed: Desk) -> None:
    before = staffed.vault.credential(KIM)
    assert before is not None
    mine = SigningKey.new()
    put = dataclasses.replace(before, sealed=mine.seal(KIM, HORSE), public=mine.public)
    staffed.vault.put_credential(put)
    with pytest.raises(Refused, match="not the one that the ledger knows"):
        unlock(staffed.store, "kim", HORSE, desk=staffed, address=HERE)
    assert told(staffed.store, Kind.SIGNATURE_REFUSED) == [
        ("signature_refused", KIM, HERE, "another key than the ledger knows")
    ]


@pytest.mark.engine
def test_the_credential_of_another_account_signs_nothing(staffed: Desk) -> None:
    """Somebody with the database copies Ada's row over Kim's, to sign as Kim with Ada's password."""
    theirs = staffed.vault.credential(ADA)
    assert isinstance(theirs, Credential)
    kim_public = find(staffed.store, "kim").signing_key
    staffed.vault.put_credential(dataclasses.replace(theirs, account=KIM, public=kim_public))
    with pytest.raises(Refused, match="can't be opened"):
        unlock(staffed.store, "kim", HORSE, desk=staffed)
