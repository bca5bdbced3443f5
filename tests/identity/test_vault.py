"""Passwords, keys and sessions beside the ledger, on both engines."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from graph_model.instants import moment_of, text_of
from graph_store import digest
from graph_store.clock import Clock
from graph_store.outside import OUTSIDE
from graph_store.store import Store
from graph_store.vault import ApiKey, Credential, NoCredential, Session, Vault, unlocked
from graph_store.verify import Difference, verify
from tests.support import tamper

pytestmark = pytest.mark.engine

T1 = moment_of("2026-01-31T08:15:00.000001Z")
T2, T3, T4 = (T1 + datetime.timedelta(hours=n) for n in (1, 2, 3))
ADA, KIM = "account:lotgraph/ada", "account:lotgraph/kim"
CREDENTIAL = Credential(ADA, "$argon2id$x", T1, True, "sealed", "public", (T1, T2), T3)
KEY = ApiKey("0a1b2c", ADA, "the MES", "ab" * 32, ("read", "load"), T1, T3)
SESSION = Session("cd" * 32, ADA, T1, T1, T3)


def test_what_is_written_comes_back(store: Store) -> None:
    vault = Vault(store)
    assert (vault.credential(ADA), vault.api_key(KEY.id), vault.session(SESSION.id)) == (None, None, None)
    vault.put_credential(CREDENTIAL)
    vault.put_api_key(KEY)
    vault.put_session(SESSION)
    assert vault.credential(ADA) == CREDENTIAL
    assert vault.api_key(KEY.id) == KEY
    assert vault.session(SESSION.id) == SESSION
    vault.put_credential(replace(CREDENTIAL, failures=(), locked_until=None, once=False))
    assert vault.credential(ADA) == unlocked(replace(CREDENTIAL, once=False))


def test_a_swapped_credential_is_taken_back_where_nobody_came_between(store: Store) -> None:
    vault = Vault(store)
    other, third = replace(CREDENTIAL, public="other"), replace(CREDENTIAL, public="third")
    assert vault.swap_credential(CREDENTIAL) is None
    before = vault.swap_credential(other)
    assert before == replace(CREDENTIAL, turn=before.turn if before else 0)
    for wrong, was, stays in (
        (CREDENTIAL, None, "other"),
        (other, CREDENTIAL, "public"),
        (third, other, "public"),
    ):
        vault.take_back(wrong, was)
        found = vault.credential(ADA)
        assert found is not None
        assert found.public == stays
    vault.take_back(CREDENTIAL, None)
    assert vault.credential(ADA) is None
    with pytest.raises(NoCredential):
        vault.change_credential(ADA, unlocked)


def test_keys_are_used_and_revoked_once(store: Store) -> None:
    vault = Vault(store)
    other = replace(KEY, id="000000", created=T2, expires=T4)
    vault.put_api_key(other)
    vault.put_api_key(KEY)
    vault.use_api_key(KEY.id, "2026-01-31")
    assert [vault.revoke_api_key(KEY.id, at) for at in (T2, T3)] == [True, False]
    assert vault.revoke_api_key("no such key", T2) is False
    assert vault.api_keys() == [replace(KEY, used="2026-01-31", revoked=T2), other]


def test_an_ended_session_stays_ended_and_is_forgotten_long_after(store: Store) -> None:
    vault = Vault(store)
    theirs = replace(SESSION, id="00" * 32, account=KIM)
    mine = replace(SESSION, id="11" * 32)
    for session in (SESSION, theirs, mine):
        vault.put_session(session)
    vault.touch_session(SESSION.id, T2)
    assert vault.session(SESSION.id) == replace(SESSION, seen=T2)
    assert [vault.end_session(SESSION.id, at) for at in (T2, T3)] == [True, False]
    vault.touch_session(SESSION.id, T3)
    assert vault.session(SESSION.id) == replace(SESSION, seen=T2, ended=T2)
    assert vault.end_sessions_of(ADA, T3) == 1
    assert vault.session(mine.id) == replace(mine, ended=T3)
    assert vault.session(theirs.id) == theirs
    vault.put_session(replace(theirs, id="22" * 32, began=T3 + datetime.timedelta(days=2), expires=T4))
    assert vault.session(SESSION.id) == replace(SESSION, seen=T2, ended=T2)
    late = T3 + datetime.timedelta(days=2, seconds=1)
    vault.put_session(replace(theirs, id="33" * 32, began=late, expires=late))
    assert vault.session(SESSION.id) is None


def test_racing_changes_are_all_counted(store: Store) -> None:
    vault = Vault(store)
    vault.put_credential(replace(CREDENTIAL, failures=(), locked_until=None))

    def fail(number: int) -> None:
        moment = T1 + datetime.timedelta(seconds=number)
        Vault(store).change_credential(ADA, lambda c: replace(c, failures=(*c.failures, moment)))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(fail, range(40)))
    found = vault.credential(ADA)
    assert found is not None
    assert sorted(found.failures) == [T1 + datetime.timedelta(seconds=n) for n in range(40)]


def check(store: Store) -> list[Difference]:
    with ExitStack() as opened:
        return list(verify(store.connection, opened).differences())


def test_verification_and_digest_pass_by_the_vault_and_by_nothing_else(store: Store) -> None:
    tamper.history(store)
    before = digest.digest(store.connection)
    vault = Vault(store)
    vault.put_credential(CREDENTIAL)
    vault.put_api_key(KEY)
    vault.put_session(SESSION)
    Clock(store).mark()
    assert check(store) == []
    assert digest.digest(store.connection) == before
    tamper.run(store, "CREATE (n:Secret) SET n.key = 'x'")
    assert [(d.how, d.name) for d in check(store)] == [("added", "Secret")]


def test_no_declared_label_is_outside() -> None:
    from graph_model.nodes import BY_LABEL

    assert set(OUTSIDE) & {*BY_LABEL, "Commit", "Head", "Retraction"} == set()


def test_the_clock_never_runs_back(store: Store) -> None:
    start = moment_of(store.time()) + datetime.timedelta(days=1)
    wall, passed = [start], [0.0]

    def clock() -> Clock:
        return Clock(store, now=lambda: wall[0], monotonic=lambda: passed[0])

    first = clock()
    assert (first.mark(), first.is_set_back) == (start, False)
    wall[0] += datetime.timedelta(hours=1)
    assert first.mark() == start + datetime.timedelta(hours=1)
    wall[0], passed[0] = start - datetime.timedelta(hours=5), 90.0
    expected = start + datetime.timedelta(hours=1, seconds=90)
    assert (first.mark(), first.is_set_back) == (expected, True)
    # Another process starts where this one was, and time goes on there, too.
    second = clock()
    assert (second.now(), second.is_set_back) == (expected, True)
    passed[0] += 600
    assert second.now() == expected + datetime.timedelta(seconds=600)
    assert text_of(second.now()) > text_of(expected)
