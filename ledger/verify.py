"""Check an archive with nothing but its folder and a trusted key: no database, no code of the writers.

Without a key everything but the signatures is checked: then nothing says who made it.

Promises:
- every byte counts: each payload, fact, header, stored hash, root, checkpoint and rotation is computed
  anew or checked by signature; what differs is named with commit, fact line and field as exactly as
  the rest of the archive allows;
- commits later than the last good checkpoint are counted as unsigned, since nothing says who made them; an
  archive of which nothing is signed is not whole;
- it goes on after a finding and changes nothing;
- what is later than the last witness outside (a checkpoint that was held elsewhere, a time-stamp) is
  counted as unwitnessed, never called proven.

Refuses nothing: what can't be read is a finding.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from ledger.verify_bundle import (
    BUNDLE_COMMITS,
    BundleCheck,
    Finding,
    Unreadable,
    read_bundle,
    read_canonical,
)
from ledger.verify_notes import Key, Refused, SignedHead, follow, read_checkpoint, stamped_at
from ledger.verify_tree import Tree

_CHECKPOINT = re.compile(r"checkpoint-([0-9]{10})-([0-9a-f]{8})\.(note|tsr)")
_ROTATION = re.compile(r"rotation-[0-9]{4}\.note")
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class CheckedHead:
    """A checkpoint of the archive that is signed and has the root that was computed."""

    file: str
    size: int
    key: str
    stamped: datetime.datetime | None

    def to_json(self) -> dict[str, object]:
        """As a plain object."""
        stamped = self.stamped.isoformat() if self.stamped else None
        return {"file": self.file, "size": self.size, "key": self.key, "time_stamp": stamped}


@dataclass(slots=True)
class Report:
    """What was found. `size`, `root` (hex) and `facts` are of what is there; `witnessed` is a ledger size."""

    size: int = 0
    root: str = ""
    facts: int = 0
    keys: list[str] = field(default_factory=list)
    checkpoints: list[CheckedHead] = field(default_factory=list)
    witnessed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing differs."""
        return not self.findings

    @property
    def signed(self) -> int:
        """The largest size that a good checkpoint covers, of the archive or held outside."""
        return max([self.witnessed, *(head.size for head in self.checkpoints)])

    @property
    def unsigned(self) -> int:
        """How many commits are later than that: nothing says who made them."""
        return max(0, self.size - self.signed)

    def to_json(self) -> dict[str, object]:
        """As a plain object."""
        return {
            "whole": self.whole,
            "ledger": {"size": self.size, "root": self.root},
            "facts": self.facts,
            "keys": self.keys,
            "checkpoints": [head.to_json() for head in self.checkpoints],
            "signed": self.signed,
            "unsigned": self.unsigned,
            "witnessed": self.witnessed,
            "unwitnessed": max(0, self.size - self.witnessed),
            "findings": [finding.to_json() for finding in self.findings],
        }


def verify(
    folder: Path,
    trusted: Key | None,
    *,
    witness: bytes | None = None,
    authorities: Sequence[x509.Certificate] = (),
    on_progress: Progress = lambda what, done, total: None,
) -> Report:
    """Check everything; `witness` is an earlier checkpoint from elsewhere, `authorities` stamp times."""
    return _Verification(folder, trusted, authorities, on_progress).run(witness)


@dataclass(frozen=True, slots=True)
class _Claim:
    """Somebody states the root of a size."""

    what: str
    file: str | None
    size: int
    root: bytes
    is_signed: bool = True


