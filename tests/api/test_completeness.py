"""Certificates and suspects by GraphQL."""

from __future__ import annotations

import orjson
from starlette.testclient import TestClient

from app.certified import check
from app.questions.suspects import suspects
from graph_store.store import Store
from tests.support.api import MIDDLE, RAW, UNITS, asked
from tests.support.build import Plant, device, lot, step


def test_the_certificate_of_a_trace_holds_for_its_export(api: TestClient, plant: Store) -> None:
    query = "query Q($k: [String!]!) { recall(keys: $k) { certificate exportUrl sha256 } }"
    trace = asked(api, query, k=[RAW])["recall"]
    export = api.get(trace["exportUrl"])
    found = check(trace["certificate"].encode(), export.content)
    assert (found.scope, found.complete, found.signed) == ("whole", True, False)
    assert orjson.loads(export.content)["sha256"] == trace["sha256"]
    backward = asked(api, query.replace("recall", "genealogy"), k=[UNITS[0]])["genealogy"]
    check(backward["certificate"].encode(), api.get(backward["exportUrl"]).content)


SUSPECTS = """query Q($k: [String!]!) { suspects(keys: $k) {
  sha256 confirmed { sha256 complete } counts { label count } reasons { reason count }
  possible(first: 10) { totalCount edges { node {
    key label nodeId signs { reason item message missing unaccounted unit since } } } } } }"""


def test_suspects_are_those_of_the_question(api: TestClient, plant: Store) -> None:
    more = Plant("more")
    more.link("PRODUCED", step("10"), MIDDLE, "5")
    for n in (1, 2, 3):
        more.link("CONSUMED_IN", lot("AUX", "1"), step(f"3{n}"), "1")
        if n < 3:
            more.link("CONSUMED_IN", MIDDLE, step(f"3{n}"), "0.1")
        more.link("PRODUCED", step(f"3{n}"), device("KIT", str(n)))
    more.commit(plant)
    with plant.reader() as reader:
        wanted = suspects(reader, [RAW])
    told = asked(api, SUSPECTS, k=[RAW])["suspects"]
    assert told["sha256"] == wanted.sha256
    assert told["confirmed"]["sha256"] == wanted.confirmed.sha256
    assert {count["label"]: count["count"] for count in told["counts"]} == wanted.counts
    assert {count["reason"]: count["count"] for count in told["reasons"]} == wanted.reasons
    nodes = [edge["node"] for edge in told["possible"]["edges"]]
    assert [{**node, "nodeId": None} for node in nodes] == [
        {**row.to_json(), "nodeId": None} for row in wanted.possible
    ]
    assert wanted.counts == {"Device": 1, "ProcessStep": 1}
