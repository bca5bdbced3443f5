"""Named arrays in one file that is mapped into memory, each block of it checked before its first use.

Promises: a file is written whole or not at all (`write` syncs it and puts it in its place by a rename);
no byte of an array is handed out that was not compared with its checksum, so that a cut or altered file
raises `Damaged` and never tells something else; opening costs no more for a larger file, since blocks are
checked when they are first touched. Several processes may map one file; nobody changes it.

    magic | arrays, each at a multiple of 64 | CRC-32 of each block | contents (JSON) | lengths, CRC-32, magic

A block is 64 KiB of what lies before the checksums. The contents name each array with its type, place
and length, and hold what the writer says of the whole.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import orjson

from app.snapshot.errors import Damaged
from ledger.files import sync_folder
from lineage.column import Array, Column, Ids

MAGIC = b"lotgraph lineage 2\n"
BLOCK = 1 << 16
_ALIGN = 64
_FOOT = struct.Struct("<QQI")  # bytes of data, bytes of contents, CRC-32 of contents and checksums


class Container:
    """A mapped file. `said` is what its writer said of the whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file
            raise Damaged(f"{path} is empty") from error
        contents, self._sums, data = _read_foot(self._map, path)
        self.said: Mapping[str, object] = contents["said"]
        self._places = _places(contents["arrays"])
        self._data = np.frombuffer(self._map, dtype=np.uint8, count=data)
        self._unchecked = np.ones(len(self._sums), dtype=bool)
        self._left, self._counting = len(self._sums), threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._places

    @property
    def is_checked(self) -> bool:
        """Whether every block was compared."""
        return not self._left

    @property
    def nbytes(self) -> Mapping[str, int]:
        """Bytes of each array."""
        return {n: np.dtype(kind).itemsize * count for n, (kind, _, count) in self._places.items()}

    def column(self, name: str) -> Column:
        """The array of this name."""
        try:
            kind, offset, count = self._places[name]
        except KeyError as error:
            raise Damaged(f"{self.path} has no {name}") from error
        return _Mapped(self, np.dtype(kind), offset, count)

    def check_all(self) -> None:
        """Compare every block that was not looked at yet."""
        if self._left:
            self.check(np.flatnonzero(self._unchecked))

    def check(self, blocks: Ids) -> None:
        """Compare these blocks with their checksums, those that were compared before aside."""
        if not self._left:
            return
        for block in np.unique(blocks[self._unchecked[blocks]]).tolist():
            self.check_one(block)

    def check_one(self, block: int) -> None:
        """Compare one block with its checksum, unless that was done before."""
        if self._unchecked[block]:
            found = zlib.crc32(self._data[block * BLOCK : (block + 1) * BLOCK].data)
            if found != self._sums[block]:
                raise Damaged(f"{self.path} was altered between {block * BLOCK} and {(block + 1) * BLOCK}")
            with self._counting:
                self._left -= int(self._unchecked[block])
                self._unchecked[block] = False

    def view(self, kind: np.dtype[np.generic], offset: int, count: int) -> Array:
        """Bytes as values, unchecked: whoever takes from it has them checked first."""
        return self._data[offset : offset + count * kind.itemsize].view(kind)


class _Mapped:
    """An array of a mapped file."""

    def __init__(self, container: Container, kind: np.dtype[np.generic], offset: int, count: int) -> None:
        self._container, self._offset, self._size = container, offset, kind.itemsize
        self.raw = container.view(kind, offset, count)

    def __len__(self) -> int:
        return len(self.raw)

    def take(self, at: Ids) -> Array:
        # No value lies across two blocks: arrays begin at multiples of 64 and values are 1, 2, 4 or 8 long.
        if not self._container.is_checked:
            self._container.check((self._offset + at * self._size) // BLOCK)
        return self.raw[at]

    def part(self, start: int, stop: int) -> Array:
        if stop > start and not self._container.is_checked:
            first = (self._offset + start * self._size) // BLOCK
            last = (self._offset + (stop - 1) * self._size) // BLOCK
            for block in range(first, last + 1):
                self._container.check_one(block)
        return self.raw[start:stop]

    def one(self, at: int) -> int:
        if not self._container.is_checked:
            self._container.check_one((self._offset + at * self._size) // BLOCK)
        return int(self.raw[at])

    def check(self, starts: Ids, stops: Ids) -> None:
        if not self._container.is_checked:
            some = stops > starts
            first = (self._offset + starts[some] * self._size) // BLOCK
            last = (self._offset + (stops[some] - 1) * self._size) // BLOCK
            self._container.check(first)
            while len(first):
                first, last = first[first < last] + 1, last[first < last]
                self._container.check(first)


def write(path: Path, arrays: Mapping[str, Array], said: Mapping[str, object]) -> None:
    """Write a file beside its place, sync it and put it there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            sums, block = bytearray(), bytearray()
            places: dict[str, tuple[str, int, int]] = {}
            for piece in _pieces(arrays, places):
                block += piece
                whole = len(block) // BLOCK * BLOCK
                for start in range(0, whole, BLOCK):
                    sums += struct.pack("<I", zlib.crc32(memoryview(block)[start : start + BLOCK]))
                file.write(piece)
                del block[:whole]
            if block:
                sums += struct.pack("<I", zlib.crc32(block))
            data = file.tell()
            contents = orjson.dumps({"said": said, "arrays": places})
            file.write(sums + contents)
            file.write(_FOOT.pack(data, len(contents), zlib.crc32(contents, zlib.crc32(sums))) + MAGIC)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _pieces(arrays: Mapping[str, Array], places: dict[str, tuple[str, int, int]]) -> Iterator[memoryview]:
    """The data of the file piece by piece; fills in where each array begins."""
    yield memoryview(MAGIC)
    at = len(MAGIC)
    for name, array in arrays.items():
        padding = -at % _ALIGN
        yield memoryview(bytes(padding))
        at += padding
        places[name] = (array.dtype.str, at, len(array))
        flat = np.ascontiguousarray(array).view(np.uint8).data
        for start in range(0, len(flat), 64 * BLOCK):
            yield flat[start : start + 64 * BLOCK]
        at += len(flat)


def _places(told: Mapping[str, object]) -> dict[str, tuple[str, int, int]]:
    """As `write` wrote them, and their checksum says that nobody altered them."""
    return {name: tuple(place) for name, place in told.items()}  # type: ignore[arg-type,misc]


def _read_foot(mapped: mmap.mmap, path: Path) -> tuple[dict[str, dict[str, object]], Array, int]:
    """Contents, checksums and the length of the data, all checked."""
    tail = _FOOT.size + len(MAGIC)
    if mapped[: len(MAGIC)] != MAGIC or mapped[-len(MAGIC) :] != MAGIC or len(mapped) < tail + len(MAGIC):
        raise Damaged(f"{path} is no whole snapshot of this version")
    data, length, crc = _FOOT.unpack(mapped[-tail : -len(MAGIC)])
    blocks = -(-data // BLOCK)
    if data + 4 * blocks + length + tail != len(mapped):
        raise Damaged(f"{path} has not the length it should have")
    if zlib.crc32(mapped[data:-tail]) != crc:
        raise Damaged(f"{path}: its contents were altered")
    sums = np.frombuffer(mapped[data : data + 4 * blocks], dtype="<u4")
    return orjson.loads(mapped[data + 4 * blocks : -tail]), sums, data