class _Verification:
    def __init__(
        self,
        folder: Path,
        trusted: Key | None,
        authorities: Sequence[x509.Certificate],
        on_progress: Progress,
    ) -> None:
        self.folder, self.trusted, self.authorities = folder, trusted, authorities
        self.on_progress = on_progress
        self.report = Report()

    def run(self, witness: bytes | None) -> Report:
        manifest = self._manifest()
        notes = self._notes(manifest.notes)
        keys = [] if self.trusted is None else self._keys(notes, self.trusted)
        heads = list(self._heads(notes, keys)) if keys else []
        outside = self._outside(witness, keys)
        claims = []
        if manifest:
            claims.append(
                _Claim("the manifest", "manifest.json", manifest.size, manifest.root, is_signed=False)
            )
        claims += [_Claim("the checkpoint", file, head.size, head.root) for file, head, _ in heads]
        if outside is not None:
            claims.append(_Claim("the checkpoint held outside", None, outside.size, outside.root))
        roots = self._commits({claim.size for claim in claims}, manifest.size)
        good = set(self._judge(claims, roots))
        for file, head, stamped in heads:
            if ("the checkpoint", file) in good:
                self.report.checkpoints.append(CheckedHead(file, head.size, head.key.label, stamped))
        witnessed = [head.size for head in self.report.checkpoints if head.stamped]
        if outside is not None and ("the checkpoint held outside", None) in good:
            witnessed.append(outside.size)
        self.report.witnessed = max(witnessed, default=0)
        if keys and self.report.unsigned and not self.report.signed:
            message = "no good checkpoint covers any commit, so nothing says who made them"
            self._found("unsigned", message, commit=1, last_commit=self.report.size)
        return self.report

    def _found(self, kind: str, message: str, **where: int | str | None) -> None:
        self.report.findings.append(Finding(kind, message, **where))  # type: ignore[arg-type]

    def _manifest(self) -> _Manifest:
        try:
            return _Manifest.read((self.folder / "manifest.json").read_bytes())
        except (OSError, Refused) as error:
            self._found("manifest", f"the manifest can't be read: {_words(error)}", file="manifest.json")
            return _Manifest(0, b"", {})

    def _notes(self, listed: dict[str, str]) -> dict[str, bytes]:
        """The notes that are there; those of no known name are none of ours."""
        notes = {}
        for path in sorted((self.folder / "notes").glob("*")):
            if path.is_file() and (_CHECKPOINT.fullmatch(path.name) or _ROTATION.fullmatch(path.name)):
                notes[path.name] = path.read_bytes()
        for name, stated in listed.items():
            if name not in notes:
                self._found("missing", "a note that the manifest lists is not there", file=f"notes/{name}")
            elif hashlib.sha256(notes[name]).hexdigest() != stated:
                message = "the note's bytes, or its hash in the manifest, were altered"
                self._found("note", message, file=f"notes/{name}")
        return notes

    def _keys(self, notes: dict[str, bytes], trusted: Key) -> list[Key]:
        names = sorted(filter(_ROTATION.fullmatch, notes))
        try:
            if names != [f"rotation-{number:04d}.note" for number in range(1, len(names) + 1)]:
                raise Refused("rotations are not numbered from 1 without a hole")
            keys = follow(trusted, [notes[name] for name in names])
        except Refused as error:
            self._found("rotation", f"the keys can't be followed: {error}", file="notes")
            keys = [trusted]
        self.report.keys = [key.label for key in keys]
        return keys

    def _heads(
        self, notes: dict[str, bytes], keys: list[Key]
    ) -> Iterator[tuple[str, SignedHead, datetime.datetime | None]]:
        """The checkpoints that are signed, each with the time of its token."""
        for name, data in notes.items():
            found = _CHECKPOINT.fullmatch(name)
            file = f"notes/{name}"
            if not found:
                continue
            if found[3] == "tsr":
                if name.replace(".tsr", ".note") not in notes:
                    self._found("time_stamp", "there is no checkpoint to this time-stamp", file=file)
                continue
            try:
                head = read_checkpoint(data, keys)
                if (head.size, head.key.id.hex()) != (int(found[1]), found[2]):
                    raise Refused("its size and key are not those of its name")
            except Refused as error:
                self._found("checkpoint", f"the checkpoint is refused: {error}", file=file)
                continue
            yield file, head, self._stamp(name.replace(".note", ".tsr"), data, notes)

    def _stamp(self, name: str, note: bytes, notes: dict[str, bytes]) -> datetime.datetime | None:
        if name not in notes:
            return None
        try:
            return stamped_at(notes[name], note, self.authorities)
        except Refused as error:
            self._found("time_stamp", f"the time-stamp is refused: {error}", file=f"notes/{name}")
            return None

    def _outside(self, witness: bytes | None, keys: list[Key]) -> SignedHead | None:
        if witness is None:
            return None
        try:
            return read_checkpoint(witness, keys)
        except Refused as error:
            self._found("witness", f"the checkpoint held outside is refused: {error}")
            return None

    def _commits(self, wanted: set[int], total: int) -> dict[int, bytes]:
        """Check all bundles; the root at each wanted size that could be computed."""
        tree = Tree(wanted)
        check = BundleCheck(
            self.report.findings, tree, on_commit=lambda seq: self.on_progress("commits", seq, total or None)
        )
        files = sorted(filter(_is_bundle, (self.folder / "bundles").glob("*.bundle")))
        for path in files:
            first, expected = int(path.stem), check.size + 1
            if first != expected:
                message = "the bundles of these commits are not there"
                self._found("missing", message, commit=expected, last_commit=first - 1, file="bundles")
                check.skip(first - 1)
            try:
                bundle = read_bundle(path.read_bytes(), first, is_last=path == files[-1])
            except (OSError, Unreadable) as error:
                last = first + BUNDLE_COMMITS - 1
                message = f"the bundle can't be read: {_words(error)}"
                self._found("bundle", message, commit=first, last_commit=last, file=f"bundles/{path.name}")
                check.skip(last)
                continue
            check.bundle(bundle, f"bundles/{path.name}")
        self.report.size, self.report.facts = check.size, check.facts
        self.report.root = tree.root().hex() if tree.is_known else ""
        return tree.roots

    def _judge(self, claims: list[_Claim], roots: dict[int, bytes]) -> Iterator[tuple[str, str | None]]:
        """Compare each stated root with the computed one, by size, to narrow down where they part."""
        agreed = 0
        for claim in sorted(claims, key=lambda claim: claim.size):
            if claim.size in roots and roots[claim.size] == claim.root:
                # A manifest is not signed: that it agrees says nothing of what is before it.
                agreed = claim.size if claim.is_signed else agreed
                yield claim.what, claim.file
                continue
            if claim.size > self.report.size:
                message = f"{claim.what} is of size {claim.size}, and the archive ends at {self.report.size}"
            elif claim.size not in roots:
                message = f"the root of {claim.what} can't be computed"
            else:
                message = f"the root of {claim.what} is not that of the commits"
            first = min(agreed + 1, claim.size)
            self._found("root", message, commit=first, last_commit=claim.size, file=claim.file)


@dataclass(frozen=True, slots=True)
class _Manifest:
    size: int
    root: bytes
    notes: dict[str, str]

    @classmethod
    def read(cls, data: bytes) -> _Manifest:
        body = read_canonical(data.removesuffix(b"\n"))
        if not isinstance(body, dict) or not data.endswith(b"\n"):
            raise Refused("it is no object in canonical form")
        if set(body) != {"format", "notes", "root", "size"} or body["format"] != "lotgraph-archive/1":
            raise Refused("it has other fields than this format, lotgraph-archive/1")
        notes = body["notes"]
        if type(body["size"]) is not int or body["size"] < 0 or not isinstance(notes, dict):
            raise Refused("a field is of another type")
        if not all(isinstance(text, str) for text in (body["root"], *notes.values())):
            raise Refused("a field is of another type")
        if not re.fullmatch(r"[0-9a-f]{64}", body["root"]):
            raise Refused("the root is no hash")
        return cls(body["size"], bytes.fromhex(body["root"]), notes)

    def __bool__(self) -> bool:
        return bool(self.root)


def _words(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _is_bundle(path: Path) -> bool:
    return bool(re.fullmatch(r"[0-9]{10}", path.stem)) and int(path.stem) % BUNDLE_COMMITS == 1
