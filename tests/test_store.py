"""The one write path on real engines: what a commit promises, one promise a test."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph_model.declare import NodeType
from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
    encode,
    rank,
)
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_model.sealed import KEY_ELSEWHERE
from graph_model.validate import InvalidFact
from graph_model.version import MODEL_VERSION
from graph_store import digest
from graph_store.entries import RejectGap, UnfinishedLoad
from graph_store.errors import NewerModel
from graph_store.reader import Card, UnknownSize
from graph_store.sealing import personal_in
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
from ledger.tree import EMPTY_ROOT, Frontier
from tests.support.build import key, lot, step
from tests.support.declared import fact_of_node, facts_of_relationship
from tests.support.definition import digest_of, graph_lines
from tests.support.elsewhere import recorded

pytestmark = pytest.mark.engine

LOT, STEP = lot("RM-1", "1"), step("MO1")
KEY = "CONSUMED_IN:t/1"
OLD, T1, T2 = "", "2025-01-31T08:15:00.000000Z", "2025-01-31T08:15:00.000001Z"


def node(changed: str = T1, **properties: Value) -> NodeFact:
    return NodeFact(key=LOT, properties=properties, changed=changed)


def link(quantity: int, changed: str = T1) -> RelationshipFact:
    properties: dict[str, Value] = {"quantity": quantity, "uom": "kg"}
    return RelationshipFact(
        type="CONSUMED_IN", key=KEY, source=LOT, target=STEP, properties=properties, changed=changed
    )


def gone(changed: str = T1) -> Retraction:
    return Retraction(type="CONSUMED_IN", key=KEY, reason="reversed", changed=changed)


def put(store: Store, *facts: AnyFact, batch: Batch | None = None) -> Receipt:
    return store.commit(facts, actor="test", reason="test", batch=batch)


def graph(store: Store) -> str:
    return digest.digest(store.connection)


def statements(store: Store) -> set[tuple[int, int, int | None, bool]]:
    """(quantity, commit, retracted, void) of every recorded consumption."""
    with store.connection.reading() as runner:
        rows = runner.rows_of("MATCH (a)-[r:CONSUMED_IN]->(b) RETURN properties(r) AS p")
    found = [row["p"] for row in rows]
    return {(p["quantity"], p["_commit"], p.get("_retracted"), p.get("_void", False)) for p in found}  # type: ignore[attr-defined,index]


def live(store: Store, known_at: int | None = None) -> list[tuple[str, object]]:
    """(key, quantity) of what a walk would follow from the lot."""
    edges = store.reader(known_at).flow([LOT], forward=True)
    return [(edge.key, edge.properties["quantity"]) for edge in edges if not edge.void]


def card(store: Store, of: str = LOT, known_at: int | None = None) -> Card | None:
    return store.reader(known_at).cards([of]).get(of)


def recomputed(store: Store) -> list[str]:
    """The tree's roots at each size, from the recorded headers alone."""
    frontier, roots = Frontier(), [EMPTY_ROOT.hex()]
    for seq, entry in enumerate(store.entries(), start=1):
        assert entry.header.seq == seq
        assert len(entry.lines()) == entry.header.n
        frontier = frontier.append(entry.header.encode())
        roots.append(frontier.root().hex())
    return roots


# --- one commit ------------------------------------------------------------------------------------


def test_an_empty_store_has_an_empty_ledger(store: Store) -> None:
    assert store.head() == LedgerHead(0, EMPTY_ROOT.hex())
    assert list(store.entries()) == []
    assert graph(store) == digest_of([])
    store.prepare()
    assert store.head() == LedgerHead(0, EMPTY_ROOT.hex())


