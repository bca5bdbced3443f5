"""`--certificate`, `check` and `suspects` on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from graph_store.store import Store
from ledger.keys import FileSigner, KeyFolder
from tests.conftest import empty
from tests.support.build import Plant, key, lot, step
from tests.test_cli import run

RESIN, OTHER, SUSPECT = lot("RM-1", "0007"), lot("RM-2", "1"), lot("FG-1", "MO3")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """Three orders, the last of which does not say that it used resin; in the engine of the command line."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    facts = Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.link("RECEIVED_AS", key("receipt", "GR1", "1"), RESIN, "29", event_time="2025-01-10")
    for order in ("MO1", "MO2", "MO3"):
        facts.link("CONSUMED_IN", OTHER, step(order), "1")
        if order != "MO3":
            facts.link("CONSUMED_IN", RESIN, step(order), "10")
        facts.link("PRODUCED", step(order), lot("FG-1", order), "5", "u")
    facts.ship(lot("FG-1", "MO1"), "clinic", "S1", "5")
    facts.commit(store)
    return store


def test_a_certificate_is_written_and_held(plant: Store, capsys: Capture, tmp_path: Path) -> None:
    cert, export = str(tmp_path / "recall.cert"), str(tmp_path / "recall.json")
    code, said, told = run(
        capsys, "recall", RESIN, "--format", "json", "--certificate", cert, "--export", export
    )
    assert code == 0
    assert "is not signed. Next step: lotgraph key new" in told
    exported = json.loads(Path(export).read_bytes())
    assert exported == {**json.loads(said), "relationships": exported["relationships"]}
    code, said, told = run(capsys, "check", cert, export)
    assert code == 0
    assert said.startswith(
        "holds: 7 rows, 6 relationships, 0 cut, scope whole, complete\nledger size 1, root "
    )
    assert "SIGNATURES WERE NOT CHECKED" in told
    assert "The issuer's word: that the ledger of this size and root held nothing else" in told
    code, said, _ = run(capsys, "check", cert, export, "--json")
    assert (code, json.loads(said)["signed"], json.loads(said)["signer"]) == (0, False, None)
    del exported["relationships"][0]
    Path(export).write_text(json.dumps(exported))
    code, said, told = run(capsys, "check", cert, export)
    assert (code, said) == (1, "")
    assert "relationship 1 of the certified 6 is missing or altered, after the beginning" in told


def test_a_genealogy_has_one_too(plant: Store, capsys: Capture, tmp_path: Path) -> None:
    cert, export = str(tmp_path / "g.cert"), str(tmp_path / "g.json")
    assert run(capsys, "genealogy", lot("FG-1", "MO1"), "--certificate", cert, "--export", export)[0] == 3
    code, said, _ = run(capsys, "check", cert, export)
    assert code == 0
    assert "NOT COMPLETE, and the gaps are named" in said


def test_the_ledgers_key_signs_it_and_its_successor_is_followed(
    plant: Store, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = KeyFolder(tmp_path / "keys")
    trusted = keys.new("plant.example/ledger")
    monkeypatch.setattr("app.commands.key.folder_of", lambda settings: keys)
    cert, export = str(tmp_path / "recall.cert"), str(tmp_path / "recall.json")
    ask = ("recall", RESIN, "--certificate", cert, "--export", export)
    assert run(capsys, *ask)[0] == 0
    code, _, told = run(capsys, "check", cert, export, "--key", str(trusted))
    assert code == 0
    assert f"Signed by plant.example/ledger+{trusted.id.hex()}." in told
    new = keys.rotate().new
    assert run(capsys, *ask)[0] == 0
    code, _, told = run(capsys, "check", cert, export, "--key", str(trusted))
    assert code == 1
    assert "is not signed by the trusted key" in told
    beside = ("--key", str(trusted), "--rotations", str(tmp_path / "keys"))
    code, _, told = run(capsys, "check", cert, export, *beside)
    assert (code, f"Signed by plant.example/ledger+{new.id.hex()}." in told) == (0, True)
    other = FileSigner.parse(FileSigner.generate("plant.example/ledger")).key
    code, _, told = run(capsys, "check", cert, export, "--key", str(other), *beside[2:])
    assert code == 1
    assert "the key rotations are refused" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere", "nowhere"], "nowhere is no file"),
        (["recall", "lot:t/a/b", "--diff", "1..2", "--certificate", "c"], "it means nothing beside --diff"),
        (["suspects"], "Missing argument"),
        (["suspects", "lot:t/a/b", "--format", "xml"], "none of table, json, csv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage(arguments: list[str], said: str, capsys: Capture) -> None:
    code, _, told = run(capsys, *arguments)
    assert code == 64
    assert said in told


def test_suspects_in_each_form(plant: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "suspects", RESIN, "--format", "json")
    told = json.loads(said)
    assert code == 3
    assert (told["counts"], told["reasons"]) == (
        {"Lot": 1, "ProcessStep": 1},
        {"follows": 1, "short_of_material": 1},
    )
    assert [row["key"] for row in told["possible"]] == [SUSPECT, step("MO3")]
    _, recalled, _ = run(capsys, "recall", RESIN, "--format", "json")
    assert told["confirmed"] == json.loads(recalled)
    code, said, _ = run(capsys, "suspects", RESIN, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [(row["key"], row["reason"], row["item"]) for row in rows] == [
        (SUSPECT, "follows", step("MO3")),
        (step("MO3"), "short_of_material", RESIN),
    ]
    code, said, _ = run(capsys, "suspects", RESIN)
    assert code == 3
    assert said.startswith("Confirmed, complete: 1 Customer, 3 Lot, 2 ProcessStep, 1 Shipment.")
    assert "Possible, though nothing links it: 1 Lot, 1 ProcessStep." in said


def test_nothing_suspect_is_exit_code_0_and_an_unknown_key_2(plant: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "suspects", lot("FG-1", "MO1"), "--known-at", "1")
    assert (code, "Possible, though nothing links it: nothing." in said) == (0, True)
    assert run(capsys, "suspects", "lot:t/none/1")[0] == 2
