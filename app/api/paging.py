"""Connections: pages of 1 to 500 with keyset cursors.

Promises: a cursor holds the sort key of its edge, so a page starts behind that key whatever else came or
went; `totalCount` counts the whole list. Refuses: a connection without `first` or `last`, or with both.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import orjson
import strawberry
from strawberry.relay import PageInfo

from app.api.problems import Problem, bad_request

MOST = 500

T = TypeVar("T")
S = TypeVar("S")
SortKey = tuple[str, ...]

First = Annotated[
    int | None, strawberry.argument(description=f"How many from the front, 1 to {MOST}. This or `last`.")
]
After = Annotated[str | None, strawberry.argument(description="Only what comes behind this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description=f"How many from the end, 1 to {MOST}. This or `first`.")
]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@strawberry.type(description="One element of a page.")
class Edge(Generic[T]):
    """An element and its cursor."""

    cursor: str = strawberry.field(description="Where this element stands; pass it as `after` or `before`.")
    node: T = strawberry.field(description="The element.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page and what surrounds it."""

    edges: list[Edge[T]] = strawberry.field(description="The elements of this page, sorted.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many elements the whole list has.")


@dataclass(frozen=True, slots=True)
class Window:
    """The arguments of a connection, checked."""

    size: int
    from_end: bool
    after: SortKey | None
    before: SortKey | None

    @classmethod
    def of(cls, first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
        """Check them."""
        if (first is None) == (last is None):
            raise bad_request("A page needs `first` or `last`, and not both.", f"Pass first: {MOST} or less.")
        size = first if first is not None else last
        if size is None or not 1 <= size <= MOST:
            raise bad_request(f"A page of {size} is not possible.", f"Ask for 1 to {MOST}, page by page.")
        return cls(size, first is None, read_cursor(after), read_cursor(before))


def cursor(key: SortKey) -> str:
    """The opaque text of a sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode()


def read_cursor(text: str | None) -> SortKey | None:
    """The sort key of a cursor."""
    if text is None:
        return None
    try:
        found = orjson.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise _no_cursor(text) from None
    if not isinstance(found, list) or not found or not all(isinstance(part, str) for part in found):
        raise _no_cursor(text)
    return tuple(found)


def _no_cursor(text: str) -> Problem:
    return bad_request(f"{text[:80]!r} is no cursor.", "Pass a cursor of an earlier page as it was.")


def page(
    items: Sequence[S], sort_key: Callable[[S], SortKey], shape: Callable[[S], T], window: Window
) -> Connection[T]:
    """The page of a sorted list that a window shows."""
    low = 0 if window.after is None else bisect_right(items, window.after, key=sort_key)
    high = len(items) if window.before is None else bisect_left(items, window.before, key=sort_key)
    high = max(low, high)
    start = max(low, high - window.size) if window.from_end else low
    end = high if window.from_end else min(high, low + window.size)
    edges = [Edge(cursor=cursor(sort_key(item)), node=shape(item)) for item in items[start:end]]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=end < len(items),
            has_previous_page=start > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=len(items),
    )
