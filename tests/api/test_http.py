"""Media types, headers, hosts and the query page."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.testclient import TestClient

from app.api.guard import CONTENT_POLICY
from app.api.server import create_app
from app.api.web import GRAPHQL, JSON, STATIC, negotiated
from app.settings import Settings
from graph_store.store import Store
from tests.support.api import RAW, RECALL


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/graphql-response+json;q=0.2, application/json;q=0.9", JSON),
        ("*/*", GRAPHQL),
        ("", GRAPHQL),
        ("text/html, */*;q=0.1", GRAPHQL),
    ],
)
def test_media_types(accept: str, media: str) -> None:
    assert negotiated(accept) == media


def test_statuses_of_the_two_media_types(api: TestClient) -> None:
    for media, status in ((JSON, 200), (GRAPHQL, 400)):
        response = api.post("/graphql", json={"query": "{ no }"}, headers={"Accept": media})
        assert (response.status_code, response.headers["content-type"]) == (status, f"{media}; charset=utf-8")
    response = api.post("/graphql", json={"query": RECALL, "variables": {"k": ["lot:t/x/y"]}})
    assert response.status_code == 200
    assert response.json()["data"] == {"recall": None}


def test_get_asks_too_and_batches_are_off(api: TestClient) -> None:
    response = api.get("/graphql", params={"query": "{ ledgerHead { size } }"}, headers={"Accept": JSON})
    assert response.json()["data"] == {"ledgerHead": {"size": 1}}
    assert api.post("/graphql", json=[{"query": "{ ledgerHead { size } }"}]).status_code == 400
    assert api.post("/graphql", content="{ no json", headers={"Content-Type": JSON}).status_code == 400


def test_every_answer_carries_the_policy(api: TestClient) -> None:
    for path in ("/graphql", "/health/live", "/static/query/query.js", "/export/recall", "/nowhere"):
        headers = api.get(path, headers={"Accept": "text/html"}).headers
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in headers


def test_other_host_names_are_not_heard(plant: Store) -> None:
    with TestClient(create_app(Settings(), store=plant)) as api:
        for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
            assert api.get("/health/live", headers={"Host": host}).status_code == 200
        assert api.get("/health/live", headers={"Host": "evil.example"}).status_code == 400
    with TestClient(create_app(Settings(insecure_no_auth=True), store=plant)) as api:
        assert api.get("/health/live", headers={"Host": "plant.example"}).status_code == 200


def test_the_query_page_asks_nothing_of_other_machines(api: TestClient) -> None:
    page = api.get("/graphql", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in page.text
    assert not re.search(r"\son\w+=|\sstyle=", page.text)
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        if path != "data:,":
            assert api.get(f"/{path}").status_code == 200
    for file in (STATIC / "query").iterdir():
        assert not re.search(r"(?:\w+:)?//[\w.-]+\.\w", file.read_text("utf-8")), file.name


def test_httpx_speaks_to_it_directly(plant: Store) -> None:
    import asyncio

    async def ask_twice() -> list[int]:
        transport = httpx.ASGITransport(create_app(Settings(), store=plant))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            sent = [
                client.post("/graphql", json={"query": RECALL, "variables": {"k": [RAW]}}),
                client.post("/graphql", json={"query": "{ no }"}, headers={"Accept": JSON}),
            ]
            return [response.status_code for response in await asyncio.gather(*sent)]

    # Two at once must not get each other's media type.
    assert asyncio.run(ask_twice()) == [200, 200]
