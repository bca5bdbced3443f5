"""Lines of a table as a sequence of objects, built where they are asked for.

Promises: index, slice and order are those of a list of all of them, so that a page of a million rows
(`app.api.paging`) builds the rows it shows and the few that it looks at to find them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
import pyarrow as pa

from lineage.column import Ids

T = TypeVar("T")
AT_ONCE = 10_000


class Listed(Sequence[T], Generic[T]):
    """The lines of a table; `build` makes an object of a line's cells by column."""

    def __init__(self, table: pa.Table, build: Callable[[Mapping[str, str]], T]) -> None:
        self._table, self._build = table, build

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            places = range(len(self))[at]
            if places.step == 1:
                return self._built(places.start, len(places))
            return [self[place] for place in places]
        return self._built(range(len(self))[at], 1)[0]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._built(start, AT_ONCE)

    def _built(self, start: int, count: int) -> list[T]:
        return [self._build(cells) for cells in self._table.slice(start, count).to_pylist()]


def ordered(sources: Ids, types: Ids, targets: Ids, keys: pa.Array) -> Ids:
    """The places of relationships in the order of their ends, types and keys; keys are read where all else
    is equal.
    """
    order = np.lexsort((targets, types, sources))
    same = np.ones(len(order), dtype=np.bool_)
    for column in (sources, types, targets):
        same[1:] &= column[order[1:]] == column[order[:-1]]
    same[:1] = False
    groups = np.cumsum(~same)
    shared = np.flatnonzero(same | np.append(same[1:], False))
    tied = order[shared]
    texts = keys.take(pa.array(tied)).to_pylist()
    told = sorted(range(len(tied)), key=lambda at: (int(groups[shared[at]]), texts[at]))
    order[shared] = tied[told]
    return order
