"""The verifier's own reading of keys, signed notes, rotations, checkpoints and time-stamps.

Shares no code with what writes them (import-linter checks it), so that one mistake can't hide in both.
Bytes in, values or `Refused` out; no files.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100
SHA256 = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
_DECIMAL = re.compile(rb"0|[1-9][0-9]{0,18}")


class Refused(ValueError):
    """Bytes that are not what they have to be, or not signed by who had to."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key as `name+id+base64`; what it may have signed are the sizes `low` to `high`."""

    name: bytes
    id: bytes
    raw: bytes
    low: int = 0
    high: int | None = None

    @property
    def label(self) -> str:
        """Name and id."""
        return f"{self.name.decode()}+{self.id.hex()}"

    def is_same(self, other: Key) -> bool:
        """The same key, whatever it may have signed."""
        return (self.name, self.raw) == (other.name, other.raw)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint whose signature was checked."""

    size: int
    root: bytes
    key: Key


def read_key(text: str) -> Key:
    """Read a verifier key."""
    try:
        name, key_id, encoded = text.encode().split(b"+", 2)
    except ValueError as error:
        raise Refused("a verifier key is name+id+base64") from error
    data = _unbase64(encoded)
    if len(data) != 33 or data[0] != 1:
        raise Refused("a verifier key holds the byte 01 and the 32 bytes of an Ed25519 key")
    made = hashlib.sha256(name + b"\n" + data).digest()[:4]
    if made.hex().encode() != key_id:
        raise Refused("the id of the verifier key is not that of its bytes")
    if not name or re.search(r"\s", name.decode()):
        raise Refused("the name of a verifier key holds no white space")
    return Key(name, made, data[1:])


def follow(trusted: Key, statements: Sequence[bytes]) -> list[Key]:
    """All keys of the log, oldest first; refuses statements that do not form a chain with the trusted key."""
    keys: list[Key] = []
    at = 0
    for number, data in enumerate(statements, start=1):
        old, new, size = _rotation(data, number)
        if keys and not keys[-1].is_same(old):
            raise Refused(f"rotation {number} replaces a key that was not in use")
        if size < at:
            raise Refused(f"rotation {number} is of an earlier size than the one before it")
        first = keys.pop() if keys else old
        keys += [
            Key(first.name, first.id, first.raw, first.low, size),
            Key(new.name, new.id, new.raw, size),
        ]
        at = size
    if not keys:
        return [trusted]
    if not any(key.is_same(trusted) for key in keys):
        raise Refused("the key rotations do not lead to or from the trusted key")
    return keys


def read_checkpoint(data: bytes, keys: Sequence[Key]) -> SignedHead:
    """Read a checkpoint that one of these keys signed while it was in use."""
    text, signatures = _note(data)
    lines = text.split(b"\n")[:-1]
    if len(lines) < 3 or b"" in lines or not _DECIMAL.fullmatch(lines[1]):
        raise Refused("a checkpoint has an origin, a size and a root, each in a line")
    size, root = int(lines[1]), _unbase64(lines[2])
    if len(root) != 32:
        raise Refused("the root of a checkpoint has 32 bytes")
    signers = [key for key in keys if _signed(text, signatures, key)]
    if not signers:
        raise Refused("it is not signed by a trusted key")
    for key in signers:
        if key.name != lines[0]:
            raise Refused("its origin is not the name of the key that signed it")
        if key.low <= size and (key.high is None or size <= key.high):
            return SignedHead(size, root, key)
    raise Refused(f"key {signers[0].label} was not in use at size {size}")


def read_signed(data: bytes, keys: Sequence[Key]) -> tuple[str, list[Key]]:
    """The text of a note with one signature, and who of these made it; refuses a wrong one."""
    text, signatures = _note(data)
    if len(signatures) != 1:
        raise Refused("it has more than one signature")
    return text.decode(), [key for key in keys if _signed(text, signatures, key)]


def stamped_at(token: bytes, note: bytes, roots: Sequence[x509.Certificate]) -> datetime.datetime | None:
    """When a time-stamp authority saw these bytes (RFC 3161); None where no root says whom to trust."""
    try:
        response = decode_timestamp_response(token)
        imprint = response.tst_info.message_imprint
        algorithm, seen, when = imprint.hash_algorithm, imprint.message, response.tst_info.gen_time
    except Exception as error:
        raise Refused(f"it is no time-stamp response ({error})") from error
    if algorithm != SHA256 or seen != hashlib.sha256(note).digest():
        raise Refused("it stamps other bytes")
    if not roots:
        return None
    selfsigned = [c for c in roots if c.issuer == c.subject]
    builder = VerifierBuilder(roots=selfsigned, intermediates=[c for c in roots if c not in selfsigned])
    try:
        builder.build().verify_message(response, note)
    except (ValueError, VerificationError) as error:
        raise Refused("its signature does not hold under the authority's certificates") from error
    return when


def _rotation(data: bytes, number: int) -> tuple[Key, Key, int]:
    text, signatures = _note(data)
    lines = text.split(b"\n")
    if len(lines) != 7 or lines[0] != b"lotgraph-key-rotation/1" or not _DECIMAL.fullmatch(lines[3]):
        raise Refused("a rotation has six lines: kind, origin, number, size, old key, new key")
    old, new = read_key(lines[4].decode()), read_key(lines[5].decode())
    if lines[2] != b"%d" % number or {old.name, new.name} != {lines[1]} or old.raw == new.raw:
        raise Refused(f"it is not rotation {number} of one log from one key to another")
    if not (_signed(text, signatures, old) and _signed(text, signatures, new)):
        raise Refused(f"rotation {number} is not signed by both keys")
    return old, new, int(lines[3])


def _note(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes, bytes]]]:
    """The signed text and (name, id, signature) of each signature line."""
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise Refused("a note is UTF-8") from error
    if len(data) > LARGEST_NOTE or re.search(r"[\x00-\x09\x0b-\x1f]", whole) or not data.endswith(b"\n"):
        raise Refused("a note is lines of text without control characters")
    split = data.rfind(b"\n\n")
    rows = data[split + 2 : -1].split(b"\n")
    if split < 0 or len(rows) > MOST_SIGNATURES:
        raise Refused("a note has an empty line before its signatures, 100 of them at most")
    return data[: split + 1], [_signature(row) for row in rows]


def _signature(row: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.fullmatch(rb"\xe2\x80\x94 ([^ +]+) ([A-Za-z0-9+/]+=*)", row)
    if found is None or re.search(r"\s", found[1].decode()):
        raise Refused("a signature line is a dash, a key name and base64")
    data = _unbase64(found[2])
    if len(data) < 5:
        raise Refused("a signature is longer than its key id")
    return found[1], data[:4], data[4:]


def _signed(text: bytes, signatures: list[tuple[bytes, bytes, bytes]], key: Key) -> bool:
    """Whether the key signed the text; a signature in its name that is wrong refuses the note."""
    made = [signature for name, key_id, signature in signatures if (name, key_id) == (key.name, key.id)]
    for signature in made:
        try:
            Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, text)
        except (InvalidSignature, ValueError) as error:
            raise Refused(f"the signature of {key.label} is wrong") from error
    return bool(made)


def _unbase64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Refused("base64 is damaged") from error
    # Unused bits of the last digit would give one value two spellings.
    if base64.b64encode(data) != text:
        raise Refused("base64 is not in its one spelling")
    return data
