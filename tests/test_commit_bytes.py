"""Commits as bytes, and the golden log: what was once written verifies and replays for ever."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app import load
from app.load_report import ROWS_PER_CHUNK
from graph_model.facts import (
    DEFAULT_PRECEDENCE,
    MOST_PRECEDENCE,
    AnyFact,
    Fact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    decode,
)
from graph_store import digest
from graph_store.store import LAST_CHUNK, MOST_BYTES, MOST_FACTS, Entry, LedgerHead, Store
from ledger.commit import LARGEST_PAYLOAD, Header, pack, unpack
from ledger.tree import EMPTY_ROOT, Frontier
from tests.support import golden

HEADER = Header(
    seq=1,
    record_time="2025-01-31T08:15:00.000000Z",
    actor="王芳",
    reason='a "b"',
    source_sha256="",
    load="",
    chunk="",
    model="0001",
    facts_root=EMPTY_ROOT.hex(),
    n=0,
    payload_sha256=hashlib.sha256(b"").hexdigest(),
)
ENCODED = (
    '{"actor":"王芳","chunk":"","facts_root":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",'
    '"load":"","model":"0001","n":0,'
    '"payload_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",'
    '"reason":"a \\"b\\"","record_time":"2025-01-31T08:15:00.000000Z","seq":1,"source_sha256":""}'
).encode()
LINES = [b'["00",{}]', b"", "心".encode()]


def plain_json(text: bytes) -> bytes:
    """Canonical JSON by the standard library, so that no code under test is its own judge."""
    value = json.loads(text)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def tree(leaves: list[bytes]) -> str:
    """RFC 6962, section 2.1, from its definition."""

    def mth(some: list[bytes]) -> bytes:
        if len(some) < 2:
            return hashlib.sha256(b"\x00" + some[0] if some else b"").digest()
        k = 1 << (len(some) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + mth(some[:k]) + mth(some[k:])).digest()

    return mth(leaves).hex()


# --- headers and payloads --------------------------------------------------------------------------


def test_a_header_has_these_bytes_and_comes_back() -> None:
    assert HEADER.encode() == ENCODED
    assert Header.decode(ENCODED) == HEADER


@pytest.mark.parametrize(
    "data",
    [
        ENCODED + b"\n",
        ENCODED.replace(b'"n":0', b'"n": 0'),
        ENCODED.replace(b'"n":0', b'"n":0.0e0'),
        ENCODED.replace(b'"n":0', b'"n":0.5'),
        ENCODED.replace(b'"n":0', b'"n":"0"'),
        ENCODED.replace(b'"n":0', b'"n":false'),
        ENCODED.replace(b'"load":""', b'"load":null'),
        ENCODED.replace(b'"load":"",', b""),
        ENCODED.replace(b'"n":0', b'"m":1,"n":0'),
        ENCODED.replace("王".encode(), b"\\u738b"),
        b"[" + ENCODED + b"]",
        b"{}",
        b"",
    ],
)
def test_a_header_in_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"commit header|empty document"):
        Header.decode(data)


def header_of(lines: list[bytes]) -> Header:
    payload = pack(lines)
    return replace(HEADER, n=payload.n, facts_root=payload.facts_root, payload_sha256=payload.payload_sha256)


@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), max_size=20))
def test_lines_come_back_and_their_hashes_follow_the_format(lines: list[bytes]) -> None:
    payload = pack(lines)
    plain = b"".join(line + b"\n" for line in lines)
    assert payload.n == len(lines)
    assert payload.facts_root == tree(lines)
    assert payload.payload_sha256 == hashlib.sha256(plain).hexdigest()
    assert zstandard.ZstdDecompressor().decompress(payload.compressed) == plain
    assert unpack(payload.compressed, header_of(lines)) == lines


def test_a_line_with_a_line_feed_would_be_two_and_is_refused() -> None:
    with pytest.raises(ValueError, match="line feed"):
        pack([b"a\nb"])


def test_a_flipped_bit_in_a_payload_is_found() -> None:
    """Every bit of the stored bytes, save those of the frame's header that change nothing it holds."""
    header, stored = header_of(LINES), pack(LINES).compressed
    harmless, complaints = 0, []
    for bit in range(len(stored) * 8):
        flipped = bytearray(stored)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert unpack(bytes(flipped), header) == LINES
            harmless += 1
        except ValueError as error:
            complaints.append(str(error))
    assert harmless <= 8
    assert [text for text in complaints if "commit 1 " not in text] == []


