"""A printed history is what its proofs prove, or it is refused: each test changes one thing that is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.proven import Printed
from graph_model.facts import NodeFact, encode, to_json
from ledger.archive import Archive, export
from ledger.commit import Header
from ledger.errors import ProofError
from tests.support.build import lot
from tests.support.ledger_archives import record

LOT = lot("RM-1", "1")
FACTS = [
    NodeFact(key=LOT, properties={"lot_number": "1", "status": "blocked"}, line=7),
    NodeFact(key=LOT, properties={"status": "released"}, changed="2025-01-31T08:15:00.000000Z"),
]
Body = dict[str, object]


@pytest.fixture
def printed(tmp_path: Path) -> Body:
    """What `lotgraph history KEY --proof` prints of a lot that two commits state."""
    others = [{}, {"load": "", "chunk": "", "source_sha256": ""}]
    log = [
        record(seq, [encode(NodeFact(key=lot("RM-2", "1")), bytes(16)), encode(fact, bytes(16))], **more)
        for seq, (fact, more) in enumerate(zip(FACTS, others, strict=True), start=1)
    ]
    export(tmp_path, log, notes={})
    archive = Archive(tmp_path)
    versions = []
    for fact, one in zip(FACTS, log, strict=True):
        header = Header.decode(one.header)
        versions.append(
            {
                "commit": header.seq,
                "record_time": header.record_time,
                "actor": header.actor,
                "reason": header.reason,
                "load": header.load or None,
                "file": "lots.csv",
                "source_sha256": header.source_sha256 or None,
                "line": fact.line,
                "statement": to_json(fact),
                "holds": True,
                "changes": [],
                "signatures": [],
                "proof": archive.prove(header.seq, 1).to_json(),
            }
        )
    ledger = {"size": 2, "root": archive.root(2).hex()}
    return {"key": LOT, "ledger": ledger, "versions": versions}


def check(body: object, root: str) -> list[int]:
    return [header.seq for header in Printed.read(json.dumps(body).encode()).check(bytes.fromhex(root), 2)]


def root_of(body: Body) -> str:
    ledger = body["ledger"]
    assert isinstance(ledger, dict)
    return str(ledger["root"])


def test_an_unchanged_history_is_proven(printed: Body) -> None:
    assert check(printed, root_of(printed)) == [1, 2]


def test_a_proof_alone_is_proven(printed: Body) -> None:
    versions = printed["versions"]
    assert isinstance(versions, list)
    assert check(versions[0]["proof"], root_of(printed)) == [1]


Change = Callable[[Body, list[Body]], object]
CHANGES: dict[str, Change] = {
    "the key": lambda body, versions: body.update(key=lot("RM-2", "1")),
    "the ledger": lambda body, versions: body.update(ledger={"size": 3, "root": root_of(body)}),
    "commit of": lambda body, versions: versions[0].update(commit=2),
    "record_time of": lambda body, versions: versions[0].update(record_time="2020-01-01T00:00:00.000000Z"),
    "actor of": lambda body, versions: versions[1].update(actor="somebody else"),
    "reason of": lambda body, versions: versions[1].pop("reason"),
    "load of": lambda body, versions: versions[1].update(load="L1"),
    "source_sha256 of": lambda body, versions: versions[0].update(source_sha256=None),
    "line of": lambda body, versions: versions[0].update(line=7.0),
    "statement of": lambda body, versions: versions[1].update(
        statement=to_json(NodeFact(key=LOT, properties={"status": "blocked"}))
    ),
    "in its order": lambda body, versions: versions.reverse(),
    "each once": lambda body, versions: versions.append(versions[1]),
}


@pytest.mark.parametrize("says", CHANGES)
def test_a_history_that_was_altered_is_refused(printed: Body, says: str) -> None:
    altered = copy.deepcopy(printed)
    versions = altered["versions"]
    assert isinstance(versions, list)
    CHANGES[says](altered, versions)
    with pytest.raises(ProofError, match=says):
        check(altered, root_of(printed))


def test_the_ledger_that_is_told_is_the_one_that_is_trusted(printed: Body) -> None:
    altered = printed | {"ledger": {"size": 2, "root": "00" * 32}}
    with pytest.raises(ProofError, match="the ledger is told as"):
        check(altered, root_of(printed))
