"""When the events of an answer were."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.questions.ask import recall
from app.questions.happened import happened
from app.settings import Settings
from graph_model.facts import LoadBegun, NodeFact
from graph_store.store import Batch
from tests.support.api import asked
from tests.support.build import Plant, key, lot, step
from tests.support.columns import ColumnStore
from tests.support.memory import MemoryStore

RAW, MADE = lot("RM-1", "1"), lot("FG-1", "1")
ORDER, SHIPMENT = step("MO1"), key("shipment", "S1")


@pytest.fixture(params=[MemoryStore, ColumnStore])
def store(request: pytest.FixtureRequest) -> MemoryStore:
    """A step with both times and a shipment that sources date differently; nothing dates the receipt."""
    store: MemoryStore = request.param()
    plant = Plant()
    plant.receive(RAW, "S", "GR1")
    plant.node(ORDER, kind="production", started="2025-03-01T08:00:00Z", ended="2025-03-02")
    plant.make("MO1", [RAW], [MADE])
    plant.ship(MADE, "C", "S1")
    plant.commit(store)
    for name, day in (("A", "2025-03-05"), ("B", "2025-03-06")):
        begun = LoadBegun(load=name, file=f"{name}.csv", sha256="0" * 64, profile=f"{name}/1 as t")
        dated = NodeFact(key=SHIPMENT, properties={"shipped": day})
        store.commit([begun, dated], actor="someone", reason="some reason", batch=Batch(name, 1))
    return store


def test_times_stand_in_the_order_of_the_rows(store: MemoryStore) -> None:
    with store.reader() as reader:
        answer = recall(reader, [key("receipt", "GR1", "1")])
        found = happened(reader, answer)
    rows = [row.key for row in answer.rows]
    told = {rows[at]: (found.started[at], found.ended[at]) for at in found.events}
    assert told == {
        key("receipt", "GR1", "1"): (None, None),
        ORDER: ("2025-03-01T08:00:00Z", "2025-03-02"),
        SHIPMENT: (found.started[rows.index(SHIPMENT)], None),
    }
    assert found.started[rows.index(SHIPMENT)] in ("2025-03-05", "2025-03-06")
    assert [rows[at] for at in found.disputed] == [SHIPMENT]
    others = [at for at in range(len(rows)) if at not in found.events]
    assert {found.started[at] for at in others} == {None}


TIMES = """query Q($k: [String!]!) { recall(keys: $k) {
  columns { keys } times { started ended events disputed } } }"""


def test_graphql_tells_the_same(store: MemoryStore) -> None:
    with TestClient(create_app(Settings(), store=store)) as client:
        found = asked(client, TIMES, k=[RAW])["recall"]
    with store.reader() as reader:
        wanted = happened(reader, recall(reader, [RAW]))
    assert found["times"] == {
        "started": list(wanted.started),
        "ended": list(wanted.ended),
        "events": list(wanted.events),
        "disputed": list(wanted.disputed),
    }
    assert len(found["columns"]["keys"]) == len(wanted.started)
