"""The archive's verifier: the golden archive for ever, each check by one thing changed, nothing forgiven."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from cryptography import x509

from ledger.archive import Archive, Record, export
from ledger.commit import Header, pack
from ledger.errors import TimeStampError
from ledger.note import Checkpoint, sign
from ledger.proof import HashTree, prove_fact
from ledger.timestamp import accept, request
from ledger.tree import leaf_hash
from ledger.verify import Report, verify
from ledger.verify_bundle import LARGEST_PAYLOAD, Finding
from ledger.verify_notes import Refused, read_key, stamped_at
from tests.support import golden, ledger_second
from tests.support.ledger_archives import ORIGIN, Made, checkpoint, lines_of, make, record, records, signer
from tests.support.ledger_tamper import Parts, compressed, lines_in

GOLDEN = Path(__file__).parent / "data" / "ledger" / "archive"
KEY = (GOLDEN / "key.txt").read_text("utf-8").strip()
AUTHORITY = x509.load_pem_x509_certificates((GOLDEN / "authority.pem").read_bytes())
OUTSIDE = (GOLDEN / "outside.note").read_bytes()
STAMPED = "checkpoint-0000000006-55d0e34a"


def checked(folder: Path, key: str = KEY, **given: object) -> Report:
    return verify(folder, read_key(key), **given)  # type: ignore[arg-type]  # options as they are


def second(folder: Path, witness: bytes | None = None) -> list[str]:
    return ledger_second.check(folder, KEY, witness)


def where(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.commit, finding.last_commit, finding.line, finding.field


def places(folder: Path, **given: object) -> set[tuple[object, ...]]:
    """Kind and place of all findings; the second verifier must complain too."""
    witness = given.get("witness")
    assert second(folder, witness if isinstance(witness, bytes) else None)
    return {where(finding) for finding in checked(folder, KEY, **given).findings}


# --- the golden archive ----------------------------------------------------------------------------


def test_the_golden_archive_has_the_frozen_report() -> None:
    report = checked(GOLDEN / "whole", witness=OUTSIDE, authorities=AUTHORITY)
    assert report.to_json() == json.loads((GOLDEN / "report.json").read_text("utf-8"))
    assert second(GOLDEN / "whole", OUTSIDE) == []
    assert (report.size, report.root) == (7, golden.frozen("roots.txt")[7])


def test_the_golden_archive_gives_the_frozen_proof() -> None:
    proof = Archive(GOLDEN / "whole").prove(2, 3)
    assert proof.to_json() == json.loads((GOLDEN / "proof.json").read_text("utf-8"))
    log = golden.commits()
    assert proof == prove_fact(log[1][1], 3, log[1][0], HashTree(leaf_hash(header) for header, _ in log))
    proof.check(bytes.fromhex(golden.frozen("roots.txt")[7]))


def test_what_is_witnessed_depends_on_what_was_outside() -> None:
    whole = GOLDEN / "whole"
    stamps = [None, None, "2026-11-24T17:38:42+00:00"]
    for given, witnessed in (
        ({}, 0),
        ({"witness": OUTSIDE}, 4),
        ({"authorities": AUTHORITY}, 6),
        ({"witness": OUTSIDE, "authorities": AUTHORITY}, 6),
    ):
        told = checked(whole, **given).to_json()
        assert (told["signed"], told["witnessed"], told["unwitnessed"]) == (6, witnessed, 7 - witnessed)
        assert told["whole"] is True
        heads = told["checkpoints"]
        assert isinstance(heads, list)
        assert [head["time_stamp"] for head in heads] == (stamps if "authorities" in given else [None] * 3)


# --- what differs is named with its place ----------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Seven commits, one of them with 300 facts."""
    return make(tmp_path / "archive", [1, 9, 0, 300, 4, 5, 2], signed=[3, 6])


def parts_of(made: Made) -> Parts:
    return Parts.read(made.folder / "bundles" / "0000000001.bundle")


def with_lines(made: Made, seq: int, change: Callable[[list[bytes]], None]) -> None:
    parts = parts_of(made)
    lines = lines_in(parts.payloads[seq - 1])
    change(lines)
    parts.payloads[seq - 1] = compressed(lines)
    parts.write()


