"""An evidence dossier is made: an answer, all statements that it stands on, their proofs, one signature.

Promises: one line of canonical JSON. It holds the answer with its relationships, its certificate of
completeness, every statement of every row, relationship and attached record up to the answer's ledger size,
and what leads from these lines to a checkpoint that the ledger's key signs. The signature covers the hash of
all of it, the root of the salted rows, the root of the ledger, and the view where it is not that of now.
Refuses: without a signing key, and what `certify` refuses. Format: docs/dossier.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.dossier.salted import SaltedRows
from graph_model.facts import canonical
from graph_store.excerpts import key_of
from ledger.excerpt import Excerpt
from ledger.note import Signer, sign

FORMAT: Final = "lotgraph-dossier/1"
MEMBER_FORMAT: Final = "lotgraph-dossier-member/1"
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a dossier is made of. `records` are the keys beside those of rows and relationships."""

    answer: Mapping[str, object]
    """With its relationships."""
    certificate: bytes
    records: Collection[str]
    excerpt: Excerpt
    checkpoint: bytes
    rotations: Sequence[bytes]


def encode(evidence: Evidence, signer: Signer, secret: bytes | None = None) -> bytes:
    """The file. `secret` is for tests: it must be random, or rows can be guessed from a membership proof."""
    secret = secrets.token_bytes(SECRET_BYTES) if secret is None else secret
    stated = _stated(evidence.excerpt)
    rows: Sequence[Mapping[str, object]] = evidence.answer["rows"]  # type: ignore[assignment]
    links: Sequence[Sequence[str]] = evidence.answer["relationships"]  # type: ignore[assignment]
    told = {*(str(row["key"]) for row in rows), *(link[3] for link in links)}
    body = {
        "format": FORMAT,
        "answer": evidence.answer,
        "certificate": json.loads(evidence.certificate),
        "checkpoint": evidence.checkpoint.decode(),
        "key": str(signer.key),
        "records": sorted(set(evidence.records) - told),
        "rotations": [note.decode() for note in evidence.rotations],
        "secret": secret.hex(),
        "statements": evidence.excerpt.to_json(),
        "unstated": sorted((told | set(evidence.records)) - stated),
    }
    digest = hashlib.sha256(canonical(body)).hexdigest()
    text = signed_text(digest, evidence.answer, SaltedRows(rows, secret))
    whole = {"dossier": body, "sha256": digest, "signature": sign(text, signer).encode().decode()}
    return canonical(whole) + b"\n"


def signed_text(digest: str, answer: Mapping[str, object], rows: SaltedRows) -> str:
    """What is signed: enough for a membership proof, and nothing from which a row could be guessed."""
    ledger: Mapping[str, object] = answer["ledger"]  # type: ignore[assignment]
    clocks: Mapping[str, object] = answer["clocks"]  # type: ignore[assignment]
    view = {"as_of": clocks["as_of"], "prefer": answer.get("prefer", [])}
    lines = (
        FORMAT,
        digest,
        str(answer["direction"]),
        f"{len(rows)} {rows.root.hex()}",
        f"{ledger['size']} {ledger['root']}",
        *([canonical(view).decode()] if any(view.values()) else []),
    )
    return "\n".join(lines) + "\n"


def encode_member(dossier: Mapping[str, object], signature: str, key: str) -> bytes:
    """The proof that one row is in the answer of a dossier that was verified; KeyError where it is none."""
    answer: Mapping[str, object] = dossier["answer"]  # type: ignore[assignment]
    rows: Sequence[Mapping[str, object]] = answer["rows"]  # type: ignore[assignment]
    leaf, place, path = SaltedRows(rows, bytes.fromhex(str(dossier["secret"]))).prove(key)
    body = {
        "format": MEMBER_FORMAT,
        "key": dossier["key"],
        "leaf": leaf.decode(),
        "path": [step.hex() for step in path],
        "place": place,
        "rotations": dossier["rotations"],
    }
    return canonical({"member": body, "signature": signature}) + b"\n"


def _stated(excerpt: Excerpt) -> set[str]:
    """The keys of which the excerpt has statements."""
    return {
        key
        for part in excerpt.parts
        for line in part.lines.values()
        if (key := key_of(line, part.header)) is not None
    }
