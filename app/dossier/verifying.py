"""An evidence dossier is checked by a stranger: bytes and a public key, no database, no code of its maker.

Promises, in this order, everything that does not hold is named:
- the file is one canonical line, signed by the key that it names, with the hash that was signed; where a key
  is given, that is this key, or a rotation signed by both leads from the one to the other;
- the answer is the one that its certificate certifies, and whole by itself (`app.certified`);
- every statement stands in its commit, every commit in the ledger whose checkpoint the same key signed while
  it was in use, and the ledger of the answer is the beginning of that one;
- each row and relationship of the answer is stated, and each relationship holds by its best statement;
- each signature is one of the account that it names, over the content that its proposal states;
- the salted rows give the root from which membership is proven.
What can't be known from the file alone is handed back as `claims`. Refuses as `DossierError`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.certified import CertificateError
from app.certified import check as check_certificate
from app.dossier.approved import unapproved
from app.dossier.proven import Statements, read_statements
from app.dossier.reading import (
    FORMAT,
    Asked,
    DossierError,
    Finding,
    Signed,
    are_texts,
    canonical,
    keys_of,
    read_file,
    read_signature,
    sha256_of,
)
from app.dossier.stated import misstated
from ledger.verify_notes import Key, Refused, SignedHead, read_checkpoint, read_key
from ledger.verify_tree import hash_leaf, levels

_FIELDS = {
    *("answer", "certificate", "checkpoint", "format", "key", "records", "rotations", "secret"),
    *("statements", "unstated"),
}
_TOLD = ("key", "label", "quantity", "unit", "udi_di")
CLAIM = "that of these records nothing else was stated, and that no other record belongs to them"


@dataclass(frozen=True, slots=True)
class Checked:
    """A dossier that holds. `trusted` is false where no key was given to check by."""

    sha256: str
    start: tuple[str, ...]
    direction: str
    asked: Asked
    complete: bool
    rows: int
    relationships: int
    records: int
    statements: int
    commits: int
    known_at: int
    root: str
    checkpoint: int
    key: str
    trusted: bool
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """For scripts."""
        return {
            "dossier": self.sha256,
            "start": list(self.start),
            "direction": self.direction,
            **self.asked.to_json(),
            "complete": self.complete,
            "rows": self.rows,
            "relationships": self.relationships,
            "records": self.records,
            "statements": self.statements,
            "commits": self.commits,
            "ledger": {"size": self.known_at, "root": self.root},
            "checkpoint": self.checkpoint,
            "key": self.key,
            "trusted": self.trusted,
            "claims": list(self.claims),
        }


@dataclass(frozen=True, slots=True)
class _Dossier:
    body: Mapping[str, object]
    answer: Mapping[str, object]
    signed: Signed


def verify(data: bytes, trusted: Key | None) -> Checked:
    """What the dossier says, where all of it holds."""
    whole, body = read_file(data, "dossier")
    if set(whole) != {"dossier", "sha256", "signature"} or set(body) != _FIELDS or body["format"] != FORMAT:
        raise DossierError([f"the file is not of the format {FORMAT}"])
    answer = body["answer"]
    if not isinstance(answer, dict):
        raise DossierError(["the dossier holds no answer"])
    dossier = _Dossier(body, answer, read_signature(body, whole["signature"], trusted))
    findings = list(_altered(dossier, whole["sha256"]))
    claims = list(_certified(dossier, findings))
    head = _head(dossier)
    statements = _statements(dossier, head)
    findings += statements.findings
    if not findings:
        findings += _told(dossier, statements)
    if findings:
        raise DossierError(findings)
    return _checked(dossier, head, statements, trusted, claims)


def _checked(
    dossier: _Dossier, head: SignedHead, statements: Statements, trusted: Key | None, claims: Sequence[str]
) -> Checked:
    answer, signed = dossier.answer, dossier.signed
    rows, links, start = (answer[name] for name in ("rows", "relationships", "start"))
    return Checked(
        sha256=signed.digest,
        start=tuple(start),  # type: ignore[arg-type]  # the certificate's check read it
        direction=signed.direction,
        asked=signed.asked,
        complete=answer["complete"] is True,
        rows=len(rows),  # type: ignore[arg-type]
        relationships=len(links),  # type: ignore[arg-type]
        records=len(dossier.body["records"]),  # type: ignore[arg-type]
        statements=len(statements.stated),
        commits=statements.commits,
        known_at=signed.size,
        root=signed.root,
        checkpoint=head.size,
        key=head.key.label,
        trusted=trusted is not None,
        claims=(*claims, CLAIM),
    )


def _altered(dossier: _Dossier, told: object) -> Iterator[Finding]:
    digest = sha256_of(dossier.body)
    if not digest == told == dossier.signed.digest:
        yield "the dossier was altered: its sha256 is not the one that was signed"
    if dossier.answer.get("direction") != dossier.signed.direction:
        yield "the direction of the answer is not the one that was signed"
    clocks, prefer = dossier.answer.get("clocks"), dossier.answer.get("prefer", [])
    as_of = clocks.get("as_of", "") if isinstance(clocks, dict) else ""
    if dossier.signed.asked != Asked.read({"as_of": as_of, "prefer": prefer}):
        yield "the time or the sources that the answer was asked under are not those that were signed"
    if dossier.answer.get("ledger") != {"size": dossier.signed.size, "root": dossier.signed.root}:
        yield "the ledger of the answer is not the one that was signed"
    rows = dossier.answer.get("rows")
    if _rows_root(rows, dossier.body["secret"]) != (dossier.signed.rows, dossier.signed.rows_root):
        yield "the rows do not give the root that was signed for proofs of membership"


def _rows_root(rows: object, secret: object) -> tuple[int, bytes] | None:
    """How many rows, and the root over them, each with the salt that its key and the secret give."""
    try:
        salted = bytes.fromhex(str(secret))
        leaves = [
            {
                "row": {name: row[name] for name in _TOLD},
                "salt": hmac.new(salted, row["key"].encode(), hashlib.sha256).hexdigest(),
            }
            for row in rows  # type: ignore[attr-defined]  # else a TypeError, which is caught
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if len(salted) != 32 or salted.hex() != secret or not leaves:
        return None
    return len(leaves), levels(sorted(hash_leaf(canonical(leaf)) for leaf in leaves))[-1][0]


def _certified(dossier: _Dossier, findings: list[Finding]) -> Iterator[str]:
    """What remains the issuer's word of the answer."""
    certificate = canonical(dossier.body["certificate"]) + b"\n"
    try:
        yield from check_certificate(certificate, canonical(dossier.answer)).claims
    except CertificateError as error:
        findings += error.findings


