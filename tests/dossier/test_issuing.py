"""A dossier out of an engine: with approvals, a replaced key, an older size; and what the commands say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.approvals import decide, sign
from app.dossier.approved import unapproved
from app.dossier.issuing import issue
from app.dossier.proven import Stated
from app.dossier.reading import DossierError, canonical, sha256_of
from app.dossier.verifying import verify
from app.questions.ask import genealogy, recall
from app.questions.view import NOW
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, RelationshipFact, decode
from graph_store.excerpts import commits_of_keys, excerpt
from graph_store.prove import Place, prove
from graph_store.store import Store
from ledger.errors import KeyFolderError
from ledger.keys import KeyFolder
from ledger.note import Checkpoint
from ledger.note import sign as sign_note
from ledger.verify_notes import read_key
from tests.conftest import empty
from tests.support.build import Plant, key, lot, step
from tests.support.questions import CATHETERS, RESIN, whole_plant
from tests.support.signing import KIM, QUI, open_accounts
from tests.test_cli import run

pytestmark = pytest.mark.engine

HOLD = key("hold", "H1")
Capture = pytest.CaptureFixture[str]


def silent(what: str) -> None:
    """Nobody waits for words."""


def held(store: Store) -> str:
    """The finished lot is held, by the signatures of those whom the policy table asks for."""
    common = {"precedence": DECIDED_PRECEDENCE, "changed": store.time(), "origin": "decided"}
    facts: list[AnyFact] = [
        NodeFact(key=HOLD, properties={"reason": "odd smell"}, **common),  # type: ignore[arg-type]
        RelationshipFact(
            type="DECIDED_ON",
            key="DECIDED_ON:t/1",
            source=HOLD,
            target=CATHETERS,
            **common,  # type: ignore[arg-type]
        ),
    ]
    outcome = decide(store, facts, signer=KIM.signer, actor="", reason="odd smell")
    while outcome.proposal is not None and not outcome.done:
        outcome = sign(store, outcome.proposal, QUI.signer)
    return str(outcome.proposal)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    """A new signing key."""
    folder = KeyFolder(tmp_path / "keys")
    folder.new("plant.example/ledger")
    return folder


def test_a_dossier_with_its_approvals(store: Store, keys: KeyFolder) -> None:
    whole_plant().commit(store)
    open_accounts(store)
    proposal = held(store)
    data, found = issue(store, keys, genealogy, [CATHETERS], NOW, known_at=None, actor="test", on_step=silent)
    records = json.loads(data)["dossier"]["records"]
    (signature,) = [record for record in records if record.startswith("signature:")]
    assert {HOLD, "DECIDED_ON:t/1", proposal, QUI.account} <= set(records)
    assert len([record for record in records if record.startswith("SIGNED:")]) == 1
    assert found == verify(data, read_key(str(keys.first())))
    assert (found.known_at, found.trusted) == (store.head().size, True)
    facts = [
        Stated(json.loads(commit["header"])["seq"], decode(line.encode()))
        for commit in json.loads(data)["dossier"]["statements"]["commits"]
        for _, line in commit["lines"]
    ]
    assert list(unapproved(facts)) == []
    others = [one for one in facts if getattr(one.fact, "key", "") != QUI.account]
    assert list(unapproved(others)) == [f"{signature} is no signature of {QUI.account}"]
    others = [one for one in facts if getattr(one.fact, "key", "") != proposal]
    assert list(unapproved(others)) == [f"{signature} signs a content that is not stated"]


def test_an_older_size_a_later_ledger_and_a_replaced_key(store: Store, keys: KeyFolder) -> None:
    plant = whole_plant()
    plant.commit(store)
    first = keys.first()
    for number in range(5):
        more = Plant(f"more-{number}")
        more.make(f"MO{number + 2}", [CATHETERS], [lot("FG-2", str(number))])
        more.commit(store)
    issue(store, keys, recall, [RESIN], NOW, known_at=2, actor="test", on_step=silent)
    keys.rotate()
    for size in (1, 3, 6):
        data, found = issue(store, keys, recall, [RESIN], NOW, known_at=size, actor="t", on_step=silent)
        assert (found.known_at, found.checkpoint) == (size, 7)  # the rotation is a commit, too
        assert verify(data, read_key(str(first))).trusted
        assert found.commits == size


def test_statements_of_many_keys_are_those_of_each(store: Store) -> None:
    plant = whole_plant()
    used = plant.link("CONSUMED_IN", lot("RM-2", "1"), step("MO1"), "1")
    plant.commit(store)
    later = Plant("later")
    later.withdraw("CONSUMED_IN", used)
    later.node(CATHETERS, name="shaft", changed="2025-01-01T00:00:00.000000Z")
    later.commit(store)
    wanted = {CATHETERS, used, RESIN, "lot:t/none/1", "nothing:t/1"}
    assert commits_of_keys(store.connection, wanted) == {CATHETERS: {1, 2}, used: {1, 2}, RESIN: {1}}
    found = excerpt(store, wanted, known_at=2, size=2)
    places = [Place(part.header.seq, place, 2) for part in found.parts for place in part.lines]
    lines = [line for part in found.parts for line in part.lines.values()]
    assert [proof.line for proof in prove(store, places)] == lines
    assert len(lines) == 5
    (first,) = excerpt(store, wanted, known_at=1, size=2).parts
    assert first.header.seq == 1


def test_without_a_signing_key_nothing_is_made(store: Store, tmp_path: Path) -> None:
    whole_plant().commit(store)
    with pytest.raises(KeyFolderError, match="there is no signing key"):
        issue(store, KeyFolder(tmp_path), recall, [RESIN], NOW, known_at=None, actor="t", on_step=silent)


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A plant in the engine that the command line finds."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    whole_plant().commit(store)
    return store


def test_the_commands(
    plant: Store, keys: KeyFolder, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.key.folder_of", lambda _: keys)
    file, one, public = (str(tmp_path / name) for name in ("recall.dossier", "one.member", "ledger.pub"))
    Path(public).write_text(f"{keys.first()}\n")
    code, said, told = run(capsys, "dossier", "make", RESIN, "--output", file)
    assert code == 0
    assert said.startswith(
        f"holds: forward of {RESIN}, complete\n5 rows, 4 relationships, 4 records of theirs; "
    )
    code, said, told = run(capsys, "dossier", "verify", file, "--key", public)
    assert (code, "Signed by plant.example/ledger+" in told) == (0, True)
    assert "NOT CHECKED BY WHOM" not in told
    code, said, told = run(capsys, "dossier", "verify", file)
    assert (code, "NOT CHECKED BY WHOM" in told) == (0, True)
    code, said, _ = run(capsys, "dossier", "verify", file, "--json")
    assert (code, json.loads(said)["trusted"], json.loads(said)["rows"]) == (0, False, 5)
    assert run(capsys, "dossier", "member", CATHETERS, "--of", file, "--output", one)[0] == 0
    code, said, _ = run(capsys, "dossier", "verify", one, "--key", public)
    assert (code, said.split("\n")[0]) == (0, f"holds: {CATHETERS}, 1 u, one of 5 rows, forward")
    code, _, told = run(capsys, "dossier", "member", "lot:t/none/1", "--of", file, "--output", one)
    assert (code, "is no row of this answer" in told) == (2, True)
    whole = Path(file).read_bytes()
    Path(file).write_bytes(whole.replace(step("MO1").encode(), step("MO2").encode()))
    code, said, told = run(capsys, "dossier", "verify", file)
    assert (code, said) == (1, "")
    assert "the dossier was altered: its sha256 is not the one that was signed" in told
    assert run(capsys, "dossier", "verify", str(tmp_path / "none"))[0] == 64
    assert run(capsys, "dossier", "make", RESIN, "--output", file, "--direction", "up")[0] == 64
    assert run(capsys, "dossier", "make", "lot:t/none/1", "--output", file)[0] == 2


def test_a_dossier_of_a_made_up_ledger_is_told_by_its_key(
    plant: Store, keys: KeyFolder, tmp_path: Path
) -> None:
    """Whoever has no key of the ledger can sign with his own, and is refused by who trusts the right one."""
    data, _ = issue(plant, keys, recall, [RESIN], NOW, known_at=None, actor="t", on_step=silent)
    other = KeyFolder(tmp_path / "others")
    other.new("plant.example/ledger")
    whole = json.loads(data)
    size, root = plant.head().size, plant.head().root
    note = sign_note(Checkpoint("plant.example/ledger", size, bytes.fromhex(root)).text, other.signer())
    whole["dossier"] |= {"key": str(other.first()), "checkpoint": note.encode().decode()}
    lines = whole["signature"].split("\n")[:5]
    whole["sha256"] = lines[1] = sha256_of(whole["dossier"])
    signature = sign_note("\n".join(lines) + "\n", other.signer()).encode().decode()
    forged = canonical({**whole, "signature": signature}) + b"\n"
    assert not verify(forged, None).trusted
    with pytest.raises(DossierError, match="not signed by the trusted key"):
        verify(forged, read_key(str(keys.first())))
