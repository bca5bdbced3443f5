"""What changed between two ledger sizes by GraphQL is that of the command line."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.questions.ask import genealogy, recall
from app.questions.diff import Ask, compare
from graph_store.store import Store
from tests.support.api import RAW, asked, error_of
from tests.support.build import Plant, lot

MADE = lot("FG-7", "7")
QUERY = """query Q($keys: [String!]!, $from: Int!, $to: Int!) { %s(keys: $keys, from: $from, to: $to) {
  complete before { knownAt } after { knownAt gaps { kind } }
  changes { how key before { key } after { quantity } commits { seq actor reason recordTime } } } }"""


@pytest.fixture
def later(plant: Store) -> int:
    """Another lot is made of the raw material; the size before."""
    size = plant.head().size
    more = Plant("more")
    more.make("MO-7", [RAW], [MADE])
    more.commit(plant)
    return size


@pytest.mark.parametrize(
    ("field", "start", "question"), [("recallDiff", RAW, recall), ("genealogyDiff", MADE, genealogy)]
)
def test_every_changed_row_is_told_with_its_commit(
    api: TestClient, plant: Store, later: int, field: str, start: str, question: Ask
) -> None:
    variables = {"keys": [start], "from": later, "to": later + 1}
    told = asked(api, QUERY % field, **variables)[field]
    wanted = compare(plant, question, [start], (later, later + 1)).to_json()
    changes = wanted["changes"]
    assert isinstance(changes, list)
    assert [(c["key"], c["how"].lower()) for c in told["changes"]] == [(c["key"], c["how"]) for c in changes]
    assert MADE in {c["key"] for c in changes}
    for change, said in zip(changes, told["changes"], strict=True):
        assert [c["seq"] for c in said["commits"]] == change["commits"] == [later + 1]
        assert (said["before"] is None, said["after"] is None) == (
            change["before"] is None,
            change["after"] is None,
        )
    assert {c["actor"] for change in told["changes"] for c in change["commits"]} == {"test"}
    assert told["complete"] == wanted["complete"]
    assert told["after"]["knownAt"] == later + 1


def test_sizes_that_make_no_sense_are_refused(api: TestClient, later: int) -> None:
    for first, last in ((later, later), (later + 1, later), (-1, later), (0, 10**6)):
        error = error_of(api, QUERY % "recallDiff", keys=[RAW], **{"from": first, "to": last})
        assert error["code"] == "BAD_REQUEST", (first, last)