def put(line: int) -> Callable[[list[bytes]], None]:
    def change(lines: list[bytes]) -> None:
        lines[line - 1] = lines[line - 1].replace(b"lot:t", b"lot:x")

    return change


def swap(lines: list[bytes]) -> None:
    lines[1], lines[7] = lines[7], lines[1]


def drop(lines: list[bytes]) -> None:
    del lines[4]


def add(lines: list[bytes]) -> None:
    lines.insert(4, b"[]")


def many(lines: list[bytes]) -> None:
    lines[:] = [line.replace(b"lot:t", b"lot:x") for line in lines]


@pytest.mark.parametrize(
    ("seq", "change", "expected"),
    [
        (2, put(7), {("fact", 2, None, 7, None)}),
        (4, put(299), {("fact", 4, None, 299, None)}),
        (2, swap, {("fact", 2, None, 2, None)}),
        (2, drop, {("fact", 2, None, 5, None)}),
        (2, add, {("fact", 2, None, 5, None)}),
        (4, many, {("fact", 4, None, None, None), *(("fact", 4, None, n, None) for n in range(1, 21))}),
    ],
)
def test_altered_lines_are_named(
    made: Made, seq: int, change: Callable[[list[bytes]], None], expected: set[tuple[object, ...]]
) -> None:
    with_lines(made, seq, change)
    assert places(made.folder) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 10),
        ("facts_root", "00" * 32),
        ("payload_sha256", "00" * 32),
        ("seq", 5),
        ("record_time", "2025-01-01T00:00:00.000000Z"),
        ("record_time", "2025-02-01 00:00:02"),
        ("model", "1"),
        ("source_sha256", "abc"),
        ("chunk", ""),
    ],
)
def test_a_header_whose_field_does_not_fit_is_named_with_the_field(
    made: Made, field: str, value: object
) -> None:
    """The leaf hash still stands in the table, so the header is known to be what was altered."""
    parts = parts_of(made)
    header = replace(Header.decode(parts.headers[1]), **{field: value})  # type: ignore[arg-type]  # bad on purpose
    parts.headers[1] = header.encode()
    parts.write()
    assert places(made.folder) == {("header", 2, None, None, field), ("header", 2, None, None, "header")}


def test_a_header_with_another_actor_is_named(made: Made) -> None:
    parts = parts_of(made)
    parts.headers[4] = parts.headers[4].replace(b'"loader"', b'"nobody"')
    parts.write()
    assert places(made.folder) == {("header", 5, None, None, "header")}
    parts.leaves[4] = leaf_hash(parts.headers[4]).hex().encode()
    parts.write()
    # Header and table agree; the roots do not, and the checkpoints say between which of them.
    assert places(made.folder) == {
        ("root", 1, 7, None, None),
        ("root", 4, 6, None, None),
        ("root", 4, 7, None, None),
    }


