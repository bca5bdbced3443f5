"""The command line: exit codes, the JSON contract, help. Runs in this process on the session's engine."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer

from app import cli
from app.settings import Settings
from app.terminal import write_csv
from graph_model.facts import LoadBegun, canonical
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import Plant, device, key, lot, step

RESIN, CATHETER = lot("RM-1", "0007"), lot("FG-1", "1")


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A small plant in the engine that the command line will use."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    facts = Plant()
    facts.receive(RESIN, "S", "GR1", supplier_lot="VENDOR-9")
    facts.make("MO1", [RESIN], [CATHETER])
    facts.ship(CATHETER, "clinic", "S1", "3")
    facts.give_back(CATHETER, "clinic", "R1", "3")
    facts.node(key("customer", "clinic"), name="Klinik Süd, 上海")
    facts.commit(store)
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error of one command."""
    code = cli.run(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_what_fails_while_a_ctrl_c_is_cleaned_up_after_is_still_a_ctrl_c(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver whose write was cut short can't use its buffer to say goodbye."""
    buffer = bytearray(b"cut short")

    def interrupted(*_: object, **__: object) -> None:
        view = memoryview(buffer)
        try:
            raise KeyboardInterrupt
        finally:
            buffer.clear()
            view.release()

    monkeypatch.setattr(cli, "app", interrupted)
    assert run(capsys, "version") == (130, "", "lotgraph: interrupted; what was committed stays\n")
    monkeypatch.setattr(cli, "app", lambda *_, **__: buffer.pop(-99))
    code, _, said = run(capsys, "version")
    assert code == 1
    assert "IndexError" in said


def commands() -> list[list[str]]:
    """Every command there is, as its words."""

    def walk(group: Any, words: list[str]) -> Iterator[list[str]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(command, [*words, name])
            else:
                yield [*words, name]

    return list(walk(typer.main.get_command(cli.app), []))


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_help_of_every_command_has_an_example(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, *words, "--help")
    assert code == 0
    assert f"Example: lotgraph {' '.join(words)}" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["recall"],
        ["recall", "lot:t/a/b", "--format", "xml"],
        ["frobnicate"],
        ["load"],
        ["simulate", "--size", "huge", "nowhere"],
        ["why", "lot:t/a/b"],
        ["engine"],
        ["recall", "lot:t/a/b", "--known-at", "-1"],
        ["recall", "lot:t/a/b", "--as-of", "31.01.2025"],
        ["why", "lot:t/a/b", "lot:t/a/c", "--as-of", "2025-01-31T08:15:00+01:00"],
        ["search", "0007", "--as-of", "2025-02-30"],
        ["search", " "],
        ["recall", "lot:t/a/b", "--diff", "1..2", "--with-links"],
        ["genealogy", "lot:t/a/b", "--as-of", "", "--diff", "1..2"],
        ["recall", "lot:t/a/b", "--time-aware", "--diff", "1..2"],
        ["recall", "lot:t/a/b", "--time-aware", "--certificate", "c"],
        ["rejects", "close", "reject:t/a/1", "--reason", ""],
    ],
    ids=" ".join,
)
def test_usage_errors_exit_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, said, complaint = run(capsys, *arguments)
    assert code == 64
    assert "Traceback" not in said + complaint
    assert "lotgraph" in said + complaint


def test_the_recall_contract(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, "recall", RESIN, "--format", "json", "--with-links")
    answer = json.loads(said)
    assert code == 0
    assert list(answer)[:4] == ["start", "direction", "clocks", "complete"]
    assert answer["start"] == [RESIN]
    assert answer["direction"] == "forward"
    assert answer["clocks"] == {"as_of": None, "known_at": plant.head().size}
    assert answer["complete"] is True
    assert answer["gaps"] == []
    assert answer["counts"] == {"Customer": 1, "Lot": 2, "ProcessStep": 1, "Return": 1, "Shipment": 1}
    assert answer["ledger"] == {"size": plant.head().size, "root": plant.head().root}
    rows = {row["key"]: row for row in answer["rows"]}
    assert list(rows) == sorted(rows)
    assert (rows[RESIN]["quantity"], rows[RESIN]["unit"]) == ("1", "kg")
    assert rows[step("MO1")]["quantity"] is None
    assert rows[key("customer", "clinic")]["name"] == "Klinik Süd, 上海"
    assert rows[key("customer", "clinic")]["by_material"] == [
        {"material": key("material", "FG-1"), "shipped": "3", "returned": "3", "net": "0", "unit": "u"}
    ]
    assert [RESIN, "CONSUMED_IN", step("MO1")] in [link[:3] for link in answer["relationships"]]


def test_the_hash_covers_the_answer_with_its_relationships_without_names(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    _, said, _ = run(capsys, "recall", RESIN, "--format", "json", "--with-links")
    answer = json.loads(said)
    stated = answer.pop("sha256")
    for row in answer["rows"]:
        del row["name"]
    assert hashlib.sha256(canonical(answer)).hexdigest() == stated


def test_questions_as_of_a_day(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    clinic, day = key("customer", "clinic"), "2025-01-31"
    later = Plant("later")
    later.node(step("MO1"), started="2025-02-01")
    later.node(clinic, name="Alte Klinik", changed="2025-01-01T00:00:00.000000Z")
    later.node(clinic, name="Neue Klinik", changed="2025-02-01T00:00:00.000000Z")
    later.commit(plant)
    code, said, _ = run(capsys, "recall", RESIN, "--as-of", day, "--format", "json")
    answer = json.loads(said)
    assert (code, [row["key"] for row in answer["rows"]]) == (0, [RESIN])
    assert answer["clocks"] == {"as_of": day, "known_at": plant.head().size}
    assert f"as of {day}, ledger size" in run(capsys, "recall", RESIN, "--as-of", day)[1]
    _, said, _ = run(capsys, "genealogy", CATHETER, "--as-of", day, "--format", "json")
    assert [gap["kind"] for gap in json.loads(said)["gaps"]] == ["no_origin"]
    code, said, _ = run(capsys, "why", RESIN, CATHETER, "--as-of", day)
    assert (code, "are not known to be connected" in said) == (3, True)
    size = plant.head().size
    _, said, _ = run(capsys, "recall", RESIN, "--as-of", day, "--diff", f"1..{size}")
    assert f"Rows as of {day} changed between ledger sizes 1 and {size}: 5." in said
    assert "Alte Klinik" in run(capsys, "search", "Neue", "--as-of", day)[1]
    assert run(capsys, "search", "Neue", "--known-at", "0")[0] == 2


def test_what_was_stated_later_of_many_records_is_one_line(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    many = Plant("many")
    units = [device("FG-9", str(n)) for n in range(20)]
    many.make("MO9", [CATHETER], units)
    for number, unit in enumerate(units):
        many.node(unit, serial_number=str(number), changed="2025-02-01T00:00:00.000000Z")
    many.commit(plant)
    for starts, lines in ((units[:10], 10), (units[:11], 1)):
        said = run(capsys, "recall", *starts, "--as-of", "2025-01-31")[1]
        assert said.count("note stated_later: ") == lines
    assert "what is shown of 11 records was stated for a later time" in said


def test_exit_codes_of_questions(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "recall", "lot:t/RM-1")[0] == 0  # a shorter key that fits one
    assert run(capsys, "recall", "lot:t/none/0")[0] == 2
    assert run(capsys, "genealogy", CATHETER)[0] == 0
    assert run(capsys, "recall", RESIN, "--known-at", "0")[0] == 2  # the lot came later
    assert run(capsys, "recall", key("material", "RM-1"))[0] == 2
    gap = Plant("more")
    gap.link("CONSUMED_IN", RESIN, step("MO2"), "1")
    gap.commit(plant)
    code, said, _ = run(capsys, "recall", RESIN)
    assert code == 3
    assert "NOT COMPLETE" in said
    assert "step_without_output" in said


def test_an_ambiguous_key_lists_what_it_fits(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    more = Plant("more")
    more.node(lot("RM-1", "0008"))
    more.commit(plant)
    code, _, complaint = run(capsys, "recall", "lot:t/RM-1")
    assert code == 2
    assert RESIN in complaint
    assert lot("RM-1", "0008") in complaint


def test_a_csv_says_what_is_missing(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    more = Plant("more")
    more.link("CONSUMED_IN", RESIN, step("MO2"), "1")
    more.commit(plant)
    code, said, _ = run(capsys, "recall", RESIN, "--format", "csv")
    lines = list(csv.reader(said.splitlines()))
    assert code == 3
    assert {len(line) for line in lines} == {len(lines[0])}
    assert [line[0] for line in lines if line[1] == "GAP step_without_output"] == [step("MO2")]


def test_why_and_search(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, "why", RESIN, key("customer", "clinic"), "--format", "json")
    path = json.loads(said)["path"]
    assert code == 0
    assert [hop["type"] for hop in path] == ["CONSUMED_IN", "PRODUCED", "SHIPPED_IN", "DELIVERED_TO"]
    code, said, _ = run(capsys, "search", "VENDOR-9", "--format", "json")
    assert code == 0
    assert [row["key"] for row in json.loads(said)["rows"]] == [key("receipt", "GR1", "1")]
    assert run(capsys, "search", "nothing-like-it")[0] == 2


def test_why_says_when_nothing_joins_two_things(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    more = Plant("more")
    more.receive(device("SA-1", "x"), "S", "GR2")
    more.commit(plant)
    code, said, _ = run(capsys, "why", device("SA-1", "x"), CATHETER)
    assert code in (0, 3)
    assert "connected" in said


def test_engine_status_tells_any_bolt_client_where_to_look(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, "engine", "status", "--json")
    found = json.loads(said)
    endpoint = plant.connection.endpoint
    assert code == 0
    assert found == {
        "engine": "arcadedb",
        "version": plant.connection.version(),
        "uri": endpoint.uri,
        "database": endpoint.database,
        "user": endpoint.user,
        "password_file": str(endpoint.password_file),
        "ledger": {"size": plant.head().size, "root": plant.head().root},
    }
    assert endpoint.password not in said


@pytest.mark.parametrize("sizes", [("--known-at", "999"), ("--diff", "0..999")])
def test_a_size_that_is_not_reached_is_unknown(
    plant: Store, capsys: pytest.CaptureFixture[str], sizes: tuple[str, str]
) -> None:
    said = (
        "lotgraph: the ledger holds 1 commits, there is no 999\n"
        "Next step: Ask for a size that the ledger has.\n"
    )
    assert run(capsys, "recall", RESIN, *sizes) == (2, "", said)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("reject:t/none/1", "reject:t/none/1 is no rejected row"),
        ("lot:t/RM-1/0007/1", "lot:t/RM-1/0007/1 is no rejected row"),
    ],
)
def test_only_a_rejected_row_can_be_closed(
    plant: Store, capsys: pytest.CaptureFixture[str], key: str, wrong: str
) -> None:
    head = plant.head()
    said = f"lotgraph: {wrong}; nothing was closed\nNext step: Take the keys from `lotgraph rejects list`.\n"
    assert run(capsys, "rejects", "close", key, "--reason", "entered by hand") == (2, "", said)
    assert plant.head() == head


def test_a_load_that_never_ends_is_given_up_with_a_reason(
    plant: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    plant.commit(
        [LoadBegun(load="4f2a", file="moves.csv", sha256="00", profile="p")], actor="test", reason="test"
    )
    assert run(capsys, "recall", RESIN)[0] == 3
    code, listed, said = run(capsys, "loads", "list")
    assert (code, said) == (3, "1 loads have not ended. Load the file again to go on.\n")
    assert "4f2a" in listed
    assert "moves.csv" in listed
    assert run(capsys, "loads", "close", "4f2b", "--reason", "gone")[0] == 2
    assert run(capsys, "loads", "close", "4f2a", "--reason", "")[0] == 64
    assert run(capsys, "loads", "close", "4f2a", "--reason", "gone") == (
        0,
        "",
        "Load 4f2a is closed, in commit 3.\n",
    )
    assert run(capsys, "loads", "list")[0] == 0
    assert run(capsys, "recall", RESIN)[0] == 0
    assert run(capsys, "loads", "close", "4f2a", "--reason", "gone")[0] == 2


def test_the_version_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"lotgraph {version('lotgraph')}\n", "")


@pytest.mark.parametrize("form", ["table", "csv"])
def test_what_the_terminal_cannot_show_is_escaped(plant: Store, form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "search", "上海", "--format", form],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Klinik S\\xfcd, \\u4e0a\\u6d77" in done.stdout


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LOTGRAPH_{name.upper()}", raising=False)
    unset = Settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(f"LOTGRAPH_{name.upper()}", "")
    assert Settings() == unset


def test_a_setting_of_the_wrong_kind_says_what_it_may_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LOTGRAPH_INSECURE_BOLT", "maybe")
    monkeypatch.setenv("LOTGRAPH_INSECURE_NO_AUTH", "2")
    said = (
        "lotgraph: LOTGRAPH_INSECURE_BOLT, LOTGRAPH_INSECURE_NO_AUTH must be 1 or 0\n"
        "Next step: Set it so or unset it; README.md, Configuration, tells what it does.\n"
    )
    assert run(capsys, "recall", RESIN) == (1, "", said)


def test_a_setting_that_cannot_be_used_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LOTGRAPH_NEO4J_URI", "bolt://example.invalid:7687")
    code, _, complaint = run(capsys, "recall", RESIN)
    assert code == 1
    assert "LOTGRAPH_NEO4J_PASSWORD" in complaint
    monkeypatch.setenv("LOTGRAPH_NEO4J_PASSWORD", "not-to-be-shown")
    code, _, complaint = run(capsys, "recall", RESIN)
    assert code == 1
    assert "without encryption" in complaint
    assert "not-to-be-shown" not in complaint


def test_serve_refuses_an_open_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LOTGRAPH_INSECURE_NO_AUTH", raising=False)
    code, _, complaint = run(capsys, "serve", "--host", "0.0.0.0")  # noqa: S104
    assert code == 1
    assert "LOTGRAPH_INSECURE_NO_AUTH" in complaint


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    facts = Plant()
    facts.node(key("customer", "clinic2"), name="=cmd|' /C calc'!A0")
    facts.commit(plant)
    code, said, _ = run(capsys, "search", "calc", "--format", "csv")
    assert code == 0
    ((_, _, name),) = list(csv.reader(said.splitlines()))[1:]
    assert name == "'=cmd|' /C calc'!A0"


def test_numbers_of_a_csv_stay_numbers() -> None:
    out = io.StringIO()
    write_csv(out, [("-1", "-1.5", "-x", "@a", 3, None, "a=b")])
    assert out.getvalue() == "-1,-1.5,'-x,'@a,3,,a=b\r\n"
