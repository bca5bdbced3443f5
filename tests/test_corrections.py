"""Corrections: a decision stands above the sources, beside what it corrects, until another is taken."""

from __future__ import annotations

import datetime
from contextlib import ExitStack

import pytest

from app.corrections import Decider, correct, withdraw
from app.errors import Refused
from app.questions.ask import recall
from graph_model.facts import NodeFact, Retraction
from graph_model.validate import InvalidFact
from graph_store.digest import digest
from graph_store.history import UnknownRecord, history
from graph_store.store import Store
from graph_store.verify import verify
from tests.support.build import lot, step
from tests.support.findings import a_note
from tests.support.questions import CATHETERS, ORDER, RESIN, backward, forward, quantities, whole_plant

LATE = "9999-01-01T00:00:00.000000Z"
BY = Decider("王芳", "weighed again")


def test_a_decision_ends_a_conflict_and_outranks_what_comes_later(store: Store) -> None:
    plant = whole_plant()
    plant.node(RESIN, name="one")
    plant.node(RESIN, name="two")
    plant.commit(store)
    assert [gap.kind for gap in forward(store, RESIN).gaps] == ["conflict"]
    correct(store, RESIN, {"name": "Resin 7233", "expires": "2026-03-31"}, BY)
    store.commit(
        [NodeFact(key=RESIN, properties={"name": "three"}, precedence=998, changed=LATE)],
        actor="loader",
        reason="load",
    )
    answer = forward(store, RESIN)
    assert answer.complete
    assert {row.key: row.name for row in answer.rows}[RESIN] == "Resin 7233"
    correct(store, RESIN, {"name": "Resin 7234"}, BY)
    assert {row.key: row.name for row in forward(store, RESIN).rows}[RESIN] == "Resin 7234"
    told = history(store, RESIN)
    assert [(v.actor, v.statement.get("origin")) for v in told if v.holds][-1] == ("王芳", "decided")


def test_a_decision_about_a_relationship_replaces_withdraws_and_restores_it(store: Store) -> None:
    plant = whole_plant()
    used = plant.link("CONSUMED_IN", lot("RM-2", "1"), ORDER, "4", line="GI-7")
    plant.commit(store)
    before = digest(store.connection)
    correct(store, used, {"quantity": "2.5"}, BY)
    (edge,) = (e for e in store.reader().flow([lot("RM-2", "1")], True) if e.key == used)
    assert (edge.properties["quantity"], edge.properties["uom"]) == (2_500_000_000, "kg")
    withdraw(store, used, BY)
    answer = forward(store, lot("RM-2", "1"))
    assert CATHETERS not in {row.key for row in answer.rows}
    assert [note.key for note in answer.notes] == [used]
    correct(store, used, {}, BY)
    assert CATHETERS in {row.key for row in forward(store, lot("RM-2", "1")).rows}
    assert digest(store.connection) != before
    assert [c.statement["fact"] for c in history(store, used)] == [
        *("relationship", "relationship", "retraction", "relationship")
    ]
    with ExitStack() as opened:
        assert not list(verify(store.connection, opened).differences())


def test_what_a_source_withdraws_beneath_a_decision_is_told(store: Store) -> None:
    """The decision holds, and whoever follows it learns that its source took the booking back."""
    plant = whole_plant()
    used = plant.link("CONSUMED_IN", RESIN, ORDER, "5", line="GI-7")
    plant.commit(store)
    correct(store, used, {"quantity": "6"}, BY)
    assert forward(store, RESIN).notes == ()
    gone = Retraction(type="CONSUMED_IN", key=used, reason="storno 4711", changed=LATE)
    size = store.commit([gone], actor="loader", reason="load").size
    said = f"{RESIN} CONSUMED_IN {ORDER} was withdrawn too, and a decision says that it holds."
    note = a_note("upheld", used, said, "CONSUMED_IN", RESIN, ORDER)
    for answer in (forward(store, RESIN), backward(store, CATHETERS)):
        assert (answer.notes, answer.complete) == ((note,), True)
    assert recall(store.reader(size - 1), [RESIN]).notes == ()
    assert [(v.holds, v.statement["fact"]) for v in history(store, used)] == [
        *((True, "relationship"), (True, "relationship"), (False, "retraction")),
    ]
    withdraw(store, used, BY)
    assert [n.kind for n in forward(store, RESIN).notes] == ["retracted"]


def test_what_was_withdrawn_before_it_was_stated_can_be_decided(store: Store) -> None:
    plant = whole_plant()
    used = plant.link("CONSUMED_IN", RESIN, ORDER, "5", line="GI-7")
    gone = Retraction(type="CONSUMED_IN", key=used, reason="storno", changed=LATE)
    store.commit([gone], actor="loader", reason="load")
    with pytest.raises(Refused, match="withdrawn before it was stated"):
        correct(store, used, {}, BY)
    plant.commit(store)
    correct(store, used, {}, BY)
    assert [note.kind for note in forward(store, RESIN).notes] == ["upheld"]


def test_a_dispute_between_sources_is_decided(store: Store) -> None:
    plant = whole_plant()
    for quantity in ("1", "2"):
        made = plant.link("PRODUCED", ORDER, lot("SA-1", "1"), quantity, line="P-1")
    plant.commit(store)
    assert [gap.kind for gap in forward(store, RESIN).gaps] == ["conflict", "conflict"]
    correct(store, made, {"quantity": "2"}, BY)
    answer = forward(store, RESIN)
    assert (answer.gaps, quantities(answer)[lot("SA-1", "1")]) == ((), ("2", "kg"))
    assert backward(store, lot("SA-1", "1")).complete


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        (RESIN, {"colour": "red"}, "there is no property colour"),
        (RESIN, {"expires": "31.03.2026"}, "expires: '31.03.2026' is not a day"),
        (RESIN, {}, "nothing to correct"),
        (step("MO1"), {"kind": "baking"}, "kind is one of production"),
        ("CONSUMED_IN:t/doc/3", {}, "nothing to correct"),
        ("CONSUMED_IN:t/doc/3", {"quantity": "1 kg"}, "quantity: "),
    ],
)
def test_what_is_no_correction_is_refused(store: Store, key: str, values: dict[str, str], says: str) -> None:
    whole_plant().commit(store)
    with pytest.raises(Refused, match=says):
        correct(store, key, values, BY)
    assert store.head().size == 1


def test_what_is_not_there_or_does_not_hold_is_not_withdrawn(store: Store) -> None:
    whole_plant().commit(store)
    for missing in (lot("RM-9", "1"), "CONSUMED_IN:t/doc/99"):
        with pytest.raises(UnknownRecord):
            withdraw(store, missing, BY)
    with pytest.raises(Refused, match="only relationships are withdrawn"):
        withdraw(store, RESIN, BY)
    withdraw(store, "CONSUMED_IN:t/doc/3", BY)
    with pytest.raises(Refused, match="is withdrawn already"):
        withdraw(store, "CONSUMED_IN:t/doc/3", BY)
    assert store.head().size == 2


def test_a_later_decision_holds_though_the_clock_was_set_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_plant().commit(store)
    withdraw(store, "CONSUMED_IN:t/doc/3", BY)
    early = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    monkeypatch.setattr(store, "_now", lambda: early)
    correct(store, "CONSUMED_IN:t/doc/3", {}, BY)
    assert CATHETERS in {row.key for row in forward(store, RESIN).rows}


def test_no_source_has_the_rank_of_a_decision(store: Store) -> None:
    with pytest.raises(InvalidFact, match="999 is the rank of decisions"):
        store.commit([NodeFact(key=RESIN, precedence=999)], actor="loader", reason="load")
