"""A signed record shows its signatures wherever it is shown (21 CFR 11.50)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.api.nodes import global_id
from app.api.server import create_app
from app.questions.answer import Record
from app.questions.ask import genealogy
from app.questions.view import View
from app.settings import Settings
from app.terminal import Format, print_answer
from graph_model.approval import signature_key
from graph_store.history import Signed
from tests.support.api import asked
from tests.support.build import key
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, backward, forward, whole_plant

KIM, QUI = "account:lotgraph/kim", "account:lotgraph/qui"
HOLD, RELEASE = key("hold", "H1"), key("release", "L1")
FIRST = Signed(KIM, "Kim Li", "key_user", "authorship", "2025-03-02T08:00:00Z")
SECOND = Signed(QUI, "Qui", "quality_manager", "approval", "2025-03-03T08:00:00Z")
QUERY = """query Q($k: [String!]!, $id: ID!) {
  genealogy(keys: $k) { rows(first: 9) { edges { node { records {
    key signatures { signer name role meaning signed } } } } } }
  node(id: $id) { key ... on Hold { signatures { name meaning } } } }"""


@pytest.fixture
def signed(memory: MemoryStore) -> MemoryStore:
    """A hold and a release in commit 1; two signatures of the hold in commit 2."""
    plant = whole_plant()
    for record in (HOLD, RELEASE):
        plant.context("DECIDED_ON", plant.node(record), CATHETERS)
    plant.commit(memory)
    for place, one in enumerate((SECOND, FIRST), start=1):
        properties = {name: str(value) for name, value in one.to_json().items()}
        signature = plant.node(signature_key("ab" * 32, place), **properties)
        plant.context("SIGNED", signature, HOLD)
    plant.commit(memory)
    return memory


def of_the_hold(store: MemoryStore, known_at: int | None = None, as_of: str | None = None) -> Record:
    with store.reader(known_at=known_at) as reader:
        answer = genealogy(reader, [CATHETERS], View(as_of))
    (row,) = (row for row in answer.rows if row.key == CATHETERS)
    hold, release = row.records or ()
    assert (release.key, release.signatures) == (RELEASE, ())
    assert release.to_json() == {"key": RELEASE, "label": "Release"}
    return hold


def test_a_record_of_a_genealogy_has_its_signatures_in_order(signed: MemoryStore) -> None:
    assert of_the_hold(signed).to_json() == {
        "key": HOLD,
        "label": "Hold",
        "signatures": [FIRST.to_json(), SECOND.to_json()],
    }
    assert of_the_hold(signed, known_at=1).signatures == ()
    assert of_the_hold(signed, as_of="2025-03-02").signatures == (FIRST,)


def test_the_table_tells_who_signed(signed: MemoryStore, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(backward(signed, CATHETERS), Format.table, with_links=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "Kim Li (authorship, 2025-03-02)" in said
    assert "Qui (approval, 2025-03-03)" in said


def test_graphql_tells_them_with_the_record(signed: MemoryStore) -> None:
    with TestClient(create_app(Settings(), store=signed)) as api:
        said = asked(api, QUERY, k=[CATHETERS], id=global_id(HOLD))
    edges = said["genealogy"]["rows"]["edges"]
    found = {r["key"]: r["signatures"] for edge in edges for r in edge["node"]["records"]}
    assert found == {HOLD: [FIRST.to_json(), SECOND.to_json()], RELEASE: []}
    names = [{"name": "Kim Li", "meaning": "authorship"}, {"name": "Qui", "meaning": "approval"}]
    assert said["node"] == {"key": HOLD, "signatures": names}


def test_the_hash_covers_the_signatures_without_printed_names(signed: MemoryStore) -> None:
    answer = backward(signed, CATHETERS)

    def with_first(**change: str) -> str:
        """The hash with something of the first signature changed."""
        rows = []
        for row in answer.rows:
            records = tuple(
                replace(r, signatures=(replace(FIRST, **change), *r.signatures[1:])) if r.signatures else r
                for r in row.records or ()
            )
            rows.append(replace(row, records=records))
        return replace(answer, rows=tuple(rows)).digest()

    assert with_first() == with_first(name="[erased]") == answer.sha256
    assert with_first(meaning="review") != answer.sha256
    assert {row.records for row in forward(signed, CATHETERS).rows} == {None}
