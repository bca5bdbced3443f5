"""The archive's verifier on the folder as a whole: bundles, manifest, notes, time-stamps."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.archive import export
from ledger.commit import pack
from ledger.errors import TimeStampError
from ledger.note import Checkpoint, sign
from ledger.timestamp import accept, request
from ledger.verify import verify
from ledger.verify_bundle import Finding
from ledger.verify_notes import Refused, stamped_at
from tests.support.ledger_archives import ORIGIN, Made, checkpoint, lines_of, make, record, signer
from tests.support.ledger_checked import (
    AUTHORITY,
    GOLDEN,
    STAMPED,
    checked,
    places,
    second,
)
from tests.support.ledger_tamper import Parts, compressed, lines_in

# --- bundles as files ------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path) -> Made:
    """Three bundles."""
    return make(tmp_path / "archive", [1] * 600, signed=[200, 400, 600])


def test_a_missing_bundle_is_named_with_its_commits(three: Made) -> None:
    (three.folder / "bundles" / "0000000257.bundle").unlink()
    assert places(three.folder) == {
        ("missing", 257, 512, None, None),
        ("root", 201, 400, None, None),
        ("root", 201, 600, None, None),
    }
    assert checked(three.folder).facts == 256 + 88


def test_a_truncated_archive_is_named_by_what_it_once_was(three: Made) -> None:
    (three.folder / "bundles" / "0000000513.bundle").unlink()
    assert places(three.folder, witness=three.outside) == {("root", 401, 600, None, None)}
    report = checked(three.folder, witness=three.outside)
    assert (report.size, report.signed, report.witnessed) == (512, 400, 0)
    assert "the archive ends at 512" in str(report.findings[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:-40],
        lambda data: data + b"x",
        lambda data: data.replace(b"bundle/1", b"bundle/2", 1),
        lambda data: data.replace(b"257 256", b"257 0256", 1),
        lambda data: data.replace(b"257 256", b"256 256", 1),
        lambda data: data.replace(b"257 256", b"257 255", 1),
        lambda data: data.replace(b" 1 ", b" 2 ", 1),
        lambda data: data.replace(b" 1 ", b" 01 ", 1),
        lambda data: data.replace(b" 1 ", b" -1 ", 1),
        lambda data: data.replace(b" 1 ", b"  1 ", 1),
    ],
)
def test_a_bundle_out_of_shape_is_named_and_the_others_are_read(
    three: Made, change: Callable[[bytes], bytes]
) -> None:
    path = three.folder / "bundles" / "0000000257.bundle"
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before
    assert ("bundle", 257, 512, None, None) in places(three.folder)
    assert checked(three.folder).facts == 256 + 88


def test_a_bundle_that_is_not_full_has_none_after_it(three: Made) -> None:
    path = three.folder / "bundles" / "0000000257.bundle"
    parts = Parts.read(path)
    for part in (parts.headers, parts.payloads, parts.hashes, parts.numbers, parts.leaves):
        del part[-1:]
    parts.write()
    assert ("bundle", 257, 512, None, None) in places(three.folder)


def test_other_files_and_unfinished_ones_mean_nothing(made: Made) -> None:
    for name in ("readme.txt", "bundles/0000000001.bundle.unfinished", "bundles/x.bundle", "notes/a.txt"):
        (made.folder / name).write_bytes(b"anything")
    (made.folder / "bundles" / "0000000002.bundle").write_bytes(b"anything")
    assert checked(made.folder).findings == []
    assert second(made.folder) == []


# --- manifest and notes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b":7}", b":7.0}"),
        lambda data: data.replace(b":7}", b":-7}"),
        lambda data: data.replace(b":7}", b":true}"),
        lambda data: data.replace(b"archive/1", b"archive/2"),
        lambda data: data.replace(b'"size"', b'"sise"'),
        lambda data: data.replace(b'"root":"', b'"root":"00'),
        lambda data: b"[1]\n",
    ],
)
def test_a_manifest_out_of_shape_is_named(made: Made, change: Callable[[bytes], bytes]) -> None:
    path = made.folder / "manifest.json"
    path.write_bytes(change(path.read_bytes()))
    assert places(made.folder) == {("manifest", None, None, None, None)}


def test_a_missing_manifest_is_named(made: Made) -> None:
    (made.folder / "manifest.json").unlink()
    assert places(made.folder) == {("manifest", None, None, None, None)}


def test_a_manifest_of_another_size_or_root_is_named(made: Made) -> None:
    path = made.folder / "manifest.json"
    good = path.read_bytes()
    path.write_bytes(good.replace(b":7}", b":6}"))
    assert places(made.folder) == {("root", 4, 6, None, None)}
    path.write_bytes(good.replace(b":7}", b":9000000000}"))
    assert places(made.folder) == {("root", 7, 9_000_000_000, None, None)}


def test_a_note_that_is_gone_or_altered_is_named(made: Made) -> None:
    path = made.folder / "notes" / f"checkpoint-0000000003-{signer().key.id.hex()}.note"
    good = path.read_bytes()
    path.write_bytes(good + "— other.example/witness AAAAAAAA\n".encode())
    assert {f.kind for f in checked(made.folder).findings} == {"note"}
    path.write_bytes(good.replace(b"\n3\n", b"\n2\n"))
    assert {f.kind for f in checked(made.folder).findings} == {"note", "checkpoint"}
    path.unlink()
    assert places(made.folder) == {("missing", None, None, None, None)}
    assert checked(made.folder).findings[0].file == f"notes/{path.name}"


def put_note(folder: Path, name: str, data: bytes) -> None:
    """A note that the manifest does not speak of yet, as after a killed export."""
    (folder / "notes" / name).write_bytes(data)


@pytest.mark.parametrize("kind", ["another root", "another log", "another key", "another name", "later"])
def test_a_checkpoint_that_is_not_the_ledgers_is_named(made: Made, kind: str) -> None:
    name, good = checkpoint(made.log, 4, signer())
    head = Checkpoint.parse(good.decode().split("\n\n")[0] + "\n")
    put_note(
        made.folder,
        name.replace("-0000000004-", "-0000000005-") if kind == "another name" else name,
        {
            "another root": sign(replace(head, root=bytes(32)).text, signer()).encode(),
            "another log": sign(replace(head, origin="other.example/log").text, signer()).encode(),
            "another key": sign(head.text, signer(2)).encode(),
            "another name": good,
            "later": sign(replace(head, size=99).text, signer()).encode(),
        }[kind],
    )
    found = checked(made.folder).findings
    assert [finding.kind for finding in found] == ["root" if kind == "another root" else "checkpoint"]
    assert second(made.folder)


def test_a_rewritten_ledger_is_found_by_the_checkpoint_that_was_held_outside(
    made: Made, tmp_path: Path
) -> None:
    """The tamperer recomputes everything and leaves out what they cannot sign."""
    log = list(made.log)
    log[3] = record(4, lines_of(99, 300))
    folder = tmp_path / "rewritten"
    export(folder, log, notes=dict([checkpoint(log, 3, signer())]))
    assert checked(folder).findings == []
    assert checked(folder).to_json()["unwitnessed"] == 7
    assert places(folder, witness=made.outside) == {("root", 4, 6, None, None)}


def test_a_witness_must_be_signed_for_this_ledger(made: Made) -> None:
    for witness in (b"", made.outside[:-1], checkpoint(made.log, 6, signer(2))[1]):
        assert {f.kind for f in checked(made.folder, witness=witness).findings} == {"witness"}
        assert second(made.folder, witness)


def test_a_hidden_rotation_is_found(tmp_path: Path) -> None:
    made = make(tmp_path / "archive", [1] * 5, signed=[2, 4], rotated_at=2)
    assert checked(made.folder, witness=made.outside).findings == []
    (made.folder / "notes" / "rotation-0001.note").unlink()
    kinds = {f.kind for f in checked(made.folder, witness=made.outside).findings}
    assert kinds == {"missing", "checkpoint", "witness"}
    assert second(made.folder, made.outside)


def test_another_ledgers_key_trusts_nothing_here(made: Made) -> None:
    stranger = str(replace(signer().key, name="other.example/log"))
    assert {f.kind for f in checked(made.folder, stranger).findings} == {"checkpoint", "unsigned"}
    made_up = str(signer(7).key)
    assert {f.kind for f in checked(made.folder, made_up).findings} == {"checkpoint", "unsigned"}


def test_an_archive_of_which_nothing_is_signed_is_not_whole(tmp_path: Path) -> None:
    """Whoever has no key leaves the checkpoints out: then every hash fits, and it says nothing."""
    forged = make(tmp_path / "forged", [1, 2, 3], signed=[]).folder
    assert places(forged) == {("unsigned", 1, 3, None, None)}
    assert verify(forged, None).findings == []
    empty = make(tmp_path / "empty", [], signed=[]).folder
    assert (checked(empty).findings, second(empty)) == ([], [])
    none_signed = make(tmp_path / "none", [1, 2, 3], signed=[0]).folder
    assert places(none_signed) == {("unsigned", 1, 3, None, None)}


def test_what_is_later_than_the_last_checkpoint_is_unsigned(made: Made) -> None:
    """Behind a genuine checkpoint anybody can append; it differs from nothing, and nobody vouches for it."""
    report = checked(made.folder)
    assert (report.whole, report.size, report.signed, report.unsigned) == (True, 7, 6, 1)
    later = checkpoint(made.log, 7, signer())[1]
    report = checked(made.folder, witness=later)
    assert (report.whole, report.signed, report.unsigned) == (True, 7, 0)
    assert second(made.folder, later) == []


def test_the_verifier_changes_nothing_and_tells_how_far_it_is(three: Made) -> None:
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in three.folder.rglob("*") if p.is_file()}
    told: list[tuple[str, int, int | None]] = []
    checked(three.folder, on_progress=lambda *step: told.append(step))
    assert told == [("commits", seq, 600) for seq in range(1, 601)]
    after = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in three.folder.rglob("*") if p.is_file()}
    assert after == before


def test_findings_read_as_sentences() -> None:
    assert str(Finding("fact", "altered", commit=4, line=7)) == "commit 4 line 7: altered"
    assert str(Finding("root", "differs", commit=4, last_commit=6, file="a")) == "commits 4 to 6 (a): differs"
    assert str(Finding("manifest", "gone")) == "gone"


# --- time-stamps -----------------------------------------------------------------------------------


def stamped() -> tuple[bytes, bytes]:
    notes = GOLDEN / "whole" / "notes"
    return (notes / f"{STAMPED}.tsr").read_bytes(), (notes / f"{STAMPED}.note").read_bytes()


def test_a_token_is_accepted_for_its_own_checkpoint_only() -> None:
    token, note = stamped()
    assert accept(token, note) == token
    for bad, of in ((token, note + b"x"), (token[:-1], note), (b"", note)):
        with pytest.raises(TimeStampError):
            accept(bad, of)
        with pytest.raises(Refused):
            stamped_at(bad, of, [])
    assert hashlib.sha256(note).digest() in request(note)


def test_a_token_is_believed_under_its_authority_only() -> None:
    token, note = stamped()
    assert stamped_at(token, note, []) is None
    assert str(stamped_at(token, note, AUTHORITY)) == "2026-11-24 17:38:42+00:00"
    at = token.index(hashlib.sha256(note).digest()) + 60
    forged = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
    for bad in (forged, token[:-1] + bytes([token[-1] ^ 1])):
        with pytest.raises(Refused):
            stamped_at(bad, note, AUTHORITY)


def test_a_token_without_or_of_another_checkpoint_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(GOLDEN / "whole", folder)
    token = folder / "notes" / f"{STAMPED}.tsr"
    other = token.with_name("checkpoint-0000000004-8383a923.tsr")
    other.write_bytes(token.read_bytes())
    report = checked(folder, authorities=AUTHORITY)
    assert [(f.kind, f.file) for f in report.findings] == [("time_stamp", f"notes/{other.name}")]
    assert second(folder)
    other.unlink()
    token.with_name("checkpoint-0000000005-8383a923.tsr").write_bytes(token.read_bytes())
    assert [f.kind for f in checked(folder).findings] == ["time_stamp"]
    assert second(folder)


def test_packing_is_the_stores() -> None:
    """The tests' own compression is another writer's, and is read the same."""
    assert lines_in(pack([b"a", b"b"]).compressed) == lines_in(compressed([b"a", b"b"])) == [b"a", b"b"]
    assert signer().key.name == ORIGIN
