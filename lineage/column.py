"""Arrays and texts by place, wherever they lie.

Promises: a `Column` hands out values only, so that what lies in a mapped file can be checked before it is
used (`app.snapshot.container`), and what lies in memory is used as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Array = npt.NDArray[np.generic]
Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Column(Protocol):
    """One array."""

    def __len__(self) -> int: ...
    def take(self, at: Ids) -> Array:
        """The values at these places."""
        ...

    def part(self, start: int, stop: int) -> Array:
        """The values from one place to before another."""
        ...

    def one(self, at: int) -> int:
        """The value at a place."""
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

    def one(self, at: int) -> int:
        """The value at a place."""
        return int(self.raw[at])

    def check(self, starts: Ids, stops: Ids) -> None:
        """Nothing can have happened to them."""


class Growing:
    """An array in memory that is appended to; what was handed out stays as it is."""

    def __init__(self, kind: str) -> None:
        self._room, self._filled = np.zeros(1024, dtype=kind), 0

    def extend(self, values: Sequence[int] | Array) -> None:
        """Add values at the end."""
        filled = self._filled + len(values)
        if filled > len(self._room):
            room = np.zeros(max(filled, 2 * len(self._room)), dtype=self._room.dtype)
            room[: self._filled] = self._room[: self._filled]
            self._room = room
        self._room[self._filled : filled] = values
        self._filled = filled

    def __setitem__(self, at: int, value: int) -> None:
        self._room[at] = value

    @property
    def raw(self) -> Array:
        """All values."""
        return self._room[: self._filled]


MANY = 50
"""Texts that are looked for all at once; fewer are sooner found one by one."""
STRETCH = 64
"""Texts of which one place in the data is remembered in full."""


class Texts:
    """Byte strings one after the other in `data`.

    Where each begins is told by where its stretch begins, and by a small number: how far behind that it does.
    """

    def __init__(self, within: Column, stretches: Column, data: Column) -> None:
        self._within, self._stretches, self._data = within, stretches, data

    @classmethod
    def of(cls, texts: Iterable[bytes]) -> Texts:
        """These, in memory."""
        listed = list(texts)
        ends = np.zeros(len(listed) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in listed], out=ends[1:])
        return cls.split(ends, np.frombuffer(b"".join(listed), dtype=np.uint8))

    @classmethod
    def joined(cls, parts: Iterable[pa.LargeBinaryArray]) -> Texts:
        """Those of Arrow arrays without nulls, in memory."""
        whole = pa.concat_arrays(parts)
        _, ends, data = whole.buffers()
        offsets = np.frombuffer(ends, dtype=np.int64)[whole.offset : whole.offset + len(whole) + 1]
        raw = np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]] if data else np.zeros(0, np.uint8)
        return cls.split(offsets - offsets[0], raw)

    @classmethod
    def split(cls, ends: Ids, data: Array) -> Texts:
        """Those that end there in the data, in memory; `ends` begins with a zero."""
        stretches = ends[::STRETCH].copy()
        within = narrow(ends - np.repeat(stretches, STRETCH)[: len(ends)])
        return cls(Loose(within), Loose(stretches), Loose(data))

    @property
    def columns(self) -> tuple[Column, Column, Column]:
        """What it is made of, in the order in which it is made."""
        return self._within, self._stretches, self._data

    def __len__(self) -> int:
        return len(self._within) - 1

    def __getitem__(self, at: int) -> bytes:
        return self._data.part(self._start(at), self._start(at + 1)).tobytes()

    def _start(self, at: int) -> int:
        return self._stretches.one(at // STRETCH) + self._within.one(at)

    def _starts(self, at: Ids) -> Ids:
        return self._stretches.take(at // STRETCH).astype(np.int64) + self._within.take(at).astype(np.int64)

    def take(self, at: Ids) -> pa.LargeBinaryArray:
        """The texts at these places."""
        each: Ids = at
        places = np.arange(len(at))
        if (at[1:] <= at[:-1]).any():
            each, places = np.unique(at, return_inverse=True)
        # For Arrow these texts and what lies between them take turns; what lies between is never looked at.
        ends = np.stack([self._starts(each), self._starts(each + 1)], axis=1)
        self._data.check(ends[:, 0], ends[:, 1])
        whole = _binary(ends.ravel(), self._data) if len(at) else pa.array([], type=pa.large_binary())
        return whole.take(pa.array(2 * places))

    def arrow(self) -> pa.LargeBinaryArray:
        """All of them over the same bytes; whoever uses some has them checked first."""
        return _binary(self._starts(np.arange(len(self) + 1)), self._data)

    def place(self, text: bytes, order: Column | None = None) -> tuple[int, bool]:
        """Where a text stands or would stand among these, and whether it is there.

        They are sorted, or `order` has their places in the order in which they are.
        """
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle if order is None else order.one(middle)] < text:
                low = middle + 1
            else:
                high = middle
        return low, low < len(self) and self[low if order is None else order.one(low)] == text


def _binary(ends: Ids, data: Column) -> pa.LargeBinaryArray:
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data.raw)]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends) - 1, buffers)


def narrow(values: Array) -> Array:
    """The same whole numbers in as few bytes as hold each of them."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    kinds = ("<u1", "<u2", "<u4", "<i8") if low >= 0 else ("<i1", "<i2", "<i4", "<i8")
    for kind in kinds:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind, copy=False)
    raise ValueError(f"{high} is no number of 64 bits")


