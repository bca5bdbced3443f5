"""Decisions by GraphQL, over a ledger without accounts; with accounts they need authentication first."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from graph_store.store import Store
from tests.support.api import RAW, UNITS, asked, error_of
from tests.support.build import device

CORRECT = """mutation C($key: String!, $values: [PropertyValue!]!, $reason: String!, $password: String) {
  correct(key: $key, values: $values, reason: $reason, password: $password) {
    done commit proposal waiting { role meaning } } }"""
WITHDRAW = """mutation W($key: String!, $reason: String!) {
  withdraw(key: $key, reason: $reason) { done commit proposal waiting { role } } }"""
TOLD = """query H($key: String!) { history(key: $key) {
  commit actor reason changes { name before after } signatures { signer role meaning } } }"""

LINKS = """query R($k: [String!]!) {
  recall(keys: $k) { relationships(first: 9) { edges { node { key } } } } }"""


def test_a_correction_holds_at_once_where_nobody_can_sign(api: TestClient, plant: Store) -> None:
    values = [{"name": "expires", "value": "2026-03-31"}]
    said = asked(api, CORRECT, key=RAW, values=values, reason="label of the drum")["correct"]
    assert said == {"done": True, "commit": plant.head().size, "proposal": None, "waiting": []}
    last = asked(api, TOLD, key=RAW)["history"][-1]
    assert (last["actor"], last["reason"], last["signatures"]) == ("graphql", "label of the drum", [])
    assert last["changes"] == [{"name": "expires", "before": None, "after": "2026-03-31"}]
    assert asked(api, "{ proposals { key } }") == {"proposals": []}


def test_a_withdrawal_is_seen_by_the_next_question(api: TestClient) -> None:
    links = (
        "query R($k: [String!]!) { recall(keys: $k) { relationships(first: 9) { edges { node { key } } } } }"
    )
    edges = asked(api, links, k=[RAW])["recall"]["relationships"]["edges"]
    key = next(edge["node"]["key"] for edge in edges if edge["node"]["key"].startswith("CONSUMED_IN"))
    assert asked(api, WITHDRAW, key=key, reason="the other drum")["withdraw"]["done"]
    after = asked(api, LINKS, k=[RAW])["recall"]["relationships"]["edges"]
    assert key in {edge["node"]["key"] for edge in edges}
    assert key not in {edge["node"]["key"] for edge in after}
    assert error_of(api, WITHDRAW, key=key, reason="again")["code"] == "REFUSED"


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"key": RAW, "values": [{"name": "colour", "value": "red"}]}, "REFUSED", "no property colour"),
        ({"key": RAW, "values": [{"name": "expires", "value": "soon"}]}, "REFUSED", "expires"),
        ({"key": RAW, "values": []}, "REFUSED", "nothing to correct"),
        ({"key": device("FG", "none"), "values": []}, "UNKNOWN_KEY", "is not there"),
        ({"key": "nonsense", "values": []}, "UNKNOWN_KEY", "neither the key"),
        ({"key": UNITS[0], "values": [], "reason": " "}, "BAD_REQUEST", "There is no reason"),
    ],
)
def test_a_decision_that_cant_be_taken_is_refused_by_name(
    api: TestClient, plant: Store, variables: dict[str, object], code: str, message: str
) -> None:
    before = plant.head().size
    error = error_of(api, CORRECT, **({"reason": "x"} | variables))
    assert (error["code"], message in error["message"]) == (code, True), error
    assert plant.head().size == before


def test_nobody_signs_without_an_account(api: TestClient) -> None:
    sign = 'mutation { signProposal(key: "proposal:lotgraph/x", password: "p") { done } }'
    assert error_of(api, sign)["code"] == "BAD_REQUEST"
    reject = 'mutation { rejectProposal(key: "proposal:lotgraph/x", reason: "no") }'
    assert error_of(api, reject)["code"] == "UNKNOWN_KEY"