NOT_CANONICAL = [
    b"{}",
    b"[]",
    b"",
    b"null",
    b"\xff",
    b'{"a":"\xed\xa0\x80"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("data", NOT_CANONICAL, ids=range(len(NOT_CANONICAL)))
def test_bytes_that_are_no_header_are_named(made: Made, data: bytes) -> None:
    parts = parts_of(made)
    parts.headers[1] = data
    parts.write()
    assert ("header", 2, None, None, "header") in places(made.folder)


@pytest.mark.parametrize(
    "spelled",
    [
        lambda header: header + b" ",
        lambda header: header.replace(b'"n":9', b'"n":9.0'),
        lambda header: header.replace(b'"n":9', b'"n":true'),
        lambda header: header.replace(b'"n":9', b'"n":9,"n":9'),
        lambda header: header.replace(b'"reason":"load 2"', b'"reason":"loa\\u0064 2"'),
        lambda header: header.replace(b'"load":', b'"aoad":"","load":'),
    ],
)
def test_a_header_in_another_spelling_is_named(made: Made, spelled: Callable[[bytes], bytes]) -> None:
    """Though its own leaf hash fits."""
    log = list(made.log)
    log[1] = Record(spelled(log[1].header), log[1].payload)
    parts = parts_of(made)
    parts.headers[1] = log[1].header
    parts.leaves[1] = leaf_hash(log[1].header).hex().encode()
    parts.write()
    assert ("header", 2, None, None, "header") in places(made.folder)


def test_stored_hashes_that_were_altered_are_told_from_facts(made: Made) -> None:
    parts = parts_of(made)
    good = parts.hashes[3]
    parts.hashes[3] = good[:320] + bytes(32) + good[352:]
    parts.write()
    assert places(made.folder) == {("hashes", 4, None, 11, None)}
    parts.hashes[3] = good[:-32] + bytes(32)
    parts.write()
    assert places(made.folder) == {("hashes", 4, None, None, None)}
    parts.hashes[3] = good
    parts.leaves[2] = b"00" * 32
    parts.write()
    assert places(made.folder) == {("hashes", 3, None, None, "header")}


def test_a_bundles_stored_roots_are_checked(tmp_path: Path) -> None:
    archive = make(tmp_path / "archive", [1] * 513, signed=[500])
    parts = Parts.read(archive.folder / "bundles" / "0000000257.bundle")
    words = parts.tree.split()
    assert len(words) == 3
    for at in range(3):
        parts.tree = b" ".join([*words[:at], b"00" * 32, *words[at + 1 :]])
        parts.write()
        kind = "root" if at == 0 else "hashes"
        assert places(archive.folder) == {(kind, 257, 512, None, None)}
    parts.tree = b" ".join(words[:2])
    parts.write()
    assert places(archive.folder) == {("hashes", 257, 512, None, None)}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"no frame",
        zstandard.ZstdCompressor(write_content_size=False).compress(b"a\n"),
        zstandard.ZstdCompressor().compress(b"\n" * (LARGEST_PAYLOAD + 1)),
        compressed([b"a"]) + b"x",
        compressed([b"a"]) * 2,
        compressed([b"a"])[:-1],
    ],
    ids=range(7),
)
def test_a_payload_that_is_not_one_small_frame_is_named(made: Made, payload: bytes) -> None:
    parts = parts_of(made)
    parts.payloads[1] = payload
    parts.write()
    assert places(made.folder) == {("payload", 2, None, None, "payload")}


def test_a_payload_without_its_last_line_feed_is_named(made: Made) -> None:
    parts = parts_of(made)
    plain = zstandard.ZstdDecompressor().decompress(parts.payloads[1])
    parts.payloads[1] = zstandard.ZstdCompressor().compress(plain[:-1])
    parts.write()
    assert ("payload", 2, None, None, "payload") in places(made.folder)


def test_a_commit_larger_than_allowed_is_named(tmp_path: Path) -> None:
    log = records([1])
    lines = lines_of(2, 5_001)
    log += [record(2, lines), record(3, [b"x" * (4 * 1024 * 1024)])]
    export(tmp_path, log, notes={})
    assert places(tmp_path) == {("payload", seq, None, None, "payload") for seq in (2, 3)}


def test_another_compression_of_the_same_lines_is_found_by_nothing_but_the_table(made: Made) -> None:
    """The compression is no part of any hash but the file's own, which the tamperer made fit again."""
    parts = parts_of(made)
    lines = lines_in(parts.payloads[3])
    parts.payloads[3] = zstandard.ZstdCompressor(level=9).compress(b"".join(x + b"\n" for x in lines))
    assert parts.payloads[3] != made.log[3].payload
    parts.write()
    assert checked(made.folder).findings == []
    assert second(made.folder) == []


def test_a_bit_that_changes_no_fact_is_found_by_the_files_own_hash(made: Made) -> None:
    path = made.folder / "bundles" / "0000000001.bundle"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert places(made.folder) == {("bundle", None, None, None, None)}


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
    assert {f.kind for f in checked(made.folder, stranger).findings} == {"checkpoint"}
    made_up = str(signer(7).key)
    assert {f.kind for f in checked(made.folder, made_up).findings} == {"checkpoint"}


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
