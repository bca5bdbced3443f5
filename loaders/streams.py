"""Bytes of a file, unpacked and hashed while they are read.

Promises: what is handed on is what was hashed; a truncated or damaged `.gz` is a `LoadError` that
says how far it could be read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.errors import LoadError, unreadable
from loaders.tables import PACKED, changed_while_read

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    # The class takes a type argument only where types are checked.
    Stream = io.BufferedReader["_Hashing"] | gzip.GzipFile

_BLOCK = 1 << 18


class _Hashing(io.RawIOBase):
    """A file that remembers the hash of what was read from it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        count = self._file.readinto(view) or 0
        self.digest.update(view[:count])
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def check_whole(path: Path) -> None:
    """Refuse a damaged `.gz` before its first row is taken: the mended file would be another load."""
    if path.name.lower().endswith(PACKED):
        with reading(path, None) as stream:
            while stream.read(_BLOCK):
                pass


@contextmanager
def reading(path: Path, sha256: str | None) -> Iterator[Stream]:
    """The unpacked bytes; on a clean exit the rest is read and the hash compared, where one is given."""
    try:
        raw = _Hashing(path)
    except OSError as error:
        raise unreadable(path, error) from error
    buffered = io.BufferedReader(raw, _BLOCK)
    packed = path.name.lower().endswith(PACKED)
    stream: Stream = gzip.GzipFile(fileobj=buffered, mode="rb") if packed else buffered
    try:
        yield stream
        while sha256 and buffered.read(_BLOCK):
            pass
        if sha256 and raw.digest.hexdigest() != sha256:
            raise changed_while_read(path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LoadError(
            path,
            f"is damaged or cut off: it can't be unpacked to its end ({error})",
            "Fetch it again, then load it.",
        ) from error
    finally:
        stream.close()
        buffered.close()
