"""exposure, common-cause, deciders and containment on the command line: forms, exit codes, usage."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.questions.common_cause import common_cause
from app.questions.containment import containment
from app.questions.deciders import deciders
from app.questions.exposure import exposure
from app.questions.periods import period
from graph_store.store import Store
from tests.conftest import empty
from tests.questions.test_common_cause import two_lines, units
from tests.support.build import Plant, key, lot, step
from tests.test_cli import run

MACHINE, RAW = key("equipment", "A"), lot("RM", "A")


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two lines in the engine that the command line will use; one device left."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    facts = two_lines()
    facts.ship(units("A")[0], "C", "S1")
    facts.commit(store)
    return store


def test_the_json_forms_are_the_answers_of_the_questions(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = units("A")[:3]
    with plant.reader() as reader:
        days = period("2025-03-01", "2025-03-01", "Europe/Berlin")
        wanted = {
            ("exposure", MACHINE, "--from", "2025-03-01", "--to", "2025-03-01", "--zone", "Europe/Berlin"): (
                exposure(reader, [MACHINE], days).to_json()
            ),
            ("common-cause", *bad, "--good", units("B")[0]): (
                common_cause(reader, bad, units("B")[:1]).to_json()
            ),
            ("deciders", RAW, bad[0]): deciders(reader, [RAW], bad[0]).to_json(),
            ("containment", RAW): containment(reader, [RAW]).to_json(),
        }
    for words, answer in wanted.items():
        code, said, complaint = run(capsys, *words, "--format", "json")
        assert json.loads(said) == json.loads(json.dumps(answer)), (words, complaint)
        assert code == (0 if answer["complete"] else 3), words


def test_tables_and_csv_tell_what_is_missing(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    more = Plant("more")
    more.context("USED_EQUIPMENT", more.node(step("open"), kind="production"), MACHINE)
    more.link("CONSUMED_IN", RAW, step("open"), "1", stub=True)
    more.commit(plant)
    commands = (
        (["exposure", MACHINE, "--to", "2025-03-01"], "JOINED undated", "GAP time_unknown"),
        (["common-cause", *units("A")[:3]], MACHINE, None),
        (["deciders", RAW, units("A")[0]], "CONSUMED_IN", "GAP step_without_output"),
        (["containment", RAW], "delivered", "GAP step_without_output"),
    )
    for words, inside, gap in commands:
        code, table, _ = run(capsys, *words)
        assert code == (3 if gap else 0), words
        assert gap is None or f"missing {gap.removeprefix('GAP ')}" in table
        code, said, _ = run(capsys, *words, "--format", "csv")
        rows = list(csv.reader(io.StringIO(said)))
        assert len({len(row) for row in rows}) == 1, words
        cells = {cell for row in rows for cell in row}
        assert {inside, *([gap] if gap else [])} <= cells, words


def test_a_table_says_how_many_rows_it_does_not_show(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, "common-cause", *units("A")[:3], "--first", "2")
    assert (code, "There are 6 more" in said) == (0, True)
    assert "3 bad items against 17 good ones; of 13 factors tested 8 met a bad item." in said


def test_what_is_refused(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    commands: list[tuple[list[str], int]] = [
        (["exposure", key("equipment", "none")], 2),
        (["exposure", RAW], 2),
        (["exposure", MACHINE, "--from", "yesterday"], 64),
        (["exposure", MACHINE, "--from", "2025-03-02", "--to", "2025-03-01"], 64),
        (["exposure", MACHINE, "--from", "2025-03-02", "--zone", "nowhere"], 64),
        (["common-cause", MACHINE], 2),
        (["common-cause", *units("A"), *units("B")], 2),
        (["deciders", RAW], 64),
        (["deciders", RAW, key("customer", "C")], 2),
        (["containment", MACHINE], 2),
        (["containment", RAW, "--known-at", "0"], 2),
        (["containment", RAW, "--format", "xml"], 64),
    ]
    for words, code in commands:
        found, said, complaint = run(capsys, *words)
        assert (found, said) == (code, ""), words
        assert "Traceback" not in complaint
