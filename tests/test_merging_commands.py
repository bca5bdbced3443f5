"""`lotgraph merge`, `unmerge` and `--prefer` on the command line."""

from __future__ import annotations

import json

import pytest

from app import cli
from graph_model.facts import NodeFact, RelationshipFact
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import lot, step
from tests.support.duplicates import TWICE, twice_entered
from tests.support.engine_process import environment_of
from tests.support.questions import CATHETERS, RESIN
from tests.support.sources import load


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A resin under two numbers, in the engine that the command line uses."""
    store = empty(arcadedb)
    for name, value in environment_of(store).items():
        monkeypatch.setenv(name, value)
    twice_entered().commit(store)
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_merge_and_what_takes_it_back(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    why = ("--reason", "one drum")
    code, _, said = run(capsys, "merge", TWICE, RESIN, *why)
    assert (code, said) == (0, f"Merged, in commit {plant.head().size}.\n")
    code, said, _ = run(capsys, "recall", TWICE)
    assert code == 0
    assert f"note merged: {TWICE} is merged into {RESIN}; both are told as one." in said
    code, said, _ = run(capsys, "why", TWICE, CATHETERS)
    assert (code, "note merged" in said) == (0, True)
    code, _, said = run(capsys, "merge", TWICE, RESIN, *why)
    assert code == 1
    assert f"lotgraph unmerge {TWICE} {RESIN} --reason" in said
    assert run(capsys, "unmerge", TWICE, RESIN, *why)[0] == 0
    assert run(capsys, "unmerge", TWICE, lot("RM-1", "none"), *why)[0] == 2
    assert run(capsys, "merge", TWICE, RESIN, "--reason", " ")[0] == 64
    told = json.loads(run(capsys, "recall", TWICE, "--format", "json")[1])
    assert (told["start"], told["notes"]) == ([TWICE], [])


def test_the_difference_between_before_and_after_a_merge(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    size = plant.head().size
    run(capsys, "merge", TWICE, RESIN, "--reason", "one drum")
    _, said, _ = run(capsys, "recall", TWICE, "--diff", f"{size}..{size + 1}", "--format", "json")
    told = json.loads(said)
    changed = {change["key"]: (change["how"], change["commits"]) for change in told["changes"]}
    assert changed[TWICE] == ("removed", [size + 1])
    assert changed[RESIN] == changed[step("MO1")] == ("added", [size + 1])
    assert lot("FG-1", "2") not in changed


def test_an_answer_under_a_source(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for name, source in (("erp", RESIN), ("mes", TWICE)):
        used = RelationshipFact(
            type="CONSUMED_IN", key="CONSUMED_IN:t/x/1", source=source, target=step("MO3")
        )
        load(plant, name, [used, NodeFact(key=step("MO3"))], profile="tryton" if name == "erp" else "")
    for source, reached in (("tryton/1", False), ("mes.csv", True), ("L-mes", True)):
        asked = ("recall", TWICE, "--prefer", source)
        code, said, _ = run(capsys, *asked, "--format", "json")
        told = json.loads(said)
        assert (code, told["prefer"]) == (3, [source])
        assert (step("MO3") in {row["key"] for row in told["rows"]}) == reached
        assert f"under that of {source}." in run(capsys, *asked)[1]
    code, said, _ = run(capsys, "why", TWICE, step("MO3"), "--prefer", "mes", "--prefer", "tryton")
    assert (code, "note preferred" in said, "missing conflict" in said) == (3, True, True)
    code, said, complaint = run(capsys, "genealogy", TWICE, "--prefer", "nobody")
    assert (code, said) == (2, "")
    assert "No load, file or profile is called 'nobody'." in complaint
    assert "Prefer one of erp.csv, mes.csv, mes/1, tryton/1, or the id of a load." in complaint
