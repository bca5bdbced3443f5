"""The verifier's own reading and checking of one bundle of commits.

A bundle says everything at least twice: the payload and the stored hashes of its lines, the header and
its leaf hash, the leaf hashes and the root. Where the two differ, the third says which was altered.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256

import zstandard

from ledger.verify_tree import Tree, hash_leaf, levels

BUNDLE_COMMITS = 256
LARGEST_PAYLOAD = 16 * 1024 * 1024
MOST_FACTS, MOST_BYTES = 5_000, 4 * 1024 * 1024
MOST_LINES_NAMED = 20
HEADER_FIELDS = {
    "actor": str,
    "chunk": str,
    "facts_root": str,
    "load": str,
    "model": str,
    "n": int,
    "payload_sha256": str,
    "reason": str,
    "record_time": str,
    "seq": int,
    "source_sha256": str,
}
_MODEL = re.compile(r"[0-9]{4}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_NUMBER = rb"(?:0|[1-9][0-9]{0,9})"
_ROW = re.compile(rb"(%b) (%b) (%b) ([0-9a-f]{64})" % (_NUMBER, _NUMBER, _NUMBER))
_TREE = re.compile(rb"[0-9a-f]{64}(?: [0-9a-f]{64})*")


class Unreadable(ValueError):
    """A file that is no bundle, or not the one that belongs in its place."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that differs. Commits and lines count from 1; `last_commit` where a range is known."""

    kind: str
    message: str
    commit: int | None = None
    last_commit: int | None = None
    line: int | None = None
    field: str | None = None
    file: str | None = None

    def to_json(self) -> dict[str, object]:
        """As a plain object."""
        return asdict(self)

    def __str__(self) -> str:
        where = [] if self.commit is None else [f"commit {self.commit}"]
        if self.last_commit not in (None, self.commit):
            where = [f"commits {self.commit} to {self.last_commit}"]
        where += [] if self.line is None else [f"line {self.line}"]
        where += [] if self.field is None else [self.field]
        where += [] if self.file is None else [f"({self.file})"]
        return f"{' '.join(where)}: {self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Row:
    """A commit as a bundle holds it; `n` and `leaf` are what the table says of it."""

    header: bytes
    payload: bytes
    hashes: bytes
    n: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle cut into its parts; `tree` is the root after it, then the subtrees that it completes."""

    first: int
    rows: tuple[Row, ...]
    tree: tuple[bytes, ...]
    is_sealed: bool


def read_bundle(data: bytes, first: int, *, is_last: bool) -> Bundle:
    """Cut a bundle into its parts, every byte of it."""
    head, blank, _ = data.partition(b"\n\n")
    magic, counts, tree, *table = (*head.split(b"\n"), b"", b"")[: max(3, head.count(b"\n") + 1)]
    found = re.fullmatch(rb"([1-9][0-9]*) ([1-9][0-9]*)", counts)
    if not blank or magic != b"lotgraph-bundle/1" or not found or not _TREE.fullmatch(tree):
        raise Unreadable("its first lines are not those of a bundle")
    if int(found[1]) != first or int(found[2]) != len(table):
        raise Unreadable("it is not of these commits")
    if len(table) > BUNDLE_COMMITS or (len(table) < BUNDLE_COMMITS and not is_last):
        raise Unreadable(f"it holds {len(table)} commits, and another one follows")
    rows = [_ROW.fullmatch(row) for row in table]
    sizes = [(int(r[1]), int(r[2]), int(r[3])) for r in rows if r]
    stored = [32 * (n + n // BUNDLE_COMMITS) for _, _, n in sizes]
    if len(sizes) != len(rows) or len(head) + 2 + sum(h + p for h, p, _ in sizes) + sum(stored) + 32 != len(
        data
    ):
        raise Unreadable("its table does not fit its length")
    at = len(head) + 2
    parts: list[list[bytes]] = []
    for lengths in ([h for h, _, _ in sizes], [p for _, p, _ in sizes], stored):
        cut = []
        for length in lengths:
            cut.append(data[at : at + length])
            at += length
        parts.append(cut)
    made = [
        Row(h, p, s, n, bytes.fromhex(r[4].decode()))
        for h, p, s, (_, _, n), r in zip(*parts, sizes, filter(None, rows), strict=True)
    ]
    whole = sha256(memoryview(data)[:-32]).digest() == data[-32:]
    return Bundle(first, tuple(made), tuple(bytes.fromhex(t.decode()) for t in tree.split()), whole)


class BundleCheck:
    """Checks bundle after bundle; `size` and `facts` count what is there."""

    def __init__(self, findings: list[Finding], tree: Tree, on_commit: Callable[[int], None]) -> None:
        self.size = self.facts = 0
        self._findings, self._tree, self._on_commit = findings, tree, on_commit
        self._time = self._model = ""
        # Made once: in a commit of one fact it would cost as much as the rest.
        self._decompressor = zstandard.ZstdDecompressor()

    def skip(self, last: int) -> None:
        """Commits up to this one can't be read: no root after them can be known."""
        self._tree.is_known = False
        self.size = last

    def bundle(self, bundle: Bundle, file: str) -> None:
        """Check one bundle, its commits and its place in the tree."""
        before = len(self._findings)
        for seq, row in enumerate(bundle.rows, start=bundle.first):
            self._commit(seq, row)
            self._on_commit(seq)
        self._grow(bundle, file)
        self.size = bundle.first + len(bundle.rows) - 1
        if not bundle.is_sealed and len(self._findings) == before:
            self._found("bundle", "bytes that hold no fact, or the file's own hash, were altered", file=file)

    def _found(self, kind: str, message: str, **where: int | str | None) -> None:
        self._findings.append(Finding(kind, message, **where))  # type: ignore[arg-type]

    def _commit(self, seq: int, row: Row) -> None:
        header = self._header(seq, row.header)
        plain = self._payload(seq, row.payload)
        if plain is None:
            return
        lines = plain.split(b"\n")
        if lines.pop():
            self._found("payload", "its last line has no end", commit=seq, field="payload")
        if len(lines) > MOST_FACTS or len(plain) > MOST_BYTES:
            self._found("payload", "it is larger than a commit may be", commit=seq, field="payload")
        self.facts += len(lines)
        # The verifier's time goes here; a call of `hash_leaf` would cost a quarter of it.
        rows = levels([sha256(b"\x00" + line).digest() for line in lines])
        if header is not None:
            self._compare(seq, row, header, _Computed(rows, len(lines), sha256(plain).hexdigest()))

    def _compare(self, seq: int, row: Row, header: dict[str, object], computed: _Computed) -> None:
        """Header, lines and stored hashes: of what differs, the other two say which was altered."""
        stored = row.hashes[: 32 * row.n]
        if computed.leaves != stored and computed.root != header["facts_root"]:
            self._lines(seq, computed.rows[0][: computed.n], stored)
            return
        for name, value in (
            ("payload_sha256", computed.payload_sha256),
            ("facts_root", computed.root),
            ("n", computed.n),
        ):
            if header[name] != value:
                self._found("header", f"{name} is not that of the payload", commit=seq, field=name)
        if computed.leaves != stored:
            pairs = enumerate(zip(computed.rows[0], _cut(stored), strict=False), start=1)
            line = next((at for at, (a, b) in pairs if a != b), row.n + 1)
            self._found("hashes", "the stored hash of the line was altered", commit=seq, line=line)
        elif computed.groups != row.hashes[32 * row.n :]:
            self._found("hashes", "the stored hashes of each 256 lines were altered", commit=seq)

    def _header(self, seq: int, data: bytes) -> dict[str, object] | None:
        body = read_canonical(data)
        if not isinstance(body, dict) or {k: type(v) for k, v in body.items()} != HEADER_FIELDS:
            message = "it has not the fields and the canonical form of a header"
            self._found("header", message, commit=seq, field="header")
            return None
        for name, broken in (
            ("seq", body["seq"] != seq),
            ("record_time", not _INSTANT.fullmatch(body["record_time"])),
            ("model", not _MODEL.fullmatch(body["model"])),
            ("chunk", (body["chunk"] == "") != (body["load"] == "")),
            ("source_sha256", bool(body["source_sha256"]) and not _HASH.fullmatch(body["source_sha256"])),
        ):
            if broken:
                self._found("header", f"{name} is {body[name]!r}", commit=seq, field=name)
        if body["record_time"] < self._time:
            message = f"the clock went back from {self._time} to {body['record_time']}"
            self._found("header", message, commit=seq, field="record_time")
        if body["model"] < self._model:
            message = f"the model went back from {self._model} to {body['model']}"
            self._found("header", message, commit=seq, field="model")
        self._time = max(self._time, body["record_time"])
        if _MODEL.fullmatch(body["model"]):
            self._model = max(self._model, body["model"])
        return body

    def _payload(self, seq: int, compressed: bytes) -> bytes | None:
        try:
            # The frame states its size, and is not read where that is more than a commit can be.
            if not 0 <= zstandard.frame_content_size(compressed) <= LARGEST_PAYLOAD:
                raise zstandard.ZstdError("no size that a commit can have")
            frame = self._decompressor.decompressobj()
            plain = frame.decompress(compressed)
            if not frame.eof or frame.unused_data:
                raise zstandard.ZstdError("not one whole frame")
        except zstandard.ZstdError as error:
            self._found("payload", f"it can't be decompressed: {error}", commit=seq, field="payload")
            return None
        return plain

    def _lines(self, seq: int, leaves: list[bytes], stored: bytes) -> None:
        """Name the lines whose hashes are not the stored ones."""
        kept = _cut(stored)
        differing = [at for at, (a, b) in enumerate(zip(leaves, kept, strict=False), start=1) if a != b]
        first = differing[0] if differing else min(len(leaves), len(kept)) + 1
        if len(leaves) != len(kept):
            message = f"{len(leaves)} lines of {len(kept)} are there; they differ from this one on"
            self._found("fact", message, commit=seq, line=first)
        elif Counter(leaves) == Counter(kept):
            message = f"{len(differing)} lines stand in another order, from this one on"
            self._found("fact", message, commit=seq, line=first)
        else:
            for line in differing[:MOST_LINES_NAMED]:
                self._found("fact", "the line was altered", commit=seq, line=line)
            if len(differing) > MOST_LINES_NAMED:
                self._found("fact", f"{len(differing)} lines were altered in all", commit=seq)

    def _grow(self, bundle: Bundle, file: str) -> None:
        """Append the headers to the tree; where a leaf hash differs, the root says which one to believe."""
        computed = [hash_leaf(row.header) for row in bundle.rows]
        stored = [row.leaf for row in bundle.rows]
        leaves = computed
        if computed != stored:
            trial = self._tree.copy()
            for leaf in stored:
                trial.push(leaf)
            is_header = not self._tree.is_known or trial.root() == bundle.tree[0]
            leaves = stored if is_header else computed
            what = "the header was altered" if is_header else "the stored hash of the header was altered"
            for seq, (a, b) in enumerate(zip(computed, stored, strict=True), start=bundle.first):
                if a != b:
                    self._found("header" if is_header else "hashes", what, commit=seq, field="header")
        done: list[bytes] = []
        for leaf in leaves:
            done = self._tree.push(leaf)
        if self._tree.is_known:
            self._completed(bundle, done, file)

    def _completed(self, bundle: Bundle, done: list[bytes], file: str) -> None:
        last = bundle.first + len(bundle.rows) - 1
        where: dict[str, int | str | None] = {"commit": bundle.first, "last_commit": last, "file": file}
        if self._tree.root() != bundle.tree[0]:
            self._found("root", "the bundle's root is not that of the commits up to here", **where)
        if list(bundle.tree[1:]) != done[8:]:
            self._found("hashes", "the stored roots of subtrees were altered", **where)


@dataclass(frozen=True, slots=True)
class _Computed:
    """What the lines of a payload give: all levels of their tree, their number and hash."""

    rows: list[list[bytes]]
    n: int
    payload_sha256: str

    @property
    def leaves(self) -> bytes:
        return b"".join(self.rows[0][: self.n])

    @property
    def groups(self) -> bytes:
        return b"".join(self.rows[8][: self.n >> 8]) if self.n >> 8 else b""

    @property
    def root(self) -> str:
        return self.rows[-1][0].hex()


def read_canonical(data: bytes) -> object:
    """A JSON value, where these bytes are its one canonical form; else None, which is none."""
    try:
        value: object = json.loads(data.decode())
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if again == data else None


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