def test_a_commit_is_an_entry_and_a_change_of_the_graph(store: Store) -> None:
    facts: list[AnyFact] = [node(name="心脏"), link(1)]
    receipt = store.commit(facts, actor="王芳", reason="why", source_sha256="ab")
    assert receipt == Receipt(seq=1, applied=2, unchanged=0)
    (entry,) = store.entries()
    header = entry.header
    assert (header.seq, header.actor, header.reason, header.source_sha256) == (1, "王芳", "why", "ab")
    assert (header.load, header.chunk, header.model, header.n) == ("", "", MODEL_VERSION, 2)
    assert [line[36:] for line in entry.lines()] == [encode(f, bytes(16))[36:] for f in facts]
    assert graph(store) == digest_of(graph_lines([node(name="心脏"), link(1)]))
    assert card(store) == Card(LOT, "Lot", {"name": "心脏"}, stated=True, disputed=())


def test_a_batch_is_recorded_once(store: Store) -> None:
    batch = Batch("load-1", 3, 1)
    assert put(store, node(name="a"), batch=batch) == Receipt(1, 1, 0)
    before = graph(store)
    assert put(store, node(name="a"), batch=batch) == Receipt(1, 1, 0, repeated=True)
    assert put(store, node(T2, name="other"), batch=batch) == Receipt(1, 1, 0, repeated=True)
    assert (store.head().size, graph(store)) == (1, before)
    (entry,) = store.entries()
    assert (entry.batch, entry.header.load, entry.header.chunk) == ("load-1/3.1", "load-1", "3.1")
    assert put(store, node(T2, name="b"), batch=Batch("load-1", 3, 2)) == Receipt(2, 1, 0)


def test_a_batch_that_changes_nothing_is_recorded_as_empty(store: Store) -> None:
    put(store, node(name="a"))
    assert put(store, node(name="a"), batch=Batch("l", 1)) == Receipt(2, 0, 1)
    assert [(e.header.n, e.header.facts_root) for e in store.entries(2)] == [(0, EMPTY_ROOT.hex())]


def test_restating_changes_nothing(store: Store) -> None:
    facts: list[Statement] = [node(name="a"), link(1), gone(OLD)]
    put(store, *facts)
    before = graph(store), store.head(), statements(store)
    again = [replace(fact, line=9) for fact in facts]
    assert put(store, *again) == Receipt(seq=1, applied=0, unchanged=3)
    assert put(store) == Receipt(seq=1, applied=0, unchanged=0)
    assert (graph(store), store.head(), statements(store)) == before


def test_only_what_is_new_is_recorded(store: Store) -> None:
    put(store, node(name="a"), link(1))
    assert put(store, node(name="a"), link(2, T2), link(1), link(2, T2)) == Receipt(2, 1, 3)
    (entry,) = store.entries(2)
    assert [line[36:] for line in entry.lines()] == [encode(link(2, T2), bytes(16))[36:]]


# --- relationships ---------------------------------------------------------------------------------


def test_superseding_retracts_the_old_statement_and_adds_one(store: Store) -> None:
    put(store, link(1))
    put(store, link(2, T2))
    assert statements(store) == {(1, 1, 2, False), (2, 2, None, False)}
    assert [live(store, size) for size in (0, 1, 2)] == [[], [(KEY, 1)], [(KEY, 2)]]


def test_a_late_lower_ranked_statement_is_never_live(store: Store) -> None:
    put(store, link(2, T2))
    put(store, link(1, T1))
    assert statements(store) == {(2, 1, None, False), (1, 2, 2, False)}
    assert [live(store, size) for size in (1, 2)] == [[(KEY, 2)], [(KEY, 2)]]


def test_a_retraction_waits_for_its_statement(store: Store) -> None:
    put(store, gone())
    put(store, link(1))
    assert statements(store) == {(1, 2, 2, True)}
    assert live(store) == []
    put(store, link(3, T2))
    assert live(store) == [(KEY, 3)]
    assert [live(store, size) for size in (1, 2)] == [[], []]


def test_a_retraction_ends_what_was_live_from_its_commit_on(store: Store) -> None:
    put(store, link(1))
    put(store, gone())
    assert statements(store) == {(1, 1, 2, True)}
    assert [live(store, size) for size in (1, 2)] == [[(KEY, 1)], []]
    with store.reader() as reader:
        (edge,) = reader.flow([LOT], forward=True)
    assert (edge.key, edge.void, edge.commit) == (KEY, True, 1)


