"""balance and suspect-quantities on the command line: forms, exit codes, usage."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.questions.balance import NOT_STATED, mass_balance
from app.questions.suspect import suspect_quantities
from graph_store.store import Store
from tests.conftest import empty
from tests.questions.test_suspect import BAD, FIRST, ORDER, pooled
from tests.support.build import lot, step
from tests.test_cli import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two lots of resin pooled in one order, in the engine that the command line will use."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    pooled().commit(store)
    return store


def test_each_form_tells_the_answer_of_the_question(plant: Store, capsys: Capture) -> None:
    with plant.reader() as reader:
        balance, suspect = mass_balance(reader, [BAD]), suspect_quantities(reader, [BAD])
    for words, wanted in ((("balance", BAD), balance), (("suspect-quantities", BAD), suspect)):
        code, said, complaint = run(capsys, *words, "--format", "json")
        assert (code, json.loads(said)) == (0, wanted.to_json()), complaint
        code, said, _ = run(capsys, *words, "--format", "csv")
        rows = [{name: value or "" for name, value in row.to_json().items()} for row in wanted.rows]
        assert (code, list(csv.DictReader(io.StringIO(said)))) == (0, rows)
    code, said, _ = run(capsys, "balance", BAD)
    assert (code, said.splitlines()[-1]) == (0, NOT_STATED)
    code, said, _ = run(capsys, "suspect-quantities", BAD, "--known-at", "1")
    assert (code, [line.split()[-3:] for line in said.splitlines() if FIRST in line]) == (
        0,
        [["4", "6", "kg"]],
    )


def test_what_is_missing_is_told_in_each_form(plant: Store, capsys: Capture) -> None:
    more = pooled()
    more.facts.clear()
    more.document = "more"
    more.link("CONSUMED_IN", BAD, step("MO2"))
    more.link("PRODUCED", step("MO2"), lot("FG-1", "3"), "1", "u")
    more.commit(plant)
    code, said, _ = run(capsys, "balance", BAD)
    assert code == 3
    assert "missing unmeasured: " in said
    code, said, _ = run(capsys, "balance", BAD, "--format", "csv")
    assert [line.split(",")[:2] for line in said.splitlines()[2:]] == [[BAD, "GAP unmeasured"]]
    code, said, _ = run(capsys, "suspect-quantities", BAD)
    assert code == 3
    assert "may be wider than what happened" in said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["balance"], 64, "Missing argument"),
        (["suspect-quantities", BAD, "--format", "xml"], 64, "none of table, json, csv"),
        (["balance", ORDER], 2, "has no balance"),
        (["balance", BAD, "--as-of", "soon"], 64, "no day"),
        (["suspect-quantities", "lot:t/none/1"], 2, "Nothing is known"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_refusals(plant: Store, arguments: list[str], code: int, said: str, capsys: Capture) -> None:
    found, _, told = run(capsys, *arguments)
    assert (found, said in told) == (code, True), told
