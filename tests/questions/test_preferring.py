"""Under a preferred source an answer is that of a ledger to which the others never contradicted it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.questions.ask import genealogy, recall
from app.questions.errors import UnknownSource
from app.questions.view import NOW, View, through
from app.questions.why import why
from graph_model.facts import AnyFact, NodeFact, RelationshipFact
from graph_model.keys import prefix_of
from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step
from tests.support.duplicates import merging
from tests.support.findings import a_gap, a_note
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, FG, MATERIAL, ORDER, RESIN, device_plant, whole_plant
from tests.support.random_plants import build
from tests.support.sources import AnyStore, answers, content, load, loaded

CLINIC, OTHER_CLINIC = key("customer", "1"), key("customer", "2")
OTHER_RESIN, CARTON, PALLET = lot("RM-1", "2"), key("package", "C1"), key("package", "P1")
STARTS = (RESIN, OTHER_RESIN, CATHETERS, lot("FG-1", "9"), device("FG-1", "7"))
Facts = Sequence[AnyFact]


def stated(tell: Callable[[Plant], object]) -> Facts:
    """The facts of a few statements, without those of their ends."""
    plant = Plant("rival")
    tell(plant)
    return plant.facts


def link(
    type_: str, source: str, target: str, quantity: str | None = None, *, line: str = "1", **properties: str
) -> Facts:
    return stated(lambda p: p.link(type_, source, target, quantity, line=line, stub=True, **properties))


def node(of: str, /, **properties: str) -> Facts:
    return stated(lambda p: p.node(of, **properties))


def base() -> Facts:
    plant = device_plant()
    plant.link("PRODUCED", ORDER, CATHETERS, "10", "u")
    plant.ship(CATHETERS, "1", "S1", "3")
    plant.receive(OTHER_RESIN, "S", "GR2")
    plant.make("MO9", [lot("RM-2", "1")], [lot("FG-1", "9")])
    plant.node(OTHER_CLINIC, name="other")
    plant.node(lot("FG-2", "1"))
    plant.node(key("material", "FG-2"), uom="u")
    plant.node(device("FG-1", "7"))
    plant.link("USED_IN", key("material", "PK-1"), ORDER, "1", stub=True)
    plant.link("PACKED_IN", device("FG-1", "7"), CARTON, packed_from="2025-01-05", stub=True)
    plant.link("SHIPPED_IN", CARTON, key("shipment", "S7"), stub=True)
    plant.link("DELIVERED_TO", key("shipment", "S7"), OTHER_CLINIC, stub=True)
    plant.node(key("shipment", "S8"), shipped="2025-03-01")
    plant.link("SHIPPED_IN", PALLET, key("shipment", "S8"), stub=True)
    plant.link("DELIVERED_TO", key("shipment", "S8"), OTHER_CLINIC, stub=True)
    # Whose word a unit is must not be hidden by this one's.
    return [f for f in plant.facts if not (isinstance(f, NodeFact) and f.key == MATERIAL)]


DISPUTES = {
    "a quantity": (
        link("PRODUCED", ORDER, lot("SA-1", "1"), "1"),
        link("PRODUCED", ORDER, lot("SA-1", "1"), "2"),
    ),
    "a start": (
        link("CONSUMED_IN", RESIN, step("MO9"), "1"),
        link("CONSUMED_IN", OTHER_RESIN, step("MO9"), "1"),
    ),
    "an end": (
        link("CONSUMED_IN", RESIN, step("MO9"), "1", line="2"),
        link("CONSUMED_IN", RESIN, ORDER, "1", line="2"),
    ),
    "a consignee": (
        link("DELIVERED_TO", key("shipment", "S1"), CLINIC),
        link("DELIVERED_TO", key("shipment", "S1"), OTHER_CLINIC),
    ),
    "a name": (node(CATHETERS, name="one"), node(CATHETERS, name="two")),
    "a unit": (node(MATERIAL, uom="kg"), node(MATERIAL, uom="g")),
    "a material": (
        link("INSTANCE_OF", CATHETERS, FG),
        link("INSTANCE_OF", CATHETERS, key("material", "FG-2")),
    ),
    "a lot of a device": (
        link("HAS_UNIT", CATHETERS, device("FG-1", "7")),
        link("HAS_UNIT", lot("FG-1", "9"), device("FG-1", "7")),
    ),
    "a time": (
        node(key("shipment", "S7"), shipped="2025-01-01"),
        node(key("shipment", "S7"), shipped="2025-02-01"),
    ),
    "a stay": (
        link("PACKED_IN", device("FG-1", "7"), PALLET, packed_from="2025-02-01", packed_to="2025-02-09"),
        link("PACKED_IN", device("FG-1", "7"), PALLET, packed_from="2025-02-01", packed_to="2025-04-01"),
    ),
    "a way of tracking": (
        node(key("material", "PK-1"), traceability="none"),
        node(key("material", "PK-1"), traceability="lot"),
    ),
    "where it was used": (
        link("USED_IN", key("material", "PK-1"), step("MO9"), "1"),
        link("USED_IN", key("material", "PK-1"), step("MO8"), "1"),
    ),
}


def contents(store: AnyStore, starts: Sequence[str], view: View = NOW) -> list[dict[str, object]]:
    return list(map(content, answers(store, starts, view)))


@pytest.mark.parametrize("what", DISPUTES)
def test_under_a_source_its_statement_counts(memory: MemoryStore, what: str) -> None:
    one, other = DISPUTES[what]
    loaded(memory, base=base(), a=one, b=other)
    for name, facts in (("a", one), ("b", other)):
        wanted = contents(loaded(MemoryStore(), base=base(), x=facts), STARTS)
        assert contents(memory, STARTS, View(prefer=(name,))) == wanted, name
        assert contents(memory, STARTS, View(prefer=("base", f"L-{name}", "a", "b"))) == wanted, name
    assert contents(memory, STARTS, View(prefer=("base",))) == contents(memory, STARTS)


def test_under_a_source_all_of_its_statements_count_on_an_engine(store: Store) -> None:
    one, other = ([fact for both in DISPUTES.values() for fact in both[n]] for n in (0, 1))
    loaded(store, base=base(), a=one, b=other)
    for name, facts in (("a", one), ("b", other)):
        wanted = contents(loaded(MemoryStore(), base=base(), x=facts), STARTS[::2])
        assert contents(store, STARTS[::2], View(prefer=(name,))) == wanted, name


@pytest.mark.parametrize("what", DISPUTES)
def test_the_dispute_is_still_told_and_under_which_source_it_was_read(memory: MemoryStore, what: str) -> None:
    one, other = DISPUTES[what]
    loaded(memory, base=base(), a=one, b=other)
    told = set()
    for plain, under in zip(
        answers(memory, STARTS, View()), answers(memory, STARTS, View(prefer=("b",))), strict=True
    ):
        subjects = {gap.key for gap in plain.gaps if "differently" in gap.message}
        gaps = {gap for gap in under.gaps if "differently" in gap.message}
        assert {gap.key for gap in gaps} >= subjects & {row.key for row in under.rows}
        assert {gap.message.endswith("; the answer is under that of b.") for gap in gaps} <= {True}
        assert bool(gaps) == any(note.kind == "preferred" for note in under.notes)
        told |= gaps
    assert told or what == "a way of tracking"  # of material that is no part of the answer


def test_gap_and_note_name_the_source(store: Store) -> None:
    one, other = DISPUTES["a start"]
    loaded(store, base=base(), a=one, b=other)
    (found,) = [a for a in answers(store, [RESIN], View(prefer=("b",))) if a.direction == "forward"]
    (rival,) = [f.key for f in one if isinstance(f, RelationshipFact)]
    said = f"Sources of equal standing state {rival} differently; the answer is under that of b."
    conflicts = [gap for gap in found.gaps if gap.kind == "conflict"]
    assert conflicts == [a_gap("conflict", RESIN, said), a_gap("conflict", step("MO9"), said)]
    passed = f"{RESIN} CONSUMED_IN {step('MO9')} was passed by: b has it otherwise."
    assert [n for n in found.notes if n.kind == "preferred"] == [
        a_note("preferred", rival, passed, "CONSUMED_IN", RESIN, step("MO9"))
    ]
    assert found.to_json()["prefer"] == ["b"]
    with store.reader() as reader:
        followed = recall(reader, [OTHER_RESIN], View(prefer=("b",)))
        assert f"{OTHER_RESIN} CONSUMED_IN {step('MO9')} is as b states it." in {
            note.message for note in followed.notes
        }
        path = why(reader, OTHER_RESIN, lot("FG-1", "9"), View(prefer=("b/1",)))
        assert path.path is not None
        assert [note.kind for note in path.notes] == ["preferred"]
        assert [gap.message[-4:] for gap in path.gaps] == ["b/1."] * 2
        none = why(reader, RESIN, lot("FG-1", "9"), View(prefer=("b",)))
        assert (none.path, none.prefer, none.to_json()["prefer"]) == (None, ("b",), ["b"])
        assert said in {gap.message for gap in none.gaps}


def test_the_word_of_a_source_is_claimed_only_where_it_is_shown(memory: MemoryStore) -> None:
    """Of merged records the kept one's value is shown; that sources dispute the other's stays a conflict."""
    named: list[AnyFact] = [NodeFact(key=CLINIC, properties={"name": "kept"})]
    base_ = [f for f in base() if getattr(f, "key", "") not in (CLINIC, OTHER_CLINIC)]
    one, other = node(OTHER_CLINIC, name="one", gln="1"), node(OTHER_CLINIC, name="other", gln="2")
    loaded(memory, base=[*base_, *named, merging(OTHER_CLINIC, CLINIC)], a=one, b=other)
    for source, gln in (("a", "1"), ("b", "2")):
        answer = recall(memory.reader(), [RESIN], View(prefer=(source,)))
        assert {row.key: row.name for row in answer.rows}[CLINIC] == "kept"
        assert (
            through(memory.reader(), View(prefer=(source,))).cards([CLINIC])[CLINIC].properties["gln"] == gln
        )
        notes = {note.message for note in answer.notes if note.kind == "preferred"}
        assert notes == {f"gln of {CLINIC} is as {source} states it."}
        assert {gap.message for gap in answer.gaps if "differently" in gap.message} == {
            f"Sources state name of {CLINIC} differently.",
            f"Sources state gln of {CLINIC} differently; the answer is under that of {source}.",
        }


def test_each_of_many_sources_has_its_word(store: Store) -> None:
    """Whatever the order of their hashes: none of the values is taken for a repetition."""
    load(store, "base", whole_plant().facts)
    for name in "abcde":
        load(store, name, node(CATHETERS, name=name, status="open"))
    for name in "abcde":
        (row,) = [
            r for r in recall(store.reader(), [CATHETERS], View(prefer=(name,))).rows if r.key == CATHETERS
        ]
        assert row.name == name


@pytest.mark.parametrize("name", ["L-b", "b.csv", "b/1 as t", "b/1", "b"])
def test_a_source_goes_by_load_file_or_profile(memory: MemoryStore, name: str) -> None:
    one, other = DISPUTES["a name"]
    loaded(memory, base=base(), a=one, b=other)
    (row,) = [
        r for r in recall(memory.reader(), [CATHETERS], View(prefer=(name,))).rows if r.key == CATHETERS
    ]
    assert row.name == "two"


def test_an_unknown_source_is_refused_with_those_there_are(store: Store) -> None:
    loaded(store, base=base(), a=DISPUTES["a name"][0])
    with store.reader() as reader:
        for ask in (
            lambda: recall(reader, [RESIN], View(prefer=("a", "nobody"))),
            lambda: genealogy(reader, [RESIN], View(prefer=("nobody",))),
            lambda: why(reader, RESIN, CATHETERS, View(prefer=("nobody",))),
        ):
            with pytest.raises(UnknownSource) as caught:
                ask()
            assert caught.value.message == "No load, file or profile is called 'nobody'."
            assert "a.csv, a/1, base.csv, base/1" in caught.value.next_step


def test_a_source_that_came_later_is_known_at_any_size(store: Store) -> None:
    one, other = DISPUTES["a name"]
    loaded(store, base=base(), a=one)
    size = store.head().size
    before = recall(store.reader(), [CATHETERS])
    loaded(store, b=other)
    then = recall(store.reader(known_at=size), [CATHETERS], View(prefer=("b",)))
    assert (content(then), then.complete) == (content(before), before.complete)


def test_standing_comes_before_preference(store: Store) -> None:
    """A later word of a source, and a better source, are no dispute."""
    late, early = (f"2025-0{month}-01T00:00:00.000000Z" for month in (2, 1))
    plant = whole_plant()
    load(store, "base", plant.facts)
    load(store, "a", [NodeFact(key=RESIN, properties={"name": "new"}, changed=late)])
    load(store, "b", [NodeFact(key=RESIN, properties={"name": "old"}, changed=early)])
    load(store, "c", [NodeFact(key=CATHETERS, properties={"name": "best"}, precedence=900)])
    load(store, "d", [NodeFact(key=CATHETERS, properties={"name": "worse"}, precedence=100)])
    answer = recall(store.reader(), [RESIN], View(prefer=("b", "d")))
    names = {row.key: row.name for row in answer.rows}
    assert (names[RESIN], names[CATHETERS], answer.complete) == ("new", "best", True)
    assert [note.kind for note in answer.notes] == []


def test_a_time_in_dispute_counts_as_the_preferred_source_has_it(store: Store) -> None:
    one, other = (
        link("CONSUMED_IN", RESIN, step("MO9"), "1", event_time=f"2025-0{month}-01") for month in (1, 3)
    )
    loaded(store, base=base(), a=one, b=other)
    for name, facts in (("a", one), ("b", other)):
        alone = loaded(MemoryStore(), base=base(), x=facts)
        wanted = contents(alone, STARTS[:1], View("2025-02-01"))
        assert contents(store, STARTS[:1], View("2025-02-01", (name,))) == wanted
    assert step("MO9") in {
        row.key for row in recall(store.reader(), [RESIN], View("2025-02-01", ("a",))).rows
    }
    assert step("MO9") not in {
        row.key for row in recall(store.reader(), [RESIN], View("2025-02-01", ("b",))).rows
    }


def _may_differ(fact: AnyFact) -> bool:
    named = ("lot", "device", "material", "customer")
    return isinstance(fact, RelationshipFact) or (isinstance(fact, NodeFact) and prefix_of(fact.key) in named)


def _named(fact: AnyFact, name: str, uom: str) -> AnyFact:
    """What only one of them states is in dispute with nobody, so both state it."""
    if not isinstance(fact, NodeFact):
        return fact
    said = {"uom": uom} if prefix_of(fact.key) == "material" else {"name": name}
    return replace(fact, properties={**fact.properties, **said})


def _rival(chance: random.Random, fact: AnyFact, keys: dict[str, list[str]]) -> AnyFact:
    """The same record stated otherwise."""
    if isinstance(fact, NodeFact):
        return _named(fact, "b", "g")
    assert isinstance(fact, RelationshipFact)
    end = chance.choice(["source", "target", "quantity"])
    if end == "quantity" and "quantity" in fact.properties:
        return replace(fact, properties={**fact.properties, "quantity": 7_000_000_000})
    at = "target" if end == "target" else "source"
    other = chance.choice(keys[prefix_of(fact.source if at == "source" else fact.target)])
    return replace(fact, source=other) if at == "source" else replace(fact, target=other)


@pytest.mark.parametrize("seed", range(25))
def test_in_any_plant_each_source_has_its_answer(seed: int) -> None:
    chance, plant = random.Random(seed), Plant(f"doc{seed}")
    built = build(seed, plant)
    keys: dict[str, list[str]] = {}
    for fact in plant.facts:
        if isinstance(fact, NodeFact):
            keys.setdefault(prefix_of(fact.key), []).append(fact.key)
    some = [fact for fact in plant.facts if _may_differ(fact) and chance.random() < 0.3]
    both, rivals = [_named(fact, "a", "kg") for fact in some], [_rival(chance, fact, keys) for fact in some]
    # Both sources know of every node, so that none is there by the other's word alone.
    there: list[AnyFact] = [NodeFact(key=name) for names in keys.values() for name in names]
    rest = [*there, *(fact for fact in plant.facts if fact not in some)]
    store = loaded(MemoryStore(), base=rest, a=both, b=rivals)
    for name, facts in (("a", both), ("b", rivals)):
        alone = loaded(MemoryStore(), base=rest, x=facts)
        wanted = contents(alone, built.items)
        assert contents(store, built.items, View(prefer=(name,))) == wanted, name