def test_ends_are_stubs_until_they_are_stated(store: Store) -> None:
    put(store, link(1))
    stub = Card(LOT, "Lot", {}, stated=False, disputed=())
    assert card(store) == stub
    put(store, node(name="a"))
    assert card(store) == Card(LOT, "Lot", {"name": "a"}, stated=True, disputed=())
    assert [card(store, known_at=size) for size in (0, 1)] == [None, stub]
    assert graph(store) == digest_of(graph_lines([link(1), node(name="a")]))


# --- nodes -----------------------------------------------------------------------------------------


def test_a_card_shows_the_name_that_was_known(store: Store) -> None:
    put(store, node(T1, name="first", status="open"))
    put(store, node(T2, name="second"))
    put(store, NodeFact(key=STEP, properties={"kind": "production"}))
    put(store, node("2025-02-01T00:00:00.000000Z", status="closed"))
    shown = [card(store, known_at=size) for size in range(5)]
    assert [None if c is None else c.properties for c in shown] == [
        None,
        {"name": "first", "status": "open"},
        {"name": "second", "status": "open"},
        {"name": "second", "status": "open"},
        {"name": "second", "status": "closed"},
    ]


def test_contradicted_properties_are_named_until_somebody_knows_better(store: Store) -> None:
    one, other = node(name="a", status="x"), node(name="b", status="x")
    put(store, one)
    put(store, other)
    put(store, node(T2, name="c"))
    shown = str(max((one, other), key=rank).properties["name"])
    assert [card(store, known_at=size) for size in (1, 2, 3)] == [
        Card(LOT, "Lot", {"name": "a", "status": "x"}, stated=True, disputed=()),
        Card(LOT, "Lot", {"name": shown, "status": "x"}, stated=True, disputed=("name",)),
        Card(LOT, "Lot", {"name": "c", "status": "x"}, stated=True, disputed=()),
    ]


TEXTS = [
    "心脏中心 🫀",
    "e\u0301 \u00e9",
    "\u2028\u0085\t\r\n",
    '"\\/',
    "\x00",
    "\x7f",
    " ",
    "0007",
    "x" * 100_000,
]


def test_texts_are_kept_letter_by_letter(store: Store) -> None:
    lots = {lot("RM-1", text[:9]): text for text in TEXTS}
    put(store, *(NodeFact(key=k, properties={"name": text}) for k, text in lots.items()))
    assert {k: c.properties["name"] for k, c in store.reader().cards(lots).items()} == lots


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1, 0])
def test_quantities_are_kept_digit_by_digit(store: Store, number: int) -> None:
    put(store, link(number))
    assert live(store) == [(KEY, number)]


# --- loads and rejects -----------------------------------------------------------------------------


def reject(line: int) -> Reject:
    return Reject(
        load="l", file="f.csv", line=line, column="c", rule="r", message="m", raw="x;y", touches=(LOT, STEP)
    )


def gap(line: int) -> RejectGap:
    return RejectGap(f"reject:lotgraph/l/{line}", "l", "f.csv", line, "r", "m", (LOT, STEP))


def test_rejects_are_gaps_until_they_are_resolved(store: Store) -> None:
    put(store, reject(9), reject(10))
    resolved = RejectResolved(reject="reject:lotgraph/l/9", reason="typed in", origin="decided")
    before = graph(store)
    assert put(store, resolved) == Receipt(2, 1, 0)
    assert graph(store) != before
    assert put(store, resolved) == Receipt(2, 0, 1)
    assert [store.reader(size).open_rejects() for size in range(3)] == [[], [gap(9), gap(10)], [gap(10)]]


