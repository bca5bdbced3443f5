"""Making the next of something while the last is used."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.ahead import ahead


def test_the_items_come_whole_and_in_their_order() -> None:
    assert list(ahead(iter([]))) == []
    assert list(ahead(iter(range(1000)))) == list(range(1000))
    assert list(ahead(iter([None, (), None]))) == [None, (), None]


def test_one_is_made_while_the_last_is_used_and_no_more() -> None:
    made: list[int] = []
    second, third = threading.Event(), threading.Event()

    def make() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            if number:
                (second, third)[number - 1].set()
            yield number

    with closing(ahead(make())) as items:
        assert next(items) == 0
        assert second.wait(60)
        assert made == [0, 1]
        assert next(items) == 1
        assert third.wait(60)
        assert made == [0, 1, 2]
        assert list(items) == [2]


def test_what_the_maker_raises_comes_behind_what_it_made() -> None:
    def make() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("line 3")

    seen: list[int] = []
    with pytest.raises(ValueError, match="line 3"):
        seen.extend(ahead(make()))
    assert seen == [1, 2]


def test_closed_it_makes_no_more_and_its_thread_ends() -> None:
    before = threading.active_count()
    items = ahead(iter(range(1000)))
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before
    with pytest.raises(StopIteration):
        next(items)
