"""Archives for tests: made-up commits, a fixed key, checkpoints and rotations, all of them from seeds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.archive import Record, export
from ledger.commit import Header, pack
from ledger.keys import FileSigner, Rotation, checkpoint_name, rotation_name
from ledger.note import Checkpoint, sign
from ledger.tree import root_of

ORIGIN = "plant.example/ledger"


def signer(number: int = 1) -> FileSigner:
    """The n-th key of the log."""
    return FileSigner(ORIGIN, hashlib.sha256(b"key %d" % number).digest())


def lines_of(seq: int, count: int) -> list[bytes]:
    """Fact lines with nonces that are hashes of their place."""
    return [
        b'["%b",{"fact":"node","key":"lot:t/RM-%d/%04d","properties":{"name":"\xe5\xbf\x83 %d"}}]'
        % (hashlib.sha256(b"%d %d" % (seq, at)).hexdigest()[:32].encode(), seq, at, at * seq)
        for at in range(count)
    ]


def record(seq: int, lines: Sequence[bytes], **other: str | int) -> Record:
    """A commit as it stands in a store."""
    payload = pack(lines)
    fields: dict[str, str | int] = {
        "seq": seq,
        "record_time": f"2025-02-01T00:{seq // 60 % 60:02d}:{seq % 60:02d}.000000Z",
        "actor": "loader",
        "reason": f"load {seq}",
        "source_sha256": hashlib.sha256(b"%d" % seq).hexdigest(),
        "load": "90bdc146a51c7919e1d7c1b45ef6466c",
        "chunk": f"{seq}.0",
        "model": "0001",
        "facts_root": payload.facts_root,
        "n": payload.n,
        "payload_sha256": payload.payload_sha256,
    }
    return Record(Header(**(fields | other)).encode(), payload.compressed)  # type: ignore[arg-type]


def records(counts: Iterable[int], first: int = 1) -> list[Record]:
    """Commits with these numbers of facts."""
    return [record(seq, lines_of(seq, count)) for seq, count in enumerate(counts, start=first)]


def checkpoint(log: Sequence[Record], size: int, key: FileSigner) -> tuple[str, bytes]:
    """File name and bytes of a checkpoint of the first `size` commits."""
    root = root_of(r.header for r in log[:size])
    return checkpoint_name(size, key.key), sign(Checkpoint(ORIGIN, size, root).text, key).encode()


def rotation(number: int, size: int) -> tuple[str, bytes]:
    """File name and bytes of the statement that key n gives way to key n + 1."""
    old, new = signer(number), signer(number + 1)
    return rotation_name(number), sign(Rotation(number, size, old.key, new.key).text, old, new).encode()


@dataclass(frozen=True, slots=True)
class Made:
    """An archive on disk, its commits, and a checkpoint of it that is held outside."""

    folder: Path
    log: list[Record]
    notes: dict[str, bytes]
    outside: bytes
    key: str


def make(
    folder: Path, counts: Sequence[int], *, signed: Sequence[int], rotated_at: int | None = None
) -> Made:
    """An archive with checkpoints at the sizes `signed`; the last one is held outside too.

    From `rotated_at` on, the second key signs.
    """
    log = records(counts)
    notes = dict([rotation(1, rotated_at)] if rotated_at is not None else [])
    outside = b""
    for size in signed:
        is_later = rotated_at is not None and size > rotated_at
        name, outside = checkpoint(log, size, signer(2 if is_later else 1))
        notes[name] = outside
    export(folder, log, notes=notes)
    return Made(folder, log, notes, outside, str(signer().key))
