"""Search finds orders by their whole number, beside what the store finds, page by page."""

from __future__ import annotations

import pytest

from app.questions.reading import Reads
from app.questions.searching import search
from graph_store.store import Store
from tests.questions.test_sites import STEPS, seen_by, two_plants
from tests.support.build import Plant, key, lot, step
from tests.support.memory import MemoryStore


def paged(reader: Reads, text: str, first: int) -> list[list[str]]:
    """The keys of all pages."""
    pages = list[list[str]]()
    after = None
    while True:
        cards, after = search(reader, text, first, after)
        pages.append([card.key for card in cards])
        if after is None:
            return pages


def one_number() -> Plant:
    """An order, a rework of the same number, its operation, and what else goes by that number."""
    plant = Plant()
    plant.make("77", [lot("RM", "1")], [lot("FG", "77"), lot("FG", "771")])
    plant.make("77", [lot("FG", "77")], [lot("FG", "2")], kind="rework")
    plant.node(key("step", "operation", "5", "77"), kind="operation")
    plant.receive(lot("RM", "1"), "S1", "GR1", "77")
    return plant


WANTED = [
    lot("FG", "77"),
    lot("FG", "771"),
    key("receipt", "GR1", "1"),
    step("77"),
    step("77", "rework"),
]


@pytest.mark.parametrize("first", [1, 2, 3, 5, 9])
def test_orders_stand_in_key_order_once_on_one_page(memory: MemoryStore, first: int) -> None:
    plant = one_number()
    plant.node(lot("FG", "77"), lot_number="77")
    plant.node(lot("FG", "771"), lot_number="771")
    plant.commit(memory)
    pages = paged(memory.reader(), "77", first)
    assert [one for page in pages for one in page] == WANTED
    assert [len(page) for page in pages[:-1]] == [first] * (len(pages) - 1)


def test_the_start_of_an_orders_number_is_not_enough(memory: MemoryStore) -> None:
    one_number().commit(memory)
    assert paged(memory.reader(), "7", 9) == [[key("receipt", "GR1", "1")]]


def test_engines_find_orders_by_their_number(store: Store) -> None:
    plant = Plant()
    plant.make("M/1 慈", [lot("RM", "1")], [lot("FG", "2")])
    plant.commit(store)
    with store.reader() as reader:
        assert paged(reader, "M/1 慈", 5) == [[step("M/1 慈")]]


def test_orders_of_other_sites_are_not_found(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    assert paged(seen_by(memory, "A"), "MO-A", 5) == [[STEPS["A"]]]
    assert paged(seen_by(memory, "A"), "MO-B", 5) == [[]]


def test_engines_find_what_has_a_name_by_the_beginning_of_its_number(store: Store) -> None:
    """As a room, a customer, a material, a complaint, a specification whatever its version."""
    plant = Plant()
    named = [
        key("customer", "C00001"),
        key("location", "EX-1"),
        key("material", "FG-5101"),
        key("complaint", "4H4H8M"),
        key("specification", "SP/7", "A"),
    ]
    plant.node(named[0], name="Clinic")
    for node in named[1:]:
        plant.node(node)
    plant.commit(store)
    texts = ("c00", "EX-1", "FG-51", "4H4H8M", "sp/7")
    with store.reader() as reader:
        assert [paged(reader, text, 5) for text in texts] == [[[node]] for node in named]
        assert paged(reader, "X-1", 5) == [[]]
