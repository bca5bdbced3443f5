"""The history of a record by GraphQL is that of the command line."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from graph_model.facts import NodeFact
from graph_store.history import history
from graph_store.store import Store
from tests.support.api import CUSTOMER, RAW, asked, error_of

HISTORY = """query Q($key: String!, $at: Int) { history(key: $key, knownAt: $at) {
  commit recordTime actor reason load file line sourceSha256 statement holds
  changes { name before after } } }"""
T1 = "2026-01-01T00:00:00.000000Z"


def correct(store: Store) -> int:
    """The customer is renamed; the commit."""
    renamed = NodeFact(key=CUSTOMER, properties={"name": "Clinic"}, changed=T1)
    return store.commit([renamed], actor="王芳", reason="registered anew").seq


def test_every_version_is_told_as_on_the_command_line(api: TestClient, plant: Store) -> None:
    seq = correct(plant)
    told = asked(api, HISTORY, key=CUSTOMER)["history"]
    wanted = [version.to_json() for version in history(plant, CUSTOMER)]
    assert len(wanted) == 2
    for version in told:
        version["record_time"], version["source_sha256"] = (
            version.pop("recordTime"),
            version.pop("sourceSha256"),
        )
        version["statement"] = json.loads(version["statement"])
    assert told == json.loads(json.dumps(wanted))
    assert (told[-1]["commit"], told[-1]["actor"], told[-1]["reason"]) == (seq, "王芳", "registered anew")
    assert told[-1]["changes"] == [{"name": "name", "before": "Clinic 慈济", "after": "Clinic"}]


def test_nothing_later_than_known_at_is_told(api: TestClient, plant: Store) -> None:
    size = plant.head().size
    correct(plant)
    assert [v["commit"] for v in asked(api, HISTORY, key=CUSTOMER, at=size)["history"]] == [1]


def test_a_relationship_has_a_history_with_its_quantity_in_decimals(api: TestClient, plant: Store) -> None:
    (edge, *_) = plant.reader().flow([RAW], True)
    (version,) = asked(api, HISTORY, key=edge.key)["history"]
    assert {"name": "quantity", "before": None, "after": "1"} in version["changes"]


def test_what_is_not_there_is_an_unknown_key(api: TestClient) -> None:
    for key in ("lot:t/RM/none", "CONSUMED_IN:t/none", "nonsense"):
        assert error_of(api, HISTORY, key=key)["code"] == "UNKNOWN_KEY", key


def test_a_size_that_is_not_reached_is_a_bad_request(api: TestClient) -> None:
    assert error_of(api, HISTORY, key=CUSTOMER, at=10**6)["code"] == "BAD_REQUEST"
