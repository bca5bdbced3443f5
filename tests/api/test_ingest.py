"""Files pushed to the API: taken once for a key, refused in words, for those only who may load."""

from __future__ import annotations

import asyncio
import csv
import datetime
import gzip
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.testclient import TestClient

from app.api import ingest, intake
from app.api.intake import Intake
from app.api.server import create_app
from app.corrections import Decider
from app.flow.inbox import Inbox
from app.flow.taking import take
from app.identity import api_keys
from app.identity.desk import Desk
from app.identity.people import change_account
from app.settings import Settings
from graph_model.facts import NodeFact
from graph_store.digest import digest
from graph_store.errors import EngineUnavailable
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import key as key_of
from tests.support.identity import ADA, HORSE, KIM, make_cheap, open_ada, open_kim, told
from tests.support.loading import broken_files

LOTS = b"namespace,material,lot\nplant,RM-1,0001\nplant,RM-1,\n"
MEBIBYTE = 1 << 20
TRYTON = Path(__file__).parent.parent / "data" / "tryton" / "small"


@pytest.fixture
def store(arcadedb: Store) -> Store:
    """An empty store. Nothing here has a query of its own, so one engine is enough."""
    return empty(arcadedb)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", ingest_mb=1)


@pytest.fixture
def client(store: Store, settings: Settings) -> Iterator[TestClient]:
    """A server without accounts."""
    with TestClient(create_app(settings, store=store)) as made:
        yield made


def push(
    client: TestClient, content: Any = LOTS, *, key: str = "k-1", file: str = "lot.csv", **more: str
) -> httpx.Response:
    """POST a file."""
    headers = {"Idempotency-Key": key, "X-Lotgraph-File": file, "X-Lotgraph-Profile": "canonical", **more}
    given = {name: value for name, value in headers.items() if value}
    response: httpx.Response = client.post("/ingest", content=content, headers=given)
    return response


def kept(settings: Settings) -> set[str]:
    """What lies in the inbox."""
    folder = settings.data_dir / "ingest"
    return {p.relative_to(folder).as_posix().partition("/")[2] for p in folder.rglob("*") if p.is_file()}


# --- once ----------------------------------------------------------------------------------------


def test_a_file_is_loaded_and_the_report_says_what_became_of_it(
    client: TestClient, store: Store, settings: Settings
) -> None:
    response = push(client)
    report = response.json()
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert (report["state"], report["key"], report["name"]) == ("done", "k-1", "lot.csv")
    assert report["rows"] == {"read": 2, "accepted": 1, "rejected": 1, "ignored": 0}
    assert report["ledger"] == {"size": store.head().size, "root": store.head().root}
    assert report["files"][0]["load"] == store.reader().open_rejects()[0].load
    assert {entry.header.actor for entry in store.entries()} == {"ingest"}
    rejects = client.get(report["rejects"])
    assert rejects.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(rejects.text.splitlines())
    assert (row["line"], row["raw"]) == ("3", "plant,RM-1,")
    assert client.get("/ingest/k-1").content == response.content
    assert kept(settings) == {"request.json", "report.json", "rejects.csv", "lock"}
    modes = [p.stat().st_mode for p in (settings.data_dir / "ingest").rglob("*.json")]
    assert {stat.S_IMODE(mode) for mode in modes} == {0o600}
    assert stat.S_IMODE((settings.data_dir / "ingest").stat().st_mode) == 0o700


def test_the_same_key_and_bytes_give_the_same_report_and_load_nothing(
    client: TestClient, store: Store
) -> None:
    first = push(client)
    head = store.head()
    again = push(client)
    assert (again.status_code, again.content) == (200, first.content)
    other = push(client, key="k-2")
    assert other.json()["files"][0]["repeated"] is True
    assert store.head() == head


@pytest.mark.parametrize(
    ("changed", "differ"),
    [
        ({"content": LOTS + b"plant,RM-1,0002\n"}, "sha256"),
        ({"file": "lot-2.csv"}, "file"),
        ({"X-Lotgraph-Profile": ""}, "profile"),
        ({"X-Lotgraph-Namespace": "other"}, "namespace"),
    ],
)
def test_the_same_key_for_another_file_is_refused(
    client: TestClient, store: Store, settings: Settings, changed: dict[str, Any], differ: str
) -> None:
    push(client)
    head, before = store.head(), kept(settings)
    response = push(client, **changed)
    assert (response.status_code, response.json()["code"]) == (409, "REFUSED")
    assert response.json()["message"] == (
        f"This Idempotency-Key was used for another request: {differ} differ."
    )
    assert (store.head(), kept(settings)) == (head, before)