def places(texts: Texts, wanted: Sequence[bytes], order: Column | None = None) -> tuple[Ids, Flags]:
    """`Texts.place` for many at once."""
    if len(wanted) < MANY:
        found = [texts.place(text, order) for text in wanted]
        at_, there = zip(*found, strict=True) if found else ((), ())
        return np.array(at_, dtype=np.int64), np.array(there, dtype=np.bool_)
    return _places(texts, wanted, order)


def _places(texts: Texts, wanted: Sequence[bytes], order: Column | None) -> tuple[Ids, Flags]:
    these = pa.array(wanted, type=pa.large_binary())
    low: Ids = np.zeros(len(these), dtype=np.int64)
    if not len(texts) or not len(these):
        return low, np.zeros(len(these), dtype=np.bool_)

    def at(place: Ids) -> pa.LargeBinaryArray:
        return texts.take(place if order is None else order.take(place).astype(np.int64))

    high = np.full(len(these), len(texts), dtype=np.int64)
    while (is_open := low < high).any():
        middle = np.minimum((low + high) // 2, len(texts) - 1)
        is_before = pc.less(at(middle), these).to_numpy(zero_copy_only=False)
        low, high = (
            np.where(is_open & is_before, middle + 1, low),
            np.where(is_open & ~is_before, middle, high),
        )
    found = pc.equal(at(np.minimum(low, len(texts) - 1)), these).to_numpy(zero_copy_only=False)
    return low, found & (low < len(texts))


def unique(places: Ids) -> Ids:
    """Each once and in order; by sorting, which is faster here than by hashing."""
    ordered = np.sort(places)
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def among(places: Ids, ordered: Ids) -> Flags:
    """Which of the places are among others, that are in order; by halving, not by hashing."""
    if not len(ordered):
        return np.zeros(len(places), dtype=np.bool_)
    at = np.minimum(ordered.searchsorted(places), len(ordered) - 1)
    found: Flags = ordered[at] == places
    return found


def without(places: Ids, ordered: Ids) -> Ids:
    """The places once and in order, but for those that are among others, that are in order."""
    once = unique(places)
    return once[~among(once, ordered)] if len(once) else once


def pairs(first: Ids, second: Ids, most: int) -> tuple[Ids, Ids]:
    """Each pair once and in order; all numbers of `second` are below `most`."""
    once = unique(first * most + second)
    one, other = np.divmod(once, max(most, 1))
    return one, other
