"""Bytes of a file, unpacked and hashed while they are read.

Promises: what is handed on is what was hashed; a truncated or damaged `.gz` is a `LoadError`, and so is
one that unpacks to more than any export does.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loaders.encodings import KEEP_BYTES
from loaders.errors import LoadError, unreadable
from loaders.tables import PACKED, changed_while_read

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    # The class takes a type argument only where types are checked.
    Stream = io.BufferedReader["_Hashing"] | gzip.GzipFile

# Tables of constant values shrink to a hundredth; what shrinks to less was made to fill a disk.
MOST_UNPACKED: Final = 64 << 30
MOST_RATIO: Final = 250
_HARMLESS: Final = 64 << 20
_BLOCK: Final = 1 << 18


def most_unpacked(packed: int) -> int:
    """To how many bytes a package of that size may unpack."""
    return min(MOST_UNPACKED, max(_HARMLESS, MOST_RATIO * packed))


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


class _Unpacking(gzip.GzipFile):
    """A `.gz` that ends in a refusal where it unpacks to too much."""

    def __init__(self, path: Path, packed: io.BufferedReader[_Hashing]) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._path, self._left = path, most_unpacked(path.stat().st_size)

    def read(self, size: int | None = -1) -> bytes:
        return self._counted(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._counted(super().read1(size))

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise unpacks_to_too_much(self._path)
        return data


def unpacks_to_too_much(path: Path) -> LoadError:
    """The refusal of a package that fills disks."""
    problem = f"unpacks to over {MOST_RATIO} times its size, or to over {MOST_UNPACKED >> 30} GiB"
    return LoadError(path, problem, "If you trust its sender, unpack it and load what is inside.")


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
    stream: Stream = _Unpacking(path, buffered) if packed else buffered
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
    except OSError as error:
        raise unreadable(path, error) from error
    finally:
        stream.close()
        buffered.close()


@contextmanager
def reading_text(path: Path, sha256: str | None, encoding: str, newline: str) -> Iterator[io.TextIOWrapper]:
    """The same as text; bytes that can't be decoded are kept."""
    with reading(path, sha256) as stream:
        text = io.TextIOWrapper(stream, encoding, KEEP_BYTES, newline=newline)
        yield text
        text.detach()
