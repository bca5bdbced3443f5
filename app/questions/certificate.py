"""A certificate of completeness of an answer, for whoever was not there when it was given.

Promises: whoever issues it looks a second time, at the same ledger size and as the same asker, at everything
that leaves the rows of the answer in its direction. What is neither in the answer nor cut for a reason that
is named refuses the certificate, and so does a relationship that is not found again: then the walk or the
store is wrong, and nothing may vouch for them. What a stranger can work out again from the export alone, and
what remains the issuer's word, says docs/completeness.md; `app.certified` is the stranger and shares no code.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.errors import Refused
from app.questions.answer import Answer, Link
from app.questions.reading import Backed, Edge, Reads
from app.questions.scoped import ScopedReader
from app.questions.trace import FLOW, closure, near_end
from app.questions.view import View, through
from graph_model.facts import canonical
from graph_model.keys import prefix_of
from ledger.note import Signer, sign

FORMAT = "lotgraph-certificate/1"
FINGERPRINT_DIGITS = 8

CUTS = {
    "withdrawn": "it was stated and withdrawn",
    "disputed": "sources of equal standing state it otherwise, and another statement was followed",
    "idle_operation": "the operation used and made nothing, and joins no orders that did",
    "not_inside": "what is asked about was not in the package at that time",
}
"""Why a relationship that leaves a row was not followed."""


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A relationship that leaves a row of the answer and was not followed."""

    link: Link
    reason: str

    def to_json(self) -> list[str]:
        """From, type, to, key, reason."""
        return [*_ends(self.link), self.reason]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified of an answer. `entered` are rows at which a filtered answer goes on unseen."""

    answer: Answer
    scope: str
    cuts: tuple[Cut, ...]
    entered: tuple[str, ...]
    signature: str | None = None

    def body(self) -> dict[str, object]:
        """All that `sha256` covers."""
        body = self.answer.to_json(with_links=True)
        copied = ("start", "direction", "clocks", "prefer", "complete", "gaps", "counts", "totals", "ledger")
        types = Counter(link.type for link in self.answer.links)
        rows: list[object] = [row.to_json() for row in self.answer.rows]
        links: list[object] = [_ends(link) for link in self.answer.links]
        return {
            "format": FORMAT,
            **{name: body[name] for name in copied if name in body},
            "scope": self.scope,
            "relationship_counts": dict(sorted(types.items())),
            "rows": _summary(rows),
            "relationships": _summary(links),
            "frontier": {
                "open": 0,
                "looked_at": len(self.answer.links) + len(self.cuts),
                "cut": [cut.to_json() for cut in self.cuts],
                "entered": list(self.entered),
            },
            "answer_sha256": self.answer.sha256,
        }

    @property
    def sha256(self) -> str:
        """Hash of the canonical body: what a signature signs."""
        return hashlib.sha256(canonical(self.body())).hexdigest()

    def encode(self) -> bytes:
        """The file: one line of canonical JSON."""
        body = self.body()
        digest = hashlib.sha256(canonical(body)).hexdigest()
        whole = {"certificate": body, "sha256": digest, "signature": self.signature}
        return canonical(whole) + b"\n"

    def signed(self, signer: Signer) -> Certificate:
        """The same, signed: a C2SP note of the format and the hash, which no checkpoint can be taken for."""
        note = sign(f"{FORMAT}\n{self.sha256}\n", signer).encode().decode()
        return Certificate(self.answer, self.scope, self.cuts, self.entered, note)


def certify(reader: Backed, answer: Answer) -> Certificate:
    """Look again at what leaves the answer's rows; `reader` stands where that of the answer stood."""
    if answer.excluded is not None:
        raise Refused(
            "A time-aware answer gets no certificate: times say what it left out, and these can be wrong.",
            "Certify the conservative answer, which is asked for without it.",
        )
    reads = through(reader, View(answer.as_of, answer.prefer))
    if (reads.known_at, reads.root) != (answer.known_at, answer.root):
        raise Refused("The answer stands at another ledger size.", f"Ask at size {answer.known_at}.")
    is_forward = answer.direction == "forward"
    followed = {_ends(link) for link in answer.links}
    rows = {row.key for row in answer.rows}
    looked = list(_leaving(reads, rows, forward=is_forward))
    lost = followed - {_ends(_link(edge)) for edge in looked}
    if lost:
        raise _broken(min(lost), "was followed and is not found again")
    cuts = set()
    for edge in looked:
        if _ends(_link(edge)) not in followed:
            cuts.add(Cut(_link(edge), _reason(edge, rows, forward=is_forward)))
    entered = _entered(answer)
    is_filtered = isinstance(reader, ScopedReader)
    if entered and not is_filtered:
        raise _broken((entered[0],), "is a row that nothing leads to")
    return Certificate(answer, "filtered" if is_filtered else "whole", tuple(sorted(cuts)), entered)


def _leaving(reads: Reads, rows: set[str], *, forward: bool) -> Iterable[Edge]:
    """Everything that leaves these nodes in the direction of the walk."""
    flowing = sorted(key for key in rows if prefix_of(key) in FLOW)
    if flowing:
        yield from reads.flow(flowing, forward)
    yield from reads.logistics(sorted(rows), forward)


def _reason(edge: Edge, rows: set[str], *, forward: bool) -> str:
    if edge.void:
        return "disputed" if edge.disputed else "withdrawn"
    if edge.type == "PART_OF" and not rows.issuperset((edge.source, edge.target)):
        return "idle_operation"
    if prefix_of(near_end(edge, forward=forward)) == "package":
        return "not_inside"
    raise _broken(_ends(_link(edge)), "leaves the answer and was passed by without a reason")


def _entered(answer: Answer) -> tuple[str, ...]:
    """Rows that the start does not reach over what is shown, one for each part that hangs together."""
    links = onward(answer.links, forward=answer.direction == "forward")
    reached = closure(links, answer.start)
    out = []
    before: dict[str, set[str]] = defaultdict(set)
    for source, ends in links.items():
        for end in ends:
            before[end].add(source)
    rest = {row.key for row in answer.rows} - reached
    while rest:
        # One that nothing outside its own loop leads to, so that as few as possible are named.
        key = min(rest)
        while further := (closure(before, [key]) & rest) - closure(links, [key]):
            key = min(further)
        out.append(key)
        rest -= closure(links, [key])
    return tuple(sorted(out))


def onward(links: Iterable[Link], *, forward: bool) -> Mapping[str, set[str]]:
    """Where each node leads in the direction of the walk; an order and its operations are one."""
    out: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if forward or link.type == "PART_OF":
            out[link.source].add(link.target)
        if not forward or link.type == "PART_OF":
            out[link.target].add(link.source)
    return out


def _summary(values: list[object]) -> dict[str, object]:
    """How many, the hash of all in their order, and a short one of each, by which a change is named."""
    each = (hashlib.sha256(canonical(value)).hexdigest()[:FINGERPRINT_DIGITS] for value in values)
    digest = hashlib.sha256(canonical(values)).hexdigest()
    return {"n": len(values), "sha256": digest, "fingerprints": "".join(each)}


def _link(edge: Edge) -> Link:
    return Link(edge.source, edge.type, edge.target, edge.key)


def _ends(link: Link) -> tuple[str, str, str, str]:
    return link.source, link.type, link.target, link.key


def _broken(what: tuple[str, ...], how: str) -> Refused:
    return Refused(
        f"No certificate: {' '.join(what)} {how}.",
        "Run `lotgraph verify`; if it finds nothing, report this, since the answer may not be whole.",
    )
