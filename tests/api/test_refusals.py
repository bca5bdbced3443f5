"""What is refused, with a code and a next step, and what is too much."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.api.guard import MOST_BYTES
from app.api.limits import MOST_ALIASES, MOST_COST
from app.api.server import create_app
from app.api.web import JSON
from app.settings import Settings
from graph_store.errors import ReadFailed
from graph_store.store import Store
from tests.support.api import RAW, RECALL, SEARCH, UNITS, WHY, Broken, error_of, reply
from tests.support.build import Plant, key, lot


def test_an_unknown_key_says_what_was_meant(api: TestClient) -> None:
    error = error_of(api, RECALL, k=["lot:t/RM/8"])
    assert error["code"] == "UNKNOWN_KEY"
    assert "lotgraph search" in error["nextStep"]


def test_an_ambiguous_key_names_them_all(api: TestClient, plant: Store) -> None:
    made = Plant("twins")
    for record in ("1", "2"):
        made.receive(lot("RM", "8", record), "S1", f"T{record}")
    made.commit(plant)
    error = error_of(api, RECALL, k=["lot:t/RM/8"])
    assert error["code"] == "AMBIGUOUS_KEY"
    assert lot("RM", "8", "1") in error["message"]
    assert lot("RM", "8", "2") in error["message"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (RECALL, {"k": []}),
        (RECALL, {"k": [key("material", "RM")]}),
        (RECALL, {"k": [RAW], "at": 99}),
        (RECALL, {"k": [RAW], "at": -1}),
        (RECALL, {"k": [RAW], "least": 99}),
        (RECALL, {"k": "no", "at": "yes"}),
        (WHY, {"a": RAW, "b": RAW}),
        (SEARCH, {"text": " ", "first": 5}),
        ("query Q($k: String!) { lot(key: $k) { key } }", {"k": UNITS[0]}),
        ('{ node(id: "?") { key } }', {}),
        ("{ nothing }", {}),
        ("{ recall(", {}),
    ],
)
def test_bad_questions_have_a_code_and_a_next_step(
    api: TestClient, query: str, variables: dict[str, object]
) -> None:
    error = error_of(api, query, **variables)
    assert error["code"] == "BAD_REQUEST"
    assert error["nextStep"]


def test_one_refused_question_does_not_hinder_another(api: TestClient) -> None:
    said = reply(
        api,
        f'{{ bad: recall(keys: ["lot:t/x/y"]) {{ sha256 }} good: recall(keys: ["{RAW}"]) {{ complete }} }}',
    )
    assert said["data"]["bad"] is None
    assert said["data"]["good"] == {"complete": True}
    assert [error["path"] for error in said["errors"]] == [["bad"]]


def test_a_failed_read_has_its_code() -> None:
    with TestClient(create_app(Settings(), store=Broken(ReadFailed("a page is missing")))) as api:
        assert error_of(api, RECALL, k=[RAW])["code"] == "READ_FAILED"
        assert api.get("/export/recall", params={"key": RAW}).status_code == 503


def test_what_nobody_foresaw_is_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(
        create_app(Settings(), store=Broken(RuntimeError("secret"))), raise_server_exceptions=False
    ) as api:
        error = error_of(api, RECALL, k=[RAW])
        file = api.get("/export/recall", params={"key": RAW})
    assert error["code"] == "INTERNAL"
    assert file.status_code == 500
    assert "Content-Security-Policy" in file.headers
    assert "secret" not in str(error) + file.text
    assert "secret" in caplog.text
    assert all(reference in caplog.text for reference in re.findall("reference ([0-9a-f]+)", str(error)))


def test_depth_aliases_tokens_and_cost_are_limited(api: TestClient) -> None:
    deep = "{ recall(keys: []) { " + "columns { " * 13 + "keys" + " }" * 13 + " } }"
    many = "{ " + " ".join(f"a{n}: ledgerHead {{ size }}" for n in range(MOST_ALIASES + 1)) + " }"
    long = "{ " + "ledgerHead { size } " * 600 + "}"
    wide = """query Q($k: [String!]!, $n: Int) { recall(keys: $k) {
      rows(first: $n) { edges { node { key label name quantity unit udiDi } } }
      relationships(first: $n) { edges { node { from type to key } } } } }"""
    for query in (deep, many, long):
        said = reply(api, query)
        assert {error["extensions"]["code"] for error in said["errors"]} == {"BAD_REQUEST"}
        assert "data" not in said
    assert "errors" not in reply(api, wide, k=[RAW], n=500)
    times = "query Q($k: [String!]!, $n: Int) { " + " ".join(
        f"r{n}: recall(keys: $k) {{ rows(first: $n) {{ edges {{ node {{ key label name unit }} }} }} }}"
        for n in range(20)
    )
    assert str(MOST_COST) in error_of(api, times + " }", k=[RAW], n=500)["message"]
    assert "errors" not in reply(api, times + " }", k=[RAW], n=5)


def test_fragments_cost_what_they_hold(api: TestClient) -> None:
    query = """query Q($k: [String!]!) { %s } fragment T on Trace {
      rows(first: 500) { edges { node { key label name unit } } } }"""
    spread = " ".join(f"r{n}: recall(keys: $k) {{ ...T }}" for n in range(20))
    assert str(MOST_COST) in error_of(api, query % spread, k=[RAW])["message"]


def test_a_large_body_is_refused(api: TestClient) -> None:
    response = api.post("/graphql", content=b" " * (MOST_BYTES + 1), headers={"Content-Type": JSON})
    assert response.status_code == 413
    assert response.json()["code"] == "BAD_REQUEST"
    parts = (b" " * 65536 for _ in range(40))  # no length is stated
    assert api.post("/graphql", content=parts, headers={"Content-Type": JSON}).status_code == 413