def test_a_load_is_unfinished_until_it_has_ended(store: Store) -> None:
    assert store.load_state("l") == LoadState(begun=False, ended=False, done=frozenset())
    put(store, LoadBegun(load="l", file="f.csv", sha256="00", profile="p"), batch=Batch("l", 0))
    put(store, node(name="a"), batch=Batch("l", 1, 2))
    assert store.load_state("l") == LoadState(begun=True, ended=False, done=frozenset({(0, 0), (1, 2)}))
    ended = LoadEnded(load="l", file="f.csv", read=1, accepted=1, rejected=0, ignored=0)
    put(store, ended, batch=Batch("l", LAST_CHUNK))
    assert store.load_state("l") == LoadState(
        begun=True, ended=True, done=frozenset({(0, 0), (1, 2), (LAST_CHUNK, 0)})
    )
    unfinished = [UnfinishedLoad("l", "f.csv")]
    assert [store.reader(size).unfinished_loads() for size in range(4)] == [[], unfinished, unfinished, []]
    assert store.load_state("other") == LoadState(begun=False, ended=False, done=frozenset())


def test_a_load_that_was_given_up_is_no_gap_and_may_still_end(store: Store) -> None:
    begun = LoadBegun(load="l", file="f.csv", sha256="00", profile="p")
    given_up = LoadAbandoned(load="l", reason="the file is gone", origin="decided")
    ended = LoadEnded(load="l", file="f.csv", read=1, accepted=1, rejected=0, ignored=0)
    put(store, begun, batch=Batch("l", 0))
    put(store, given_up)
    assert put(store, given_up) == Receipt(2, 0, 1)
    assert not store.load_state("l").ended
    put(store, begun)
    put(store, given_up)
    put(store, begun)
    put(store, ended, batch=Batch("l", LAST_CHUNK))
    unfinished = [store.reader(size).unfinished_loads() for size in range(7)]
    open_ = [UnfinishedLoad("l", "f.csv")]
    assert unfinished == [[], open_, [], open_, [], open_, []]
    with pytest.raises(InvalidFact, match="was not begun or has ended"):
        put(store, given_up)


