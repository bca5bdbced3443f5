"""Arrays and texts by place, wherever they lie.

Promises: a `Column` hands out values only, so that what lies in a mapped file can be checked before it is
used (`app.snapshot.container`), and what lies in memory is used as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[np.generic]
Ids = npt.NDArray[np.int64]


class Column(Protocol):
    """One array."""

    def __len__(self) -> int: ...
    def take(self, at: Ids) -> Array:
        """The values at these places."""
        ...

    def part(self, start: int, stop: int) -> Array:
        """The values from one place to before another."""
        ...

    def check(self, starts: Ids, stops: Ids) -> None:
        """See to it that the values between these places may be used as they are."""
        ...

    @property
    def raw(self) -> Array:
        """All values; whoever uses some has them checked first."""
        ...


class Loose:
    """An array in memory."""

    def __init__(self, array: Array) -> None:
        self.raw = array

    def __len__(self) -> int:
        return len(self.raw)

    def take(self, at: Ids) -> Array:
        """The values at these places."""
        return self.raw[at]

    def part(self, start: int, stop: int) -> Array:
        """The values from one place to before another."""
        return self.raw[start:stop]

    def check(self, starts: Ids, stops: Ids) -> None:
        """Nothing can have happened to them."""


class Texts:
    """Byte strings one after the other: `ends` has a zero and then where each of them ends in `data`."""

    def __init__(self, ends: Column, data: Column) -> None:
        self._ends, self._data = ends, data

    @classmethod
    def of(cls, texts: Iterable[bytes]) -> Texts:
        """These, in memory."""
        listed = list(texts)
        ends = np.zeros(len(listed) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in listed], out=ends[1:])
        return cls(Loose(ends), Loose(np.frombuffer(b"".join(listed), dtype=np.uint8)))

    @classmethod
    def joined(cls, parts: Iterable[pa.LargeBinaryArray]) -> Texts:
        """Those of Arrow arrays without nulls, in memory."""
        whole = pa.concat_arrays(parts)
        _, ends, data = whole.buffers()
        offsets = np.frombuffer(ends, dtype=np.int64)[whole.offset : whole.offset + len(whole) + 1]
        raw = np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]] if data else np.zeros(0, np.uint8)
        return cls(Loose(offsets - offsets[0]), Loose(raw))

    @property
    def columns(self) -> tuple[Column, Column]:
        """Where they end, and their bytes."""
        return self._ends, self._data

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> bytes:
        start, stop = self._ends.part(at, at + 2).tolist()
        return self._data.part(start, stop).tobytes()

    def take(self, at: Ids) -> pa.LargeBinaryArray:
        """The texts at these places."""
        self._data.check(*(self._ends.take(where).astype(np.int64, copy=False) for where in (at, at + 1)))
        return self.arrow().take(pa.array(at))

    def arrow(self) -> pa.LargeBinaryArray:
        """All of them over the same bytes; whoever uses some has them checked first."""
        # Arrow itself looks at the first and the last of the ends.
        self._ends.part(0, 1), self._ends.part(len(self), len(self) + 1)
        buffers = [None, pa.py_buffer(self._ends.raw), pa.py_buffer(self._data.raw)]
        return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(self), buffers)

    def place(self, text: bytes) -> tuple[int, bool]:
        """Where a text stands or would stand among these if they are sorted, and whether it is there."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low, low < len(self) and self[low] == text


def unique(places: Ids) -> Ids:
    """Each once and in order; by sorting, which is faster here than by hashing."""
    ordered = np.sort(places)
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]
