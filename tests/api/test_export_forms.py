"""Answers as files in every form, over a hostile plant, by columns and record by record."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager

import networkx as nx
import orjson
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from app.api.export import CERTIFICATE_HASH, FORMS, Form
from app.api.server import create_app
from app.certified import check
from app.columnar.recall import wide_recall
from app.exports.lines import lines
from app.questions.ask import recall
from app.questions.certificate import certify
from app.settings import Settings
from app.terminal import csv_lines
from tests.exports.test_texts import written
from tests.support.build import Plant, device, lot
from tests.support.columns import ColumnStore, OfflineReader
from tests.support.hostile import RAW, hostile_plant
from tests.support.memory import MemoryStore


@contextmanager
def served(store: MemoryStore) -> Iterator[TestClient]:
    hostile_plant().commit(store)
    with TestClient(create_app(Settings(), store=store)) as client:
        yield client


@pytest.fixture(params=[MemoryStore, ColumnStore])
def store(request: pytest.FixtureRequest) -> MemoryStore:
    made: MemoryStore = request.param()
    return made


def file_of(client: TestClient, form: str, **more: object) -> bytes:
    response = client.get("/export/recall", params={"key": RAW, "format": form, **more})
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="recall-1.{form}"'
    assert response.headers["content-type"] == FORMS[Form(form)][0]
    assert response.headers["cache-control"] == "no-store"
    assert (CERTIFICATE_HASH.lower() in response.headers) == bool(more or form == "certificate")
    return bytes(response.content)


def test_every_form_is_the_same_answer_with_the_same_certificate(store: MemoryStore) -> None:
    with served(store) as client:
        files = {form.value: file_of(client, form.value, with_certificate=True) for form in Form}
        plain = {form.value: file_of(client, form.value) for form in Form}
    memory = MemoryStore()
    hostile_plant().commit(memory)
    answer = recall(memory.reader(), [RAW])
    certificate = certify(memory.reader(), answer).encode()
    assert files["certificate"] == plain["certificate"] == certificate
    assert files["json"] == plain["json"] == orjson.dumps(answer.to_json()) + b"\n"
    assert files["csv"] == plain["csv"] == written(answer)
    *told, last = files["ndjson"].splitlines(keepends=True)
    assert last == certificate
    assert b"".join(told) == plain["ndjson"]
    assert [tuple(orjson.loads(line).values()) for line in told] == [*map(tuple, csv_lines(answer))][1:]
    with pa.ipc.open_stream(files["arrow"]) as stream:
        assert stream.schema.metadata[b"lotgraph.certificate"] == certificate
        assert stream.read_all().equals(lines(answer))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_name("certificate")
    assert "".join(str(row[0]) for row in sheet.to_python()[1:]).encode() == certificate
    graph = nx.read_graphml(io.BytesIO(files["graphml"]), force_multigraph=True)
    assert graph.graph["certificate"].encode() == certificate
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(answer.rows), len(answer.links))


def test_columns_answer_where_they_can(store: MemoryStore) -> None:
    hostile_plant().commit(store)
    reader = store.reader()
    if isinstance(reader, OfflineReader):
        assert wide_recall(reader, [RAW]).in_full() == recall(reader, [RAW])


def test_the_header_is_the_hash_that_the_certificate_checks_by(store: MemoryStore) -> None:
    with served(store) as client:
        export = client.get(
            "/export/recall", params={"key": RAW, "with_links": True, "with_certificate": True}
        )
        certificate = file_of(client, "certificate")
    digest = export.headers[CERTIFICATE_HASH]
    assert check(certificate, export.content).sha256 == digest
    assert hashlib.sha256(certificate).hexdigest() != digest  # it is over what the certificate says


def test_what_can_not_be_told_is_refused_before_it_begins(store: MemoryStore) -> None:
    made = Plant("odd")
    made.node(lot("RM", "8"), name="a\x01b")
    made.make("11", [lot("RM", "8")], [device("FG", "S9x")])
    made.commit(store)
    with served(store) as client:
        asked = {"key": lot("RM", "8"), "format": "graphml"}
        response = client.get("/export/recall", params=asked)
        assert (response.status_code, response.json()["code"]) == (409, "REFUSED")
        assert client.get("/export/recall", params=asked | {"format": "pdf"}).json()["code"] == "BAD_REQUEST"
        assert client.get("/export/genealogy", params={"key": RAW, "format": "arrow"}).status_code == 200
