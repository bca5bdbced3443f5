"""Signing in at an identity provider: the whole way with a real issuer, and each step changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from app.api.authentication import COOKIE
from app.api.provider import ATTEMPT_COOKIE
from app.api.server import create_app
from app.api.web import JSON
from app.corrections import Decider
from app.errors import ConfigurationError
from app.identity.desk import Desk
from app.identity.people import close_account
from app.identity.provider import CALLBACK_PATH, Provider
from app.identity.tokens import Tokens
from app.settings import Settings
from graph_store.errors import EngineLost
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.conftest import empty
from tests.support.identity import AUDIENCE, KIM, make_cheap, open_ada, open_kim, told
from tests.support.issuer import CLIENT, SECRET, Issuer, issuing

HERE = "https://localhost"
REDIRECT = f"{HERE}{CALLBACK_PATH}"
HEAD = {"query": "{ ledgerHead { size } }"}
OWN = {"X-Lotgraph": "1", "Accept": JSON}


@dataclass
class Scene:
    """A server with accounts, and the issuer that it trusts."""

    client: TestClient
    issuer: Issuer
    store: Store
    ada: Decider
    settings: Settings


@pytest.fixture
def scene(arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    make_cheap(monkeypatch)
    store = empty(arcadedb)
    desk = Desk.of(store)
    ada = open_ada(desk)
    open_kim(desk, ada)
    (tmp_path / "secret").write_text(f"{SECRET}\n", "utf-8")
    with issuing(REDIRECT) as issuer:
        settings = Settings(
            data_dir=tmp_path,
            oidc_issuer=issuer.address,
            oidc_audience=AUDIENCE,
            oidc_jwks=f"{issuer.address}/jwks",
            oidc_client_id=CLIENT,
            oidc_client_secret_file=tmp_path / "secret",
            oidc_redirect=REDIRECT,
        )
        app = create_app(settings, store=store)
        with TestClient(app, base_url=HERE, follow_redirects=False) as client:
            yield Scene(client, issuer, store, ada, settings)


def to_provider(scene: Scene) -> str:
    """Start, go to the provider as a browser does, and come back with its answer."""
    start = scene.client.get("/session/provider")
    assert start.status_code == 303, start.text
    return at_provider(start.headers["location"])


def at_provider(address: str) -> str:
    """What the provider answers a browser: the address to go on to, below our host."""
    where = urlsplit(address)
    connection = HTTPConnection(str(where.hostname), where.port or 80)
    connection.request("GET", f"{where.path}?{where.query}")
    answer = connection.getresponse()
    connection.close()
    return str(answer.headers["Location"]).removeprefix(HERE)


def word(response: httpx.Response) -> str:
    """What the page is told."""
    assert (response.status_code, response.headers["cache-control"]) == (303, "no-store")
    where = urlsplit(response.headers["location"])
    assert where.path == "/"
    return parse_qs(where.query).get("sign-in", [""])[0]


def test_the_whole_way_ends_in_a_session(scene: Scene) -> None:
    back = to_provider(scene)
    response = scene.client.get(back)
    assert word(response) == ""
    morsel = SimpleCookie("; ".join(response.headers.get_list("set-cookie")))[COOKIE]
    assert (morsel["samesite"], morsel["secure"], morsel["httponly"]) == ("strict", True, True)
    assert ATTEMPT_COOKIE not in scene.client.cookies
    assert scene.client.post("/graphql", json=HEAD, headers=OWN).json()["data"]
    assert scene.client.get("/session/ways", headers=OWN).json()["account"] == KIM
    assert scene.client.delete("/session", headers=OWN).status_code == 204
    assert scene.client.post("/graphql", json=HEAD, headers=OWN).status_code == 401
    assert scene.issuer.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/jwks"]


def test_what_goes_ahead_tells_nothing_of_what_comes_back(scene: Scene) -> None:
    start = scene.client.get("/session/provider")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start.headers["location"]).query).items()}
    kept = SimpleCookie(start.headers["set-cookie"])[ATTEMPT_COOKIE]
    state, nonce, verifier = kept.value.split(".")
    assert (asked["state"], asked["nonce"], asked["code_challenge_method"]) == (state, nonce, "S256")
    assert verifier not in start.headers["location"]
    assert (kept["samesite"], kept["secure"], kept["httponly"], kept["max-age"]) == ("lax", True, True, "600")
    other = scene.client.get("/session/provider").headers["location"]
    assert not set(parse_qs(urlsplit(other).query)["state"]) & {state}


def test_an_answer_is_worth_something_once_and_in_its_own_browser_only(scene: Scene) -> None:
    back = to_provider(scene)
    kept = scene.client.cookies[ATTEMPT_COOKIE]
    scene.client.cookies.clear()
    assert word(scene.client.get(back)) == "refused"
    scene.client.get("/session/provider")
    assert word(scene.client.get(back)) == "refused"
    assert scene.issuer.asked.count("/token") == 0
    scene.client.cookies.clear()
    own = {"Cookie": f"{ATTEMPT_COOKIE}={kept}"}
    assert word(scene.client.get(back, headers=own)) == ""
    scene.client.cookies.clear()
    assert word(scene.client.get(back, headers=own)) == "refused"
    reasons = [detail for *_, detail in told(scene.store, Kind.SIGN_IN_FAILED)]
    # What happens again within a minute is told when the minute ends.
    assert reasons == [
        "provider: answer to another sign-in",
        "provider: code is not accepted",
        "provider: answer to another sign-in",
    ]


@pytest.mark.parametrize(
    ("claims", "says", "detail"),
    [
        ({"nonce": "another"}, "refused", "provider: claim is wrong: nonce"),
        ({"nonce": None}, "refused", "provider: claim is missing: nonce"),
        ({"azp": "another-client"}, "refused", "provider: claim is wrong: azp"),
        ({"aud": AUDIENCE}, "refused", "provider: wrong audience"),
        ({"iss": "https://idp.example/other"}, "refused", "provider: wrong issuer"),
        ({"exp": 1}, "refused", "provider: token expired"),
        ({"sub": "nobody"}, "no-account", "provider: no such account"),
        ({"sub": None}, "refused", "provider: claim is missing: sub"),
    ],
)
def test_a_token_with_one_thing_changed_signs_nobody_in(
    scene: Scene, claims: dict[str, object], says: str, detail: str
) -> None:
    scene.issuer.claims |= claims
    assert word(scene.client.get(to_provider(scene))) == says
    assert COOKIE not in scene.client.cookies
    assert [event[-1] for event in told(scene.store, Kind.SIGN_IN_FAILED)] == [detail]


def test_a_forged_token_signs_nobody_in(scene: Scene) -> None:
    published = scene.issuer.provider.keys["one"]
    scene.issuer.published = scene.issuer.provider.jwks
    scene.issuer.provider.rotate("one")  # another key of the same name
    assert scene.issuer.provider.keys["one"] is not published
    assert word(scene.client.get(to_provider(scene))) == "refused"
    assert [event[-1] for event in told(scene.store, Kind.SIGN_IN_FAILED)] == ["provider: signature is wrong"]


def test_who_is_refused_there_or_closed_here_is_told_so(scene: Scene) -> None:
    scene.issuer.denies = True
    assert word(scene.client.get(to_provider(scene))) == "denied"
    scene.issuer.denies = False
    close_account(Desk.of(scene.store), "kim", scene.ada)
    assert word(scene.client.get(to_provider(scene))) == "no-account"
    assert told(scene.store, Kind.SIGN_IN_FAILED) == [
        ("sign_in_failed", "", "testclient", "provider: refused at the provider"),
        ("sign_in_failed", KIM, "testclient", "provider: account closed"),
    ]


def test_a_provider_that_is_away_or_calls_itself_otherwise(scene: Scene) -> None:
    scene.issuer.issuer = "https://idp.example/other"
    assert word(scene.client.get("/session/provider")) == "away"
    scene.issuer.issuer = ""
    back = to_provider(scene)
    scene.issuer.is_broken = True
    assert word(scene.client.get(back)) == "away"


@pytest.mark.parametrize(
    "endpoints",
    [
        {"authorization_endpoint": "http://idp.example/authorize"},
        {"authorization_endpoint": "https://idp.example/authorize#part"},
        {"authorization_endpoint": "https://[idp/authorize"},
        {"token_endpoint": ""},
    ],
)
def test_a_provider_whose_endpoints_are_none_is_away(scene: Scene, endpoints: dict[str, str]) -> None:
    scene.issuer.endpoints = endpoints
    assert word(scene.client.get("/session/provider")) == "away"


def test_an_answer_that_breaks_off_is_away_and_recorded(scene: Scene) -> None:
    scene.issuer.breaks_off = True
    assert word(scene.client.get("/session/provider")) == "away"
    scene.issuer.breaks_off = False
    back = to_provider(scene)
    scene.issuer.breaks_off = True
    assert word(scene.client.get(back)) == "away"
    assert ATTEMPT_COOKIE not in scene.client.cookies
    details = [event[-1] for event in told(scene.store, Kind.SIGN_IN_FAILED)]
    assert details == ["provider: the provider is away, or its answer is none"]


def test_whatever_comes_of_the_way_back_the_attempt_is_gone(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = to_provider(scene)

    def lost(*_: object) -> None:
        raise EngineLost("the engine is gone")

    monkeypatch.setattr("app.api.provider.sessions.begin", lost)
    assert scene.client.get(back).status_code == 503
    assert ATTEMPT_COOKIE not in scene.client.cookies


def test_nothing_secret_is_told_or_logged(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene.issuer.claims |= {"nonce": "another"}
    back = to_provider(scene)
    attempt = scene.client.cookies[ATTEMPT_COOKIE].split(".")
    response = scene.client.get(back)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("http")]
    said = " ".join([*ours, str(told(scene.store)), response.text, response.headers["location"]])
    assert [text for text in (SECRET, "code-1", *attempt) if text in said] == []


def test_a_provider_needs_tls(scene: Scene) -> None:
    plain = "http://localhost"
    for path in ("/session/provider", f"{CALLBACK_PATH}?code=c&state=s"):
        response = scene.client.get(f"{plain}{path}")
        assert (response.status_code, "TLS" in response.json()["message"]) == (400, True)
    ways = scene.client.get(f"{plain}/session/ways").json()
    assert ways["provider"] == {"name": "127.0.0.1", "overTls": False}


def test_the_ways_there_are(scene: Scene, tmp_path: Path) -> None:
    ways = scene.client.get("/session/ways")
    assert (ways.status_code, ways.headers["cache-control"]) == (200, "no-store")
    provider = {"name": "127.0.0.1", "overTls": True}
    assert ways.json() == {"needed": True, "accounts": True, "provider": provider, "account": None}
    assert told(scene.store, Kind.REQUEST_REFUSED, Kind.TOKEN_REFUSED) == []
    app = create_app(Settings(data_dir=tmp_path), store=empty(scene.store))
    with TestClient(app) as nobody:
        assert nobody.get("/session/ways").json() == {
            "needed": False,
            "accounts": False,
            "provider": None,
            "account": None,
        }
        assert nobody.get("/session/provider").status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"oidc_client_id": ""},
        {"oidc_redirect": ""},
        {"oidc_redirect": f"http://localhost{CALLBACK_PATH}"},
        {"oidc_redirect": f"{HERE}/elsewhere"},
        {"oidc_issuer": "", "oidc_audience": "", "oidc_jwks": ""},
        {"oidc_issuer": "http://idp.example"},
        {"oidc_client_secret_file": Path("no-such-file")},
    ],
)
def test_what_is_configured_in_part_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    (tmp_path / "jwks").write_text('{"keys": []}', "utf-8")
    given = {
        "oidc_issuer": "https://idp.example",
        "oidc_audience": AUDIENCE,
        "oidc_jwks": str(tmp_path / "jwks"),
        "oidc_client_id": CLIENT,
        "oidc_redirect": REDIRECT,
    }
    settings = Settings(**{**given, **changed})  # type: ignore[arg-type]  # of its fields
    with pytest.raises(ConfigurationError):
        Provider.of(settings, Tokens.of(settings))
