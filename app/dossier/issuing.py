"""From a question to a dossier: the answer, its certificate, its evidence, the ledger's signature.

Promises: all of it stands at one ledger size, that of the answer; the checkpoint is of the ledger as it is
when it is signed, and a proof says that the one goes on from the other; what is handed out was verified as a
stranger would. Refuses: without a signing key; a ledger that was rewritten since it was signed last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.checkpoints import signed_head
from app.dossier.making import Evidence, encode
from app.dossier.selecting import records_of
from app.dossier.verifying import Checked, verify
from app.questions.answer import Answer
from app.questions.certificate import certify
from app.questions.reading import Backed
from app.questions.view import View
from app.rotations import record_rotations
from graph_store.excerpts import excerpt
from graph_store.store import Store
from ledger.keys import KeyFolder
from ledger.verify_notes import read_key

Ask = Callable[[Backed, Iterable[str], View], Answer]
OnStep = Callable[[str], None]


def issue(
    store: Store,
    keys: KeyFolder,
    ask: Ask,
    starts: Iterable[str],
    view: View,
    *,
    known_at: int | None,
    actor: str,
    on_step: OnStep,
) -> tuple[bytes, Checked]:
    """The file of an answer, and what it says."""
    signer = keys.signer()
    with store.reader(known_at) as reader:
        answer = ask(reader, starts, view)
        on_step(f"{len(answer.rows)} rows are answered")
        certificate = certify(reader, answer).encode()
        records = records_of(reader, answer, view)
    record_rotations(store, keys, actor=actor)
    head, checkpoint = signed_head(store, keys)
    told = {*(row.key for row in answer.rows), *(link.key for link in answer.links), *records}
    on_step(f"the statements of {len(told)} records and relationships are proven")
    evidence = Evidence(
        answer=answer.to_json(with_links=True),
        certificate=certificate,
        records=records,
        excerpt=excerpt(store, told, known_at=answer.known_at, size=head.size),
        checkpoint=checkpoint,
        rotations=[note for _, note in keys.rotations()],
    )
    data = encode(evidence, signer)
    return data, verify(data, read_key(str(signer.key)))
