"""A printed proof, or a printed history with its proofs, held against a root that somebody trusts.

Promises: whatever the history says beside its proofs is compared with what they prove, or named as not
proven (`NOT_PROVEN`); no database is asked. Refuses, as `ProofError`: a proof that does not lead to the root,
and a history of which anything that is provable is not what is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from graph_model import upcast
from graph_model.facts import AnyFact, RelationshipFact, Retraction, to_json
from graph_store.effects import node_key
from ledger.commit import Header
from ledger.errors import ProofError
from ledger.proof import FactProof

NOT_PROVEN = ("file", "holds", "changes", "signatures", "that nothing else was stated of it")
"""What a history tells beside its proofs: it follows from other facts, or from there being no others."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands in a file: proofs; of a history also what it says of itself and of each of them."""

    proofs: tuple[FactProof, ...]
    about: Mapping[str, object] | None = None
    versions: tuple[Mapping[str, object], ...] = ()

    @classmethod
    def read(cls, data: bytes) -> Printed:
        """From the JSON of a proof or of `lotgraph history --proof`; never without a proof."""
        try:
            body = orjson.loads(data)
            versions = tuple(body["versions"]) if "versions" in body else ()
            found = [version["proof"] for version in versions] if "versions" in body else [body]
        except (KeyError, TypeError, ValueError) as error:
            raise ProofError("the file holds neither a proof nor a history with proofs") from error
        if not found:
            raise ProofError("the file holds no proof")
        about = {n: v for n, v in body.items() if n != "versions"} if "versions" in body else None
        return cls(tuple(map(FactProof.from_json, found)), about, versions)

    def check(self, root: bytes, size: int | None) -> list[Header]:
        """The header of each fact, all of them proven under this root (of this size, where it is known)."""
        for proof in self.proofs:
            if size not in (None, proof.size):
                raise ProofError(
                    f"the proof is of ledger size {proof.size}, the checkpoint of {size}\n"
                    f"Next step: lotgraph history KEY --proof --known-at {size}"
                )
        headers = [proof.check(root) for proof in self.proofs]
        if self.about is not None:
            self._compare(self.about, root, headers)
        return headers

    def _compare(self, about: Mapping[str, object], root: bytes, headers: Sequence[Header]) -> None:
        facts = [_fact(proof, header) for proof, header in zip(self.proofs, headers, strict=True)]
        _refuse_other("the ledger", about.get("ledger"), {"size": self.proofs[0].size, "root": root.hex()})
        places = [(header.seq, proof.index) for header, proof in zip(headers, self.proofs, strict=True)]
        if places != sorted(set(places)) or len({proof.size for proof in self.proofs}) > 1:
            raise ProofError("the statements are not those of one ledger size, each once and in its order")
        for version, header, fact in zip(self.versions, headers, facts, strict=True):
            _refuse_other("the key", about.get("key"), _key_of(fact))
            for name, proven in _provable(header, fact):
                _refuse_other(f"{name} of commit {header.seq}", version.get(name), proven)


def _fact(proof: FactProof, header: Header) -> AnyFact:
    try:
        return upcast.read(proof.line, header.model)
    except (ValueError, KeyError) as error:
        raise ProofError(f"the line that is proven in commit {header.seq} is no fact") from error


def _provable(header: Header, fact: AnyFact) -> Iterator[tuple[str, object]]:
    yield "commit", header.seq
    yield "record_time", header.record_time
    yield "actor", header.actor
    yield "reason", header.reason
    yield "load", header.load or None
    yield "source_sha256", header.source_sha256 or None
    yield "line", fact.line
    yield "statement", to_json(fact)


def _key_of(fact: AnyFact) -> str | None:
    return fact.key if isinstance(fact, RelationshipFact | Retraction) else node_key(fact)


def _refuse_other(what: str, told: object, proven: object) -> None:
    spelled = [orjson.dumps(value, option=orjson.OPT_SORT_KEYS) for value in (told, proven)]
    if spelled[0] != spelled[1]:  # 1, 1.0 and true are three things
        raise ProofError(f"{what} is told as {spelled[0].decode()}, and proven is {spelled[1].decode()}")
