"""The keys that sign checkpoints: made, kept and replaced in one folder, outside the database.

Invariants:
- the private half stands in one file that only its owner may read, or in a security module; it is
  never printed, logged or part of an error;
- keys follow one another by statements that the old and the new key both sign, numbered from 1; a
  verifier that trusts any of them can follow;
- the folder remembers the edge of the last tree that was signed, and nothing is signed that does
  not extend it (C2SP tlog-checkpoint: a log must not contradict itself);
- a key signs no size beyond the one at which it was replaced.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import KeyFolderError, NoteError
from ledger.files import write_whole
from ledger.note import (
    ED25519,
    Checkpoint,
    Note,
    Signer,
    VerifierKey,
    decode_base64,
    encode_base64,
    sign,
)
from ledger.tree import Frontier

ROTATION = "lotgraph-key-rotation/1"
PRIVATE = "PRIVATE+KEY+"
SECURITY_MODULE = "pkcs11:"
_KEY_FILE = "ledger.key"
_NEXT_FILE = "ledger.key.next"
_SIGNED_FILE = "last-signed"
_SEED_BYTES = 32
_NUMBER = re.compile(r"0|[1-9][0-9]*")


class FileSigner:
    """A private key in memory, read from text. Has no representation that shows it."""

    __slots__ = ("_key", "_private")

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._key = VerifierKey(name, self._private.public_key().public_bytes_raw())

    @property
    def key(self) -> VerifierKey:
        """The public half."""
        return self._key

    def sign(self, text: bytes) -> bytes:
        """The signature of the text."""
        return self._private.sign(text)

    @classmethod
    def parse(cls, text: str) -> FileSigner:
        """Read `PRIVATE+KEY+name+id+base64`, as Go's sumdb/note writes it."""
        name, _, rest = text.removeprefix(PRIVATE).partition("+")
        told_id, _, encoded = rest.partition("+")
        data = decode_base64(encoded)
        if not text.startswith(PRIVATE) or data[:1] != ED25519 or len(data) != 1 + _SEED_BYTES:
            raise NoteError("a private key is `PRIVATE+KEY+name+id+base64` of an Ed25519 seed")
        signer = cls(name, data[1:])
        if signer.key.id.hex() != told_id:
            raise NoteError("the id of the private key is not that of its bytes")
        return signer

    @staticmethod
    def generate(name: str) -> str:
        """A new private key as text."""
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        key_id = FileSigner(name, seed).key.id.hex()
        return f"{PRIVATE}{name}+{key_id}+{encode_base64(ED25519 + seed)}"


@dataclass(frozen=True, slots=True)
class Rotation:
    """Key `number` of a log gives way to the next one; the old one signed nothing beyond `size`."""

    number: int
    size: int
    old: VerifierKey
    new: VerifierKey

    def __post_init__(self) -> None:
        if self.old.name != self.new.name or self.old == self.new or self.number < 1:
            raise NoteError("a rotation names two keys of one log and its number, from 1")

    @property
    def text(self) -> str:
        """The text that both keys sign."""
        lines = (ROTATION, self.old.name, str(self.number), str(self.size), str(self.old), str(self.new))
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, data: bytes) -> Rotation:
        """Read a statement and check both signatures."""
        note = Note.parse(data)
        lines = note.text.removesuffix("\n").split("\n")
        if len(lines) != 6 or lines[0] != ROTATION or not all(map(_NUMBER.fullmatch, lines[2:4])):
            raise NoteError("a key rotation has six lines: kind, origin, number, size, old key, new key")
        found = cls(int(lines[2]), int(lines[3]), VerifierKey.parse(lines[4]), VerifierKey.parse(lines[5]))
        if found.text != note.text or len(note.signed_by((found.old, found.new))) != 2:
            raise NoteError(f"key rotation {found.number} is not signed by both keys")
        return found

    def check_follows(self, before: Rotation | None) -> None:
        """Refuse what does not go on from the rotation before it, or is not the first where there is none."""
        number = 1 if before is None else before.number + 1
        if self.number != number:
            raise NoteError(f"key rotation {self.number} does not follow: number {number} comes next")
        if before is not None and (before.new != self.old or before.size > self.size):
            raise NoteError(f"key rotation {self.number} does not follow the one before it")


def rotation_name(number: int) -> str:
    """File name of a rotation statement."""
    return f"rotation-{number:04d}.note"


def checkpoint_name(size: int, key: VerifierKey) -> str:
    """File name of a checkpoint."""
    return f"checkpoint-{size:010d}-{key.id.hex()}.note"


