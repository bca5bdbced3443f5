"""How a reader asks: in pages, each of which must succeed, and again after the engine was lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_model.facts import NodeFact, RelationshipFact
from graph_store import reader as reading
from graph_store.connection import Runner
from graph_store.errors import BadQuery, EngineLost, ReadFailed
from graph_store.reader import pages
from graph_store.store import Store

pytestmark = pytest.mark.engine
LOTS = [f"lot:t/RM/{n}" for n in range(10)]


@pytest.fixture
def fed(store: Store) -> Store:
    """Ten lots, each consumed in two steps, in two commits; two lots of them stated."""
    links = [
        RelationshipFact(
            type="CONSUMED_IN",
            key=f"CONSUMED_IN:t/{n}/{m}",
            source=lot,
            target=f"step:t/production/{n % 3}-{m}",
            properties={"quantity": n, "uom": "kg"},
        )
        for n, lot in enumerate(LOTS)
        for m in range(2)
    ]
    store.commit(links[:7], actor="a", reason="r")
    store.commit([*links[7:], *(NodeFact(key=k) for k in LOTS[:2])], actor="a", reason="r")
    return store


def test_pages_hold_every_key_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "KEYS_A_QUERY", 3)
    monkeypatch.setattr(reading, "BYTES_A_QUERY", 8)
    keys = ["a", "b", "c", "d", "long-long-long", "e", "123456", "12", "1"]
    made = list(pages(keys))
    assert made == [["a", "b", "c"], ["d"], ["long-long-long"], ["e", "123456"], ["12", "1"]]
    assert list(pages([])) == []


@pytest.mark.parametrize("forward", [True, False])
def test_pages_change_the_round_trips_and_nothing_else(
    fed: Store, monkeypatch: pytest.MonkeyPatch, forward: bool
) -> None:
    keys = LOTS if forward else [f"step:t/production/{n}-{m}" for n in range(3) for m in range(2)]
    with fed.reader() as whole:
        expected = sorted(whole.flow(keys, forward), key=lambda e: e.key)
        cards = whole.cards(keys)
        around = sorted(whole.context(keys, ("CONSUMED_IN",), forward), key=lambda e: e.key)
    assert len(expected) == 20
    assert {e.commit for e in expected} == {1, 2}
    assert whole.round_trips == 3
    monkeypatch.setattr(reading, "KEYS_A_QUERY", 3)
    with fed.reader() as paged:
        assert sorted(paged.flow(keys, forward), key=lambda e: e.key) == expected
        assert paged.round_trips == -(-len(keys) // 3)
        assert paged.cards(keys) == cards
        assert sorted(paged.context(keys, ("CONSUMED_IN",), forward), key=lambda e: e.key) == around


def test_a_page_that_fails_fails_the_answer(fed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "KEYS_A_QUERY", 3)
    stream, asked = Runner.stream, []

    def third_fails(self: Runner, name: str, /, **parameters: object) -> Iterator[dict[str, object]]:
        asked.append(name)
        if len(asked) == 3:
            raise BadQuery("out of memory")
        return stream(self, name, **parameters)

    monkeypatch.setattr(Runner, "stream", third_fails)
    with fed.reader() as paged, pytest.raises(ReadFailed, match="not whole: out of memory"):
        paged.flow(LOTS, True)


def test_what_was_read_before_the_engine_was_lost_is_asked_again(
    fed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fed.head(), fed.load_state("none"), [e.header for e in fed.entries()]
    rows_of = Runner.rows_of
    losing = False

    def lost_once(self: Runner, text: str, /, **parameters: object) -> list[dict[str, object]]:
        nonlocal losing
        if losing:
            losing = False
            raise EngineLost("gone")
        return rows_of(self, text, **parameters)

    monkeypatch.setattr(Runner, "rows_of", lost_once)
    losing = True
    assert fed.head() == expected[0]
    losing = True
    assert fed.load_state("none") == expected[1]
    losing = True
    assert [e.header for e in fed.entries(1, 2)] == expected[2]
    assert not losing
