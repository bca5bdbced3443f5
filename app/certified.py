"""A certificate of completeness held against the export it is about, without any database.

Promises: everything in an export is worked out again, or compared, or covered by a hash: one row,
relationship or field that was removed, added or altered is named. It shares no code with what answers
and certifies. What it can't know (that the ledger held nothing else at that size) it hands back as
`UNSEEN` and `CLAIMS`, and never calls checked. Refuses, as `CertificateError`, with everything it found.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.certified_archive import against_archive
from app.certified_rows import Finding, Relationship, Rows, checked_answer
from app.errors import ApplicationError
from ledger.archive import Archive
from ledger.errors import NoteError
from ledger.note import Note, VerifierKey

FORMAT = "lotgraph-certificate/1"
DIGITS = 8
MOST_TOLD = 20
UNSEEN = "that the ledger of this size and root held nothing else that leaves the rows"
CLAIMS = (
    "that what is named as cut was so",
    "quantities of lots, and totals, beyond what the export itself must hold to",
    "names, gaps and notes: they are those that were certified",
)
"""What the issuer says and nobody can work out again; `UNSEEN` too, where there is no archive to look at."""
CUTS = frozenset(["withdrawn", "disputed", "idle_operation", "not_inside"])
_SAID_BY_BOTH = ("start", "direction", "clocks", "complete", "gaps", "counts", "totals", "ledger")
_COPIED = (*_SAID_BY_BOTH, "prefer")
_OWN = ("format", "scope", "relationship_counts", "rows", "relationships", "frontier", "answer_sha256")
_BODY = frozenset([*_SAID_BY_BOTH, *_OWN])
_EXPORT = frozenset([*_SAID_BY_BOTH, "notes", "rows", "relationships", "sha256"])


class CertificateError(ApplicationError):
    """A certificate that is none, or not about this export; `findings` are all that differs."""

    def __init__(self, findings: Sequence[str]) -> None:
        told = "\n  ".join(findings[:MOST_TOLD])
        rest = f"\n  and {len(findings) - MOST_TOLD} more" if len(findings) > MOST_TOLD else ""
        super().__init__(
            f"The certificate does not hold for this export:\n  {told}{rest}",
            "Ask who gave you the two for them once more, and find out who altered one.",
        )
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate that holds. `signer` is the key that signed it, where one was given to check by."""

    sha256: str
    known_at: int
    root: str
    scope: str
    complete: bool
    rows: int
    relationships: int
    cuts: int
    signer: str | None
    signed: bool
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """For scripts."""
        return {
            "sha256": self.sha256,
            "ledger": {"size": self.known_at, "root": self.root},
            "scope": self.scope,
            "complete": self.complete,
            "rows": self.rows,
            "relationships": self.relationships,
            "cut": self.cuts,
            "signed": self.signed,
            "signer": self.signer,
            "claims": list(self.claims),
        }


def check(
    certificate: bytes,
    export: bytes,
    keys: Sequence[VerifierKey] | None = None,
    archive: Archive | None = None,
) -> Checked:
    """Hold one against the other, with keys of which one must have signed, and with a verified archive."""
    whole = _object(certificate, "the certificate")
    if set(whole) != {"certificate", "sha256", "signature"} or certificate != _canonical(whole) + b"\n":
        raise CertificateError(["the certificate is not a file as `--certificate` writes it"])
    body, signature = whole["certificate"], whole["signature"]
    if not isinstance(body, dict) or body.get("format") != FORMAT or set(body) - {"prefer"} != _BODY:
        raise CertificateError([f"the certificate is not of the format {FORMAT}"])
    told = _object(export, "the export")
    if set(told) - {"prefer"} != _EXPORT:
        raise CertificateError(["the export is no answer with relationships: `recall … --export FILE`"])
    digest = hashlib.sha256(_canonical(body)).hexdigest()
    if whole["sha256"] != digest:
        raise CertificateError(["the certificate was altered: its sha256 is not that of what it says"])
    signer = _signer(signature, digest, keys)
    answer = Rows.read(told)
    findings = [*_compared(body, told, answer), *_frontier(body, answer), *checked_answer(told, answer)]
    if not findings and archive is not None:
        is_plain = body["scope"] == "whole" and body["clocks"]["as_of"] is None and "prefer" not in body
        findings = list(against_archive(archive, answer, body["frontier"]["cut"], plain=is_plain))
    if findings:
        raise CertificateError(findings)
    return Checked(
        sha256=digest,
        known_at=answer.known_at,
        root=answer.root,
        scope=str(body["scope"]),
        complete=answer.complete,
        rows=len(answer.rows),
        relationships=len(answer.relationships),
        cuts=len(body["frontier"]["cut"]),
        signer=signer,
        signed=signature is not None,
        claims=(*(() if archive else (UNSEEN,)), *CLAIMS),
    )


