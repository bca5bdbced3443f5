"""Signed notes and checkpoints as C2SP defines them (signed-note, tlog-checkpoint): bytes in and out.

Invariants:
- a note is text that ends with a line feed, an empty line, and signature lines; any other shape, other
  control characters or bytes that are no UTF-8 are refused;
- a signature counts only under a key that was given; those of unknown keys are ignored, a wrong one of a
  known key refuses the whole note;
- base64 has one spelling: what does not encode back to itself is refused;
- a checkpoint is a note of at least three lines that are not empty: origin, size, root, extensions.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import NoteError

ED25519 = b"\x01"
MOST_SIGNATURES = 100
_KEY_BYTES = 32
_ID_BYTES = 4
_SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key with the name it signs under; `raw` are its 32 bytes."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.raw) != _KEY_BYTES:
            raise NoteError(f"an Ed25519 key has {_KEY_BYTES} bytes")

    @property
    def id(self) -> bytes:
        """The key id: the first 4 bytes of SHA-256(name, line feed, 0x01, key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """`name+id+base64`, as Go's sumdb/note writes it."""
        return f"{self.name}+{self.id.hex()}+{encode_base64(ED25519 + self.raw)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read `name+id+base64`."""
        # Base64 may hold a plus, a name and an id can't.
        name, _, rest = text.partition("+")
        told_id, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if data[:1] != ED25519:
            raise NoteError("a verifier key is `name+id+base64` of an Ed25519 key")
        key = cls(name, data[1:])
        if key.id.hex() != told_id:
            raise NoteError(f"the id of verifier key {name} is not that of its bytes")
        return key

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made that signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Protocol):
    """Who holds a private key: a file, a security module."""

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        ...

    def sign(self, text: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Note:
    """A note as parsed; `signatures` are (name, key id, signature) as they stand, not checked."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """Read a note; its signatures are still to be checked by `signed_by`."""
        try:
            whole = data.decode()
        except UnicodeDecodeError as error:
            raise NoteError("a note is UTF-8") from error
        if any(character < " " and character != "\n" for character in whole):
            raise NoteError("a note holds no control characters but line feeds")
        text, blank, below = whole.rpartition("\n\n")
        lines = below.removesuffix("\n").split("\n")
        if not blank or not below.endswith("\n") or len(lines) > MOST_SIGNATURES:
            raise NoteError("a note is text, an empty line, and signature lines")
        return cls(f"{text}\n", tuple(map(_signature, lines)))

    def encode(self) -> bytes:
        """The note's bytes."""
        lines = (f"— {name} {encode_base64(key_id + made)}\n" for name, key_id, made in self.signatures)
        return f"{self.text}\n{''.join(lines)}".encode()

    def signed_by(self, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Which of these keys signed it, in their order; refuses a wrong signature of any of them."""
        found = []
        for key in keys:
            made = [s for name, key_id, s in self.signatures if (name, key_id) == (key.name, key.id)]
            if not all(key.verify(self.text.encode(), signature) for signature in made):
                raise NoteError(f"the signature of {key.name}+{key.id.hex()} is wrong")
            if made:
                found.append(key)
        return tuple(found)


def sign(text: str, *signers: Signer) -> Note:
    """A note over text, signed in the order of the signers."""
    if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
        raise NoteError("the text of a note ends with a line feed and holds no other control character")
    return Note(text, tuple((s.key.name, s.key.id, s.sign(text.encode())) for s in signers))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at a size; `root` are 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "\n".join((self.origin, str(self.size), encode_base64(self.root), *self.extensions)) + "\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note as a checkpoint."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise NoteError("a checkpoint is an origin, a size and a root, each in a line")
        digest = decode_base64(lines[2])
        if len(digest) != hashlib.sha256().digest_size:
            raise NoteError("the root of a checkpoint has 32 bytes")
        return cls(lines[0], int(lines[1]), digest, tuple(lines[3:]))


def check_name(name: str) -> None:
    """Refuse a key name that a signature line can't hold."""
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise NoteError(f"{name!r} is no key name: not empty, no space, no plus")


def encode_base64(data: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """Its bytes; refuses any spelling that they would not be written in."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NoteError("base64 is damaged") from error
    if encode_base64(data) != text:
        raise NoteError("base64 is not in its one spelling")
    return data


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE_LINE.fullmatch(line)
    if found is None:
        raise NoteError("a signature line is a dash, a key name and base64")
    check_name(found[1])
    data = decode_base64(found[2])
    if len(data) <= _ID_BYTES:
        raise NoteError("a signature is longer than its key id")
    return found[1], data[:_ID_BYTES], data[_ID_BYTES:]