# --- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (NodeFact(key=LOT, properties={"colour": "red"}), "Lot has no property colour"),
        (NodeFact(key=key("person", "1"), properties={"name": "x" * 257}), "at most 256 bytes"),
        (NodeFact(key=key("recall", "1")), "a Recall is decided here"),
        (replace(link(1), target=LOT), "the end of CONSUMED_IN is ProcessStep"),
        (node("2025-01-31"), "changed is an instant"),
        (replace(node(), precedence=1000), "precedence is a whole number"),
        (replace(gone(), type="PRODUCED"), "begins with PRODUCED:"),
        (LoadEnded(load="l", file="f", read=0, accepted=0, rejected=0, ignored=0), "was not begun"),
        (RejectResolved(reject="reject:lotgraph/l/9", reason="r", origin="decided"), "no rejected row"),
        (LoadAbandoned(load="l", reason="r", origin="decided"), "was not begun"),
        (LoadAbandoned(load="l", reason="r"), "by a decision with a reason"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_one_invalid_fact_and_nothing_is_written(store: Store, bad: AnyFact, says: str) -> None:
    put(store, node(name="a"))
    before = graph(store), store.head()
    with pytest.raises(InvalidFact, match=says):
        put(store, node(T2, name="b"), link(1), bad)
    assert (graph(store), store.head()) == before
    assert recomputed(store)[-1] == before[1].root


def test_five_thousand_facts_are_a_commit_and_one_more_is_not(store: Store) -> None:
    facts = [NodeFact(key=lot("RM-1", str(n))) for n in range(MOST_FACTS + 1)]
    with pytest.raises(CommitTooLarge, match="5001 facts; a commit holds 5000"):
        put(store, *facts)
    assert store.head().size == 0
    assert put(store, *facts[:-1]) == Receipt(1, 5000, 0)


def test_four_mebibytes_are_a_commit_and_one_byte_more_is_not(store: Store) -> None:
    names = [random.Random(n).randbytes(50_000).hex() for n in range(41)]
    facts = [NodeFact(key=lot("RM-1", str(n)), properties={"name": name}) for n, name in enumerate(names)]
    rest = MOST_BYTES - sum(len(encode(fact, bytes(16))) + 1 for fact in facts)
    last = NodeFact(key=lot("RM-2", "1"), properties={"name": "x"})
    rest -= len(encode(last, bytes(16))) + 1
    with pytest.raises(CommitTooLarge, match=f"{MOST_BYTES + 1} bytes of facts; a commit holds {MOST_BYTES}"):
        put(store, *facts, replace(last, properties={"name": "x" * (rest + 2)}))
    assert store.head().size == 0
    assert put(store, *facts, replace(last, properties={"name": "x" * (rest + 1)})) == Receipt(1, 42, 0)
    (entry,) = store.entries()
    assert sum(len(line) + 1 for line in entry.lines()) == MOST_BYTES


def test_a_newer_database_is_refused(store: Store) -> None:
    put(store, node(name="a"))
    (entry,) = store.entries()
    with store.connection.writing() as transaction:
        transaction.rows_of("MATCH (h:Head) SET h.model = '9999'")
        transaction.commit()
    later = replace(entry, header=replace(entry.header, seq=2))
    attempts: list[Callable[[], object]] = [
        lambda: put(store, node(T2, name="b")),
        lambda: store.replay(later),
        store.head,
        lambda: list(store.entries()),
        store.prepare,
        store.reader,
    ]
    for attempt in attempts:
        with pytest.raises(NewerModel, match=f"holds model 9999, this program knows {MODEL_VERSION}"):
            attempt()
    with store.connection.reading() as runner:
        assert [row["seq"] for row in runner.rows_of("MATCH (c:Commit) RETURN c.seq AS seq")] == [1]


# --- everything that is declared -------------------------------------------------------------------


def stated_by_anyone(declared: NodeType) -> bool:
    return declared.origin != "system"


def test_every_declared_label_and_type_is_written_and_read_back(store: Store) -> None:
    nodes = [fact_of_node(declared) for declared in NODES if stated_by_anyone(declared)]
    links = [fact for declared in RELATIONSHIPS for fact in facts_of_relationship(declared)]
    stated: list[AnyFact] = [*nodes, *links]
    # Decisions must be approved, which is not the matter here.
    assert recorded(store, stated) == Receipt(1, len(nodes) + len(links), 0)
    imported = [fact for fact in stated[::-1] if fact.origin == "imported"]
    assert put(store, *imported) == Receipt(1, 0, len(imported))
    assert graph(store) == digest_of(graph_lines([*nodes, *links]))
    with store.reader() as reader:
        cards = reader.cards(fact.key for fact in nodes)
        assert {k: c.properties for k, c in cards.items()} == {f.key: as_shown(f) for f in nodes}
        everything = [fact.key for fact in nodes]
        for declared in RELATIONSHIPS:
            expected = {(f.key, f.source, f.target) for f in links if f.type == declared.type}
            for outgoing in (True, False):
                edges = reader.context(everything, (declared.type,), outgoing)
                assert {(e.key, e.source, e.target) for e in edges} == expected
                assert [e.properties for e in edges] == [links_by_key(links)[e.key] for e in edges]


def as_shown(fact: NodeFact) -> dict[str, Value]:
    """Personal values are sealed under a key that nobody here has."""
    sealed = {declared.name for declared, _ in personal_in(fact.key, fact.properties)}
    return fact.properties | dict.fromkeys(sealed, KEY_ELSEWHERE)


def links_by_key(links: list[RelationshipFact]) -> dict[str, dict[str, Value]]:
    return {fact.key: fact.properties for fact in links}


def test_a_reader_waits_for_no_one_and_knows_no_future(store: Store) -> None:
    put(store, node(name="a"))
    assert [store.reader(at_least=size).known_at for size in (0, 1)] == [1, 1]
    for wanted in ({"at_least": 2}, {"known_at": 2}, {"known_at": -1}):
        with pytest.raises(UnknownSize, match="the ledger holds 1 commits"):
            store.reader(**wanted)
