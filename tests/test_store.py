"""The one write path on real engines: what a commit records, what it refuses, and what stands after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph_model.facts import (
    AnyFact,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    decode,
    encode,
)
from graph_model.validate import InvalidFact
from graph_store.digest import digest
from graph_store.errors import NewerModel
from graph_store.reader import Card, Reader, RejectGap, UnfinishedLoad, UnknownSize
from graph_store.store import (
    LAST_CHUNK,
    MOST_BYTES,
    MOST_FACTS,
    Batch,
    CommitTooLarge,
    LedgerHead,
    LoadState,
    Receipt,
    Store,
)
from ledger.tree import EMPTY_ROOT

pytestmark = pytest.mark.engine

T1, T2, T3 = (f"2025-01-31T08:15:00.00000{n}Z" for n in (1, 2, 3))
LOT, STEP, CUSTOMER = "lot:t/RM-1/0007", "step:t/production/MO1", "customer:t/1"
USE = "CONSUMED_IN:t/move/1"
EMPTY = LedgerHead(0, EMPTY_ROOT.hex())


def commit(store: Store, *facts: AnyFact, batch: Batch | None = None) -> Receipt:
    return store.commit(facts, actor="test", reason="test", batch=batch)


def used(quantity: int, changed: str = "", key: str = USE) -> RelationshipFact:
    return RelationshipFact(
        type="CONSUMED_IN",
        key=key,
        source=LOT,
        target=STEP,
        properties={"quantity": quantity, "uom": "kg"},
        changed=changed,
    )


def withdrawn(changed: str = "") -> Retraction:
    return Retraction(type="CONSUMED_IN", key=USE, reason="booked twice", changed=changed)


def named(name: str, changed: str = "", key: str = CUSTOMER) -> NodeFact:
    return NodeFact(key=key, properties={"name": name}, changed=changed)


def raw(store: Store, query: str, **parameters: object) -> list[dict[str, object]]:
    """What a person with any Bolt client would do."""
    with store.connection.writing() as transaction:
        rows = transaction.rows_of(query, **parameters)
        transaction.commit()
    return rows


def uses(store: Store) -> set[tuple[object, ...]]:
    """(quantity, commit, retracted at, void) of every recorded consumption."""
    rows = raw(
        store,
        "MATCH ()-[r:CONSUMED_IN]->() "
        "RETURN r.quantity AS q, r._commit AS c, r._retracted AS t, r._void AS v",
    )
    return {(row["q"], row["c"], row["t"], row["v"]) for row in rows}


def flows(reader: Reader) -> set[tuple[object, ...]]:
    """(quantity, void) of what a walk from the lot sees."""
    return {(edge.properties["quantity"], edge.void) for edge in reader.flow([LOT], forward=True)}


def card(store: Store, key: str, known_at: int | None = None) -> Card | None:
    with store.reader(known_at) as reader:
        return reader.cards([key]).get(key)


def customer(*disputed: str, **properties: str) -> Card:
    return Card(CUSTOMER, "Customer", dict(properties), stated=True, disputed=disputed)


# --- the same again --------------------------------------------------------------------------------


def test_a_batch_is_recorded_once(store: Store) -> None:
    first = Batch("l1", 1)
    assert commit(store, named("a"), used(1), batch=first) == Receipt(1, 2, 0)
    before = digest(store.connection)
    assert commit(store, named("a"), used(1), batch=first) == Receipt(1, 2, 0, repeated=True)
    # A batch is known by its name: what comes under it a second time is not looked at.
    assert commit(store, named("b"), batch=first) == Receipt(1, 2, 0, repeated=True)
    assert (store.head().size, digest(store.connection)) == (1, before)
    # Another part that changes nothing is recorded all the same, so that a resume passes it by.
    assert commit(store, named("a"), batch=Batch("l1", 1, 1)) == Receipt(2, 0, 1)
    assert store.load_state("l1") == LoadState(begun=True, ended=False, done=frozenset({(1, 0), (1, 1)}))
    commit(store, batch=Batch("l1", LAST_CHUNK))
    assert store.load_state("l1") == LoadState(
        begun=True, ended=True, done=frozenset({(1, 0), (1, 1), (LAST_CHUNK, 0)})
    )
    assert store.load_state("l2") == LoadState(begun=False, ended=False, done=frozenset())
    assert [e.batch for e in store.entries()] == ["l1/1.0", "l1/1.1", f"l1/{LAST_CHUNK}.0"]


def test_restating_changes_nothing(store: Store) -> None:
    facts = [named("a", T1), named("b", T2), used(1, T2), used(1, T1, "CONSUMED_IN:t/move/2"), withdrawn(T1)]
    assert commit(store, *facts) == Receipt(1, 5, 0)
    head, graph = store.head(), digest(store.connection)
    assert commit(store, *reversed(facts)) == Receipt(1, 0, 5)
    # Another file says the same on another line.
    assert commit(store, *(replace(fact, line=9) for fact in facts)) == Receipt(1, 0, 5)
    assert (store.head(), digest(store.connection)) == (head, graph)


def test_only_what_changes_something_is_recorded(store: Store) -> None:
    commit(store, named("a", T1))
    assert commit(store, named("a", T1), named("b", T2), named("b", T2)) == Receipt(2, 1, 2)
    last = list(store.entries())[-1]
    assert [decode(line) for line in last.lines()] == [named("b", T2)]


# --- statements of relationships -------------------------------------------------------------------


def test_superseding_a_quantity_keeps_the_old_relationship(store: Store) -> None:
    commit(store, used(5, T1))
    assert commit(store, used(7, T2)) == Receipt(2, 1, 0)
    assert uses(store) == {(5, 1, 2, None), (7, 2, None, None)}
    with store.reader() as now, store.reader(1) as then:
        assert (flows(now), flows(then)) == ({(7, False)}, {(5, False)})


def test_superseding_inside_one_commit_leaves_one_alive(store: Store) -> None:
    commit(store, used(5, T1), used(7, T2), used(6, T1))
    assert uses(store) == {(5, 1, 1, None), (6, 1, 1, None), (7, 1, None, None)}


def test_a_late_lower_ranked_statement_never_becomes_live(store: Store) -> None:
    commit(store, used(7, T2))
    assert commit(store, used(5, T1)) == Receipt(2, 1, 0)
    assert uses(store) == {(7, 1, None, None), (5, 2, 2, None)}
    with store.reader() as now:
        assert flows(now) == {(7, False)}


def test_a_retraction_waits_for_its_statement(store: Store) -> None:
    assert commit(store, withdrawn(T2)) == Receipt(1, 1, 0)
    assert commit(store, used(5, T1)) == Receipt(2, 1, 0)
    assert uses(store) == {(5, 2, 2, True)}
    commit(store, used(6, T3))
    assert uses(store) == {(5, 2, 2, True), (6, 3, None, None)}
    with store.reader() as now, store.reader(2) as then:
        assert (flows(now), flows(then)) == ({(5, True), (6, False)}, {(5, True)})


def test_a_retraction_withdraws_what_is_live_and_not_what_ranks_above_it(store: Store) -> None:
    commit(store, used(5, T2))
    commit(store, withdrawn(T1))
    assert uses(store) == {(5, 1, None, None)}
    commit(store, withdrawn(T2))
    assert uses(store) == {(5, 1, 3, True)}
    with store.reader() as now, store.reader(2) as then:
        assert (flows(now), flows(then)) == ({(5, True)}, {(5, False)})


# --- nodes -----------------------------------------------------------------------------------------


def test_an_end_that_nobody_stated_is_a_stub_until_somebody_does(store: Store) -> None:
    commit(store, used(1))
    stub = Card(LOT, "Lot", {}, stated=False, disputed=())
    assert card(store, LOT) == stub
    commit(store, NodeFact(key=LOT, properties={"lot_number": "0007"}))
    commit(store, NodeFact(key=LOT, properties={"status": "released"}))
    stated = replace(stub, properties={"lot_number": "0007"}, stated=True)
    assert [card(store, LOT, size) for size in range(4)] == [
        *(None, stub, stated),
        replace(stated, properties={"lot_number": "0007", "status": "released"}),
    ]
    with store.reader() as reader:
        assert reader.cards(["lot:t/RM-1/none", "nonsense", CUSTOMER]) == {}


def test_a_stub_and_its_statement_in_one_commit_are_one_node(store: Store) -> None:
    commit(store, used(1), NodeFact(key=LOT, properties={"lot_number": "0007"}))
    assert raw(store, "MATCH (n:Lot) RETURN n.key AS key, n._stub AS stub") == [{"key": LOT, "stub": None}]
    assert raw(store, "MATCH (n:ProcessStep) RETURN n._stub AS stub") == [{"stub": True}]


def test_a_card_is_as_it_was_at_the_ledger_size(store: Store) -> None:
    commit(store, used(1))
    commit(store, named("Herzzentrum", T1))
    commit(store, NodeFact(key=CUSTOMER, properties={"country": "DE"}, changed=T1))
    commit(store, used(2, T2))
    commit(store, named("心脏中心", T2))
    assert [card(store, CUSTOMER, size) for size in range(6)] == [
        *(None, None, customer(name="Herzzentrum")),
        *(customer(name="Herzzentrum", country="DE"),) * 2,
        customer(name="心脏中心", country="DE"),
    ]


def test_two_values_at_the_same_standing_are_in_dispute(store: Store) -> None:
    commit(store, named("a", T1))
    commit(store, named("b", T1))
    shown = card(store, CUSTOMER)
    assert shown in (customer("name", name="a"), customer("name", name="b"))
    commit(store, named("c", T2))
    assert [card(store, CUSTOMER, size) for size in (1, 2, 3)] == [
        *(customer(name="a"), shown, customer(name="c")),
    ]


def test_a_reader_waits_for_no_one_and_knows_no_future(store: Store) -> None:
    commit(store, named("a"))
    with store.reader(at_least=1) as reader:
        assert (reader.known_at, reader.root) == (1, store.head().root)
    with store.reader(0) as reader:
        assert (reader.known_at, reader.root) == (0, EMPTY.root)
    for wanted in ({"at_least": 2}, {"known_at": 2}, {"known_at": -1}):
        with pytest.raises(UnknownSize):
            store.reader(**wanted)


# --- loads and rejects -----------------------------------------------------------------------------

BEGUN = LoadBegun(load="l1", file="a.csv", sha256="00", profile="canonical 1")
ENDED = LoadEnded(load="l1", file="a.csv", read=2, accepted=1, rejected=1, ignored=0)
REJECT = Reject(
    load="l1",
    file="a.csv",
    column="qty",
    rule="unit",
    message="unknown unit",
    raw="x",
    touches=(LOT,),
    line=2,
)
RESOLVED = RejectResolved(reject="reject:lotgraph/l1/2", reason="typed in by hand", origin="decided")
GAP = RejectGap("reject:lotgraph/l1/2", "l1", "a.csv", 2, "unit", "unknown unit", (LOT,))


def test_a_load_is_unfinished_and_a_reject_open_until_it_is_said_otherwise(store: Store) -> None:
    for fact in (BEGUN, REJECT, ENDED, RESOLVED):
        commit(store, fact)
    seen = []
    for size in range(5):
        with store.reader(size) as reader:
            seen.append((reader.unfinished_loads(), reader.open_rejects()))
    loading = [UnfinishedLoad("l1", "a.csv")]
    assert seen == [([], []), (loading, []), (loading, [GAP]), ([], [GAP]), ([], [])]
    assert commit(store, RESOLVED) == Receipt(4, 0, 1)


@pytest.mark.parametrize(
    ("before", "fact", "says"),
    [
        ((), ENDED, "not begun"),
        ((), RESOLVED, "is no rejected row"),
        ((BEGUN,), BEGUN, "is there already"),
        ((REJECT,), REJECT, "is there already"),
        ((BEGUN, ENDED), ENDED, "has ended"),
    ],
)
def test_a_load_is_begun_once_and_ended_once(
    store: Store, before: Sequence[AnyFact], fact: AnyFact, says: str
) -> None:
    if before:
        commit(store, *before)
    head, graph = store.head(), digest(store.connection)
    with pytest.raises(InvalidFact, match=says):
        commit(store, named("a"), fact)
    assert (store.head(), digest(store.connection)) == (head, graph)


# --- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        NodeFact(key="person:t/1", properties={"name": "Erika Mustermann"}),
        NodeFact(key=LOT, properties={"colour": "red"}),
        NodeFact(key=LOT, properties={"_commit": 1}),
        NodeFact(key="load:lotgraph/l1"),
        NodeFact(key="recall:t/1"),
        RelationshipFact(type="CONSUMED_IN", key=USE, source=STEP, target=LOT),
        RelationshipFact(type="CONSUMED_IN", key="PRODUCED:t/move/1", source=LOT, target=STEP),
        NodeFact(key=LOT, changed="yesterday"),
        NodeFact(key=LOT, precedence=1000),
    ],
    ids=["personal", "undeclared", "internal", "system", "decided", "ends", "key", "changed", "precedence"],
)
def test_nothing_is_written_when_one_fact_is_invalid(store: Store, fact: AnyFact) -> None:
    with pytest.raises(InvalidFact):
        commit(store, named("a"), used(1), fact)
    assert store.head() == EMPTY
    assert raw(store, "MATCH (n) RETURN count(n) AS n, sum(n.turn) AS turn") == [{"n": 1, "turn": 0}]


def test_a_commit_holds_no_more_facts_than_the_format_says(store: Store) -> None:
    facts = [NodeFact(key=f"material:t/{n}") for n in range(MOST_FACTS + 1)]
    with pytest.raises(CommitTooLarge, match="5001 facts; a commit holds 5000"):
        commit(store, *facts)
    assert store.head() == EMPTY
    assert commit(store, *facts[1:]) == Receipt(1, MOST_FACTS, 0)


def test_a_commit_holds_no_more_bytes_than_the_format_says(store: Store) -> None:
    def addressed(number: int, text: str) -> NodeFact:
        return NodeFact(key=f"customer:t/{number}", properties={"address": text})

    frame = len(encode(addressed(0, ""), bytes(16))) + 1
    quarter = MOST_BYTES // 4 - frame
    fitting = [addressed(n, "x" * quarter) for n in range(4)]
    # One byte more, though no character more: what counts is the encoded line.
    with pytest.raises(CommitTooLarge, match=f"{MOST_BYTES + 1} bytes of facts; a commit holds {MOST_BYTES}"):
        commit(store, *fitting[1:], addressed(0, "é" + "x" * (quarter - 1)))
    assert store.head() == EMPTY
    assert commit(store, *fitting) == Receipt(1, 4, 0)


def test_a_database_of_a_newer_model_is_refused(store: Store) -> None:
    commit(store, named("a"))
    before = raw(store, "MATCH (h:Head) SET h.model = '9999' RETURN h.size AS size, h.turn AS turn")
    entry = next(iter(store.entries(1, 1)))
    for attempt in (
        store.head,
        store.reader,
        store.prepare,
        lambda: commit(store, named("b")),
        lambda: store.replay(entry),
    ):
        with pytest.raises(NewerModel, match="holds model 9999"):
            attempt()
    assert raw(store, "MATCH (h:Head) RETURN h.size AS size, h.turn AS turn") == before