class KeyFolder:
    """The keys of one log. Refuses files that others may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def is_empty(self) -> bool:
        """Whether no key was ever made here."""
        return not (self._folder / _KEY_FILE).exists()

    def new(self, origin: str, reference: str | None = None) -> VerifierKey:
        """Make the first key; `reference` names one in a security module (a PKCS#11 URI)."""
        if not self.is_empty:
            raise KeyFolderError("there is a key already", "Replace it with `lotgraph key rotate`.")
        text = _key_text(origin, reference)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._folder / _KEY_FILE, text, mode=0o600)
        return self.signer().key

    def signer(self) -> Signer:
        """The key that signs now."""
        self._finish_rotation()
        return _signer_of(self._folder / _KEY_FILE)

    def rotations(self) -> list[tuple[Rotation, bytes]]:
        """The statements so far, checked, with their bytes."""
        found: list[tuple[Rotation, bytes]] = []
        for file in sorted(self._folder.glob("rotation-*.note")):
            data = file.read_bytes()
            rotation = Rotation.parse(data)
            rotation.check_follows(found[-1][0] if found else None)
            found.append((rotation, data))
        return found

    def first(self) -> VerifierKey:
        """The key that a verifier starts from."""
        rotations = self.rotations()
        return rotations[0][0].old if rotations else self.signer().key

    def rotate(self, reference: str | None = None) -> Rotation:
        """Put a new key in the place of the present one; a killed rotation is finished later."""
        old = self.signer()
        write_whole(self._folder / _NEXT_FILE, _key_text(old.key.name, reference), mode=0o600)
        new = _signer_of(self._folder / _NEXT_FILE)
        number = len(self.rotations()) + 1
        rotation = Rotation(number, self.last_signed().size, old.key, new.key)
        write_whole(self._folder / rotation_name(number), sign(rotation.text, old, new).encode())
        self._finish_rotation()
        return rotation

    def last_signed(self) -> Frontier:
        """The edge of the last tree that was signed here."""
        try:
            size, _, edge = (self._folder / _SIGNED_FILE).read_text("ascii").rstrip("\n").partition("\n")
        except FileNotFoundError:
            return Frontier()
        return Frontier.from_text(int(size), edge)

    def checkpoint(self, later_headers: Iterable[bytes], *, size: int, root: bytes) -> Note:
        """Sign a head, given the headers that come after the last signed one.

        Refuses a head that does not extend it: then the ledger was rewritten.
        """
        signer, frontier = self.signer(), self.last_signed()
        signed = frontier.size
        for header in later_headers:
            frontier = frontier.append(header)
        if (frontier.size, frontier.root()) != (size, root):
            raise KeyFolderError(
                f"the ledger of size {size} does not go on from size {signed}, which was signed before",
                "Run `lotgraph verify`, find out who had access, and restore the ledger.",
            )
        # Remembered first: what was signed and forgotten could be contradicted.
        write_whole(self._folder / _SIGNED_FILE, f"{frontier.size}\n{frontier.to_text()}\n".encode())
        return sign(Checkpoint(signer.key.name, size, root).text, signer)

    def _finish_rotation(self) -> None:
        """A rotation counts from its statement on; a key that has none was never used."""
        following = self._folder / _NEXT_FILE
        if not following.exists():
            return
        rotations = self.rotations()
        if rotations and rotations[-1][0].new == _signer_of(following).key:
            os.replace(following, self._folder / _KEY_FILE)
        else:
            following.unlink()


def _key_text(origin: str, reference: str | None) -> bytes:
    """What a key file holds: a private key, or where it is and its public half."""
    if origin == ROTATION:
        raise NoteError(f"{origin} can't be the name of a log")
    if reference is None:
        return FileSigner.generate(origin).encode() + b"\n"
    from ledger.pkcs11 import public_key

    return f"{reference}\n{VerifierKey(origin, public_key(reference))}\n".encode()


def _signer_of(file: Path) -> Signer:
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise KeyFolderError(f"others may read {file}", f"Run: chmod 600 {file}")
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise KeyFolderError("there is no signing key", "Make one with `lotgraph key new`.") from error
    if lines and lines[0].startswith(SECURITY_MODULE):
        from ledger.pkcs11 import Pkcs11Signer

        return Pkcs11Signer(lines[0], VerifierKey.parse(lines[1]))
    return FileSigner.parse(lines[0] if lines else "")
