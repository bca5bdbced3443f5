"""The verifier's own reading of a dossier or of a membership proof: one form, and nothing else is one.

Promises: bytes that are not exactly the canonical form of their value are refused, so that a file that was
cut, added to or spelled otherwise is none; so is what has other fields than the format. Shares no code with
what makes the files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from app.errors import ApplicationError
from graph_model.keys import BadKey, split
from ledger.verify_bundle import read_canonical
from ledger.verify_notes import Key, Refused, follow, read_key, read_signed

FORMAT = "lotgraph-dossier/1"
MEMBER_FORMAT = "lotgraph-dossier-member/1"
MOST_TOLD = 20
Finding = str
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNED = re.compile(
    r"lotgraph-dossier/1\n([0-9a-f]{64})\n(forward|backward)\n"
    r"(0|[1-9][0-9]{0,17}) ([0-9a-f]{64})\n([1-9][0-9]{0,17}) ([0-9a-f]{64})\n(?:(.+)\n)?"
)


class DossierError(ApplicationError):
    """A file that is no dossier, or does not hold; `findings` are all that is wrong with it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        told = "\n  ".join(findings[:MOST_TOLD])
        rest = f"\n  and {len(findings) - MOST_TOLD} more" if len(findings) > MOST_TOLD else ""
        super().__init__(
            f"The dossier does not hold:\n  {told}{rest}",
            "Ask who gave it to you for it once more, and find out who altered it.",
        )
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Asked:
    """The view of an answer: of which time it is (now where that is None), whom it prefers."""

    as_of: str | None = None
    prefer: tuple[str, ...] = ()

    @classmethod
    def read(cls, view: object) -> Asked | None:
        """From its JSON; None where it is no view."""
        if not isinstance(view, dict) or set(view) != {"as_of", "prefer"} or not are_texts(view["prefer"]):
            return None
        as_of = view["as_of"]
        return cls(as_of, tuple(view["prefer"])) if as_of is None or isinstance(as_of, str) else None

    def to_json(self) -> dict[str, object]:
        """For scripts."""
        return {"as_of": self.as_of, "prefer": list(self.prefer)}

    def __str__(self) -> str:
        """In words, empty for what is so now."""
        as_of = f", as of {in_words(self.as_of)}" if self.as_of else ""
        return f"{as_of}, preferring {', '.join(map(in_words, self.prefer))}" if self.prefer else as_of


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signature of a dossier says."""

    digest: str
    direction: str
    rows: int
    rows_root: bytes
    size: int
    root: str
    asked: Asked


def read_file(data: bytes, what: str) -> tuple[dict[str, object], dict[str, object]]:
    """The whole of a file, and the object under `what`; refuses every other spelling of them."""
    whole = read_canonical(data[:-1]) if data.endswith(b"\n") else None
    body = whole.get(what) if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(body, dict):
        raise DossierError(["the file is not one whole line as `lotgraph dossier` writes it"])
    return whole, body


def canonical(value: object) -> bytes:
    """What is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256_of(value: object) -> str:
    """The hash of its canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def are_texts(value: object) -> TypeGuard[list[str]]:
    """Whether it is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def in_words(text: object) -> str:
    """A text of a file that anybody may have made, so that it can't end the line that tells of it."""
    return str(text) if str(text).isprintable() else repr(text)


def is_key(text: str) -> bool:
    """Whether a text is a key as the model spells one: it holds no line end and nothing that hides."""
    try:
        split(text)
    except BadKey:
        return False
    return True


def hashes_of(value: object, what: str) -> list[bytes]:
    """A list of hashes in hex."""
    if not are_texts(value) or not all(map(_HASH.fullmatch, value)):
        raise DossierError([f"{what} is no list of hashes"])
    return [bytes.fromhex(one) for one in value]


def keys_of(body: Mapping[str, object]) -> list[Key]:
    """All keys of the ledger that the file names: the one that signed it, with its rotations."""
    rotations = body["rotations"]
    if not are_texts(rotations):
        raise DossierError(["the key rotations are no list of notes"])
    try:
        return follow(read_key(str(body["key"])), [note.encode() for note in rotations])
    except (Refused, UnicodeEncodeError) as error:
        raise DossierError([f"the key of the dossier is refused: {error}"]) from error


def read_signature(body: Mapping[str, object], signature: object, trusted: Key | None) -> Signed:
    """What the key of the file signed; where a key is trusted, it must be this one or lead to it."""
    keys = keys_of(body)
    try:
        text, signers = read_signed(str(signature).encode(), keys)
    except (Refused, UnicodeEncodeError) as error:
        raise DossierError([f"the signature is refused: {error}"]) from error
    named = read_key(str(body["key"]))
    signer = next((one for one in signers if named.is_same(one)), None)
    if signer is None:
        raise DossierError(["the dossier is not signed by the key that it names"])
    if trusted is not None and not any(trusted.is_same(one) for one in keys):
        raise DossierError(["the dossier is not signed by the trusted key"])
    found = _SIGNED.fullmatch(text)
    if found is None:
        raise DossierError(["what is signed is no dossier"])
    asked = _asked(found[7])
    rows, root = int(found[3]), bytes.fromhex(found[4])
    signed = Signed(found[1], found[2], rows, root, int(found[5]), found[6], asked)
    # A key that was given up, perhaps since it was lost, speaks for nothing that came later.
    if signer.high is not None and signed.size > signer.high:
        raise DossierError([f"its key was replaced at ledger size {signer.high}, and it is of {signed.size}"])
    return signed


def _asked(line: str | None) -> Asked:
    """The view, of which only one that is not that of now is told."""
    view = Asked() if line is None else Asked.read(read_canonical(line.encode()))
    if view is None or (line is not None and view == Asked()):
        raise DossierError(["what is signed names no view"])
    return view
