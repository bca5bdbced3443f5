"""Hostile documents and variables are refused before anything runs, with a code and the number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from app.api.limits import MOST_COST, WALK_COST, WALKS
from app.api.schema import schema
from app.api.shape import (
    MOST_ALIASES,
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_FRAGMENTS,
    MOST_REPEATS,
    MOST_TOKENS,
    MOST_VALUES,
)
from app.api.web import GRAPHQL
from tests.support.api import RAW, RECALL, over_memory, reply

HEAD = "{ ledgerHead { size } }"


@pytest.fixture(scope="module")
def api() -> Iterator[TestClient]:
    """The application over a plant in memory."""
    with over_memory() as (client, _):
        yield client


def doubling(steps: int) -> str:
    """Fragments of which each spreads the next one twice."""
    chain = "".join(f"fragment F{n} on LedgerHead {{ ...F{n + 1} ...F{n + 1} }}" for n in range(steps))
    return f"{{ ledgerHead {{ ...F0 }} }} {chain} fragment F{steps} on LedgerHead {{ size }}"


def nested(steps: int) -> str:
    """Fragments with three fields that each hold the next one, so that the answer grows threefold, too."""
    chain = "".join(
        f"fragment F{n} on Trace {{ columns {{ ...F{n + 1} }} "
        f"totals {{ ...F{n + 1} }} ledger {{ ...F{n + 1} }} }}"
        for n in range(steps)
    )
    return f'{{ recall(keys: ["x"]) {{ ...F0 }} }} {chain} fragment F{steps} on Trace {{ sha256 }}'


def knotted(count: int) -> str:
    """Fragments of which each spreads all the others."""
    spreads = ["".join(f" ...F{other}" for other in range(count) if other != n) for n in range(count)]
    return "{ ledgerHead { ...F0 } }" + "".join(
        f"fragment F{n} on LedgerHead {{ {spread} }}" for n, spread in enumerate(spreads)
    )


LIMITED = {
    "depth": "{ recall { " + "columns { " * MOST_DEPTH + "keys" + " }" * MOST_DEPTH + " } }",
    "aliases": "{ " + " ".join(f"a{n}: ledgerHead {{ size }}" for n in range(MOST_ALIASES + 1)) + " }",
    "aliases in fragments": "{ ...F } fragment F on Query { "
    + " ".join(f"a{n}: ledgerHead {{ size }}" for n in range(MOST_ALIASES + 1))
    + " }",
    "repeats": "{ " + "ledgerHead { size } " * (MOST_REPEATS + 1) + "}",
    "repeats by fragments": "{ "
    + " ".join(f"...F{n}" for n in range(MOST_REPEATS + 1))
    + " } "
    + " ".join(f"fragment F{n} on Query {{ ledgerHead {{ size }} }}" for n in range(MOST_REPEATS + 1)),
    "repeats in a fragment that nothing spreads": HEAD
    + " fragment F on Query { "
    + "ledgerHead { size } " * (MOST_REPEATS + 1)
    + "}",
    "tokens": "{ " + "a " * MOST_TOKENS + "}",
    "text": f"{HEAD} #" + "x" * 1_000_000,
    "text of one string": '{ recall(keys: ["' + "x" * 1_000_000 + '"]) { sha256 } }',
    "text of nothing": HEAD + "\n" * MOST_CHARACTERS,
    "nesting": "{ a" * 600,
    "nested lists": "{ recall(keys: " + "[" * 1000,
    "fragments": HEAD + " fragment F on Query { a }" * (MOST_FRAGMENTS + 1),
    "fields of fragments": nested(9),
    "circle through fields": "{ recall { ...F } } fragment F on Trace { columns { ...F } }",
    "circle in the schema": "{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T } }",
    "the schema many times": "{ "
    + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(9))
    + " }",
    "the types many times": "{ __schema { types { name } b: types { name } } }",
    "cost": "{ "
    + " ".join(
        f'r{n}: recall(keys: ["x"]) {{ rows(first: 500) {{ edges {{ node {{ key label name unit }} }} }} }}'
        for n in range(20)
    )
    + " }",
}


@pytest.mark.parametrize("query", LIMITED.values(), ids=LIMITED)
def test_too_much_is_refused_with_its_code(api: TestClient, query: str) -> None:
    for _ in range(2):  # what is kept of a document must not let it pass
        said = reply(api, query)
        assert "data" not in said
        (error,) = said["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert error["extensions"]["nextStep"]


ENDLESS = {
    "circle": "{ ledgerHead { ...A } } fragment A on LedgerHead { ...B } fragment B on LedgerHead { ...A }",
    "knot": knotted(12),
}


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS)
def test_fragments_that_lead_in_a_circle_are_refused(api: TestClient, query: str) -> None:
    said = reply(api, query)
    assert "data" not in said
    assert "Cannot spread fragment" in said["errors"][0]["message"]
    assert said["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_fragments_that_double_cost_no_time(api: TestClient) -> None:
    assert reply(api, doubling(14))["data"] == {"ledgerHead": {"size": 1}}
    (error,) = reply(api, doubling(90))["errors"]  # 2^90 fields, were each spread one of its own
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_the_same_as_far_as_it_is_allowed(api: TestClient) -> None:
    aliases = "{ " + " ".join(f"a{n}: ledgerHead {{ size }}" for n in range(MOST_ALIASES)) + " }"
    repeats = "{ " + "ledgerHead { size } " * MOST_REPEATS + "}"
    text = HEAD + " " * (MOST_CHARACTERS - len(HEAD))
    for query in (aliases, repeats, text):
        assert "errors" not in reply(api, query)
    deep = "{ recall { " + "columns { " * (MOST_DEPTH - 1) + "keys" + " }" * (MOST_DEPTH - 1) + " } }"
    codes = {error["extensions"]["code"] for error in reply(api, deep)["errors"]}
    assert codes == {"BAD_REQUEST"}  # no such fields, but not too deep


def test_the_schema_can_be_asked_for(api: TestClient) -> None:
    said = reply(api, get_introspection_query(descriptions=True))
    assert "errors" not in said


HUGE = {
    "flat": ["x"] * MOST_VALUES,
    "nested": [["x"] * 200] * 200,
    "object": {"a": ["x"] * MOST_VALUES},
}


@pytest.mark.parametrize("keys", HUGE.values(), ids=HUGE)
def test_huge_variables_are_refused(api: TestClient, keys: object) -> None:
    (error,) = reply(api, RECALL, k=keys)["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert str(MOST_VALUES) in error["message"]


def test_variables_that_nothing_declares_count_too(api: TestClient) -> None:
    (error,) = reply(api, HEAD, unused=list(range(MOST_VALUES)))["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_not_every_mistake_is_told(api: TestClient) -> None:
    said = reply(api, "{ " + " ".join(f"ledgerHea{n}" for n in range(900)) + " }")
    assert len(said["errors"]) == 21


COSTS = {
    "fields": (HEAD, {}, 2),
    "a page": (
        "query Q($k: [String!]!) { recall(keys: $k) { rows(first: 7) { edges { node { key } } } } }",
        {"k": [RAW]},
        1 + WALK_COST + 1 + 7 * 3,
    ),
    "a page by variable": (
        "query Q($k: [String!]!, $n: Int) { recall(keys: $k) { rows(first: $n) { totalCount } } }",
        {"k": [RAW], "n": 9},
        1 + WALK_COST + 1 + 9,
    ),
    "a page by default": (
        "query Q($k: [String!]!, $n: Int = 4) { recall(keys: $k) { rows(last: $n) { totalCount } } }",
        {"k": [RAW]},
        1 + WALK_COST + 1 + 4,
    ),
}


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS.values(), ids=COSTS)
def test_every_answer_says_its_cost(
    api: TestClient, query: str, variables: dict[str, object], cost: int
) -> None:
    said = reply(api, query, **variables)
    assert "errors" not in said
    assert said["extensions"] == {"cost": {"requested": cost, "most": MOST_COST}}


def test_what_is_too_dear_says_its_cost_and_does_not_run(api: TestClient) -> None:
    response = api.post("/graphql", json={"query": LIMITED["cost"]}, headers={"Accept": GRAPHQL})
    assert response.status_code == 400
    said = response.json()
    assert said["extensions"]["cost"]["requested"] > MOST_COST
    assert str(said["extensions"]["cost"]["requested"]) in said["errors"][0]["message"]


def test_a_document_that_could_not_be_read_has_no_cost(api: TestClient) -> None:
    assert "extensions" not in reply(api, "{ no }")


def test_what_takes_keys_to_start_from_costs_a_walk() -> None:
    root = schema._schema.query_type
    assert root is not None
    assert {name for name, field in root.fields.items() if "keys" in field.args} <= WALKS
