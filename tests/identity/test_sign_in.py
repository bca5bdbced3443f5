"""Account and password: who gets in, who is locked out, what is recorded."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher

from app.corrections import Decider
from app.identity import passwords
from app.identity.desk import Desk
from app.identity.errors import NotAuthenticated, PasswordMustChange, WeakPassword
from app.identity.people import (
    NewAccount,
    change_password,
    close_account,
    let_in,
    open_account,
    reset,
    unlock_account,
)
from app.identity.sign_in import prove, refuse_unchanged
from graph_store.security_log import Kind, entries
from graph_store.store import Store
from tests.support.identity import ADA, HERE, HORSE, KIM, Wall, desk_of, open_ada, open_kim, told

pytestmark = pytest.mark.engine

SAME = "account or password is wrong, or the account is locked"
WRONG = "another horse battery staple"


def refused(desk: Desk, login: str, password: str) -> str:
    with pytest.raises(NotAuthenticated) as refusal:
        prove(desk, login, password, address=HERE)
    return refusal.value.message


def gets_in(desk: Desk, password: str = HORSE) -> bool:
    return prove(desk, "kim", password, address=HERE).account.key == KIM


def failures(desk: Desk) -> list[str]:
    """The details of failed sign-ins that are recorded, each once."""
    return list(dict.fromkeys(event[3] for event in told(desk.store, Kind.SIGN_IN_FAILED)))


def test_the_right_password_gets_in(staffed: Desk) -> None:
    assert gets_in(staffed)
    assert told(staffed.store, Kind.SIGN_IN_FAILED) == []


def test_who_is_not_let_in_is_told_the_same_and_recorded(staffed: Desk, ada: Decider) -> None:
    assert refused(staffed, "kim", WRONG) == SAME
    assert refused(staffed, "nobody", HORSE) == SAME
    assert refused(staffed, "my/secret password", HORSE) == SAME
    close_account(staffed, "kim", ada)
    assert refused(staffed, "kim", HORSE) == SAME
    assert told(staffed.store, Kind.SIGN_IN_FAILED) == [
        ("sign_in_failed", KIM, HERE, "wrong password"),
        ("sign_in_failed", "", HERE, "unknown account"),  # never the name: people type passwords there
        ("sign_in_failed", KIM, HERE, "closed account"),
        ("sign_in_failed", "", HERE, "unknown account"),
    ]


def test_five_failures_lock_for_a_quarter_of_an_hour(staffed: Desk, wall: Wall) -> None:
    for _ in range(4):
        refused(staffed, "kim", WRONG)
    assert gets_in(staffed)  # which forgets the failures
    for _ in range(5):
        refused(staffed, "kim", WRONG)
    assert refused(staffed, "kim", HORSE) == SAME
    wall.pass_by(minutes=14, seconds=59)
    assert refused(staffed, "kim", HORSE) == SAME
    wall.pass_by(seconds=1)
    assert gets_in(staffed)
    assert told(staffed.store, Kind.LOCKED_OUT) == [("locked_out", KIM, HERE, "")]
    assert failures(staffed) == ["wrong password", "locked"]


def test_failures_are_forgotten_after_a_quarter_of_an_hour(staffed: Desk, wall: Wall) -> None:
    for _ in range(20):
        refused(staffed, "kim", WRONG)
        wall.pass_by(minutes=3, seconds=45)
    assert gets_in(staffed)


def test_one_account_is_locked_alone(staffed: Desk) -> None:
    for _ in range(5):
        refused(staffed, "kim", WRONG)
    assert prove(staffed, "ada", HORSE, address=HERE).account.key == ADA


def test_an_administrator_lifts_a_lock(staffed: Desk) -> None:
    for _ in range(5):
        refused(staffed, "kim", WRONG)
    unlock_account(staffed, "kim", let_in(staffed, "ada", HORSE))
    assert gets_in(staffed)
    assert told(staffed.store, Kind.ACCOUNT_CHANGED)[-1][3] == f"unlocked; by {ADA}"


def test_racing_failures_are_counted_right(store: Store) -> None:
    """Of any number of guesses at once the outcome of five is told, and the right one comes too late."""
    staffed = desk_of(store, Wall(store))
    open_kim(staffed, open_ada(staffed))
    guesses = [WRONG] * 24

    def guess(password: str) -> str:
        return refused(staffed, "kim", password)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(guess, guesses)) == {SAME}
    assert refused(staffed, "kim", HORSE) == SAME
    staffed.log.close_window()
    counts = {
        entry: sum(e.count for e in entries(staffed.store) if e.event.detail == entry)
        for entry in ("wrong password", "locked")
    }
    assert counts == {"wrong password": 5, "locked": 20}


@pytest.mark.parametrize("back", [datetime.timedelta(minutes=20), datetime.timedelta(days=400)])
def test_a_clock_that_is_set_back_neither_lifts_a_lock_nor_keeps_it(
    staffed: Desk, wall: Wall, back: datetime.timedelta
) -> None:
    for _ in range(5):
        refused(staffed, "kim", WRONG)
    wall.time -= back
    assert refused(staffed, "kim", HORSE) == SAME
    assert told(staffed.store, Kind.CLOCK_SET_BACK) == [("clock_set_back", "", HERE, "")]
    # A process that starts now goes on from the latest time that was seen, by the seconds that pass.
    later = desk_of(staffed.store, wall)
    seconds = [0.0]
    later.clock._monotonic = lambda: seconds[0]
    assert refused(later, "kim", HORSE) == SAME
    seconds[0] += 16 * 60
    assert gets_in(later)


def test_a_one_time_password_is_good_for_its_change_only(desk: Desk, ada: Decider) -> None:
    once = open_account(desk, NewAccount("kim", "2", "Kim Li", ["key_user"]), ada)
    assert once is not None
    proven = prove(desk, "kim", once, address=HERE)
    with pytest.raises(PasswordMustChange, match="one-time password"):
        refuse_unchanged(desk, proven, address=HERE)
    assert told(desk.store, Kind.SIGN_IN_FAILED)[-1] == ("sign_in_failed", KIM, HERE, "one-time password")
    change_password(desk, "kim", once, HORSE)
    refuse_unchanged(desk, prove(desk, "kim", HORSE, address=HERE), address=HERE)
    assert refused(desk, "kim", once) == SAME


def test_a_password_ages(staffed: Desk, wall: Wall) -> None:
    wall.pass_by(days=364, hours=23)
    refuse_unchanged(staffed, prove(staffed, "kim", HORSE, address=HERE), address=HERE)
    wall.pass_by(hours=1)
    proven = prove(staffed, "kim", HORSE, address=HERE)
    with pytest.raises(PasswordMustChange, match="too old"):
        refuse_unchanged(staffed, proven, address=HERE)
    assert failures(staffed) == ["password too old"]
    change_password(staffed, "kim", HORSE, WRONG)
    refuse_unchanged(staffed, prove(staffed, "kim", WRONG, address=HERE), address=HERE)


@pytest.mark.parametrize(
    ("new", "says"), [("short", "12 characters"), (HORSE, "is the old one"), ("here is kim again", "name of")]
)
def test_a_bad_new_password_leaves_the_old_one(staffed: Desk, new: str, says: str) -> None:
    with pytest.raises(WeakPassword, match=says):
        change_password(staffed, "kim", HORSE, new)
    assert gets_in(staffed)


def test_a_wrong_old_password_changes_nothing_and_counts(staffed: Desk) -> None:
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            change_password(staffed, "kim", WRONG, "a password that is good")
    assert refused(staffed, "kim", HORSE) == SAME


def test_a_reset_takes_the_old_password_away(staffed: Desk, ada: Decider) -> None:
    once = reset(staffed, "kim", ada)
    assert refused(staffed, "kim", HORSE) == SAME
    change_password(staffed, "kim", once, WRONG)
    assert gets_in(staffed, WRONG)


def test_a_hash_with_lesser_parameters_is_made_anew(staffed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = staffed.vault.credential(KIM)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert gets_in(staffed)
    after = staffed.vault.credential(KIM)
    assert before is not None
    assert after is not None
    assert "m=8,t=1" in before.password
    assert "m=16,t=2" in after.password
    assert gets_in(staffed)
