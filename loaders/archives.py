"""Zip archives as folders: unpacked where nobody else can read, gone when the process ends.

Promises: what is unpacked lies below the archive's own folder, which is named as the archive is; the same
bytes are unpacked once. Refuses the whole archive for one bad member: a path that leads out of the folder, a
link, an encrypted or nested archive, two members of one name, and what unpacks to more than any export does.
"""

from __future__ import annotations

import atexit
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from threading import get_ident
from typing import Final

from loaders.errors import LoadError, unreadable
from loaders.streams import most_unpacked, unpacks_to_too_much
from loaders.tables import sha256_of

ARCHIVE: Final = ".zip"
MOST_MEMBERS: Final = 10_000
# Ten thousand members of the longest names and the usual extra fields.
_MOST_DIRECTORY: Final = 16 << 20
_NESTED: Final = (
    ".zip",
    ".7z",
    ".rar",
    ".tar",
    ".tgz",
    ".tbz",
    ".txz",
    ".tar.gz",
    ".tar.bz2",
    ".tar.xz",
    ".tar.zst",
)
_ENCRYPTED: Final = 1
_BLOCK: Final = 1 << 20
_LARGEST_NAME: Final = 255
_DEEPEST: Final = 32
# What zipfile raises on bytes that are no zip, or no longer.
DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    OverflowError,
    struct.error,
)
_unpacked: dict[tuple[int, str], Path] = {}
"""By thread and hash: a thread that is done with its archives takes none from under another."""


def is_archive(path: Path) -> bool:
    """Whether it is to be read as a folder."""
    return path.name.lower().endswith(ARCHIVE)


def unpacked(path: Path) -> Path:
    """The folder with what is in the archive."""
    place = (get_ident(), sha256_of(path))
    folder = _unpacked.get(place)
    if folder is None or folder.name != path.name or not folder.is_dir():
        _unpacked[place] = folder = _unpack(path)
    return folder


def discard() -> None:
    """Remove everything that this thread unpacked; for threads that go on to other archives."""
    for place in [place for place in list(_unpacked) if place[0] == get_ident()]:
        shutil.rmtree(_unpacked.pop(place).parent, ignore_errors=True)


def _discard_all() -> None:
    for folder in _unpacked.values():
        shutil.rmtree(folder.parent, ignore_errors=True)


atexit.register(_discard_all)


def _unpack(path: Path) -> Path:
    private = Path(tempfile.mkdtemp(prefix="lotgraph-"))
    try:
        folder = private / path.name
        folder.mkdir()
        _fill(path, folder)
    except BaseException:
        shutil.rmtree(private, ignore_errors=True)
        raise
    return folder


def _fill(path: Path, folder: Path) -> None:
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(path, members, folder)
            for member in members:
                _write(path, archive, member, folder)
    except (NotImplementedError, RuntimeError) as error:
        raise LoadError(
            path, f"is packed in a way we can't unpack ({error})", "Pack it as a plain zip."
        ) from error
    except DAMAGED as error:
        raise LoadError(path, f"is damaged or no zip ({error})", "Fetch it again, then load it.") from error
    except OSError as error:
        raise unreadable(path, error) from error


def _check_directory(path: Path) -> None:
    """Refuse a directory of members that would fill the memory before the first is looked at."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at >= 0 and len(tail) >= at + 22:
        length = struct.unpack_from("<L", tail, at + 12)[0]
        locator = tail.rfind(b"PK\6\6", 0, at)
        if length == 0xFFFFFFFF and locator >= 0 and len(tail) >= locator + 48:
            length = struct.unpack_from("<Q", tail, locator + 40)[0]
        if length > _MOST_DIRECTORY:
            raise _too_many(path)


def _check(path: Path, members: list[zipfile.ZipInfo], folder: Path) -> None:
    if len(members) > MOST_MEMBERS:
        raise _too_many(path)
    seen: set[str] = set()
    for member in members:
        _check_member(path, member)
        name = member.filename.casefold()
        if name in seen:
            raise _refused(path, member, "is there twice")
        seen.add(name)
    packed = path.stat().st_size
    total = sum(member.file_size for member in members)
    if total > most_unpacked(packed):
        raise unpacks_to_too_much(path)
    if total > shutil.disk_usage(folder).free:
        problem = f"unpacks to {total:,} bytes, and the disk has less room for temporary files"
        raise LoadError(path, problem, "Make room, or name another folder in TMPDIR.")


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or any(sign in name for sign in "\\:\0"):
        raise _refused(path, member, "has a path that may lead out of it")
    if len(parts) > _DEEPEST:
        raise _refused(path, member, f"lies more than {_DEEPEST} folders deep")
    if any(len(part.encode("utf-8", "replace")) > _LARGEST_NAME for part in parts):
        raise _refused(path, member, f"has a name of over {_LARGEST_NAME} bytes")
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _refused(path, member, "is a link or a device, no file")
    if member.flag_bits & _ENCRYPTED:
        raise _refused(path, member, "is encrypted")
    if name.lower().endswith(_NESTED):
        raise _refused(path, member, "is an archive itself")
    if member.file_size > most_unpacked(member.compress_size):
        raise unpacks_to_too_much(path)


def _write(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / member.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with archive.open(member) as source, target.open("xb") as file:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise unpacks_to_too_much(path)
            file.write(block)


def _too_many(path: Path) -> LoadError:
    return LoadError(path, f"has over {MOST_MEMBERS:,} members", "Pack less into one archive.")


def _refused(path: Path, member: zipfile.ZipInfo, problem: str) -> LoadError:
    step = "Nothing of it is loaded; unpack it, look at it, and load the files."
    return LoadError(path, f"{member.filename[:100]!r} in it {problem}", step)
