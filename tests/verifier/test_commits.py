"""The archive's verifier: the golden archive for ever, each check by one thing changed, nothing forgiven."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from ledger.archive import Archive, Record, export
from ledger.commit import Header
from ledger.proof import HashTree, prove_fact
from ledger.tree import leaf_hash
from ledger.verify_bundle import LARGEST_PAYLOAD
from tests.support import golden
from tests.support.ledger_archives import Made, checkpoint, lines_of, make, record, records, signer
from tests.support.ledger_checked import (
    AUTHORITY,
    GOLDEN,
    OUTSIDE,
    checked,
    places,
    second,
)
from tests.support.ledger_tamper import Parts, compressed, lines_in

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
    tree = HashTree(leaf_hash(header) for header, _ in log)
    assert proof == prove_fact(log[1][1], 3, Header.decode(log[1][0]), nodes=tree.node, size=7)
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
        ("model", "0000"),
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
    export(tmp_path, log, notes=dict([checkpoint(log, 1, signer())]))
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
