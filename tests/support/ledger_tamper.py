"""What somebody can do to an archive: by the byte, by the part, or by making all of it anew.

A tamperer by the part knows the format and makes the file's own hash and table fit again; one who makes
it anew recomputes every root, and lacks only the signing key.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import zstandard

from ledger.archive import Record, export
from ledger.commit import Header, pack, unpack
from ledger.tree import leaf_hash
from tests.support.ledger_archives import Made, checkpoint, lines_of, record, signer


@dataclass(frozen=True, slots=True)
class Tampering:
    """What was done, and where: a commit and a fact line (from 1) where that is known, or a file."""

    kind: str
    commit: int | None = None
    line: int | None = None
    file: str | None = None


@dataclass(slots=True)
class Parts:
    """A bundle in pieces."""

    path: Path
    first: int
    tree: bytes
    headers: list[bytes]
    payloads: list[bytes]
    hashes: list[bytes]
    numbers: list[int]
    leaves: list[bytes]

    @classmethod
    def read(cls, path: Path) -> Parts:
        head, _, body = path.read_bytes().partition(b"\n\n")
        _, counts, tree, *table = head.split(b"\n")
        rows = [(int(h), int(p), int(n), leaf) for h, p, n, leaf in map(bytes.split, table)]
        at = 0

        def cut(length: int) -> bytes:
            nonlocal at
            at += length
            return body[at - length : at]

        headers, payloads = [cut(h) for h, _, _, _ in rows], [cut(p) for _, p, _, _ in rows]
        hashes = [cut(32 * (n + n // 256)) for _, _, n, _ in rows]
        numbers, leaves = [n for _, _, n, _ in rows], [leaf for _, _, _, leaf in rows]
        return cls(path, int(counts.split()[0]), tree, headers, payloads, hashes, numbers, leaves)

    def write(self) -> None:
        """With a table and a hash that fit."""
        rows = [
            b"%d %d %d %b" % (len(h), len(p), n, leaf)
            for h, p, n, leaf in zip(self.headers, self.payloads, self.numbers, self.leaves, strict=True)
        ]
        counts = b"%d %d" % (self.first, len(rows))
        head = b"".join(b"%b\n" % line for line in (b"lotgraph-bundle/1", counts, self.tree, *rows, b""))
        whole = head + b"".join([*self.headers, *self.payloads, *self.hashes])
        self.path.write_bytes(whole + hashlib.sha256(whole).digest())

    def place_of(self, offset: int) -> int | None:
        """The commit (from 1) whose part lies at an offset of the file; None for the first lines."""
        at = self.path.stat().st_size - 32 - sum(map(len, [*self.headers, *self.payloads, *self.hashes]))
        if offset < at:
            return None
        for parts in (self.headers, self.payloads, self.hashes):
            for number, part in enumerate(parts):
                at += len(part)
                if offset < at:
                    return self.first + number
        return None


def lines_in(payload: bytes) -> list[bytes]:
    return zstandard.ZstdDecompressor().decompress(payload).split(b"\n")[:-1]


def compressed(lines: list[bytes]) -> bytes:
    return zstandard.ZstdCompressor().compress(b"".join(line + b"\n" for line in lines))


def tamper(made: Made, folder: Path, dice: random.Random, reach: int) -> Tampering:
    """Do one random thing to a copy of an archive; what needs a witness is done at or before `reach`."""
    shutil.copytree(made.folder, folder)
    how = dice.choices((_by_the_byte, _by_the_part, _anew), weights=(5, 4, 2))[0]
    return how(made, folder, dice, reach)


# --- by the byte -----------------------------------------------------------------------------------


def _by_the_byte(made: Made, folder: Path, dice: random.Random, reach: int) -> Tampering:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = dice.choices(files, weights=[path.stat().st_size for path in files])[0]
    name = path.relative_to(folder).as_posix()
    data = bytearray(path.read_bytes())
    kind = dice.choices(("flip", "cut", "add", "swap", "drop", "exchange"), weights=(12, 2, 1, 3, 1, 1))[0]
    where = None
    if kind == "flip":
        at = dice.randrange(len(data))
        where = Parts.read(path).place_of(at) if path.suffix == ".bundle" else None
        data[at] ^= 1 << dice.randrange(8)
    elif kind == "cut":
        del data[dice.randrange(len(data)) :]
    elif kind == "add":
        data += dice.randbytes(dice.randrange(1, 40))
    elif kind == "swap":
        before = bytes(data)
        while bytes(data) == before:
            length = dice.randrange(1, 40)
            a, b = sorted(dice.sample(range(len(data)), 2))
            length = min(length, b - a, len(data) - b)
            data[a : a + length], data[b : b + length] = data[b : b + length], data[a : a + length]
    elif kind == "drop":
        path.unlink()
        return Tampering("byte drop", file=name)
    else:
        other = dice.choice([file for file in files if file != path])
        data[:] = other.read_bytes()
    path.write_bytes(data)
    return Tampering(f"byte {kind}", commit=where, file=name)


# --- by the part -----------------------------------------------------------------------------------


def _by_the_part(made: Made, folder: Path, dice: random.Random, reach: int) -> Tampering:
    parts = Parts.read(dice.choice(sorted((folder / "bundles").iterdir())))
    full = [at for at, n in enumerate(parts.numbers) if n >= 2]
    at = dice.choice(full)
    seq, kind = parts.first + at, dice.choice(tuple(_PARTS))
    line = _PARTS[kind](parts, at, dice)
    parts.write()
    return Tampering(f"part {kind}", commit=seq, line=line)


def _alter(lines: list[bytes], dice: random.Random) -> int:
    line = dice.randrange(len(lines))
    altered = bytearray(lines[line])
    at = dice.randrange(len(altered))
    altered[at] = ord("x") if altered[at] != ord("x") else ord("y")
    lines[line] = bytes(altered)
    return line + 1


def _alter_line(parts: Parts, at: int, dice: random.Random) -> int:
    lines = lines_in(parts.payloads[at])
    line = _alter(lines, dice)
    parts.payloads[at] = compressed(lines)
    return line


def _drop_line(parts: Parts, at: int, dice: random.Random) -> int:
    lines = lines_in(parts.payloads[at])
    line = dice.randrange(len(lines))
    del lines[line]
    parts.payloads[at] = compressed(lines)
    return line + 1


def _swap_lines(parts: Parts, at: int, dice: random.Random) -> int:
    lines = lines_in(parts.payloads[at])
    a, b = sorted(dice.sample(range(len(lines)), 2))
    lines[a], lines[b] = lines[b], lines[a]
    parts.payloads[at] = compressed(lines)
    return a + 1


def _alter_hash(parts: Parts, at: int, dice: random.Random) -> int:
    line = dice.randrange(parts.numbers[at])
    altered = bytearray(parts.hashes[at])
    altered[32 * line + dice.randrange(32)] ^= 1 << dice.randrange(8)
    parts.hashes[at] = bytes(altered)
    return line + 1


def _alter_leaf(parts: Parts, at: int, dice: random.Random) -> None:
    parts.leaves[at] = hashlib.sha256(dice.randbytes(8)).hexdigest().encode()


def _alter_header(parts: Parts, at: int, dice: random.Random) -> None:
    header = Header.decode(parts.headers[at])
    other = hashlib.sha256(dice.randbytes(8)).hexdigest()
    changes: list[dict[str, object]] = [
        {"actor": "nobody"},
        {"reason": ""},
        {"seq": header.seq + 1},
        {"record_time": "2024-01-01T00:00:00.000000Z"},
        {"record_time": "9999-01-01T00:00:00.000000Z"},
        {"n": header.n + 1},
        {"facts_root": other},
        {"payload_sha256": other},
        {"source_sha256": other},
        {"load": "", "chunk": ""},
        {"model": "0002"},
    ]
    change = dice.choice(changes)
    parts.headers[at] = replace(header, **change).encode()  # type: ignore[arg-type]  # fields of a header
    if dice.random() < 0.5:
        parts.leaves[at] = leaf_hash(parts.headers[at]).hex().encode()


def _alter_line_and_hashes(parts: Parts, at: int, dice: random.Random) -> None:
    """The lines, their stored hashes and the payload's hash agree; the header's leaf does not."""
    lines = lines_in(parts.payloads[at])
    _alter(lines, dice)
    parts.payloads[at] = compressed(lines)
    other = Record(replace(Header.decode(parts.headers[at]), **_sums(lines)).encode(), b"")  # type: ignore[arg-type]
    parts.headers[at] = other.header
    stored = [leaf_hash(line) for line in lines]
    parts.hashes[at] = b"".join(stored) + parts.hashes[at][32 * len(stored) :]


def _sums(lines: list[bytes]) -> dict[str, object]:
    made = pack(lines)
    return {"n": made.n, "facts_root": made.facts_root, "payload_sha256": made.payload_sha256}


_PARTS: dict[str, Callable[[Parts, int, random.Random], int | None]] = {
    "line altered": _alter_line,
    "line dropped": _drop_line,
    "lines swapped": _swap_lines,
    "line hash altered": _alter_hash,
    "leaf hash altered": _alter_leaf,
    "header altered": _alter_header,
    "line and hashes altered": _alter_line_and_hashes,
}


# --- anew ------------------------------------------------------------------------------------------


def _anew(made: Made, folder: Path, dice: random.Random, reach: int) -> Tampering:
    """Rewrite history at or before `reach` and recompute everything; then deal with the checkpoints."""
    log, seq = list(made.log), dice.randint(1, reach)
    kind = dice.choice(("fact", "header", "commit dropped", "commits swapped", "commit doubled", "rewritten"))
    if kind == "fact":
        seq = dice.choice([r for r in range(1, reach + 1) if Header.decode(log[r - 1].header).n])
        header = Header.decode(log[seq - 1].header)
        lines = unpack(log[seq - 1].payload, header)
        _alter(lines, dice)
        log[seq - 1] = _with(log[seq - 1], lines=lines)
    elif kind == "header":
        log[seq - 1] = _with(log[seq - 1], actor="nobody")
    elif kind == "commit dropped":
        del log[seq - 1]
    elif kind == "commits swapped":
        other = dice.choice([n for n in range(1, len(log) + 1) if n != seq])
        log[seq - 1], log[other - 1] = log[other - 1], log[seq - 1]
        seq = min(seq, other)
    elif kind == "commit doubled":
        seq = min(seq, reach - 1) + 1
        log.insert(seq - 1, log[seq - 2])
    else:
        log[seq - 1] = record(seq, lines_of(seq + 1000, 3))
    times = sorted(Header.decode(r.header).record_time for r in log)
    log = [_with(r, seq=n, record_time=t) for n, (r, t) in enumerate(zip(log, times, strict=True), start=1)]
    shutil.rmtree(folder)
    # Without the rotations the checkpoint held outside would be refused, and tell less.
    notes = {name: data for name, data in made.notes.items() if name.startswith("rotation-")}
    attitude = dice.choice(("hides", "keeps", "forges"))
    if attitude == "forges":
        name, data = checkpoint(log, len(log), signer(99))
        notes[name] = data
    export(folder, log, notes=notes)
    if attitude == "keeps":
        _put_back(folder, made.notes)
    return Tampering(f"anew {kind}, {attitude} checkpoints", commit=seq)


def _with(old: Record, *, lines: list[bytes] | None = None, **fields: object) -> Record:
    header = Header.decode(old.header)
    kept = unpack(old.payload, header) if lines is None else lines
    header = replace(header, **_sums(kept), **fields)  # type: ignore[arg-type]  # fields of a header
    return Record(header.encode(), pack(kept).compressed)


def _put_back(folder: Path, notes: dict[str, bytes]) -> None:
    """The signed notes of the true ledger, listed in the manifest."""
    for name, data in notes.items():
        (folder / "notes" / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["notes"] = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(notes.items())}
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")
