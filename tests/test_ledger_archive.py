"""The archive's writer: bytes as documented, incremental, whole whenever it is killed, short proofs."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import archive as module
from ledger.archive import Archive, Record, export
from ledger.commit import Header, pack, unpack
from ledger.errors import ArchiveError
from ledger.proof import check_consistency, consistency
from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, root_of
from ledger.verify import verify
from ledger.verify_notes import read_key
from tests.support import golden, ledger_second
from tests.support.ledger_archives import (
    checkpoint,
    lines_of,
    make,
    record,
    records,
    rotation,
    signer,
)

KEY = str(signer().key)
TWO_BUNDLES = [1] * 600


def complaints(folder: Path, witness: bytes | None = None) -> list[str]:
    """Of both verifiers. Where the archive has no checkpoint yet, `first_seen` is one of elsewhere."""
    found = verify(folder, read_key(KEY), witness=witness).findings
    return [*map(str, found), *ledger_second.check(folder, KEY, witness)]


def first_seen(log: list[Record]) -> bytes:
    """A checkpoint of the first commit."""
    return checkpoint(log, 1, signer())[1]


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- bytes -----------------------------------------------------------------------------------------


def test_a_bundle_has_the_documented_bytes(tmp_path: Path) -> None:
    log = records([2, 0])
    export(tmp_path, log, notes={})
    head = (
        "lotgraph-bundle/1\n1 2\n"
        f"{root_of(r.header for r in log).hex()}\n"
        f"{len(log[0].header)} {len(log[0].payload)} 2 {leaf_hash(log[0].header).hex()}\n"
        f"{len(log[1].header)} {len(log[1].payload)} 0 {leaf_hash(log[1].header).hex()}\n"
        "\n"
    ).encode()
    hashes = b"".join(map(leaf_hash, lines_of(1, 2)))
    whole = head + log[0].header + log[1].header + log[0].payload + log[1].payload + hashes
    files = files_of(tmp_path)
    assert set(files) == {"bundles/0000000001.bundle", "manifest.json"}
    assert files["bundles/0000000001.bundle"] == whole + hashlib.sha256(whole).digest()
    root = root_of(r.header for r in log).hex()
    text = f'{{"format":"lotgraph-archive/1","notes":{{}},"root":"{root}","size":2}}\n'
    assert files["manifest.json"] == text.encode()


def test_the_manifest_lists_the_notes_with_their_hashes(tmp_path: Path) -> None:
    made = make(tmp_path, [1, 2, 3], signed=[2, 3], rotated_at=2)
    assert set(made.notes) == {path.name for path in (tmp_path / "notes").iterdir()}
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert manifest["notes"] == {n: hashlib.sha256(data).hexdigest() for n, data in made.notes.items()}
    assert (manifest["size"], manifest["root"]) == (3, root_of(r.header for r in made.log).hex())


def test_an_empty_ledger_has_an_archive(tmp_path: Path) -> None:
    assert export(tmp_path, [], notes={}).size == 0
    assert complaints(tmp_path) == []
    assert Archive(tmp_path).root(0) == EMPTY_ROOT
    assert Archive(tmp_path / "nowhere").size == 0


# --- going on --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stops", [[600], [1, 2, 599], [255, 256, 257, 512], [300], []])
def test_an_archive_is_the_same_in_however_many_steps(tmp_path: Path, stops: list[int]) -> None:
    log = records(TWO_BUNDLES)
    export(tmp_path / "at once", log, notes={})
    for first, end in itertools.pairwise([0, *stops, 600]):
        archive = export(tmp_path / "in steps", log[first:end], notes={})
        assert archive.size == end
        assert complaints(tmp_path / "in steps", first_seen(log)) == []
    assert files_of(tmp_path / "in steps") == files_of(tmp_path / "at once")


def test_a_full_bundle_is_never_touched_again(tmp_path: Path) -> None:
    log = records(TWO_BUNDLES)
    export(tmp_path, log[:300], notes={})
    full = tmp_path / "bundles" / "0000000001.bundle"
    before = full.stat()
    export(tmp_path, log[300:], notes={})
    assert (full.stat().st_mtime_ns, full.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert len(list((tmp_path / "bundles").iterdir())) == 3


def test_exporting_nothing_new_writes_nothing_new(tmp_path: Path) -> None:
    made = make(tmp_path, [1, 2], signed=[2])
    before = files_of(tmp_path)
    export(tmp_path, [], notes=made.notes)
    assert files_of(tmp_path) == before


def test_the_edge_goes_on_where_the_archive_ends(tmp_path: Path) -> None:
    log = records(TWO_BUNDLES)
    frontier = Frontier()
    for size, each in enumerate(log, start=1):
        frontier = frontier.append(each.header)
        if size in (1, 255, 256, 257, 511, 512, 513, 600):
            archive = export(tmp_path / str(size), log[:size], notes={})
            assert archive.edge() == frontier
            assert archive.root(size) == frontier.root()


# --- killed ----------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for the end of the process."""


