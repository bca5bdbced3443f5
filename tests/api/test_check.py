"""A file is checked by the API as by `lotgraph profile check`: nothing is loaded, nothing is kept."""

from __future__ import annotations

import asyncio
import gzip
import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accepting import accept
from app.api import check
from app.api.access import Access
from app.api.intake import Intake
from app.api.server import create_app
from app.identity import api_keys
from app.identity.people import change_account
from app.settings import Settings
from graph_store.store import Store
from loaders.plan import plan
from tests.api.test_ingest import LOTS
from tests.conftest import empty
from tests.questions.test_sites import SITES, two_plants
from tests.support.identity import ADA, Wall, desk_of, make_cheap, open_ada, open_kim


@pytest.fixture
def store(arcadedb: Store) -> Store:
    """An empty store. Nothing here has a query of its own, so one engine is enough."""
    return empty(arcadedb)


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data_dir=tmp_path / "data"), store=store)) as made:
        yield made


def checked(client: TestClient, content: Any = LOTS, *, file: str = "lot.csv", **more: str) -> httpx.Response:
    """POST a file."""
    headers = {"X-Lotgraph-File": file, "X-Lotgraph-Profile": "canonical", **more}
    given = {name: value for name, value in headers.items() if value}
    response: httpx.Response = client.post("/check", content=content, headers=given)
    return response


def test_the_report_is_that_of_the_command(client: TestClient, store: Store, tmp_path: Path) -> None:
    (tmp_path / "lot.csv").write_bytes(LOTS)
    (source,) = plan([tmp_path / "lot.csv"], profile="canonical", namespace=None)
    printed = accept(source, on_rows=lambda name, rows: None).as_json()
    head = store.head()
    response = checked(client)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    (said,) = response.json()["files"]
    assert said == {**printed, "columns": list(printed["columns"])}  # type: ignore[call-overload]
    assert (said["accepted_file"], said["rows"]["rejected"], said["faults"][0]["lines"]) == (False, 1, [3])
    assert store.head() == head
    assert [p for p in (tmp_path / "data").rglob("*") if p.is_file()] == []


def test_the_profile_may_be_left_to_be_told_by_the_file(client: TestClient) -> None:
    (said,) = checked(client, **{"X-Lotgraph-Profile": ""}).json()["files"]
    assert said["profile"].startswith("canonical/")


def test_every_file_of_an_archive_is_told(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("lot.csv", LOTS)
        archive.writestr("material.csv", "namespace,number,uom\nplant,RM-1,kg\n")
    files = checked(client, packed.getvalue(), file="night.zip").json()["files"]
    assert {one["file"]: one["accepted_file"] for one in files} == {
        "night.zip/lot.csv": False,
        "night.zip/material.csv": True,
    }


@pytest.mark.parametrize(
    ("content", "file", "says"),
    [
        (b"dBASE", "lot.dbf", "lot.dbf: "),
        (b"a,b\n1,2\n", "gossip.csv", "gossip.csv: "),
        (gzip.compress(LOTS * 9, mtime=0)[:-9], "lot.csv.gz", "lot.csv.gz"),
    ],
)
def test_what_cannot_be_read_at_all_is_told_under_its_own_name(
    client: TestClient, tmp_path: Path, content: bytes, file: str, says: str
) -> None:
    response = checked(client, content, file=file)
    said = response.json()
    assert (response.status_code, said["code"]) == (422, "REFUSED")
    assert said["message"].startswith(says)
    assert said["nextStep"]
    assert str(tmp_path) not in response.text


@pytest.mark.parametrize(
    ("content", "headers", "message"),
    [
        (b"", {}, "The body is empty."),
        (LOTS, {"X-Lotgraph-File": "../lot.csv"}, "X-Lotgraph-File must be a plain file name."),
        (LOTS, {"X-Lotgraph-Profile": "none"}, "X-Lotgraph-Profile is no profile."),
        (
            LOTS,
            {"Content-Type": "multipart/form-data; boundary=x"},
            "The body must be the file itself, neither a form nor encoded.",
        ),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    client: TestClient, content: bytes, headers: dict[str, str], message: str
) -> None:
    given = {"X-Lotgraph-File": "lot.csv", **headers}
    response = client.post("/check", content=content, headers=given)
    assert (response.status_code, response.json()["message"]) == (400, message)


def test_a_large_file_is_refused_stated_or_not(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "MOST_MIB", 1)
    content = b"x" * ((1 << 20) + 1)
    for body in (content, iter([content])):
        response = checked(client, body)
        assert (response.status_code, response.json()["code"]) == (413, "BAD_REQUEST")
    assert [p for p in (tmp_path / "data").rglob("*") if p.is_file()] == []


def test_who_may_load_may_check_also_of_some_sites(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cheap(monkeypatch)
    two_plants().commit(store)
    desk = desk_of(store, Wall(store))
    ada = open_ada(desk)
    open_kim(desk, ada)
    change_account(desk, "kim", ada, sites=[SITES["A"]])
    status = []
    with TestClient(create_app(Settings(data_dir=tmp_path), store=store)) as client:
        status.append(checked(client).status_code)
        for scope in ("read", "load"):
            key = api_keys.new(desk, "kim", scopes=[scope], days=1, note="", who=ADA)
            status.append(checked(client, Authorization=f"Bearer {key.text}").status_code)
    assert status == [401, 403, 200]


async def never() -> AsyncIterator[bytes]:
    """A body of which something comes, and then nothing more."""
    yield b"namespace"
    await asyncio.Event().wait()


def test_a_body_that_does_not_come_is_broken_off() -> None:
    async def read(seconds: float, stream: AsyncIterator[bytes]) -> list[bytes]:
        return [part async for part in check.in_time(stream, seconds)]

    async def whole() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    assert asyncio.run(read(60, whole())) == [b"a", b"b"]
    with pytest.raises(check.TooSlow):
        asyncio.run(read(0, never()))


def test_slow_bodies_keep_nobody_from_a_place(tmp_path: Path) -> None:
    intake = Intake(cast("Access", None), Settings(data_dir=tmp_path))
    app = FastAPI()
    app.include_router(check.check_router(lambda: intake))
    headers = {"X-Lotgraph-File": "lot.csv", "X-Lotgraph-Profile": "canonical"}

    async def asked() -> tuple[list[bool], int]:
        coming = asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            coming.set()
            async for part in never():
                yield part

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            waiting = []
            for _ in range(check.MOST_AT_ONCE):
                coming.clear()
                waiting.append(asyncio.create_task(client.post("/check", content=slow(), headers=headers)))
                await coming.wait()
            status = (await client.post("/check", content=LOTS, headers=headers)).status_code
            still = [not task.done() for task in waiting]
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        return still, status

    assert asyncio.run(asked()) == ([True] * check.MOST_AT_ONCE, 200)
