"""One commit as bytes: a canonical header, which is the log's leaf, and a payload of lines.

Invariants:
- the header is JSON with sorted keys, no white space, UTF-8, exactly the fields of `Header`;
- `facts_root` is the RFC 6962 root over the lines, `n` counts them, `payload_sha256` covers the
  lines each ended by a line feed, before compression (a compressor may change, the proof may not);
- a line holds no line feed and ends with one, the last line too;
- the payload is stored as one zstd frame of those bytes, with nothing after it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import orjson
import zstandard

from ledger.tree import root_of

# Above what a commit may hold (4 MiB), so that a forged frame can't fill the memory.
LARGEST_PAYLOAD = 16 * 1024 * 1024
_COMPRESSOR_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Header:
    """What the log's leaf says of a commit; `seq` counts from 1, `load` and `chunk` may be empty."""

    seq: int
    record_time: str
    actor: str
    reason: str
    source_sha256: str
    load: str
    chunk: str
    model: str
    facts_root: str
    n: int
    payload_sha256: str

    @property
    def batch(self) -> str | None:
        """The batch key, unique in a ledger; None where the commit is no part of a load."""
        return f"{self.load}/{self.chunk}" if self.load else None

    def encode(self) -> bytes:
        """The canonical bytes."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    @classmethod
    def decode(cls, data: bytes) -> Header:
        """Read a header; refuses other fields and any spelling but the canonical one."""
        body = orjson.loads(data)
        if not isinstance(body, dict) or set(body) != {f.name for f in fields(cls)}:
            raise ValueError("a commit header has exactly the fields of the format")
        if any(type(body[f.name]).__name__ != f.type for f in fields(cls)):
            raise ValueError("a field of a commit header is of another type than the format's")
        header = cls(**body)
        if header.encode() != data:
            raise ValueError("a commit header is not in canonical form")
        return header


@dataclass(frozen=True, slots=True)
class Payload:
    """The lines of a commit with their hashes and compressed bytes."""

    n: int
    facts_root: str
    payload_sha256: str
    compressed: bytes


def pack(lines: Sequence[bytes]) -> Payload:
    """Hash and compress lines."""
    plain = b"".join(line + b"\n" for line in lines)
    if plain.count(b"\n") != len(lines):
        raise ValueError("a line of a commit holds a line feed")
    return Payload(
        n=len(lines),
        facts_root=root_of(lines).hex(),
        payload_sha256=hashlib.sha256(plain).hexdigest(),
        compressed=zstandard.ZstdCompressor(level=_COMPRESSOR_LEVEL).compress(plain),
    )


def unpack(compressed: bytes, header: Header) -> list[bytes]:
    """The lines of a commit; refuses bytes that are not those its header speaks of."""
    lines = unpack_payload(compressed, header)
    if root_of(lines).hex() != header.facts_root:
        raise ValueError(f"the facts of commit {header.seq} do not give its root")
    return lines


def unpack_payload(compressed: bytes, header: Header) -> list[bytes]:
    """The same for who needs no proof of a fact: the payload's hash says that the bytes are the header's."""
    try:
        # The frame states its size, and is not read where that is more than a commit can be.
        if not 0 <= zstandard.frame_content_size(compressed) <= LARGEST_PAYLOAD:
            raise ValueError(f"the payload of commit {header.seq} states no size that a commit can have")
        frame = zstandard.ZstdDecompressor().decompressobj()
        plain = frame.decompress(compressed)
    except zstandard.ZstdError as error:
        raise ValueError(f"the payload of commit {header.seq} can't be decompressed") from error
    if not frame.eof or frame.unused_data:
        raise ValueError(f"the payload of commit {header.seq} is not one whole frame")
    *lines, rest = plain.split(b"\n")
    if rest or hashlib.sha256(plain).hexdigest() != header.payload_sha256 or len(lines) != header.n:
        raise ValueError(f"the payload of commit {header.seq} is not the one its header speaks of")
    return lines
