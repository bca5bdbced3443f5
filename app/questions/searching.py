"""Search: the records that a text may mean, page by page.

Promises: what the store finds by the start of a number or a part of a name, and the orders of which the text
is the whole number, each once and in key order; a page that is not the last one is full. Orders are found by
their keys, since no property holds their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.questions.reading import Card, Reads
from graph_model.keys import split

_OF_ORDER = 2
"""Parts of an order's key: what kind it is of, and its number. An operation of it has more."""


def search(reader: Reads, text: str, first: int, after: str | None) -> tuple[Sequence[Card], str | None]:
    """One page, and where the next begins."""
    found, rest = reader.search(text, first, after)
    met = {card.key for card in found}
    orders = [card for card in _orders(reader, text) if card.key > (after or "") and card.key not in met]
    page = sorted([*found, *orders], key=lambda card: card.key)
    has_more = rest is not None or len(page) > first
    return page[:first], page[first - 1].key if has_more else None


def _orders(reader: Reads, number: str) -> Iterator[Card]:
    keys = [key for key in reader.numbered("ProcessStep", "key", [number]) if _is_order(key)]
    yield from reader.cards(keys).values() if keys else ()


def _is_order(key: str) -> bool:
    return len(split(key).parts) == _OF_ORDER
