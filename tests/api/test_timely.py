"""Time-aware recalls by GraphQL and as files are those of the question, and say what they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.questions.answer import Answer
from app.questions.ask import recall
from app.questions.view import View
from app.settings import Settings
from tests.support.api import asked, error_of
from tests.support.lot_change import BAD, lot_change
from tests.support.memory import MemoryStore

QUERY = """query Q($k: [String!]!, $t: Boolean!) { recall(keys: $k, timeAware: $t) {
  timeAware sha256 exportUrl excluded { rows { key label byPostingDate } relationships {
    from type to key reason byPostingDate
    suspectFrom { from to statements } happened { from to statements } } } } }"""
CERTIFIED = "query Q($k: [String!]!) { recall(keys: $k, timeAware: true) { certificate } }"


@pytest.fixture
def memory() -> MemoryStore:
    """Two lots of one order, of which the first was finished before the bad lot was issued."""
    store = MemoryStore()
    lot_change().commit(store)
    return store


@pytest.fixture
def client(memory: MemoryStore) -> Iterator[TestClient]:
    """The application over it."""
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


def wanted(memory: MemoryStore, *, time_aware: bool) -> Answer:
    return recall(memory.reader(), [BAD], View(time_aware=time_aware))


def test_it_says_that_it_is_time_aware_and_what_it_left_out(client: TestClient, memory: MemoryStore) -> None:
    found, answer = asked(client, QUERY, k=[BAD], t=True)["recall"], wanted(memory, time_aware=True)
    assert answer.excluded is not None
    assert (found["timeAware"], found["sha256"]) == (True, answer.sha256)
    names = {"byPostingDate": "by_posting_date", "suspectFrom": "suspect_from"}
    parts = {part: [_snake(one, names) for one in found["excluded"][part]] for part in found["excluded"]}
    assert parts == answer.excluded.to_json()
    assert client.get(found["exportUrl"]).json() == answer.to_json(with_links=True)


def _snake(told: dict[str, object], names: dict[str, str]) -> dict[str, object]:
    return {names.get(name, name): value for name, value in told.items()}


def test_the_conservative_answer_has_nothing_of_it(client: TestClient, memory: MemoryStore) -> None:
    found, answer = asked(client, QUERY, k=[BAD], t=False)["recall"], wanted(memory, time_aware=False)
    assert (found["timeAware"], found["excluded"], found["sha256"]) == (False, None, answer.sha256)
    assert "time_aware" not in found["exportUrl"]


def test_every_file_lists_what_was_left_out(client: TestClient) -> None:
    asked_for = {"key": BAD, "time_aware": "true"}
    for form in ("csv", "ndjson", "arrow", "graphml"):
        told = client.get("/export/recall", params={**asked_for, "format": form})
        assert told.status_code == 200
        assert b"was left out" in told.content or b"by_posting_date" in told.content
    sheets = client.get("/export/recall", params={**asked_for, "format": "xlsx"})
    assert sheets.status_code == 200


def test_genealogies_and_certificates_are_refused(client: TestClient) -> None:
    told = client.get("/export/genealogy", params={"key": BAD, "time_aware": "true"})
    assert (told.status_code, told.json()["code"]) == (400, "BAD_REQUEST")
    assert "A time-aware answer gets no certificate" in error_of(client, CERTIFIED, k=[BAD])["message"]
