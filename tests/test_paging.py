"""Keys of a label: all of them, once, as they were at a size; on the engines, the columns and in memory."""

from __future__ import annotations

from graph_store.paging import PAGE
from graph_store.store import Store
from tests.support.build import Plant, key
from tests.support.columns import offline
from tests.support.memory import MemoryStore

HOLDS = [key("hold", f"{n:05}") for n in range(PAGE + 5)]


def plant() -> tuple[Plant, Plant]:
    """More holds than a page has, and one later."""
    first, late = Plant(), Plant("late")
    for hold in reversed(HOLDS):
        first.node(hold)
    late.node(key("hold", "00000-late"))
    return first, late


def test_every_key_of_a_label_comes_once(store: Store) -> None:
    memory = MemoryStore()
    for target in (store, memory):
        for part in plant():
            part.commit(target)
    every = sorted([*HOLDS, key("hold", "00000-late")])
    for reader in (store.reader(), memory.reader(), offline(memory)):
        assert reader.of_label("Hold") == every
        assert reader.of_label("Release") == []
    assert store.reader(known_at=1).of_label("Hold") == HOLDS
    assert memory.reader(known_at=1).of_label("Hold") == HOLDS
    assert offline(memory, known_at=1).of_label("Hold") == HOLDS
