"""What is refused, with a code and a next step, and what is too much."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest
from starlette.testclient import TestClient

from app.api.guard import MOST_BYTES
from app.api.limits import MOST_COST
from app.api.server import create_app
from app.api.shape import MOST_ALIASES
from app.api.web import GRAPHQL, JSON
from app.settings import Settings
from graph_store.errors import ReadFailed
from graph_store.store import Store
from tests.support.api import RAW, RECALL, SEARCH, UNITS, WHY, Broken, error_of, reply
from tests.support.build import Plant, key, lot


def test_an_unknown_key_says_what_was_meant(api: TestClient) -> None:
    error = error_of(api, RECALL, k=["lot:t/RM/8"])
    assert error["code"] == "UNKNOWN_KEY"
    assert "lotgraph search" in error["nextStep"]


def test_a_refusal_is_told_in_chinese_too(api: TestClient) -> None:
    (error,) = reply(api, RECALL, k=["lot:t/RM/8"])["errors"]
    zh = error["extensions"]["zh"]
    assert zh["message"] == "没有以 'lot:t/RM/8' 为键的内容。"
    assert "请用 `lotgraph search TEXT` 查找" in zh["nextStep"]


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


ASKED = b'{"query": "{ ledgerHead { size } }"}'
NO_QUESTION = {
    "nothing": (JSON, b""),
    "no JSON": (JSON, b"{ no json"),
    "null": (JSON, b"null"),
    "text": (JSON, b'"query"'),
    "number": (JSON, b"3"),
    "batch": (JSON, b"[" + ASKED + b"]"),
    "no document": (JSON, b"{}"),
    "document of the wrong kind": (JSON, b'{"query": 5}'),
    "variables of the wrong kind": (JSON, ASKED[:-1] + b', "variables": []}'),
    "unknown operation": (JSON, ASKED[:-1] + b', "operationName": "other"}'),
    "no UTF-8": (JSON, ASKED[:-1] + b', "note": "\xff"}'),
    "half a character": (JSON, ASKED[:-1] + b', "note": "\\ud800"}'),
    "deep list": (JSON, b"[" * 5000),
    "deep variables": (JSON, ASKED[:-1] + b', "variables": ' + b'{"a": ' * 5000 + b"1" + b"}" * 5001),
    "long number": (JSON, ASKED[:-1] + b', "variables": {"a": 1' + b"0" * 5000 + b"}}"),
    "packed": (JSON, gzip.compress(ASKED)),
    "plain text": ("text/plain", ASKED),
    "no content type": ("", ASKED),
}


@pytest.mark.parametrize("media", [JSON, GRAPHQL])
@pytest.mark.parametrize(("content_type", "body"), NO_QUESTION.values(), ids=NO_QUESTION)
def test_a_body_that_is_no_question_is_refused_as_any_other(
    api: TestClient, content_type: str, body: bytes, media: str
) -> None:
    headers = {"Content-Type": content_type, "Accept": media}
    is_refused(api.post("/graphql", content=body, headers=headers), media)


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"query": "{ ledgerHead { size } }", "variables": "5"},
        {"query": "{ ledgerHead { size } }", "variables": "[" * 5000},
    ],
)
def test_an_address_that_is_no_question_is_refused_as_any_other(
    api: TestClient, address: dict[str, str]
) -> None:
    is_refused(api.get("/graphql", params=address, headers={"Accept": JSON}), JSON)


def test_null_variables_are_none(api: TestClient) -> None:
    asked = {"query": "{ ledgerHead { size } }"}
    for response in (
        api.get("/graphql", params={**asked, "variables": "null"}, headers={"Accept": JSON}),
        api.post("/graphql", json={**asked, "variables": None}),
    ):
        assert response.json()["data"] == {"ledgerHead": {"size": 1}}


def is_refused(response: httpx.Response, media: str) -> None:
    """Refused with 400 and one error, in the media type that was asked for."""
    assert (response.status_code, response.headers["content-type"]) == (400, f"{media}; charset=utf-8")
    assert list(response.json()) == ["errors"]
    (error,) = response.json()["errors"]
    assert error["message"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["extensions"]["nextStep"]


def test_a_size_that_is_not_reached_says_what_to_ask_instead(api: TestClient) -> None:
    said = error_of(api, RECALL, k=[RAW], at=99)
    assert said["message"] == "the ledger holds 1 commits, there is no 99"
    assert said["nextStep"] == "Ask for a size that the ledger has."
    said = error_of(api, RECALL, k=[RAW], least=99)
    assert said["message"] == "the ledger holds 1 commits, not yet 99"
    assert said["nextStep"] == "Ask again when they are committed, or ask for at least a smaller size."


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
        assert {error["extensions"]["code"] for error in said["errors"]} == {"LIMIT_EXCEEDED"}
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