def dying(real: Callable[..., None], after: int) -> Callable[..., None]:
    """A system call that works so many times."""
    left = iter(range(after))

    def call(*arguments: object) -> None:
        if next(left, None) is None:
            raise Killed
        real(*arguments)

    return call


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_kill_at_any_step_leaves_a_valid_shorter_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Before each rename and each sync; the next export goes on and comes to the same bytes."""
    log = records(TWO_BUNDLES)
    notes = dict([checkpoint(log, 300, signer(1)), rotation(1, 300), checkpoint(log, 600, signer(2))])
    export(tmp_path / "whole", log, notes=notes)
    sizes = set()
    for after in itertools.count():
        folder = tmp_path / str(after)
        export(folder, log[:10], notes={})
        with monkeypatch.context() as patch:
            patch.setattr(os, call, dying(getattr(os, call), after))
            try:
                export(folder, log[10:], notes=notes)
                break
            except Killed:
                pass
        assert complaints(folder, first_seen(log)) == [], after
        size = Archive(folder).size
        sizes.add(size)
        export(folder, log[size:], notes=notes)
        assert files_of(folder) == files_of(tmp_path / "whole")
    assert sizes == {10, 256, 512, 600}
    assert after >= 7


def test_the_first_export_may_be_killed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the folder says that it is an archive, it is a whole one."""
    log = records([1] * 300)
    for after in range(1, 4):
        folder = tmp_path / str(after)
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", dying(os.replace, after))
            with pytest.raises(Killed):
                export(folder, log, notes={})
        seen = first_seen(log) if Archive(folder).size else None
        assert complaints(folder, seen) == []
        assert export(folder, log[Archive(folder).size :], notes={}).size == 300


# --- refusals --------------------------------------------------------------------------------------


def broken(kind: str) -> Iterator[Record]:
    good = record(2, [b"a", b"b"])
    header = Header.decode(good.header)
    assert unpack(good.payload, header) == [b"a", b"b"]
    yield {
        "a hole": record(3, [b"a"]),
        "again": record(1, [b"a"]),
        "other lines": Record(good.header, pack([b"a", b"c"]).compressed),
        "another frame": Record(good.header, good.payload[:-1]),
        "another header": Record(good.header.replace(b'"n":2', b'"n":3'), good.payload),
        "no header": Record(b"{}", good.payload),
    }[kind]


@pytest.mark.parametrize(
    "kind", ["a hole", "again", "other lines", "another frame", "another header", "no header"]
)
def test_what_is_damaged_or_does_not_follow_is_not_archived(tmp_path: Path, kind: str) -> None:
    export(tmp_path, records([1]), notes={})
    before = files_of(tmp_path)
    with pytest.raises(ArchiveError, match=r"commit 2 is damaged|does not follow"):
        export(tmp_path, broken(kind), notes={})
    assert files_of(tmp_path) == before


def test_commits_that_do_not_give_the_ledgers_root_are_not_attested(tmp_path: Path) -> None:
    log = records([1, 1])
    export(tmp_path, log[:1], notes={}, root=root_of([log[0].header]))
    with pytest.raises(ArchiveError, match="the ledger's root"):
        export(tmp_path, log[1:], notes={}, root=EMPTY_ROOT)
    assert json.loads((tmp_path / "manifest.json").read_bytes())["size"] == 1


def test_a_checkpoint_of_another_ledger_is_refused(tmp_path: Path) -> None:
    log, other = records([1, 2, 3]), records([1, 1, 3])
    with pytest.raises(ArchiveError, match="no checkpoint of this ledger"):
        export(tmp_path, log, notes=dict([checkpoint(other, 2, signer())]))


