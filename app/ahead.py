"""Making the next of something while the last is used.

Promises: the same items in the same order, and what their maker raises where it raised it; one is made
ahead and no more. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
_END: Final = object()


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The items, each made by another thread while the one before is used; close it to be done with it."""
    with ThreadPoolExecutor(1, "ahead") as beside:
        coming = beside.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = beside.submit(next, items, _END)
            yield item  # type: ignore[misc]  # it is not the end
