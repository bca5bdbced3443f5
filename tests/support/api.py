"""How tests ask the API, and the plant they ask about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from app.api.access import Access
from app.api.server import create_app
from app.api.web import JSON
from app.questions.reading import Reader
from app.settings import Settings
from tests.support.build import Plant, device, key, lot
from tests.support.memory import MemoryStore

RAW, MIDDLE = lot("RM", "7"), lot("WIP", "1")
UNITS = [device("FG", f"S{n}") for n in range(1, 6)]
CUSTOMER = key("customer", "C1")


WHY = """query Q($a: String!, $b: String!) { why(from: $a, to: $b) {
  from to direction knownAt complete sha256 ledger { size root }
  gaps { kind key message } path { type key from to commit } } }"""


SEARCH = """query Q($text: String!, $first: Int!, $after: String) {
  search(text: $text, first: $first, after: $after) {
    edges { cursor node { key } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


RECALL = """query Q($k: [String!]!, $at: Int, $least: Int) {
  recall(keys: $k, knownAt: $at, atLeast: $least) { sha256 } }"""


def small_plant() -> Plant:
    """One lot becomes five devices; two are shipped, one comes back."""
    made = Plant()
    made.node(CUSTOMER, name="Clinic 慈济")
    made.receive(RAW, "S1", "R1", "their-7")
    made.make("10", [RAW], [MIDDLE])
    made.make("20", [MIDDLE], UNITS)
    made.ship(UNITS[0], "C1", "D1")
    made.ship(UNITS[1], "C1", "D2")
    made.give_back(UNITS[1], "C1", "B1")
    return made


@contextmanager
def over_memory(**settings: Any) -> Iterator[tuple[TestClient, Access]]:
    """The application over the plant without an engine, and the way to its store."""
    memory = MemoryStore()
    small_plant().commit(memory)
    given = Settings(**settings)
    with TestClient(create_app(given, store=memory)) as client:
        yield client, Access(given, memory)


def asked(api: TestClient, query: str, **variables: object) -> dict[str, Any]:
    """The data of a query that must not fail."""
    said = reply(api, query, **variables)
    assert "errors" not in said, said["errors"]
    return dict(said["data"])


def reply(api: TestClient, query: str, **variables: object) -> dict[str, Any]:
    """All that came back."""
    response = api.post("/graphql", json={"query": query, "variables": variables}, headers={"Accept": JSON})
    assert response.status_code == 200
    return dict(response.json())


def error_of(api: TestClient, query: str, **variables: object) -> dict[str, str]:
    """Code, message and next step of the one error, in English."""
    (error,) = reply(api, query, **variables)["errors"]
    extensions = {name: value for name, value in error["extensions"].items() if name != "zh"}
    return {"message": error["message"], **extensions}


class Broken:
    """A store of which every read ends with an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def reader(self, known_at: int | None = None, at_least: int | None = None) -> Reader:
        """Never one."""
        raise self._error

    def head(self) -> Any:
        """Never one."""
        raise self._error