def test_a_checkpoint_beyond_the_end_waits(tmp_path: Path) -> None:
    log = records([1, 2, 3])
    notes = dict([checkpoint(log, 2, signer()), checkpoint(log, 3, signer())])
    export(tmp_path, log[:2], notes=notes)
    assert [path.name for path in (tmp_path / "notes").iterdir()] == [checkpoint(log, 2, signer())[0]]
    export(tmp_path, log[2:], notes=notes)
    assert set(notes) == {path.name for path in (tmp_path / "notes").iterdir()}


def test_a_note_is_never_replaced(tmp_path: Path) -> None:
    made = make(tmp_path, [1, 2], signed=[2])
    (name,) = made.notes
    with pytest.raises(ArchiveError, match="has another checkpoint"):
        export(tmp_path, [], notes={name: made.notes[name] + "— other AAAAAAAA\n".encode()})


def test_a_folder_with_a_hole_is_not_continued(tmp_path: Path) -> None:
    export(tmp_path, records(TWO_BUNDLES), notes={})
    (tmp_path / "bundles" / "0000000257.bundle").unlink()
    with pytest.raises(ArchiveError, match="bundles are missing"):
        Archive(tmp_path)


def test_a_file_that_is_no_bundle_is_not_continued(tmp_path: Path) -> None:
    export(tmp_path, records([1]), notes={})
    (tmp_path / "bundles" / "0000000001.bundle").write_bytes(b"something\n")
    with pytest.raises(ArchiveError, match="is no bundle"):
        Archive(tmp_path)


# --- proofs ----------------------------------------------------------------------------------------


def test_golden_facts_are_proven_from_the_archive(tmp_path: Path) -> None:
    log = golden.commits()
    archive = export(tmp_path, [Record(h, pack(lines).compressed) for h, lines in log], notes={})
    for size in range(1, 8):
        root = bytes.fromhex(golden.frozen("roots.txt")[size])
        for seq, (header, lines) in enumerate(log[:size], start=1):
            for index, line in enumerate(lines):
                proof = archive.prove(seq, index, size)
                assert (proof.line, proof.header) == (line, header)
                assert proof.check(root).seq == seq


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_fact_is_proven_at_any_size_and_sizes_are_consistent(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.sampled_from([0, 1, 2, 255, 256, 257, 511, 700]), min_size=1, max_size=6))
    counts += [1] * data.draw(st.sampled_from([0, 1, 250, 255, 300]))
    log = records(counts)
    archive = export(tmp_path_factory.mktemp("archive"), log, notes={})
    roots = [EMPTY_ROOT, *itertools.accumulate(log, lambda f, r: f.append(r.header), initial=Frontier())]
    by_size = {f.size: f.root() for f in roots if isinstance(f, Frontier)}
    for _ in range(8):
        seq = data.draw(st.integers(1, len(log)))
        size = data.draw(st.integers(seq, len(log)))
        if counts[seq - 1]:
            index = data.draw(st.integers(0, counts[seq - 1] - 1))
            proof = archive.prove(seq, index, size)
            assert proof.line == lines_of(seq, counts[seq - 1])[index]
            proof.check(by_size[size])
        check_consistency(seq, by_size[seq], size, by_size[size], consistency(archive.node, seq, size))


def test_what_is_not_in_the_archive_has_no_proof(tmp_path: Path) -> None:
    archive = export(tmp_path, records([1, 2]), notes={})
    for wrong in ((0, 0, 2), (3, 0, 3), (2, 0, 1), (1, 0, 3), (1, 1, 2), (1, -1, 2)):
        with pytest.raises(ArchiveError):
            archive.prove(*wrong)
    with pytest.raises(ArchiveError, match="and not 3"):
        archive.root(3)


def test_bundles_of_the_document_are_those_of_the_code() -> None:
    text = " ".join((Path(__file__).parent.parent / "docs" / "ledger-format.md").read_text("utf-8").split())
    assert f"1 to {module.COMMITS} commits" in text
    assert f"`{module.BUNDLE.decode()}`" in text
    assert f"`{module.FORMAT}`" in text
