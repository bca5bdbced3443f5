"""The history of a record by GraphQL is that of the command line."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from graph_model.facts import NodeFact
from graph_store.history import history
from graph_store.prove import Place, prove
from graph_store.store import Store
from ledger.proof import FactProof
from tests.support import tamper
from tests.support.api import CUSTOMER, RAW, asked, error_of

HISTORY = """query Q($key: String!, $at: Int) { history(key: $key, knownAt: $at) {
  commit recordTime actor reason load file line sourceSha256 statement holds
  changes { name before after } signatures { signer name role meaning signed } } }"""
PROOFS = """query Q($key: String!, $at: Int, $wanted: Boolean!) { history(key: $key, knownAt: $at) {
  commit proof @include(if: $wanted) { line index header size factsPath headerPath } } }"""
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


def test_a_proof_is_that_of_the_command_line_and_all_are_made_at_once(
    api: TestClient, plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(plant)
    calls: list[list[Place]] = []

    def counted(store: Store, places: list[Place]) -> list[FactProof]:
        calls.append(places)
        return prove(store, places)

    monkeypatch.setattr("app.api.context.prove", counted)
    for size in (1, 2):
        told = asked(api, PROOFS, key=CUSTOMER, at=size, wanted=True)["history"]
        places = [version.place for version in history(plant, CUSTOMER, size)]
        assert len(places) == size
        assert calls.pop() == places
        for version, proof in zip(told, prove(plant, places), strict=True):
            said = version["proof"]
            said["facts_path"], said["header_path"] = said.pop("factsPath"), said.pop("headerPath")
            assert FactProof.from_json(said) == proof
            assert proof.check(bytes.fromhex(plant.reader(size).root)).seq == version["commit"]
    asked(api, PROOFS, key=CUSTOMER, wanted=False)
    asked(api, HISTORY, key=CUSTOMER)
    assert calls == []


def test_what_can_not_be_proven_is_a_failed_read(api: TestClient, plant: Store) -> None:
    correct(plant)
    tamper.run(plant, "MATCH (c:Commit {seq: 1}) SET c.frontier = ''")
    error = error_of(api, PROOFS, key=CUSTOMER, wanted=True)
    assert error["code"] == "READ_FAILED"
    assert "lotgraph verify" in error["nextStep"]
    assert len(asked(api, HISTORY, key=CUSTOMER)["history"]) == 2
