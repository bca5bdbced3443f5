"""The server asks who asks: sessions, keys, cookies; what is open; what is refused and recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from app.api import authentication
from app.api.authentication import COOKIE, MOST_WAITING, OPEN, Gate
from app.api.problems import Code, Problem
from app.api.server import create_app
from app.api.web import GRAPHQL, JSON
from app.corrections import Decider
from app.identity import api_keys, sessions
from app.identity.desk import Desk
from app.identity.people import NewAccount, open_account
from app.settings import Settings
from graph_store.errors import EngineUnavailable
from graph_store.security_log import Event, Kind, SecurityLog, check_log, entries
from graph_store.store import Store
from tests.support.api import RAW, RECALL, Broken
from tests.support.identity import ADA, HORSE, KIM, make_cheap, open_ada, open_kim, told

HEAD = {"query": "{ ledgerHead { size } }"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def desk(plant: Store) -> Desk:
    return Desk.of(plant)


@pytest.fixture
def ada(desk: Desk) -> Decider:
    return open_ada(desk)


@pytest.fixture
def client(plant: Store, desk: Desk, ada: Decider) -> Iterator[TestClient]:
    """The application over a plant where Ada and Kim have accounts."""
    open_kim(desk, ada)
    with TestClient(create_app(Settings(), store=plant)) as made:
        yield made


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept": JSON}


def signed_in(client: TestClient, login: str = "kim", password: str = HORSE) -> str:
    response = client.post("/session", json={"account": login, "password": password})
    assert response.status_code == 201, response.text
    return str(response.json()["token"])


def test_what_is_open_and_what_is_not(client: TestClient) -> None:
    for path in ("/health/live", "/health/ready", "/static/query/query.js"):
        assert client.get(path).status_code == 200
    for path in ("/", "/graphql"):
        page = client.get(path, headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for response in (
        client.post("/graphql", json=HEAD),
        client.get("/graphql", params=HEAD, headers={"Accept": "text/html"}),
        client.get("/graphql/?query=x", follow_redirects=False),
        client.get("/export/recall", params={"key": RAW}),
        client.get("/nowhere"),
    ):
        assert (response.status_code, response.headers["www-authenticate"]) == (
            401,
            'Bearer realm="lotgraph"',
        )
        assert response.json()["code"] == "UNAUTHENTICATED"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_every_route_that_is_not_named_open_asks_who_asks(client: TestClient) -> None:
    app = create_app(Settings())
    included = [route for top in app.routes for route in getattr(top, "original_router", app).routes]
    routes = [route for route in (*app.routes, *included) if isinstance(route, APIRoute)]
    answers = {
        (method, route.path): client.request(method, route.path).status_code
        for route in routes
        for method in route.methods or ()
        if route.path not in OPEN
    }
    assert {key for key, status in answers.items() if status != 401} == {("GET", "/graphql")}
    assert {path for _, path in answers} >= {"/graphql", "/export/recall", "/export/genealogy"}


def test_a_refused_document_is_told_in_the_form_of_graphql_too(client: TestClient) -> None:
    said = client.post("/graphql", json=HEAD, headers={"Accept": GRAPHQL}).json()
    assert said["errors"] == [
        {
            "message": said["message"],
            "extensions": {"code": "UNAUTHENTICATED", "nextStep": said["nextStep"], "zh": said["zh"]},
        }
    ]


def test_a_session_asks_until_it_is_ended(client: TestClient, plant: Store) -> None:
    response = client.post("/session", json={"account": "kim", "password": HORSE})
    said = response.json()
    assert (response.status_code, said["account"], said["idleSeconds"]) == (201, KIM, 1800)
    assert "set-cookie" not in response.headers  # without TLS anybody could read it
    headers = bearer(said["token"])
    answer = client.post("/graphql", json={"query": RECALL, "variables": {"k": [RAW]}}, headers=headers)
    assert "errors" not in answer.json()
    assert client.get("/export/recall", params={"key": RAW}, headers=headers).status_code == 200
    assert client.delete("/session", headers=headers).status_code == 204
    refused = client.post("/graphql", json=HEAD, headers=headers)
    assert (refused.status_code, refused.json()["message"]) == (401, "the token was refused: session ended")
    assert told(plant, Kind.SESSION_ENDED, Kind.TOKEN_REFUSED) == [
        ("session_ended", KIM, "testclient", ""),
        ("token_refused", KIM, "testclient", "session ended"),
    ]


def test_over_tls_the_token_is_a_cookie_that_only_our_pages_use(client: TestClient, plant: Store) -> None:
    with TestClient(create_app(Settings(), store=plant), base_url="https://localhost") as page:
        response = page.post("/session", json={"account": "kim", "password": HORSE})
        morsel = SimpleCookie(response.headers["set-cookie"])[COOKIE]
        assert (morsel["path"], morsel["samesite"], morsel["domain"]) == ("/", "strict", "")
        assert (morsel["secure"], morsel["httponly"], morsel["max-age"]) == (True, True, "43200")
        own = {"X-Lotgraph": "1", "Accept": JSON}
        assert page.post("/graphql", json=HEAD, headers=own).json()["data"]
        foreign = page.post("/graphql", json=HEAD)
        assert (foreign.status_code, foreign.json()["code"]) == (401, "UNAUTHENTICATED")
        gone = page.delete("/session", headers=own)
        assert SimpleCookie(gone.headers["set-cookie"])[COOKIE]["max-age"] == "0"
        assert page.post("/graphql", json=HEAD, headers=own).status_code == 401


def test_a_key_of_a_program_asks(client: TestClient, desk: Desk) -> None:
    made = api_keys.new(desk, "kim", scopes=["read"], days=1, note="", who=ADA)
    headers = bearer(made.text)
    assert client.post("/graphql", json=HEAD, headers=headers).json()["data"]
    assert client.delete("/session", headers=headers).status_code == 409
    loads = api_keys.new(desk, "kim", scopes=["load"], days=1, note="", who=ADA)
    refused = client.get("/export/recall", params={"key": RAW}, headers=bearer(loads.text))
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")


def test_who_may_not_read_gets_no_answer_and_is_recorded(client: TestClient, plant: Store) -> None:
    headers = bearer(signed_in(client, "ada"))
    said = client.post("/graphql", json=HEAD, headers=headers).json()
    assert "data" not in said
    assert said["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert client.get("/export/recall", params={"key": RAW}, headers=headers).status_code == 403
    assert told(plant, Kind.PERMISSION_REFUSED) == [
        ("permission_refused", ADA, "testclient", "needs read"),
        ("permission_refused", ADA, "testclient", "needs read"),
    ]


def test_who_may_not_propose_is_recorded(client: TestClient, desk: Desk, ada: Decider, plant: Store) -> None:
    from app.identity.people import change_account

    change_account(desk, "kim", ada, roles=["investigator"])
    withdraw = 'mutation { withdraw(key: "CONSUMED_IN:t/1", reason: "x") { done } }'
    said = client.post("/graphql", json={"query": withdraw}, headers=bearer(signed_in(client))).json()
    assert said["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert told(plant, Kind.PERMISSION_REFUSED) == [("permission_refused", KIM, "testclient", "withdraw")]


def test_a_failed_sign_in_says_one_thing(client: TestClient, plant: Store) -> None:
    bodies = [
        client.post("/session", json={"account": login, "password": "a wrong password"})
        for login in ("kim", "nobody")
    ]
    assert {(r.status_code, r.text) for r in bodies} == {(401, bodies[0].text)}
    assert told(plant, Kind.SIGN_IN_FAILED) == [
        ("sign_in_failed", KIM, "testclient", "wrong password"),
        ("sign_in_failed", "", "testclient", "unknown account"),
    ]


def test_who_brings_no_credential_is_recorded(client: TestClient, plant: Store) -> None:
    for _ in range(3):
        assert client.post("/graphql", json=HEAD).status_code == 401
    SecurityLog(plant).close_window()
    found = [(e.event.kind, e.event.address, e.count) for e in entries(plant)][-2:]
    assert found == [(Kind.REQUEST_REFUSED, "testclient", 1), (Kind.REQUEST_REFUSED, "testclient", 2)]


def test_a_password_that_is_guessed_in_a_decision_counts_as_a_sign_in(
    client: TestClient, plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = bearer(signed_in(client))
    sign = 'mutation { signProposal(key: "proposal:lotgraph/x", password: "a guess") { done } }'
    withdraw = 'mutation { withdraw(key: "CONSUMED_IN:t/1", reason: "x", password: "a guess") { done } }'
    for document in (sign, withdraw):
        said = client.post("/graphql", json={"query": document}, headers=headers).json()
        assert said["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    wrong = ("sign_in_failed", KIM, "testclient", "wrong password")
    assert told(plant, Kind.SIGN_IN_FAILED) == [wrong, wrong]
    monkeypatch.setattr(authentication, "MOST_WAITING", 0)
    said = client.post("/graphql", json={"query": sign}, headers=headers).json()
    assert "Too many sign in at once" in said["errors"][0]["message"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("account=kim&password=x", "application/x-www-form-urlencoded"),
        ('{"account": "kim", "password": "x"}', "text/plain"),
        ("{", JSON),
        ("[]", JSON),
        ('{"account": "kim"}', JSON),
        ('{"account": "kim", "password": 7}', JSON),
    ],
)
def test_what_is_no_object_of_texts_signs_nobody_in(client: TestClient, content: str, kind: str) -> None:
    response = client.post("/session", content=content, headers={"Content-Type": kind})
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")


def test_a_one_time_password_is_changed_first(client: TestClient, desk: Desk, ada: Decider) -> None:
    once = open_account(desk, NewAccount("eve", "3", "Eve", ["auditor"]), ada)
    body = {"account": "eve", "password": once}
    refused = client.post("/session", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "PASSWORD_MUST_CHANGE")
    weak = client.post("/session/password", json={**body, "new": "eve"})
    assert (weak.status_code, weak.json()["code"]) == (400, "BAD_REQUEST")
    assert client.post("/session/password", json={**body, "new": HORSE}).status_code == 204
    assert signed_in(client, "eve").startswith(sessions.PREFIX)


def test_a_flood_of_sign_ins_is_sent_away(client: TestClient, plant: Store) -> None:
    gate = Gate(access=None, settings=Settings())  # type: ignore[arg-type]  # not asked before it is full
    gate._waiting = MOST_WAITING
    with pytest.raises(Problem) as problem:
        asyncio.run(gate.with_password(lambda: None))
    assert problem.value.code is Code.STORE_UNAVAILABLE
    gate.close()


def test_other_machines_are_asked_even_where_there_is_no_account(plant: Store) -> None:
    for app in (
        create_app(Settings(), store=plant, beyond_loopback=True),
        create_app(Settings(behind_proxy=True), store=plant),
    ):
        with TestClient(app) as client:
            response = client.post("/graphql", json=HEAD, headers={"Host": "plant.example"})
            assert response.status_code == 401
    unguarded = Settings(behind_proxy=True, insecure_no_auth=True)
    with TestClient(create_app(unguarded, store=plant)) as client:
        assert client.post("/graphql", json=HEAD, headers={"Accept": JSON}).json()["data"]


def test_accounts_are_asked_for_even_where_the_port_is_said_to_be_guarded(plant: Store, ada: Decider) -> None:
    with TestClient(create_app(Settings(insecure_no_auth=True), store=plant)) as client:
        assert client.post("/graphql", json=HEAD).status_code == 401


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_has_seen(plant: Store, ada: Decider) -> None:
    with TestClient(create_app(Settings(behind_proxy=True), store=plant)) as client:
        headers = {**bearer("lgs_x"), "X-Forwarded-For": "203.0.113.9, 198.51.100.4"}
        assert client.post("/graphql", json=HEAD, headers=headers).status_code == 401
        secure = client.post("/session", json={"account": "ada", "password": HORSE})
        assert COOKIE in secure.headers["set-cookie"]
    assert told(plant, Kind.TOKEN_REFUSED) == [("token_refused", "", "198.51.100.4", "no such session")]


def test_a_store_that_is_away_lets_nobody_in() -> None:
    broken = Broken(EngineUnavailable("away"))
    with TestClient(create_app(Settings(behind_proxy=True), store=broken)) as client:
        response = client.get("/export/recall", params={"key": RAW})
        assert (response.status_code, response.json()["code"]) == (503, "STORE_UNAVAILABLE")


def test_the_end_of_the_log_is_sealed_now_and_then(
    plant: Store, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setattr(authentication, "SECONDS_BETWEEN_SEALS", 0.01)
    SecurityLog(plant).record(Event(Kind.SIGN_IN_FAILED))

    def sealed() -> bool:
        return check_log(plant).sealed == 1

    with TestClient(create_app(Settings(), store=plant)):
        _wait_for(sealed)
    assert check_log(plant).wrong == ()


def _wait_for(condition: Callable[[], bool]) -> None:
    import time

    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
