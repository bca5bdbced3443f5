"""Keys of programs: made once, used within their scopes, over."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from app.corrections import Decider
from app.errors import Refused
from app.identity import api_keys
from app.identity.api_keys import Made
from app.identity.desk import Desk
from app.identity.errors import TokenRefused
from app.identity.people import close_account, let_in
from graph_store.security_log import Kind
from tests.support.identity import ADA, HORSE, KIM, Wall, desk_of, told

pytestmark = pytest.mark.engine


def new(desk: Desk, *scopes: str, days: int = 90) -> Made:
    return api_keys.new(desk, "kim", scopes=scopes or ["read"], days=days, note="the MES", who=ADA)


def why(desk: Desk, text: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        api_keys.use(desk, text)
    return refused.value.reason


def test_a_key_is_found_by_its_text_of_which_only_the_hash_is_kept(staffed: Desk, wall: Wall) -> None:
    made = new(staffed, "load", "read")
    id, secret = made.text.removeprefix("lgk_").split("_", 1)
    assert made.key.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) == 43
    today = wall.time.date().isoformat()
    used = api_keys.use(staffed, made.text)
    assert (used.id, used.scopes, used.account) == (id, ("read", "load"), KIM)
    assert staffed.vault.api_key(id) == dataclasses.replace(made.key, used=today)
    assert told(staffed.store, Kind.KEY_MADE) == [("key_made", KIM, "", f"{id}: read load; by {ADA}")]


def test_a_wrong_secret_or_id_is_no_such_key(staffed: Desk) -> None:
    text = new(staffed).text
    last = "A" if text[-1] != "A" else "B"
    flipped = text[:4] + ("0" if text[4] != "0" else "1") + text[5:]
    assert [
        why(staffed, t) for t in (text[:-1] + last, flipped, "lgk_", "lgk_x", text.replace("_", "."))
    ] == ["no such key"] * 5


def test_a_revoked_key_is_refused(staffed: Desk) -> None:
    made = new(staffed)
    api_keys.revoke(staffed, made.key.id, who=ADA)
    assert why(staffed, made.text) == "key revoked"
    assert told(staffed.store, Kind.KEY_REVOKED) == [("key_revoked", KIM, "", f"{made.key.id}; by {ADA}")]
    for id in (made.key.id, "none"):
        with pytest.raises(Refused, match="no key"):
            api_keys.revoke(staffed, id, who=ADA)


def test_a_key_expires_for_good(staffed: Desk, wall: Wall) -> None:
    made = new(staffed, days=1)
    wall.pass_by(hours=23, minutes=59)
    api_keys.use(staffed, made.text)
    wall.pass_by(minutes=1)
    assert why(staffed, made.text) == "key expired"
    wall.pass_by(hours=-20)
    assert why(staffed, made.text) == "key expired"
    assert why(desk_of(staffed.store, wall), made.text) == "key expired"


def test_closing_an_account_revokes_its_keys(staffed: Desk, ada: Decider) -> None:
    made = new(staffed)
    close_account(staffed, "kim", ada)
    assert why(staffed, made.text) == "key revoked"
    with pytest.raises(Refused, match="closed"):
        new(staffed)


def test_a_key_has_no_more_than_its_account_and_an_end(staffed: Desk) -> None:
    for scopes, days, says in (
        (["administer"], 90, "may not administer"),
        (["read", "fly"], 90, "may not fly"),
        ([], 90, "a scope or more"),
        (["read"], 366, "1 to 365 days"),
        (["read"], 0, "1 to 365 days"),
    ):
        with pytest.raises(Refused, match=says):
            api_keys.new(staffed, "kim", scopes=scopes, days=days, note="", who=ADA)
    assert staffed.vault.api_keys() == []


def test_only_the_owner_and_administrators_are_let_in(staffed: Desk) -> None:
    assert let_in(staffed, "kim", HORSE, owner="kim").key == KIM
    assert let_in(staffed, "ada", HORSE, owner="kim").key == ADA
    with pytest.raises(Refused, match="administrator"):
        let_in(staffed, "kim", HORSE, owner="ada")
    assert told(staffed.store, Kind.PERMISSION_REFUSED) == [
        ("permission_refused", KIM, "", "administrator needed")
    ]
