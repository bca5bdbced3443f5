"""Who asks: every credential with one thing wrong is refused and recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.asker import EVERYTHING, Asker
from app.corrections import Decider
from app.errors import Refused
from app.identity import api_keys, sessions
from app.identity.authenticate import Authenticator, Presented
from app.identity.desk import Desk
from app.identity.errors import NotAuthenticated, NotPermitted
from app.identity.jwks import Jwks
from app.identity.people import change_account, close_account
from app.identity.tokens import Tokens
from graph_model.facts import NodeFact
from graph_model.policy import Permission, permissions_of
from graph_store.security_log import Kind
from tests.support.build import key
from tests.support.identity import ADA, AUDIENCE, HERE, ISSUER, KIM, Provider, Wall, told

pytestmark = pytest.mark.engine

KIMS = Asker(KIM, permissions_of(["key_user"]), None)


def bearer(token: str) -> Presented:
    return Presented(authorization=f"Bearer {token}", address=HERE)


def refused(desk: Desk, at: Authenticator, presented: Presented) -> tuple[str, str]:
    """The reason that is told and the last one that is recorded, with whose it is."""
    with pytest.raises(NotAuthenticated) as refusal:
        at.asker(presented)
    event = told(desk.store, Kind.TOKEN_REFUSED)[-1]
    assert event[2:] == (HERE, refusal.value.reason)
    return event[3], event[1]


def test_without_accounts_everybody_asks_everything(desk: Desk) -> None:
    at = Authenticator(desk)
    assert at.asker(Presented()) == EVERYTHING
    assert at.asker(bearer("anything")) == EVERYTHING
    for needing in (Authenticator(desk, always=True), Authenticator(desk, Tokens("i", "a", Jwks("none")))):
        with pytest.raises(NotAuthenticated, match="only who signs in"):
            needing.asker(Presented())


def test_an_account_ends_that_at_once(desk: Desk) -> None:
    from tests.support.identity import open_ada

    at = Authenticator(desk)
    assert at.asker(Presented()) == EVERYTHING
    open_ada(desk)
    with pytest.raises(NotAuthenticated, match="only who signs in"):
        at.asker(Presented())


def test_a_session_asks_for_its_account(staffed: Desk) -> None:
    at, token = Authenticator(staffed), sessions.begin(staffed, KIM).token
    assert at.asker(bearer(token)) == KIMS
    assert at.asker(Presented(cookie=token, from_page=True)) == KIMS
    assert told(staffed.store, Kind.TOKEN_REFUSED) == []


def test_a_cookie_counts_with_the_header_only(staffed: Desk) -> None:
    at, token = Authenticator(staffed), sessions.begin(staffed, KIM).token
    presented = Presented(cookie=token, address=HERE)
    assert refused(staffed, at, presented) == ("cookie without the header X-Lotgraph", "")


def test_each_wrong_credential_is_refused_and_recorded(staffed: Desk, wall: Wall) -> None:
    at = Authenticator(staffed)
    over, ended = (sessions.begin(staffed, KIM) for _ in range(2))
    sessions.end(staffed, ended.session, address=HERE)
    assert refused(staffed, at, bearer(ended.token)) == ("session ended", KIM)
    assert refused(staffed, at, bearer("lgs_none")) == ("no such session", "")
    assert refused(staffed, at, bearer("lgk_0a_none")) == ("no such key", "")
    assert refused(staffed, at, bearer("a.b.c")) == ("no provider of such tokens is configured", "")
    basic = Presented(authorization="Basic YWRhOmFkYQ==", address=HERE)
    assert refused(staffed, at, basic) == ("no bearer token", "")
    wall.pass_by(hours=1)
    assert refused(staffed, at, bearer(over.token)) == ("session idle for too long", KIM)


def test_a_key_has_what_its_scopes_and_its_account_allow(staffed: Desk, ada: Decider) -> None:
    at = Authenticator(staffed)
    made = api_keys.new(staffed, "kim", scopes=["read", "load"], days=1, note="", who=ADA)
    both = frozenset({Permission.READ, Permission.LOAD})
    assert at.asker(bearer(made.text)) == Asker(KIM, both, None)
    change_account(staffed, "kim", ada, roles=["investigator"])
    assert at.asker(bearer(made.text)) == Asker(KIM, frozenset({Permission.READ}), None)


def test_roles_sites_and_closing_hold_at_once(staffed: Desk, ada: Decider) -> None:
    site = key("site", "plant")
    staffed.store.commit([NodeFact(key=site, properties={"name": "Plant"})], actor="t", reason="t")
    at, token = Authenticator(staffed), sessions.begin(staffed, KIM).token
    change_account(staffed, "kim", ada, roles=["auditor"], sites=[site])
    assert at.asker(bearer(token)) == Asker(KIM, permissions_of(["auditor"]), frozenset({site}))
    made = api_keys.new(staffed, "kim", scopes=["read"], days=1, note="", who=ADA)
    staffed.store.commit([NodeFact(key=site, properties={"name": "P"})], actor="t", reason="t")
    close_account(staffed, "kim", ada)
    assert refused(staffed, at, bearer(token)) == ("session ended", KIM)
    assert refused(staffed, at, bearer(made.text)) == ("key revoked", KIM)


def test_a_missing_permission_is_refused_and_recorded(staffed: Desk) -> None:
    at = Authenticator(staffed)
    at.require(KIMS, Permission.READ, address=HERE)
    with pytest.raises(NotPermitted, match="audit"):
        at.require(KIMS, Permission.AUDIT, address=HERE)
    assert told(staffed.store, Kind.PERMISSION_REFUSED) == [("permission_refused", KIM, HERE, "needs audit")]


@pytest.fixture
def provider(wall: Wall, tmp_path: Path) -> Provider:
    made = Provider(int(wall.time.timestamp()))
    made.rotate("one")
    made.publish(tmp_path / "jwks.json")
    return made


@pytest.fixture
def at(staffed: Desk, provider: Provider, tmp_path: Path) -> Authenticator:
    """An authenticator that believes the provider."""
    return Authenticator(staffed, Tokens(ISSUER, AUDIENCE, Jwks(str(tmp_path / "jwks.json"))))


def test_a_token_of_the_provider_asks_for_the_account_that_it_names(
    at: Authenticator, provider: Provider
) -> None:
    for _ in range(2):  # until it ends, as any bearer token
        assert at.asker(bearer(provider.token())) == KIMS


def test_forged_expired_and_misdirected_tokens_are_refused_and_recorded(
    staffed: Desk, at: Authenticator, provider: Provider, wall: Wall
) -> None:
    token = provider.token()
    forged = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
    assert refused(staffed, at, bearer(forged)) == ("signature is wrong", "")
    assert refused(staffed, at, bearer(provider.token(aud="another"))) == ("wrong audience", "")
    nobody = token.rpartition(".")[0] + "."
    assert refused(staffed, at, bearer(nobody)) == ("signature is wrong", "")
    wall.pass_by(hours=2)
    assert refused(staffed, at, bearer(token)) == ("token expired", "")


def test_a_token_of_nobody_or_of_a_closed_account_is_refused(
    staffed: Desk, ada: Decider, at: Authenticator, provider: Provider
) -> None:
    assert refused(staffed, at, bearer(provider.token(sub="eve"))) == ("no such account", "")
    assert refused(staffed, at, bearer(provider.token(sub="k m"))) == ("no such account", "")
    close_account(staffed, "kim", ada)
    assert refused(staffed, at, bearer(provider.token())) == ("account closed", KIM)


def test_a_token_that_was_ended_is_never_accepted_again(
    staffed: Desk, at: Authenticator, provider: Provider, wall: Wall
) -> None:
    token = provider.token()
    at.end(bearer(token))
    assert refused(staffed, at, bearer(token)) == ("session ended", KIM)
    assert at.asker(bearer(provider.token(jti="another"))) == KIMS
    wall.pass_by(minutes=60, seconds=59)
    sessions.begin(staffed, KIM)  # which forgets what is long over
    assert refused(staffed, at, bearer(token)) == ("session ended", KIM)


def test_sessions_end_and_keys_do_not(staffed: Desk) -> None:
    at, token = Authenticator(staffed), sessions.begin(staffed, KIM).token
    at.end(bearer(token))
    assert refused(staffed, at, bearer(token)) == ("session ended", KIM)
    made = api_keys.new(staffed, "kim", scopes=["read"], days=1, note="", who=ADA)
    with pytest.raises(Refused, match="no session"):
        at.end(bearer(made.text))
    with pytest.raises(NotAuthenticated):
        at.end(Presented())


def test_an_expired_token_does_not_live_again_when_the_clock_is_set_back(
    staffed: Desk, at: Authenticator, provider: Provider, wall: Wall
) -> None:
    token = provider.token()
    wall.pass_by(hours=2)
    assert refused(staffed, at, bearer(token)) == ("token expired", "")
    wall.pass_by(hours=-2)
    assert refused(staffed, at, bearer(token)) == ("token expired", "")
    assert told(staffed.store, Kind.CLOCK_SET_BACK) == [("clock_set_back", "", HERE, "")]
