"""What was ever stated of a record, and what each statement changed in what is shown; on every engine."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace

import pytest

from app import cli
from graph_model.facts import LoadBegun, LoadEnded, NodeFact, RelationshipFact, Retraction
from graph_store.history import Change, UnknownRecord, Version, history
from graph_store.store import Batch, Store
from graph_store.verify import verify
from tests.support.build import lot, step
from tests.support.kept import Kept

pytestmark = pytest.mark.engine

LOT, STEP, KEY = lot("RM-1", "1"), step("MO1"), "CONSUMED_IN:t/1"
T1, T2 = "2025-01-31T08:15:00.000000Z", "2025-02-01T08:15:00.000000Z"
KILO = 10**9


def used(kilos: int, changed: str = "", line: int | None = None) -> RelationshipFact:
    return RelationshipFact(
        type="CONSUMED_IN",
        key=KEY,
        source=LOT,
        target=STEP,
        properties={"quantity": kilos * KILO, "uom": "kg"},
        changed=changed,
        line=line,
    )


@pytest.fixture
def told(store: Store) -> Store:
    """A load uses a lot (2); the lot is stated (3, 4); the use is weighed again (6), then reversed (7)."""
    load = LoadBegun(load="L1", file="moves.csv", sha256="ab" * 32, profile="p")
    store.commit([load], actor="key user", reason="load moves.csv", batch=Batch("L1", 0), source_sha256="ab")
    store.commit(
        [used(1, T1, line=7)],
        actor="key user",
        reason="load moves.csv",
        batch=Batch("L1", 1),
        source_sha256="ab",
    )
    store.commit(
        [NodeFact(key=LOT, properties={"status": "released"}, changed=T1)], actor="a", reason="first"
    )
    better = NodeFact(key=LOT, properties={"status": "blocked", "lot_number": "1"}, changed=T2)
    store.commit([better], actor="王芳", reason="the inspection failed")
    ended = LoadEnded(load="L1", file="moves.csv", read=1, accepted=1, rejected=0, ignored=0)
    store.commit([ended], actor="key user", reason="load moves.csv", batch=Batch("L1", 9))
    store.commit([used(2, T2)], actor="b", reason="weighed again")
    gone = Retraction(type="CONSUMED_IN", key=KEY, reason="booked in error", precedence=600)
    store.commit([gone], actor="c", reason="reversal")
    return store


def short(versions: list[Version]) -> list[tuple[int, str, bool, tuple[Change, ...]]]:
    return [(v.seq, v.actor, v.holds, v.changes) for v in versions]


def test_a_node_from_its_first_statement_on(told: Store) -> None:
    assert short(history(told, LOT)) == [
        (3, "a", True, (Change("status", None, "released"),)),
        (4, "王芳", True, (Change("lot_number", None, "1"), Change("status", "released", "blocked"))),
    ]
    assert history(told, LOT)[1].reason == "the inspection failed"


def test_a_relationship_with_file_and_line_and_quantities_in_decimals(told: Store) -> None:
    ends = (Change("source", None, LOT), Change("target", None, STEP))
    versions = history(told, KEY)
    first = (Change("quantity", None, "1"), *ends, Change("uom", None, "kg"))
    back = tuple(Change(c.name, "2" if c.name == "quantity" else c.after, None) for c in first)
    assert short(versions) == [
        (2, "key user", True, first),
        (6, "b", True, (Change("quantity", "1", "2"),)),
        (7, "c", True, back),
    ]
    assert (versions[0].file, versions[0].line, versions[0].load) == ("moves.csv", 7, "L1")
    assert versions[0].source_sha256 == "ab"
    assert versions[2].statement["reason"] == "booked in error"
    assert [v.record_time for v in versions] == sorted(v.record_time for v in versions)


def test_what_came_later_is_not_told(told: Store) -> None:
    assert [v.seq for v in history(told, KEY, known_at=6)] == [2, 6]
    assert [v.seq for v in history(told, LOT, known_at=3)] == [3]
    assert history(told, LOT, known_at=2) == []  # referred to, and nothing stated
    with pytest.raises(UnknownRecord, match="is not there"):
        history(told, LOT, known_at=1)


def test_a_statement_that_another_outranks_is_told_and_changes_nothing(told: Store) -> None:
    told.commit([used(9, T1)], actor="d", reason="late file")
    assert short(history(told, KEY))[-1] == (8, "d", False, ())


def test_every_withdrawal_is_told_wherever_it_stands(store: Store) -> None:
    """Before there was anything to withdraw, again, beneath a decision, and beneath a later statement."""
    before = Retraction(type="CONSUMED_IN", key=KEY, reason="waits", line=3)
    store.commit([before], actor="a", reason="r")
    assert short(history(store, KEY)) == [(1, "a", True, ())]
    store.commit([used(1)], actor="b", reason="r")
    later = [replace(before, reason=f"storno {at}", changed=at) for at in (T1, T2)]
    store.commit([later[0]], actor="c", reason="r")
    store.commit([later[1]], actor="d", reason="r")
    decided = replace(used(2, T1), precedence=999, origin="decided")
    store.commit([decided], actor="e", reason="r")
    beneath = replace(before, reason="again", precedence=998)
    store.commit([beneath], actor="f", reason="r")
    told = history(store, KEY)
    assert [(v.seq, v.actor, v.holds) for v in told] == [
        *((1, "a", True), (2, "b", False), (3, "c", True), (4, "d", True), (5, "e", True), (6, "f", False)),
    ]
    assert [v.statement["reason"] for v in told if v.statement["fact"] == "retraction"] == [
        *("waits", f"storno {T1}", f"storno {T2}", "again"),
    ]
    assert [v.seq for v in history(store, KEY, known_at=4)] == [1, 2, 3, 4]
    with ExitStack() as opened:
        assert not list(verify(store.connection, opened).differences())


def test_a_load_has_its_begin_and_its_end(told: Store) -> None:
    versions = history(told, "load:lotgraph/L1")
    assert [(v.seq, v.statement["fact"]) for v in versions] == [(1, "load_begun"), (5, "load_ended")]


def test_more_commits_than_a_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_store.commits.COMMITS_A_QUERY", 2)
    for n in range(5):
        fact = NodeFact(key=LOT, properties={"status": f"s{n}"}, changed=T1.replace("08", f"0{n}"))
        store.commit([fact], actor="a", reason="r")
    assert [v.changes[0].after for v in history(store, LOT)] == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize("key", ["lot:t/RM-1/none", "CONSUMED_IN:t/none", "nothing", "planet:t/1"])
def test_what_is_not_there_is_said(told: Store, key: str) -> None:
    with pytest.raises(UnknownRecord):
        history(told, key)


def test_the_command(
    told: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(told))
    assert cli.run(["history", KEY, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    ledger = {"size": told.head().size, "root": told.head().root}
    versions = [v.to_json() for v in history(told, KEY)]
    assert said == {"key": KEY, "ledger": ledger, "versions": versions, "touching": []}
    assert cli.run(["history", KEY, "--format", "csv"]) == 0
    header, first, second, third = capsys.readouterr().out.splitlines()
    assert header == "commit,recorded,actor,reason,from,what changed"
    assert "moves.csv:7,quantity: 1; source: lot:t/RM-1/1;" in first
    assert second.endswith("quantity: 1 -> 2")
    assert third.endswith("withdrawn: booked in error")
    assert cli.run(["history", "lot:t/RM-1/none"]) == 2
    assert "lotgraph search" in capsys.readouterr().err
