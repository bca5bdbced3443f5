"""Passwords and keys in a file beside an archive, and back from it."""

from __future__ import annotations

import dataclasses

import pytest

from app.corrections import Decider
from app.errors import Refused
from app.identity import api_keys
from app.identity.desk import Desk
from app.identity.people import change_password, reset
from app.identity.saving import Restored, restore, save
from app.identity.sign_in import prove
from app.identity.signing import unlock
from graph_store.security_log import Kind
from graph_store.store import Store
from graph_store.vault import Saved
from tests.support import tamper
from tests.support.identity import ADA, HERE, HORSE, KIM, told

pytestmark = pytest.mark.engine


def lose(store: Store) -> None:
    """As after a restore of the ledger alone."""
    tamper.run(store, "MATCH (n:Credential) DELETE n")
    tamper.run(store, "MATCH (n:ApiKey) DELETE n")


def test_what_is_saved_lets_people_sign_in_and_sign_again(staffed: Desk) -> None:
    made = api_keys.new(staffed, "kim", scopes=["read"], days=1, note="", who=ADA)
    data = save(staffed)
    before = Saved.of_bytes(data)
    assert HORSE.encode() not in data
    lose(staffed.store)
    assert restore(staffed, data, who="os:root") == Restored(2, 1, 0)
    assert Saved.of_bytes(save(staffed)) == before
    assert prove(staffed, "kim", HORSE, address=HERE).account.key == KIM
    unlock(staffed.store, "kim", HORSE, desk=staffed)
    assert api_keys.use(staffed, made.text).account == KIM
    assert [event[1:] for event in told(staffed.store, Kind.PASSWORD_CHANGED)][-2:] == [
        (who, "", "restored from a file by os:root") for who in (ADA, KIM)
    ]


def test_an_old_file_brings_no_old_password_and_no_revoked_key_back(staffed: Desk, ada: Decider) -> None:
    made = api_keys.new(staffed, "kim", scopes=["read"], days=1, note="", who=ADA)
    data = save(staffed)
    change_password(staffed, "ada", HORSE, HORSE + " too")
    api_keys.revoke(staffed, made.key.id, who=ADA)
    now = Saved.of_bytes(save(staffed))
    assert restore(staffed, data, who="os:root") == Restored(0, 0, 3)
    assert Saved.of_bytes(save(staffed)) == now


def test_what_the_ledger_does_not_know_is_passed_by(staffed: Desk, ada: Decider) -> None:
    data = save(staffed)
    reset(staffed, "kim", ada)
    saved = Saved.of_bytes(data)
    nobody = dataclasses.replace(saved.credentials[0], account="account:lotgraph/eve")
    more = Saved((*saved.credentials, nobody), saved.api_keys)
    lose(staffed.store)
    assert restore(staffed, more.to_bytes(), who="os:root") == Restored(1, 0, 2)
    assert [one.account for one in staffed.vault.credentials()] == [ADA]


def test_another_file_is_refused(staffed: Desk) -> None:
    for data in (b"", b"{}", b"[]", b'{"form":"lotgraph-credentials/2","credentials":[],"api_keys":[]}'):
        with pytest.raises(Refused, match="no saved passwords"):
            restore(staffed, data, who="os:root")
