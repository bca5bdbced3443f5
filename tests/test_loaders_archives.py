"""Archives as folders, and packages that were made to fill a disk."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders import LoadError, Source, archives, plan
from loaders.archives import discard, unpacked
from tests.support.files import opened, written

LOTS = "material,lot\nRM-1,1\n"
Member = str | zipfile.ZipInfo


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which archives are unpacked; what is left there was not removed."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    discard()
    assert list(folder.iterdir()) == []


def archive(folder: Path, *members: tuple[Member, str | bytes], name: str = "export.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, data in members:
            packed.writestr(member, data)
    return path


def planned(*paths: Path) -> list[Source]:
    return plan(list(paths), profile="canonical", namespace=None)


def test_an_archive_is_like_a_folder(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        ("lot.csv", LOTS),
        ("2025/material.csv.gz", gzip.compress(b"number\nRM-1\n")),
        ("2025/README.md", "x"),
        ("__MACOSX/._lot.csv", b"\0"),
        (".hidden/lot.csv", LOTS),
        ("empty/", ""),
    )
    sources = planned(path)
    assert [s.name for s in sources] == ["export.zip/lot.csv", "export.zip/2025/material.csv.gz"]
    assert [sum(o.rows for o in s.outcomes()) for s in sources] == [1, 1]


def test_an_archive_in_a_folder_is_a_folder_of_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path / "in", LOTS, "lot.csv")
    archive(tmp_path / "in", ("lot.csv", LOTS.replace("1", "2")))
    names = [source.name for source in planned(tmp_path / "in")]
    assert names == ["export.zip/lot.csv", "lot.csv"]


def test_the_load_is_that_of_the_files_inside(tmp_path: Path) -> None:
    (inside,) = planned(archive(tmp_path, ("lot-2025.csv", LOTS)))
    (beside,) = planned(written(tmp_path, LOTS, "lot.csv"))
    assert inside.load_id == beside.load_id


def test_a_folder_without_a_required_file_is_refused_when_packed_too(tmp_path: Path) -> None:
    path = archive(tmp_path, ("stock.lot.csv", "ID,Number,Product/ID,Product/Code\n"))
    with pytest.raises(LoadError, match=r"export\.zip: lacks stock\.move"):
        plan([path], profile="tryton", namespace=None)


def test_refusals_name_the_file_in_the_archive(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"export\.zip.lot\.csv:1: has two columns named 'lot'"):
        planned(archive(tmp_path, ("lot.csv", "lot,lot\n")))


def test_what_is_unpacked_is_private_and_unpacked_once(tmp_path: Path, temporary: Path) -> None:
    path = archive(tmp_path, ("a/lot.csv", LOTS))
    folder = unpacked(path)
    assert folder.name == "export.zip"
    assert (folder / "a" / "lot.csv").read_text() == LOTS
    (private,) = temporary.iterdir()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert unpacked(path) == folder
    archive(tmp_path, ("a/lot.csv", LOTS + "RM-2,2\n"))
    assert unpacked(path) != folder
    discard()
    assert not folder.exists()


def test_what_is_unpacked_goes_with_the_process(tmp_path: Path, temporary: Path) -> None:
    code = (
        "import sys;from pathlib import Path;from loaders.archives import unpacked;"
        "assert list(unpacked(Path(sys.argv[1])).iterdir())"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(archive(tmp_path, ("lot.csv", LOTS)))],
        cwd=Path(__file__).resolve().parent.parent,
        env={**os.environ, "TMPDIR": str(temporary)},
        check=True,
    )
    assert list(temporary.iterdir()) == []


def linked(mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("lot.csv")
    member.create_system, member.external_attr = 3, mode << 16
    return member


def flagged(path: Path) -> Path:
    """The archive with all members marked as encrypted."""
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(data)
    return path


MEMBERS: dict[str, tuple[Member, str]] = {
    "up": ("../lot.csv", "may lead out of it"),
    "up in the middle": ("a/../../lot.csv", "may lead out of it"),
    "absolute": ("/lot.csv", "may lead out of it"),
    "a drive": ("C:/lot.csv", "may lead out of it"),
    "a share": ("\\\\host\\lot.csv", "may lead out of it"),
    "backslashes": ("..\\lot.csv", "may lead out of it"),
    "a stream": ("lot.csv:x", "may lead out of it"),
    "a zip": ("inner.zip", "is an archive itself"),
    "a tar": ("inner.tar.gz", "is an archive itself"),
    "deep": ("a/" * 40 + "lot.csv", "lies more than 32 folders deep"),
    "a long name": ("x" * 300 + ".csv", "has a name of over 255 bytes"),
    "a long name in two bytes": ("ä" * 130 + ".csv", "has a name of over 255 bytes"),
    "a link": (linked(stat.S_IFLNK | 0o777), "is a link or a device"),
    "a device": (linked(stat.S_IFCHR | 0o666), "is a link or a device"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_one_bad_member_refuses_the_archive(tmp_path: Path, name: str) -> None:
    member, problem = MEMBERS[name]
    path = archive(tmp_path, ("material.csv", "number\n"), (member, LOTS))
    with pytest.raises(LoadError, match=problem) as caught:
        planned(path)
    assert caught.value.path == path
    assert not (tmp_path / "lot.csv").exists()


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="is encrypted"):
        planned(flagged(archive(tmp_path, ("lot.csv", LOTS))))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("again", ["lot.csv", "LOT.csv"])
def test_two_members_of_one_name_are_refused(tmp_path: Path, again: str) -> None:
    with pytest.raises(LoadError, match="is there twice"):
        planned(archive(tmp_path, ("lot.csv", LOTS), (again, LOTS)))


def test_a_member_that_is_also_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="can't be read"):
        planned(archive(tmp_path, ("lot", LOTS), ("lot/lot.csv", LOTS)))


def test_a_method_that_we_lack_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, ("lot.csv", LOTS))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        data[data.index(mark) + offset] = 9
    path.write_bytes(data)
    with pytest.raises(LoadError, match="is packed in a way we can't unpack"):
        planned(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive"])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LoadError, match="is damaged or no zip"):
        planned(written(tmp_path, data, "export.zip"))


def test_an_archive_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="holds no files to load"):
        planned(archive(tmp_path))


def test_a_damaged_member_refuses_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path, ("lot.csv", LOTS * 100))
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(LoadError, match="is damaged or no zip"):
        planned(path)


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    with pytest.raises(LoadError, match="has over 3 members"):
        planned(archive(tmp_path, *((f"lot-{n}.csv", LOTS) for n in range(4))))


@pytest.mark.parametrize("large", [False, True])
def test_a_directory_that_fills_the_memory_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    path = archive(tmp_path, ("lot.csv", LOTS))
    data = path.read_bytes()
    end = data.index(b"PK\5\6")
    size = struct.pack("<L", 0xFFFFFFFF if large else 17 << 20)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 17 << 20, 0) if large else b""
    path.write_bytes(data[:end] + record + data[end : end + 12] + size + data[end + 16 :])
    monkeypatch.setattr("zipfile.ZipFile", None)
    with pytest.raises(LoadError, match="has over 10,000 members"):
        planned(path)


# --- bombs ---------------------------------------------------------------------------------------


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.streams._HARMLESS", 1 << 20)


LINE = b"0" * 1000
ZEROS = b"material,lot\n" + (LINE + b",0\n") * 2100


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("name", ["lot.csv", "lot.csv.gz"])
def test_a_bomb_in_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    data = gzip.compress(ZEROS) if name.endswith("gz") else ZEROS
    with pytest.raises(LoadError, match=r"unpacks to over 250 times its size"):
        planned(archive(tmp_path, (name, data)))


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("name", ["lot.csv.gz", "lot.jsonl.gz", "lot.json.gz"])
def test_a_packed_bomb_is_refused(tmp_path: Path, name: str) -> None:
    object_line = b'{"a":"' + LINE + b'"}\n'
    lines = {"csv": ZEROS, "jsonl": object_line * 2100, "json": b"[" + b"\n" * (2 << 20) + b"]"}
    path = written(tmp_path, gzip.compress(lines[name.split(".")[1]]), name)
    with pytest.raises(LoadError, match=r"unpacks to over 250 times its size, or to over 64 GiB"):
        list(opened(path).rows())
    with pytest.raises(LoadError, match=r"unpacks to over 250 times its size"):
        planned(path)


@pytest.mark.usefixtures("small_limits")
def test_a_member_that_says_it_is_smaller_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, ("lot.csv", ZEROS))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = struct.pack("<L", 1000)
    path.write_bytes(data)
    with pytest.raises(LoadError, match=r"is damaged or no zip \(Bad CRC-32"):
        planned(path)


@pytest.mark.usefixtures("small_limits")
def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Each is harmless alone; the directory lists one member a hundred times."""
    path = archive(tmp_path, ("lot-00.csv", LOTS + "RM-1,1\n" * 10_000))
    data = path.read_bytes()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"lot-00", b"lot-%02d" % n) for n in range(100))
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 100, 100, len(entries), start, 0)
    path.write_bytes(data[:start] + entries + tail)
    with pytest.raises(LoadError, match=r"unpacks to over 250 times its size"):
        planned(path)


def test_what_shrinks_well_is_no_bomb(tmp_path: Path) -> None:
    (source,) = planned(written(tmp_path, gzip.compress(ZEROS), "lot.csv.gz"))
    assert source.size < len(ZEROS) / 250


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 3})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(LoadError, match=r"the disk has less room .* TMPDIR"):
        planned(archive(tmp_path, ("lot.csv", LOTS)))


def test_memory_stays_small_while_a_large_member_is_unpacked(tmp_path: Path) -> None:
    block = io.BytesIO(os.urandom(1 << 20)).getvalue()
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed, packed.open("lot.csv", "w") as member:
        for _ in range(4):
            member.write(block)
    folder = unpacked(path)
    assert (folder / "lot.csv").stat().st_size == 4 << 20
