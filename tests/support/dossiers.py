"""Dossiers without an engine: a plant in memory, its facts as a real ledger with made-up nonces and keys."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.dossier.making import Evidence, encode
from app.dossier.selecting import records_of
from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.certificate import certify
from app.questions.view import NOW, View
from graph_model.facts import AnyFact
from graph_model.facts import encode as line_of
from graph_model.version import MODEL_VERSION
from graph_store.excerpts import key_of
from ledger.commit import Header, pack
from ledger.excerpt import Excerpt, Part
from ledger.keys import FileSigner
from ledger.note import Checkpoint, sign
from ledger.proof import HashTree
from ledger.tree import leaf_hash, root_of
from tests.support.ledger_archives import ORIGIN, signer
from tests.support.memory import MemoryStore

SECRET = hashlib.sha256(b"secret of a test").digest()


@dataclass
class KeptLedger:
    """The commits of a store in memory, as a store on an engine would have them."""

    store: MemoryStore
    key: FileSigner = field(default_factory=signer)
    rotations: Sequence[bytes] = ()

    def commits(self) -> list[tuple[Header, list[bytes]]]:
        """Header and lines of each."""
        return [self._commit(seq, facts) for seq, facts in enumerate(self.store.commits, start=1)]

    def _commit(self, seq: int, facts: Sequence[AnyFact]) -> tuple[Header, list[bytes]]:
        lines = [
            line_of(fact, hashlib.sha256(b"%d %d" % (seq, at)).digest()[:16]) for at, fact in enumerate(facts)
        ]
        payload = pack(lines)
        header = Header(
            seq=seq,
            record_time=f"2025-02-01T00:00:{seq:02d}.000000Z",
            actor="key user",
            reason="test",
            source_sha256="",
            load="",
            chunk="",
            model=MODEL_VERSION,
            facts_root=payload.facts_root,
            n=payload.n,
            payload_sha256=payload.payload_sha256,
        )
        return header, lines

    def root(self, size: int) -> bytes:
        """Root of the first commits."""
        return root_of(header.encode() for header, _ in self.commits()[:size])

    def answered(
        self, *starts: str, backward: bool = False, known_at: int | None = None, view: View = NOW
    ) -> tuple[Answer, bytes, set[str]]:
        """Answer, certificate, and the keys of what belongs to it."""
        with self.store.reader(known_at) as reader:
            reader.root = self.root(reader.known_at).hex()
            answer = (genealogy if backward else recall)(reader, starts, view)
            return answer, certify(reader, answer).encode(), records_of(reader, answer, view)

    def evidence(
        self, *starts: str, backward: bool = False, known_at: int | None = None, view: View = NOW
    ) -> Evidence:
        """All that a dossier is made of."""
        answer, certificate, records = self.answered(*starts, backward=backward, known_at=known_at, view=view)
        wanted = {*(row.key for row in answer.rows), *(link.key for link in answer.links), *records}
        return Evidence(
            answer=answer.to_json(with_links=True),
            certificate=certificate,
            records=records,
            excerpt=self.excerpt(wanted, answer.known_at),
            checkpoint=self.checkpoint(),
            rotations=self.rotations,
        )

    def excerpt(self, wanted: set[str], known_at: int) -> Excerpt:
        """The statements of these keys."""
        commits = self.commits()
        parts = []
        for header, lines in commits[:known_at]:
            places = [at for at, line in enumerate(lines) if key_of(line, header) in wanted]
            parts += [Part.of(header, lines, places)] if places else []
        tree = HashTree(leaf_hash(header.encode()) for header, _ in commits)
        return Excerpt.of(parts, nodes=tree.node, known_at=known_at, size=len(commits))

    def checkpoint(self) -> bytes:
        """Of all commits, signed."""
        size = len(self.store.commits)
        return sign(Checkpoint(ORIGIN, size, self.root(size)).text, self.key).encode()

    def dossier(
        self, *starts: str, backward: bool = False, known_at: int | None = None, view: View = NOW
    ) -> bytes:
        """The file."""
        return encode(
            self.evidence(*starts, backward=backward, known_at=known_at, view=view), self.key, SECRET
        )