def _object(data: bytes, what: str) -> dict[str, object]:
    """A JSON object; refuses a name that stands twice in one, which two readers may read as two things."""

    def whole(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice in one object")
        return found

    def no_number(text: str) -> object:
        raise ValueError(f"{text} is no number that an answer holds")

    try:
        read = json.loads(
            data.decode(), object_pairs_hook=whole, parse_float=no_number, parse_constant=no_number
        )
    except (ValueError, RecursionError) as error:
        raise CertificateError([f"{what} can't be read: {error}"]) from error
    if not isinstance(read, dict):
        raise CertificateError([f"{what} is no JSON object"])
    return read


def _canonical(value: object) -> bytes:
    """Sorted names, no white space, UTF-8: what is hashed."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise CertificateError(["a text holds half a character, which UTF-8 can't"]) from error


def _signer(signature: object, digest: str, keys: Sequence[VerifierKey] | None) -> str | None:
    """Who signed it, where keys are given; what is no signature of this certificate is refused anyhow."""
    if signature is None:
        if keys is not None:
            raise CertificateError(["the certificate is not signed, and a key was given"])
        return None
    try:
        note = Note.parse(str(signature).encode())
        signers = note.signed_by(keys or ())
    except (NoteError, UnicodeEncodeError) as error:
        raise CertificateError([f"the signature is refused: {error}"]) from error
    if note.text != f"{FORMAT}\n{digest}\n":
        raise CertificateError(["the signature is of another certificate"])
    if keys is None:
        return None
    if not signers:
        raise CertificateError(["the certificate is not signed by the trusted key"])
    return f"{signers[-1].name}+{signers[-1].id.hex()}"


def _compared(body: Mapping[str, object], told: Mapping[str, object], answer: Rows) -> Iterator[Finding]:
    """What both say, and the hashes of what only the export says in full."""
    for name in _COPIED:
        if _canonical(body.get(name)) != _canonical(told.get(name)):
            yield f"`{name}` is not what was certified"
    if body["answer_sha256"] != answer.sha256:
        yield "`sha256` is not what was certified"
    rows = [(row.key, row.body) for row in answer.rows]
    yield from _listed("row", body["rows"], rows)
    links = [(" ".join(link.ends), list(link.ends)) for link in answer.relationships]
    yield from _listed("relationship", body["relationships"], links)
    types = dict(Counter(link.type for link in answer.relationships))
    if body["relationship_counts"] != types:
        yield f"`relationship_counts` is not {json.dumps(types, sort_keys=True)}"


def _listed(what: str, summary: object, values: Sequence[tuple[str, object]]) -> Iterator[Finding]:
    """What of a list is not as certified. The hash of all decides; the short ones tell where."""
    if not isinstance(summary, dict) or set(summary) != {"n", "sha256", "fingerprints"}:
        yield f"the certificate does not sum up the {what}s"
        return
    digest = hashlib.sha256(_canonical([value for _, value in values])).hexdigest()
    if (summary["n"], summary["sha256"]) == (len(values), digest):
        if summary["fingerprints"] != "".join(_fingerprint(value) for _, value in values):
            yield f"the certificate's fingerprints of the {what}s are not theirs"
        return
    yield f"the {what}s are not those that were certified ({len(values)}, and {summary['n']} were)"
    text = str(summary["fingerprints"])
    wanted = [text[at : at + DIGITS] for at in range(0, len(text), DIGITS)]
    yield from _differences(what, wanted, values)


def _fingerprint(value: object) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()[:DIGITS]


def _differences(what: str, wanted: Sequence[str], values: Sequence[tuple[str, object]]) -> Iterator[Finding]:
    known, left = Counter(wanted), Counter[str]()
    there = [_fingerprint(value) for _, value in values]
    for (name, _), print_ in zip(values, there, strict=True):
        left[print_] += 1
        if left[print_] > known[print_]:
            yield f"{what} {name} is not as certified, or was added"
    have = Counter(there)
    place = {print_: name for (name, _), print_ in zip(values, there, strict=True)}
    before = "the beginning"
    for number, print_ in enumerate(wanted, start=1):
        if have[print_]:
            have[print_] -= 1
            before = place[print_]
        else:
            yield f"{what} {number} of the certified {len(wanted)} is missing or altered, after {before}"


def _frontier(body: Mapping[str, object], answer: Rows) -> Iterator[Finding]:
    """That the start reaches all rows and nothing else, and that what was cut leaves them."""
    scope, frontier = body["scope"], body["frontier"]
    if scope not in ("whole", "filtered") or (answer.is_filtered and scope == "whole"):
        yield (
            "`scope` is whole, and the answer hides records by site"
            if answer.is_filtered
            else ("`scope` is neither whole nor filtered")
        )
    names = {"open", "looked_at", "cut", "entered"}
    if not isinstance(frontier, dict) or set(frontier) != names or not _are_texts(frontier["entered"]):
        yield "the certificate does not state the frontier"
        return
    entered, cuts = frontier["entered"], frontier["cut"]
    if entered and scope == "whole":
        yield f"the answer is whole and goes on at {entered[0]}, which nothing leads to"
    yield from answer.unreached(entered)
    if not isinstance(cuts, list) or not all(_are_texts(cut) and len(cut) == 5 for cut in cuts):
        yield "`cut` is no list of relationships with reasons"
        return
    if frontier["open"] != 0 or frontier["looked_at"] != len(answer.relationships) + len(cuts):
        yield "the frontier is not empty: what was looked at is neither followed nor cut"
    if any(first >= second for first, second in pairwise(cuts)):
        yield "`cut` is not in order"
    yield from _cuts(cuts, answer)


def _cuts(cuts: Sequence[Sequence[str]], answer: Rows) -> Iterator[Finding]:
    followed = set(answer.relationships)
    for source, type_, target, key, reason in cuts:
        cut = Relationship(source, type_, target, key)
        if reason not in CUTS:
            yield f"{' '.join(cut.ends)} is cut for no reason there is"
        if not {source, target} & answer.keys or cut in followed:
            yield f"{' '.join(cut.ends)} is cut and does not leave the answer"


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
