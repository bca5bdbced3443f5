"""How tests ask the API, and the plant they ask about."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from app.api.web import JSON
from app.questions.reading import Reader
from tests.support.build import device, key, lot

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
    """Code, message and next step of the one error."""
    (error,) = reply(api, query, **variables)["errors"]
    return {"message": error["message"], **error["extensions"]}


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
