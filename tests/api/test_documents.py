"""Trusted documents by their id, what is kept of a document, and the statuses of GraphQL over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import GraphQLSchema
from starlette.testclient import TestClient

import app.api.documents as documents
from app.api.documents import KEPT, MOST_TRUSTED, Library, Mode, Prepared
from app.api.schema import schema
from app.api.web import GRAPHQL, JSON
from app.asker import Asker
from app.errors import ConfigurationError
from app.settings import Settings
from tests.support.api import RAW, over_memory, reply

HEAD = "{ ledgerHead { size } }\n"
TRACE = "query Q($k: [String!]!) { recall(keys: $k) { complete } }"
CHANGE = 'mutation M { withdraw(key: "x", reason: "y", password: "z") { done } }'


def name_of(text: str) -> str:
    """The id of a document."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def manifest(folder: Path, *texts: str) -> Path:
    """Documents and what `sha256sum *.graphql` says of them."""
    lines = []
    for number, text in enumerate(texts):
        name = f"{number}.graphql"
        (folder / name).write_text(text, "utf-8")
        lines.append(f"{name_of(text).removeprefix('sha256:')}  {name}\n")
    path = folder / "documents.sha256"
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest of three documents."""
    return manifest(tmp_path_factory.mktemp("documents"), HEAD, TRACE, CHANGE)


@pytest.fixture(scope="module", params=["prefer", "only"])
def api(request: pytest.FixtureRequest, trusted: Path) -> Iterator[TestClient]:
    """The application that trusts them."""
    with over_memory(documents=trusted, documents_mode=request.param) as (client, _):
        yield client


@pytest.fixture(scope="module")
def only(trusted: Path) -> Iterator[TestClient]:
    """The application that runs nothing else."""
    with over_memory(documents=trusted, documents_mode="only") as (client, _):
        yield client


@pytest.fixture(scope="module")
def plain() -> Iterator[TestClient]:
    """The application without any."""
    with over_memory() as (client, _):
        yield client


def test_a_trusted_document_is_run_by_its_id(api: TestClient) -> None:
    by_post = api.post("/graphql", json={"documentId": name_of(TRACE), "variables": {"k": [RAW]}})
    assert by_post.json()["data"] == {"recall": {"complete": True}}
    by_get = api.get("/graphql", params={"documentId": name_of(HEAD)})
    assert by_get.json()["data"] == {"ledgerHead": {"size": 1}}


@pytest.mark.parametrize(
    "asked", [name_of("{ other }"), "", 7, {}, name_of(HEAD).removeprefix("sha256:"), "x" * 9999]
)
@pytest.mark.parametrize(("media", "status"), [(JSON, 200), (GRAPHQL, 400)])
def test_an_unknown_id_is_one_error(api: TestClient, asked: object, media: str, status: int) -> None:
    response = api.post("/graphql", json={"documentId": asked}, headers={"Accept": media})
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNKNOWN_DOCUMENT"
    assert "sha256:" in error["extensions"]["nextStep"]
    assert len(error["message"]) < 200


def test_only_trusted_documents_are_run_where_the_server_says_so(only: TestClient) -> None:
    for text in (HEAD, TRACE, "{ __typename }", "{"):
        (error,) = reply(only, text)["errors"]
        assert error["extensions"]["code"] == "UNKNOWN_DOCUMENT"
    assert only.get("/graphql", params={"query": HEAD}, headers={"Accept": GRAPHQL}).status_code == 400


def test_free_text_is_run_beside_them(trusted: Path) -> None:
    with over_memory(documents=trusted, documents_mode="prefer") as (api, _):
        assert reply(api, "{ __typename }")["data"] == {"__typename": "Query"}


def test_without_trust_no_id_is_known(plain: TestClient, trusted: Path) -> None:
    (error,) = plain.post("/graphql", json={"documentId": name_of(HEAD)}).json()["errors"]
    assert error["extensions"]["code"] == "UNKNOWN_DOCUMENT"
    with over_memory(documents=trusted) as (off, _):
        assert "errors" in off.post("/graphql", json={"documentId": name_of(HEAD)}).json()


def test_a_text_and_an_id_at_once_are_refused(api: TestClient) -> None:
    for response in (
        api.post("/graphql", json={"documentId": name_of(HEAD), "query": HEAD}),
        api.get("/graphql", params={"documentId": name_of(HEAD), "query": HEAD}),
    ):
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_an_id_asks_for_a_credential_as_a_text_does() -> None:
    from app.api.authentication import _is_open

    scope = {"type": "http", "method": "GET", "path": "/graphql"}
    assert _is_open({**scope, "query_string": b""})
    assert not _is_open({**scope, "query_string": b"query=x"})
    assert not _is_open({**scope, "query_string": b"documentId=x"})


def test_a_repeated_document_is_neither_parsed_nor_validated_again(
    trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_memory(documents=trusted, documents_mode="prefer") as (api, _):
        assert "errors" not in reply(api, "{ ledgerHead { root } }")
        monkeypatch.setattr(documents, "read", None)
        monkeypatch.setattr(documents, "validate", None)
        assert "errors" not in reply(api, "{ ledgerHead { root } }")
        assert "errors" not in api.post("/graphql", json={"documentId": name_of(HEAD)}).json()
        assert "errors" in reply(api, "{ ledgerHead { root size } }")


def test_what_is_kept_is_bounded_and_trusted_documents_stay(trusted: Path) -> None:
    graph: GraphQLSchema = schema._schema
    library = Library.of(Mode.PREFER, trusted, graph)
    first = library.prepared(graph, HEAD)
    other = library.prepared(graph, "{ a0: __typename }")
    assert library.prepared(graph, "{ a0: __typename }") is other
    for number in range(1, KEPT + 1):
        library.prepared(graph, f"{{ a{number}: __typename }}")
    assert library.prepared(graph, HEAD) is first
    assert library.prepared(graph, "{ a0: __typename }") is not other


def test_a_document_that_is_wrong_is_wrong_each_time(plain: TestClient) -> None:
    first, second = (reply(plain, "{ nothing }") for _ in range(2))
    assert first == second
    assert "Cannot query field 'nothing'" in first["errors"][0]["message"]


def refused(path: Path | None, mode: Mode = Mode.ONLY) -> str:
    """Why a library can't be had."""
    with pytest.raises(ConfigurationError) as caught:
        Library.of(mode, path, schema._schema)
    assert caught.value.next_step
    return caught.value.message