def _head(dossier: _Dossier) -> SignedHead:
    """The checkpoint, signed by the key that signed the dossier, while that was in use."""
    try:
        head = read_checkpoint(str(dossier.body["checkpoint"]).encode(), keys_of(dossier.body))
    except (Refused, UnicodeEncodeError) as error:
        raise DossierError([f"the checkpoint is refused: {error}"]) from error
    if not head.key.is_same(read_key(str(dossier.body["key"]))):
        raise DossierError(["the checkpoint is signed by another key than the dossier"])
    return head


def _statements(dossier: _Dossier, head: SignedHead) -> Statements:
    before = dossier.signed.size, bytes.fromhex(dossier.signed.root)
    return read_statements(dossier.body["statements"], before, head)


def _told(dossier: _Dossier, statements: Statements) -> Iterator[Finding]:
    """Whether the statements are those of the answer."""
    records, unstated = dossier.body["records"], dossier.body["unstated"]
    if not are_texts(records) or not are_texts(unstated):
        yield "the records, or those without a statement, are no list of keys"
        return
    try:
        yield from misstated(dossier.answer, statements.stated, records, unstated)
        yield from unapproved(statements.stated)
    except (TypeError, ValueError) as error:  # of a ledger that was made up: no commit takes such facts
        yield f"the statements are none that the model knows: {error}"
