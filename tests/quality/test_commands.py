"""`lotgraph quality`: three forms, files that are whole, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from app import cli
from app.quality.rules import RULES
from graph_model.facts import NodeFact, Properties
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import key, lot
from tests.support.engine_process import environment_of
from tests.support.questions import whole_plant
from tests.support.sources import load

RESIN = lot("RM-9", "9")
READING: Properties = {
    "quantity_kind": "temperature",
    "uom": "Cel",
    "started": "2025-01-31",
    "ended": "2025-01-31",
}


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A lot from nowhere, a warm room, and the command line on the engine that has them."""
    store = empty(arcadedb)
    load(store, "lots", [NodeFact(key=RESIN, properties={"lot_number": "9"})])
    warm: Properties = {**READING, "minimum": 1, "maximum": 3, "upper_limit": 2}
    load(store, "rooms", [NodeFact(key=key("reading", "T1", "1"), properties=warm)])
    for name, value in environment_of(store).items():
        monkeypatch.setenv(name, value)
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(["quality", *arguments])
    said = capsys.readouterr()
    # A slow machine tells of its progress; that is no part of the answer.
    words = [line for line in said.err.splitlines() if not line.endswith((" checked", " commits read"))]
    return code, said.out, "\n".join(words)


def test_the_rules_are_listed_without_a_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path / "none"))
    code, said, _ = run(capsys, "rules", "--format", "json")
    told = json.loads(said)["rules"]
    assert (code, len(told)) == (0, len(RULES))
    assert told[0] == {
        "rule": "missing_value",
        "record": "Lot",
        "field": "lot_number",
        "checks": "lot_number is stated",
        "severity": "error",
        "owner": "production",
        "on_load": True,
        "next_step": RULES[0].next_step,
    }
    assert "more_out_than_in" in run(capsys, "rules")[1]
    assert not (tmp_path / "none").exists()


def test_a_check_in_three_forms(plant: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, words = run(capsys, "check", "--format", "json")
    told = json.loads(said)
    assert (code, words) == (3, "2 findings, 1 excursions.")
    assert [(f["rule"], f["key"], f["owner"], f["loads"]) for f in told["findings"]] == [
        ("no_origin", RESIN, "production", ["L-lots"]),
        ("missing_link", key("reading", "T1", "1"), "facilities", ["L-rooms"]),
        ("outside_limits", key("reading", "T1", "1"), "facilities", ["L-rooms"]),
    ]
    assert [(c["rule"], c["n"]) for c in told["counts"]] == [
        ("missing_link", 1),
        ("no_origin", 1),
        ("outside_limits", 1),
    ]
    assert told["ledger"] == {"size": plant.head().size, "root": plant.head().root}
    target = tmp_path / "found.csv"
    assert run(capsys, "check", "--format", "csv", "--out", str(target))[:2] == (3, "")
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    assert [(row["rule"], row["loads"]) for row in rows] == [
        ("no_origin", "L-lots"),
        ("missing_link", "L-rooms"),
        ("outside_limits", "L-rooms"),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["found.csv"]
    _, said, _ = run(capsys, "check")
    assert f"{RESIN}: Nothing says where it came from" in said
    assert "no_origin: Load the file that states it" in said


def test_a_check_of_some_rules_or_of_one_load(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "--rule", "duplicate")[::2] == (0, "Nothing breaks a rule.")
    code, said, words = run(capsys, "check", "--rule", "outside_limits", "--format", "csv")
    assert (code, words) == (0, "0 findings, 1 excursions.")
    assert len(list(csv.reader(io.StringIO(said)))) == 2
    assert run(capsys, "check", "--load", "L-lots", "--rule", "no_origin", "--rule", "missing_link")[2] == (
        "1 findings, 0 excursions."
    )
    assert run(capsys, "check", "--load", "L-rooms", "--rule", "no_origin")[0] == 0
    code, _, complaint = run(capsys, "check", "--load", "nowhere")
    assert (code, complaint.splitlines()[0]) == (2, "lotgraph: there is no load nowhere")


def test_a_dispute_is_of_all_loads_that_are_in_it(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("erp", "mes"):
        load(plant, name, [NodeFact(key=RESIN, properties={"name": name})])
    code, said, _ = run(capsys, "check", "--rule", "conflict", "--format", "json")
    (found,) = json.loads(said)["findings"]
    assert (code, found["field"], found["loads"]) == (3, "name", ["L-erp", "L-mes"])
    assert run(capsys, "check", "--rule", "conflict", "--load", "L-mes")[0] == 3
    assert run(capsys, "check", "--rule", "conflict", "--load", "L-rooms")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--rule", "none"], "no such rule"),
        (["check", "--out", "found.csv"], "say --format json or csv"),
        (["scorecard", "--format", "xml"], "xml"),
    ],
)
def test_usage(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, complaint = run(capsys, *arguments)
    assert code == 64
    assert says in " ".join(complaint.split())


def test_a_file_that_cannot_be_written_leaves_nothing(
    plant: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").mkdir()
    code, _, complaint = run(capsys, "check", "--format", "json", "--out", str(tmp_path / "taken"))
    assert (code, "taken" in complaint) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_scorecard_in_three_forms(plant: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole_plant().commit(plant)  # of no load, so of no card
    code, said, _ = run(capsys, "scorecard", "--format", "json")
    told = json.loads(said)
    assert code == 0
    assert [(one["load"], one["score"]) for one in told["loads"]] == [
        ("L-lots", "100.0"),
        ("L-rooms", "100.0"),
    ]
    assert [one["source"] for one in told["sources"]] == ["lots as t", "rooms as t"]
    assert told["ledger"]["size"] == plant.head().size
    target = tmp_path / "card.csv"
    assert run(capsys, "scorecard", "--format", "csv", "--out", str(target))[:2] == (0, "")
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    assert [row["value"] for row in rows if row["measure"] == "score"] == ["100.0"] * 4
    assert [row["value"] for row in rows if row["measure"] == "outside_limits"] == ["1", "1"]
    _, said, _ = run(capsys, "scorecard")
    assert "score = 100 x accepted" in said
    assert "lots.csv" in said