def test_a_manifest_that_is_not_right_is_refused(tmp_path: Path) -> None:
    assert "LOTGRAPH_DOCUMENTS_MODE is only" in refused(None)
    assert "can't be read (No such file" in refused(tmp_path / "missing")
    path = manifest(tmp_path, HEAD, TRACE)
    (tmp_path / "1.graphql").write_text(TRACE + " ", "utf-8")
    assert (
        refused(path) == f"{tmp_path / '1.graphql'} is not the document of the manifest: its hash is another"
    )
    (tmp_path / "1.graphql").write_bytes(b"\xff")
    assert "no text in UTF-8" in refused(path)
    (tmp_path / "1.graphql").unlink()
    assert "1.graphql can't be read" in refused(path)
    path.write_text("no hash\n", "utf-8")
    assert refused(path) == f"{path}:1 is no hash and file name"
    path.write_text(f"{'0' * 64}  x\n" * (MOST_TRUSTED + 1), "utf-8")
    assert str(MOST_TRUSTED) in refused(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ nothing }", "Cannot query field 'nothing'"),
        ("{ ledgerHead {", "Syntax Error"),
        ("{ " + "ledgerHead { size } " * 40 + "}", "40 times in one place"),
    ],
)
def test_a_document_that_can_never_be_asked_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    said = refused(manifest(tmp_path, HEAD, text))
    assert said.startswith(f"{tmp_path / '1.graphql'} can't be asked: ")
    assert reason in said


def test_the_mode_is_one_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    for mode in Mode:
        monkeypatch.setenv("LOTGRAPH_DOCUMENTS_MODE", mode)
        assert Settings().documents_mode == mode
    monkeypatch.setenv("LOTGRAPH_DOCUMENTS_MODE", "some")
    with pytest.raises(ConfigurationError, match="LOTGRAPH_DOCUMENTS_MODE must be 'off', 'prefer' or 'only'"):
        Settings()


def test_a_mutation_by_get_is_the_wrong_method(api: TestClient, plain: TestClient) -> None:
    for response in (
        api.get("/graphql", params={"documentId": name_of(CHANGE)}),
        plain.get("/graphql", params={"query": CHANGE}),
    ):
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("accept", ["text/plain", "image/*", "application/json;q=0", "text/csv, a/b"])
def test_who_takes_no_media_type_of_ours_is_told_so(plain: TestClient, accept: str) -> None:
    response = plain.post("/graphql", json={"query": HEAD}, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (406, f"{JSON}; charset=utf-8")
    assert GRAPHQL in response.json()["errors"][0]["extensions"]["nextStep"]


@pytest.mark.parametrize(("media", "status"), [(JSON, 200), (GRAPHQL, 403)])
def test_a_document_that_may_not_be_asked_has_the_status_of_that(media: str, status: int) -> None:
    nobody = Asker("account:x", frozenset(), frozenset())
    with over_memory() as (api, _), pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.api.authentication.EVERYTHING", nobody)
        response = api.post("/graphql", json={"query": HEAD}, headers={"Accept": media})
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert response.status_code == status


def test_prepared_documents_say_what_is_wrong() -> None:
    found = documents.prepare(schema._schema, "{ nothing }")
    assert isinstance(found, Prepared)
    assert [error.message for error in found.errors] == ["Cannot query field 'nothing' on type 'Query'."]