def counted(monkeypatch: pytest.MonkeyPatch, before: Callable[[], object] = lambda: None) -> list[str]:
    """The files that were taken in, as that happens."""
    taken: list[str] = []

    def watched(*arguments: Any, **named: Any) -> Any:
        taken.append(arguments[1].path.name)
        before()
        return take(*arguments, **named)

    monkeypatch.setattr("app.api.intake.take", watched)
    return taken


def test_of_racing_requests_with_one_key_one_loads(
    client: TestClient, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, start = counted(monkeypatch), threading.Barrier(4)

    def race(_: int) -> httpx.Response:
        start.wait()
        return push(client)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(race, range(4)))
    assert {(a.status_code, a.content) for a in answers} == {(200, answers[0].content)}
    assert taken == ["lot.csv"]
    assert len(list((settings.data_dir / "ingest").iterdir())) == 2
    assert list((settings.data_dir / "ingest" / "incoming").iterdir()) == []


def test_what_takes_longer_is_asked_for(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    taken = counted(monkeypatch, lambda: going.wait(60))
    monkeypatch.setattr(ingest, "SECONDS_TO_WAIT", 0.05)
    first, second = push(client), push(client, key="k-2", file="lot-2.csv")
    assert (first.status_code, first.headers["location"]) == (202, "/ingest/k-1")
    assert second.json() == {
        "state": "waiting",
        "key": "k-2",
        "rows": {"read": 0},
        "nextStep": "Ask GET /ingest/k-2 until its state is done or refused.",
    }
    running = client.get("/ingest/k-1")
    assert (running.status_code, running.json()["state"]) == (200, "running")
    assert push(client).status_code == 202
    assert client.get("/ingest/k-1/rejects").status_code == 404
    going.set()
    for key in ("k-1", "k-2"):
        assert wait_for(client, key)["state"] == "done"
    assert taken == ["lot.csv", "lot-2.csv"]


def wait_for(client: TestClient, key: str) -> dict[str, Any]:
    """The report of a key, once it is there."""
    deadline = time.monotonic() + 60
    while (state := dict(client.get(f"/ingest/{key}").json()))["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return state


def test_a_remembered_report_is_no_answer_for_another_ledger(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(client)
    graph = digest(store.connection)
    taken = counted(monkeypatch)
    empty(store)
    assert push(client).json()["files"][0]["repeated"] is False
    assert digest(store.connection) == graph
    assert taken == ["lot.csv"]


def test_what_the_engine_is_lost_over_is_taken_when_it_is_back(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "SECONDS_TO_WAIT", 0.05)
        patch.setattr(store, "commit", _away)
        assert push(client).status_code == 202
    assert wait_for(client, "k-1")["state"] == "done"


def _away(*_: object, **__: object) -> None:
    raise EngineUnavailable("away")


def test_a_server_that_ends_stops_between_two_rows_and_the_file_can_be_sent_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, stop = threading.Event(), Intake.stop

    async def told_to_stop(self: Intake) -> None:
        self._ending.set()
        ends.set()
        await stop(self)

    monkeypatch.setattr(ingest, "SECONDS_TO_WAIT", 0.05)
    with monkeypatch.context() as patch, TestClient(create_app(settings, store=store)) as client:
        counted(patch, lambda: ends.wait(60))
        patch.setattr(Intake, "stop", told_to_stop)
        assert push(client).status_code == 202
    assert len(store.reader().unfinished_loads()) == 1
    monkeypatch.undo()
    with TestClient(create_app(settings, store=store)) as client:
        assert push(client).json()["files"][0]["resumed"] is True


def test_a_server_that_ends_while_its_inbox_is_cleaned_ends(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, stop, forget = threading.Event(), Intake.stop, Inbox.forget

    async def told_to_stop(self: Intake) -> None:
        asyncio.get_running_loop().call_soon(ends.set)  # comes when stop() waits already
        await asyncio.wait_for(stop(self), 60)

    def forget_slowly(self: Inbox, before: datetime.datetime) -> None:
        assert ends.wait(60)
        forget(self, before)

    monkeypatch.setattr(Intake, "stop", told_to_stop)
    monkeypatch.setattr(Inbox, "forget", forget_slowly)
    with TestClient(create_app(settings, store=store)) as client:
        assert client.get("/health/live").status_code == 200


def test_files_that_are_read_together_come_in_one_archive(client: TestClient, tmp_path: Path) -> None:
    folder = broken_files(tmp_path / "set")
    packed = shutil.make_archive(str(tmp_path / "night"), "zip", folder)
    report = push(client, Path(packed).read_bytes(), file="night.zip").json()
    assert (report["state"], len(report["files"])) == ("done", 5)
    assert report["rows"] == {"read": 13, "accepted": 12, "rejected": 1, "ignored": 0}
    move = (TRYTON / "stock.move.csv").read_bytes()
    alone = push(client, move, key="k-2", file="stock.move.csv", **{"X-Lotgraph-Profile": "tryton"})
    assert alone.status_code == 422
    assert alone.json()["message"].endswith(", and came alone")


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("lot.dbf", b"dBASE", "lot.dbf: is of no known file type"),
        ("lot.csv", b"material\nRM-1\n", "lot.csv"),
        ("gossip.csv", b"a,b\n1,2\n", "gossip.csv: is no file of the profile canonical"),
        ("lot.csv.gz", gzip.compress(LOTS, mtime=0)[:-9], "lot.csv.gz: is damaged or cut off"),
        ("größe.csv".encode(), b"a\n1\n", "größe.csv: is no file of the profile canonical"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_what_to_do(
    client: TestClient, store: Store, settings: Settings, name: str | bytes, content: bytes, words: str
) -> None:
    head = store.head()
    response = push(client, content, file=quote(name))
    said = response.json()
    assert (response.status_code, said["code"], said["state"]) == (422, "REFUSED", "refused")
    assert words in said["message"]
    assert said["nextStep"]
    assert str(settings.data_dir) not in response.text
    assert push(client, content, file=quote(name)).content == response.content
    assert client.get("/ingest/k-1").status_code == 200
    assert (store.head(), kept(settings)) == (head, {"request.json", "report.json", "lock"})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"key": ""}, "Idempotency-Key"),
        ({"key": "a/b"}, "Idempotency-Key"),
        ({"key": "k" * 129}, "Idempotency-Key"),
        ({"file": ""}, "X-Lotgraph-File"),
        ({"file": "../lot.csv"}, "X-Lotgraph-File"),
        ({"file": "..%2Flot.csv"}, "X-Lotgraph-File"),
        ({"file": ".lot.csv"}, "X-Lotgraph-File"),
        ({"file": "lot%00.csv"}, "X-Lotgraph-File"),
        ({"file": "lot%FF.csv"}, "X-Lotgraph-File"),
        ({"file": f"{'l' * 150}.csv"}, "X-Lotgraph-File"),
        ({"X-Lotgraph-Profile": "../secret.toml"}, "X-Lotgraph-Profile"),
        ({"X-Lotgraph-Namespace": "n" * 151}, "X-Lotgraph-Namespace"),
        ({"Content-Encoding": "gzip"}, "The body must be the file itself"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, "The body must be the file itself"),
        ({"content": b""}, "The body is empty"),
    ],
)
def test_a_request_that_is_not_as_it_must_be_leaves_nothing(
    client: TestClient, store: Store, settings: Settings, wrong: dict[str, Any], words: str
) -> None:
    head = store.head()
    response = push(client, **wrong)
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")
    assert words in response.json()["message"]
    assert (store.head(), kept(settings)) == (head, set())


@pytest.mark.parametrize("states_length", [True, False])
def test_a_file_that_is_too_large_is_refused_while_it_comes(
    client: TestClient, settings: Settings, states_length: bool
) -> None:
    parts = [b"x" * (MEBIBYTE // 4)] * 5
    response = push(client, b"".join(parts) if states_length else iter(parts))
    assert (response.status_code, response.json()["message"]) == (413, "The file is larger than 1 MiB.")
    assert "LOTGRAPH_INGEST_MB" in response.json()["nextStep"]
    assert kept(settings) == set()


def test_what_nobody_sent_is_not_known(client: TestClient) -> None:
    for path in ("/ingest/k-9", "/ingest/k-9/rejects"):
        response = client.get(path)
        assert (response.status_code, response.json()["code"]) == (404, "UNKNOWN_KEY")
    assert client.get("/ingest/a%20b").status_code == 400


def test_only_so_many_files_wait_at_once(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_WAITING", 0)
    response = push(client)
    assert (response.status_code, response.json()["code"]) == (503, "STORE_UNAVAILABLE")
    assert kept(settings) == set()


# --- who may -------------------------------------------------------------------------------------


@pytest.fixture
def desk(store: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    make_cheap(monkeypatch)
    return Desk.of(store)


@pytest.fixture
def ada(desk: Desk) -> Decider:
    """Ada is an administrator, Kim a key user."""
    decider = open_ada(desk)
    open_kim(desk, decider)
    return decider


def bearer(desk: Desk, *scopes: str) -> dict[str, str]:
    """A key of Kim's."""
    made = api_keys.new(desk, "kim", scopes=scopes, days=1, note="", who=ADA)
    return {"Authorization": f"Bearer {made.text}"}


def test_who_pushes_is_the_actor_and_needs_the_permission(
    client: TestClient, store: Store, desk: Desk, ada: Decider
) -> None:
    head = store.head()
    assert push(client).status_code == 401
    refused = push(client, **bearer(desk, "read"))
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    session = client.post("/session", json={"account": "ada", "password": HORSE}).json()["token"]
    assert push(client, Authorization=f"Bearer {session}").status_code == 403
    assert told(store, Kind.PERMISSION_REFUSED) == [
        ("permission_refused", KIM, "testclient", "needs load"),
        ("permission_refused", ADA, "testclient", "needs load"),
    ]
    assert store.head() == head
    loads = bearer(desk, "load")
    assert push(client, **loads).status_code == 200
    assert client.get("/ingest/k-1", headers=loads).status_code == 200
    assert client.get("/export/recall", params={"key": "x"}, headers=loads).status_code == 403
    assert {entry.header.actor for entry in store.entries(head.size + 1)} == {KIM}


def test_keys_of_one_account_tell_nothing_of_anothers(
    client: TestClient, store: Store, desk: Desk, ada: Decider
) -> None:
    change_account(desk, "ada", ada, roles=["administrator", "engineer"])
    assert push(client, **bearer(desk, "load")).status_code == 200
    token = client.post("/session", json={"account": "ada", "password": HORSE}).json()["token"]
    own = {"Authorization": f"Bearer {token}"}
    assert client.get("/ingest/k-1", headers=own).status_code == 404
    assert push(client, LOTS + b"plant,RM-1,0002\n", **own).status_code == 200


def test_an_account_that_is_bound_to_sites_loads_nothing(
    client: TestClient, store: Store, desk: Desk, ada: Decider
) -> None:
    site = NodeFact(key=key_of("site", "01"), properties={"name": "one"})
    store.commit([site], actor="test", reason="test")
    change_account(desk, "kim", ada, sites=[site.key])
    head, loads = store.head(), bearer(desk, "load")
    for response in (push(client, **loads), client.get("/ingest/k-1", headers=loads)):
        assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
        assert "bound to sites" in response.json()["message"]
    assert [detail for _, account, _, detail in told(store, Kind.PERMISSION_REFUSED) if account == KIM] == [
        "/ingest",
        "/ingest/k-1",
    ]
    assert store.head() == head


def test_a_cookie_alone_pushes_nothing(store: Store, settings: Settings, desk: Desk, ada: Decider) -> None:
    with TestClient(create_app(settings, store=store), base_url="https://localhost") as page:
        assert page.post("/session", json={"account": "kim", "password": HORSE}).status_code == 201
        assert push(page).status_code == 401
        assert push(page, **{"X-Lotgraph": "1"}).status_code == 200


def test_no_other_origin_is_let_in(client: TestClient) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "idempotency-key",
    }
    response = client.options("/ingest", headers=asked)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]
    # What a form of another page can send has no such header.
    assert client.post("/ingest", data={"Idempotency-Key": "k-1"}).status_code == 400


def test_refusals_that_may_be_attempts_are_recorded(
    client: TestClient, store: Store, desk: Desk, ada: Decider
) -> None:
    loads = bearer(desk, "load")
    push(client, **loads)
    assert push(client, LOTS[:-1], **loads).status_code == 409
    assert push(client, b"x" * (MEBIBYTE + 1), **loads).status_code == 413
    assert told(store, Kind.REQUEST_REFUSED) == [
        ("request_refused", KIM, "testclient", "/ingest: a key that was used for another file"),
        ("request_refused", KIM, "testclient", "/ingest: a file that is too large"),
    ]