@pytest.mark.parametrize(
    "change",
    [{"n": 2}, {"n": 4}, {"facts_root": EMPTY_ROOT.hex()}, {"payload_sha256": "00" * 32}],
)
def test_a_header_that_speaks_of_other_lines_is_refused(change: dict[str, object]) -> None:
    header = replace(header_of(LINES), **change)  # type: ignore[arg-type]  # one field at a time
    with pytest.raises(ValueError, match="commit 1"):
        unpack(pack(LINES).compressed, header)


@pytest.mark.parametrize(
    ("plain", "trailing"),
    [(b"a\nb", b""), (b"a\n\n", b""), (b"", b""), (b"a\n", b"x"), (b"a\n", pack([b"b"]).compressed)],
)
def test_what_stands_after_the_lines_is_refused(plain: bytes, trailing: bytes) -> None:
    header = replace(header_of([b"a"]), payload_sha256=hashlib.sha256(plain).hexdigest())
    with pytest.raises(ValueError, match="payload of commit 1"):
        unpack(zstandard.ZstdCompressor().compress(plain) + trailing, header)


@pytest.mark.parametrize("states_size", [True, False])
def test_a_forged_frame_does_not_fill_the_memory(states_size: bool) -> None:
    compressor = zstandard.ZstdCompressor(write_content_size=states_size)
    bomb = compressor.compress(b"\n" * (LARGEST_PAYLOAD + 1))
    assert len(bomb) < 10_000
    with pytest.raises(ValueError, match="payload of commit 1"):
        unpack(bomb, HEADER)


def test_a_frame_of_nothing_is_whole_or_refused() -> None:
    """A decompressor gives nothing for the beginning of such a frame, which is also what it holds."""
    header, whole = header_of([]), pack([]).compressed
    assert unpack(whole, header) == []
    for end in range(len(whole)):
        with pytest.raises(ValueError, match="payload of commit 1"):
            unpack(whole[:end], header)


def test_bytes_that_are_no_frame_are_refused() -> None:
    for stored in (b"", b"\x00", b"not zstd at all"):
        with pytest.raises(ValueError, match="payload of commit 1"):
            unpack(stored, HEADER)


# --- the document ----------------------------------------------------------------------------------

DOCUMENT = Path(__file__).parent.parent / "docs" / "ledger-format.md"
FACTS = (NodeFact, RelationshipFact, Retraction, Reject, RejectResolved, LoadBegun, LoadEnded, LoadAbandoned)


