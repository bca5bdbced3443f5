"""What touches a record beside its own statements: decisions and their signatures, rejects, proposals."""

from __future__ import annotations

import json

import pytest

from app.approvals import decide
from app.touching import Touch, touching
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, RejectResolved, RelationshipFact
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import Plant, key, lot
from tests.support.kept import Kept
from tests.support.questions import CATHETERS, RESIN, rejected, whole_plant
from tests.support.signing import KIM, QUI, open_accounts
from tests.test_cli import run

Capture = pytest.CaptureFixture[str]


def hold(store: Store, number: str, target: str) -> list[AnyFact]:
    common = {"precedence": DECIDED_PRECEDENCE, "changed": store.time(), "origin": "decided"}
    return [
        NodeFact(key=key("hold", number), properties={"reason": "smell"}, **common),  # type: ignore[arg-type]
        RelationshipFact(
            type="DECIDED_ON",
            key=f"DECIDED_ON:t/{number}",
            source=key("hold", number),
            target=target,
            **common,  # type: ignore[arg-type]
        ),
    ]


def busy(store: Store) -> None:
    """A lot that was inspected, held with a signature, and is named by rejects and by a proposal."""
    plant = whole_plant()
    inspection = plant.node(key("inspection", "I1"), result="failed")
    plant.context("INSPECTED_BY", CATHETERS, inspection)
    plant.commit(store)
    release = Plant("release")
    release.node(key("release", "R1"), decision="released")
    release.link("DECIDED_ON", key("release", "R1"), CATHETERS)
    release.commit(store)
    gone = Plant("gone")
    gone.withdraw("DECIDED_ON", "DECIDED_ON:t/release/1")
    gone.commit(store)
    open_accounts(store)
    decide(store, hold(store, "H1", CATHETERS), signer=QUI.signer, actor="", reason="smells")
    decide(store, hold(store, "H2", CATHETERS), signer=KIM.signer, actor="", reason="smells too")
    rows: list[AnyFact] = [
        rejected(7, CATHETERS),
        rejected(8, "lot:t/FG-1"),
        rejected(9, RESIN),
        rejected(10, CATHETERS),
    ]
    store.commit(rows, actor="a", reason="r")
    closed = RejectResolved(reject="reject:lotgraph/L1/10", reason="mended", origin="decided")
    decide(store, [closed], signer=QUI.signer, actor="", reason="mended")


def told(found: list[Touch]) -> list[tuple[str, str, str, list[str]]]:
    return [(t.how, t.key.partition("/")[0], t.says, [s.signer for s in t.signatures]) for t in found]


def test_all_that_touches_a_lot(arcadedb: Store) -> None:
    store = empty(arcadedb)
    busy(store)
    with store.reader() as reader:
        found = touching(store, reader, CATHETERS)
        assert touching(store, reader, "DECIDED_ON:t/release/1") == []
        assert touching(store, reader, lot("RM-9", "none")) == []
    refused = "moves.csv line {} was not accepted (unknown_unit): write a unit"
    assert told(found) == [
        ("INSPECTED_BY", "inspection:t", "result: failed", []),
        ("DECIDED_ON", "release:t", "decision: released; withdrawn", []),
        ("DECIDED_ON", "hold:t", "", [QUI.account]),
        ("PROPOSED", "proposal:lotgraph", "smells too; to sign: quality manager (approval)", []),
        ("REJECTED", "reject:lotgraph", refused.format(7), []),
        ("REJECTED", "reject:lotgraph", refused.format(8), []),
    ]
    causes = [t.cause.reason for t in found if t.cause]
    assert causes == ["test", "test", "smells"]


def test_history_tells_it_in_every_form(
    arcadedb: Store, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    store = empty(arcadedb)
    busy(store)
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    with store.reader() as reader:
        found = [one.to_json() for one in touching(store, reader, CATHETERS)]
    code, said, _ = run(capsys, "history", CATHETERS, "--format", "json")
    assert (code, json.loads(said)["touching"]) == (0, json.loads(json.dumps(found)))
    for form in ("table", "csv"):
        code, said, _ = run(capsys, "history", CATHETERS, "--format", form)
        assert code == 0
        assert "DECIDED_ON hold:t/H1; signed by" in said
        assert "decision: released; withdrawn" in said
        assert "moves.csv line 7 was not accepted" in said
        assert "to sign: quality manager (approval)" in said
    code, said, _ = run(capsys, "history", CATHETERS, "--proof")
    assert (code, "touching" in json.loads(said)) == (0, False)
