"""A commit taken in by its lines leaves the columns as the plan does that writes the database."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest

from app.crosscheck.cases import case
from app.snapshot import plain
from app.snapshot.applying import apply_facts, apply_lines
from app.snapshot.fresh import fresh_in
from graph_model import upcast
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    LoadBegun,
    LoadEnded,
    NodeFact,
    RelationshipFact,
    Retraction,
    Statement,
    decode,
    encode,
)
from graph_model.version import MODEL_VERSION
from lineage.base import KINDS, NODE_KINDS, nothing
from lineage.column import Ids
from lineage.graph import Graph
from lineage.rebase import rebased
from tests.questions.test_random_packings import Packings
from tests.support.columns import lines_of
from tests.support.histories import history
from tests.support.late import Late
from tests.support.memory import MemoryStore
from tests.support.random_sites import World

Commits = Sequence[Sequence[AnyFact]]
LOT, STEP = "lot:t/RM-1/1", "step:t/production/MO1"
WORDS = {"type": "types", "unit": "units", "label": "labels", "kind": "kinds"}


def of_case(seed: int) -> Commits:
    return case(seed).commits


def of_history(seed: int) -> Commits:
    return history(seed).commits


def of_packings(seed: int) -> Commits:
    store = MemoryStore()
    Packings.of(random.Random(seed)).plant().commit(store)
    return store.commits


def of_late_rows(seed: int) -> Commits:
    world = World(seed)
    late = Late(random.Random(seed), world.facts)
    begun = LoadBegun(load="L", file="f.csv", sha256="", profile="p/1")
    ended = LoadEnded(load="L", file="f.csv", read=1, accepted=1, rejected=0, ignored=0)
    rows = [[fact for fact in late.commit() if isinstance(fact, Statement)] for _ in range(20)]
    return [[begun, *world.facts], *rows, [ended]]


def taken(commits: Commits, rebase_at: int, *, by_lines: bool) -> Graph:
    graph = Graph(nothing())
    for seq, facts in enumerate(commits, 1):
        if by_lines:
            apply_lines(graph, seq, lines_of(facts), MODEL_VERSION)
        else:
            apply_facts(graph, seq, list(map(decode, lines_of(facts))))
        if seq == rebase_at:
            graph = Graph(rebased(graph))
    return graph


def column(graph: Graph, name: str, values: Ids) -> list[object]:
    if name == "window":
        return list(map(tuple, graph.windows(values).tolist()))
    words = graph.words.get(WORDS.get(name, ""))
    return [words[at] if words else at for at in values.tolist()]


def everything(graph: Graph) -> tuple[object, ...]:
    """All that a graph tells, whatever the places of it."""
    nodes, links = (np.arange(count, dtype=np.int64) for count in (graph.nodes, graph.links))
    node_columns = [column(graph, name, graph.node_take(name, nodes)) for name in NODE_KINDS]
    keys = graph.keys(nodes)
    ends = {"source", "target"}
    columns = [column(graph, name, graph.take(name, links)) for name in KINDS if name not in ends]
    columns += [list(graph.keys(graph.take(name, links))) for name in sorted(ends)]
    link_keys = graph.link_keys(links)
    near = {
        (key, outgoing): sorted(graph.link_records(graph.links_of(np.array([at]), outgoing=outgoing)))
        for outgoing in (True, False)
        for at, key in enumerate(keys)
    }
    bits = {
        (key, word, outgoing)
        for outgoing in (True, False)
        for place, word in enumerate(graph.words["types"])
        for key in graph.keys(graph.having(nodes, 1 << place, outgoing=outgoing))
    }
    return (
        sorted(
            zip(
                keys,
                graph.names(nodes).to_pylist(),
                map(graph.record, nodes.tolist()),
                *node_columns,
                strict=True,
            )
        ),
        sorted(zip(link_keys, graph.link_records(links), *columns, strict=True)),
        {key: sorted(map(graph.link_record, graph.statements(key))) for key in link_keys},
        {key: sorted(map(graph.key, graph.starting_with(key + "/"))) for key in keys},
        (near, bits, dict(graph.withdrawals), sorted(graph.key(at) for at in graph.nested)),
        sorted(graph.link_keys(graph.aliases())),
    )


@pytest.mark.parametrize("makes", [of_case, of_history, of_packings, of_late_rows])
def test_lines_and_plan_leave_the_same_columns(makes: Callable[[int], Commits]) -> None:
    for seed in range(4):
        commits = makes(seed)
        rebase_at = random.Random(seed).randint(0, len(commits))
        by_lines, by_plan = (taken(commits, rebase_at, by_lines=how) for how in (True, False))
        assert everything(by_lines) == everything(by_plan), seed
        assert everything(Graph(rebased(by_lines))) == everything(Graph(rebased(by_plan))), seed


def consumed(**stated: object) -> RelationshipFact:
    given: dict[str, object] = {"properties": {"quantity": 5, "uom": "kg"}, **stated}
    return RelationshipFact(type="CONSUMED_IN", key="bond:1", source=LOT, target=STEP, **given)  # type: ignore[arg-type]


ODD: dict[str, list[AnyFact]] = {
    "nothing": [],
    "no properties": [NodeFact(key=LOT), consumed(properties={})],
    "all common fields": [
        NodeFact(key=LOT, line=0, precedence=7, changed="2025-01-31T08:15:00.000000Z", origin="typed in"),
        consumed(line=12, precedence=DECIDED_PRECEDENCE, changed="2025-01-31T08:15:00.000000Z"),
    ],
    "text that could be taken for a field": [
        NodeFact(key=LOT, line=2, properties={"name": '","line":2,"x":"', "lot_number": "\\},\n\x7f\u2028é"}),
    ],
    "a decided alias": [
        RelationshipFact(
            type="ALIAS_OF", key="bond:2", source=LOT, target=LOT + "/1", precedence=DECIDED_PRECEDENCE
        )
    ],
    "a shared act": [consumed(properties={"same_as_key": "bond:9"})],
    "lists": [NodeFact(key=LOT, properties={"codes": (1, 2), "none": ()})],
    "twice, and withdrawn in the same commit": [
        consumed(),
        consumed(line=3, properties={"quantity": 6, "uom": "kg"}),
        Retraction(type="CONSUMED_IN", key="bond:1", reason="r"),
        NodeFact(key=STEP, properties={"kind": "rework"}),
        NodeFact(key=STEP, line=4, properties={"name": "n"}),
    ],
    "only a withdrawal of it": [consumed(), Retraction(type="CONSUMED_IN", key="bond:1", reason="r")],
    "no quantity that counts": [consumed(properties={"quantity": True, "uom": ""})],
}


@pytest.mark.parametrize("facts", ODD.values(), ids=list(ODD))
def test_what_is_spelled_oddly_reads_the_same(facts: list[AnyFact]) -> None:
    more: list[AnyFact] = [NodeFact(key=LOT, changed="2026-01-01T00:00:00.000000Z", properties={"name": "x"})]
    for commits in ([facts], [facts, more], [more, facts]):
        assert everything(taken(commits, 1, by_lines=True)) == everything(taken(commits, 1, by_lines=False))


def test_most_of_a_commit_is_fresh_and_what_is_not_is_left_to_the_plan() -> None:
    again = NodeFact(key=STEP, line=9, properties={"name": "again"})
    facts: list[AnyFact] = [NodeFact(key=LOT), NodeFact(key=STEP), again, consumed()]
    nodes, links = plain.read(lines_of(facts))
    fresh = fresh_in(Graph(nothing()), nodes, links, ())
    assert (fresh.nodes.keys, fresh.links.keys, fresh.places) == ([LOT], ["bond:1"], {0, 3})
    graph = taken([facts], 0, by_lines=True)
    fresh = fresh_in(
        graph, *plain.read(lines_of([NodeFact(key=LOT + "/2"), NodeFact(key=LOT), consumed()])), ()
    )
    assert (fresh.nodes.keys, fresh.links.keys) == ([LOT + "/2"], [])


LINE = encode(consumed(line=3), bytes(16))
ALTERED = {
    "a float": LINE.replace(b":5,", b":5.5,"),
    "nothing": LINE.replace(b":5,", b":null,"),
    "a default spelled out": LINE.replace(b'"properties"', b'"precedence":500,"properties"'),
    "white space": LINE.replace(b":5,", b": 5,"),
    "another order": LINE.replace(
        b'"fact":"relationship","key":"bond:1"', b'"key":"bond:1","fact":"relationship"'
    ),
    "a nonce with a letter too many": LINE.replace(b'["0', b'["x'),
    "a longer nonce": LINE.replace(b'["', b'["00'),
    "no JSON": LINE[:-1],
    "a field too many": LINE.replace(b'"type"', b'"typ":1,"type"'),
}


@pytest.mark.parametrize("line", ALTERED.values(), ids=list(ALTERED))
def test_a_line_that_is_no_canonical_fact_is_refused(line: bytes) -> None:
    good = encode(NodeFact(key=LOT), bytes(16))
    graph = Graph(nothing())
    with pytest.raises(ValueError, match="fact"):
        apply_lines(graph, 1, [good, line], MODEL_VERSION)
    assert (graph.size, graph.nodes, graph.links) == (0, 0, 0)


def test_lines_of_a_model_that_read_otherwise_today_are_read_by_its_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def renamed(body: upcast.Body) -> upcast.Body:
        return {**body, "properties": {"name": "later"}}

    monkeypatch.setattr(upcast, "UPCASTERS", {"0001": renamed})
    for model, name in (("0001", b"later"), (MODEL_VERSION, b"")):
        graph = Graph(nothing())
        apply_lines(graph, 1, lines_of([NodeFact(key=LOT)]), model)
        assert graph.names(np.array([0])).to_pylist() == [name]


def test_an_entry_that_does_not_follow_is_refused() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        apply_lines(Graph(nothing()), 2, [], MODEL_VERSION)


@pytest.mark.parametrize("commits", [1, 3, 40])
def test_adding_at_once_and_one_by_one_finds_the_same_neighbours(commits: int) -> None:
    chance = random.Random(commits)
    facts = [
        RelationshipFact(
            type=chance.choice(("CONSUMED_IN", "PART_OF")),
            key=f"bond:{n}",
            source=f"step:t/production/{chance.randint(0, 5)}",
            target=f"step:t/production/{chance.randint(0, 5)}",
        )
        for n in range(120)
    ]
    bounds = [len(facts) * n // commits for n in range(commits + 1)]
    parts = [facts[first:last] for first, last in pairwise(bounds)]
    graph = taken(parts, 0, by_lines=True)
    for node, key in enumerate(graph.keys(np.arange(graph.nodes))):
        for outgoing in (True, False):
            wanted = [f.key for f in facts if (f.source if outgoing else f.target) == key]
            assert graph.link_keys(np.array(graph.later_at(node, outgoing=outgoing))) == wanted