def documented(column: str) -> dict[str, set[str]]:
    """First cell -> the names in its row, of the table whose first column is called so."""
    table = DOCUMENT.read_text("utf-8").split(f"\n| {column} |")[1].split("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines()[2:]]
    return {name.strip(" `"): set(re.findall(r"`(\w+)`", told)) for name, told in rows}


def test_the_document_names_every_kind_of_fact_with_its_fields() -> None:
    common = {field.name for field in fields(Fact)}
    own = [{field.name for field in fields(kind)} - common for kind in FACTS]
    statements, loads = ("node", "relationship", "retraction"), ("load_begun", "load_ended", "load_abandoned")
    kinds = (*statements, "reject", "reject_resolved", *loads)
    assert documented("`fact`") == dict(zip(kinds, own, strict=True))


def test_the_document_names_the_fields_of_a_header() -> None:
    text = DOCUMENT.read_text("utf-8").split("exactly these fields:")[1].split("\n\n")[1]
    named = {name for line in text.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert named == {field.name for field in fields(Header)}


def test_the_numbers_of_the_document_are_those_of_the_code() -> None:
    text = " ".join(DOCUMENT.read_text("utf-8").split())
    assert f"at most {MOST_FACTS:,} facts and {MOST_BYTES // 2**20} MiB" in text
    assert f"up to {load.MOST_FACTS:,} facts and {load.MOST_BYTES:,} bytes" in text
    assert f"A **chunk** is {ROWS_PER_CHUNK:,} rows" in text
    assert f"chunk {LAST_CHUNK} (2^53)" in text
    assert f"| {DEFAULT_PRECEDENCE} | rank of the source, 0 to {MOST_PRECEDENCE - 1}, or" in text


# --- the golden log --------------------------------------------------------------------------------


def facts_of(lines: list[bytes]) -> list[AnyFact]:
    return [decode(line) for line in lines]


def test_the_golden_log_holds_every_kind_of_fact_and_every_oddity() -> None:
    log = golden.commits()
    every = [line for _, some in log for line in some]
    assert {type(fact).__name__ for fact in facts_of(every)} == {
        *("NodeFact", "RelationshipFact", "Retraction", "Reject", "RejectResolved", "LoadBegun", "LoadEnded")
    }
    assert [len(some) for _, some in log] == [1, 9, 0, 1, 4, 5, 2]
    whole = b"\n".join(every).decode()
    for odd in ("心脏中心", "%E5%BF%83", "%20", "\u2028", "\\u001f", "\\t", '\\"', "-9223372036854775807"):
        assert odd in whole, odd


def test_golden_lines_are_canonical_to_a_second_writer() -> None:
    for header, lines in golden.commits():
        assert plain_json(header) == header
        for line in lines:
            assert plain_json(line) == line
            nonce, _ = json.loads(line)
            assert bytes.fromhex(nonce).hex() == nonce
            assert len(nonce) == 32


def test_golden_headers_speak_of_their_lines() -> None:
    for seq, (encoded, lines) in enumerate(golden.commits(), start=1):
        header = json.loads(encoded)
        assert (header["seq"], header["n"], header["model"]) == (seq, len(lines), "0001")
        assert header["facts_root"] == tree(lines)
        plain = b"".join(line + b"\n" for line in lines)
        assert header["payload_sha256"] == hashlib.sha256(plain).hexdigest()
        assert Header.decode(encoded).encode() == encoded
        packed = pack(lines)
        assert (packed.facts_root, packed.payload_sha256) == (header["facts_root"], header["payload_sha256"])


def test_golden_tree_roots_at_every_size() -> None:
    headers = [header for header, _ in golden.commits()]
    assert [tree(headers[:size]) for size in range(len(headers) + 1)] == golden.frozen("roots.txt")
    frontier = Frontier()
    roots = [frontier.root().hex()]
    for header in headers:
        frontier = frontier.append(header)
        roots.append(frontier.root().hex())
    assert roots == golden.frozen("roots.txt")


def test_golden_facts_come_back_as_their_bytes() -> None:
    """`decode` refuses what `encode` would not write, so reading them is the whole proof."""
    facts = [fact for _, lines in golden.commits() for fact in facts_of(lines)]
    assert len(facts) == 22


def test_the_frozen_digest_is_the_hash_of_the_frozen_graph() -> None:
    hashes = sorted(hashlib.sha256(line).digest() for line in golden.graph())
    assert hashlib.sha256(b"".join(hashes)).hexdigest() == golden.frozen("digests.txt")[-1]
    assert [plain_json(line) for line in golden.graph()] == golden.graph()


@pytest.mark.engine
def test_the_golden_log_replays_into_the_frozen_graph(store: Store) -> None:
    digests, heads = [digest.digest(store.connection)], [store.head()]
    for entry in golden.entries():
        assert store.replay(entry).seq == entry.header.seq
        digests.append(digest.digest(store.connection))
        heads.append(store.head())
    roots = golden.frozen("roots.txt")
    assert heads == [LedgerHead(size, root) for size, root in enumerate(roots)]
    assert digests == golden.frozen("digests.txt")
    assert sorted(digest.lines(store.connection)) == golden.graph()
    recorded = list(store.entries())
    assert [(e.header.encode(), e.lines(), e.batch) for e in recorded] == [
        (e.header.encode(), e.lines(), e.batch) for e in golden.entries()
    ]
    assert all(isinstance(entry, Entry) for entry in recorded)
