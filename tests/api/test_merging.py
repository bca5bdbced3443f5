"""Merging, disputes and preferred sources by GraphQL: the answers are those of the command line."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.asker import EVERYTHING
from app.conflicts import conflicts, to_end
from app.questions.ask import recall
from app.questions.view import View
from app.questions.why import why
from graph_model.facts import NodeFact, RelationshipFact
from graph_store.store import Store
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS, asked, error_of
from tests.support.build import lot, step
from tests.support.sources import load

TWICE, USED = lot("RM", "0007"), "CONSUMED_IN:t/x/1"
MERGE = """mutation M($one: String!, $other: String!) {
  %s(duplicate: $one, kept: $other, reason: "one drum") { done commit proposal } }"""
ASKED = """query Q($k: [String!]!, $p: [String!]) { recall(keys: $k, prefer: $p) {
  start prefer sha256 exportUrl notes { kind key } } }"""
WHY = """query W($a: String!, $b: String!, $p: [String!]) { why(from: $a, to: $b, prefer: $p) {
  sha256 prefer notes { kind } path { to } } }"""
LISTED = """query C($first: Int!, $after: String) { conflicts(first: $first, after: $after) {
  edges { node { key label property rivals {
    stated { name value } shown load file profile line commit actor reason toEnd } } }
  pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


@pytest.fixture
def disputed(plant: Store) -> Store:
    """A lot that was entered twice, and which of them was used is in dispute; so is its name."""
    for name, item in (("a", RAW), ("b", TWICE)):
        used = RelationshipFact(type="CONSUMED_IN", key=USED, source=item, target=step("10"))
        load(plant, name, [NodeFact(key=TWICE, properties={"name": name}, line=2), used])
    return plant


def test_records_are_merged_and_parted_again(api: TestClient, plant: Store) -> None:
    plant.commit([NodeFact(key=TWICE, properties={"name": "drum"})], actor="t", reason="t")
    before = asked(api, ASKED, k=[TWICE])["recall"]
    said = asked(api, MERGE % "merge", one=TWICE, other=RAW)["merge"]
    assert said == {"done": True, "commit": plant.head().size, "proposal": None}
    after = asked(api, ASKED, k=[TWICE])["recall"]
    assert (before["start"], after["start"]) == ([TWICE], [RAW])
    assert (before["notes"], after["notes"]) == ([], [{"kind": "merged", "key": RAW}])
    assert asked(api, "query L($k: String!) { lot(key: $k) { key name } }", k=TWICE) == {
        "lot": {"key": RAW, "name": "drum"}
    }
    assert error_of(api, MERGE % "merge", one=TWICE, other=RAW)["code"] == "REFUSED"
    assert error_of(api, MERGE % "merge", one=lot("RM", "none"), other=RAW)["code"] == "UNKNOWN_KEY"
    assert asked(api, MERGE % "unmerge", one=TWICE, other=RAW)["unmerge"]["done"]
    assert asked(api, ASKED, k=[TWICE])["recall"]["start"] == [TWICE]


def test_an_answer_under_a_source_is_that_of_the_command_line(api: TestClient, disputed: Store) -> None:
    hashes = set()
    for source in ("a", "b"):
        with disputed.reader() as reader:
            wanted = recall(reader, [TWICE], View(prefer=(source,)))
            path = why(reader, TWICE, CUSTOMER, View(prefer=(source,)))
        told = asked(api, ASKED, k=[TWICE], p=[source])["recall"]
        assert (told["sha256"], told["prefer"]) == (wanted.sha256, [source])
        assert api.get(told["exportUrl"]).json() == wanted.to_json(with_links=True)
        evidence = asked(api, WHY, a=TWICE, b=CUSTOMER, p=[source])["why"]
        assert (evidence["sha256"], evidence["prefer"]) == (path.sha256, [source])
        assert [note["kind"] for note in evidence["notes"]] == [note.kind for note in path.notes]
        assert (evidence["path"] is None) == (source == "a")
        hashes.add(told["sha256"])
    assert len(hashes) == 2
    assert asked(api, ASKED, k=[MIDDLE])["recall"]["prefer"] == []
    error = error_of(api, ASKED, k=[TWICE], p=["nobody"])
    assert error["code"] == "BAD_REQUEST"
    assert "a.csv, a/1, b.csv, b/1" in error["nextStep"]
    assert api.get("/export/recall", params={"key": UNITS[0], "prefer": "nobody"}).status_code == 400


def test_disputes_come_in_pages(api: TestClient, disputed: Store) -> None:
    whole = list(conflicts(disputed, EVERYTHING))
    told, after, more = [], None, True
    while more:
        page = asked(api, LISTED, first=1, after=after)["conflicts"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        told += [edge["node"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert [(one["key"], one["label"], one["property"]) for one in told] == [
        (USED, "CONSUMED_IN", None),
        (TWICE, "Lot", "name"),
    ]
    for one, dispute in zip(told, whole, strict=True):
        for rival, found in zip(one["rivals"], dispute.rivals, strict=True):
            assert rival["stated"] == [{"name": n, "value": str(v)} for n, v in found.stated.items()]
            source = found.source
            assert (rival["load"], rival["file"], rival["profile"]) == (
                source.load,
                source.file,
                source.profile,
            )
            assert (rival["commit"], rival["line"], rival["shown"]) == (
                source.commit,
                source.line,
                found.shown,
            )
            assert (rival["actor"], rival["reason"]) == (source.actor, source.reason)
            assert rival["toEnd"] == to_end(dispute, found)
    assert error_of(api, LISTED, first=0)["code"] == "BAD_REQUEST"
